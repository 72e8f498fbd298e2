// SPDX-License-Identifier: Apache-2.0
#include "detect/condition.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "detect/pattern.h"
#include "detect/reporter.h"

namespace lachan::detect {
namespace {

constexpr int kMaxDepth = 64;
constexpr std::size_t kMaxAtoms = 50'000;

std::vector<std::string> Tokens(std::string_view text) {
  std::vector<std::string> tokens;
  std::string word;
  const auto flush = [&] {
    if (!word.empty()) tokens.push_back(std::move(word));
    word.clear();
  };
  for (const char c : text) {
    if (c == '(' || c == ')') {
      flush();
      tokens.emplace_back(1, c);
    } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
      flush();
    } else {
      word += c;
    }
  }
  flush();
  return tokens;
}

bool IsCount(std::string_view word) {
  return !word.empty() && word.size() < 7 &&
         word.find_first_not_of("0123456789") == std::string_view::npos;
}

using Parsed = std::expected<Expr, ConditionFault>;

std::unexpected<ConditionFault> Wrong(std::string message, std::string hint) {
  return std::unexpected(ConditionFault{std::move(message), std::move(hint)});
}

/// Letters to change, add or take away to make the one word of the other. \source Levenshtein
std::size_t Distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i + 1);
    for (std::size_t k = 0; k < b.size(); ++k) {
      const std::size_t change =
          diagonal + (AsciiEqualsIgnoringCase(a.substr(i, 1), b.substr(k, 1)) ? 0 : 1);
      diagonal = std::exchange(row[k + 1], std::min({change, row[k] + 1, row[k + 1] + 1}));
    }
  }
  return row[b.size()];
}

/// What to write in place of a name that nothing has.
std::string NearestTo(std::string_view word, const Identifiers& identifiers) {
  constexpr std::size_t kMaxBytes = 100, kNamesShown = 10;
  if (AsciiEqualsIgnoringCase(word, "them")) return "write '1 of them' or 'all of them'";
  if (word.contains('*')) return "write '1 of " + Ellipsis(word, kMaxBytes) + "' or 'all of …'";
  std::string_view nearest;
  std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
  std::string names;
  std::size_t shown = 0;
  for (const auto& [name, expr] : identifiers) {
    if (name.size() > kMaxBytes) continue;
    if (++shown <= kNamesShown) names += (names.empty() ? "" : ", ") + name;
    const std::size_t distance = word.size() > kMaxBytes ? least : Distance(word, name);
    if (distance < least) least = distance, nearest = name;
  }
  if (!nearest.empty()) return "did you mean " + Quoted(nearest) + "?";
  if (names.empty()) return "the rule defines none: add it beside 'condition'";
  return "the rule defines " + names + (shown > kNamesShown ? ", …" : "");
}

class Parser {
 public:
  Parser(std::string_view text, const Identifiers& identifiers)
      : tokens_(Tokens(text)), identifiers_(identifiers) {}

  Parsed Parse() {
    auto expr = Or(0);
    if (!expr) return expr;
    if (at_ != tokens_.size()) {
      return Wrong(Quoted(tokens_[at_]) + " does not belong there",
                   "join two parts with 'and' or 'or'; a ')' needs its '('");
    }
    if (expr->Size() > kMaxAtoms) {
      return Wrong(fmt::format("more than {} tests", kMaxAtoms), "split the rule into several");
    }
    return expr;
  }

 private:
  bool Next(std::string_view keyword) const {
    return at_ < tokens_.size() && AsciiEqualsIgnoringCase(tokens_[at_], keyword);
  }

  const Expr* Find(std::string_view name) const {
    for (const auto& [known, expr] : identifiers_) {
      if (known == name) return &expr;
    }
    return nullptr;
  }

  Parsed Or(int depth) {
    std::vector<Expr> terms;
    do {
      auto term = And(depth);
      if (!term) return term;
      terms.push_back(*std::move(term));
    } while (Next("or") && ++at_);
    return Expr::Join(Expr::Op::kOr, std::move(terms));
  }

  Parsed And(int depth) {
    std::vector<Expr> terms;
    do {
      auto term = Not(depth);
      if (!term) return term;
      terms.push_back(*std::move(term));
    } while (Next("and") && ++at_);
    return Expr::Join(Expr::Op::kAnd, std::move(terms));
  }

  Parsed Not(int depth) {
    if (depth > kMaxDepth) {
      return Wrong(fmt::format("nested deeper than {}", kMaxDepth),
                   "take out parentheses and 'not's, or give a part of it a name of its own");
    }
    if (!Next("not") || Find("not") != nullptr) return Primary(depth);
    ++at_;
    auto term = Not(depth + 1);
    if (!term) return term;
    return Expr::Not(*std::move(term));
  }

  Parsed Primary(int depth) {
    if (at_ == tokens_.size()) {
      return Wrong("it ends too early",
                   "a search identifier belongs behind 'and', 'or', 'not' or '('");
    }
    const std::string word = tokens_[at_++];
    if (word == "(") {
      auto inner = Or(depth + 1);
      if (!inner) return inner;
      if (!Next(")")) {
        return Wrong("a parenthesis is not closed",
                     "add ')', or join its parts with 'and' or 'or'");
      }
      ++at_;
      return inner;
    }
    const bool all = AsciiEqualsIgnoringCase(word, "all");
    const bool any = AsciiEqualsIgnoringCase(word, "any");
    if (Next("of") && (all || any || IsCount(word))) {
      ++at_;
      return Quantified(all, any || all ? 1 : std::stoul(word));
    }
    const Expr* expr = Find(word);
    if (expr == nullptr) {
      return Wrong("no search identifier " + Quoted(word), NearestTo(word, identifiers_));
    }
    return Named(word, *expr);
  }

  Parsed Quantified(bool all, std::size_t count) {
    if (at_ == tokens_.size()) {
      return Wrong("it ends after 'of'", "write e.g. '1 of selection_*' or 'all of them'");
    }
    const std::string pattern = tokens_[at_++];
    std::vector<Expr> chosen;
    for (const auto& [name, expr] : identifiers_) {
      if (Selects(pattern, name)) chosen.push_back(Named(name, expr));
    }
    if (chosen.empty()) return Expr::Const(false);
    if (all) return Expr::Join(Expr::Op::kAnd, std::move(chosen));
    if (count == 1) return Expr::Join(Expr::Op::kOr, std::move(chosen));
    Expr expr = Expr::Join(Expr::Op::kAtLeast, std::move(chosen), fmt::format("{} of", count));
    expr.count = count;
    return expr;
  }

  /// Names that begin with _ are chosen only by patterns that do.
  static bool Selects(std::string_view pattern, std::string_view name) {
    if (AsciiEqualsIgnoringCase(pattern, "them")) return !name.starts_with('_');
    if (name.starts_with('_') && !pattern.starts_with('_')) return false;
    PatternParts parts;
    for (const auto piece : Split(pattern, '*')) {
      if (!parts.empty()) parts.push_back({PatternPart::Kind::kMany, {}});
      parts.push_back({PatternPart::Kind::kLiteral, std::string(piece)});
    }
    return TextPattern::From(std::move(parts), true).Matches(name);
  }

  static Expr Named(const std::string& name, const Expr& expr) {
    if (expr.label.empty() && expr.op != Expr::Op::kAtom) {
      Expr copy = expr;
      copy.label = name;
      return copy;
    }
    return Expr::Join(expr.op == Expr::Op::kAnd ? Expr::Op::kAnd : Expr::Op::kOr, {expr}, name);
  }

  std::vector<std::string> tokens_;
  const Identifiers& identifiers_;
  std::size_t at_ = 0;
};

}  // namespace

Parsed ParseCondition(std::string_view text, const Identifiers& identifiers) {
  if (text.contains('|')) {
    return Wrong("aggregations after '|' are not part of Sigma 2",
                 "write what is counted as a rule and the count as a correlation beside it, behind "
                 "'---': correlation: {type: event_count, rules: [id], group-by: [field], "
                 "timespan: 5m, condition: {gte: 10}}");
  }
  if (text.size() > 64 * 1024) {
    return Wrong("longer than 64 KiB", "name the parts alike and write '1 of name_*'");
  }
  return Parser(text, identifiers).Parse();
}

}  // namespace lachan::detect
