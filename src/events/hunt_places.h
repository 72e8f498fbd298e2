// SPDX-License-Identifier: Apache-2.0
/// \file
/// Where the values of a field lie in the event table. For the compilers of the hunt language.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace lachan::events {

/// Where the values of a field lie.
struct Place {
  enum class Kind { kText, kInteger, kInstant, kList, kHot, kHotAndRest, kRest };
  Kind kind = Kind::kRest;
  std::string column;  ///< As SQL; empty for kRest.
};
Place PlaceOf(std::string_view field);

/// `field` without the prefix "fields.", which reaches a field that is called like a core one.
std::string_view FieldNameOf(std::string_view field);

/// Names of what every event has: "host", "time", "logsource.product", …
std::span<const std::string_view> CoreFields();

/// All values of a hot column as an array; empty when the field is absent.
std::string SplitHot(std::string_view column);

/// `text` with everything that RE2 could take for syntax escaped.
std::string QuoteRegex(std::string_view text);

}  // namespace lachan::events
