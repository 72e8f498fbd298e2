// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::http_server {

/// Text of some size; pictures and packed files are not worth it.
bool WorthCompressing(std::string_view content_type, std::size_t size);
/// RFC 1952. nullopt when zlib fails or nothing is won.
std::optional<std::string> Gzip(std::string_view bytes);

}  // namespace lachan::http_server
