// SPDX-License-Identifier: Apache-2.0
/// \file
/// Accounts of people, their sessions, and the tokens of programs.
#pragma once

#include <boost/describe/class.hpp>

#include <optional>

#include "identity/permission.h"
#include "schema/entity.h"

namespace lachan {

/// A person who may sign in. Changed through identity::Accounts only.
struct Account : schema::Row {
  schema::Code<1, 60> login;  ///< Lower case; unique.
  schema::Line<1, 120> name;
  identity::Role role = identity::Role::agency_officer;
  std::optional<AgencyId> agency_id;  ///< Present exactly for roles of an agency.
  schema::Email email;
  schema::Phone phone;
  bool disabled = false;
  schema::Computed<bool> must_change_password;
  schema::SecretText password_hash;  ///< Argon2id, in libsodium's text form.
  schema::Computed<std::optional<Instant>> password_changed_at;
  schema::Computed<std::int64_t> failed_logins;  ///< In a row.
  schema::Computed<std::optional<Instant>> locked_until;
  schema::Computed<std::optional<Instant>> last_login_at;
};
BOOST_DESCRIBE_STRUCT(Account, (schema::Row),
                      (login, name, role, agency_id, email, phone, disabled, must_change_password,
                       password_hash, password_changed_at, failed_logins, locked_until,
                       last_login_at))
template <>
inline constexpr schema::Naming schema::kNaming<Account>{
    .name = "account", .path = "accounts", .tenancy = Tenancy::kAgency};
LACHAN_ENTITY(Account);

namespace identity {

/// One sign-in, until it ends. The token itself is only in the browser.
struct Session : schema::Row {
  schema::SecretText token_hash;  ///< SHA-256, hex; unique.
  AccountId account_id;
  schema::Computed<Instant> last_seen_at;  ///< To within Options::seen_granularity.
  schema::Computed<Instant> expires_at;    ///< Absolute limit.
  schema::Computed<std::optional<Instant>> ended_at;
  schema::Line<0, 64> peer;  ///< Address it was opened from; never in facts.
};
BOOST_DESCRIBE_STRUCT(Session, (schema::Row),
                      (token_hash, account_id, last_seen_at, expires_at, ended_at, peer))

/// Lets a program act for an account, within limits. Archived = revoked.
struct ApiToken : schema::Row {
  schema::Line<1, 120> name;  ///< What it is for.
  AccountId account_id;
  schema::SecretText token_hash;  ///< SHA-256, hex; unique.
  bool read_only = true;
  schema::Line<0, 1000> scopes;  ///< Resources of the policy, separated by blanks; empty = all.
  Instant expires_at{};
  schema::Computed<std::optional<Instant>> last_used_at;  ///< To within Options::seen_granularity.
};
BOOST_DESCRIBE_STRUCT(ApiToken, (schema::Row),
                      (name, account_id, token_hash, read_only, scopes, expires_at, last_used_at))

}  // namespace identity

template <>
inline constexpr schema::Naming schema::kNaming<identity::Session>{
    .name = "session", .path = "sessions", .tenancy = Tenancy::kNobody, .title = "id"};
LACHAN_ENTITY(identity::Session);
template <>
inline constexpr schema::Naming schema::kNaming<identity::ApiToken>{
    .name = "api_token", .path = "api-tokens", .tenancy = Tenancy::kNobody};
LACHAN_ENTITY(identity::ApiToken);

}  // namespace lachan
