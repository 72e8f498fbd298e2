// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/event.h"

namespace lachan::pipeline {

/// Events as the bytes of a spool batch. The layout is described in docs/formats/spool.md.
std::string EncodeEvents(std::span<const Event> events);

/// \error kCorrupt      the bytes are not such a batch (the spool's checksum should have told)
/// \error kUnsupported  written by a newer version
Result<std::vector<Event>> DecodeEvents(std::string_view bytes);

}  // namespace lachan::pipeline
