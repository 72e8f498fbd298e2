// SPDX-License-Identifier: Apache-2.0
#include "intake_kafka/rules.h"

#include <gtest/gtest.h>

namespace lachan::intake_kafka {
namespace {

TEST(TopicRules, AreReadFromYaml) {
  const auto rules = ParseTopicRules(
      "kafka:\n- source: tường lửa\n  topics: so-a.firewall\n- source: 7\n  topics: [web_1, "
      "web_2]\n"
      "  format: json\n  host: web01\n  start: end\n");
  ASSERT_TRUE(rules) << rules.error().Text();
  ASSERT_EQ(rules->size(), 2u);
  EXPECT_EQ((*rules)[0].source, "tường lửa");
  EXPECT_EQ((*rules)[0].topics, std::vector<std::string>{"so-a.firewall"});
  EXPECT_FALSE((*rules)[0].from_end);
  EXPECT_EQ((*rules)[1].source, "7");
  EXPECT_EQ((*rules)[1].topics.size(), 2u);
  EXPECT_EQ((*rules)[1].format, "json");
  EXPECT_EQ((*rules)[1].host, "web01");
  EXPECT_TRUE((*rules)[1].from_end);
}

TEST(TopicRules, MistakesAreNamedWithTheirLine) {
  const struct {
    const char* yaml;
    const char* says;
  } cases[] = {
      {"", "write 'kafka:'"},
      {"topics: []", "write 'kafka:'"},
      {"kafka: []", "1 to 2000 rules"},
      {"kafka:\n- topics: a\n", "'source' is missing"},
      {"kafka:\n- source: a\n", "'topics' is missing"},
      {"kafka:\n- source: a\n  topics: []\n", "a topic or a list"},
      {"kafka:\n- source: a\n  topics: 'logs-*'\n", "line 3: 'logs-*' is no name of a topic"},
      {"kafka:\n- source: a\n  topics: b\n  colour: red\n", "line 4: unknown key 'colour'"},
      {"kafka:\n- source: a\n  topics: b\n  start: middle\n", "beginning or end"},
      {"kafka:\n- source: a\n  topics: b\n- source: c\n  topics: [d, b]\n", "'b' is named twice"},
      {"kafka: [", "not YAML"},
  };
  for (const auto& one : cases) {
    const auto rules = ParseTopicRules(one.yaml);
    ASSERT_FALSE(rules) << one.yaml;
    EXPECT_EQ(rules.error().code(), ErrorCode::kInvalidInput);
    EXPECT_NE(rules.error().message().find(one.says), std::string::npos) << one.yaml << "\n"
                                                                         << rules.error().message();
  }
}

}  // namespace
}  // namespace lachan::intake_kafka
