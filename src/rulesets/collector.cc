// SPDX-License-Identifier: Apache-2.0
#include "rulesets/collector.h"

#include <algorithm>

#include "base/text.h"

namespace lachan::rulesets {
namespace {

constexpr std::size_t kLeftOutShown = 100;

/// A short note from a licence's text: its first line with letters.
std::string LicenceNote(std::string_view text) {
  for (const auto line : Split(text.substr(0, std::min<std::size_t>(text.size(), 4096)), '\n')) {
    auto words = Trim(line);
    while (!words.empty() && (words.front() == '#' || words.front() == ' ')) words.remove_prefix(1);
    if (!words.empty() && IsValidUtf8(words)) return Ellipsis(words, 200);
  }
  return {};
}

}  // namespace

Result<bool> Collector::Wants(std::string_view path, std::uint64_t bytes) {
  if (++entries_ > limits_.max_entries) {
    return Fail(ErrorCode::kInvalidInput, "more than {} files", limits_.max_entries);
  }
  LACHAN_TRY(const auto clean, CleanPath(path, limits_));
  if (!IsKept(clean)) {
    ++out_.left_out_count;
    return false;
  }
  if (bytes > limits_.max_file_bytes) {
    LeaveOut(clean, fmt::format("larger than {} KiB", limits_.max_file_bytes >> 10));
    return false;
  }
  if (files_.contains(clean)) {
    LeaveOut(clean, "is there twice; the first is taken");
    return false;
  }
  return true;
}

Status Collector::Add(std::string_view path, std::string text) {
  if (text.size() > limits_.max_file_bytes) {
    LeaveOut(path, fmt::format("larger than {} KiB", limits_.max_file_bytes >> 10));
    return {};
  }
  bytes_ += text.size();
  if (bytes_ > limits_.max_bytes || files_.size() >= limits_.max_files) {
    return Fail(ErrorCode::kInvalidInput, "more than {} files or {} MiB of rules",
                limits_.max_files, limits_.max_bytes >> 20);
  }
  LACHAN_TRY(const auto clean, CleanPath(path, limits_));
  files_.emplace(clean, std::move(text));
  return {};
}

void Collector::LeaveOut(std::string_view path, std::string reason) {
  ++out_.left_out_count;
  if (out_.left_out.size() < kLeftOutShown) {
    out_.left_out.push_back({std::string(path), std::move(reason)});
  }
}

void Collector::DropCommonFolder() {
  if (files_.empty()) return;
  const auto& first = files_.begin()->first;
  const auto slash = first.find('/');
  if (slash == std::string::npos) return;
  const std::string folder = first.substr(0, slash + 1);
  if (!std::ranges::all_of(files_, [&](const auto& f) { return f.first.starts_with(folder); })) {
    return;
  }
  // "rules/windows/…" is how a tree of rules looks: only a folder above such a one goes.
  if (folder == "tests/") return;
  std::map<std::string, std::string, std::less<>> moved;
  for (auto& [path, text] : files_) moved.emplace(path.substr(folder.size()), std::move(text));
  files_ = std::move(moved);
}

ImportedContent Collector::Finish() && {
  std::vector<RuleFile> files;
  for (auto& [path, text] : files_) {
    if (!IsRuleFile(path) && out_.licence.empty()) out_.licence = LicenceNote(text);
    files.push_back({path, std::move(text)});
  }
  out_.content = SetContent::Of(std::move(files));
  return std::move(out_);
}

}  // namespace lachan::rulesets
