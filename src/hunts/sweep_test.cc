// SPDX-License-Identifier: Apache-2.0
/// \file
/// Sweeps against the stream's matcher on a real engine: random rules, the product's own rules with
/// their samples, and, where ../shared is present, all of its rules over its events.
#include "hunts/sweep.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <set>

#include "base/text.h"
#include "detect/correlate.h"
#include "detect/logsource.h"
#include "detect/testing_cases.h"
#include "detect/testing_events.h"
#include "detect/testing_generator.h"
#include "events_clickhouse/clickhouse_column_reader.h"
#include "hunts/testing_store.h"
#include "indicators/read.h"

namespace lachan::hunts {
namespace {

using detect::SourceText;

const Instant kDay = Instant(std::chrono::sys_days(std::chrono::year{2026} / 11 / 23));

class SweepTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (events_clickhouse::EnginePath().empty()) GTEST_SKIP() << "no engine in this build";
  }

  static SweepTargets TargetsOf(std::span<const SourceText> sources) {
    SweepTargets targets;
    targets.rules = std::make_shared<detect::RuleSet>(detect::RuleSet::Compile(sources));
    return targets;
  }

  /// What the stream finds in the events as they came, against a sweep of the store.
  void Compare(const SweepTargets& targets, std::vector<Event> events) {
    ASSERT_TRUE(world_.Fill(events));
    std::ranges::sort(events, {}, [](const Event& e) { return std::pair(e.time, e.id); });
    const auto scratch = targets.rules->MakeScratch();
    detect::CorrelatorOptions correlations;
    correlations.report_repeated = false;
    detect::Correlator correlator(*targets.rules, correlations);
    std::map<std::size_t, std::uint64_t> wanted;
    std::vector<detect::Match> matches;
    for (const Event& event : events) {
      targets.rules->Match(event, *scratch, matches);
      for (const auto& match : matches) ++wanted[match.rule];
      for (const auto& hit : correlator.Observe(event, matches)) ++wanted[hit.rule];
    }
    events_clickhouse::ClickHouseColumnReader reader(world_.engine().endpoint());
    SweepScope scope{.scope = events::Scope::All(),
                     .from = events.front().time,
                     .to = events.back().time + std::chrono::seconds(1)};
    SweepOptions options;
    options.slice_events = 100;
    const auto swept = RunSweep(reader, scope, targets, options);
    ASSERT_TRUE(swept) << swept.error().Text();
    EXPECT_TRUE(swept->is_complete);
    EXPECT_EQ(swept->events_read, events.size());
    std::uint64_t pairs = 0;
    for (std::size_t i = 0; i < targets.rules->rules().size(); ++i) {
      std::uint64_t got = 0;
      if (const auto at = swept->rules.find(i); at != swept->rules.end()) {
        for (const auto& [where, tally] : at->second) got += tally.events;
      }
      EXPECT_EQ(got, wanted[i]) << targets.rules->rules()[i].text;
      pairs += wanted[i];
    }
    fmt::print("{} rules, {} events: {} matches\n", targets.rules->rules().size(), events.size(),
               pairs);
    EXPECT_GT(pairs, 0U);
  }

  TestingStore world_;
};

TEST_F(SweepTest, EqualsTheStreamForRandomRulesAndEvents) {
  using namespace detect::testing;
  Generator generate(20261126);
  std::vector<SourceText> sources;
  for (int i = 0; i < 200; ++i) {
    sources.push_back(
        {fmt::format("r{}", i), fmt::format("title: r{0}\nid: r{0}\nlogsource: {{category: test}}\n"
                                            "detection: {1}\n",
                                            i, ToYaml(generate.Detection()))});
  }
  sources.push_back({"c",
                     "title: c\nid: c\ncorrelation:\n  type: event_count\n  rules: [r1, r2, r3]\n"
                     "  group-by: [f]\n  timespan: 10m\n  condition: {gte: 3}\n"});
  std::vector<Event> events;
  for (std::size_t i = 0; i < 2000; ++i) {
    Event event = EventOf(generate.Fields());
    event.id = fmt::format("01TEST{:020}", i);
    event.time = kDay + std::chrono::seconds(i * 7);
    event.received_at = event.time;
    event.agency = AgencyId{static_cast<std::int64_t>(i % 3)};
    event.logsources = {{"", i % 10 == 0 ? "other" : "test", ""}};
    if (i % 5 == 0) event.raw = "a line of text with aB and đ1";
    if (i % 5 == 1) event.raw = R"({"structured": "aB"})";
    events.push_back(std::move(event));
  }
  const auto targets = TargetsOf(sources);
  ASSERT_EQ(targets.rules->report().loaded, sources.size());
  Compare(targets, events);
}

TEST_F(SweepTest, KeepsToItsScope) {
  const SourceText source{"r",
                          "title: r\nid: r\nlogsource: {category: test}\ndetection:\n"
                          "  s: {Image|endswith: '\\cmd.exe'}\n  condition: s\n"};
  const auto targets = TargetsOf({&source, 1});
  std::vector<Event> events;
  for (std::size_t i = 0; i < 60; ++i) {
    Event event;
    event.id = fmt::format("01TEST{:020}", i);
    event.time = kDay + std::chrono::minutes(i);
    event.received_at = event.time;
    event.agency = AgencyId{static_cast<std::int64_t>(i % 3 + 1)};
    event.system = SystemId{static_cast<std::int64_t>(i % 2 + 1)};
    event.is_exercise = i % 5 == 0;
    event.logsources = {{"", "test", ""}};
    event.fields = {{"Image", "C:\\cmd.exe", {}}};
    events.push_back(std::move(event));
  }
  ASSERT_TRUE(world_.Fill(events));
  events_clickhouse::ClickHouseColumnReader reader(world_.engine().endpoint());
  const auto count = [&](const SweepScope& scope) {
    const auto swept = RunSweep(reader, scope, targets, {});
    EXPECT_TRUE(swept) << swept.error().Text();
    std::map<std::int64_t, std::uint64_t> counts;
    if (!swept) return counts;
    for (const auto& [rule, tallies] : swept->rules) {
      for (const auto& [where, tally] : tallies) counts[where.first] += tally.events;
    }
    return counts;
  };
  using Counts = std::map<std::int64_t, std::uint64_t>;
  SweepScope scope{
      .scope = events::Scope::Of({AgencyId{2}}), .from = kDay, .to = kDay + std::chrono::hours(1)};
  EXPECT_EQ(count(scope), (Counts{{2, 20}}));
  scope.systems = {SystemId{1}};
  EXPECT_EQ(count(scope), (Counts{{2, 10}}));
  scope.systems.clear();
  scope.exercise = true;
  EXPECT_EQ(count(scope), (Counts{{2, 4}}));
  scope.exercise.reset();
  scope.to = kDay + std::chrono::minutes(6);
  EXPECT_EQ(count(scope), (Counts{{2, 2}}));
  scope.scope = events::Scope::Of({});
  EXPECT_EQ(count(scope), Counts{});
}

TEST_F(SweepTest, FindsIndicatorsInFieldsAndLines) {
  SweepTargets targets;
  auto read = indicators::ReadIndicators("198.51.100.7\nxau.example\n", {});
  ASSERT_EQ(read.indicators.size(), 2U);
  targets.indicators =
      std::make_shared<indicators::IndicatorSet>(*indicators::IndicatorSet::Build(read.indicators));
  std::vector<Event> events(4);
  for (std::size_t i = 0; i < events.size(); ++i) {
    events[i].id = fmt::format("01TEST{:020}", i);
    events[i].time = events[i].received_at = kDay + std::chrono::minutes(i);
    events[i].agency = AgencyId{1};
  }
  events[0].fields = {{"dst_ip", "198.51.100.7", {}}};
  events[1].fields = {{"some.name", "www.XAU.example", {}}};
  events[2].raw = "<38>Nov 23 host app: from 198.51.100.7 port 22";
  events[3].fields = {{"dst_ip", "198.51.100.70", {}}};
  ASSERT_TRUE(world_.Fill(events));
  events_clickhouse::ClickHouseColumnReader reader(world_.engine().endpoint());
  const auto swept = RunSweep(
      reader, {.scope = events::Scope::All(), .from = kDay, .to = kDay + std::chrono::hours(1)},
      targets, {});
  ASSERT_TRUE(swept) << swept.error().Text();
  ASSERT_EQ(swept->indicators.size(), 2U);
  const auto& address = swept->indicators.at(0).at({1, 0});
  EXPECT_EQ(address.events, 2U);
  ASSERT_EQ(address.samples.size(), 2U);
  EXPECT_EQ(address.samples[0].second, events[2].id) << "newest first";
  EXPECT_EQ(swept->indicators.at(1).at({1, 0}).events, 1U);
}

/// Rules of the shared pack over its events; LACHAN_PACK=all takes all events.
TEST_F(SweepTest, EqualsTheStreamOverTheSharedPack) {
  using namespace detect::testing;
  const std::string root = SharedDetect();
  if (root.empty()) GTEST_SKIP() << "skipped: no ../shared";
  std::vector<SourceText> sources;
  for (const char* folder : {"rules", "rules-emerging-threats", "rules-threat-hunting",
                             "rules-compliance", "rules-placeholder"}) {
    for (const auto& entry :
         std::filesystem::recursive_directory_iterator(root + "/sigma_rules/" + folder)) {
      if (entry.path().extension() != ".yml") continue;
      sources.push_back({entry.path().string(), ReadTextFile(entry.path().string()).value_or("")});
    }
  }
  const char* choice = std::getenv("LACHAN_PACK");
  const bool all = choice != nullptr && std::string_view(choice) == "all";
  std::vector<Event> events;
  const auto manifest = ReadTextFile(root + "/pack/MANIFEST.tsv").value_or("");
  for (const auto line : Split(manifest, '\n')) {
    const auto columns = Split(line, '\t');
    if (columns.size() < 9 || (columns[6] != "json" && columns[6] != "raw")) continue;
    const bool large = std::atoll(std::string(columns[8]).c_str()) > 6'000'000;
    if (large && !all) continue;
    const auto fixed = ParseLogSource(columns[5]);
    const auto text = ReadTextFile(root + "/pack/" + std::string(columns[0])).value_or("");
    for (const auto record : Split(text, '\n')) {
      if (Trim(record).empty()) continue;
      Event event;
      if (columns[6] == "raw") {
        event.fields = {{"message", std::string(record), {}}};
        event.raw = record;
        event.logsources = {fixed.value_or(LogSource{})};
      } else if (auto read = EventFromJson(record, fixed)) {
        event = *std::move(read);
      } else {
        continue;
      }
      event.id = fmt::format("01PACK{:020}", events.size());
      event.time = kDay + std::chrono::milliseconds(events.size());
      event.received_at = event.time;
      events.push_back(std::move(event));
    }
  }
  Compare(TargetsOf(sources), std::move(events));
}

}  // namespace
}  // namespace lachan::hunts
