// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "core/event.h"
#include "normalise/normaliser.h"
#include "scan/input.h"

namespace lachan::scan {

/// One record of a file as rules see it, log sources and all: that which a scan calls
/// "file:record".
/// \param record  From 1; nothing: the first one that can be read.
/// \error kNotFound      no such file or record
/// \error kInvalidInput  the record cannot be read
/// \error kUnsupported   the file is no log
Result<Event> FindRecord(const InputFile& file, std::optional<std::uint64_t> record,
                         const normalise::Normaliser& normaliser,
                         const std::optional<LogSource>& logsource);

/// "logs/a.jsonl:17" → the file and 17; without a number at the end the whole text is the file. A
/// file of the whole name counts first.
struct RecordPlace {
  std::string path;
  std::optional<std::uint64_t> record;
};
RecordPlace ParseRecordPlace(const std::string& text);

}  // namespace lachan::scan
