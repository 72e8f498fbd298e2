// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "bodies/hec.h"
#include "bodies/trouble.h"
#include "is_object.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace lachan;
  std::string body(reinterpret_cast<const char*>(data), size);
  const std::size_t length = body.size();
  body.append(bodies::kPadding, ' ');
  const std::string_view text(body.data(), length);
  bodies::HecReader reader(text);
  std::size_t events = 0;
  while (const auto record = reader.Next()) {
    ++events;
    if (record->empty()) std::abort();
    // What we wrote as an object is one, if its event was one.
    (void)IsJsonObject(*record);
  }
  if (events > size) std::abort();
  // Values lie one after the other in the body, and none is lost between.
  bodies::JsonValues values(text);
  std::size_t bytes = 0;
  while (const auto value = values.Next()) bytes += value->size();
  if (bytes + values.rest().size() > length) std::abort();
  return 0;
}
