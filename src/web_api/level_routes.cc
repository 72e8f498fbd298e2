// SPDX-License-Identifier: Apache-2.0
#include "web_api/level_routes.h"

#include "web_api/level_view.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

struct CalculatorView {
  std::string regime;  ///< Of today.
  std::vector<LevelQuestionView> questions;
  std::int64_t users = 0, basic_subjects = 0, sensitive_subjects = 0;  ///< Thresholds.
};
BOOST_DESCRIBE_STRUCT(CalculatorView, (),
                      (regime, questions, users, basic_subjects, sensitive_subjects))

struct ContradictionView {
  std::string field, code, vi, en;
};
BOOST_DESCRIBE_STRUCT(ContradictionView, (), (field, code, vi, en))

/// The answers under both regimes, that of today first.
struct CalculatedView {
  std::string regime;
  std::vector<DeterminationView> results;
  std::vector<ContradictionView> contradictions;
};
BOOST_DESCRIBE_STRUCT(CalculatedView, (), (regime, results, contradictions))

struct CalculateBody {
  boost::json::object answers;
  std::optional<levels::Regime> regime;
};
BOOST_DESCRIBE_STRUCT(CalculateBody, (), (answers, regime))

struct TransitionRowView {
  std::int64_t system_id = 0;
  std::string system_name;
  std::int64_t agency_id = 0, level = 0;
  TransitionView duty;
};
BOOST_DESCRIBE_STRUCT(TransitionRowView, (), (system_id, system_name, agency_id, level, duty))

struct TransitionListView {
  std::int64_t total = 0, overdue = 0, due = 0, met = 0;
  std::vector<TransitionRowView> rows;
};
BOOST_DESCRIBE_STRUCT(TransitionListView, (), (total, overdue, due, met, rows))

levels::Regime RegimeToday(const dossiers::DossierService& service) {
  return levels::RegimeAt(service.today(), service.options().dates.regimes);
}

Result<Response> Questions(dossiers::DossierService& service, const Request&) {
  const levels::Thresholds limits;
  return Response::Of(CalculatorView{EnumName(RegimeToday(service)), QuestionViews(), limits.users,
                                     limits.basic_subjects, limits.sensitive_subjects});
}

Result<Response> Calculate(dossiers::DossierService& service, const Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  LACHAN_TRY(const auto answers, AnswersIn(body));
  auto regime = RegimeToday(service);
  if (const auto* wanted = body.if_contains("regime"); wanted != nullptr && wanted->is_string()) {
    if (wanted->get_string() == "nd85") regime = levels::Regime::nd85;
    if (wanted->get_string() == "nd331") regime = levels::Regime::nd331;
  }
  const auto other = regime == levels::Regime::nd85 ? levels::Regime::nd331 : levels::Regime::nd85;
  CalculatedView view{EnumName(regime), {}, {}};
  view.results.push_back(View(levels::Determine(answers, regime)));
  view.results.push_back(View(levels::Determine(answers, other)));
  for (const auto& one : levels::Contradictions(answers)) {
    view.contradictions.push_back(
        {std::string(one.field), std::string(one.code), std::string(one.vi), std::string(one.en)});
  }
  return Response::Of(view);
}

Result<Response> Transition(dossiers::DossierService& service, const Request& request) {
  LACHAN_TRY(const auto agency, request.QueryNumber("agency_id", 0, INT64_MAX, 0));
  LACHAN_TRY(const auto limit, request.QueryNumber("limit", 1, 5000, 500));
  const auto state = request.Query("state");
  LACHAN_TRY(const auto rows, service.Transition(request.caller));
  TransitionListView list;
  for (const auto& row : rows) {
    if (agency > 0 && row.agency.value != agency) continue;
    TransitionRowView view{row.system_id, row.system_name, row.agency.value, row.level,
                           View(row.duty)};
    (view.duty.state == "met" ? list.met : view.duty.state == "due" ? list.due : list.overdue)++;
    if (!state.empty() && view.duty.state != state) continue;
    ++list.total;
    if (list.rows.size() < static_cast<std::size_t>(limit)) list.rows.push_back(std::move(view));
  }
  return Response::Of(list);
}

}  // namespace

std::vector<web::Route> LevelRoutes(dossiers::DossierService& service) {
  const auto bind = [&service](auto handler) {
    return [&service, handler](const Request& request) { return handler(service, request); };
  };
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kGet,
                    "/api/v1/level-calculator",
                    Needs("dossier", Action::kRead),
                    bind(Questions),
                    {"Questions of the level calculator", {}, web::SchemaFor<CalculatorView>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/level-calculator",
                    Needs("dossier", Action::kRead),
                    bind(Calculate),
                    {"The level that answers give under both regimes, with every criterion and the "
                     "next question; nothing is stored",
                     web::SchemaFor<CalculateBody>(), web::SchemaFor<CalculatedView>()}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/level-transition",
                    Needs("dossier", Action::kRead),
                    bind(Transition),
                    {"What the change of law in 2026 asks of systems, overdue first",
                     {},
                     web::SchemaFor<TransitionListView>(),
                     {{"agency_id", "of this agency"},
                      {"state", "met, due or overdue"},
                      {"limit", "rows, 1–5000; 500"}}}});
  return routes;
}

}  // namespace lachan::web_api
