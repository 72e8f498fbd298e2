// SPDX-License-Identifier: Apache-2.0
#include "notifications/planner.h"

#include <algorithm>
#include <map>
#include <set>

namespace lachan::notifications {
namespace {

DutyClass ClassOf(const directive::Part* part) {
  if (part == nullptr) return DutyClass::kState;
  if (std::holds_alternative<directive::EventRule>(part->rule)) return DutyClass::kEvent;
  const auto* period = std::get_if<directive::PeriodRule>(&part->rule);
  return period != nullptr && period->unit == directive::PeriodRule::Unit::kMonth
             ? DutyClass::kMonth
             : DutyClass::kState;
}

Notice NoticeFor(const Recipient& recipient, bool is_urgent, Instant now) {
  Notice notice;
  notice.recipient = recipient.key;
  notice.account_id = recipient.account;
  notice.name = recipient.name;
  notice.email = recipient.email;
  notice.language = recipient.language;
  notice.because = recipient.because;
  notice.is_urgent = is_urgent;
  if (!recipient.email.empty()) {
    notice.release_at = ReleaseAt(recipient.delivery, is_urgent, now);
  }
  return notice;
}

int DaysBetween(CivilDate from, CivilDate to) {
  return static_cast<int>((std::chrono::sys_days{to} - std::chrono::sys_days{from}).count());
}

}  // namespace

std::vector<OpenDuty> OpenDuties(const directive::Directive& directive,
                                 std::span<const directive::Duty> duties,
                                 std::vector<std::size_t>* index) {
  using directive::DutyStatus;
  std::vector<OpenDuty> open;
  for (std::size_t i = 0; i < duties.size(); ++i) {
    const auto& duty = duties[i];
    const bool is_missing =
        !duty.holds && (duty.status == DutyStatus::kOpen || duty.status == DutyStatus::kDueSoon ||
                        duty.status == DutyStatus::kOverdue);
    const auto due = duty.holds ? duty.next_due : is_missing ? duty.due : std::nullopt;
    if (!due) continue;
    open.push_back({duty.Key(), ClassOf(directive.FindPart(duty.part)), *due, duty.soft});
    if (index != nullptr) index->push_back(i);
  }
  return open;
}

Plan PlanReminders(const PlanInput& input) {
  Plan plan;
  std::vector<std::size_t> index;
  const auto open = OpenDuties(input.directive, input.situation.assessment.duties, &index);
  std::map<std::int64_t, std::string> systems;
  for (const auto& system : input.situation.snapshot.systems) {
    systems.emplace(system.id.value, system.name);
  }
  std::map<std::pair<std::int64_t, NoticeAudience>, std::vector<Recipient>> known;
  const CivilDate today = CivilDateAt(input.now);
  for (const auto& reminder :
       DueReminders(input.policy, open, input.told, input.since, input.now)) {
    const auto& duty = input.situation.assessment.duties[index[reminder.duty]];
    const auto [at, is_new] = known.try_emplace({duty.agency.value, reminder.audience});
    if (is_new) at->second = input.people.Of(duty.agency, reminder.audience);
    if (at->second.empty()) ++plan.without_recipient;
    const auto content =
        DutyContent(input.directive, duty, reminder.audience,
                    {.agency = input.people.NameOf(duty.agency),
                     .system = duty.system ? systems[duty.system.value] : std::string(),
                     .due_on = reminder.due_on,
                     .days_left = DaysBetween(today, reminder.due_on),
                     .is_escalation = reminder.is_escalation});
    for (const auto& recipient : at->second) {
      auto notice = NoticeFor(recipient, false, input.now);
      notice.key = fmt::format("duty:{}|{}|{}", open[reminder.duty].key,
                               FormatDate(reminder.due_on), reminder.days);
      notice.agency_id = duty.agency;
      notice.kind = NoticeKind::duty;
      notice.audience = reminder.audience;
      notice.duty = open[reminder.duty].key;
      notice.due_on = reminder.due_on;
      notice.rung = reminder.days;
      notice.content = ToJson(content);
      plan.notices.push_back(std::move(notice));
    }
  }
  return plan;
}

std::vector<Notice> Notices(std::span<const Wish> wishes, const People& people, Instant now) {
  std::vector<Notice> notices;
  for (const auto& wish : wishes) {
    std::set<std::string> seen;
    const auto add = [&](const std::vector<Recipient>& recipients, NoticeAudience audience) {
      for (const auto& recipient : recipients) {
        if (!seen.insert(recipient.key).second) continue;
        auto notice = NoticeFor(recipient, wish.is_urgent, now);
        notice.key = wish.key;
        if (wish.agency) notice.agency_id = wish.agency;
        notice.kind = wish.kind;
        notice.audience = audience;
        notice.content = ToJson(wish.content);
        notices.push_back(std::move(notice));
      }
    };
    if (const auto contact = people.FindContact(wish.contact)) {
      add({*contact}, NoticeAudience::person);
    }
    for (const auto audience : wish.audiences) add(people.Of(wish.agency, audience), audience);
    if (!wish.roles.empty()) add(people.WithRoles(wish.roles), NoticeAudience::coordinator);
  }
  return notices;
}

Record RecordOf(std::span<const Notice> notices) {
  Record record;
  for (const auto& notice : notices) {
    if (notice.kind != NoticeKind::duty || !notice.due_on) continue;
    auto& told = record[{notice.duty, *notice.due_on, static_cast<int>(notice.rung)}];
    const auto [at, is_new] = told.at.try_emplace(notice.audience, notice.created_at.value);
    if (!is_new) at->second = std::min(at->second, notice.created_at.value);
    told.is_acknowledged = told.is_acknowledged || notice.acknowledged_at.has_value();
  }
  return record;
}

}  // namespace lachan::notifications
