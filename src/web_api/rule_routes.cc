// SPDX-License-Identifier: Apache-2.0
#include "web_api/rule_routes.h"

#include "base/text.h"
#include "web_api/party_view.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

struct FindingView {
  std::string severity, code, message, hint, file;
  int line = 0, column = 0;
};
BOOST_DESCRIBE_STRUCT(FindingView, (), (severity, code, message, hint, file, line, column))

struct RuleReportView {
  std::int64_t found = 0, loaded = 0, rejected = 0, skipped = 0;
  std::vector<FindingView> findings;
};
BOOST_DESCRIBE_STRUCT(RuleReportView, (), (found, loaded, rejected, skipped, findings))

struct RuleList {
  RuleReportView report;
  std::vector<RuleView> rows;
};
BOOST_DESCRIBE_STRUCT(RuleList, (), (report, rows))

std::string SeverityName(Diagnostic::Severity severity) {
  switch (severity) {
    case Diagnostic::Severity::kNote:
      return "note";
    case Diagnostic::Severity::kWarning:
      return "warning";
    case Diagnostic::Severity::kError:
      return "error";
  }
  return "error";
}

RuleReportView View(const detect::CompileReport& report) {
  RuleReportView view{static_cast<std::int64_t>(report.found),
                      static_cast<std::int64_t>(report.loaded),
                      static_cast<std::int64_t>(report.rejected),
                      static_cast<std::int64_t>(report.skipped),
                      {}};
  for (const auto& finding : report.findings) {
    if (view.findings.size() >= 1000) break;
    view.findings.push_back({SeverityName(finding.severity), finding.code, finding.message,
                             finding.hint, finding.where.file, finding.where.line,
                             finding.where.column});
  }
  return view;
}

/// Alerts of the last 30 days by rule.
Result<std::map<std::string, std::int64_t>> Hits(journal::StateStore& store,
                                                 const journal::Caller& caller, Instant now) {
  LACHAN_TRY(const auto reader, store.OpenReader(caller));
  journal::ListQuery query;
  const Instant from = now - std::chrono::days(30);
  query.filters.push_back({"last_seen",
                           journal::Filter::Op::kGreaterOrEqual,
                           {static_cast<std::int64_t>(from.time_since_epoch().count())}});
  LACHAN_TRY(const auto counts, reader->CountBy(schema::Describe<Alert>(), "rule_id", query));
  std::map<std::string, std::int64_t> hits;
  for (const auto& row : counts) {
    if (const auto* id = std::get_if<std::string>(&row.value)) hits[*id] = row.count;
  }
  return hits;
}

}  // namespace

std::vector<web::Route> RuleRoutes(journal::StateStore& store, CurrentRules rules,
                                   const Clock& clock) {
  constexpr auto kRead = Needs("rule", Action::kRead);
  std::vector<web::Route> routes;
  routes.push_back(
      {web::Verb::kGet,
       "/api/v1/rules",
       kRead,
       [&store, rules, &clock](const Request& request) -> Result<Response> {
         LACHAN_TRY(auto hits, Hits(store, CallerReading("alert", request), clock.Now()));
         const auto set = rules();
         RuleList list{View(set->report()), {}};
         const std::string wanted = FoldForSearch(request.Query("q"));
         for (const auto& rule : set->rules()) {
           RuleView view = web_api::View(rule);
           if (!wanted.empty() &&
               FoldForSearch(view.title + " " + view.id + " " + view.description).find(wanted) ==
                   std::string::npos) {
             continue;
           }
           view.text.clear();
           view.hits_30d = hits[view.id];
           list.rows.push_back(std::move(view));
         }
         return Response::Of(list);
       },
       {"Rules in force and the compile report",
        {},
        web::SchemaFor<RuleList>(),
        {{"q", "words in title, id or description"}}}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/rules/{id}",
                    kRead,
                    [&store, rules, &clock](const Request& request) -> Result<Response> {
                      LACHAN_TRY(auto hits,
                                 Hits(store, CallerReading("alert", request), clock.Now()));
                      for (const auto& rule : rules()->rules()) {
                        if (rule.id != request.path_values.at("id")) continue;
                        RuleView view = web_api::View(rule);
                        view.hits_30d = hits[view.id];
                        return Response::Of(view);
                      }
                      return Fail(ErrorCode::kNotFound, "no rule with this id is in force");
                    },
                    {"One rule with its text", {}, web::SchemaFor<RuleView>()}});
  return routes;
}

}  // namespace lachan::web_api
