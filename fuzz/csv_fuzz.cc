// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "formats/csv.h"

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace lachan::formats;
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto rows = ParseCsv(text, ',', {.rows = 1000, .columns = 100});
  if (!rows) return 0;
  for (const CsvRow& row : *rows) {
    const auto again = ParseCsv(WriteCsvRow(row));
    if (!again || again->size() > 1) std::abort();
    if (again->empty()) continue;  // one empty cell is a blank line
    // What is written is read again with as many cells, none of which runs as a formula.
    if (again->front().size() != row.size()) std::abort();
    for (const auto& cell : again->front()) {
      if (cell.starts_with('=') || cell.starts_with('@') || cell.starts_with('\t')) std::abort();
    }
  }
  return 0;
}
