// SPDX-License-Identifier: Apache-2.0
#include "bodies/msgpack.h"

#include <gtest/gtest.h>

#include <vector>

namespace lachan::bodies {
namespace {

using namespace std::string_literals;

struct Read {
  std::vector<std::string> records;
  int status = 200;
  std::string what;
};

Read Of(std::string_view body, const MsgpackLimits& limits = {}) {
  Read read;
  const auto done =
      ReadMsgpack(body, limits, [&](std::string&& record) { read.records.push_back(record); });
  if (!done) {
    read.status = done.error().status;
    read.what = done.error().what;
  }
  return read;
}

// 2026-11-23T04:05:01.25Z as Fluent Bit writes it.
const std::string kTime = "\xd7\x00\x6b\x03\xbb\x6d\x0e\xe6\xb2\x80"s;
const std::string kMap = "\x81\xa3log\xa5hello"s;

TEST(Msgpack, ReadsTheEntriesOfFluentBit) {
  const std::string second = "\x92" + kTime + kMap;              // before version 2.1
  const std::string first = "\x92\x92" + kTime + "\x80" + kMap;  // since then
  const auto read = Of(first + second);
  ASSERT_EQ(read.records.size(), 2u) << read.what;
  EXPECT_EQ(read.records[0], R"({"@timestamp":"2026-11-23T04:05:01.250000000Z","log":"hello"})");
  EXPECT_EQ(read.records[1], read.records[0]);
}

TEST(Msgpack, ReadsMapsAndArraysOfEntries) {
  EXPECT_EQ(Of(kMap + kMap).records, (std::vector<std::string>(2, R"({"log":"hello"})")));
  EXPECT_EQ(Of("\x93" + kMap + kMap + kMap).records.size(), 3u);
  // An array of two entries is not an entry.
  EXPECT_EQ(Of("\x92" + kMap + kMap).records.size(), 2u);
  EXPECT_EQ(Of("\x92\x92" + kTime + kMap + "\x92" + kTime + kMap).records.size(), 2u);
  // A time in seconds, whole and with a fraction.
  EXPECT_EQ(Of("\x92\xce\x6b\x03\xbb\x6d" + kMap).records[0],
            R"({"@timestamp":"2026-11-23T04:05:01.000000000Z","log":"hello"})");
  EXPECT_TRUE(Of("").records.empty());
  EXPECT_TRUE(Of("\x90").records.empty());
}

TEST(Msgpack, KeepsEveryKindOfValue) {
  const auto read =
      Of("\x8c\xa1"s
         "a\xc0\xa1"
         "b\xc2\xa1"
         "c\xc3\xa1"
         "d\x7f\xa1"
         "e\xff\xa1"
         "f\xcf\x7f\xff\xff\xff\xff\xff\xff\xff"
         "\xa1"
         "g\xd1\xff\x00\xa1"
         "h\xcb\x3f\xf8\x00\x00\x00\x00\x00\x00\xa1"
         "i\xd9\x02\xc3\xa9"
         "\xa1"
         "j\xc4\x02\xff"
         "\"\xa1"
         "k\x92\x01\x80\x05\xd4\x05\x00"s);
  ASSERT_EQ(read.records.size(), 1u) << read.what;
  EXPECT_EQ(read.records[0],
            "{\"a\":null,\"b\":false,\"c\":true,\"d\":127,\"e\":-1,\"f\":9223372036854775807,"
            "\"g\":-256,\"h\":1.5,\"i\":\"é\",\"j\":\"\xEF\xBF\xBD\\\"\",\"k\":[1,{}],\"5\":null}");
}

TEST(Msgpack, TheRecordsOwnTimeStands) {
  const auto read = Of("\x92" + kTime + "\x81\xaa@timestamp\xa4then"s);
  ASSERT_EQ(read.records.size(), 1u);
  EXPECT_EQ(read.records[0], R"({"@timestamp":"then"})");
}

TEST(Msgpack, MarksOfGroupsAreNoRecords) {
  const std::string begin = "\x92\x92\xd7\x00\xff\xff\xff\xff\x00\x00\x00\x00\x80"s + kMap;
  const std::string end = "\x92\x92\xd7\x00\xff\xff\xff\xfe\x00\x00\x00\x00\x80\x80"s;
  EXPECT_EQ(Of(begin + "\x92\x92" + kTime + "\x80" + kMap + end).records.size(), 1u);
}

TEST(Msgpack, SaysWhereABodyIsBroken) {
  const auto cut = Of(kMap + kMap.substr(0, 5));
  EXPECT_EQ(cut.records.size(), 1u);
  EXPECT_EQ(cut.status, 400);
  EXPECT_NE(cut.what.find("ends within a value"), std::string::npos);
  EXPECT_EQ(Of("{\"log\":\"hello\"}").status, 400);
  EXPECT_EQ(Of("\xc1").status, 400);
  EXPECT_EQ(Of("\x92" + kTime + "\x01").status, 400);
  EXPECT_EQ(Of("\x81\x90\x01").status, 400);
  EXPECT_EQ(Of("\xdf\xff\xff\xff\xff"s).status, 400);
  EXPECT_EQ(Of("\xdd\xff\xff\xff\xff"s).status, 400);
}

TEST(Msgpack, IsBounded) {
  EXPECT_EQ(Of("\x81\xa1"
               "a" +
               std::string(100, '\x91') + "\x01")
                .status,
            400);
  EXPECT_EQ(Of(std::string(100'000, '\x91')).status, 400);
  EXPECT_EQ(Of(kMap + kMap + kMap, {.rendered = 30}).status, 413);
}

}  // namespace
}  // namespace lachan::bodies
