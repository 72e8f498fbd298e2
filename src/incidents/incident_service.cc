// SPDX-License-Identifier: Apache-2.0
#include "incidents/incident_service.h"

#include <algorithm>

#include "base/text.h"
#include "incidents/incident_rules.h"

namespace lachan::incidents {
namespace {

using journal::Caller;
using journal::FactDraft;
using journal::Writer;

std::string_view FactKindOf(IncidentStatus status) {
  switch (status) {
    case IncidentStatus::open:
      return "incident.reopened";
    case IncidentStatus::contained:
      return "incident.contained";
    case IncidentStatus::recovered:
      return "incident.recovered";
    case IncidentStatus::closed:
      return "incident.closed";
  }
  return "incident.changed";
}

FactDraft DraftFor(const Incident& incident, std::string_view kind) {
  FactDraft draft;
  draft.kind = kind;
  draft.payload["incident"] = incident.id.value;
  draft.origin = incident.origin.value;
  return draft;
}

}  // namespace

Result<Incident> IncidentService::Open(const Caller& caller, const NewIncident& incident,
                                       FactId cause) {
  return journal::ChangeFor<Incident>(
      deps_.store, caller, [&](Writer& writer) { return OpenIn(writer, caller, incident, cause); });
}

Result<Incident> IncidentService::OpenIn(Writer& writer, const Caller& caller,
                                         const NewIncident& given, FactId cause) {
  const Instant now = deps_.clock.Now();
  Incident incident;
  incident.agency_id = given.agency_id;
  incident.system_id = given.system_id;
  incident.title = given.title;
  incident.description = given.description;
  incident.severity = given.severity;
  incident.category = given.category;
  incident.detected_at = given.detected_at.value_or(now);
  incident.reported_by = given.reported_by;
  incident.origin = given.origin;
  incident.is_demo = given.is_demo;
  LACHAN_TRY_DO(CheckTexts(incident));
  LACHAN_TRY_DO(PrepareNew(writer, caller, now, incident));
  FactDraft draft{.kind = "incident.opened", .origin = incident.origin.value, .cause = cause};
  LACHAN_TRY(Incident stored, journal::Insert(writer, incident, draft));
  LACHAN_TRY_DO(NoteReported(writer, stored, cause));
  return stored;
}

Result<Incident> IncidentService::SetStatus(const Caller& caller, IncidentId id,
                                            IncidentStatus status, std::string_view outcome) {
  return journal::ChangeFor<Incident>(deps_.store, caller, [&](Writer& writer) -> Result<Incident> {
    LACHAN_TRY(Incident incident, journal::Get<Incident>(writer, id.value));
    if (incident.status.value == status) return incident;
    if (status != IncidentStatus::open && status < incident.status.value) {
      return Fail(ErrorCode::kFailedPrecondition,
                  "an incident goes forward, or back to open; not from this status to that");
    }
    if (!Trim(outcome).empty()) incident.outcome.value = std::string(Trim(outcome));
    if (status == IncidentStatus::closed && incident.outcome.value.empty()) {
      Error error(ErrorCode::kInvalidInput, "an incident is closed with its outcome");
      return std::unexpected(std::move(error).WithField("outcome", "required"));
    }
    if (CodePoints(incident.outcome.value.value) > 8000) {
      Error error(ErrorCode::kInvalidInput, "the outcome is too long");
      return std::unexpected(std::move(error).WithField("outcome", "too_long:8000"));
    }
    incident.status = status;
    incident.closed_at =
        status == IncidentStatus::closed ? std::optional<Instant>(deps_.clock.Now()) : std::nullopt;
    if (status == IncidentStatus::closed) {
      for (const auto& hook : before_close_) LACHAN_TRY_DO(hook(writer, caller, incident));
    }
    return journal::Update(writer, incident, DraftFor(incident, FactKindOf(status)));
  });
}

Result<Incident> IncidentService::SetLead(const Caller& caller, IncidentId id,
                                          std::optional<AccountId> lead) {
  return journal::ChangeFor<Incident>(deps_.store, caller, [&](Writer& writer) -> Result<Incident> {
    LACHAN_TRY(Incident incident, journal::Get<Incident>(writer, id.value));
    LACHAN_TRY_DO(MustBeOpen(incident));
    incident.lead_id = lead;
    return journal::Update(writer, incident, DraftFor(incident, "incident.assigned"));
  });
}

Status IncidentService::NoteNotice(const Caller& caller, IncidentId id, const ClockNotice& given) {
  ClockNotice notice = given;
  LACHAN_TRY_DO(CheckTexts(notice));
  return deps_.store.Change(caller, [&](Writer& writer) -> Status {
    LACHAN_TRY(const Incident incident, journal::Get<Incident>(writer, id.value));
    LACHAN_TRY_DO(NotInFuture(notice.sent_at, deps_.clock.Now(), "sent_at"));
    if (notice.sent_at < incident.detected_at) {
      Error error(ErrorCode::kInvalidInput, "a notice cannot go out before the detection");
      return std::unexpected(std::move(error).WithField("sent_at", "before_detection"));
    }
    FactDraft draft = DraftFor(incident, "incident.notice_sent");
    draft.payload["clock"] = notice.clock.value;
    draft.payload["recipient"] = notice.recipient.value;
    draft.payload["note"] = notice.note.value;
    draft.occurred_at = notice.sent_at;
    draft.agency = incident.agency_id;
    draft.system = incident.system_id.value_or(SystemId{});
    draft.subject_kind = "incident";
    draft.subject_id = id.value;
    return writer.Note(draft);
  });
}

Result<IncidentTask> IncidentService::AddTask(const Caller& caller, IncidentId id,
                                              const NewTask& given) {
  NewTask task = given;
  LACHAN_TRY_DO(CheckTexts(task));
  return journal::ChangeFor<IncidentTask>(
      deps_.store, caller, [&](Writer& writer) -> Result<IncidentTask> {
        LACHAN_TRY(const Incident incident, journal::Get<Incident>(writer, id.value));
        LACHAN_TRY_DO(MustBeOpen(incident));
        IncidentTask row;
        row.agency_id = incident.agency_id;
        row.incident_id = id;
        row.title = task.title;
        row.detail = task.detail;
        row.assignee_id = task.assignee_id;
        row.due_at = task.due_at;
        return journal::Insert(writer, row, DraftFor(incident, "incident_task.created"));
      });
}

Result<IncidentNote> IncidentService::AddNote(const Caller& caller, IncidentId id,
                                              std::string_view text) {
  IncidentNote row;
  row.incident_id = id;
  row.author.value = caller.name;
  row.text = std::string(text);
  LACHAN_TRY_DO(CheckTexts(row));
  return journal::ChangeFor<IncidentNote>(
      deps_.store, caller, [&](Writer& writer) -> Result<IncidentNote> {
        LACHAN_TRY(const Incident incident, journal::Get<Incident>(writer, id.value));
        row.agency_id = incident.agency_id;
        return journal::Insert(writer, row, DraftFor(incident, "incident_note.created"));
      });
}

Result<IncidentDetail> IncidentService::Detail(const Caller& caller, IncidentId id) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  IncidentDetail detail;
  LACHAN_TRY(detail.incident, journal::Get<Incident>(*reader, id.value));
  journal::ListQuery query;
  query.filters = {journal::Equals("incident_id", id.value)};
  LACHAN_TRY(detail.tasks, journal::ListAll<IncidentTask>(*reader, query));
  LACHAN_TRY(detail.notes, journal::ListAll<IncidentNote>(*reader, query));

  const auto add = [&](std::string_view subject, std::int64_t subject_id) -> Status {
    journal::FactQuery facts;
    facts.subject_kind = subject;
    facts.subject_id = subject_id;
    LACHAN_TRY(auto found, reader->Facts(facts));
    std::ranges::move(found, std::back_inserter(detail.timeline));
    return {};
  };
  LACHAN_TRY_DO(add("incident", id.value));
  for (const auto& task : detail.tasks) LACHAN_TRY_DO(add("incident_task", task.id));
  for (const auto& note : detail.notes) LACHAN_TRY_DO(add("incident_note", note.id));
  std::ranges::sort(detail.timeline, {}, &Fact::id);
  return detail;
}

}  // namespace lachan::incidents
