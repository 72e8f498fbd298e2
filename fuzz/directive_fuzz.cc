// SPDX-License-Identifier: Apache-2.0
// A directive's folder in one text: a line "%% name" begins each file. What compiles is assessed,
// scored and asked for clocks, so that the engine meets rules nobody thought of.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "base/check.h"
#include "base/text.h"
#include "directive/assess.h"
#include "directive/compile.h"
#include "directive/incident_clock.h"
#include "directive/score.h"

namespace {

using namespace lachan;
using namespace lachan::directive;

std::vector<SourceText> Files(std::string_view text) {
  std::vector<SourceText> files;
  for (const std::string_view line : Split(text, '\n')) {
    if (line.starts_with("%% ")) {
      files.push_back({std::string(line.substr(3)), {}});
    } else if (!files.empty()) {
      files.back().text += line;
      files.back().text += '\n';
    }
    if (files.size() > 16) break;
  }
  return files;
}

void Exercise(const Directive& directive) {
  const Instant now = *ParseInstant("2026-11-23T05:00:00Z");
  RegisterSnapshot snapshot;
  std::vector<FactView> facts;
  std::int64_t id = 0;
  for (const AgencyKind& kind : directive.agency_kinds) {
    AgencyView agency;
    agency.id = {++id};
    agency.kind = kind.id;
    if (!directive.roles.empty()) agency.code = directive.roles.front().agency_code;
    snapshot.agencies.push_back(agency);
    SystemView system;
    system.id = {id};
    system.agency = {id};
    system.level = static_cast<int>(id % 5) + 1;
    snapshot.systems.push_back(system);
    if (id > 8) break;
  }
  std::int64_t fact_id = 0;
  for (const FactKind& kind : directive.fact_kinds) {
    if (fact_id > 500) break;
    for (const int days : {10, 200}) {
      FactView fact;
      fact.id = ++fact_id;
      fact.kind = kind.kind;
      fact.at = now - std::chrono::days{days};
      fact.agency = {1};
      fact.system = {1};
      for (const std::string& name : kind.attributes) fact.attributes.emplace_back(name, "1");
      facts.push_back(std::move(fact));
    }
  }
  const Assessment assessment = Assess(directive, facts, snapshot, directive.calendar, now);
  for (const Duty& duty : assessment.duties) {
    LACHAN_CHECK(duty.earned >= 0 && duty.earned <= duty.possible, "earned lies within possible");
    LACHAN_CHECK(!WhyText(directive, duty, Language::kVietnamese).empty(), "a duty says why");
  }
  std::vector<AgencyScore> scores;
  for (const AgencyView& agency : snapshot.agencies) {
    scores.push_back(Score(directive, assessment, agency.id, agency.kind, {2026, 10}));
    LACHAN_CHECK(scores.back().score_centi >= 0 && scores.back().score_centi <= 10000,
                 "a score is a share");
  }
  (void)Rank(directive, scores);
  IncidentView incident;
  incident.id = {1};
  incident.detected_at = now - std::chrono::days{120};
  (void)IncidentClocks(directive, incident, facts, directive.calendar, now);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > YamlLimits::kMaxBytes) return 0;
  const auto compiled = CompileDirective(Files({reinterpret_cast<const char*>(data), size}));
  LACHAN_CHECK(compiled.value.has_value() || !compiled.findings.empty(),
               "a refusal gives its reason");
  if (compiled.value) Exercise(*compiled.value);
  return 0;
}
