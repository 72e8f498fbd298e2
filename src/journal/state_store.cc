// SPDX-License-Identifier: Apache-2.0
#include "journal/state_store.h"

namespace lachan::journal {

bool Reach::Covers(AgencyId agency) const {
  return everything || (agency && std::ranges::find(agencies, agency) != agencies.end());
}

}  // namespace lachan::journal
