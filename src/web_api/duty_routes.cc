// SPDX-License-Identifier: Apache-2.0
#include "web_api/duty_routes.h"

#include "base/text.h"
#include "web_api/duty_view.h"

namespace lachan::web_api {
namespace {

using directive::DutyStatus;
using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

struct DutyListView {
  Instant as_of;
  std::int64_t total = 0;  ///< Rows that the question has, before `limit`.
  std::vector<DutyView> rows;
  CountsView counts;
};
BOOST_DESCRIBE_STRUCT(DutyListView, (), (as_of, total, rows, counts))

struct PartView {
  std::string id, title_vi, title_en, how_vi, how_en, source, confidence;
  std::int64_t weight = 1;
  bool soft = false, measured = true;
  std::vector<AssuranceKind> forms;
  CountsView counts;
};
BOOST_DESCRIBE_STRUCT(PartView, (),
                      (id, title_vi, title_en, how_vi, how_en, source, confidence, weight, soft,
                       measured, forms, counts))

struct ObligationView {
  std::string id, title_vi, title_en;
  std::int64_t weight = 1;
  bool soft = false, measured = false;
  CountsView counts;
  std::vector<PartView> parts;
};
BOOST_DESCRIBE_STRUCT(ObligationView, (),
                      (id, title_vi, title_en, weight, soft, measured, counts, parts))

struct ClauseView {
  std::string id, title_vi, title_en, none_vi, none_en;
  std::vector<ObligationView> obligations;
};
BOOST_DESCRIBE_STRUCT(ClauseView, (), (id, title_vi, title_en, none_vi, none_en, obligations))

struct DirectiveView {
  std::string id, version, title_vi, title_en;
  std::vector<ClauseView> clauses;
};
BOOST_DESCRIBE_STRUCT(DirectiveView, (), (id, version, title_vi, title_en, clauses))

std::unexpected<Error> Wrong(std::string field, std::string message) {
  Error error(ErrorCode::kInvalidInput, fmt::format("parameter '{}' cannot be read", field));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

Result<std::vector<DutyStatus>> Statuses(std::string_view text) {
  std::vector<DutyStatus> statuses;
  if (text.empty()) return statuses;
  for (const auto name : Split(text, ',')) {
    bool is_known = false;
    for (std::size_t i = 0; i < obligations::kDutyStatuses; ++i) {
      const auto status = static_cast<DutyStatus>(i);
      if (ToString(status) != name) continue;
      statuses.push_back(status);
      is_known = true;
    }
    if (!is_known) return Wrong("status", "not_a_choice");
  }
  return statuses;
}

Result<obligations::DutyQuery> QueryOf(const Request& request) {
  obligations::DutyQuery query;
  LACHAN_TRY(const auto agency, request.QueryNumber("agency_id", 0, INT64_MAX, 0));
  LACHAN_TRY(const auto system, request.QueryNumber("system_id", 0, INT64_MAX, 0));
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 5000, 1000));
  if (agency > 0) query.agency = AgencyId{agency};
  if (system > 0) query.system = SystemId{system};
  query.limit = static_cast<std::size_t>(limit);
  query.obligation = request.Query("obligation");
  LACHAN_TRY(query.statuses, Statuses(request.Query("status")));
  if (const auto month = request.Query("month"); !month.empty()) {
    const auto parsed = ParseMonth(month);
    if (!parsed) return Wrong("month", "not_a_month");
    query.month = *parsed;
  }
  return query;
}

Result<Response> Duties(const DutyDeps& deps, const Request& request) {
  LACHAN_TRY(const auto query, QueryOf(request));
  LACHAN_TRY(const auto list, deps.obligations.Duties(request.caller, query));
  DutyListView view{list.as_of, list.total, {}, View(list.counts)};
  view.rows.reserve(list.rows.size());
  for (const auto& duty : list.rows) {
    view.rows.push_back(View(duty, deps.directive, deps.obligations));
  }
  return Response::Of(view);
}

PartView View(const directive::Part& part, const directive::Directive& directive,
              const obligations::StatusCounts& counts) {
  const auto& title = TitleOf(directive, part.id);
  return {part.id,
          title.vi,
          title.en,
          part.how_to.vi,
          part.how_to.en,
          part.source,
          std::string(ToString(part.confidence)),
          part.weight,
          part.soft,
          part.measured != directive::Measured::kNotMeasurable,
          FormsOf(part),
          web_api::View(counts)};
}

Result<Response> Directive(const DutyDeps& deps, const Request& request) {
  LACHAN_TRY(const auto counts, deps.obligations.CountsByPart(request.caller));
  const auto& directive = deps.directive;
  DirectiveView view{directive.id, directive.version, directive.title.vi, directive.title.en, {}};
  for (const auto& clause : directive.clauses) {
    ClauseView one{clause.id, clause.title.vi, clause.title.en, clause.none.vi, clause.none.en, {}};
    for (const auto& obligation : directive.obligations) {
      if (obligation.clause != clause.id) continue;
      ObligationView row{
          obligation.id, obligation.title.vi, obligation.title.en, 0, true, false, {}, {}};
      obligations::StatusCounts sum{};
      for (const auto& part : obligation.parts) {
        const auto at = counts.find(part.id);
        const auto of_part = at == counts.end() ? obligations::StatusCounts{} : at->second;
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += of_part[i];
        row.parts.push_back(View(part, directive, of_part));
        row.weight = std::max<std::int64_t>(row.weight, part.weight);
        row.soft = row.soft && part.soft;
        row.measured = row.measured || row.parts.back().measured;
      }
      row.counts = web_api::View(sum);
      one.obligations.push_back(std::move(row));
    }
    view.clauses.push_back(std::move(one));
  }
  return Response::Of(view);
}

}  // namespace

std::vector<web::Route> DutyRoutes(DutyDeps deps) {
  constexpr auto kRead = Needs("duty", Action::kRead);
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kGet,
                    "/api/v1/duties",
                    kRead,
                    [deps](const Request& request) { return Duties(deps, request); },
                    {"Duties by their limit, with what discharges each",
                     {},
                     web::SchemaFor<DutyListView>(),
                     {{"agency_id", "of this agency"},
                      {"system_id", "about this system"},
                      {"status", "any of these, separated by commas; without not_applicable"},
                      {"obligation", "OB-05"},
                      {"month", "yyyy-mm: as at its end"},
                      {"limit", "rows, 1–5000; 1000"}}}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/directive",
                    kRead,
                    [deps](const Request& request) { return Directive(deps, request); },
                    {"Clauses, obligations and how many duties stand where",
                     {},
                     web::SchemaFor<DirectiveView>()}});
  return routes;
}

}  // namespace lachan::web_api
