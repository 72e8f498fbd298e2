// SPDX-License-Identifier: Apache-2.0
#include "intake_files/rules.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "base/yaml_reading.h"

namespace lachan::intake_files {
namespace {

using yaml::ReadText;
using yaml::Wrong;

constexpr std::size_t kMostRules = 2000, kMostPaths = 1000;

Result<std::vector<std::string>> ReadPatterns(const YAML::Node& node, std::string_view key) {
  LACHAN_TRY(auto patterns, yaml::ReadTexts(node, key, "path", kMostPaths));
  for (const std::string& pattern : patterns) {
    if (!pattern.starts_with('/')) {
      return Wrong(node, "'{}' is no absolute path: write /var/log/nginx/*.log",
                   PrintableForLog(pattern));
    }
    if (pattern.find("**") != std::string::npos) {
      return Wrong(node, "'{}': ** is not known; name the folders, e.g. /srv/*/log/*.log",
                   PrintableForLog(pattern));
    }
  }
  return patterns;
}

Status ReadKey(const std::string& key, const YAML::Node& value, FileRule& rule) {
  if (key == "source") {
    LACHAN_TRY(rule.source, ReadText(value, key));
  } else if (key == "paths") {
    LACHAN_TRY(rule.paths, ReadPatterns(value, key));
  } else if (key == "exclude") {
    LACHAN_TRY(rule.exclude, ReadPatterns(value, key));
  } else if (key == "format") {
    LACHAN_TRY(rule.format, ReadText(value, key));
  } else if (key == "host") {
    LACHAN_TRY(rule.host, ReadText(value, key));
  } else if (key == "record_begins") {
    LACHAN_TRY(const std::string expression, ReadText(value, key));
    auto pattern = normalise::Pattern::Compile(expression, "");
    if (!pattern) return Wrong(value, "'record_begins': {}", pattern.error().message());
    rule.begins = std::make_shared<const normalise::Pattern>(std::move(*pattern));
  } else if (key == "start") {
    LACHAN_TRY(rule.from_end, yaml::ReadIsFromEnd(value));
  } else {
    return Wrong(value,
                 "unknown key '{}'; there are source, paths, exclude, format, host, record_begins, "
                 "start",
                 PrintableForLog(key));
  }
  return {};
}

Result<FileRule> ReadRule(const YAML::Node& node) {
  if (!node.IsMap()) return Wrong(node, "a rule is a map with 'source' and 'paths'");
  FileRule rule;
  LACHAN_TRY_DO(yaml::ReadKeys(node, [&](const std::string& key, const YAML::Node& value) {
    return ReadKey(key, value, rule);
  }));
  if (Trim(rule.source).empty()) {
    return Wrong(node, "'source' is missing: the id or name of a source in the register");
  }
  if (rule.paths.empty()) return Wrong(node, "'paths' is missing");
  return rule;
}

Result<std::vector<FileRule>> Read(const YAML::Node& root) {
  std::vector<FileRule> rules;
  if (root.IsNull()) return rules;
  if (!root.IsMap() || !root["files"] || root.size() != 1) {
    return Wrong(root, "write 'files:' with a list of rules");
  }
  const YAML::Node list = root["files"];
  if (list.IsNull()) return rules;
  if (!list.IsSequence() || list.size() > kMostRules) {
    return Wrong(list, "'files' is a list of at most {} rules", kMostRules);
  }
  std::set<std::string> paths;
  for (const auto& node : list) {
    LACHAN_TRY(FileRule rule, ReadRule(node));
    for (const std::string& path : rule.paths) {
      if (!paths.insert(path).second) {
        return Wrong(node, "{} belongs to two rules; its lines would come twice", path);
      }
    }
    rules.push_back(std::move(rule));
  }
  return rules;
}

}  // namespace

Result<std::vector<FileRule>> ParseFileRules(std::string_view yaml) {
  return yaml::ReadDocument(yaml, Read);
}

}  // namespace lachan::intake_files
