// SPDX-License-Identifier: Apache-2.0
#include "sources/meter.h"

#include <algorithm>
#include <deque>
#include <utility>

#include "base/text.h"
#include "normalise/kept.h"
#include "sources/hours.h"

namespace lachan::sources {
namespace {

/// Of a batch, so many records tell about delays and clocks.
constexpr std::size_t kMeasured = 8;
/// Samples of the usual are taken at most once in this time.
constexpr std::chrono::milliseconds kSampleEvery{500};
/// A stranger that is silent for this long may make room for another.
constexpr std::chrono::minutes kStrangerStays{10};
constexpr std::string_view kOtherFormats = "…";

template <class T>
std::int64_t Steps(Instant instant) {
  return std::chrono::floor<T>(instant).time_since_epoch().count();
}

std::int64_t Milliseconds(Duration duration) {
  return std::chrono::duration_cast<std::chrono::milliseconds>(duration).count();
}

Sample SampleOf(const Event& event, const pipeline::Reading& reading) {
  Sample sample;
  sample.received_at = event.received_at;
  sample.own_time = reading.own_time;
  sample.clock_suspect = event.clock_suspect;
  sample.agency = event.agency;
  sample.peer = event.peer;
  sample.host = event.host;
  sample.transport = event.transport;
  sample.format = event.format;
  sample.outcome = reading.outcome;
  sample.fields = event.fields.size();
  sample.text = Ellipsis(event.raw, Meter::kSampleBytes);
  return sample;
}

/// The first few at once, then one at a time.
void Keep(std::deque<Sample>& samples, std::optional<Instant>& kept_at, Sample sample) {
  const Instant at = sample.received_at;
  if (samples.size() >= Meter::kSamples && kept_at && at - *kept_at < kSampleEvery) return;
  kept_at = at;
  samples.push_front(std::move(sample));
  if (samples.size() > Meter::kSamples) samples.pop_back();
}

}  // namespace

struct Meter::Entry {
  std::int64_t source = 0;
  std::optional<Instant> first_at, last_at, sampled_at, odd_sampled_at, certificate_until;
  std::uint64_t understood = 0, as_text = 0, malformed = 0, clock_suspect = 0;
  StepRing<61> seconds;
  StepRing<61> minutes;
  HourCounts hours;
  std::map<std::string, std::uint64_t, std::less<>> formats;
  std::map<Transport, std::uint64_t> transports;
  ValueRing<256> skew, delay, storing;
  std::deque<Sample> recent, odd;
};

/// What one batch says of one source; of a stranger, of one address.
struct Meter::Tally {
  std::int64_t source = 0;
  std::string peer;  ///< Of a stranger only.
  std::uint64_t understood = 0, as_text = 0, malformed = 0, clock_suspect = 0;
  std::vector<std::pair<std::string, std::uint64_t>> formats;  // the last met one at the end
  Instant at;
  std::optional<Sample> sample, odd;
  std::vector<std::pair<std::int64_t, bool>> skews;  // milliseconds; whether it is believed

  std::uint64_t records() const { return understood + as_text + malformed; }

  void Count(const Event& event, normalise::Outcome outcome) {
    switch (outcome) {
      case normalise::Outcome::kUnderstood:
        ++understood;
        break;
      case normalise::Outcome::kText:
        ++as_text;
        break;
      case normalise::Outcome::kMalformed:
        ++malformed;
        break;
    }
    clock_suspect += event.clock_suspect ? 1 : 0;
    if (formats.empty() || formats.back().first != event.format) {
      const auto found =
          std::ranges::find(formats, event.format, &std::pair<std::string, std::uint64_t>::first);
      if (found == formats.end()) {
        formats.emplace_back(event.format, 0);
      } else {
        std::swap(*found, formats.back());
      }
    }
    ++formats.back().second;
  }
};

class Meter::Batch final : public pipeline::BatchMeter {
 public:
  Batch(Meter& meter, std::size_t records)
      : meter_(meter), every_(std::max<std::size_t>(1, records / kMeasured)) {}

  void See(const Event& event, const pipeline::Reading& reading) override {
    Tally& tally = TallyOf(event);
    tally.at = event.received_at;
    tally.Count(event, reading.outcome);
    if (!tally.sample) tally.sample = SampleOf(event, reading);
    if (!tally.odd && reading.outcome != normalise::Outcome::kUnderstood) {
      tally.odd = SampleOf(event, reading);
    }
    if (normalise::MayBeOld(event.transport)) return;  // Tells of no clock, and of no delay.
    if (seen_++ % every_ == 0 && reading.own_time) {
      tally.skews.emplace_back(Milliseconds(*reading.own_time - event.received_at),
                               !event.clock_suspect);
    }
  }

  void Done() override {
    const std::lock_guard lock(meter_.mutex_);
    for (Tally& tally : tallies_) meter_.Note(tally);
  }

 private:
  static bool IsOf(const Tally& tally, const Event& event) {
    return tally.source == event.source.value && (tally.source != 0 || tally.peer == event.peer);
  }

  Tally& TallyOf(const Event& event) {
    if (!tallies_.empty() && IsOf(tallies_.back(), event)) return tallies_.back();
    const auto found =
        std::ranges::find_if(tallies_, [&](const Tally& tally) { return IsOf(tally, event); });
    if (found != tallies_.end()) {
      std::swap(*found, tallies_.back());
      return tallies_.back();
    }
    Tally& tally = tallies_.emplace_back();
    tally.source = event.source.value;
    if (tally.source == 0) tally.peer = event.peer;
    return tally;
  }

  Meter& meter_;
  const std::size_t every_;
  std::size_t seen_ = 0;
  std::vector<Tally> tallies_;  // one or two: a batch rarely has more sources
};

Meter::Entry& Meter::EntryOf(std::int64_t source) {
  auto& entry = entries_[source];
  if (!entry) {
    entry = std::make_shared<Entry>();
    entry->source = source;
  }
  return *entry;
}

std::unique_ptr<pipeline::BatchMeter> Meter::Begin(std::size_t records) {
  return std::make_unique<Batch>(*this, records);
}

void Meter::Note(Tally& tally) {
  Entry& entry = EntryOf(tally.source);
  const Instant at = tally.at;
  const std::uint64_t records = tally.records();
  if (!entry.first_at) entry.first_at = at;
  if (!entry.last_at || *entry.last_at < at) entry.last_at = at;
  entry.understood += tally.understood;
  entry.as_text += tally.as_text;
  entry.malformed += tally.malformed;
  entry.clock_suspect += tally.clock_suspect;
  entry.seconds.Add(Steps<std::chrono::seconds>(at), records);
  entry.minutes.Add(Steps<std::chrono::minutes>(at), records);
  entry.hours[HourOf(at)] += records;
  entry.transports[tally.sample->transport] += records;
  for (const auto& [name, count] : tally.formats) {
    auto found = entry.formats.find(name);
    if (found == entry.formats.end()) {
      const auto kept = entry.formats.size() < kFormats ? std::string_view(name) : kOtherFormats;
      found = entry.formats.try_emplace(std::string(kept), 0).first;
    }
    found->second += count;
  }
  for (const auto& [skew, is_believed] : tally.skews) {
    entry.skew.Add(skew);
    if (is_believed) entry.delay.Add(-skew);
  }
  if (tally.source == 0) Meet(*tally.sample, records);
  if (tally.odd) Keep(entry.odd, entry.odd_sampled_at, *std::move(tally.odd));
  Keep(entry.recent, entry.sampled_at, *std::move(tally.sample));
}

void Meter::Meet(const Sample& sample, std::uint64_t records) {
  auto found = strangers_.find(sample.peer);
  if (found == strangers_.end() && strangers_.size() >= kStrangers) {
    // Looked for at most once a second: who forges addresses shall not cost a search each.
    if (sample.received_at >= room_at_) {
      room_at_ = sample.received_at + std::chrono::seconds{1};
      const auto oldest = std::ranges::min_element(
          strangers_, {}, [](const auto& one) { return one.second.last_at; });
      if (sample.received_at - oldest->second.last_at >= kStrangerStays) {
        forgotten_ += oldest->second.records;
        strangers_.erase(oldest);
      }
    }
    if (strangers_.size() >= kStrangers) {
      forgotten_ += records;
      return;
    }
  }
  if (found == strangers_.end()) {
    found =
        strangers_.emplace(sample.peer, Stranger{sample.peer, 0, sample.received_at, {}, {}}).first;
  }
  Stranger& stranger = found->second;
  stranger.records += records;
  stranger.last_at = sample.received_at;
  stranger.sample = sample;
}

void Meter::Refused(const RawRecord& record, std::uint64_t records) {
  Sample sample;
  sample.received_at = record.received_at;
  sample.peer = record.peer;
  sample.transport = record.transport;
  sample.text =
      Ellipsis(RepairUtf8(std::string_view(record.text).substr(0, kSampleBytes)), kSampleBytes);
  const std::lock_guard lock(mutex_);
  Meet(sample, records);
}

void Meter::Certified(SourceId source, Instant until) {
  const std::lock_guard lock(mutex_);
  EntryOf(source.value).certificate_until = until;
}

void Meter::Stored(SourceId source, Instant received_at) {
  const Instant now = clock_.Now();
  const std::lock_guard lock(mutex_);
  EntryOf(source.value).storing.Add(Milliseconds(now - received_at));
}

Sighting Meter::View(const Entry& entry, Instant now) const {
  Sighting view;
  view.source = entry.source;
  view.first_at = entry.first_at;
  view.last_at = entry.last_at;
  view.understood = entry.understood;
  view.as_text = entry.as_text;
  view.malformed = entry.malformed;
  view.clock_suspect = entry.clock_suspect;
  view.certificate_until = entry.certificate_until;
  const std::int64_t second = Steps<std::chrono::seconds>(now);
  view.last_minute = entry.seconds.Sum(second - 59, second + 1);
  const std::int64_t minute = Steps<std::chrono::minutes>(now);
  for (std::int64_t m = minute - 60; m < minute; ++m) view.minutes.push_back(entry.minutes.At(m));
  view.formats = {entry.formats.begin(), entry.formats.end()};
  view.transports = entry.transports;
  view.skew = entry.skew.View();
  view.delay = entry.delay.View();
  view.storing = entry.storing.View();
  view.recent = {entry.recent.begin(), entry.recent.end()};
  view.odd = {entry.odd.begin(), entry.odd.end()};
  return view;
}

std::vector<Sighting> Meter::All() const {
  const Instant now = clock_.Now();
  const std::lock_guard lock(mutex_);
  std::vector<Sighting> all;
  for (const auto& [source, entry] : entries_) {
    if (entry->first_at) all.push_back(View(*entry, now));
  }
  return all;
}

std::optional<Sighting> Meter::Of(std::int64_t source) const {
  const Instant now = clock_.Now();
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(source);
  if (found == entries_.end() || !found->second->first_at) return std::nullopt;
  return View(*found->second, now);
}

std::vector<Stranger> Meter::Strangers() const {
  std::vector<Stranger> all;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [peer, stranger] : strangers_) all.push_back(stranger);
  }
  std::ranges::stable_sort(all, std::greater{}, &Stranger::records);
  return all;
}

std::uint64_t Meter::forgotten_strangers() const {
  const std::lock_guard lock(mutex_);
  return forgotten_;
}

std::map<std::int64_t, Meter::HourCounts> Meter::TakeHours() {
  const std::lock_guard lock(mutex_);
  std::map<std::int64_t, HourCounts> taken;
  for (auto& [source, entry] : entries_) {
    if (!entry->hours.empty()) taken.emplace(source, std::exchange(entry->hours, {}));
  }
  return taken;
}

void Meter::ReturnHours(const std::map<std::int64_t, HourCounts>& hours) {
  const std::lock_guard lock(mutex_);
  for (const auto& [source, counts] : hours) {
    Entry& entry = EntryOf(source);
    for (const auto& [hour, count] : counts) entry.hours[hour] += count;
  }
}

Meter::HourCounts Meter::PendingHours(std::int64_t source) const {
  const std::lock_guard lock(mutex_);
  const auto found = entries_.find(source);
  return found == entries_.end() ? HourCounts() : found->second->hours;
}

}  // namespace lachan::sources
