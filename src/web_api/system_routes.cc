// SPDX-License-Identifier: Apache-2.0
#include "web_api/system_routes.h"

#include "register/system_parts.h"
#include "web_api/body.h"
#include "web_api/level_view.h"
#include "web_api/party_view.h"

namespace lachan::web_api {
namespace {

using dossiers::DossierService;
using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

struct GoLiveView {
  std::string id, basis, path;
  bool done = false, required = false;
};
BOOST_DESCRIBE_STRUCT(GoLiveView, (), (id, basis, path, done, required))

struct ApprovedView {
  std::int64_t level = 0, dossier_id = 0;
  std::string regime, number;
  CivilDate decided_on{};
};
BOOST_DESCRIBE_STRUCT(ApprovedView, (), (level, dossier_id, regime, number, decided_on))

struct DossierLine {
  std::int64_t id = 0, level = 0;
  std::string number, kind, regime, status;
  std::optional<Instant> filed_at;
};
BOOST_DESCRIBE_STRUCT(DossierLine, (), (id, level, number, kind, regime, status, filed_at))

struct SystemLinkView {
  SystemLink link;
  bool incoming = false;  ///< Written down by the other system.
  std::optional<SystemView> other;
};
BOOST_DESCRIBE_STRUCT(SystemLinkView, (), (link, incoming, other))

struct SystemStatusView {
  System system;
  std::optional<ApprovedView> approved;
  std::int64_t level_now = 0;
  std::vector<GoLiveView> go_live;
  std::vector<TransitionView> transition;
  std::vector<std::string> redetermine;
  std::vector<DossierLine> dossiers;
  std::vector<SystemProduct> products;
  std::vector<AddressRange> addresses;
  std::vector<SystemDomain> domains;
  std::vector<SystemLinkView> links;
  std::vector<SystemSupplier> suppliers;
};
BOOST_DESCRIBE_STRUCT(SystemStatusView, (),
                      (system, approved, level_now, go_live, transition, redetermine, dossiers,
                       products, addresses, domains, links, suppliers))

struct ControlView {
  std::string id, clause, value, group, family_vi, family_en, vi, en;
  std::optional<SystemControl> state;
};
BOOST_DESCRIBE_STRUCT(ControlView, (),
                      (id, clause, value, group, family_vi, family_en, vi, en, state))

struct ControlSheetView {
  std::string standard, standard_name;
  std::int64_t level = 1;
  std::vector<ControlView> rows;
  std::int64_t met = 0, partly = 0, not_met = 0, not_applicable = 0, open = 0, percent = 0;
  bool complete = false;
  std::optional<CivilDate> confirmed_on;
};
BOOST_DESCRIBE_STRUCT(ControlSheetView, (),
                      (standard, standard_name, level, rows, met, partly, not_met, not_applicable,
                       open, percent, complete, confirmed_on))

struct ControlBody {
  levels::Standard standard = levels::Standard::tcvn14423;
  ControlState state = ControlState::not_met;
  schema::Paragraph<2000> reason;
  std::optional<Id<EvidenceFile>> evidence_file_id;
  std::optional<CivilDate> planned_on;
  schema::Line<0, 120> responsible;
};
BOOST_DESCRIBE_STRUCT(ControlBody, (),
                      (standard, state, reason, evidence_file_id, planned_on, responsible))

struct ConfirmBody {
  levels::Standard standard = levels::Standard::tcvn14423;
};
BOOST_DESCRIBE_STRUCT(ConfirmBody, (), (standard))

/// Whose an address or a host name is.
struct ResolveView {
  std::string what;
  bool is_address = false;
  std::optional<AgencyView> agency;
  std::optional<SystemView> system;
};
BOOST_DESCRIBE_STRUCT(ResolveView, (), (what, is_address, agency, system))

template <class T>
Result<std::vector<T>> OfSystem(journal::Reader& reader, std::int64_t system) {
  journal::ListQuery query;
  query.filters = {journal::Equals("system_id", system)};
  query.limit = 500;
  return journal::List<T>(reader, query);
}

Result<std::vector<SystemLinkView>> LinksOf(journal::Reader& reader, std::int64_t system) {
  std::vector<SystemLinkView> views;
  LACHAN_TRY(const auto own, OfSystem<SystemLink>(reader, system));
  for (const auto& link : own) {
    SystemLinkView view{link, false, std::nullopt};
    if (link.other_system_id) {
      LACHAN_TRY(view.other, FindSystem(reader, *link.other_system_id));
    }
    views.push_back(std::move(view));
  }
  journal::ListQuery query;
  query.filters = {journal::Equals("other_system_id", system)};
  query.limit = 500;
  LACHAN_TRY(const auto theirs, journal::List<SystemLink>(reader, query));
  for (const auto& link : theirs) {
    SystemLinkView view{link, true, std::nullopt};
    LACHAN_TRY(view.other, FindSystem(reader, link.system_id));
    views.push_back(std::move(view));
  }
  return views;
}

Result<Response> StatusOf(const SystemDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto status, deps.dossiers.StatusOf(request.caller, SystemId{id}));
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  SystemStatusView view;
  view.system = status.system;
  view.level_now = status.level_now;
  view.redetermine = status.redetermine;
  if (status.approved) {
    view.approved = ApprovedView{status.approved->level, status.approved->dossier_id,
                                 EnumName(status.approved->regime), status.approved->number,
                                 status.approved->decided_on};
  }
  for (const auto& item : status.go_live) {
    view.go_live.push_back({item.id, item.basis, item.path, item.is_done, item.is_required});
  }
  for (const auto& duty : status.transition) view.transition.push_back(View(duty));
  for (const auto& dossier : status.dossiers) {
    view.dossiers.push_back({dossier.id, dossier.level.value, dossier.number.value.value,
                             EnumName(dossier.kind.value), EnumName(dossier.regime.value),
                             EnumName(dossier.status.value), dossier.filed_at.value});
  }
  LACHAN_TRY(view.products, OfSystem<SystemProduct>(*reader, id));
  LACHAN_TRY(view.addresses, OfSystem<AddressRange>(*reader, id));
  LACHAN_TRY(view.domains, OfSystem<SystemDomain>(*reader, id));
  LACHAN_TRY(view.links, LinksOf(*reader, id));
  LACHAN_TRY(view.suppliers, OfSystem<SystemSupplier>(*reader, id));
  return Response::Of(view);
}

Result<std::optional<levels::Standard>> StandardIn(const Request& request) {
  const auto text = request.Query("standard");
  if (text.empty()) return std::nullopt;
  if (text == "tcvn11930") return levels::Standard::tcvn11930;
  if (text == "tcvn14423") return levels::Standard::tcvn14423;
  Error error(ErrorCode::kInvalidInput, "no such standard");
  return std::unexpected(std::move(error).WithField("standard", "not_a_choice"));
}

ControlSheetView ViewSheet(const DossierService::ControlSheet& sheet) {
  ControlSheetView view;
  view.standard = EnumName(sheet.standard);
  view.standard_name = levels::NameOf(sheet.standard);
  view.level = sheet.level;
  for (const auto& row : sheet.rows) {
    const auto& control = *row.asked.control;
    view.rows.push_back({control.id, row.asked.clause, row.asked.value, control.group,
                         control.family_vi, control.family_en, control.vi, control.en, row.state});
  }
  view.met = sheet.met;
  view.partly = sheet.partly;
  view.not_met = sheet.not_met;
  view.not_applicable = sheet.not_applicable;
  view.open = sheet.open;
  view.percent = sheet.percent;
  view.complete = sheet.is_complete();
  view.confirmed_on = sheet.confirmed_on;
  return view;
}

Result<Response> Controls(const SystemDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto standard, StandardIn(request));
  LACHAN_TRY(const auto sheet, deps.dossiers.Controls(request.caller, SystemId{id}, standard));
  return Response::Of(ViewSheet(sheet));
}

Result<Response> SetControl(const SystemDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  {
    LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
    LACHAN_TRY_DO(journal::Get<System>(*reader, id));
  }
  LACHAN_TRY(const auto body, BodyOf<ControlBody>(request));
  DossierService::ControlInput input;
  input.standard = body.standard;
  input.control = request.path_values.at("control");
  input.state = body.state;
  input.reason = body.reason.value;
  input.responsible = body.responsible.value;
  input.evidence = body.evidence_file_id;
  input.planned_on = body.planned_on;
  LACHAN_TRY_DO(deps.dossiers.SetControl(request.caller, SystemId{id}, input));
  LACHAN_TRY(const auto sheet, deps.dossiers.Controls(request.caller, SystemId{id}, body.standard));
  return Response::Of(ViewSheet(sheet));
}

Result<Response> Confirm(const SystemDeps& deps, const Request& request) {
  LACHAN_TRY(const auto id, request.PathId("id"));
  LACHAN_TRY(const auto body, BodyOf<ConfirmBody>(request));
  LACHAN_TRY(const auto sheet,
             deps.dossiers.ConfirmControls(request.caller, SystemId{id}, body.standard));
  return Response::Of(ViewSheet(sheet));
}

Result<Response> Resolve(const SystemDeps& deps, const Request& request) {
  const std::string what(request.Query("what"));
  if (what.empty() || what.size() > 253) {
    Error error(ErrorCode::kInvalidInput, "an address or a host name is asked for");
    return std::unexpected(std::move(error).WithField("what", "required"));
  }
  const auto snapshot = deps.directory.snapshot();
  const auto address = registry::ParseAddress(what);
  const auto owner = address ? snapshot->ByRange(*address) : snapshot->ByDomain(what);
  ResolveView view{what, address.has_value(), std::nullopt, std::nullopt};
  if (!owner || !request.caller.reach.Covers(owner->agency)) return Response::Of(view);
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  LACHAN_TRY(view.agency, FindAgency(*reader, owner->agency));
  if (owner->system) {
    LACHAN_TRY(view.system, FindSystem(*reader, owner->system));
  }
  return Response::Of(view);
}

}  // namespace

std::vector<web::Route> SystemRoutes(SystemDeps deps) {
  const auto bind = [deps](auto handler) {
    return [deps, handler](const Request& request) { return handler(deps, request); };
  };
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kGet,
                    "/api/v1/systems/{id}/status",
                    Needs("system", Action::kRead),
                    bind(StatusOf),
                    {"A system with its parts, what it lacks before operation, its dossiers and "
                     "duties of the transition",
                     {},
                     web::SchemaFor<SystemStatusView>()}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/systems/{id}/controls",
                    Needs("system_control", Action::kRead),
                    bind(Controls),
                    {"Controls that its level asks for, and where it stands with each",
                     {},
                     web::SchemaFor<ControlSheetView>(),
                     {{"standard", "tcvn11930 or tcvn14423; that of today's rules when absent"}}}});
  routes.push_back({web::Verb::kPut,
                    "/api/v1/systems/{id}/controls/{control}",
                    Needs("system_control", Action::kWrite),
                    bind(SetControl),
                    {"Say where it stands with a control", web::SchemaFor<ControlBody>(),
                     web::SchemaFor<ControlSheetView>()}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/systems/{id}/controls/confirm",
                    Needs("system_control", Action::kWrite),
                    bind(Confirm),
                    {"Say that the protection plan is in place", web::SchemaFor<ConfirmBody>(),
                     web::SchemaFor<ControlSheetView>()}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/resolve",
                    Needs("address_range", Action::kRead),
                    bind(Resolve),
                    {"Whose an address or a host name is, as detection sees it",
                     {},
                     web::SchemaFor<ResolveView>(),
                     {{"what", "an IP address or a host name"}}}});
  return routes;
}

}  // namespace lachan::web_api
