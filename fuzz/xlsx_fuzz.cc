// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

#include "documents/archive.h"
#include "sheets/xlsx_read.h"
#include "sheets/xlsx_write.h"

namespace {

/// The bytes as a sheet in a sound workbook: zip archives seldom survive being changed.
std::string AsSheet(std::string_view xml) {
  return lachan::documents::
      ZipOf({{"xl/workbook.xml",
              R"(<workbook><workbookPr/><sheets><sheet name="a" r:id="r1"/></sheets></workbook>)"},
             {"xl/_rels/workbook.xml.rels",
              R"(<x><y Id="r1" Type="/worksheet" Target="s.xml"/><y Id="r2" Type="/sharedStrings" Target="s.xml"/></x>)"},
             {"xl/s.xml", std::string(xml)}})
          .value_or("");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size) {
  using namespace lachan::sheets;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  const ReadLimits limits{.rows = 200, .columns = 20, .cell_bytes = 1000};
  (void)ReadXlsx(bytes, limits);
  (void)ReadCsv(bytes, limits);
  const auto table = ReadXlsx(AsSheet(bytes), limits);
  if (!table || table->rows.empty()) return 0;
  // What was read is written and read again as the same rows.
  Sheet sheet{"a", std::vector<Column>(20)};
  for (const auto& row : table->rows) sheet.rows.push_back(row.cells);
  const auto again = ReadXlsx(WriteXlsx({sheet}).value());
  if (!again) std::abort();
  return 0;
}
