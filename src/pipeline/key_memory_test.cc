// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "pipeline/work.h"

namespace lachan::pipeline {
namespace {

TEST(KeyMemoryTest, WhatIsKeptOfAnswersIsBounded) {
  KeyMemory keys(2 * KeyMemory::kAnswers);
  const auto told = [&](const std::string& key) {
    Receipt first;
    EXPECT_EQ(keys.Claim(key, first), KeyMemory::Answer::kDurable);
    return first.malformed;
  };
  Receipt answer;
  answer.malformed = 7;
  keys.Durable("first", answer);
  EXPECT_EQ(told("first"), 7U);
  for (std::size_t i = 1; i < KeyMemory::kAnswers; ++i) keys.Durable(fmt::format("{}", i), answer);
  EXPECT_EQ(told("first"), 7U);
  keys.Durable("one more", answer);
  EXPECT_EQ(told("first"), 0U) << "known still, but not what was answered";
  EXPECT_EQ(told("1"), 7U);

  answer.refused.resize(KeyMemory::kRefusedKept + 1);
  keys.Durable("with much refused", answer);
  EXPECT_EQ(told("with much refused"), 0U);
}

}  // namespace
}  // namespace lachan::pipeline
