// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "journal/registers.h"
#include "labels/labels.h"

namespace lachan::transfer {

/// Most rows of one file.
inline constexpr std::size_t kExportRows = 100'000;

/// Every row that the query selects, as CSV: names of fields, values as the API has them. Cells
/// that a spreadsheet would run are neutralised.
/// \error kExhausted  more rows than kExportRows.
Result<std::string> ExportCsv(journal::Reader& reader, const schema::EntityInfo& entity,
                              journal::ListQuery query);

/// The same as a workbook for people: names of columns and choices in their language, rows that are
/// referred to by their names. The file can be imported again.
Result<std::string> ExportXlsx(journal::Reader& reader, const journal::Registers& registers,
                               const schema::EntityInfo& entity, journal::ListQuery query,
                               labels::Language language);

}  // namespace lachan::transfer
