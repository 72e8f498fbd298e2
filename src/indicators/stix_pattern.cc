// SPDX-License-Identifier: Apache-2.0
#include "indicators/stix_pattern.h"

#include <fmt/format.h>

#include <optional>

#include "base/text.h"

namespace lachan::indicators {
namespace {

constexpr std::size_t kParentheses = 64;

enum class Token { kEnd, kWord, kString, kMark };

/// Cuts a pattern into words (paths, operators, numbers), strings and marks.
class Lexer {
 public:
  explicit Lexer(std::string_view text) : text_(text) { Next(); }

  Token token() const { return token_; }
  const std::string& text() const { return value_; }
  std::size_t column() const { return begin_ + 1; }
  bool unclosed() const { return unclosed_; }

  bool Is(std::string_view mark) const { return token_ == Token::kMark && value_ == mark; }
  bool IsWord(std::string_view word) const {
    return token_ == Token::kWord && AsciiEqualsIgnoringCase(value_, word);
  }

  void Next() {
    while (at_ < text_.size() && IsBlank(text_[at_])) ++at_;
    begin_ = at_;
    value_.clear();
    if (at_ == text_.size()) {
      token_ = Token::kEnd;
    } else if (text_[at_] == '\'') {
      token_ = Token::kString;
      String();
    } else if (std::string_view("[](),=!<>").find(text_[at_]) != std::string_view::npos) {
      token_ = Token::kMark;
      value_ = text_[at_++];
      if (value_.find_first_of("!<>") == 0 && at_ < text_.size() && text_[at_] == '=') {
        value_ += text_[at_++];
      }
    } else {
      token_ = Token::kWord;
      Word();
    }
  }

 private:
  static bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

  void String() {
    for (++at_; at_ < text_.size(); ++at_) {
      if (text_[at_] == '\'') {
        ++at_;
        return;
      }
      if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
      value_ += text_[at_];
    }
    unclosed_ = true;
  }

  /// A path may hold names in quotes and list indices: file:hashes.'SHA-256', a:b[*].c
  void Word() {
    while (at_ < text_.size() && !IsBlank(text_[at_])) {
      const char c = text_[at_];
      if (c == '\'' && !value_.empty() && (value_.back() == '.' || value_.back() == ':')) {
        value_ += c;
        const auto close = text_.find('\'', at_ + 1);
        unclosed_ = unclosed_ || close == std::string_view::npos;
        const auto end = std::min(close, text_.size() - 1);
        value_ += text_.substr(at_ + 1, end - at_);
        at_ = end + 1;
      } else if (c == '[' && value_.find(':') != std::string::npos) {
        const auto end = std::min(text_.find(']', at_), text_.size() - 1);
        value_ += text_.substr(at_, end + 1 - at_);
        at_ = end + 1;
      } else if (std::string_view("[](),=!<>'").find(c) != std::string_view::npos) {
        // t'…', h'…', b'…': a literal with its kind in front.
        if (c == '\'' && value_.size() == 1) String();
        return;
      } else {
        value_ += c;
        ++at_;
      }
    }
  }

  std::string_view text_;
  std::size_t at_ = 0, begin_ = 0;
  Token token_ = Token::kEnd;
  std::string value_;
  bool unclosed_ = false;
};

/// One comparison as read.
struct Comparison {
  std::string path;
  std::string what;  ///< The operator, if it is one we cannot evaluate; else empty.
  std::vector<std::string> values;
  bool narrowing = false;  ///< Joined to another one by AND.
};

class Parser {
 public:
  explicit Parser(std::string_view text) : lexer_(text) {}

  std::expected<StixPattern, Fault> Run() {
    do {
      if (!Observation()) return std::unexpected(fault_);
    } while (Connected());
    if (!fault_.message.empty()) return std::unexpected(fault_);
    if (!whole_unsupported_.empty()) {
      pattern_.terms.clear();
      pattern_.unsupported = {whole_unsupported_};
    }
    return std::move(pattern_);
  }

 private:
  bool Wrong(std::string_view expected) {
    const std::string got = lexer_.token() == Token::kEnd ? "the end" : '\'' + lexer_.text() + '\'';
    fault_ = {lexer_.unclosed() ? "a quote in the pattern never ends"
                                : fmt::format("pattern, column {}: {} expected, {} found",
                                              lexer_.column(), expected, PrintableForLog(got, 60)),
              "write a STIX 2.1 pattern, as [ipv4-addr:value = '192.0.2.1']"};
    return false;
  }

  /// "[ … ]" in any number of parentheses.
  bool Observation() {
    while (lexer_.Is("(")) {
      if (++open_ > kParentheses) return Wrong("fewer parentheses");
      lexer_.Next();
    }
    if (!lexer_.Is("[")) return Wrong("'['");
    lexer_.Next();
    if (!Comparisons()) return false;
    if (!lexer_.Is("]")) return Wrong("']'");
    lexer_.Next();
    return true;
  }

  /// Behind an observation: true if another one follows.
  bool Connected() {
    while (true) {
      if (lexer_.Is(")") && open_ > 0) {
        --open_;
        lexer_.Next();
      } else if (lexer_.IsWord("WITHIN") || lexer_.IsWord("REPEATS") || lexer_.IsWord("START") ||
                 lexer_.IsWord("STOP")) {
        whole_unsupported_ = "qualifier " + lexer_.text();
        lexer_.Next();
        lexer_.Next();  // the number or time; SECONDS and TIMES follow
        if (lexer_.IsWord("SECONDS") || lexer_.IsWord("TIMES")) lexer_.Next();
      } else {
        break;
      }
    }
    if (lexer_.token() == Token::kEnd) {
      if (open_ > 0) Wrong("')'");
      return false;
    }
    const bool alternative = lexer_.IsWord("OR");
    if (!alternative && !lexer_.IsWord("AND") && !lexer_.IsWord("FOLLOWEDBY")) {
      Wrong("OR, AND or FOLLOWEDBY");
      return false;
    }
    if (!alternative) whole_unsupported_ = "observations joined by " + lexer_.text();
    lexer_.Next();
    return true;
  }

  bool Comparisons() {
    std::vector<Comparison> all;
    bool joined = false;  // by AND to the one before
    std::size_t open = 0;
    while (true) {
      for (; lexer_.Is("("); lexer_.Next()) {
        if (++open > kParentheses) return Wrong("fewer parentheses");
      }
      all.emplace_back();
      if (!One(all.back())) return false;
      all.back().narrowing = joined;
      for (; lexer_.Is(")") && open > 0; lexer_.Next()) --open;
      joined = lexer_.IsWord("AND");
      if (joined) all.back().narrowing = true;
      if (!joined && !lexer_.IsWord("OR")) break;
      lexer_.Next();
    }
    if (open > 0) return Wrong("')'");
    Keep(all);
    return true;
  }

  bool One(Comparison& one) {
    bool negated = lexer_.IsWord("NOT");
    if (negated) lexer_.Next();
    if (lexer_.IsWord("EXISTS")) {
      lexer_.Next();
      one.what = "operator EXISTS";
    }
    if (lexer_.token() != Token::kWord || lexer_.text().find(':') == std::string::npos) {
      return Wrong("an object path");
    }
    one.path = lexer_.text();
    lexer_.Next();
    if (!one.what.empty()) return true;
    if (lexer_.IsWord("NOT")) {
      negated = true;
      lexer_.Next();
    }
    const std::string name = lexer_.text();
    const bool equal = lexer_.Is("="), in = lexer_.IsWord("IN");
    const bool usable = equal || in || lexer_.IsWord("ISSUBSET");
    const bool known = usable || lexer_.Is("!=") || lexer_.Is("<") || lexer_.Is("<=") ||
                       lexer_.Is(">") || lexer_.Is(">=") || lexer_.IsWord("LIKE") ||
                       lexer_.IsWord("MATCHES") || lexer_.IsWord("ISSUPERSET");
    if (!known) return Wrong("an operator");
    if (!usable || negated) one.what = fmt::format("operator {}{}", negated ? "NOT " : "", name);
    lexer_.Next();
    return in ? Set(one.values) : Literal(one.values);
  }

  bool Literal(std::vector<std::string>& values) {
    if (lexer_.token() != Token::kString && lexer_.token() != Token::kWord) return Wrong("a value");
    if (lexer_.unclosed()) return Wrong("a quote");
    values.push_back(lexer_.text());
    lexer_.Next();
    return true;
  }

  bool Set(std::vector<std::string>& values) {
    if (!lexer_.Is("(")) return Wrong("'('");
    do {
      lexer_.Next();
      if (!Literal(values)) return false;
    } while (lexer_.Is(","));
    if (!lexer_.Is(")")) return Wrong("')'");
    lexer_.Next();
    return true;
  }

  /// Of one observation: terms, and what is lost.
  void Keep(const std::vector<Comparison>& all) {
    std::size_t usable = 0;
    for (const Comparison& one : all) {
      const auto said = SaidOfPath(one.path);
      if (!said || !one.what.empty()) continue;
      ++usable;
      for (const auto& value : one.values) pattern_.terms.push_back({*said, value});
    }
    for (const Comparison& one : all) {
      const bool good = SaidOfPath(one.path) && one.what.empty();
      if (good || (one.narrowing && usable > 0)) continue;
      pattern_.unsupported.push_back(one.what.empty() || !SaidOfPath(one.path) ? one.path
                                                                               : one.what);
      if (usable == 0) return;  // one finding an observation
    }
  }

  Lexer lexer_;
  StixPattern pattern_;
  Fault fault_;
  std::string whole_unsupported_;
  std::size_t open_ = 0;
};

}  // namespace

std::optional<Said> SaidOfHash(std::string_view algorithm) {
  std::string name;
  for (const char c : AsciiLower(algorithm)) {
    if (c != '\'' && c != '"' && c != '-' && c != '_') name += c;
  }
  if (name == "md5") return Said::kMd5;
  if (name == "sha1") return Said::kSha1;
  if (name == "sha256") return Said::kSha256;
  if (name == "sha512") return Said::kSha512;
  return std::nullopt;
}

std::optional<Said> SaidOfPath(std::string_view path) {
  constexpr std::string_view kHashes = "hashes.";
  if (const auto at = path.rfind(kHashes);
      at != std::string_view::npos && at > 0 && (path[at - 1] == ':' || path[at - 1] == '.')) {
    return SaidOfHash(path.substr(at + kHashes.size()));
  }
  if (path == "ipv4-addr:value" || path == "ipv6-addr:value") return Said::kAddress;
  if (path == "domain-name:value") return Said::kDomain;
  if (path == "url:value") return Said::kUrl;
  if (path == "email-addr:value") return Said::kEmail;
  if (!path.ends_with(".value")) return std::nullopt;
  if (path.starts_with("email-message:")) return Said::kEmail;
  if (path.starts_with("network-traffic:dst_ref.") ||
      path.starts_with("network-traffic:src_ref.") ||
      path.starts_with("domain-name:resolves_to_refs[")) {
    return Said::kHost;
  }
  return std::nullopt;
}

std::expected<StixPattern, Fault> ParseStixPattern(std::string_view text) {
  return Parser(text).Run();
}

}  // namespace lachan::indicators
