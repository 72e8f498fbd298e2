// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "formats/leef.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto record = lachan::formats::ParseLeef(text, {.attributes = 50});
  if (record && record->attributes.size() > 50) std::abort();
  return 0;
}
