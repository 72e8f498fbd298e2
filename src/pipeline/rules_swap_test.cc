// SPDX-License-Identifier: Apache-2.0
// Rules swapped while records come in, exceptions from them, and what is counted.
#include <gtest/gtest.h>

#include <map>
#include <mutex>

#include "normalise/normaliser.h"
#include "pipeline/pipeline.h"
#include "pipeline/testing_fakes.h"

namespace lachan::pipeline {
namespace {

using namespace std::chrono_literals;

const Instant kNow = *ParseInstant("2026-11-23T04:05:06Z");

constexpr const char* kBase = R"(
title: Failed
id: failed
name: failed
logsource: {product: linux}
detection:
  words: ['Failed password']
  condition: words
level: low
)";
constexpr const char* kMany = R"(
title: Many failed
id: many
correlation:
  type: event_count
  rules: [failed]
  group-by: [program]
  timespan: 5m
  condition: {gte: 4}
level: high
)";

std::shared_ptr<const detect::RuleSet> Compile(std::vector<std::string> texts) {
  std::vector<detect::SourceText> sources;
  for (auto& text : texts) sources.push_back({fmt::format("{}.yml", sources.size()), text});
  auto set = std::make_shared<const detect::RuleSet>(detect::RuleSet::Compile(sources));
  EXPECT_EQ(set->report().loaded, texts.size());
  return set;
}

/// Excepts records of one agency before an instant.
class OfAgency final : public Exceptions {
 public:
  OfAgency(AgencyId agency, Instant until) : agency_(agency), until_(until) {}
  std::unique_ptr<Scratch> MakeScratch() const override { return std::make_unique<Scratch>(); }
  void Apply(const Event& event, Instant now, Scratch&, std::vector<detect::Match>& matches,
             std::vector<Suppressed>& taken) const override {
    if (event.agency != agency_ || now >= until_) return;
    for (const auto& match : matches) taken.push_back({match.rule, 77});
    matches.clear();
  }

 private:
  AgencyId agency_;
  Instant until_;
};

class CountingMeter final : public DetectionMeter {
 public:
  void Count(Sequence batch, const EventBatch& events, std::span<const Counted> counted) override {
    const std::lock_guard lock(mutex_);
    events_ += events.size();
    last_ = batch;
    for (const auto& one : counted) ++by_rule_[{one.rule->id, one.exception}];
  }
  void CountGivenUp(const detect::RuleInfo& rule, std::uint64_t times) override {
    const std::lock_guard lock(mutex_);
    given_up_[rule.id] += times;
  }
  std::uint64_t GivenUp(const std::string& rule) {
    const std::lock_guard lock(mutex_);
    return given_up_[rule];
  }
  Status Keep() override {
    const std::lock_guard lock(mutex_);
    kept_ = last_;
    return {};
  }
  std::size_t Of(const std::string& rule, std::int64_t exception = 0) {
    const std::lock_guard lock(mutex_);
    return by_rule_[{rule, exception}];
  }
  Sequence kept() {
    const std::lock_guard lock(mutex_);
    return kept_;
  }

 private:
  std::mutex mutex_;
  std::map<std::pair<std::string, std::int64_t>, std::size_t> by_rule_;
  std::map<std::string, std::uint64_t> given_up_;
  std::size_t events_ = 0;
  Sequence last_ = 0, kept_ = 0;
};

class MemoryWindows final : public WindowKeeper {
 public:
  std::optional<Kept> Load() override { return kept_; }
  Status Save(const Kept& kept) override {
    kept_ = kept;
    return {};
  }
  std::optional<Kept> kept_;
};

class RulesSwapTest : public ::testing::Test {
 protected:
  void Start(RulesInForce rules) {
    pipeline_ = std::make_unique<Pipeline>(
        Pipeline::Options{},
        Pipeline::Deps{clock_, normaliser_, spool_, store_, sink_, &meter_, &windows_});
    pipeline_->SetRules(std::move(rules));
    ASSERT_TRUE(pipeline_->Start());
  }
  void Send(int times, std::int64_t agency = 0, std::string_view message = "Failed password") {
    for (int i = 0; i < times; ++i) {
      RawRecord record;
      record.text = fmt::format("<38>Nov 23 11:05:01 h sshd[1]: {} {}", message, ++sent_);
      record.received_at = kNow;
      record.source = SourceId{7};
      record.agency = AgencyId{agency};
      ASSERT_TRUE(pipeline_->Submit({std::move(record)}, Durability::kDurable));
    }
    ASSERT_TRUE(pipeline_->WaitIdle(20s));
  }
  std::size_t Raised(std::string_view rule) {
    std::size_t count = 0;
    for (const auto& [key, detection] : sink_.detections())
      count += detection.rule_id == rule ? 1 : 0;
    return count;
  }

  testing::FixedClock clock_{kNow};
  normalise::Normaliser normaliser_{normalise::Mappings{}};
  testing::MemorySpool spool_;
  testing::MemoryStore store_;
  testing::MemorySink sink_;
  CountingMeter meter_;
  MemoryWindows windows_;
  std::unique_ptr<Pipeline> pipeline_;
  int sent_ = 0;
};

TEST_F(RulesSwapTest, SearchesThatARuleGaveUpAreCounted) {
  Start({Compile({R"(
title: Endless
id: endless
logsource: {product: linux}
detection: {s: {message|re: '^(a|aa)+$|a! [13]$'}, condition: s}
)"})});
  Send(1, 0, std::string(60, 'a') + '!');
  EXPECT_EQ(Raised("endless"), 0U);
  const auto given_up = pipeline_->metrics().regexes_given_up;
  EXPECT_GT(given_up, 0U);
  EXPECT_EQ(meter_.GivenUp("endless"), given_up);
  Send(1);
  EXPECT_EQ(pipeline_->metrics().regexes_given_up, given_up);
  Send(1, 0, std::string(61, 'a') + '!');
  EXPECT_GT(pipeline_->metrics().regexes_given_up, given_up);
  EXPECT_EQ(meter_.GivenUp("endless"), pipeline_->metrics().regexes_given_up) << "none twice";
}

TEST_F(RulesSwapTest, ASwapLosesNoWindow) {
  Start({Compile({kBase, kMany})});
  Send(3);
  EXPECT_EQ(Raised("many"), 0U);
  // Another set, of which the correlation is the same.
  std::string other = kBase;
  other.replace(other.find("id: failed"), 10, "id: others");
  other.replace(other.find("name: failed"), 12, "name: others");
  pipeline_->SetRules(Compile({other, kBase, kMany}));
  Send(1);
  EXPECT_EQ(Raised("many"), 1U);
}

TEST_F(RulesSwapTest, AnExceptionHoldsForItsAgencyUntilItEnds) {
  const auto rules = Compile({kBase});
  Start({rules, std::make_shared<OfAgency>(AgencyId{2}, kNow + 1h)});
  Send(2, 1);
  Send(3, 2);
  EXPECT_EQ(Raised("failed"), 2U);
  EXPECT_EQ(meter_.Of("failed"), 2U);
  EXPECT_EQ(meter_.Of("failed", 77), 3U);
  clock_.Set(kNow + 1h);
  Send(1, 2);
  EXPECT_EQ(Raised("failed"), 3U);
  EXPECT_EQ(meter_.Of("failed", 77), 3U);
}

TEST_F(RulesSwapTest, WhatIsExceptedIsNotCountedByCorrelations) {
  const auto rules = Compile({kBase, kMany});
  Start({rules, std::make_shared<OfAgency>(AgencyId{2}, kNow + 1h)});
  Send(3, 1);
  Send(3, 2);
  EXPECT_EQ(Raised("many"), 0U);
  // Other exceptions alone leave the windows as they are.
  pipeline_->SetRules(RulesInForce{rules, nullptr});
  Send(1, 2);
  EXPECT_EQ(Raised("many"), 1U);
}

TEST_F(RulesSwapTest, CountsAreKeptBeforeTheSpoolIsFreed) {
  Start({Compile({kBase})});
  Send(2);
  pipeline_->Stop();
  EXPECT_EQ(spool_.Position(SpoolReader::kDetect).done, 2U);
  EXPECT_EQ(meter_.kept(), 2U);
}

TEST_F(RulesSwapTest, AStopLosesNoWindowAndMatchesNothingAgain) {
  const auto rules = Compile({kBase, kMany});
  Start({rules});
  Send(3);
  pipeline_->Stop();
  EXPECT_EQ(spool_.Position(SpoolReader::kDetect).done, 3U);
  EXPECT_EQ(windows_.kept_->done, 3U);
  Start({rules});
  Send(1);
  EXPECT_EQ(Raised("many"), 1U);
  EXPECT_EQ(meter_.Of("failed"), 4U);
}

TEST_F(RulesSwapTest, AfterACrashTheWindowsAreThoseOfThePosition) {
  const auto rules = Compile({kBase, kMany});
  Start({rules});
  Send(2);
  pipeline_->Stop();
  const auto kept = windows_.kept_;
  Start({rules});
  Send(1);
  pipeline_->Stop();
  // As if the last of it had not reached the disk: position and windows of before.
  windows_.kept_ = kept;
  ASSERT_TRUE(spool_.SetPosition(SpoolReader::kDetect, {kept->done, kept->done}));
  Start({rules});
  ASSERT_TRUE(pipeline_->WaitIdle(20s));
  EXPECT_EQ(Raised("many"), 0U);  // Three, not four: none was counted twice.
  Send(1);
  EXPECT_EQ(Raised("many"), 1U);
  // Windows that are ahead of the position: what lies between was raised before.
  pipeline_->Stop();
  ASSERT_TRUE(spool_.SetPosition(SpoolReader::kDetect, {kept->done, kept->done}));
  const auto counted = meter_.Of("failed");
  Start({rules});
  ASSERT_TRUE(pipeline_->WaitIdle(20s));
  EXPECT_EQ(meter_.Of("failed"), counted);
}

}  // namespace
}  // namespace lachan::pipeline
