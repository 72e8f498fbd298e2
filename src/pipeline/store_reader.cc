// SPDX-License-Identifier: Apache-2.0
// From the spool into the event store, in order, once.
#include <span>

#include "events/event_store.h"
#include "pipeline/engine.h"
#include "pipeline/event_codec.h"
#include "pipeline/source_meter.h"

namespace lachan::pipeline {
namespace {

using Batches = std::vector<std::shared_ptr<const Batch>>;
using SomeBatches = std::span<const std::shared_ptr<const Batch>>;
constexpr std::chrono::milliseconds kIdle{500};
constexpr std::chrono::seconds kKeepAccounts{10};

/// One insert: batches in order, and the position that names them.
struct Unit {
  Batches batches;
  Sequence last = 0;
  bool is_full = false;  ///< As much as an insert may be.
};

/// The token depends on the members only, so that the same unit has the same one after a crash.
std::string TokenOf(SomeBatches batches) {
  return fmt::format("{}-{}", batches.front()->token, batches.back()->token);
}

std::vector<const EventBatch*> EventsOf(SomeBatches batches) {
  std::vector<const EventBatch*> events;
  for (const auto& batch : batches) events.push_back(&batch->events);
  return events;
}

class StoreReader {
 public:
  explicit StoreReader(Shared& shared)
      : shared_(shared), back_off_(shared.options.retry_first, shared.options.retry_last) {}

  void Run() {
    SpoolPosition position = shared_.deps.spool.Position(SpoolReader::kStore);
    saved_ = position;
    done_ = position.done;
    shared_.store_done = done_;
    Sequence exactly_up_to = position.pending > position.done ? position.pending : 0;
    while (!shared_.stop.stopped()) {
      const Unit unit = Collect(exactly_up_to);
      if (unit.last == 0) {
        SavePosition({done_, done_});
        KeepAccounts(false);
        shared_.tail.WaitFor(done_ + 1, kIdle);
        continue;
      }
      exactly_up_to = 0;
      const auto begun = Steady::now();
      if (!unit.batches.empty() && !Store(unit)) {
        KeepAccounts(true);
        return;  // the unit stays noted: it comes again as it is
      }
      took_ = Steady::now() - begun;
      done_ = unit.last;
      KeepAccounts(true);
      shared_.store_done = done_;
      shared_.tail.Forget(std::min(shared_.store_done.load(), shared_.detect_done.load()));
      if (!unit.batches.empty()) shared_.stop.WaitFor(Pause(unit));
    }
    SavePosition({done_, done_});
    KeepAccounts(true);
  }

 private:
  using Steady = std::chrono::steady_clock;

  /// Before the position that follows: what is counted and comes again after a crash is known by
  /// its number. Counts of what never became a batch (refused, shed, sent twice) are kept along,
  /// and now and then without a batch.
  void KeepAccounts(bool now) {
    if (shared_.deps.accounts == nullptr) return;
    if (!now && Steady::now() < keep_accounts_from_) return;
    keep_accounts_from_ = Steady::now() + kKeepAccounts;
    const Status kept = shared_.deps.accounts->Save(
        {std::max(done_, shared_.counted_up_to), EncodeCounters(shared_.accounting.Snapshot())});
    shared_.account_problem.Set(kept ? std::string() : kept.error().Text());
  }

  /// What is durable now, up to the limits of an insert; `exactly_up_to` > 0 asks for the unit that
  /// was handed over before a crash, whatever its size.
  Unit Collect(Sequence exactly_up_to) {
    Unit unit;
    std::size_t events = 0, bytes = 0;
    Sequence next = done_ + 1;
    while (exactly_up_to > 0
               ? next <= exactly_up_to
               : events < shared_.options.insert_events && bytes < shared_.options.insert_bytes) {
      const auto batch = NextBatch(shared_, next);
      if (!batch) {
        shared_.store_problem.Set(batch.error().Text());
        shared_.stop.WaitFor(back_off_.Next());
        return {};
      }
      if (*batch == nullptr || (exactly_up_to > 0 && (*batch)->sequence > exactly_up_to)) break;
      next = (*batch)->sequence + 1;
      events += (*batch)->events.size();
      bytes += (*batch)->bytes();
      unit.batches.push_back(*batch);
    }
    unit.is_full = events >= shared_.options.insert_events || bytes >= shared_.options.insert_bytes;
    unit.last = exactly_up_to > 0 ? exactly_up_to : next - 1;
    if (unit.last == done_) unit.last = 0;
    return unit;
  }

  /// What became of batches.
  struct Outcome {
    Batches stored, refused;
  };

  /// Retries until stored or refused for good; false when stopped meanwhile. Counted as a whole: a
  /// unit that was cut off comes again whole.
  bool Store(const Unit& unit) {
    // Written before the insert: after a crash exactly these batches are one unit again.
    while (!SavePosition({done_, unit.last})) {
      if (shared_.stop.WaitFor(back_off_.Next())) return false;
    }
    Outcome outcome;
    if (!Insert(unit.batches, outcome)) return false;
    Settle(outcome);
    return true;
  }

  bool Insert(SomeBatches batches, Outcome& outcome) {
    while (true) {
      const Status stored = shared_.deps.store.InsertBatches(EventsOf(batches), TokenOf(batches));
      if (stored) {
        outcome.stored.insert(outcome.stored.end(), batches.begin(), batches.end());
        return true;
      }
      shared_.store_problem.Set(stored.error().Text());
      if (stored.error().code() == ErrorCode::kInvalidInput) {
        if (batches.size() > 1) return InsertOneByOne(batches, outcome);
        outcome.refused.push_back(batches.front());
        return SetAside(*batches.front(), stored.error());
      }
      ++shared_.store_retries;
      KeepAccounts(false);
      if (shared_.stop.WaitFor(back_off_.Next())) return false;
    }
  }

  /// The store refuses something among them: store what it takes, put the rest aside.
  bool InsertOneByOne(SomeBatches batches, Outcome& outcome) {
    for (std::size_t i = 0; i < batches.size(); ++i) {
      if (!Insert(batches.subspan(i, 1), outcome)) return false;
    }
    return true;
  }

  bool SetAside(const Batch& batch, const Error& error) {
    const SpoolFrame frame{batch.sequence,
                           {batch.token, {}, batch.events.size(), batch.events.bytes()}};
    while (!shared_.deps.spool.SetAside(frame, error.Text())) {
      if (shared_.stop.WaitFor(back_off_.Next())) return false;
    }
    return true;
  }

  /// A batch of an earlier process was never in flight here; it appears and is settled at once.
  /// Not again what that process had counted before it could note its position.
  bool IsCounted(const Batch& batch) const { return batch.sequence <= shared_.counted_up_to; }
  void CountOrigin(const Batch& batch, std::uint32_t events, SourceCounters& counters) const {
    if (batch.sequence <= shared_.recovered_up_to) {
      counters.received += events;
      counters.recovered += events;
    } else {
      counters.in_flight -= events;
    }
  }

  template <class Add>
  void Count(const Batches& batches, Tally& tally, const Add& add) const {
    for (const auto& batch : batches) {
      if (IsCounted(*batch)) continue;
      for (const EventBatch::Context& context : batch->events.contexts()) {
        SourceCounters& counters = tally[context.source];
        CountOrigin(*batch, context.events, counters);
        add(counters, context.events);
      }
    }
  }

  void Settle(const Outcome& outcome) {
    Tally tally;
    Count(outcome.stored, tally,
          [](SourceCounters& counters, std::uint32_t events) { counters.stored += events; });
    Count(outcome.refused, tally, [](SourceCounters& counters, std::uint32_t events) {
      counters.rejected[static_cast<std::size_t>(Rejection::kStoreRefused)] += events;
    });
    shared_.accounting.Add(tally.changes());
    if (shared_.deps.sources != nullptr) {
      for (const auto& batch : outcome.stored) {
        EventBatch::Cursor cursor(batch->events);
        FlatEvent first;
        if (cursor.Next(first)) shared_.deps.sources->Stored(first.source, first.received_at);
      }
    }
    shared_.store_problem.Clear();
    back_off_.Reset();
  }

  bool SavePosition(SpoolPosition position) {
    if (position.done == saved_.done && position.pending == saved_.pending) return true;
    const Status saved = shared_.deps.spool.SetPosition(SpoolReader::kStore, position);
    if (saved) {
      saved_ = position;
      return true;
    }
    shared_.spool_problem.Set(saved.error().Text());
    return false;
  }

  /// Small inserts are spaced out, more so where the store is slow; a backlog is not.
  std::chrono::milliseconds Pause(const Unit& unit) const {
    const bool backlog = unit.is_full || shared_.tail.last() > unit.last + 64;
    if (backlog) return std::chrono::milliseconds{0};
    const auto wanted = std::chrono::duration_cast<std::chrono::milliseconds>(2 * took_);
    return std::clamp(
        wanted, shared_.options.insert_interval,
        std::max(shared_.options.insert_interval, shared_.options.insert_interval_most));
  }

  Shared& shared_;
  BackOff back_off_;
  SpoolPosition saved_;
  Sequence done_ = 0;
  Steady::duration took_{};  ///< The last insert.
  Steady::time_point keep_accounts_from_{};
};

}  // namespace

Result<std::shared_ptr<const Batch>> NextBatch(Shared& shared, Sequence from) {
  while (true) {
    if (const auto found = shared.tail.Find(from)) return *found;
    LACHAN_TRY(std::optional<SpoolFrame> frame, shared.deps.spool.Read(from));
    if (!frame || frame->sequence >= shared.tail.floor()) {
      // Between the spool's end and the tail's floor nothing is left (numbers are burnt by
      // failures).
      if (const auto found = shared.tail.Find(std::max(from, shared.tail.floor()))) return *found;
      continue;
    }
    auto events = ReadBatch(frame->item.body);
    if (events) {
      return std::make_shared<const Batch>(
          Batch{frame->sequence, frame->item.token, std::move(*events)});
    }
    LACHAN_TRY_DO(shared.deps.spool.SetAside(*frame, events.error().Text()));
    from = frame->sequence + 1;
  }
}

void RunStoreReader(Shared& shared) { StoreReader(shared).Run(); }

}  // namespace lachan::pipeline
