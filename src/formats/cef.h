// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lachan::formats {

struct CefLimits {
  std::size_t extensions = 500;  ///< Further extensions are left out.
  std::size_t key_bytes = 64;    ///< A longer word before '=' belongs to the value.
};

/// One record in ArcSight's Common Event Format.
struct CefRecord {
  std::string version, vendor, product, device_version, signature, name, severity;
  std::vector<std::pair<std::string, std::string>> extensions;  ///< Escapes resolved.
};

/// \param text  Begins with "CEF:".
/// \return empty when the seven header parts are not there.
/// \source ArcSight Common Event Format, version 25, "Header" and "Extension"
std::optional<CefRecord> ParseCef(std::string_view text, const CefLimits& limits = {});

}  // namespace lachan::formats
