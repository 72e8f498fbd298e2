// SPDX-License-Identifier: Apache-2.0
#include "web_api/directive_view.h"

#include <algorithm>

namespace lachan::web_api {
namespace {

using directive::Language;
using obligations::StatusCounts;

PartView View(const directive::Part& part, const directive::Directive& directive,
              const StatusCounts& counts) {
  const auto& title = TitleOf(directive, part.id);
  PartView view;
  view.id = part.id;
  view.title_vi = title.vi;
  view.title_en = title.en;
  view.how_vi = part.how_to.vi;
  view.how_en = part.how_to.en;
  view.rule_vi = RuleText(part, Language::kVietnamese);
  view.rule_en = RuleText(part, Language::kEnglish);
  view.binds_vi = BindingText(directive, part, Language::kVietnamese);
  view.binds_en = BindingText(directive, part, Language::kEnglish);
  view.source = part.source;
  view.confidence = ToString(part.confidence);
  view.reason_vi = part.reason.vi;
  view.reason_en = part.reason.en;
  view.weight = part.weight;
  view.soft = part.soft;
  view.measured = part.measured != directive::Measured::kNotMeasurable;
  view.forms = FormsOf(part);
  view.counts = web_api::View(counts);
  return view;
}

void Add(StatusCounts& sum, const StatusCounts& more) {
  for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += more[i];
}

bool Names(const directive::Obligation& obligation, const std::string& clause) {
  return std::ranges::find(obligation.also_clauses, clause) != obligation.also_clauses.end();
}

}  // namespace

DirectiveView View(const directive::Directive& directive,
                   const std::map<std::string, StatusCounts>& counts) {
  DirectiveView view{
      directive.id, directive.version, directive.title.vi, directive.title.en, {}, {}};
  const auto of = [&](const directive::Part& part) {
    const auto at = counts.find(part.id);
    return at == counts.end() ? StatusCounts{} : at->second;
  };
  for (const auto& clause : directive.clauses) {
    ClauseView one{
        clause.id, clause.title.vi, clause.title.en, clause.none.vi, clause.none.en, {}, {}, {}};
    StatusCounts of_clause{};
    for (const auto& obligation : directive.obligations) {
      const bool is_own = obligation.clause == clause.id;
      if (!is_own && !Names(obligation, clause.id)) continue;
      ObligationView row{
          obligation.id, obligation.title.vi, obligation.title.en, 0, true, false, {}, {}};
      StatusCounts sum{};
      for (const auto& part : obligation.parts) {
        Add(sum, of(part));
        row.parts.push_back(View(part, directive, of(part)));
        row.weight = std::max<std::int64_t>(row.weight, part.weight);
        row.soft = row.soft && part.soft;
        row.measured = row.measured || row.parts.back().measured;
      }
      Add(of_clause, sum);
      if (!is_own) {
        one.also.push_back(obligation.id);
        continue;
      }
      row.counts = web_api::View(sum);
      one.obligations.push_back(std::move(row));
    }
    one.counts = web_api::View(of_clause);
    view.clauses.push_back(std::move(one));
  }
  return view;
}

DirectiveFinding View(const Diagnostic& finding) {
  const auto severity = finding.severity == Diagnostic::Severity::kError     ? "error"
                        : finding.severity == Diagnostic::Severity::kWarning ? "warning"
                                                                             : "note";
  return {severity,           finding.code,       finding.message,     finding.hint,
          finding.where.file, finding.where.line, finding.where.column};
}

DifferenceView View(const directive::Difference& difference) {
  return {std::string(ToString(difference.kind)),
          difference.what,
          difference.id,
          difference.field,
          difference.before,
          difference.after,
          difference.title.vi,
          difference.title.en,
          difference.clause,
          difference.kinds,
          difference.roles};
}

}  // namespace lachan::web_api
