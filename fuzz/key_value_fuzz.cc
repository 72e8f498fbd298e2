// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "formats/key_value.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t bytes = 0;
  for (const auto& pair : lachan::formats::ParseKeyValues(text)) {
    if (pair.name.empty()) std::abort();
    bytes += pair.name.size() + pair.value.size();
  }
  if (bytes > size) std::abort();
  return 0;
}
