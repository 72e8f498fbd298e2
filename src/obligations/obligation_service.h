// SPDX-License-Identifier: Apache-2.0
/// \file
/// Duties, scores and rankings of the province, worked out from the journal and the register.
#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "directive/assess.h"
#include "directive/directive.h"
#include "directive/explain.h"
#include "directive/fact_index.h"
#include "journal/state_store.h"
#include "obligations/corrections.h"
#include "obligations/entities.h"
#include "obligations/fact_book.h"
#include "obligations/quick_wins.h"
#include "obligations/register_history.h"
#include "obligations/relief_entity.h"
#include "obligations/score_month.h"
#include "obligations/scoring_rules.h"

namespace lachan::obligations {

using directive::kDutyStatuses;
using StatusCounts = std::array<std::int64_t, kDutyStatuses>;  ///< By directive::DutyStatus.

/// The province at an instant. Immutable; shared between readers.
struct Situation {
  directive::RegisterSnapshot snapshot;
  directive::Assessment assessment;
};
using SituationPtr = std::shared_ptr<const Situation>;

struct DutyQuery {
  std::optional<AgencyId> agency = {};
  std::optional<SystemId> system = {};
  std::string obligation = {};                       ///< Empty: all.
  std::string part = {};                             ///< Empty: all.
  std::string clause = {};                           ///< Also those that name it beside another.
  std::vector<directive::DutyStatus> statuses = {};  ///< Empty: all but not_applicable.
  std::optional<Month> month = {};                   ///< At its end; now for a running month.
  std::optional<Instant> as_of = {};                 ///< Goes before `month`; may lie ahead.
  std::size_t limit = 1000;
};

struct DutyList {
  Instant as_of;
  std::vector<directive::Duty> rows;  ///< Earliest limit first, then by agency.
  std::int64_t total = 0;             ///< Before `limit`.
  StatusCounts counts{};              ///< Over all statuses, whatever `statuses` asks for.
};

/// How one agency stands with what a question asks for.
struct AgencyProgress {
  AgencyId agency;
  StatusCounts counts{};
};
struct Progress {
  Instant as_of;
  std::vector<AgencyProgress> rows;  ///< By agency; those with nothing but not_applicable left out.
};

struct RankingRow {
  AgencyMonth agency;
  std::optional<CorrectionEffect::Standing> as_frozen;  ///< Where addenda changed it.
  std::optional<int> previous_rank;
  std::optional<int> previous_score_centi;
};
struct RankingTable {
  Month month;
  bool frozen = false;
  Instant judged_at;
  std::string scorecard;
  std::string set;
  int of = 0;                    ///< Ranked agencies, also those the caller does not see.
  int addenda = 0;               ///< Of a frozen month.
  std::vector<RankingRow> rows;  ///< By rank; unranked last. With addenda.
};

/// One agency's month with everything behind it.
struct AgencyReport {
  AgencyMonth agency;
  bool frozen = false;
  Instant judged_at;
  std::vector<directive::Duty> duties;  ///< Those that counted.
  struct Past {
    Month month;
    int score_centi = 0;
    std::string band;
    int rank = 0;
    bool frozen = false;
  };
  std::vector<Past> history;   ///< Oldest first, up to and including the month.
  std::vector<QuickWin> wins;  ///< Of the present, whatever the month.
  std::optional<CorrectionEffect::Standing> as_frozen;  ///< Where addenda changed it.
  int addenda = 0;
};

/// What a freeze would keep.
struct MonthCut {
  std::shared_ptr<const MonthScores> scores;
  std::string figures;
  std::string sha256;
  std::map<std::int64_t, std::string> digests;  ///< Of each agency's part.
  AgencyId coordinator;                         ///< Who owes the ranking; 0 when nobody.
};

/// Who proposed a freeze, and what the one who confirms has seen.
struct FreezeOrder {
  std::string sha256;
  AccountId proposed_by;
  std::string proposed_by_name;
  std::optional<Instant> appeal_until = {};
  /// Runs in the transaction of the freeze.
  std::function<Status(journal::Writer&)> also = {};
};

/// Purpose      Keeps the present assessment in step with the facts; answers for any past instant;
///              freezes months.
/// Operation    The facts the directive reads are kept in memory and followed by id, so that a
///              change costs one assessment (not a reading of the journal). It is made when
///              somebody asks next. Past months keep until a fact arrives that counts in them.
/// Concurrency  Thread-safe.
/// Rights       A caller of limited reach sees the duties, score and rank of its agencies only.
class ObligationService {
 public:
  struct Options {
    bool is_demo =
        false;  ///< Facts count from when they happened, not from when they were written.
    /// Since when records are complete; the first fact of the journal when absent.
    std::optional<Instant> recording_since = {};
    std::chrono::seconds max_age{60};  ///< Time passes duties' limits: assess anew after this.
    int history_months = 13;
  };
  struct Deps {
    journal::StateStore& store;
    const directive::Directive& directive;
    const Clock& clock;
  };
  ObligationService(Options options, Deps deps);
  ObligationService(const ObligationService&) = delete;
  ObligationService& operator=(const ObligationService&) = delete;

  /// The province now, with every fact that was committed before the call.
  Result<SituationPtr> Current();
  /// The province at a past instant, as it was known then. Not kept.
  Result<SituationPtr> At(Instant instant);

  Result<DutyList> Duties(const journal::Caller& caller, const DutyQuery& query);
  /// Numbers of duties within reach by part id, now.
  Result<std::map<std::string, StatusCounts>> CountsByPart(const journal::Caller& caller,
                                                           std::optional<Instant> as_of = {});
  /// Numbers of duties within reach by agency.
  Result<Progress> ProgressOf(const journal::Caller& caller, const DutyQuery& query);
  /// Why the duties of an agency from a part stand as they do, step by step.
  /// \error kNotFound  no such part, or the agency is not within reach.
  Result<std::vector<directive::Explained>> Explain(const journal::Caller& caller, AgencyId agency,
                                                    std::string_view part,
                                                    std::optional<Instant> as_of = {});

  /// Works out what the first visitor would wait for: the present and the months of the history,
  /// newest first. Others are answered between two months.
  void Prepare(const std::stop_token& stop);

  /// Scores of a month: frozen ones as they were frozen; others worked out.
  /// \error kFailedPrecondition  the month lies ahead.
  Result<std::shared_ptr<const MonthScores>> Scores(Month month);
  /// \param kind  AgencyKind::id; the set of that kind is ranked.
  /// \error kNotFound  no scorecard has a set for this kind in this month.
  Result<RankingTable> Ranking(const journal::Caller& caller, Month month, std::string_view kind);
  /// \error kNotFound  no such agency within reach, or it is not scored in this month.
  Result<AgencyReport> Report(const journal::Caller& caller, AgencyId agency, Month month);

  /// What freezing `month` now would keep.
  /// \error kFailedPrecondition  the month has not ended, or nobody is scored in it.
  /// \error kConflict            it is frozen already.
  Result<MonthCut> Cut(Month month);
  /// Signs off a month: keeps its scores, duties and evidence as bytes with their hash and writes
  /// the fact `ranking.published`. From then on the month is answered from these bytes. `caller` is
  /// the second of two persons.
  /// \error kDenied              not a caller of full reach, or not a person.
  /// \error kFailedPrecondition  the month has not ended, no scorecard is valid for it, or the same
  ///   account proposed it (field "two_persons").
  /// \error kConflict            it is frozen already, or is no longer what the order says (field
  ///   "sha256": "changed").
  Result<ScoreMonth> Freeze(const journal::Caller& caller, Month month, const FreezeOrder& order);
  /// The row of a frozen month; nothing when it is not frozen.
  /// \error kCorrupt  its bytes do not have their hash.
  Result<std::optional<ScoreMonth>> Frozen(Month month);

  /// The scorecard in force in a month (null: none), or by its id.
  Result<ScoringRules::CardPtr> Card(Month month);
  Result<ScoringRules::CardPtr> Card(std::string_view id);
  /// Duties that counted in a month, by agency id; of a frozen month as they were frozen.
  Result<std::shared_ptr<const DutiesByAgency>> CountedDuties(Month month);

  /// What facts say, in the order of `ids`; unknown ones are left out.
  std::vector<EvidenceFact> Evidence(const std::vector<std::int64_t>& ids);
  /// Pauses and exemptions by the facts that put them in force (Duty::reliefs).
  Result<std::vector<DutyRelief>> Reliefs(const std::vector<std::int64_t>& facts);
  /// Value that evidence must share with the fact that started the duty ("finding" …), or empty.
  std::string LinkOf(const directive::Duty& duty);

 private:
  struct Past {
    Instant judged_at;
    std::shared_ptr<const MonthScores> scores;
  };

  // All of these expect mutex_ to be held.
  Status Refresh();
  Result<SituationPtr> Assess(Instant instant);
  Result<SituationPtr> CurrentLocked();
  Result<SituationPtr> AtLocked(Instant instant);
  /// The situation a question is about; of one agency only, where that is all it asks for.
  Result<SituationPtr> SituationFor(const DutyQuery& query);
  SituationPtr Judge(Instant instant, const directive::Scope& scope);
  const directive::FactIndex& Index();
  Result<std::shared_ptr<const MonthScores>> ScoresLocked(Month month);
  Result<std::optional<ScoreMonth>> FindFrozen(Month month);
  /// A month as it was signed off, without addenda; null when it was not.
  Result<std::shared_ptr<const MonthScores>> SignedOff(Month month);
  /// With addenda; null when it was not signed off.
  Result<std::shared_ptr<const MonthScores>> FrozenScores(Month month);
  Result<MonthCut> CutLocked(Month month);
  Result<std::vector<directive::Duty>> DutiesOf(const MonthScores& scores, AgencyId agency);
  std::vector<QuickWin> WinsOf(const Situation& situation, AgencyId agency) const;

  Options options_;
  Deps deps_;
  std::atomic<bool> has_facts_{true};         // set by the feed
  std::atomic<bool> has_register_{true};      // set by the feed
  std::atomic<bool> has_rules_{true};         // set by the feed
  std::atomic<bool> has_reorganised_{false};  // set by the feed
  std::mutex mutex_;
  FactBook book_;
  std::unique_ptr<directive::FactIndex> index_;  // of the book's facts; made when asked for
  RegisterHistory register_;
  ScoringRules rules_;
  std::optional<Instant> refreshed_at_;
  SituationPtr current_;
  SituationPtr past_;  // the one asked for last
  std::map<Month, Past> months_;
  std::map<Month, std::shared_ptr<const MonthScores>> signed_off_;  // read once: bytes never change
  std::pair<Month, std::string> frozen_;  // figures of the frozen month asked for last
  std::shared_ptr<void> subscription_;
};

}  // namespace lachan::obligations
