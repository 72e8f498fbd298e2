// SPDX-License-Identifier: Apache-2.0
#include "events_clickhouse/clickhouse_column_reader.h"

#include <gtest/gtest.h>

#include "events_clickhouse/testing_engine.h"

namespace lachan::events_clickhouse {
namespace {

/// One block: a String column "s" and an Array(String) column "a", two rows.
std::string Block() {
  std::string block = {2, 2};
  const auto text = [&](std::string_view value) {
    block += static_cast<char>(value.size());
    block += value;
  };
  const auto number = [&](std::uint64_t value) {
    block.append(reinterpret_cast<const char*>(&value), sizeof value);
  };
  text("s");
  text("String");
  text("one");
  text("");
  text("a");
  text("Array(String)");
  number(0);
  number(2);
  text("x");
  text("yz");
  return block;
}

TEST(NativeBlocks, GiveColumnsOverAllBlocks) {
  const auto answer = ReadNative(Block() + Block());
  ASSERT_TRUE(answer) << answer.error().Text();
  EXPECT_EQ(answer->rows, 4U);
  ASSERT_EQ(answer->columns.size(), 2U);
  using Texts = std::vector<std::string_view>;
  EXPECT_EQ(answer->columns[0].texts, (Texts{"one", "one"}));
  EXPECT_EQ(answer->columns[0].rows, (std::vector<std::uint32_t>{0, 2}));
  EXPECT_EQ(answer->columns[1].texts, (Texts{"x", "yz", "x", "yz"}));
  EXPECT_EQ(answer->columns[1].ends, (std::vector<std::uint64_t>{0, 2, 2, 4}));
}

TEST(NativeBlocks, ThatEndEarlyAreRefused) {
  const std::string block = Block();
  for (std::size_t size = 1; size < block.size(); ++size) {
    const auto answer = ReadNative(block.substr(0, size));
    EXPECT_FALSE(answer) << size;
  }
  std::string lies = block;
  lies[1] = '\x7f';  // More rows than there are.
  EXPECT_FALSE(ReadNative(lies));
}

TEST(ColumnReader, ReadsWhatTheEngineAnswers) {
  if (EnginePath().empty()) GTEST_SKIP() << "no engine in this build";
  const TemporaryDirectory directory;
  EventEngine engine(EngineOptions(directory.path()));
  ASSERT_TRUE(engine.Start());
  ASSERT_TRUE(StoreOn(engine)->Prepare());
  ClickHouseColumnReader reader(engine.endpoint());
  events::Statement statement;
  statement.sql =
      "SELECT toString(number) AS s, toInt64(number) - 1 AS n, fromUnixTimestamp64Micro(toInt64("
      "number), 'UTC') AS t, [s, " +
      statement.Bind("ab") + "] AS a, toUInt8(1) AS u FROM numbers(3) ORDER BY number";
  const auto answer = reader.Read(statement, std::chrono::seconds(20));
  ASSERT_TRUE(answer) << answer.error().Text();
  EXPECT_EQ(answer->rows, 3U);
  EXPECT_EQ(answer->columns[0].texts[2], "2");
  EXPECT_EQ(answer->columns[1].numbers[0], -1);
  EXPECT_EQ(answer->columns[2].numbers[2], 2);
  EXPECT_EQ(answer->columns[3].texts[5], "ab");
  EXPECT_EQ(answer->columns[4].numbers[0], 1);
  statement.sql = "SELECT nonsense FROM nowhere";
  EXPECT_FALSE(reader.Read(statement, std::chrono::seconds(20)));
  statement.sql = "SELECT 1.5";
  EXPECT_EQ(reader.Read(statement, std::chrono::seconds(20)).error().code(), ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace lachan::events_clickhouse
