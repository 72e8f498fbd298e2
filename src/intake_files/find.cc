// SPDX-License-Identifier: Apache-2.0
#include "intake_files/find.h"

#include <fnmatch.h>
#include <glob.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <set>

namespace lachan::intake_files {
namespace fs = std::filesystem;
namespace {

constexpr std::size_t kMostNamesakes = 500;

bool HasWildcard(std::string_view path) { return path.find_first_of("*?[{") != path.npos; }

bool IsExcluded(const FileRule& rule, const std::string& path) {
  return std::ranges::any_of(rule.exclude, [&](const std::string& pattern) {
    return ::fnmatch(pattern.c_str(), path.c_str(), 0) == 0;
  });
}

}  // namespace

std::vector<Found> FindFiles(const FileRule& rule, std::vector<std::string>& folders) {
  std::vector<Found> found;
  std::set<std::pair<std::uint64_t, std::uint64_t>> known;
  for (const std::string& pattern : rule.paths) {
    // New files appear in the folders; a new folder appears in the parent that has the wildcard.
    for (fs::path folder = fs::path(pattern).parent_path(); !folder.empty() && folder != "/";
         folder = folder.parent_path()) {
      if (!HasWildcard(folder.string())) {
        folders.push_back(folder.string());
        break;
      }
    }
    glob_t paths{};
    const bool fine = ::glob(pattern.c_str(), GLOB_BRACE, nullptr, &paths) == 0;
    for (std::size_t i = 0; fine && i < paths.gl_pathc; ++i) {
      const std::string path = paths.gl_pathv[i];
      const bool is_named = !HasWildcard(pattern);
      struct stat about{};
      if ((is_named ? ::stat(path.c_str(), &about) : ::lstat(path.c_str(), &about)) != 0) continue;
      if (!S_ISREG(about.st_mode) || IsExcluded(rule, path)) continue;
      folders.push_back(fs::path(path).parent_path().string());
      if (known.emplace(about.st_dev, about.st_ino).second) {
        found.push_back(
            {path, about.st_dev, about.st_ino, static_cast<std::uint64_t>(about.st_size),
             std::int64_t{about.st_mtim.tv_sec} * 1'000'000'000 + about.st_mtim.tv_nsec, is_named});
      }
    }
    ::globfree(&paths);
  }
  return found;
}

std::vector<std::string> Namesakes(const std::string& path) {
  const fs::path file(path);
  // "access.log" becomes "access.log.1", "access.log-20261123" or "access-20261123.log".
  const std::string stem = file.stem().string();
  std::vector<std::string> paths;
  std::error_code error;
  for (fs::directory_iterator at(file.parent_path(), error), end;
       !error && at != end && paths.size() < kMostNamesakes; at.increment(error)) {
    std::error_code ignored;
    if (at->path().filename().string().starts_with(stem) && at->is_regular_file(ignored) &&
        !at->is_symlink(ignored)) {
      paths.push_back(at->path().string());
    }
  }
  std::ranges::sort(paths);
  return paths;
}

FolderWatch::FolderWatch()
    : notify_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)), wake_(::eventfd(0, EFD_CLOEXEC)) {}

FolderWatch::~FolderWatch() {
  if (notify_ >= 0) ::close(notify_);
  if (wake_ >= 0) ::close(wake_);
}

void FolderWatch::Watch(const std::vector<std::string>& folders) {
  std::vector<std::string> wanted = folders;
  std::ranges::sort(wanted);
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  for (const std::string& folder : wanted) {
    // A folder that was removed and made anew needs a new watch; asking again costs nothing. One
    // that cannot be watched is looked at from time to time.
    ::inotify_add_watch(notify_, folder.c_str(),
                        IN_CREATE | IN_MODIFY | IN_MOVED_TO | IN_MOVED_FROM | IN_DELETE |
                            IN_CLOSE_WRITE | IN_ONLYDIR | IN_EXCL_UNLINK);
  }
}

void FolderWatch::Wait(int milliseconds) {
  pollfd waiting[] = {{notify_, POLLIN, 0}, {wake_, POLLIN, 0}};
  if (::poll(waiting, 2, milliseconds) <= 0) return;
  char drained[16 << 10];
  while (::read(notify_, drained, sizeof drained) > 0) {
  }
}

void FolderWatch::Wake() {
  const std::uint64_t one = 1;
  (void)!::write(wake_, &one, sizeof one);
}

}  // namespace lachan::intake_files
