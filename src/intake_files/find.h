// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "intake_files/rules.h"

namespace lachan::intake_files {

/// A file that a rule's patterns lead to.
struct Found {
  std::string path;
  std::uint64_t device = 0, inode = 0;
  std::uint64_t size = 0;
  std::int64_t modified = 0;  ///< Nanoseconds since 1970.
  bool is_named = false;      ///< Without wildcard: a symbolic link is followed.
};

/// Regular files of a rule, each once, in the order of the patterns and of names.
/// \param folders  Gets the folders that were looked into, for watching.
std::vector<Found> FindFiles(const FileRule& rule, std::vector<std::string>& folders);

/// Regular files of a folder whose names begin like that of `path`: what rotation makes of it.
std::vector<std::string> Namesakes(const std::string& path);

/// Wakes when something happens in folders, as far as the kernel tells. One thread; Wake() any.
class FolderWatch {
 public:
  FolderWatch();
  ~FolderWatch();
  FolderWatch(const FolderWatch&) = delete;
  FolderWatch& operator=(const FolderWatch&) = delete;

  void Watch(const std::vector<std::string>& folders);
  /// Waits for a change, Wake(), or `milliseconds`.
  void Wait(int milliseconds);
  void Wake();

 private:
  int notify_ = -1, wake_ = -1;
};

}  // namespace lachan::intake_files
