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
#include "directive/describe.h"
#include "directive/explain.h"
#include "directive/incident_clock.h"
#include "directive/official_text.h"
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

/// A pause and an exemption of everything, here and there.
void AddReliefs(const Directive& directive, std::vector<FactView>& facts) {
  std::int64_t id = 100'000;
  for (const Obligation& obligation : directive.obligations) {
    if (id > 100'200) break;
    FactView fact;
    fact.id = ++id;
    fact.kind = "duty.relieved";
    fact.at = *ParseInstant("2026-01-01T05:00:00Z");
    fact.agency = {1};
    fact.attributes = {{"relief", std::to_string(id)},
                       {"effect", id % 2 == 0 ? "pause" : "exemption"},
                       {"part", obligation.id},
                       {"from", "2026-05-01"},
                       {"to", "2026-07-01"}};
    facts.push_back(std::move(fact));
  }
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
  AddReliefs(directive, facts);
  const FactIndex index(facts);
  const Assessment assessment = Assess(directive, index, snapshot, directive.calendar, now);
  for (const Duty& duty : assessment.duties) {
    LACHAN_CHECK(duty.earned >= 0 && duty.earned <= duty.possible, "earned lies within possible");
    LACHAN_CHECK(!WhyText(directive, duty, Language::kVietnamese).empty(), "a duty says why");
  }
  // Asked for alone, an agency's duties are the same; and each can say why.
  const Scope own{AgencyId{1}, {}};
  LACHAN_CHECK(Assess(directive, index, snapshot, directive.calendar, now, own).duties.size() ==
                   assessment.Of(AgencyId{1}).size(),
               "one agency alone has as many duties");
  for (const Obligation& obligation : directive.obligations) {
    for (const Part& part : obligation.parts) {
      for (const Explained& one :
           Explain(directive, index, snapshot, directive.calendar, now, AgencyId{1}, part.id)) {
        for (const Step& step : one.steps) {
          LACHAN_CHECK(!StepText(directive, step, Language::kEnglish).empty(), "a step has words");
        }
      }
    }
  }
  LACHAN_CHECK(Diff(directive, directive, Language::kEnglish).empty(),
               "nothing differs from itself");
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
  // The same bytes as somebody's paste of an official text.
  for (const Sentence& sentence : Sentences({reinterpret_cast<const char*>(data), size}, {}, {})) {
    LACHAN_CHECK(!sentence.text.empty() && sentence.sha256.size() == 64, "a sentence has a hash");
  }
  return 0;
}
