// SPDX-License-Identifier: Apache-2.0
#include "intake_kafka/taken.h"

#include <gtest/gtest.h>

#include <limits>

namespace lachan::intake_kafka {
namespace {

TEST(KafkaKeys, NamePartitionAndOffsets) {
  const PartitionName name{TopicPrint("cluster", "web"), 12};
  EXPECT_EQ(name.first.size(), 16u);
  EXPECT_NE(name.first, TopicPrint("other", "web"));
  const Stretch stretch{100, std::numeric_limits<std::int64_t>::max(), -1};
  const std::string key = EncodeKey(name, stretch);
  EXPECT_LE(key.size(), 120u);
  // As it is, and as the pipeline keeps it: the source in front.
  for (const std::string& text : {key, "7:" + key}) {
    const auto read = DecodeKey(text);
    ASSERT_TRUE(read) << text;
    EXPECT_EQ(read->first, name);
    EXPECT_EQ(read->second.first, stretch.first);
    EXPECT_EQ(read->second.last, stretch.last);
    EXPECT_EQ(read->second.newest_ms, stretch.newest_ms);
  }
}

TEST(KafkaKeys, OthersAreNoKeys) {
  const std::string good = EncodeKey({TopicPrint("a", "b"), 0}, {1, 2, 3});
  for (const std::string& text :
       {std::string(), std::string("kafka:"), std::string("7:file:abc:1-2"), good + "x",
        good.substr(0, good.size() - 1), "not" + good,
        EncodeKey({TopicPrint("a", "b"), 0}, {2, 1, 3}),
        std::string("kafka:0123456789abcdef:0:99999999999999999999-1@1")}) {
    EXPECT_FALSE(DecodeKey(text)) << text;
  }
}

TEST(KafkaTaken, NeighboursAreOneStretch) {
  Taken taken;
  for (int i = 0; i < 1000; ++i) taken.Add({i * 10, i * 10 + 9, 1000 + i});
  EXPECT_EQ(taken.size(), 1u);
  EXPECT_TRUE(taken.Has(0, 1000));
  EXPECT_TRUE(taken.Has(9999, 1999));
  EXPECT_FALSE(taken.Has(10000, 1000));
}

TEST(KafkaTaken, HolesStayOpen) {
  Taken taken;
  taken.Add({0, 9, 5});
  taken.Add({20, 29, 5});  // 10…19 were refused
  EXPECT_FALSE(taken.Has(10, 0));
  EXPECT_TRUE(taken.Has(25, 5));
  taken.Add({10, 29, 5});  // and came again with what is behind them
  EXPECT_TRUE(taken.Has(10, 0));
}

TEST(KafkaTaken, ATopicMadeAnewIsNotTaken) {
  Taken taken;
  taken.Add({0, 99, 5000});
  EXPECT_TRUE(taken.Has(7, 4000));
  EXPECT_FALSE(taken.Has(7, 6000));
}

TEST(KafkaTaken, IsBounded) {
  Taken taken;
  for (int i = 0; i < 1000; ++i) taken.Add({i * 10, i * 10, 1});
  EXPECT_EQ(taken.size(), Taken::kMost);
  EXPECT_TRUE(taken.Has(9990, 1));
  EXPECT_FALSE(taken.Has(0, 1));
}

TEST(KafkaTaken, IsReadFromTheKeysOfASpool) {
  const PartitionName a{TopicPrint("c", "t"), 0}, b{TopicPrint("c", "t"), 1};
  const std::vector<std::string> keys{"3:" + EncodeKey(a, {0, 4, 9}), "3:file:x:0-10", "",
                                      "3:" + EncodeKey(b, {7, 7, 9}),
                                      "3:" + EncodeKey(a, {5, 9, 9})};
  const auto taken = TakenFrom(keys);
  ASSERT_EQ(taken.size(), 2u);
  EXPECT_TRUE(taken.at(a).Has(9, 9));
  EXPECT_EQ(taken.at(a).size(), 1u);
  EXPECT_TRUE(taken.at(b).Has(7, 9));
}

}  // namespace
}  // namespace lachan::intake_kafka
