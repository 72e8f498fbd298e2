// SPDX-License-Identifier: Apache-2.0
#include "notifications/ladder.h"

#include <boost/describe/enum_from_string.hpp>

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace lachan::notifications {
namespace {

Result<NoticeAudience> ParseAudience(std::string_view text) {
  auto audience = NoticeAudience::person;
  if (!boost::describe::enum_from_string(std::string(Trim(text)).c_str(), audience)) {
    return Fail(ErrorCode::kInvalidInput, "'{}' is not person, head or coordinator",
                PrintableForLog(text, 40));
  }
  return audience;
}

Result<Rung> ParseRung(std::string_view text) {
  Rung rung;
  const auto colon = text.find(':');
  auto days = Trim(text.substr(0, colon));
  if (days.starts_with('+')) days.remove_prefix(1);
  const auto [end, error] = std::from_chars(days.data(), days.data() + days.size(), rung.days);
  if (colon == std::string_view::npos || error != std::errc{} || end != days.data() + days.size() ||
      rung.days < -366 || rung.days > 366) {
    return Fail(ErrorCode::kInvalidInput, "'{}' is not a rung such as -7:person/head",
                PrintableForLog(text, 60));
  }
  const auto who = text.substr(colon + 1);
  const auto slash = who.find('/');
  LACHAN_TRY(rung.at_once, ParseAudience(who.substr(0, slash)));
  rung.up_to = rung.at_once;
  if (slash == std::string_view::npos) return rung;
  LACHAN_TRY(rung.up_to, ParseAudience(who.substr(slash + 1)));
  if (rung.up_to < rung.at_once) {
    return Fail(ErrorCode::kInvalidInput, "'{}': a rung climbs upwards only",
                PrintableForLog(text, 60));
  }
  return rung;
}

const Ladder& LadderOf(const ReminderPolicy& policy, DutyClass kind) {
  switch (kind) {
    case DutyClass::kState:
      return policy.states;
    case DutyClass::kMonth:
      return policy.months;
    case DutyClass::kEvent:
      return policy.events;
  }
  return policy.states;
}

NoticeAudience Above(NoticeAudience audience) {
  return static_cast<NoticeAudience>(static_cast<int>(audience) + 1);
}

/// What the latest rung of one duty still has to tell.
void Climb(const ReminderPolicy& policy, const Rung& rung, const Told* told, Instant now,
           Reminder reminder, std::vector<Reminder>& out) {
  const auto is_told = [told](NoticeAudience audience) {
    return told != nullptr && told->at.contains(audience);
  };
  reminder.days = rung.days;
  for (auto audience = NoticeAudience::person; audience <= rung.at_once;
       audience = Above(audience)) {
    if (is_told(audience)) continue;
    reminder.audience = audience;
    out.push_back(reminder);
  }
  if (told == nullptr || told->is_acknowledged || told->at.empty()) return;
  // Climbing counts from when somebody was really told, not from when it should have been.
  const Instant first = std::ranges::min_element(told->at, {}, [](const auto& entry) {
                          return entry.second;
                        })->second;
  int step = 1;
  for (auto audience = Above(rung.at_once); audience <= rung.up_to;
       audience = Above(audience), ++step) {
    if (is_told(audience) || now < first + step * policy.escalate_after) continue;
    reminder.audience = audience;
    reminder.is_escalation = true;
    out.push_back(reminder);
  }
}

}  // namespace

Result<Ladder> ParseLadder(std::string_view text) {
  Ladder ladder;
  if (Trim(text).empty()) return ladder;
  for (const auto part : Split(text, ',')) {
    LACHAN_TRY(const auto rung, ParseRung(Trim(part)));
    ladder.rungs.push_back(rung);
  }
  std::ranges::sort(ladder.rungs, {}, &Rung::days);
  const auto twice = std::ranges::adjacent_find(ladder.rungs, {}, &Rung::days);
  if (twice != ladder.rungs.end()) {
    return Fail(ErrorCode::kInvalidInput, "two rungs for day {}", twice->days);
  }
  return ladder;
}

CivilDate LastDay(Instant due) { return CivilDateAt(due - Duration(1)); }

Instant FiresAt(const ReminderPolicy& policy, Instant due, int days) {
  return StartOfDay(AddDays(LastDay(due), days)) + policy.at;
}

std::vector<Reminder> DueReminders(const ReminderPolicy& policy, std::span<const OpenDuty> duties,
                                   const Record& told, Instant since, Instant now) {
  std::vector<Reminder> reminders;
  for (std::size_t i = 0; i < duties.size(); ++i) {
    const auto& duty = duties[i];
    const Rung* latest = nullptr;
    for (const auto& rung : LadderOf(policy, duty.kind).rungs) {
      if (FiresAt(policy, duty.due, rung.days) <= now) latest = &rung;
    }
    if (latest == nullptr) continue;
    const Instant fired = FiresAt(policy, duty.due, latest->days);
    if (fired < since || now - fired > policy.stale_after) continue;
    Rung rung = *latest;
    if (duty.is_soft) rung.at_once = rung.up_to = NoticeAudience::person;
    const CivilDate due_on = LastDay(duty.due);
    const auto at = told.find({duty.key, due_on, rung.days});
    Climb(policy, rung, at == told.end() ? nullptr : &at->second, now,
          {.duty = i, .due_on = due_on}, reminders);
  }
  return reminders;
}

}  // namespace lachan::notifications
