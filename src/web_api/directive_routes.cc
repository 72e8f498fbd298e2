// SPDX-License-Identifier: Apache-2.0
#include "web_api/directive_routes.h"

#include "directive/describe.h"
#include "register/role_assignment.h"
#include "web_api/directive_view.h"
#include "web_api/duty_view.h"

namespace lachan::web_api {
namespace {

using directive::Language;
using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

constexpr std::size_t kMaxEdition = 8u << 20;  ///< Seven files of a megabyte.
constexpr std::size_t kMaxFiles = 20;

Result<Response> Whole(const DirectiveDeps& deps, const Request& request) {
  LACHAN_TRY(const auto as_of, AsOf(request, deps.clock));
  LACHAN_TRY(const auto counts, deps.obligations.CountsByPart(request.caller, as_of));
  auto view = View(deps.directive, counts);
  view.as_of = as_of.value_or(deps.clock.Now());
  return Response::Of(view);
}

Result<Response> ProgressByAgency(const DirectiveDeps& deps, const Request& request) {
  obligations::DutyQuery query;
  LACHAN_TRY(query.as_of, AsOf(request, deps.clock));
  query.clause = request.Query("clause");
  query.obligation = request.Query("obligation");
  query.part = request.Query("part");
  LACHAN_TRY(const auto progress, deps.obligations.ProgressOf(request.caller, query));
  ProgressView view{progress.as_of, {}};
  for (const auto& row : progress.rows) {
    view.rows.push_back({row.agency.value, web_api::View(row.counts)});
  }
  return Response::Of(view);
}

Result<Response> Text(const DirectiveDeps& deps, const Request& request) {
  LACHAN_TRY(const auto text, deps.texts.Latest(request.caller));
  TextView view;
  if (text) {
    view.id = text->id.value;
    view.number = text->number.value;
    view.signed_on = text->signed_on;
    view.sha256 = text->sha256.value.value;
    view.attached_by = text->attached_by.value.value;
    view.attached_at = text->created_at.value;
    if (text->evidence_file_id) view.evidence_file_id = text->evidence_file_id->value;
    view.is_demo = text->is_demo.value;
    for (auto& sentence : deps.texts.SentencesOf(*text)) {
      view.sentences.push_back(
          {std::move(sentence.text), std::move(sentence.sha256), std::move(sentence.clause)});
    }
  }
  return Response::Of(view);
}

Result<Response> Match(const DirectiveDeps& deps, const Request& request) {
  LACHAN_TRY(const auto json, request.Json());
  LACHAN_TRY(const auto body, schema::Decode<MatchBody>(json));
  LACHAN_TRY_DO(deps.texts.Match(request.caller, body.sentence.value, body.clause.value));
  return Text(deps, request);
}

/// Files of the body; names and sizes are the compiler's to judge.
Result<std::vector<directive::SourceText>> FilesOf(const Request& request) {
  LACHAN_TRY(const auto json, request.Json());
  const auto wrong = [] {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "send files: [{path, text}]")
                               .WithField("files", "required"));
  };
  const auto* files = json.if_contains("files");
  if (files == nullptr || !files->is_array() || files->get_array().empty()) return wrong();
  std::vector<directive::SourceText> sources;
  for (const auto& file : files->get_array()) {
    if (!file.is_object() || sources.size() == kMaxFiles) return wrong();
    const auto* path = file.get_object().if_contains("path");
    const auto* text = file.get_object().if_contains("text");
    if (path == nullptr || text == nullptr || !path->is_string() || !text->is_string()) {
      return wrong();
    }
    sources.push_back({std::string(path->get_string()), std::string(text->get_string())});
  }
  return sources;
}

Result<Response> Compare(const DirectiveDeps& deps, const Request& request) {
  LACHAN_TRY(const auto files, FilesOf(request));
  LACHAN_TRY(auto sources, deps.sources());
  for (const auto& file : files) {
    const auto at = std::ranges::find(sources, file.path, &directive::SourceText::path);
    if (at == sources.end()) {
      sources.push_back(file);
    } else {
      at->text = file.text;
    }
  }
  const auto compiled = directive::CompileDirective(sources);
  EditionView view;
  for (const auto& finding : compiled.findings) view.findings.push_back(View(finding));
  if (compiled.value) {
    const auto vi = Diff(deps.directive, *compiled.value, Language::kVietnamese);
    const auto en = Diff(deps.directive, *compiled.value, Language::kEnglish);
    view.id = compiled.value->id;
    view.version = compiled.value->version;
    for (const auto& difference : vi) view.differences_vi.push_back(View(difference));
    for (const auto& difference : en) view.differences_en.push_back(View(difference));
  }
  return Response::Of(view);
}

Result<Response> Explain(const DirectiveDeps& deps, const Request& request) {
  LACHAN_TRY(auto agency, request.QueryNumber("agency_id", 1, INT64_MAX, 0));
  if (agency == 0 && request.principal) agency = request.principal->agency.value;
  const auto required = [](const char* field) {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "say whose duty, and which part")
                               .WithField(field, "required"));
  };
  if (agency == 0) return required("agency_id");
  if (request.Query("part").empty()) return required("part");
  LACHAN_TRY(const auto as_of, AsOf(request, deps.clock));
  const std::string key(request.Query("key"));
  LACHAN_TRY(const auto explained, deps.obligations.Explain(request.caller, AgencyId{agency},
                                                            request.Query("part"), as_of));
  ExplanationView view{as_of.value_or(deps.clock.Now()), {}};
  for (const auto& one : explained) {
    if (!key.empty() && one.duty.Key() != key) continue;
    ExplainedView row;
    row.duty = web_api::View(one.duty, deps.directive, deps.obligations);
    for (const auto& step : one.steps) {
      row.steps.push_back({std::string(ToString(step.code)),
                           StepText(deps.directive, step, Language::kVietnamese),
                           StepText(deps.directive, step, Language::kEnglish), step.fact});
    }
    if (const auto* part = deps.directive.FindPart(one.duty.part)) {
      row.rule_vi = RuleText(*part, Language::kVietnamese);
      row.rule_en = RuleText(*part, Language::kEnglish);
      row.binds_vi = BindingText(deps.directive, *part, Language::kVietnamese);
      row.binds_en = BindingText(deps.directive, *part, Language::kEnglish);
    }
    view.duties.push_back(std::move(row));
  }
  return Response::Of(view);
}

Result<Response> Confirm(const DirectiveDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto relief, deps.reliefs.Confirm(request.caller, id));
  return Response::Of(relief);
}

Result<Response> Refuse(const DirectiveDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto json, request.Json());
  LACHAN_TRY(const auto body, schema::Decode<ReasonBody>(json));
  LACHAN_TRY(const auto relief, deps.reliefs.Refuse(request.caller, id, body.reason.value));
  return Response::Of(relief);
}

Result<Response> End(const DirectiveDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto json, request.Json());
  LACHAN_TRY(const auto body, schema::Decode<EndBody>(json));
  LACHAN_TRY(const auto relief,
             deps.reliefs.End(request.caller, id, body.from_day, body.reason.value));
  return Response::Of(relief);
}

Result<Response> Holders(const DirectiveDeps& deps, const Request& request) {
  CivilDate day = CivilDateAt(deps.clock.Now());
  if (const auto text = request.Query("on"); !text.empty()) {
    const auto date = ParseDate(text);
    if (!date) {
      return std::unexpected(Error(ErrorCode::kInvalidInput, "a day is written yyyy-mm-dd")
                                 .WithField("on", "not_a_date"));
    }
    day = *date;
  }
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  LACHAN_TRY(const auto rows, registry::HoldersOn(*reader, day));
  HoldersView view{day, {}};
  for (const auto& row : rows) {
    LACHAN_TRY(const auto name, registry::NameOf(*reader, row));
    view.rows.push_back({row.id.value,
                         row.role,
                         name,
                         row.basis.value,
                         row.address.value,
                         row.email.value,
                         row.phone.value,
                         {},
                         row.from_day,
                         row.last_day});
    if (row.agency_id) view.rows.back().agency_id = row.agency_id->value;
  }
  return Response::Of(view);
}

}  // namespace

Result<std::optional<Instant>> AsOf(const Request& request, const Clock& clock) {
  const auto text = request.Query("as_of");
  if (text.empty()) return std::optional<Instant>();
  const auto date = ParseDate(text);
  if (!date) {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "a day is written yyyy-mm-dd")
                               .WithField("as_of", "not_a_date"));
  }
  if (*date == CivilDateAt(clock.Now())) return std::optional<Instant>();
  return std::optional<Instant>(StartOfDay(AddDays(*date, 1)) - Duration{1});
}

std::vector<web::Route> DirectiveRoutes(DirectiveDeps deps) {
  constexpr auto kRead = Needs("duty", Action::kRead);
  constexpr auto kDecide = Needs("duty_relief", Action::kWrite);
  const auto bind = [deps](auto handler) {
    return [deps, handler](const Request& request) { return handler(deps, request); };
  };
  const std::pair<std::string, std::string> as_of{"as_of",
                                                  "yyyy-mm-dd: as at the end of that day; now"};
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kGet,
                    "/api/v1/directive",
                    kRead,
                    bind(Whole),
                    {"Clauses, obligations and how many duties stand where",
                     {},
                     web::SchemaFor<DirectiveView>(),
                     {as_of}}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/directive/progress",
                    kRead,
                    bind(ProgressByAgency),
                    {"How each agency stands with a clause, an obligation or a part",
                     {},
                     web::SchemaFor<ProgressView>(),
                     {{"clause", "1.c; also obligations that name it beside another"},
                      {"obligation", "OB-05"},
                      {"part", "OB-05.scan"},
                      as_of}}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/directive/text",
                    Needs("directive_text", Action::kRead),
                    bind(Text),
                    {"The official text, sentence by sentence", {}, web::SchemaFor<TextView>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/directive/text/matches",
                    Needs("directive_text", Action::kWrite),
                    bind(Match),
                    {"Say to which clause a sentence belongs", web::SchemaFor<MatchBody>(),
                     web::SchemaFor<TextView>()}});
  routes.push_back(
      {web::Verb::kPost,
       "/api/v1/directive/compare",
       Needs("directive_text", Action::kRead),
       bind(Compare),
       {"Check another edition and hold it against the one in force; files that are not "
        "sent are taken from it. Nothing is kept",
        web::SchemaFor<EditionBody>(), web::SchemaFor<EditionView>()},
       kMaxEdition});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/duties/explain",
                    kRead,
                    bind(Explain),
                    {"Why the duties of an agency stand as they do, step by step",
                     {},
                     web::SchemaFor<ExplanationView>(),
                     {{"agency_id", "of this agency"},
                      {"part", "OB-05.scan"},
                      {"key", "only this duty"},
                      as_of}}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/duty-reliefs/{id}/confirm",
                    kDecide,
                    bind(Confirm),
                    {"Put a proposed pause or exemption in force: a second person",
                     {},
                     web::SchemaFor<DutyRelief>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/duty-reliefs/{id}/refuse",
                    kDecide,
                    bind(Refuse),
                    {"Refuse a proposed pause or exemption", web::SchemaFor<ReasonBody>(),
                     web::SchemaFor<DutyRelief>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/duty-reliefs/{id}/end",
                    kDecide,
                    bind(End),
                    {"End a pause or exemption on a day", web::SchemaFor<EndBody>(),
                     web::SchemaFor<DutyRelief>()}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/role-holders",
                    Needs("role_assignment", Action::kRead),
                    bind(Holders),
                    {"Who holds each office on a day",
                     {},
                     web::SchemaFor<HoldersView>(),
                     {{"on", "yyyy-mm-dd; today"}}}});
  return routes;
}

}  // namespace lachan::web_api
