// SPDX-License-Identifier: Apache-2.0
/// \file
/// Scorecards made in the console: draft → proposed → decreed, by two persons and with a basis.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/diagnostic.h"
#include "base/result.h"
#include "directive/directive.h"
#include "directive/scorecard_text.h"
#include "journal/state_store.h"
#include "obligations/obligation_service.h"

namespace lachan::ranking {

/// Purpose      Drafts of scorecards, their checks, and putting one in force.
/// Operation    A draft may be unfinished. It is proposed and decreed only without findings, from
///              the first day of a month that is not frozen and that no other decreed one begins
///              in. The directive's own scorecard stays the default.
/// Concurrency  Thread-safe.
/// Rights       Persons of full reach.
class Scorecards {
 public:
  struct Deps {
    journal::StateStore& store;
    const directive::Directive& directive;
    obligations::ObligationService& obligations;
    const Clock& clock;
  };
  explicit Scorecards(Deps deps) : deps_(deps) {}

  struct Checked {
    directive::Scorecard card;
    std::vector<Diagnostic> findings;  ///< Also of the date and of other scorecards.
    std::string text;                  ///< As it would be kept.
  };
  /// \param own  Row that the card would go into; 0: a new one.
  Result<Checked> Check(const directive::SourceText& source, std::int64_t own = 0);

  struct Draft {
    std::int64_t id = 0;  ///< 0: a new one.
    std::string title, basis;
    std::string text;  ///< YAML with one scorecard.
  };
  /// Keeps a draft, with findings or without.
  /// \error kInvalidInput        "title": required; "card": too large or not readable at all.
  /// \error kFailedPrecondition  it is no draft any more.
  Result<ScorecardVersion> Save(const journal::Caller& caller, const Draft& draft);
  /// \error kInvalidInput        the card has findings ("card": its first), or no basis.
  Result<ScorecardVersion> Propose(const journal::Caller& caller, std::int64_t id);
  /// \param sha256  The text that the caller has seen.
  /// \error kConflict            another text.
  /// \error kFailedPrecondition  not proposed; the same person ("two_persons"); its month is frozen
  ///   by now.
  Result<ScorecardVersion> Decree(const journal::Caller& caller, std::int64_t id,
                                  std::string_view sha256);
  /// Back to a draft (from proposed), or out of sight (from draft). What is decreed stays.
  Result<ScorecardVersion> Withdraw(const journal::Caller& caller, std::int64_t id);
  Result<ScorecardVersion> Get(const journal::Caller& caller, std::int64_t id);

 private:
  Status AddDateFindings(std::int64_t own, Checked& checked);
  Status MustBeRight(const ScorecardVersion& row);

  Deps deps_;
};

}  // namespace lachan::ranking
