// SPDX-License-Identifier: Apache-2.0
/// \file
/// Duties, scores and rankings of the province, worked out from the journal and the register.
#pragma once

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "directive/assess.h"
#include "directive/directive.h"
#include "journal/state_store.h"
#include "obligations/entities.h"
#include "obligations/fact_book.h"
#include "obligations/quick_wins.h"
#include "obligations/register_history.h"
#include "obligations/score_month.h"

namespace lachan::obligations {

inline constexpr std::size_t kDutyStatuses = 7;
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
  std::vector<directive::DutyStatus> statuses = {};  ///< Empty: all but not_applicable.
  std::optional<Month> month = {};                   ///< At its end; now for a running month.
  std::size_t limit = 1000;
};

struct DutyList {
  Instant as_of;
  std::vector<directive::Duty> rows;  ///< Earliest limit first, then by agency.
  std::int64_t total = 0;             ///< Before `limit`.
  StatusCounts counts{};              ///< Over all statuses, whatever `statuses` asks for.
};

struct RankingRow {
  AgencyMonth agency;
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
  std::vector<RankingRow> rows;  ///< By rank; unranked last.
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
  Result<std::map<std::string, StatusCounts>> CountsByPart(const journal::Caller& caller);

  /// Scores of a month: frozen ones as they were frozen; others worked out.
  /// \error kFailedPrecondition  the month lies ahead.
  Result<std::shared_ptr<const MonthScores>> Scores(Month month);
  /// \param kind  AgencyKind::id; the set of that kind is ranked.
  /// \error kNotFound  no scorecard has a set for this kind in this month.
  Result<RankingTable> Ranking(const journal::Caller& caller, Month month, std::string_view kind);
  /// \error kNotFound  no such agency within reach, or it is not scored in this month.
  Result<AgencyReport> Report(const journal::Caller& caller, AgencyId agency, Month month);

  /// Signs off a month: keeps its scores, duties and evidence as bytes with their hash and writes
  /// the fact `ranking.published`. From then on the month is answered from these bytes.
  /// \error kDenied              not a caller of full reach.
  /// \error kFailedPrecondition  the month has not ended, or no scorecard is valid for it.
  /// \error kConflict            it is frozen already.
  Result<ScoreMonth> Freeze(const journal::Caller& caller, Month month);

  /// What facts say, in the order of `ids`; unknown ones are left out.
  std::vector<EvidenceFact> Evidence(const std::vector<std::int64_t>& ids);
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
  Result<std::shared_ptr<const MonthScores>> ScoresLocked(Month month);
  Result<std::optional<ScoreMonth>> FindFrozen(Month month);
  Result<std::vector<directive::Duty>> CountedDuties(const MonthScores& scores, AgencyId agency);
  Instant JudgedAt(Month month, Instant now) const;

  Options options_;
  Deps deps_;
  std::atomic<bool> has_facts_{true};         // set by the feed
  std::atomic<bool> has_register_{true};      // set by the feed
  std::atomic<bool> has_reorganised_{false};  // set by the feed
  std::mutex mutex_;
  FactBook book_;
  RegisterHistory register_;
  std::optional<Instant> refreshed_at_;
  SituationPtr current_;
  SituationPtr past_;  // the one asked for last
  std::map<Month, Past> months_;
  std::pair<Month, DutiesByAgency> frozen_;  // the frozen month asked for last
  std::shared_ptr<void> subscription_;
};

}  // namespace lachan::obligations
