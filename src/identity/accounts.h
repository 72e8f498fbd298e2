// SPDX-License-Identifier: Apache-2.0
/// \file
/// Signing in and out, and the administration of accounts, sessions and API tokens.
#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "identity/attempt_limit.h"
#include "identity/entities.h"
#include "identity/password.h"
#include "identity/principal.h"
#include "journal/state_store.h"

namespace lachan::identity {

struct AccountOptions {
  Duration session_idle = std::chrono::hours(8);       ///< Unused for so long: ended.
  Duration session_absolute = std::chrono::hours(24);  ///< After sign-in, whatever happens.
  /// How exact "last seen" and "last used" are; keeps reads from becoming writes.
  Duration seen_granularity = std::chrono::minutes(5);
  /// Age at which a password must be changed; 0 = never. \source directive 1.e
  std::chrono::days password_max_age{90};
  double attempts_per_minute = 10;         ///< Failed sign-ins for one login, and from one network.
  std::int64_t failures_before_lock = 20;  ///< In a row.
  Duration lock_time = std::chrono::minutes(1);  ///< Lock after that, and after each further one.
  /// Sign-ins worked on at the same time, but for people who signed in from their address lately.
  /// Each costs 64 MiB and a processor: strangers must not take all of either.
  int concurrent_sign_ins = 3;
  std::chrono::days token_max_age{366};  ///< Longest life of an API token.
  /// What an agency reads of others after reorganisations; empty = nothing. Asked at each request,
  /// so that a reorganisation and its undoing work at once.
  std::function<Result<journal::Inheritance>(journal::Reader&, AgencyId)> inheritance = {};
};

/// Whether asking who is calling counts as use of the session or token. What asks by itself, like
/// an open live stream, must not keep an abandoned session alive.
enum class Sighting : std::uint8_t { kUse, kLook };

/// Outcome of a sign-in. The tokens exist nowhere else.
struct SignedIn {
  std::string session_token;  ///< For the cookie.
  std::string csrf_token;     ///< For the page; CsrfTokenOf(session_token).
  Principal principal;
};

struct NewAccount {
  std::string login;
  std::string name;
  Role role = Role::agency_officer;
  std::optional<AgencyId> agency = {};
  std::string email = {};
  std::string phone = {};
  std::string password;
  bool must_change_password = true;  ///< At the first sign-in.
};

struct NewToken {
  std::string name;
  AccountId account;
  bool read_only = true;
  std::vector<std::string> scopes = {};  ///< Resources of the policy; empty = all of the role.
  Instant expires_at;
};

struct CreatedToken {
  ApiToken row;
  std::string token;  ///< Shown once.
};

/// Thread-safe. Password hashing runs outside of transactions.
class Accounts {
 public:
  Accounts(journal::StateStore& store, const Clock& clock, PasswordHasher hasher,
           AccountOptions options = {});

  /// Opens a session. One message and the same work for unknown logins, wrong passwords, disabled
  /// and locked accounts.
  /// \error kUnauthenticated  refused.
  /// \error kExhausted        too many failures; the message says how long to wait.
  /// \error kUnavailable      too many are signing in at this moment.
  Result<SignedIn> SignIn(std::string_view login, std::string_view password, std::string_view peer);
  /// Ends a session; one that is not open is no error.
  Status SignOut(std::string_view session_token);

  /// Who holds the session; nobody when it is unknown, ended, expired, or its account disabled.
  Result<std::optional<Principal>> Resolve(std::string_view session_token,
                                           Sighting sighting = Sighting::kUse);
  /// Who holds the API token; nobody when unknown, revoked, expired, or its account disabled.
  Result<std::optional<Principal>> ResolveToken(std::string_view bearer,
                                                Sighting sighting = Sighting::kUse);
  /// The token that unsafe requests of a session must show. Cannot be turned back.
  static std::string CsrfTokenOf(std::string_view session_token);

  /// One's own password. Ends the account's other sessions.
  /// \error kUnauthenticated  `current` is wrong.  \error kInvalidInput  CheckPassword, or
  /// unchanged.
  Status ChangePassword(AccountId account, std::string_view current, std::string_view next,
                        std::string_view keep_session_token);

  // Administration; the caller's permission was checked by the route.

  /// \error kInvalidInput  a wrong field.  \error kConflict  the login exists.
  Result<Account> Create(const journal::Caller& caller, const NewAccount& account);
  /// Changes name, role, agency, e-mail, phone and disabled; other fields are not read.
  /// \error kFailedPrecondition  no enabled administrator would be left.
  Result<Account> Change(const journal::Caller& caller, const Account& account);
  /// Sets another's password; it must be changed at the next sign-in. Ends all its sessions.
  Status SetPassword(const journal::Caller& caller, AccountId account, std::string_view password);
  Status Disable(const journal::Caller& caller, AccountId account);
  /// Ends a lock before its time.
  Status Unlock(const journal::Caller& caller, AccountId account);

  /// Open sessions of an account (0 = all), newest first, 1000 at most.
  Result<std::vector<Session>> Sessions(AccountId account);
  Status EndSession(const journal::Caller& caller, std::int64_t session);

  /// \error kInvalidInput  unknown scope, expiry past or too far.
  Result<CreatedToken> CreateToken(const journal::Caller& caller, const NewToken& token);
  Result<std::vector<ApiToken>> Tokens();
  Status RevokeToken(const journal::Caller& caller, std::int64_t token);

 private:
  struct Attempt {
    std::string login, peer, network;
    bool known_peer = false;
    Instant now;
  };
  Status TakeAttempt(const Attempt& attempt);
  Result<std::optional<Account>> FindByLogin(const std::string& login);
  Status NoteRefusal(const Attempt& attempt, const std::optional<Account>& account,
                     std::string_view reason);
  Result<SignedIn> OpenSession(const Attempt& attempt, const Account& account,
                               const std::string& new_hash);
  Status StorePassword(const journal::Caller& caller, AccountId account, std::string_view password,
                       bool must_change, std::string_view keep_session_token);
  Principal PrincipalOf(const Account& account, Instant now) const;
  Status Inherit(journal::Reader& reader, Principal& principal) const;
  bool IsOpen(const Session& session, Instant now) const;
  void RememberPeer(const Attempt& attempt);
  bool IsKnownPeer(const std::string& login, const std::string& peer);

  journal::StateStore& store_;
  const Clock& clock_;
  const PasswordHasher hasher_;
  const AccountOptions options_;
  std::string decoy_hash_;  ///< What unknown logins are compared with.
  AttemptLimit by_login_, by_network_;
  std::atomic<int> signing_in_ = 0;
  std::mutex mutex_;
  std::unordered_map<std::string, Instant> known_peers_;  ///< login + peer → last success.
};

}  // namespace lachan::identity
