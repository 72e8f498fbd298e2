// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_set.h"

#include <set>

#include "base/check.h"
#include "detect/matcher.h"

namespace lachan::detect {
namespace {

/// Walks a condition and notes each step.
class Explainer {
 public:
  Explainer(const EventView& view, Explanation& out) : view_(view), out_(out) {}

  bool Walk(const Expr& expr, int depth) {
    const std::size_t at = out_.steps.size();
    out_.steps.push_back({depth, false, TextOf(expr), {}});
    bool holds = false;
    if (expr.op == Expr::Op::kAtom) {
      const std::uint64_t given_up = memory_.abandoned;
      holds = AtomHolds(*expr.atom, view_, memory_);
      out_.steps[at].seen = Seen(*expr.atom);
      if (memory_.abandoned != given_up) out_.steps[at].seen += " (given up after too many steps)";
    } else {
      holds = Children(expr, depth);
    }
    out_.steps[at].holds = holds;
    return holds;
  }

 private:
  bool Children(const Expr& expr, int depth) {
    std::size_t holding = 0;
    for (const Expr& child : expr.children) holding += Walk(child, depth + 1) ? 1U : 0U;
    switch (expr.op) {
      case Expr::Op::kConst:
        return expr.value;
      case Expr::Op::kAnd:
        return holding == expr.children.size();
      case Expr::Op::kOr:
        return holding > 0;
      case Expr::Op::kNot:
        return holding == 0;
      case Expr::Op::kAtLeast:
        return holding >= expr.count;
      case Expr::Op::kAtom:
        break;
    }
    return false;
  }

  static std::string TextOf(const Expr& expr) {
    std::string text;
    switch (expr.op) {
      case Expr::Op::kConst:
        return expr.value ? "always" : "never (nothing of that name)";
      case Expr::Op::kAtom:
        return (expr.atom->IsKeyword() ? "keyword" : expr.atom->field) + ' ' + expr.atom->Text();
      case Expr::Op::kAnd:
        text = "all of these";
        break;
      case Expr::Op::kOr:
        text = "one of these";
        break;
      case Expr::Op::kNot:
        return "not";
      case Expr::Op::kAtLeast:
        text = fmt::format("at least {} of these", expr.count);
        break;
    }
    return expr.label.empty() ? text : expr.label + ": " + text;
  }

  std::string Seen(const Atom& atom) const {
    if (atom.IsKeyword()) return {};
    std::string seen;
    for (const EventField* field : view_.Values(atom.field)) {
      if (!seen.empty()) seen += ", ";
      seen += field->kind == EventField::Kind::kNull ? "(null)" : field->value;
    }
    return seen.empty() && view_.Values(atom.field).empty() ? "(absent)" : seen;
  }

  const EventView& view_;
  Explanation& out_;
  RegexMemory memory_;
};

/// Names of the regular expressions in a condition.
void AddRegexes(const Expr& expr, std::set<std::string>& names) {
  if (expr.atom && expr.atom->regex) names.insert(expr.atom->regex->name());
  for (const Expr& child : expr.children) AddRegexes(child, names);
}

}  // namespace

RuleSet::RuleSet(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RuleSet::RuleSet(RuleSet&&) noexcept = default;
RuleSet& RuleSet::operator=(RuleSet&&) noexcept = default;
RuleSet::~RuleSet() = default;

RuleSet RuleSet::Compile(std::span<const SourceText> sources, const CompileOptions& options) {
  auto impl = std::make_unique<Impl>();
  RuleSetBuilder builder(*impl, options);
  builder.Read(sources);
  builder.Finish();
  const CompileReport& report = impl->report;
  LACHAN_CHECK(report.found == report.loaded + report.rejected + report.skipped,
               "every document is accounted for");
  return RuleSet(std::move(impl));
}

const CompileReport& RuleSet::report() const { return impl_->report; }
std::span<const RuleInfo> RuleSet::rules() const { return impl_->rules; }
std::span<const Expr> RuleSet::conditions() const { return impl_->conditions; }
std::span<const CorrelationRule> RuleSet::correlations() const { return impl_->correlations; }

std::unique_ptr<RuleSet::Scratch> RuleSet::MakeScratch() const {
  return std::make_unique<ThreadMatcher>(*impl_);
}

void RuleSet::Match(const Event& event, Scratch& scratch, std::vector<detect::Match>& out) const {
  auto& thread = static_cast<ThreadMatcher&>(scratch);
  LACHAN_CHECK(thread.Serves(*impl_), "scratch of this rule set");
  thread.Match(event, out);
}

void RuleSet::Match(const FlatRecord& record, Scratch& scratch,
                    std::vector<detect::Match>& out) const {
  auto& thread = static_cast<ThreadMatcher&>(scratch);
  LACHAN_CHECK(thread.Serves(*impl_), "scratch of this rule set");
  thread.Match(record, out);
}

void RuleSet::Begin(const EventBatch& batch, Scratch& scratch) const {
  auto& thread = static_cast<ThreadMatcher&>(scratch);
  LACHAN_CHECK(thread.Serves(*impl_), "scratch of this rule set");
  thread.Begin(batch);
}

void RuleSet::Match(const FlatEvent& event, Scratch& scratch,
                    std::vector<detect::Match>& out) const {
  static_cast<ThreadMatcher&>(scratch).Match(event, out);
}

std::vector<std::pair<std::size_t, std::uint64_t>> RuleSet::RulesOf(
    const GivenUp& expressions) const {
  std::vector<std::pair<std::size_t, std::uint64_t>> found;
  if (expressions.empty()) return found;
  for (std::size_t rule = 0; rule < impl_->conditions.size(); ++rule) {
    std::set<std::string> names;
    AddRegexes(impl_->conditions[rule], names);
    std::uint64_t times = 0;
    for (const auto& name : names) {
      if (const auto at = expressions.find(name); at != expressions.end()) times += at->second;
    }
    if (times > 0) found.emplace_back(rule, times);
  }
  return found;
}

Explanation RuleSet::Explain(std::size_t rule, const Event& event) const {
  Explanation best;
  if (rule >= impl_->rules.size() || impl_->rules[rule].kind != RuleKind::kDetection) return best;
  const auto explain = [&](std::span<const FieldAlias> aliases, bool applies) {
    Explanation one;
    one.logsource_applies = applies;
    const EventView view(event, aliases);
    one.matched = Explainer(view, one).Walk(impl_->conditions[rule], 0) && applies;
    return one;
  };
  bool tried = false;
  for (const LogSource& source : event.logsources) {
    if (!Satisfies(impl_->rules[rule].logsource, source) || best.matched) continue;
    best = explain(AliasesOf(source), true);
    tried = true;
  }
  return tried ? best : explain({}, false);
}

}  // namespace lachan::detect
