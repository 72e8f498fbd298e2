// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace lachan::sheets {

enum class CellKind : std::uint8_t { kText, kNumber, kDay };  ///< kDay: yyyy-mm-dd.

struct Column {
  std::string title;
  CellKind kind = CellKind::kText;
  double width = 18;                      ///< In characters.
  std::vector<std::string> choices = {};  ///< Drop-down over the column; texts.
  bool is_required = false;               ///< Its heading stands out.
  std::string hint = {};                  ///< Shown when a cell of the column is chosen.
};

/// A sheet with a row of headings that stays in sight.
struct Sheet {
  std::string name;  ///< At most 31 letters, without : \ / ? * [ ]; cut and mended otherwise.
  std::vector<Column> columns;
  std::vector<std::vector<std::string>> rows = {};  ///< By column; empty = no cell.
  bool has_filter = true;
};

/// A workbook of these sheets. Texts are never formulas; a number or day that is none is text.
/// Equal input gives equal bytes.
/// \error kInternal  the archiver refused
/// \source ECMA-376 part 1; OWASP, "CSV Injection"
Result<std::string> WriteXlsx(const std::vector<Sheet>& sheets);

}  // namespace lachan::sheets
