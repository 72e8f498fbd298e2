// SPDX-License-Identifier: Apache-2.0
#include "detect/rule_set.h"

#include "base/check.h"
#include "detect/rule_set_impl.h"

namespace lachan::detect {
namespace {

/// Combinations of log sources remembered per thread; senders could make up any number.
constexpr std::size_t kMaxRoutes = 4'096;

/// The buckets that a combination of log sources meets.
struct Route {
  /// Buckets that read the event under the aliases of a log source; empty aliases first.
  struct View {
    std::span<const FieldAlias> aliases;
    std::vector<std::uint32_t> buckets;
  };
  std::vector<View> views;
};

std::string KeyOf(const std::vector<LogSource>& sources) {
  std::string key;
  for (const LogSource& source : sources) {
    key.append(source.product).append(1, '\x1f').append(source.category);
    key.append(1, '\x1f').append(source.service).append(1, '\x1e');
  }
  return key;
}

Route::View& ViewFor(Route& route, std::span<const FieldAlias> aliases) {
  for (auto& view : route.views) {
    if (view.aliases.data() == aliases.data()) return view;
  }
  return route.views.emplace_back(Route::View{aliases, {}});
}

Route MakeRoute(const std::vector<LogSource>& sources, const std::deque<Bucket>& buckets) {
  Route route;
  ViewFor(route, {});
  for (const LogSource& source : sources) {
    auto& view = ViewFor(route, AliasesOf(source));
    for (std::uint32_t i = 0; i < buckets.size(); ++i) {
      if (Satisfies(buckets[i].source(), source)) view.buckets.push_back(i);
    }
  }
  for (auto& view : route.views) {
    std::sort(view.buckets.begin(), view.buckets.end());
    view.buckets.erase(std::unique(view.buckets.begin(), view.buckets.end()), view.buckets.end());
  }
  return route;
}

class ThreadScratch : public RuleSet::Scratch {
 public:
  explicit ThreadScratch(const RuleSet::Impl& impl)
      : memory(impl.names, impl.scan_memory), buckets(impl.buckets.size()) {}

  std::uint64_t abandoned_regexes() const override { return memory.regex.abandoned; }

  const Route& RouteFor(const Event& event, const std::deque<Bucket>& all) {
    const std::string key = KeyOf(event.logsources);
    const auto known = routes_.find(key);
    if (known != routes_.end()) return known->second;
    if (routes_.size() >= kMaxRoutes) routes_.clear();
    return routes_.emplace(key, MakeRoute(event.logsources, all)).first->second;
  }

  ThreadMemory memory;
  std::vector<BucketMemory> buckets;

 private:
  TextMap<Route> routes_;
};

/// Keeps one of several matches of one rule (found under two views).
void SortUnique(std::vector<Match>& matches) {
  std::sort(matches.begin(), matches.end(),
            [](const Match& a, const Match& b) { return a.rule < b.rule; });
  const auto same = [](const Match& a, const Match& b) { return a.rule == b.rule; };
  matches.erase(std::unique(matches.begin(), matches.end(), same), matches.end());
}

/// Walks a condition and notes each step.
class Explainer {
 public:
  Explainer(const EventView& view, Explanation& out) : view_(view), out_(out) {}

  bool Walk(const Expr& expr, int depth) {
    const std::size_t at = out_.steps.size();
    out_.steps.push_back({depth, false, TextOf(expr), {}});
    bool holds = false;
    if (expr.op == Expr::Op::kAtom) {
      holds = AtomHolds(*expr.atom, view_, memory_);
      out_.steps[at].seen = Seen(*expr.atom);
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

}  // namespace

RuleSet::RuleSet(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
RuleSet::RuleSet(RuleSet&&) noexcept = default;
RuleSet& RuleSet::operator=(RuleSet&&) noexcept = default;
RuleSet::~RuleSet() = default;

RuleSet RuleSet::Compile(std::span<const SourceText> sources, const CompileOptions& options) {
  auto impl = std::make_unique<Impl>();
  RuleSetBuilder builder(*impl, options);
  for (const SourceText& source : sources) builder.Read(source);
  builder.Finish();
  const CompileReport& report = impl->report;
  LACHAN_CHECK(report.found == report.loaded + report.rejected + report.skipped,
               "every document is accounted for");
  return RuleSet(std::move(impl));
}

const CompileReport& RuleSet::report() const { return impl_->report; }
std::span<const RuleInfo> RuleSet::rules() const { return impl_->rules; }
std::span<const CorrelationRule> RuleSet::correlations() const { return impl_->correlations; }

std::unique_ptr<RuleSet::Scratch> RuleSet::MakeScratch() const {
  return std::make_unique<ThreadScratch>(*impl_);
}

void RuleSet::Match(const Event& event, Scratch& scratch, std::vector<detect::Match>& out) const {
  out.clear();
  auto& thread = static_cast<ThreadScratch&>(scratch);
  LACHAN_CHECK(thread.buckets.size() == impl_->buckets.size(), "scratch of this rule set");
  const Route& route = thread.RouteFor(event, impl_->buckets);
  for (const Route::View& part : route.views) {
    if (part.buckets.empty()) continue;
    thread.memory.table.Load(event);
    for (const FieldAlias& alias : part.aliases) {
      thread.memory.table.AddAlias(impl_->names.Find(alias.field), impl_->names.Find(alias.origin));
    }
    const EventView view(event, part.aliases);
    for (const std::uint32_t bucket : part.buckets) {
      impl_->buckets[bucket].Match(view, thread.memory, thread.buckets[bucket], out);
    }
  }
  SortUnique(out);
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
