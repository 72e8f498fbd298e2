// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"

namespace lachan::formats {

struct JsonLimits {
  std::size_t bytes = 4u << 20;  ///< Of the text.
  std::size_t depth = 32;        ///< Deeper objects and arrays become one value: their JSON text.
  std::size_t fields = 2'000;    ///< Further fields are left out.
  std::size_t name_bytes = 512;  ///< Of a whole name "a.b.c"; a longer one is left out.
};

enum class JsonOutcome : std::uint8_t {
  kOk,
  kTruncated,  ///< Usable, but a limit left something out.
  kNotObject,  ///< Does not begin with an object.
  kMalformed,  ///< Begins with an object, but is not well-formed JSON in UTF-8.
  kTooLong,
};

/// The values of one JSON object under flat names.
struct FlatJson {
  JsonOutcome outcome = JsonOutcome::kOk;
  /// In the order of the text. A nested object adds "outer.inner"; each element of an array repeats
  /// the array's name; an empty object or array adds nothing. Numbers keep their text.
  std::vector<EventField> fields;
  bool usable() const { return outcome <= JsonOutcome::kTruncated; }
};

/// Flattens one object; nothing but white space may follow it.
/// \source RFC 8259
FlatJson FlattenJson(std::string_view text, const JsonLimits& limits = {});

/// `text` in double quotes with everything escaped that JSON asks for. \source RFC 8259 §7
std::string QuoteJson(std::string_view text);

}  // namespace lachan::formats
