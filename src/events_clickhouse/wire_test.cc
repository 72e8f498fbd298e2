// SPDX-License-Identifier: Apache-2.0
#include "events_clickhouse/wire.h"

#include <gtest/gtest.h>

#include "events_clickhouse/http_client.h"

namespace lachan::events_clickhouse {
namespace {

TEST(RowReader, TruncatedBytesAreAnErrorAndNoRead) {
  RowReader reader(
      std::string_view("\x05"
                       "abc",
                       4));
  EXPECT_EQ(reader.String(), "");
  EXPECT_FALSE(reader.ok());
  EXPECT_EQ(reader.UInt64(), 0U);
}

TEST(RowReader, EndlessNumberIsAnError) {
  RowReader reader("\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff");
  reader.VarUInt();
  EXPECT_FALSE(reader.ok());
}

TEST(ReadEvent, CutRowIsCorrupt) {
  RowReader reader(
      "\x03"
      "abc");
  const auto event = ReadEvent(reader);
  ASSERT_FALSE(event);
  EXPECT_EQ(event.error().code(), ErrorCode::kCorrupt);
}

TEST(NativeBlock, BeginsWithColumnsAndRows) {
  const EventBatch batch = EventBatch::Of(std::vector<Event>(2));
  const EventBatch* const one = &batch;
  const std::string block = NativeBlock({&one, 1});
  RowReader reader(block);
  EXPECT_GT(reader.VarUInt(), 17U);
  EXPECT_EQ(reader.VarUInt(), 2U);
  EXPECT_EQ(reader.String(), "id");
  EXPECT_EQ(reader.String(), "String");
}

TEST(EscapeParameter, KeepsBackslashesAndLineEnds) {
  EXPECT_EQ(EscapeParameter("C:\\new\t\n'x'"), "C:\\\\new\\t\\n'x'");
}

TEST(CodeFor, SeparatesBlameFromLimitsFromTrouble) {
  EXPECT_EQ(CodeFor(62), ErrorCode::kInvalidInput);
  EXPECT_EQ(CodeFor(159), ErrorCode::kExhausted);
  EXPECT_EQ(CodeFor(241), ErrorCode::kExhausted);
  EXPECT_EQ(CodeFor(516), ErrorCode::kDenied);
  EXPECT_EQ(CodeFor(0), ErrorCode::kInternal);
}

}  // namespace
}  // namespace lachan::events_clickhouse
