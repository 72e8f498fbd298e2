// SPDX-License-Identifier: Apache-2.0
/// \file
/// Appeals of agencies against a criterion of a frozen month.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "journal/state_store.h"
#include "ranking/entities.h"
#include "ranking/sign_off.h"

namespace lachan::ranking {

/// Purpose      submitted → received → answered, each with its person, instant and fact.
/// Operation    The receipt names the day by which there is an answer. An answer that accepts
///              takes effect as a proposed addendum of the month or from the next month on.
/// Concurrency  Thread-safe.
/// Rights       An agency sees and makes its own. Answers come from a person of full reach who
///              did not propose the freeze.
class Appeals {
 public:
  struct Options {
    int answer_days = 10;  ///< Working days from the receipt to the answer.
  };
  struct Deps {
    journal::StateStore& store;
    const directive::Directive& directive;
    obligations::ObligationService& obligations;
    SignOff& sign_off;
    const Clock& clock;
  };
  Appeals(Options options, Deps deps) : options_(options), deps_(deps) {}

  struct Draft {
    Month month;
    std::string indicator;
    std::string duty;  ///< Empty: the whole criterion.
    std::string text;
    std::vector<std::int64_t> files;
  };
  /// \param agency  Of the caller's account, never of a request's body.
  /// \error kInvalidInput        "text": required; "indicator", "duty", "files": not_found.
  /// \error kFailedPrecondition  the month is not frozen, or its time for appeals is over
  ///   ("month": "appeals_closed").
  /// \error kConflict            the agency has an open appeal against this criterion.
  Result<ScoreAppeal> Submit(const journal::Caller& caller, AgencyId agency, const Draft& draft);
  /// Says that it was seen. \error kFailedPrecondition  not freshly submitted.
  Result<ScoreAppeal> Receive(const journal::Caller& caller, std::int64_t id);

  struct Answer {
    AppealState outcome = AppealState::rejected;  ///< accepted, partly or rejected.
    std::string reasons, basis;
    AppealEffect effect = AppealEffect::none;
    CorrectionOutcome counts_as = CorrectionOutcome::met;
    std::string duty;  ///< Which duty is corrected; the appeal's own when empty.
    int months = 1;    ///< next_month: for how many months the decision counts.
  };
  /// \error kInvalidInput        reasons, basis or a fitting effect are missing.
  /// \error kFailedPrecondition  not open; the caller proposed the freeze ("two_persons").
  Result<ScoreAppeal> Decide(const journal::Caller& caller, std::int64_t id, const Answer& answer);
  /// By the agency, before an answer.
  Result<ScoreAppeal> Withdraw(const journal::Caller& caller, std::int64_t id);

 private:
  Status CheckDraft(journal::Reader& reader, AgencyId agency, const Draft& draft,
                    const obligations::MonthScores& scores) const;
  Status CheckAnswer(const ScoreAppeal& appeal, const Answer& answer) const;
  Status TakeEffect(journal::Writer& writer, const journal::Caller& caller, const Answer& answer,
                    const obligations::MonthScores& scores, ScoreAppeal& appeal);

  Options options_;
  Deps deps_;
};

/// Ids in ScoreAppeal::files.
std::vector<std::int64_t> FilesOf(const ScoreAppeal& appeal);

}  // namespace lachan::ranking
