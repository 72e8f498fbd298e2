// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "documents/archive.h"
#include "sheets/number_format.h"
#include "sheets/xlsx_read.h"
#include "sheets/xlsx_write.h"

namespace lachan::sheets {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

using Parts = std::map<std::string, std::string>;

/// A workbook as Excel would write it, with the given sheet data.
Parts Book(const std::string& data, const std::string& strings = "", const char* properties = "") {
  Parts parts;
  parts["xl/workbook.xml"] = fmt::format(
      R"(<workbook xmlns:r="x"><workbookPr {}/><sheets><sheet name="Ẩn" state="hidden" sheetId="1" r:id="rId9"/><sheet name="Hệ thống" sheetId="2" r:id="rId1"/></sheets></workbook>)",
      properties);
  parts["xl/_rels/workbook.xml.rels"] =
      R"(<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId9" Type="x/worksheet" Target="worksheets/hidden.xml"/><Relationship Id="rId2" Type="x/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>)";
  parts["xl/styles.xml"] =
      R"(<styleSheet><numFmts><numFmt numFmtId="170" formatCode="[$-42A]dd\/mm\/yyyy"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="170"/></cellXfs></styleSheet>)";
  parts["xl/worksheets/sheet1.xml"] =
      fmt::format("<worksheet><sheetData>{}</sheetData></worksheet>", data);
  if (!strings.empty()) parts["xl/sharedStrings.xml"] = fmt::format("<sst>{}</sst>", strings);
  return parts;
}

Result<Table> Read(const Parts& parts, const ReadLimits& limits = {}) {
  return ReadXlsx(documents::ZipOf(parts).value(), limits);
}

TEST(ReadXlsx, CellsAreTextOfTheirKind) {
  const auto table = Read(Book(
      R"(<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="s"><v>0</v></c></row>)"
      R"(<row r="3"><c r="A3"><v>12</v></c><c r="C3"><v>0.1</v></c><c r="D3" t="b"><v>1</v></c>)"
      R"(<c r="E3" t="inlineStr"><is><t>a</t><r><t>b</t></r></is></c><c r="F3" t="e"><v>#N/A</v></c></row>)",
      "<si><t>Tên</t><rPh><t>x</t></rPh></si><si><r><t>Cơ </t></r><r><t>quan</t></r></si>"));
  ASSERT_TRUE(table.has_value()) << table.error().Text();
  EXPECT_EQ(table->name, "Hệ thống");
  ASSERT_EQ(table->rows.size(), 2u);
  EXPECT_THAT(table->rows[0].cells, ElementsAre("Cơ quan", "Tên"));
  EXPECT_EQ(table->rows[1].line, 3u);
  EXPECT_THAT(table->rows[1].cells, ElementsAre("12", "", "0.1", "true", "ab", "#N/A"));
}

TEST(ReadXlsx, DaysOfBothCalendars) {
  const std::string days =
      R"(<row><c s="1"><v>45292</v></c><c s="2"><v>45292.5</v></c><c s="0"><v>45292</v></c></row>)";
  EXPECT_THAT(Read(Book(days))->rows[0].cells,
              ElementsAre("2024-01-01", "2024-01-01 12:00:00", "45292"));
  EXPECT_EQ(Read(Book(days, "", R"(date1904="1")"))->rows[0].cells[0], "2028-01-02");
}

TEST(ReadXlsx, AFormulaGivesTheValueTheFileKeeps) {
  const auto table = Read(Book(
      R"(<row><c><f>1+1</f><v>2</v></c><c t="str"><f>A1&amp;"x"</f><v>2x</v></c><c><f>NOW()</f></c></row>)"));
  EXPECT_THAT(table->rows[0].cells, ElementsAre("2", "2x"));
}

TEST(ReadXlsx, ASparseSheetCostsNothing) {
  const auto table = Read(Book(R"(<row r="1"><c r="A1"><v>1</v></c></row><row r="2"/>)"
                               R"(<row r="1048576"><c r="B1048576"><v>2</v></c></row>)"));
  ASSERT_EQ(table->rows.size(), 2u);
  EXPECT_EQ(table->rows[1].line, 1048576u);
  EXPECT_EQ(Read(Book(R"(<row r="1"><c r="XFD1"><v>1</v></c></row>)")).error().code(),
            ErrorCode::kExhausted);
}

TEST(ReadXlsx, NamespacePrefixesMakeNoDifference) {
  auto parts = Book("");
  parts["xl/worksheets/sheet1.xml"] =
      R"(<x:worksheet xmlns:x="y"><x:sheetData><x:row><x:c><x:v>7</x:v></x:c></x:row></x:sheetData></x:worksheet>)";
  EXPECT_THAT(Read(parts)->rows[0].cells, ElementsAre("7"));
}

TEST(ReadXlsx, BombsAreRefused) {
  auto parts = Book("<row><c><v>1</v></c></row>");
  parts["xl/worksheets/sheet1.xml"] += std::string(8 << 20, ' ');
  EXPECT_EQ(Read(parts).error().code(), ErrorCode::kExhausted);
  auto entities = Book("");
  entities["xl/worksheets/sheet1.xml"] =
      R"(<!DOCTYPE a [<!ENTITY x "xx"><!ENTITY y "&x;&x;">]><worksheet><c><v>&y;</v></c></worksheet>)";
  EXPECT_THAT(Read(entities).error().Text(), HasSubstr("document type"));
  EXPECT_EQ(Read(Book("<row><c><v>1</v></c></row><row><c><v>2</v></c></row>"), {.rows = 1})
                .error()
                .code(),
            ErrorCode::kExhausted);
  EXPECT_EQ(
      Read(Book(R"(<row><c t="str"><v>abcdef</v></c></row>)"), {.cell_bytes = 4}).error().code(),
      ErrorCode::kExhausted);
}

TEST(ReadXlsx, WhatIsNoWorkbookIsSaid) {
  EXPECT_EQ(ReadXlsx("PK nothing").error().code(), ErrorCode::kInvalidInput);
  EXPECT_THAT(Read({{"word/document.xml", "<x/>"}}).error().Text(), HasSubstr("workbook"));
  auto cut = Book("<row><c><v>1</v>");
  EXPECT_THAT(Read(cut).error().Text(), HasSubstr("sheet1.xml"));
  auto bytes = documents::ZipOf(Book("<row><c><v>1</v></c></row>")).value();
  bytes.resize(bytes.size() / 2);
  EXPECT_FALSE(ReadXlsx(bytes).has_value());
}

TEST(NumberFormat, DaysAreToldFromNumbers) {
  for (const int id : {14, 17, 22, 47}) EXPECT_TRUE(IsDayFormat(id)) << id;
  for (const int id : {0, 2, 9, 49}) EXPECT_FALSE(IsDayFormat(id)) << id;
  for (const char* code : {"dd/mm/yyyy", "[$-42A]d mmm yy", "h:mm"}) {
    EXPECT_TRUE(IsDayFormat(code)) << code;
  }
  for (const char* code : {"0.00", "#,##0 \"đồng\"", "[Red]0", "\\d0", "General", "0;\"d\""}) {
    EXPECT_FALSE(IsDayFormat(code)) << code;
  }
  EXPECT_EQ(DayText(59, false), "1900-02-28");
  EXPECT_EQ(DayText(61, false), "1900-03-01");
  EXPECT_EQ(DayText(-1, false), "-1");
  EXPECT_EQ(DayText(2958465, false), "9999-12-31");
  EXPECT_EQ(NumberText(0.1 + 0.2), "0.3");
  EXPECT_EQ(NumberText(1e6), "1000000");
}

TEST(ReadCsv, LinesAndSeparators) {
  const auto table = ReadCsv("\xEF\xBB\xBFTên;Ghi chú\r\n\r\nA;\"hai\ndòng\"\r\nB;x\r\n");
  ASSERT_TRUE(table.has_value()) << table.error().Text();
  ASSERT_EQ(table->rows.size(), 3u);
  EXPECT_THAT(table->rows[0].cells, ElementsAre("Tên", "Ghi chú"));
  EXPECT_EQ(ReadCsv("a\xFF").error().fields().front().message, "not_utf8");
}

TEST(WriteXlsx, WhatIsWrittenIsReadAgain) {
  const Sheet sheet{"Hệ thống: thử",
                    {{"Tên"}, {"Cấp độ", CellKind::kNumber}, {"Ngày", CellKind::kDay}},
                    {{"Cổng <một> & \"cửa\"", "3", "2026-11-29"}, {"x", "", "không rõ"}}};
  const auto table = ReadXlsx(WriteXlsx({sheet}).value());
  ASSERT_TRUE(table.has_value()) << table.error().Text();
  EXPECT_EQ(table->name, "Hệ thống  thử");
  EXPECT_THAT(table->rows[0].cells, ElementsAre("Tên", "Cấp độ", "Ngày"));
  EXPECT_THAT(table->rows[1].cells, ElementsAre("Cổng <một> & \"cửa\"", "3", "2026-11-29"));
  EXPECT_THAT(table->rows[2].cells, ElementsAre("x", "", "không rõ"));
}

TEST(WriteXlsx, NothingRunsAsAFormula) {
  const auto bytes =
      WriteXlsx({{"a", {{"x"}}, {{"=1+1"}, {"@SUM(A1)"}, {"-2+3"}, {"＝1"}}}}).value();
  const auto table = ReadXlsx(bytes);
  EXPECT_EQ(table->rows[1].cells[0], "=1+1");  // A text, never a formula; kept as it is.
  EXPECT_EQ(table->rows[3].cells[0], "-2+3");
}

TEST(WriteXlsx, EqualInputGivesEqualBytes) {
  const std::vector<Sheet> sheets{
      {"a", {{"x", CellKind::kText, 10, {"một", "hai"}, true, "gợi ý"}}}};
  EXPECT_EQ(WriteXlsx(sheets).value(), WriteXlsx(sheets).value());
}

}  // namespace
}  // namespace lachan::sheets
