// SPDX-License-Identifier: Apache-2.0
#include "web_api/finding_routes.h"

#include <boost/describe/enum_to_string.hpp>
#include <boost/json/array.hpp>

#include "web_api/body.h"
#include "web_api/list_query.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;
using web::Verb;

constexpr std::size_t kMaxReport = 65u << 20;  ///< A little over what is read: it says so.
constexpr std::size_t kMaxList = 33u << 20;
constexpr std::size_t kMaxMatching = 10'000;

struct FindingActBody {
  findings::FindingAction action = findings::FindingAction::fix;
  schema::Paragraph<2000> note;
  std::optional<CivilDate> performed_on;
  HuntResult hunt_result = HuntResult::clean;
  std::optional<SystemId> system_id;
};
BOOST_DESCRIBE_STRUCT(FindingActBody, (), (action, note, performed_on, hunt_result, system_id))

struct FindingControlBody {
  bool allows_control = true;
  schema::RequiredParagraph<2000> note;
};
BOOST_DESCRIBE_STRUCT(FindingControlBody, (), (allows_control, note))

struct FindingAskBody {
  FindingRequestKind kind = FindingRequestKind::acceptance;
  schema::RequiredParagraph<2000> reason;
  std::optional<CivilDate> until;
};
BOOST_DESCRIBE_STRUCT(FindingAskBody, (), (kind, reason, until))

struct FindingDecideBody {
  bool approve = true;
  schema::Paragraph<2000> note;
};
BOOST_DESCRIBE_STRUCT(FindingDecideBody, (), (approve, note))

struct FindingFailureView {
  std::int64_t id = 0;
  std::string code, detail;
};
BOOST_DESCRIBE_STRUCT(FindingFailureView, (), (id, code, detail))

struct FindingDoneView {
  std::int64_t id = 0, version = 0;
  FindingStatus status = FindingStatus::open;
};
BOOST_DESCRIBE_STRUCT(FindingDoneView, (), (id, version, status))

/// `done` is what `POST /findings/undo` takes as `items`.
struct FindingBulkAnswer {
  std::vector<FindingDoneView> done;
  std::vector<FindingFailureView> failed;
};
BOOST_DESCRIBE_STRUCT(FindingBulkAnswer, (), (done, failed))

struct FindingSummaryView {
  std::int64_t to_do = 0, overdue = 0, due_soon = 0, control = 0, known_exploited = 0,
               not_attributed = 0, probably_fixed = 0, pending_requests = 0, critical = 0, high = 0,
               medium = 0, low = 0, informational = 0;
};
BOOST_DESCRIBE_STRUCT(FindingSummaryView, (),
                      (to_do, overdue, due_soon, control, known_exploited, not_attributed,
                       probably_fixed, pending_requests, critical, high, medium, low,
                       informational))

struct ExploitView {
  std::string cve;
  bool is_known_exploited = false, is_ransomware = false;
  std::string name, action;
  std::optional<CivilDate> added;
  std::optional<std::int64_t> epss, percentile;  ///< Hundred-thousandths.
};
BOOST_DESCRIBE_STRUCT(ExploitView, (),
                      (cve, is_known_exploited, is_ransomware, name, action, added, epss,
                       percentile))
struct ExploitViews {
  std::vector<ExploitView> rows;
};
BOOST_DESCRIBE_STRUCT(ExploitViews, (), (rows))

struct AttributedView {
  std::int64_t attributed = 0;
};
BOOST_DESCRIBE_STRUCT(AttributedView, (), (attributed))

findings::ActionRequest RequestOf(const FindingActBody& body) {
  findings::ActionRequest request;
  request.action = body.action;
  request.note = body.note.value;
  request.performed_on = body.performed_on;
  request.hunt_result = body.hunt_result;
  request.system = body.system_id;
  return request;
}

FindingBulkAnswer AnswerOf(const findings::ActionOutcome& outcome) {
  FindingBulkAnswer answer;
  for (const Finding& finding : outcome.done) {
    answer.done.push_back({finding.id.value, finding.version.value, finding.status.value});
  }
  for (const auto& failure : outcome.failed) {
    answer.failed.push_back(
        {failure.id, std::string(ToString(failure.error.code())), failure.error.message()});
  }
  return answer;
}

Result<Response> Summary(const FindingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto summary, deps.findings.Summary(request.caller));
  FindingSummaryView view{summary.to_do,          summary.overdue,         summary.due_soon,
                          summary.control,        summary.known_exploited, summary.not_attributed,
                          summary.probably_fixed, summary.pending_requests};
  view.informational = summary.by_severity[0];
  view.low = summary.by_severity[1];
  view.medium = summary.by_severity[2];
  view.high = summary.by_severity[3];
  view.critical = summary.by_severity[4];
  return Response::Of(view);
}

Result<Response> Exploits(const FindingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  LACHAN_TRY(const auto finding, journal::Get<Finding>(*reader, id));
  LACHAN_TRY(const auto index, deps.findings.Exploits());
  LACHAN_TRY(const auto cves, schema::ParseJson(finding.cves.value.value));
  ExploitViews views;
  for (const auto& text : cves.get_array()) {
    const auto number = scan_reports::NumberOfCve(text.get_string());
    ExploitView view;
    view.cve = text.get_string();
    if (const auto* known = index->FindKev(number)) {
      view.is_known_exploited = true;
      view.is_ransomware = known->is_ransomware;
      view.name = known->name;
      view.action = known->action;
      view.added = known->added;
    }
    if (const auto* epss = index->FindEpss(number)) {
      view.epss = epss->probability;
      view.percentile = epss->percentile;
    }
    views.rows.push_back(std::move(view));
  }
  return Response::Of(views);
}

Result<Response> Act(const FindingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<FindingActBody>(request));
  LACHAN_TRY(const auto finding, deps.findings.Act(request.caller, id, RequestOf(body)));
  return Response::Of(finding);
}

Result<Response> Control(const FindingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<FindingControlBody>(request));
  if (!request.caller.reach.everything) {
    return Fail(ErrorCode::kDenied, "the province's response team says what gives control");
  }
  LACHAN_TRY(const auto finding,
             deps.findings.SetControl(request.caller, id, body.allows_control, body.note.value));
  return Response::Of(finding);
}

Result<Response> Ask(const FindingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<FindingAskBody>(request));
  LACHAN_TRY(const auto asked,
             deps.findings.Ask(request.caller, id, body.kind, body.reason.value, body.until));
  return Response::Of(asked, 201);
}

Result<Response> Decide(const FindingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<FindingDecideBody>(request));
  LACHAN_TRY(const auto decided,
             deps.findings.Decide(request.caller, id, body.approve, body.note.value));
  return Response::Of(decided);
}

Result<Response> Withdraw(const FindingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto withdrawn, deps.findings.Withdraw(request.caller, id));
  return Response::Of(withdrawn);
}

/// Ids of the findings that the query of the address selects.
Result<std::vector<std::int64_t>> Matching(const FindingDeps& deps, const Request& request) {
  const auto& entity = schema::Describe<Finding>();
  LACHAN_TRY(auto query, ParseListQuery(entity, request));
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  LACHAN_TRY(const auto count, reader->Count(entity, query));
  if (count > static_cast<std::int64_t>(kMaxMatching)) {
    return Fail(ErrorCode::kExhausted, "{} findings match; at most {} at once", count,
                kMaxMatching);
  }
  std::vector<std::int64_t> ids;
  query.limit = 1000;
  do {
    LACHAN_TRY(const auto page, reader->List(entity, query));
    for (const auto& record : page.rows) ids.push_back(std::get<std::int64_t>(record[0]));
    query.after = page.next;
  } while (!query.after.empty());
  return ids;
}

/// `ids`, or `matching: true` for all that the query selects.
Result<std::vector<std::int64_t>> TakeIds(const FindingDeps& deps, const Request& request,
                                          boost::json::object& body) {
  if (const auto* matching = body.if_contains("matching")) {
    const bool wanted = matching->is_bool() && matching->get_bool();
    body.erase("matching");
    if (wanted) return Matching(deps, request);
  }
  const auto* list = body.if_contains("ids");
  if (list == nullptr || !list->is_array()) {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "ids must be a list of numbers")
                               .WithField("ids", "required"));
  }
  std::vector<std::int64_t> ids;
  for (const auto& id : list->get_array()) {
    boost::system::error_code error;
    ids.push_back(id.to_number<std::int64_t>(error));
    if (error) return Fail(ErrorCode::kInvalidInput, "ids must be whole numbers");
  }
  body.erase("ids");
  return ids;
}

Result<Response> Bulk(const FindingDeps& deps, const Request& request) {
  LACHAN_TRY(auto json_body, request.Json());
  LACHAN_TRY(const auto ids, TakeIds(deps, request, json_body));
  LACHAN_TRY(const auto body, schema::Decode<FindingActBody>(json_body));
  LACHAN_TRY(const auto outcome, deps.findings.ActOnAll(request.caller, ids, RequestOf(body)));
  return Response::Of(AnswerOf(outcome));
}

Result<Response> Undo(const FindingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  std::vector<findings::UndoItem> items;
  const auto* list = body.if_contains("items");
  if (list != nullptr && list->is_array()) {
    for (const auto& item : list->get_array()) {
      const auto* object = item.if_object();
      const auto number = [&](const char* name) -> std::int64_t {
        const auto* member = object == nullptr ? nullptr : object->if_contains(name);
        return member != nullptr && member->is_int64() ? member->get_int64() : 0;
      };
      items.push_back({number("id"), number("version")});
    }
  }
  LACHAN_TRY(const auto outcome, deps.findings.Undo(request.caller, items));
  return Response::Of(AnswerOf(outcome));
}

Result<Response> Import(const FindingDeps& deps, const Request& request) {
  findings::ImportRequest import;
  import.file_name = request.Query("file_name");
  import.bytes = request.body;
  import.is_full = request.Query("full") == "1";
  import.is_evidence = request.Query("evidence") == "1";
  LACHAN_TRY(const auto system, request.QueryNumber("system_id", 1, INT64_MAX, 0));
  if (system > 0) import.system = SystemId{system};
  LACHAN_TRY(const auto receipt, deps.findings.Import(request.caller, import));
  return Response::Of(receipt, 201);
}

Result<Response> ImportList(const FindingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto receipt, deps.findings.ImportExploitList(
                                     request.caller, request.Query("file_name"), request.body));
  return Response::Of(receipt, 201);
}

Result<Response> Attribute(const FindingDeps& deps, const Request& request) {
  // What belongs to nobody is seen by callers of full reach alone: others have nothing to look up.
  if (!request.caller.reach.everything) return Response::Of(AttributedView{0});
  LACHAN_TRY(const auto count, deps.findings.AttributeAgain(request.caller));
  return Response::Of(AttributedView{count});
}

}  // namespace

std::vector<web::Route> FindingRoutes(FindingDeps deps) {
  constexpr auto kRead = Needs("finding", Action::kRead);
  constexpr auto kWrite = Needs("finding", Action::kWrite);
  constexpr auto kDecide = Needs("finding_decision", Action::kWrite);
  const auto bind = [deps](auto handler) {
    return [deps, handler](const Request& request) { return handler(deps, request); };
  };
  const auto finding = web::SchemaFor<Finding>();
  const auto asked = web::SchemaFor<FindingRequest>();
  const auto bulk = web::SchemaFor<FindingBulkAnswer>();
  std::vector<web::Route> routes;
  routes.push_back(
      {Verb::kGet,
       "/api/v1/findings/summary",
       kRead,
       bind(Summary),
       {"What is to do, by severity and urgency", {}, web::SchemaFor<FindingSummaryView>()}});
  routes.push_back(
      {Verb::kGet,
       "/api/v1/findings/{id}/exploits",
       kRead,
       bind(Exploits),
       {"What the lists of exploited CVEs say of it", {}, web::SchemaFor<ExploitViews>()}});
  routes.push_back({Verb::kPost,
                    "/api/v1/findings/{id}/act",
                    kWrite,
                    bind(Act),
                    {"Record a fix or a hunt, take, assign, reopen …",
                     web::SchemaFor<FindingActBody>(), finding}});
  routes.push_back({Verb::kPost,
                    "/api/v1/findings/{id}/control",
                    kWrite,
                    bind(Control),
                    {"Say whether it lets an attacker take control",
                     web::SchemaFor<FindingControlBody>(), finding}});
  routes.push_back({Verb::kPost,
                    "/api/v1/findings/{id}/ask",
                    Needs("finding_request", Action::kWrite),
                    bind(Ask),
                    {"Ask for an acceptance, or for a false positive",
                     web::SchemaFor<FindingAskBody>(), asked}});
  routes.push_back({Verb::kPost,
                    "/api/v1/findings/bulk",
                    kWrite,
                    bind(Bulk),
                    {"One action on many; the body has ids besides, or matching: true",
                     web::SchemaFor<FindingActBody>(), bulk, ListParameters()}});
  routes.push_back({Verb::kPost,
                    "/api/v1/findings/undo",
                    kWrite,
                    bind(Undo),
                    {"Take back the own last action; items: [{id, version}]", {}, bulk}});
  routes.push_back({Verb::kPost,
                    "/api/v1/findings/attribute",
                    kWrite,
                    bind(Attribute),
                    {"Look the owners of what is not attributed up again",
                     {},
                     web::SchemaFor<AttributedView>()}});
  routes.push_back({Verb::kPost,
                    "/api/v1/finding-requests/{id}/decide",
                    kDecide,
                    bind(Decide),
                    {"Approve or refuse a request", web::SchemaFor<FindingDecideBody>(), asked}});
  routes.push_back({Verb::kPost,
                    "/api/v1/finding-requests/{id}/withdraw",
                    Needs("finding_request", Action::kWrite),
                    bind(Withdraw),
                    {"Take a request back", {}, asked}});
  routes.push_back({Verb::kPost,
                    "/api/v1/finding-imports",
                    Needs("finding_import", Action::kWrite),
                    bind(Import),
                    {"Import a scanner's report; the body is the file",
                     {},
                     web::SchemaFor<FindingImport>(),
                     {{"file_name", "name for people"},
                      {"full", "1: what it does not show is gone"},
                      {"evidence", "1: it counts as a scan of the systems it covered"},
                      {"system_id", "of reports that name no host (SARIF, VEX)"}}},
                    kMaxReport});
  routes.push_back({Verb::kPost,
                    "/api/v1/exploit-lists",
                    Needs("exploit_list", Action::kWrite),
                    bind(ImportList),
                    {"Import KEV or EPSS; the body is the file",
                     {},
                     web::SchemaFor<ExploitListImport>(),
                     {{"file_name", "name for people"}}},
                    kMaxList});
  return routes;
}

}  // namespace lachan::web_api
