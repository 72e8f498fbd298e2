// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "formats/key_value.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::size_t bytes = 0;
  lachan::TextArena arena;
  std::vector<lachan::formats::KeyValue> pairs;
  lachan::formats::ParseKeyValues(text, arena, pairs);
  for (const auto& pair : pairs) {
    if (pair.name.empty()) std::abort();
    bytes += pair.name.size() + pair.value.size();
  }
  if (bytes > size) std::abort();
  return 0;
}
