// SPDX-License-Identifier: Apache-2.0
// lachan store …
#include "app/store_commands.h"

#include <filesystem>

#include "app/platform.h"
#include "events/store_plan.h"
#include "events_clickhouse/schema_keeper.h"

namespace lachan::app {
namespace {

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return 2;
}

/// The event store of the settings: a server's, that of a running lachan, or one started for this.
struct ReachedStore {
  std::unique_ptr<DataFolder> data;  ///< Locked when the engine is ours.
  EventStage stage;
  events_clickhouse::Endpoint endpoint;
  events::Layout layout;
};

Result<ReachedStore> Reach(const Settings& settings) {
  ReachedStore reached;
  reached.layout = {.cluster = settings.Text("events.cluster"),
                    .database = settings.Text("events.database")};
  if (!settings.Text("events.url").empty()) {
    LACHAN_TRY(reached.endpoint, ServerEndpoint(settings));
    return reached;
  }
  reached.endpoint.socket = settings.Text("data") + "/eventd.sock";
  if (events_clickhouse::ClickHouseClient::Make(reached.endpoint, 1)->Ping()) return reached;
  if (!std::filesystem::exists(settings.Text("data") + "/events")) {
    return Fail(ErrorCode::kNotFound,
                "there is no event store in '{}'; give the folder with --data",
                settings.Text("data"));
  }
  LACHAN_TRY(reached.data, DataFolder::Open(settings.Text("data")));
  LACHAN_TRY(reached.stage, OpenEvents(settings, *reached.data));
  reached.endpoint = reached.stage.endpoint;
  return reached;
}

std::string Size(std::uint64_t bytes) {
  const char* units[] = {"B", "KiB", "MiB", "GiB", "TiB", "PiB"};
  double value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < std::size(units); ++unit) value /= 1024;
  return fmt::format("{:.{}f} {}", value, unit == 0 ? 0 : 1, units[unit]);
}

void Print(const retention::StorageReport& report) {
  const auto& forecast = report.forecast;
  fmt::print("{:<20} {:>7} {:>14} {:>11} {:>12} {:>12}  {}\n", "class", "months", "events", "bytes",
             "a day (7)", "a day (30)", "oldest week");
  for (const auto& use : forecast.classes) {
    const std::string name = fmt::format(
        "{}{}",
        use.kept_as.level == 0 ? "level unknown" : fmt::format("level {}", use.kept_as.level),
        use.kept_as.is_provider ? ", provider" : "");
    fmt::print("{:<20} {:>7} {:>14} {:>11} {:>12} {:>12}  {}\n", name, use.months, use.rows,
               Size(use.bytes), Size(use.bytes_a_day_7), Size(use.bytes_a_day_30),
               use.oldest ? FormatDate(*use.oldest) : "");
  }
  fmt::print("\nlegal holds       {}\nevents and holds  {} of {}\ngrowth            {} a day\n",
             Size(forecast.held_bytes), Size(forecast.used), Size(forecast.available),
             Size(forecast.bytes_a_day));
  for (const auto& disk : report.disks) {
    fmt::print("disk              {}: {} of {} free\n", disk.path, Size(disk.free_bytes),
               Size(disk.total_bytes));
  }
  if (forecast.full_on) {
    fmt::print("full on           {}, at the present rate\n", FormatDate(*forecast.full_on));
  } else {
    fmt::print("full on           never within {} days; at least {} stay free\n",
               retention::kHorizonDays, Size(forecast.least_free));
  }
}

}  // namespace

int StoreStatus(const Settings& settings) {
  auto reached = Reach(settings);
  if (!reached) return Report(reached.error());
  events_clickhouse::ClickHouseEventKeeper keeping(reached->endpoint, reached->layout);
  const SystemClock clock;
  retention::StorageWatch storage(StorageOptions(settings), {keeping, clock});
  const auto report = storage.Report();
  if (!report) return Report(report.error());
  Print(*report);
  return storage.Warning() ? 1 : 0;
}

int StorePlan(const Settings& settings, const StorePlanRequest& request) {
  events::PlanRequest plan;
  plan.layout.cluster = request.cluster.empty() ? settings.Text("events.cluster") : request.cluster;
  plan.layout.database = settings.Text("events.database");
  if (!plan.layout.is_cluster() && (request.shards || request.replicas)) {
    return Report(Error(ErrorCode::kInvalidInput,
                        fmt::format("{} is of a cluster: add --cluster NAME (its name in "
                                    "remote_servers of the servers' configuration), or set "
                                    "events.cluster; without one the plan is for one server",
                                    request.shards ? "--shards" : "--replicas")));
  }
  plan.shards = request.shards.value_or(plan.shards);
  plan.replicas = request.replicas.value_or(plan.replicas);
  plan.user = request.user;
  const auto steps = events::PlanStore(plan);
  if (!steps) return Report(steps.error());
  fmt::print("{}", events::PlanScript(*steps));
  return 0;
}

int StoreCheck(const Settings& settings) {
  auto reached = Reach(settings);
  if (!reached) return Report(reached.error());
  const auto client = events_clickhouse::ClickHouseClient::Make(reached->endpoint, 1);
  const auto differences = events_clickhouse::CompareSchema(*client, reached->layout);
  if (!differences) return Report(differences.error());
  for (const auto& one : *differences) fmt::print("{}\n", one);
  fmt::print("{}\n", differences->empty() ? "the tables are those of the plan"
                                          : fmt::format("{} differences", differences->size()));
  return differences->empty() ? 0 : 1;
}

}  // namespace lachan::app
