// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "core/flat_record.h"
#include "core/form_marks.h"
#include "core/time.h"

namespace lachan {
namespace {

TEST(TimeTest, InstantRoundTrips) {
  for (const char* text :
       {"2026-11-23T04:05:06Z", "2026-11-23T04:05:06.12Z", "1970-01-01T00:00:00Z"}) {
    EXPECT_EQ(FormatInstant(ParseInstant(text).value()), text);
  }
  EXPECT_EQ(FormatInstant(ParseInstant("2026-11-23 11:05:06.123456789+07:00").value()),
            "2026-11-23T04:05:06.123456Z");
  EXPECT_EQ(FormatInstant(ParseInstant("2026-11-23T11:05:06+0700").value()),
            "2026-11-23T04:05:06Z");
}

TEST(TimeTest, RefusesWhatIsNotATime) {
  for (const char* text :
       {"", "2026-13-01T00:00:00Z", "2026-02-30T00:00:00Z", "2026-01-01T24:00:00Z",
        "2026-01-01T00:00:00", "2026-01-01T00:00:00+7", "yesterday, at noon..."}) {
    EXPECT_FALSE(ParseInstant(text)) << text;
  }
  EXPECT_FALSE(ParseDate("2026-2-30"));
  EXPECT_FALSE(ParseMonth("2026-00"));
}

TEST(TimeTest, DaysBeginAtMidnightInVietnam) {
  const auto before = ParseInstant("2026-11-22T16:59:59Z").value();
  const auto after = ParseInstant("2026-11-22T17:00:00Z").value();
  EXPECT_EQ(FormatDate(CivilDateAt(before)), "2026-11-22");
  EXPECT_EQ(FormatDate(CivilDateAt(after)), "2026-11-23");
  EXPECT_EQ(StartOfDay(CivilDateAt(after)), after);
  EXPECT_EQ(FormatVietnamese(after), "23/11/2026 00:00");
}

TEST(TimeTest, MonthsClampToTheLastDay) {
  EXPECT_EQ(FormatDate(AddMonths(ParseDate("2026-08-31").value(), 6)), "2027-02-28");
  EXPECT_EQ(FormatDate(AddMonths(ParseDate("2024-02-29").value(), -12)), "2023-02-28");
  EXPECT_EQ((Month{2026, 12}.Plus(1).Text()), "2027-01");
  EXPECT_EQ((Month{2026, 1}.Plus(-1).Text()), "2025-12");
}

std::optional<std::string> Decoded(RawValue::Form form, std::string_view bytes) {
  std::string out = "+";
  if (!AppendDecoded({form, bytes}, out)) return std::nullopt;
  return out.substr(1);
}

TEST(FlatRecordTest, DecodesJsonStrings) {
  const auto json = [](std::string_view text) {
    return Decoded(RawValue::Form::kJsonString, text);
  };
  EXPECT_EQ(json(R"(C:\\Windows\/\"\b\f\n\r\t)"), "C:\\Windows/\"\b\f\n\r\t");
  EXPECT_EQ(json(R"(\u0041\u00e9\u1ea1\ud83d\ude00)"), "A\u00e9\u1ea1\U0001f600");
  EXPECT_EQ(json(R"(\u0000)"), std::string(1, '\0'));
  for (const char* wrong :
       {"\\", "\\x", "\\u12", "\\ud800", "\\ud800\\u0041", "\\udc00", "\\u12g4"}) {
    EXPECT_EQ(json(wrong), std::nullopt) << wrong;
  }
}

TEST(FlatRecordTest, DecodesUtf16) {
  const auto utf16 = [](std::u16string_view text) {
    return Decoded(RawValue::Form::kUtf16,
                   {reinterpret_cast<const char*>(text.data()), 2 * text.size()});
  };
  EXPECT_EQ(utf16(u"Th\u01b0 m\u1ee5c \U0001f600"), "Th\u01b0 m\u1ee5c \U0001f600");
  EXPECT_EQ(utf16(std::u16string{u'a', char16_t{0xd800}, u'b', char16_t{0xdc00}}),
            "a\ufffdb\ufffd");
  EXPECT_EQ(Decoded(RawValue::Form::kUtf16, "a"), "");  // Half a unit is nothing.
}

TEST(FlatRecordTest, KeepsNamesAndTexts) {
  NameTable names;
  const NameId image = names.Intern("Image");
  for (int i = 0; i < 1000; ++i) names.Intern("field" + std::to_string(i));
  EXPECT_EQ(names.Intern("Image"), image);
  EXPECT_EQ(names.Text(image), "Image");
  EXPECT_EQ(names.size(), 1002U);  // And the empty name.
  for (int i = 0; i < 100'000; ++i) names.Intern("more" + std::to_string(i));
  EXPECT_EQ(names.size(), NameTable::kMaxNames);
  EXPECT_EQ(names.Intern("one too many"), 0U);
  EXPECT_EQ(names.Intern("Image"), image);
  TextArena arena;
  const auto first = arena.Keep("one");
  const std::string large(200'000, 'x');
  const auto second = arena.Keep(large);
  EXPECT_EQ(arena.Keep(""), "");
  EXPECT_EQ(first, "one");
  EXPECT_EQ(second, large);
  arena.Clear();
  EXPECT_EQ(arena.Keep("two"), "two");
}

TEST(FormMarksTest, KeepsMarksByFormAndForgetsSomeOfMany) {
  FormMarks marks;
  FlatRecord record;
  const auto of = [&](std::uint64_t form, std::size_t fields) {
    record.form = form;
    record.fields.resize(fields);
    return marks.Of(record);
  };
  of(1, 3)[2] = 7;
  of(2, 5)[0] = 8;
  EXPECT_EQ(of(1, 3)[2], 7U);
  EXPECT_EQ(of(2, 5)[0], 8U);
  of(0, 4)[1] = 9;  // Without a form nothing is known of the next.
  EXPECT_EQ(of(0, 4)[1], 0U);
  EXPECT_EQ(of(1 + FormMarks::kForms, 2).size(), 2U);
  EXPECT_EQ(of(1, 3)[2], 0U);
  of(3, 1)[0] = 1;
  for (std::uint64_t form = 10; form < 12; ++form) of(form, FormMarks::kMostMarks / 2);
  EXPECT_EQ(of(3, 1)[0], 0U);
  EXPECT_EQ(of(11, FormMarks::kMostMarks / 2).size(), FormMarks::kMostMarks / 2);
}

}  // namespace
}  // namespace lachan
