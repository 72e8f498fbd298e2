// SPDX-License-Identifier: Apache-2.0
#include "intake_files/file_watch.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "intake_files/follow.h"

namespace lachan::intake_files {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t kMostBatches = 32;  ///< In the air at the same time.
constexpr auto kScanPause = 300ms;        ///< Least time between two looks for new files.
constexpr auto kRetry = 500ms;
constexpr int kBusyWaitMs = 100;  ///< Changes of files are gathered for so long.
constexpr std::size_t kMostProblems = 20;

/// Counts answers of the pipeline.
class Latch {
 public:
  void Add() {
    const std::lock_guard lock(mutex_);
    ++open_;
  }
  void Done() {
    const std::lock_guard lock(mutex_);
    if (--open_ == 0) changed_.notify_all();
  }
  void Wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return open_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  int open_ = 0;
};

}  // namespace

class FileWatch::Impl {
 public:
  Impl(Options options, Deps deps, Positions positions)
      : options_(std::move(options)), deps_(std::move(deps)), positions_(std::move(positions)) {}
  ~Impl() { Stop(); }

  void Start() {
    thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
  }
  void Stop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    watch_.Wake();
    thread_.join();
  }
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
  };

  void Run(const std::stop_token& stop);
  void Scan();
  void Follow(const FileRule& rule, const std::string& path, bool follow_link, bool is_listed);
  void FindLost();
  void Emptied(Followed& one);
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
  steady_clock::time_point scanned_at_{};

  mutable std::mutex mutex_;
  FileCounters counters_;              // guarded by mutex_
  std::vector<std::string> problems_;  // guarded by mutex_
  std::jthread thread_;
};

void FileWatch::Impl::Run(const std::stop_token& stop) {
  for (const FileRule& rule : options_.rules) {
    const bool is_known = std::ranges::any_of(
        positions_.all(), [&](const auto& entry) { return entry.second.source == rule.source; });
    if (!is_known) new_sources_.insert(rule.source);
  }
  while (!stop.stop_requested()) {
    if (steady_clock::now() - scanned_at_ >= kScanPause) Scan();
    const bool has_moved = Round();
    if (!has_moved) Save();
    Publish();
    if (has_moved) continue;
    const bool has_retry = std::ranges::any_of(
        followed_, [](const auto& entry) { return entry.second.at.next > entry.second.at.done; });
    watch_.Wait(static_cast<int>(
        (has_retry ? std::min<std::chrono::milliseconds>(options_.poll, kRetry) : options_.poll)
            .count()));
    // Many small changes are worth one look.
    if (!stop.stop_requested()) std::this_thread::sleep_for(std::chrono::milliseconds(kBusyWaitMs));
  }
  Save();
}

void FileWatch::Impl::Scan() {
  scanned_at_ = steady_clock::now();
  scan_problems_.clear();
  for (auto& [key, one] : followed_) one.is_listed = false;
  std::vector<std::string> folders;
  std::map<Key, const FileRule*> taken;
  for (const FileRule& rule : options_.rules) {
    for (const Found& found : FindFiles(rule, folders)) {
      const Key key{found.device, found.inode};
      const auto [by, is_new] = taken.emplace(key, &rule);
      if (!is_new) {
        if (by->second != &rule) {
          scan_problems_[found.path] =
              fmt::format("{} belongs to two rules ('{}' and '{}'); it is read for the first",
                          found.path, by->second->source, rule.source);
        }
        continue;
      }
      const auto at = followed_.find(key);
      if (at == followed_.end()) {
        Follow(rule, found.path, found.is_named, true);
        continue;
      }
      at->second.is_listed = true;
      at->second.at.path = found.path;
      if (at->second.file == nullptr &&
          (found.size != at->second.last.size || found.modified != at->second.last.modified)) {
        followed_.erase(at);  // what was read to its end has changed
        Follow(rule, found.path, found.is_named, true);
      }
    }
  }
  // What is closed and gone needs no more memory.
  std::erase_if(followed_, [](const auto& entry) {
    return entry.second.file == nullptr && !entry.second.is_listed;
  });
  if (is_first_scan_) FindLost();
  is_first_scan_ = false;
  watch_.Watch(folders);
  const auto now = deps_.clock.Now() - options_.remember;
  (void)positions_.Prune(
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
}

void FileWatch::Impl::Follow(const FileRule& rule, const std::string& path, bool follow_link,
                             bool is_listed) {
  auto file = OpenFile::Open(path, follow_link);
  if (!file) {
    if (file.error().code() != ErrorCode::kNotFound) {
      scan_problems_[path] = file.error().message();
    }
    return;
  }
  Followed one;
  one.rule = &rule;
  one.at = Identify(**file, rule, path, positions_,
                    rule.from_end && is_first_scan_ && new_sources_.contains(rule.source));
  one.file = std::move(*file);
  one.is_listed = is_listed;
  one.changed_at = steady_clock::now();
  one.last = one.file->now();
  TakePrints(one);
  one.is_dirty = true;
  followed_.insert_or_assign(Key{one.at.device, one.at.inode}, std::move(one));
}

/// Files that were renamed, or copied and cut off, while we did not run: what was not read of them
/// is looked for under the names that rotation gives.
void FileWatch::Impl::FindLost() {
  std::vector<FilePosition> lost;
  for (const auto& [id, p] : positions_.all()) {
    const auto at = followed_.find(Key{p.device, p.inode});
    if (!p.is_ended && (at == followed_.end() || at->second.at.id != id)) lost.push_back(p);
  }
  for (FilePosition& p : lost) {
    const auto rule = std::ranges::find(options_.rules, p.source, &FileRule::source);
    if (rule == options_.rules.end()) continue;  // its rule may come back
    if (!FollowCopy(p, *rule)) {
      p.is_ended = true;
      (void)positions_.Put({&p, 1});
    }
  }
}

/// Finds the file, or a copy, that holds the bytes a position speaks of, and reads on there.
bool FileWatch::Impl::FollowCopy(const FilePosition& old, const FileRule& rule) {
  if (old.head_size == 0) return false;
  for (const std::string& path : Namesakes(old.path)) {
    auto file = OpenFile::Open(path, false);
    if (!file || (*file)->now().size < old.done || (*file)->is_packed() != old.is_packed ||
        !IsThere(**file, old)) {
      continue;
    }
    const Key key{(*file)->device(), (*file)->inode()};
    if (const auto at = followed_.find(key); at != followed_.end()) {
      // Followed already: as the copy it is, from the same place on.
      return at->second.at.done >= old.done;
    }
    Followed one;
    one.rule = &rule;
    one.at = old;
    one.at.path = path;
    one.at.device = key.first;
    one.at.inode = key.second;
    one.file = std::move(*file);
    one.is_listed = false;
    one.changed_at = steady_clock::now();
    one.last = one.file->now();
    TakePrints(one);
    one.is_dirty = true;
    followed_.emplace(key, std::move(one));
    return true;
  }
  return false;
}

/// The file was cut off or written anew: it begins again, and what was not read is looked for.
void FileWatch::Impl::Emptied(Followed& one) {
  FilePosition old = one.at;
  one.at = NewPosition(*one.file, *one.rule, old.path);
  one.file->Sniff();
  one.at.kind = one.file->kind();
  one.at.is_packed = one.file->is_packed();
  TakePrints(one);
  one.is_dirty = true;
  old.inode = 0;
  const bool is_copied = FollowCopy(old, *one.rule);
  if (!is_copied) {
    old.is_ended = true;
    (void)positions_.Put({&old, 1});
  }
  const std::lock_guard lock(mutex_);
  ++counters_.emptied;
  if (!is_copied && old.next > old.done) counters_.lost_bytes += old.next - old.done;
}

/// One batch of each file that has something; false when none had.
bool FileWatch::Impl::Round() {
  std::vector<Sent> sent;
  Gather(sent);
  if (sent.empty() || !Note(sent)) return false;
  Latch latch;
  for (Sent& one : sent) Submit(one, latch);
  latch.Wait();
  Settle(sent);
  return std::ranges::any_of(sent, &Sent::is_durable);
}

void FileWatch::Impl::Gather(std::vector<Sent>& sent) {
  const auto now = steady_clock::now();
  std::vector<Followed*> all;
  for (auto& [key, one] : followed_) {
    if (one.file != nullptr) all.push_back(&one);
  }
  for (Followed* one : all) {
    if (sent.size() == kMostBatches) return;
    if (one->retry_at > now) continue;
    if (!LookAt(*one, now)) {
      Emptied(*one);
      continue;
    }
    const auto sender = deps_.source(one->rule->source);
    if (!sender) {
      one->problem = fmt::format("no source '{}' is registered (or it is disabled): its files wait",
                                 one->rule->source);
      continue;
    }
    bool has_ended = false;
    auto batch = NextBatch(*one, now, options_, has_ended);
    if (has_ended) End(*one);
    if (batch) sent.push_back({one, std::move(*batch), *sender, false});
  }
}

/// What is about to be handed over goes to disk first.
bool FileWatch::Impl::Note(std::vector<Sent>& sent) {
  std::vector<FilePosition> notes;
  const auto seen =
      std::chrono::duration_cast<std::chrono::seconds>(deps_.clock.Now().time_since_epoch())
          .count();
  for (Sent& one : sent) {
    one.one->at.next = one.batch.done;
    one.one->at.seen = seen;
    notes.push_back(one.one->at);
  }
  const Status put = positions_.Put(notes);
  store_problem_ = put ? std::string() : put.error().Text();
  if (put) return true;
  for (Sent& one : sent) one.one->retry_at = steady_clock::now() + kRetry;
  return false;
}

void FileWatch::Impl::Submit(Sent& one, Latch& latch) {
  if (one.batch.records.empty()) {
    one.is_durable = true;
    return;
  }
  const FilePosition& at = one.one->at;
  const Instant now = deps_.clock.Now();
  std::vector<RawRecord> records;
  records.reserve(one.batch.records.size());
  for (std::string& text : one.batch.records) {
    RawRecord& record = records.emplace_back();
    record.text = std::move(text);
    record.received_at = now;
    record.source = one.sender.source;
    record.agency = one.sender.agency;
    record.peer = one.one->rule->host;
    record.transport = Transport::kFile;
    if (at.kind != FileKind::kEvtx) {
      record.format = one.one->rule->format.empty() ? one.sender.format : one.one->rule->format;
    }
    record.is_exercise = one.sender.is_exercise;
  }
  latch.Add();
  const Status taken = deps_.pipeline.SubmitAsync(
      std::move(records), fmt::format("file:{}:{}-{}", at.id, at.done, at.next),
      [&latch, &one](const Result<pipeline::Receipt>& receipt) {
        one.is_durable = receipt.has_value();
        latch.Done();
      });
  if (!taken) latch.Done();
}

void FileWatch::Impl::Settle(std::vector<Sent>& sent) {
  FileCounters more;
  for (Sent& one : sent) {
    Followed& file = *one.one;
    if (!one.is_durable) {
      file.retry_at = steady_clock::now() + kRetry;
      continue;
    }
    more.bytes += one.batch.done - file.at.done;
    more.records += one.batch.records.size();
    more.too_long += one.batch.too_long;
    if (one.batch.too_long > 0) {
      deps_.pipeline.CountRejected(one.sender.source, pipeline::Rejection::kTooLong,
                                   one.batch.too_long);
    }
    file.at.done = file.at.next = one.batch.done;
    file.at.is_skipping = one.batch.is_skipping;
    file.tail = std::move(one.batch.tail);
    file.at.tail = Print(file.tail);
    file.is_dirty = true;
  }
  const std::lock_guard lock(mutex_);
  counters_.bytes += more.bytes;
  counters_.records += more.records;
  counters_.too_long += more.too_long;
}

void FileWatch::Impl::End(Followed& one) {
  one.file.reset();
  one.at.is_ended = true;
  one.is_dirty = true;
}

/// Positions that changed since they were noted.
void FileWatch::Impl::Save() {
  std::vector<FilePosition> changed;
  for (auto& [key, one] : followed_) {
    if (one.is_dirty) changed.push_back(one.at);
  }
  if (changed.empty()) return;
  const Status put = positions_.Put(changed);
  store_problem_ = put ? std::string() : put.error().Text();
  if (!put) return;
  for (auto& [key, one] : followed_) one.is_dirty = false;
}

void FileWatch::Impl::Publish() {
  std::vector<std::string> problems;
  const auto add = [&](const std::string& text) {
    if (!text.empty() && problems.size() < kMostProblems &&
        std::ranges::find(problems, text) == problems.end()) {
      problems.push_back(text);
    }
  };
  add(store_problem_);
  for (const auto& [path, text] : scan_problems_) add(text);
  std::uint64_t files = 0, behind = 0;
  for (const auto& [key, one] : followed_) {
    add(one.problem);
    if (one.file == nullptr) continue;
    ++files;
    if (!one.at.is_packed && one.last.size > one.at.done) behind += one.last.size - one.at.done;
  }
  const std::lock_guard lock(mutex_);
  counters_.files = files;
  counters_.behind_bytes = behind;
  problems_ = std::move(problems);
}

Result<std::unique_ptr<FileWatch>> FileWatch::Open(Options options, Deps deps) {
  LACHAN_TRY(auto positions, Positions::Open(options.positions), "reading positions of files");
  return std::unique_ptr<FileWatch>(new FileWatch(
      std::make_unique<Impl>(std::move(options), std::move(deps), std::move(positions))));
}

FileWatch::FileWatch(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
FileWatch::~FileWatch() = default;
void FileWatch::Start() { impl_->Start(); }
void FileWatch::Stop() { impl_->Stop(); }
FileCounters FileWatch::counters() const { return impl_->counters(); }
std::vector<std::string> FileWatch::problems() const { return impl_->problems(); }

}  // namespace lachan::intake_files
