// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/alert.h"
#include "base/result.h"
#include "core/time.h"
#include "incidents/incident_service.h"
#include "journal/registers.h"
#include "journal/state_store.h"
#include "pipeline/detection.h"

namespace lachan::alerts {

/// Into which incident alerts go.
struct Escalation {
  std::optional<IncidentId> incident_id;  ///< An incident that is there; the rest is then not read.
  schema::Line<0, 300> title;             ///< Of a new one; the rule's title when empty.
  Severity severity = Severity::m3;
  IncidentCategory category = IncidentCategory::other;
  std::optional<AgencyId> agency_id;  ///< Of a new one; the first alert's agency when absent.
};
BOOST_DESCRIBE_STRUCT(Escalation, (), (incident_id, title, severity, category, agency_id))

BOOST_DEFINE_ENUM_CLASS(BulkAction, take, dismiss, reopen, escalate)

/// One action on many alerts.
struct BulkRequest {
  std::vector<AlertId> ids;  ///< 1 to 1000; doubles count once.
  BulkAction action = BulkAction::take;
  std::optional<DismissReason> reason;  ///< For dismiss.
  std::string note;                     ///< For dismiss.
  Escalation escalation;                ///< For escalate.
};

struct BulkOutcome {
  struct Failure {
    AlertId id;
    Error error;
  };
  std::vector<AlertId> done;
  std::vector<Failure> failed;
  std::optional<Incident> incident;  ///< Of escalate, when at least one alert went there.
};

/// Figures over the alerts that a query selects.
struct AlertSummary {
  struct ByStatus {
    AlertStatus value = AlertStatus::open;
    std::int64_t count = 0;
  };
  struct ByLevel {
    Level value = Level::medium;
    std::int64_t count = 0;
  };
  /// Alerts of one rule and agency.
  struct ByRule {
    std::string rule_id;
    std::string rule_title;
    Level level = Level::medium;
    std::optional<AgencyId> agency_id;
    std::int64_t count = 0;  ///< Detections.
    std::int64_t alerts = 0;
    Instant last_seen;
  };
  std::int64_t total = 0;
  std::vector<ByStatus> by_status;  ///< Every status, also those with 0.
  std::vector<ByLevel> by_level;    ///< Highest first, also those with 0.
  std::vector<ByRule> groups;       ///< Most alerts first; 200 at most.
};

/// Purpose      Makes alerts of detections, and carries what analysts decide about them.
/// Concurrency  Thread-safe. Raise() is called by one thread at a time.
/// Rights       Each call runs within the caller's reach; what lies outside it is kNotFound.
/// Limits       The event kept in an alert is cut at Options::max_event_bytes.
class AlertService final : public pipeline::DetectionSink {
 public:
  struct Options {
    std::chrono::minutes join_window{60};  ///< A detection this near to an alert's span joins it…
    std::chrono::hours join_longest{24};   ///< …unless the span would become longer than this.
    std::size_t max_event_bytes = 32 << 10;
    /// Keys of detections are kept this long. Must exceed the time a spool may need to be replayed.
    std::chrono::hours keep_keys{7 * 24};
    bool is_demo = false;  ///< Mark every alert, not only those of the demo feed.
  };
  struct Deps {
    journal::StateStore& store;
    incidents::IncidentService& incidents;
    const Clock& clock;
  };
  AlertService(Options options, Deps deps);

  /// One transaction for all. A key that was seen has no effect. A new alert writes the fact
  /// `alert.raised`; a detection that joins writes none, but its count is as durable.
  Status Raise(std::span<const pipeline::Detection> detections) override;

  /// Assigns the alert to the caller; from open or in_progress.
  /// \error kFailedPrecondition  dismissed or escalated: reopen it first.
  Result<Alert> Take(const journal::Caller& caller, AlertId id);
  /// From open or in_progress.
  Result<Alert> Dismiss(const journal::Caller& caller, AlertId id, DismissReason reason,
                        std::string_view note);
  /// From dismissed or escalated, back to open; leaves its incident.
  Result<Alert> Reopen(const journal::Caller& caller, AlertId id);
  /// Puts the alert into an incident, a new one or one that is there.
  /// \error kFailedPrecondition  the alert is dismissed, in another incident, or that is closed.
  /// \error kInvalidInput        a new incident, and neither alert nor request names an agency.
  Result<Incident> Escalate(const journal::Caller& caller, AlertId id, const Escalation& to);

  /// The action on each, in transactions of 100; what fails is named and the rest goes on.
  /// \error kInvalidInput  no or too many ids, or dismiss without a reason.
  Result<BulkOutcome> Bulk(const journal::Caller& caller, const BulkRequest& request);

  Result<AlertSummary> Summary(const journal::Caller& caller, const journal::ListQuery& query);
  /// At most 10 others of the same rule or the same host in the 30 days before it was last seen,
  /// newest first.
  Result<std::vector<Alert>> Similar(const journal::Caller& caller, const Alert& alert);
  /// Alerts that the event raised or joined, for the rules given; newest first. Those that it
  /// joined are known for Options::keep_keys.
  Result<std::vector<Alert>> OfEvent(const journal::Caller& caller, std::string_view event_id,
                                     std::span<const std::string> rule_ids);
  /// Alerts of an incident within the caller's reach, by time.
  Result<std::vector<Alert>> OfIncident(const journal::Caller& caller, IncidentId incident);

 private:
  Options options_;
  Deps deps_;
  Instant keys_swept_at_{};  // touched by Raise() only
};

/// Adds alerts to the registers: to be read only.
void AddRegisters(journal::Registers& registers);

}  // namespace lachan::alerts
