// SPDX-License-Identifier: Apache-2.0
#include "directive/scorecard_text.h"

#include <algorithm>

#include "directive/compile_files.h"

namespace lachan::directive {
namespace {

/// Always in double quotes, so that no text is taken for a number, a date or syntax.
std::string Quoted(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      out += '\\';
      out += c;
    } else if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\x{:02x}", byte);
    } else {
      out += c;
    }
  }
  return out + '"';
}

std::string Flow(const Text& text) {
  return fmt::format("{{vi: {}, en: {}}}", Quoted(text.vi), Quoted(text.en));
}

std::string Flow(const std::vector<std::string>& names) {
  std::string out = "[";
  for (const auto& name : names) {
    if (out.size() > 1) out += ", ";
    out += Quoted(name);
  }
  return out + "]";
}

std::string Day(Instant instant) { return FormatDate(CivilDateAt(instant)); }

void AppendSet(const IndicatorSet& set, std::string& out) {
  out += fmt::format("      - id: {}\n        title: {}\n        kinds: {}\n", Quoted(set.id),
                     Flow(set.title), Flow(set.kinds));
  out += "        indicators:\n";
  for (const Indicator& one : set.indicators) {
    out += fmt::format("          - id: {}\n            group: {}\n            weight: {}\n",
                       Quoted(one.id), Quoted(one.group), one.weight);
    out += fmt::format("            window_months: {}\n            title: {}\n", one.window_months,
                       Flow(one.title));
    out += fmt::format("            parts: {}\n", Flow(one.parts));
  }
}

void CheckStart(const Scorecard& card, std::vector<Diagnostic>& findings) {
  const bool is_first =
      card.validity.from && CivilDateAt(*card.validity.from).day() == std::chrono::day{1};
  if (is_first) return;
  findings.push_back({Diagnostic::Severity::kError,
                      "directive.scorecard.from",
                      "a scorecard is in force from the first day of a month",
                      "write from: yyyy-mm-01",
                      {}});
}

}  // namespace

bool ScorecardReading::is_valid() const {
  return std::ranges::none_of(findings, [](const Diagnostic& finding) {
    return finding.severity == Diagnostic::Severity::kError;
  });
}

ScorecardReading ReadScorecardText(const SourceText& source, const Directive& known) {
  ScorecardReading reading;
  CompileContext context;
  const auto root = ParseYaml(source, context.findings);
  if (root) {
    try {
      MapReader reader(*root, source.path, source.path, context.findings);
      if (reader.is_map()) {
        ReadScorecards(reader, context);
        reader.Finish();
      }
    } catch (const YAML::Exception& error) {
      context.findings.push_back({Diagnostic::Severity::kError,
                                  "directive.yaml.syntax",
                                  error.msg,
                                  "",
                                  {source.path, error.mark.line + 1, error.mark.column + 1}});
    }
    auto& cards = context.directive.scorecards;
    if (cards.size() == 1) {
      CheckScorecards(known, context);
      CheckStart(cards.front(), context.findings);
      reading.card = std::move(cards.front());
    } else {
      context.findings.push_back({Diagnostic::Severity::kError,
                                  "directive.scorecard.one",
                                  fmt::format("the text holds {} scorecards", cards.size()),
                                  "write one entry under scorecards",
                                  {source.path}});
    }
  }
  reading.findings = std::move(context.findings);
  return reading;
}

std::string ScorecardText(const Scorecard& card) {
  std::string out = fmt::format("scorecards:\n  - id: {}\n", Quoted(card.id));
  if (card.validity.from) out += fmt::format("    from: {}\n", Day(*card.validity.from));
  if (card.validity.to) out += fmt::format("    to: {}\n", Day(*card.validity.to));
  out += fmt::format("    confidence: {}\n", ToString(card.confidence));
  out += fmt::format("    late_earned: {}\n    late_possible: {}\n", card.late_earned,
                     card.late_possible);
  out += fmt::format("    min_measured_weight: {}\n    tie_fewer_overdue: {}\n",
                     card.min_measured_weight, card.tie_fewer_overdue);
  out += "    bands:\n";
  for (const Band& band : card.bands) {
    out += fmt::format("      - code: {}\n        title: {}\n        from_percent: {}\n",
                       Quoted(band.code), Flow(band.title), band.from_centi / 100);
  }
  out += "    sets:\n";
  for (const IndicatorSet& set : card.sets) AppendSet(set, out);
  return out;
}

}  // namespace lachan::directive
