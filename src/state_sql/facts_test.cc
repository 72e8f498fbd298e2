// SPDX-License-Identifier: Apache-2.0
// The contract of facts, on each backend: chain, feed, tenancy, numbers, concurrency, tampering.
#include <gmock/gmock.h>
#include <boost/json/parse.hpp>

#include <thread>

#include "journal/verify.h"
#include "state_sql/testing_store.h"

namespace lachan::state_sql {
namespace {

using journal::FactDraft;
using journal::FactQuery;
using journal::Reach;
using journal::Writer;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class FactsTest : public StoreTest {
 protected:
  Status Note(FactDraft draft, const journal::Caller& caller = Everyone()) {
    return store_->Change(caller, [&](Writer& writer) { return writer.Note(draft); });
  }
  void NoteMany(int count) {
    ASSERT_TRUE(store_->Change(Everyone(), [&](Writer& writer) -> Status {
      for (int i = 0; i < count; ++i) {
        LACHAN_TRY_DO(writer.Note({.kind = "test.noted", .payload = {{"i", i}}}));
      }
      return {};
    }));
  }
  std::vector<std::int64_t> Ids(const FactQuery& query, Reach reach = Reach::Everything()) {
    const auto facts = Read(std::move(reach))->Facts(query);
    EXPECT_TRUE(facts) << facts.error().Text();
    std::vector<std::int64_t> ids;
    for (const auto& fact : *facts) ids.push_back(fact.id);
    return ids;
  }
  journal::VerifyReport Verify(std::int64_t id = 0, std::string_view head = {}) {
    auto report = journal::VerifyJournal(*Read(), id, head);
    EXPECT_TRUE(report) << report.error().Text();
    return *report;
  }
  /// Takes the protection away, as someone with full rights on the database could.
  void DropTriggers() {
    if (is_sqlite()) {
      EXPECT_EQ(Intrude("DROP TRIGGER fact_no_UPDATE; DROP TRIGGER fact_no_DELETE"), "");
    } else {
      EXPECT_EQ(Intrude("ALTER TABLE fact DISABLE TRIGGER ALL"), "");
    }
  }
};
INSTANTIATE_TEST_SUITE_P(Backends, FactsTest, testing::Values("sqlite", "postgresql"),
                         [](const auto& backend) { return std::string(backend.param); });

TEST_P(FactsTest, ANewRowTellsWhatWasWritten) {
  Device device = NamedDevice("Tường lửa", AgencyId{3});
  device.system_id = SystemId{4};
  device.key_hash = "geheim";
  Add(device);
  const auto facts = *Read()->Facts({});
  ASSERT_EQ(facts.size(), 1u);
  const Fact& fact = facts[0];
  EXPECT_EQ(fact.id, 1);
  EXPECT_EQ(fact.kind, "gadget.added");
  EXPECT_EQ(fact.subject_kind, "gadget");
  EXPECT_EQ(fact.subject_id, 1);
  EXPECT_EQ(fact.agency, AgencyId{3});
  EXPECT_EQ(fact.system, SystemId{4});
  EXPECT_EQ(fact.actor, AccountId{7});
  EXPECT_EQ(fact.actor_name, "Trần Văn A");
  EXPECT_EQ(fact.recorded_at, clock_.Now());
  EXPECT_EQ(fact.occurred_at, clock_.Now());
  EXPECT_EQ(fact.hash, journal::HashOf(fact, journal::GenesisHash()));
  const auto payload = boost::json::parse(fact.payload).as_object();
  EXPECT_EQ(payload.at("new").at("name").as_string(), "Tường lửa");
  EXPECT_THAT(fact.payload, testing::Not(HasSubstr("geheim")));
  EXPECT_THAT(fact.payload, testing::Not(HasSubstr("key_hash")));
}

TEST_P(FactsTest, AChangedRowTellsOldAndNewButNoSecrets) {
  Device device = Add(NamedDevice("a"));
  device.name = "b";
  device.key_hash = "geheim";
  ASSERT_TRUE(store_->Change(Everyone(), [&](Writer& writer) -> Status {
    LACHAN_TRY_DO(
        journal::Update(writer, device, {.kind = "gadget.changed", .payload = {{"why", "test"}}}));
    return {};
  }));
  const auto facts = *Read()->Facts({.newest_first = true, .limit = 1});
  EXPECT_EQ(facts[0].payload, R"({"changed":{"name":["a","b"]},"why":"test"})");
}

TEST_P(FactsTest, AnAgencysOwnRowConcernsThatAgency) {
  ASSERT_TRUE(store_->Change(Everyone(), [&](Writer& writer) -> Status {
    Office office;
    office.name = "Sở A";
    LACHAN_TRY_DO(journal::Insert(writer, office, {.kind = "office.added"}));
    return {};
  }));
  EXPECT_EQ(Read()->Facts({})->front().agency, AgencyId{1});
}

TEST_P(FactsTest, WhatTheDraftSaysIsKept) {
  const Instant earlier = clock_.Now() - std::chrono::hours(3);
  NoteMany(1);
  ASSERT_TRUE(Note({.kind = "incident.reported",
                    .payload = {{"b", 1}, {"a", "đ"}},
                    .agency = {5},
                    .system = {6},
                    .occurred_at = earlier,
                    .origin = Origin::exercise,
                    .cause = {1},
                    .subject_kind = "incident",
                    .subject_id = 9}));
  const Fact fact = Read()->Facts({.after_id = 1})->front();
  EXPECT_EQ(fact.payload, R"({"a":"đ","b":1})");
  EXPECT_EQ(fact.agency, AgencyId{5});
  EXPECT_EQ(fact.system, SystemId{6});
  EXPECT_EQ(fact.occurred_at, earlier);
  EXPECT_EQ(fact.recorded_at, clock_.Now());
  EXPECT_EQ(fact.origin, Origin::exercise);
  EXPECT_EQ(fact.cause, FactId{1});
  EXPECT_EQ(fact.subject_kind, "incident");
  EXPECT_EQ(fact.subject_id, 9);
}

TEST_P(FactsTest, QueriesSelect) {
  ASSERT_TRUE(Note({.kind = "incident.opened", .subject_kind = "incident", .subject_id = 1}));
  clock_.Advance(std::chrono::seconds(1));
  ASSERT_TRUE(Note({.kind = "incident.closed", .subject_kind = "incident", .subject_id = 1}));
  clock_.Advance(std::chrono::seconds(1));
  ASSERT_TRUE(Note({.kind = "incident_task.done", .agency = {2}, .subject_kind = "incident_task"}));
  ASSERT_TRUE(Note({.kind = "incident"}));
  const Instant now = clock_.Now();
  EXPECT_THAT(Ids({}), ElementsAre(1, 2, 3, 4));
  EXPECT_THAT(Ids({.kinds = {"incident.*"}}), ElementsAre(1, 2));
  EXPECT_THAT(Ids({.kinds = {"incident.closed", "incident"}}), ElementsAre(2, 4));
  EXPECT_THAT(Ids({.subject_kind = "incident", .subject_id = 1}), ElementsAre(1, 2));
  EXPECT_THAT(Ids({.agency = {2}}), ElementsAre(3));
  EXPECT_THAT(Ids({.after_id = 1, .before_id = 4}), ElementsAre(2, 3));
  EXPECT_THAT(Ids({.occurred_from = now}), ElementsAre(3, 4));
  EXPECT_THAT(Ids({.occurred_before = now}), ElementsAre(1, 2));
  EXPECT_THAT(Ids({.newest_first = true, .limit = 2}), ElementsAre(4, 3));
  EXPECT_THAT(Ids({.limit = 0}), ElementsAre(1, 2, 3, 4));
}

TEST_P(FactsTest, FactsStayWithinReach) {
  ASSERT_TRUE(Note({.kind = "a.a", .agency = {1}}));
  ASSERT_TRUE(Note({.kind = "a.a", .agency = {2}}));
  ASSERT_TRUE(Note({.kind = "a.a"}));
  EXPECT_THAT(Ids({}, Reach::Only({2})), ElementsAre(2));
  EXPECT_THAT(Ids({.agency = {1}}, Reach::Only({2})), IsEmpty());
  EXPECT_THAT(Ids({}, Reach{}), IsEmpty());
  EXPECT_THAT(Ids({}, Reach::Only({0})), IsEmpty());
  const auto status = Note({.kind = "a.a", .agency = {1}}, Officer(2));
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), ErrorCode::kDenied);
  EXPECT_THAT(Ids({}), ElementsAre(1, 2, 3));
}

TEST_P(FactsTest, TheTableRefusesChangeAndRemoval) {
  NoteMany(2);
  EXPECT_THAT(Intrude("UPDATE fact SET kind = 'x'"), HasSubstr("append-only"));
  EXPECT_THAT(Intrude("DELETE FROM fact WHERE id = 2"), HasSubstr("append-only"));
  if (!is_sqlite()) {
    EXPECT_THAT(Intrude("TRUNCATE fact"), HasSubstr("append-only"));
  }
  EXPECT_EQ(Verify().facts, 2);
}

// ---- feed -----------------------------------------------------------------------------------

TEST_P(FactsTest, ListenersHearCommittedFactsOnly) {
  std::vector<std::int64_t> heard;
  auto handle = store_->Subscribe([&](const Fact& fact) { heard.push_back(fact.id); });
  NoteMany(2);
  ASSERT_FALSE(store_->Change(Everyone(), [&](Writer& writer) -> Status {
    LACHAN_TRY_DO(writer.Note({.kind = "a.a"}));
    return Fail(ErrorCode::kFailedPrecondition, "no");
  }));
  NoteMany(1);
  EXPECT_THAT(heard, ElementsAre(1, 2, 3));
  handle.reset();
  NoteMany(1);
  EXPECT_THAT(heard, ElementsAre(1, 2, 3));
}

TEST_P(FactsTest, AListenerMayEndItsOwnSubscription) {
  int heard = 0;
  std::shared_ptr<void> handle;
  handle = store_->Subscribe([&](const Fact&) {
    ++heard;
    handle.reset();
  });
  NoteMany(3);
  EXPECT_EQ(heard, 1);
}

TEST_P(FactsTest, AHandleMayOutliveTheStore) {
  auto handle = store_->Subscribe([](const Fact&) {});
  store_.reset();
  handle.reset();
}

// ---- many writers ---------------------------------------------------------------------------

TEST_P(FactsTest, ConcurrentWritersShareOneChain) {
  constexpr int kThreads = 8, kEach = 25;
  std::mutex mutex;
  std::vector<std::int64_t> heard, numbers, ids;
  auto handle = store_->Subscribe([&](const Fact& fact) { heard.push_back(fact.id); });
  {
    // Half of them through a store of their own, as a second process would.
    auto second = Open();
    ASSERT_TRUE(second) << second.error().Text();
    std::vector<std::jthread> threads;
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        journal::StateStore& store = t % 2 == 0 ? *store_ : **second;
        for (int i = 0; i < kEach; ++i) {
          std::int64_t number = 0, id = 0;
          const auto status = store.Change(Everyone(), [&](Writer& writer) -> Status {
            LACHAN_TRY(number, writer.NextNumber("case"));
            LACHAN_TRY(const auto device,
                       journal::Insert(writer, NamedDevice("x"), {.kind = "gadget.added"}));
            id = device.id;
            return {};
          });
          EXPECT_TRUE(status) << status.error().Text();
          const std::lock_guard lock(mutex);
          numbers.push_back(number);
          ids.push_back(id);
        }
      });
    }
  }
  std::ranges::sort(numbers);
  std::ranges::sort(ids);
  for (int i = 0; i < kThreads * kEach; ++i) {
    EXPECT_EQ(numbers[static_cast<std::size_t>(i)], i + 1);
    EXPECT_EQ(ids[static_cast<std::size_t>(i)], i + 1);
  }
  const auto report = Verify();
  EXPECT_EQ(report.facts, kThreads * kEach);
  EXPECT_FALSE(report.first_bad) << report.what;
  EXPECT_EQ(heard.size(), static_cast<std::size_t>(kThreads * kEach / 2));
  EXPECT_TRUE(std::ranges::is_sorted(heard));
}

TEST_P(FactsTest, ReadersRunBesideAWriter) {
  NoteMany(5);
  ASSERT_TRUE(store_->Change(Everyone(), [&](Writer& writer) -> Status {
    LACHAN_TRY_DO(writer.Note({.kind = "a.a"}));
    std::size_t seen = 0;
    std::jthread([&] { seen = Read()->Facts({})->size(); }).join();
    EXPECT_EQ(seen, 5u);
    return {};
  }));
}

TEST_P(FactsTest, TooManyReadersAreRefusedInTime) {
  options_.max_readers = 2;
  options_.reader_wait = std::chrono::milliseconds(10);
  auto store = Open();
  ASSERT_TRUE(store);
  const auto a = (*store)->OpenReader(Everyone());
  auto b = (*store)->OpenReader(Everyone());
  const auto c = (*store)->OpenReader(Everyone());
  ASSERT_FALSE(c);
  EXPECT_EQ(c.error().code(), ErrorCode::kExhausted);
  b->reset();
  EXPECT_TRUE((*store)->OpenReader(Everyone()));
}

// ---- tampering ------------------------------------------------------------------------------

TEST_P(FactsTest, AnUntouchedJournalVerifies) {
  NoteMany(5);
  const auto report = Verify();
  EXPECT_EQ(report.facts, 5);
  EXPECT_FALSE(report.first_bad) << report.what;
  EXPECT_EQ(report.head_hash, Read()->Facts({.after_id = 4})->front().hash);
  EXPECT_FALSE(Verify(5, report.head_hash).first_bad);
  EXPECT_FALSE(Verify(2, Read()->Facts({.after_id = 1})->front().hash).first_bad);
}

TEST_P(FactsTest, EveryChangedColumnIsFound) {
  NoteMany(4);
  DropTriggers();
  const std::pair<const char*, const char*> columns[] = {
      {"kind", "'x'"},          {"subject_kind", "'x'"}, {"subject_id", "5"},
      {"agency_id", "5"},       {"system_id", "5"},      {"actor_id", "5"},
      {"actor_name", "'x'"},    {"recorded_at", "5"},    {"occurred_at", "5"},
      {"origin", "'exercise'"}, {"cause_id", "5"},       {"payload", "'{\"i\":9}'"},
      {"hash", "'x'"},
  };
  for (const auto& [column, value] : columns) {
    ASSERT_EQ(Intrude("CREATE TABLE keep AS SELECT * FROM fact WHERE id = 3"), "");
    ASSERT_EQ(Intrude(fmt::format("UPDATE fact SET {} = {} WHERE id = 3", column, value)), "");
    const auto report = Verify();
    EXPECT_EQ(report.first_bad, 3) << column;
    EXPECT_EQ(report.facts, 2) << column;
    ASSERT_EQ(Intrude("DELETE FROM fact WHERE id = 3"), "");
    ASSERT_EQ(Intrude("INSERT INTO fact SELECT * FROM keep"), "");
    ASSERT_EQ(Intrude("DROP TABLE keep"), "");
  }
  EXPECT_FALSE(Verify().first_bad) << "the journal was put back as it was";
}

TEST_P(FactsTest, ARemovedRowIsFound) {
  NoteMany(5);
  DropTriggers();
  ASSERT_EQ(Intrude("DELETE FROM fact WHERE id = 3"), "");
  EXPECT_EQ(Verify().first_bad, 3);
  ASSERT_EQ(Intrude("DELETE FROM fact WHERE id = 1"), "");
  EXPECT_EQ(Verify().first_bad, 1);
}

TEST_P(FactsTest, SwappedRowsAreFound) {
  NoteMany(5);
  DropTriggers();
  ASSERT_EQ(Intrude("UPDATE fact SET id = 100 WHERE id = 2"), "");
  ASSERT_EQ(Intrude("UPDATE fact SET id = 2 WHERE id = 3"), "");
  ASSERT_EQ(Intrude("UPDATE fact SET id = 3 WHERE id = 100"), "");
  EXPECT_EQ(Verify().first_bad, 2);
}

TEST_P(FactsTest, ACutOffTailIsFoundByTheNotedHeadAndByTheStore) {
  NoteMany(5);
  const auto noted = Verify();
  DropTriggers();
  ASSERT_EQ(Intrude("DELETE FROM fact WHERE id > 3"), "");
  EXPECT_FALSE(Verify().first_bad) << "the rest is a valid chain";
  const auto report = Verify(noted.facts, noted.head_hash);
  EXPECT_EQ(report.first_bad, 4);
  const auto check = store_->Check();
  ASSERT_FALSE(check);
  EXPECT_EQ(check.error().code(), ErrorCode::kCorrupt);
  EXPECT_THAT(check.error().Text(), HasSubstr("4 to 5"));
  // New facts do not close the gap.
  NoteMany(1);
  EXPECT_EQ(Verify().first_bad, 4);
}

TEST_P(FactsTest, ARebuiltTailIsFoundByTheNotedHead) {
  NoteMany(3);
  const auto noted = Verify();
  DropTriggers();
  // An intruder who knows the layout recomputes the last hash.
  Fact forged = Read()->Facts({.after_id = 2})->front();
  const std::string before = Read()->Facts({.after_id = 1})->front().hash;
  forged.kind = "test.forged";
  forged.hash = journal::HashOf(forged, before);
  ASSERT_EQ(
      Intrude("UPDATE fact SET kind = 'test.forged', hash = '" + forged.hash + "' WHERE id = 3"),
      "");
  EXPECT_FALSE(Verify().first_bad);
  EXPECT_EQ(Verify(noted.facts, noted.head_hash).first_bad, 3);
}

}  // namespace
}  // namespace lachan::state_sql
