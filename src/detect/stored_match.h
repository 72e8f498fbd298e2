// SPDX-License-Identifier: Apache-2.0
/// \file
/// Matching of records that come back from the event store, whose log sources are known.
#pragma once

#include <vector>

#include "core/event.h"
#include "core/flat_record.h"
#include "detect/rule_set.h"

namespace lachan::detect {

/// Like RuleSet::Match of the set that made `scratch`; `sources` are the record's log sources as
/// they are, and record.logsource is not looked at. A rule that reads kLocalTimeField needs it as a
/// field of the record.
void MatchStored(RuleSet::Scratch& scratch, const FlatRecord& record,
                 const std::vector<LogSource>& sources, std::vector<Match>& out);

}  // namespace lachan::detect
