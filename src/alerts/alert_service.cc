// SPDX-License-Identifier: Apache-2.0
#include "alerts/alert_service.h"

#include <algorithm>
#include <array>
#include <set>

#include "alerts/alert.h"
#include "alerts/alert_key.h"
#include "alerts/breach.h"
#include "alerts/detections.h"
#include "base/text.h"
#include "schema/json.h"

LACHAN_ENTITY_CODE(lachan::Alert);
LACHAN_ENTITY_CODE(lachan::AlertKey);

namespace lachan::alerts {
namespace {

using journal::Caller;
using journal::FactDraft;
using journal::Filter;
using journal::Writer;

std::string_view NameOf(AlertStatus status) {
  switch (status) {
    case AlertStatus::open:
      return "open";
    case AlertStatus::in_progress:
      return "in progress";
    case AlertStatus::escalated:
      return "part of an incident";
    case AlertStatus::dismissed:
      return "dismissed";
  }
  return "";
}

bool IsPending(const Alert& alert) {
  return alert.status.value == AlertStatus::open || alert.status.value == AlertStatus::in_progress;
}

Status MustBePending(const Alert& alert) {
  if (IsPending(alert)) return {};
  return Fail(ErrorCode::kFailedPrecondition, "alert {} is {}; reopen it first", alert.id.value,
              NameOf(alert.status.value));
}

/// The fact that raised the alert: cause of whatever is decided about it.
Result<FactId> RaisedFact(Writer& writer, const Alert& alert) {
  journal::FactQuery query;
  query.kinds = {"alert.raised"};
  query.subject_kind = "alert";
  query.subject_id = alert.id.value;
  query.limit = 1;
  LACHAN_TRY(const auto facts, writer.Facts(query));
  return facts.empty() ? FactId{} : FactId{facts.front().id};
}

Result<Alert> Write(Writer& writer, const Alert& alert, FactDraft draft) {
  draft.origin = alert.origin.value;
  LACHAN_TRY(draft.cause, RaisedFact(writer, alert));
  return journal::Update(writer, alert, draft);
}

Result<Alert> TakeIn(Writer& writer, const Caller& caller, AlertId id) {
  LACHAN_TRY(Alert alert, journal::Get<Alert>(writer, id.value));
  LACHAN_TRY_DO(MustBePending(alert));
  if (!caller.account) {
    return Fail(ErrorCode::kFailedPrecondition, "only an account can take an alert");
  }
  alert.status = AlertStatus::in_progress;
  alert.assignee_id = std::optional(caller.account);
  return Write(writer, alert, {.kind = "alert.taken"});
}

Result<Alert> DismissIn(Writer& writer, AlertId id, DismissReason reason, std::string_view note,
                        Instant now) {
  LACHAN_TRY(Alert alert, journal::Get<Alert>(writer, id.value));
  LACHAN_TRY_DO(MustBePending(alert));
  alert.status = AlertStatus::dismissed;
  alert.dismiss_reason = std::optional(reason);
  alert.dismiss_note.value = std::string(note);
  alert.closed_at = std::optional(now);
  if (WatchesNetworkClause(alert)) LACHAN_TRY_DO(SettleBreach(writer, alert, reason));
  return Write(writer, alert, {.kind = "alert.dismissed"});
}

Result<Alert> ReopenIn(Writer& writer, AlertId id) {
  LACHAN_TRY(Alert alert, journal::Get<Alert>(writer, id.value));
  if (IsPending(alert)) {
    return Fail(ErrorCode::kFailedPrecondition, "alert {} is {} already", id.value,
                NameOf(alert.status.value));
  }
  const bool was_settled = alert.status.value == AlertStatus::dismissed;
  alert.status = AlertStatus::open;
  alert.assignee_id = std::optional<AccountId>{};
  alert.incident_id = std::optional<IncidentId>{};
  alert.dismiss_reason = std::optional<DismissReason>{};
  alert.dismiss_note.value = std::string();
  alert.closed_at = std::optional<Instant>{};
  LACHAN_TRY(Alert stored, Write(writer, alert, {.kind = "alert.reopened"}));
  if (was_settled && WatchesNetworkClause(stored)) LACHAN_TRY_DO(NoteBreach(writer, stored));
  return stored;
}

/// A note in its clean form, or why it cannot be taken.
Result<std::string> CheckNote(std::string_view note) {
  std::string text(Trim(note));
  if (IsValidUtf8(text) && CodePoints(text) <= 2000) return ToNfc(text);
  Error error(ErrorCode::kInvalidInput, "the note cannot be taken");
  return std::unexpected(std::move(error).WithField("note", "too_long:2000"));
}

/// What the alert knows, for the first lines of an incident. People go on from there.
std::string DescriptionFrom(const Alert& alert) {
  std::string text =
      fmt::format("Cảnh báo: {}\nMáy: {}\nTừ {} đến {}, {} lần", alert.rule_title.value.value,
                  alert.host.value.value, FormatVietnamese(alert.first_seen.value),
                  FormatVietnamese(alert.last_seen.value), alert.count.value);
  const auto event = schema::ParseJson(alert.event.value.value, {.max_bytes = 1 << 20});
  if (event && event->is_object()) {
    if (const auto* raw = event->get_object().if_contains("raw");
        raw != nullptr && raw->is_string()) {
      text += "\nBản ghi: " + Ellipsis(raw->get_string(), 2000);
    }
  }
  return text;
}

Result<incidents::NewIncident> IncidentFor(const Alert& alert, const Escalation& to) {
  incidents::NewIncident incident;
  const auto agency = to.agency_id ? to.agency_id : alert.agency_id.value;
  if (!agency) {
    Error error(ErrorCode::kInvalidInput, "the alert has no agency; name the one concerned");
    return std::unexpected(std::move(error).WithField("agency_id", "required"));
  }
  incident.agency_id = *agency;
  if (alert.agency_id.value == agency) incident.system_id = alert.system_id.value;
  incident.title = to.title.empty() ? schema::Line<1, 300>(alert.rule_title.value.value)
                                    : schema::Line<1, 300>(to.title.value);
  incident.description = DescriptionFrom(alert);
  incident.severity = to.severity;
  incident.category = to.category;
  incident.detected_at = alert.created_at.value;
  incident.reported_by = IncidentOrigin::alert;
  incident.origin = alert.origin.value;
  incident.is_demo = alert.is_demo.value;
  return incident;
}

Result<Incident> TargetOf(Writer& writer, const Alert& alert, IncidentId id) {
  auto found = journal::Get<Incident>(writer, id.value);
  if (!found && found.error().code() == ErrorCode::kNotFound) {
    Error error(ErrorCode::kInvalidInput, "no such incident");
    return std::unexpected(std::move(error).WithField("incident_id", "not_found"));
  }
  LACHAN_TRY(Incident incident, std::move(found));
  if (incident.status.value == IncidentStatus::closed) {
    return Fail(ErrorCode::kFailedPrecondition, "incident {} is closed; reopen it first",
                incident.number.value.value);
  }
  if (incident.origin.value != alert.origin.value) {
    return Fail(ErrorCode::kFailedPrecondition,
                "drill and reality are kept apart: the alert and incident {} are not of one kind",
                incident.number.value.value);
  }
  return incident;
}

Result<Incident> EscalateIn(Writer& writer, const Caller& caller,
                            incidents::IncidentService& incidents, AlertId id, const Escalation& to,
                            Instant now) {
  LACHAN_TRY(Alert alert, journal::Get<Alert>(writer, id.value));
  const bool is_there = to.incident_id && alert.incident_id.value == to.incident_id;
  if (!is_there) LACHAN_TRY_DO(MustBePending(alert));
  Incident incident;
  if (to.incident_id) {
    LACHAN_TRY(incident, TargetOf(writer, alert, *to.incident_id));
  } else {
    LACHAN_TRY(const auto wanted, IncidentFor(alert, to));
    LACHAN_TRY(const FactId cause, RaisedFact(writer, alert));
    LACHAN_TRY(incident, incidents.OpenIn(writer, caller, wanted, cause));
  }
  if (is_there) return incident;
  alert.status = AlertStatus::escalated;
  alert.incident_id = std::optional(IncidentId{incident.id.value});
  alert.closed_at = std::optional(now);
  if (!alert.assignee_id.value && caller.account) alert.assignee_id = std::optional(caller.account);
  FactDraft draft{.kind = "alert.escalated"};
  draft.payload["incident"] = incident.id.value;
  LACHAN_TRY_DO(Write(writer, alert, std::move(draft)));
  return incident;
}

/// Closes the breaches behind the alerts of an incident that is being closed.
Status CloseBreachesOf(Writer& writer, const Incident& incident) {
  journal::ListQuery query;
  query.filters = {journal::Equals("incident_id", incident.id.value)};
  LACHAN_TRY(const auto alerts, journal::ListAll<Alert>(writer, query));
  for (const Alert& alert : alerts) {
    if (WatchesNetworkClause(alert)) LACHAN_TRY_DO(CloseBreach(writer, alert));
  }
  return {};
}

template <class Enum>
Enum EnumOf(const schema::Value& value) {
  Enum result{};
  schema::internal::FromValue(value, result);
  return result;
}

}  // namespace

AlertService::AlertService(Options options, Deps deps) : options_(options), deps_(deps) {
  deps_.incidents.BeforeClose([](Writer& writer, const Caller&, const Incident& incident) {
    return CloseBreachesOf(writer, incident);
  });
}

Result<Alert> AlertService::Take(const Caller& caller, AlertId id) {
  return journal::ChangeFor<Alert>(deps_.store, caller,
                                   [&](Writer& writer) { return TakeIn(writer, caller, id); });
}

Result<Alert> AlertService::Dismiss(const Caller& caller, AlertId id, DismissReason reason,
                                    std::string_view note) {
  LACHAN_TRY(const std::string text, CheckNote(note));
  return journal::ChangeFor<Alert>(deps_.store, caller, [&](Writer& writer) {
    return DismissIn(writer, id, reason, text, deps_.clock.Now());
  });
}

Result<Alert> AlertService::Reopen(const Caller& caller, AlertId id) {
  return journal::ChangeFor<Alert>(deps_.store, caller,
                                   [&](Writer& writer) { return ReopenIn(writer, id); });
}

Result<Incident> AlertService::Escalate(const Caller& caller, AlertId id, const Escalation& to) {
  return journal::ChangeFor<Incident>(deps_.store, caller, [&](Writer& writer) {
    return EscalateIn(writer, caller, deps_.incidents, id, to, deps_.clock.Now());
  });
}

Result<BulkOutcome> AlertService::Bulk(const Caller& caller, const BulkRequest& request) {
  constexpr std::size_t kMostIds = 1000;
  constexpr std::size_t kATransaction = 100;
  std::vector<AlertId> ids;
  for (const AlertId id : request.ids) {
    if (std::ranges::find(ids, id) == ids.end()) ids.push_back(id);
    if (ids.size() > kMostIds) break;
  }
  if (ids.empty() || ids.size() > kMostIds) {
    Error error(ErrorCode::kInvalidInput, fmt::format("1 to {} alerts at a time", kMostIds));
    return std::unexpected(
        std::move(error).WithField("ids", ids.empty() ? "required" : "too_many"));
  }
  if (request.action == BulkAction::dismiss && !request.reason) {
    Error error(ErrorCode::kInvalidInput, "alerts are dismissed with a reason");
    return std::unexpected(std::move(error).WithField("reason", "required"));
  }
  LACHAN_TRY(const std::string note, CheckNote(request.note));

  BulkOutcome outcome;
  Escalation to = request.escalation;
  const auto act = [&](Writer& writer, AlertId id, BulkOutcome& part) -> Status {
    const Instant now = deps_.clock.Now();
    switch (request.action) {
      case BulkAction::take:
        LACHAN_TRY_DO(TakeIn(writer, caller, id));
        return {};
      case BulkAction::dismiss:
        LACHAN_TRY_DO(DismissIn(writer, id, *request.reason, note, now));
        return {};
      case BulkAction::reopen:
        LACHAN_TRY_DO(ReopenIn(writer, id));
        return {};
      case BulkAction::escalate: {
        Escalation here = to;
        if (part.incident) here.incident_id = IncidentId{part.incident->id.value};
        LACHAN_TRY(part.incident, EscalateIn(writer, caller, deps_.incidents, id, here, now));
        return {};
      }
    }
    return {};
  };
  for (std::size_t from = 0; from < ids.size(); from += kATransaction) {
    const auto chunk = std::span(ids).subspan(from, std::min(kATransaction, ids.size() - from));
    BulkOutcome part;
    const auto status = deps_.store.Change(caller, [&](Writer& writer) -> Status {
      for (const AlertId id : chunk) {
        if (auto done = act(writer, id, part)) {
          part.done.push_back(id);
        } else {
          part.failed.push_back({id, std::move(done).error()});
        }
      }
      return {};
    });
    if (!status) {
      part = {};
      for (const AlertId id : chunk) part.failed.push_back({id, status.error()});
    }
    std::ranges::move(part.done, std::back_inserter(outcome.done));
    std::ranges::move(part.failed, std::back_inserter(outcome.failed));
    if (part.incident) {
      to.incident_id = IncidentId{part.incident->id.value};
      outcome.incident = std::move(part.incident);
    }
  }
  return outcome;
}

Result<AlertSummary> AlertService::Summary(const Caller& caller, const journal::ListQuery& query) {
  const auto& alerts = schema::Describe<Alert>();
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  AlertSummary summary;
  for (const AlertStatus status : {AlertStatus::open, AlertStatus::in_progress,
                                   AlertStatus::escalated, AlertStatus::dismissed}) {
    summary.by_status.push_back({status, 0});
  }
  for (const Level level :
       {Level::critical, Level::high, Level::medium, Level::low, Level::informational}) {
    summary.by_level.push_back({level, 0});
  }
  // One pass gives both counts.
  LACHAN_TRY(const auto counts, reader->Group(alerts, {.fields = {"status", "level"}}, query));
  for (const auto& row : counts) {
    summary.total += row.rows;
    const auto status = EnumOf<AlertStatus>(row.values[0]);
    const auto level = EnumOf<Level>(row.values[1]);
    std::ranges::find(summary.by_status, status, &AlertSummary::ByStatus::value)->count += row.rows;
    std::ranges::find(summary.by_level, level, &AlertSummary::ByLevel::value)->count += row.rows;
  }
  LACHAN_TRY(const auto groups,
             reader->Group(alerts,
                           {.fields = {"rule_id", "rule_title", "level", "agency_id"},
                            .sum = "count",
                            .latest = "last_seen",
                            .limit = 200},
                           query));
  for (const auto& row : groups) {
    AlertSummary::ByRule group;
    group.rule_id = std::get<std::string>(row.values[0]);
    group.rule_title = std::get<std::string>(row.values[1]);
    group.level = EnumOf<Level>(row.values[2]);
    if (const auto* agency = std::get_if<std::int64_t>(&row.values[3])) {
      group.agency_id = AgencyId{*agency};
    }
    group.count = row.sum;
    group.alerts = row.rows;
    group.last_seen = Instant{Duration{row.latest}};
    summary.groups.push_back(std::move(group));
  }
  return summary;
}

Result<std::vector<Alert>> AlertService::Similar(const Caller& caller, const Alert& alert) {
  constexpr std::size_t kMost = 10;
  constexpr std::chrono::days kBack{30};
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  std::vector<Alert> similar;
  const auto add = [&](std::string_view field, const std::string& value) -> Status {
    if (value.empty()) return {};
    journal::ListQuery query;
    query.filters = {journal::Equals(std::string(field), value),
                     {"last_seen",
                      Filter::Op::kGreaterOrEqual,
                      {schema::internal::ToValue(alert.last_seen.value - kBack)}}};
    query.sort = "last_seen";
    query.descending = true;
    query.limit = kMost + 1;
    LACHAN_TRY(auto found, journal::List<Alert>(*reader, query));
    for (Alert& other : found) {
      const bool is_known =
          other.id.value == alert.id.value || std::ranges::any_of(similar, [&](const Alert& known) {
            return known.id.value == other.id.value;
          });
      if (!is_known) similar.push_back(std::move(other));
    }
    return {};
  };
  LACHAN_TRY_DO(add("rule_id", alert.rule_id.value.value));
  LACHAN_TRY_DO(add("host", alert.host.value.value));
  std::ranges::sort(similar, std::greater{}, [](const Alert& a) { return a.last_seen.value; });
  if (similar.size() > kMost) similar.resize(kMost);
  return similar;
}

Result<std::vector<Alert>> AlertService::OfEvent(const Caller& caller, std::string_view event_id,
                                                 std::span<const std::string> rule_ids) {
  constexpr std::size_t kKeysAQuery = 500;
  std::set<std::int64_t> ids;
  LACHAN_TRY(const auto all, deps_.store.OpenReader(Caller::System("alerts of an event")));
  for (std::size_t from = 0; from < rule_ids.size(); from += kKeysAQuery) {
    Filter in{"key", Filter::Op::kIn, {}};
    for (const auto& rule : rule_ids.subspan(from, std::min(kKeysAQuery, rule_ids.size() - from))) {
      in.values.emplace_back(KeyDigest(fmt::format("{}/{}", event_id, rule)));
    }
    journal::ListQuery query;
    query.filters = {std::move(in)};
    query.limit = kKeysAQuery;
    LACHAN_TRY(const auto keys, journal::List<AlertKey>(*all, query));
    for (const auto& key : keys) ids.insert(key.alert_id.value.value);
  }
  // What lies outside the caller's reach is not there.
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  journal::ListQuery query;
  query.filters = {journal::Equals("event_id", std::string(event_id))};
  LACHAN_TRY(auto found, journal::ListAll<Alert>(*reader, query));
  for (const Alert& alert : found) ids.erase(alert.id.value);
  for (const auto id : ids) {
    auto alert = journal::Get<Alert>(*reader, id);
    if (alert) {
      found.push_back(*std::move(alert));
    } else if (alert.error().code() != ErrorCode::kNotFound) {
      return std::unexpected(alert.error());
    }
  }
  std::ranges::sort(found, std::greater{}, [](const Alert& a) { return a.last_seen.value; });
  return found;
}

Result<std::vector<Alert>> AlertService::OfIncident(const Caller& caller, IncidentId incident) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  journal::ListQuery query;
  query.filters = {journal::Equals("incident_id", incident.value)};
  query.sort = "first_seen";
  return journal::ListAll<Alert>(*reader, query);
}

void AddRegisters(journal::Registers& registers) {
  auto& alerts = registers.Add<Alert>();
  alerts.passing = journal::Passing::kPassesOpen;
  alerts.open_rows = {
      {"status", journal::Filter::Op::kIn, {std::string("open"), std::string("in_progress")}}};
  alerts.is_creatable = false;
  alerts.is_changeable = false;
  alerts.is_archivable = false;
}

}  // namespace lachan::alerts
