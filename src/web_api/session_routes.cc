// SPDX-License-Identifier: Apache-2.0
#include "web_api/session_routes.h"

#include "base/text.h"
#include "register/entities.h"
#include "web_api/body.h"
#include "web_api/party_view.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using identity::Permission;
using web::Request;
using web::Response;

constexpr const char* kCookie = "__Host-lachan";

struct SignInBody {
  schema::Line<1, 60> login;
  schema::Line<1, 200> password;
};
BOOST_DESCRIBE_STRUCT(SignInBody, (), (login, password))

struct Me {
  std::int64_t account_id = 0;
  std::string login, name;
  identity::Role role = identity::Role::agency_officer;
  std::optional<AgencyId> agency_id;
  std::string agency_name, csrf;
  bool must_change_password = false;
  std::map<std::string, std::string> permissions;  ///< Resource → letters of R W r w.
  bool demo = false;
  std::string version, province;
};
BOOST_DESCRIBE_STRUCT(Me, (),
                      (account_id, login, name, role, agency_id, agency_name, csrf,
                       must_change_password, permissions, demo, version, province))

struct PasswordBody {
  schema::Line<1, 200> old_password, new_password;
};
BOOST_DESCRIBE_STRUCT(PasswordBody, (), (old_password, new_password))

struct SetPasswordBody {
  schema::Line<1, 200> password;
};
BOOST_DESCRIBE_STRUCT(SetPasswordBody, (), (password))

struct AccountBody {
  schema::Code<1, 60> login;
  schema::Line<1, 120> name;
  identity::Role role = identity::Role::agency_officer;
  std::optional<AgencyId> agency_id;
  schema::Email email;
  schema::Phone phone;
  schema::Line<1, 200> password;
};
BOOST_DESCRIBE_STRUCT(AccountBody, (), (login, name, role, agency_id, email, phone, password))

struct TokenBody {
  schema::Line<1, 120> name;
  AccountId account_id;
  bool read_only = true;
  schema::Line<0, 1000> scopes;  ///< Resources, separated by blanks.
  Instant expires_at;
};
BOOST_DESCRIBE_STRUCT(TokenBody, (), (name, account_id, read_only, scopes, expires_at))

struct CreatedTokenView {
  identity::ApiToken row;
  std::string token;
};
BOOST_DESCRIBE_STRUCT(CreatedTokenView, (), (row, token))

struct TokenList {
  std::vector<identity::ApiToken> rows;
};
BOOST_DESCRIBE_STRUCT(TokenList, (), (rows))

std::optional<std::string> BearerOf(const Request& request) {
  const auto header = request.Header("authorization");
  constexpr std::string_view kScheme = "bearer ";
  if (header.size() <= kScheme.size() || AsciiLower(header.substr(0, kScheme.size())) != kScheme) {
    return std::nullopt;
  }
  return std::string(Trim(header.substr(kScheme.size())));
}

class SessionAuthenticator final : public web::Authenticator {
 public:
  explicit SessionAuthenticator(identity::Accounts& accounts) : accounts_(accounts) {}

  Result<std::optional<identity::Principal>> Authenticate(const Request& request) override {
    return Find(request, identity::Sighting::kUse);
  }

  Result<std::optional<identity::Principal>> Recheck(const Request& request) override {
    return Find(request, identity::Sighting::kLook);
  }

  std::string CsrfToken(const Request& request) override {
    const auto cookie = request.Cookie(kCookie);
    return cookie ? identity::Accounts::CsrfTokenOf(*cookie) : std::string();
  }

 private:
  Result<std::optional<identity::Principal>> Find(const Request& request,
                                                  identity::Sighting sighting) {
    if (const auto bearer = BearerOf(request)) {
      LACHAN_TRY(auto principal, accounts_.ResolveToken(*bearer, sighting));
      if (!principal)
        return Fail(ErrorCode::kUnauthenticated, "this token is not valid (any more)");
      return principal;
    }
    const auto cookie = request.Cookie(kCookie);
    if (!cookie) return std::nullopt;
    return accounts_.Resolve(*cookie, sighting);
  }

  identity::Accounts& accounts_;
};

Result<Me> MeOf(const SessionDeps& deps, const identity::Principal& principal, std::string csrf) {
  Me me;
  me.account_id = principal.account.value;
  me.login = principal.login;
  me.name = principal.name;
  me.role = principal.role;
  me.csrf = std::move(csrf);
  me.must_change_password = principal.must_change_password;
  me.demo = deps.is_demo;
  me.version = deps.version;
  me.province = deps.province;
  for (const auto& row : identity::kPolicy) {
    const auto letters = row.cells[static_cast<std::size_t>(principal.role)];
    if (!letters.empty()) me.permissions.emplace(row.resource, letters);
  }
  if (principal.agency) {
    me.agency_id = principal.agency;
    LACHAN_TRY(const auto reader, deps.store.OpenReader(journal::Caller::System("profile")));
    LACHAN_TRY(const auto agency, FindAgency(*reader, principal.agency));
    if (agency) me.agency_name = agency->name;
  }
  return me;
}

std::string SetCookie(std::string_view value) {
  return fmt::format("{}={}; Path=/; Secure; HttpOnly; SameSite=Strict{}", kCookie, value,
                     value.empty() ? "; Max-Age=0" : "");
}

Result<Response> SignIn(const SessionDeps& deps, const Request& request) {
  // A cookie that may only travel encrypted is of no use otherwise, and a password must not either.
  if (!request.secure && !request.IsFromThisMachine()) {
    return Fail(ErrorCode::kFailedPrecondition,
                "signing in from another machine needs HTTPS: set http.tls_certificate, or use a "
                "proxy named in http.trusted_proxies");
  }
  LACHAN_TRY(const auto body, BodyOf<SignInBody>(request));
  LACHAN_TRY(const auto signed_in,
             deps.accounts.SignIn(body.login.value, body.password.value, request.peer));
  LACHAN_TRY(const auto me, MeOf(deps, signed_in.principal, signed_in.csrf_token));
  return Response::Of(me).With("Set-Cookie", SetCookie(signed_in.session_token));
}

Result<Response> ChangePassword(const SessionDeps& deps, const Request& request) {
  LACHAN_TRY(const auto body, BodyOf<PasswordBody>(request));
  LACHAN_TRY_DO(deps.accounts.ChangePassword(request.principal->account, body.old_password.value,
                                             body.new_password.value,
                                             request.Cookie(kCookie).value_or("")));
  return Response::NoContent();
}

Result<Response> CreateAccount(const SessionDeps& deps, const Request& request) {
  LACHAN_TRY(const auto body, BodyOf<AccountBody>(request));
  identity::NewAccount account{body.login.value,   body.name.value,  body.role,
                               body.agency_id,     body.email.value, body.phone.value,
                               body.password.value};
  LACHAN_TRY(const auto created, deps.accounts.Create(request.caller, account));
  return Response::Of(created, 201);
}

Result<Response> ChangeAccount(const SessionDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, request.Json());
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  const auto& info = schema::Describe<Account>();
  LACHAN_TRY(const auto stored, reader->Get(info, id));
  const auto account_now = schema::FromRecord<Account>(stored);
  if (const auto* login = body.if_contains("login");
      login != nullptr && *login != boost::json::string(account_now.login.value)) {
    return std::unexpected(
        Error(ErrorCode::kInvalidInput, "a login stays what it is").WithField("login", "computed"));
  }
  // Optional here; who sends the version it has seen is told when it is an old one.
  const auto seen = Trim(request.Header("if-match"));
  const auto version = account_now.version.value;
  if (!seen.empty() && seen != fmt::format("\"{}\"", version)) {
    return Fail(ErrorCode::kConflict, "the account was changed meanwhile: it has version {} now",
                version);
  }
  LACHAN_TRY(const auto record, schema::FromJson(info, body, schema::Intent::kChange, stored));
  LACHAN_TRY(const auto account,
             deps.accounts.Change(request.caller, schema::FromRecord<Account>(record)));
  return Response::Of(account);
}

Result<Response> CreateToken(const SessionDeps& deps, const Request& request) {
  LACHAN_TRY(const auto body, BodyOf<TokenBody>(request));
  identity::NewToken token{body.name.value, body.account_id, body.read_only, {}, body.expires_at};
  for (const auto scope : Split(body.scopes.value, ' ')) {
    if (!scope.empty()) token.scopes.emplace_back(scope);
  }
  LACHAN_TRY(auto created, deps.accounts.CreateToken(request.caller, token));
  return Response::Of(CreatedTokenView{std::move(created.row), std::move(created.token)}, 201);
}

void AddProfile(std::vector<web::Route>& routes, const SessionDeps& deps) {
  routes.push_back({web::Verb::kPost,
                    "/api/v1/session",
                    Permission::Public(),
                    [deps](const Request& request) { return SignIn(deps, request); },
                    {"Sign in", web::SchemaFor<SignInBody>(), web::SchemaFor<Me>()},
                    8 << 10});
  routes.push_back({web::Verb::kDelete,
                    "/api/v1/session",
                    Permission::AnyAccount(),
                    [deps](const Request& request) -> Result<Response> {
                      LACHAN_TRY_DO(deps.accounts.SignOut(request.Cookie(kCookie).value_or("")));
                      return Response::NoContent().With("Set-Cookie", SetCookie(""));
                    },
                    {"Sign out"}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/me",
                    Permission::AnyAccount(),
                    [deps](const Request& request) -> Result<Response> {
                      const auto cookie = request.Cookie(kCookie);
                      LACHAN_TRY(const auto me,
                                 MeOf(deps, *request.principal,
                                      cookie ? identity::Accounts::CsrfTokenOf(*cookie) : ""));
                      return Response::Of(me);
                    },
                    {"Who I am and what I may do", {}, web::SchemaFor<Me>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/me/password",
                    Permission::AnyAccount(),
                    [deps](const Request& request) { return ChangePassword(deps, request); },
                    {"Change my password", web::SchemaFor<PasswordBody>()},
                    8 << 10});
}

void AddAdministration(std::vector<web::Route>& routes, const SessionDeps& deps) {
  constexpr auto kAccounts = Needs("account", Action::kWrite);
  routes.push_back({web::Verb::kPost,
                    "/api/v1/accounts",
                    kAccounts,
                    [deps](const Request& request) { return CreateAccount(deps, request); },
                    {"New account", web::SchemaFor<AccountBody>(), web::SchemaFor<Account>()}});
  routes.push_back({web::Verb::kPatch,
                    "/api/v1/accounts/{id}",
                    kAccounts,
                    [deps](const Request& request) { return ChangeAccount(deps, request); },
                    {"Change an account", {}, web::SchemaFor<Account>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/accounts/{id}/password",
                    kAccounts,
                    [deps](const Request& request) -> Result<Response> {
                      LACHAN_TRY(const auto id, request.PathId("id"));
                      LACHAN_TRY(const auto body, BodyOf<SetPasswordBody>(request));
                      LACHAN_TRY_DO(deps.accounts.SetPassword(request.caller, AccountId{id},
                                                              body.password.value));
                      return Response::NoContent();
                    },
                    {"Set another's password", web::SchemaFor<SetPasswordBody>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/accounts/{id}/unlock",
                    kAccounts,
                    [deps](const Request& request) -> Result<Response> {
                      LACHAN_TRY(const auto id, request.PathId("id"));
                      LACHAN_TRY_DO(deps.accounts.Unlock(request.caller, AccountId{id}));
                      return Response::NoContent();
                    },
                    {"End a lock before its time"}});
  constexpr auto kTokens = Needs("api_token", Action::kWrite);
  routes.push_back({web::Verb::kGet,
                    "/api/v1/api-tokens",
                    kTokens,
                    [deps](const Request&) -> Result<Response> {
                      LACHAN_TRY(auto rows, deps.accounts.Tokens());
                      return Response::Of(TokenList{std::move(rows)});
                    },
                    {"API tokens", {}, web::SchemaFor<TokenList>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/api-tokens",
                    kTokens,
                    [deps](const Request& request) { return CreateToken(deps, request); },
                    {"New API token, shown this once", web::SchemaFor<TokenBody>(),
                     web::SchemaFor<CreatedTokenView>()}});
  routes.push_back({web::Verb::kDelete,
                    "/api/v1/api-tokens/{id}",
                    kTokens,
                    [deps](const Request& request) -> Result<Response> {
                      LACHAN_TRY(const auto id, request.PathId("id"));
                      LACHAN_TRY_DO(deps.accounts.RevokeToken(request.caller, id));
                      return Response::NoContent();
                    },
                    {"Void an API token"}});
}

}  // namespace

std::unique_ptr<web::Authenticator> MakeAuthenticator(identity::Accounts& accounts) {
  return std::make_unique<SessionAuthenticator>(accounts);
}

std::vector<web::Route> SessionRoutes(SessionDeps deps) {
  std::vector<web::Route> routes;
  AddProfile(routes, deps);
  AddAdministration(routes, deps);
  return routes;
}

}  // namespace lachan::web_api
