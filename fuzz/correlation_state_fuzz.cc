// SPDX-License-Identifier: Apache-2.0
// A saved state of the correlations: the first byte says whether the rest is taken as it is or as
// the body of a state whose checksum is right. What is loaded must be sound: it is counted on,
// saved and loaded again.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "detect/correlate.h"
#include "detect/correlate_state.h"
#include "detect/rule_set.h"

namespace {

using namespace lachan;
using namespace lachan::detect;

constexpr std::string_view kRules = R"(
title: r1
name: r1
logsource: {category: test}
detection: {s: {t: r1}, condition: s}
---
title: r2
name: r2
logsource: {category: test}
detection: {s: {t: r2}, condition: s}
---
title: c
name: c
id: c
correlation: {type: event_count, rules: [r1, r2], group-by: [u], timespan: 1m, condition: {gte: 3}}
---
title: d
id: d
correlation: {type: value_count, rules: [r1], group-by: [u], timespan: 1m, condition: {field: v, gte: 2}}
---
title: p
id: p
correlation: {type: temporal, rules: [r1, r2], group-by: [u], timespan: 1m}
---
title: o
id: o
correlation: {type: temporal_ordered, rules: [r1, c, r2], group-by: [u], timespan: 1m}
---
title: s
id: s
correlation: {type: value_sum, rules: [r1, r2], timespan: 1m, condition: {field: v, gte: 5}}
---
title: m
id: m
correlation: {type: value_median, rules: [r1, r2], timespan: 1m, condition: {field: v, gte: 1}}
)";

const RuleSet& Rules() {
  static const RuleSet rules = [] {
    const SourceText source{"fuzz.yml", std::string(kRules)};
    return RuleSet::Compile({&source, 1});
  }();
  return rules;
}

void CountOn(Correlator& correlator) {
  for (int i = 0; i < 6; ++i) {
    Event event;
    event.id = i % 3 == 0 ? "01ARZ3NDEKTSV4RRFFQ69G5FAV" : std::to_string(i);
    // About the times of the corpus, every fourth late.
    event.time = Instant{std::chrono::seconds{1'000'000 + i * 20 - (i % 4 == 0 ? 60 : 0)}};
    event.fields = {{"u", i % 2 == 0 ? "a" : "b", {}}, {"v", std::to_string(i % 5), {}}};
    std::vector<Match> matches;
    if (i % 3 != 1) matches.push_back({0, {}});
    if (i % 5 != 2) matches.push_back({1, {}});
    for (const auto& hit : correlator.Observe(event, matches)) {
      LACHAN_CHECK(!hit.events.empty() && hit.window_begin <= hit.time, "a hit has its events");
    }
    LACHAN_CHECK(correlator.memory() <= correlator.MemoryBound(), "memory is bounded");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  CorrelatorOptions options;
  options.max_rule_bytes = 64 << 10;
  options.report_repeated = false;
  options.seed = {1, 2};
  Correlator correlator(Rules(), options);
  const Status loaded = correlator.Load(
      data[0] % 2 == 0 ? std::string(text) : SealState(std::string(kStateMagic).append(text)));
  if (!loaded) {
    LACHAN_CHECK(!loaded.error().message().empty(), "an error says what is wrong");
    LACHAN_CHECK(correlator.entries() == 0, "refused whole");
  }
  CountOn(correlator);
  const std::string saved = correlator.Save();
  Correlator again(Rules(), options);
  const Status reloaded = again.Load(saved);
  LACHAN_CHECK(reloaded.has_value(), "what was saved can be loaded");
  LACHAN_CHECK(again.Save().size() == saved.size(), "and is the same");
  CountOn(again);
  return 0;
}
