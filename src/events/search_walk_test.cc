// SPDX-License-Identifier: Apache-2.0
#include "events/search_walk.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "events/event_sql.h"

namespace lachan::events {
namespace {

using namespace std::chrono_literals;

const Instant kStart = Instant(std::chrono::sys_days(std::chrono::year{2026} / 11 / 1));

/// Events in memory; only time, cursor and limit of a query are heeded.
class FakeStore final : public EventStore {
 public:
  std::vector<Event> events;  // Newest first.
  int calls = 0;
  int refuse = 0;  ///< As many searches hit the limit of time.

  Status InsertBatches(std::span<const EventBatch* const>, std::string_view) override { return {}; }
  Result<Page> Search(const Query& query, const Scope&) override {
    ++calls;
    if (refuse > 0) {
      --refuse;
      return Fail(ErrorCode::kExhausted, "too slow");
    }
    Page page;
    for (const auto& event : events) {
      if (query.from && event.time < *query.from) continue;
      if (query.to && event.time >= *query.to) continue;
      if (!query.after.empty()) {
        const std::int64_t at = std::stoll(query.after);
        const std::string id = query.after.substr(query.after.find('.') + 1);
        const std::int64_t mine = event.time.time_since_epoch().count();
        if (mine > at || (mine == at && event.id >= id)) continue;
      }
      if (page.events.size() == static_cast<std::size_t>(query.limit)) {
        page.next = MakeCursor(page.events.back());
        break;
      }
      page.events.push_back(event);
    }
    page.rows_read = 10;
    return page;
  }
  Result<Event> Get(std::string_view, const Scope&) override { return Event{}; }
  Result<Histogram> CountOverTime(const Query&, int, const Scope&) override { return Histogram{}; }
  Result<std::vector<ValueCount>> TopValues(std::string_view, const Query&, int,
                                            const Scope&) override {
    return std::vector<ValueCount>{};
  }
  Result<StorageStatistics> Statistics() override { return StorageStatistics{}; }
  Status Ping() override { return {}; }
};

FakeStore WithEvents(int number, Duration apart) {
  FakeStore store;
  for (int i = number - 1; i >= 0; --i) {
    Event event;
    event.id = fmt::format("e{:06}", i);
    event.time = kStart + apart * i;
    store.events.push_back(std::move(event));
  }
  return store;
}

struct Seen {
  std::vector<std::string> ids;
  std::vector<std::optional<Instant>> progress;
  SearchSink Sink() {
    return {.on_events =
                [this](std::vector<Event> events) {
                  for (auto& event : events) ids.push_back(event.id);
                  return true;
                },
            .on_progress =
                [this](std::optional<Instant> to, std::uint64_t) {
                  progress.push_back(to);
                  return true;
                }};
  }
};

Query Month() {
  return {.text = "", .from = kStart, .to = kStart + 30 * 24h, .exercise = {}, .limit = 7};
}

TEST(SliceWalk, CoversThePeriodWithoutGapOrOverlap) {
  SliceWalk walk(kStart, kStart + 30 * 24h, {});
  Instant end = kStart + 30 * 24h;
  int slices = 0;
  while (const auto slice = walk.Next()) {
    EXPECT_EQ(slice->to, end);
    ASSERT_TRUE(slice->from);
    end = *slice->from;
    walk.Done(10ms);
    ASSERT_LT(++slices, 20) << "slices grow while answers are quick";
  }
  EXPECT_EQ(end, kStart);
  EXPECT_DOUBLE_EQ(walk.Share(kStart + 30 * 24h), 1.0);
}

TEST(SliceWalk, SlowAnswersMakeItShorter) {
  SliceWalk walk(kStart, kStart + 24h, {});
  const auto width = [&] { return walk.Next()->to - *walk.Next()->from; };
  EXPECT_EQ(width(), 15min);
  walk.Done(2s);
  EXPECT_EQ(width(), 7min + 30s);
  EXPECT_TRUE(walk.Halve());
  EXPECT_LT(width(), 2min);
  for (int i = 0; i < 20 && walk.Halve(); ++i) {
  }
  EXPECT_FALSE(walk.Halve()) << "there is a shortest slice";
  EXPECT_EQ(width(), 10s);
}

TEST(SliceWalk, WithoutABeginningItEndsToo) {
  SliceWalk walk(std::nullopt, kStart, {});
  int slices = 0;
  while (walk.Next()) {
    walk.Done(1ms);
    ASSERT_LT(++slices, 30);
  }
}

TEST(SearchBackwards, GivesEveryEventOnceNewestFirst) {
  auto store = WithEvents(300, 2h);
  Seen seen;
  const auto end = SearchBackwards(store, Month(), Scope::All(), 1000, seen.Sink());
  ASSERT_TRUE(end);
  EXPECT_EQ(end->events, 300U);
  EXPECT_TRUE(end->next.empty());
  ASSERT_EQ(seen.ids.size(), 300U);
  EXPECT_TRUE(std::ranges::is_sorted(seen.ids, std::ranges::greater{}));
  EXPECT_FALSE(seen.progress.back()) << "everything was searched";
}

TEST(SearchBackwards, PagesMeet) {
  auto store = WithEvents(300, 2h);
  Seen seen;
  Query query = Month();
  for (int pages = 0; pages < 50; ++pages) {
    const auto end = SearchBackwards(store, query, Scope::All(), 20, seen.Sink());
    ASSERT_TRUE(end);
    query.after = end->next;
    if (end->next.empty()) break;
  }
  EXPECT_EQ(seen.ids.size(), 300U);
  EXPECT_TRUE(std::ranges::is_sorted(seen.ids, std::ranges::greater{}));
  EXPECT_EQ(std::ranges::adjacent_find(seen.ids), seen.ids.end());
}

TEST(SearchBackwards, TheFirstEventsComeFromTheFirstSlices) {
  auto store = WithEvents(30 * 24 * 60, 1min);
  Seen seen;
  const auto end = SearchBackwards(store, Month(), Scope::All(), 7, seen.Sink());
  ASSERT_TRUE(end);
  EXPECT_EQ(seen.ids.size(), 7U);
  EXPECT_EQ(store.calls, 1);
  EXPECT_FALSE(end->next.empty());
}

TEST(SearchBackwards, HeadEndsIt) {
  auto store = WithEvents(300, 2h);
  Seen seen;
  Query query = Month();
  query.text = "| head 10";
  const auto end = SearchBackwards(store, query, Scope::All(), 1000, seen.Sink());
  ASSERT_TRUE(end);
  EXPECT_EQ(seen.ids.size(), 10U);
  EXPECT_TRUE(end->next.empty());
}

TEST(SearchBackwards, ASlowSliceIsTriedInPieces) {
  auto store = WithEvents(100, 2h);
  store.refuse = 2;
  Seen seen;
  const auto end = SearchBackwards(store, Month(), Scope::All(), 1000, seen.Sink());
  ASSERT_TRUE(end);
  EXPECT_EQ(seen.ids.size(), 100U);
  store.refuse = 100;
  const auto refused = SearchBackwards(store, Month(), Scope::All(), 1000, seen.Sink());
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kExhausted);
}

TEST(SearchBackwards, TheSinkMayEndIt) {
  auto store = WithEvents(300, 2h);
  int batches = 0;
  const SearchSink sink{.on_events = [&](std::vector<Event>) { return ++batches < 2; },
                        .on_progress = [](auto, auto) { return true; }};
  const auto end = SearchBackwards(store, Month(), Scope::All(), 1000, sink);
  ASSERT_TRUE(end);
  EXPECT_TRUE(end->stopped);
  EXPECT_EQ(batches, 2);
}

}  // namespace
}  // namespace lachan::events
