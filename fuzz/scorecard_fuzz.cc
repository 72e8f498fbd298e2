// SPDX-License-Identifier: Apache-2.0
// One scorecard as a text: what is valid goes out and comes back the same, and scores within
// bounds.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "directive/score.h"
#include "directive/scorecard_text.h"

namespace {

using namespace lachan;
using namespace lachan::directive;

/// A directive with two parts and two kinds of agency, enough to be named.
Directive Known() {
  Directive known;
  known.agency_kinds = {{"department", {"Sở", "Department"}}, {"commune", {"Xã", "Commune"}}};
  Obligation obligation;
  obligation.id = "OB-05";
  for (const char* id : {"OB-05.scan", "OB-05.hunt"}) {
    Part part;
    part.id = id;
    obligation.parts.push_back(part);
  }
  known.obligations.push_back(obligation);
  return known;
}

void Exercise(const Directive& known, const Scorecard& card) {
  const Instant now = *ParseInstant("2026-11-23T05:00:00Z");
  std::vector<Duty> duties;
  for (const char* part : {"OB-05.scan", "OB-05.hunt"}) {
    Duty duty;
    duty.part = part;
    duty.agency = {1};
    duty.status = DutyStatus::kMetLate;
    duty.late = true;
    duty.holds = true;
    duty.earned = 1;
    duty.possible = 2;
    duties.push_back(duty);
  }
  for (const char* kind : {"department", "commune", "other"}) {
    const auto score = Score(known, card, duties, now, {1}, kind, {2026, 10});
    LACHAN_CHECK(score.score_centi >= 0 && score.score_centi <= 10000, "a score is a share");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > YamlLimits::kMaxBytes) return 0;
  static const Directive kKnown = Known();
  const std::string text(reinterpret_cast<const char*>(data), size);
  const auto reading = ReadScorecardText({"scorecard.yaml", text}, kKnown);
  if (!reading.is_valid()) {
    LACHAN_CHECK(!reading.findings.empty(), "a refusal gives its reason");
    return 0;
  }
  const auto written = ScorecardText(reading.card);
  const auto again = ReadScorecardText({"scorecard.yaml", written}, kKnown);
  LACHAN_CHECK(again.is_valid(), "what goes out can be read");
  LACHAN_CHECK(ScorecardText(again.card) == written, "and is the same");
  Exercise(kKnown, reading.card);
  return 0;
}
