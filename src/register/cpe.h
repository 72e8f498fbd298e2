// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::registry {

/// A CPE 2.3 name, its attributes as written (escapes kept).
/// \source NISTIR 7695, 6.2 (formatted string binding)
struct Cpe {
  /// part, vendor, product, version, update, edition, language, sw_edition, target_sw, target_hw,
  /// other.
  std::array<std::string, 11> attributes;

  std::string Text() const;  ///< "cpe:2.3:a:…"
  /// An attribute without its escapes; empty for "*" (any) and "-" (none).
  std::string Plain(std::size_t index) const;
};
inline constexpr std::size_t kCpeVendor = 1, kCpeProduct = 2, kCpeVersion = 3;

/// Letters become small; missing attributes at the end are "*".
/// \error kInvalidInput  not a CPE 2.3 name; says which attribute.
Result<Cpe> ParseCpe(std::string_view text);

}  // namespace lachan::registry
