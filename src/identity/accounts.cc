// SPDX-License-Identifier: Apache-2.0
#include "identity/accounts.h"

#include "base/hash.h"
#include "base/text.h"
#include "schema/validate.h"

LACHAN_ENTITY_CODE(lachan::Account);
LACHAN_ENTITY_CODE(lachan::identity::Session);
LACHAN_ENTITY_CODE(lachan::identity::ApiToken);

namespace lachan::identity {
namespace {

using journal::Caller;
using journal::Equals;
using journal::FactDraft;
using journal::Writer;

constexpr std::size_t kMaxKnownPeers = 100'000;
/// Longer input is refused before it is hashed.
constexpr std::size_t kMaxCredential = 1024;

Caller Itself() { return Caller::System("identity"); }

Caller As(const Account& account) {
  return {AccountId{account.id}, account.name, journal::Reach::Everything()};
}

std::int64_t Micros(Instant instant) { return instant.time_since_epoch().count(); }

std::unexpected<Error> Refused() {
  return Fail(ErrorCode::kUnauthenticated, "the login or the password is wrong");
}

template <class T>
Result<std::optional<T>> FindOne(journal::Reader& reader, std::string field, std::string value) {
  journal::ListQuery query;
  query.filters = {Equals(std::move(field), std::move(value))};
  query.limit = 1;
  LACHAN_TRY(auto rows, journal::List<T>(reader, query));
  if (rows.empty()) return std::optional<T>();
  return std::optional<T>(std::move(rows.front()));
}

/// Ends the open sessions of an account but one.
Status EndSessions(Writer& writer, std::int64_t account, std::string_view keep_hash, Instant now,
                   std::string_view reason) {
  journal::ListQuery query;
  query.filters = {Equals("account_id", account), {"ended_at", journal::Filter::Op::kIsNull, {}}};
  LACHAN_TRY(const auto sessions, journal::ListAll<Session>(writer, query));
  for (Session session : sessions) {
    if (session.token_hash.value == keep_hash) continue;
    session.ended_at = std::optional<Instant>(now);
    LACHAN_TRY_DO(journal::Update(
        writer, session,
        {.kind = "session.closed", .payload = {{"reason", reason}, {"account", account}}}));
  }
  return {};
}

/// Whether an enabled administrator other than `account` exists.
Result<bool> AnotherAdministrator(journal::Reader& reader, std::int64_t account) {
  journal::ListQuery query;
  query.filters = {Equals("role", std::string("administrator")),
                   Equals("disabled", std::int64_t{0}),
                   {"id", journal::Filter::Op::kNotEqual, {account}}};
  LACHAN_TRY(const auto count, reader.Count(schema::Describe<Account>(), query));
  return count > 0;
}

Status CheckAccount(const Account& account) {
  std::vector<Error::Field> wrong;
  const auto& info = schema::Describe<Account>();
  const auto record = schema::ToRecord(account);
  for (std::size_t i = 0; i < info.fields.size(); ++i) {
    const auto* text = std::get_if<std::string>(&record[i]);
    if (info.fields[i].type != schema::FieldType::kText || text == nullptr) continue;
    if (info.fields[i].format == schema::TextFormat::kSecret) continue;
    if (text->empty() && info.fields[i].min_length == 0) continue;
    if (const auto checked = schema::CheckText(info.fields[i], *text); !checked) {
      wrong.push_back({std::string(info.fields[i].name), checked.error()});
    }
  }
  const bool has_agency = account.agency_id.has_value() && *account.agency_id;
  if (IsAgencyRole(account.role) && !has_agency) wrong.push_back({"agency_id", "required"});
  if (!IsAgencyRole(account.role) && account.agency_id) {
    wrong.push_back({"agency_id", "not_for_this_role"});
  }
  if (wrong.empty()) return {};
  Error error(ErrorCode::kInvalidInput, "the account has wrong values");
  for (auto& field : wrong) error.AddField(std::move(field));
  return std::unexpected(std::move(error));
}

/// Counts those who are between its construction and its end.
class Counted {
 public:
  explicit Counted(std::atomic<int>& count) : count_(count), number_(++count) {}
  ~Counted() { --count_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  int number() const { return number_; }

 private:
  std::atomic<int>& count_;
  const int number_;
};

std::string Joined(const std::vector<std::string>& scopes) {
  return fmt::format("{}", fmt::join(scopes, " "));
}

}  // namespace

Accounts::Accounts(journal::StateStore& store, const Clock& clock, PasswordHasher hasher,
                   AccountOptions options)
    : store_(store),
      clock_(clock),
      hasher_(std::move(hasher)),
      options_(options),
      by_login_(options.attempts_per_minute, std::chrono::minutes(1)),
      by_network_(options.attempts_per_minute, std::chrono::minutes(1)) {
  decoy_hash_ = hasher_.hash(RandomToken(16)).value_or(std::string());
}

std::string Accounts::CsrfTokenOf(std::string_view session_token) {
  return Sha256Hex("lachan.csrf.1:" + std::string(session_token));
}

// ---- signing in -----------------------------------------------------------------------------

Status Accounts::TakeAttempt(const Attempt& attempt) {
  const auto wait_text = [](std::chrono::seconds wait) {
    return Fail(ErrorCode::kExhausted, "too many failed sign-ins; try again in {} seconds",
                wait.count());
  };
  if (const auto wait = by_network_.Take(attempt.network, attempt.now)) return wait_text(*wait);
  // Someone who signed in from this address lately is not kept out by others guessing elsewhere.
  if (attempt.known_peer) return {};
  if (const auto wait = by_login_.Take(attempt.login, attempt.now)) return wait_text(*wait);
  return {};
}

Result<SignedIn> Accounts::SignIn(std::string_view login, std::string_view password,
                                  std::string_view peer) {
  if (login.size() > kMaxCredential || password.size() > kMaxCredential) return Refused();
  Attempt attempt{AsciiLower(Trim(login)), std::string(peer), NetworkOf(peer), false, clock_.Now()};
  attempt.known_peer = IsKnownPeer(attempt.login, attempt.peer);
  const Counted place(signing_in_);
  if (place.number() > options_.concurrent_sign_ins && !attempt.known_peer) {
    return Fail(ErrorCode::kUnavailable, "many people are signing in; try again in a few seconds");
  }
  LACHAN_TRY_DO(TakeAttempt(attempt));
  LACHAN_TRY(const std::optional<Account> account, FindByLogin(attempt.login));
  const bool has_password = account && !account->password_hash.empty();
  const std::string& hash = has_password ? account->password_hash.value : decoy_hash_;
  const bool matches = hasher_.verify(hash, password);

  std::string_view reason;
  if (!account) {
    reason = "unknown";
  } else if (!has_password || !matches) {
    reason = "password";
  } else if (account->disabled || account->archived) {
    reason = "disabled";
  } else if (const auto& until = account->locked_until.value;
             until && *until > attempt.now && !attempt.known_peer) {
    reason = "locked";
  }
  if (!reason.empty()) {
    LACHAN_TRY_DO(NoteRefusal(attempt, account, reason));
    return Refused();
  }
  std::string new_hash;
  if (hasher_.is_outdated(hash)) new_hash = hasher_.hash(password).value_or(std::string());
  LACHAN_TRY(auto signed_in, OpenSession(attempt, *account, new_hash));
  by_network_.GiveBack(attempt.network);
  if (!attempt.known_peer) by_login_.GiveBack(attempt.login);
  RememberPeer(attempt);
  return signed_in;
}

Result<std::optional<Account>> Accounts::FindByLogin(const std::string& login) {
  if (!IsValidUtf8(login) || login.find('\0') != std::string::npos) return std::optional<Account>();
  LACHAN_TRY(const auto reader, store_.OpenReader(Itself()));
  return FindOne<Account>(*reader, "login", login);
}

Status Accounts::NoteRefusal(const Attempt& attempt, const std::optional<Account>& account,
                             std::string_view reason) {
  return store_.Change(Itself(), [&](Writer& writer) -> Status {
    FactDraft fact{.kind = "session.refused", .payload = {{"reason", reason}}};
    if (!account) return writer.Note(fact);
    fact.subject_kind = "account";
    fact.subject_id = account->id;
    fact.agency = account->agency_id.value_or(AgencyId{});
    if (reason == "password") {
      LACHAN_TRY(const Account now, journal::Get<Account>(writer, account->id));
      const std::int64_t failures = now.failed_logins.value + 1;
      std::vector<journal::FieldValue> values = {{"failed_logins", failures}};
      if (failures >= options_.failures_before_lock) {
        values.push_back({"locked_until", Micros(attempt.now + options_.lock_time)});
      }
      LACHAN_TRY_DO(writer.AdjustWithoutFact(schema::Describe<Account>(), account->id, values));
    }
    return writer.Note(fact);
  });
}

Result<SignedIn> Accounts::OpenSession(const Attempt& attempt, const Account& account,
                                       const std::string& new_hash) {
  SignedIn signed_in;
  signed_in.session_token = RandomToken(32);
  signed_in.csrf_token = CsrfTokenOf(signed_in.session_token);
  signed_in.principal = PrincipalOf(account, attempt.now);
  Session session;
  session.token_hash = Sha256Hex(signed_in.session_token);
  session.account_id = AccountId{account.id};
  session.last_seen_at = attempt.now;
  session.expires_at = attempt.now + options_.session_absolute;
  session.peer = IsValidUtf8(attempt.peer) ? Ellipsis(attempt.peer, 60) : "";
  auto stored = store_.Change(As(account), [&](Writer& writer) -> Status {
    LACHAN_TRY_DO(
        journal::Insert(writer, session,
                        {.kind = "session.opened",
                         .payload = {{"account", account.id.value},
                                     {"new", {{"expires_at", FormatInstant(session.expires_at)}}}},
                         .agency = account.agency_id.value_or(AgencyId{})}));
    std::vector<journal::FieldValue> values = {{"failed_logins", std::int64_t{0}},
                                               {"locked_until", {}},
                                               {"last_login_at", Micros(attempt.now)}};
    if (!new_hash.empty()) values.push_back({"password_hash", new_hash});
    return writer.AdjustWithoutFact(schema::Describe<Account>(), account.id, values);
  });
  if (!stored) return std::unexpected(std::move(stored).error());
  return signed_in;
}

void Accounts::RememberPeer(const Attempt& attempt) {
  const std::lock_guard lock(mutex_);
  if (known_peers_.size() >= kMaxKnownPeers) known_peers_.clear();
  known_peers_[attempt.login + '\n' + attempt.peer] = attempt.now;
}

bool Accounts::IsKnownPeer(const std::string& login, const std::string& peer) {
  const std::lock_guard lock(mutex_);
  const auto found = known_peers_.find(login + '\n' + peer);
  return found != known_peers_.end() && clock_.Now() - found->second < std::chrono::days(30);
}

Status Accounts::SignOut(std::string_view session_token) {
  return store_.Change(Itself(), [&](Writer& writer) -> Status {
    LACHAN_TRY(auto session, FindOne<Session>(writer, "token_hash", Sha256Hex(session_token)));
    if (!session || session->ended_at.value) return {};
    session->ended_at = std::optional<Instant>(clock_.Now());
    LACHAN_TRY_DO(journal::Update(
        writer, *session,
        {.kind = "session.closed",
         .payload = {{"reason", "signed_out"}, {"account", session->account_id.value}}}));
    return {};
  });
}

// ---- finding out who is calling -------------------------------------------------------------

Principal Accounts::PrincipalOf(const Account& account, Instant now) const {
  Principal principal;
  principal.account = AccountId{account.id};
  principal.login = account.login;
  principal.name = account.name;
  principal.role = account.role;
  principal.agency = account.agency_id.value_or(AgencyId{});
  const auto& changed = account.password_changed_at.value;
  const bool is_old = options_.password_max_age.count() > 0 && changed &&
                      now - *changed >= options_.password_max_age;
  principal.must_change_password = account.must_change_password || is_old;
  return principal;
}

Status Accounts::Inherit(journal::Reader& reader, Principal& principal) const {
  if (!principal.agency || !options_.inheritance) return {};
  LACHAN_TRY(principal.inherited, options_.inheritance(reader, principal.agency),
             "reading what the agency inherited");
  return {};
}

bool Accounts::IsOpen(const Session& session, Instant now) const {
  return !session.ended_at.value && !session.archived && now < session.expires_at.value &&
         now - session.last_seen_at.value < options_.session_idle;
}

Result<std::optional<Principal>> Accounts::Resolve(std::string_view session_token,
                                                   Sighting sighting) {
  if (session_token.empty() || session_token.size() > kMaxCredential) return std::nullopt;
  const Instant now = clock_.Now();
  std::optional<Session> session;
  std::optional<Principal> principal;
  {
    LACHAN_TRY(const auto reader, store_.OpenReader(Itself()));
    LACHAN_TRY(session, FindOne<Session>(*reader, "token_hash", Sha256Hex(session_token)));
    if (!session || !IsOpen(*session, now)) return std::nullopt;
    LACHAN_TRY(const auto account, journal::Get<Account>(*reader, session->account_id.value));
    if (account.disabled || account.archived) return std::nullopt;
    principal = PrincipalOf(account, now);
    LACHAN_TRY_DO(Inherit(*reader, *principal));
  }
  if (sighting == Sighting::kUse &&
      now - session->last_seen_at.value >= options_.seen_granularity) {
    // A note only: with a full disk reading must still work.
    static_cast<void>(store_.Change(Itself(), [&](Writer& writer) {
      const journal::FieldValue values[] = {{"last_seen_at", Micros(now)}};
      return writer.AdjustWithoutFact(schema::Describe<Session>(), session->id, values);
    }));
  }
  return principal;
}

Result<std::optional<Principal>> Accounts::ResolveToken(std::string_view bearer,
                                                        Sighting sighting) {
  if (bearer.empty() || bearer.size() > kMaxCredential) return std::nullopt;
  const Instant now = clock_.Now();
  std::optional<ApiToken> token;
  std::optional<Principal> principal;
  {
    LACHAN_TRY(const auto reader, store_.OpenReader(Itself()));
    LACHAN_TRY(token, FindOne<ApiToken>(*reader, "token_hash", Sha256Hex(bearer)));
    if (!token || token->archived || now >= token->expires_at) return std::nullopt;
    LACHAN_TRY(const auto account, journal::Get<Account>(*reader, token->account_id.value));
    if (account.disabled || account.archived) return std::nullopt;
    principal = PrincipalOf(account, now);
    LACHAN_TRY_DO(Inherit(*reader, *principal));
  }
  principal->is_session = false;
  principal->must_change_password = false;  // The password plays no part here.
  principal->read_only = token->read_only;
  for (const auto scope : Split(token->scopes.value, ' ')) {
    if (!scope.empty()) principal->scopes.emplace_back(scope);
  }
  const auto& used = token->last_used_at.value;
  if (sighting == Sighting::kUse && (!used || now - *used >= options_.seen_granularity)) {
    // A note only: with a full disk reading must still work.
    static_cast<void>(store_.Change(Itself(), [&](Writer& writer) {
      const journal::FieldValue values[] = {{"last_used_at", Micros(now)}};
      return writer.AdjustWithoutFact(schema::Describe<ApiToken>(), token->id, values);
    }));
  }
  return principal;
}

// ---- accounts -------------------------------------------------------------------------------

Result<Account> Accounts::Create(const Caller& caller, const NewAccount& from) {
  Account account;
  account.login = AsciiLower(Trim(from.login));
  account.name = ToNfc(Trim(from.name));
  account.role = from.role;
  account.agency_id = from.agency;
  account.email = from.email;
  account.phone = from.phone;
  account.must_change_password = from.must_change_password;
  LACHAN_TRY_DO(CheckAccount(account));
  LACHAN_TRY_DO(CheckPassword(account.login.value, from.password));
  LACHAN_TRY(account.password_hash, hasher_.hash(from.password));
  account.password_changed_at = std::optional<Instant>(clock_.Now());
  return journal::ChangeFor<Account>(store_, caller, [&](Writer& writer) {
    return journal::Insert(writer, account, {.kind = "account.created"});
  });
}

Result<Account> Accounts::Change(const Caller& caller, const Account& wanted) {
  return journal::ChangeFor<Account>(store_, caller, [&](Writer& writer) -> Result<Account> {
    LACHAN_TRY(const Account before, journal::Get<Account>(writer, wanted.id));
    Account after = before;
    after.version = wanted.version;
    after.name = wanted.name;
    after.role = wanted.role;
    after.agency_id = wanted.agency_id;
    after.email = wanted.email;
    after.phone = wanted.phone;
    after.disabled = wanted.disabled;
    LACHAN_TRY_DO(CheckAccount(after));
    const bool was_administrator = before.role == Role::administrator && !before.disabled;
    const bool is_administrator = after.role == Role::administrator && !after.disabled;
    if (was_administrator && !is_administrator) {
      LACHAN_TRY(const bool another, AnotherAdministrator(writer, before.id));
      if (!another) {
        return Fail(ErrorCode::kFailedPrecondition,
                    "this is the last administrator; name another one first");
      }
    }
    const std::string kind = after.disabled && !before.disabled   ? "account.disabled"
                             : !after.disabled && before.disabled ? "account.enabled"
                                                                  : "account.changed";
    LACHAN_TRY(auto changed, journal::Update(writer, after, {.kind = kind}));
    if (changed.disabled) {
      LACHAN_TRY_DO(EndSessions(writer, changed.id, "", clock_.Now(), "disabled"));
    }
    return changed;
  });
}

Status Accounts::Disable(const Caller& caller, AccountId id) {
  LACHAN_TRY(const auto reader, store_.OpenReader(caller));
  LACHAN_TRY(auto account, journal::Get<Account>(*reader, id.value));
  account.disabled = true;
  LACHAN_TRY_DO(Change(caller, account));
  return {};
}

Status Accounts::Unlock(const Caller& caller, AccountId id) {
  return store_.Change(caller, [&](Writer& writer) -> Status {
    LACHAN_TRY(auto account, journal::Get<Account>(writer, id.value));
    account.locked_until = std::optional<Instant>();
    account.failed_logins = 0;
    LACHAN_TRY_DO(journal::Update(writer, account, {.kind = "account.unlocked"}));
    return {};
  });
}

Status Accounts::StorePassword(const Caller& caller, AccountId id, std::string_view password,
                               bool must_change, std::string_view keep_session_token) {
  LACHAN_TRY(auto hash, hasher_.hash(password));
  return store_.Change(caller, [&](Writer& writer) -> Status {
    LACHAN_TRY(auto account, journal::Get<Account>(writer, id.value));
    account.password_hash = hash;
    account.must_change_password = must_change;
    account.password_changed_at = std::optional<Instant>(clock_.Now());
    account.failed_logins = 0;
    account.locked_until = std::optional<Instant>();
    LACHAN_TRY_DO(journal::Update(writer, account, {.kind = "account.password_changed"}));
    const std::string keep =
        keep_session_token.empty() ? std::string() : Sha256Hex(keep_session_token);
    return EndSessions(writer, id.value, keep, clock_.Now(), "password_changed");
  });
}

Status Accounts::ChangePassword(AccountId id, std::string_view current, std::string_view next,
                                std::string_view keep_session_token) {
  if (current.size() > kMaxCredential) return Refused();
  std::optional<Account> account;
  {
    LACHAN_TRY(const auto reader, store_.OpenReader(Itself()));
    LACHAN_TRY(account, journal::Get<Account>(*reader, id.value));
  }
  // Counted apart from sign-ins, so that a stolen session cannot guess without limit.
  if (const auto wait = by_login_.Take("change:" + account->login.value, clock_.Now())) {
    return Fail(ErrorCode::kExhausted, "too many attempts; try again in {} seconds", wait->count());
  }
  if (!hasher_.verify(account->password_hash.value, current)) {
    return std::unexpected(Error(ErrorCode::kUnauthenticated, "the current password is wrong")
                               .WithField("current", "wrong"));
  }
  LACHAN_TRY_DO(CheckPassword(account->login.value, next));
  if (next == current) {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "the new password is the old one")
                               .WithField("password", "unchanged"));
  }
  LACHAN_TRY_DO(StorePassword(As(*account), id, next, false, keep_session_token));
  by_login_.GiveBack("change:" + account->login.value);
  return {};
}

Status Accounts::SetPassword(const Caller& caller, AccountId id, std::string_view password) {
  std::string login;
  {
    LACHAN_TRY(const auto reader, store_.OpenReader(caller));
    LACHAN_TRY(const auto account, journal::Get<Account>(*reader, id.value));
    login = account.login;
  }
  LACHAN_TRY_DO(CheckPassword(login, password));
  return StorePassword(caller, id, password, true, "");
}

// ---- sessions and tokens --------------------------------------------------------------------

Result<std::vector<Session>> Accounts::Sessions(AccountId account) {
  LACHAN_TRY(const auto reader, store_.OpenReader(Itself()));
  journal::ListQuery query;
  query.filters = {{"ended_at", journal::Filter::Op::kIsNull, {}}};
  if (account) query.filters.push_back(Equals("account_id", account.value));
  query.descending = true;
  query.limit = 1000;
  LACHAN_TRY(auto sessions, journal::List<Session>(*reader, query));
  const Instant now = clock_.Now();
  std::erase_if(sessions, [&](const Session& session) { return !IsOpen(session, now); });
  return sessions;
}

Status Accounts::EndSession(const Caller& caller, std::int64_t id) {
  return store_.Change(caller, [&](Writer& writer) -> Status {
    LACHAN_TRY(auto session, journal::Get<Session>(writer, id));
    if (session.ended_at.value) return {};
    session.ended_at = std::optional<Instant>(clock_.Now());
    LACHAN_TRY_DO(journal::Update(writer, session,
                                  {.kind = "session.closed",
                                   .payload = {{"reason", "ended_by_administrator"},
                                               {"account", session.account_id.value}}}));
    return {};
  });
}

Result<CreatedToken> Accounts::CreateToken(const Caller& caller, const NewToken& from) {
  const Instant now = clock_.Now();
  Error wrong(ErrorCode::kInvalidInput, "the token has wrong values");
  for (const auto& scope : from.scopes) {
    if (FindPolicy(scope) == nullptr) wrong.AddField({"scopes", "not_a_choice"});
  }
  if (from.expires_at <= now) wrong.AddField({"expires_at", "in_the_past"});
  if (from.expires_at > now + options_.token_max_age) {
    wrong.AddField({"expires_at", fmt::format("too_far:{}", options_.token_max_age.count())});
  }
  if (Trim(from.name).empty()) wrong.AddField({"name", "required"});
  if (!wrong.fields().empty()) return std::unexpected(std::move(wrong));
  CreatedToken created;
  created.token = "lct_" + RandomToken(32);
  created.row.name = ToNfc(Trim(from.name));
  created.row.account_id = from.account;
  created.row.token_hash = Sha256Hex(created.token);
  created.row.read_only = from.read_only;
  created.row.scopes = Joined(from.scopes);
  created.row.expires_at = from.expires_at;
  auto stored = store_.Change(caller, [&](Writer& writer) -> Status {
    LACHAN_TRY_DO(journal::Get<Account>(writer, from.account.value));
    LACHAN_TRY(created.row, journal::Insert(writer, created.row, {.kind = "api_token.created"}));
    return {};
  });
  if (!stored) return std::unexpected(std::move(stored).error());
  return created;
}

Result<std::vector<ApiToken>> Accounts::Tokens() {
  LACHAN_TRY(const auto reader, store_.OpenReader(Itself()));
  return journal::ListAll<ApiToken>(*reader);
}

Status Accounts::RevokeToken(const Caller& caller, std::int64_t id) {
  return store_.Change(caller, [&](Writer& writer) -> Status {
    LACHAN_TRY(auto token, journal::Get<ApiToken>(writer, id));
    token.archived = true;
    LACHAN_TRY_DO(journal::Update(writer, token, {.kind = "api_token.revoked"}));
    return {};
  });
}

}  // namespace lachan::identity
