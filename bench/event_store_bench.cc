// SPDX-License-Identifier: Apache-2.0
// Figures of the event store: start, inserts, searches, memory of the engine process.
// Usage: event_store_bench LACHAN_EVENTD [ROWS]   (a directory under /tmp, removed at the end)
#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "events_clickhouse/clickhouse_event_store.h"
#include "events_clickhouse/event_engine.h"
#include "events_clickhouse/wire.h"

namespace {

using namespace lachan;
using Clock = std::chrono::steady_clock;

double MillisecondsSince(Clock::time_point begin) {
  return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
}

/// Something like a Sysmon process creation: 20 fields, 2.9 KB of text.
Event MakeEvent(int number) {
  static const char* const kPrograms[] = {"svchost", "cmd", "powershell", "chrome", "explorer"};
  Event event;
  event.id = fmt::format("01JD{:022}", number);
  event.time = Instant(std::chrono::sys_days(std::chrono::year{2026} / 11 / 23)) +
               std::chrono::milliseconds(number);
  event.received_at = event.time;
  event.agency = AgencyId{number % 200 + 1};
  event.host = fmt::format("pc-{}.tinh.vn", number % 500);
  event.format = "windows-json";
  event.logsources = {{"windows", "process_creation", "sysmon"}};
  const auto add = [&](const char* name, std::string value) {
    event.fields.push_back({.name = name, .value = std::move(value)});
  };
  const std::uint64_t mix = static_cast<std::uint64_t>(number) * 0x9e3779b97f4a7c15ULL;
  add("EventID", std::to_string(number % 25 + 1));
  add("Channel", "Microsoft-Windows-Sysmon/Operational");
  add("Image", fmt::format("C:\\Windows\\System32\\{}.exe", kPrograms[number % 5]));
  add("CommandLine", fmt::format("{}.exe -k netsvcs -p -s {:x}", kPrograms[number % 5], mix));
  add("ParentImage", "C:\\Windows\\System32\\services.exe");
  add("User", fmt::format("TINH\\user{}", number % 300));
  add("Hashes", fmt::format("SHA256={:016x}{:016x}", mix, mix * 31));
  add("SourceIp", fmt::format("10.{}.{}.{}", number % 7, number % 250, mix % 250));
  add("ProcessGuid", fmt::format("{{{:016x}}}", mix));
  add("ProcessId", std::to_string(mix % 60000));
  add("LogonGuid", fmt::format("{{{:016x}}}", mix % 1000));
  add("TerminalSessionId", "1");
  event.raw = "{";
  for (const auto& field : event.fields) {
    event.raw += fmt::format("\"{}\":\"{}\",", field.name, field.value);
  }
  while (event.raw.size() < 2900) {
    event.raw += fmt::format("\"pad{}\":\"{:016x} text of the message\",", event.raw.size(),
                             mix % (event.raw.size() + 7));
  }
  event.raw += "}";
  return event;
}

/// Processor seconds that the process used so far.
double CpuSeconds(pid_t pid) {
  std::ifstream stat(fmt::format("/proc/{}/stat", pid));
  std::string text((std::istreambuf_iterator<char>(stat)), {});
  std::istringstream fields(text.substr(text.rfind(')') + 1));
  std::string skip;
  for (int i = 0; i < 11; ++i) fields >> skip;
  double user = 0, system = 0;
  fields >> user >> system;
  return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::string Memory(pid_t pid) {
  std::ifstream status(fmt::format("/proc/{}/status", pid));
  std::string line, out;
  while (std::getline(status, line)) {
    if (line.starts_with("VmRSS") || line.starts_with("RssAnon") || line.starts_with("VmHWM")) {
      out += line + "  ";
    }
  }
  return out;
}

void Search(events::EventStore& store, const char* text) {
  double best = 1e9;
  std::size_t found = 0;
  for (int i = 0; i < 3; ++i) {
    const auto begin = Clock::now();
    events::Query query;
    query.text = text;
    const auto page = store.Search(query, events::Scope::All());
    best = std::min(best, MillisecondsSince(begin));
    if (i == 0) fmt::print("  first {:7.1f} ms", best);
    if (!page) {
      fmt::print("  {}\n", page.error().Text());
      return;
    }
    found = page->events.size();
  }
  fmt::print("  best of 3 {:7.1f} ms  {:4} rows  {}\n", best, found, text);
}

int Run(const std::string& program, int rows) {
  std::string directory = "/tmp/lachan-bench-XXXXXX";
  if (::mkdtemp(directory.data()) == nullptr) return 1;
  {
    events_clickhouse::EventEngine engine(
        {.program = program, .data = directory + "/data", .socket = directory + "/socket"});
    auto begin = Clock::now();
    if (auto started = engine.Start(); !started) {
      fmt::print(stderr, "{}\n", started.error().Text());
      return 1;
    }
    fmt::print("start: {:.0f} ms\nidle: {}\n", MillisecondsSince(begin),
               Memory(engine.health().pid));
    events_clickhouse::ClickHouseEventStore store({.endpoint = engine.endpoint()});
    if (auto prepared = store.Prepare(); !prepared) {
      fmt::print(stderr, "{}\n", prepared.error().Text());
      return 1;
    }
    constexpr int kBatch = 5000;
    const double cpu_before = CpuSeconds(engine.health().pid);
    double building = 0, storing = 0;
    std::size_t bytes = 0;
    for (int done = 0; done < rows; done += kBatch) {
      std::vector<Event> batch;
      for (int i = 0; i < kBatch; ++i) batch.push_back(MakeEvent(done + i));
      for (const auto& event : batch) bytes += event.raw.size();
      begin = Clock::now();
      const EventBatch flat = EventBatch::Of(batch);
      const EventBatch* const one = &flat;
      events_clickhouse::NativeBlocks blocks({&one, 1});
      while (!blocks.Next().empty()) {
      }
      building += MillisecondsSince(begin);
      begin = Clock::now();
      if (auto stored = store.Insert(batch, fmt::format("bench-{}", done)); !stored) {
        fmt::print(stderr, "{}\n", stored.error().Text());
        return 1;
      }
      storing += MillisecondsSince(begin);
    }
    fmt::print(
        "insert: {} rows, {:.0f} rows/s, {:.0f} MB/s of raw text; block building {:.0f} ms of "
        "{:.0f} ms\n",
        rows, rows / storing * 1e3, static_cast<double>(bytes) / storing / 1e3, building, storing);
    const double cpu = CpuSeconds(engine.health().pid) - cpu_before;
    fmt::print("engine: {:.2f} s of processor, {:.0f} rows a processor second (with merges)\n", cpu,
               rows / cpu);
    const auto statistics = store.Statistics();
    if (statistics) {
      fmt::print(
          "on disk: {:.2f} % of raw\n",
          100.0 * static_cast<double>(statistics->bytes_on_disk) / static_cast<double>(bytes));
    }
    for (const auto* text :
         {"", "Image:*powershell.exe", "User:\"TINH\\user77\" EventID:[3 TO 9]",
          "SourceIp:10.3.0.0/16", "ProcessId:4242", "TerminalSessionId:9", "LogonGuid:*abc*",
          "nosuchwordanywhere", "\"nosuchwordanywhere\"", "powershell netsvcs"}) {
      Search(store, text);
    }
    fmt::print("after: {}\n", Memory(engine.health().pid));
    std::this_thread::sleep_for(std::chrono::seconds(5));
    fmt::print("5 s later: {}\n", Memory(engine.health().pid));
  }
  std::filesystem::remove_all(directory);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    fmt::print(stderr, "usage: {} LACHAN_EVENTD [ROWS]\n", argv[0]);
    return 2;
  }
  return Run(argv[1], argc > 2 ? std::atoi(argv[2]) : 100'000);
}
