// SPDX-License-Identifier: Apache-2.0
/// \file
/// Why a duty has its status, step by step, as the engine itself went: every rule that was read,
/// every fact that moved something, every limit that was set.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "directive/assess.h"
#include "directive/fact_index.h"

namespace lachan::directive {

/// Names reach the API. ToString gives them.
enum class StepCode {
  kBound,            ///< {0} since when the part binds the agency
  kNotBound,         ///< nothing
  kSystem,           ///< {0} since when in operation, {1} level
  kSystemWaits,      ///< nothing: not in operation
  kLevelRaised,      ///< {0} since when the level has been high enough
  kFixedDate,        ///< {0} limit
  kGrace,            ///< {0} anchor, {1} limit
  kMoved,            ///< {0} plain limit, {1} limit after the days that stand still
  kRelief,           ///< {0} pause or exemption, {1} first day, {2} last day
  kEvidence,         ///< {0} kind, {1} instant, {2} last day it holds
  kEvidenceForever,  ///< {0} kind, {1} instant
  kRenewal,          ///< {0} kind, {1} instant, {2} last day it holds
  kNothingNew,       ///< {0} kind, {1} instant: changes nothing
  kExpired,          ///< {0} kind, {1} instant: had lapsed before it was shown
  kReopened,         ///< {0} kind, {1} instant, {2} limit for fresh evidence
  kNoEvidence,       ///< nothing
  kReached,          ///< {0} instant, {1} number asked
  kFell,             ///< {0} instant, {1} number left, {2} new limit
  kPeriod,           ///< {0} name, {1} limit
  kTrigger,          ///< {0} kind, {1} start, {2} limit
  kDischarge,        ///< {0} kind, {1} instant
  kBreach,           ///< {0} instant
  kBreachClosed,     ///< {0} instant of the closing
  kLooked,           ///< {0} kind, {1} instant
};
std::string_view ToString(StepCode code);

struct Step {
  StepCode code = StepCode::kBound;
  std::vector<Argument> arguments;
  std::int64_t fact = 0;  ///< The fact it speaks of; 0 when none.
};

/// Collects steps while a duty is judged. Internal use; Explain() gives the result.
class Trace {
 public:
  void Add(StepCode code, std::vector<Argument> arguments = {}, std::int64_t fact = 0) {
    current_.push_back({code, std::move(arguments), fact});
  }
  /// What was added so far belongs to all duties that follow.
  void Share() { common_ = std::exchange(current_, {}); }
  /// A duty is done: the steps since the last one are its own.
  void Seal();
  std::vector<std::vector<Step>> Take() { return std::move(done_); }
  std::size_t size() const { return done_.size(); }

 private:
  std::vector<Step> common_;
  std::vector<Step> current_;
  std::vector<std::vector<Step>> done_;
};

struct Explained {
  Duty duty;
  std::vector<Step> steps;
};

/// The duties of one agency from one part, each with its steps.
std::vector<Explained> Explain(const Directive& directive, const FactIndex& facts,
                               const RegisterSnapshot& snapshot, const HolidayCalendar& calendar,
                               Instant now, AgencyId agency, std::string_view part);

/// The sentence of one step.
std::string StepText(const Directive& directive, const Step& step, Language language);

}  // namespace lachan::directive
