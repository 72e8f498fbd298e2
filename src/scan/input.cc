// SPDX-License-Identifier: Apache-2.0
#include "scan/input.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <set>
#include <utility>

namespace lachan::scan {
namespace fs = std::filesystem;
namespace {

class Finder {
 public:
  explicit Finder(Instant now) : now_(now) {}

  void Add(const std::string& path) {
    if (path == "-") {
      found_.files.push_back({"-", 0, now_, false, true});
      return;
    }
    struct stat about{};
    if (::stat(path.c_str(), &about) != 0) {
      found_.problems.push_back({path, std::strerror(errno)});
    } else if (S_ISDIR(about.st_mode)) {
      const std::size_t had = found_.files.size() + found_.repeated;
      AddFolder(path, 0);
      if (found_.files.size() + found_.repeated == had) {
        found_.problems.push_back({path, "no files in this folder"});
      }
    } else {
      AddFile(path, about, true);
    }
  }

  Inputs Take() { return std::move(found_); }

 private:
  static constexpr int kMaxDepth = 100;

  void AddFile(const std::string& path, const struct stat& about, bool is_named) {
    const bool is_regular = S_ISREG(about.st_mode);
    if (is_regular && !known_.emplace(about.st_dev, about.st_ino).second) {
      ++found_.repeated;
      return;
    }
    const Instant modified{std::chrono::seconds(about.st_mtim.tv_sec)};
    InputFile file{path, 0, is_regular ? modified : now_, is_regular, is_named};
    if (is_regular) file.bytes = static_cast<std::uint64_t>(about.st_size);
    found_.bytes += file.bytes;
    found_.files.push_back(std::move(file));
  }

  void AddFolder(const std::string& folder, int depth) {
    std::error_code error;
    std::vector<std::string> paths;
    for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
      paths.push_back(at->path().string());
    }
    if (error) found_.problems.push_back({folder, error.message()});
    std::ranges::sort(paths);
    for (const auto& path : paths) {
      struct stat about{};
      if (::lstat(path.c_str(), &about) != 0) {
        found_.problems.push_back({path, std::strerror(errno)});
      } else if (S_ISLNK(about.st_mode)) {
        ++found_.links;
      } else if (S_ISDIR(about.st_mode) && depth < kMaxDepth) {
        AddFolder(path, depth + 1);
      } else if (S_ISDIR(about.st_mode)) {
        found_.problems.push_back({path, "folders are too deep"});
      } else if (S_ISREG(about.st_mode)) {
        AddFile(path, about, false);
      }
    }
  }

  Instant now_;
  Inputs found_;
  std::set<std::pair<dev_t, ino_t>> known_;
};

}  // namespace

Inputs FindInputs(const std::vector<std::string>& paths, Instant now) {
  Finder finder(now);
  for (const auto& path : paths) finder.Add(path);
  return finder.Take();
}

}  // namespace lachan::scan
