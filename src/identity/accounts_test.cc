// SPDX-License-Identifier: Apache-2.0
#include "identity/accounts.h"

#include <gmock/gmock.h>

#include "base/hash.h"
#include "state_sql/open.h"

namespace lachan::identity {
namespace {

using journal::Caller;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class FakeClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  Instant now{Duration{1'790'000'000'000'000}};
};

constexpr const char* kPassword = "nhà-trắng-ven-sông";
constexpr const char* kOther = "cây-cầu-gỗ-lim-cũ";

class AccountsTest : public testing::Test {
 protected:
  AccountsTest() {
    auto store = state_sql::OpenStateStore(
        {.target = ":memory:",
         .entities = {&schema::Describe<Account>(), &schema::Describe<Session>(),
                      &schema::Describe<ApiToken>()}},
        clock_);
    EXPECT_TRUE(store) << store.error().Text();
    store_ = *std::move(store);
    // Counts the work instead of doing it.
    PasswordHasher hasher;
    hasher.hash = [](std::string_view password) -> Result<std::string> {
      return "hash:" + Sha256Hex(password);
    };
    hasher.verify = [this](std::string_view hash, std::string_view password) {
      ++verifications_;
      return hash == "hash:" + Sha256Hex(password);
    };
    hasher.is_outdated = [](std::string_view hash) { return !hash.starts_with("hash:"); };
    accounts_.emplace(*store_, clock_, hasher);
  }

  Account Make(std::string login, Role role = Role::soc_analyst,
               std::optional<AgencyId> agency = std::nullopt) {
    auto account = accounts_->Create(Caller::System("test"), {.login = std::move(login),
                                                              .name = "Nguyễn Văn An",
                                                              .role = role,
                                                              .agency = agency,
                                                              .password = kPassword,
                                                              .must_change_password = false});
    EXPECT_TRUE(account) << account.error().Text();
    return *account;
  }
  ErrorCode SignInError(std::string_view login, std::string_view password,
                        std::string_view peer = "10.0.0.1") {
    const auto result = accounts_->SignIn(login, password, peer);
    EXPECT_FALSE(result);
    return result ? ErrorCode::kInternal : result.error().code();
  }
  std::string Enter(std::string_view login, std::string_view peer = "10.0.0.1") {
    const auto result = accounts_->SignIn(login, kPassword, peer);
    EXPECT_TRUE(result) << result.error().Text();
    return result ? result->session_token : std::string();
  }
  bool IsIn(std::string_view token) {
    const auto principal = accounts_->Resolve(token);
    EXPECT_TRUE(principal) << principal.error().Text();
    return principal->has_value();
  }
  std::vector<Fact> Facts() {
    return (*store_->OpenReader(Caller::System("test")))->Facts({.limit = 0}).value();
  }
  std::vector<std::string> Kinds() {
    std::vector<std::string> kinds;
    for (const auto& fact : Facts()) kinds.push_back(fact.kind);
    return kinds;
  }

  FakeClock clock_;
  std::unique_ptr<journal::StateStore> store_;
  int verifications_ = 0;
  std::optional<Accounts> accounts_;
};

// ---- signing in -----------------------------------------------------------------------------

TEST_F(AccountsTest, StrangersSigningInAtOnceAreKeptToAFew) {
  Make("an");
  ASSERT_TRUE(accounts_->SignIn("an", kPassword, "10.0.0.1"));  // Known from there now.
  std::vector<ErrorCode> refused;
  bool known_got_in = false;
  int depth = 0;
  PasswordHasher nested;
  nested.hash = [](std::string_view password) -> Result<std::string> {
    return "hash:" + Sha256Hex(password);
  };
  nested.is_outdated = [](std::string_view) { return false; };
  std::optional<Accounts> busy;
  // While one sign-in is being verified the next one comes.
  nested.verify = [&](std::string_view hash, std::string_view password) {
    if (++depth < 6) {
      const auto next = busy->SignIn("an", "wrong", fmt::format("172.16.{}.1", depth));
      if (!next && next.error().code() == ErrorCode::kUnavailable)
        refused.push_back(next.error().code());
      if (depth == 3) known_got_in = busy->SignIn("an", kPassword, "10.0.0.1").has_value();
    }
    return hash == "hash:" + Sha256Hex(password);
  };
  busy.emplace(*store_, clock_, nested, AccountOptions{.concurrent_sign_ins = 3});
  depth = 9;
  ASSERT_TRUE(busy->SignIn("an", kPassword, "10.0.0.1"));
  depth = 0;
  ASSERT_TRUE(busy->SignIn("an", kPassword, "172.16.9.1"));
  EXPECT_FALSE(refused.empty());
  EXPECT_TRUE(known_got_in);
  EXPECT_TRUE(busy->SignIn("an", kPassword, "172.16.8.1"));  // Places are given back.
}

TEST_F(AccountsTest, SigningInOpensASession) {
  const Account account = Make("an", Role::agency_officer, AgencyId{3});
  const auto signed_in = accounts_->SignIn("  AN ", kPassword, "10.0.0.1");
  ASSERT_TRUE(signed_in) << signed_in.error().Text();
  EXPECT_GE(signed_in->session_token.size(), 43u) << "256 bits in base64";
  EXPECT_EQ(signed_in->csrf_token, Accounts::CsrfTokenOf(signed_in->session_token));
  EXPECT_NE(signed_in->csrf_token, signed_in->session_token);
  const auto principal = accounts_->Resolve(signed_in->session_token);
  ASSERT_TRUE(principal && *principal);
  EXPECT_EQ((*principal)->account.value, account.id.value);
  EXPECT_EQ((*principal)->role, Role::agency_officer);
  EXPECT_EQ((*principal)->agency, AgencyId{3});
  EXPECT_TRUE((*principal)->is_session);
  EXPECT_FALSE((*principal)->must_change_password);
  EXPECT_THAT(Kinds(), ElementsAre("account.created", "session.opened"));
}

TEST_F(AccountsTest, EveryRefusalLooksAlikeAndCostsTheSame) {
  Make("an");
  Make("binh", Role::administrator);
  const Account off = Make("chi");
  ASSERT_TRUE(accounts_->Disable(Caller::System("test"), AccountId{off.id}));
  std::string text;
  for (const char* login : {"an", "unknown", "chi", "", "\xff"}) {
    verifications_ = 0;
    const auto refused =
        accounts_->SignIn(login, login == std::string_view("chi") ? kPassword : "x", "10.0.0.1");
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code(), ErrorCode::kUnauthenticated);
    EXPECT_EQ(verifications_, 1) << login;
    if (text.empty()) text = refused.error().Text();
    EXPECT_EQ(refused.error().Text(), text) << login;
  }
}

TEST_F(AccountsTest, ARefusalIsAFactWithoutWhatWasTyped) {
  Make("an");
  SignInError("an", "wrong-password");
  SignInError("my-password-in-the-wrong-field", "x");
  EXPECT_THAT(Kinds(), ElementsAre("account.created", "session.refused", "session.refused"));
  EXPECT_EQ(Facts()[1].subject_kind, "account");
  for (const auto& fact : Facts()) {
    EXPECT_THAT(fact.payload, Not(HasSubstr("wrong-password")));
    EXPECT_THAT(fact.payload, Not(HasSubstr("wrong-field")));
  }
}

TEST_F(AccountsTest, FactsHoldNoSecretAndNoAddress) {
  Make("an");
  const std::string token = Enter("an", "203.0.113.77");
  ASSERT_TRUE(accounts_->SignOut(token));
  for (const auto& fact : Facts()) {
    for (const std::string& secret : {std::string("hash:"), token, Sha256Hex(token),
                                      Accounts::CsrfTokenOf(token), std::string("203.0.113.77")}) {
      EXPECT_THAT(fact.payload, Not(HasSubstr(secret))) << fact.kind;
    }
  }
}

TEST_F(AccountsTest, GuessingOneLoginIsLimitedBeforeTheWork) {
  Make("an");
  for (int i = 0; i < 10; ++i) {
    // From many networks.
    EXPECT_EQ(SignInError("an", "x", fmt::format("10.0.{}.1", i)), ErrorCode::kUnauthenticated);
  }
  verifications_ = 0;
  const auto refused = accounts_->SignIn("an", kPassword, "10.0.99.1");
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kExhausted);
  EXPECT_THAT(refused.error().Text(), HasSubstr("6 seconds"));
  EXPECT_EQ(verifications_, 0);
  clock_.now += std::chrono::seconds(6);
  Enter("an", "10.0.99.1");
}

TEST_F(AccountsTest, AnUnknownLoginIsLimitedLikeAKnownOne) {
  for (int i = 0; i < 10; ++i) SignInError("nobody", "x", fmt::format("10.0.{}.1", i));
  EXPECT_EQ(SignInError("nobody", "x", "10.0.99.1"), ErrorCode::kExhausted);
}

TEST_F(AccountsTest, OneNetworkIsLimitedOverAllLogins) {
  for (int i = 0; i < 10; ++i) {
    SignInError(fmt::format("login{}", i), "x", fmt::format("192.0.2.{}", i));
  }
  EXPECT_EQ(SignInError("another", "x", "192.0.2.200"), ErrorCode::kExhausted);
  EXPECT_EQ(SignInError("another", "x", "192.0.3.1"), ErrorCode::kUnauthenticated);
}

TEST_F(AccountsTest, SuccessesAreNotCounted) {
  Make("an");
  for (int i = 0; i < 30; ++i) Enter("an");
}

TEST_F(AccountsTest, OthersGuessesDoNotKeepOutSomeoneAtAKnownAddress) {
  Make("an");
  Enter("an", "10.0.0.1");
  for (int i = 0; i < 12; ++i) (void)accounts_->SignIn("an", "x", fmt::format("198.51.{}.1", i));
  EXPECT_EQ(SignInError("an", kPassword, "198.51.100.1"), ErrorCode::kExhausted);
  Enter("an", "10.0.0.1");
}

TEST_F(AccountsTest, ManyFailuresLockForAShortTime) {
  const Account account = Make("an");
  for (int i = 0; i < 20; ++i) {
    clock_.now += std::chrono::seconds(10);
    SignInError("an", "x");
  }
  clock_.now += std::chrono::seconds(10);
  EXPECT_EQ(SignInError("an", kPassword), ErrorCode::kUnauthenticated) << "locked";
  clock_.now += std::chrono::seconds(60);
  Enter("an");
  const auto reader = *store_->OpenReader(Caller::System("test"));
  EXPECT_EQ(journal::Get<Account>(*reader, account.id)->failed_logins.value, 0);
}

TEST_F(AccountsTest, AnAdministratorEndsALock) {
  const Account account = Make("an");
  for (int i = 0; i < 20; ++i) {
    clock_.now += std::chrono::seconds(10);
    SignInError("an", "x");
  }
  ASSERT_TRUE(accounts_->Unlock(Caller::System("test"), AccountId{account.id}));
  clock_.now += std::chrono::seconds(10);
  Enter("an");
}

TEST_F(AccountsTest, AnOldKindOfHashIsReplacedAtSignIn) {
  const Account account = Make("an");
  PasswordHasher newer;
  newer.hash = [](std::string_view) -> Result<std::string> { return "new:"; };
  newer.verify = [](std::string_view hash, std::string_view) { return hash.starts_with("hash:"); };
  newer.is_outdated = [](std::string_view hash) { return !hash.starts_with("new:"); };
  Accounts later(*store_, clock_, newer);
  ASSERT_TRUE(later.SignIn("an", kPassword, "10.0.0.1"));
  const auto reader = *store_->OpenReader(Caller::System("test"));
  EXPECT_EQ(journal::Get<Account>(*reader, account.id)->password_hash.value, "new:");
}

// ---- sessions -------------------------------------------------------------------------------

TEST_F(AccountsTest, RubbishIsNobodysSession) {
  EXPECT_FALSE(IsIn(""));
  EXPECT_FALSE(IsIn("x"));
  EXPECT_FALSE(IsIn(std::string(100'000, 'x')));
}

TEST_F(AccountsTest, SigningOutEndsTheSessionAtOnce) {
  Make("an");
  const std::string token = Enter("an"), other = Enter("an");
  ASSERT_TRUE(IsIn(token));
  ASSERT_TRUE(accounts_->SignOut(token));
  EXPECT_FALSE(IsIn(token));
  EXPECT_TRUE(IsIn(other));
  EXPECT_TRUE(accounts_->SignOut(token)) << "again is no error";
  EXPECT_TRUE(accounts_->SignOut("rubbish"));
}

TEST_F(AccountsTest, AnUnusedSessionEndsAfterTheIdleLimit) {
  Make("an");
  const std::string token = Enter("an");
  clock_.now += std::chrono::hours(7);
  EXPECT_TRUE(IsIn(token)) << "use moves the limit";
  clock_.now += std::chrono::hours(7);
  EXPECT_TRUE(IsIn(token));
  clock_.now += std::chrono::hours(8);
  EXPECT_FALSE(IsIn(token));
}

TEST_F(AccountsTest, AUsedSessionEndsAtTheAbsoluteLimit) {
  Make("an");
  const std::string token = Enter("an");
  for (int i = 0; i < 23; ++i) {
    clock_.now += std::chrono::hours(1);
    EXPECT_TRUE(IsIn(token)) << i;
  }
  clock_.now += std::chrono::hours(1);
  EXPECT_FALSE(IsIn(token));
}

TEST_F(AccountsTest, UsingASessionWritesNoFacts) {
  Make("an");
  const std::string token = Enter("an");
  const auto before = Facts().size();
  for (int i = 0; i < 5; ++i) {
    clock_.now += std::chrono::hours(1);
    IsIn(token);
  }
  EXPECT_EQ(Facts().size(), before);
}

TEST_F(AccountsTest, DisablingEndsEverySession) {
  const Account account = Make("an");
  const std::string token = Enter("an");
  ASSERT_TRUE(accounts_->Disable(Caller::System("test"), AccountId{account.id}));
  EXPECT_FALSE(IsIn(token));
  EXPECT_THAT(Kinds(), ElementsAre("account.created", "session.opened", "account.disabled",
                                   "session.closed"));
}

TEST_F(AccountsTest, SessionsAreListedAndEndedOneByOne) {
  const Account account = Make("an");
  const std::string first = Enter("an"), second = Enter("an");
  const auto sessions = accounts_->Sessions(AccountId{account.id});
  ASSERT_EQ(sessions->size(), 2u);
  ASSERT_TRUE(accounts_->EndSession(Caller::System("test"), sessions->front().id));
  EXPECT_TRUE(IsIn(first));
  EXPECT_FALSE(IsIn(second));
  EXPECT_EQ(accounts_->Sessions(AccountId{account.id})->size(), 1u);
}

TEST_F(AccountsTest, OnlyTheHashOfASessionIsStored) {
  Make("an");
  const std::string token = Enter("an");
  const auto reader = *store_->OpenReader(Caller::System("test"));
  const auto sessions = journal::List<Session>(*reader);
  EXPECT_EQ(sessions->front().token_hash.value, Sha256Hex(token));
}

// ---- passwords ------------------------------------------------------------------------------

TEST_F(AccountsTest, ChangingThePasswordEndsTheOtherSessions) {
  const Account account = Make("an");
  const AccountId id{account.id};
  const std::string mine = Enter("an"), stolen = Enter("an");
  const auto wrong = accounts_->ChangePassword(id, "x", kOther, mine);
  ASSERT_FALSE(wrong);
  EXPECT_EQ(wrong.error().code(), ErrorCode::kUnauthenticated);
  EXPECT_FALSE(accounts_->ChangePassword(id, kPassword, kPassword, mine));
  EXPECT_FALSE(accounts_->ChangePassword(id, kPassword, "short", mine));
  ASSERT_TRUE(accounts_->ChangePassword(id, kPassword, kOther, mine));
  EXPECT_TRUE(IsIn(mine));
  EXPECT_FALSE(IsIn(stolen));
  EXPECT_EQ(SignInError("an", kPassword), ErrorCode::kUnauthenticated);
  EXPECT_TRUE(accounts_->SignIn("an", kOther, "10.0.0.1"));
}

TEST_F(AccountsTest, GuessingTheCurrentPasswordIsLimited) {
  const AccountId id{Make("an").id};
  for (int i = 0; i < 10; ++i) EXPECT_FALSE(accounts_->ChangePassword(id, "x", kOther, ""));
  const auto limited = accounts_->ChangePassword(id, kPassword, kOther, "");
  ASSERT_FALSE(limited);
  EXPECT_EQ(limited.error().code(), ErrorCode::kExhausted);
}

TEST_F(AccountsTest, APasswordSetByAnotherMustBeChanged) {
  const AccountId id{Make("an").id};
  const std::string token = Enter("an");
  ASSERT_TRUE(accounts_->SetPassword(Caller::System("test"), id, kOther));
  EXPECT_FALSE(IsIn(token));
  const auto signed_in = accounts_->SignIn("an", kOther, "10.0.0.1");
  ASSERT_TRUE(signed_in);
  EXPECT_TRUE(signed_in->principal.must_change_password);
  ASSERT_TRUE(accounts_->ChangePassword(id, kOther, kPassword, signed_in->session_token));
  EXPECT_FALSE((*accounts_->Resolve(signed_in->session_token))->must_change_password);
}

TEST_F(AccountsTest, AnAgedPasswordMustBeChanged) {
  Make("an");
  clock_.now += std::chrono::days(90) - std::chrono::seconds(1);
  EXPECT_FALSE(accounts_->SignIn("an", kPassword, "10.0.0.1")->principal.must_change_password);
  clock_.now += std::chrono::seconds(1);
  EXPECT_TRUE(accounts_->SignIn("an", kPassword, "10.0.0.1")->principal.must_change_password);
}

TEST(CheckPassword, RefusesWhatIsGuessedFirst) {
  const auto key = [](std::string_view login, std::string_view password) {
    const auto status = CheckPassword(login, password);
    return status ? std::string("ok") : status.error().fields().front().message;
  };
  EXPECT_EQ(key("an", "đường-dài"), "too_short:10") << "9 characters, more bytes";
  EXPECT_EQ(key("an", "đường-dài!"), "ok") << "10 characters";
  EXPECT_EQ(key("an", std::string(201, 'x')), "too_long:200");
  EXPECT_EQ(key("an", "abcdefghi\xff"), "not_utf8");
  EXPECT_EQ(key("quan.tri.vien", "Quan.Tri.Vien"), "is_login");
  EXPECT_EQ(key("nguyenvanan", "NguyenVanAn2026"), "is_login");
  for (const char* common : {"1234567890", "0987654321", "aaaaaaaaaa", "1212121212", "Password123!",
                             "matkhau12345", "Mật khẩu 123", "qwertyuiop", "administrator1",
                             "thanhhoa@2026", "abcdefghij", "0904123456"}) {
    EXPECT_EQ(key("an", common), "too_common") << common;
  }
  EXPECT_EQ(key("an", kPassword), "ok");
}

TEST(Argon2id, HashesAndVerifies) {
  const auto hasher = Argon2id(1, 8192);
  const auto hash = hasher.hash("geheim-geheim");
  ASSERT_TRUE(hash);
  EXPECT_THAT(*hash, HasSubstr("$argon2id$"));
  EXPECT_NE(*hash, *hasher.hash("geheim-geheim")) << "salted";
  EXPECT_TRUE(hasher.verify(*hash, "geheim-geheim"));
  EXPECT_FALSE(hasher.verify(*hash, "geheim-geheiM"));
  EXPECT_FALSE(hasher.verify("", "geheim-geheim"));
  EXPECT_FALSE(hasher.verify("rubbish", "rubbish"));
  EXPECT_FALSE(hasher.is_outdated(*hash));
  EXPECT_TRUE(Argon2id().is_outdated(*hash));
}

// ---- administration -------------------------------------------------------------------------

TEST_F(AccountsTest, AWrongAccountIsRefusedFieldByField) {
  const auto wrong = accounts_->Create(Caller::System("test"), {.login = "an bình",
                                                                .name = " ",
                                                                .role = Role::agency_officer,
                                                                .email = "x",
                                                                .password = kPassword});
  ASSERT_FALSE(wrong);
  std::vector<std::string> fields;
  for (const auto& field : wrong.error().fields()) fields.push_back(field.name);
  EXPECT_THAT(fields, ElementsAre("login", "name", "email", "agency_id"));
  EXPECT_FALSE(accounts_->Create(Caller::System("test"), {.login = "an",
                                                          .name = "An",
                                                          .role = Role::coordinator,
                                                          .agency = AgencyId{3},
                                                          .password = kPassword}))
      << "a provincial role has no agency";
}

TEST_F(AccountsTest, ALoginExistsOnceWhateverItsCase) {
  Make("an");
  const auto again = accounts_->Create(
      Caller::System("test"),
      {.login = "AN", .name = "An", .role = Role::coordinator, .password = kPassword});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code(), ErrorCode::kConflict);
}

TEST_F(AccountsTest, TheLastAdministratorStays) {
  Account only = Make("an", Role::administrator);
  const auto refused = accounts_->Disable(Caller::System("test"), AccountId{only.id});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kFailedPrecondition);
  only.role = Role::inspector;
  EXPECT_FALSE(accounts_->Change(Caller::System("test"), only));
  Make("binh", Role::administrator);
  EXPECT_TRUE(accounts_->Change(Caller::System("test"), only));
}

TEST_F(AccountsTest, AChangeReachesOpenSessionsAndCannotTouchThePassword) {
  Account account = Make("an");
  const std::string token = Enter("an");
  account.version = account.version + 1;  // Signing in moved it.
  account.role = Role::inspector;
  account.password_hash = "hash:forged";
  account.login = "other";
  const auto changed = accounts_->Change(Caller::System("test"), account);
  ASSERT_TRUE(changed) << changed.error().Text();
  EXPECT_EQ((*accounts_->Resolve(token))->role, Role::inspector);
  Enter("an");
}

// ---- tokens ---------------------------------------------------------------------------------

TEST_F(AccountsTest, ATokenActsForItsAccountWithinItsLimits) {
  const AccountId id{Make("an").id};
  const auto created = accounts_->CreateToken(Caller::System("test"),
                                              {.name = "SIEM",
                                               .account = id,
                                               .scopes = {"alert", "event"},
                                               .expires_at = clock_.now + std::chrono::days(30)});
  ASSERT_TRUE(created) << created.error().Text();
  EXPECT_EQ(created->row.token_hash.value, Sha256Hex(created->token));
  const auto principal = accounts_->ResolveToken(created->token);
  ASSERT_TRUE(principal && *principal);
  EXPECT_EQ((*principal)->account, id);
  EXPECT_FALSE((*principal)->is_session);
  EXPECT_TRUE((*principal)->read_only);
  EXPECT_THAT((*principal)->scopes, ElementsAre("alert", "event"));
  EXPECT_EQ(accounts_->Tokens()->front().last_used_at.value, clock_.now);
  EXPECT_FALSE(*accounts_->Resolve(created->token)) << "no session";
  clock_.now += std::chrono::days(30);
  EXPECT_FALSE(*accounts_->ResolveToken(created->token)) << "expired";
  for (const auto& fact : Facts()) EXPECT_THAT(fact.payload, Not(HasSubstr(created->token)));
}

TEST_F(AccountsTest, ARevokedTokenAndThatOfADisabledAccountAreNobodys) {
  const AccountId id{Make("an").id};
  const NewToken wanted{
      .name = "x", .account = id, .expires_at = clock_.now + std::chrono::days(1)};
  const auto a = accounts_->CreateToken(Caller::System("test"), wanted);
  const auto b = accounts_->CreateToken(Caller::System("test"), wanted);
  ASSERT_TRUE(a && b);
  ASSERT_TRUE(accounts_->RevokeToken(Caller::System("test"), a->row.id));
  EXPECT_FALSE(*accounts_->ResolveToken(a->token));
  EXPECT_TRUE(*accounts_->ResolveToken(b->token));
  ASSERT_TRUE(accounts_->Disable(Caller::System("test"), id));
  EXPECT_FALSE(*accounts_->ResolveToken(b->token));
  EXPECT_FALSE(*accounts_->ResolveToken("lct_rubbish"));
}

TEST_F(AccountsTest, AWrongTokenIsRefused) {
  const AccountId id{Make("an").id};
  const Instant good = clock_.now + std::chrono::days(1);
  const auto refused = [&](NewToken token) {
    return !accounts_->CreateToken(Caller::System("test"), token).has_value();
  };
  EXPECT_TRUE(refused({.name = "x", .account = id, .scopes = {"nonsense"}, .expires_at = good}));
  EXPECT_TRUE(refused({.name = "x", .account = id, .expires_at = clock_.now}));
  EXPECT_TRUE(
      refused({.name = "x", .account = id, .expires_at = clock_.now + std::chrono::days(400)}));
  EXPECT_TRUE(refused({.name = " ", .account = id, .expires_at = good}));
  EXPECT_TRUE(refused({.name = "x", .account = AccountId{99}, .expires_at = good}));
  EXPECT_FALSE(refused({.name = "x", .account = id, .expires_at = good}));
}

TEST(NetworkOf, CountsNeighboursTogether) {
  EXPECT_EQ(NetworkOf("192.0.2.77"), "192.0.2.0/24");
  EXPECT_EQ(NetworkOf("::ffff:192.0.2.77"), "192.0.2.0/24");
  EXPECT_EQ(NetworkOf("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::/64");
  EXPECT_EQ(NetworkOf("unix"), "unix");
}

TEST(AttemptLimit, ForgetsNoRunningLimitWhileThereIsRoom) {
  AttemptLimit limit(2, std::chrono::minutes(1), 3);
  Instant now{};
  EXPECT_FALSE(limit.Take("a", now));
  EXPECT_FALSE(limit.Take("a", now));
  EXPECT_FALSE(limit.Take("b", now));
  EXPECT_EQ(limit.Take("a", now), std::chrono::seconds(30));
  now += std::chrono::seconds(31);  // b is full again and makes room.
  EXPECT_FALSE(limit.Take("c", now));
  EXPECT_FALSE(limit.Take("d", now));
  EXPECT_FALSE(limit.Take("a", now));
  EXPECT_TRUE(limit.Take("a", now));
}

}  // namespace
}  // namespace lachan::identity
