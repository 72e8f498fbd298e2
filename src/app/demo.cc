// SPDX-License-Identifier: Apache-2.0
#include <fcntl.h>
#include <malloc.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

#include "app/platform.h"
#include "demo/seed.h"
#include "demo/sources.h"
#include "evidence_disk/evidence_disk.h"
#include "pipeline/event_id.h"

namespace lachan::app {
namespace fs = std::filesystem;
namespace {

/// While it is there, what else the data folder holds came from an unfinished seeding.
constexpr const char* kWorkshop = "seeding";

Result<demo::Stage> LoadStage(const Settings& settings) {
  const auto folder = FindInstalled(settings.Text("demo.folder"));
  LACHAN_TRY(auto files, ReadFolder(folder + "/feed", {".log"}),
             "reading the sample logs (setting demo.folder)");
  std::vector<demo::NamedText> texts;
  for (auto& file : files) texts.push_back({std::move(file.path), std::move(file.text)});
  return demo::ParseStage(texts);
}

Result<std::string> ReadList(const Settings& settings, const char* name) {
  return ReadFile(FindInstalled(settings.Text("demo.folder")) + "/" + name);
}

/// Puts the last days' events where the pipeline takes them from at its first start: into the
/// spool, matched already.
class SpooledEvents {
 public:
  static Result<std::unique_ptr<SpooledEvents>> Open(const std::string& folder) {
    auto spooled = std::make_unique<SpooledEvents>();
    LACHAN_TRY(spooled->spool_, spool_disk::DiskSpool::Open({.folder = folder}, spooled->disk_));
    return spooled;
  }

  Status Keep(std::span<const Event> events) {
    if (events.empty()) return {};
    pipeline::SpoolItem item;
    item.token = ids_.Next(events.front().received_at).Text(0);
    item.events = static_cast<std::uint32_t>(events.size());
    item.body = EventBatch::Of(events).bytes();
    LACHAN_TRY(last_, spool_->Append({&item, 1}));
    return spool_->SetPosition(pipeline::SpoolReader::kDetect, {last_, last_});
  }

 private:
  spool_disk::PosixDisk disk_;
  std::unique_ptr<spool_disk::DiskSpool> spool_;
  pipeline::BatchIds ids_;
  pipeline::Sequence last_ = 0;
};

Status WriteAll(const std::string& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.close();
  if (!out) return Fail(ErrorCode::kUnavailable, "cannot write {}", path);
  return {};
}

/// What was written without waiting for the disk must lie there before it counts.
Status Flush(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = file >= 0 && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!done) return Fail(ErrorCode::kUnavailable, "cannot flush {}", path);
  return {};
}

Status FillWorkshop(const Settings& settings, const std::string& folder) {
  demo::SeedInput input;
  LACHAN_TRY(input.agencies_csv, ReadList(settings, "agencies.csv"));
  LACHAN_TRY(input.communes_csv, ReadList(settings, "communes.csv"));
  LACHAN_TRY(input.former_units_csv, ReadList(settings, "former_units.csv"));
  LACHAN_TRY(input.reorganisations_csv, ReadList(settings, "reorganisations.csv"));
  LACHAN_TRY(input.stage, LoadStage(settings));
  input.now = SystemClock().Now();
  LACHAN_TRY(const auto directive, LoadDirective(settings.Text("directive.folder")));
  LACHAN_TRY(const auto controls, LoadControls(settings.Text("controls.folder")));
  LACHAN_TRY(auto mappings, LoadMappings(settings.Text("mappings.folder")));
  const normalise::Normaliser normaliser(std::move(mappings));
  LACHAN_TRY(const auto rules, LoadRules(settings.List("rules.folders"), folder + "/cache/rules"));
  LACHAN_TRY(const auto evidence, evidence_disk::EvidenceDisk::Open(folder + "/evidence"));
  LACHAN_TRY(const auto events, SpooledEvents::Open(folder + "/spool"));
  demo::MovableClock clock;
  auto registers = MakeRegisters(clock, &directive);
  demo::MarkAsDemo(registers);
  state_sql::Options options;
  options.target = folder + "/state.db";
  options.is_durable = false;
  for (const auto& definition : registers.all()) options.entities.push_back(definition.entity);
  std::string accounts;
  {
    LACHAN_TRY(const auto state, state_sql::OpenStateStore(options, clock));
    const auto hasher = identity::Argon2id();
    const auto show = [](std::string_view line) {
      fmt::print("  » Tạo tỉnh mẫu: {}\n", line);
      std::fflush(stdout);
    };
    LACHAN_TRY(
        auto seeded,
        demo::Seed(
            std::move(input),
            {*state, registers, clock, directive, controls, normaliser, *rules, *evidence, hasher,
             [&](std::span<const Event> batch) { return events->Keep(batch); }, show}),
        "making the demo province");
    accounts = std::move(seeded.accounts);
  }
  LACHAN_TRY_DO(WriteAll(folder + "/demo", accounts));
  return Flush(folder + "/state.db");
}

/// Moves the finished parts into place, the state last: with it the folder is a demo.
Status MoveIn(const std::string& data) {
  const auto workshop = data + "/" + kWorkshop;
  for (const char* name : {"cache", "evidence", "spool", "demo", "state.db"}) {
    std::error_code error;
    fs::remove_all(data + "/" + name, error);
    fs::rename(workshop + "/" + name, data + "/" + name, error);
    if (error) {
      return Fail(ErrorCode::kUnavailable, "moving {} into {}: {}", name, data, error.message());
    }
  }
  LACHAN_TRY_DO(Flush(data));
  std::error_code error;
  fs::remove_all(workshop, error);
  return {};
}

}  // namespace

Status SeedDemo(const Settings& settings) {
  if (settings.Text("state.backend") != "sqlite") {
    return Fail(ErrorCode::kUnsupported,
                "the demo province is made in a data folder of its own: unset state.backend");
  }
  LACHAN_TRY(const auto folder, DataFolder::Open(settings.Text("data")));
  const auto workshop = folder->Path(kWorkshop);
  std::error_code error;
  if (fs::exists(folder->Path("state.db"))) {
    if (fs::exists(folder->Path("demo"))) {
      fs::remove_all(workshop, error);  // Interrupted after all was in place.
      return {};
    }
    return Fail(ErrorCode::kFailedPrecondition,
                "the data folder '{}' holds real data: the demo province goes into a folder of "
                "its own (--data), or start with --no-demo",
                folder->path());
  }
  if (!fs::exists(workshop)) {
    for (const char* name : {"events", "spool", "evidence"}) {
      if (!fs::exists(folder->Path(name))) continue;
      return Fail(ErrorCode::kFailedPrecondition,
                  "the data folder '{}' holds '{}' but no state: it is not empty; give another one "
                  "with --data",
                  folder->path(), name);
    }
  }
  const auto begun = std::chrono::steady_clock::now();
  fs::remove_all(workshop, error);
  fs::create_directories(workshop, error);
  if (error) return Fail(ErrorCode::kUnavailable, "making {}: {}", workshop, error.message());
  LACHAN_TRY_DO(FillWorkshop(settings, workshop));
  LACHAN_TRY_DO(MoveIn(folder->path()));
  ::malloc_trim(0);  // The server that follows in this process starts small.
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
  fmt::print("  » Tỉnh mẫu đã sẵn sàng sau {:.1f} giây.\n\n", took.count());
  std::fflush(stdout);
  return {};
}

Result<std::unique_ptr<demo::Feed>> StartDemoFeed(const Settings& settings,
                                                  journal::StateStore& state,
                                                  pipeline::Pipeline& pipeline,
                                                  const Clock& clock) {
  const auto rate = settings.Number("demo.events_per_second");
  if (rate == 0) return nullptr;
  LACHAN_TRY(auto stage, LoadStage(settings));
  LACHAN_TRY_DO(demo::LoadActors(state, stage));
  demo::SetFaults(stage);
  demo::FeedScript::Options options;
  options.events_per_second = static_cast<double>(rate);
  options.seed = static_cast<std::uint64_t>(clock.Now().time_since_epoch().count());
  return std::make_unique<demo::Feed>(options, std::move(stage), demo::Feed::Deps{pipeline, clock});
}

std::unique_ptr<demo::HuntStory> StartDemoHunts(journal::StateStore& state,
                                                hunts::HuntService& hunts,
                                                pipeline::Pipeline& pipeline) {
  return std::make_unique<demo::HuntStory>(demo::HuntStory::Deps{
      state, hunts, [&pipeline] { return pipeline.metrics().store_lag_batches == 0; }});
}

}  // namespace lachan::app
