// SPDX-License-Identifier: Apache-2.0
/// \file
/// When to remind whom of a duty: a pure function of duties, what was told already, and the time.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "notifications/entities.h"

namespace lachan::notifications {

/// One rung: told so many days before or after the last day in time.
struct Rung {
  int days = 0;                                     ///< −7: a week before; 2: two days after.
  NoticeAudience at_once = NoticeAudience::person;  ///< Everybody up to this one is told at once.
  NoticeAudience up_to = NoticeAudience::person;    ///< How far it climbs while nobody answers.
};

struct Ladder {
  std::vector<Rung> rungs;  ///< By ascending days; no two alike.
};

/// "-30:person, -7:person/head, 0:head/coordinator, 2:coordinator": days, who is told at once, and
/// after the slash how far it climbs without an acknowledgement.
/// \error kInvalidInput  names the part that is wrong.
Result<Ladder> ParseLadder(std::string_view text);

struct ReminderPolicy {
  Ladder states;             ///< Something that must be there or be renewed, and yearly duties.
  Ladder months;             ///< Monthly duties.
  Ladder events;             ///< Started by an event.
  std::chrono::hours at{8};  ///< Hour of the day in Viet Nam at which a rung fires.
  std::chrono::hours escalate_after{24};  ///< Without an acknowledgement, one audience further.
  /// A rung that could not be told for longer than this is not told any more.
  std::chrono::days stale_after{30};
};

enum class DutyClass { kState, kMonth, kEvent };

/// A duty that is not fulfilled, or lapses.
struct OpenDuty {
  std::string key;
  DutyClass kind = DutyClass::kState;
  Instant due;           ///< First instant of breach.
  bool is_soft = false;  ///< Encouraged only: the person is told, nobody above.
};

/// What was told of one duty, one due day and one rung.
struct Told {
  std::map<NoticeAudience, Instant> at;  ///< When each audience was told first.
  bool is_acknowledged = false;
};
struct RungKey {
  std::string duty;
  CivilDate due_on;
  int days = 0;
  friend auto operator<=>(const RungKey&, const RungKey&) = default;
};
using Record = std::map<RungKey, Told>;

struct Reminder {
  std::size_t duty = 0;  ///< Index into the duties.
  CivilDate due_on;      ///< Last day in time.
  int days = 0;          ///< Of the rung.
  NoticeAudience audience = NoticeAudience::person;
  bool is_escalation = false;  ///< Nobody answered below.
};

/// Last day on which the duty is in time.
CivilDate LastDay(Instant due);
/// When a rung of a duty fires.
Instant FiresAt(const ReminderPolicy& policy, Instant due, int days);

/// What must be told now. Telling it and asking again gives nothing until time passes.
/// - Of the rungs that have fired only the latest counts; what it overtook is never told.
/// - A rung is told once for each due day: a duty whose due day moves climbs anew.
/// \param since  Rungs that fired before it are history.
std::vector<Reminder> DueReminders(const ReminderPolicy& policy, std::span<const OpenDuty> duties,
                                   const Record& told, Instant since, Instant now);

}  // namespace lachan::notifications
