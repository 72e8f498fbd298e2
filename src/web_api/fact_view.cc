// SPDX-License-Identifier: Apache-2.0
#include "web_api/fact_view.h"

namespace lachan::web_api {

FactView View(const Fact& fact) {
  FactView view;
  view.id = fact.id;
  view.kind = fact.kind;
  view.subject_kind = fact.subject_kind;
  view.subject_id = fact.subject_id;
  view.agency_id = fact.agency.value;
  view.actor_name = fact.actor_name;
  view.recorded_at = fact.recorded_at;
  view.occurred_at = fact.occurred_at;
  view.origin = fact.origin;
  if (auto payload = schema::ParseJson(fact.payload, {.max_bytes = 16 << 20, .max_depth = 64});
      payload && payload->is_object()) {
    view.payload = std::move(payload->get_object());
  }
  view.hash = fact.hash;
  return view;
}

std::vector<FactView> View(const std::vector<Fact>& facts) {
  std::vector<FactView> views;
  views.reserve(facts.size());
  for (const auto& fact : facts) views.push_back(View(fact));
  return views;
}

}  // namespace lachan::web_api
