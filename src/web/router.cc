// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include "base/check.h"
#include "base/hash.h"
#include "base/text.h"
#include "web/http.h"

namespace lachan::web {
namespace json = boost::json;
namespace {

/// Matches "/a/{id}/b" against a path; `values` gets the parts in braces.
bool Matches(std::string_view pattern, std::string_view path,
             std::map<std::string, std::string>* values) {
  for (;;) {
    const std::string_view wanted = pattern.substr(0, pattern.find('/'));
    if (wanted.starts_with('{') && wanted.ends_with("...}")) {
      values->emplace(wanted.substr(1, wanted.size() - 5), path);
      return true;
    }
    const std::string_view given = path.substr(0, path.find('/'));
    if (wanted.starts_with('{')) {
      const auto close = wanted.find('}');
      const auto suffix = wanted.substr(close + 1);
      if (given.size() <= suffix.size() || !given.ends_with(suffix)) return false;
      values->emplace(wanted.substr(1, close - 1), given.substr(0, given.size() - suffix.size()));
    } else if (wanted != given) {
      return false;
    }
    const bool is_last = wanted.size() == pattern.size();
    if (is_last != (given.size() == path.size())) return false;
    if (is_last) return true;
    pattern.remove_prefix(wanted.size() + 1);
    path.remove_prefix(given.size() + 1);
  }
}

bool IsUnsafe(Verb verb) { return verb != Verb::kGet; }

/// More fixed text wins over placeholders: "/alerts/summary" before "/alerts/{id}".
std::size_t FixedLength(std::string_view pattern) {
  std::size_t fixed = 0;
  bool inside = false;
  for (const char c : pattern) {
    if (c == '{') inside = true;
    if (!inside) ++fixed;
    if (c == '}') inside = false;
  }
  return pattern.ends_with("...}") ? fixed : fixed + 1000;
}

}  // namespace

void Router::Add(Route route) {
  LACHAN_CHECK(route.path.starts_with('/'), "a route's path starts with /");
  for (const auto& other : routes_) {
    LACHAN_CHECK(other.verb != route.verb || other.path != route.path, "a route is declared twice");
  }
  routes_.push_back(std::move(route));
}

void Router::Add(std::vector<Route> routes) {
  for (auto& route : routes) Add(std::move(route));
}

Router::Found Router::Find(Verb verb, std::string_view path) const {
  Found best;
  std::size_t best_length = 0;
  for (const auto& route : routes_) {
    std::map<std::string, std::string> values;
    if (!Matches(route.path, path, &values)) continue;
    best.path_exists = true;
    const std::size_t length = FixedLength(route.path);
    if (route.verb == verb && (best.route == nullptr || length > best_length)) {
      best.route = &route;
      best.values = std::move(values);
      best_length = length;
    }
  }
  return best;
}

std::size_t Router::MaxBody(Verb verb, std::string_view path) const {
  constexpr std::size_t kNoBody = 4 << 10;
  const auto found = Find(verb, path);
  if (found.route == nullptr || !IsUnsafe(verb)) return kNoBody;
  return found.route->max_body;
}

Status Router::Admit(Request& request, const Route& route) const {
  // Browsers say where a request comes from: no other site's page may change anything here, nor
  // sign a visitor in under another name.
  const auto site = request.Header("sec-fetch-site");
  if (IsUnsafe(request.verb) && (site == "cross-site" || site == "same-site")) {
    return Fail(ErrorCode::kDenied, "the page of another site sent this");
  }
  if (route.admit) LACHAN_TRY_DO(route.admit(request));
  const auto& needs = route.needs;
  if (needs.is_public() || needs.is_source_token()) return {};
  LACHAN_TRY(request.principal, authenticator_.Authenticate(request));
  if (!request.principal) return Fail(ErrorCode::kUnauthenticated, "sign in first");
  const auto& principal = *request.principal;
  if (IsUnsafe(request.verb) && principal.is_session) {
    const std::string expected = authenticator_.CsrfToken(request);
    if (expected.empty() || !EqualsConstantTime(expected, request.Header("x-csrf-token"))) {
      return Fail(ErrorCode::kDenied, "the X-CSRF-Token header is missing or wrong");
    }
  }
  if (needs.is_any_account()) {
    if (IsUnsafe(request.verb) && !principal.is_session) {
      return Fail(ErrorCode::kDenied, "an API token may not do this; sign in");
    }
  } else if (principal.GrantFor(needs) == identity::Grant::kNone) {
    return Fail(ErrorCode::kDenied, "your role may not do this");
  }
  request.caller = principal.CallerFor(needs);
  return {};
}

Result<Response> Router::Serve(Request& request, const Route& route) const {
  LACHAN_TRY_DO(Admit(request, route));
  return route.handler(request);
}

namespace {

/// Runs `serve`; what it throws becomes an error.
template <class F>
auto Guarded(F&& serve) -> decltype(serve()) {
  try {
    return serve();
  } catch (const std::exception& error) {
    return Fail(ErrorCode::kInternal, "{}", error.what());
  }
}

std::unexpected<Error> NoRoute(Verb verb, bool path_exists) {
  if (path_exists) return Fail(ErrorCode::kUnsupported, "{} is not served here", ToString(verb));
  return Fail(ErrorCode::kNotFound, "there is nothing at this address");
}

Response Refusal(const Error& error, const Request& request, const Route* route, int status = 0) {
  if (status == 0) status = HttpStatus(error.code());
  // A route with refusals of its own says 503 to senders that come again: no news.
  const bool is_routine = route != nullptr && route->refusal && status == 503;
  if (status >= 500 && !is_routine) {
    spdlog::error("{} {} failed: {} [trace {}]", ToString(request.verb),
                  PrintableForLog(request.path), PrintableForLog(error.Text(), 2000),
                  request.trace_id);
  }
  if (route != nullptr && route->refusal) return route->refusal(request, {error, status});
  return Problem(error, request.trace_id, status);
}

}  // namespace

std::optional<Response> Router::RefuseEarly(Request header) const {
  if (header.trace_id.empty()) header.trace_id = RandomToken(9);
  const auto found = Find(header.verb, header.path);
  const auto admitted = Guarded([&]() -> Status {
    if (found.route == nullptr) return NoRoute(header.verb, found.path_exists);
    return Admit(header, *found.route);
  });
  if (admitted) return std::nullopt;
  return Refusal(admitted.error(), header, found.route);
}

Response Router::RefuseLarge(const Request& header) const {
  constexpr int kContentTooLarge = 413;
  const auto found = Find(header.verb, header.path);
  const Error error(ErrorCode::kInvalidInput, fmt::format("the body may have at most {} bytes",
                                                          MaxBody(header.verb, header.path)));
  return Refusal(error, header, found.route, kContentTooLarge);
}

Response Router::Handle(Request request) const {
  if (request.trace_id.empty()) request.trace_id = RandomToken(9);
  auto found = Find(request.verb, request.path);
  auto outcome = Guarded([&]() -> Result<Response> {
    if (found.route == nullptr) return NoRoute(request.verb, found.path_exists);
    request.path_values = std::move(found.values);
    return Serve(request, *found.route);
  });
  if (outcome) return *std::move(outcome);
  return Refusal(outcome.error(), request, found.route);
}

Response Router::Finish(PendingResponse& pending) const {
  auto outcome = Guarded([&]() -> Result<Response> { return pending.Finish(); });
  if (outcome) return *std::move(outcome);
  Request unknown;
  unknown.trace_id = RandomToken(9);
  return Refusal(outcome.error(), unknown, nullptr);
}

namespace {

/// Where a route's permission shows in the document, for people who script against the API.
std::string PermissionText(const identity::Permission& needs) {
  if (needs.is_public()) return "public";
  if (needs.is_any_account()) return "any account";
  if (needs.is_source_token()) return "source token";
  return fmt::format("{}:{}", needs.resource(),
                     needs.action() == identity::Action::kRead ? "read" : "write");
}

json::array Parameters(const Route& route) {
  json::array parameters;
  for (const auto part : Split(route.path, '/')) {
    const auto open = part.find('{');
    if (open == std::string_view::npos) continue;
    auto name = part.substr(open + 1, part.find('}') - open - 1);
    if (name.ends_with("...")) name.remove_suffix(3);
    parameters.push_back(json::object{{"name", json::string(name)},
                                      {"in", "path"},
                                      {"required", true},
                                      {"schema", json::object{{"type", "string"}}}});
  }
  for (const auto& [name, meaning] : route.described.query) {
    parameters.push_back(json::object{{"name", name},
                                      {"in", "query"},
                                      {"description", meaning},
                                      {"schema", json::object{{"type", "string"}}}});
  }
  return parameters;
}

json::object Operation(const Route& route, schema::Components& components) {
  json::object operation{{"summary", route.described.summary},
                         {"x-permission", PermissionText(route.needs)}};
  if (auto parameters = Parameters(route); !parameters.empty()) {
    operation["parameters"] = std::move(parameters);
  }
  if (route.described.request) {
    operation["requestBody"] = json::object{
        {"required", true},
        {"content", json::object{{"application/json",
                                  json::object{{"schema", route.described.request(components)}}}}}};
  }
  json::object answer{{"description", "OK"}};
  if (route.described.response) {
    answer["content"] =
        json::object{{route.described.response_type,
                      json::object{{"schema", route.described.response(components)}}}};
  }
  operation["responses"] =
      json::object{{"200", std::move(answer)},
                   {"default", json::object{{"$ref", "#/components/responses/Problem"}}}};
  return operation;
}

/// Takes over the structs that one operation names. Two of one name would silently share a shape.
void TakeOver(schema::Components& all, schema::Components&& of_one, const Route& route) {
  for (auto& [name, schema] : of_one) {
    const auto [there, is_new] = all.try_emplace(name, schema);
    const bool is_same = is_new || there->second == schema;
    LACHAN_CHECK(is_same, fmt::format("two structs are called {}; rename that of {} {}", name,
                                      ToString(route.verb), route.path)
                              .c_str());
  }
}

json::object ProblemSchema() {
  const json::object text{{"type", "string"}};
  const json::object field{{"type", "object"},
                           {"properties", json::object{{"name", text}, {"message", text}}},
                           {"required", json::array{"name", "message"}}};
  return {
      {"type", "object"},
      {"properties", json::object{{"type", text},
                                  {"title", text},
                                  {"status", json::object{{"type", "integer"}}},
                                  {"code", text},
                                  {"detail", text},
                                  {"trace_id", text},
                                  {"fields", json::object{{"type", "array"}, {"items", field}}}}},
      {"required", json::array{"type", "title", "status", "code", "detail", "trace_id", "fields"}}};
}

json::object PolicyTable() {
  json::object table;
  for (const auto& row : identity::kPolicy) {
    json::object letters;
    std::size_t column = 0;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<identity::Role>>(
        [&](auto role) { letters[role.name] = json::string(row.cells[column++]); });
    table[row.resource] = std::move(letters);
  }
  return table;
}

json::array RouteTable(const std::vector<Route>& routes) {
  json::array table;
  for (const auto& route : routes) {
    table.push_back(json::object{{"verb", json::string(ToString(route.verb))},
                                 {"path", route.path},
                                 {"permission", PermissionText(route.needs)}});
  }
  return table;
}

}  // namespace

json::object Router::OpenApi(std::string_view version) const {
  schema::Components components;
  json::object paths;
  for (const auto& route : routes_) {
    if (!route.path.starts_with("/api/")) continue;
    auto& path = paths[route.path];
    if (path.is_null()) path = json::object{};
    schema::Components of_one;
    path.get_object()[AsciiLower(ToString(route.verb))] = Operation(route, of_one);
    TakeOver(components, std::move(of_one), route);
  }
  json::object schemas;
  for (auto& [name, schema] : components) schemas[name] = schema;
  schemas["Problem"] = ProblemSchema();
  const json::object problem{
      {"description", "What went wrong (RFC 9457)"},
      {"content",
       json::object{
           {"application/problem+json",
            json::object{{"schema", json::object{{"$ref", "#/components/schemas/Problem"}}}}}}}};
  return {{"openapi", "3.1.0"},
          {"info", json::object{{"title", "Lá Chắn"},
                                {"version", json::string(version)},
                                {"license", json::object{{"name", "Apache-2.0"},
                                                         {"identifier", "Apache-2.0"}}}}},
          {"paths", std::move(paths)},
          {"components", json::object{{"schemas", std::move(schemas)},
                                      {"responses", json::object{{"Problem", problem}}}}},
          {"x-policy", PolicyTable()},
          {"x-routes", RouteTable(routes_)}};
}

}  // namespace lachan::web
