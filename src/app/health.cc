// SPDX-License-Identifier: Apache-2.0
// What works now, and figures for Prometheus.
#include <sys/statvfs.h>
#include <unistd.h>

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <fstream>
#include <map>
#include <span>

#include "app/platform.h"

namespace lachan::app {

/// Prometheus text exposition.
class Exposition {
 public:
  void Add(std::string_view name, std::string_view type, std::string_view help,
           std::uint64_t value) {
    text_ += fmt::format("# HELP lachan_{0} {2}\n# TYPE lachan_{0} {1}\nlachan_{0} {3}\n", name,
                         type, help, value);
  }
  /// One value for each of `values`, told apart by `label`.
  void AddEach(std::string_view name, std::string_view type, std::string_view help,
               std::string_view label,
               const std::vector<std::pair<std::string, std::uint64_t>>& values) {
    if (values.empty()) return;
    text_ += fmt::format("# HELP lachan_{0} {2}\n# TYPE lachan_{0} {1}\n", name, type, help);
    for (const auto& [key, value] : values) {
      text_ += fmt::format("lachan_{}{{{}=\"{}\"}} {}\n", name, label, key, value);
    }
  }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

namespace {

using web_api::ComponentHealth;

ComponentHealth Of(std::string name, const Status& status, std::string fine, bool required = true) {
  return {std::move(name), status.has_value(), required,
          status ? std::move(fine) : status.error().Text()};
}

std::uint64_t FreeBytes(const std::string& path) {
  struct statvfs info{};
  if (::statvfs(path.c_str(), &info) != 0) return 0;
  return static_cast<std::uint64_t>(info.f_bavail) * info.f_frsize;
}

std::uint64_t ResidentBytes(pid_t pid) {
  std::ifstream file(fmt::format("/proc/{}/statm", pid));
  std::uint64_t size = 0, resident = 0;
  file >> size >> resident;
  return resident * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// So many sources have figures of their own; the sums have all of them.
constexpr std::size_t kSourcesShown = 2'000;
constexpr std::uint64_t kManyBatches = 100;
using Labelled = std::vector<std::pair<std::string, std::uint64_t>>;

void AddCounters(Exposition& out, const std::vector<pipeline::SourceCounters>& sources) {
  const auto each = [&](auto value) {
    Labelled values;
    for (const auto& one : std::span(sources).first(std::min(sources.size(), kSourcesShown))) {
      values.emplace_back(std::to_string(one.source.value), value(one));
    }
    return values;
  };
  out.AddEach("source_records_received_total", "counter", "Records of a source; 0: of nobody's",
              "source", each([](const auto& one) { return one.received; }));
  out.AddEach("source_records_stored_total", "counter", "Of those, stored", "source",
              each([](const auto& one) { return one.stored; }));
  out.AddEach("source_records_rejected_total", "counter", "Of those, refused", "source",
              each([](const auto& one) { return one.rejected_total(); }));
  out.AddEach("source_records_duplicate_total", "counter", "Of those, second deliveries", "source",
              each([](const auto& one) { return one.duplicates; }));
  out.AddEach("source_records_malformed_total", "counter", "Of those, stored as text, broken",
              "source", each([](const auto& one) { return one.malformed; }));
}

}  // namespace

void Platform::AddSources(Exposition& out) const {
  AddCounters(out, intake_->pipeline->Sources());
  const auto reader = foundation_->state->OpenReader(journal::Caller::System("metrics"));
  if (reader) {
    const auto rows =
        journal::ListAll<Source>(**reader, {.filters = {journal::Equals("enabled", 1)}});
    std::map<SourceState, std::uint64_t> states;
    Labelled last;
    for (const Source& source : rows.value_or(std::vector<Source>())) {
      const auto standing = sources_->watch.Of(source);
      ++states[standing.state];
      if (!standing.last_seen || last.size() == kSourcesShown) continue;
      const auto seen = std::chrono::floor<std::chrono::seconds>(*standing.last_seen);
      last.emplace_back(std::to_string(source.id.value),
                        static_cast<std::uint64_t>(seen.time_since_epoch().count()));
    }
    Labelled counts;
    for (const auto state : {SourceState::waiting, SourceState::speaking, SourceState::resting,
                             SourceState::slow, SourceState::silent}) {
      counts.emplace_back(boost::describe::enum_to_string(state, ""), states[state]);
    }
    out.AddEach("sources", "gauge", "Enabled sources by state", "state", counts);
    out.AddEach("source_last_seen_seconds", "gauge", "When a source last sent, since 1970",
                "source", last);
  }
  for (const auto& listener : Listeners()) {
    Labelled counts;
    for (const auto& [name, count] : listener.counts) counts.emplace_back(name, count);
    out.AddEach("listener_" + listener.name, "untyped", "Counts of a listener", "count", counts);
  }
}

/// What a person took into force with its rejected rules is fine; what could be used then is not.
void Platform::AddRuleHealth(std::uint64_t given_up, std::vector<ComponentHealth>& parts) const {
  const auto rules = rule_counts();
  const auto& versions = intake_->rules->versions();
  const auto unexpected = versions.unexpected_rejects();
  std::string text = versions.problem();
  const bool fine = rules.loaded > 0 && unexpected == 0 && text.empty();
  if (text.empty()) {
    text = fmt::format("{} found, {} loaded, {} rejected, {} skipped", rules.found, rules.loaded,
                       rules.rejected, rules.skipped);
    if (unexpected > 0) {
      text += fmt::format(
          "; {} of the rejected nobody accepted: see the rule sets in the console, mend or leave "
          "out the rules, then put a version in force",
          unexpected);
    }
    if (given_up > 0) {
      text += fmt::format("; {} searches given up after too many steps", given_up);
    }
  }
  parts.push_back({"rules", fine, false, std::move(text)});
}

std::vector<ComponentHealth> Platform::Health() const {
  std::vector<ComponentHealth> parts;
  parts.push_back(Of("state", foundation_->state->Check(), "reachable, schema up to date"));
  const auto metrics = intake_->pipeline->metrics();
  std::string spool = metrics.spool_problem;
  if (spool.empty()) {
    spool = fmt::format("{} of {} MiB", metrics.spool_bytes >> 20, metrics.spool_limit_bytes >> 20);
    // What is on its way all the time is not worth a word.
    if (metrics.store_lag_batches > kManyBatches) {
      spool += fmt::format("; {} events wait for the event store", metrics.in_flight);
    }
  }
  parts.push_back({"spool", metrics.spool_problem.empty(), true, std::move(spool)});
  const auto free = FreeBytes(foundation_->data->path());
  parts.push_back({"disk", free >= keep_free_bytes_, true, fmt::format("{} MiB free", free >> 20)});
  // Without the engine nothing is lost: intake goes on into the spool.
  parts.push_back(Of("events", events_.store->Ping(), "answers", false));
  const auto full_on = retention_->storage.Warning();
  const auto retention_problem = retention_->keeper.problem();
  parts.push_back({"storage", !full_on && retention_problem.empty(), false,
                   full_on ? fmt::format("the disk is full of events on {} at the present rate",
                                         FormatDate(*full_on))
                   : !retention_problem.empty() ? retention_problem
                                                : "room enough"});
  parts.push_back({"alerts", metrics.sink_problem.empty(), false,
                   metrics.sink_problem.empty() ? "taken" : metrics.sink_problem});
  AddRuleHealth(metrics.regexes_given_up, parts);
  parts.push_back(HealthOf(*intake_->intel));
  const auto& notices = *notifications_.service;
  const auto mail_problem = notifications_.service->outbox().problem();
  const auto notice_problem = notices.problem().empty() ? mail_problem : notices.problem();
  parts.push_back({"notifications", notice_problem.empty(), false,
                   !notice_problem.empty()                       ? notice_problem
                   : notifications_.service->outbox().has_mail() ? "mail goes out"
                                                                 : "in the console; mail is off"});
  AddSourceHealth(parts);
  AddSenderHealth(parts);
  const auto problem = services_->directory.problem();
  parts.push_back({"register", problem.empty(), false, problem.empty() ? "loaded" : problem});
  return parts;
}

std::string Platform::Metrics() const {
  Exposition out;
  const auto pipe = intake_->pipeline->metrics();
  out.Add("records_received_total", "counter", "Records that reached us", pipe.received);
  out.Add("records_stored_total", "counter", "Records in the event store", pipe.stored);
  out.Add("records_rejected_total", "counter", "Records refused, with a reason", pipe.rejected);
  out.Add("records_shed_total", "counter", "Of the refused, dropped as the queue was full",
          pipe.shed);
  out.Add("records_duplicate_total", "counter", "Second deliveries", pipe.duplicates);
  out.Add("records_malformed_total", "counter", "Stored as text, format broken", pipe.malformed);
  out.Add("records_in_flight", "gauge", "Taken, not stored yet", pipe.in_flight);
  out.Add("detections_total", "counter", "Detections raised", pipe.detections);
  out.Add("rule_regexes_given_up_total", "counter",
          "Searches of rules that took too many steps: taken as not matching",
          pipe.regexes_given_up);
  out.Add("queue_bytes", "gauge", "Waiting to be written", pipe.queue_bytes);
  out.Add("spool_bytes", "gauge", "Spool on disk", pipe.spool_bytes);
  out.Add("spool_quarantined", "gauge", "Damaged or refused batches set aside",
          pipe.spool_quarantined);
  out.Add("store_lag_batches", "gauge", "Durable, not stored yet", pipe.store_lag_batches);
  out.Add("detect_lag_batches", "gauge", "Durable, not matched yet", pipe.detect_lag_batches);
  out.Add("store_retries_total", "counter", "Inserts tried again", pipe.store_retries);
  const auto rules = rule_counts();
  out.Add("rules_loaded", "gauge", "Detection rules in force", rules.loaded);
  out.Add("rules_rejected", "gauge", "Detection rules not loaded", rules.rejected);
  const auto indicators = intake_->intel->service.State();
  out.Add("indicators_in_force", "gauge", "Indicators that events are held against",
          static_cast<std::uint64_t>(indicators.indicators));
  out.Add("indicator_lists", "gauge", "Lists of indicators that are on",
          static_cast<std::uint64_t>(indicators.lists));
  out.Add("indicator_set_bytes", "gauge", "Memory of the indicators",
          static_cast<std::uint64_t>(indicators.bytes));
  out.Add("indicator_hits_total", "counter", "Indicators in events; excluded ones not",
          pipe.indicator_hits);
  AddSources(out);
  if (syslog_) {
    const auto senders = syslog_->counters();
    out.Add("udp_datagrams_total", "counter", "Syslog datagrams read", senders.udp_datagrams);
    out.Add("udp_kernel_drops_total", "counter", "Datagrams the kernel dropped, buffer full",
            senders.udp_kernel_drops);
    out.Add("udp_shed_total", "counter", "Datagrams dropped, queue full", senders.udp_shed);
    out.Add("syslog_tcp_messages_total", "counter", "Syslog messages over TCP and TLS",
            senders.tcp_messages);
    out.Add("syslog_connections", "gauge", "Open connections of syslog and RELP", senders.tcp_open);
    out.Add("syslog_connections_refused_total", "counter", "Connections beyond the limits",
            senders.tcp_refused);
    out.Add("syslog_paused_total", "counter", "Times a connection waited for the queue",
            senders.tcp_paused);
    out.Add("syslog_tls_failed_total", "counter", "TLS senders turned away", senders.tls_failed);
    out.Add("relp_messages_total", "counter", "RELP messages made durable and acknowledged",
            senders.relp_messages);
    out.Add("relp_paused_total", "counter", "Times a RELP batch waited for queue or disk",
            senders.relp_paused);
    out.Add("relp_refused_total", "counter", "RELP sessions of unknown senders",
            senders.relp_refused);
    out.Add("relp_errors_total", "counter", "RELP commands out of place", senders.relp_errors);
  }
  if (files_) {
    const auto files = files_->counters();
    out.Add("files_followed", "gauge", "Files that are followed", files.files);
    out.Add("files_behind_bytes", "gauge", "Bytes of them not read yet", files.behind_bytes);
    out.Add("files_records_total", "counter", "Records of files made durable", files.records);
    out.Add("files_bytes_total", "counter", "Bytes of files dealt with", files.bytes);
    out.Add("files_emptied_total", "counter", "Files cut off or written anew", files.emptied);
  }
  if (kafka_) {
    const auto kafka = kafka_->counters();
    out.Add("kafka_partitions", "gauge", "Partitions that this node reads", kafka.partitions);
    out.Add("kafka_behind_messages", "gauge", "Messages of them not durable here yet",
            kafka.behind);
    out.Add("kafka_records_total", "counter", "Messages made durable", kafka.records);
    out.Add("kafka_bytes_total", "counter", "Bytes of them", kafka.bytes);
    out.Add("kafka_repeated_total", "counter", "Messages that came again and were passed over",
            kafka.repeated);
    out.Add("kafka_refused_total", "counter", "Batches that queue or disk refused; read again",
            kafka.refused);
    out.Add("kafka_lost_total", "counter", "Messages that Kafka deleted before they were read",
            kafka.lost);
    Labelled lags;
    for (const auto& lag : kafka_->lags()) {
      if (lag.behind < 0 || lags.size() == kSourcesShown) continue;
      lags.emplace_back(fmt::format("{}/{}", lag.topic, lag.partition),
                        static_cast<std::uint64_t>(lag.behind));
    }
    out.AddEach("kafka_lag_messages", "gauge", "The same of each", "partition", lags);
  }
  if (http_) {
    const auto http = http_->statistics();
    out.Add("http_requests_total", "counter", "HTTP requests", http.requests);
    out.Add("http_client_errors_total", "counter", "Answers 4xx", http.client_errors);
    out.Add("http_server_errors_total", "counter", "Answers 5xx", http.server_errors);
    out.Add("http_connections", "gauge", "Open connections", http.connections);
    out.Add("http_streams", "gauge", "Live streams", http.streams);
  }
  const auto mail = notifications_.service->outbox().counters();
  out.Add("mail_attempts_total", "counter", "Attempts to hand a mail over", mail.attempts);
  out.Add("mail_accepted_total", "counter", "Mails the server accepted", mail.accepted);
  out.Add("mail_deferred_total", "counter", "Attempts put off", mail.deferred);
  out.Add("mail_failed_total", "counter", "Mails refused or given up", mail.failed);
  out.Add("mail_uncertain_total", "counter", "Mails handed over without a word back",
          mail.uncertain);
  out.Add("notices_without_recipient", "gauge", "Reminders that nobody could be given",
          notifications_.service->without_recipient());
  if (const auto storage = retention_->storage.last()) {
    const auto& forecast = storage->forecast;
    out.Add("store_bytes", "gauge", "Events and holds on disk", forecast.used);
    out.Add("store_held_bytes", "gauge", "Of these, kept by legal holds", forecast.held_bytes);
    out.Add("store_available_bytes", "gauge", "What events and holds may have", forecast.available);
    out.Add("store_bytes_a_day", "gauge", "Growth before expiry", forecast.bytes_a_day);
    const auto full = forecast.full_on.value_or(
        AddDays(std::chrono::floor<std::chrono::days>(storage->at), 36'500));
    out.Add("store_full_at", "gauge",
            "When the disk is full, in seconds since 1970; far off: never",
            static_cast<std::uint64_t>(std::chrono::duration_cast<std::chrono::seconds>(
                                           std::chrono::sys_days(full).time_since_epoch())
                                           .count()));
  }
  out.Add("duties_held", "gauge", "1: this node does the scheduled work",
          foundation_->duties->IsHeld() ? 1 : 0);
  out.Add("resident_bytes", "gauge", "Memory of lachan", ResidentBytes(::getpid()));
  if (events_.engine) {
    const auto engine = events_.engine->health();
    out.Add("engine_restarts_total", "counter", "Restarts of lachan-eventd", engine.restarts);
    if (engine.pid > 0) {
      out.Add("engine_resident_bytes", "gauge", "Memory of lachan-eventd",
              ResidentBytes(engine.pid));
    }
  }
  return out.Take();
}

}  // namespace lachan::app
