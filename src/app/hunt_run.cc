// SPDX-License-Identifier: Apache-2.0
// lachan hunt
#include "app/hunt_run.h"

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <charconv>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <map>
#include <memory>
#include <thread>

#include "app/api_client.h"
#include "app/files.h"
#include "app/platform.h"
#include "base/text.h"
#include "core/time.h"
#include "formats/csv.h"
#include "web_api/moment.h"

namespace lachan::app {
namespace json = boost::json;
namespace {

using namespace std::chrono_literals;

constexpr std::size_t kMostRuleText = 700'000;  ///< Of Hunt::rule_text.
constexpr auto kPatience = 2min;                ///< For a server that is away.

std::atomic<bool> g_is_interrupted = false;

struct Order {
  ApiClient::Options api;
  std::vector<std::string> paths, rules, rule_sets, agencies;
  std::vector<std::int64_t> systems;
  std::string indicators, query, from = "-7d", to = "now", title, hypothesis, out = "table";
  bool is_detached = false;
};

/// The documents of the files, each file behind a line that names it.
Result<std::string> ReadRules(const std::vector<std::string>& paths) {
  namespace fs = std::filesystem;
  std::vector<std::string> files;
  for (const auto& path : paths) {
    std::error_code error;
    if (!fs::is_directory(path, error)) {
      files.push_back(path);
      continue;
    }
    for (const auto& entry : fs::recursive_directory_iterator(path, error)) {
      const auto extension = entry.path().extension();
      if (extension == ".yml" || extension == ".yaml") files.push_back(entry.path().string());
    }
    if (error) return Fail(ErrorCode::kNotFound, "{}: {}", path, error.message());
  }
  std::ranges::sort(files);
  std::string text;
  for (const auto& file : files) {
    LACHAN_TRY(const auto one, ReadFile(file));
    text += fmt::format("---\n# file: {}\n{}\n", PrintableForLog(file, 300), one);
  }
  if (CodePoints(text) > kMostRuleText) {
    return Fail(ErrorCode::kInvalidInput,
                "the rules are {} characters and a hunt carries {} at most: take them as a set "
                "(`lachan rules import`, or the console) and give --rule-set",
                CodePoints(text), kMostRuleText);
  }
  if (!paths.empty() && files.empty()) {
    return Fail(ErrorCode::kNotFound, "there is no .yml file in {}", paths.front());
  }
  return text;
}

/// The id of an agency that is given by its code or id.
Result<std::int64_t> AgencyOf(const ApiClient& api, const std::string& given) {
  std::int64_t id = 0;
  const auto [end, wrong] = std::from_chars(given.data(), given.data() + given.size(), id);
  if (wrong == std::errc() && end == given.data() + given.size()) return id;
  LACHAN_TRY(const auto page, api.Get("/api/v1/agencies", {{"code", given}}));
  const auto& rows = page.at("rows").as_array();
  if (rows.empty()) {
    return Fail(ErrorCode::kNotFound, "there is no agency with the code '{}'",
                PrintableForLog(given, 60));
  }
  return rows.front().at("id").as_int64();
}

Result<json::object> BodyOf(const ApiClient& api, const Order& order) {
  const Instant now = SystemClock().Now();
  LACHAN_TRY(const auto from, web_api::ParseMoment(order.from, now), "--from");
  LACHAN_TRY(const auto to, web_api::ParseMoment(order.to, now), "--to");
  LACHAN_TRY(auto rules, ReadRules(order.paths));
  std::string indicators;
  if (!order.indicators.empty()) {
    LACHAN_TRY(indicators, ReadFile(order.indicators == "-" ? "/dev/stdin" : order.indicators));
  }
  json::array agencies;
  for (const auto& one : order.agencies) {
    LACHAN_TRY(const auto id, AgencyOf(api, one));
    agencies.emplace_back(id);
  }
  json::object body{{"title", order.title},
                    {"hypothesis", order.hypothesis},
                    {"period_from", FormatInstant(from)},
                    {"period_to", FormatInstant(to)},
                    {"systems", json::array(order.systems.begin(), order.systems.end())},
                    {"rules", json::array(order.rules.begin(), order.rules.end())},
                    {"rule_sets", json::array(order.rule_sets.begin(), order.rule_sets.end())},
                    {"rule_text", std::move(rules)},
                    {"indicators", std::move(indicators)},
                    {"query", order.query}};
  if (agencies.size() == 1) {
    body["agency_id"] = agencies.front();
  } else {
    body["agencies"] = std::move(agencies);
  }
  return body;
}

std::string TextIn(const json::object& object, std::string_view name) {
  const auto* found = object.if_contains(name);
  if (found == nullptr || found->is_null()) return "";
  return found->is_string() ? std::string(found->get_string()) : json::serialize(*found);
}

std::int64_t NumberIn(const json::object& object, std::string_view name) {
  const auto* found = object.if_contains(name);
  return found != nullptr && found->is_int64() ? found->get_int64() : 0;
}

bool IsBusy(const json::object& hunt) {
  const auto state = TextIn(hunt, "state");
  return state == "queued" || state == "running";
}

void ShowProgress(const json::object& hunt) {
  const auto total = NumberIn(hunt, "events_total");
  const auto read = NumberIn(hunt, "events_read");
  const std::string text =
      fmt::format("{}: {} of {} events read ({} %), {} hit", TextIn(hunt, "state"), read, total,
                  total > 0 ? 100 * read / total : 0, NumberIn(hunt, "events_hit"));
  // A terminal sees one line; a file sees each change.
  const bool is_terminal = ::isatty(STDERR_FILENO) != 0;
  fmt::print(stderr, "{}{}{}", is_terminal ? "\r\033[K" : "", text, is_terminal ? "" : "\n");
  std::fflush(stderr);
}

/// Waits for the end. Ctrl+C stops the hunt.
Result<json::object> Await(const ApiClient& api, std::int64_t id) {
  const std::string path = fmt::format("/api/v1/hunts/{}", id);
  auto last_answer = std::chrono::steady_clock::now();
  std::string shown;
  bool is_cancelled = false;
  while (true) {
    if (g_is_interrupted && !is_cancelled) {
      LACHAN_TRY_DO(api.Post(path + "/cancel", json::object{}));
      is_cancelled = true;
    }
    auto answer = api.Get(path);
    if (answer) {
      last_answer = std::chrono::steady_clock::now();
      const auto& hunt = answer->as_object();
      const auto now = TextIn(hunt, "state") + TextIn(hunt, "events_read");
      if (now != shown) ShowProgress(hunt);
      shown = now;
      if (!IsBusy(hunt)) {
        if (::isatty(STDERR_FILENO)) fmt::print(stderr, "\n");
        return hunt;
      }
    } else if (answer.error().code() != ErrorCode::kUnavailable ||
               std::chrono::steady_clock::now() - last_answer > kPatience) {
      return std::unexpected(answer.error());
    }
    std::this_thread::sleep_for(300ms);
  }
}

/// The newest events of a hit, as ids.
std::string SamplesOf(const json::object& hit) {
  std::string text;
  const auto* samples = hit.if_contains("samples");
  if (samples == nullptr || !samples->is_array()) return text;
  for (const auto& one : samples->get_array()) {
    if (one.is_object()) text += (text.empty() ? "" : " ") + TextIn(one.get_object(), "id");
  }
  return text;
}

void PrintHits(const Order& order, const json::array& hits,
               const std::map<std::int64_t, std::string>& agencies) {
  const auto cells_of = [&](const json::object& hit) {
    const auto agency = agencies.find(NumberIn(hit, "agency_id"));
    return std::vector<std::string>{
        TextIn(hit, "level"),   TextIn(hit, "target"),
        TextIn(hit, "title"),   agency == agencies.end() ? "" : agency->second,
        TextIn(hit, "events"),  TextIn(hit, "first_at"),
        TextIn(hit, "last_at"), SamplesOf(hit)};
  };
  const std::vector<std::string> heading{"level",  "target",   "title",   "agency",
                                         "events", "first_at", "last_at", "samples"};
  if (order.out == "csv") fmt::print("{}", formats::WriteCsvRow(heading));
  if (order.out == "table" && !hits.empty()) {
    fmt::print("{:<13}  {:>9}  {:<12}  {:<20}  {:<26}  {}\n", "level", "events", "agency",
               "last at", "newest event", "what");
  }
  for (const auto& value : hits) {
    const auto& hit = value.as_object();
    if (order.out == "jsonl") {
      fmt::print("{}\n", json::serialize(hit));
      continue;
    }
    const auto cells = cells_of(hit);
    if (order.out == "csv") {
      fmt::print("{}", formats::WriteCsvRow(cells));
      continue;
    }
    const auto sample = cells[7].substr(0, cells[7].find(' '));
    std::string what = cells[1];
    if (!cells[2].empty()) what = what.empty() ? cells[2] : fmt::format("{} ({})", cells[2], what);
    if (what.empty()) what = order.query;
    fmt::print("{:<13}  {:>9}  {:<12}  {:<20}  {:<26}  {}\n",
               cells[0].empty() ? TextIn(hit, "kind") : cells[0], cells[4],
               PrintableForLog(cells[3], 40), cells[6].substr(0, 19), sample,
               PrintableForLog(what, 300));
  }
}

void PrintNotes(const json::object& hunt) {
  const auto* notes = hunt.if_contains("notes");
  if (notes == nullptr || !notes->is_array()) return;
  for (const auto& value : notes->get_array()) {
    const auto* note = value.if_object();
    if (note == nullptr || TextIn(*note, "code") == "rule_confirmed") continue;
    fmt::print(stderr, "{}", TextIn(*note, "code"));
    if (NumberIn(*note, "of") > 0) {
      fmt::print(stderr, " {} of {}", NumberIn(*note, "count"), NumberIn(*note, "of"));
    }
    const auto title = TextIn(*note, "title");
    if (!title.empty()) fmt::print(stderr, " {}", PrintableForLog(title, 300));
    fmt::print(stderr, "\n");
    const auto* details = note->if_contains("details");
    if (details == nullptr || !details->is_array()) continue;
    for (const auto& one : details->get_array()) {
      if (!one.is_string()) continue;
      fmt::print(stderr, "  {}\n", PrintableForLog(std::string(one.get_string()), 600));
    }
  }
}

Result<std::map<std::int64_t, std::string>> CodesOf(const ApiClient& api, const json::array& hits) {
  std::map<std::int64_t, std::string> codes;
  for (const auto& hit : hits) {
    const auto id = NumberIn(hit.as_object(), "agency_id");
    if (id == 0 || codes.contains(id)) continue;
    auto agency = api.Get(fmt::format("/api/v1/agencies/{}", id));
    codes[id] = agency ? TextIn(agency->as_object(), "code") : std::to_string(id);
  }
  return codes;
}

/// \return whether something was found
Result<bool> Hunt(const Order& order) {
  LACHAN_TRY(const auto api, ApiClient::Open(order.api));
  LACHAN_TRY(const auto body, BodyOf(api, order));
  LACHAN_TRY(const auto made, api.Post("/api/v1/hunts", body), "making the hunt");
  const std::int64_t id = made.at("id").as_int64();
  fmt::print(stderr, "hunt {}: {}/console/hunts/{}\n", id, order.api.server, id);
  const std::string path = fmt::format("/api/v1/hunts/{}", id);
  if (auto started = api.Post(path + "/start", json::object{}); !started) {
    // Nothing was looked for, so there is nothing to keep.
    const auto archived = api.Post(path + "/archive", json::object{});
    if (!archived) fmt::print(stderr, "lachan: hunt {} stays as a draft\n", id);
    return std::unexpected(started.error());
  }
  if (order.is_detached) return false;
  LACHAN_TRY(const auto hunt, Await(api, id));
  PrintNotes(hunt);
  if (TextIn(hunt, "state") != "done") {
    return Fail(ErrorCode::kUnavailable, "hunt {} is {}{}{}", id, TextIn(hunt, "state"),
                TextIn(hunt, "message").empty() ? "" : ": ", TextIn(hunt, "message"));
  }
  LACHAN_TRY(const auto answer, api.Get(path + "/hits"));
  const auto& hits = answer.at("rows").as_array();
  LACHAN_TRY(const auto agencies, CodesOf(api, hits));
  PrintHits(order, hits, agencies);
  fmt::print(stderr, "{} events read, {} hit, {} matches\n", NumberIn(hunt, "events_read"),
             NumberIn(hunt, "events_hit"), NumberIn(hunt, "matches"));
  return !hits.empty();
}

int Run(Order& order) {
  if (order.title.empty()) order.title = Ellipsis(order.hypothesis, 200);
  if (order.title.empty()) {
    order.title = "lachan hunt " + FormatVietnamese(SystemClock().Now());
  }
  std::signal(SIGINT, [](int) { g_is_interrupted = true; });
  std::signal(SIGTERM, [](int) { g_is_interrupted = true; });
  const auto found = Hunt(order);
  if (!found) return ReportError(found.error());
  return *found ? 1 : 0;
}

}  // namespace

void AddHunt(CLI::App& app, int& status) {
  const auto order = std::make_shared<Order>();
  auto* hunt = app.add_subcommand(
      "hunt", "Look for rules or indicators in the stored events of a running server");
  hunt->add_option("paths", order->paths, "Sigma rules: files and folders; need not be in force")
      ->check(CLI::ExistingPath);
  hunt->add_option("--rule", order->rules, "Id of a rule in force; may be repeated");
  hunt->add_option("--rule-set", order->rule_sets, "A set in force; may be repeated");
  hunt->add_option("--indicators", order->indicators,
                   "File with addresses, networks, domains, hashes, URLs: lines, CSV, STIX, MISP; "
                   "- is the standard input");
  hunt->add_option("--query", order->query, "Of the search, instead of rules and indicators");
  hunt->add_option("--from", order->from, "RFC 3339, or as -15m, -24h, -7d")->capture_default_str();
  hunt->add_option("--to", order->to, "The same, or now")->capture_default_str();
  hunt->add_option("--agency", order->agencies, "Code or id; may be repeated. None: all");
  hunt->add_option("--system", order->systems, "Id of a system; may be repeated. None: all");
  hunt->add_option("--title", order->title, "Name of the record");
  hunt->add_option("--hypothesis", order->hypothesis, "What is suspected, and why");
  hunt->add_option("--out", order->out, "table, jsonl or csv")
      ->check(CLI::IsMember({"table", "jsonl", "csv"}))
      ->capture_default_str();
  hunt->add_flag("--detach", order->is_detached, "Start it and do not wait");
  ApiClient::AddOptions(*hunt, order->api);
  hunt->callback([order, &status] { status = Run(*order); });
}

}  // namespace lachan::app
