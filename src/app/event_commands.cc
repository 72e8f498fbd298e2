// SPDX-License-Identifier: Apache-2.0
// lachan events …
#include "app/event_commands.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>

#include "app/api_client.h"
#include "base/text.h"
#include "formats/csv.h"

namespace lachan::app {
namespace json = boost::json;
namespace {

constexpr std::size_t kLongestLine = 16U << 20;

struct Ask {
  ApiClient::Options api;
  std::string query, from = "-24h", to, out = "table", file = "-", columns;
  int limit = 200;
};

std::string TextOf(const json::value& value) {
  return value.is_string() ? std::string(value.get_string()) : json::serialize(value);
}

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
    std::fflush(stdout);  // What is found is seen at once, also by a pipe.
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
    for (const auto& column : start.at("columns").as_array()) {
      columns_.push_back(TextOf(column.as_object().at("name")));
    }
    for (const auto& field : start.at("fields").as_array()) fields_.push_back(TextOf(field));
    if (!columns_.empty()) {
      Print(columns_);
    } else if (ask_.out == "csv") {
      std::vector<std::string> heading{"time"};
      heading.insert(heading.end(), fields_.begin(), fields_.end());
      if (fields_.empty()) heading.insert(heading.end(), {"host", "raw"});
      Print(heading);
    }
  }
  void Event(const json::object& event) {
    if (ask_.out == "jsonl") {
      fmt::print("{}\n", json::serialize(event));
      return;
    }
    std::vector<std::string> cells{TextOf(event.at("time"))};
    if (fields_.empty()) {
      cells.insert(cells.end(), {TextOf(event.at("host")), TextOf(event.at("raw"))});
    }
    for (const auto& name : fields_) {
      std::string cell = event.contains(name) ? TextOf(event.at(name)) : "";
      for (const auto& field : event.at("fields").as_array()) {
        const auto& one = field.as_object();
        if (AsciiEqualsIgnoringCase(TextOf(one.at("name")), name)) cell = TextOf(one.at("value"));
      }
      cells.push_back(std::move(cell));
    }
    Print(cells);
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
    std::vector<std::string> cells;
    for (const auto& cell : row) cells.push_back(TextOf(cell));
    Print(cells);
  }
  void Print(const std::vector<std::string>& cells) {
    if (ask_.out == "csv") {
      fmt::print("{}", formats::WriteCsvRow(cells));
    } else if (ask_.out == "table") {
      std::string line;
      for (const auto& cell : cells) {
        line += (line.empty() ? "" : "\t") + PrintableForLog(cell, 2000);
      }
      fmt::print("{}\n", line);
    }
  }

  const Ask& ask_;
  std::string rest_, problem_;
  std::vector<std::string> columns_, fields_;
  bool ended_ = false;
};

int Search(const Ask& ask) {
  const auto client = ApiClient::Open(ask.api);
  if (!client) return ReportError(client.error());
  Printer printer(ask);
  const auto got = client->Stream("/api/v1/events/search",
                                  {{"query", ask.query},
                                   {"from", ask.from},
                                   {"to", ask.to},
                                   {"limit", std::to_string(ask.limit)}},
                                  [&](std::string_view bytes) { return printer.Take(bytes); });
  if (!got) return ReportError(got.error());
  if (const auto whole = printer.Finish(); !whole) return ReportError(whole.error());
  return 0;
}

int Export(const Ask& ask) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(
      ask.file == "-" ? nullptr : std::fopen(ask.file.c_str(), "wb"), &std::fclose);
  if (ask.file != "-" && !file) {
    return ReportError(Error(ErrorCode::kUnavailable, fmt::format("cannot write {}", ask.file)));
  }
  const auto client = ApiClient::Open(ask.api);
  if (!client) return ReportError(client.error());
  std::FILE* to = file ? file.get() : stdout;
  const auto receipt =
      client->Stream("/api/v1/events/export",
                     {{"query", ask.query},
                      {"from", ask.from},
                      {"to", ask.to},
                      {"format", ask.out == "csv" ? "csv" : "ndjson"},
                      {"columns", ask.columns},
                      {"limit", std::to_string(ask.limit)}},
                     [&](std::string_view bytes) {
                       return std::fwrite(bytes.data(), 1, bytes.size(), to) == bytes.size();
                     });
  if (!receipt) return ReportError(receipt.error());
  if (std::fflush(to) != 0)
    return ReportError(Error(ErrorCode::kUnavailable, "cannot write the file"));
  fmt::print(stderr,
             "receipt {}: rows and SHA-256 are in the console and in /api/v1/event-exports/{}\n",
             *receipt, *receipt);
  return 0;
}

void AddCommon(CLI::App& command, Ask& ask) {
  command.add_option("query", ask.query, "Hunt language (docs/formats/hunt-language.md)");
  command.add_option("--from", ask.from, "RFC 3339, or as -15m, -24h, -7d")->capture_default_str();
  command.add_option("--to", ask.to, "The same, or now");
  ApiClient::AddOptions(command, ask.api);
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
  search->add_option("--out", ask->out, "table, jsonl or csv")
      ->check(CLI::IsMember({"table", "jsonl", "csv"}))
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
