// SPDX-License-Identifier: Apache-2.0
/// \file
/// Test help: random rules and events.
#pragma once

#include <memory>
#include <random>
#include <string>
#include <vector>

#include "detect/yaml_node.h"

namespace lachan::detect::testing {

/// Random rules and events from a small alphabet, so that they meet often.
class Generator {
 public:
  explicit Generator(unsigned seed) : random_(seed) {}

  YamlNode Detection() {
    YamlNode detection = Node(YamlNode::Kind::kMap, "");
    static const char* kNames[] = {"a", "b", "c"};
    const std::size_t count = 1 + Below(3);
    for (std::size_t i = 0; i < count; ++i) Put(detection, kNames[i], Identifier());
    Put(detection, "condition", Node(YamlNode::Kind::kString, Condition(count, 3)));
    return detection;
  }

  YamlNode Fields() {
    YamlNode fields = Node(YamlNode::Kind::kMap, "");
    for (const char* name : {"f", "g", "h"}) {
      const std::size_t values = Below(10) == 0 ? 2 : Below(4) == 0 ? 0 : 1;
      YamlNode list = Node(YamlNode::Kind::kList, "");
      for (std::size_t i = 0; i < values; ++i) {
        list.items.push_back(std::make_shared<YamlNode>(EventValue()));
      }
      if (values > 0) Put(fields, name, list);
    }
    return fields;
  }

 private:
  std::size_t Below(std::size_t bound) { return random_() % bound; }

  static YamlNode Node(YamlNode::Kind kind, std::string text) {
    YamlNode node;
    node.kind = kind;
    node.text = std::move(text);
    return node;
  }
  static void Put(YamlNode& map, const std::string& key, YamlNode value) {
    if (map.Find(key) != nullptr) return;
    map.entries.emplace_back(Node(YamlNode::Kind::kString, key),
                             std::make_shared<YamlNode>(std::move(value)));
  }

  std::string Text(const std::vector<std::string>& alphabet, std::size_t most) {
    std::string text;
    for (std::size_t n = Below(most + 1); n > 0; --n) text += alphabet[Below(alphabet.size())];
    return text;
  }
  YamlNode EventValue() {
    switch (Below(12)) {
      case 0:
        return Node(YamlNode::Kind::kNull, "");
      case 1:
        return Node(YamlNode::Kind::kBoolean, Below(2) == 0 ? "true" : "false");
      case 2:
        return Node(YamlNode::Kind::kInteger, std::to_string(Below(4)));
      default:
        return Node(YamlNode::Kind::kString, Text({"a", "A", "b", "\\", "đ", "Đ", "1", "*"}, 4));
    }
  }
  YamlNode RuleText() {
    return Node(YamlNode::Kind::kString,
                Text({"a", "B", "\\", "đ", "1", "*", "?", "\\*", "a", "b"}, 3));
  }

  YamlNode ItemFor(std::string& key) {
    static const char* kForms[] = {
        "",     "|contains",       "|startswith", "|endswith", "|contains|all", "|cased",
        "|neq", "|endswith|cased", "|re",         "|exists",   "|gt",           "|lte"};
    const std::string form = kForms[Below(std::size(kForms))];
    key += form;
    if (form == "|exists") return Node(YamlNode::Kind::kBoolean, Below(2) == 0 ? "true" : "false");
    if (form == "|gt" || form == "|lte") {
      return Node(YamlNode::Kind::kInteger, std::to_string(Below(4)));
    }
    if (form == "|re") {
      static const char* kRegexes[] = {"a+b", "^a", "1$", "a|b", "[ab]{2}", "^$"};
      return Node(YamlNode::Kind::kString, kRegexes[Below(std::size(kRegexes))]);
    }
    YamlNode list = Node(YamlNode::Kind::kList, "");
    for (std::size_t n = 1 + Below(3); n > 0; --n) {
      list.items.push_back(
          std::make_shared<YamlNode>(form.empty() && Below(6) == 0 ? EventValue() : RuleText()));
    }
    return list;
  }

  YamlNode Map() {
    YamlNode map = Node(YamlNode::Kind::kMap, "");
    for (std::size_t n = 1 + Below(2); n > 0; --n) {
      std::string key(1, "fgh"[Below(3)]);
      YamlNode value = ItemFor(key);
      Put(map, key, std::move(value));
    }
    return map;
  }

  YamlNode Identifier() {
    YamlNode list = Node(YamlNode::Kind::kList, "");
    switch (Below(6)) {
      case 0:
        for (int n = 0; n < 2; ++n) list.items.push_back(std::make_shared<YamlNode>(Map()));
        return list;
      case 1:
        for (int n = 0; n < 2; ++n) {
          YamlNode text = RuleText();
          if (text.text.empty()) text.text = "a";
          list.items.push_back(std::make_shared<YamlNode>(std::move(text)));
        }
        return list;
      default:
        return Map();
    }
  }

  std::string Condition(std::size_t names, int depth) {
    switch (depth == 0 ? 0 : Below(6)) {
      case 1:
        return "not " + Condition(names, depth - 1);
      case 2:
        return '(' + Condition(names, depth - 1) + " or " + Condition(names, depth - 1) + ')';
      case 3:
        return Condition(names, depth - 1) + " and " + Condition(names, depth - 1);
      case 4:
        return Below(2) == 0 ? "all of them" : std::to_string(1 + Below(2)) + " of them";
      default:
        return std::string(1, static_cast<char>('a' + Below(names)));
    }
  }

  std::mt19937 random_;
};

}  // namespace lachan::detect::testing
