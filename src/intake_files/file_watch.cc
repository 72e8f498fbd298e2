// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <condition_variable>

#include "base/thread_name.h"
#include "intake_files/file_watch_impl.h"

namespace lachan::intake_files {
namespace {

using std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::size_t kMostBatches = 32;  ///< In the air at the same time.
constexpr auto kScanPause = 300ms;        ///< Least time between two looks for new files.
constexpr auto kRetry = 500ms;
constexpr int kBusyWaitMs = 100;  ///< Changes of files are gathered for so long.
constexpr std::size_t kMostProblems = 20;

}  // namespace

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

void FileWatch::Impl::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

void FileWatch::Impl::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  watch_.Wake();
  thread_.join();
}

void FileWatch::Impl::Run(const std::stop_token& stop) {
  NameThread("files");
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
    if (!IsDecided(*one, now)) continue;
    const auto sender = deps_.source(one->rule->source);
    if (!sender) {
      one->problem = fmt::format("no source '{}' is registered (or it is disabled): its files wait",
                                 one->rule->source);
      continue;
    }
    bool has_ended = false;
    auto batch = NextBatch(*one, now, options_, has_ended);
    if (has_ended) End(*one);
    if (batch) sent.push_back({one, std::move(*batch), *sender});
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
    one.one->at.next_tail = Print(one.batch.tail);
    one.one->at.seen = seen;
    notes.push_back(one.one->at);
  }
  const Status put = positions_.Put(notes);
  store_problem_ = put ? std::string() : put.error().Text();
  if (put) return true;
  for (Sent& one : sent) one.one->retry_at = steady_clock::now() + kRetry;
  return false;
}

namespace {

/// What the lines before it in the file say of a line; empty: nothing.
std::string FormatUnder(formats::ColumnHeader& header, std::string_view line) {
  if (header.Take(line) || header.declared().empty()) return {};
  return formats::FitsColumns(line, header.declared()) ? header.declared() : std::string();
}

}  // namespace

void FileWatch::Impl::Submit(Sent& one, Latch& latch) {
  if (one.batch.records.empty()) {
    one.columns = one.one->columns;
    one.is_durable = true;
    return;
  }
  const FilePosition& at = one.one->at;
  const std::string& declared =
      one.one->rule->format.empty() ? one.sender.format : one.one->rule->format;
  one.columns = one.one->columns;
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
      record.format = declared.empty() ? FormatUnder(one.columns, record.text) : declared;
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
    file.at.tail = std::move(file.at.next_tail);
    file.at.next_tail.clear();
    file.columns = std::move(one.columns);
    file.at.header = file.columns.Encode();
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
