// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string_view>

#include "events/hunt_names.h"
#include "journal/state_store.h"

namespace lachan::searches {

/// The codes of agencies and the names of sources that `caller` may see, those out of use included:
/// old events still belong to them. Null when `text` can need none.
Result<std::shared_ptr<const events::HuntNames>> NamesFor(journal::StateStore& store,
                                                          const journal::Caller& caller,
                                                          std::string_view text);

}  // namespace lachan::searches
