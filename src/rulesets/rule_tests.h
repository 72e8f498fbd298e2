// SPDX-License-Identifier: Apache-2.0
/// \file
/// Tests of rules: sample events beside the rules, and whether a rule must hold for them.
///
///     rule: 09a0b5e7-…            # by default the alerting rule of the file it belongs to
///     matches:
///       - note: eleven in a row
///         stream:
///           - {repeat: 11, every: 3, fields: {program: sshd, message: "Failed password …%n"}}
///       - fields: {Image: 'C:\x.exe'}
///         logsource: {product: windows, category: process_creation}
///       - record: '<38>Nov 25 10:00:00 web01 sshd[7]: Failed password for root'
///     near_misses: […]
///
/// `fields` is one event as rules see it, `record` one as a sender gives it. In a stream each step
/// is repeated, `every` seconds apart; `%n` in a value is the number of the repetition.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "core/time.h"
#include "normalise/normaliser.h"
#include "rulesets/compile.h"

namespace lachan::rulesets {

/// Events of one sample, in order of time.
struct RuleTest {
  std::string rule_id;  ///< Empty: not said.
  std::string file, note;
  bool expects_match = true;
  std::vector<Event> events;
  bool has_logsource = false;  ///< The sample names one.
};

struct RuleTests {
  std::vector<RuleTest> tests;
  std::vector<Diagnostic> findings;  ///< Of samples that cannot be read.
};

/// What samples may be: more is refused.
struct RuleTestLimits {
  std::size_t max_tests = 500;      ///< Of a file.
  std::size_t max_events = 20'000;  ///< Of a sample, repetitions written out.
  std::size_t max_file_bytes = 1 << 20;
};

/// Reads the documents of a file with tests; one that has neither `matches` nor `near_misses` is
/// passed over.
RuleTests ReadTests(std::string_view file, std::string_view text,
                    const normalise::Normaliser& normaliser, const RuleTestLimits& limits = {});

/// The event that a sender's record gives, with its log sources as rules meet it.
Event EventOfRecord(std::string_view record, Instant received_at,
                    const normalise::Normaliser& normaliser);

/// Runs the tests against `rules`. A sample without a log source that nothing in it tells either
/// gets that of its rule.
std::vector<TestResultView> RunTests(const detect::RuleSet& rules,
                                     const std::vector<RuleTest>& tests,
                                     std::string_view default_rule = {});

/// Tests of all sets of `compiled`. Failed ones of unreadable files included.
std::vector<TestResultView> RunTestsOf(const CompiledSets& compiled,
                                       const normalise::Normaliser& normaliser);

/// Counts, and the failures.
TestReportView TestReportOf(const std::vector<TestResultView>& results);

/// The rule of a file that samples without a name speak of: the last that raises alerts.
std::string DefaultRuleOf(const detect::RuleSet& rules, std::string_view path);

}  // namespace lachan::rulesets
