// SPDX-License-Identifier: Apache-2.0
#include "incidents/legal_clocks.h"

#include "incidents/entities.h"
#include "journal/payload.h"

LACHAN_ENTITY_CODE(lachan::Incident);
LACHAN_ENTITY_CODE(lachan::IncidentTask);
LACHAN_ENTITY_CODE(lachan::IncidentNote);
LACHAN_ENTITY_CODE(lachan::PublicReport);

namespace lachan::incidents {
namespace {

void Flag(directive::Attributes& attributes, const char* name, bool set) {
  if (set) attributes.emplace_back(name, "true");
}

}  // namespace

std::vector<directive::IncidentClock> LegalClocks(const directive::Directive& directive,
                                                  const Incident& incident,
                                                  std::span<const Fact> facts, Instant now) {
  directive::IncidentView view;
  view.id = IncidentId{incident.id};
  view.detected_at = incident.detected_at;
  view.closed_at = incident.closed_at.value;
  // The law of 2026 does not define "serious"; in doubt the stricter limit counts, so the two upper
  // grades of the authority's own scale are taken for it even where nobody ticked the box.
  const bool is_grave = incident.severity == Severity::m1 || incident.severity == Severity::m2;
  Flag(view.attributes, "serious", incident.is_serious || is_grave);
  Flag(view.attributes, "beyond_capacity", incident.beyond_capacity);
  Flag(view.attributes, "national_security", incident.harms_security);
  Flag(view.attributes, "personal_data", incident.personal_data);
  Flag(view.attributes, "personal_data_harm", incident.personal_data);
  if (incident.closed_at.value) {
    view.moments.emplace_back("response_ended", *incident.closed_at.value);
  }
  std::vector<directive::FactView> views;
  for (const auto& fact : facts) {
    directive::FactView one;
    one.id = fact.id;
    one.kind = fact.kind;
    one.at = fact.occurred_at;
    one.recorded_at = fact.recorded_at;
    one.agency = fact.agency;
    one.system = fact.system;
    // A drill's incident has clocks to train with; they are discharged by the drill's facts.
    one.is_exercise = fact.origin != incident.origin.value;
    one.attributes = journal::FlatPayload(fact);
    if (fact.subject_kind == "incident" && one.Get("incident").empty()) {
      one.attributes.emplace_back("incident", std::to_string(fact.subject_id));
    }
    views.push_back(std::move(one));
  }
  return directive::IncidentClocks(directive, view, views, directive.calendar, now);
}

}  // namespace lachan::incidents
