// SPDX-License-Identifier: Apache-2.0
/// \file
/// What would lift an agency's score most if it were done now. Pure: asks the real engine and the
/// real scorecard with one imagined piece of evidence at a time.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "directive/assess.h"
#include "directive/directive.h"
#include "directive/score.h"

namespace lachan::obligations {

struct QuickWin {
  std::string duty;  ///< Duty::Key()
  std::string part;
  SystemId system;       ///< 0: the agency itself.
  int gain_centi = 0;    ///< Hundredths of a percent of the score.
  int points_centi = 0;  ///< Hundredths of a point.
};

/// \param card   In force now.
/// \param facts  Of the agency, its systems, and withdrawals; of an agency that holds a role of the
///   province, all facts.
/// \return largest gain first, at most `limit`; only gains above zero.
std::vector<QuickWin> QuickWins(const directive::Directive& directive,
                                const directive::Scorecard& card,
                                std::vector<directive::FactView> facts,
                                const directive::RegisterSnapshot& snapshot, Instant now,
                                AgencyId agency, std::size_t limit);

}  // namespace lachan::obligations
