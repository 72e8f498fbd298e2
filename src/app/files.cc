// SPDX-License-Identifier: Apache-2.0
#include "app/files.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "rulesets/meter.h"
#include "rulesets/run_all.h"

namespace lachan::app {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMaxFiles = 20'000;
constexpr std::uintmax_t kMaxBytes = 256u << 20;

/// All findings that are errors, as one error.
std::unexpected<Error> FindingsError(std::string_view what,
                                     const std::vector<Diagnostic>& findings) {
  std::string text = fmt::format("{} cannot be used", what);
  for (const auto& finding : findings) {
    if (finding.severity == Diagnostic::Severity::kError) text += "\n  " + finding.Text();
  }
  return std::unexpected(Error(ErrorCode::kInvalidInput, std::move(text)));
}

}  // namespace

Result<std::string> ReadFile(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Fail(ErrorCode::kNotFound, "cannot read {}", path);
  std::ostringstream text;
  text << in.rdbuf();
  if (in.bad()) return Fail(ErrorCode::kUnavailable, "reading {} failed", path);
  return std::move(text).str();
}

Result<std::vector<TextFile>> ReadFolder(const std::string& folder,
                                         const std::vector<std::string>& endings) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return Fail(ErrorCode::kInvalidInput, "'{}' is not a folder", folder);
  }
  std::vector<fs::path> paths;
  for (fs::recursive_directory_iterator at(folder, error), end; at != end && !error;
       at.increment(error)) {
    if (!at->is_regular_file(error) || at->is_symlink(error)) continue;
    if (std::ranges::find(endings, at->path().extension().string()) == endings.end()) continue;
    paths.push_back(at->path());
    if (paths.size() > kMaxFiles) {
      return Fail(ErrorCode::kInvalidInput, "more than {} files in '{}'", kMaxFiles, folder);
    }
  }
  if (error) return Fail(ErrorCode::kUnavailable, "reading '{}': {}", folder, error.message());
  std::ranges::sort(paths);
  std::vector<TextFile> files;
  std::uintmax_t bytes = 0;
  for (const auto& path : paths) {
    LACHAN_TRY(auto text, ReadFile(path.string()));
    bytes += text.size();
    if (bytes > kMaxBytes) {
      return Fail(ErrorCode::kInvalidInput, "more than {} MiB in '{}'", kMaxBytes >> 20, folder);
    }
    files.push_back({fs::relative(path, folder).generic_string(), std::move(text)});
  }
  return files;
}

std::string FindInstalled(const std::string& path) {
  if (fs::path(path).is_absolute() || fs::exists(path)) return path;
  std::error_code error;
  for (auto folder = fs::read_symlink("/proc/self/exe", error).parent_path();
       !error && folder.has_relative_path(); folder = folder.parent_path()) {
    if (fs::exists(folder / "CMakeFiles")) continue;  // Its "demo" is a folder of objects.
    if (fs::exists(folder / path)) return (folder / path).string();
    if (fs::exists(folder / "share/lachan" / path))
      return (folder / "share/lachan" / path).string();
  }
  return path;
}

Result<std::shared_ptr<const detect::RuleSet>> LoadRules(const std::vector<std::string>& folders,
                                                         const std::string& cache_folder) {
  std::vector<detect::SourceText> sources;
  for (const auto& folder : folders) {
    LACHAN_TRY(auto files, ReadFolder(FindInstalled(folder), {".yml", ".yaml"}),
               "reading the rule folders (setting rules.folders)");
    for (auto& file : files) {
      // Sample events for the rules' own tests lie beside them.
      if (file.path.starts_with("tests/")) continue;
      sources.push_back({folder + "/" + file.path, std::move(file.text)});
    }
  }
  detect::CompileOptions options;
  options.run_all = rulesets::RunOnAllCores;
  options.cache = rulesets::PatternCacheIn(cache_folder);
  return std::make_shared<const detect::RuleSet>(detect::RuleSet::Compile(sources, options));
}

Result<std::vector<directive::SourceText>> ReadDirective(const std::string& folder) {
  const auto found = FindInstalled(folder);
  std::vector<directive::SourceText> sources;
  for (const auto name : directive::DirectiveFiles()) {
    LACHAN_TRY(auto text, ReadFile(found + "/" + std::string(name)),
               fmt::format("reading the directive in '{}' (setting directive.folder)", found));
    sources.push_back({std::string(name), std::move(text)});
  }
  return sources;
}

Result<directive::Directive> LoadDirective(const std::string& folder) {
  LACHAN_TRY(const auto sources, ReadDirective(folder));
  auto compiled = directive::CompileDirective(sources);
  if (!compiled.value) {
    return FindingsError(fmt::format("the directive in '{}'", folder), compiled.findings);
  }
  return *std::move(compiled.value);
}

Result<levels::Catalogue> LoadControls(const std::string& folder) {
  const auto found = FindInstalled(folder);
  std::vector<levels::Control> all;
  for (const auto& [standard, name] : {std::pair{levels::Standard::tcvn11930, "tcvn11930.csv"},
                                       std::pair{levels::Standard::tcvn14423, "tcvn14423.csv"}}) {
    const auto path = found + "/" + name;
    LACHAN_TRY(const auto text, ReadFile(path),
               fmt::format("reading the controls in '{}' (setting controls.folder)", found));
    LACHAN_TRY(auto controls, levels::ParseControls(standard, text), path);
    all.insert(all.end(), controls.begin(), controls.end());
  }
  return levels::Catalogue(std::move(all));
}

Result<normalise::Mappings> LoadMappings(const std::string& folder) {
  LACHAN_TRY(auto files, ReadFolder(FindInstalled(folder), {".yaml", ".yml"}),
             "reading the mappings (setting mappings.folder)");
  std::vector<normalise::MappingText> texts;
  for (auto& file : files) {
    if (file.path.starts_with("tests/")) continue;
    texts.push_back({file.path, std::move(file.text)});
  }
  auto compiled = normalise::CompileMappings(texts);
  if (!compiled.value) return FindingsError("the mappings", compiled.findings);
  return *std::move(compiled.value);
}

web_api::ConsoleFiles LoadConsole(const std::string& folder) {
  web_api::ConsoleFiles files;
  const auto read = ReadFolder(
      FindInstalled(folder),
      {".html", ".js", ".css", ".svg", ".png", ".ico", ".woff2", ".json", ".webmanifest", ".txt"});
  if (!read) return files;
  for (auto& file : *read) {
    files.emplace(file.path, std::make_shared<const std::string>(file.text));
  }
  return files;
}

}  // namespace lachan::app
