// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <vector>

#include "indicators/value.h"

namespace lachan::indicators {

/// A value that a pattern looks for.
struct StixTerm {
  Said said = Said::kNothing;
  std::string value;
};

/// What of a pattern we can look for.
struct StixPattern {
  std::vector<StixTerm> terms;
  /// Alternatives that we cannot look for: "mutex:name", "operator MATCHES", "REPEATS", …
  std::vector<std::string> unsupported;
};

/// What a STIX object path holds, e.g. "file:hashes.'SHA-256'"; nothing if we do not match it.
std::optional<Said> SaidOfPath(std::string_view path);
/// The same for the name of a digest: "MD5", "SHA-1", "SHA-256", "SHA-512".
std::optional<Said> SaidOfHash(std::string_view algorithm);

/// Reads a pattern. Alternatives (OR, IN) each make a term. What is joined by AND narrows a term
/// and is dropped, unless it can be looked for itself. Observations joined by AND or FOLLOWEDBY,
/// and qualifiers, are not supported.
/// \source STIX 2.1 §9
std::expected<StixPattern, Fault> ParseStixPattern(std::string_view text);

}  // namespace lachan::indicators
