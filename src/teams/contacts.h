// SPDX-License-Identifier: Apache-2.0
/// \file
/// Contact points that stay true: which roles each agency must name, when each was confirmed last,
/// and links by which the person confirms without log-in.
#pragma once

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "base/secret.h"
#include "core/time.h"
#include "journal/registers.h"
#include "journal/state_store.h"
#include "teams/entities.h"

namespace lachan::teams {

/// What is asked of contact points. All of it is a proposal, and a setting.
struct ContactRules {
  int confirm_months = 6;  ///< How long a confirmation holds.
  int due_days = 30;       ///< How long before that it is asked for again.
  int link_days = 14;      ///< How long a link holds.
  std::vector<ContactRole> department, commune, enterprise, coordinator, other;

  /// Roles that an agency must name; the coordinator's come on top of those of its kind.
  std::vector<ContactRole> RolesOf(const Agency& agency) const;
};

/// "focal_point" → the role. \error kInvalidInput  not a role; names those there are.
Result<ContactRole> ParseContactRole(std::string_view name);

BOOST_DEFINE_ENUM_CLASS(ConfirmState, confirmed, due, expired, never)

/// How sure a contact point is on `today`.
ConfirmState StateOf(const ContactPoint& contact, const ContactRules& rules, CivilDate today);
/// Last day on which the confirmation holds; absent when there is none.
std::optional<CivilDate> ConfirmedUntil(const ContactPoint& contact, const ContactRules& rules);
/// Roles that `agency` must name and `contacts` (all of the agency, in use) lacks.
std::vector<ContactRole> MissingRoles(const Agency& agency,
                                      const std::vector<ContactPoint>& contacts,
                                      const ContactRules& rules);

/// Writes that a contact point was said to be right: "focal_point.confirmed" for a focal
/// point, else "contact_point.confirmed". `how`: "account" or "link". `at`: now when absent.
Status NoteConfirmed(journal::Writer& writer, const ContactPoint& contact, std::string_view how,
                     std::optional<Instant> at = {});

/// A contact point whose confirmation is wanted.
struct DueContact {
  ContactPoint contact;
  std::string agency_name;
  ConfirmState state = ConfirmState::never;
  std::optional<CivilDate> until;
};

struct IssuedLink {
  std::string token;  ///< Shown once; only its hash is kept.
  std::string path;   ///< "/xac-nhan/<token>", below the public base URL.
  Instant expires_at;
};

BOOST_DEFINE_ENUM_CLASS(LinkState, open, used, expired, unknown)

/// What the page behind a link shows.
struct LinkView {
  LinkState state = LinkState::unknown;
  ContactPoint contact;  ///< Only when open.
  std::string agency_name;
  Instant expires_at;
};

/// What the person answers. Empty texts are kept as such.
struct LinkAnswer {
  bool has_left = false;  ///< No longer the contact.
  std::string position = {}, phone = {}, mobile = {}, email = {};
};

/// Purpose      Confirmation of contact points, with log-in and by link.
/// Concurrency  Thread-safe.
/// Links        base64url of contact, expiry, 16 random bytes and an HMAC over them: a forged one
///              is refused before the store is asked. Each works once and for one contact point; a
///              change of its name, mail or use voids it.
class Contacts {
 public:
  struct Options {
    ContactRules rules = {};
    Secret<std::string> key;  ///< 32 bytes.
  };
  struct Deps {
    journal::StateStore& store;
    const Clock& clock;
  };
  Contacts(Options options, Deps deps);

  const ContactRules& rules() const { return options_.rules; }

  /// Contact points within reach that are due, expired or were never confirmed, the most urgent
  /// first. For reminders: give each a link with Issue().
  Result<std::vector<DueContact>> Due(const journal::Caller& caller);
  /// Makes a link. Earlier links of the contact point become void.
  /// \error kNotFound            no such contact point within reach.
  /// \error kFailedPrecondition  it is out of use.
  Result<IssuedLink> Issue(const journal::Caller& caller, std::int64_t contact);
  /// Says that a contact point is right today, on behalf of somebody who is signed in.
  /// \error kNotFound, kFailedPrecondition  as Issue().
  Result<ContactPoint> Confirm(const journal::Caller& caller, std::int64_t contact);

  /// What a token leads to. Changes nothing.
  Result<LinkView> Open(std::string_view token);
  /// Takes the answer; the link is used up.
  /// \error kNotFound      the token is not open.
  /// \error kInvalidInput  a corrected field is wrong (field messages), or nothing is left to reach
  ///   the person by (field "phone": "required").
  Status Answer(std::string_view token, const LinkAnswer& answer);

 private:
  struct Parts {
    std::int64_t contact = 0;
    Instant expires_at;
  };
  std::string Sign(std::int64_t contact, Instant expires_at) const;
  std::optional<Parts> Verify(std::string_view token) const;
  Result<std::optional<ContactLink>> FindLink(journal::Reader& reader, std::string_view token);

  Options options_;
  Deps deps_;
};

/// Adds to the register of contact points: who confirms by entering, who left, links that become
/// void; and the registers of links and checks, which only services write.
void AddContactRegisters(journal::Registers& registers, const Clock& clock);

}  // namespace lachan::teams
