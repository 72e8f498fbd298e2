// SPDX-License-Identifier: Apache-2.0
#include "web_api/intel_routes.h"

#include <boost/describe/enum_from_string.hpp>

#include <charconv>

#include "base/text.h"
#include "indicators/indicator.h"
#include "web_api/body.h"
#include "web_api/route_table.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using intel::IntelService;
using web::Request;
using web::Response;
using web::Verb;

constexpr auto kRead = Needs("rule", Action::kRead);
constexpr auto kWrite = Needs("rule", Action::kWrite);
/// A million indicators as CSV are some 100 MB, as STIX 400 MB.
constexpr std::size_t kMaxDocument = 512u << 20;
constexpr std::size_t kMaxLookup = 1'000, kMaxLookupBytes = 5u << 20;

/// For the description only: what a change may hold.
struct IndicatorListBody {
  std::optional<std::string> name, note;
  std::optional<IndicatorListState> state;
  std::optional<bool> raises_alerts;
  std::optional<Level> level;
  std::optional<IndicatorTlp> default_tlp;
  std::optional<std::int64_t> default_days;
};
BOOST_DESCRIBE_STRUCT(IndicatorListBody, (),
                      (name, note, state, raises_alerts, level, default_tlp, default_days))

struct IndicatorLookupBody {
  std::vector<std::string> values;
};
BOOST_DESCRIBE_STRUCT(IndicatorLookupBody, (), (values))

struct IndicatorExclusionBody {
  schema::Line<1, 4096> value;
  schema::RequiredParagraph<2000> reason;
  std::optional<Instant> until;
};
BOOST_DESCRIBE_STRUCT(IndicatorExclusionBody, (), (value, reason, until))

template <class Enum>
Result<Enum> ChoiceOf(std::string_view field, std::string_view text) {
  Enum value{};
  // TLP is also written as FIRST writes it.
  std::string name = AsciiLower(text);
  if (name == "amber+strict") name = "amber_strict";
  if (boost::describe::enum_from_string(name.c_str(), value)) return value;
  return WrongField(field, "not_a_choice");
}

Result<bool> FlagOf(std::string_view field, std::string_view text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return WrongField(field, "not_a_boolean");
}

Result<std::int64_t> NumberOf(std::string_view field, std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) {
    return WrongField(field, "not_a_number");
  }
  return number;
}

/// From the parameters of an import.
Result<intel::ListSettings> SettingsIn(const Request& request) {
  intel::ListSettings settings;
  settings.name = std::string(request.Query("name"));
  settings.note = std::string(request.Query("note"));
  if (const auto text = request.Query("raises_alerts"); !text.empty()) {
    LACHAN_TRY(settings.raises_alerts, FlagOf("raises_alerts", text));
  }
  if (const auto text = request.Query("level"); !text.empty()) {
    LACHAN_TRY(settings.level, ChoiceOf<Level>("level", text));
  }
  if (const auto text = request.Query("default_tlp"); !text.empty()) {
    LACHAN_TRY(settings.default_tlp, ChoiceOf<IndicatorTlp>("default_tlp", text));
  }
  if (const auto text = request.Query("default_days"); !text.empty()) {
    settings.sets_default_days = true;
    LACHAN_TRY(settings.default_days, NumberOf("default_days", text));
  }
  return settings;
}

/// One member of a change.
Status SetMember(intel::ListSettings& settings, std::string_view name,
                 const boost::json::value& value) {
  const std::string text = value.is_string() ? std::string(value.get_string()) : std::string();
  if (name == "raises_alerts") {
    if (!value.is_bool()) return WrongField(name, "not_a_boolean");
    settings.raises_alerts = value.get_bool();
    return {};
  }
  if (name == "default_days") {
    settings.sets_default_days = true;
    if (value.is_null()) return {};
    if (!value.is_int64()) return WrongField(name, "not_a_number");
    settings.default_days = value.get_int64();
    return {};
  }
  const bool is_known = name == "name" || name == "note" || name == "state" || name == "level" ||
                        name == "default_tlp";
  if (!is_known) return WrongField(name, "unknown");
  if (!value.is_string()) return WrongField(name, "not_a_text");
  if (name == "name") settings.name = text;
  if (name == "note") settings.note = text;
  if (name == "state") {
    LACHAN_TRY(settings.state, ChoiceOf<IndicatorListState>(name, text));
  }
  if (name == "level") {
    LACHAN_TRY(settings.level, ChoiceOf<Level>(name, text));
  }
  if (name == "default_tlp") {
    LACHAN_TRY(settings.default_tlp, ChoiceOf<IndicatorTlp>(name, text));
  }
  return {};
}

Result<bool> IsTrial(const Request& request) {
  const auto text = request.Query("dry_run");
  return text.empty() ? Result<bool>(false) : FlagOf("dry_run", text);
}

Result<Response> Answer(IntelService& intel, const intel::Lists::Imported& imported, int status) {
  intel::IndicatorImportView view;
  view.account = imported.account;
  if (!imported.list) return Response::Of(view);
  LACHAN_TRY(view.list, intel.View(*imported.list));
  return Response::Of(view, status);
}

// ---- lists --------------------------------------------------------------------------------------

Result<Response> All(IntelService& intel, const Request&) {
  LACHAN_TRY(const auto lists, intel.List());
  return Response::Of(lists);
}

Result<Response> Import(IntelService& intel, const Request& request) {
  LACHAN_TRY(const auto settings, SettingsIn(request));
  LACHAN_TRY(const bool is_trial, IsTrial(request));
  LACHAN_TRY(const auto imported,
             intel.lists().Import(request.caller, settings, request.body, is_trial));
  return Answer(intel, imported, 201);
}

Result<Response> Replace(IntelService& intel, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const bool is_trial, IsTrial(request));
  LACHAN_TRY(const auto imported,
             intel.lists().Replace(request.caller, id, request.body, is_trial));
  return Answer(intel, imported, 200);
}

Result<Response> Detail(IntelService& intel, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto list, intel.lists().Get(request.caller, id));
  intel::IndicatorListDetail detail;
  LACHAN_TRY(detail.list, intel.View(list));
  detail.account = intel.lists().AccountKept(list);
  return Response::Of(detail);
}

Result<Response> Change(IntelService& intel, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, request.Json());
  intel::ListSettings settings;
  for (const auto& [name, value] : body) LACHAN_TRY_DO(SetMember(settings, name, value));
  LACHAN_TRY(const auto list, intel.lists().Apply(request.caller, id, settings));
  LACHAN_TRY(const auto view, intel.View(list));
  return Response::Of(view);
}

Result<Response> Back(IntelService& intel, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto list, intel.lists().Back(request.caller, id));
  LACHAN_TRY(const auto view, intel.View(list));
  return Response::Of(view);
}

Result<Response> Remove(IntelService& intel, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY_DO(intel.lists().Remove(request.caller, id));
  return Response::NoContent();
}

Result<Response> Document(IntelService& intel, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto list, intel.lists().Get(request.caller, id));
  LACHAN_TRY(auto document, intel.lists().DocumentOf(list));
  const std::string& format = list.format.value.value;
  const bool is_json = format == "stix" || format == "misp";
  const std::string_view ending = is_json ? "json" : format == "csv" ? "csv" : "txt";
  const std::string_view type = is_json           ? "application/json"
                                : format == "csv" ? "text/csv; charset=utf-8"
                                                  : "text/plain; charset=utf-8";
  return Response::Download(std::move(document), std::string(type),
                            fmt::format("{}.{}", list.name.value, ending));
}

// ---- indicators ---------------------------------------------------------------------------------

Result<Response> Page(IntelService& intel, const Request& request) {
  intel::InForce::Query query;
  LACHAN_TRY(query.list, request.QueryNumber("list", 0, INT64_MAX, 0));
  LACHAN_TRY(const auto after, request.QueryNumber("after", 0, INT64_MAX, 0));
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 1000, 100));
  query.after = static_cast<std::size_t>(after);
  query.limit = static_cast<std::size_t>(limit);
  query.kind = request.Query("kind");
  query.text = Trim(request.Query("query"));
  return Response::Of(intel.in_force()->Page(query, intel.clock().Now()));
}

Result<Response> LookUp(IntelService& intel, const Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  const auto* values = body.if_contains("values");
  if (values == nullptr || !values->is_array()) return WrongField("values", "not_a_list");
  if (values->get_array().size() > kMaxLookup) {
    return WrongField("values", fmt::format("too_long:{}", kMaxLookup));
  }
  const auto in_force = intel.in_force();
  const Instant now = intel.clock().Now();
  intel::IndicatorLookup answer;
  for (const auto& value : values->get_array()) {
    if (!value.is_string()) return WrongField("values", "not_a_text");
    answer.rows.push_back(in_force->LookUp(std::string(value.get_string()), now));
  }
  return Response::Of(answer);
}

Result<Response> State(IntelService& intel, const Request&) { return Response::Of(intel.State()); }

// ---- exclusions ---------------------------------------------------------------------------------

Result<Response> AllExclusions(IntelService& intel, const Request& request) {
  const auto text = request.Query("with_ended");
  bool with_ended = false;
  if (!text.empty()) {
    LACHAN_TRY(with_ended, FlagOf("with_ended", text));
  }
  LACHAN_TRY(const auto list, intel.exclusions().List(request.caller, with_ended));
  return Response::Of(list);
}

Result<Response> Exclude(IntelService& intel, const Request& request) {
  LACHAN_TRY(const auto body, BodyOf<IndicatorExclusionBody>(request));
  LACHAN_TRY(
      const auto view,
      intel.exclusions().Create(request.caller, {body.value.value, body.reason.value, body.until}));
  return Response::Of(view, 201);
}

Result<Response> EndExclusion(IntelService& intel, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY_DO(intel.exclusions().End(request.caller, id));
  return Response::NoContent();
}

using Table = RouteTable<IntelService>;

void AddLists(Table& table) {
  const auto view = web::SchemaFor<intel::IndicatorListView>();
  const auto imported = web::SchemaFor<intel::IndicatorImportView>();
  const std::pair<std::string, std::string> trial = {"dry_run",
                                                     "true: gives the account, stores nothing"};
  table.Add(Verb::kGet, "/indicator-lists", kRead, All,
            {"Lists of indicators with what they found, and what is in force",
             {},
             web::SchemaFor<intel::IndicatorLists>()});
  table.Add(Verb::kPost, "/indicator-lists", kWrite, Import,
            {"Make a list of the document in the body: CSV, STIX 2.1, MISP JSON or plain lines",
             {},
             imported,
             {{"name", "for people; of one list only"},
              {"level", "of its alerts; high when absent"},
              {"raises_alerts", "false: hits are only counted"},
              {"default_tlp", "where the document says nothing; amber when absent"},
              {"default_days", "so many days after the import ends what says no end of its own"},
              {"note", "for people"},
              trial}},
            kMaxDocument);
  table.Add(Verb::kGet, "/indicator-lists/{id}", kRead, Detail,
            {"A list with the account of its last import",
             {},
             web::SchemaFor<intel::IndicatorListDetail>()});
  table.Add(
      Verb::kPatch, "/indicator-lists/{id}", kWrite, Change,
      {"Settings of a list, and whether it is on", web::SchemaFor<IndicatorListBody>(), view});
  table.Add(Verb::kDelete, "/indicator-lists/{id}", kWrite, Remove, {"Remove a list", {}, {}});
  table.Add(Verb::kGet, "/indicator-lists/{id}/content", kRead, Document,
            {"The document as it was given", {}, {}, {}, "application/octet-stream"});
  table.Add(
      Verb::kPut, "/indicator-lists/{id}/content", kWrite, Replace,
      {"Replace a list's content as a whole by the document in the body", {}, imported, {trial}},
      kMaxDocument);
  table.Add(Verb::kPost, "/indicator-lists/{id}/back", kWrite, Back,
            {"Restore the content before the last import", {}, view});
}

void AddIndicators(Table& table) {
  table.Add(Verb::kGet, "/indicators", kRead, Page,
            {"Indicators of the lists that are on, expired ones included",
             {},
             web::SchemaFor<intel::IndicatorPage>(),
             {{"list", "id of a list"},
              {"kind", "address, network, domain, url, md5, sha1, sha256, sha512 or email"},
              {"query", "part of value, source or description"},
              {"after", "`next` of the page before"},
              {"limit", "1 to 1000"}}});
  table.Add(Verb::kPost, "/indicators/lookup", kRead, LookUp,
            {"What the lists know of some values, 1,000 at most",
             web::SchemaFor<IndicatorLookupBody>(), web::SchemaFor<intel::IndicatorLookup>()},
            kMaxLookupBytes);
  table.Add(Verb::kGet, "/indicator-state", kRead, State,
            {"What is in force, since when, and whether a change is on its way",
             {},
             web::SchemaFor<intel::IndicatorStateView>()});
  table.Add(Verb::kGet, "/indicator-exclusions", kRead, AllExclusions,
            {"Values that raise nothing, newest first",
             {},
             web::SchemaFor<intel::IndicatorExclusionList>(),
             {{"with_ended", "true: ended ones as well"}}});
  table.Add(
      Verb::kPost, "/indicator-exclusions", kWrite, Exclude,
      {"Exclude a value; a network or a domain with all below it",
       web::SchemaFor<IndicatorExclusionBody>(), web::SchemaFor<intel::IndicatorExclusionView>()});
  table.Add(Verb::kDelete, "/indicator-exclusions/{id}", kWrite, EndExclusion,
            {"End an exclusion; it stays in the list of ended ones", {}, {}});
}

}  // namespace

std::vector<web::Route> IntelRoutes(IntelService& intel) {
  Table table(intel);
  AddLists(table);
  AddIndicators(table);
  return table.Take();
}

}  // namespace lachan::web_api
