// SPDX-License-Identifier: Apache-2.0
/// \file
/// First half of normalising: which format a record has, and its fields as the format names them.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "normalise/normaliser.h"

namespace lachan::normalise {

/// What a record says, before any mapping.
struct Shape {
  std::string_view name = "text";  ///< "json", "syslog", "cef", "web", "kv", "text".
  std::vector<EventField> fields;
  std::optional<Instant> time;
  std::string host;
  std::string program;
  std::string message;  ///< What patterns are tried on.
  bool malformed = false;
};

/// \param text      Well-formed UTF-8.
/// \param declared  "json", "syslog", "cef", "web", "kv" or empty.
Shape FindShape(std::string_view text, std::string_view declared, Instant received_at,
                const Normaliser::Options& options);

}  // namespace lachan::normalise
