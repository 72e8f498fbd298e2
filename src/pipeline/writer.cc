// SPDX-License-Identifier: Apache-2.0
// Workers and the writer: from records to a durable batch.
#include "pipeline/engine.h"
#include "pipeline/source_meter.h"

namespace lachan::pipeline {
namespace {

constexpr std::size_t kRunBytes = 8u << 20;
constexpr std::size_t kMalformedNamed = 20;

class NoHosts final : public normalise::HostResolver {
 public:
  std::string HostOf(std::string_view) const override { return {}; }
};

using Jobs = std::vector<std::unique_ptr<Job>>;

void Finish(Shared& shared, Job& job, const Result<Receipt>& result) {
  if (!job.key.empty()) {
    if (result) {
      shared.keys.Durable(job.key, *result);
    } else {
      shared.keys.Forget(job.key);
    }
  }
  shared.queue.Release(job.bytes);
  if (job.done) job.done(result);
}

void Acknowledge(Shared& shared, Jobs& jobs, Sequence first) {
  for (auto& job : jobs) {
    job->batch->sequence = first++;
    shared.tail.Push(job->batch);
  }
  for (auto& job : jobs) Finish(shared, *job, job->receipt);
  jobs.clear();
}

/// Gives up jobs whose sender can be told; the others stay in `jobs` for the next attempt.
void Refuse(Shared& shared, Jobs& jobs, const Error& error, bool all) {
  Jobs held;
  for (auto& job : jobs) {
    if (!job->done && !all) {
      held.push_back(std::move(job));
      continue;
    }
    Tally tally;
    for (const EventBatch::Context& context : job->batch->events.contexts()) {
      SourceCounters& counters = tally[context.source];
      counters.in_flight -= context.events;
      counters.rejected[static_cast<std::size_t>(Rejection::kSpoolFailed)] += context.events;
    }
    shared.accounting.Add(tally.changes());
    // Paths are for operators, who find them in the health report; senders hear what to do.
    Finish(shared, *job,
           Fail(error.code(),
                "the server's disk takes nothing now; nothing of this was kept, send "
                "it again later"));
  }
  jobs = std::move(held);
}

/// Sender, host and time of `event`: what is asked of every event. Neither fields nor text.
void TakeBrief(const FlatEvent& event, Event& brief) {
  brief.time = event.time;
  brief.received_at = event.received_at;
  brief.clock_suspect = event.clock_suspect;
  brief.is_exercise = event.is_exercise;
  brief.source = event.source;
  brief.agency = event.agency;
  brief.system = event.system;
  brief.transport = event.transport;
  brief.host = event.host;
  brief.peer = event.peer;
  brief.format = event.format;
}

}  // namespace

void Prepare(Shared& shared, Job& job) {
  static const NoHosts no_hosts;
  const std::shared_ptr<const Locator> locator = shared.locator.Get();
  const normalise::HostResolver& hosts =
      locator ? static_cast<const normalise::HostResolver&>(*locator) : no_hosts;
  auto batch = std::make_shared<Batch>();
  batch->token = job.id.Text(0);
  thread_local EventBatchBuilder builder;
  thread_local normalise::FlatNormalised read;
  thread_local Event brief;
  Tally tally;
  const auto meter =
      shared.deps.sources != nullptr ? shared.deps.sources->Begin(job.records.size()) : nullptr;
  for (std::size_t i = 0; i < job.records.size(); ++i) {
    shared.deps.normaliser.Read(job.records[i], hosts, read);
    FlatEvent& event = read.event;
    const std::string id = job.id.Text(static_cast<std::uint32_t>(i + 1));
    event.id = id;
    // A sample may be taken of a sender's first event and of those that were not understood.
    const bool is_whole = i == 0 || event.source != brief.source || event.peer != brief.peer ||
                          read.outcome != normalise::Outcome::kUnderstood;
    TakeBrief(event, brief);
    if (locator) {
      const Owner owner = locator->Locate(brief);
      if (owner.agency) brief.agency = event.agency = owner.agency;
      if (owner.system) brief.system = event.system = owner.system;
      brief.level = event.level = owner.level;
    }
    if (event.clock_suspect) {
      ++tally[event.source].clock_suspect;
      ++job.receipt.clock_suspect;
    }
    job.receipt.first = std::min(job.receipt.first.value_or(event.time), event.time);
    job.receipt.last = std::max(job.receipt.last.value_or(event.time), event.time);
    if (read.outcome == normalise::Outcome::kMalformed) {
      ++tally[event.source].malformed;
      ++job.receipt.malformed;
      if (job.receipt.malformed_at.size() < kMalformedNamed) {
        job.receipt.malformed_at.push_back(job.indexes[i]);
      }
    }
    const Reading reading{read.outcome, read.own_time};
    if (meter && is_whole) meter->See(event.ToEvent(), reading);
    if (meter && !is_whole) meter->See(brief, reading);
    builder.Add(event);
  }
  if (meter) meter->Done();
  batch->events = builder.Finish();
  shared.accounting.Add(tally.changes());
  job.records.clear();
  job.records.shrink_to_fit();
  job.item = {batch->token, job.key, batch->events.size(), batch->events.bytes()};
  job.batch = std::move(batch);
}

void RunWorker(Shared& shared) {
  while (auto job = shared.queue.Pop()) {
    Prepare(shared, *job);
    shared.queue.Deliver(std::move(job));
  }
}

namespace {

/// Headers of columns go to disk before what came with them is acknowledged; while they are many,
/// at most once a second.
class ColumnSaver {
 public:
  explicit ColumnSaver(Shared& shared) : shared_(shared), saved_(shared.columns_kept) {}

  void Save(bool is_last = false) {
    constexpr std::chrono::seconds kPause{1};
    constexpr std::size_t kMany = 256u << 10;
    const std::uint64_t version = shared_.columns.version();
    const auto now = std::chrono::steady_clock::now();
    if (shared_.deps.columns == nullptr || version == saved_) return;
    if (!is_last && bytes_ > kMany && now - at_ < kPause) return;
    at_ = now;
    std::string kept = shared_.columns.Encode();
    bytes_ = kept.size();
    // What the disk refuses is tried again with the next second.
    if (shared_.deps.columns->Save({version, std::move(kept)})) saved_ = version;
  }

 private:
  Shared& shared_;
  std::uint64_t saved_;
  std::size_t bytes_ = 0;  ///< When saved last.
  std::chrono::steady_clock::time_point at_{};
};

}  // namespace

void RunWriter(Shared& shared) {
  ColumnSaver columns(shared);
  // The spool's own retries are short: a sender that waits shall hear soon that the disk refuses.
  BackOff back_off(shared.options.retry_first,
                   std::min(shared.options.retry_last, std::chrono::milliseconds{1000}));
  Jobs jobs;  // prepared, in order, not yet durable
  while (true) {
    for (auto& job : shared.queue.TakeRun(kRunBytes, std::chrono::milliseconds{200})) {
      jobs.push_back(std::move(job));
    }
    columns.Save();
    if (jobs.empty()) {
      if (!shared.queue.drained()) continue;
      columns.Save(true);
      return;
    }
    std::vector<SpoolItem> items;
    items.reserve(jobs.size());
    for (auto& job : jobs) items.push_back(std::move(job->item));
    const Result<Sequence> first = shared.deps.spool.Append(items);
    if (first) {
      shared.spool_problem.Clear();
      back_off.Reset();
      Acknowledge(shared, jobs, *first);
      continue;
    }
    for (std::size_t i = 0; i < jobs.size(); ++i) jobs[i]->item = std::move(items[i]);
    shared.spool_problem.Set(first.error().Text());
    const bool stopping = shared.stop.stopped();
    Refuse(shared, jobs, first.error(), stopping);
    if (!stopping) shared.stop.WaitFor(back_off.Next());
  }
}

}  // namespace lachan::pipeline
