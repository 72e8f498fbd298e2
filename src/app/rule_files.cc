// SPDX-License-Identifier: Apache-2.0
#include "app/rule_files.h"

#include <yaml-cpp/yaml.h>

#include <boost/describe/enum_from_string.hpp>

#include <algorithm>
#include <cstdlib>
#include <filesystem>

#include "app/files.h"
#include "base/text.h"
#include "rulesets/meter.h"
#include "rulesets/run_all.h"
#include "scan/summary.h"

namespace lachan::app {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kSuggestions = 5;

std::string CacheFolder() {
  for (const auto& [variable, below] :
       {std::pair("XDG_CACHE_HOME", "/lachan/rules"), std::pair("HOME", "/.cache/lachan/rules")}) {
    const char* folder = std::getenv(variable);
    if (folder != nullptr && *folder == '/') return std::string(folder) + below;
  }
  return {};
}

Result<std::vector<detect::SourceText>> ReadRules(const std::vector<std::string>& paths) {
  std::vector<detect::SourceText> sources;
  for (const auto& path : paths) {
    std::error_code ignored;
    if (!fs::is_directory(path, ignored)) {
      LACHAN_TRY(auto text, ReadFile(path), "reading rules");
      sources.push_back({path, std::move(text)});
      continue;
    }
    LACHAN_TRY(auto files, ReadFolder(path, {".yml", ".yaml"}), "reading rules");
    const std::string folder = path.ends_with('/') ? path : path + '/';
    for (auto& file : files) {
      // Sample events for the rules' own tests lie beside them.
      if (file.path.starts_with("tests/")) continue;
      sources.push_back({folder + file.path, std::move(file.text)});
    }
  }
  return sources;
}

using Placeholders = std::map<std::string, std::vector<std::string>>;

/// \error kInvalidInput  not one text.
Result<std::string> PlaceholderText(const std::string& path, std::string_view what,
                                    const YAML::Node& node) {
  if (node.IsScalar()) return node.Scalar();
  return Fail(ErrorCode::kInvalidInput,
              "{}:{}:{}: {} is {}; a file of placeholders has lines 'name: value' or "
              "'name: [value, value]'",
              path, node.Mark().line + 1, node.Mark().column + 1, what,
              node.IsMap()        ? "a map"
              : node.IsSequence() ? "a list"
                                  : "empty");
}

Result<Placeholders> ReadPlaceholders(const std::string& path) {
  LACHAN_TRY(const auto text, ReadFile(path), "reading placeholders");
  Placeholders placeholders;
  try {
    const YAML::Node root = YAML::Load(text);
    if (!root.IsMap()) {
      return Fail(
          ErrorCode::kInvalidInput,
          "{}: no placeholders: such a file has lines 'name: value' or 'name: [value, value]'",
          path);
    }
    for (const auto& entry : root) {
      LACHAN_TRY(const auto name, PlaceholderText(path, "a name", entry.first));
      const auto what = fmt::format("the value of '{}'", PrintableForLog(name));
      const auto values = entry.second.IsSequence()
                              ? std::vector<YAML::Node>(entry.second.begin(), entry.second.end())
                              : std::vector{entry.second};
      for (const auto& value : values) {
        LACHAN_TRY(auto one, PlaceholderText(path, what, value));
        placeholders[name].push_back(std::move(one));
      }
    }
  } catch (const YAML::Exception& error) {
    return Fail(ErrorCode::kInvalidInput, "{}:{}:{}: {}", path, error.mark.line + 1,
                error.mark.column + 1, error.msg);
  }
  return placeholders;
}

}  // namespace

Result<detect::RuleSet> Compile(const RuleFiles& files) {
  detect::CompileOptions options;
  options.run_all = rulesets::RunOnAllCores;
  if (!files.placeholders.empty()) {
    LACHAN_TRY(options.placeholders, ReadPlaceholders(files.placeholders));
  }
  options.minimum_level = files.minimum_level;
  if (files.uses_cache) options.cache = rulesets::PatternCacheIn(CacheFolder());
  const std::vector<std::string> shipped = {FindInstalled("rules")};
  LACHAN_TRY(const auto sources, ReadRules(files.paths.empty() ? shipped : files.paths));
  return detect::RuleSet::Compile(sources, options);
}

std::string CountsText(const detect::CompileReport& report) {
  return fmt::format("{} found = {} loaded + {} rejected + {} skipped", scan::Grouped(report.found),
                     scan::Grouped(report.loaded), scan::Grouped(report.rejected),
                     scan::Grouped(report.skipped));
}

Result<std::size_t> FindRule(const detect::RuleSet& rules, const std::string& wanted) {
  const auto known = rules.rules();
  for (const auto member : {&detect::RuleInfo::id, &detect::RuleInfo::title}) {
    const auto at = std::ranges::find_if(known, [&](const detect::RuleInfo& rule) {
      return AsciiEqualsIgnoringCase(rule.*member, wanted);
    });
    if (at != known.end()) return static_cast<std::size_t>(at - known.begin());
  }
  std::string alike;
  std::size_t count = 0;
  for (const auto& rule : known) {
    const bool is_alike = AsciiLower(rule.title).contains(AsciiLower(wanted)) ||
                          AsciiLower(rule.id).contains(AsciiLower(wanted));
    if (is_alike && ++count <= kSuggestions)
      alike += fmt::format("\n  {}  {}", rule.id, rule.title);
  }
  if (count > kSuggestions) alike += "\n  …";
  return Fail(ErrorCode::kNotFound, "no rule '{}' is loaded{}{}", wanted,
              alike.empty() ? "" : "; alike are", alike);
}

Result<LogSource> ParseLogSource(const std::string& text) {
  LogSource source;
  for (const auto part : Split(text, ',')) {
    const auto equals = part.find('=');
    const std::string_view name = Trim(part.substr(0, equals));
    std::string* value = name == "product"    ? &source.product
                         : name == "category" ? &source.category
                         : name == "service"  ? &source.service
                                              : nullptr;
    const bool says_nothing =
        equals == std::string_view::npos || Trim(part.substr(equals + 1)).empty();
    if (value == nullptr || says_nothing) {
      return Fail(ErrorCode::kInvalidInput,
                  "log source '{}': write product=…,category=…,service=… (any of the three)", text);
    }
    *value = AsciiLower(Trim(part.substr(equals + 1)));
  }
  return source;
}

Result<Level> ParseLevel(const std::string& text) {
  Level level{};
  if (!boost::describe::enum_from_string(AsciiLower(text).c_str(), level)) {
    return Fail(ErrorCode::kInvalidInput,
                "level '{}': write informational, low, medium, high or critical", text);
  }
  return level;
}

}  // namespace lachan::app
