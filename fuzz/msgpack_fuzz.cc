// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "bodies/msgpack.h"
#include "is_object.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace lachan;
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  (void)bodies::ReadMsgpack(body, {.depth = 16, .rendered = 4u << 20}, [](std::string&& record) {
    // What is written is ours, and JSON.
    if (!IsJsonObject(record)) std::abort();
  });
  return 0;
}
