// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "sheets/xlsx_read.h"
#include "transfer/columns.h"

namespace lachan::transfer {

/// A file to be imported, taken apart. Internal to the module.
struct ImportFile {
  std::string sheet;
  std::vector<FileColumn> columns;
  std::vector<std::string> missing;    ///< Fields that name a row, without a column.
  std::vector<std::string> lacking;    ///< Other required fields without a column.
  std::vector<sheets::TableRow> rows;  ///< Without the headings.
};

/// \param must_name_agency  Whether a file must say whose rows they are.
/// \error kInvalidInput  neither a workbook nor CSV, nothing in it, or a field that is none.
Result<ImportFile> ReadImportFile(const schema::EntityInfo& entity,
                                  const std::vector<std::string_view>& key, std::string_view bytes,
                                  const std::map<std::size_t, std::string>& chosen,
                                  bool must_name_agency, const sheets::ReadLimits& limits);

}  // namespace lachan::transfer
