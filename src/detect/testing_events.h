// SPDX-License-Identifier: Apache-2.0
/// \file
/// Test help: JSON records as events, without the normaliser, in the shapes that test data has
/// (evtx_dump, winlogbeat, flat Windows JSON, anything else with dotted names).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"

namespace lachan::detect::testing {

/// The event of a JSON object, or nothing if it is none. `fixed` is the log source of the stream;
/// without it the log sources are derived.
std::optional<Event> EventFromJson(std::string_view json, const std::optional<LogSource>& fixed);

/// "product=linux,service=sshd" as a log source; nothing for "auto", "-" and "".
std::optional<LogSource> ParseLogSource(std::string_view text);

/// A file's bytes, unpacked if its name ends in .gz; nothing if it cannot be read.
std::optional<std::string> ReadTextFile(const std::string& path);

/// ../shared/detect beside the sources, or an empty text where it is absent.
std::string SharedDetect();

}  // namespace lachan::detect::testing
