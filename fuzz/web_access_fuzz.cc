// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "formats/web_access.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  lachan::TextArena arena;
  const auto access =
      lachan::formats::ParseWebAccess({reinterpret_cast<const char*>(data), size}, arena);
  if (access && (access->status.size() != 3 || access->stem().size() > access->target.size())) {
    std::abort();
  }
  return 0;
}
