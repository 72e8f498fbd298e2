// SPDX-License-Identifier: Apache-2.0
#include "scan/explain_text.h"

#include "detect/explanation_text.h"
#include "scan/render.h"

namespace lachan::scan {
namespace {

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

std::string ExplanationText(const detect::RuleInfo& rule, const detect::Explanation& explanation,
                            const Event& event) {
  return detect::ExplanationText(rule, explanation, event, Visible);
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
