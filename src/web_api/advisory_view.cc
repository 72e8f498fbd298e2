// SPDX-License-Identifier: Apache-2.0
#include "web_api/advisory_view.h"

namespace lachan::web_api {

std::vector<AdvisoryCveView> CvesOf(const Advisory& advisory, const findings::ExploitIndex& lists) {
  std::vector<AdvisoryCveView> views;
  for (const auto& cve : advisories::LinesOf(advisory.cves.value)) {
    const auto number = scan_reports::NumberOfCve(cve);
    AdvisoryCveView view{cve, lists.FindKev(number) != nullptr, {}};
    if (const auto* epss = lists.FindEpss(number)) view.epss = epss->probability;
    views.push_back(std::move(view));
  }
  return views;
}

std::vector<AffectedSystemView> View(const std::vector<advisories::AffectedSystem>& systems) {
  std::vector<AffectedSystemView> views;
  for (const auto& system : systems) {
    views.push_back({system.agency.value, system.system.value, system.product, system.is_certain});
  }
  return views;
}

CandidateList View(const std::vector<advisories::Candidate>& candidates) {
  CandidateList list;
  for (const auto& one : candidates) {
    list.rows.push_back({one.agency.value, one.name, one.kind, one.is_addressed, one.has_products,
                         View(one.systems)});
  }
  return list;
}

KnownAdvisoryList View(const std::vector<advisories::KnownAdvisory>& known) {
  KnownAdvisoryList list;
  for (const auto& one : known) {
    KnownAdvisoryView view;
    view.advisory_id = one.advisory.id.value;
    view.number = one.advisory.number.value.value;
    view.title = one.advisory.title.value;
    view.severity = one.advisory.severity;
    view.state = one.advisory.state;
    view.product = one.product;
    view.is_certain = one.is_certain;
    view.due_on = one.advisory.due_on;
    if (one.delivery) {
      view.delivery_id = one.delivery->id.value;
      view.delivery_state = one.delivery->state.value;
    }
    if (one.answer) view.answer = one.answer->answer.value;
    list.rows.push_back(std::move(view));
  }
  return list;
}

AdvisoryDetailView View(const advisories::AdvisoryDetail& detail,
                        const findings::ExploitIndex& lists) {
  return {detail.advisory, CvesOf(detail.advisory, lists), detail.additions, detail.deliveries,
          detail.answers,  View(detail.timeline)};
}

DeliveryDetailView View(const advisories::DeliveryDetail& detail,
                        const findings::ExploitIndex& lists) {
  return {detail.delivery,  detail.advisory, CvesOf(detail.advisory, lists),
          detail.additions, detail.answers,  View(detail.timeline)};
}

}  // namespace lachan::web_api
