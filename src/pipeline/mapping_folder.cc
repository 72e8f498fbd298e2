// SPDX-License-Identifier: Apache-2.0
#include "pipeline/mapping_folder.h"

#include <fstream>
#include <iterator>

namespace lachan::pipeline {
namespace {

namespace fs = std::filesystem;

Diagnostic Problem(const fs::path& path, std::string code, std::string message, std::string hint) {
  return {Diagnostic::Severity::kError,
          std::move(code),
          std::move(message),
          std::move(hint),
          {path.string(), 0, 0}};
}

}  // namespace

Compiled<normalise::Mappings> LoadMappings(const fs::path& folder) {
  Compiled<normalise::Mappings> out;
  std::vector<fs::path> paths;
  std::error_code error;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    if (at->path().extension() == ".yaml") paths.push_back(at->path());
  }
  if (error || paths.empty()) {
    out.findings.push_back(Problem(folder, "mapping.folder",
                                   error ? error.message() : "there is no mapping here",
                                   "it should hold the *.yaml files of mappings/"));
    return out;
  }
  std::ranges::sort(paths);
  std::vector<normalise::MappingText> texts;
  for (const fs::path& path : paths) {
    std::ifstream stream(path, std::ios::binary);
    std::string text{std::istreambuf_iterator<char>(stream), {}};
    if (!stream.is_open() || stream.bad()) {
      out.findings.push_back(Problem(path, "mapping.file", "the file cannot be read", ""));
      return out;
    }
    texts.push_back({path.string(), std::move(text)});
  }
  return normalise::CompileMappings(texts);
}

}  // namespace lachan::pipeline
