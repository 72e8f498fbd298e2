// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace lachan::indicators {

/// The longest canonical URL.
inline constexpr std::size_t kUrlBytes = 2'048;
inline constexpr std::size_t kSchemeBytes = 16;
/// The same in a log, where an indicator without scheme has one.
inline constexpr std::size_t kFoundUrlBytes = kUrlBytes + kSchemeBytes + 1;

/// A URL in the caller's memory.
struct CanonicalText {
  std::string_view whole;  ///< "http://host/path?query"; empty if the text is not a URL.
  std::string_view rest;   ///< `whole` without scheme and colon: "//host/path?query".
};

/// Writes `url` ("scheme://…", or "//…" for every scheme) into `out` so that equal URLs are equal
/// texts: scheme and host in lower case and A-labels, no default port of the scheme, no fragment,
/// "/" for an empty path; percent-encoded what no URL may hold, decoded what need not be encoded,
/// upper-case hex digits. Letter case of path and query is kept, dot segments as well.
/// Empty if there is no host, or `out` is too small.
/// \source RFC 3986 §6.2.2, §6.2.3
CanonicalText CanonicalUrl(std::string_view url, std::span<char> out);

/// The host of a URL of either form, without user, port and the brackets of an IPv6 address.
std::string_view HostOfUrl(std::string_view url);

}  // namespace lachan::indicators
