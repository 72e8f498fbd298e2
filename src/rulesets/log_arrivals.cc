// SPDX-License-Identifier: Apache-2.0
#include "rulesets/log_arrivals.h"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

#include "detect/logsource.h"
#include "schema/json.h"

namespace lachan::rulesets {
namespace {

constexpr std::size_t kEntries = 20'000;
constexpr std::size_t kFields = 2'000;
constexpr std::size_t kNameBytes = 200;
constexpr std::size_t kSampledSources = 512;
constexpr std::size_t kSamples = 16;
constexpr std::size_t kSampleBytes = 16 << 10;
constexpr std::uint32_t kSampleEvery = 1024;
constexpr int kBackfillPages = 20;
constexpr std::size_t kWritten = 500;  // Rows in one transaction.

int DayOf(Instant instant) {
  return static_cast<int>(
      std::chrono::floor<std::chrono::days>(instant).time_since_epoch().count());
}

std::string FieldsJson(const std::unordered_map<std::string, int>& fields) {
  boost::json::object object;
  for (const auto& [name, day] : fields) {
    object[name] = FormatDate(CivilDate(std::chrono::sys_days(std::chrono::days(day))));
  }
  return boost::json::serialize(object);
}

std::unordered_map<std::string, int> ParseFields(const std::string& text) {
  std::unordered_map<std::string, int> fields;
  const auto parsed = schema::ParseJson(text);
  if (!parsed || !parsed->is_object()) return fields;
  for (const auto& [name, day] : parsed->get_object()) {
    if (!day.is_string()) continue;
    const auto date = ParseDate(std::string_view(day.get_string()));
    if (date) {
      fields[std::string(name)] =
          static_cast<int>(std::chrono::sys_days(*date).time_since_epoch().count());
    }
  }
  return fields;
}

}  // namespace

Status LogArrivals::Load() {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(journal::Caller::System("rules")));
  LACHAN_TRY(const auto rows, journal::ListAll<LogInventory>(*reader));
  const std::lock_guard lock(mutex_);
  for (const LogInventory& row : rows) {
    Entry& entry =
        entries_[{row.agency_id.value.value_or(AgencyId{}).value, row.product.value.value,
                  row.category.value.value, row.service.value.value}];
    entry.row = row.id.value;
    entry.events = row.events.value;
    entry.last_at = row.last_at.value;
    entry.fields = ParseFields(row.fields.value.value);
  }
  ++revision_;
  return {};
}

bool LogArrivals::empty() const {
  const std::lock_guard lock(mutex_);
  return entries_.empty();
}

void LogArrivals::Observe(const EventBatch& events) {
  if (events.empty()) return;
  const std::lock_guard lock(mutex_);
  FlatEvent event;
  EventBatch::Cursor(events).Next(event);
  const Instant at = event.received_at;  // All of a batch came about then.
  std::vector<bool> wanted(events.kinds().size());
  std::size_t left = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const EventBatch::Kind& kind = events.kinds()[i];
    const EventBatch::Context& context = events.contexts()[kind.context];
    if (context.is_exercise || context.logsources.empty()) continue;
    See(events, kind, at);
    wanted[i] = WantsSample(context, kind.events);
    left += wanted[i] ? 1 : 0;
  }
  EventBatch::Cursor cursor(events);
  while (left > 0 && cursor.Next(event)) {
    if (!wanted[event.kind]) continue;
    Sample(event);
    wanted[event.kind] = false;
    --left;
  }
}

void LogArrivals::See(const EventBatch& batch, const EventBatch::Kind& kind, Instant at) {
  const int day = DayOf(deps_.clock.Now());
  const EventBatch::Context& context = batch.contexts()[kind.context];
  for (const LogSource& source : context.logsources) {
    const Key key{context.agency.value, source.product, source.category, source.service};
    auto known = entries_.find(key);
    if (known == entries_.end()) {
      if (entries_.size() >= kEntries) continue;
      ++revision_;
      known = entries_.emplace(key, Entry{}).first;
    }
    Entry& entry = known->second;
    entry.events += kind.events;
    entry.last_at = std::max(entry.last_at, at);
    entry.is_dirty = true;
    LookAtFields(entry, batch, batch.shapes()[kind.shape], day);
  }
}

void LogArrivals::LookAtFields(Entry& entry, const EventBatch& batch,
                               const EventBatch::Shape& shape, int day) {
  for (const EventBatch::Name& field : shape) {
    const std::string_view name = batch.names()[field.name];
    if (name.size() > kNameBytes) continue;
    const auto known = entry.fields.find(std::string(name));
    if (known != entry.fields.end()) {
      known->second = day;
    } else if (entry.fields.size() < kFields) {
      entry.fields.emplace(name, day);
      ++revision_;
    }
  }
}

/// Whether the next event of these log sources is to be kept as a sample.
bool LogArrivals::WantsSample(const EventBatch::Context& context, std::uint32_t events) {
  bool wants = false;
  for (const LogSource& source : context.logsources) {
    const Key key{0, source.product, source.category, source.service};
    const auto known = samples_.find(key);
    if (known == samples_.end() && samples_.size() >= kSampledSources) continue;
    Samples& samples = known == samples_.end() ? samples_[key] : known->second;
    samples.passed += events;
    wants = wants || samples.events.size() < kSamples || samples.passed >= kSampleEvery;
  }
  return wants;
}

void LogArrivals::Sample(const FlatEvent& event) {
  if (event.raw.size() > kSampleBytes) return;
  for (const LogSource& source : event.logsources) {
    const auto known = samples_.find({0, source.product, source.category, source.service});
    if (known == samples_.end()) continue;
    Samples& samples = known->second;
    if (samples.events.size() >= kSamples && samples.passed < kSampleEvery) continue;
    samples.passed = 0;
    samples.events.push_back(event.ToEvent());
    if (samples.events.size() > kSamples) samples.events.pop_front();
  }
}

Status LogArrivals::FillFrom(events::EventStore& store) {
  events::Query query;
  query.from = deps_.clock.Now() - std::chrono::days(kDays);
  query.exercise = false;
  query.limit = 1000;
  for (int page = 0; page < kBackfillPages; ++page) {
    LACHAN_TRY(const auto found, store.Search(query, events::Scope::All()));
    for (const Event& event : found.events) Observe(EventBatch::Of({&event, 1}));
    query.after = found.next;
    if (query.after.empty()) break;
  }
  return {};
}

Status LogArrivals::Keep() {
  std::vector<std::pair<Key, Entry>> dirty;
  {
    const std::lock_guard lock(mutex_);
    for (auto& [key, entry] : entries_) {
      if (!entry.is_dirty) continue;
      entry.is_dirty = false;
      dirty.emplace_back(key, entry);
    }
  }
  Status status;
  for (std::size_t from = 0; from < dirty.size() && status; from += kWritten) {
    const std::size_t to = std::min(from + kWritten, dirty.size());
    status =
        deps_.store.Change(journal::Caller::System("rules"), [&](journal::Writer& w) -> Status {
          for (std::size_t i = from; i < to; ++i) {
            LACHAN_TRY_DO(Write(w, dirty[i].first, dirty[i].second));
          }
          return {};
        });
    if (!status) break;
    const std::lock_guard lock(mutex_);
    for (std::size_t i = from; i < to; ++i) entries_[dirty[i].first].row = dirty[i].second.row;
    for (std::size_t i = from; i < to; ++i) dirty[i].second.is_dirty = true;  // Written.
  }
  if (status) return status;
  const std::lock_guard lock(mutex_);
  for (const auto& [key, written] : dirty) {
    if (!written.is_dirty) entries_[key].is_dirty = true;
  }
  return std::unexpected(std::move(status).error().With("keeping the inventory of logs"));
}

Status LogArrivals::Write(journal::Writer& writer, const Key& key, Entry& entry) const {
  const auto& entity = schema::Describe<LogInventory>();
  if (entry.row > 0) {
    const journal::FieldValue values[] = {
        {"events", entry.events},
        {"last_at", static_cast<std::int64_t>(entry.last_at.time_since_epoch().count())},
        {"fields", FieldsJson(entry.fields)}};
    return writer.AdjustWithoutFact(entity, entry.row, values);
  }
  LogInventory row;
  if (key.agency > 0) row.agency_id = std::optional(AgencyId{key.agency});
  row.product.value = key.product;
  row.category.value = key.category;
  row.service.value = key.service;
  row.events = entry.events;
  row.last_at = entry.last_at;
  row.fields.value = FieldsJson(entry.fields);
  const schema::Record record = schema::ToRecord(row);
  LACHAN_TRY_DO(writer.InsertWithoutFact(entity, {&record, 1}));
  journal::ListQuery query;
  query.descending = true;
  query.limit = 1;  // The one just added has the highest id.
  LACHAN_TRY(const auto added, journal::List<LogInventory>(writer, query));
  if (!added.empty()) entry.row = added.front().id.value;
  return {};
}

std::vector<ArrivedLog> LogArrivals::All() const {
  const std::lock_guard lock(mutex_);
  const Instant now = deps_.clock.Now();
  const int oldest = DayOf(now) - kDays;
  std::vector<ArrivedLog> logs;
  for (const auto& [key, entry] : entries_) {
    if (entry.last_at < now - std::chrono::days(kDays)) continue;
    ArrivedLog log{AgencyId{key.agency},
                   {key.product, key.category, key.service},
                   entry.events,
                   entry.last_at,
                   {}};
    for (const auto& [name, day] : entry.fields) {
      if (day >= oldest) log.fields.push_back(name);
    }
    logs.push_back(std::move(log));
  }
  return logs;
}

std::uint64_t LogArrivals::revision() const {
  const std::lock_guard lock(mutex_);
  return revision_;
}

std::vector<Event> LogArrivals::SamplesOf(const LogSource& source) const {
  const std::lock_guard lock(mutex_);
  std::vector<Event> events;
  for (const auto& [key, samples] : samples_) {
    if (!detect::Satisfies(source, {key.product, key.category, key.service})) continue;
    for (const Event& event : samples.events) {
      // One event is a sample of each of its log sources.
      const bool is_known = std::ranges::count(events, event.id, &Event::id) > 0;
      if (!is_known) events.push_back(event);
    }
  }
  return events;
}

}  // namespace lachan::rulesets
