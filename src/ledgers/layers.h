// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "ledgers/entities_people.h"

namespace lachan::ledgers {

/// How a layer of an agency stands. `measured`: the platform sees it itself; `declared`: somebody
/// said so with evidence; `lapsed`: the evidence ran out or is older than a year.
BOOST_DEFINE_ENUM_CLASS(LayerState, missing, lapsed, lost, declared, measured)

struct LayerStanding {
  std::int64_t layer = 1;
  LayerState state = LayerState::missing;
  std::string provider;
  std::optional<CivilDate> since, until;  ///< Of the latest evidence.
  std::int64_t evidence = 0;              ///< Its id; 0 = none.
  std::int64_t events = 0;                ///< Seen from the agency's systems in the window.
};
BOOST_DESCRIBE_STRUCT(LayerStanding, (), (layer, state, provider, since, until, evidence, events))

struct AgencyLayers {
  std::array<LayerStanding, 4> layers;
  bool same_provider = false;  ///< Of layers 2 and 3.
};

/// \param evidence  Of one agency, in any order.
/// \param events    Events that arrived from its systems in the window: layer 2 at work.
AgencyLayers StandingOf(const std::vector<LayerEvidence>& evidence, std::int64_t events,
                        CivilDate today);

}  // namespace lachan::ledgers
