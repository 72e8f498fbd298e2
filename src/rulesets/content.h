// SPDX-License-Identifier: Apache-2.0
/// \file
/// The files of a set of rules, and where they lie on disk.
///
///     <data>/rules/own/…             the province's own set: plain files, to be edited
///     <data>/rules/packs/<hash>.tar  a set's content as it was, by its hash; never changed
///     <data>/rules/reports/<n>.json  compile report of version n
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lachan::rulesets {

/// What a set may hold. More is refused, not cut.
struct ContentLimits {
  std::size_t max_files = 20'000;
  std::size_t max_file_bytes = 1 << 20;  ///< A larger file is left out.
  std::size_t max_bytes = 64u << 20;     ///< Of all files together.
  std::size_t max_entries = 100'000;     ///< Of an archive, with those left out.
  std::size_t max_path_bytes = 400;
  int max_depth = 16;  ///< Folders in one another.
};

/// One file of a set.
struct RuleFile {
  std::string path;  ///< Below the set, "/" between folders: "windows/x.yml".
  std::string text;
};

/// The files of a set, by path.
struct SetContent {
  std::vector<RuleFile> files;
  std::string hash;       ///< SHA-256 over paths and contents, 64 hex digits.
  std::size_t bytes = 0;  ///< Of all texts.

  /// Sorts `files` and works out hash and bytes.
  static SetContent Of(std::vector<RuleFile> files);
  const RuleFile* Find(std::string_view path) const;
};

/// Whether a file of this name is a rule document (.yml, .yaml).
bool IsRuleFile(std::string_view path);
/// Whether it holds tests of rules: below "tests/".
bool IsTestFile(std::string_view path);
/// Whether it is kept: rule documents, tests, and licences. Hidden files and folders are not.
bool IsKept(std::string_view path);

/// `path` with "/" between folders and without "." parts.
/// \error kInvalidInput  absolute, with "..", a control character, too long or too deep.
Result<std::string> CleanPath(std::string_view path, const ContentLimits& limits = {});

/// What was read of a folder or an archive.
struct ImportedContent {
  struct LeftOut {
    std::string path, reason;
  };
  SetContent content;
  std::vector<LeftOut> left_out;   ///< What one would expect to be taken; 100 at most.
  std::size_t left_out_count = 0;  ///< All, also files of other kinds.
  std::string licence;             ///< First line of a licence file; may be empty.
};

/// The kept files below `folder`. Links are not followed.
/// \error kNotFound       no such folder
/// \error kInvalidInput   beyond a limit
/// \error kUnavailable    a file cannot be read
Result<ImportedContent> ReadFolder(const std::string& folder, const ContentLimits& limits = {});

/// Purpose      The rules' folder in the data folder.
/// Concurrency  Thread-safe as long as each own file is written by one thread at a time.
class ContentStore {
 public:
  explicit ContentStore(std::string folder) : folder_(std::move(folder)) {}

  /// Makes the folders. \error kUnavailable
  Status Open();
  const std::string& folder() const { return folder_; }
  std::string own_folder() const { return folder_ + "/own"; }

  /// The province's own set as it lies in its folder.
  Result<SetContent> ReadOwn() const;
  /// Writes one file of the own set, whole or not at all, durable when it returns.
  Status WriteOwn(std::string_view path, std::string_view text) const;
  /// Nothing happens when there is no such file.
  Status RemoveOwn(std::string_view path) const;

  /// Keeps a content under its hash; nothing happens when it is kept already.
  Status Keep(const SetContent& content) const;
  bool IsKept(std::string_view hash) const;
  /// \error kNotFound  not kept (any more)
  /// \error kCorrupt   damaged: the hash is another
  Result<SetContent> Read(std::string_view hash) const;
  /// Removes packs with other hashes.
  void KeepOnly(const std::set<std::string, std::less<>>& hashes) const;

  Status WriteReport(std::int64_t version, std::string_view json) const;
  Result<std::string> ReadReport(std::int64_t version) const;
  void RemoveReport(std::int64_t version) const;

 private:
  std::string folder_;
};

/// Writes a file aside, flushes it and renames it. \error kUnavailable
Status WriteDurably(const std::string& path, std::string_view bytes, std::string_view more = {});
/// \error kNotFound \error kUnavailable
Result<std::string> ReadWhole(const std::string& path);

}  // namespace lachan::rulesets
