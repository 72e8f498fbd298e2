// SPDX-License-Identifier: Apache-2.0
/// \file
/// What months are scored by: the scorecards of the directive, those decreed in the console, and
/// decisions that count from a month on. Internal to the module.
#pragma once

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "directive/directive.h"
#include "journal/state_store.h"
#include "obligations/score_month.h"

namespace lachan::obligations {

/// Purpose      The rules of scoring as they are now.
/// Concurrency  Immutable after Load().
class ScoringRules {
 public:
  using CardPtr = std::shared_ptr<const directive::Scorecard>;

  /// \error kCorrupt  a decreed scorecard no longer has its hash, or cannot be read.
  static Result<ScoringRules> Load(journal::Reader& reader, const directive::Directive& directive);
  /// Whether a fact of this kind changes what Load() gives.
  static bool Reads(std::string_view kind);

  /// The one in force in `month`: of all that have begun, the one that began last; a decreed one
  /// before one of the directive that began on the same day. Null when there is none.
  CardPtr CardOf(Month month) const;
  /// Null when there is no such card.
  CardPtr Find(std::string_view id) const;
  /// Decisions that count in `month`.
  std::vector<Correction> CorrectionsOf(Month month) const;

 private:
  struct Dated {
    Month from, until;
    Correction correction;
  };
  std::vector<CardPtr> cards_;  // decreed ones first
  std::vector<Dated> corrections_;
};

}  // namespace lachan::obligations
