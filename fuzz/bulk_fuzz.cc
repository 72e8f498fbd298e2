// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "intake_http/bulk_answer.h"
#include "schema/json.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace lachan::intake_http;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  BulkReader reader(text);
  BulkNotes notes("fuzz");
  Delivery delivery;
  for (;;) {
    const auto item = reader.Next();
    if (!item || !*item) break;
    notes.Add(**item);
    ++delivery.items;
    const auto inside = [&](std::string_view part) {
      return part.empty() ||
             (part.data() >= text.data() && part.data() + part.size() <= text.data() + text.size());
    };
    if (!inside((*item)->index) || !inside((*item)->id) || !inside((*item)->document)) std::abort();
  }
  // Whatever names a sender writes, the answer stays JSON.
  const auto answer = notes.Answer(delivery, BulkFilter{}, "seed", 1);
  if (!lachan::schema::ParseJson(answer, {.max_bytes = answer.size() + 1})) std::abort();
  return 0;
}
