// SPDX-License-Identifier: Apache-2.0
#include "pipeline/pipeline.h"

#include <future>
#include <thread>

#include "base/thread_name.h"
#include "pipeline/engine.h"

namespace lachan::pipeline {
namespace {

constexpr std::size_t kKeyBytes = 200;
/// What a record weighs in the queue beside its text.
constexpr std::size_t kRecordOverhead = sizeof(RawRecord) + 64;

bool IsBlank(std::string_view text) {
  return text.find_first_not_of(" \t\r\n\0") == std::string_view::npos;
}

std::optional<Rejection> Check(const RawRecord& record, const Pipeline::Options& options) {
  if (record.text.size() > options.max_record_bytes) return Rejection::kTooLong;
  if (IsBlank(record.text)) return Rejection::kEmpty;
  return std::nullopt;
}

}  // namespace

class Pipeline::Engine {
 public:
  Engine(const Options& options, const Deps& deps) : shared_(options, deps) {}

  Status Start() {
    const SpoolUsage usage = shared_.deps.spool.Usage();
    shared_.recovered_up_to = usage.last;
    shared_.tail.Start(usage.last + 1);
    for (auto& print : shared_.deps.spool.KeptKeyPrints()) shared_.keys.Restore(std::move(print));
    for (const std::string& key : shared_.deps.spool.RecentKeys())
      shared_.keys.Restore(KeyPrint(key));
    shared_.detect_done = shared_.deps.spool.Position(SpoolReader::kDetect).done;
    shared_.store_done = shared_.deps.spool.Position(SpoolReader::kStore).done;
    RestoreAccounts();
    RestoreColumns();
    for (int i = 0; i < shared_.options.workers; ++i) {
      workers_.emplace_back([this] { Run("parse", RunWorker); });
    }
    writer_ = std::thread([this] { Run("spool", RunWriter); });
    readers_.emplace_back([this] { Run("rules", RunDetectReader); });
    readers_.emplace_back([this] { Run("store", RunStoreReader); });
    return {};
  }

  /// Intake first, so that everything taken reaches the spool; then the readers.
  void Stop() {
    shared_.queue.Close();
    for (auto& worker : workers_) worker.join();
    workers_.clear();
    shared_.stop.Stop();
    if (writer_.joinable()) writer_.join();
    shared_.tail.Wake();
    for (auto& reader : readers_) reader.join();
    readers_.clear();
  }

  Status Enqueue(std::vector<RawRecord>& records, std::string_view key, Done done,
                 Receipt* receipt);

  Shared& shared() { return shared_; }

 private:
  void Run(const char* name, void (*body)(Shared&)) {
    NameThread(name);
    body(shared_);
  }
  void RestoreAccounts() {
    if (shared_.deps.accounts == nullptr) return;
    const auto kept = shared_.deps.accounts->Load();
    const auto counters = kept ? DecodeCounters(kept->bytes) : std::nullopt;
    if (!counters) return;
    shared_.accounting.Restore(*counters);
    // Numbers beyond the spool's are of another spool.
    if (kept->settled <= shared_.recovered_up_to) shared_.counted_up_to = kept->settled;
  }
  void RestoreColumns() {
    if (shared_.deps.columns == nullptr) return;
    if (const auto kept = shared_.deps.columns->Load()) shared_.columns.Decode(kept->bytes);
    shared_.columns_kept = shared_.columns.version();
  }
  std::optional<Result<Receipt>> Known(const std::string& key,
                                       const std::vector<RawRecord>& records);

  Shared shared_;
  std::vector<std::thread> workers_, readers_;
  std::thread writer_;
};

/// The answer for a key that was claimed before; empty when it is new.
std::optional<Result<Receipt>> Pipeline::Engine::Known(const std::string& key,
                                                       const std::vector<RawRecord>& records) {
  Receipt receipt;
  receipt.accepted = static_cast<std::uint32_t>(records.size());
  switch (shared_.keys.Claim(key, receipt)) {
    case KeyMemory::Answer::kNew:
      return std::nullopt;
    case KeyMemory::Answer::kInProgress:
      return Fail(ErrorCode::kUnavailable, "this submission is being processed; ask again");
    case KeyMemory::Answer::kDurable:
      break;
  }
  Tally tally;
  for (const RawRecord& record : records) {
    SourceCounters& counters = tally[record.source];
    ++counters.received;
    ++counters.duplicates;
    counters.bytes += record.text.size();
  }
  shared_.accounting.Add(tally.changes());
  receipt.duplicate = true;
  return receipt;
}

Status Pipeline::Engine::Enqueue(std::vector<RawRecord>& records, std::string_view key, Done done,
                                 Receipt* receipt) {
  if (records.size() > shared_.options.max_batch_records || key.size() > kKeyBytes) {
    return Fail(ErrorCode::kInvalidInput,
                "a submission holds at most {} records and a key of {} bytes",
                shared_.options.max_batch_records, kKeyBytes);
  }
  auto job = std::make_unique<Job>();
  if (!key.empty() && !records.empty()) {
    job->key = fmt::format("{}:{}", records.front().source.value, key);
    if (auto known = Known(job->key, records)) {
      if (!*known) return std::unexpected(known->error());
      if (receipt != nullptr) *receipt = **known;
      if (done) done(*known);
      return {};
    }
  }
  job->id = shared_.ids.Next(shared_.deps.clock.Now());
  job->receipt.token = job->id.Text(0);
  job->done = std::move(done);
  Tally tally;
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < records.size(); ++i) {
    SourceCounters& counters = tally[records[i].source];
    ++counters.received;
    counters.bytes += records[i].text.size();
    counters.last_received_at = records[i].received_at;
    if (const auto reason = Check(records[i], shared_.options)) {
      ++counters.rejected[static_cast<std::size_t>(*reason)];
      job->receipt.refused.push_back({static_cast<std::uint32_t>(i), *reason});
      continue;
    }
    ++counters.in_flight;
    job->bytes += records[i].text.size() + kRecordOverhead;
    job->indexes.push_back(static_cast<std::uint32_t>(i));
  }
  job->receipt.accepted = static_cast<std::uint32_t>(job->indexes.size());
  if (job->indexes.empty()) {
    shared_.accounting.Add(tally.changes());
    if (!job->key.empty()) shared_.keys.Forget(job->key);
    if (receipt != nullptr) *receipt = job->receipt;
    if (job->done) job->done(job->receipt);
    return {};
  }
  // Here and not in a worker: what a sender submits first stands before what it submits next.
  for (const std::uint32_t index : job->indexes) {
    shared_.columns.Describe(records[index]);
    job->records.push_back(std::move(records[index]));
  }
  if (receipt != nullptr) *receipt = job->receipt;
  // Counted before it can be settled, so that no reader sees less than nothing in flight.
  shared_.accounting.Add(tally.changes());
  if (Status pushed = shared_.queue.Push(job); !pushed) {
    for (std::size_t i = 0; i < job->indexes.size(); ++i) {
      records[job->indexes[i]] = std::move(job->records[i]);
    }
    shared_.accounting.Add(Negated(tally).changes());
    if (!job->key.empty()) shared_.keys.Forget(job->key);
    return pushed;
  }
  return {};
}

Pipeline::Pipeline(Options options, Deps deps) : engine_(std::make_unique<Engine>(options, deps)) {}
Pipeline::~Pipeline() { Stop(); }

Status Pipeline::Start() { return engine_->Start(); }
void Pipeline::Stop() { engine_->Stop(); }

Result<Receipt> Pipeline::Submit(std::vector<RawRecord> records, Durability durability,
                                 std::string_view idempotency_key) {
  if (durability == Durability::kQueued) {
    Receipt receipt;
    LACHAN_TRY_DO(engine_->Enqueue(records, idempotency_key, {}, &receipt));
    return receipt;
  }
  // Shared with the callback: it may still be running when the answer wakes us.
  const auto answer = std::make_shared<std::promise<Result<Receipt>>>();
  std::future<Result<Receipt>> future = answer->get_future();
  LACHAN_TRY_DO(engine_->Enqueue(
      records, idempotency_key,
      [answer](const Result<Receipt>& result) { answer->set_value(result); }, nullptr));
  return future.get();
}

Status Pipeline::SubmitAsync(std::vector<RawRecord> records, std::string idempotency_key,
                             Done done) {
  return engine_->Enqueue(records, idempotency_key, std::move(done), nullptr);
}

Status Pipeline::TryEnqueue(std::vector<RawRecord>&& records) {
  Status taken = engine_->Enqueue(records, {}, {}, nullptr);
  const bool sheds = engine_->shared().options.shed_when_full;
  if (taken || !sheds || taken.error().code() != ErrorCode::kExhausted) return taken;
  Tally tally;
  for (const RawRecord& record : records) {
    SourceCounters& counters = tally[record.source];
    ++counters.received;
    counters.bytes += record.text.size();
    ++counters.rejected[static_cast<std::size_t>(Rejection::kShed)];
  }
  engine_->shared().accounting.Add(tally.changes());
  records.clear();
  return {};
}

void Pipeline::CountRejected(SourceId source, Rejection reason, std::uint64_t records) {
  Tally tally;
  tally[source].received = records;
  tally[source].rejected[static_cast<std::size_t>(reason)] = records;
  engine_->shared().accounting.Add(tally.changes());
}

void Pipeline::SetRules(RulesInForce rules) {
  engine_->shared().rules.Set(std::make_shared<const RulesInForce>(std::move(rules)));
}

void Pipeline::SetIndicators(std::shared_ptr<const IndicatorsInForce> indicators) {
  engine_->shared().indicators.Set(std::move(indicators));
}

void Pipeline::SetLocator(std::shared_ptr<const Locator> locator) {
  engine_->shared().locator.Set(std::move(locator));
}

std::vector<SourceCounters> Pipeline::Sources() const {
  return engine_->shared().accounting.Snapshot();
}

Metrics Pipeline::metrics() const {
  Shared& shared = engine_->shared();
  const SourceCounters total = shared.accounting.Total();
  const SpoolUsage usage = shared.deps.spool.Usage();
  const auto lag = [&](Sequence done) { return usage.last > done ? usage.last - done : 0; };
  Metrics metrics;
  metrics.queue_bytes = shared.queue.bytes();
  metrics.queue_limit_bytes = shared.queue.limit_bytes();
  metrics.queue_batches = shared.queue.batches();
  metrics.received = total.received;
  metrics.stored = total.stored;
  metrics.rejected = total.rejected_total();
  metrics.duplicates = total.duplicates;
  metrics.shed = total.rejected[static_cast<std::size_t>(Rejection::kShed)];
  metrics.malformed = total.malformed;
  metrics.in_flight = total.in_flight;
  metrics.detections = shared.detections;
  metrics.regexes_given_up = shared.regexes_given_up;
  metrics.indicator_hits = shared.indicator_hits;
  metrics.store_retries = shared.store_retries;
  metrics.sink_retries = shared.sink_retries;
  metrics.spool_bytes = usage.bytes;
  metrics.spool_limit_bytes = usage.limit_bytes;
  metrics.spool_quarantined = usage.quarantined;
  metrics.store_lag_batches = lag(shared.store_done);
  metrics.detect_lag_batches = lag(shared.detect_done);
  metrics.spool_problem = shared.spool_problem.text();
  if (metrics.spool_problem.empty()) metrics.spool_problem = shared.account_problem.text();
  metrics.store_problem = shared.store_problem.text();
  metrics.sink_problem = shared.sink_problem.text();
  return metrics;
}

bool Pipeline::WaitIdle(std::chrono::milliseconds timeout) {
  Shared& shared = engine_->shared();
  const auto deadline = std::chrono::steady_clock::now() + timeout;
  while (true) {
    const Sequence last = shared.deps.spool.Usage().last;
    if (shared.queue.batches() == 0 && shared.store_done >= last && shared.detect_done >= last) {
      return true;
    }
    if (std::chrono::steady_clock::now() >= deadline) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
}

}  // namespace lachan::pipeline
