// SPDX-License-Identifier: Apache-2.0
/// \file
/// Whom to tell, and why them.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "identity/entities.h"
#include "journal/state_store.h"
#include "notifications/entities.h"
#include "notifications/quiet.h"
#include "register/entities.h"

namespace lachan::notifications {

/// What holds for people who have not chosen.
struct PeopleDefaults {
  QuietHours quiet;
  std::chrono::minutes digest_at{7 * 60 + 30};
  bool is_digest = false;
  bool has_mail = false;  ///< Mail can be sent at all; without it only accounts are told.
};

struct Recipient {
  std::string key;  ///< "account:5", "contact:7", "mail:so@…".
  std::optional<AccountId> account;
  std::string name;
  std::string email;  ///< Empty: no mail, by choice or for lack of an address.
  NoticeLanguage language = NoticeLanguage::vi;
  Delivery delivery;
  std::string because;  ///< Key of the reason; see BecauseText.
};

/// Purpose      The people of the province as they are now, by what they are asked for.
/// Concurrency  Immutable after Load().
class People {
 public:
  static Result<People> Load(journal::Reader& reader, const PeopleDefaults& defaults);

  /// person: focal points and officers of the agency (deputies, then the agency's own mailbox,
  /// where there is none); head: its head; coordinator: the province's coordinators. Nobody twice.
  std::vector<Recipient> Of(AgencyId agency, NoticeAudience audience) const;
  /// Accounts of these roles.
  std::vector<Recipient> WithRoles(const std::vector<identity::Role>& roles) const;
  std::optional<Recipient> Find(AccountId account) const;
  /// A contact point itself; nothing while it cannot be reached by mail.
  std::optional<Recipient> FindContact(std::int64_t contact) const;
  /// Empty when there is none.
  std::string NameOf(AgencyId agency) const;

 private:
  Recipient RecipientOf(const Account& account, std::string because) const;
  Recipient RecipientOf(const ContactPoint& contact, std::string_view because) const;
  void AddContacts(AgencyId agency, ContactRole role, std::string_view because,
                   std::vector<Recipient>& people) const;
  void AddMailbox(AgencyId agency, std::vector<Recipient>& people) const;

  PeopleDefaults defaults_;
  std::map<std::int64_t, Agency> agencies_;
  std::multimap<std::int64_t, ContactPoint> contacts_;  // by agency
  std::vector<Account> accounts_;
  std::map<std::int64_t, NoticePreference> preferences_;  // by account
};

}  // namespace lachan::notifications
