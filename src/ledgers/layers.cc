// SPDX-License-Identifier: Apache-2.0
#include "ledgers/layers.h"

#include "base/text.h"

namespace lachan::ledgers {
namespace {

constexpr int kYear = 12;  ///< Months that evidence without an end counts.

}  // namespace

AgencyLayers StandingOf(const std::vector<LayerEvidence>& evidence, std::int64_t events,
                        CivilDate today) {
  AgencyLayers standing;
  for (std::size_t i = 0; i < standing.layers.size(); ++i) {
    auto& layer = standing.layers[i];
    layer.layer = static_cast<std::int64_t>(i) + 1;
    const LayerEvidence* latest = nullptr;
    for (const auto& one : evidence) {
      if (one.layer.value != layer.layer) continue;
      if (latest == nullptr || one.performed_on > latest->performed_on) latest = &one;
    }
    if (latest != nullptr) {
      layer.provider = latest->provider.value;
      layer.since = latest->performed_on;
      layer.until = latest->valid_until ? *latest->valid_until
                                        : AddDays(AddMonths(latest->performed_on, kYear), -1);
      layer.evidence = latest->id.value;
      layer.state = latest->lost_on        ? LayerState::lost
                    : *layer.until < today ? LayerState::lapsed
                                           : LayerState::declared;
    }
    if (layer.layer == 2) {
      layer.events = events;
      if (events > 0) layer.state = LayerState::measured;
    }
  }
  const auto& two = standing.layers[1].provider;
  standing.same_provider =
      !two.empty() && FoldForSearch(two) == FoldForSearch(standing.layers[2].provider);
  return standing;
}

}  // namespace lachan::ledgers
