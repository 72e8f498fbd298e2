// SPDX-License-Identifier: Apache-2.0
/// \file
/// Freezing a month, and correcting it afterwards: always two persons, bound by hashes.
#pragma once

#include <boost/describe/enum.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "directive/directive.h"
#include "journal/state_store.h"
#include "obligations/corrections.h"
#include "obligations/obligation_service.h"
#include "ranking/entities.h"

namespace lachan::ranking {

BOOST_DEFINE_ENUM_CLASS(MonthState, running, ended, proposed, frozen)

/// One agency whose part differs from what was proposed.
struct ProposalChange {
  struct Part {
    int score_centi = 0, rank = 0;
    std::string band;
  };
  AgencyId agency;
  std::optional<Part> before, now;  ///< Absent: not scored.
};

/// Where a month stands on its way to being frozen.
struct MonthStanding {
  Month month;
  MonthState state = MonthState::running;
  std::optional<ScoreProposal> proposal;  ///< The open one.
  std::vector<ProposalChange> changes;    ///< Since the proposal; then it cannot be confirmed.
  std::optional<ScoreMonth> frozen;       ///< Without its figures.
  std::vector<ScoreAddendum> addenda;     ///< By number, then the open one; without content.
};

/// Outcome of holding a frozen month against its hashes.
struct MonthVerdict {
  Month month;
  std::string sha256;
  std::string frozen_by, proposed_by;
  int addenda = 0;
  std::string fault;  ///< Empty: intact.
};

/// Purpose      SEC-06 for the ranking: who proposes never confirms, and what is confirmed is the
///              hash that was seen.
/// Concurrency  Thread-safe.
/// Rights       Callers of full reach; writers must be persons (an account).
class SignOff {
 public:
  struct Options {
    int appeal_days = 5;  ///< Working days after publication in which agencies may appeal.
    bool is_demo = false;
  };
  struct Deps {
    journal::StateStore& store;
    const directive::Directive& directive;
    obligations::ObligationService& obligations;
    const Clock& clock;
  };
  SignOff(Options options, Deps deps) : options_(options), deps_(deps) {}

  Result<MonthStanding> Standing(const journal::Caller& caller, Month month);

  /// Proposes the month as it is now. An open proposal of other figures is replaced.
  /// \error kConflict            proposed already as it is, or frozen.
  /// \error kFailedPrecondition  the month has not ended, or nobody is scored in it.
  Result<ScoreProposal> Propose(const journal::Caller& caller, Month month);
  /// Freezes the month that was proposed. \param sha256  The hash that the caller has seen.
  /// \error kFailedPrecondition  nothing is proposed; the caller proposed it ("two_persons").
  /// \error kConflict            another hash was proposed, or facts changed since: the message
  ///   names the agencies with their scores before and now.
  Result<ScoreMonth> Confirm(const journal::Caller& caller, Month month, std::string_view sha256);
  Result<ScoreProposal> Withdraw(const journal::Caller& caller, Month month);

  struct AddendumDraft {
    std::string reason, basis;
    std::vector<obligations::Correction> corrections;
    std::optional<std::int64_t> appeal_id;
  };
  /// What a draft would do, without storing anything. Corrections get what they lack (`possible`).
  Result<std::vector<obligations::CorrectionEffect>> Preview(
      Month month, std::vector<obligations::Correction>& corrections);
  /// Proposes the next addendum of a frozen month.
  /// \error kInvalidInput        reason, basis or corrections are missing.
  /// \error kFailedPrecondition  the month is not frozen, or nothing would change.
  /// \error kConflict            another addendum of the month waits for its second person.
  Result<ScoreAddendum> ProposeAddendum(const journal::Caller& caller, Month month,
                                        AddendumDraft draft);
  /// The same inside a transaction that a service has open; `scores` were read before it.
  Result<ScoreAddendum> ProposeAddendum(journal::Writer& writer, const journal::Caller& caller,
                                        const obligations::MonthScores& scores,
                                        AddendumDraft draft);
  /// Errors as Confirm().
  Result<ScoreAddendum> ConfirmAddendum(const journal::Caller& caller, std::int64_t id,
                                        std::string_view sha256);
  Result<ScoreAddendum> WithdrawAddendum(const journal::Caller& caller, std::int64_t id);
  Result<ScoreAddendum> Addendum(const journal::Caller& caller, std::int64_t id);

  /// Holds every frozen month (or one) against its hash, the journal and its addenda.
  Result<std::vector<MonthVerdict>> Verify(std::optional<Month> month = {});

 private:
  Result<std::optional<ScoreProposal>> OpenProposal(journal::Reader& reader, Month month) const;
  Result<std::vector<ProposalChange>> ChangesSince(const ScoreProposal& proposal, Month month);
  std::unexpected<Error> Changed(const std::vector<ProposalChange>& changes);
  void FillWorth(const obligations::MonthScores& base,
                 std::vector<obligations::Correction>& corrections) const;
  std::string FaultOf(journal::Reader& reader, const ScoreMonth& row);

  Options options_;
  Deps deps_;
};

/// \error kDenied              not a person of full reach.
/// \error kFailedPrecondition  the same account (field "two_persons": "same_person").
Status SecondPerson(const journal::Caller& caller, std::int64_t first_account);
/// First instant too late for an appeal against a month; nothing when it is not frozen.
Result<std::optional<Instant>> AppealUntil(journal::Reader& reader, Month month);
/// Account that proposed the freeze of a month; 0 when it is not frozen.
Result<std::int64_t> ProposerOf(journal::Reader& reader, Month month);
/// \error kDenied  not a person of full reach.
Status FullReach(const journal::Caller& caller);

}  // namespace lachan::ranking
