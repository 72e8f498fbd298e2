// SPDX-License-Identifier: Apache-2.0
#include "formats/utf8.h"

#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

namespace lachan::formats {

bool IsUtf8(std::string_view text) { return simdjson::validate_utf8(text.data(), text.size()); }

}  // namespace lachan::formats
