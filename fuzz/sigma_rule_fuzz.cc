// SPDX-License-Identifier: Apache-2.0
// A Sigma file, then a line "%%", then an event as lines "name=value". What compiles is matched and
// explained: both must agree, and every document must be accounted for.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/text.h"
#include "detect/correlate.h"
#include "detect/rule_set.h"

namespace {

using namespace lachan;
using namespace lachan::detect;

Event EventOf(std::string_view text) {
  Event event;
  for (const std::string_view line : Split(text, '\n')) {
    const auto equals = line.find('=');
    if (equals == std::string_view::npos || event.fields.size() > 64) continue;
    event.fields.push_back({RepairUtf8(line.substr(0, equals)), RepairUtf8(line.substr(equals + 1)),
                            EventField::Kind::kString});
  }
  return event;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto cut = text.find("\n%%\n");
  const SourceText source{"fuzz.yml", std::string(text.substr(0, cut))};
  CompileOptions options;
  options.load_deprecated = true;
  options.max_file_bytes = 64 * 1024;
  options.max_expansions = 64;
  const RuleSet rules = RuleSet::Compile({&source, 1}, options);
  const CompileReport& report = rules.report();
  LACHAN_CHECK(report.found == report.loaded + report.rejected + report.skipped, "accounted for");
  for (const auto& finding : report.findings) LACHAN_CHECK(!finding.code.empty(), "a code");
  Event event = EventOf(cut == std::string_view::npos ? "f=1" : text.substr(cut + 4));
  for (const RuleInfo& rule : rules.rules()) event.logsources.push_back(rule.logsource);
  const auto scratch = rules.MakeScratch();
  std::vector<Match> matches;
  rules.Match(event, *scratch, matches);
  std::size_t explained = 0;
  for (std::size_t i = 0; i < rules.rules().size(); ++i) {
    explained += rules.Explain(i, event).matched ? 1U : 0U;
  }
  LACHAN_CHECK(explained == matches.size() || scratch->abandoned_regexes() > 0, "Explain agrees");
  Correlator correlator(rules);
  correlator.Observe(event, matches);
  return 0;
}
