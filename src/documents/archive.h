// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "base/result.h"

namespace lachan::documents {

/// A ZIP archive of `parts` (name → bytes), in the order of their names, each with the time
/// 1980-01-01 00:00:00, so that equal parts give equal bytes.
/// \source PKWARE APPNOTE 6.3; ISO/IEC 29500-2 (part names)
/// \error kInternal  the archiver refused
Result<std::string> ZipOf(const std::map<std::string, std::string>& parts);

}  // namespace lachan::documents
