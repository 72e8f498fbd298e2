// SPDX-License-Identifier: Apache-2.0
/// \file
/// A month's scores: worked out, ranked, written down and read back.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "directive/assess.h"
#include "directive/score.h"
#include "obligations/entities.h"

namespace lachan::obligations {

/// Figures over all duties at an instant, kept beside the scores so that a later month can be
/// compared with this one.
struct DutyFigures {
  std::int64_t overdue = 0;                ///< Demanded duties whose limit has passed.
  std::int64_t agencies_overdue = 0;       ///< Agencies with at least one of them.
  std::int64_t systems = 0;                ///< Systems in the register.
  std::int64_t systems_without_level = 0;  ///< No approved level that counts.
  std::int64_t systems_unscanned = 0;      ///< No scan that still counts.
  std::int64_t systems_unhunted = 0;
};
DutyFigures Count(const directive::Directive& directive,
                  const directive::RegisterSnapshot& snapshot,
                  const directive::Assessment& assessment);

/// One agency's month.
struct AgencyMonth {
  directive::AgencyScore score;
  std::string kind;  ///< AgencyKind::id.
  int rank = 0;      ///< 0: not ranked.
  int of = 0;        ///< Ranked agencies of the set.
};

/// "This duty counts as …", whatever the facts said.
struct Correction {
  AgencyId agency;
  std::string indicator;
  std::string duty;  ///< Duty::Key().
  CorrectionOutcome outcome = CorrectionOutcome::met;
  /// Credit that a duty is worth which did not count so far; 0: as it counted.
  std::int64_t possible = 0;
  std::vector<std::int64_t> facts;  ///< Evidence behind the decision; may be empty.
  std::string reason;
};

/// All agencies that a scorecard speaks of.
struct MonthScores {
  Month month;
  bool frozen = false;
  std::string sha256;  ///< Of the frozen figures; empty while not frozen.
  std::string scorecard;
  Instant judged_at;
  DutyFigures figures;
  std::shared_ptr<const directive::Scorecard> card;  ///< Null in months of older versions.
  std::vector<AgencyMonth> agencies;                 ///< By agency id.
  std::vector<Correction> corrections;               ///< Decisions that counted.

  int addenda = 0;                             ///< Of a frozen month: how many addenda there are.
  std::string addendum_sha256;                 ///< Of the last one.
  std::shared_ptr<const MonthScores> amended;  ///< With addenda 1 … n; null when there are none.
  /// With addenda if there are any.
  const MonthScores& Latest() const;
  /// Null when the month does not know the agency.
  const AgencyMonth* Find(AgencyId agency) const;
};

/// Scores and ranks every agency of the snapshot that a set of the scorecard names.
/// \param card         Null: nobody is scored.
/// \param assessment   At the month's end, or now for a running month.
/// \param corrections  Decisions in force for the month; those that facts have overtaken are left
///   out.
MonthScores ScoreAll(const directive::Directive& directive,
                     std::shared_ptr<const directive::Scorecard> card,
                     const directive::RegisterSnapshot& snapshot,
                     const directive::Assessment& assessment, Month month,
                     std::span<const Correction> corrections = {});

/// Canonical JSON (sorted keys, no white space) of the scores, the duties behind them and the
/// evidence of each. The same scores give the same bytes on any machine.
/// \param agencies  AgencyTexts of these scores.
std::string FigureText(const MonthScores& scores, std::span<const std::string> agencies);
/// Each agency's part of that text, in the order of `scores.agencies`.
std::vector<std::string> AgencyTexts(const MonthScores& scores,
                                     const directive::Assessment& assessment);

/// Scores as they were frozen, without the duties.
/// \error kCorrupt  not such a text.
Result<MonthScores> ParseFigures(std::string_view text);
using DutiesByAgency = std::map<std::int64_t, std::vector<directive::Duty>>;
/// The duties that counted, by agency id.
/// \error kCorrupt   not such a text.
Result<DutiesByAgency> ParseDuties(std::string_view text, const directive::Directive& directive);
/// The duties of one agency, without reading those of the others. Empty when it is not there.
/// \error kCorrupt   not such a text.
Result<std::vector<directive::Duty>> ParseDutiesOf(std::string_view text, AgencyId agency,
                                                   const directive::Directive& directive);

}  // namespace lachan::obligations
