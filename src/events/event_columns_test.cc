// SPDX-License-Identifier: Apache-2.0
#include "events/event_columns.h"

#include <gtest/gtest.h>

#include <set>

#include "base/text.h"
#include "events/event_schema.h"

namespace lachan::events {
namespace {

EventField Field(std::string name, std::string value,
                 EventField::Kind kind = EventField::Kind::kString) {
  return {.name = std::move(name), .value = std::move(value), .kind = kind};
}

TEST(EventColumns, HotNamesAreUniqueWithoutRegardToCaseExceptUser) {
  std::set<std::string> seen;
  for (const auto name : HotFields()) {
    if (name == "user") continue;  // Sysmon's User and everybody else's user are both common.
    EXPECT_TRUE(seen.insert(AsciiLower(name)).second) << name;
  }
}

TEST(EventColumns, UnpackGivesBackWhatPackTook) {
  const std::vector<EventField> fields = {Field("Image", "C:\\a.exe"),
                                          Field("Image", "C:\\b.exe"),
                                          Field("x.y", "1"),
                                          Field("x.y", "2"),
                                          Field("flag", "true", EventField::Kind::kBoolean),
                                          Field("nothing", "", EventField::Kind::kNull),
                                          Field("User", "")};
  const auto back = Unpack(Pack(fields));
  ASSERT_EQ(back.size(), fields.size());
  for (std::size_t i = 0; i < fields.size(); ++i) {
    EXPECT_EQ(back[i].name, fields[i].name);
    EXPECT_EQ(back[i].value, fields[i].value);
    EXPECT_EQ(back[i].kind, fields[i].kind);
  }
}

TEST(EventColumns, SeparatorBytesInNamesAndValuesCannotForgeAField) {
  const std::string evil =
      "v\x1e"
      "s\x1f"
      "admin\x1e"
      "1\x1d";
  const auto back = Unpack(Pack(std::vector{Field("cold", evil), Field("Image", evil)}));
  ASSERT_EQ(back.size(), 2U);
  EXPECT_EQ(back[0].name, "Image");
  EXPECT_EQ(back[0].value, evil);
  EXPECT_EQ(back[1].name, "cold");
  EXPECT_EQ(back[1].value, evil);
}

TEST(EventColumns, NoFieldsMakeNoBytes) {
  const auto packed = Pack({});
  EXPECT_EQ(packed.rest, "");
  EXPECT_TRUE(Unpack(packed).empty());
}

TEST(EventColumns, DamagedRemainderIsReadWithoutHarm) {
  EXPECT_TRUE(Unpack({.hot = {},
                      .rest = "\x1f\x1f"
                              "a\x1f"
                              "b\x1e\x1f"
                              "\x1e\x1e"})
                  .empty());
}

TEST(EventSchema, MigrationsAreNumberedFromOneWithoutGaps) {
  int expected = 1;
  for (const auto& migration : Migrations()) {
    EXPECT_EQ(migration.version, expected++);
    EXPECT_FALSE(migration.statements.empty());
  }
}

TEST(EventSchema, EveryHotFieldHasItsColumn) {
  EXPECT_EQ(EventColumns().size(), 18 + HotFields().size());
  EXPECT_EQ(EventColumns().back().name, HotColumn(HotFields().size() - 1));
}

TEST(EventColumns, SeparatorsAreSeenAtEveryPlace) {
  for (std::size_t size = 0; size < 40; ++size) {
    const std::string plain(size, 'x'), high(size, '\xe1');
    EXPECT_FALSE(MayHaveSeparators(plain)) << size;
    EXPECT_FALSE(MayHaveSeparators(high)) << size;
    EXPECT_FALSE(MayHaveSeparators(std::string(size, ' '))) << size;
    for (std::size_t at = 0; at < size; ++at) {
      for (const char separator : {kEscape, kAfterName, kBetween}) {
        for (std::string text : {plain, high}) {
          text[at] = separator;
          EXPECT_TRUE(MayHaveSeparators(text)) << size << ' ' << at;
        }
      }
    }
  }
}

}  // namespace
}  // namespace lachan::events
