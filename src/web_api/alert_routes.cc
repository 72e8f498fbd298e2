// SPDX-License-Identifier: Apache-2.0
#include "web_api/alert_routes.h"

#include <boost/describe/enum_to_string.hpp>

#include "identity/entities.h"
#include "register/entities.h"
#include "web_api/body.h"
#include "web_api/list_query.h"
#include "web_api/party_view.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

struct CountView {
  std::string value;
  std::int64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(CountView, (), (value, count))

struct AlertOfEvent {
  std::int64_t id = 0;
  std::string rule_title;
  Level level = Level::medium;
  AlertStatus status = AlertStatus::open;
  Instant last_seen{};
};
BOOST_DESCRIBE_STRUCT(AlertOfEvent, (), (id, rule_title, level, status, last_seen))

struct AlertsOfEvent {
  std::vector<AlertOfEvent> rows;
};
BOOST_DESCRIBE_STRUCT(AlertsOfEvent, (), (rows))

struct AlertGroupView {
  std::string rule_id, rule_title;
  Level level = Level::medium;
  std::optional<AgencyId> agency_id;
  std::int64_t count = 0, alerts = 0;
  Instant last_seen;
};
BOOST_DESCRIBE_STRUCT(AlertGroupView, (),
                      (rule_id, rule_title, level, agency_id, count, alerts, last_seen))

struct AlertSummaryView {
  std::int64_t total = 0;
  std::vector<CountView> by_status, by_level;
  std::vector<AlertGroupView> groups;
};
BOOST_DESCRIBE_STRUCT(AlertSummaryView, (), (total, by_status, by_level, groups))

struct IncidentRef {
  std::int64_t id = 0;
  std::string number, title;
};
BOOST_DESCRIBE_STRUCT(IncidentRef, (), (id, number, title))

struct AlertDetail {
  Alert alert;
  std::optional<RuleView> rule;
  std::optional<AgencyView> agency;
  std::optional<SystemView> system;
  std::string assignee_name;
  std::optional<IncidentRef> incident;
  std::vector<Alert> similar;
  std::vector<ContactPoint> contacts;
};
BOOST_DESCRIBE_STRUCT(AlertDetail, (),
                      (alert, rule, agency, system, assignee_name, incident, similar, contacts))

struct DismissBody {
  DismissReason reason = DismissReason::false_positive;
  schema::RequiredParagraph<2000> note;
};
BOOST_DESCRIBE_STRUCT(DismissBody, (), (reason, note))

struct EscalateAnswer {
  Incident incident;
};
BOOST_DESCRIBE_STRUCT(EscalateAnswer, (), (incident))

struct BulkBody {
  alerts::BulkAction action = alerts::BulkAction::take;
  std::optional<DismissReason> reason;
  schema::Paragraph<2000> note;
  std::optional<IncidentId> incident_id;
  schema::Line<0, 300> title;
  Severity severity = Severity::m3;
  IncidentCategory category = IncidentCategory::other;
  std::optional<AgencyId> agency_id;
};
BOOST_DESCRIBE_STRUCT(BulkBody, (),
                      (action, reason, note, incident_id, title, severity, category, agency_id))

struct BulkFailureView {
  AlertId id;
  std::string code, detail;
};
BOOST_DESCRIBE_STRUCT(BulkFailureView, (), (id, code, detail))

struct BulkAnswer {
  std::vector<AlertId> done;
  std::vector<BulkFailureView> failed;
  std::optional<Incident> incident;
};
BOOST_DESCRIBE_STRUCT(BulkAnswer, (), (done, failed, incident))

/// The enumerator's name, as the API spells it.
template <class Enum>
std::string NameOf(Enum value) {
  return boost::describe::enum_to_string(value, "");
}

Result<AlertId> IdOf(const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  return AlertId{id};
}

std::optional<RuleView> FindRule(const AlertDeps& deps, std::string_view id) {
  const auto rules = deps.rules();
  for (const auto& rule : rules->rules()) {
    if (rule.id == id) return View(rule);
  }
  return std::nullopt;
}

Result<Response> Detail(const AlertDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  AlertDetail detail;
  LACHAN_TRY(detail.alert, journal::Get<Alert>(*reader, id));
  const Alert& alert = detail.alert;
  detail.rule = FindRule(deps, alert.rule_id.value.value);
  // Who owns the address and whom to call is for everyone who may see the alert.
  LACHAN_TRY(const auto all, deps.store.OpenReader(journal::Caller::System("alert detail")));
  if (alert.agency_id.value) {
    LACHAN_TRY(detail.agency, FindAgency(*all, *alert.agency_id.value));
    LACHAN_TRY(detail.contacts, ContactsOf(*all, *alert.agency_id.value));
  }
  if (alert.system_id.value) {
    LACHAN_TRY(detail.system, FindSystem(*all, *alert.system_id.value));
  }
  if (alert.assignee_id.value) {
    LACHAN_TRY(detail.assignee_name, AccountName(*all, *alert.assignee_id.value));
  }
  if (alert.incident_id.value) {
    // An alert may have gone into another agency's incident.
    LACHAN_TRY(const auto incidents, deps.store.OpenReader(CallerReading("incident", request)));
    if (const auto incident = journal::Get<Incident>(*incidents, alert.incident_id.value->value)) {
      detail.incident = {incident->id, incident->number.value.value, incident->title.value};
    }
  }
  LACHAN_TRY(detail.similar, deps.alerts.Similar(request.caller, alert));
  return Response::Of(detail);
}

Result<Response> OfEvent(const AlertDeps& deps, const Request& request) {
  const std::string_view event = request.Query("event");
  if (event.empty()) return Fail(ErrorCode::kInvalidInput, "name an event: ?event=ID");
  const auto rules = deps.rules();
  std::vector<std::string> ids;
  for (const auto& rule : rules->rules()) ids.push_back(rule.id);
  AlertsOfEvent found;
  LACHAN_TRY(const auto alerts, deps.alerts.OfEvent(request.caller, event, ids));
  for (const auto& alert : alerts) {
    found.rows.push_back({alert.id.value, alert.rule_title.value.value, alert.level.value,
                          alert.status.value, alert.last_seen.value});
  }
  return Response::Of(found);
}

Result<Response> Summary(const AlertDeps& deps, const Request& request) {
  LACHAN_TRY(const auto query, ParseListQuery(schema::Describe<Alert>(), request));
  LACHAN_TRY(const auto summary, deps.alerts.Summary(request.caller, query));
  AlertSummaryView view;
  view.total = summary.total;
  for (const auto& row : summary.by_status) {
    view.by_status.push_back({NameOf(row.value), row.count});
  }
  for (const auto& row : summary.by_level) {
    view.by_level.push_back({NameOf(row.value), row.count});
  }
  for (const auto& row : summary.groups) {
    view.groups.push_back({row.rule_id, row.rule_title, row.level, row.agency_id, row.count,
                           row.alerts, row.last_seen});
  }
  return Response::Of(view);
}

Result<Response> Dismiss(const AlertDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(const auto body, BodyOf<DismissBody>(request));
  LACHAN_TRY(const auto alert,
             deps.alerts.Dismiss(request.caller, id, body.reason, body.note.value));
  return Response::Of(alert);
}

Result<Response> Escalate(const AlertDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(const auto to, BodyOf<alerts::Escalation>(request));
  LACHAN_TRY(auto incident, deps.alerts.Escalate(request.caller, id, to));
  return Response::Of(EscalateAnswer{std::move(incident)});
}

Result<Response> Bulk(const AlertDeps& deps, const Request& request) {
  LACHAN_TRY(auto json_body, request.Json());
  alerts::BulkRequest bulk;
  const auto* ids = json_body.if_contains("ids");
  if (ids == nullptr || !ids->is_array()) {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "ids must be a list of alert ids")
                               .WithField("ids", "required"));
  }
  for (const auto& id : ids->get_array()) {
    boost::system::error_code error;
    const auto number = id.to_number<std::int64_t>(error);
    if (error) return Fail(ErrorCode::kInvalidInput, "ids must be whole numbers");
    bulk.ids.push_back(AlertId{number});
  }
  json_body.erase("ids");
  LACHAN_TRY(const auto body, schema::Decode<BulkBody>(json_body));
  bulk.action = body.action;
  bulk.reason = body.reason;
  bulk.note = body.note.value;
  bulk.escalation = {body.incident_id, body.title, body.severity, body.category, body.agency_id};
  LACHAN_TRY(auto outcome, deps.alerts.Bulk(request.caller, bulk));
  BulkAnswer answer{std::move(outcome.done), {}, std::move(outcome.incident)};
  for (const auto& failure : outcome.failed) {
    answer.failed.push_back(
        {failure.id, std::string(ToString(failure.error.code())), failure.error.message()});
  }
  return Response::Of(answer);
}

}  // namespace

RuleView View(const detect::RuleInfo& rule) {
  RuleView view;
  view.id = rule.id;
  view.title = rule.title;
  view.description = rule.description;
  view.author = rule.author;
  view.status = rule.status;
  view.path = rule.path;
  view.text = rule.text;
  view.level = rule.level;
  view.tags = rule.tags;
  view.references = rule.references;
  view.falsepositives = rule.falsepositives;
  for (const auto* part :
       {&rule.logsource.product, &rule.logsource.category, &rule.logsource.service}) {
    if (part->empty()) continue;
    if (!view.logsource.empty()) view.logsource += " / ";
    view.logsource += *part;
  }
  return view;
}

std::vector<web::Route> AlertRoutes(AlertDeps deps) {
  constexpr auto kRead = Needs("alert", Action::kRead);
  constexpr auto kWrite = Needs("alert", Action::kWrite);
  const auto bind = [deps](auto handler) {
    return [deps, handler](const Request& request) { return handler(deps, request); };
  };
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kGet,
                    "/api/v1/alerts/summary",
                    kRead,
                    bind(Summary),
                    {"Counts by status, level, rule and agency",
                     {},
                     web::SchemaFor<AlertSummaryView>(),
                     ListParameters()}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/alerts/of-event",
                    kRead,
                    bind(OfEvent),
                    {"Alerts that an event raised or joined",
                     {},
                     web::SchemaFor<AlertsOfEvent>(),
                     {{"event", "Id of the event"}}}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/alerts/{id}/detail",
                    kRead,
                    bind(Detail),
                    {"All that triage needs of one alert", {}, web::SchemaFor<AlertDetail>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/alerts/{id}/take",
                    kWrite,
                    [deps](const Request& request) -> Result<Response> {
                      LACHAN_TRY(const auto id, IdOf(request));
                      LACHAN_TRY(const auto alert, deps.alerts.Take(request.caller, id));
                      return Response::Of(alert);
                    },
                    {"Assign to me", {}, web::SchemaFor<Alert>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/alerts/{id}/reopen",
                    kWrite,
                    [deps](const Request& request) -> Result<Response> {
                      LACHAN_TRY(const auto id, IdOf(request));
                      LACHAN_TRY(const auto alert, deps.alerts.Reopen(request.caller, id));
                      return Response::Of(alert);
                    },
                    {"Open again", {}, web::SchemaFor<Alert>()}});
  routes.push_back(
      {web::Verb::kPost,
       "/api/v1/alerts/{id}/dismiss",
       kWrite,
       bind(Dismiss),
       {"Dismiss with a reason", web::SchemaFor<DismissBody>(), web::SchemaFor<Alert>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/alerts/{id}/escalate",
                    kWrite,
                    bind(Escalate),
                    {"Into an incident, new or given", web::SchemaFor<alerts::Escalation>(),
                     web::SchemaFor<EscalateAnswer>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/alerts/bulk",
                    kWrite,
                    bind(Bulk),
                    {"One action on many alerts; body has ids besides", web::SchemaFor<BulkBody>(),
                     web::SchemaFor<BulkAnswer>()}});
  return routes;
}

}  // namespace lachan::web_api
