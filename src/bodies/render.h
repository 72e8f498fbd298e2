// SPDX-License-Identifier: Apache-2.0
/// \file
/// writes the JSON text of a record whose protocol has none of its own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lachan::bodies {

/// Appends `text` as a JSON string; ill-formed UTF-8 is repaired.
void AppendQuoted(std::string& out, std::string_view text);
/// Appends `,"name":` or, right behind a brace, `"name":`.
void AppendName(std::string& out, std::string_view name);
/// Appends the number as JSON; what JSON cannot write (infinity) as a string.
void AppendDouble(std::string& out, double number);
/// "2026-11-23T04:05:01.250000000Z" with quotes; nanoseconds since 1970.
void AppendTime(std::string& out, std::uint64_t nanoseconds);

}  // namespace lachan::bodies
