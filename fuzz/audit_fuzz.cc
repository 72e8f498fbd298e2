// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "formats/audit.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  lachan::TextArena arena;
  const auto record =
      lachan::formats::ParseAudit(text, arena, {.fields = 50, .value_bytes = 1'000});
  // Several keys are one pair, and what auditd added is read behind the rest.
  if (record && record->fields.size() > 50 + size) std::abort();
  if (record && (record->type.empty() || !record->time)) std::abort();
  return 0;
}
