// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::contact_page {

/// The address of a page, taken apart. Without user, password and fragment.
struct PageUrl {
  bool is_https = true;
  std::string host;  ///< Lower case, without a last dot; "[…]" never: no bare addresses.
  std::uint16_t port = 443;
  std::string target = "/";  ///< Path and query, as sent.

  std::string Text() const;
  /// "https://host:port", the part that two pages of one site share.
  std::string Site() const;
};

/// \error kInvalidInput  not http(s)://host…, longer than 2000 bytes, with user or password, a host
///   that is not a name (a bare IP address, letters outside ASCII); says which.
Result<PageUrl> ParsePageUrl(std::string_view text);

/// Where a redirect from `base` leads. Errors as ParsePageUrl().
/// \source RFC 3986 section 5
Result<PageUrl> ResolvePageUrl(const PageUrl& base, std::string_view location);

}  // namespace lachan::contact_page
