// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "incidents/entities.h"
#include "journal/registers.h"
#include "journal/state_store.h"

namespace lachan::incidents {

/// What is known when an incident is opened.
struct NewIncident {
  AgencyId agency_id;
  std::optional<SystemId> system_id;
  schema::Line<1, 300> title;
  schema::Paragraph<8000> description;
  Severity severity = Severity::m3;
  IncidentCategory category = IncidentCategory::other;
  std::optional<Instant> detected_at;  ///< Now when absent; never in the future.
  IncidentOrigin reported_by = IncidentOrigin::agency;
  Origin origin = Origin::live;
  bool is_demo = false;
};

/// A notice that a legal clock asked for.
struct ClockNotice {
  schema::Code<1, 20> clock = {};  ///< Code of the directive's clock, "N2".
  Instant sent_at = {};
  schema::Line<1, 300> recipient = {};
  schema::Paragraph<4000> note = {};
};
BOOST_DESCRIBE_STRUCT(ClockNotice, (), (clock, sent_at, recipient, note))

struct NewTask {
  schema::Line<1, 300> title = {};
  schema::Paragraph<4000> detail = {};
  std::optional<AccountId> assignee_id = {};
  std::optional<Instant> due_at = {};
};
BOOST_DESCRIBE_STRUCT(NewTask, (), (title, detail, assignee_id, due_at))

/// An incident with what belongs to it. Alerts are asked of the alert service.
struct IncidentDetail {
  Incident incident;
  std::vector<IncidentTask> tasks;  ///< By id.
  std::vector<IncidentNote> notes;  ///< By id.
  std::vector<Fact> timeline;       ///< Facts of the incident, its tasks and notes, by id.
};

/// Purpose      Opens incidents, moves them to their end and keeps what belongs to them.
/// Concurrency  Thread-safe.
/// Rights       Each call runs within the caller's reach; what lies outside it is kNotFound.
class IncidentService {
 public:
  struct Deps {
    journal::StateStore& store;
    const Clock& clock;
  };
  explicit IncidentService(Deps deps) : deps_(deps) {}

  /// Gives the next number of the year ("2026-0042") and makes the caller its lead.
  /// \error kInvalidInput  with fields: title, agency_id, system_id (of another agency),
  /// detected_at.
  /// \error kDenied        the agency is outside the caller's reach.
  Result<Incident> Open(const journal::Caller& caller, const NewIncident& incident,
                        FactId cause = {});
  /// The same inside a transaction that another service has open.
  Result<Incident> OpenIn(journal::Writer& writer, const journal::Caller& caller,
                          const NewIncident& incident, FactId cause = {});

  /// open → contained → recovered → closed; a step may be skipped, and every status goes back to
  /// open. Asking for the status it has changes nothing.
  /// \param outcome  What was found and done; needed for closing.
  /// \error kFailedPrecondition  no such step
  /// \error kInvalidInput        closing without an outcome
  Result<Incident> SetStatus(const journal::Caller& caller, IncidentId id, IncidentStatus status,
                             std::string_view outcome);
  /// Hands the incident to an account.
  Result<Incident> SetLead(const journal::Caller& caller, IncidentId id,
                           std::optional<AccountId> lead);
  /// Notes that a notice was sent, as a fact at the instant of sending.
  /// \error kInvalidInput  sent in the future or before the incident was detected.
  Status NoteNotice(const journal::Caller& caller, IncidentId id, const ClockNotice& notice);
  Result<IncidentTask> AddTask(const journal::Caller& caller, IncidentId id, const NewTask& task);
  Result<IncidentNote> AddNote(const journal::Caller& caller, IncidentId id, std::string_view text);
  Result<IncidentDetail> Detail(const journal::Caller& caller, IncidentId id);

  /// Something that other modules do in the transaction that closes an incident. Called at start,
  /// before the service is used.
  using CloseHook =
      std::function<Status(journal::Writer&, const journal::Caller&, const Incident&)>;
  void BeforeClose(CloseHook hook) { before_close_.push_back(std::move(hook)); }

 private:
  Deps deps_;
  std::vector<CloseHook> before_close_;
};

/// Adds incidents, their tasks and notes, and public reports to the registers: generic creation and
/// change go through the same rules as the service. `clock` must outlive the registers.
void AddRegisters(journal::Registers& registers, const Clock& clock);

}  // namespace lachan::incidents
