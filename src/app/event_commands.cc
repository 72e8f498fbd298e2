// SPDX-License-Identifier: Apache-2.0
// lachan events …
#include "app/event_commands.h"

#include <curl/curl.h>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>

#include "app/files.h"
#include "base/result.h"
#include "base/text.h"

namespace lachan::app {
namespace json = boost::json;
namespace {

constexpr std::size_t kLongestLine = 16U << 20;

struct Ask {
  std::string server = "http://127.0.0.1:8080";
  std::string token_file;
  std::string query, from = "-24h", to, out = "table", file = "-", columns;
  int limit = 200;
};

using Parameters = std::vector<std::pair<std::string, std::string>>;
/// Takes bytes of the answer; false breaks off.
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

/// GET of the server's API. Gives the header X-Export-Receipt, where there is one.
Result<std::string> Get(const Ask& ask, const std::string& path, const Parameters& parameters,
                        const Take& take) {
  LACHAN_TRY(const std::string token, ReadToken(ask.token_file));
  const std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl(curl_easy_init(),
                                                                 &curl_easy_cleanup);
  if (!curl) return Fail(ErrorCode::kInternal, "libcurl does not start");
  std::string url = ask.server + path;
  char between = '?';
  for (const auto& [name, value] : parameters) {
    if (value.empty()) continue;
    url += fmt::format("{}{}={}", between, name, Escaped(curl.get(), value));
    between = '&';
  }
  std::string problem;
  long status = 0;
  const Take checked = [&](std::string_view bytes) {
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status == 200) return take(bytes);
    if (problem.size() < (64U << 10)) problem += bytes;
    return true;
  };
  const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(
      curl_slist_append(nullptr, ("Authorization: Bearer " + token).c_str()), &curl_slist_free_all);
  curl_easy_setopt(curl.get(), CURLOPT_URL, url.c_str());
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  curl_easy_setopt(curl.get(), CURLOPT_WRITEFUNCTION, &OnBytes);
  curl_easy_setopt(curl.get(), CURLOPT_WRITEDATA, &checked);
  curl_easy_setopt(curl.get(), CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(curl.get(), CURLOPT_CONNECTTIMEOUT, 10L);
  const CURLcode done = curl_easy_perform(curl.get());
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &status);
  if (status != 0 && status != 200) {
    boost::system::error_code error;
    const auto document = json::parse(problem, error);
    const auto* object = document.if_object();
    const auto* detail = object == nullptr ? nullptr : object->if_contains("detail");
    return Fail(status < 500 ? ErrorCode::kInvalidInput : ErrorCode::kUnavailable, "{}",
                detail != nullptr && detail->is_string() ? std::string(detail->get_string())
                                                         : fmt::format("HTTP {}", status));
  }
  if (done != CURLE_OK) {
    return Fail(ErrorCode::kUnavailable, "{}: {}", ask.server, curl_easy_strerror(done));
  }
  curl_header* header = nullptr;
  if (curl_easy_header(curl.get(), "X-Export-Receipt", 0, CURLH_HEADER, -1, &header) == CURLHE_OK) {
    return std::string(header->value);
  }
  return std::string();
}

std::string TextOf(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

/// One cell of a table on a terminal.
std::string CellOf(const json::value& value) { return PrintableForLog(TextOf(value), 2000); }

/// Prints the lines of a search as they come.
class Printer {
 public:
  explicit Printer(const Ask& ask) : ask_(ask) {}
  bool Take(std::string_view bytes) {
    rest_ += bytes;
    std::size_t begin = 0;
    for (std::size_t end = 0; (end = rest_.find('\n', begin)) != std::string::npos;
         begin = end + 1) {
      Line(std::string_view(rest_).substr(begin, end - begin));
    }
    rest_.erase(0, begin);
    return rest_.size() < kLongestLine && !std::ferror(stdout);
  }
  /// Whether the answer was whole.
  Status Finish() const {
    if (!problem_.empty()) return Fail(ErrorCode::kUnavailable, "{}", problem_);
    if (!ended_) return Fail(ErrorCode::kUnavailable, "the answer broke off");
    return {};
  }

 private:
  void Line(std::string_view text) {
    boost::system::error_code error;
    const auto line = json::parse(text, error);
    const auto* object = line.if_object();
    if (object == nullptr) return;
    if (const auto* start = object->if_contains("start")) Start(start->as_object());
    if (const auto* event = object->if_contains("event")) Event(event->as_object());
    if (const auto* row = object->if_contains("row")) Row(row->as_array());
    if (const auto* problem = object->if_contains("problem")) {
      problem_ = TextOf(problem->as_object().at("detail"));
    }
    ended_ = ended_ || object->contains("end");
  }
  void Start(const json::object& start) {
    std::string heading;
    for (const auto& column : start.at("columns").as_array()) {
      columns_.push_back(TextOf(column.as_object().at("name")));
      heading += (heading.empty() ? "" : "\t") + columns_.back();
    }
    for (const auto& field : start.at("fields").as_array()) fields_.push_back(TextOf(field));
    if (ask_.out == "table" && !heading.empty()) fmt::print("{}\n", heading);
  }
  void Event(const json::object& event) {
    if (ask_.out == "jsonl") {
      fmt::print("{}\n", json::serialize(event));
      return;
    }
    std::string line = TextOf(event.at("time"));
    if (fields_.empty()) {
      line += "\t" + CellOf(event.at("host")) + "\t" + CellOf(event.at("raw"));
    }
    for (const auto& name : fields_) {
      std::string cell = event.contains(name) ? CellOf(event.at(name)) : "";
      for (const auto& field : event.at("fields").as_array()) {
        const auto& one = field.as_object();
        if (AsciiEqualsIgnoringCase(TextOf(one.at("name")), name)) cell = CellOf(one.at("value"));
      }
      line += "\t" + cell;
    }
    fmt::print("{}\n", line);
  }
  void Row(const json::array& row) {
    if (ask_.out == "jsonl") {
      json::object object;
      for (std::size_t i = 0; i < row.size() && i < columns_.size(); ++i) {
        object[columns_[i]] = row[i];
      }
      fmt::print("{}\n", json::serialize(object));
      return;
    }
    std::string line;
    for (const auto& cell : row) line += (line.empty() ? "" : "\t") + CellOf(cell);
    fmt::print("{}\n", line);
  }

  const Ask& ask_;
  std::string rest_, problem_;
  std::vector<std::string> columns_, fields_;
  bool ended_ = false;
};

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.message());
  return 2;
}

int Search(const Ask& ask) {
  Printer printer(ask);
  const auto got = Get(ask, "/api/v1/events/search",
                       {{"query", ask.query},
                        {"from", ask.from},
                        {"to", ask.to},
                        {"limit", std::to_string(ask.limit)}},
                       [&](std::string_view bytes) { return printer.Take(bytes); });
  if (!got) return Report(got.error());
  if (const auto whole = printer.Finish(); !whole) return Report(whole.error());
  return 0;
}

int Export(const Ask& ask) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      ask.file == "-" ? nullptr : std::fopen(ask.file.c_str(), "wb"), &std::fclose);
  if (ask.file != "-" && !file) {
    return Report(Error(ErrorCode::kUnavailable, fmt::format("cannot write {}", ask.file)));
  }
  std::FILE* to = file ? file.get() : stdout;
  const auto receipt = Get(ask, "/api/v1/events/export",
                           {{"query", ask.query},
                            {"from", ask.from},
                            {"to", ask.to},
                            {"format", ask.out == "csv" ? "csv" : "ndjson"},
                            {"columns", ask.columns},
                            {"limit", std::to_string(ask.limit)}},
                           [&](std::string_view bytes) {
                             return std::fwrite(bytes.data(), 1, bytes.size(), to) == bytes.size();
                           });
  if (!receipt) return Report(receipt.error());
  if (std::fflush(to) != 0) return Report(Error(ErrorCode::kUnavailable, "cannot write the file"));
  fmt::print(stderr,
             "receipt {}: rows and SHA-256 are in the console and in /api/v1/event-exports/{}\n",
             *receipt, *receipt);
  return 0;
}

void AddCommon(CLI::App& command, Ask& ask) {
  command.add_option("query", ask.query, "Hunt language (docs/formats/hunt-language.md)");
  command.add_option("--from", ask.from, "RFC 3339, or as -15m, -24h, -7d")->capture_default_str();
  command.add_option("--to", ask.to, "The same, or now");
  command.add_option("--server", ask.server, "Where the server is")->capture_default_str();
  command.add_option("--token-file", ask.token_file, "File with an API token; else LACHAN_TOKEN");
}

}  // namespace

void AddEvents(CLI::App& app, int& status) {
  auto* events = app.add_subcommand("events", "Search the events of a running server");
  events->require_subcommand(1);
  const auto ask = std::make_shared<Ask>();
  auto* search = events->add_subcommand("search", "Newest first, as they are found");
  AddCommon(*search, *ask);
  search->add_option("--limit", ask->limit, "Events wanted")
      ->check(CLI::Range(1, 10'000))
      ->capture_default_str();
  search->add_option("--out", ask->out, "table or jsonl")
      ->check(CLI::IsMember({"table", "jsonl"}))
      ->capture_default_str();
  search->callback([ask, &status] { status = Search(*ask); });
  const auto order = std::make_shared<Ask>();
  order->limit = 1'000'000;
  order->out = "jsonl";
  auto* out = events->add_subcommand("export", "Into a file, with a receipt on the server");
  AddCommon(*out, *order);
  out->add_option("--limit", order->limit, "Events at most")
      ->check(CLI::Range(1, 5'000'000))
      ->capture_default_str();
  out->add_option("--out", order->out, "jsonl or csv")
      ->check(CLI::IsMember({"jsonl", "csv"}))
      ->capture_default_str();
  out->add_option("--columns", order->columns, "Fields, separated by commas");
  out->add_option("--file", order->file, "Where to; - is the standard output")
      ->capture_default_str();
  out->callback([order, &status] { status = Export(*order); });
}

}  // namespace lachan::app
