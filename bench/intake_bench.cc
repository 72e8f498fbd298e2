// SPDX-License-Identifier: Apache-2.0
// Lines a second from submission through the spool on a real disk into a store that only counts.
//   intake_bench [folder] [lines] [mappings folder]
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include "events/event_store.h"
#include "normalise/normaliser.h"
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
  Status InsertBatches(std::span<const EventBatch* const> batches, std::string_view) override {
    for (const EventBatch* batch : batches) count += batch->size();
    return {};
  }
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
  std::atomic<std::uint64_t> count{0};

 private:
  static std::unexpected<Error> No() { return Fail(ErrorCode::kUnsupported, "only counts"); }
};

class NoSink final : public pipeline::DetectionSink {
 public:
  Status Raise(std::span<const pipeline::Detection>) override { return {}; }
};

class NoHosts final : public normalise::HostResolver {
 public:
  std::string HostOf(std::string_view) const override { return {}; }
};

const char* const kLines[] = {
    "<38>Nov 23 11:05:01 web01 sshd[812]: Failed password for invalid user admin from 203.0.113.9 "
    "port 50122 ssh2",
    "<190>Nov 23 11:05:06 web01 nginx: 203.0.113.9 - an [23/Nov/2026:11:05:05 +0700] \"POST "
    "/up.php?x=1 HTTP/1.1\" 201 0 \"https://e.vn/\" \"Mozilla/5.0 (X11; Linux x86_64)\"",
    "<4>Nov 23 11:05:01 fw01 kernel: [UFW BLOCK] IN=eth0 OUT= MAC=00:11 SRC=203.0.113.9 "
    "DST=10.0.0.1 LEN=40 TTL=240 PROTO=TCP SPT=4711 DPT=3389 WINDOW=1024 SYN",
    "{\"EventTime\":\"2026-11-23 11:05:01\",\"Hostname\":\"PC01\",\"EventID\":1,\"SourceName\":"
    "\"Microsoft-Windows-Sysmon\",\"Channel\":\"Microsoft-Windows-Sysmon/Operational\",\"Image\":"
    "\"C:\\\\Windows\\\\System32\\\\cmd.exe\",\"CommandLine\":\"cmd /c whoami\",\"User\":\"SO\\\\an"
    "\",\"ProcessId\":4711,\"ParentImage\":\"C:\\\\Windows\\\\explorer.exe\"}",
};

std::vector<RawRecord> MakeBatch(std::size_t size, const Clock& clock) {
  std::vector<RawRecord> records(size);
  for (std::size_t i = 0; i < size; ++i) {
    records[i].text = kLines[i % std::size(kLines)];
    records[i].received_at = clock.Now();
    records[i].source = SourceId{1};
    records[i].peer = "10.0.0.1";
    records[i].transport = Transport::kHttp;
  }
  return records;
}

std::vector<normalise::MappingText> LoadMappings(const std::filesystem::path& folder) {
  std::vector<normalise::MappingText> texts;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream stream(entry.path());
    texts.push_back({entry.path().string(), {std::istreambuf_iterator<char>(stream), {}}});
  }
  return texts;
}

void Report(const char* what, std::size_t lines, SteadyClock::duration taken) {
  const double seconds = std::chrono::duration<double>(taken).count();
  std::printf("%-44s %8zu lines %7.2f s %9.0f lines/s\n", what, lines, seconds,
              static_cast<double>(lines) / seconds);
}

void BenchNormalise(const normalise::Normaliser& normaliser, const Clock& clock,
                    std::size_t lines) {
  const auto records = MakeBatch(std::size(kLines), clock);
  const char* const names[] = {"normalise sshd", "normalise web access", "normalise firewall",
                               "normalise Windows JSON"};
  for (std::size_t kind = 0; kind < records.size(); ++kind) {
    const auto begin = SteadyClock::now();
    std::size_t fields = 0;
    for (std::size_t i = 0; i < lines / 8; ++i) {
      fields += normaliser.Normalise(records[kind], NoHosts()).fields.size();
    }
    Report(names[kind], lines / 8, SteadyClock::now() - begin);
    if (fields == 0) std::abort();
  }
}

void BenchPipeline(pipeline::Pipeline& pipe, CountingStore& store, const Clock& clock,
                   std::size_t lines, std::size_t batch, int senders) {
  const std::uint64_t before = store.count;
  const auto begin = SteadyClock::now();
  std::vector<std::thread> threads;
  std::atomic<std::size_t> left{lines / batch};
  for (int i = 0; i < senders; ++i) {
    threads.emplace_back([&] {
      while (left.fetch_sub(1) - 1 < lines) {
        if (!pipe.Submit(MakeBatch(batch, clock), pipeline::Durability::kDurable)) std::abort();
      }
    });
  }
  for (auto& thread : threads) thread.join();
  const auto acknowledged = SteadyClock::now() - begin;
  if (!pipe.WaitIdle(std::chrono::minutes{1})) std::abort();
  const auto stored = SteadyClock::now() - begin;
  const std::size_t count = store.count - before;
  Report(fmt::format("{} senders, {} a batch: acknowledged", senders, batch).c_str(), count,
         acknowledged);
  Report("    stored", count, stored);
}

}  // namespace

int main(int argc, char** argv) {
  const std::filesystem::path folder = argc > 1 ? argv[1] : "/tmp/lachan-intake-bench";
  const std::size_t lines = argc > 2 ? std::strtoull(argv[2], nullptr, 10) : 200'000;
  auto compiled = normalise::CompileMappings(LoadMappings(argc > 3 ? argv[3] : "mappings"));
  for (const auto& finding : compiled.findings) std::puts(finding.Text().c_str());
  if (!compiled.value) return 1;
  const normalise::Normaliser normaliser(std::move(*compiled.value));
  const WallClock clock;
  BenchNormalise(normaliser, clock, lines);

  std::filesystem::remove_all(folder);
  spool_disk::PosixDisk disk;
  auto spool = spool_disk::DiskSpool::Open({.folder = folder}, disk);
  if (!spool) {
    std::puts(spool.error().Text().c_str());
    return 1;
  }
  CountingStore store;
  NoSink sink;
  pipeline::Pipeline pipe({}, {clock, normaliser, **spool, store, sink});
  if (!pipe.Start()) return 1;
  BenchPipeline(pipe, store, clock, lines, 500, 4);
  BenchPipeline(pipe, store, clock, lines / 20, 10, 4);
  BenchPipeline(pipe, store, clock, lines / 200, 1, 1);
  pipe.Stop();
  spool->reset();
  std::filesystem::remove_all(folder);
}
