// SPDX-License-Identifier: Apache-2.0
#include "searches/registers.h"

#include "searches/entities.h"

LACHAN_ENTITY_CODE(lachan::SavedSearch);
LACHAN_ENTITY_CODE(lachan::EventExport);

namespace lachan::searches {

void AddRegisters(journal::Registers& registers) {
  auto& exports = registers.Add<EventExport>();
  exports.is_creatable = exports.is_changeable = exports.is_archivable = false;
}

}  // namespace lachan::searches
