// SPDX-License-Identifier: Apache-2.0
#include "detect/explanation_text.h"

#include <fmt/format.h>

#include <boost/describe/enum_to_string.hpp>

namespace lachan::detect {
namespace {

constexpr std::size_t kShown = 300;  ///< Characters of a value.

std::string_view Mark(bool holds) { return holds ? "✓" : "✗"; }

std::string LogSourcesText(const Event& event) {
  std::string text;
  for (const auto& source : event.logsources) {
    text += (text.empty() ? "" : "; ") + LogSourceText(source);
  }
  return text.empty() ? "no log source" : text;
}

}  // namespace

std::string LogSourceText(const LogSource& source) {
  std::string text;
  for (const auto* part : {&source.product, &source.category, &source.service}) {
    if (part->empty()) continue;
    if (!text.empty()) text += " / ";
    text += *part;
  }
  return text.empty() ? "any" : text;
}

std::string ExplanationText(const RuleInfo& rule, const Explanation& explanation,
                            const Event& event,
                            std::string (*shown)(std::string_view text, std::size_t limit)) {
  std::string out = fmt::format("{}  {}  ({})\n", shown(rule.id, 100), shown(rule.title, 200),
                                boost::describe::enum_to_string(rule.level, ""));
  if (rule.kind == RuleKind::kCorrelation) {
    return out + "A correlation counts other rules: explain one of these.\n";
  }
  out += fmt::format("{} The log source {}: {}   seen: {}\n", Mark(explanation.logsource_applies),
                     explanation.logsource_applies ? "applies" : "does not apply",
                     shown(LogSourceText(rule.logsource), kShown),
                     shown(LogSourcesText(event), kShown));
  for (const auto& step : explanation.steps) {
    out +=
        fmt::format("{:{}}{} {}", "", step.depth * 2, Mark(step.holds), shown(step.text, kShown));
    if (!step.seen.empty()) out += fmt::format("   seen: {}", shown(step.seen, kShown));
    out += '\n';
  }
  out += explanation.matched ? "The rule holds.\n" : "The rule does not hold.\n";
  return out;
}

}  // namespace lachan::detect
