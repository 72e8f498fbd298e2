// SPDX-License-Identifier: Apache-2.0
// Every route of the product, wired to what answers it.
#include "app/files.h"
#include "app/platform.h"
#include "app/version.h"
#include "intake_http/intake.h"
#include "public_site/site.h"
#include "register/tenure.h"
#include "searches/query_names.h"
#include "web_api/advisory_routes.h"
#include "web_api/alert_routes.h"
#include "web_api/appeal_routes.h"
#include "web_api/audit_routes.h"
#include "web_api/console_routes.h"
#include "web_api/contact_routes.h"
#include "web_api/directive_routes.h"
#include "web_api/document_routes.h"
#include "web_api/dossier_routes.h"
#include "web_api/duty_routes.h"
#include "web_api/event_routes.h"
#include "web_api/evidence_routes.h"
#include "web_api/finding_routes.h"
#include "web_api/health_routes.h"
#include "web_api/hunt_routes.h"
#include "web_api/incident_routes.h"
#include "web_api/inspection_routes.h"
#include "web_api/intel_routes.h"
#include "web_api/ledger_routes.h"
#include "web_api/level_routes.h"
#include "web_api/live.h"
#include "web_api/lookup_routes.h"
#include "web_api/notice_routes.h"
#include "web_api/overview_routes.h"
#include "web_api/ranking_routes.h"
#include "web_api/register_routes.h"
#include "web_api/reorganisation_routes.h"
#include "web_api/retention_routes.h"
#include "web_api/roster_routes.h"
#include "web_api/rule_routes.h"
#include "web_api/saved_search_routes.h"
#include "web_api/scorecard_routes.h"
#include "web_api/session_routes.h"
#include "web_api/sign_off_routes.h"
#include "web_api/source_routes.h"
#include "web_api/system_routes.h"
#include "web_api/team_routes.h"
#include "web_api/transfer_routes.h"
#include "web_api/work_routes.h"

namespace lachan::app {

Result<std::uint64_t> CountEvents(events::EventStore& store, const events::Scope& scope,
                                  Instant from, Instant to) {
  events::Query query;
  query.from = from;
  query.to = to;
  query.exercise = false;
  LACHAN_TRY(const auto histogram, store.CountOverTime(query, 1, scope));
  return histogram.total;
}

void Platform::AddRoutes(const Settings& settings) {
  auto& router = *router_;
  auto& state = *foundation_->state;
  const auto rules = [this] { return intake_->rules->current()->compiled->rules; };
  const std::string& province = settings.Text("province.name");
  router.Add(web_api::SessionRoutes(
      {state, services_->accounts, province, std::string(kVersion), is_demo_}));
  router.Add(web_api::RegisterRoutes(foundation_->registers, state));
  router.Add(web_api::TransferRoutes({state, foundation_->registers}));
  router.Add(web_api::LookupRoutes(state));
  const web_api::StructureDeps structure{state, foundation_->registers, services_->reorganiser,
                                         foundation_->clock};
  router.Add(web_api::ReorganisationRoutes(structure));
  router.Add(web_api::StructureRoutes(structure));
  router.Add(web_api::SavedSearchRoutes(
      {services_->searches, services_->exports, foundation_->clock, state}));
  router.Add(web_api::EventRoutes({*events_.store, foundation_->clock,
                                   [&state](const journal::Caller& caller, std::string_view text) {
                                     return searches::NamesFor(state, caller, text);
                                   }}));
  router.Add(web_api::AlertRoutes({state, services_->alerts, rules}));
  router.Add(
      web_api::IncidentRoutes({state, services_->incidents, services_->public_reports,
                               services_->alerts, foundation_->directive, foundation_->clock}));
  router.Add(web_api::EvidenceRoutes(services_->assurance));
  router.Add(web_api::AdvisoryRoutes({state, services_->advisories, services_->findings}));
  router.Add(web_api::InspectionRoutes(services_->inspections));
  router.Add(web_api::TeamRoutes({teams_->boards, teams_->roster}));
  router.Add(web_api::RosterRoutes({teams_->roster, foundation_->clock}));
  router.Add(web_api::ContactRoutes(
      {teams_->contacts, teams_->boards, teams_->checks, teams_->public_url}));
  router.Add(web_api::LedgerRoutes({state, services_->obligations, foundation_->directive,
                                    *events_.store, foundation_->clock, foundation_->budget_floors,
                                    std::chrono::days(settings.Number("ledgers.layer_days"))}));
  router.Add(web_api::FindingRoutes({state, services_->findings, services_->scans}));
  router.Add(web_api::ScanRoutes({state, services_->findings, services_->scans}));
  router.Add(web_api::HuntRoutes({*hunts_, [this] { return intake_->rules->current(); }}));
  router.Add(
      web_api::DutyRoutes({services_->obligations, foundation_->directive, foundation_->clock}));
  router.Add(web_api::DirectiveRoutes(
      {services_->obligations, services_->reliefs, services_->directive_texts, state,
       foundation_->directive, foundation_->clock,
       [folder = settings.Text("directive.folder")] { return ReadDirective(folder); }}));
  router.Add(web_api::RankingRoutes({state, services_->obligations, services_->ranking_views,
                                     foundation_->directive, foundation_->clock}));
  router.Add(web_api::SignOffRoutes({services_->sign_off}));
  router.Add(web_api::AppealRoutes({state, services_->appeals, foundation_->clock}));
  router.Add(web_api::ScorecardRoutes(
      {services_->scorecards, services_->obligations, foundation_->directive, foundation_->clock}));
  router.Add(web_api::DocumentRoutes(services_->reports));
  router.Add(web_api::DossierRoutes(services_->dossiers, state));
  router.Add(web_api::LevelRoutes(services_->dossiers));
  router.Add(web_api::SystemRoutes({state, services_->dossiers, services_->directory}));
  router.Add(
      web_api::WorkRoutes({state, services_->obligations, foundation_->directive, teams_->contacts,
                           teams_->roster, foundation_->clock, services_->inspections.limits()}));
  router.Add(web_api::NoticeRoutes(*notifications_.service, state));
  const auto sources = SourcesFor(settings);
  router.Add(web_api::OverviewRoutes(
      {state, services_->obligations, foundation_->directive, foundation_->clock,
       [this](const journal::Reach& reach, Instant from, Instant to) {
         return CountEvents(
             *events_.store,
             reach.everything ? events::Scope::All() : events::Scope::Of(reach.Readable()), from,
             to);
       },
       [sources](const journal::Caller& caller) {
         return web_api::CountSources(sources, caller);
       }}));
  router.Add(web_api::SourceRoutes(sources));
  router.Add(web_api::SourceSetupRoutes(sources));
  router.Add(web_api::RuleRoutes(*intake_->rules));
  router.Add(web_api::RuleSetRoutes(*intake_->rules));
  router.Add(web_api::IntelRoutes(intake_->intel->service));
  router.Add(web_api::RetentionRoutes({state, retention_->holds, retention_->storage,
                                       [this] { return foundation_->duties->holder_node(); },
                                       [this] { return retention_->keeper.problem(); }}));
  router.Add(web_api::AuditRoutes(state));
  router.Add(web_api::LiveRoutes(state, *authenticator_));
  router.Add(web_api::HealthRoutes(
      {[this] { return Health(); }, [this] { return Metrics(); }, std::string(kVersion)}));
  router.Add(web_api::ConsoleRoutes(LoadConsole(settings.Text("console.folder"))));
  const intake_http::Deps intake{
      *intake_->pipeline, foundation_->clock,
      [this](std::string_view token) { return services_->directory.ResolveToken(token); }};
  for (auto& route : public_site::Routes({.province = province,
                                          .hotline = settings.Text("province.hotline"),
                                          .is_demo = is_demo_,
                                          .profile = teams_->profile},
                                         {state, services_->public_reports, teams_->contacts,
                                          teams_->boards, teams_->roster, foundation_->clock})) {
    // Senders that speak to an Elasticsearch say hello at the root.
    if (route.path == "/") route.handler = intake_http::ElasticOr(intake, std::move(route.handler));
    router.Add(std::move(route));
  }
  router.Add(intake_http::Routes(
      {.max_body = static_cast<std::size_t>(settings.Number("intake.max_body_mib")) << 20,
       .max_unpacked = static_cast<std::size_t>(settings.Number("intake.max_unpacked_mib")) << 20},
      intake));
  router.Add({web::Verb::kGet, "/api/v1/openapi.json", identity::Permission::Public(),
              [this](const web::Request&) -> Result<web::Response> {
                return web::Response::Json(router_->OpenApi(kVersion));
              }});
}

}  // namespace lachan::app
