// SPDX-License-Identifier: Apache-2.0
// Figures of searching and hunting over many stored events. Makes the events inside the engine
// (made_events.sql: 500 bytes of raw text each), then measures.
//
// Usage: hunt_bench LACHAN_EVENTD FOLDER EVENTS DAYS [RULES...]
//        hunt_bench at SOCKET PID - [RULES...]   an engine that runs, as it is
//   FOLDER  data of the engine; what is there already is kept, and made up to EVENTS over DAYS days
//           that end on 2025-11-01: the last day gets a third of all, at most 10 million, the days
//           before are copies of a part of it with other ids and times
//   RULES   folders of Sigma rules for the hunt over the last day
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include "detect/rule_conditions.h"
#include "detect/rule_set.h"
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
constexpr std::int64_t kBatch = 200'000;

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

  std::uint64_t Count(const std::string& where) const {
    const auto answer = client->Run(
        {.sql = "SELECT count() FROM events WHERE " + where, .timeout = std::chrono::minutes(5)});
    if (!answer) {
      fmt::print(stderr, "{}\n", answer.error().Text());
      std::exit(1);
    }
    return events_clickhouse::RowReader(answer->body).UInt64();
  }

  void Fill(std::int64_t events, Instant from, Instant to) const {
    const auto micros = [](Instant at) { return at.time_since_epoch().count(); };
    const auto between = fmt::format(
        "time >= fromUnixTimestamp64Micro({}, 'UTC') AND time < fromUnixTimestamp64Micro({}, "
        "'UTC')",
        micros(from), micros(to));
    const auto present = static_cast<std::int64_t>(Count(between));
    const std::string sql = ReadAll(LACHAN_SOURCE "/bench/made_events.sql");
    for (std::int64_t first = present / kBatch * kBatch; first < events; first += kBatch) {
      const auto done =
          client->Run({.sql = sql,
                       .parameters = {{"first", std::to_string(first)},
                                      {"count", std::to_string(std::min(kBatch, events - first))},
                                      {"total", std::to_string(events)},
                                      {"start", std::to_string(micros(from))},
                                      {"span", std::to_string(micros(to) - micros(from))}},
                       .timeout = std::chrono::minutes(10)});
      if (!done) {
        fmt::print(stderr, "{}\n", done.error().Text());
        std::exit(1);
      }
    }
  }

  /// A part of the last day as an earlier one.
  void Copy(int days_before, std::int64_t events, std::int64_t of) const {
    const Instant day = kEnd - std::chrono::days(1 + days_before);
    const auto between = [](Instant from) {
      return fmt::format(
          "time >= fromUnixTimestamp64Micro({}, 'UTC') AND time < "
          "fromUnixTimestamp64Micro({}, 'UTC')",
          from.time_since_epoch().count(),
          (from + std::chrono::days(1)).time_since_epoch().count());
    };
    if (Count(between(day)) > 0) return;
    for (int part = 0; part < 3; ++part) {  // Each within the memory of one query.
      const auto done = client->Run(
          {.sql = fmt::format(
               "INSERT INTO events SELECT * REPLACE(concat(substring(id, 1, 24), "
               "leftPad(lower(hex(toUInt8({0}))), 2, '0'), substring(id, 25)) AS id, "
               "time - INTERVAL {0} DAY AS time, received_at - INTERVAL {0} DAY AS received_at) "
               "FROM (SELECT * FROM events WHERE {1} AND cityHash64(id, {0}) % {2} < {3} AND "
               "cityHash64(id) % 3 = "
               "{4}) SETTINGS max_block_size = 16384, max_threads = 1",
               days_before, between(kEnd - std::chrono::days(1)), of, events, part),
           .timeout = std::chrono::minutes(20)});
      if (!done) {
        fmt::print(stderr, "{}\n", done.error().Text());
        std::exit(1);
      }
    }
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

  void Search(const char* text) const {
    Measure(text, [&]() -> std::string {
      const auto page = store.Search({.text = text,
                                      .from = kEnd - std::chrono::days(30),
                                      .to = kEnd,
                                      .timeout = std::chrono::minutes(2)},
                                     events::Scope::All());
      return page ? fmt::format("{} rows of {} read", page->events.size(), page->rows_read)
                  : page.error().Text();
    });
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
    for (const auto& [rule, tallies] : swept->rules) {
      for (const auto& [where, tally] : tallies) pairs += tally.events;
    }
    fmt::print(
        "hunt: {} rules over {} events in {:.1f} s ({:.0f} events/s), {} hits of {} rules; "
        "processor: engine {:.1f} s, matching {:.1f} s\n",
        targets.rules->rules().size(), swept->events_read, swept->seconds,
        static_cast<double>(swept->events_read) / swept->seconds, pairs, swept->rules.size(),
        CpuSeconds(pid) - engine_before, CpuSeconds(::getpid()) - own_before);
  }

  /// Some rules as SQL over 30 days.
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
        const auto answer =
            client->Run({.sql = "SELECT count() FROM events WHERE " + rule.candidates,
                         .parameters = statement.parameters,
                         .timeout = std::chrono::minutes(5)});
        if (!answer) return answer.error().Text();
        return fmt::format("{} candidates", events_clickhouse::RowReader(answer->body).UInt64());
      });
    }
    fmt::print("rules as SQL: {} exact, {} narrowed and confirmed\n", exact, narrowed);
  }
};

int Measure(const Bench& bench, const std::vector<std::string>& rules) {
  const auto statistics = bench.store.Statistics();
  if (!statistics) return 1;
  fmt::print(
      "{} events, {:.1f} bytes each on disk, {:.0f} uncompressed\n", statistics->rows,
      static_cast<double>(statistics->bytes_on_disk) / static_cast<double>(statistics->rows),
      static_cast<double>(statistics->bytes_uncompressed) / static_cast<double>(statistics->rows));
  fmt::print("search over 30 days, newest first:\n");
  for (const auto* text :
       {"TargetFilename:*1CB2B17C*", "User:\"TINH\\nobody\"", "src_ip:10.3.7.99",
        "CommandLine:*mimikatz*", "cs-uri-stem:/vanban/4242", "host:pc-77.tinh.vn EventID:10"}) {
    bench.Search(text);
  }
  fmt::print("count by a field over 7 days:\n");
  for (const auto* field : {"Image", "User", "src_ip", "EventID", "host"}) bench.Top(field);
  if (rules.empty()) return 0;
  bench.Hunt(rules);
  bench.Single(rules);
  return 0;
}

/// Over the events of an engine that runs, as they are.
int RunOn(const std::string& socket, const std::string& pid,
          const std::vector<std::string>& rules) {
  events_clickhouse::Endpoint endpoint;
  endpoint.socket = socket;
  events_clickhouse::ClickHouseEventStore store({.endpoint = endpoint});
  return Measure({endpoint, std::atoi(pid.c_str()), store,
                  events_clickhouse::ClickHouseClient::Make(endpoint, 4)},
                 rules);
}

int Run(const std::string& program, const std::string& folder, std::int64_t events, int days,
        const std::vector<std::string>& rules) {
  std::filesystem::create_directories(folder);
  events_clickhouse::EventEngine engine(
      {.program = program, .data = folder + "/data", .socket = folder + "/socket"});
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
  const Instant last_day = kEnd - std::chrono::days(1);
  const std::int64_t of_last_day =
      days > 1 ? std::min<std::int64_t>(10'000'000, events / 3) : events;
  bench.Fill(of_last_day, last_day, kEnd);
  for (int day = 1; day < days; ++day) {
    bench.Copy(day, (events - of_last_day) / (days - 1), of_last_day);
  }
  return Measure(bench, rules);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 5) {
    fmt::print(stderr, "usage: {} LACHAN_EVENTD FOLDER EVENTS DAYS [RULES...]\n", argv[0]);
    return 2;
  }
  const std::vector<std::string> rules(argv + 5, argv + argc);
  if (std::string_view(argv[1]) == "at") return RunOn(argv[2], argv[3], rules);
  return Run(argv[1], argv[2], std::atoll(argv[3]), std::atoi(argv[4]), rules);
}
