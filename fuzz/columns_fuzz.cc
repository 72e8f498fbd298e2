// SPDX-License-Identifier: Apache-2.0
// A file with header lines: what fits a header has as many fields at most as the line has places.
#include <algorithm>
#include <cstdlib>

#include "base/text.h"
#include "formats/columns.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace lachan;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  formats::ColumnHeader header;
  TextArena arena;
  formats::ColumnRecord record;
  for (const auto line : Split(text, '\n')) {
    if (header.Take(line, {.columns = 20})) continue;
    const bool read = formats::ReadColumns(line, header.declared(), arena, record);
    if (read && !formats::FitsColumns(line, header.declared())) std::abort();
    if (read && record.fields.size() > line.size() + 1) std::abort();
    const auto guessed = formats::GuessColumns(line);
    if (!guessed.empty() && !formats::ReadColumns(line, guessed, arena, record)) std::abort();
  }
  return 0;
}
