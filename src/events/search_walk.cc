// SPDX-License-Identifier: Apache-2.0
#include "events/search_walk.h"

#include <algorithm>
#include <charconv>

#include "events/event_sql.h"
#include "events/hunt_parser.h"

namespace lachan::events {
namespace {

/// Beyond this the rest is asked at once: there is hardly anything older.
constexpr Duration kLongest = std::chrono::hours(24 * 400);

constexpr std::int64_t kLastMicros = 9'214'646'400'000'000;  // In the year 2262.

Result<SearchEnd> SearchSorted(EventStore& store, const Query& query, const Scope& scope,
                               const SearchSink& sink) {
  LACHAN_TRY(auto page, store.Search(query, scope));
  SearchEnd end{.next = {}, .events = page.events.size(), .rows_read = page.rows_read};
  end.stopped =
      !sink.on_events(std::move(page.events)) || !sink.on_progress(query.from, end.rows_read);
  return end;
}

/// The event of a cursor, and all before it, lie before this.
Instant EndBefore(std::string_view cursor) {
  std::int64_t micros = 0;
  const auto parsed = std::from_chars(cursor.data(), cursor.data() + cursor.size(), micros);
  if (cursor.empty() || parsed.ec != std::errc{} || micros > kLastMicros) return Instant::max();
  return Instant(std::chrono::microseconds(micros + 1));
}

}  // namespace

std::optional<SliceWalk::Slice> SliceWalk::Next() const {
  if (done_ || (from_ && to_ <= *from_)) return std::nullopt;
  Slice slice{.from = to_ - width_, .to = to_};
  // What is left over is not worth a slice of its own.
  if (from_ && *slice.from <= *from_ + width_ / 4) slice.from = from_;
  if (!from_ && width_ >= kLongest) slice.from.reset();
  return slice;
}

void SliceWalk::Done(std::chrono::milliseconds took) {
  const auto slice = Next();
  if (!slice || !slice->from) {
    done_ = true;
    return;
  }
  to_ = *slice->from;
  if (took < options_.quick) width_ = std::min<Duration>(width_ * 4, kLongest);
  if (took > options_.slow) width_ = std::max<Duration>(width_ / 2, options_.shortest);
}

bool SliceWalk::Halve() {
  const auto slice = Next();
  const Duration there = slice && slice->from ? Duration(slice->to - *slice->from) : width_;
  if (there <= options_.shortest) return false;
  width_ = std::max<Duration>(there / 4, options_.shortest);
  return true;
}

double SliceWalk::Share(Instant begin) const {
  if (!from_ || begin <= *from_) return done_ ? 1 : 0;
  return std::clamp(
      static_cast<double>((begin - to_).count()) / static_cast<double>((begin - *from_).count()),
      0.0, 1.0);
}

Result<SearchEnd> SearchBackwards(EventStore& store, Query query, const Scope& scope,
                                  std::uint64_t wanted, const SearchSink& sink) {
  const auto parsed = ParseHuntQuery(query.text);
  if (!parsed) return std::unexpected(ToError(parsed.error()));
  if (parsed->Find(HuntVerb::kSort) != nullptr) return SearchSorted(store, query, scope, sink);
  if (const HuntStep* head = parsed->Find(HuntVerb::kHead)) {
    wanted = std::min<std::uint64_t>(wanted, static_cast<std::uint64_t>(head->number));
  }
  if (!query.to) return Fail(ErrorCode::kInternal, "a search backwards needs its end");
  const bool has_head = parsed->Find(HuntVerb::kHead) != nullptr;
  SearchEnd end;
  SliceWalk walk(query.from, std::min(*query.to, EndBefore(query.after)), {});
  const int page_limit = query.limit;
  while (const auto slice = walk.Next()) {
    query.from = slice->from;
    query.to = slice->to;
    const std::uint64_t left = wanted - end.events;
    query.limit =
        static_cast<int>(std::min<std::uint64_t>(static_cast<std::uint64_t>(page_limit), left));
    const auto begin = std::chrono::steady_clock::now();
    auto page = store.Search(query, scope);
    if (!page && page.error().code() == ErrorCode::kExhausted && walk.Halve()) continue;
    if (!page) return std::unexpected(std::move(page).error());
    const auto took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - begin);
    if (page->events.size() > left) page->events.resize(left);
    end.events += page->events.size();
    end.rows_read += page->rows_read;
    if (!page->events.empty()) {
      query.after = MakeCursor(page->events.back());
      end.stopped = !sink.on_events(std::move(page->events));
      if (end.stopped) return end;
    }
    if (end.events >= wanted) {  // The next page will tell whether there are older ones.
      if (!has_head) end.next = query.after;
      return end;
    }
    if (!page->next.empty()) continue;  // The slice holds more.
    walk.Done(took);
    const auto next = walk.Next();
    end.stopped = !sink.on_progress(next ? std::optional(next->to) : std::nullopt, end.rows_read);
    if (end.stopped) return end;
  }
  return end;
}

}  // namespace lachan::events
