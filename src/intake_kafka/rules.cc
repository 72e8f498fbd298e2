// SPDX-License-Identifier: Apache-2.0
#include "intake_kafka/rules.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/yaml_reading.h"

namespace lachan::intake_kafka {
namespace {

using yaml::ReadText;
using yaml::Wrong;

constexpr std::size_t kMostRules = 2000, kMostTopics = 1000, kTopicBytes = 249;

bool IsTopic(std::string_view name) {
  const auto is_allowed = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
           c == '_' || c == '-';
  };
  return !name.empty() && name.size() <= kTopicBytes && std::ranges::all_of(name, is_allowed);
}

Result<std::vector<std::string>> ReadTopics(const YAML::Node& node, std::string_view key) {
  LACHAN_TRY(auto topics, yaml::ReadTexts(node, key, "topic", kMostTopics));
  for (const std::string& topic : topics) {
    if (!IsTopic(topic)) {
      return Wrong(node,
                   "'{}' is no name of a topic: letters, digits, '.', '_' and '-' are allowed, no "
                   "patterns",
                   PrintableForLog(topic));
    }
  }
  return topics;
}

Status ReadKey(const std::string& key, const YAML::Node& value, TopicRule& rule) {
  if (key == "source") {
    LACHAN_TRY(rule.source, ReadText(value, key));
  } else if (key == "topics") {
    LACHAN_TRY(rule.topics, ReadTopics(value, key));
  } else if (key == "format") {
    LACHAN_TRY(rule.format, ReadText(value, key));
  } else if (key == "host") {
    LACHAN_TRY(rule.host, ReadText(value, key));
  } else if (key == "start") {
    LACHAN_TRY(rule.from_end, yaml::ReadIsFromEnd(value));
  } else {
    return Wrong(value, "unknown key '{}'; there are source, topics, format, host, start",
                 PrintableForLog(key));
  }
  return {};
}

Result<TopicRule> ReadRule(const YAML::Node& node) {
  if (!node.IsMap()) return Wrong(node, "a rule is a map with 'source' and 'topics'");
  TopicRule rule;
  LACHAN_TRY_DO(yaml::ReadKeys(node, [&](const std::string& key, const YAML::Node& value) {
    return ReadKey(key, value, rule);
  }));
  if (Trim(rule.source).empty()) {
    return Wrong(node, "'source' is missing: the id or name of a source in the register");
  }
  if (rule.topics.empty()) return Wrong(node, "'topics' is missing");
  return rule;
}

Result<std::vector<TopicRule>> Read(const YAML::Node& root) {
  if (!root.IsMap() || !root["kafka"] || root.size() != 1) {
    return Wrong(root, "write 'kafka:' with a list of rules");
  }
  const YAML::Node list = root["kafka"];
  if (!list.IsSequence() || list.size() == 0 || list.size() > kMostRules) {
    return Wrong(list, "'kafka' is a list of 1 to {} rules", kMostRules);
  }
  std::vector<TopicRule> rules;
  std::set<std::string> topics;
  for (const auto& node : list) {
    LACHAN_TRY(TopicRule rule, ReadRule(node));
    for (const std::string& topic : rule.topics) {
      if (!topics.insert(topic).second) {
        return Wrong(node, "topic '{}' is named twice; its records have one source", topic);
      }
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace

Result<std::vector<TopicRule>> ParseTopicRules(std::string_view yaml) {
  return yaml::ReadDocument(yaml, Read);
}

}  // namespace lachan::intake_kafka
