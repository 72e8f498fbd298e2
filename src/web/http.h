// SPDX-License-Identifier: Apache-2.0
/// \file
/// Requests, responses and routes, free of any HTTP library. Handlers are plain functions; the
/// server adapter and the tests call the same Router.
#pragma once

#include <boost/json/object.hpp>

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "identity/principal.h"
#include "journal/state_store.h"
#include "schema/json.h"

namespace lachan::web {

enum class Verb : std::uint8_t { kGet, kPost, kPut, kPatch, kDelete };

/// One request. Header names are lower case.
struct Request {
  Verb verb = Verb::kGet;
  std::string path;                               ///< Decoded, without query.
  std::multimap<std::string, std::string> query;  ///< Decoded.
  std::map<std::string, std::string> headers;
  std::string body;
  std::string peer;                                ///< Client address.
  bool secure = false;                             ///< Came over TLS (or a proxy that said so).
  std::map<std::string, std::string> path_values;  ///< Values of {name} in the route's path.
  std::optional<identity::Principal> principal;    ///< Set by the router.
  journal::Caller caller;  ///< Set by the router: reach for what the route needs.
  std::string trace_id;
  /// Asked to stop when the client has gone: nobody waits for the answer any more. Work that takes
  /// seconds looks at it.
  std::stop_token gone = {};

  /// Whether it was made on this machine. A request that a proxy passed on never counts as such,
  /// whatever the address of the proxy.
  bool IsFromThisMachine() const;
  /// First value of a query parameter, or empty.
  std::string_view Query(std::string_view name) const;
  std::string_view Header(std::string_view lower_case_name) const;
  std::optional<std::string> Cookie(std::string_view name) const;
  /// The body as a JSON object. \error kInvalidInput
  Result<boost::json::object> Json() const;
  /// A positive identity in the path, e.g. "id". \error kNotFound  not a number.
  Result<std::int64_t> PathId(std::string_view name) const;
  /// A whole number from the query within [low, high]; `otherwise` when absent. \error
  /// kInvalidInput
  Result<std::int64_t> QueryNumber(std::string_view name, std::int64_t low, std::int64_t high,
                                   std::int64_t otherwise) const;
};

/// An answer that comes piece by piece: server-sent events, the lines of a long search, an export.
/// Created by a handler, driven by the server, destroyed when the client has gone.
class EventStream {
 public:
  virtual ~EventStream() = default;
  /// Everything ready now, as the response's content type has it; empty when there is nothing.
  /// Called from one thread at a time. nullopt ends the stream.
  virtual std::optional<std::string> Take() = 0;
  /// Called once: `wake` may be called from any thread when Take() would give something.
  virtual void OnReady(std::function<void()> wake) = 0;
  /// Sent when nothing was ready for a while, so that proxies keep the connection; may be empty.
  virtual std::string_view Heartbeat() const { return ": \n\n"; }
};

class PendingResponse;

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;
  std::shared_ptr<const std::string> shared_body;  ///< Instead of `body`: cached static files.
  std::unique_ptr<EventStream> stream;             ///< Instead of a body.
  std::unique_ptr<PendingResponse> pending;        ///< Instead of everything else.

  static Response Json(const boost::json::value& value, int status = 200);
  template <class T>
  static Response Of(const T& described, int status = 200) {
    return Json(schema::Encode(described), status);
  }
  static Response Html(std::string html, int status = 200);
  static Response Text(std::string text, int status = 200);
  static Response Download(std::string bytes, std::string content_type, std::string_view file_name);
  static Response Redirect(std::string_view location);  ///< 303 See Other.
  static Response NoContent();
  Response&& With(std::string name, std::string value) &&;
};

/// A response that waits for something (the disk) without holding a thread meanwhile. Created by a
/// handler, driven by the server.
class PendingResponse {
 public:
  virtual ~PendingResponse() = default;
  /// Called once. `wake` is called once, from any thread, perhaps before this returns.
  virtual void OnReady(std::function<void()> wake) = 0;
  /// Called once, after `wake`.
  virtual Response Finish() = 0;
};

using Handler = std::function<Result<Response>(const Request&)>;

/// Schemas for the OpenAPI document; all optional.
struct Described {
  std::string summary;  ///< English, one line.
  std::function<boost::json::value(schema::Components&)> request = {};
  std::function<boost::json::value(schema::Components&)> response = {};
  std::vector<std::pair<std::string, std::string>> query = {};  ///< Parameter name → meaning.
  std::string response_type = "application/json";
};

template <class T>
std::function<boost::json::value(schema::Components&)> SchemaFor() {
  return [](schema::Components& components) { return schema::SchemaOf<T>(components); };
}

/// Why a request is not served, for clients that expect refusals in a shape of their own.
struct Refused {
  const Error& error;
  int status = 400;  ///< By HttpStatus, or 413 for a body beyond the route's limit.
};

/// One route. There is no way to leave out what it needs.
struct Route {
  Verb verb;
  std::string
      path;  ///< "/api/v1/alerts/{id}"; a last segment "{rest...}" takes the remaining path.
  identity::Permission needs;
  Handler handler;
  Described described = {};
  std::size_t max_body = 1 << 20;  ///< Bytes; larger is answered with 413.
  /// Asked besides `needs`, before the body is read: what the handler checks in headers anyway.
  std::function<Status(const Request&)> admit = {};
  /// How this route's clients are refused; empty: a problem document.
  std::function<Response(const Request&, const Refused&)> refusal = {};
};

/// Finds out who is calling.
class Authenticator {
 public:
  virtual ~Authenticator() = default;
  /// The session's CSRF token, for comparing with X-CSRF-Token on unsafe methods; empty = none.
  virtual std::string CsrfToken(const Request& request) = 0;
  /// \return nobody when there are no credentials. \error kUnauthenticated  wrong or expired ones.
  virtual Result<std::optional<identity::Principal>> Authenticate(const Request& request) = 0;
  /// The same for a request that was let in and goes on; does not count as use of the session.
  virtual Result<std::optional<identity::Principal>> Recheck(const Request& request) = 0;
};

/// The route table. Immutable once the server runs; thread-safe then.
class Router {
 public:
  explicit Router(Authenticator& authenticator) : authenticator_(authenticator) {}

  void Add(Route route);
  void Add(std::vector<Route> routes);
  const std::vector<Route>& routes() const { return routes_; }

  /// Body limit for a request that is still being read.
  std::size_t MaxBody(Verb verb, std::string_view path) const;
  /// The refusal of a request of which only the header is read; nothing when the body may come.
  /// Strangers must not make the server take in large bodies.
  std::optional<Response> RefuseEarly(Request header) const;
  /// The refusal of a request whose body is larger than MaxBody().
  Response RefuseLarge(const Request& header) const;
  /// Authenticates, checks permission and CSRF, runs the handler, turns errors into problem
  /// documents (RFC 9457). Never throws. A request without the right to know gets the same 404 for
  /// "hidden" and "missing".
  Response Handle(Request request) const;
  /// What became of a pending response. Never throws.
  Response Finish(PendingResponse& pending) const;
  /// OpenAPI 3.1 document of all /api/ routes. Besides: x-policy, the letters of each role on each
  /// resource, and x-routes, every route with what it needs (the rights' test walks both).
  boost::json::object OpenApi(std::string_view version) const;

 private:
  struct Found {
    const Route* route = nullptr;
    std::map<std::string, std::string> values;
    bool path_exists = false;
  };
  Found Find(Verb verb, std::string_view path) const;
  /// Sets principal and caller, or says why the caller may not use the route.
  Status Admit(Request& request, const Route& route) const;
  /// The response, or why the caller may not have it.
  Result<Response> Serve(Request& request, const Route& route) const;

  Authenticator& authenticator_;
  std::vector<Route> routes_;
};

/// Verb as HTTP writes it, and back. \error kUnsupported  another method.
std::string_view ToString(Verb verb);
Result<Verb> ParseVerb(std::string_view method);
/// Decodes %XX (and + as a blank when `form`). \error kInvalidInput  a broken escape or a NUL.
Result<std::string> DecodePercent(std::string_view text, bool form);
/// "a=1&b=2", as in queries and HTML forms. At most 200 pairs. \error kInvalidInput
Result<std::multimap<std::string, std::string>> ParseForm(std::string_view text);

/// HTTP status for an error code; the one table.
int HttpStatus(ErrorCode code);
/// RFC 9457 problem document; shape: type, title, status, code, detail, trace_id, fields.
/// \param status  Instead of HttpStatus(error.code()).
Response Problem(const Error& error, std::string_view trace_id, int status = 0);

}  // namespace lachan::web
