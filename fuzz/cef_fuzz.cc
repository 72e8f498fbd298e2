// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "formats/cef.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  lachan::TextArena arena;
  const auto record = lachan::formats::ParseCef({reinterpret_cast<const char*>(data), size}, arena,
                                                {.extensions = 50});
  if (record && record->extensions.size() > 50) std::abort();
  return 0;
}
