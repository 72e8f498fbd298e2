// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents/render.h"
#include "documents/sheet.h"
#include "documents/styles.h"
#include "documents/testing_sample.h"
#include "documents/wording.h"

namespace lachan::documents {
namespace {

using ::testing::AllOf;
using ::testing::Contains;
using ::testing::Field;
using ::testing::HasSubstr;

CivilDate Day(int year, unsigned month, unsigned day) {
  return {std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}

std::vector<std::string> Codes(const OfficialDocument& document) {
  std::vector<std::string> codes;
  for (const Diagnostic& finding : Check(document)) {
    codes.push_back(finding.where.file + " " + finding.code);
  }
  return codes;
}

std::string Flat(const Text& text) {
  std::string out;
  for (const Run& run : text.runs) out += run.text;
  return out;
}

/// Texts of a style on the sheet, wherever they stand.
std::vector<std::string> TextsOf(const Sheet& sheet, StyleId style) {
  std::vector<std::string> found;
  const auto take = [&](const Text& text) {
    if (text.style == style) found.push_back(Flat(text));
  };
  const auto stack = [&](const Stack& parts) {
    for (const Stacked& part : parts) {
      if (const auto* text = std::get_if<Text>(&part)) take(*text);
    }
  };
  for (const Section& section : sheet.sections) {
    for (const Item& item : section.items) {
      if (const auto* text = std::get_if<Text>(&item)) take(*text);
      if (const auto* columns = std::get_if<Columns>(&item)) {
        for (const Columns::Row& row : columns->rows) {
          stack(row.left);
          stack(row.right);
        }
      }
    }
  }
  return found;
}

TEST(Wording, NumbersBelowTenGetALeadingZero) {
  EXPECT_EQ(RegistryNumber(5), "05");
  EXPECT_EQ(RegistryNumber(10), "10");
  EXPECT_EQ(RegistryNumber(131), "131");
}

TEST(Wording, DaysBelowTenAndMonthsOneAndTwoGetALeadingZero) {
  OfficialDocument document;
  document.date = Day(2027, 1, 5);
  EXPECT_EQ(DateInWords(document), "ngày 05 tháng 01 năm 2027");
  document.date = Day(2027, 2, 15);
  EXPECT_EQ(DateInWords(document), "ngày 15 tháng 02 năm 2027");
  document.date = Day(2027, 3, 9);
  EXPECT_EQ(DateInWords(document), "ngày 09 tháng 3 năm 2027");
  document.day_open = true;
  EXPECT_EQ(DateInWords(document), "ngày       tháng 3 năm 2027");
}

TEST(Wording, NumberStaysBlankUntilRegistered) {
  OfficialDocument document;
  document.symbol = "BC-CAT";
  EXPECT_EQ(NumberAndSymbol(document), "     /BC-CAT");
  document.number = 7;
  EXPECT_EQ(NumberAndSymbol(document), "07/BC-CAT");
}

TEST(Wording, CapitalsKeepEveryToneMark) {
  EXPECT_EQ(ToUpper("Ủy ban nhân dân tỉnh Thanh Hóa, xã Hoằng Hóa, Mường Lát, đ ơ ư ỹ ẵ"),
            "ỦY BAN NHÂN DÂN TỈNH THANH HÓA, XÃ HOẰNG HÓA, MƯỜNG LÁT, Đ Ơ Ư Ỹ Ẵ");
  EXPECT_EQ(ToUpper("Ho\u0302\u0300i Xua\u0302n"), "HỒI XUÂN");  // decomposed input
}

TEST(Wording, PointsFollowTheLegalAlphabet) {
  EXPECT_EQ(PointLetter(4), "d");
  EXPECT_EQ(PointLetter(5), "đ");
  EXPECT_EQ(PointLetter(7), "g");
  EXPECT_EQ(PointLetter(24), "aa");
  EXPECT_EQ(Roman(4), "IV");
  EXPECT_EQ(Roman(19), "XIX");
}

TEST(Wording, EndMarksAreNotDoubled) {
  EXPECT_EQ(WithEndMark("Như trên;", false), "Như trên;");
  EXPECT_EQ(WithEndMark("VT, PA05 . ", true), "VT, PA05.");
}

TEST(Styles, KeepWithinTheDecree) {
  for (const Style& style : Styles()) {
    EXPECT_GE(style.size, 11) << style.key;
    EXPECT_LE(style.size, 14) << style.key;
    EXPECT_GE(style.spacing, 1) << style.key;
    EXPECT_LE(style.spacing, 1.5) << style.key;
  }
  const Style& body = Get(StyleId::kBody);
  EXPECT_TRUE(body.size >= 13 && body.size <= 14);
  EXPECT_GE(body.before, 6);
  EXPECT_EQ(body.indent, 12.7);
  EXPECT_EQ(body.adjust, Adjust::kJustify);
  // Quốc hiệu 12 goes with Tiêu ngữ 13 and địa danh 13; 13 with 14 and 14.
  EXPECT_EQ(Get(StyleId::kMotto).size, Get(StyleId::kCountry).size + 1);
  EXPECT_EQ(Get(StyleId::kPlaceDate).size, Get(StyleId::kCountry).size + 1);
  EXPECT_TRUE(Page::kTop >= 20 && Page::kTop <= 25 && Page::kBottom >= 20 && Page::kBottom <= 25);
  EXPECT_TRUE(Page::kLeft >= 30 && Page::kLeft <= 35);
  EXPECT_TRUE(Page::kRight >= 15 && Page::kRight <= 20);
}

TEST(Standings, OnlyAnIssuedDocumentHasNoMark) {
  EXPECT_EQ(Mark(Standing::draft), "DỰ THẢO");
  EXPECT_EQ(Mark(Standing::exercise), "DIỄN TẬP");
  EXPECT_EQ(Mark(Standing::demo), "DỮ LIỆU MẪU");
  EXPECT_EQ(Mark(Standing::issued), "");
  EXPECT_EQ(OfficialDocument{}.standing, Standing::draft);
}

TEST(Check, AcceptsTheSamples) {
  EXPECT_THAT(Codes(testing::MonthlyReport(Standing::issued)), ::testing::IsEmpty());
  EXPECT_THAT(Codes(testing::Letter()), ::testing::IsEmpty());
}

TEST(Check, NamesWhatIsMissing) {
  OfficialDocument document = testing::Letter();
  document.subject = "  ";
  document.signature.name.clear();
  document.number.reset();
  document.day_open = true;
  document.body.clear();
  EXPECT_THAT(Codes(document),
              ::testing::UnorderedElementsAre("subject document.missing", "number document.missing",
                                              "day_open document.missing",
                                              "signature.name document.signer.missing",
                                              "body document.missing"));
}

TEST(Check, LetsADraftWaitForSignerAndNumber) {
  OfficialDocument document = testing::MonthlyReport(Standing::draft);
  document.signature.name.clear();
  document.number.reset();
  document.day_open = true;
  EXPECT_THAT(Codes(document), ::testing::IsEmpty());
  EXPECT_TRUE(ToDocx(document).has_value());
  EXPECT_TRUE(ToPdf(document).has_value());
}

TEST(Check, RefusesTextThatReadsOtherwiseThanItIsStored) {
  for (const char* text :
       {"a\nb", "a\tb", "a\x1b[0m", "a\u202Eb", "a\u2066b", "a\uFFFFb", "\x01"}) {
    OfficialDocument document = testing::Letter();
    document.body = {testing::Plain(text)};
    EXPECT_THAT(Codes(document), Contains("body[0] document.text.control")) << text;
  }
  OfficialDocument document = testing::Letter();
  document.recipients = {"Như tr\xC3"};
  EXPECT_THAT(Codes(document), Contains("recipients[0] document.text.encoding"));
}

TEST(Check, RefusesTablesThatDoNotAddUp) {
  OfficialDocument document = testing::Letter();
  Table table{.columns = {{.title = "A"}, {.title = "B"}},
              .rows = {{{.text = "một"}},
                       {{.text = "hai", .span = 2}},
                       {{.text = "", .span = 3}},
                       {{.text = "", .span = 0}, {.text = "", .span = 2}}}};
  document.body = {table};
  EXPECT_THAT(Codes(document),
              ::testing::UnorderedElementsAre("body[0].rows[0] document.table.row",
                                              "body[0].rows[2] document.table.row",
                                              "body[0].rows[3] document.table.row"));
  table.rows.clear();
  table.columns[0].width = 0;
  document.body = {table};
  EXPECT_THAT(Codes(document), ::testing::ElementsAre("body[0].columns document.table.width"));
  table.columns.clear();
  document.body = {table};
  EXPECT_THAT(Codes(document), ::testing::ElementsAre("body[0] document.table.columns"));
}

TEST(Check, RefusesImpossibleDatesNumbersAndLevels) {
  OfficialDocument document = testing::Letter();
  document.date = Day(2027, 2, 29);
  document.number = 0;
  document.body = {Heading{4, "x"}, BulletList{{testing::Item("y", 3)}}};
  EXPECT_THAT(Codes(document),
              ::testing::UnorderedElementsAre(
                  "date document.date.invalid", "number document.number.invalid",
                  "body[0] document.level.invalid", "body[1].items[0] document.level.invalid"));
}

TEST(Render, RefusalCarriesTheWrongMembers) {
  OfficialDocument document = testing::Letter();
  document.subject.clear();
  for (const auto& result : {ToDocx(document), ToPdf(document)}) {
    ASSERT_FALSE(result.has_value());
    EXPECT_EQ(result.error().code(), ErrorCode::kInvalidInput);
    EXPECT_THAT(result.error().fields(),
                Contains(AllOf(Field(&Error::Field::name, "subject"),
                               Field(&Error::Field::message, "document.missing"))));
  }
}

TEST(Render, RefusesRecipientsThatOutgrowThePage) {
  OfficialDocument document = testing::Letter();
  document.recipients.assign(60, "Ủy ban nhân dân xã Hoằng Hóa");
  const auto result = ToPdf(document);
  ASSERT_FALSE(result.has_value());
  ASSERT_EQ(result.error().fields().size(), 1);
  EXPECT_EQ(result.error().fields()[0].message, "document.recipients.too_long");
}

TEST(Compose, LetterheadBreaksLongNamesBeforeTheUnit) {
  const auto sheet = Compose(testing::MonthlyReport(Standing::issued));
  ASSERT_TRUE(sheet.has_value());
  EXPECT_THAT(TextsOf(*sheet, StyleId::kSuperior),
              ::testing::ElementsAre("ỦY BAN NHÂN DÂN", "TỈNH THANH HÓA"));
  EXPECT_THAT(TextsOf(*sheet, StyleId::kIssuer), ::testing::ElementsAre("CÔNG AN TỈNH"));
  EXPECT_THAT(TextsOf(*sheet, StyleId::kNumber), ::testing::ElementsAre("Số: 05/BC-CAT"));
  EXPECT_THAT(TextsOf(*sheet, StyleId::kPlaceDate),
              ::testing::ElementsAre("Thanh Hóa, ngày 02 tháng 12 năm 2026"));
}

TEST(Compose, RulesHaveThePrescribedLength) {
  const auto sheet = Compose(testing::Letter());
  ASSERT_TRUE(sheet.has_value());
  const auto& head = std::get<Columns>(sheet->sections[0].items[0]).rows[0];
  const double motto = std::get<Rule>(head.right.back()).length;
  EXPECT_GT(motto, 150);  // as long as the motto at 13 pt
  EXPECT_LT(motto, 190);
  const double issuer = std::get<Rule>(head.left.back()).length;
  EXPECT_GT(issuer, 120 * 0.33);  // 1/3–1/2 of "ỦY BAN NHÂN DÂN", the wider line
  EXPECT_LT(issuer, 130 * 0.5);
}

TEST(Compose, ATitleOfTwoLinesIsEven) {
  const auto sheet = Compose(testing::MonthlyReport(Standing::issued));
  ASSERT_TRUE(sheet.has_value());
  double side = 0;
  for (const Item& item : sheet->sections[0].items) {
    const auto* text = std::get_if<Text>(&item);
    if (text != nullptr && text->style == StyleId::kSubject) side = text->side;
  }
  EXPECT_GT(side, 30) << "points free on both sides of the subject";
}

TEST(Compose, HeadingsCountByLevelAndAnnexesStartAnew) {
  OfficialDocument document = testing::Letter();
  document.body = {Heading{1, "A"}, Heading{2, "B"}, Heading{3, "C"}, Heading{3, "D"},
                   Heading{2, "E"}, Heading{1, "F"}, Heading{2, "G"}, testing::Plain("H")};
  document.annexes = {{.title = "Một", .body = {Heading{1, "X"}}}, {.title = "Hai", .body = {}}};
  const auto sheet = Compose(document);
  ASSERT_TRUE(sheet.has_value());
  EXPECT_THAT(TextsOf(*sheet, StyleId::kHeading1), ::testing::ElementsAre("I. A", "II. F", "I. X"));
  EXPECT_THAT(TextsOf(*sheet, StyleId::kHeading2), ::testing::ElementsAre("1. B", "2. E", "1. G"));
  EXPECT_THAT(TextsOf(*sheet, StyleId::kHeading3), ::testing::ElementsAre("a) C", "b) D"));
  EXPECT_THAT(TextsOf(*sheet, StyleId::kAnnexNumber),
              ::testing::ElementsAre("Phụ lục I", "Phụ lục II"));
  EXPECT_THAT(TextsOf(*sheet, StyleId::kAnnexReference),
              Contains("(Kèm theo Công văn số 131/UBND-KSTTHC ngày 15 tháng 02 năm 2027 của Ủy ban "
                       "nhân dân tỉnh Thanh Hóa)"));
}

TEST(Compose, ALetterHasItsSubjectUnderTheNumber) {
  const auto sheet = Compose(testing::Letter());
  ASSERT_TRUE(sheet.has_value());
  EXPECT_THAT(TextsOf(*sheet, StyleId::kKind), ::testing::IsEmpty());
  EXPECT_THAT(TextsOf(*sheet, StyleId::kLetterSubject),
              ::testing::ElementsAre("V/v cảnh báo lỗ hổng nghiêm trọng trên thiết bị tường lửa"));
  EXPECT_THAT(TextsOf(*sheet, StyleId::kAddressee),
              ::testing::ElementsAre("- Các sở, ban, ngành cấp tỉnh;",
                                     "- Ủy ban nhân dân các xã, phường."));
  EXPECT_THAT(TextsOf(*sheet, StyleId::kBasis),
              ::testing::ElementsAre("Căn cứ Luật An ninh mạng năm 2025;",
                                     "Căn cứ đề nghị của Giám đốc Công an tỉnh."));
  EXPECT_THAT(TextsOf(*sheet, StyleId::kRecipient),
              ::testing::ElementsAre("- Như trên;", "- Chủ tịch, các Phó Chủ tịch UBND tỉnh;",
                                     "- Lưu: VT, KSTTHC."));
}

TEST(Compose, TheTextEndsWithTheClosingMark) {
  OfficialDocument document = testing::Letter();
  auto sheet = Compose(document);
  ASSERT_TRUE(sheet.has_value());
  EXPECT_THAT(TextsOf(*sheet, StyleId::kBody),
              Contains(HasSubstr("đề nghị liên hệ Công an tỉnh./.")));
  document.body.push_back(Table{.columns = {{.title = "A"}}, .rows = {}});
  sheet = Compose(document);
  ASSERT_TRUE(sheet.has_value());
  EXPECT_THAT(TextsOf(*sheet, StyleId::kEnd), ::testing::ElementsAre("./."));
}

TEST(Compose, AColumnHoldsItsLongestWord) {
  OfficialDocument document = testing::Letter();
  document.body = {Table{.columns = {{.title = "Hạng", .width = 0.1}, {.title = "B", .width = 9}},
                         .rows = {{{.text = "1.284.906.311"}, {.text = "x"}}}}};
  const auto sheet = Compose(document);
  ASSERT_TRUE(sheet.has_value());
  for (const Item& item : sheet->sections[0].items) {
    const auto* grid = std::get_if<Grid>(&item);
    if (grid != nullptr) {
      EXPECT_GT(grid->widths[0], 25);
    }
  }
}

TEST(Compose, ColumnsFillTheTextWidthHoweverOdd) {
  OfficialDocument document = testing::Letter();
  Table table;
  for (int n = 0; n < 24; ++n) table.columns.push_back({.title = "C", .width = n == 0 ? 99 : 0.02});
  document.body = {table};
  const auto sheet = Compose(document);
  ASSERT_TRUE(sheet.has_value());
  for (const Item& item : sheet->sections[0].items) {
    const auto* grid = std::get_if<Grid>(&item);
    if (grid == nullptr) continue;
    double sum = 0;
    for (const double width : grid->widths) {
      EXPECT_GE(width, 6.4);
      sum += width;
    }
    EXPECT_NEAR(sum, Page::kText, 0.01);
  }
}

}  // namespace
}  // namespace lachan::documents
