// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::scan_reports {

/// What a gzip holds. \error kInvalidInput  damaged or cut off. \error kExhausted  more than
/// `limit`.
Result<std::string> Gunzip(std::string_view bytes, std::size_t limit);

}  // namespace lachan::scan_reports
