// SPDX-License-Identifier: Apache-2.0
#include "scan/scan.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

#include "detect/correlate.h"
#include "detect/record_event.h"
#include "scan/accounts.h"
#include "scan/buffer.h"
#include "scan/detector.h"
#include "scan/opened_file.h"
#include "scan/part_order.h"

namespace lachan::scan {
namespace {

using Timer = std::chrono::steady_clock;
constexpr std::chrono::milliseconds kTick{100};
constexpr std::size_t kWriteBytes = 1 << 20;
constexpr std::size_t kFileWeight = 64 << 10;  ///< Of a small file that waits.

double Since(Timer::time_point begin) {
  return std::chrono::duration<double>(Timer::now() - begin).count();
}

/// A slice to match, or a file to read whole.
struct Task {
  std::uint64_t number = 0;
  std::size_t file = 0;
  std::optional<Slice> slice;
  Part head;  ///< What is known of the file, with its first slice.
};

/// Tasks for the threads; PartOrder::Reserve bounds them. Safe from any thread.
class TaskQueue {
 public:
  void Push(Task task) {
    const std::lock_guard lock(mutex_);
    tasks_.push_back(std::move(task));
    ready_.notify_one();
  }
  void Close() {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    ready_.notify_all();
  }
  /// Gives up what nobody took yet.
  void Stop() {
    const std::lock_guard lock(mutex_);
    tasks_.clear();
    closed_ = true;
    ready_.notify_all();
  }
  /// Nothing when there will be no more.
  std::optional<Task> Take() {
    std::unique_lock lock(mutex_);
    ready_.wait(lock, [&] { return closed_ || !tasks_.empty(); });
    if (tasks_.empty()) return std::nullopt;
    Task task = std::move(tasks_.front());
    tasks_.pop_front();
    return task;
  }

 private:
  std::mutex mutex_;
  std::condition_variable ready_;
  std::deque<Task> tasks_;  ///< Guarded by mutex_, like closed_.
  bool closed_ = false;
};

unsigned ThreadsOf(const ScanOptions& options) {
  if (options.threads > 0) return options.threads;
  return std::max(1u, std::thread::hardware_concurrency());
}

PartOrder::Limits LimitsOf(const ScanOptions& options) {
  PartOrder::Limits limits;
  limits.task_weight = (2 * ThreadsOf(options) + 2) * options.cut.slice_bytes;
  limits.text_bytes = options.waiting_bytes;
  return limits;
}

std::vector<bool> ShownRules(const detect::RuleSet& rules, Level minimum) {
  std::vector<bool> shown;
  for (const auto& rule : rules.rules()) {
    shown.push_back(rule.raises_alert && rule.level >= minimum);
  }
  return shown;
}

/// One run: a thread that reads, threads that match, and the caller's, which puts in order.
class Run {
 public:
  Run(const std::vector<InputFile>& files, const ScanOptions& options, const ScanDeps& deps)
      : files_(files),
        options_(options),
        deps_(deps),
        needs_(NeedsOf(deps.rules)),
        setup_{deps.rules,        deps.normaliser, deps.indicators,
               deps.renderer,     needs_,          ShownRules(deps.rules, options.minimum_level),
               options.logsource, options.since,   options.until},
        pool_(options.cut.slice_bytes),
        order_(LimitsOf(options)),
        accounts_(files, report_),
        detections_(options.detections) {}

  ScanReport Go() {
    report_.tally.rules.resize(deps_.rules.rules().size());
    stop_ = deps_.stop.load();
    WriteOut(deps_.renderer.Header());
    {
      std::vector<std::jthread> threads;
      threads.emplace_back([this] { ReadFiles(); });
      for (unsigned i = 0; i < ThreadsOf(options_); ++i) {
        threads.emplace_back([this] { Work(); });
      }
      Collect();
    }
    accounts_.Finish();
    report_.is_stopped = is_cut_short_;
    if (!report_.output_error) Correlate();
    report_.bytes_on_disk = consumed_;
    report_.seconds = Since(begin_);
    return std::move(report_);
  }

 private:
  SourceWatch Watch() { return {&stop_, &consumed_}; }

  static Part HeadOf(std::size_t index, const OpenedFile& opened) {
    Part head;
    head.file = index;
    head.is_begin = true;
    head.format = opened.sniffed().format;
    head.what = opened.sniffed().what;
    head.may_hold_logs = opened.sniffed().may_hold_logs;
    return head;
  }

  // The thread that reads.

  void ReadFiles() {
    std::size_t i = 0;
    while (i < files_.size() && !stop_) {
      const bool is_small = files_[i].is_regular && files_[i].bytes <= options_.whole_bytes;
      if (!(is_small ? PassOn(i) : CutFile(i))) break;
      ++i;
    }
    if (i < files_.size() || stop_) is_cut_short_ = true;
    order_.Close();
    tasks_.Close();
  }

  bool PassOn(std::size_t index) {
    const auto number = order_.Reserve(files_[index].bytes + kFileWeight);
    if (number) tasks_.Push({*number, index, std::nullopt, {}});
    return number.has_value();
  }

  bool CutFile(std::size_t index) {
    OpenedFile opened(files_[index], Watch(), pool_, options_.cut);
    Part head = HeadOf(index, opened);
    while (auto slice = opened.Next()) {
      if (stop_) {
        is_cut_short_ = true;
        break;
      }
      const auto number = order_.Reserve(slice->bytes.capacity());
      if (!number) return false;
      tasks_.Push({*number, index, std::move(slice), std::move(head)});
      head = Part();
      head.file = index;
      head.format = opened.sniffed().format;
    }
    head.error = opened.error();
    if (!head.error && !head.is_begin) return true;
    const auto number = order_.Reserve(0);
    if (number) order_.Put(*number, std::move(head), true);
    return number.has_value();
  }

  // The threads that match.

  void Work() {
    Detector detector(setup_);
    while (auto task = tasks_.Take()) {
      if (task->slice) {
        detector.Run(
            *task->slice, files_[task->file], std::move(task->head),
            [&](Part part, bool is_last) { order_.Put(task->number, std::move(part), is_last); });
        pool_.Give(std::move(task->slice->bytes));
      } else {
        ReadWhole(*task, detector);
      }
    }
    const std::lock_guard lock(tally_mutex_);
    report_.tally.Add(detector.TakeTally());
  }

  void ReadWhole(const Task& task, Detector& detector) {
    OpenedFile opened(files_[task.file], Watch(), pool_, options_.cut);
    Part head = HeadOf(task.file, opened);
    while (auto slice = opened.Next()) {
      if (stop_) {
        is_cut_short_ = true;
        break;
      }
      detector.Run(*slice, files_[task.file], std::move(head),
                   [&](Part part, bool) { order_.Put(task.number, std::move(part), false); });
      pool_.Give(std::move(slice->bytes));
      head = Part();
      head.file = task.file;
    }
    head.error = opened.error();
    order_.Put(task.number, std::move(head), true);
  }

  // The caller's thread.

  void Collect() {
    while (!order_.IsOver()) {
      if (deps_.stop) stop_ = true;
      auto part = order_.Take(kTick);
      if (part) {
        const std::uint64_t before = accounts_.Add(*part);
        AppendText(*part, before, text_);
        Keep(*part, before);
      }
      if (!part || text_.size() > kWriteBytes) WriteOut(std::exchange(text_, {}));
      Tell();
    }
    WriteOut(std::exchange(text_, {}));
  }

  void Keep(Part& part, std::uint64_t before) {
    report_.detections_untimed += part.untimed_detections;
    for (auto& one : part.detections) {
      if (!report_.correlation_problem.empty()) return;
      ++report_.detections_kept;
      const auto added = detections_.Add({one.time, static_cast<std::uint32_t>(part.file),
                                          before + one.unit, std::move(one.body)});
      if (!added) report_.correlation_problem = added.error().Text();
    }
  }

  void WriteOut(const std::string& text) {
    if (text.empty() || report_.output_error) return;
    const auto written = deps_.listener.Write(text);
    if (written) return;
    report_.output_error = written.error();
    stop_ = true;
    order_.Stop();
    tasks_.Stop();
  }

  void Tell() {
    const auto now = Timer::now();
    if (now - told_ < kTick) return;
    told_ = now;
    deps_.listener.OnProgress(
        {consumed_, report_.events_read, Since(begin_), accounts_.current_path()});
  }

  void Correlate() {
    if (needs_.empty()) return;
    detect::CorrelatorOptions options;
    options.report_repeated = false;
    detect::Correlator correlator(deps_.rules, options);
    const auto done = detections_.ForEach([&](const DetectionStore::Detection& detection) {
      const DecodedDetection decoded(detection.body, needs_);
      const auto id = fmt::format("{}:{}", detection.file, detection.record);
      for (const auto& hit : correlator.Observe({detection.time, id, decoded.rules(), decoded})) {
        Show(hit);
      }
      if (text_.size() > kWriteBytes) WriteOut(std::exchange(text_, {}));
      Tell();
      return !report_.output_error;
    });
    if (!done) report_.correlation_problem = done.error().Text();
    report_.correlations_dropped = correlator.dropped();
    WriteOut(std::exchange(text_, {}));
  }

  void Show(const detect::CorrelationHit& hit) {
    if (!setup_.is_shown[hit.rule]) return;
    ++report_.correlations_found;
    report_.tally.rules[hit.rule].Add(hit.time);
    CorrelationFound found;
    found.hit = &hit;
    for (const auto& id : hit.events) {
      const std::size_t colon = id.find(':');
      const auto file = static_cast<std::size_t>(std::stoul(id.substr(0, colon)));
      found.events.push_back(files_[file].path + id.substr(colon));
    }
    for (const auto& [field, value] : hit.group) {
      const auto hosts = detect::HostFields();
      if (std::ranges::find(hosts, field) != hosts.end()) found.host = value;
    }
    text_ += deps_.renderer.Correlation(found);
  }

  const std::vector<InputFile>& files_;
  const ScanOptions& options_;
  const ScanDeps& deps_;
  const CorrelationNeeds needs_;
  const DetectorSetup setup_;
  const Timer::time_point begin_ = Timer::now();
  Timer::time_point told_ = begin_;

  BufferPool pool_;
  PartOrder order_;
  TaskQueue tasks_;
  std::atomic<std::uint64_t> consumed_ = 0;
  std::atomic<bool> stop_ = false, is_cut_short_ = false;
  std::mutex tally_mutex_;  ///< Guards report_.tally while threads run.
  ScanReport report_;
  Accounts accounts_;
  DetectionStore detections_;
  std::string text_;  ///< Not written yet.
};

}  // namespace

bool FileAccount::is_troubled() const {
  return !problem.empty() || fields_left_out > 0 ||
         std::ranges::any_of(unread, [](std::uint64_t count) { return count > 0; });
}

std::uint64_t ScanReport::matches() const {
  std::uint64_t sum = 0;
  for (const auto& count : tally.rules) sum += count.count;
  return sum;
}

std::uint64_t ScanReport::indicator_hits() const {
  std::uint64_t sum = 0;
  for (const auto& [index, count] : tally.indicators) sum += count.count;
  return sum;
}

ScanReport Scan(const std::vector<InputFile>& files, const ScanOptions& options,
                const ScanDeps& deps) {
  return Run(files, options, deps).Go();
}

}  // namespace lachan::scan
