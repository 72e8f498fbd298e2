// SPDX-License-Identifier: Apache-2.0
/// \file
/// Whether a source says what it should: a pure function of what was counted and of the time.
#pragma once

#include <chrono>
#include <optional>

#include "core/time.h"
#include "sources/entities.h"
#include "sources/hours.h"

namespace lachan::sources {

struct AlarmRules {
  std::chrono::minutes silent_after{60};  ///< For sources without a limit of their own.
  int slow_percent = 20;  ///< Below this share of the usual for two hours: slow. 0: never.
};

/// What is known of a source.
struct Sight {
  SourceState state = SourceState::waiting;  ///< As found last.
  std::optional<Instant> first_seen, last_seen;
  /// Since when this intake listens without a break; before it nothing could be heard.
  Instant listening_since;
  std::chrono::minutes own_limit{0};   ///< 0: AlarmRules::silent_after.
  std::int64_t expected_per_hour = 0;  ///< Declared for a usual hour; 0: not said.
  const Hours* hours = nullptr;        ///< Never null.
};

/// Records that are usual in `hour`: what was learned of it, but not more than what was declared;
/// what was declared while nothing is learned; nothing when neither is there.
std::optional<double> UsualIn(const Sight& sight, std::int64_t hour);

/// What the source is now.
///
///  silent   nothing for the limit, and the intake listened all that time. Hours in which the
///  source
///           usually sends (next to) nothing do not count: it is `resting` then. Once silent it
///           stays so until it sends.
///  slow     in each of the last two whole hours less than the share of the usual; ends with an
///  hour
///           of one and a half times that share. Hours of which fewer than 20 records are usual say
///           nothing.
SourceState Judge(const AlarmRules& rules, const Sight& sight, Instant now);

}  // namespace lachan::sources
