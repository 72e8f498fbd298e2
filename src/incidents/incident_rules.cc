// SPDX-License-Identifier: Apache-2.0
#include "incidents/incident_rules.h"

#include <chrono>

#include "incidents/incident_service.h"
#include "register/entities.h"

namespace lachan::incidents {
namespace {

using journal::RowAction;
using journal::RowChange;

std::unexpected<Error> WrongField(std::string_view what, std::string field, std::string message) {
  Error error(ErrorCode::kInvalidInput, std::string(what));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

/// Fact of a row that belongs to an incident: names the incident.
journal::FactDraft FactOfPart(const schema::EntityInfo& entity, RowAction action,
                              const schema::Record& row) {
  journal::FactDraft draft = journal::DefaultFact(entity, action);
  const auto incident = static_cast<std::size_t>(entity.Find("incident_id"));
  if (const auto* id = std::get_if<std::int64_t>(&row[incident])) draft.payload["incident"] = *id;
  return draft;
}

void AddIncidents(journal::Registers& registers, const Clock& clock) {
  auto& incidents = registers.Add<Incident>();
  incidents.passing = journal::Passing::kPassesOpen;
  incidents.open_rows = {{"status", journal::Filter::Op::kNotEqual, {std::string("closed")}}};
  incidents.is_archivable = false;  // A record of what happened stays in sight.
  incidents.before_change.push_back([&clock](RowChange& change) -> Status {
    auto incident = change.As<Incident>();
    if (change.action == RowAction::kCreate) {
      LACHAN_TRY_DO(PrepareNew(change.writer, change.caller, clock.Now(), incident));
    } else {
      LACHAN_TRY_DO(MustBeOpen(incident));
      LACHAN_TRY_DO(NotInFuture(incident.detected_at, clock.Now(), "detected_at"));
    }
    change.Set(incident);
    return {};
  });
  incidents.after_change.push_back([](const RowChange& change) -> Status {
    if (change.action != RowAction::kCreate) return {};
    return NoteReported(change.writer, change.As<Incident>(), {});
  });
  incidents.fact = [](RowAction action, const schema::Record*, const schema::Record& row) {
    const auto incident = schema::FromRecord<Incident>(row);
    journal::FactDraft draft = journal::DefaultFact(schema::Describe<Incident>(), action);
    if (action == RowAction::kCreate) draft.kind = "incident.opened";
    if (incident.id.value > 0) draft.payload["incident"] = incident.id.value;
    draft.origin = incident.origin.value;
    return draft;
  };
}

void AddParts(journal::Registers& registers) {
  auto& tasks = registers.Add<IncidentTask>();
  tasks.follows = "incident_id";
  tasks.before_change.push_back([](RowChange& change) -> Status {
    auto task = change.As<IncidentTask>();
    if (change.before != nullptr && change.Changes("incident_id")) {
      return WrongField("a task stays with its incident", "incident_id", "fixed");
    }
    LACHAN_TRY(const Incident incident, IncidentOf(change.writer, task.incident_id));
    LACHAN_TRY_DO(MustBeOpen(incident));
    task.agency_id = incident.agency_id;
    change.Set(task);
    return {};
  });
  tasks.fact = [](RowAction action, const schema::Record*, const schema::Record& row) {
    return FactOfPart(schema::Describe<IncidentTask>(), action, row);
  };

  auto& notes = registers.Add<IncidentNote>();
  notes.follows = "incident_id";
  notes.is_changeable = false;  // A timeline that can be rewritten is none.
  notes.is_archivable = false;
  notes.before_change.push_back([](RowChange& change) -> Status {
    auto note = change.As<IncidentNote>();
    LACHAN_TRY(const Incident incident, IncidentOf(change.writer, note.incident_id));
    note.agency_id = incident.agency_id;
    note.author.value = change.caller.name;
    change.Set(note);
    return {};
  });
  notes.fact = [](RowAction action, const schema::Record*, const schema::Record& row) {
    return FactOfPart(schema::Describe<IncidentNote>(), action, row);
  };
}

}  // namespace

Status NotInFuture(Instant instant, Instant now, std::string_view field) {
  if (instant <= now + std::chrono::minutes{5}) return {};
  return WrongField("this instant has not come yet", std::string(field), "in_future");
}

Status MustBeOpen(const Incident& incident) {
  if (incident.status.value != IncidentStatus::closed) return {};
  return Fail(ErrorCode::kFailedPrecondition, "incident {} is closed; reopen it first",
              incident.number.value.value);
}

Result<Incident> IncidentOf(journal::Writer& writer, IncidentId id) {
  auto incident = journal::Get<Incident>(writer, id.value);
  if (!incident && incident.error().code() == ErrorCode::kNotFound) {
    return WrongField("no such incident", "incident_id", "not_found");
  }
  return incident;
}

Status PrepareNew(journal::Writer& writer, const journal::Caller& caller, Instant now,
                  Incident& incident) {
  if (!incident.agency_id) return WrongField("whose incident?", "agency_id", "required");
  LACHAN_TRY_DO(NotInFuture(incident.detected_at, now, "detected_at"));
  if (incident.detected_at.time_since_epoch().count() <= 0) {
    return WrongField("when was it detected?", "detected_at", "required");
  }
  if (incident.system_id) {
    const auto system = journal::Get<System>(writer, incident.system_id->value);
    if (!system && system.error().code() != ErrorCode::kNotFound) {
      return std::unexpected(system.error());
    }
    if (!system || system->agency_id != incident.agency_id) {
      return WrongField("the system is of another agency", "system_id",
                        system ? "other_agency" : "not_found");
    }
  }
  const int year = static_cast<int>(CivilDateAt(now).year());
  LACHAN_TRY(const std::int64_t number, writer.NextNumber(fmt::format("incident/{}", year)));
  incident.number.value = fmt::format("{}-{:04}", year, number);
  incident.status = IncidentStatus::open;
  incident.lead_id = caller.account ? std::optional(caller.account) : std::nullopt;
  return {};
}

Status NoteReported(journal::Writer& writer, const Incident& incident, FactId cause) {
  journal::FactDraft draft;
  draft.kind = "incident.reported";
  draft.payload["incident"] = incident.id.value;
  draft.payload["detected_at"] = FormatInstant(incident.detected_at);
  draft.agency = incident.agency_id;
  draft.system = incident.system_id.value_or(SystemId{});
  draft.origin = incident.origin.value;
  draft.cause = cause;
  draft.subject_kind = "incident";
  draft.subject_id = incident.id.value;
  return writer.Note(draft);
}

void AddRegisters(journal::Registers& registers, const Clock& clock) {
  AddIncidents(registers, clock);
  AddParts(registers);
  auto& reports = registers.Add<PublicReport>();
  reports.passing = journal::Passing::kPassesOpen;
  reports.open_rows = {{"status", journal::Filter::Op::kNotEqual, {std::string("closed")}}};
  reports.is_creatable = false;  // They come from the public page and are answered by the service.
  reports.is_changeable = false;
}

}  // namespace lachan::incidents
