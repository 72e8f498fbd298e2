// SPDX-License-Identifier: Apache-2.0
#include "rulesets/content.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/hash.h"
#include "base/text.h"
#include "rulesets/archive.h"
#include "rulesets/collector.h"

namespace lachan::rulesets {
namespace fs = std::filesystem;
namespace {

std::string_view NameOf(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

bool IsLicence(std::string_view path) {
  const auto name = AsciiLower(NameOf(path));
  return name.starts_with("license") || name.starts_with("licence") || name.starts_with("copying");
}

Error DiskError(std::string_view what, std::string_view path) {
  return {ErrorCode::kUnavailable,
          fmt::format("{} {}: {}", what, path, std::generic_category().message(errno))};
}

Status WriteAll(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return std::unexpected(DiskError("writing", "a file of rules"));
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return {};
}

/// Makes a rename in `folder` survive a crash.
void SyncFolder(const fs::path& folder) {
  const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return;
  ::fsync(handle);
  ::close(handle);
}

}  // namespace

bool IsRuleFile(std::string_view path) {
  const auto lower = AsciiLower(path);
  return lower.ends_with(".yml") || lower.ends_with(".yaml");
}

bool IsTestFile(std::string_view path) { return IsRuleFile(path) && path.starts_with("tests/"); }

bool IsKept(std::string_view path) {
  for (const auto part : Split(path, '/')) {
    if (part.starts_with('.')) return false;
  }
  return IsRuleFile(path) || IsLicence(path);
}

Result<std::string> CleanPath(std::string_view path, const ContentLimits& limits) {
  const auto wrong = [&](std::string_view why) {
    return Fail(ErrorCode::kInvalidInput, "the path '{}' {}", PrintableForLog(path, 100), why);
  };
  if (path.empty() || path.size() > limits.max_path_bytes) {
    return wrong(fmt::format("is empty or longer than {} bytes", limits.max_path_bytes));
  }
  if (path.starts_with('/') || path.find('\\') != std::string_view::npos) {
    return wrong("is not a path below the set");
  }
  if (!IsValidUtf8(path) ||
      std::ranges::any_of(path, [](unsigned char c) { return c < 0x20 || c == 0x7F; })) {
    return wrong("has characters that a name cannot have");
  }
  std::string clean;
  int depth = 0;
  for (const auto part : Split(path, '/')) {
    if (part.empty() || part == ".") continue;
    if (part == "..") return wrong("leads out of the set");
    if (++depth > limits.max_depth) return wrong("has too many folders in one another");
    if (!clean.empty()) clean += '/';
    clean += part;
  }
  if (clean.empty()) return wrong("names no file");
  return clean;
}

SetContent SetContent::Of(std::vector<RuleFile> files) {
  SetContent content;
  std::ranges::sort(files, {}, &RuleFile::path);
  std::string lines;
  for (const RuleFile& file : files) {
    lines += file.path;
    lines += '\n';
    lines += Sha256Hex(file.text);
    lines += '\n';
    content.bytes += file.text.size();
  }
  content.files = std::move(files);
  content.hash = Sha256Hex(lines);
  return content;
}

const RuleFile* SetContent::Find(std::string_view path) const {
  const auto at = std::ranges::lower_bound(files, path, {}, &RuleFile::path);
  return at != files.end() && at->path == path ? &*at : nullptr;
}

Result<std::string> ReadWhole(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) return Fail(ErrorCode::kNotFound, "cannot read {}", path);
  std::ostringstream text;
  text << in.rdbuf();
  if (in.bad()) return Fail(ErrorCode::kUnavailable, "reading {} failed", path);
  return std::move(text).str();
}

Status WriteDurably(const std::string& path, std::string_view bytes, std::string_view more) {
  const std::string aside = path + ".new";
  const int file = ::open(aside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (file < 0) return std::unexpected(DiskError("writing", aside));
  auto status = WriteAll(file, bytes);
  if (status) status = WriteAll(file, more);
  if (status && ::fsync(file) != 0) status = std::unexpected(DiskError("flushing", aside));
  ::close(file);
  if (status && ::rename(aside.c_str(), path.c_str()) != 0) {
    status = std::unexpected(DiskError("renaming", aside));
  }
  if (!status) {
    ::unlink(aside.c_str());
    return status;
  }
  SyncFolder(fs::path(path).parent_path());
  return {};
}

Result<ImportedContent> ReadFolder(const std::string& folder, const ContentLimits& limits) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    return Fail(ErrorCode::kNotFound, "'{}' is not a folder", folder);
  }
  Collector collector(limits);
  for (fs::recursive_directory_iterator at(folder, error), end; at != end && !error;
       at.increment(error)) {
    const auto below = at->path().lexically_relative(folder).generic_string();
    const bool is_hidden = at->path().filename().string().starts_with('.');
    if (at->is_symlink(error) || (at->is_directory(error) && is_hidden)) {
      at.disable_recursion_pending();
      continue;
    }
    if (!at->is_regular_file(error)) continue;
    LACHAN_TRY(const bool wanted, collector.Wants(below, at->file_size(error)));
    if (!wanted) continue;
    LACHAN_TRY(auto text, ReadWhole(at->path().string()));
    LACHAN_TRY_DO(collector.Add(below, std::move(text)));
  }
  if (error) return Fail(ErrorCode::kUnavailable, "reading '{}': {}", folder, error.message());
  return std::move(collector).Finish();
}

Status ContentStore::Open() {
  for (const char* below : {"own/tests", "packs", "reports"}) {
    std::error_code error;
    fs::create_directories(folder_ + "/" + below, error);
    if (error) {
      return Fail(ErrorCode::kUnavailable, "cannot make the folder {}/{}: {}", folder_, below,
                  error.message());
    }
  }
  return {};
}

Result<SetContent> ContentStore::ReadOwn() const {
  LACHAN_TRY(auto read, ReadFolder(own_folder()));
  return std::move(read.content);
}

Status ContentStore::WriteOwn(std::string_view path, std::string_view text) const {
  LACHAN_TRY(const auto clean, CleanPath(path));
  const auto target = own_folder() + "/" + clean;
  std::error_code error;
  fs::create_directories(fs::path(target).parent_path(), error);
  return WriteDurably(target, text);
}

Status ContentStore::RemoveOwn(std::string_view path) const {
  LACHAN_TRY(const auto clean, CleanPath(path));
  const auto target = own_folder() + "/" + clean;
  if (::unlink(target.c_str()) != 0 && errno != ENOENT) {
    return std::unexpected(DiskError("removing", target));
  }
  SyncFolder(fs::path(target).parent_path());
  return {};
}

bool ContentStore::IsKept(std::string_view hash) const {
  std::error_code error;
  return fs::is_regular_file(fmt::format("{}/packs/{}.tar", folder_, hash), error);
}

Status ContentStore::Keep(const SetContent& content) const {
  if (IsKept(content.hash)) return {};
  return WriteDurably(fmt::format("{}/packs/{}.tar", folder_, content.hash),
                      WriteTar(content.files));
}

Result<SetContent> ContentStore::Read(std::string_view hash) const {
  const auto path = fmt::format("{}/packs/{}.tar", folder_, hash);
  LACHAN_TRY(const auto bytes, ReadWhole(path), "reading a kept set of rules");
  // Its own limits were met when it was packed.
  const ContentLimits limits{.max_bytes = bytes.size()};
  auto read = ReadArchive(bytes, limits, Layout::kAsIs);
  if (!read || read->content.hash != hash) {
    return Fail(ErrorCode::kCorrupt, "{} is damaged: its content has another hash", path);
  }
  return std::move(read->content);
}

void ContentStore::KeepOnly(const std::set<std::string, std::less<>>& hashes) const {
  std::error_code error;
  for (const auto& entry : fs::directory_iterator(folder_ + "/packs", error)) {
    if (!hashes.contains(entry.path().stem().string())) fs::remove(entry.path(), error);
  }
}

Status ContentStore::WriteReport(std::int64_t version, std::string_view json) const {
  return WriteDurably(fmt::format("{}/reports/{}.json", folder_, version), json);
}

Result<std::string> ContentStore::ReadReport(std::int64_t version) const {
  return ReadWhole(fmt::format("{}/reports/{}.json", folder_, version));
}

void ContentStore::RemoveReport(std::int64_t version) const {
  std::error_code ignored;
  fs::remove(fmt::format("{}/reports/{}.json", folder_, version), ignored);
}

}  // namespace lachan::rulesets
