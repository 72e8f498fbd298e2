// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "web/http.h"

namespace lachan::web {
namespace {

namespace json = boost::json;
using identity::Action;
using identity::Needs;
using identity::Permission;
using identity::Principal;
using identity::Role;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

constexpr const char* kCsrf = "the-csrf-token";

/// Says what it was told to say.
class FixedAuthenticator final : public Authenticator {
 public:
  std::string CsrfToken(const Request&) override { return csrf; }
  Result<std::optional<Principal>> Authenticate(const Request&) override { return answer; }
  Result<std::optional<Principal>> Recheck(const Request&) override { return answer; }

  Result<std::optional<Principal>> answer = std::optional<Principal>();
  std::string csrf = kCsrf;
};

Principal Of(Role role, std::int64_t agency = 0) {
  Principal principal;
  principal.account = AccountId{7};
  principal.name = "Nguyễn Văn An";
  principal.role = role;
  principal.agency = AgencyId{agency};
  return principal;
}

class RouterTest : public testing::Test {
 protected:
  /// A route that answers with `name` and what the router found out.
  void Add(Verb verb, std::string path, Permission needs, std::string name = "ok") {
    router_.Add({verb, std::move(path), needs,
                 [this, name = std::move(name)](const Request& request) -> Result<Response> {
                   seen_ = request;
                   return Response::Text(name);
                 }});
  }

  Response Ask(Verb verb, std::string path, std::map<std::string, std::string> headers = {}) {
    seen_.reset();
    Request request;
    request.verb = verb;
    request.path = std::move(path);
    request.headers = std::move(headers);
    request.trace_id = "t";
    return router_.Handle(std::move(request));
  }
  std::string Body(std::string path) { return Ask(Verb::kGet, std::move(path)).body; }
  void SignIn(Principal principal) { authenticator_.answer = std::optional(std::move(principal)); }

  FixedAuthenticator authenticator_;
  Router router_{authenticator_};
  std::optional<Request> seen_;
};

// ---- finding the route ------------------------------------------------------------------------

TEST_F(RouterTest, FixedTextWinsOverPlaceholdersWhicheverIsDeclaredFirst) {
  Add(Verb::kGet, "/a/{id}", Permission::Public(), "one");
  Add(Verb::kGet, "/a/summary", Permission::Public(), "summary");
  Add(Verb::kGet, "/b/summary", Permission::Public(), "summary");
  Add(Verb::kGet, "/b/{id}", Permission::Public(), "one");
  EXPECT_EQ(Body("/a/summary"), "summary");
  EXPECT_EQ(Body("/b/summary"), "summary");
  EXPECT_EQ(Body("/a/7"), "one");
  EXPECT_EQ(Body("/b/7"), "one");
}

TEST_F(RouterTest, ARestPlaceholderComesLast) {
  Add(Verb::kGet, "/files/{rest...}", Permission::Public(), "rest");
  Add(Verb::kGet, "/files/{name}", Permission::Public(), "name");
  EXPECT_EQ(Body("/files/a"), "name");
  EXPECT_EQ(Body("/files/a/b"), "rest");
  EXPECT_THAT(seen_->path_values, ElementsAre(Pair("rest", "a/b")));
  EXPECT_EQ(Body("/files/"), "rest");
  EXPECT_EQ(Ask(Verb::kGet, "/files").status, 404);
}

TEST_F(RouterTest, PathValuesAreHandedOver) {
  Add(Verb::kGet, "/agencies/{agency}/systems/{id}.csv", Permission::Public());
  ASSERT_EQ(Ask(Verb::kGet, "/agencies/12/systems/3.csv").status, 200);
  EXPECT_THAT(seen_->path_values, ElementsAre(Pair("agency", "12"), Pair("id", "3")));
}

TEST_F(RouterTest, EmptyAndSurplusSegmentsMatchNothing) {
  Add(Verb::kGet, "/a/{id}/b", Permission::Public());
  for (const char* path : {"/a//b", "/a/1", "/a/1/b/", "/a/1/b/c", "//a/1/b", "/", "/A/1/b"}) {
    EXPECT_EQ(Ask(Verb::kGet, path).status, 404) << path;
  }
}

TEST_F(RouterTest, AKnownPathWithAnotherVerbIsSaidSo) {
  Add(Verb::kGet, "/a", Permission::Public());
  EXPECT_EQ(Ask(Verb::kDelete, "/a").status, 405);
  EXPECT_EQ(Ask(Verb::kDelete, "/b").status, 404);
}

TEST_F(RouterTest, BodiesHaveTheLimitOfTheirRouteAndReadsHaveNone) {
  Add(Verb::kGet, "/a", Permission::Public());
  router_.Add({Verb::kPost,
               "/a",
               Permission::Public(),
               [](const Request&) -> Result<Response> { return Response::NoContent(); },
               {},
               5 << 20});
  EXPECT_EQ(router_.MaxBody(Verb::kPost, "/a"), 5U << 20);
  EXPECT_LE(router_.MaxBody(Verb::kGet, "/a"), 4096U);
  EXPECT_LE(router_.MaxBody(Verb::kPost, "/nowhere"), 4096U);
}

// ---- who may
// --------------------------------------------------------------------------------------

TEST_F(RouterTest, WithoutCredentialsOnlyPublicRoutesAnswer) {
  Add(Verb::kGet, "/public", Permission::Public());
  Add(Verb::kGet, "/mine", Permission::AnyAccount());
  Add(Verb::kGet, "/alerts", Needs("alert", Action::kRead));
  EXPECT_EQ(Ask(Verb::kGet, "/public").status, 200);
  EXPECT_EQ(Ask(Verb::kGet, "/mine").status, 401);
  EXPECT_EQ(Ask(Verb::kGet, "/alerts").status, 401);
  EXPECT_FALSE(seen_.has_value());
}

TEST_F(RouterTest, WrongCredentialsAreNotTakenForNone) {
  Add(Verb::kGet, "/mine", Permission::AnyAccount());
  authenticator_.answer = Fail(ErrorCode::kUnauthenticated, "expired");
  EXPECT_EQ(Ask(Verb::kGet, "/mine").status, 401);
}

TEST_F(RouterTest, ARoleWithoutALetterIsDenied) {
  Add(Verb::kGet, "/alerts", Needs("alert", Action::kRead));
  SignIn(Of(Role::management));
  EXPECT_EQ(Ask(Verb::kGet, "/alerts").status, 403);
  EXPECT_FALSE(seen_.has_value());
}

TEST_F(RouterTest, TheReachFollowsTheLetter) {
  Add(Verb::kGet, "/alerts", Needs("alert", Action::kRead));
  SignIn(Of(Role::soc_analyst));
  ASSERT_EQ(Ask(Verb::kGet, "/alerts").status, 200);
  EXPECT_TRUE(seen_->caller.reach.everything);
  SignIn(Of(Role::agency_officer, 12));
  ASSERT_EQ(Ask(Verb::kGet, "/alerts").status, 200);
  EXPECT_FALSE(seen_->caller.reach.everything);
  EXPECT_THAT(seen_->caller.reach.agencies, ElementsAre(AgencyId{12}));
}

TEST_F(RouterTest, ARouteForEveryAccountBringsNoReach) {
  Add(Verb::kGet, "/mine", Permission::AnyAccount());
  SignIn(Of(Role::administrator));
  ASSERT_EQ(Ask(Verb::kGet, "/mine").status, 200);
  EXPECT_FALSE(seen_->caller.reach.everything);
  EXPECT_TRUE(seen_->caller.reach.agencies.empty());
}

TEST_F(RouterTest, AnAccountThatMustChangeItsPasswordMayNothingElse) {
  Add(Verb::kGet, "/alerts", Needs("alert", Action::kRead));
  Add(Verb::kGet, "/mine", Permission::AnyAccount());
  auto principal = Of(Role::soc_analyst);
  principal.must_change_password = true;
  SignIn(principal);
  EXPECT_EQ(Ask(Verb::kGet, "/alerts").status, 403);
  EXPECT_EQ(Ask(Verb::kGet, "/mine").status, 200);
}

TEST_F(RouterTest, AChangeOfASessionNeedsItsCsrfToken) {
  Add(Verb::kPost, "/alerts", Needs("alert", Action::kWrite));
  SignIn(Of(Role::soc_analyst));
  EXPECT_EQ(Ask(Verb::kPost, "/alerts").status, 403);
  EXPECT_EQ(Ask(Verb::kPost, "/alerts", {{"x-csrf-token", "the-csrf-tokem"}}).status, 403);
  EXPECT_EQ(Ask(Verb::kPost, "/alerts", {{"x-csrf-token", kCsrf}}).status, 200);
  authenticator_.csrf.clear();  // No session: an empty token must not match an empty header.
  EXPECT_EQ(Ask(Verb::kPost, "/alerts").status, 403);
}

TEST_F(RouterTest, ATokenNeedsNoCsrfTokenButKeepsToItsLimits) {
  Add(Verb::kPost, "/alerts", Needs("alert", Action::kWrite));
  Add(Verb::kGet, "/alerts", Needs("alert", Action::kRead));
  Add(Verb::kPost, "/me/password", Permission::AnyAccount());
  auto token = Of(Role::soc_analyst);
  token.is_session = false;
  SignIn(token);
  EXPECT_EQ(Ask(Verb::kPost, "/alerts").status, 200);
  EXPECT_EQ(Ask(Verb::kPost, "/me/password").status, 403);
  token.read_only = true;
  SignIn(token);
  EXPECT_EQ(Ask(Verb::kPost, "/alerts").status, 403);
  EXPECT_EQ(Ask(Verb::kGet, "/alerts").status, 200);
  token.scopes = {"agency"};
  SignIn(token);
  EXPECT_EQ(Ask(Verb::kGet, "/alerts").status, 403);
}

TEST_F(RouterTest, NoPageOfAnotherSiteChangesAnything) {
  Add(Verb::kPost, "/session", Permission::Public());
  Add(Verb::kGet, "/page", Permission::Public());
  EXPECT_EQ(Ask(Verb::kPost, "/session", {{"sec-fetch-site", "cross-site"}}).status, 403);
  EXPECT_EQ(Ask(Verb::kPost, "/session", {{"sec-fetch-site", "same-site"}}).status, 403);
  EXPECT_EQ(Ask(Verb::kPost, "/session", {{"sec-fetch-site", "same-origin"}}).status, 200);
  EXPECT_EQ(Ask(Verb::kPost, "/session").status, 200);
  EXPECT_EQ(Ask(Verb::kGet, "/page", {{"sec-fetch-site", "cross-site"}}).status, 200);
}

TEST_F(RouterTest, HiddenAndMissingAreToldInTheSameBytes) {
  router_.Add({Verb::kGet, "/rows/{id}", Needs("incident", Action::kRead),
               [](const Request& request) -> Result<Response> {
                 // What the store says for both.
                 if (!request.caller.reach.Covers(AgencyId{1})) {
                   return Fail(ErrorCode::kNotFound, "no such row");
                 }
                 return Response::Text("row");
               }});
  SignIn(Of(Role::agency_officer, 2));
  const auto hidden = Ask(Verb::kGet, "/rows/1");
  const auto missing = Ask(Verb::kGet, "/rows/999");
  EXPECT_EQ(hidden.status, 404);
  EXPECT_EQ(hidden.status, missing.status);
  EXPECT_EQ(hidden.body, missing.body);
  EXPECT_EQ(hidden.headers, missing.headers);
}

// ---- before the body
// ------------------------------------------------------------------------------

TEST_F(RouterTest, AStrangersBodyIsRefusedBeforeItIsRead) {
  Add(Verb::kPost, "/files", Needs("evidence_file", Action::kWrite));
  Request header;
  header.verb = Verb::kPost;
  header.path = "/files";
  const auto anonymous = router_.RefuseEarly(header);
  ASSERT_TRUE(anonymous.has_value());
  EXPECT_EQ(anonymous->status, 401);
  SignIn(Of(Role::partner));
  header.headers["x-csrf-token"] = kCsrf;
  EXPECT_EQ(router_.RefuseEarly(header)->status, 403);
  SignIn(Of(Role::soc_analyst));
  EXPECT_FALSE(router_.RefuseEarly(header).has_value());
  header.path = "/nowhere";
  EXPECT_EQ(router_.RefuseEarly(header)->status, 404);
}

TEST_F(RouterTest, ARoutesOwnGateIsAskedEarlyAndAgain) {
  int asked = 0;
  router_.Add({.verb = Verb::kPost,
               .path = "/ingest",
               .needs = Permission::SourceToken(),
               .handler = [](const Request&) -> Result<Response> { return Response::NoContent(); },
               .admit = [&asked](const Request& request) -> Status {
                 ++asked;
                 if (request.Header("authorization").empty()) {
                   return Fail(ErrorCode::kUnauthenticated, "no token");
                 }
                 return {};
               }});
  Request header;
  header.verb = Verb::kPost;
  header.path = "/ingest";
  EXPECT_EQ(router_.RefuseEarly(header)->status, 401);
  EXPECT_EQ(Ask(Verb::kPost, "/ingest").status, 401);
  EXPECT_EQ(Ask(Verb::kPost, "/ingest", {{"authorization", "Bearer x"}}).status, 204);
  EXPECT_EQ(asked, 3);
}

// ---- errors
// -----------------------------------------------------------------------------------------

TEST_F(RouterTest, WhatAHandlerThrowsIsAnInternalErrorWithoutItsText) {
  router_.Add({Verb::kGet, "/a", Permission::Public(), [](const Request&) -> Result<Response> {
                 throw std::runtime_error("password=hunter2");
               }});
  const auto response = Ask(Verb::kGet, "/a");
  EXPECT_EQ(response.status, 500);
  EXPECT_THAT(response.body, Not(HasSubstr("hunter2")));
}

TEST_F(RouterTest, ARouteMayRefuseInItsOwnWords) {
  Route route{Verb::kPost, "/x", Permission::SourceToken(), [](const Request&) -> Result<Response> {
                return Fail(ErrorCode::kExhausted, "too much");
              }};
  route.max_body = 10;
  route.refusal = [](const Request& request, const Refused& refused) {
    return Response::Text(
        fmt::format("{} {} {}", request.path, refused.status, refused.error.message()),
        refused.status);
  };
  route.admit = [](const Request& request) -> Status {
    if (request.Header("authorization").empty()) return Fail(ErrorCode::kUnauthenticated, "who");
    return {};
  };
  router_.Add(std::move(route));
  EXPECT_EQ(Ask(Verb::kPost, "/x").body, "/x 401 who");
  EXPECT_EQ(Ask(Verb::kPost, "/x", {{"authorization", "a"}}).body, "/x 429 too much");
  Request header;
  header.verb = Verb::kPost;
  header.path = "/x";
  EXPECT_EQ(router_.RefuseEarly(header)->body, "/x 401 who");
  EXPECT_EQ(router_.RefuseLarge(header).body, "/x 413 the body may have at most 10 bytes");
  header.path = "/missing";
  EXPECT_EQ(router_.RefuseLarge(header).status, 413);
}

/// Ready at once, and breaks if it is told to.
class Awaited final : public PendingResponse {
 public:
  explicit Awaited(bool breaks) : breaks_(breaks) {}
  void OnReady(std::function<void()> wake) override { wake(); }
  Response Finish() override {
    if (breaks_) throw std::runtime_error("a secret");
    return Response::Text("ready");
  }

 private:
  const bool breaks_;
};

TEST_F(RouterTest, APendingResponseIsFinishedWithoutThrowing) {
  Awaited good(false), bad(true);
  EXPECT_EQ(router_.Finish(good).body, "ready");
  const auto broken = router_.Finish(bad);
  EXPECT_EQ(broken.status, 500);
  EXPECT_THAT(broken.body, Not(HasSubstr("secret")));
}

TEST(ProblemTest, EveryCodeHasItsStatus) {
  const std::pair<ErrorCode, int> table[] = {{ErrorCode::kInvalidInput, 400},
                                             {ErrorCode::kUnauthenticated, 401},
                                             {ErrorCode::kDenied, 403},
                                             {ErrorCode::kNotFound, 404},
                                             {ErrorCode::kUnsupported, 405},
                                             {ErrorCode::kConflict, 409},
                                             {ErrorCode::kFailedPrecondition, 422},
                                             {ErrorCode::kExhausted, 429},
                                             {ErrorCode::kInternal, 500},
                                             {ErrorCode::kCorrupt, 500},
                                             {ErrorCode::kUnavailable, 503}};
  for (const auto& [code, status] : table) {
    const auto response = Problem(Error(code, "what"), "trace");
    EXPECT_EQ(response.status, status);
    EXPECT_EQ(response.content_type, "application/problem+json");
    const auto body = json::parse(response.body).as_object();
    EXPECT_EQ(body.at("status").as_int64(), status);
    EXPECT_EQ(body.at("trace_id").as_string(), "trace");
    EXPECT_EQ(body.at("detail").as_string(), status == 500 ? "internal error" : "what");
  }
}

TEST(ProblemTest, WrongFieldsAreListed) {
  const auto response =
      Problem(Error(ErrorCode::kInvalidInput, "wrong").WithField("email", "not_an_email"), "t");
  const auto body = json::parse(response.body).as_object();
  EXPECT_EQ(json::serialize(body.at("fields")), R"([{"name":"email","message":"not_an_email"}])");
}

// ---- decoding
// ---------------------------------------------------------------------------------------

TEST(DecodeTest, PercentEscapes) {
  EXPECT_EQ(*DecodePercent("a%20b%2Fc%c3%a1", false), "a b/cá");
  EXPECT_EQ(*DecodePercent("a+b", false), "a+b");
  EXPECT_EQ(*DecodePercent("a+b", true), "a b");
  for (const char* broken : {"%", "%1", "%zz", "a%2", "%00", "%-1", "% 1"}) {
    EXPECT_FALSE(DecodePercent(broken, false)) << broken;
  }
}

TEST(DecodeTest, Forms) {
  const auto form = ParseForm("a=1&b=x%26y&a=2&empty=&bare&&=v");
  ASSERT_TRUE(form);
  EXPECT_THAT(*form,
              testing::UnorderedElementsAre(Pair("a", "1"), Pair("a", "2"), Pair("b", "x&y"),
                                            Pair("empty", ""), Pair("bare", ""), Pair("", "v")));
  EXPECT_TRUE(ParseForm("")->empty());
  EXPECT_FALSE(ParseForm("a=%g0"));
  std::string many;
  for (int i = 0; i < 201; ++i) many += fmt::format("p{}=1&", i);
  EXPECT_FALSE(ParseForm(many));
}

TEST(RequestTest, NumbersOfPathAndQueryAreWholeAndBounded) {
  Request request;
  const auto id = [&](std::string text) {
    request.path_values["id"] = std::move(text);
    return request.PathId("id");
  };
  EXPECT_EQ(*id("42"), 42);
  for (const char* wrong :
       {"", "0", "-1", "+1", "1x", " 1", "0x10", "1e3", "9223372036854775808", "١"}) {
    EXPECT_EQ(id(wrong).error().code(), ErrorCode::kNotFound) << wrong;
  }
  EXPECT_EQ(request.PathId("other").error().code(), ErrorCode::kNotFound);
  request.query = {{"limit", "1001"}, {"n", "-5"}, {"x", "1.5"}, {"big", "99999999999999999999"}};
  EXPECT_FALSE(request.QueryNumber("limit", 1, 1000, 50));
  EXPECT_FALSE(request.QueryNumber("x", 1, 1000, 50));
  EXPECT_FALSE(request.QueryNumber("big", 1, INT64_MAX, 50));
  EXPECT_EQ(*request.QueryNumber("n", -10, 10, 0), -5);
  EXPECT_EQ(*request.QueryNumber("absent", 1, 1000, 50), 50);
}

TEST(RequestTest, CookiesAreFoundByTheirWholeName) {
  Request request;
  request.headers["cookie"] = "x__Host-lachan=evil; __Host-lachan=good; other=__Host-lachan=bad";
  EXPECT_EQ(request.Cookie("__Host-lachan"), "good");
  EXPECT_EQ(request.Cookie("Host"), std::nullopt);
}

TEST(RequestTest, WhatAProxyPassedOnIsNotFromThisMachine) {
  Request request;
  for (const char* here : {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"}) {
    request.peer = here;
    EXPECT_TRUE(request.IsFromThisMachine()) << here;
  }
  for (const char* there : {"10.0.0.1", "1270.0.0.1", "", "::2", "::ffff:10.0.0.1"}) {
    request.peer = there;
    EXPECT_FALSE(request.IsFromThisMachine()) << there;
  }
  request.peer = "127.0.0.1";
  request.headers["x-forwarded-for"] = "203.0.113.9";
  EXPECT_FALSE(request.IsFromThisMachine());
}

TEST(RequestTest, ABodyThatIsNoObjectIsRefused) {
  Request request;
  for (const char* body : {"", "[]", "1", "null", "{", "{} x", "{\"a\":1,}"}) {
    request.body = body;
    EXPECT_EQ(request.Json().error().code(), ErrorCode::kInvalidInput) << body;
  }
  request.body = std::string(100, '[') + std::string(100, ']');
  EXPECT_FALSE(request.Json());
  request.body = R"({"a":1})";
  EXPECT_TRUE(request.Json());
}

// ---- answers
// ----------------------------------------------------------------------------------------

TEST(ResponseTest, AFileNameCannotBreakItsHeader) {
  const auto response =
      Response::Download("x", "text/plain", "a\"b\r\nSet-Cookie: c=1;\\../báo cáo.pdf");
  ASSERT_EQ(response.headers.size(), 1U);
  const auto& value = response.headers.front().second;
  EXPECT_THAT(value, Not(testing::ContainsRegex("[\r\n\\\\]")));
  EXPECT_EQ(std::ranges::count(value, '"'), 2);
  EXPECT_THAT(value, HasSubstr("filename*=UTF-8''a%22b%0D%0ASet-Cookie"));
  EXPECT_THAT(value, HasSubstr("b%C3%A1o"));
}

// ---- the description
// --------------------------------------------------------------------------------

namespace one {
struct Shape {
  int a = 0;
};
BOOST_DESCRIBE_STRUCT(Shape, (), (a))
}  // namespace one
namespace other {
struct Shape {
  int b = 0;
};
BOOST_DESCRIBE_STRUCT(Shape, (), (b))
}  // namespace other

TEST_F(RouterTest, TwoStructsOfOneNameAreRefused) {
  const auto add = [&](const char* path,
                       std::function<boost::json::value(schema::Components&)> of) {
    router_.Add({.verb = Verb::kPost,
                 .path = path,
                 .needs = Permission::Public(),
                 .handler = [](const Request&) -> Result<Response> { return Response::Text("ok"); },
                 .described = {.summary = "Takes one", .request = std::move(of)}});
  };
  add("/api/v1/one", SchemaFor<one::Shape>());
  add("/api/v1/again", SchemaFor<one::Shape>());
  EXPECT_EQ(router_.OpenApi("1").at("components").at("schemas").as_object().count("Shape"), 1U);
  add("/api/v1/other", SchemaFor<other::Shape>());
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  EXPECT_DEATH(router_.OpenApi("1"), "two structs are called Shape.*POST /api/v1/other");
}

TEST_F(RouterTest, TheDescriptionNamesPermissionParametersPolicyAndEveryRoute) {
  Add(Verb::kGet, "/", Permission::Public());
  Add(Verb::kGet, "/api/v1/alerts/{id}", Needs("alert", Action::kRead));
  Add(Verb::kPost, "/api/v1/alerts/{id}", Needs("alert", Action::kWrite));
  const auto api = router_.OpenApi("1.2.3");
  EXPECT_EQ(api.at("openapi").as_string(), "3.1.0");
  const auto& paths = api.at("paths").as_object();
  EXPECT_EQ(paths.size(), 1U);
  const auto& path = paths.at("/api/v1/alerts/{id}").as_object();
  EXPECT_EQ(path.at("get").at("x-permission").as_string(), "alert:read");
  EXPECT_EQ(path.at("post").at("x-permission").as_string(), "alert:write");
  EXPECT_EQ(path.at("get").at("parameters").at(0).at("name").as_string(), "id");
  EXPECT_EQ(path.at("get").at("parameters").at(0).at("in").as_string(), "path");
  EXPECT_EQ(path.at("get").at("responses").at("default").at("$ref").as_string(),
            "#/components/responses/Problem");
  const auto& policy = api.at("x-policy").as_object();
  EXPECT_EQ(policy.size(), std::size(identity::kPolicy));
  EXPECT_EQ(policy.at("alert").at("soc_analyst").as_string(), "RW");
  EXPECT_EQ(policy.at("alert").at("administrator").as_string(), "");
  EXPECT_EQ(policy.at("alert").as_object().size(), identity::kRoleCount);
  const auto& routes = api.at("x-routes").as_array();
  ASSERT_EQ(routes.size(), 3U);
  EXPECT_EQ(routes[0].at("path").as_string(), "/");
  EXPECT_EQ(routes[0].at("permission").as_string(), "public");
}

}  // namespace
}  // namespace lachan::web
