// SPDX-License-Identifier: Apache-2.0
// Stored events in order of time. The store gives pages newest first, so a span is divided by the
// histogram into pieces that fit into memory, and each piece is turned round.
#include <algorithm>

#include "rulesets/trial.h"

namespace lachan::rulesets {
namespace {

constexpr std::size_t kPiece = 4'000;
/// A piece that cannot be divided further may have so many events; the rest of it is left out.
constexpr std::size_t kDensest = 50'000;
constexpr int kMaxBuckets = 1'000;
constexpr std::chrono::seconds kNarrowest{1};
constexpr std::chrono::milliseconds kTimeout{60'000};

events::Query QueryOf(Instant from, Instant to) {
  events::Query query;
  query.from = from;
  query.to = to;
  query.limit = 1000;
  query.timeout = kTimeout;
  return query;
}

class SpanReader {
 public:
  SpanReader(events::EventStore& store, const events::Scope& scope,
             const std::function<bool(std::vector<Event>&)>& take)
      : store_(store), scope_(scope), take_(take) {}

  /// False when `take_` said no.
  Result<bool> Read(Instant from, Instant to, std::uint64_t count) {
    if (count == 0 || from >= to) return true;
    if (count <= kPiece || to - from <= kNarrowest) return ReadPiece(from, to);
    const auto wanted =
        static_cast<int>(std::clamp<std::uint64_t>(count / (kPiece / 4) + 1, 2, kMaxBuckets));
    LACHAN_TRY(const auto histogram, store_.CountOverTime(QueryOf(from, to), wanted, scope_),
               "counting events");
    Instant begin = from;
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < histogram.buckets.size(); ++i) {
      const auto& bucket = histogram.buckets[i];
      if (i > 0 && sum + bucket.count > kPiece) {
        LACHAN_TRY(const bool goes_on, Read(begin, bucket.start, sum));
        if (!goes_on) return false;
        begin = bucket.start;
        sum = 0;
      }
      sum += bucket.count;
    }
    // One bucket, or the events have gone meanwhile: nothing to divide.
    if (begin == from) return ReadPiece(from, to);
    return Read(begin, to, sum);
  }

 private:
  Result<bool> ReadPiece(Instant from, Instant to) {
    std::vector<Event> events;
    auto query = QueryOf(from, to);
    do {
      LACHAN_TRY(auto page, store_.Search(query, scope_), "reading events");
      std::ranges::move(page.events, std::back_inserter(events));
      query.after = page.next;
    } while (!query.after.empty() && events.size() < kDensest);
    std::ranges::reverse(events);
    return take_(events);
  }

  events::EventStore& store_;
  const events::Scope& scope_;
  const std::function<bool(std::vector<Event>&)>& take_;
};

/// Moves `span.from` so that at most `max_events` of the newest are left.
Status Cut(events::EventStore& store, const events::Scope& scope, Instant to,
           std::size_t max_events, EventSpan& span, std::uint64_t& left) {
  LACHAN_TRY(const auto histogram, store.CountOverTime(QueryOf(span.from, to), kMaxBuckets, scope),
             "counting events");
  std::uint64_t sum = 0;
  span.is_cut = true;
  for (auto bucket = histogram.buckets.rbegin(); bucket != histogram.buckets.rend(); ++bucket) {
    if (sum > 0 && sum + bucket->count > max_events) break;
    sum += bucket->count;
    span.from = bucket->start;
  }
  left = sum;
  return {};
}

}  // namespace

Result<EventSpan> ReadInOrder(events::EventStore& store, const events::Scope& scope, Instant from,
                              Instant to, std::size_t max_events,
                              const std::function<void(const EventSpan&)>& begin,
                              const std::function<bool(std::vector<Event>&)>& take) {
  EventSpan span;
  span.from = from;
  LACHAN_TRY(const auto all, store.CountOverTime(QueryOf(from, to), 1, scope), "counting events");
  span.total = all.total;
  std::uint64_t left = all.total;
  if (left > max_events) LACHAN_TRY_DO(Cut(store, scope, to, max_events, span, left));
  begin(span);
  LACHAN_TRY_DO(SpanReader(store, scope, take).Read(span.from, to, left));
  return span;
}

}  // namespace lachan::rulesets
