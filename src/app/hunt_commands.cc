// SPDX-License-Identifier: Apache-2.0
#include "app/hunt_commands.h"

#include <algorithm>
#include <filesystem>

#include "app/files.h"
#include "hunts/rule_statement.h"

namespace lachan::app {
namespace {

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return 2;
}

Result<hunts::PrintedRule> PrintByName(const std::string& name,
                                       const std::vector<std::string>& folders) {
  std::error_code error;
  if (std::filesystem::is_regular_file(name, error)) {
    LACHAN_TRY(auto text, ReadFile(name));
    return hunts::PrintRule({name, std::move(text)});
  }
  std::vector<detect::SourceText> sources;
  for (const auto& folder : folders) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder, error)) {
      const auto extension = entry.path().extension();
      if (extension != ".yml" && extension != ".yaml") continue;
      LACHAN_TRY(auto text, ReadFile(entry.path().string()));
      sources.push_back({entry.path().string(), std::move(text)});
    }
    if (error) return Fail(ErrorCode::kNotFound, "cannot read the folder {}", folder);
  }
  const auto read = detect::ReadConditions(sources);
  const auto at = std::ranges::find(read.rules, name, &detect::RuleInfo::id);
  if (at == read.rules.end()) {
    return Fail(ErrorCode::kNotFound,
                "no rule '{}' in {} documents of the folders; give its id, or the path of its file",
                name, read.report.found);
  }
  const auto index = static_cast<std::size_t>(at - read.rules.begin());
  if (at->kind != detect::RuleKind::kDetection) {
    return Fail(ErrorCode::kUnsupported, "'{}' is a correlation: it counts what its rules match",
                at->title);
  }
  return hunts::PrintRule(*at, read.conditions[index]);
}

}  // namespace

int RulesSql(const Settings& settings, const RuleRequest& request) {
  const auto printed = PrintByName(
      request.rule, request.folders.empty() ? settings.List("rules.folders") : request.folders);
  if (!printed) return Report(printed.error());
  fmt::print("-- {} ({})\n", printed->title, printed->id);
  if (printed->confirmed.empty()) {
    fmt::print("-- Exact but for values with unusual bytes.\n");
  } else {
    fmt::print("-- Candidates. Lá Chắn confirms each with its matcher, because of:\n");
    for (const auto& test : printed->confirmed) fmt::print("--   {}\n", test);
  }
  fmt::print("{}\n", printed->sql);
  return 0;
}

}  // namespace lachan::app
