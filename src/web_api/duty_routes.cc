// SPDX-License-Identifier: Apache-2.0
#include "web_api/duty_routes.h"

#include "base/text.h"
#include "web_api/directive_routes.h"
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

Result<obligations::DutyQuery> QueryOf(const DutyDeps& deps, const Request& request) {
  obligations::DutyQuery query;
  LACHAN_TRY(query.as_of, AsOf(request, deps.clock));
  LACHAN_TRY(const auto agency, request.QueryNumber("agency_id", 0, INT64_MAX, 0));
  LACHAN_TRY(const auto system, request.QueryNumber("system_id", 0, INT64_MAX, 0));
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 5000, 1000));
  if (agency > 0) query.agency = AgencyId{agency};
  if (system > 0) query.system = SystemId{system};
  query.limit = static_cast<std::size_t>(limit);
  query.obligation = request.Query("obligation");
  query.part = request.Query("part");
  query.clause = request.Query("clause");
  LACHAN_TRY(query.statuses, Statuses(request.Query("status")));
  if (const auto month = request.Query("month"); !month.empty()) {
    const auto parsed = ParseMonth(month);
    if (!parsed) return Wrong("month", "not_a_month");
    query.month = *parsed;
  }
  return query;
}

Result<Response> Duties(const DutyDeps& deps, const Request& request) {
  LACHAN_TRY(const auto query, QueryOf(deps, request));
  LACHAN_TRY(const auto list, deps.obligations.Duties(request.caller, query));
  DutyListView view{list.as_of, list.total, {}, View(list.counts)};
  view.rows.reserve(list.rows.size());
  for (const auto& duty : list.rows) {
    view.rows.push_back(View(duty, deps.directive, deps.obligations));
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
                      {"part", "OB-05.scan"},
                      {"clause", "1.c"},
                      {"as_of", "yyyy-mm-dd: as at the end of that day; goes before month"},
                      {"month", "yyyy-mm: as at its end"},
                      {"limit", "rows, 1–5000; 1000"}}}});
  return routes;
}

}  // namespace lachan::web_api
