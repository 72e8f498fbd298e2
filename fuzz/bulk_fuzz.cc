// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "bodies/bulk.h"
#include "is_object.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace lachan;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  bodies::BulkReader reader(text);
  for (;;) {
    const auto item = reader.Next();
    if (!item || !*item) break;
    const auto inside = [&](std::string_view part) {
      return part.empty() ||
             (part.data() >= text.data() && part.data() + part.size() <= text.data() + text.size());
    };
    if (!inside((*item)->index) || !inside((*item)->id) || !inside((*item)->document)) std::abort();
    // Names are written into the answer as they came: it must stay JSON.
    const auto answer =
        fmt::format("{{\"_index\":\"{}\",\"_id\":\"{}\"}}", (*item)->index, (*item)->id);
    if (!IsJsonObject(answer)) {
      std::abort();
    }
  }
  return 0;
}
