// SPDX-License-Identifier: Apache-2.0
#include "web_api/reorganisation_routes.h"

#include <map>

#include "register/structure.h"
#include "web_api/body.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using registry::PlanRemark;
using web::Request;
using web::Response;

constexpr std::size_t kShownMoves = 2000;

struct MoveView {
  std::string entity;
  std::int64_t id = 0;
  std::string title;
  std::int64_t from = 0, to = 0;  ///< Agency; index of the successor.
};
BOOST_DESCRIBE_STRUCT(MoveView, (), (entity, id, title, from, to))

struct MoveCount {
  std::string entity;
  std::int64_t to = 0, count = 0;
};
BOOST_DESCRIBE_STRUCT(MoveCount, (), (entity, to, count))

struct UnitView {
  std::int64_t id = 0;  ///< 0: is made.
  std::string code, name;
};
BOOST_DESCRIBE_STRUCT(UnitView, (), (id, code, name))

struct PlanView {
  std::string title;
  std::vector<UnitView> predecessors, successors, children;
  std::vector<MoveCount> counts;
  std::vector<MoveView> moves;  ///< The first of them.
  std::int64_t total = 0, closing = 0;
  std::vector<PlanRemark> problems, notices;
};
BOOST_DESCRIBE_STRUCT(PlanView, (),
                      (title, predecessors, successors, children, counts, moves, total, closing,
                       problems, notices))

struct ReorganisationReceipt {
  std::vector<ReorganisationStep> steps;
  std::vector<registry::Obstacle> obstacles;  ///< What stands in the way of taking it back.
};
BOOST_DESCRIBE_STRUCT(ReorganisationReceipt, (), (steps, obstacles))

struct UndoBody {
  schema::Line<1, 1000> reason;
};
BOOST_DESCRIBE_STRUCT(UndoBody, (), (reason))

struct StructureBody {
  schema::Text<schema::TextFormat::kParagraph, 1, 1'000'000> agencies;
  schema::Text<schema::TextFormat::kParagraph, 0, 1'000'000> reorganisations;
};
BOOST_DESCRIBE_STRUCT(StructureBody, (), (agencies, reorganisations))

std::vector<UnitView> View(const std::vector<Agency>& agencies) {
  std::vector<UnitView> views;
  for (const Agency& one : agencies) {
    views.push_back({one.id.value, one.code.value, one.name.value});
  }
  return views;
}

PlanView View(const registry::ReorganisationPlan& plan) {
  PlanView view;
  view.title = plan.title;
  view.predecessors = View(plan.predecessors);
  view.successors = View(plan.successors);
  view.children = View(plan.children);
  std::map<std::pair<std::string, std::size_t>, std::size_t> index;
  for (const auto& move : plan.moves) {
    const auto to = static_cast<std::int64_t>(move.to);
    const auto [at, fresh] = index.try_emplace({move.entity, move.to}, view.counts.size());
    if (fresh) view.counts.push_back({move.entity, to, 0});
    ++view.counts[at->second].count;
    if (view.moves.size() < kShownMoves) {
      view.moves.push_back({move.entity, move.id, move.title, move.from.value, to});
    }
  }
  view.total = static_cast<std::int64_t>(plan.moves.size());
  view.closing = static_cast<std::int64_t>(plan.closing.size());
  view.problems = plan.problems;
  view.notices = plan.notices;
  return view;
}

Result<registry::ReorganisationRequest> RequestOf(const Request& request) {
  LACHAN_TRY(const auto body, request.Json());
  return registry::ParseReorganisation(body);
}

Result<Response> Preview(const StructureDeps& deps, const Request& request) {
  LACHAN_TRY(const auto asked, RequestOf(request));
  LACHAN_TRY(const auto plan, deps.reorganiser.Preview(request.caller, asked));
  return Response::Of(View(plan));
}

Result<Response> Apply(const StructureDeps& deps, const Request& request) {
  LACHAN_TRY(const auto asked, RequestOf(request));
  LACHAN_TRY(const auto row, deps.reorganiser.Apply(request.caller, asked));
  return Response::Of(row, 201);
}

Result<Response> Receipt(const StructureDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  LACHAN_TRY(const auto row, journal::Get<Reorganisation>(*reader, id));
  ReorganisationReceipt view;
  journal::ListQuery query;
  query.filters = {journal::Equals("reorganisation_id", id)};
  LACHAN_TRY(view.steps, journal::ListAll<ReorganisationStep>(*reader, query));
  std::erase_if(view.steps, [](const auto& step) { return step.entity.value == "system_tenure"; });
  if (row.state.value == ReorganisationState::applied) {
    LACHAN_TRY(view.obstacles, deps.reorganiser.Obstacles(request.caller, ReorganisationId{id}));
  }
  return Response::Of(view);
}

Result<Response> Undo(const StructureDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<UndoBody>(request));
  LACHAN_TRY(const auto row,
             deps.reorganiser.Undo(request.caller, ReorganisationId{id}, body.reason.value));
  return Response::Of(row);
}

Result<Response> Cancel(const StructureDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<UndoBody>(request));
  LACHAN_TRY(const auto row,
             deps.reorganiser.Cancel(request.caller, ReorganisationId{id}, body.reason.value));
  return Response::Of(row);
}

Result<Response> Load(const StructureDeps& deps, const Request& request, bool apply) {
  LACHAN_TRY(const auto body, BodyOf<StructureBody>(request));
  LACHAN_TRY(const auto receipt,
             registry::LoadStructure({deps.store, deps.registers, deps.reorganiser}, request.caller,
                                     body.agencies.value, body.reorganisations.value, apply));
  return Response::Of(receipt);
}

}  // namespace

std::vector<web::Route> ReorganisationRoutes(StructureDeps deps) {
  constexpr auto kRead = Needs("reorganisation", Action::kRead);
  constexpr auto kWrite = Needs("reorganisation", Action::kWrite);
  const auto bind = [deps](auto handler) {
    return [deps, handler](const Request& request) { return handler(deps, request); };
  };
  const auto asked = web::SchemaFor<boost::json::object>();
  const auto row = web::SchemaFor<Reorganisation>();
  std::vector<web::Route> routes;
  routes.push_back(
      {web::Verb::kPost,
       "/api/v1/reorganisations/preview",
       kWrite,
       bind(Preview),
       {"What a reorganisation would change; writes nothing", asked, web::SchemaFor<PlanView>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/reorganisations/apply",
                    kWrite,
                    bind(Apply),
                    {"Carry a reorganisation out, or schedule it", asked, row}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/reorganisations/{id}/receipt",
                    kRead,
                    bind(Receipt),
                    {"What it did to each row, and what stands in the way of undoing it",
                     {},
                     web::SchemaFor<ReorganisationReceipt>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/reorganisations/{id}/undo",
                    kWrite,
                    bind(Undo),
                    {"Take it back", web::SchemaFor<UndoBody>(), row}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/reorganisations/{id}/cancel",
                    kWrite,
                    bind(Cancel),
                    {"Take a scheduled one off", web::SchemaFor<UndoBody>(), row}});
  for (const bool apply : {false, true}) {
    web::Route route{
        web::Verb::kPost,
        apply ? "/api/v1/structure/load" : "/api/v1/structure/preview",
        kWrite,
        [deps, apply](const Request& request) { return Load(deps, request, apply); },
        {apply ? "Load agencies and reorganisations from CSV, all or nothing"
               : "What loading them would do; writes nothing",
         web::SchemaFor<StructureBody>(), web::SchemaFor<registry::StructureReceipt>()}};
    route.max_body = 4 << 20;
    routes.push_back(std::move(route));
  }
  return routes;
}

}  // namespace lachan::web_api
