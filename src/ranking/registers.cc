// SPDX-License-Identifier: Apache-2.0
#include "ranking/registers.h"

#include "obligations/entities.h"
#include "ranking/entities.h"

LACHAN_ENTITY_CODE(lachan::ScoreProposal);
LACHAN_ENTITY_CODE(lachan::ScoreAppeal);

namespace lachan::ranking {

void AddRegisters(journal::Registers& registers) {
  for (const auto* entity :
       {&schema::Describe<ScoreAppeal>(), &schema::Describe<ScorecardVersion>()}) {
    auto& definition = registers.Add(*entity);
    definition.is_creatable = definition.is_changeable = definition.is_archivable = false;
  }
}

}  // namespace lachan::ranking
