// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "events/event_store.h"
#include "journal/state_store.h"
#include "register/entities.h"
#include "sources/alarm.h"
#include "sources/meter.h"

namespace lachan::sources {

/// A source as it is now.
struct Standing {
  SourceState state = SourceState::waiting;
  std::optional<Instant> since;  ///< Of the state; empty while it was not looked at yet.
  std::optional<Instant> first_seen, last_seen;
  Hours hours;
  std::optional<double> usual;  ///< Records that are usual in this hour of the week.
};

/// Purpose      Keeps what is known of each source over restarts, and notes when one falls silent,
///              slows down, or speaks again ("source.silent", "source.slow", "source.speaking"):
///              once each, whoever of several processes sees it first.
/// Operation    A source met for the first time is looked up in the event store: what it sent in
/// the
///              last four weeks, and when last. While the store does not answer, it waits.
/// Life cycle   Start() begins a thread; the destructor ends it after a last turn. Look() may be
///              called instead.
/// Concurrency  Thread-safe.
class Watch {
 public:
  struct Options {
    AlarmRules rules;
    std::chrono::seconds every{60};
    /// So many sources that fall silent in one turn are one matter for the SOC: the network or the
    /// intake itself ("intake.many_silent").
    std::size_t many = 10;
  };
  struct Deps {
    journal::StateStore& store;
    const Clock& clock;
    Meter& meter;
    /// What the event store holds of a source by hour, over [from, to). Empty: nothing is known of
    /// the time before.
    std::function<Result<events::Histogram>(SourceId, Instant from, Instant to, int hours)> past;
  };
  Watch(Options options, Deps deps);
  ~Watch();
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  void Start();
  void Stop();
  /// One turn. \return how many sources changed their state.
  Result<int> Look();

  /// As it is at this moment, not as at the last turn.
  Standing Of(const Source& source) const;
  std::chrono::minutes LimitOf(const Source& source) const;

 private:
  struct Kept {
    std::int64_t row = 0;
    SourceHealth health;
    Hours hours;
  };
  struct Turn;

  Sight SightOf(const Source& source, const Kept& kept) const;
  Status Learn(const std::vector<Source>& sources, std::map<std::int64_t, Kept>& known);
  Status Write(journal::Writer& writer, const std::vector<Source>& sources, Turn& turn);
  Status Visit(journal::Writer& writer, const Source& source, Turn& turn);
  static Status Keep(journal::Writer& writer, Kept& kept);

  Options options_;
  Deps deps_;
  Instant began_;
  std::mutex turn_;  // one turn at a time
  mutable std::mutex mutex_;
  std::condition_variable_any wake_;
  std::map<std::int64_t, Kept> known_;  // guarded by mutex_
  std::jthread thread_;                 // last: ends before what it uses goes
};

}  // namespace lachan::sources
