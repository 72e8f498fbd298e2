// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "core/flat_record.h"
#include "formats/key_value.h"

namespace lachan::formats {

struct CefLimits {
  std::size_t extensions = 500;  ///< Further extensions are left out.
  std::size_t key_bytes = 64;    ///< A longer word before '=' belongs to the value.
};

/// One record in ArcSight's Common Event Format: views of the parsed text, of `arena` where escapes
/// were resolved.
struct CefRecord {
  std::string_view version, vendor, product, device_version, signature, name, severity;
  std::vector<KeyValue> extensions;
};

/// \param text  Begins with "CEF:".
/// \return empty when the seven header parts are not there.
/// \source ArcSight Common Event Format, version 25, "Header" and "Extension"
std::optional<CefRecord> ParseCef(std::string_view text, TextArena& arena,
                                  const CefLimits& limits = {});

}  // namespace lachan::formats
