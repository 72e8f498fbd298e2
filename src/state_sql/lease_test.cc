// SPDX-License-Identifier: Apache-2.0
// Two nodes on one store: who does the scheduled work, and what each hears of the other.
#include "journal/lease.h"
#include "base/testing_wait.h"

#include <gtest/gtest.h>

#include <thread>

#include "state_sql/testing_store.h"

namespace lachan::state_sql {
namespace {

using journal::LeaseKeeper;
using std::chrono::milliseconds;

class LeaseTest : public StoreTest {
 protected:
  LeaseKeeper::Options Node(std::string name, milliseconds duration = milliseconds(300)) {
    return {.node = std::move(name), .duration = duration, .is_shared = true};
  }
  LeaseKeeper::Deps Deps() { return {*store_, clock_}; }
  std::vector<Fact> Taken() { return Read()->Facts({.kinds = {"lease.taken"}}).value(); }
};

TEST_P(LeaseTest, OneHoldsAndTheOtherWaits) {
  LeaseKeeper a(Node("a"), Deps()), b(Node("b"), Deps());
  ASSERT_TRUE(a.Turn());
  ASSERT_TRUE(b.Turn());
  EXPECT_TRUE(a.IsHeld());
  EXPECT_FALSE(b.IsHeld());
  EXPECT_EQ(b.holder_node(), "a");
  EXPECT_EQ(a.term(), 1);
  ASSERT_TRUE(a.Turn());
  ASSERT_TRUE(b.Turn());
  EXPECT_FALSE(b.IsHeld()) << "the other one gives signs of life";
  EXPECT_EQ(Taken().size(), 1U) << "renewals are no facts";
}

TEST_P(LeaseTest, AHolderThatFallsSilentIsReplacedAndKnowsItItself) {
  LeaseKeeper a(Node("a"), Deps()), b(Node("b"), Deps());
  ASSERT_TRUE(a.Turn());
  ASSERT_TRUE(b.Turn());
  ASSERT_TRUE(Eventually([&] { return !a.IsHeld(); })) << "before anybody else may begin";
  EXPECT_FALSE(b.IsHeld());
  ASSERT_TRUE(Eventually([&] { return b.Turn() && b.IsHeld(); }));
  EXPECT_EQ(b.term(), 2);
  EXPECT_EQ(Taken().size(), 2U);
  ASSERT_TRUE(a.Turn());
  EXPECT_FALSE(a.IsHeld()) << "it comes back and finds the work taken";
}

TEST_P(LeaseTest, WrongClocksDoNoHarm) {
  LeaseKeeper a(Node("a", milliseconds(60'000)), Deps()),
      b(Node("b", milliseconds(60'000)), Deps());
  ASSERT_TRUE(a.Turn());
  clock_.Advance(std::chrono::hours(24 * 365));
  ASSERT_TRUE(b.Turn());
  ASSERT_TRUE(b.Turn());
  EXPECT_FALSE(b.IsHeld());
  EXPECT_TRUE(a.IsHeld());
}

TEST_P(LeaseTest, WhoLostItCannotWriteThroughTheFence) {
  LeaseKeeper a(Node("a"), Deps()), b(Node("b"), Deps());
  const auto write = [](LeaseKeeper& lease) {
    return lease.fenced().Change(Everyone(), [](journal::Writer& writer) -> Status {
      LACHAN_TRY_DO(journal::Insert(writer, NamedDevice("máy"), {.kind = "gadget.created"}));
      return {};
    });
  };
  ASSERT_TRUE(a.Turn());
  EXPECT_TRUE(write(a));
  ASSERT_TRUE(b.Turn());
  ASSERT_TRUE(Eventually([&] { return b.Turn() && b.IsHeld(); }));
  // As a process that was suspended in the middle of its work.
  const auto late = write(a);
  ASSERT_FALSE(late);
  EXPECT_EQ(late.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_TRUE(write(b));
  EXPECT_EQ(Read()->Count(schema::Describe<Device>(), {}).value(), 2);
}

TEST_P(LeaseTest, StoppingHandsOverAtOnce) {
  LeaseKeeper b(Node("b", milliseconds(60'000)), Deps());
  {
    LeaseKeeper a(Node("a", milliseconds(60'000)), Deps());
    a.Start();
    EXPECT_TRUE(a.IsHeld());
    ASSERT_TRUE(b.Turn());
    EXPECT_FALSE(b.IsHeld());
  }
  ASSERT_TRUE(b.Turn());
  EXPECT_TRUE(b.IsHeld());
}

TEST_P(LeaseTest, AloneRunsOneAfterAnother) {
  std::atomic<int> inside = 0, most = 0, done = 0;
  std::vector<std::jthread> nodes;
  for (int i = 0; i < 3; ++i) {
    nodes.emplace_back([&, i] {
      const auto status =
          journal::Alone(*store_, clock_, "thử", fmt::format("n{}", i), [&]() -> Status {
            most = std::max(most.load(), ++inside);
            std::this_thread::sleep_for(milliseconds(50));
            --inside;
            ++done;
            return {};
          });
      EXPECT_TRUE(status);
    });
  }
  nodes.clear();
  EXPECT_EQ(done, 3);
  EXPECT_EQ(most, 1);
}

TEST_P(LeaseTest, OneNodeHoldsItWithoutARow) {
  LeaseKeeper alone({.node = "a", .is_shared = false}, Deps());
  alone.Start();
  EXPECT_TRUE(alone.IsHeld());
  EXPECT_TRUE(Taken().empty());
  EXPECT_TRUE(alone.fenced().Change(Everyone(), [](journal::Writer&) -> Status { return {}; }));
}

TEST_P(LeaseTest, ListenersHearOfWhatOtherProcessesWroteInOrder) {
  if (is_sqlite()) GTEST_SKIP() << "skipped: SQLite has one process";
  options_.follow_every = milliseconds(20);
  const auto other = Open();
  ASSERT_TRUE(other) << other.error().Text();
  const auto here = Open();
  ASSERT_TRUE(here) << here.error().Text();
  std::mutex mutex;
  std::vector<std::int64_t> heard;
  const auto subscription = (*here)->Subscribe([&](const Fact& fact) {
    const std::lock_guard lock(mutex);
    heard.push_back(fact.id);
  });
  const auto add = [](journal::StateStore& store) {
    return store.Change(Everyone(), [](journal::Writer& writer) -> Status {
      LACHAN_TRY_DO(journal::Insert(writer, NamedDevice("máy"), {.kind = "gadget.created"}));
      return {};
    });
  };
  const auto before = Read()->Facts({.newest_first = true, .limit = 1}).value();
  const std::int64_t first = before.empty() ? 1 : before.front().id + 1;
  constexpr int kEach = 40;
  std::jthread theirs([&] {
    for (int i = 0; i < kEach; ++i) EXPECT_TRUE(add(**other));
  });
  for (int i = 0; i < kEach; ++i) EXPECT_TRUE(add(**here));
  theirs.join();
  ASSERT_TRUE(Eventually([&] {
    const std::lock_guard lock(mutex);
    return heard.size() == 2 * kEach;
  }));
  for (std::size_t i = 0; i < heard.size(); ++i) {
    ASSERT_EQ(heard[i], first + static_cast<std::int64_t>(i)) << "each once, in order";
  }
}

INSTANTIATE_TEST_SUITE_P(Backends, LeaseTest, testing::Values("sqlite", "postgresql"),
                         [](const auto& backend) { return std::string(backend.param); });

}  // namespace
}  // namespace lachan::state_sql
