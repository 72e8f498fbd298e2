// SPDX-License-Identifier: Apache-2.0
#include "app/retention_stage.h"

#include "http_server/server.h"

namespace lachan::app {

retention::Policy PolicyOf(const Settings& settings) {
  const auto months = [&](std::string_view name) {
    return static_cast<int>(settings.Number(fmt::format("retention.{}_months", name)));
  };
  retention::Policy policy;
  policy.months_by_level = {months("unknown"), months("level1"), months("level2"),
                            months("level3"),  months("level4"), months("level5")};
  policy.provider_months = months("provider");
  return policy;
}

Result<events_clickhouse::Endpoint> ServerEndpoint(const Settings& settings) {
  std::string_view url = settings.Text("events.url");
  constexpr std::string_view kScheme = "http://";
  if (!url.starts_with(kScheme)) {
    return Fail(ErrorCode::kInvalidInput, "setting events.url: '{}' does not start with http://",
                url);
  }
  url.remove_prefix(kScheme.size());
  LACHAN_TRY(const auto parsed, http_server::ParseAddress(url));
  events_clickhouse::Endpoint endpoint;
  endpoint.host = parsed.first;
  endpoint.port = parsed.second;
  endpoint.user = settings.Text("events.user");
  endpoint.password = Secret<std::string>(settings.Text("events.password"));
  endpoint.database = settings.Text("events.database");
  return endpoint;
}

retention::StorageWatch::Options StorageOptions(const Settings& settings) {
  retention::StorageWatch::Options options;
  options.policy = PolicyOf(settings);
  options.reserve_bytes = static_cast<std::uint64_t>(settings.Number("storage.reserve_mib")) << 20;
  options.warn_days = static_cast<int>(settings.Number("storage.warn_days"));
  return options;
}

RetentionStage::RetentionStage(const Settings& settings, events_clickhouse::Endpoint endpoint,
                               const events::Layout& layout, journal::StateStore& store,
                               journal::LeaseKeeper& duties, const registry::Directory& register_,
                               const Clock& clock)
    : directory(register_),
      keeping(std::move(endpoint), layout),
      storage(StorageOptions(settings), {keeping, clock}),
      keeper({.policy = PolicyOf(settings)}, {duties.fenced(), keeping, clock,
                                              [this](const events::WeekOwner& owner) {
                                                const auto now = directory.snapshot();
                                                return events::RetentionClass{
                                                    now->LevelOf(owner.system),
                                                    now->IsServiceProvider(owner.agency)};
                                              },
                                              [&duties] { return duties.IsHeld(); }}),
      holds({store, keeping, clock, [this] { keeper.Wake(); }}) {}

void RetentionStage::Start(events_clickhouse::ClickHouseEventStore& store) {
  store.SetClassOf([this](const FlatEvent& event) {
    return events::RetentionClass{event.level,
                                  directory.snapshot()->IsServiceProvider(event.agency)};
  });
  keeper.Start();
  measuring_ = std::jthread([this](const std::stop_token& stop) { Measure(stop); });
}

void RetentionStage::Stop() {
  measuring_ = {};
  keeper.Stop();
}

/// So that health can tell of the forecast without asking the engine.
void RetentionStage::Measure(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    (void)storage.Report();
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, std::chrono::minutes(10), [] { return false; });
  }
}

}  // namespace lachan::app
