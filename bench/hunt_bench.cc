// SPDX-License-Identifier: Apache-2.0
// Figures of searching and hunting over many stored events. Makes the events inside the engine
// (made_events.sql: 500 bytes of raw text each), then measures.
//
// Usage: hunt_bench LACHAN_EVENTD FOLDER EVENTS DAYS [RULES...]
//        hunt_bench at SOCKET PID WHAT [RULES...]   an engine that runs, as it is; WHAT is search,
//                                                   count, hunt, rules or all
//   FOLDER  data of the engine; what is there already is kept, and made up to EVENTS over DAYS days
//           that end on 2025-11-01: the last day gets a third of all, at most 10 million
//   RULES   folders of Sigma rules for the hunt over the last day
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "detect/rule_conditions.h"
#include "detect/rule_set.h"
#include "events/search_walk.h"
#include "events_clickhouse/clickhouse_column_reader.h"
#include "events_clickhouse/clickhouse_event_store.h"
#include "events_clickhouse/event_engine.h"
#include "events_clickhouse/wire.h"
#include "hunts/rule_sql.h"
#include "hunts/sweep.h"

namespace {

using namespace lachan;
using Steady = std::chrono::steady_clock;

const Instant kEnd = Instant(std::chrono::sys_days(std::chrono::year{2025} / 11 / 2));
constexpr std::int64_t kBatch = 500'000;

double SecondsSince(Steady::time_point begin) {
  return std::chrono::duration<double>(Steady::now() - begin).count();
}

std::string ReadAll(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Processor seconds of a process so far.
double CpuSeconds(pid_t pid) {
  const std::string text = ReadAll(fmt::format("/proc/{}/stat", pid));
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string skip;
  for (int i = 0; i < 11; ++i) fields >> skip;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

struct Bench {
  events_clickhouse::Endpoint endpoint;
  pid_t pid = 0;  ///< Of the engine.
  events_clickhouse::ClickHouseEventStore& store;
  std::unique_ptr<events_clickhouse::ClickHouseClient> client;

  events_clickhouse::ClickHouseAnswer Run(
      const events_clickhouse::ClickHouseRequest& request) const {
    auto answer = client->Run(request);
    if (answer) return *std::move(answer);
    fmt::print(stderr, "{}\n", answer.error().Text());
    std::_Exit(1);
  }

  std::uint64_t Count(const std::string& where) const {
    const auto answer = Run(
        {.sql = "SELECT count() FROM events WHERE " + where, .timeout = std::chrono::minutes(5)});
    return events_clickhouse::RowReader(answer.body).UInt64();
  }

  /// The events of one day, in batches that each are a part; what is there already stays.
  void FillDay(Instant from, std::int64_t events) const {
    static const std::string sql = ReadAll(LACHAN_SOURCE "/bench/made_events.sql");
    const auto span = Duration(std::chrono::days(1)).count();
    const auto at = [&](std::int64_t number) { return from + Duration(number * span / events); };
    std::atomic<std::int64_t> next = 0;
    const auto work = [&] {
      for (;;) {
        const std::int64_t first = next.fetch_add(kBatch);
        if (first >= events) return;
        const std::int64_t count = std::min(kBatch, events - first);
        const auto there = fmt::format(
            "time >= fromUnixTimestamp64Micro({}, 'UTC') AND time < fromUnixTimestamp64Micro({}, "
            "'UTC')",
            at(first).time_since_epoch().count(), at(first + count).time_since_epoch().count());
        if (Count(there) > 0) continue;
        const auto begin = from.time_since_epoch().count();
        Run({.sql = sql,
             .parameters = {{"first", std::to_string(first)},
                            {"count", std::to_string(count)},
                            {"total", std::to_string(events)},
                            {"start", std::to_string(begin)},
                            {"span", std::to_string(span)},
                            {"seed", std::to_string(begin / span)}},
             .timeout = std::chrono::minutes(10)});
      }
    };
    const std::jthread other(work);
    work();
  }

  /// Until the parts that were just inserted lie as they would after some hours.
  void AwaitMerges() const {
    for (int quiet = 0; quiet < 10;) {
      const auto answer =
          Run({.sql = "SELECT count() FROM system.merges", .timeout = std::chrono::minutes(1)});
      quiet = events_clickhouse::RowReader(answer.body).UInt64() == 0 ? quiet + 1 : 0;
      std::this_thread::sleep_for(std::chrono::seconds(1));
    }
  }

  static std::string LastDay() {
    return fmt::format("time >= fromUnixTimestamp64Micro({}, 'UTC')",
                       (kEnd - std::chrono::days(1)).time_since_epoch().count());
  }

  template <class F>
  void Measure(const char* what, F&& run) const {
    double best = 1e9, first = 0;
    std::string said;
    for (int i = 0; i < 3; ++i) {
      const auto begin = Steady::now();
      said = run();
      best = std::min(best, SecondsSince(begin));
      if (i == 0) first = best;
    }
    fmt::print("{:<58} first {:6.3f} s  best of 3 {:6.3f} s  {}\n", what, first, best, said);
  }

  /// Back in time, slice by slice: when the first rows and when a page of 100 is there.
  void Search(const char* text) const {
    for (int round = 0; round < 2; ++round) {
      const auto begin = Steady::now();
      double first = -1;
      std::size_t rows = 0;
      const events::SearchSink sink{.on_events =
                                        [&](std::vector<Event> found) {
                                          if (first < 0 && !found.empty())
                                            first = SecondsSince(begin);
                                          rows += found.size();
                                          return true;
                                        },
                                    .on_progress = [](auto, auto) { return true; }};
      const auto end = events::SearchBackwards(store,
                                               {.text = text,
                                                .from = kEnd - std::chrono::days(30),
                                                .to = kEnd,
                                                .timeout = std::chrono::minutes(2)},
                                               events::Scope::All(), 100, sink);
      if (!end) fmt::print("{}\n", end.error().Text());
      fmt::print("{:<40} {} first rows {:6.3f} s, end {:6.3f} s: {} rows\n", text,
                 round == 0 ? "cold" : "warm", first, SecondsSince(begin), rows);
    }
  }

  void Top(const char* field) const {
    Measure(field, [&]() -> std::string {
      const auto values = store.TopValues(
          field,
          {.from = kEnd - std::chrono::days(7), .to = kEnd, .timeout = std::chrono::minutes(2)}, 20,
          events::Scope::All());
      return values ? fmt::format("{} values", values->size()) : values.error().Text();
    });
  }

  void Hunt(const std::vector<std::string>& folders) const {
    std::vector<detect::SourceText> sources;
    for (const auto& folder : folders) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".yml") continue;
        sources.push_back({entry.path().string(), ReadAll(entry.path().string())});
      }
    }
    hunts::SweepTargets targets;
    targets.rules = std::make_shared<detect::RuleSet>(detect::RuleSet::Compile(sources));
    events_clickhouse::ClickHouseColumnReader reader(endpoint);
    const double engine_before = CpuSeconds(pid);
    const double own_before = CpuSeconds(::getpid());
    const auto swept = hunts::RunSweep(
        reader, {.scope = events::Scope::All(), .from = kEnd - std::chrono::days(1), .to = kEnd},
        targets, {});
    if (!swept) {
      fmt::print("{}\n", swept.error().Text());
      return;
    }
    std::uint64_t pairs = 0;
    std::vector<std::pair<std::uint64_t, std::size_t>> most;
    for (const auto& [rule, tallies] : swept->rules) {
      std::uint64_t of_rule = 0;
      for (const auto& [where, tally] : tallies) of_rule += tally.events;
      pairs += of_rule;
      most.emplace_back(of_rule, rule);
    }
    std::ranges::sort(most, std::greater());
    most.resize(std::min<std::size_t>(most.size(), 5));
    for (const auto& [events, rule] : most) {
      fmt::print("{:>10} {}\n", events, targets.rules->rules()[rule].title);
    }
    fmt::print(
        "hunt: {} rules over {} events in {:.1f} s ({:.0f} events/s), {} hits of {} rules; "
        "processor: engine {:.1f} s, matching {:.1f} s\n",
        targets.rules->rules().size(), swept->events_read, swept->seconds,
        static_cast<double>(swept->events_read) / swept->seconds, pairs, swept->rules.size(),
        CpuSeconds(pid) - engine_before, CpuSeconds(::getpid()) - own_before);
  }

  /// Some rules as SQL over the last day.
  void Single(const std::vector<std::string>& folders) const {
    std::vector<detect::SourceText> sources;
    for (const auto& folder : folders) {
      for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.path().extension() != ".yml") continue;
        sources.push_back({entry.path().string(), ReadAll(entry.path().string())});
      }
    }
    const auto conditions = detect::ReadConditions(sources);
    std::size_t exact = 0, narrowed = 0;
    for (std::size_t i = 0; i < conditions.rules.size(); ++i) {
      if (conditions.rules[i].kind != detect::RuleKind::kDetection) continue;
      events::Statement statement;
      const auto rule =
          hunts::CompileRule(conditions.rules[i], conditions.conditions[i], statement);
      (rule.is_exact() ? exact : narrowed) += 1;
      if (i % (conditions.rules.size() / 5 + 1) != 0) continue;
      Measure(conditions.rules[i].title.substr(0, 56).c_str(), [&]() -> std::string {
        const auto answer = client->Run(
            {.sql = "SELECT count() FROM events WHERE " + LastDay() + " AND " + rule.candidates,
             .parameters = statement.parameters,
             .timeout = std::chrono::minutes(5)});
        if (!answer) return answer.error().Text();
        return fmt::format("{} candidates", events_clickhouse::RowReader(answer->body).UInt64());
      });
    }
    fmt::print("rules as SQL: {} exact, {} narrowed and confirmed\n", exact, narrowed);
  }
};

int Measure(const Bench& bench, const std::string& what, const std::vector<std::string>& rules) {
  const auto wants = [&](std::string_view part) { return what == part || what == "all"; };
  const auto statistics = bench.store.Statistics();
  if (!statistics) return 1;
  fmt::print(
      "{} events, {:.1f} bytes each on disk, {:.0f} uncompressed\n", statistics->rows,
      static_cast<double>(statistics->bytes_on_disk) / static_cast<double>(statistics->rows),
      static_cast<double>(statistics->bytes_uncompressed) / static_cast<double>(statistics->rows));
  if (wants("search")) {
    fmt::print("search over 30 days, newest first, as the page asks:\n");
    for (const auto* text :
         {"TargetFilename:*1CB2B17C*", "User:\"TINH\\ketoan_cu\"", "User:\"TINH\\nobody\"",
          "src_ip:203.113.77.7", "src_ip:10.3.7.99", "CommandLine:*comsvcs*",
          "CommandLine:*mimikatz*", "cs-uri-stem:/vanban/4242", "host:pc-77.tinh.vn EventID:10",
          "\"svch0st-1cb2b17c\""}) {
      bench.Search(text);
    }
  }
  if (wants("count")) {
    fmt::print("count by a field over 7 days:\n");
    for (const auto* field : {"Image", "User", "src_ip", "EventID", "host", "TargetFilename"}) {
      bench.Top(field);
    }
  }
  if (wants("hunt") && !rules.empty()) bench.Hunt(rules);
  if (wants("rules") && !rules.empty()) bench.Single(rules);
  return 0;
}

/// Over the events of an engine that runs, as they are.
int RunOn(const std::string& socket, const std::string& pid, const std::string& what,
          const std::vector<std::string>& rules) {
  events_clickhouse::Endpoint endpoint;
  endpoint.socket = socket;
  events_clickhouse::ClickHouseEventStore store({.endpoint = endpoint});
  return Measure({endpoint, std::atoi(pid.c_str()), store,
                  events_clickhouse::ClickHouseClient::Make(endpoint, 4)},
                 what, rules);
}

int Run(const std::string& program, const std::string& folder, std::int64_t events, int days,
        const std::vector<std::string>& rules) {
  std::filesystem::create_directories(folder);
  const std::int64_t of_last_day =
      days > 1 ? std::min<std::int64_t>(10'000'000, events / 3) : events;
  for (const bool fills : {true, false}) {
    // Parts as large as these need more memory than the engine is given otherwise.
    events_clickhouse::EventEngine engine({.program = program,
                                           .data = folder + "/data",
                                           .socket = folder + "/socket",
                                           .memory_mib = fills ? 6144U : 1024U});
    if (auto started = engine.Start(); !started) {
      fmt::print(stderr, "{}\n", started.error().Text());
      return 1;
    }
    events_clickhouse::ClickHouseEventStore store({.endpoint = engine.endpoint()});
    if (auto prepared = store.Prepare(); !prepared) {
      fmt::print(stderr, "{}\n", prepared.error().Text());
      return 1;
    }
    const Bench bench{engine.endpoint(), engine.health().pid, store,
                      events_clickhouse::ClickHouseClient::Make(engine.endpoint(), 4)};
    if (!fills) return Measure(bench, "all", rules);
    const auto begin = Steady::now();
    for (int day = 0; day < days; ++day) {
      const std::int64_t count = day == 0 ? of_last_day : (events - of_last_day) / (days - 1);
      bench.FillDay(kEnd - std::chrono::days(1 + day), count);
      fmt::print(stderr, "day {} made, {:.0f} s\n", day, SecondsSince(begin));
    }
    bench.AwaitMerges();
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    fmt::print(stderr, "usage: {} LACHAN_EVENTD FOLDER EVENTS DAYS [RULES...]\n", argv[0]);
    return 2;
  }
  std::setvbuf(stdout, nullptr, _IOLBF, 0);
  const std::vector<std::string> rules(argv + 5, argv + argc);
  if (std::string_view(argv[1]) == "at") return RunOn(argv[2], argv[3], argv[4], rules);
  return Run(argv[1], argv[2], std::atoll(argv[3]), std::atoi(argv[4]), rules);
}
