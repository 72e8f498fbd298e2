// SPDX-License-Identifier: Apache-2.0
#include "app/api_client.h"

#include <curl/curl.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdlib>
#include <memory>

#include "app/files.h"
#include "base/text.h"

namespace lachan::app {
namespace json = boost::json;
namespace {

constexpr std::size_t kLongestAnswer = 256U << 20;
constexpr std::size_t kLongestProblem = 64U << 10;

using Take = std::function<bool(std::string_view)>;

std::string Escaped(CURL* curl, const std::string& text) {
  char* escaped = curl_easy_escape(curl, text.c_str(), static_cast<int>(text.size()));
  std::string out = escaped == nullptr ? "" : escaped;
  curl_free(escaped);
  return out;
}

std::size_t OnBytes(char* data, std::size_t size, std::size_t count, void* take) {
  const std::size_t bytes = size * count;
  return (*static_cast<const Take*>(take))({data, bytes}) ? bytes : 0;
}

std::string TextIn(const json::object& object, std::string_view name) {
  const auto* found = object.if_contains(name);
  return found != nullptr && found->is_string() ? std::string(found->get_string()) : "";
}

/// What a problem document (RFC 9457) says, with the fields it names.
std::string ProblemText(const std::string& body, long status) {
  boost::system::error_code error;
  const auto document = json::parse(body, error);
  const auto* object = error ? nullptr : document.if_object();
  std::string text = object == nullptr ? "" : TextIn(*object, "detail");
  if (text.empty()) text = fmt::format("HTTP {}", status);
  const auto* fields = object == nullptr ? nullptr : object->if_contains("fields");
  if (fields == nullptr || !fields->is_array()) return PrintableForLog(text, 4000);
  for (const auto& field : fields->get_array()) {
    if (!field.is_object()) continue;
    text += fmt::format("\n  {}: {}", TextIn(field.get_object(), "name"),
                        TextIn(field.get_object(), "message"));
  }
  std::string printable;
  for (const auto line : Split(text, '\n')) {
    printable += (printable.empty() ? "" : "\n") + PrintableForLog(line, 4000);
  }
  return printable;
}

Result<std::string> ReadToken(const std::string& file) {
  if (file.empty()) {
    const char* token = std::getenv("LACHAN_TOKEN");
    if (token == nullptr || *token == '\0') {
      return Fail(ErrorCode::kUnauthenticated,
                  "give an API token in LACHAN_TOKEN or with --token-file (the console makes one)");
    }
    return std::string(token);
  }
  LACHAN_TRY(const auto text, ReadFile(file));
  return std::string(Trim(text));
}

}  // namespace

struct ApiClient::Call {
  const std::string& path;
  const ApiParameters& parameters;
  const std::string* body = nullptr;  ///< Null: GET
  std::string method = "POST", content_type = "application/json";
  const Take& take;
};

void ApiClient::AddOptions(CLI::App& command, Options& options) {
  command.add_option("--server", options.server, "Where the server is")->capture_default_str();
  command.add_option("--token-file", options.token_file,
                     "File with an API token; else LACHAN_TOKEN");
  command.add_option("--ca-file", options.ca_file, "PEM file that vouches for the server");
}

Result<ApiClient> ApiClient::Open(const Options& options) {
  ApiClient client;
  client.options_ = options;
  while (client.options_.server.ends_with('/')) client.options_.server.pop_back();
  LACHAN_TRY(client.token_, ReadToken(options.token_file));
  return client;
}

Result<std::string> ApiClient::Perform(const Call& call) const {
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 &curl_easy_cleanup);
  if (!curl) return Fail(ErrorCode::kInternal, "libcurl does not start");
  std::string url = options_.server + call.path;
  char between = '?';
  for (const auto& [name, value] : call.parameters) {
    if (value.empty()) continue;
    url += fmt::format("{}{}={}", between, name, Escaped(curl.get(), value));
    between = '&';
  }
  std::string problem;
  long status = 0;
  const Take checked = [&](std::string_view bytes) {
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status >= 200 && status < 300) return call.take(bytes);
    if (problem.size() < kLongestProblem) problem += bytes;
    return true;
  };
  curl_slist* lines = curl_slist_append(nullptr, ("Authorization: Bearer " + token_).c_str());
  if (call.body != nullptr) {
    lines = curl_slist_append(lines, ("Content-Type: " + call.content_type).c_str());
    lines = curl_slist_append(lines, "Expect:");
    curl_easy_setopt(curl.get(), CURLOPT_CUSTOMREQUEST, call.method.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDS, call.body->data());
    curl_easy_setopt(curl.get(), CURLOPT_POSTFIELDSIZE_LARGE,
                     static_cast<curl_off_t>(call.body->size()));
  }
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(lines,
                                                                            &curl_slist_free_all);
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &OnBytes);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &checked);
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 10L);
  if (!options_.ca_file.empty()) {
    curl_easy_setopt(curl.get(), CURLOPT_CAINFO, options_.ca_file.c_str());
  }
  const CURLcode done = curl_easy_perform(curl.get());
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 0 && (status < 200 || status >= 300)) {
    return Fail(status < 500 ? ErrorCode::kInvalidInput : ErrorCode::kUnavailable, "{}",
                ProblemText(problem, status));
  }
  if (done != CURLE_OK) {
    return Fail(ErrorCode::kUnavailable, "{}: {}", options_.server, curl_easy_strerror(done));
  }
  curl_header* header = nullptr;
  if (curl_easy_header(curl.get(), "X-Export-Receipt", 0, CURLH_HEADER, -1, &header) == CURLHE_OK) {
    return std::string(header->value);
  }
  return std::string();
}

Result<std::string> ApiClient::Stream(const std::string& path, const ApiParameters& parameters,
                                      const Take& take) const {
  return Perform({.path = path, .parameters = parameters, .take = take});
}

namespace {

Result<json::value> Parsed(const std::string& text, const std::string& server) {
  boost::system::error_code error;
  auto value = json::parse(text, error);
  if (error) return Fail(ErrorCode::kUnavailable, "{} does not answer like a lachan", server);
  return value;
}

}  // namespace

Result<json::value> ApiClient::Get(const std::string& path, const ApiParameters& parameters) const {
  std::string text;
  const Take take = [&](std::string_view bytes) {
    text += bytes;
    return text.size() < kLongestAnswer;
  };
  LACHAN_TRY_DO(Perform({.path = path, .parameters = parameters, .take = take}));
  return Parsed(text, options_.server);
}

Result<json::value> ApiClient::Post(const std::string& path, const json::value& body) const {
  return Send("POST", path, {}, json::serialize(body));
}

Result<json::value> ApiClient::Send(const std::string& method, const std::string& path,
                                    const ApiParameters& parameters, const std::string& body,
                                    const std::string& content_type) const {
  std::string text;
  const Take take = [&](std::string_view bytes) {
    text += bytes;
    return text.size() < kLongestAnswer;
  };
  LACHAN_TRY_DO(Perform({.path = path,
                         .parameters = parameters,
                         .body = &body,
                         .method = method,
                         .content_type = content_type,
                         .take = take}));
  if (text.empty()) return json::value(nullptr);
  return Parsed(text, options_.server);
}

int ReportError(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return 2;
}

}  // namespace lachan::app
