// SPDX-License-Identifier: Apache-2.0
// A file with tests of a rule: whatever it is, it gives samples within the limits or says what is
// wrong, and running them ends.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "rulesets/rule_tests.h"

using namespace lachan;
using namespace lachan::rulesets;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const normalise::Normaliser normaliser{normalise::Mappings{}};
  static const detect::RuleSet rules = [] {
    const detect::SourceText source{
        "r.yml",
        "title: r\nid: r\nlogsource: {product: linux}\ndetection:\n  s: ['a']\n  condition: s\n"};
    return detect::RuleSet::Compile({&source, 1});
  }();
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const RuleTestLimits limits{.max_tests = 20, .max_events = 100, .max_file_bytes = 16 << 10};
  const auto read = ReadTests("t.yml", text, normaliser, limits);
  LACHAN_CHECK(read.tests.size() <= limits.max_tests, "tests");
  for (const auto& test : read.tests) {
    LACHAN_CHECK(!test.events.empty() && test.events.size() <= limits.max_events, "events");
  }
  for (const auto& finding : read.findings) LACHAN_CHECK(!finding.message.empty(), "a message");
  LACHAN_CHECK(RunTests(rules, read.tests, "r").size() == read.tests.size(), "a result each");
  return 0;
}
