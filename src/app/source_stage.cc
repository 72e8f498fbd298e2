// SPDX-License-Identifier: Apache-2.0
// Sources of logs: who watches them, and what the pages are told.
#include <algorithm>
#include <filesystem>
#include <iterator>
#include <set>

#include "app/platform.h"
#include "app/senders.h"
#include "intake_syslog/address.h"

namespace lachan::app {
namespace {

sources::Watch::Options WatchOptions(const Settings& settings) {
  sources::Watch::Options options;
  options.rules.silent_after = std::chrono::minutes(settings.Number("sources.silent_minutes"));
  options.rules.slow_percent = static_cast<int>(settings.Number("sources.slow_percent"));
  options.every = std::chrono::seconds(settings.Number("sources.watch_seconds"));
  return options;
}

Result<events::Histogram> PastOf(events::EventStore& store, SourceId source, Instant from,
                                 Instant to, int hours) {
  events::Query query;
  query.text = fmt::format("source:{}", source.value);
  query.from = from;
  query.to = to;
  query.exercise = false;
  query.timeout = std::chrono::seconds{60};
  return store.CountOverTime(query, hours, events::Scope::All());
}

/// The port of the first address of a setting; 0 when it is empty.
int PortOf(const std::vector<std::string>& addresses) {
  if (addresses.empty()) return 0;
  const auto parsed = intake_syslog::ParseListenAddress(addresses.front());
  return parsed ? parsed->port : 0;
}

std::string Joined(const std::vector<std::string>& addresses) {
  return fmt::format("{}", fmt::join(addresses, ", "));
}

}  // namespace

sources::Reachable ReachableOf(const Settings& settings) {
  sources::Reachable at;
  at.host = settings.Text("sources.address");
  at.url = settings.Text("http.public_url");
  while (at.url.ends_with('/')) at.url.pop_back();
  at.syslog_port = PortOf(settings.List("syslog.address"));
  at.tls_port = PortOf(settings.List("syslog.tls_address"));
  at.relp_port = PortOf(settings.List("relp.address"));
  at.relp_tls_port = PortOf(settings.List("relp.tls_address"));
  at.has_kafka = !settings.List("kafka.brokers").empty();
  return at;
}

SourceStage::SourceStage(const Settings& settings, Foundation& foundation,
                         events::EventStore& events)
    : meter(foundation.clock),
      watch(WatchOptions(settings),
            {*foundation.state, foundation.clock, meter,
             [&events](SourceId source, Instant from, Instant to, int hours) {
               return PastOf(events, source, from, to, hours);
             }}) {}

web_api::SourceDeps Platform::SourcesFor(const Settings& settings) {
  web_api::SourceDeps::Options options;
  options.clock_tolerance = std::chrono::seconds(settings.Number("sources.clock_seconds"));
  options.token_overlap = std::chrono::hours(settings.Number("sources.token_overlap_hours"));
  options.admits_unknown = settings.Flag("intake.unknown_senders");
  options.ca_file = settings.Text("sources.ca_file");
  // The own authority for senders signed this server's certificate for syslog and RELP.
  const std::string own = AuthorityIn(foundation_->data->path()).authority();
  if (options.ca_file.empty() && std::filesystem::exists(own)) options.ca_file = own;
  options.reachable = ReachableOf(settings);
  return {*foundation_->state, services_->directory, *intake_->pipeline,
          foundation_->clock,  sources_->meter,      sources_->watch,
          intake_->normaliser, std::move(options),   [this] { return Listeners(); }};
}

std::map<std::int64_t, reports::RecordAccount> RecordAccounts(const pipeline::Pipeline& pipeline) {
  std::map<std::int64_t, reports::RecordAccount> accounts;
  for (const auto& one : pipeline.Sources()) {
    auto& account = accounts[one.source.value];
    account.received = static_cast<std::int64_t>(one.received);
    account.stored = static_cast<std::int64_t>(one.stored);
    account.rejected = static_cast<std::int64_t>(one.rejected_total());
    account.duplicates = static_cast<std::int64_t>(one.duplicates);
    account.in_flight = static_cast<std::int64_t>(one.in_flight);
  }
  return accounts;
}

std::vector<web_api::SourceListener> Platform::Listeners() const {
  std::vector<web_api::SourceListener> listeners;
  if (syslog_) {
    const auto counts = syslog_->counters();
    const auto& options = syslog_->options();
    std::vector<std::string> syslog = options.addresses, relp = options.relp_addresses;
    std::ranges::copy(options.tls_addresses, std::back_inserter(syslog));
    std::ranges::copy(options.relp_tls_addresses, std::back_inserter(relp));
    listeners.push_back({"syslog",
                         Joined(syslog),
                         {{"udp_datagrams", counts.udp_datagrams},
                          {"udp_kernel_drops", counts.udp_kernel_drops},
                          {"udp_truncated", counts.udp_truncated},
                          {"udp_shed", counts.udp_shed},
                          {"tcp_messages", counts.tcp_messages},
                          {"tcp_open", counts.tcp_open},
                          {"tcp_refused", counts.tcp_refused},
                          {"tcp_paused", counts.tcp_paused},
                          {"tls_failed", counts.tls_failed}}});
    if (!relp.empty()) {
      listeners.push_back({"relp",
                           Joined(relp),
                           {{"relp_messages", counts.relp_messages},
                            {"relp_paused", counts.relp_paused},
                            {"relp_refused", counts.relp_refused},
                            {"relp_errors", counts.relp_errors}}});
    }
  }
  if (files_) {
    const auto counts = files_->counters();
    listeners.push_back({"files",
                         {},
                         {{"files", counts.files},
                          {"records", counts.records},
                          {"too_long", counts.too_long},
                          {"emptied", counts.emptied},
                          {"behind_bytes", counts.behind_bytes}}});
  }
  if (kafka_) {
    const auto counts = kafka_->counters();
    listeners.push_back({"kafka",
                         {},
                         {{"kafka_partitions", counts.partitions},
                          {"kafka_records", counts.records},
                          {"kafka_behind", counts.behind},
                          {"kafka_too_long", counts.too_long},
                          {"kafka_empty", counts.empty},
                          {"kafka_repeated", counts.repeated},
                          {"kafka_refused", counts.refused},
                          {"kafka_lost", counts.lost}}});
  }
  return listeners;
}

void Platform::AddSourceHealth(std::vector<web_api::ComponentHealth>& parts) const {
  const auto reader = foundation_->state->OpenReader(journal::Caller::System("health"));
  if (!reader) return;
  const auto rows = journal::ListAll<Source>(**reader);
  if (!rows) return;
  std::size_t enabled = 0, silent = 0;
  for (const Source& source : *rows) {
    if (!source.enabled) continue;
    ++enabled;
    silent += sources_->watch.Of(source).state == SourceState::silent ? 1 : 0;
  }
  parts.push_back(
      // One of many is a matter of the page of sources.
      {"sources", silent * 10 <= enabled, false,
       fmt::format("{} sources, {} silent", enabled, silent)});
  std::uint64_t drops = 0;
  for (const auto& listener : Listeners()) {
    for (const auto& [name, count] : listener.counts) {
      if (name.ends_with("kernel_drops")) drops += count;
    }
  }
  parts.push_back(
      {"listeners", drops == 0, false, fmt::format("{} datagrams dropped by the kernel", drops)});
}

void Platform::WatchCoverage(const Settings& settings) {
  const std::chrono::minutes silent_after(settings.Number("sources.silent_minutes"));
  auto hear = [this, silent_after,
               is_shared = IsShared(settings)]() -> Result<std::vector<obligations::SourceHeard>> {
    LACHAN_TRY(const auto reader,
               foundation_->state->OpenReader(journal::Caller::System("coverage")));
    LACHAN_TRY(const auto rows, journal::ListAll<Source>(*reader));
    std::set<std::int64_t> stored;
    if (is_shared) {
      // Other nodes hear sources of their own: what is stored speaks for all.
      const Instant now = foundation_->clock.Now();
      LACHAN_TRY(const auto last, retention_->keeping.LastReceived(now - silent_after));
      for (const auto& one : last) stored.insert(one.source.value);
    }
    std::vector<obligations::SourceHeard> heard;
    for (const Source& source : rows) {
      if (!source.system_id) continue;
      const auto state = sources_->watch.Of(source).state;
      const bool speaks = state != SourceState::silent && state != SourceState::waiting;
      heard.push_back({source.agency_id, *source.system_id,
                       source.enabled && (speaks || stored.contains(source.id))});
    }
    return heard;
  };
  obligations::CoverageWatch::Options options;
  options.silent_after = silent_after;
  options.layer_lost_after = std::chrono::days(settings.Number("ledgers.layer_days"));
  coverage_ = std::make_unique<obligations::CoverageWatch>(
      options,
      obligations::CoverageWatch::Deps{*foundation_->state, foundation_->clock, std::move(hear),
                                       [this] { return foundation_->duties->IsHeld(); }});
  coverage_->Start();
}

}  // namespace lachan::app
