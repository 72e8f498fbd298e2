// SPDX-License-Identifier: Apache-2.0
#include "events/hunt_parser.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <utility>

#include "base/text.h"

namespace lachan::events {
namespace {

using Parsed = std::expected<HuntNode, HuntProblem>;

std::unexpected<HuntProblem> Wrong(std::size_t at, std::string code, std::string vi, std::string en,
                                   std::string hint) {
  return std::unexpected(HuntProblem{.position = at,
                                     .code = std::move(code),
                                     .message_vi = std::move(vi),
                                     .message_en = std::move(en),
                                     .hint = std::move(hint)});
}

bool IsSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool IsFieldCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' ||
         c == '@';
}

bool IsNetwork(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos || slash + 1 == text.size()) return false;
  const std::string address(text.substr(0, slash));
  int bits = -1;
  const auto parsed = std::from_chars(text.data() + slash + 1, text.data() + text.size(), bits);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || bits < 0) return false;
  unsigned char out[16];
  if (inet_pton(AF_INET, address.c_str(), out) == 1) return bits <= 32;
  return inet_pton(AF_INET6, address.c_str(), out) == 1 && bits <= 128;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Parsed Query() {
    if (text_.size() > kHuntBytes) {
      return Wrong(kHuntBytes, "hunt.too_long", "Câu truy vấn quá dài.", "The query is too long.",
                   "split it");
    }
    SkipSpace();
    if (AtEnd()) return HuntNode{};
    Parsed node = Or(0);
    if (!node) return node;
    SkipSpace();
    if (!AtEnd()) {
      return Wrong(at_, "hunt.paren.unopened", "Dấu ')' không có dấu '(' tương ứng.",
                   "This ')' closes nothing.", "remove it, or put '(' before");
    }
    return node;
  }

 private:
  bool AtEnd() const { return at_ >= text_.size(); }
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void SkipSpace() {
    while (!AtEnd() && IsSpace(text_[at_])) ++at_;
  }
  /// True when `word` (an operator) stands here as a word of its own.
  bool Sees(std::string_view word) const {
    if (!text_.substr(at_).starts_with(word)) return false;
    const char after = Peek(word.size());
    return after == '\0' || IsSpace(after) || after == '(' || after == ')' || after == '"';
  }
  bool Eats(std::string_view word) {
    if (!Sees(word)) return false;
    at_ += word.size();
    return true;
  }

  static HuntNode Join(HuntNode::Kind kind, std::vector<HuntNode> nodes) {
    if (nodes.size() == 1) return std::move(nodes.front());
    return {.kind = kind, .children = std::move(nodes), .term = {}};
  }

  Parsed Or(int depth) {
    std::vector<HuntNode> nodes;
    do {
      Parsed node = And(depth);
      if (!node) return node;
      nodes.push_back(std::move(*node));
      SkipSpace();
    } while (Eats("OR"));
    return Join(HuntNode::Kind::kOr, std::move(nodes));
  }

  Parsed And(int depth) {
    std::vector<HuntNode> nodes;
    for (;;) {
      Parsed node = Unary(depth);
      if (!node) return node;
      nodes.push_back(std::move(*node));
      SkipSpace();
      if (Eats("AND")) continue;
      if (AtEnd() || Peek() == ')' || Sees("OR")) break;
    }
    return Join(HuntNode::Kind::kAnd, std::move(nodes));
  }

  Parsed Unary(int depth) {
    SkipSpace();
    if (depth > kHuntDepth) {
      return Wrong(at_, "hunt.too_deep", "Lồng nhau quá nhiều tầng.", "Nested too deeply.",
                   "use fewer parentheses");
    }
    if (AtEnd() || Sees("AND") || Sees("OR") || Peek() == ')') {
      return Wrong(at_, "hunt.term.missing", "Thiếu điều kiện ở đây.",
                   "A condition is missing here.", "user:admin");
    }
    if (Eats("NOT")) {
      Parsed child = Unary(depth + 1);
      if (!child) return child;
      HuntNode node{.kind = HuntNode::Kind::kNot, .children = {}, .term = {}};
      node.children.push_back(std::move(*child));
      return node;
    }
    if (Peek() == '(') return Group(depth);
    return Term(depth);
  }

  Parsed Group(int depth) {
    const std::size_t open = at_++;
    Parsed node = Or(depth + 1);
    if (!node) return node;
    SkipSpace();
    if (Peek() != ')' || AtEnd()) {
      return Wrong(open, "hunt.paren.unclosed", "Dấu '(' chưa được đóng.",
                   "This '(' is not closed.", "(a OR b)");
    }
    ++at_;
    return node;
  }

  /// Length of the field name here when the text reads `name:value`, else 0.
  std::size_t FieldLength() const {
    std::size_t end = at_;
    while (end < text_.size() && IsFieldCharacter(text_[end])) ++end;
    if (end == at_ || end >= text_.size() || text_[end] != ':') return 0;
    if (std::isdigit(static_cast<unsigned char>(text_[at_])) != 0) return 0;  // 12:30, 2001:db8
    const std::string_view rest = text_.substr(end + 1);
    if (rest.starts_with("//") || rest.starts_with(":")) return 0;  // a URL, an IPv6 address
    if (end - at_ == 1 && rest.starts_with("\\")) return 0;         // C:\path
    return end - at_;
  }

  Parsed Term(int depth) {
    if (++terms_ > kHuntTerms) {
      return Wrong(at_, "hunt.too_many", "Quá nhiều điều kiện.", "Too many conditions.",
                   "split the query");
    }
    HuntTerm term{.field = field_, .pattern = {}, .low = {}, .high = {}, .network = {}};
    term.position = at_;
    if (field_.empty()) {
      if (const std::size_t length = FieldLength(); length > 0) {
        term.field = text_.substr(at_, length);
        at_ += length + 1;
        if (Peek() == '(') {
          field_ = term.field;
          Parsed group = Group(depth);
          field_.clear();
          return group;
        }
        if (AtEnd() || IsSpace(Peek()) || Peek() == ')') {
          return Wrong(at_, "hunt.value.missing", "Thiếu giá trị sau dấu ':'.",
                       "The value after ':' is missing.", term.field + ":*");
        }
      }
    }
    return Value(std::move(term));
  }

  static Parsed Leaf(HuntTerm term) {
    return HuntNode{.kind = HuntNode::Kind::kTerm, .children = {}, .term = std::move(term)};
  }

  Parsed Value(HuntTerm term) {
    const bool has_field = !term.field.empty();
    if (Peek() == '"') {
      auto text = Quoted();
      if (!text) return std::unexpected(std::move(text).error());
      term.kind = has_field ? HuntTerm::Kind::kPattern : HuntTerm::Kind::kPhrase;
      if (!text->empty() || has_field) {
        term.pattern.push_back({.kind = PatternPart::Kind::kText, .text = std::move(*text)});
        return Leaf(std::move(term));
      }
      return Wrong(term.position, "hunt.phrase.empty", "Cụm từ rỗng.", "The phrase is empty.",
                   "\"two words\"");
    }
    if (has_field && Peek() == '[') return Range(std::move(term));
    if (has_field && (Peek() == '>' || Peek() == '<')) return Comparison(std::move(term));
    return Word(std::move(term));
  }

  std::expected<std::string, HuntProblem> Quoted() {
    const std::size_t open = at_++;
    std::string out;
    while (!AtEnd() && Peek() != '"') {
      if (Peek() == '\\' && Peek(1) == '"') {
        ++at_;
      } else if (Peek() == '\\' && Peek(1) == '\\' && Peek(2) == '"') {
        out += '\\';
        at_ += 2;
        continue;
      }
      out += text_[at_++];
    }
    if (AtEnd()) {
      return Wrong(open, "hunt.quote.unclosed", "Dấu ngoặc kép chưa được đóng.",
                   "This quotation mark is not closed.",
                   "a backslash before the closing mark is written twice: \"C:\\\\\"");
    }
    ++at_;
    return out;
  }

  std::string_view PlainWord(bool in_range = false) {
    const std::size_t begin = at_;
    while (!AtEnd() && !IsSpace(Peek()) && Peek() != ')' && Peek() != '(' &&
           !(in_range && Peek() == ']')) {
      ++at_;
    }
    return text_.substr(begin, at_ - begin);
  }

  std::expected<std::optional<std::string>, HuntProblem> Bound() {
    SkipSpace();
    if (Peek() == '"') {
      auto text = Quoted();
      if (!text) return std::unexpected(std::move(text).error());
      return std::optional<std::string>(std::move(*text));
    }
    const std::string_view word = PlainWord(true);
    if (word == "*") return std::optional<std::string>();
    return std::optional<std::string>(std::string(word));
  }

  Parsed Range(HuntTerm term) {
    const std::size_t open = at_++;
    term.kind = HuntTerm::Kind::kRange;
    auto low = Bound();
    if (!low) return std::unexpected(std::move(low).error());
    SkipSpace();
    const bool to = Eats("TO");
    auto high = to ? Bound() : std::expected<std::optional<std::string>, HuntProblem>();
    if (!high) return std::unexpected(std::move(high).error());
    SkipSpace();
    if (!to || Peek() != ']' || (*low && (*low)->empty()) || (*high && (*high)->empty())) {
      return Wrong(open, "hunt.range", "Khoảng giá trị viết chưa đúng.",
                   "The range is not complete.", term.field + ":[1 TO 10]");
    }
    ++at_;
    term.low = std::move(*low);
    term.high = std::move(*high);
    return Leaf(std::move(term));
  }

  Parsed Comparison(HuntTerm term) {
    const bool greater = Peek() == '>';
    ++at_;
    const bool equal = Peek() == '=';
    if (equal) ++at_;
    auto bound = Bound();
    if (!bound) return std::unexpected(std::move(bound).error());
    if (!*bound || (*bound)->empty()) {
      return Wrong(at_, "hunt.value.missing", "Thiếu giá trị để so sánh.",
                   "The value to compare with is missing.", term.field + ":>=500");
    }
    term.kind = HuntTerm::Kind::kRange;
    (greater ? term.low : term.high) = std::move(*bound);
    (greater ? term.low_included : term.high_included) = equal;
    return Leaf(std::move(term));
  }

  static void AppendText(std::vector<PatternPart>& pattern, char c) {
    if (pattern.empty() || pattern.back().kind != PatternPart::Kind::kText) {
      pattern.push_back({.kind = PatternPart::Kind::kText, .text = {}});
    }
    pattern.back().text += c;
  }

  Parsed Word(HuntTerm term) {
    constexpr std::string_view kEscapable = "*?\"()";
    const std::size_t begin = at_;
    while (!AtEnd() && !IsSpace(Peek()) && Peek() != '(' && Peek() != ')' && Peek() != '"') {
      const char c = text_[at_];
      const bool escapes = c == '\\' && Peek(1) != '\0';
      if (escapes && kEscapable.find(Peek(1)) != std::string_view::npos) {
        AppendText(term.pattern, Peek(1));
        at_ += 2;
      } else if (escapes && Peek(1) == '\\' && Peek(2) != '\0' &&
                 kEscapable.find(Peek(2)) != std::string_view::npos) {
        AppendText(term.pattern, '\\');
        at_ += 2;
      } else if (c == '*' || c == '?') {
        const auto kind = c == '*' ? PatternPart::Kind::kAnyRun : PatternPart::Kind::kAnyOne;
        const bool repeats = c == '*' && !term.pattern.empty() && term.pattern.back().kind == kind;
        if (!repeats) term.pattern.push_back({.kind = kind, .text = {}});
        ++at_;
      } else {
        AppendText(term.pattern, c);
        ++at_;
      }
    }
    const std::string_view word = text_.substr(begin, at_ - begin);
    if (word.empty()) {
      return Wrong(begin, "hunt.term.missing", "Thiếu điều kiện ở đây.",
                   "A condition is missing here.", "user:admin");
    }
    const bool only_wildcards = std::ranges::none_of(
        term.pattern, [](const auto& part) { return part.kind == PatternPart::Kind::kText; });
    if (!term.field.empty() && word == "*") {
      term.kind = HuntTerm::Kind::kExists;
      term.pattern.clear();
    } else if (term.field.empty() && word == "*") {
      return HuntNode{};
    } else if (term.field.empty() && only_wildcards) {
      return Wrong(begin, "hunt.wildcard.bare", "Chỉ có ký tự đại diện.",
                   "There is nothing but wildcards.", "power*");
    } else if (!term.field.empty() && IsNetwork(word)) {
      term.kind = HuntTerm::Kind::kNetwork;
      term.network = word;
      term.pattern.clear();
    }
    return Leaf(std::move(term));
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t terms_ = 0;
  std::string field_;  ///< Inside field:( … ).
};

}  // namespace

std::expected<HuntNode, HuntProblem> ParseHunt(std::string_view text) {
  if (!IsValidUtf8(text)) {
    return Wrong(0, "hunt.encoding", "Câu truy vấn không phải UTF-8.", "The query is not UTF-8.",
                 "");
  }
  return Parser(text).Query();
}

Error ToError(const HuntProblem& problem) {
  std::string text = fmt::format("query, position {}: {} / {}", problem.position + 1,
                                 problem.message_vi, problem.message_en);
  if (!problem.hint.empty()) text += fmt::format(" ({})", problem.hint);
  return Error(ErrorCode::kInvalidInput, std::move(text))
      .WithField("query", fmt::format("{}@{}", problem.code, problem.position));
}

}  // namespace lachan::events
