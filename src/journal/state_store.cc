// SPDX-License-Identifier: Apache-2.0
#include "journal/state_store.h"

namespace lachan::journal {

bool Reach::Covers(AgencyId agency) const {
  return everything || (agency && std::ranges::find(agencies, agency) != agencies.end());
}

bool Reach::Reads(AgencyId agency) const {
  return Covers(agency) ||
         (agency && std::ranges::find(inherited.agencies, agency) != inherited.agencies.end());
}

std::vector<AgencyId> Reach::Readable() const {
  std::vector<AgencyId> readable = agencies;
  readable.insert(readable.end(), inherited.agencies.begin(), inherited.agencies.end());
  return readable;
}

}  // namespace lachan::journal
