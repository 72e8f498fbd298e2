// SPDX-License-Identifier: Apache-2.0
// Indicators over events on their way: with rules and without, swapped, excluded, expired,
// replayed.
#include <gtest/gtest.h>

#include <map>
#include <mutex>

#include "normalise/normaliser.h"
#include "pipeline/pipeline.h"
#include "pipeline/testing_fakes.h"

namespace lachan::pipeline {
namespace {

using namespace std::chrono_literals;
using indicators::Indicator;
using indicators::Kind;
using indicators::Tlp;

const Instant kNow = *ParseInstant("2026-11-23T04:05:06Z");

class ListMeter final : public DetectionMeter {
 public:
  void Count(Sequence, const EventBatch&, std::span<const Counted>) override {}
  void CountIndicators(Sequence batch, std::span<const CountedIndicator> counted) override {
    const std::lock_guard lock(mutex_);
    if (batch <= last_) return;
    last_ = batch;
    for (const auto& one : counted) ++by_list_[{one.list, one.is_excluded}];
  }
  Status Keep() override { return {}; }
  int Of(std::int64_t list, bool is_excluded = false) {
    const std::lock_guard lock(mutex_);
    return by_list_[{list, is_excluded}];
  }

 private:
  std::mutex mutex_;
  std::map<std::pair<std::int64_t, bool>, int> by_list_;
  Sequence last_ = 0;
};

struct Given {
  std::uint16_t list = 0;
  Indicator indicator;
};

Given Of(std::uint16_t list, Kind kind, std::string value) {
  Given given{list, {}};
  given.indicator.kind = kind;
  given.indicator.value = std::move(value);
  given.indicator.source = "NCSC";
  given.indicator.description = "máy chủ điều khiển";
  return given;
}

std::shared_ptr<IndicatorsInForce> Make(const std::vector<Given>& given,
                                        std::vector<WatchedList> lists) {
  auto body = std::make_shared<IndicatorsInForce::Body>();
  std::vector<Indicator> all;
  for (const auto& one : given) {
    all.push_back(one.indicator);
    body->list_of.push_back(one.list);
  }
  auto set = indicators::IndicatorSet::Build(all);
  EXPECT_TRUE(set) << set.error().Text();
  body->set = std::move(*set);
  auto in_force = std::make_shared<IndicatorsInForce>();
  in_force->body = std::move(body);
  in_force->lists = std::move(lists);
  return in_force;
}

void Exclude(IndicatorsInForce& in_force, Kind kind, std::string value,
             std::optional<Instant> until = {}) {
  Indicator indicator;
  indicator.kind = kind;
  indicator.value = std::move(value);
  indicator.valid_until = until;
  auto set = indicators::IndicatorSet::Build({&indicator, 1});
  ASSERT_TRUE(set);
  in_force.excluded = std::make_shared<const indicators::IndicatorSet>(std::move(*set));
}

class IndicatorsSwapTest : public ::testing::Test {
 protected:
  void Start(std::shared_ptr<const IndicatorsInForce> in_force) {
    pipeline_ = std::make_unique<Pipeline>(
        Pipeline::Options{}, Pipeline::Deps{clock_, normaliser_, spool_, store_, sink_, &meter_});
    pipeline_->SetIndicators(std::move(in_force));
    ASSERT_TRUE(pipeline_->Start());
  }
  void Send(std::string text) {
    RawRecord record;
    record.text = std::move(text);
    record.received_at = kNow;
    record.source = SourceId{7};
    record.agency = AgencyId{1};
    ASSERT_TRUE(pipeline_->Submit({std::move(record)}, Durability::kDurable));
    ASSERT_TRUE(pipeline_->WaitIdle(20s));
  }
  std::vector<Detection> Raised() {
    std::vector<Detection> all;
    for (const auto& [key, detection] : sink_.detections()) all.push_back(detection);
    return all;
  }

  testing::FixedClock clock_{kNow};
  normalise::Normaliser normaliser_{normalise::Mappings{}};
  testing::MemorySpool spool_;
  testing::MemoryStore store_;
  testing::MemorySink sink_;
  ListMeter meter_;
  std::unique_ptr<Pipeline> pipeline_;
};

constexpr std::string_view kSyslog = "<38>Nov 23 11:05:01 h sshd[1]: ";

std::string Line(std::string_view text) { return std::string(kSyslog) + std::string(text); }

TEST_F(IndicatorsSwapTest, WithoutRulesAnIndicatorInAnEventRaises) {
  Start(Make({Of(0, Kind::kAddress, "192.0.2.9"), Of(0, Kind::kDomain, "evil.example")},
             {{12, "NCSC 30/11", Level::critical, true}}));
  Send(Line("connect to 192.0.2.9:443 refused"));
  Send(R"({"host":"pc1","dns":{"question":"www.EVIL.example"}})");
  Send(Line("nothing of 192.0.2.10 here"));
  const auto raised = Raised();
  ASSERT_EQ(raised.size(), 2U);
  for (const auto& one : raised) {
    EXPECT_EQ(one.level, Level::critical);
    EXPECT_EQ(one.rule, nullptr);
    EXPECT_NE(one.rule_title.find("NCSC 30/11"), std::string::npos);
    ASSERT_EQ(one.matched.size(), 1U);
  }
  std::map<std::string, const Detection*> by_rule;
  for (const auto& one : raised) by_rule[one.rule_id] = &one;
  ASSERT_TRUE(by_rule.contains("ioc:12:192.0.2.9"));
  ASSERT_TRUE(by_rule.contains("ioc:12:evil.example"));
  const auto& address = *by_rule["ioc:12:192.0.2.9"];
  EXPECT_EQ(address.key, address.event.id + "/ioc/12/address:192.0.2.9");
  EXPECT_EQ(address.matched[0].pattern, "192.0.2.9 (NCSC: máy chủ điều khiển)");
  EXPECT_EQ(by_rule["ioc:12:evil.example"]->matched[0].value, "www.EVIL.example");
  EXPECT_EQ(meter_.Of(12), 2);
  EXPECT_EQ(pipeline_->metrics().indicator_hits, 2U);
}

TEST_F(IndicatorsSwapTest, AnEventRaisesAnIndicatorOnceForEachListThatHasIt) {
  Start(Make({Of(0, Kind::kAddress, "192.0.2.9"), Of(1, Kind::kAddress, "192.0.2.9"),
              Of(2, Kind::kAddress, "192.0.2.9"), Of(0, Kind::kAddress, "192.0.2.9")},
             {{12, "một"}, {13, "hai"}, {14, "chỉ đếm", Level::low, false}}));
  Send(R"({"a":"192.0.2.9","b":"192.0.2.9"})");
  EXPECT_EQ(Raised().size(), 2U);
  EXPECT_EQ(meter_.Of(12), 1);
  EXPECT_EQ(meter_.Of(13), 1);
  EXPECT_EQ(meter_.Of(14), 1);
}

TEST_F(IndicatorsSwapTest, ASwapHoldsFromTheNextBatchOn) {
  Start(nullptr);
  Send(Line("a 192.0.2.9"));
  EXPECT_TRUE(Raised().empty());
  pipeline_->SetIndicators(Make({Of(0, Kind::kAddress, "192.0.2.9")}, {{1, "cũ"}}));
  Send(Line("b 192.0.2.9"));
  EXPECT_EQ(Raised().size(), 1U);
  pipeline_->SetIndicators(Make({Of(0, Kind::kAddress, "192.0.2.10")}, {{1, "mới"}}));
  Send(Line("c 192.0.2.9"));
  EXPECT_EQ(Raised().size(), 1U);
  Send(Line("d 192.0.2.10"));
  EXPECT_EQ(Raised().size(), 2U);
  pipeline_->SetIndicators(nullptr);
  Send(Line("e 192.0.2.10"));
  EXPECT_EQ(Raised().size(), 2U);
}

TEST_F(IndicatorsSwapTest, TheTimeOfTheEventDecidesWhetherItIsValid) {
  auto given = Of(0, Kind::kAddress, "192.0.2.9");
  given.indicator.valid_until = kNow - 1h;
  Start(Make({given}, {{1, "một"}}));
  Send(R"({"@timestamp":"2026-11-23T03:05:06Z","a":"192.0.2.9"})");
  EXPECT_TRUE(Raised().empty());
  Send(R"({"@timestamp":"2026-11-23T03:05:05Z","a":"192.0.2.9"})");
  EXPECT_EQ(Raised().size(), 1U);
}

TEST_F(IndicatorsSwapTest, AnExclusionTakesAwayWhatLiesBelowUntilItEnds) {
  auto in_force = Make({Of(0, Kind::kNetwork, "192.0.2.0/24"), Of(0, Kind::kDomain, "net.example"),
                        Of(0, Kind::kUrl, "http://cdn.good.net.example/a")},
                       {{1, "một"}});
  Exclude(*in_force, Kind::kDomain, "good.net.example", kNow + 1h);
  Start(in_force);
  Send(R"({"a":"www.good.net.example"})");
  Send(R"({"a":"see http://cdn.good.net.example/a now"})");
  EXPECT_TRUE(Raised().empty());
  EXPECT_EQ(meter_.Of(1, true), 2);
  Send(R"({"a":"www.bad.net.example"})");
  EXPECT_EQ(Raised().size(), 1U);
  clock_.Set(kNow + 1h);
  Send(R"({"a":"www.good.net.example"})");
  EXPECT_EQ(Raised().size(), 2U);
  auto address = std::make_shared<IndicatorsInForce>(*in_force);
  Exclude(*address, Kind::kAddress, "192.0.2.5");
  pipeline_->SetIndicators(address);
  Send(R"({"a":"192.0.2.5"})");
  EXPECT_EQ(Raised().size(), 2U);
  Send(R"({"a":"192.0.2.6"})");
  EXPECT_EQ(Raised().size(), 3U);
}

TEST_F(IndicatorsSwapTest, WhatMayNotBePassedOnIsNotInTheAlert) {
  auto red = Of(0, Kind::kAddress, "192.0.2.9");
  red.indicator.tlp = Tlp::kRed;
  auto strict = Of(0, Kind::kDomain, "evil.example");
  strict.indicator.tlp = Tlp::kAmberStrict;
  Start(Make({red, strict}, {{1, "một"}}));
  Send(R"({"a":"192.0.2.9","b":"evil.example"})");
  const auto raised = Raised();
  ASSERT_EQ(raised.size(), 2U);
  for (const auto& one : raised) {
    EXPECT_EQ(one.matched[0].pattern, one.matched[0].value);
    EXPECT_EQ(one.matched[0].pattern.find("NCSC"), std::string::npos);
  }
}

TEST_F(IndicatorsSwapTest, ALongValueIsNamedByItsDigest) {
  const auto url = "http://evil.example/" + std::string(300, 'a');
  Start(Make({Of(0, Kind::kUrl, url)}, {{123, "một"}}));
  Send(R"({"a":")" + url + R"("})");
  const auto raised = Raised();
  ASSERT_EQ(raised.size(), 1U);
  EXPECT_TRUE(raised[0].rule_id.starts_with("ioc:123:sha256-")) << raised[0].rule_id;
  EXPECT_LE(raised[0].rule_id.size(), 80U);
}

TEST_F(IndicatorsSwapTest, AReplayRaisesTheSameKeysAndCountsOnce) {
  const auto in_force = Make({Of(0, Kind::kAddress, "192.0.2.9")}, {{1, "một"}});
  Start(in_force);
  Send(Line("a 192.0.2.9"));
  Send(Line("b 192.0.2.9"));
  pipeline_->Stop();
  ASSERT_TRUE(spool_.SetPosition(SpoolReader::kDetect, {0, 0}));
  Start(in_force);
  ASSERT_TRUE(pipeline_->WaitIdle(20s));
  EXPECT_EQ(Raised().size(), 2U);
  EXPECT_EQ(sink_.raised(), 4);
  EXPECT_EQ(meter_.Of(1), 2);
}

TEST_F(IndicatorsSwapTest, AnEventFullOfIndicatorsIsBounded) {
  std::vector<Given> given;
  std::string text;
  for (int i = 0; i < 500; ++i) {
    const auto address = fmt::format("198.51.{}.{}", i / 250, i % 250);
    given.push_back(Of(0, Kind::kAddress, address));
    text += address + ' ';
  }
  Start(Make(given, {{1, "một"}}));
  Send(Line(text));
  EXPECT_EQ(Raised().size(), 200U);
}

}  // namespace
}  // namespace lachan::pipeline
