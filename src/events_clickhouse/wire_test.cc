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

TEST(NativeBlocks, BeginWithColumnsAndRows) {
  const EventBatch batch = EventBatch::Of(std::vector<Event>(2));
  const EventBatch* const one = &batch;
  NativeBlocks blocks({&one, 1});
  RowReader reader(blocks.Next());
  EXPECT_GT(reader.VarUInt(), 17U);
  EXPECT_EQ(reader.VarUInt(), 2U);
  EXPECT_EQ(reader.String(), "id");
  EXPECT_EQ(reader.String(), "String");
  EXPECT_TRUE(blocks.Next().empty());
}

TEST(NativeBlocks, EndWithTheBatchThatFillsThemAndBeginAnew) {
  const auto batch = [](std::size_t size, std::string_view user) {
    std::vector<Event> events(size);
    for (Event& event : events) {
      event.id = "0123456789";
      event.fields.push_back({.name = "User", .value = std::string(user)});
    }
    return EventBatch::Of(events);
  };
  const std::vector<EventBatch> batches = {batch(5000, "an"), batch(5000, "binh"), batch(1, "chi")};
  const std::vector<const EventBatch*> all = {&batches[0], &batches[1], &batches[2]};
  NativeBlocks blocks(all);
  const auto rows = [](std::string_view block) {
    RowReader reader(block);
    reader.VarUInt();
    return reader.VarUInt();
  };
  const std::string first(blocks.Next()), second(blocks.Next());
  EXPECT_EQ(rows(first), 10000U);
  EXPECT_EQ(rows(second), 1U);
  EXPECT_TRUE(blocks.Next().empty());
  NativeBlocks alone({&all[2], 1});
  EXPECT_EQ(alone.Next(), second) << "nothing of the block before is left";
}

TEST(NativeBlocks, OfNothingAreNone) { EXPECT_TRUE(NativeBlocks({}).Next().empty()); }

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
