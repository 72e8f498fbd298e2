// SPDX-License-Identifier: Apache-2.0
#include "detect/condition.h"

#include "base/text.h"
#include "detect/pattern.h"

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

class Parser {
 public:
  Parser(std::string_view text, const Identifiers& identifiers)
      : tokens_(Tokens(text)), identifiers_(identifiers) {}

  Result<Expr> Parse() {
    LACHAN_TRY(auto expr, Or(0));
    if (at_ != tokens_.size()) {
      return Fail(ErrorCode::kInvalidInput, "'{}' does not belong there", tokens_[at_]);
    }
    if (expr.Size() > kMaxAtoms) {
      return Fail(ErrorCode::kInvalidInput, "more than {} tests", kMaxAtoms);
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

  Result<Expr> Or(int depth) {
    std::vector<Expr> terms;
    do {
      LACHAN_TRY(auto term, And(depth));
      terms.push_back(std::move(term));
    } while (Next("or") && ++at_);
    return Expr::Join(Expr::Op::kOr, std::move(terms));
  }

  Result<Expr> And(int depth) {
    std::vector<Expr> terms;
    do {
      LACHAN_TRY(auto term, Not(depth));
      terms.push_back(std::move(term));
    } while (Next("and") && ++at_);
    return Expr::Join(Expr::Op::kAnd, std::move(terms));
  }

  Result<Expr> Not(int depth) {
    if (depth > kMaxDepth) {
      return Fail(ErrorCode::kInvalidInput, "nested deeper than {}", kMaxDepth);
    }
    if (!Next("not") || Find("not") != nullptr) return Primary(depth);
    ++at_;
    LACHAN_TRY(auto term, Not(depth + 1));
    return Expr::Not(std::move(term));
  }

  Result<Expr> Primary(int depth) {
    if (at_ == tokens_.size()) return Fail(ErrorCode::kInvalidInput, "it ends too early");
    const std::string word = tokens_[at_++];
    if (word == "(") {
      LACHAN_TRY(auto inner, Or(depth + 1));
      if (!Next(")")) return Fail(ErrorCode::kInvalidInput, "a parenthesis is not closed");
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
      return Fail(ErrorCode::kInvalidInput, "no search identifier '{}'", word);
    }
    return Named(word, *expr);
  }

  Result<Expr> Quantified(bool all, std::size_t count) {
    if (at_ == tokens_.size()) return Fail(ErrorCode::kInvalidInput, "it ends after 'of'");
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

Result<Expr> ParseCondition(std::string_view text, const Identifiers& identifiers) {
  if (text.contains('|')) {
    return Fail(ErrorCode::kInvalidInput, "aggregations after '|' are not part of Sigma 2");
  }
  if (text.size() > 64 * 1024) return Fail(ErrorCode::kInvalidInput, "longer than 64 KiB");
  return Parser(text, identifiers).Parse();
}

}  // namespace lachan::detect
