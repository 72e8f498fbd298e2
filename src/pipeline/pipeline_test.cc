// SPDX-License-Identifier: Apache-2.0
#include "pipeline/pipeline.h"

#include <gtest/gtest.h>

#include <future>
#include <set>
#include <thread>

#include "normalise/normaliser.h"
#include "pipeline/event_codec.h"
#include "pipeline/event_id.h"
#include "pipeline/testing_fakes.h"

namespace lachan::pipeline {
namespace {

using namespace std::chrono_literals;
using testing::FixedClock;
using testing::MemorySink;
using testing::MemorySpool;
using testing::MemoryStore;

const Instant kNow = *ParseInstant("2026-11-23T04:05:06Z");

constexpr const char* kRule = R"(
title: Mật khẩu sai
id: 00000000-0000-4000-8000-000000000001
level: high
tags: [attack.t1110]
logsource: {product: linux}
detection:
  words: ['Failed password']
  condition: words
)";

RawRecord Record(std::string text, std::int64_t source = 7) {
  RawRecord record;
  record.text = std::move(text);
  record.received_at = kNow;
  record.source = SourceId{source};
  record.peer = "192.0.2.1";
  record.transport = Transport::kHttp;
  return record;
}

std::shared_ptr<const detect::RuleSet> Rules() {
  const std::vector<detect::SourceText> sources{{"rule.yml", kRule}};
  auto set = std::make_shared<detect::RuleSet>(detect::RuleSet::Compile(sources));
  EXPECT_EQ(set->report().loaded, 1u);
  return set;
}

class MemoryAccounts final : public AccountKeeper {
 public:
  std::optional<Kept> Load() override { return kept_; }
  Status Save(const Kept& kept) override {
    kept_ = kept;
    return {};
  }

 private:
  std::optional<Kept> kept_;
};

class PipelineTest : public ::testing::Test {
 protected:
  PipelineTest() {
    options_.insert_interval = 1ms;
    options_.retry_first = 1ms;
    options_.retry_last = 4ms;
  }
  void Start() {
    pipeline_ = std::make_unique<Pipeline>(
        options_, Pipeline::Deps{clock_, normaliser_, spool_, store_, sink_, nullptr, nullptr,
                                 nullptr, accounts_.get(), &columns_});
    pipeline_->SetRules(rules_);
    ASSERT_TRUE(pipeline_->Start());
  }
  void Drain() { EXPECT_TRUE(pipeline_->WaitIdle(20s)); }
  SourceCounters Source(std::int64_t id = 7) const {
    for (const auto& counters : pipeline_->Sources()) {
      if (counters.source.value == id) return counters;
    }
    return {};
  }
  /// received = stored + rejected + duplicates + in flight, at any moment.
  void ExpectBalance() const {
    for (const auto& c : pipeline_->Sources()) {
      EXPECT_EQ(c.received, c.stored + c.rejected_total() + c.duplicates + c.in_flight);
    }
  }

  FixedClock clock_{kNow};
  normalise::Normaliser normaliser_{normalise::Mappings{}};
  MemorySpool spool_;
  std::unique_ptr<MemoryAccounts> accounts_;
  MemoryAccounts columns_;
  MemoryStore store_;
  MemorySink sink_;
  Pipeline::Options options_;
  std::shared_ptr<const detect::RuleSet> rules_ = Rules();
  std::unique_ptr<Pipeline> pipeline_;
};

TEST_F(PipelineTest, StoresInOrderWithIdsOfTheBatch) {
  Start();
  for (int i = 0; i < 20; ++i) {
    std::vector<RawRecord> records{Record(fmt::format("line {} a", i)),
                                   Record(fmt::format("line {} b", i))};
    const auto receipt = pipeline_->Submit(std::move(records), Durability::kDurable);
    ASSERT_TRUE(receipt);
    EXPECT_EQ(receipt->accepted, 2u);
  }
  Drain();
  const auto events = store_.events();
  ASSERT_EQ(events.size(), 40u);
  std::set<std::string> ids;
  for (std::size_t i = 0; i < events.size(); ++i) {
    EXPECT_EQ(events[i].raw, fmt::format("line {} {}", i / 2, i % 2 == 0 ? "a" : "b"));
    ids.insert(events[i].id);
    EXPECT_TRUE(i == 0 || events[i - 1].id < events[i].id);
  }
  EXPECT_EQ(ids.size(), 40u);
  EXPECT_EQ(Source().stored, 40u);
  EXPECT_EQ(Source().in_flight, 0u);
  ExpectBalance();
}

TEST_F(PipelineTest, SaysWhichRecordsItRefusedAndWhichAreBroken) {
  options_.max_record_bytes = 20;
  Start();
  std::vector<RawRecord> records{Record("good"), Record("  "), Record(std::string(21, 'x')),
                                 Record("{\"a\":")};
  const auto receipt = pipeline_->Submit(std::move(records), Durability::kDurable);
  ASSERT_TRUE(receipt);
  EXPECT_EQ(receipt->accepted, 2u);
  EXPECT_EQ(receipt->malformed, 1u);
  EXPECT_EQ(receipt->malformed_at, std::vector<std::uint32_t>{3});
  ASSERT_EQ(receipt->refused.size(), 2u);
  EXPECT_EQ(receipt->refused[0].index, 1u);
  EXPECT_EQ(receipt->refused[0].reason, Rejection::kEmpty);
  EXPECT_EQ(receipt->refused[1].reason, Rejection::kTooLong);
  Drain();
  EXPECT_EQ(Source().received, 4u);
  EXPECT_EQ(Source().stored, 2u);
  EXPECT_EQ(Source().malformed, 1u);
  ExpectBalance();
}

TEST_F(PipelineTest, RaisesWhatTheRulesFindOnce) {
  Start();
  ASSERT_TRUE(pipeline_->Submit({Record("<38>Nov 23 11:05:01 h sshd[1]: Failed password for an"),
                                 Record("<38>Nov 23 11:05:01 h sshd[1]: Accepted password")},
                                Durability::kDurable));
  Drain();
  const auto found = sink_.detections();
  ASSERT_EQ(found.size(), 1u);
  const Detection& detection = found.begin()->second;
  EXPECT_EQ(detection.rule_title, "Mật khẩu sai");
  EXPECT_EQ(detection.level, Level::high);
  EXPECT_EQ(detection.key, detection.event.id + "/00000000-0000-4000-8000-000000000001");
  EXPECT_EQ(detection.rule->id, detection.rule_id);
  EXPECT_EQ(pipeline_->metrics().detections, 1u);
}

TEST_F(PipelineTest, AlertsDoNotWaitForTheStoreNorTheOtherWay) {
  store_.FailWith(ErrorCode::kUnavailable);
  Start();
  ASSERT_TRUE(pipeline_->Submit({Record("<38>Nov 23 11:05:01 h sshd[1]: Failed password")},
                                Durability::kDurable));
  while (sink_.raised() == 0 || pipeline_->metrics().store_retries == 0) std::this_thread::yield();
  EXPECT_TRUE(store_.events().empty());
  sink_.FailWith(ErrorCode::kUnavailable);
  store_.FailWith(std::nullopt);
  ASSERT_TRUE(pipeline_->Submit({Record("<38>Nov 23 11:05:02 h sshd[1]: Failed password")},
                                Durability::kDurable));
  while (store_.events().size() < 2) std::this_thread::yield();
  EXPECT_EQ(sink_.raised(), 1);
  sink_.FailWith(std::nullopt);
  Drain();
  EXPECT_EQ(sink_.raised(), 2);
  EXPECT_GT(pipeline_->metrics().store_retries, 0u);
}

TEST_F(PipelineTest, ALostAnswerOfTheStoreDoublesNothing) {
  store_.LoseAnswers(3);
  Start();
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(pipeline_->Submit({Record("x")}, Durability::kDurable));
  Drain();
  EXPECT_EQ(store_.events().size(), 10u);
  EXPECT_EQ(Source().stored, 10u);
}

TEST_F(PipelineTest, ReplaysTheSpoolAfterARestartWithTheSameIds) {
  store_.FailWith(ErrorCode::kUnavailable);
  Start();
  for (int i = 0; i < 5; ++i) {
    ASSERT_TRUE(
        pipeline_->Submit({Record(fmt::format("Failed password {}", i))}, Durability::kDurable));
  }
  while (pipeline_->metrics().store_retries == 0) std::this_thread::yield();
  const SpoolPosition before = spool_.Position(SpoolReader::kStore);
  EXPECT_GT(before.pending, before.done);  // the unit is noted before it is handed over
  pipeline_.reset();
  store_.FailWith(std::nullopt);
  Start();
  Drain();
  EXPECT_EQ(store_.events().size(), 5u);
  EXPECT_EQ(Source().recovered, 5u);
  EXPECT_EQ(Source().stored, 5u);
  EXPECT_EQ(Source().received, 5u);  // counted when it is stored: nobody kept the counters
  ExpectBalance();
  ASSERT_FALSE(store_.tokens().empty());
  pipeline_.reset();
  Start();  // nothing comes twice
  Drain();
  EXPECT_EQ(store_.events().size(), 5u);
}

TEST_F(PipelineTest, AUnitCutByACrashIsTheSameUnitAgain) {
  // An earlier process inserted batches 1–2 as one unit and died before it noted so.
  std::vector<Event> events(2);
  events[0].id = "A";
  events[1].id = "B";
  for (const Event& event : events) {
    SpoolItem item{"T" + event.id, "", 1, EventBatch::Of({&event, 1}).bytes()};
    ASSERT_TRUE(spool_.Append({&item, 1}));
  }
  ASSERT_TRUE(spool_.SetPosition(SpoolReader::kStore, {0, 2}));
  ASSERT_TRUE(store_.Insert(events, "TA-TB"));
  SpoolItem later{"TC", "", 1, EventBatch::Of({&events[0], 1}).bytes()};
  ASSERT_TRUE(spool_.Append({&later, 1}));
  Start();
  Drain();
  EXPECT_EQ(store_.tokens(), (std::vector<std::string>{"TA-TB", "TC-TC"}));
}

TEST_F(PipelineTest, CountersGoOnAfterARestart) {
  accounts_ = std::make_unique<MemoryAccounts>();
  Start();
  ASSERT_TRUE(
      pipeline_->Submit({Record("one"), Record(""), Record("three")}, Durability::kDurable, "k"));
  ASSERT_TRUE(pipeline_->Submit({Record("one")}, Durability::kDurable, "k"));
  Drain();
  pipeline_->CountRejected(SourceId{7}, Rejection::kTooLong, 4);
  pipeline_.reset();
  Start();
  EXPECT_EQ(Source().received, 8u);
  EXPECT_EQ(Source().stored, 2u);
  EXPECT_EQ(Source().duplicates, 1u);
  EXPECT_EQ(Source().rejected_total(), 5u);
  EXPECT_EQ(Source().last_received_at, kNow);
  ExpectBalance();
  ASSERT_TRUE(pipeline_->Submit({Record("four")}, Durability::kDurable));
  Drain();
  EXPECT_EQ(Source().stored, 3u);
  ExpectBalance();
}

TEST_F(PipelineTest, WhatLayInTheSpoolAtACrashIsCountedOnce) {
  accounts_ = std::make_unique<MemoryAccounts>();
  store_.FailWith(ErrorCode::kUnavailable);
  Start();
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(pipeline_->Submit({Record("x")}, Durability::kDurable));
  pipeline_.reset();
  store_.FailWith(std::nullopt);
  Start();
  Drain();
  EXPECT_EQ(Source().received, 5u);
  EXPECT_EQ(Source().stored, 5u);
  pipeline_.reset();
  // A kill after the counters were kept and before the position was: the same unit comes again.
  const auto kept = accounts_->Load();
  ASSERT_EQ(kept->settled, 5u);
  ASSERT_TRUE(spool_.SetPosition(SpoolReader::kStore, {2, 5}));
  Start();
  Drain();
  EXPECT_EQ(Source().received, 5u);
  EXPECT_EQ(Source().stored, 5u);
  ExpectBalance();
}

TEST_F(PipelineTest, CountersOfAnotherSpoolDoNotHideNewBatches) {
  accounts_ = std::make_unique<MemoryAccounts>();
  ASSERT_TRUE(accounts_->Save({1000, EncodeCounters({})}));
  Start();
  ASSERT_TRUE(pipeline_->Submit({Record("x")}, Durability::kDurable));
  Drain();
  EXPECT_EQ(Source().stored, 1u);
  ExpectBalance();
}

TEST(CountersTest, ComeBackAsTheyWereAndRefuseEveryCut) {
  SourceCounters one;
  one.source = SourceId{-3};
  one.stored = 1ull << 40;
  one.duplicates = 2;
  one.malformed = 3;
  one.clock_suspect = 4;
  one.bytes = 5;
  one.rejected[2] = 6;
  one.in_flight = 9;
  one.received = one.stored + 2 + 6 + 9;
  one.last_received_at = kNow;
  const std::string bytes = EncodeCounters(std::vector{one, SourceCounters{}});
  const auto back = DecodeCounters(bytes);
  ASSERT_TRUE(back);
  ASSERT_EQ(back->size(), 2u);
  EXPECT_EQ(back->front().stored, one.stored);
  EXPECT_EQ(back->front().received, one.stored + 8);  // without what was in flight
  EXPECT_EQ(back->front().in_flight, 0u);
  EXPECT_EQ(back->front().rejected[2], 6u);
  EXPECT_EQ(back->front().last_received_at, kNow);
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    EXPECT_FALSE(DecodeCounters(std::string_view(bytes).substr(0, size))) << size;
  }
}

TEST_F(PipelineTest, ShedsAndCountsWhereThatIsThePolicy) {
  options_.shed_when_full = true;
  options_.queue_bytes = 1;
  spool_.FailWith(ErrorCode::kExhausted);  // what is taken stays in the queue
  Start();
  ASSERT_TRUE(pipeline_->TryEnqueue({Record("held")}));
  std::vector<RawRecord> more{Record("gone 1"), Record("gone 2")};
  ASSERT_TRUE(pipeline_->TryEnqueue(std::move(more)));
  EXPECT_EQ(Source().rejected[static_cast<std::size_t>(Rejection::kShed)], 2u);
  EXPECT_EQ(Source().received, 3u);
  ExpectBalance();
  spool_.FailWith(std::nullopt);
  Drain();
  EXPECT_EQ(Source().stored, 1u);
}

TEST_F(PipelineTest, PutsAsideWhatTheStoreRefusesForGood) {
  store_.RefuseText("poison");
  Start();
  for (const char* text : {"good 1", "poison", "good 2"}) {
    ASSERT_TRUE(pipeline_->Submit({Record(text)}, Durability::kDurable));
  }
  Drain();
  EXPECT_EQ(store_.events().size(), 2u);
  EXPECT_EQ(spool_.aside().size(), 1u);
  EXPECT_EQ(Source().rejected[static_cast<std::size_t>(Rejection::kStoreRefused)], 1u);
  ExpectBalance();
}

TEST_F(PipelineTest, AUnitThatIsStoredInPartsCountsOnceOverAStop) {
  accounts_ = std::make_unique<MemoryAccounts>();
  store_.FailWith(ErrorCode::kUnavailable);  // Until all of them are one unit.
  Start();
  ASSERT_TRUE(pipeline_->Submit({Record("first")}, Durability::kDurable));
  pipeline_.reset();
  for (const char* text : {"good", "poison", "good later"}) {
    Start();
    ASSERT_TRUE(pipeline_->Submit({Record(text)}, Durability::kDurable));
    pipeline_.reset();
  }
  ASSERT_TRUE(spool_.SetPosition(SpoolReader::kStore, {0, 4}));
  store_.FailWith(std::nullopt);
  store_.RefuseText("poison");
  store_.FailText("later");
  Start();
  for (int i = 0; i < 2'000 && store_.events().size() < 2; ++i) std::this_thread::sleep_for(1ms);
  EXPECT_EQ(store_.events().size(), 2u);
  pipeline_.reset();
  store_.FailText("");
  Start();
  Drain();
  EXPECT_EQ(store_.events().size(), 3u);
  EXPECT_EQ(Source().received, 4u);
  EXPECT_EQ(Source().stored, 3u);
  EXPECT_EQ(Source().rejected[static_cast<std::size_t>(Rejection::kStoreRefused)], 1u);
  ExpectBalance();
}

TEST_F(PipelineTest, TellsTheSenderWhenTheSpoolRefuses) {
  spool_.FailWith(ErrorCode::kExhausted);
  Start();
  const auto refused = pipeline_->Submit({Record("x")}, Durability::kDurable);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code(), ErrorCode::kExhausted);
  EXPECT_FALSE(pipeline_->metrics().spool_problem.empty());
  ExpectBalance();
  spool_.FailWith(std::nullopt);
  EXPECT_TRUE(pipeline_->Submit({Record("y")}, Durability::kDurable));
  Drain();
  EXPECT_EQ(store_.events().size(), 1u);
  EXPECT_TRUE(pipeline_->metrics().spool_problem.empty());
  ExpectBalance();
}

TEST_F(PipelineTest, HoldsWhatCannotBeAnsweredUntilTheSpoolTakesIt) {
  spool_.FailWith(ErrorCode::kExhausted);
  options_.queue_bytes = 10'000;
  Start();
  int taken = 0;
  while (true) {
    std::vector<RawRecord> records{Record(fmt::format("line {}", taken))};
    const Status status = pipeline_->TryEnqueue(std::move(records));
    if (!status) {
      EXPECT_EQ(status.error().code(), ErrorCode::kExhausted);
      ASSERT_EQ(records.size(), 1u);
      EXPECT_EQ(records[0].text, fmt::format("line {}", taken));  // left to the caller
      break;
    }
    ++taken;
    ASSERT_LT(taken, 1000);
  }
  pipeline_->CountRejected(SourceId{7}, Rejection::kShed, 1);
  ExpectBalance();
  EXPECT_GT(pipeline_->metrics().queue_bytes, 0u);
  spool_.FailWith(std::nullopt);
  Drain();
  EXPECT_EQ(store_.events().size(), static_cast<std::size_t>(taken));
  EXPECT_EQ(pipeline_->metrics().queue_bytes, 0u);
  EXPECT_EQ(pipeline_->metrics().shed, 1u);
  ExpectBalance();
}

TEST_F(PipelineTest, SaysBetweenWhichTimesTheEventsLie) {
  Start();
  std::vector<RawRecord> records{Record("<13>1 2020-01-02T00:00:00Z h a - - - x"),
                                 Record("<13>1 2020-01-01T00:00:00Z h a - - - x")};
  for (RawRecord& record : records) record.transport = Transport::kFile;
  const auto old = pipeline_->Submit(records, Durability::kDurable);
  EXPECT_EQ(FormatInstant(old->first.value()), "2020-01-01T00:00:00Z");
  EXPECT_EQ(FormatInstant(old->last.value()), "2020-01-02T00:00:00Z");
  EXPECT_EQ(old->clock_suspect, 0u);
  for (RawRecord& record : records) record.transport = Transport::kHttp;
  const auto live = pipeline_->Submit(records, Durability::kDurable);
  EXPECT_EQ(live->first, kNow);
  EXPECT_EQ(live->last, kNow);
  EXPECT_EQ(live->clock_suspect, 2u);
}

TEST_F(PipelineTest, AcknowledgesAnIdempotencyKeyOnce) {
  Start();
  EXPECT_FALSE(pipeline_->Submit({Record("x")}, Durability::kDurable, "k1")->duplicate);
  EXPECT_TRUE(pipeline_->Submit({Record("x")}, Durability::kDurable, "k1")->duplicate);
  EXPECT_FALSE(pipeline_->Submit({Record("x", 8)}, Durability::kDurable, "k1")->duplicate);
  Drain();
  EXPECT_EQ(store_.events().size(), 2u);
  EXPECT_EQ(Source().duplicates, 1u);
  ExpectBalance();
  pipeline_.reset();
  Start();  // the spool remembers
  EXPECT_TRUE(pipeline_->Submit({Record("x")}, Durability::kDurable, "k1")->duplicate);
}

TEST_F(PipelineTest, RepeatsTheFirstAnswerToAKey) {
  Start();
  const std::vector<RawRecord> records{Record("x"), Record(" "), Record("{\"a\":")};
  const auto first = pipeline_->Submit(records, Durability::kDurable, "k");
  const auto again = pipeline_->Submit(records, Durability::kDurable, "k");
  ASSERT_TRUE(first && again);
  EXPECT_TRUE(again->duplicate);
  EXPECT_EQ(again->token, first->token);
  EXPECT_EQ(again->accepted, 2u);
  EXPECT_EQ(again->malformed, 1u);
  EXPECT_EQ(again->malformed_at, std::vector<std::uint32_t>{2});
  EXPECT_EQ(again->refused.size(), 1u);
  Drain();
  EXPECT_EQ(store_.events().size(), 2u);
  ExpectBalance();
}

TEST_F(PipelineTest, AFailedSubmissionDoesNotSpendItsKey) {
  spool_.FailWith(ErrorCode::kUnavailable);
  Start();
  EXPECT_FALSE(pipeline_->Submit({Record("x")}, Durability::kDurable, "k"));
  spool_.FailWith(std::nullopt);
  EXPECT_FALSE(pipeline_->Submit({Record("x")}, Durability::kDurable, "k")->duplicate);
  Drain();
  EXPECT_EQ(store_.events().size(), 1u);
}

class Owners final : public Locator {
 public:
  Owner Locate(const Event& event) const override {
    return event.host == "web01" ? Owner{AgencyId{5}, SystemId{6}} : Owner{};
  }
  std::string HostOf(std::string_view) const override { return "web01"; }
};

TEST_F(PipelineTest, HeadersOfColumnsOutliveAKill) {
  Start();
  ASSERT_TRUE(pipeline_->Submit({Record("#Fields: date a b")}, Durability::kDurable));
  // What was acknowledged is kept: the next process has nothing but this.
  const auto kept = columns_.Load();
  ASSERT_TRUE(kept);
  pipeline_.reset();
  ASSERT_TRUE(columns_.Save(*kept));
  Start();
  ASSERT_TRUE(pipeline_->Submit({Record("2026-11-23 x y"), Record("2026-11-23 x y z")},
                                Durability::kDurable));
  Drain();
  const auto events = store_.events();
  ASSERT_EQ(events.size(), 3u);
  EXPECT_EQ(events[1].Get("a"), "x");
  EXPECT_EQ(events[2].format, "text");
}

TEST_F(PipelineTest, LocatesWithTheSnapshotOfTheMoment) {
  Start();
  ASSERT_TRUE(pipeline_->Submit({Record("a")}, Durability::kDurable));
  pipeline_->SetLocator(std::make_shared<Owners>());
  ASSERT_TRUE(pipeline_->Submit({Record("b")}, Durability::kDurable));
  Drain();
  const auto events = store_.events();
  EXPECT_EQ(events[0].system.value, 0);
  EXPECT_EQ(events[1].agency.value, 5);
  EXPECT_EQ(events[1].system.value, 6);
}

TEST_F(PipelineTest, BalancesUnderManySendersAndASlowDisk) {
  options_.queue_bytes = 200'000;
  options_.tail_bytes = 5'000;  // the readers must go to the spool
  Start();
  std::atomic<std::uint64_t> accepted{0};
  std::vector<std::thread> senders;
  for (int sender = 0; sender < 4; ++sender) {
    senders.emplace_back([&, sender] {
      for (int i = 0; i < 200; ++i) {
        std::vector<RawRecord> records(5, Record(fmt::format("s{} {}", sender, i), sender));
        if (const auto receipt = pipeline_->Submit(std::move(records), Durability::kDurable)) {
          accepted += receipt->accepted;
        }
        if (i % 50 == 0)
          spool_.FailWith(i % 100 == 0 ? std::optional(ErrorCode::kUnavailable) : std::nullopt);
      }
      spool_.FailWith(std::nullopt);
    });
  }
  for (auto& sender : senders) sender.join();
  spool_.FailWith(std::nullopt);
  Drain();
  ExpectBalance();
  EXPECT_EQ(store_.events().size(), accepted);
  std::set<std::string> ids;
  for (const Event& event : store_.events()) ids.insert(event.id);
  EXPECT_EQ(ids.size(), accepted);
}

TEST_F(PipelineTest, StopsWhileEverythingRefuses) {
  spool_.FailWith(ErrorCode::kExhausted);
  store_.FailWith(ErrorCode::kUnavailable);
  sink_.FailWith(ErrorCode::kUnavailable);
  Start();
  ASSERT_TRUE(pipeline_->TryEnqueue({Record("Failed password")}));
  pipeline_->Stop();
  EXPECT_EQ(Source().rejected[static_cast<std::size_t>(Rejection::kSpoolFailed)], 1u);
  ExpectBalance();
  EXPECT_EQ(pipeline_->Submit({Record("x")}, Durability::kDurable).error().code(),
            ErrorCode::kUnavailable);
}

TEST(EventIdTest, IsDeterministicSortsByTimeAndOrdinal) {
  const BatchId id{1'795'406'706'000, 0x12345678'000001};
  EXPECT_EQ(id.Text(0).size(), 26u);
  EXPECT_EQ(id.Text(3), (BatchId{1'795'406'706'000, 0x12345678'000001}.Text(3)));
  EXPECT_LT(id.Text(1), id.Text(2));
  EXPECT_LT(id.Text(9999), (BatchId{1'795'406'706'000, 0x12345678'000002}.Text(0)));
  EXPECT_LT(id.Text(0xFFFFFF), (BatchId{1'795'406'706'001, 0}.Text(0)));
  // ulid/spec: the time part of 1469918176385 is 01ARYZ6S41.
  EXPECT_EQ((BatchId{1'469'918'176'385, 0}.Text(0).substr(0, 10)), "01ARYZ6S41");
}

TEST(EventCodecTest, ReadsWhatAnOlderProgramLeft) {
  // Version 1: one event "A" of source 1 with a field n=v, raw "r".
  const std::string old(
      "\x01\x01\x01"
      "A\x04\x06\x00\x02\x00\x00\x01h\x00\x02\x01"
      "f\x00\x01\x01\x01n\x01v\x01r",
      25);
  const auto batch = ReadBatch(std::make_shared<const std::string>(old));
  ASSERT_TRUE(batch);
  const std::vector<Event> events = batch->ToEvents();
  ASSERT_EQ(events.size(), 1u);
  EXPECT_EQ(events[0].id, "A");
  EXPECT_EQ(events[0].time.time_since_epoch().count(), 2);
  EXPECT_EQ(events[0].received_at.time_since_epoch().count(), 3);
  EXPECT_EQ(events[0].source.value, 1);
  EXPECT_EQ(events[0].host, "h");
  EXPECT_EQ(events[0].transport, Transport::kSyslogTcp);
  EXPECT_EQ(events[0].fields.at(0).kind, EventField::Kind::kNumber);
  EXPECT_EQ(events[0].Get("n"), "v");
  EXPECT_EQ(events[0].raw, "r");
  for (std::size_t size = 0; size < old.size(); ++size) {
    EXPECT_FALSE(ReadBatch(std::make_shared<const std::string>(old.substr(0, size)))) << size;
  }
  EXPECT_FALSE(
      ReadBatch(std::make_shared<const std::string>("\x01\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x7F")));
}

}  // namespace
}  // namespace lachan::pipeline
