// SPDX-License-Identifier: Apache-2.0
/// \file
/// What makes the output the same whatever the number of threads.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

#include "detect/record_event.h"
#include "formats/json_record.h"
#include "scan/detection_store.h"
#include "scan/part_order.h"
#include "scan/record_facts.h"

namespace lachan::scan {
namespace {

using namespace std::chrono_literals;

Part TextPart(std::string text) {
  Part part;
  part.text = std::move(text);
  return part;
}

TEST(PartOrder, PartsLeaveInTheOrderOfTasks) {
  constexpr std::size_t kTasks = 300, kThreads = 4;
  PartOrder order({1000, 50, 2000});
  std::atomic<std::size_t> next = 0, announced = 0;
  std::jthread announcer([&] {
    for (std::size_t i = 0; i < kTasks; ++i) {
      EXPECT_EQ(order.Reserve(i % 90), i);
      announced = i + 1;
    }
    order.Close();
  });
  std::vector<std::jthread> workers;
  for (std::size_t t = 0; t < kThreads; ++t) {
    workers.emplace_back([&, t] {
      std::mt19937 random(static_cast<unsigned>(t));
      for (std::size_t task; (task = next++) < kTasks;) {
        // Tasks are put after they are announced only.
        while (announced <= task) std::this_thread::yield();
        for (int i = 0; i < 3; ++i) {
          if (random() % 3 == 0) std::this_thread::yield();
          order.Put(task, TextPart(fmt::format("{}.{};", task, i)), i == 2);
        }
      }
    });
  }
  std::string got, want;
  while (!order.IsOver()) {
    if (const auto part = order.Take(10ms)) got += part->text;
  }
  for (std::size_t i = 0; i < kTasks; ++i) want += fmt::format("{0}.0;{0}.1;{0}.2;", i);
  EXPECT_EQ(got, want);
}

TEST(PartOrder, WhatWaitsIsBounded) {
  PartOrder order({1000, 50, 4000});
  ASSERT_TRUE(order.Reserve(1));
  ASSERT_TRUE(order.Reserve(1));
  std::atomic<int> put = 0;
  std::jthread second([&] {
    for (int i = 0; i < 10; ++i) {
      order.Put(1, TextPart(std::string(1000, 'b')), i == 9);
      ++put;
    }
  });
  EXPECT_FALSE(order.Take(50ms));  // The first has its turn.
  EXPECT_LT(put, 5);
  order.Put(0, TextPart(std::string(10'000, 'a')), true);  // However large.
  order.Close();
  std::string got;
  while (!order.IsOver()) {
    if (const auto part = order.Take(10ms)) got += part->text;
  }
  EXPECT_EQ(got, std::string(10'000, 'a') + std::string(10'000, 'b'));
}

TEST(PartOrder, StopEndsAllWaiting) {
  PartOrder order({10, 1, 10});
  ASSERT_TRUE(order.Reserve(5));
  std::jthread waiting([&] { EXPECT_FALSE(order.Reserve(6)); });
  std::this_thread::yield();
  order.Stop();
  waiting.join();
  order.Put(0, TextPart("x"), true);
  EXPECT_TRUE(order.IsOver());
  EXPECT_FALSE(order.Take(1ms));
}

TEST(Part, NumbersAreFilledIn) {
  Part part;
  part.text = "a:,b: |";
  part.gaps = {{2, 1, 0}, {5, 20, 5}};
  std::string out = ">";
  AppendText(part, 100, out);
  EXPECT_EQ(out, ">a:101,b:120   |");
}

TEST(DetectionStore, GivesBackByTimeWhateverGoesToDisk) {
  for (const std::size_t memory : {std::size_t{1}, std::size_t{3000}, std::size_t{1} << 30}) {
    DetectionStore store({memory, ::testing::TempDir()});
    std::mt19937 random(7);
    std::vector<std::pair<Instant, std::uint64_t>> want;
    for (std::uint64_t i = 0; i < 500; ++i) {
      const Instant time{std::chrono::seconds(random() % 50)};
      want.emplace_back(time, i);
      ASSERT_TRUE(store.Add({time, 3, i, std::string(random() % 100, 'x')}));
    }
    std::ranges::stable_sort(want, {}, &std::pair<Instant, std::uint64_t>::first);
    std::vector<std::pair<Instant, std::uint64_t>> got;
    ASSERT_TRUE(store.ForEach([&](const DetectionStore::Detection& one) {
      EXPECT_EQ(one.file, 3U);
      EXPECT_EQ(one.body.find_first_not_of('x'), std::string::npos);
      got.emplace_back(one.time, one.record);
      return true;
    }));
    EXPECT_EQ(got, want) << memory;
    EXPECT_EQ(store.runs() > 0, memory < (1u << 30));
  }
}

TEST(DetectionStore, DetectionsComeBackAsTheyWere) {
  CorrelationNeeds needs;
  needs.is_target = {true, true};
  needs.fields = {"Computer", "User"};
  const std::vector<std::uint32_t> rules = {1, 0};
  const std::vector<CompactField> fields = {{1, EventField::Kind::kString, "ngô"},
                                            {0, EventField::Kind::kNull, ""}};
  const auto body = EncodeDetection(rules, fields);
  const DecodedDetection decoded(body, needs);
  EXPECT_THAT(decoded.rules(), ::testing::ElementsAre(1, 0));
  EXPECT_EQ(decoded.Read("User"), "ngô");
  EXPECT_EQ(decoded.Read("Computer"), std::nullopt);  // It is null.
  EXPECT_EQ(decoded.Read("Other"), std::nullopt);
}

TEST(RecordFacts, ThePlainFormIsReadAsByTheGeneralReader) {
  for (const std::string_view text :
       {"2026-11-23T04:05:06Z", "2026-11-23T04:05:06.1Z", "2026-11-23T04:05:06.123456Z",
        "2026-11-23T04:05:06.1234567Z", "2024-02-29T23:59:59.999Z", "1970-01-01T00:00:00Z"}) {
    const auto plain = ReadPlainTime(text);
    ASSERT_TRUE(plain) << text;
    EXPECT_EQ(*plain, ParseInstant(text).value()) << text;
  }
  for (const std::string_view text :
       {"", "2026-11-23", "2026-11-23T04:05:06+07:00", "2026-11-23 04:05:06Z",
        "2025-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-11-23T24:00:00Z",
        "2026-11-23T04:60:00Z", "2026-11-23T04:05:06.Z", "2026-11-23T04:05:06.12a4Z",
        "20x6-11-23T04:05:06Z", "1969-12-31T23:59:59Z", "2026-00-10T00:00:00Z"}) {
    EXPECT_FALSE(ReadPlainTime(text)) << text;
  }
}

TEST(RecordFacts, SayWhatTheEventSays) {
  const std::vector<std::string> records = {
      R"({"@timestamp":"2026-11-23T04:05:06.5Z","host":{"name":"web01"}})",
      R"({"EventTime":"2020-09-14 14:47:00","Hostname":"A","Channel":"Security","EventID":1})",
      R"({"UtcTime":"2020-05-02 02:55:44.123","Computer":null,"Hostname":"b"})",
      R"({"ts":1588388144.5,"host":"zeek"})",
      R"({"TimeCreated_SystemTime":"bad","time":"2026-11-23T04:05:06Z"})",
      R"({"time":"2026-11-23T04:05:06+07:00","hostname":""})",
      R"({"a":1})",
      R"({"timestamp":null,"eventTime":"2026-11-23T04:05:06Z","ComputerName":"c"})",
      R"({"time":"2026-11-23T04:05:06Z","time2":1,"Computer":"x\ty"})",
  };
  NameTable names;
  formats::JsonRecordReader reader(names);
  RecordFacts facts(names);
  FlatRecord record;
  for (int round = 0; round < 3; ++round) {
    for (const auto& text : records) {
      const std::string padded = text + std::string(reader.kPadding, ' ');
      ASSERT_EQ(reader.Read(std::string_view(padded).substr(0, text.size()), record),
                formats::JsonRecordOutcome::kOk);
      facts.Start(record);
      EXPECT_EQ(facts.time(), detect::TimeOf(record, names)) << text;
      EXPECT_EQ(facts.host(), detect::EventOf(record, names).host) << text;
    }
  }
}

}  // namespace
}  // namespace lachan::scan
