// SPDX-License-Identifier: Apache-2.0
#include "web/http.h"

#include <boost/json/serialize.hpp>

#include <charconv>

#include "base/text.h"

namespace lachan::web {
namespace json = boost::json;

std::string_view ToString(Verb verb) {
  switch (verb) {
    case Verb::kGet:
      return "GET";
    case Verb::kPost:
      return "POST";
    case Verb::kPut:
      return "PUT";
    case Verb::kPatch:
      return "PATCH";
    case Verb::kDelete:
      return "DELETE";
  }
  return "GET";
}

Result<Verb> ParseVerb(std::string_view method) {
  if (method == "GET" || method == "HEAD") return Verb::kGet;
  if (method == "POST") return Verb::kPost;
  if (method == "PUT") return Verb::kPut;
  if (method == "PATCH") return Verb::kPatch;
  if (method == "DELETE") return Verb::kDelete;
  return Fail(ErrorCode::kUnsupported, "method {} is not served", PrintableForLog(method, 20));
}

Result<std::string> DecodePercent(std::string_view text, bool form) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char c = text[i];
    if (c == '%') {
      const auto byte = FromHex(text.substr(i + 1, 2));
      if (!byte || byte->size() != 1 || byte->front() == '\0') {
        return Fail(ErrorCode::kInvalidInput, "broken %-escape at byte {} of the address", i);
      }
      c = byte->front();
      i += 2;
    } else if (c == '+' && form) {
      c = ' ';
    }
    out += c;
  }
  return out;
}

Result<std::multimap<std::string, std::string>> ParseForm(std::string_view text) {
  std::multimap<std::string, std::string> pairs;
  if (text.empty()) return pairs;
  for (const auto part : Split(text, '&')) {
    if (part.empty()) continue;
    if (pairs.size() >= 200) return Fail(ErrorCode::kInvalidInput, "more than 200 parameters");
    const auto equals = part.find('=');
    LACHAN_TRY(std::string name, DecodePercent(part.substr(0, equals), true));
    LACHAN_TRY(
        std::string value,
        DecodePercent(equals == std::string_view::npos ? "" : part.substr(equals + 1), true));
    pairs.emplace(std::move(name), std::move(value));
  }
  return pairs;
}

bool Request::IsFromThisMachine() const {
  if (headers.contains("x-forwarded-for") || headers.contains("forwarded")) return false;
  const std::string_view address = peer;
  return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

std::string_view Request::Query(std::string_view name) const {
  const auto at = query.find(std::string(name));
  return at == query.end() ? std::string_view{} : std::string_view(at->second);
}

std::string_view Request::Header(std::string_view name) const {
  const auto at = headers.find(std::string(name));
  return at == headers.end() ? std::string_view{} : std::string_view(at->second);
}

std::optional<std::string> Request::Cookie(std::string_view name) const {
  for (const auto part : Split(Header("cookie"), ';')) {
    const auto pair = Trim(part);
    const auto equals = pair.find('=');
    if (equals != std::string_view::npos && pair.substr(0, equals) == name) {
      return std::string(pair.substr(equals + 1));
    }
  }
  return std::nullopt;
}

Result<json::object> Request::Json() const {
  LACHAN_TRY(json::value value, schema::ParseJson(body, {.max_bytes = 4 << 20}),
             "reading the request body");
  if (!value.is_object()) return Fail(ErrorCode::kInvalidInput, "the body must be a JSON object");
  return std::move(value.get_object());
}

namespace {

std::optional<std::int64_t> WholeNumber(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return number;
}

}  // namespace

Result<std::int64_t> Request::PathId(std::string_view name) const {
  const auto at = path_values.find(std::string(name));
  const auto number = at == path_values.end() ? std::nullopt : WholeNumber(at->second);
  if (!number || *number <= 0)
    return Fail(ErrorCode::kNotFound, "there is nothing at this address");
  return *number;
}

Result<std::int64_t> Request::QueryNumber(std::string_view name, std::int64_t low,
                                          std::int64_t high, std::int64_t otherwise) const {
  const auto text = Query(name);
  if (text.empty()) return otherwise;
  const auto number = WholeNumber(text);
  if (!number || *number < low || *number > high) {
    return Fail(ErrorCode::kInvalidInput, "parameter {} must be a whole number from {} to {}", name,
                low, high);
  }
  return *number;
}

Response Response::Json(const json::value& value, int status) {
  Response response;
  response.status = status;
  response.body = json::serialize(value);
  return response;
}

Response Response::Html(std::string html, int status) {
  Response response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = std::move(html);
  return response;
}

Response Response::Text(std::string text, int status) {
  Response response = Html(std::move(text), status);
  response.content_type = "text/plain; charset=utf-8";
  return response;
}

Response Response::Download(std::string bytes, std::string content_type,
                            std::string_view file_name) {
  Response response;
  response.content_type = std::move(content_type);
  response.body = std::move(bytes);
  // RFC 6266 / RFC 8187: a plain fallback and the full UTF-8 name.
  std::string plain, encoded;
  for (const char c : file_name) {
    const auto byte = static_cast<unsigned char>(c);
    const bool safe = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                      (byte >= 'A' && byte <= 'Z') || c == '.' || c == '-' || c == '_';
    plain += safe ? c : '_';
    encoded += safe ? std::string(1, c) : fmt::format("%{:02X}", byte);
  }
  response.headers.emplace_back(
      "Content-Disposition",
      fmt::format("attachment; filename=\"{}\"; filename*=UTF-8''{}", plain, encoded));
  return response;
}

Response Response::Redirect(std::string_view location) {
  Response response;
  response.status = 303;
  response.headers.emplace_back("Location", location);
  return response;
}

Response Response::NoContent() {
  Response response;
  response.status = 204;
  return response;
}

Response&& Response::With(std::string name, std::string value) && {
  headers.emplace_back(std::move(name), std::move(value));
  return std::move(*this);
}

int HttpStatus(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidInput:
      return 400;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kConflict:
      return 409;
    case ErrorCode::kFailedPrecondition:
      return 422;
    case ErrorCode::kDenied:
      return 403;
    case ErrorCode::kUnauthenticated:
      return 401;
    case ErrorCode::kExhausted:
      return 429;
    case ErrorCode::kUnavailable:
      return 503;
    case ErrorCode::kUnsupported:
      return 405;
    case ErrorCode::kCorrupt:
    case ErrorCode::kInternal:
      return 500;
  }
  return 500;
}

Response Problem(const Error& error, std::string_view trace_id, int status) {
  if (status == 0) status = HttpStatus(error.code());
  json::object problem{{"type", "about:blank"},
                       {"title", json::string(ToString(error.code()))},
                       {"status", status},
                       {"code", json::string(ToString(error.code()))},
                       {"trace_id", json::string(trace_id)}};
  // What went wrong inside is for operators, who find it in the log by the trace id.
  problem["detail"] = status >= 500 && status != 503 ? json::string("internal error")
                                                     : json::string(error.message());
  json::array fields;
  for (const auto& field : error.fields()) {
    fields.push_back(json::object{{"name", field.name}, {"message", field.message}});
  }
  problem["fields"] = std::move(fields);
  Response response = Response::Json(problem, status);
  response.content_type = "application/problem+json";
  if (status == 429 || status == 503) response.headers.emplace_back("Retry-After", "5");
  return response;
}

}  // namespace lachan::web
