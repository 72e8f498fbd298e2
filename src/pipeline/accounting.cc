// SPDX-License-Identifier: Apache-2.0
#include "pipeline/accounting.h"

namespace lachan::pipeline {
namespace {

void Merge(SourceCounters& into, const SourceCounters& change) {
  into.received += change.received;
  into.recovered += change.recovered;
  into.bytes += change.bytes;
  into.stored += change.stored;
  into.duplicates += change.duplicates;
  into.malformed += change.malformed;
  into.clock_suspect += change.clock_suspect;
  into.in_flight += change.in_flight;
  for (std::size_t i = 0; i < kRejections; ++i) into.rejected[i] += change.rejected[i];
  if (change.last_received_at &&
      (!into.last_received_at || *into.last_received_at < *change.last_received_at)) {
    into.last_received_at = change.last_received_at;
  }
}

}  // namespace

std::string_view ToString(Rejection reason) {
  switch (reason) {
    case Rejection::kEmpty:
      return "empty";
    case Rejection::kTooLong:
      return "too_long";
    case Rejection::kShed:
      return "shed";
    case Rejection::kBadFraming:
      return "bad_framing";
    case Rejection::kSpoolFailed:
      return "spool_failed";
    case Rejection::kStoreRefused:
      return "store_refused";
    case Rejection::kUnknownSource:
      return "unknown_source";
  }
  return "unknown";
}

void Accounting::Add(std::span<const SourceCounters> changes) {
  const std::lock_guard lock(mutex_);
  for (const SourceCounters& change : changes) {
    SourceCounters& counters = by_source_[change.source.value];
    counters.source = change.source;
    Merge(counters, change);
  }
}

std::vector<SourceCounters> Accounting::Snapshot() const {
  const std::lock_guard lock(mutex_);
  std::vector<SourceCounters> out;
  out.reserve(by_source_.size());
  for (const auto& [id, counters] : by_source_) out.push_back(counters);
  return out;
}

SourceCounters Accounting::Total() const {
  SourceCounters total;
  for (const SourceCounters& counters : Snapshot()) Merge(total, counters);
  return total;
}

void Accounting::Restore(std::span<const SourceCounters> kept) {
  const std::lock_guard lock(mutex_);
  for (const SourceCounters& counters : kept) by_source_[counters.source.value] = counters;
}

namespace {

constexpr std::uint32_t kCountersVersion = 1;

void PutNumber(std::string& out, std::uint64_t value) {
  for (int i = 0; i < 8; ++i) out += static_cast<char>(value >> (8 * i) & 0xFF);
}

std::uint64_t TakeNumber(std::string_view& bytes) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) {
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(bytes[i])) << (8 * i);
  }
  bytes.remove_prefix(8);
  return value;
}

}  // namespace

std::string EncodeCounters(std::span<const SourceCounters> counters) {
  std::string out;
  PutNumber(out, kCountersVersion);
  PutNumber(out, kRejections);
  PutNumber(out, counters.size());
  for (const SourceCounters& one : counters) {
    PutNumber(out, static_cast<std::uint64_t>(one.source.value));
    for (const std::uint64_t number :
         {one.recovered, one.bytes, one.stored, one.duplicates, one.malformed, one.clock_suspect}) {
      PutNumber(out, number);
    }
    for (const std::uint64_t number : one.rejected) PutNumber(out, number);
    PutNumber(out, one.last_received_at ? static_cast<std::uint64_t>(
                                              one.last_received_at->time_since_epoch().count())
                                        : 0);
  }
  return out;
}

std::optional<std::vector<SourceCounters>> DecodeCounters(std::string_view bytes) {
  if (bytes.size() < 24 || TakeNumber(bytes) != kCountersVersion) return std::nullopt;
  const std::uint64_t reasons = TakeNumber(bytes), sources = TakeNumber(bytes);
  // Reasons are added at the end only: an older program knew fewer.
  if (reasons > kRejections || bytes.size() / (8 * (8 + reasons)) < sources) return std::nullopt;
  std::vector<SourceCounters> counters(sources);
  for (SourceCounters& one : counters) {
    one.source.value = static_cast<std::int64_t>(TakeNumber(bytes));
    for (std::uint64_t* number : {&one.recovered, &one.bytes, &one.stored, &one.duplicates,
                                  &one.malformed, &one.clock_suspect}) {
      *number = TakeNumber(bytes);
    }
    for (std::size_t i = 0; i < reasons; ++i) one.rejected[i] = TakeNumber(bytes);
    if (const auto at = static_cast<std::int64_t>(TakeNumber(bytes)); at != 0) {
      one.last_received_at = Instant{Duration{at}};
    }
    one.received = one.stored + one.duplicates + one.rejected_total();
  }
  return counters;
}

Tally Negated(const Tally& tally) {
  Tally out;
  for (const SourceCounters& change : tally.changes()) {
    SourceCounters& counters = out[change.source];
    counters.received = -change.received;
    counters.recovered = -change.recovered;
    counters.bytes = -change.bytes;
    counters.stored = -change.stored;
    counters.duplicates = -change.duplicates;
    counters.malformed = -change.malformed;
    counters.clock_suspect = -change.clock_suspect;
    counters.in_flight = -change.in_flight;
    for (std::size_t i = 0; i < kRejections; ++i) counters.rejected[i] = -change.rejected[i];
  }
  return out;
}

SourceCounters& Tally::operator[](SourceId source) {
  for (SourceCounters& counters : changes_) {
    if (counters.source == source) return counters;
  }
  SourceCounters& counters = changes_.emplace_back();
  counters.source = source;
  return counters;
}

}  // namespace lachan::pipeline
