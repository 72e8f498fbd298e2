// SPDX-License-Identifier: Apache-2.0
#include "scan/explain_text.h"

#include "scan/render.h"

namespace lachan::scan {
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

void AppendSource(const LogSource& source, std::string& out) {
  out += "{\"product\":";
  AppendJson(source.product, out);
  out += ",\"category\":";
  AppendJson(source.category, out);
  out += ",\"service\":";
  AppendJson(source.service, out);
  out += '}';
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

std::string ExplanationText(const detect::RuleInfo& rule, const detect::Explanation& explanation,
                            const Event& event) {
  std::string out = fmt::format("{}  {}  ({})\n", Visible(rule.id, 100), Visible(rule.title, 200),
                                LevelName(rule.level));
  if (rule.kind == detect::RuleKind::kCorrelation) {
    return out + "A correlation counts other rules: explain one of these.\n";
  }
  out += fmt::format("{} The log source {}: {}   seen: {}\n", Mark(explanation.logsource_applies),
                     explanation.logsource_applies ? "applies" : "does not apply",
                     Visible(LogSourceText(rule.logsource), kShown),
                     Visible(LogSourcesText(event), kShown));
  for (const auto& step : explanation.steps) {
    out +=
        fmt::format("{:{}}{} {}", "", step.depth * 2, Mark(step.holds), Visible(step.text, kShown));
    if (!step.seen.empty()) out += fmt::format("   seen: {}", Visible(step.seen, kShown));
    out += '\n';
  }
  out += explanation.matched ? "The rule holds.\n" : "The rule does not hold.\n";
  return out;
}

std::string ExplanationJson(const detect::RuleInfo& rule, const detect::Explanation& explanation,
                            const Event& event) {
  std::string out = "{\"rule_id\":";
  AppendJson(rule.id, out);
  out += ",\"rule_title\":";
  AppendJson(rule.title, out);
  fmt::format_to(std::back_inserter(out), ",\"logsource_applies\":{},\"matched\":{},\"logsource\":",
                 explanation.logsource_applies, explanation.matched);
  AppendSource(rule.logsource, out);
  out += ",\"logsources\":[";
  for (std::size_t i = 0; i < event.logsources.size(); ++i) {
    if (i > 0) out += ',';
    AppendSource(event.logsources[i], out);
  }
  out += "],\"steps\":[";
  for (std::size_t i = 0; i < explanation.steps.size(); ++i) {
    const auto& step = explanation.steps[i];
    fmt::format_to(std::back_inserter(out),
                   "{}{{\"depth\":{},\"holds\":{},\"text\":", i == 0 ? "" : ",", step.depth,
                   step.holds);
    AppendJson(step.text, out);
    out += ",\"seen\":";
    AppendJson(step.seen, out);
    out += '}';
  }
  out += "],\"event\":[";
  for (std::size_t i = 0; i < event.fields.size(); ++i) {
    out += i == 0 ? "{\"name\":" : ",{\"name\":";
    AppendJson(event.fields[i].name, out);
    out += ",\"value\":";
    AppendJson(event.fields[i].value, out);
    out += '}';
  }
  return out + "]}";
}

}  // namespace lachan::scan
