// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lachan::sheets {

struct ReadLimits {
  std::size_t file_bytes = 24u << 20;
  std::size_t entries = 2'000;          ///< Files in the zip.
  std::size_t small_part = 4u << 20;    ///< Unpacked bytes of workbook, relations, styles.
  std::size_t large_part = 192u << 20;  ///< Unpacked bytes of a sheet or of the shared strings.
  std::size_t ratio = 100;              ///< Unpacked over packed, of a part beyond 1 MiB.
  std::size_t text_bytes = 64u << 20;   ///< All texts of the answer together.
  std::size_t rows = 100'000;           ///< Rows that hold something.
  std::size_t columns = 256;
  std::size_t cell_bytes = 128u << 10;
};

/// One row that holds something.
struct TableRow {
  std::size_t line = 0;  ///< 1-based number in the file.
  std::vector<std::string> cells;
};

struct Table {
  std::string name;  ///< Of the sheet.
  std::vector<TableRow> rows;
};

/// The first visible sheet of a workbook that holds anything. Numbers are written plainly ("12",
/// "0.5"), days as yyyy-mm-dd, moments as yyyy-mm-dd hh:mm:ss, truth as "true"/"false", errors as
/// they are ("#N/A"). Formulas give their kept value.
/// \error kInvalidInput  not a workbook, damaged, or encrypted; names the part.
/// \error kExhausted     beyond a limit; names it.
/// \source ECMA-376 part 1, §18.3 (sheets), §18.4 (shared strings), §18.8 (styles)
Result<Table> ReadXlsx(std::string_view bytes, const ReadLimits& limits = {});

/// Rows of a CSV text with their line numbers; comma, semicolon or tab, whichever the first line
/// has most of. Quoted line breaks count as lines.
/// \error as formats::ParseCsv; kInvalidInput when the text is not UTF-8.
Result<Table> ReadCsv(std::string_view bytes, const ReadLimits& limits = {});

}  // namespace lachan::sheets
