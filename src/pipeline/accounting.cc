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
