// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/flat_record.h"

namespace lachan::formats {

/// A record without a text of its own (of a Windows event log) as a JSON object on one line: the
/// fields in order, one that repeats as an array. `TimeCreated_SystemTime` is called `TimeCreated`,
/// as senders of such events write it, so that the mappings of JSON records know its time.
std::string RecordAsJson(const FlatRecord& record, const NameTable& names);

}  // namespace lachan::formats
