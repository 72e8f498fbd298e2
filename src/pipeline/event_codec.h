// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>

#include "base/result.h"
#include "core/event_batch.h"

namespace lachan::pipeline {

/// The events of a spool batch, of this version or an older one (docs/formats/spool.md).
/// \error kCorrupt      the bytes are not such a batch (the spool's checksum should have told)
/// \error kUnsupported  written by a newer version
Result<EventBatch> ReadBatch(std::shared_ptr<const std::string> bytes);

}  // namespace lachan::pipeline
