// SPDX-License-Identifier: Apache-2.0
// What an uploaded file is, and whether it carries a mark of secrecy, for any bytes.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "assurance/content.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace lachan::assurance;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const ContentLimits limits{
      .max_bytes = 1 << 20, .max_zip_entries = 100, .max_text_bytes = 1 << 20};
  if (const auto type = MediaTypeOf(bytes, limits)) {
    (void)FileHasSecrecyMark(bytes, *type, limits);
  }
  if (SafeFileName(bytes).empty()) __builtin_trap();
  return 0;
}
