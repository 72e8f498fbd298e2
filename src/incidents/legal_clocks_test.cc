// SPDX-License-Identifier: Apache-2.0
#include "incidents/legal_clocks.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <iterator>

#include "directive/compile.h"

namespace lachan::incidents {
namespace {

directive::Directive LoadDirective() {
  const char* source = std::getenv("LACHAN_SOURCE");
  const std::string folder =
      std::string(source == nullptr ? "." : source) + "/directives/vn-thanh-hoa-2022/";
  std::vector<directive::SourceText> texts;
  for (const auto name : directive::DirectiveFiles()) {
    std::ifstream file(folder + std::string(name));
    texts.push_back({std::string(name), std::string(std::istreambuf_iterator<char>(file), {})});
  }
  return directive::CompileDirective(texts).value.value();
}

const directive::IncidentClock* Find(const std::vector<directive::IncidentClock>& clocks,
                                     std::string_view code) {
  for (const auto& clock : clocks) {
    if (clock.code == code) return &clock;
  }
  return nullptr;
}

class LegalClocksTest : public ::testing::Test {
 protected:
  std::vector<directive::IncidentClock> Clocks(const std::vector<Fact>& facts = {}) {
    return LegalClocks(directive_, incident_, facts, now_);
  }

  const directive::Directive directive_ = LoadDirective();
  Incident incident_ = [] {
    Incident incident;
    incident.id = 7;
    incident.detected_at = *ParseInstant("2026-11-20T02:00:00Z");
    incident.severity = Severity::m3;
    return incident;
  }();
  const Instant now_ = *ParseInstant("2026-11-20T12:00:00Z");
};

TEST_F(LegalClocksTest, EveryIncidentOwesTheReportOf72Hours) {
  const auto clocks = Clocks();
  const auto* report = Find(clocks, "N3");
  ASSERT_NE(report, nullptr);
  EXPECT_EQ(report->regime, "2026");
  EXPECT_EQ(FormatInstant(*report->due), "2026-11-23T02:00:00Z");
  EXPECT_EQ(report->status, directive::ClockStatus::kRunning);
  EXPECT_EQ(Find(clocks, "N2"), nullptr);
}

TEST_F(LegalClocksTest, UpperGradesStartTheNoticeOf24Hours) {
  incident_.severity = Severity::m2;
  const auto clocks = Clocks();
  const auto* notice = Find(clocks, "N2");
  ASSERT_NE(notice, nullptr);
  EXPECT_EQ(FormatInstant(*notice->due), "2026-11-21T02:00:00Z");
}

TEST_F(LegalClocksTest, TheTickedBoxDoesSoInAnyGrade) {
  incident_.is_serious = true;
  EXPECT_NE(Find(Clocks(), "N2"), nullptr);
}

TEST_F(LegalClocksTest, ASentNoticeStopsItsClockOnly) {
  Fact fact;
  fact.id = 11;
  fact.kind = "incident.notice_sent";
  fact.subject_kind = "incident";
  fact.subject_id = 7;
  fact.occurred_at = fact.recorded_at = *ParseInstant("2026-11-20T05:00:00Z");
  fact.payload = R"({"clock":"N2"})";
  incident_.severity = Severity::m1;
  const auto clocks = Clocks({fact});
  EXPECT_EQ(Find(clocks, "N2")->status, directive::ClockStatus::kMet);
  EXPECT_EQ(Find(clocks, "N3")->status, directive::ClockStatus::kRunning);
}

TEST_F(LegalClocksTest, TheOlderLawGivesFiveDays) {
  incident_.detected_at = *ParseInstant("2026-08-18T16:59:59Z");  // 23:59:59 in Viet Nam
  const auto clocks = Clocks();
  const auto* notice = Find(clocks, "O1");
  ASSERT_NE(notice, nullptr);
  EXPECT_EQ(notice->regime, "2017");
  incident_.detected_at += std::chrono::seconds(1);  // the day of the new decrees
  EXPECT_EQ(Find(Clocks(), "O1"), nullptr);
}

}  // namespace
}  // namespace lachan::incidents
