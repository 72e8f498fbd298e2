// SPDX-License-Identifier: Apache-2.0
/// \file
/// For tests: reads the shipped directive from the source tree.
#pragma once

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "directive/compile.h"

namespace lachan::directive {

inline std::string ReadWhole(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

/// Root of the source tree.
inline std::filesystem::path SourceRoot() {
  const char* root = std::getenv("LACHAN_SOURCE");
  return root == nullptr ? std::filesystem::current_path() : std::filesystem::path(root);
}

/// All files of `directives/<id>`.
inline std::vector<SourceText> LoadDirectiveFolder(const std::string& id) {
  std::vector<SourceText> sources;
  for (const auto& entry : std::filesystem::directory_iterator(SourceRoot() / "directives" / id)) {
    sources.push_back({entry.path().filename().string(), ReadWhole(entry.path())});
  }
  return sources;
}

}  // namespace lachan::directive
