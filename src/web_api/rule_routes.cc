// SPDX-License-Identifier: Apache-2.0
#include "web_api/rule_routes.h"

#include <boost/describe/enum_from_string.hpp>

#include "base/text.h"
#include "web_api/body.h"
#include "web_api/event_routes.h"
#include "web_api/party_view.h"
#include "web_api/route_table.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using rulesets::RuleService;
using web::Request;
using web::Response;
using web::Verb;

constexpr auto kRead = Needs("rule", Action::kRead);
constexpr auto kWrite = Needs("rule", Action::kWrite);
constexpr std::size_t kMaxRuleBody = 2u << 20;  ///< A rule with its tests, in JSON.

/// "high,critical" as enumerators.
template <class Enum>
Result<std::vector<Enum>> EnumList(const Request& request, std::string_view name) {
  std::vector<Enum> values;
  for (const auto word : Split(request.Query(name), ',')) {
    if (Trim(word).empty()) continue;
    Enum value{};
    if (!boost::describe::enum_from_string(std::string(Trim(word)).c_str(), value)) {
      return WrongField(name, "not_a_choice");
    }
    values.push_back(value);
  }
  return values;
}

Result<std::optional<AgencyId>> QueryAgency(const Request& request, std::string_view name) {
  LACHAN_TRY(const auto id, request.QueryNumber(name, 1, INT64_MAX, 0));
  return id == 0 ? std::nullopt : std::optional(AgencyId{id});
}

/// A text of a request body; empty when it is not there.
Result<std::string> TextIn(const boost::json::object& body, std::string_view name) {
  const auto* value = body.if_contains(name);
  if (value == nullptr || value->is_null()) return std::string();
  if (!value->is_string()) return WrongField(name, "not_a_text");
  return std::string(value->get_string());
}

// ---- rules --------------------------------------------------------------------------------------

Result<Response> List(RuleService& rules, const Request& request) {
  RuleService::RuleQuery query;
  query.text = request.Query("q");
  query.set = request.Query("set");
  query.technique = request.Query("technique");
  query.sort = request.Query("sort");
  query.only_with_hits = request.Query("hits") == "1";
  LACHAN_TRY(query.levels, EnumList<Level>(request, "level"));
  LACHAN_TRY(query.can_fire, EnumList<rulesets::CanFire>(request, "can_fire"));
  LACHAN_TRY(query.agency, QueryAgency(request, "agency"));
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 10'000, 10'000));
  LACHAN_TRY(const auto offset, request.QueryNumber("offset", 0, 1'000'000, 0));
  query.limit = static_cast<std::size_t>(limit);
  query.offset = static_cast<std::size_t>(offset);
  return Response::Of(rules.Rules(query));
}

Result<Response> One(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto detail, rules.Rule(request.caller, request.path_values.at("id"),
                                           CallerReading("alert", request).reach));
  return Response::Of(detail);
}

Result<Response> ExplainIt(RuleService& rules, const Request& request, std::string_view rule_id) {
  LACHAN_TRY(const auto json, request.Json());
  rulesets::ExplainBody body;
  LACHAN_TRY(body.event_id, TextIn(json, "event_id"));
  LACHAN_TRY(body.record, TextIn(json, "record"));
  LACHAN_TRY(body.text, TextIn(json, "text"));
  LACHAN_TRY(const auto view,
             rules.Explain(rule_id, body, ScopeOf(CallerReading("event", request))));
  return Response::Of(view);
}

Result<Response> Explain(RuleService& rules, const Request& request) {
  return ExplainIt(rules, request, request.path_values.at("id"));
}

Result<Response> ExplainText(RuleService& rules, const Request& request) {
  return ExplainIt(rules, request, "");
}

// ---- own rules ----------------------------------------------------------------------------------

Result<rulesets::OwnRuleBody> OwnBody(const Request& request) {
  LACHAN_TRY(const auto json,
             schema::ParseJson(request.body, {.max_bytes = kMaxRuleBody, .max_depth = 4}));
  if (!json.is_object()) return Fail(ErrorCode::kInvalidInput, "the body must be a JSON object");
  const auto& object = json.get_object();
  rulesets::OwnRuleBody body;
  LACHAN_TRY(body.name, TextIn(object, "name"));
  LACHAN_TRY(body.text, TextIn(object, "text"));
  LACHAN_TRY(body.tests, TextIn(object, "tests"));
  LACHAN_TRY(body.hash, TextIn(object, "hash"));
  LACHAN_TRY(body.note, TextIn(object, "note"));
  return body;
}

Result<Response> OwnList(RuleService& rules, const Request&) {
  LACHAN_TRY(const auto list, rules.own().List());
  return Response::Of(list);
}

Result<Response> OwnOne(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto view, rules.own().Get(request.path_values.at("name")));
  return Response::Of(view);
}

Result<Response> OwnCheck(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto body, OwnBody(request));
  LACHAN_TRY(const auto view, rules.own().Check(body.name, body.text, body.tests));
  return Response::Of(view);
}

Result<Response> OwnCreate(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto body, OwnBody(request));
  LACHAN_TRY(const auto view, rules.own().Create(request.caller, body));
  return Response::Of(view, 201);
}

Result<Response> OwnChange(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto body, OwnBody(request));
  LACHAN_TRY(const auto view,
             rules.own().Change(request.caller, request.path_values.at("name"), body));
  return Response::Of(view);
}

Result<Response> OwnDelete(RuleService& rules, const Request& request) {
  LACHAN_TRY_DO(
      rules.own().Delete(request.caller, request.path_values.at("name"), request.Query("hash")));
  return Response::NoContent();
}

// ---- exceptions ---------------------------------------------------------------------------------

Result<rulesets::NewException> ExceptionBody(const Request& request) {
  LACHAN_TRY(const auto json, request.Json());
  rulesets::NewException body;
  if (const auto* rules = json.if_contains("rules"); rules != nullptr && !rules->is_null()) {
    if (!rules->is_array()) return WrongField("rules", "not_a_list");
    for (const auto& id : rules->get_array()) {
      if (!id.is_string()) return WrongField("rules", "not_a_text");
      body.rules.emplace_back(id.get_string());
    }
  }
  if (const auto* agency = json.if_contains("agency_id"); agency != nullptr && !agency->is_null()) {
    boost::system::error_code error;
    const auto id = agency->to_number<std::int64_t>(error);
    if (error || id <= 0) return WrongField("agency_id", "not_found");
    body.agency_id = AgencyId{id};
  }
  LACHAN_TRY(body.text, TextIn(json, "text"));
  LACHAN_TRY(body.reason, TextIn(json, "reason"));
  LACHAN_TRY(const auto expires, TextIn(json, "expires_at"));
  if (!expires.empty()) {
    const auto instant = ParseInstant(expires);
    if (!instant) return WrongField("expires_at", "not_an_instant");
    body.expires_at = *instant;
  }
  return body;
}

Result<Response> Exceptions(RuleService& rules, const Request& request) {
  rulesets::RuleTuning::Query query;
  const auto state = request.Query("state");
  if (state == "all") {
    query.state.reset();
  } else if (!state.empty()) {
    LACHAN_TRY(const auto states, EnumList<rulesets::ExceptionState>(request, "state"));
    query.state = states.front();
  }
  query.rule_id = request.Query("rule_id");
  LACHAN_TRY(query.agency, QueryAgency(request, "agency_id"));
  LACHAN_TRY(const auto list, rules.tuning().List(request.caller, query));
  return Response::Of(list);
}

Result<Response> CreateException(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto body, ExceptionBody(request));
  LACHAN_TRY(const auto view, rules.tuning().Create(request.caller, body));
  return Response::Of(view, 201);
}

Result<Response> PreviewException(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto body, ExceptionBody(request));
  LACHAN_TRY(const auto hours, request.QueryNumber("hours", 1, 168, 168));
  LACHAN_TRY(const auto job, rules.Preview(request.caller, body, static_cast<int>(hours)));
  return Response::Of(job, 202);
}

struct EndExceptionBody {
  schema::RequiredParagraph<2000> reason;
};
BOOST_DESCRIBE_STRUCT(EndExceptionBody, (), (reason))

Result<Response> EndException(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<EndExceptionBody>(request));
  LACHAN_TRY(const auto view, rules.tuning().End(request.caller, id, body.reason.value));
  return Response::Of(view);
}

// ---- coverage -----------------------------------------------------------------------------------

Result<Response> Coverage(RuleService& rules, const Request& request) {
  LACHAN_TRY(const auto agency, QueryAgency(request, "agency"));
  return Response::Of(rules.CoverageOf(agency));
}

Result<Response> CoverageByAgency(RuleService& rules, const Request&) {
  return Response::Of(rules.CoverageByAgency());
}

void AddRules(RouteTable<rulesets::RuleService>& table) {
  table.Add(Verb::kGet, "/rules", kRead, List,
            {"Rules in force and the compile report",
             {},
             web::SchemaFor<rulesets::RuleList>(),
             {{"q", "words in title, id, description, log source or path"},
              {"set", "id of a set"},
              {"level", "levels, separated by commas"},
              {"can_fire", "yes, fields_missing, no_log_source; separated by commas"},
              {"agency", "whose logs decide can_fire; the province when absent"},
              {"technique", "T1059 (with its parts) or T1059.001"},
              {"hits", "1: only rules with hits in 30 days"},
              {"sort", "title, level, hits or last_hit; else the order of loading"},
              {"limit", "1 to 10000"},
              {"offset", "rows to pass over"}}});
  table.Add(Verb::kPost, "/rules/explain", kRead, ExplainText,
            {"Why the rule of `text` holds for an event or not",
             web::SchemaFor<rulesets::ExplainBody>(), web::SchemaFor<rulesets::ExplainView>()});
  table.Add(
      Verb::kGet, "/rules/{id}", kRead, One,
      {"One rule with everything known about it", {}, web::SchemaFor<rulesets::RuleDetail>()});
  table.Add(Verb::kPost, "/rules/{id}/explain", kRead, Explain,
            {"Why a rule in force holds for a stored event or a pasted record, or not",
             web::SchemaFor<rulesets::ExplainBody>(), web::SchemaFor<rulesets::ExplainView>()});
  table.Add(Verb::kGet, "/coverage", kRead, Coverage,
            {"Which rules can fire on the logs that arrive",
             {},
             web::SchemaFor<rulesets::CoverageView>(),
             {{"agency", "id; the province when absent"}}});
  table.Add(Verb::kGet, "/coverage/agencies", kRead, CoverageByAgency,
            {"Coverage of each agency that sends logs",
             {},
             web::SchemaFor<rulesets::AgencyCoverageList>()});
}

void AddOwnRules(RouteTable<rulesets::RuleService>& table) {
  const auto body = web::SchemaFor<rulesets::OwnRuleBody>();
  table.Add(Verb::kGet, "/own-rules", kRead, OwnList,
            {"The province's own rules", {}, web::SchemaFor<rulesets::OwnRuleList>()});
  table.Add(Verb::kPost, "/own-rules", kWrite, OwnCreate,
            {"Save a new own rule; it must compile and pass its tests", body,
             web::SchemaFor<rulesets::OwnRuleView>()},
            kMaxRuleBody);
  table.Add(Verb::kPost, "/own-rules/check", kRead, OwnCheck,
            {"Compile a text and run its tests without saving", body,
             web::SchemaFor<rulesets::CheckView>()},
            kMaxRuleBody);
  table.Add(Verb::kGet, "/own-rules/{name}", kRead, OwnOne,
            {"One own rule with its tests", {}, web::SchemaFor<rulesets::OwnRuleView>()});
  table.Add(Verb::kPut, "/own-rules/{name}", kWrite, OwnChange,
            {"Save a changed own rule; `hash` as it was read", body,
             web::SchemaFor<rulesets::OwnRuleView>()},
            kMaxRuleBody);
  table.Add(Verb::kDelete, "/own-rules/{name}", kWrite, OwnDelete,
            {"Remove an own rule", {}, {}, {{"hash", "as it was read"}}});
}

void AddExceptions(RouteTable<rulesets::RuleService>& table) {
  const auto body = web::SchemaFor<rulesets::NewException>();
  const auto view = web::SchemaFor<rulesets::ExceptionView>();
  table.Add(Verb::kGet, "/rule-exceptions", kRead, Exceptions,
            {"Exceptions from rules, newest first",
             {},
             web::SchemaFor<rulesets::ExceptionList>(),
             {{"state", "active (when absent), expired, ended, unusable or all"},
              {"rule_id", "those that hold for this rule"},
              {"agency_id", "those made for this agency"}}});
  table.Add(Verb::kPost, "/rule-exceptions", kWrite, CreateException,
            {"A new exception; in force at once, until it expires", body, view});
  table.Add(Verb::kPost, "/rule-exceptions/preview", kWrite, PreviewException,
            {"What an exception would take away of the last hours, as a job",
             body,
             web::SchemaFor<rulesets::JobView>(),
             {{"hours", "1 to 168"}}});
  table.Add(Verb::kPost, "/rule-exceptions/{id}/end", kWrite, EndException,
            {"End an exception now", web::SchemaFor<EndExceptionBody>(), view});
}

}  // namespace

std::vector<web::Route> RuleRoutes(RuleService& rules) {
  RouteTable table(rules);
  AddRules(table);
  AddOwnRules(table);
  AddExceptions(table);
  return table.Take();
}

}  // namespace lachan::web_api
