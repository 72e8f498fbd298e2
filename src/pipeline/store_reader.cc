// SPDX-License-Identifier: Apache-2.0
// From the spool into the event store, in order, once.
#include "events/event_store.h"
#include "pipeline/engine.h"
#include "pipeline/event_codec.h"
#include "pipeline/source_meter.h"

namespace lachan::pipeline {
namespace {

using Batches = std::vector<std::shared_ptr<const Batch>>;
constexpr std::chrono::milliseconds kIdle{500};

/// One insert: batches in order, and the position that names them.
struct Unit {
  Batches batches;
  Sequence last = 0;
};

/// The token depends on the members only, so that the same unit has the same one after a crash.
std::string TokenOf(const Unit& unit) {
  return fmt::format("{}-{}", unit.batches.front()->token, unit.batches.back()->token);
}

std::vector<Event> EventsOf(const Batches& batches) {
  std::vector<Event> events;
  std::size_t count = 0;
  for (const auto& batch : batches) count += batch->events.size();
  events.reserve(count);
  for (const auto& batch : batches) {
    events.insert(events.end(), batch->events.begin(), batch->events.end());
  }
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
        shared_.tail.WaitFor(done_ + 1, kIdle);
        continue;
      }
      exactly_up_to = 0;
      if (!unit.batches.empty() && !Store(unit)) return;
      done_ = unit.last;
      shared_.store_done = done_;
      shared_.tail.Forget(std::min(shared_.store_done.load(), shared_.detect_done.load()));
      if (!unit.batches.empty()) shared_.stop.WaitFor(Pause(unit));
    }
    SavePosition({done_, done_});
  }

 private:
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
      bytes += (*batch)->bytes;
      unit.batches.push_back(*batch);
    }
    unit.last = exactly_up_to > 0 ? exactly_up_to : next - 1;
    if (unit.last == done_) unit.last = 0;
    return unit;
  }

  /// Retries until stored or refused for good; false when stopped meanwhile.
  bool Store(const Unit& unit) {
    // Written before the insert: after a crash exactly these batches are one unit again.
    while (!SavePosition({done_, unit.last})) {
      if (shared_.stop.WaitFor(back_off_.Next())) return false;
    }
    const std::vector<Event> events = EventsOf(unit.batches);
    const std::string token = TokenOf(unit);
    while (true) {
      const Status stored = shared_.deps.store.Insert(events, token);
      if (stored) break;
      shared_.store_problem.Set(stored.error().Text());
      if (stored.error().code() == ErrorCode::kInvalidInput) return StoreOneByOne(unit);
      ++shared_.store_retries;
      if (shared_.stop.WaitFor(back_off_.Next())) return false;
    }
    Settle(unit.batches);
    return true;
  }

  /// The store refuses something in the unit: store what it takes, put the rest aside.
  bool StoreOneByOne(const Unit& unit) {
    for (const auto& batch : unit.batches) {
      while (true) {
        const Status stored = shared_.deps.store.Insert(batch->events, batch->token);
        if (stored) {
          Settle({batch});
          break;
        }
        if (stored.error().code() == ErrorCode::kInvalidInput) {
          if (!SetAside(*batch, stored.error())) return false;
          break;
        }
        ++shared_.store_retries;
        if (shared_.stop.WaitFor(back_off_.Next())) return false;
      }
    }
    return true;
  }

  bool SetAside(const Batch& batch, const Error& error) {
    const SpoolFrame frame{batch.sequence,
                           {batch.token,
                            {},
                            static_cast<std::uint32_t>(batch.events.size()),
                            EncodeEvents(batch.events)}};
    while (!shared_.deps.spool.SetAside(frame, error.Text())) {
      if (shared_.stop.WaitFor(back_off_.Next())) return false;
    }
    Tally tally;
    for (const Event& event : batch.events) {
      SourceCounters& counters = tally[event.source];
      CountOrigin(batch, counters);
      ++counters.rejected[static_cast<std::size_t>(Rejection::kStoreRefused)];
    }
    shared_.accounting.Add(tally.changes());
    return true;
  }

  /// A batch of an earlier process was never in flight here; it appears and is settled at once.
  void CountOrigin(const Batch& batch, SourceCounters& counters) const {
    if (batch.sequence <= shared_.recovered_up_to) {
      ++counters.recovered;
    } else {
      --counters.in_flight;
    }
  }

  void Settle(const Batches& batches) {
    Tally tally;
    for (const auto& batch : batches) {
      for (const Event& event : batch->events) {
        SourceCounters& counters = tally[event.source];
        CountOrigin(*batch, counters);
        ++counters.stored;
      }
    }
    shared_.accounting.Add(tally.changes());
    if (shared_.deps.sources != nullptr) {
      for (const auto& batch : batches) {
        const Event& first = batch->events.front();
        shared_.deps.sources->Stored(first.source, first.received_at);
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

  /// Small inserts are spaced out; a backlog is not.
  std::chrono::milliseconds Pause(const Unit& unit) const {
    const bool backlog = shared_.tail.last() > unit.last + 64;
    return backlog ? std::chrono::milliseconds{0} : shared_.options.insert_interval;
  }

  Shared& shared_;
  BackOff back_off_;
  SpoolPosition saved_;
  Sequence done_ = 0;
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
    auto events = DecodeEvents(frame->item.body);
    if (events) {
      return std::make_shared<const Batch>(
          Batch{frame->sequence, frame->item.token, std::move(*events), frame->item.body.size()});
    }
    LACHAN_TRY_DO(shared.deps.spool.SetAside(*frame, events.error().Text()));
    from = frame->sequence + 1;
  }
}

void RunStoreReader(Shared& shared) { StoreReader(shared).Run(); }

}  // namespace lachan::pipeline
