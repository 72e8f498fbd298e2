// SPDX-License-Identifier: Apache-2.0
#include "web_api/hunt_routes.h"

#include <boost/describe/enum_to_string.hpp>
#include <boost/json/parse.hpp>

#include "formats/csv.h"
#include "hunts/rule_sql.h"
#include "hunts/rule_statement.h"
#include "web_api/body.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;
using web::Verb;

struct HuntVerdictBody {
  HuntConclusion conclusion = HuntConclusion::open;
  schema::Paragraph<8000> conclusion_text;
  schema::Line<0, 100> follow_up;
  schema::Json systems;  ///< [id, …]: those whose duty it counts for.
};
BOOST_DESCRIBE_STRUCT(HuntVerdictBody, (), (conclusion, conclusion_text, follow_up, systems))

struct HuntHitList {
  std::vector<HuntHit> rows;
};
BOOST_DESCRIBE_STRUCT(HuntHitList, (), (rows))

struct RuleSqlView {
  std::string sql;  ///< To be read; values stand in it.
  bool is_exact = false;
  std::vector<std::string> confirmed;  ///< Tests that the matcher decides.
};
BOOST_DESCRIBE_STRUCT(RuleSqlView, (), (sql, is_exact, confirmed))

Result<Response> Launch(const HuntDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto hunt, deps.hunts.Launch(request.caller, id));
  return Response::Of(hunt, 202);
}

Result<Response> Cancel(const HuntDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto hunt, deps.hunts.Cancel(request.caller, id));
  return Response::Of(hunt);
}

Result<Response> Conclude(const HuntDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<HuntVerdictBody>(request));
  hunts::HuntVerdict verdict;
  verdict.conclusion = body.conclusion;
  verdict.text = body.conclusion_text.value;
  verdict.follow_up = body.follow_up.value;
  LACHAN_TRY(const auto systems, hunts::NumbersIn(body.systems.value, "systems"));
  for (const auto system : systems) verdict.evidence.push_back(SystemId{system});
  LACHAN_TRY(const auto hunt, deps.hunts.Conclude(request.caller, id, verdict));
  return Response::Of(hunt);
}

Result<Response> Hits(const HuntDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  HuntHitList list;
  LACHAN_TRY(list.rows, deps.hunts.Hits(request.caller, id));
  return Response::Of(list);
}

/// The ids of the sample events.
std::string SampleIds(const std::string& samples) {
  boost::system::error_code error;
  const auto list = boost::json::parse(samples, error);
  std::string ids;
  if (error || !list.is_array()) return ids;
  for (const auto& one : list.get_array()) {
    const auto* object = one.if_object();
    const auto* id = object == nullptr ? nullptr : object->if_contains("id");
    if (id == nullptr || !id->is_string()) continue;
    ids += (ids.empty() ? "" : " ") + std::string(id->get_string());
  }
  return ids;
}

Result<Response> Export(const HuntDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto rows, deps.hunts.Hits(request.caller, id));
  std::string csv = "\xef\xbb\xbf";  // Spreadsheets know UTF-8 by it.
  csv += formats::WriteCsvRow(std::vector<std::string>{"kind", "target", "title", "level",
                                                       "techniques", "agency_id", "events",
                                                       "first_at", "last_at", "samples"});
  for (const auto& row : rows) {
    const auto level = row.level.value ? boost::describe::enum_to_string(*row.level.value, "") : "";
    csv += formats::WriteCsvRow(std::vector<std::string>{
        boost::describe::enum_to_string(row.kind.value, ""), row.target.value.value,
        row.title.value.value, level, row.techniques.value.value,
        row.agency_id.value ? std::to_string(row.agency_id.value->value) : "",
        std::to_string(row.events.value), FormatInstant(row.first_at.value),
        FormatInstant(row.last_at.value), SampleIds(row.samples.value.value)});
  }
  return Response::Download(std::move(csv), "text/csv; charset=utf-8",
                            fmt::format("hunt-{}.csv", id));
}

Result<Response> RuleSql(const HuntDeps& deps, const Request& request) {
  const auto version = deps.rules();
  const std::string id(request.Query("rule"));
  if (id.empty()) return Fail(ErrorCode::kInvalidInput, "name a rule: ?rule=ID");
  const auto* rule = version->compiled->Find(id);
  if (rule == nullptr) return Fail(ErrorCode::kNotFound, "no rule '{}' is in force", id);
  LACHAN_TRY(const auto printed, hunts::PrintRule({rule->path, rule->text}));
  return Response::Of(RuleSqlView{printed.sql, printed.confirmed.empty(), printed.confirmed});
}

}  // namespace

std::vector<web::Route> HuntRoutes(HuntDeps deps) {
  constexpr auto kRead = Needs("hunt", Action::kRead);
  constexpr auto kWrite = Needs("hunt", Action::kWrite);
  const auto bind = [deps](auto handler) {
    return [deps, handler](const Request& request) { return handler(deps, request); };
  };
  const auto hunt = web::SchemaFor<Hunt>();
  std::vector<web::Route> routes;
  routes.push_back({Verb::kPost,
                    "/api/v1/hunts/{id}/start",
                    kWrite,
                    bind(Launch),
                    {"Start a hunt; it runs in the background", {}, hunt}});
  routes.push_back(
      {Verb::kPost, "/api/v1/hunts/{id}/cancel", kWrite, bind(Cancel), {"End a hunt", {}, hunt}});
  routes.push_back(
      {Verb::kPost,
       "/api/v1/hunts/{id}/conclude",
       kWrite,
       bind(Conclude),
       {"Conclude a hunt, and enter it in the ledger of the systems that it counts for",
        web::SchemaFor<HuntVerdictBody>(), hunt}});
  routes.push_back(
      {Verb::kGet,
       "/api/v1/hunts/{id}/hits",
       kRead,
       bind(Hits),
       {"What a hunt found, by target and agency", {}, web::SchemaFor<HuntHitList>()}});
  routes.push_back({Verb::kGet,
                    "/api/v1/hunts/{id}/hits.csv",
                    kRead,
                    bind(Export),
                    {"The same as a table", {}, {}, {}, "text/csv"}});
  routes.push_back({Verb::kGet,
                    "/api/v1/rule-sql",
                    Needs("rule", Action::kRead),
                    bind(RuleSql),
                    {"A rule in force as a condition over the event table",
                     {},
                     web::SchemaFor<RuleSqlView>(),
                     {{"rule", "Id of the rule"}}}});
  return routes;
}

}  // namespace lachan::web_api
