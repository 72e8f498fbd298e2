// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sources of the demo with what goes wrong with sources: one is silent, one has a wrong clock, one
/// breaks its lines, one was declared and never came.
#pragma once

#include <cstdint>

#include "base/result.h"
#include "core/time.h"
#include "demo/stage.h"
#include "journal/state_store.h"

namespace lachan::demo {

/// Gives each source four weeks of hours behind it: offices send by day, servers always.
Status TellSources(journal::StateStore& store, Instant now, std::uint64_t seed);

/// The silent source leaves the stage; a clock goes wrong; lines break.
void SetFaults(Stage& stage);

}  // namespace lachan::demo
