// SPDX-License-Identifier: Apache-2.0
/// \file
/// What must be on record before a system goes into operation, and what its level rests on.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "dossiers/entities.h"
#include "journal/state_store.h"
#include "levels/criteria.h"
#include "levels/transition.h"
#include "register/entities.h"

namespace lachan::dossiers {

/// One thing that a system needs before operation.
struct GoLiveItem {
  std::string id;  ///< "assessment", "readiness", "level", "regulation"
  bool is_done = false;
  bool is_required = false;  ///< Without it the system does not go into operation.
  std::string basis;         ///< Clause.
  std::string path;          ///< Register where it is recorded.
};
/// \source directive 1.a; NĐ 331/2026 Đ28.3, Đ30
Result<std::vector<GoLiveItem>> GoLiveItems(journal::Reader& reader, const System& system,
                                            CivilDate today, const levels::RegimeDates& dates);

/// The decision that a system's level rests on.
struct ApprovedLevel {
  int level = 0;
  CivilDate decided_on{};
  levels::Regime regime = levels::Regime::nd85;
  std::string number;           ///< Of the decision; may be empty for old records.
  std::int64_t dossier_id = 0;  ///< 0: taken over as a record of evidence.
};
/// The latest that stands. Old decisions are records of evidence, of the regime of their day.
Result<std::optional<ApprovedLevel>> FindApprovedLevel(journal::Reader& reader, SystemId system,
                                                       const levels::RegimeDates& dates);

/// Regulation in force for a system of an agency on a day; 0 when there is none.
Result<std::int64_t> FindRegulation(journal::Reader& reader, AgencyId agency, SystemId system,
                                    CivilDate day);

}  // namespace lachan::dossiers
