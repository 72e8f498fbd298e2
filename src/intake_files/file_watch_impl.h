// SPDX-License-Identifier: Apache-2.0
// Private to the module: what file_watch.cc (reading) and file_watch_scan.cc (finding) share.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "intake_files/file_watch.h"
#include "intake_files/find.h"
#include "intake_files/follow.h"
#include "intake_files/positions.h"

namespace lachan::intake_files {

class Latch;

class FileWatch::Impl {
 public:
  Impl(Options options, Deps deps, Positions positions)
      : options_(std::move(options)), deps_(std::move(deps)), positions_(std::move(positions)) {}
  ~Impl() { Stop(); }

  void Start();
  void Stop();
  FileCounters counters() const {
    const std::lock_guard lock(mutex_);
    return counters_;
  }
  std::vector<std::string> problems() const {
    const std::lock_guard lock(mutex_);
    return problems_;
  }

 private:
  using Key = std::pair<std::uint64_t, std::uint64_t>;
  /// A batch that is on its way.
  struct Sent {
    Followed* one = nullptr;
    Batch batch;
    pipeline::Sender sender;
    bool is_durable = false;
    formats::ColumnHeader columns = {};  ///< Behind the batch.
  };

  void Run(const std::stop_token& stop);
  void Scan();
  void Follow(const FileRule& rule, const std::string& path, bool follow_link, bool is_listed);
  void FindLost();
  void Emptied(Followed& one);
  bool IsDecided(Followed& one, Followed::Time now);
  bool IsBeginningOfAnother(Followed& one);
  bool FollowCopy(const FilePosition& old, const FileRule& rule);
  bool Round();
  void Gather(std::vector<Sent>& sent);
  bool Note(std::vector<Sent>& sent);
  void Submit(Sent& one, Latch& latch);
  void Settle(std::vector<Sent>& sent);
  void End(Followed& one);
  void Save();
  void Publish();

  const Options options_;
  const Deps deps_;
  Positions positions_;
  FolderWatch watch_;
  std::map<Key, Followed> followed_;
  std::set<std::string> new_sources_;  // whose rules had no position at the start
  std::map<std::string, std::string> scan_problems_;
  std::string store_problem_;
  bool is_first_scan_ = true;
  std::chrono::steady_clock::time_point scanned_at_{};

  mutable std::mutex mutex_;
  FileCounters counters_;              // guarded by mutex_
  std::vector<std::string> problems_;  // guarded by mutex_
  std::jthread thread_;
};

}  // namespace lachan::intake_files
