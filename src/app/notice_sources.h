// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "app/team_stage.h"
#include "notifications/planner.h"
#include "retention/storage_watch.h"

namespace lachan::app {

/// What the register of contacts and teams wants told: contact points to confirm anew (each with a
/// link of its own, where mail goes out), gaps of the province's roster, certificates that end.
/// \param stage  Must outlive the sources.
std::vector<notifications::WishSource> NoticeSources(TeamStage& stage, bool has_mail);
/// Tells administrators, once a week, that the disk will be full.
notifications::WishSource StorageNotices(retention::StorageWatch& storage);

}  // namespace lachan::app
