// SPDX-License-Identifier: Apache-2.0
#include "notifications/people.h"

#include <algorithm>

#include "base/text.h"
#include "notifications/mail.h"

namespace lachan::notifications {
namespace {

/// Adds somebody who is not there yet. The same address is the same person; an account, which also
/// has a bell, goes before a mere address.
void AddOnce(Recipient recipient, std::vector<Recipient>& people) {
  if (!recipient.account && recipient.email.empty()) return;
  for (auto& known : people) {
    if (known.key == recipient.key) return;
    if (recipient.email.empty() || AsciiLower(known.email) != AsciiLower(recipient.email)) continue;
    if (recipient.account && !known.account) known = std::move(recipient);
    return;
  }
  people.push_back(std::move(recipient));
}

}  // namespace

Result<People> People::Load(journal::Reader& reader, const PeopleDefaults& defaults) {
  People people;
  people.defaults_ = defaults;
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(reader));
  for (const auto& agency : agencies) people.agencies_.emplace(agency.id, agency);
  LACHAN_TRY(const auto contacts, journal::ListAll<ContactPoint>(reader));
  for (const auto& contact : contacts) people.contacts_.emplace(contact.agency_id.value, contact);
  LACHAN_TRY(people.accounts_, journal::ListAll<Account>(reader));
  std::erase_if(people.accounts_, [](const Account& account) { return account.disabled; });
  LACHAN_TRY(const auto preferences, journal::ListAll<NoticePreference>(reader));
  for (const auto& one : preferences) people.preferences_.emplace(one.account_id.value, one);
  return people;
}

Recipient People::RecipientOf(const Account& account, std::string because) const {
  Recipient recipient{.key = fmt::format("account:{}", account.id.value),
                      .account = AccountId{account.id},
                      .name = account.name,
                      .email = {},
                      .delivery = {defaults_.quiet, defaults_.is_digest, defaults_.digest_at},
                      .because = std::move(because)};
  bool wants_mail = true;
  if (const auto at = preferences_.find(account.id); at != preferences_.end()) {
    const auto& chosen = at->second;
    wants_mail = chosen.wants_mail;
    recipient.language = chosen.language;
    recipient.delivery.is_digest = chosen.wants_digest;
    const auto from = ParseTimeOfDay(chosen.quiet_from.value);
    const auto to = ParseTimeOfDay(chosen.quiet_to.value);
    if (from && to) recipient.delivery.quiet = {*from, *to};
  }
  if (defaults_.has_mail && wants_mail && IsMailAddress(account.email.value)) {
    recipient.email = account.email.value;
  }
  return recipient;
}

Recipient People::RecipientOf(const ContactPoint& contact, std::string_view because) const {
  return {.key = fmt::format("contact:{}", contact.id.value),
          .account = {},
          .name = contact.name,
          .email = contact.email,
          .delivery = {defaults_.quiet, defaults_.is_digest, defaults_.digest_at},
          .because = std::string(because)};
}

void People::AddContacts(AgencyId agency, ContactRole role, std::string_view because,
                         std::vector<Recipient>& people) const {
  if (!defaults_.has_mail) return;
  const auto [begin, end] = contacts_.equal_range(agency.value);
  for (auto at = begin; at != end; ++at) {
    const auto& contact = at->second;
    if (contact.role != role || !IsMailAddress(contact.email.value)) continue;
    AddOnce(RecipientOf(contact, because), people);
  }
}

void People::AddMailbox(AgencyId agency, std::vector<Recipient>& people) const {
  const auto at = agencies_.find(agency.value);
  if (!defaults_.has_mail || at == agencies_.end() || !IsMailAddress(at->second.email.value))
    return;
  AddOnce({.key = "mail:" + AsciiLower(at->second.email.value),
           .account = {},
           .name = at->second.name,
           .email = at->second.email,
           .delivery = {defaults_.quiet, defaults_.is_digest, defaults_.digest_at},
           .because = "agency_mailbox"},
          people);
}

std::vector<Recipient> People::Of(AgencyId agency, NoticeAudience audience) const {
  std::vector<Recipient> people;
  switch (audience) {
    case NoticeAudience::person:
      for (const auto& account : accounts_) {
        if (account.agency_id != agency) continue;
        AddOnce(RecipientOf(account, "officer"), people);
      }
      AddContacts(agency, ContactRole::focal_point, "focal_point", people);
      if (people.empty()) {
        AddContacts(agency, ContactRole::deputy_focal_point, "deputy_focal_point", people);
      }
      if (people.empty()) AddMailbox(agency, people);
      return people;
    case NoticeAudience::head:
      AddContacts(agency, ContactRole::head, "head", people);
      return people;
    case NoticeAudience::coordinator:
      return WithRoles({identity::Role::coordinator});
  }
  return people;
}

std::vector<Recipient> People::WithRoles(const std::vector<identity::Role>& roles) const {
  std::vector<Recipient> people;
  for (const auto& account : accounts_) {
    if (std::ranges::find(roles, account.role) == roles.end()) continue;
    const char* because = account.agency_id                             ? "officer"
                          : account.role == identity::Role::coordinator ? "coordinator"
                                                                        : "role";
    AddOnce(RecipientOf(account, because), people);
  }
  return people;
}

std::optional<Recipient> People::Find(AccountId id) const {
  const auto at = std::ranges::find(accounts_, id.value,
                                    [](const Account& account) { return account.id.value; });
  if (at == accounts_.end()) return {};
  return RecipientOf(*at, "asked");
}

std::optional<Recipient> People::FindContact(std::int64_t id) const {
  for (const auto& [agency, contact] : contacts_) {
    if (contact.id.value != id) continue;
    if (!defaults_.has_mail || !IsMailAddress(contact.email.value)) return {};
    return RecipientOf(contact, "contact");
  }
  return {};
}

std::string People::NameOf(AgencyId agency) const {
  const auto at = agencies_.find(agency.value);
  return at == agencies_.end() ? std::string() : at->second.name.value;
}

}  // namespace lachan::notifications
