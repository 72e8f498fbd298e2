// SPDX-License-Identifier: Apache-2.0
/// \file
/// Decides what is to be told to whom. Writes nothing. Internal to the module.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "directive/directive.h"
#include "journal/state_store.h"
#include "notifications/ladder.h"
#include "notifications/people.h"
#include "notifications/texts.h"
#include "obligations/obligation_service.h"

namespace lachan::notifications {

/// Something another module wants told.
struct Wish {
  std::string key;  ///< Told once for each recipient and key: "contact.confirm:7:2026-12".
  NoticeKind kind = NoticeKind::contact;
  AgencyId agency;                        ///< Whom it concerns; 0: the province.
  std::vector<NoticeAudience> audiences;  ///< Of the agency.
  std::vector<identity::Role> roles;      ///< Accounts of these roles, too.
  Content content;
  bool is_urgent = false;
  std::int64_t contact = 0;  ///< A contact point that is told itself; 0: none.
};
/// Asked at each turn; wishes that were told already do no harm.
using WishSource = std::function<Result<std::vector<Wish>>(journal::Reader&, Instant now)>;

/// The open duties among `duties`, for the ladder; `index` gives their places.
std::vector<OpenDuty> OpenDuties(const directive::Directive& directive,
                                 std::span<const directive::Duty> duties,
                                 std::vector<std::size_t>* index);

struct PlanInput {
  const directive::Directive& directive;
  const obligations::Situation& situation;
  const People& people;
  const ReminderPolicy& policy;
  const Record& told;
  Instant since, now;
};
struct Plan {
  std::vector<Notice> notices;
  std::size_t without_recipient = 0;  ///< Reminders that nobody could be given.
};
/// Reminders of duties.
Plan PlanReminders(const PlanInput& input);

/// What facts of the journal tell people; the table of rules is in fact_rules.cc.
std::vector<Wish> WishesOf(std::span<const Fact> facts, const People& people);
/// Notices of wishes.
std::vector<Notice> Notices(std::span<const Wish> wishes, const People& people, Instant now);

/// Of stored notices: what the ladder has told.
Record RecordOf(std::span<const Notice> notices);

}  // namespace lachan::notifications
