// SPDX-License-Identifier: Apache-2.0
#include "web_api/incident_routes.h"

#include "incidents/legal_clocks.h"
#include "register/role_assignment.h"
#include "web_api/body.h"
#include "web_api/fact_view.h"
#include "web_api/party_view.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

struct ClockView {
  std::string code, regime, title_vi, title_en, recipient_vi, recipient_en, recipient_name, form,
      clause, status, confidence;
  std::optional<Instant> t0, due, met_at;
  bool informative = false;
};
BOOST_DESCRIBE_STRUCT(ClockView, (),
                      (code, regime, title_vi, title_en, recipient_vi, recipient_en, recipient_name,
                       form, clause, status, confidence, t0, due, met_at, informative))

struct IncidentDetail {
  Incident incident;
  std::optional<AgencyView> agency;
  std::optional<SystemView> system;
  std::string lead_name;
  std::vector<ClockView> clocks;
  std::vector<IncidentTask> tasks;
  std::vector<IncidentNote> notes;
  std::vector<Alert> alerts;
  std::vector<ContactPoint> contacts;
  std::vector<FactView> timeline;
};
BOOST_DESCRIBE_STRUCT(IncidentDetail, (),
                      (incident, agency, system, lead_name, clocks, tasks, notes, alerts, contacts,
                       timeline))

struct StatusBody {
  IncidentStatus status = IncidentStatus::open;
  schema::Paragraph<8000> outcome;
};
BOOST_DESCRIBE_STRUCT(StatusBody, (), (status, outcome))

struct LeadBody {
  std::optional<AccountId> lead_id;
};
BOOST_DESCRIBE_STRUCT(LeadBody, (), (lead_id))

struct NoteBody {
  schema::RequiredParagraph<8000> text;
};
BOOST_DESCRIBE_STRUCT(NoteBody, (), (text))

struct AcceptBody {
  AgencyId agency_id;
  schema::Line<1, 300> title;
  Severity severity = Severity::m3;
  IncidentCategory category = IncidentCategory::other;
};
BOOST_DESCRIBE_STRUCT(AcceptBody, (), (agency_id, title, severity, category))

struct ReplyBody {
  schema::RequiredParagraph<4000> reply;
  ReportStatus status = ReportStatus::in_review;
};
BOOST_DESCRIBE_STRUCT(ReplyBody, (), (reply, status))

Result<IncidentId> IdOf(const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  return IncidentId{id};
}

ClockView ViewClock(const directive::IncidentClock& clock) {
  return {clock.code,
          clock.regime,
          clock.title.vi,
          clock.title.en,
          clock.recipient.vi,
          clock.recipient.en,
          {},
          clock.form,
          clock.clause,
          std::string(ToString(clock.status)),
          std::string(ToString(clock.confidence)),
          clock.t0,
          clock.due,
          clock.discharged_at,
          clock.informative};
}

Result<Response> Detail(const IncidentDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(auto found, deps.incidents.Detail(request.caller, id));
  IncidentDetail detail;
  LACHAN_TRY(const auto all, deps.store.OpenReader(journal::Caller::System("incident detail")));
  // Who receives reports is an office: shown by its holder of today.
  LACHAN_TRY(const auto offices, registry::HoldersOn(*all, CivilDateAt(deps.clock.Now())));
  for (const auto& clock :
       incidents::LegalClocks(deps.directive, found.incident, found.timeline, deps.clock.Now())) {
    detail.clocks.push_back(ViewClock(clock));
    for (const auto& office : offices) {
      if (schema::internal::ToValue(office.role) != schema::Value{clock.recipient_role}) continue;
      LACHAN_TRY(detail.clocks.back().recipient_name, registry::NameOf(*all, office));
    }
  }
  LACHAN_TRY(detail.agency, FindAgency(*all, found.incident.agency_id));
  LACHAN_TRY(detail.contacts, ContactsOf(*all, found.incident.agency_id));
  if (found.incident.system_id) {
    LACHAN_TRY(detail.system, FindSystem(*all, *found.incident.system_id));
  }
  if (found.incident.lead_id.value) {
    LACHAN_TRY(detail.lead_name, AccountName(*all, *found.incident.lead_id.value));
  }
  LACHAN_TRY(detail.alerts, deps.alerts.OfIncident(CallerReading("alert", request), id));
  detail.incident = std::move(found.incident);
  detail.tasks = std::move(found.tasks);
  detail.notes = std::move(found.notes);
  detail.timeline = View(found.timeline);
  return Response::Of(detail);
}

Result<Response> SendNotice(const IncidentDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(const auto notice, BodyOf<incidents::ClockNotice>(request));
  LACHAN_TRY_DO(deps.incidents.NoteNotice(request.caller, id, notice));
  return Detail(deps, request);
}

Result<Response> SetStatus(const IncidentDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(const auto body, BodyOf<StatusBody>(request));
  LACHAN_TRY(const auto incident,
             deps.incidents.SetStatus(request.caller, id, body.status, body.outcome.value));
  return Response::Of(incident);
}

Result<Response> SetLead(const IncidentDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(const auto body, BodyOf<LeadBody>(request));
  LACHAN_TRY(const auto incident, deps.incidents.SetLead(request.caller, id, body.lead_id));
  return Response::Of(incident);
}

Result<Response> AddTask(const IncidentDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(const auto body, BodyOf<incidents::NewTask>(request));
  LACHAN_TRY(const auto task, deps.incidents.AddTask(request.caller, id, body));
  return Response::Of(task, 201);
}

Result<Response> AddNote(const IncidentDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, IdOf(request));
  LACHAN_TRY(const auto body, BodyOf<NoteBody>(request));
  LACHAN_TRY(const auto note, deps.incidents.AddNote(request.caller, id, body.text.value));
  return Response::Of(note, 201);
}

Result<Response> Accept(const IncidentDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<AcceptBody>(request));
  incidents::NewIncident incident;
  incident.agency_id = body.agency_id;
  incident.title = body.title;
  incident.severity = body.severity;
  incident.category = body.category;
  incident.reported_by = IncidentOrigin::web;
  LACHAN_TRY(const auto opened, deps.reports.Accept(request.caller, id, incident));
  return Response::Of(opened, 201);
}

Result<Response> Reply(const IncidentDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<ReplyBody>(request));
  LACHAN_TRY(const auto report,
             deps.reports.Reply(request.caller, id, body.reply.value, body.status));
  return Response::Of(report);
}

}  // namespace

std::vector<web::Route> IncidentRoutes(IncidentDeps deps) {
  constexpr auto kRead = Needs("incident", Action::kRead);
  constexpr auto kWrite = Needs("incident", Action::kWrite);
  const auto bind = [deps](auto handler) {
    return [deps, handler](const Request& request) { return handler(deps, request); };
  };
  const std::string one = "/api/v1/incidents/{id}";
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kGet,
                    one + "/detail",
                    kRead,
                    bind(Detail),
                    {"Incident with clocks, tasks, notes, alerts, timeline",
                     {},
                     web::SchemaFor<IncidentDetail>()}});
  routes.push_back({web::Verb::kPost,
                    one + "/notices",
                    kWrite,
                    bind(SendNotice),
                    {"A notice that a legal clock asks for was sent",
                     web::SchemaFor<incidents::ClockNotice>(), web::SchemaFor<IncidentDetail>()}});
  routes.push_back({web::Verb::kPost,
                    one + "/status",
                    kWrite,
                    bind(SetStatus),
                    {"Move it on; closing needs an outcome", web::SchemaFor<StatusBody>(),
                     web::SchemaFor<Incident>()}});
  routes.push_back(
      {web::Verb::kPost,
       one + "/lead",
       kWrite,
       bind(SetLead),
       {"Hand it to an account", web::SchemaFor<LeadBody>(), web::SchemaFor<Incident>()}});
  routes.push_back(
      {web::Verb::kPost,
       one + "/tasks",
       Needs("incident_task", Action::kWrite),
       bind(AddTask),
       {"Add a task", web::SchemaFor<incidents::NewTask>(), web::SchemaFor<IncidentTask>()}});
  routes.push_back({web::Verb::kPost,
                    one + "/notes",
                    Needs("incident_note", Action::kWrite),
                    bind(AddNote),
                    {"Add a note", web::SchemaFor<NoteBody>(), web::SchemaFor<IncidentNote>()}});
  constexpr auto kReports = Needs("public_report", Action::kWrite);
  routes.push_back(
      {web::Verb::kPost,
       "/api/v1/public-reports/{id}/accept",
       kReports,
       bind(Accept),
       {"Open an incident of a report", web::SchemaFor<AcceptBody>(), web::SchemaFor<Incident>()}});
  routes.push_back(
      {web::Verb::kPost,
       "/api/v1/public-reports/{id}/reply",
       kReports,
       bind(Reply),
       {"Answer the reporter", web::SchemaFor<ReplyBody>(), web::SchemaFor<PublicReport>()}});
  return routes;
}

}  // namespace lachan::web_api
