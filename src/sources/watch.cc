// SPDX-License-Identifier: Apache-2.0
#include "sources/watch.h"

#include <spdlog/spdlog.h>
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

namespace lachan::sources {
namespace {

journal::Caller Myself() { return journal::Caller::System("sources"); }

std::int64_t Micros(Instant instant) { return instant.time_since_epoch().count(); }
schema::Value ValueOf(const std::optional<Instant>& instant) {
  return instant ? schema::Value{Micros(*instant)} : schema::Value{};
}
std::string NameOf(SourceState state) { return boost::describe::enum_to_string(state, ""); }

void Widen(std::optional<Instant>& first, std::optional<Instant>& last,
           const std::optional<Instant>& seen_first, const std::optional<Instant>& seen_last) {
  if (seen_first && (!first || *seen_first < *first)) first = seen_first;
  if (seen_last && (!last || *last < *seen_last)) last = seen_last;
}

/// The fact that a change of state is; empty when it is none to be told.
std::string KindOf(SourceState from, SourceState to) {
  if (to == SourceState::silent) return "source.silent";
  if (to == SourceState::slow) return "source.slow";
  if (to == SourceState::speaking && (from == SourceState::silent || from == SourceState::slow)) {
    return "source.speaking";
  }
  return {};
}

journal::FactDraft FactOf(std::string kind, const Source& source, SourceState was,
                          const SourceHealth& health) {
  journal::FactDraft fact;
  fact.kind = std::move(kind);
  fact.agency = source.agency_id;
  fact.system = source.system_id.value_or(SystemId{});
  fact.subject_kind = "source";
  fact.subject_id = source.id.value;
  fact.payload["title"] = source.name.value;
  fact.payload["was"] = NameOf(was);
  if (health.last_seen_at) fact.payload["last_seen_at"] = FormatInstant(*health.last_seen_at);
  return fact;
}

}  // namespace

/// What one turn works with.
struct Watch::Turn {
  Instant now;
  std::map<std::int64_t, Kept> learned;  ///< Sources without a row, as the event store tells them.
  std::map<std::int64_t, Meter::HourCounts> counts;
  std::map<std::int64_t, Meter::HourCounts> put_back;  ///< Of these, for the next turn.
  std::map<std::int64_t, Kept> known;                  ///< The result.
  std::vector<journal::FactDraft> facts;
  int changes = 0;
};

Watch::Watch(Options options, Deps deps)
    : options_(options), deps_(deps), began_(deps_.clock.Now()) {}

Watch::~Watch() { Stop(); }

void Watch::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) {
    while (!stop.stop_requested()) {
      if (const auto looked = Look(); !looked) {
        spdlog::warn("sources: {}", looked.error().Text());
      }
      std::unique_lock lock(mutex_);
      wake_.wait_for(lock, stop, options_.every, [] { return false; });
    }
  });
}

void Watch::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
  // What came since the last turn.
  if (const auto looked = Look(); !looked) spdlog::warn("sources: {}", looked.error().Text());
}

std::chrono::minutes Watch::LimitOf(const Source& source) const {
  const std::chrono::minutes own(source.silent_after_minutes.value);
  return own.count() > 0 ? own : options_.rules.silent_after;
}

Sight Watch::SightOf(const Source& source, const Kept& kept) const {
  Sight sight;
  sight.state = kept.health.state;
  sight.first_seen = kept.health.first_seen_at;
  sight.last_seen = kept.health.last_seen_at;
  // A source that was switched on or changed gets its time to speak.
  sight.listening_since = std::max(began_, source.updated_at.value);
  sight.own_limit = std::chrono::minutes(source.silent_after_minutes.value);
  sight.expected_per_hour = source.expected_per_hour.value;
  sight.hours = &kept.hours;
  return sight;
}

Standing Watch::Of(const Source& source) const {
  Kept kept;
  {
    const std::lock_guard lock(mutex_);
    if (const auto found = known_.find(source.id.value); found != known_.end()) {
      kept = found->second;
    }
  }
  Standing standing;
  if (kept.row != 0) standing.since = kept.health.since;
  if (const auto sighting = deps_.meter.Of(source.id.value)) {
    Widen(kept.health.first_seen_at, kept.health.last_seen_at, sighting->first_at,
          sighting->last_at);
  }
  for (const auto& [hour, count] : deps_.meter.PendingHours(source.id.value)) {
    kept.hours.Add(hour, count);
  }
  const Instant now = deps_.clock.Now();
  const Sight sight = SightOf(source, kept);
  standing.state = Judge(options_.rules, sight, now);
  if (standing.state != kept.health.state) standing.since.reset();
  standing.first_seen = kept.health.first_seen_at;
  standing.last_seen = kept.health.last_seen_at;
  standing.usual = UsualIn(sight, HourOf(now));
  standing.hours = std::move(kept.hours);
  return standing;
}

/// Looks up in the event store what is not known yet.
Status Watch::Learn(const std::vector<Source>& sources, std::map<std::int64_t, Kept>& known) {
  for (const Source& source : sources) {
    {
      const std::lock_guard lock(mutex_);
      if (known_.contains(source.id.value)) continue;
    }
    Kept kept;
    kept.health.source_id = source.id.value;
    kept.health.since = deps_.clock.Now();
    // A source that was declared since the start sent nothing before it.
    if (deps_.past && source.created_at.value < began_) {
      // The hour of the start is left out: this process counts itself.
      const std::int64_t end = HourOf(began_);
      // Until the store answers it stays unknown; the next turn asks again.
      LACHAN_TRY(const auto past,
                 deps_.past(SourceId{source.id.value}, BeginOfHour(end - Hours::kKept),
                            BeginOfHour(end), static_cast<int>(Hours::kKept)));
      for (const events::Bucket& bucket : past.buckets) {
        if (bucket.count == 0) continue;
        kept.hours.Add(HourOf(bucket.start), bucket.count);
        Widen(kept.health.first_seen_at, kept.health.last_seen_at, bucket.start,
              bucket.start + past.width - Duration{1});
      }
    }
    known.emplace(source.id.value, std::move(kept));
  }
  return {};
}

Result<int> Watch::Look() {
  const std::lock_guard one_at_a_time(turn_);
  Turn turn;
  turn.now = deps_.clock.Now();
  std::vector<Source> sources;
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(Myself()));
    LACHAN_TRY(sources, journal::ListAll<Source>(*reader));
    LACHAN_TRY(const auto rows, journal::ListAll<SourceHealth>(*reader));
    const std::lock_guard lock(mutex_);
    for (const SourceHealth& row : rows) {
      Kept& kept = known_[row.source_id];
      if (kept.row != 0) continue;
      kept = {row.id.value, row, Hours::FromJson(row.hours.value, row.hours_end)};
    }
  }
  std::erase_if(sources, [](const Source& source) { return !source.enabled; });
  const Status learned = Learn(sources, turn.learned);
  turn.counts = deps_.meter.TakeHours();
  const Status written = deps_.store.Change(
      Myself(), [&](journal::Writer& writer) { return Write(writer, sources, turn); });
  if (!written) {
    deps_.meter.ReturnHours(turn.counts);
    return std::unexpected(written.error());
  }
  deps_.meter.ReturnHours(turn.put_back);
  {
    const std::lock_guard lock(mutex_);
    for (auto& [id, kept] : turn.known) known_[id] = std::move(kept);
  }
  LACHAN_TRY_DO(learned, "looking up what a source sent in the past");
  return turn.changes;
}

Status Watch::Write(journal::Writer& writer, const std::vector<Source>& sources, Turn& turn) {
  // Read again inside the transaction: another process may have added its own.
  LACHAN_TRY(const auto rows, journal::ListAll<SourceHealth>(writer));
  for (const SourceHealth& row : rows) {
    turn.known[row.source_id] = {row.id.value, row,
                                 Hours::FromJson(row.hours.value, row.hours_end)};
  }
  for (const Source& source : sources) LACHAN_TRY_DO(Visit(writer, source, turn));
  const auto silent = std::ranges::count(turn.facts, "source.silent", &journal::FactDraft::kind);
  const bool is_many = static_cast<std::size_t>(silent) >= options_.many;
  for (auto& fact : turn.facts) {
    if (is_many && fact.kind == "source.silent") fact.kind = "source.silent_among_many";
    LACHAN_TRY_DO(writer.Note(fact));
  }
  if (!is_many) return {};
  journal::FactDraft many;
  many.kind = "intake.many_silent";
  many.payload["number"] = static_cast<std::int64_t>(silent);
  return writer.Note(many);
}

Status Watch::Visit(journal::Writer& writer, const Source& source, Turn& turn) {
  const std::int64_t id = source.id.value;
  const auto counts = turn.counts.find(id);
  if (!turn.known.contains(id)) {
    const auto learned = turn.learned.find(id);
    if (learned == turn.learned.end()) {
      // The event store did not tell yet.
      if (counts != turn.counts.end()) turn.put_back.insert(*counts);
      return {};
    }
    turn.known.emplace(id, learned->second);
  }
  Kept& kept = turn.known[id];
  const auto seen_before = kept.health.last_seen_at;
  const SourceState before = kept.health.state;
  if (counts != turn.counts.end()) {
    for (const auto& [hour, count] : counts->second) kept.hours.Add(hour, count);
  }
  if (const auto sighting = deps_.meter.Of(id)) {
    Widen(kept.health.first_seen_at, kept.health.last_seen_at, sighting->first_at,
          sighting->last_at);
  }
  kept.health.state = Judge(options_.rules, SightOf(source, kept), turn.now);
  if (kept.health.state != before) {
    kept.health.since = turn.now;
    ++turn.changes;
    if (auto kind = KindOf(before, kept.health.state); !kind.empty()) {
      turn.facts.push_back(FactOf(std::move(kind), source, before, kept.health));
    }
  }
  const bool is_same = kept.row != 0 && kept.health.state == before &&
                       seen_before == kept.health.last_seen_at && counts == turn.counts.end();
  return is_same ? Status() : Keep(writer, kept);
}

Status Watch::Keep(journal::Writer& writer, Kept& kept) {
  const auto& entity = schema::Describe<SourceHealth>();
  SourceHealth& health = kept.health;
  health.hours = kept.hours.ToJson();
  health.hours_end = kept.hours.end();
  if (kept.row == 0) {
    const schema::Record record = schema::ToRecord(health);
    LACHAN_TRY_DO(writer.InsertWithoutFact(entity, {&record, 1}));
    journal::ListQuery query;
    query.filters = {journal::Equals("source_id", health.source_id)};
    LACHAN_TRY(const auto added, journal::List<SourceHealth>(writer, query));
    if (!added.empty()) kept.row = added.front().id.value;
    return {};
  }
  const journal::FieldValue values[] = {{"state", NameOf(health.state)},
                                        {"since", Micros(health.since)},
                                        {"first_seen_at", ValueOf(health.first_seen_at)},
                                        {"last_seen_at", ValueOf(health.last_seen_at)},
                                        {"hours_end", health.hours_end},
                                        {"hours", health.hours.value}};
  return writer.AdjustWithoutFact(entity, kept.row, values);
}

}  // namespace lachan::sources
