// SPDX-License-Identifier: Apache-2.0
// The chain without sockets in front: records in memory → parse → spool (fsync) → rules and event
// store, and what each stage costs. For what a whole installation does, see bench/chain.py.
//   chain_bench LACHAN_EVENTD SECONDS windows|syslog [indicators=N] [RULE_FOLDER...]
// LACHAN_EVENTD "none": a store that only counts. Run from the source folder (mappings/).
#include <sys/resource.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <random>
#include <thread>

#include "base/thread_name.h"
#include "bench/chain_events.h"
#include "detect/rule_set.h"
#include "events_clickhouse/clickhouse_event_store.h"
#include "events_clickhouse/event_engine.h"
#include "normalise/normaliser.h"
#include "pipeline/mapping_folder.h"
#include "pipeline/pipeline.h"
#include "spool_disk/disk_spool.h"

namespace {

using namespace lachan;
using SteadyClock = std::chrono::steady_clock;

class WallClock final : public Clock {
 public:
  Instant Now() const override {
    return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
  }
};

class CountingStore final : public events::EventStore {
 public:
  Status InsertBatches(std::span<const EventBatch* const>, std::string_view) override { return {}; }
  Result<events::Page> Search(const events::Query&, const events::Scope&) override { return No(); }
  Result<Event> Get(std::string_view, const events::Scope&) override { return No(); }
  Result<events::Histogram> CountOverTime(const events::Query&, int,
                                          const events::Scope&) override {
    return No();
  }
  Result<std::vector<events::ValueCount>> TopValues(std::string_view, const events::Query&, int,
                                                    const events::Scope&) override {
    return No();
  }
  Result<events::StorageStatistics> Statistics() override { return No(); }
  Status Ping() override { return {}; }

 private:
  static std::unexpected<Error> No() { return Fail(ErrorCode::kUnsupported, "only counts"); }
};

class NoSink final : public pipeline::DetectionSink {
 public:
  Status Raise(std::span<const pipeline::Detection>) override { return {}; }
};

/// Processor seconds by thread name.
std::map<std::string, double> ThreadTimes(pid_t pid) {
  std::map<std::string, double> times;
  std::error_code error;
  for (const auto& task :
       std::filesystem::directory_iterator(fmt::format("/proc/{}/task", pid), error)) {
    std::ifstream file(task.path() / "stat");
    std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto open = text.find('('), close = text.rfind(')');
    if (close == std::string::npos) continue;
    unsigned long user = 0, system = 0;
    std::sscanf(text.c_str() + close + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu",
                &user, &system);
    times[text.substr(open + 1, close - open - 1)] +=
        static_cast<double>(user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
  }
  return times;
}

double Resident(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/statm", pid));
  double size = 0, resident = 0;
  file >> size >> resident;
  return resident * 4096 / 1e6;
}

constexpr std::string_view kIndicators = "indicators=";

/// A list of so many made-up indicators, in the shares of public feeds; null for none.
std::shared_ptr<const pipeline::IndicatorsInForce> Indicators(int argc, char** argv) {
  std::size_t count = 0;
  for (int i = 4; i < argc; ++i) {
    const std::string_view argument(argv[i]);
    if (argument.starts_with(kIndicators))
      count = std::strtoul(argv[i] + kIndicators.size(), {}, 10);
  }
  if (count == 0) return nullptr;
  std::mt19937_64 random(7);
  const auto hex = [&](int digits) {
    std::string text;
    while (text.size() < static_cast<std::size_t>(digits)) text += fmt::format("{:016x}", random());
    return text.substr(0, static_cast<std::size_t>(digits));
  };
  indicators::IndicatorSet::Builder builder;
  auto body = std::make_shared<pipeline::IndicatorsInForce::Body>();
  for (std::size_t i = 0; i < count; ++i) {
    using indicators::Kind;
    indicators::Indicator one;
    const auto dice = random() % 100;
    const std::string domain = fmt::format("d{:x}.{}", random() % 10'000'000'000,
                                           dice % 3 == 0   ? "com"
                                           : dice % 3 == 1 ? "vn"
                                                           : "xyz");
    const auto take = [&](Kind kind, std::string value) {
      one.kind = kind;
      one.value = std::move(value);
    };
    if (dice < 26) {
      take(Kind::kAddress, fmt::format("{}.{}.{}.{}", 1 + random() % 223, random() % 256,
                                       random() % 256, random() % 256));
    } else if (dice < 57) {
      take(Kind::kDomain, domain);
    } else if (dice < 67) {
      take(Kind::kUrl, fmt::format("http://{}/{:x}.php", domain, random()));
    } else if (dice < 77) {
      take(Kind::kMd5, hex(32));
    } else if (dice < 96) {
      take(Kind::kSha256, hex(64));
    } else {
      take(Kind::kEmail, "n@" + domain);
    }
    if (builder.Add(one)) body->list_of.push_back(0);
  }
  body->set = std::move(builder).Build();
  auto in_force = std::make_shared<pipeline::IndicatorsInForce>();
  std::printf("%zu indicators, %.0f MB\n", body->set.size(),
              static_cast<double>(body->set.MemoryBytes()) / 1e6);
  in_force->body = std::move(body);
  in_force->lists.push_back({1, "bench"});
  return in_force;
}

std::shared_ptr<const detect::RuleSet> Rules(int argc, char** argv) {
  std::vector<detect::SourceText> sources;
  for (int i = 4; i < argc; ++i) {
    if (std::string_view(argv[i]).starts_with(kIndicators)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[i])) {
      if (entry.path().extension() != ".yml") continue;
      std::ifstream file(entry.path());
      sources.push_back({entry.path().string(), {std::istreambuf_iterator<char>(file), {}}});
    }
  }
  if (sources.empty()) return nullptr;
  auto rules = std::make_shared<const detect::RuleSet>(detect::RuleSet::Compile(sources));
  std::printf("%zu rules\n", rules->report().loaded);
  return rules;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 4) return 2;
  const std::string eventd = argv[1];
  const double seconds = std::atof(argv[2]);
  const bool windows = std::string(argv[3]) == "windows";
  const std::filesystem::path folder = fmt::format("/tmp/lachan-chain-bench-{}", ::getpid());
  std::filesystem::create_directories(folder);

  auto mappings = pipeline::LoadMappings("mappings");
  for (const auto& finding : mappings.findings) std::puts(finding.Text().c_str());
  if (!mappings.value) return 1;
  const normalise::Normaliser normaliser(std::move(*mappings.value));
  const WallClock clock;
  spool_disk::PosixDisk disk;
  auto spool = spool_disk::DiskSpool::Open({.folder = folder / "spool"}, disk);
  CountingStore counting;
  std::unique_ptr<events_clickhouse::EventEngine> engine;
  std::unique_ptr<events_clickhouse::ClickHouseEventStore> store;
  if (eventd != "none") {
    events_clickhouse::EventEngine::Options options;
    options.program = eventd;
    options.data = (folder / "events").string();
    options.socket = (folder / "eventd.sock").string();
    engine = std::make_unique<events_clickhouse::EventEngine>(options);
    if (const auto started = engine->Start(); !started) {
      std::puts(started.error().Text().c_str());
      return 1;
    }
    events_clickhouse::ClickHouseEventStore::Options store_options;
    store_options.endpoint = engine->endpoint();
    store = std::make_unique<events_clickhouse::ClickHouseEventStore>(store_options);
    if (const auto ready = store->Prepare(); !ready) {
      std::puts(ready.error().Text().c_str());
      return 1;
    }
  }
  NoSink sink;
  pipeline::Pipeline pipe({}, {clock, normaliser, **spool,
                               store ? static_cast<events::EventStore&>(*store) : counting, sink});
  pipe.SetRules(Rules(argc, argv));
  pipe.SetIndicators(Indicators(argc, argv));
  if (!pipe.Start()) return 1;

  // Records are made before the clock starts.
  bench::Writer writer(1);
  std::vector<std::string> texts;
  std::size_t bytes = 0;
  for (int i = 0; i < 40'000; ++i) {
    texts.push_back(windows ? writer.Windows().text : writer.Syslog().text);
    bytes += texts.back().size();
  }
  const auto times_before = ThreadTimes(::getpid());
  const auto engine_before = engine ? ThreadTimes(engine->health().pid) : times_before;
  std::atomic<std::uint64_t> sent{0};
  double most = 0;
  const auto begin = SteadyClock::now();
  std::vector<std::thread> threads;
  for (int sender = 0; sender < 4; ++sender) {
    threads.emplace_back([&, sender] {
      NameThread("sender");
      std::size_t next = static_cast<std::size_t>(sender) * 10'000;
      while (std::chrono::duration<double>(SteadyClock::now() - begin).count() < seconds) {
        std::vector<RawRecord> records(1000);
        for (RawRecord& record : records) {
          record.text = texts[next++ % texts.size()];
          record.received_at = clock.Now();
          record.source = SourceId{1};
          record.peer = "10.0.0.1";
          record.transport = Transport::kHttp;
        }
        if (!pipe.Submit(std::move(records), pipeline::Durability::kDurable)) {
          std::this_thread::sleep_for(std::chrono::milliseconds(20));
          continue;
        }
        sent += 1000;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const double sending = std::chrono::duration<double>(SteadyClock::now() - begin).count();
  most = std::max(most, Resident(::getpid()));
  const bool idle = pipe.WaitIdle(std::chrono::minutes{2});
  const double whole = std::chrono::duration<double>(SteadyClock::now() - begin).count();
  const double count = static_cast<double>(sent.load());
  std::printf("%s: %.0f records of %zu bytes, acknowledged %.0f/s, stored and matched %.0f/s%s\n",
              argv[3], count, bytes / texts.size(), count / sending, count / whole,
              idle ? "" : " (NOT IDLE)");
  std::printf("  spool written: memory %.0f MB, engine %.0f MB\n", most,
              engine ? Resident(engine->health().pid) : 0.0);
  const auto show = [&](std::map<std::string, double> after, std::map<std::string, double> before,
                        const char* what) {
    double sum = 0;
    std::printf("  %s, us a record:", what);
    for (auto& [name, time] : after) {
      const double used = (time - before[name]) / count * 1e6;
      sum += used;
      if (used >= 0.05) std::printf(" %s %.2f", name.c_str(), used);
    }
    std::printf("; %.2f in all\n", sum);
  };
  show(ThreadTimes(::getpid()), times_before, "this program");
  if (engine) show(ThreadTimes(engine->health().pid), engine_before, "engine");
  pipe.Stop();
  store.reset();
  engine.reset();
  spool->reset();
  std::filesystem::remove_all(folder);
}
