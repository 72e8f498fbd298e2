// SPDX-License-Identifier: Apache-2.0
// What works now, and figures for Prometheus.
#include <sys/statvfs.h>
#include <unistd.h>

#include <fstream>

#include "app/platform.h"

namespace lachan::app {
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

/// Prometheus text exposition.
class Exposition {
 public:
  void Add(std::string_view name, std::string_view type, std::string_view help,
           std::uint64_t value) {
    text_ += fmt::format("# HELP lachan_{0} {2}\n# TYPE lachan_{0} {1}\nlachan_{0} {3}\n", name,
                         type, help, value);
  }
  std::string Take() { return std::move(text_); }

 private:
  std::string text_;
};

}  // namespace

std::vector<ComponentHealth> Platform::Health() const {
  std::vector<ComponentHealth> parts;
  parts.push_back(Of("state", foundation_->state->Check(), "reachable, schema up to date"));
  const auto metrics = intake_->pipeline->metrics();
  parts.push_back(
      {"spool", metrics.spool_problem.empty(), true,
       metrics.spool_problem.empty()
           ? fmt::format("{} of {} MiB", metrics.spool_bytes >> 20, metrics.spool_limit_bytes >> 20)
           : metrics.spool_problem});
  const auto free = FreeBytes(foundation_->data->path());
  parts.push_back({"disk", free >= keep_free_bytes_, true, fmt::format("{} MiB free", free >> 20)});
  // Without the engine nothing is lost: intake goes on into the spool.
  parts.push_back(Of("events", events_.store->Ping(), "answers", false));
  parts.push_back({"alerts", metrics.sink_problem.empty(), false,
                   metrics.sink_problem.empty() ? "taken" : metrics.sink_problem});
  const auto rules = rule_counts();
  const auto rule_problem = intake_->rules->versions().problem();
  parts.push_back({"rules", rules.loaded > 0 && rules.rejected == 0 && rule_problem.empty(), false,
                   rule_problem.empty()
                       ? fmt::format("{} found, {} loaded, {} rejected, {} skipped", rules.found,
                                     rules.loaded, rules.rejected, rules.skipped)
                       : rule_problem});
  const auto& notices = *notifications_.service;
  const auto mail_problem = notifications_.service->outbox().problem();
  const auto notice_problem = notices.problem().empty() ? mail_problem : notices.problem();
  parts.push_back({"notifications", notice_problem.empty(), false,
                   !notice_problem.empty()                       ? notice_problem
                   : notifications_.service->outbox().has_mail() ? "mail goes out"
                                                                 : "in the console; mail is off"});
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
