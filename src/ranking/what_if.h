// SPDX-License-Identifier: Apache-2.0
/// \file
/// Who would move if another scorecard had been in force. Nothing is stored.
#pragma once

#include <vector>

#include "base/result.h"
#include "directive/directive.h"
#include "obligations/corrections.h"
#include "obligations/obligation_service.h"

namespace lachan::ranking {

struct WhatIfCounts {
  int agencies = 0, up = 0, down = 0, same = 0;  ///< By rank.
  int band_up = 0, band_down = 0;
  int newly_ranked = 0, no_longer_ranked = 0;
};

struct WhatIf {
  Month month;
  bool frozen = false;
  /// From the duties that were frozen; false: worked out anew from the facts known at the time,
  /// because the card asks for duties (or a longer window) that were not frozen.
  bool from_frozen = false;
  struct Set {
    std::string id;
    WhatIfCounts counts;
    std::vector<obligations::CorrectionEffect> rows;  ///< Every agency, by the new rank.
  };
  std::vector<Set> sets;
};

/// \error kFailedPrecondition  the month lies ahead, or nobody is scored in it.
Result<WhatIf> AskWhatIf(obligations::ObligationService& obligations,
                         const directive::Directive& directive, const directive::Scorecard& card,
                         Month month);

}  // namespace lachan::ranking
