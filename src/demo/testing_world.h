// SPDX-License-Identifier: Apache-2.0
/// \file
/// For tests: the shipped rules, mappings, directive and sample logs.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "demo/stage.h"
#include "detect/rule_set.h"
#include "directive/compile.h"
#include "levels/controls.h"
#include "normalise/normaliser.h"
#include "pipeline/mapping_folder.h"

namespace lachan::demo {

inline std::filesystem::path SourceFolder() {
  const char* folder = std::getenv("LACHAN_SOURCE");
  return folder == nullptr ? "." : folder;
}

inline std::string FileText(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline std::vector<NamedText> SampleLogs() {
  std::vector<NamedText> files;
  const auto root = SourceFolder() / "demo/feed";
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    files.push_back({entry.path().lexically_relative(root).generic_string(), FileText(entry)});
  }
  std::ranges::sort(files, {}, &NamedText::name);
  return files;
}

inline const detect::RuleSet& ShippedRules() {
  static const detect::RuleSet kRules = [] {
    std::vector<detect::SourceText> sources;
    for (const auto& entry : std::filesystem::directory_iterator(SourceFolder() / "rules")) {
      if (entry.path().extension() != ".yml") continue;
      sources.push_back({entry.path().filename(), FileText(entry)});
    }
    return detect::RuleSet::Compile(sources);
  }();
  return kRules;
}

inline const normalise::Normaliser& ShippedNormaliser() {
  static const normalise::Normaliser kNormaliser = [] {
    auto compiled = pipeline::LoadMappings(SourceFolder() / "mappings");
    EXPECT_TRUE(compiled.value.has_value());
    return normalise::Normaliser(*std::move(compiled.value));
  }();
  return kNormaliser;
}

inline const levels::Catalogue& ShippedControls() {
  static const levels::Catalogue kControls = [] {
    const auto read = [](levels::Standard standard, const char* name) {
      return levels::ParseControls(standard, FileText(SourceFolder() / "controls" / name)).value();
    };
    auto all = read(levels::Standard::tcvn11930, "tcvn11930.csv");
    const auto more = read(levels::Standard::tcvn14423, "tcvn14423.csv");
    all.insert(all.end(), more.begin(), more.end());
    return levels::Catalogue(std::move(all));
  }();
  return kControls;
}

inline const directive::Directive& ShippedDirective() {
  static const directive::Directive kDirective = [] {
    std::vector<directive::SourceText> sources;
    for (const auto name : directive::DirectiveFiles()) {
      sources.push_back(
          {std::string(name), FileText(SourceFolder() / "directives/vn-thanh-hoa-2022" / name)});
    }
    auto compiled = directive::CompileDirective(sources);
    EXPECT_TRUE(compiled.value.has_value());
    return *std::move(compiled.value);
  }();
  return kDirective;
}

}  // namespace lachan::demo
