// SPDX-License-Identifier: Apache-2.0
/// \file
/// Correlations over logs outside the project, where they are present: each file is a stream.
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "base/text.h"
#include "detect/correlate.h"
#include "detect/rule_set.h"
#include "detect/testing_events.h"

namespace lachan::detect::testing {
namespace {

/// "file<tab>correlation<tab>group" to firings and time of the first.
struct Fired {
  std::size_t firings = 0;
  Instant first;
};
using Table = std::map<std::string, Fired>;

std::string KeyOf(std::string_view file, std::string_view correlation, std::string_view group) {
  return fmt::format("{}\t{}\t{}", file, correlation, group);
}

Table Expected(const std::string& root) {
  Table table;
  const auto text = ReadTextFile(root + "/pack/expected_correlations.tsv").value_or("");
  for (const auto line : Split(text, '\n')) {
    const auto columns = Split(line, '\t');
    if (columns.size() != 5 || columns[0] == "file") continue;
    const auto first = ParseInstant(columns[4]);
    EXPECT_TRUE(first) << columns[4];
    table[KeyOf(columns[0], columns[1], columns[2])] = {
        static_cast<std::size_t>(std::atoll(std::string(columns[3]).c_str())), *first};
  }
  return table;
}

/// Files whose lines are JSON and say themselves what they are.
std::vector<std::string> Files(const std::string& root) {
  std::vector<std::string> files;
  const auto text = ReadTextFile(root + "/pack/MANIFEST.tsv").value_or("");
  for (const auto line : Split(text, '\n')) {
    const auto columns = Split(line, '\t');
    if (columns.size() < 9 || columns[6] != "json" || columns[5] != "auto") continue;
    files.emplace_back(columns[0]);
  }
  return files;
}

struct Totals {
  std::size_t files = 0, events = 0, counted = 0, firings = 0, late = 0;
};

void RunFile(const std::string& root, const std::string& file, const RuleSet& rules,
             RuleSet::Scratch& scratch, Table& got, Totals& totals) {
  const auto text = ReadTextFile(root + "/pack/" + file);
  ASSERT_TRUE(text) << file;
  CorrelatorOptions options;
  options.lateness = std::chrono::years{100};  // The expectations know no lateness.
  Correlator correlator(rules, options);
  std::vector<Match> matches;
  Instant newest;
  for (const auto line : Split(*text, '\n')) {
    const auto event = EventFromJson(line, std::nullopt);
    if (!event || event->time == Instant{}) continue;
    ++totals.events;
    rules.Match(*event, scratch, matches);
    totals.counted += matches.empty() ? 0 : 1;
    if (!matches.empty() && event->time < newest) ++totals.late;
    if (!matches.empty()) newest = std::max(newest, event->time);
    for (const auto& hit : correlator.Observe(*event, matches)) {
      std::string group;
      for (const auto& [field, value] : hit.group) {
        group += (&field == &hit.group.front().first ? "" : "|") + value;
      }
      Fired& fired = got[KeyOf(file, rules.rules()[hit.rule].id, group)];
      fired.first = fired.firings == 0 ? hit.time : std::min(fired.first, hit.time);
      ++fired.firings;
      ++totals.firings;
    }
  }
  ++totals.files;
  EXPECT_EQ(correlator.dropped(), 0U) << file;
}

TEST(SharedPackCorrelations, FiringsAreThoseExpected) {
  const std::string root = SharedDetect();
  if (root.empty()) GTEST_SKIP() << "skipped: no ../shared";
  const SourceText source{"correlation_rules.yml",
                          ReadTextFile(root + "/pack/correlation_rules.yml").value_or("")};
  const RuleSet rules = RuleSet::Compile({&source, 1});
  ASSERT_EQ(rules.report().rejected, 0U);
  ASSERT_GT(rules.correlations().size(), 5U);
  const auto scratch = rules.MakeScratch();
  const Table want = Expected(root);
  Table got;
  Totals totals;
  for (const auto& file : Files(root)) RunFile(root, file, rules, *scratch, got, totals);
  std::size_t missing = 0, extra = 0, different = 0;
  for (const auto& [key, fired] : want) {
    const auto found = got.find(key);
    if (found == got.end()) {
      ++missing;
      ADD_FAILURE() << "missing: " << key;
    } else if (found->second.firings != fired.firings || found->second.first != fired.first) {
      ++different;
      ADD_FAILURE() << key << ": " << found->second.firings << " firings from "
                    << FormatInstant(found->second.first) << ", expected " << fired.firings
                    << " from " << FormatInstant(fired.first);
    }
  }
  for (const auto& [key, fired] : got) {
    if (want.contains(key)) continue;
    ++extra;
    ADD_FAILURE() << "extra: " << key;
  }
  fmt::print(
      "pack: {} files, {} events, {} counted ({} out of order), {} firings; {} rows expected, "
      "{} missing, {} extra, {} different\n",
      totals.files, totals.events, totals.counted, totals.late, totals.firings, want.size(),
      missing, extra, different);
  EXPECT_GT(want.size(), 100U);
}

}  // namespace
}  // namespace lachan::detect::testing
