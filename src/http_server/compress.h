// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::http_server {

/// Text of some size; pictures and packed files are not worth it.
bool WorthCompressing(std::string_view content_type, std::size_t size);
/// Whether an Accept-Encoding header lets us answer with gzip; "gzip;q=0" does not.
/// \source RFC 9110 §12.5.3
bool TakesGzip(std::string_view accept_encoding);
/// RFC 1952. nullopt when zlib fails or nothing is won.
std::optional<std::string> Gzip(std::string_view bytes);

}  // namespace lachan::http_server
