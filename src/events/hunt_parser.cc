// SPDX-License-Identifier: Apache-2.0
#include "events/hunt_parser.h"

#include <arpa/inet.h>
#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <utility>

#include "base/text.h"
#include "events/hunt_scanner.h"
#include "events/hunt_words.h"

namespace lachan::events {
namespace {

using Parsed = std::expected<HuntNode, HuntProblem>;

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

/// What may have been meant by `text`, which is no network: an address with too long a prefix gets
/// the one that its zeros speak of. Empty when the address itself is wrong.
std::string NearestNetwork(std::string_view text) {
  const std::string address(text.substr(0, text.find('/')));
  unsigned char bytes[16];
  const bool is_v6 = inet_pton(AF_INET, address.c_str(), bytes) != 1;
  if (is_v6 && inet_pton(AF_INET6, address.c_str(), bytes) != 1) return "";
  std::size_t used = is_v6 ? 16 : 4;
  while (used > 1 && bytes[used - 1] == 0) --used;
  return fmt::format("{}/{}", address, used * 8);
}

/// Why RE2 refuses `regex`, whose first byte is `at` of the query; nothing when it takes it.
std::optional<HuntProblem> RegexProblem(std::string_view regex, std::size_t at) {
  const auto problem = [](auto... parts) { return HuntWrong(std::move(parts)...).error(); };
  if (regex.size() > kHuntRegexBytes) {
    return problem(at, "hunt.regex.too_long", "Biểu thức chính quy dài quá 512 byte.",
                   "The regular expression is longer than 512 bytes.", "");
  }
  RE2::Options options;
  options.set_log_errors(false);
  options.set_max_mem(1 << 20);
  const RE2 compiled(re2::StringPiece(regex.data(), regex.size()), options);
  if (compiled.ok()) return std::nullopt;
  const std::string& part = compiled.error_arg();
  const auto found = part.empty() ? std::string_view::npos : regex.find(part);
  const std::size_t place = found == std::string_view::npos ? at : at + found;
  const std::size_t length = found == std::string_view::npos ? regex.size() : part.size();
  for (const std::string_view look : {"(?=", "(?!", "(?<=", "(?<!"}) {
    if (const auto seen = regex.find(look); seen != std::string_view::npos) {
      return problem(at + seen, "hunt.regex.look_around",
                     "Không dùng được điều kiện nhìn trước, nhìn sau trong biểu thức chính quy.",
                     "Look-ahead and look-behind are not available.", "AND NOT field:/other/",
                     look.size());
    }
  }
  if (compiled.error_code() == RE2::ErrorPatternTooLarge) {
    return problem(at, "hunt.regex.too_large", "Biểu thức chính quy quá lớn (lặp quá nhiều).",
                   "The regular expression is too large (it repeats too much).", "x{1,100}");
  }
  return problem(place, "hunt.regex.syntax",
                 fmt::format("Biểu thức chính quy viết sai (RE2): {}.", compiled.error()),
                 fmt::format("The regular expression is wrong (RE2): {}.", compiled.error()),
                 "field:/a.*b/", length);
}

class Parser : public HuntScanner {
 public:
  explicit Parser(std::string_view text) : HuntScanner(text) {}

  /// The search; at() is then at a `|` or at the end.
  Parsed Search() {
    SkipSpace();
    if (AtEnd() || Peek() == '|') return HuntNode{};
    Parsed node = Or(0);
    if (!node) return node;
    SkipSpace();
    if (!AtEnd() && Peek() != '|') {
      return HuntWrong(at_, "hunt.paren.unopened", "Dấu ')' không có dấu '(' tương ứng.",
                       "This ')' closes nothing.", "(a OR b)", 1);
    }
    return node;
  }

 private:
  /// True when `word` (an operator) stands here as a word of its own.
  bool Sees(std::string_view word) const {
    if (!text_.substr(at_).starts_with(word)) return false;
    const char after = Peek(word.size());
    return after == '\0' || IsHuntSpace(after) || after == '(' || after == ')' || after == '"';
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

  static HuntNode Not(HuntNode child) {
    HuntNode node{.kind = HuntNode::Kind::kNot, .children = {}, .term = {}};
    node.children.push_back(std::move(child));
    return node;
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
      if (AtEnd() || Peek() == ')' || Peek() == '|' || Sees("OR")) break;
    }
    return Join(HuntNode::Kind::kAnd, std::move(nodes));
  }

  Parsed Unary(int depth) {
    SkipSpace();
    if (depth > kHuntDepth) {
      return HuntWrong(at_, "hunt.too_deep", "Lồng nhau quá 32 tầng.",
                       "Nested deeper than 32 levels.", "");
    }
    if (AtEnd() || Sees("AND") || Sees("OR") || Peek() == ')' || Peek() == '|') {
      return HuntWrong(at_, "hunt.term.missing", "Thiếu điều kiện ở đây.",
                       "A condition is missing here.", "user:admin");
    }
    const bool minus = SeesMinus();
    if (minus) ++at_;
    if (minus || Eats("NOT")) {
      Parsed child = Unary(depth + 1);
      if (!child) return child;
      return Not(std::move(*child));
    }
    if (Peek() == '(') return Group(depth);
    return Term(depth);
  }

  Parsed Group(int depth) {
    const std::size_t open = at_++;
    Parsed node = Or(depth + 1);
    if (!node) return node;
    SkipSpace();
    if (Peek() == '|') {
      return HuntWrong(at_, "hunt.pipe.in_group", "Dấu '|' đứng trong ngoặc đơn.",
                       "This '|' stands inside parentheses.", "(a OR b) | count", 1);
    }
    if (Peek() != ')' || AtEnd()) {
      return HuntWrong(open, "hunt.paren.unclosed", "Dấu '(' chưa được đóng.",
                       "This '(' is not closed.", "(a OR b)");
    }
    ++at_;
    return node;
  }

  /// The field name at `from` when the text reads `name:value` or `name!=value`, and what follows.
  struct Named {
    std::size_t length = 0;  ///< 0: there is none.
    bool unequal = false;
  };
  Named FieldAt(std::size_t from) const {
    std::size_t end = from;
    while (end < text_.size() && IsFieldCharacter(text_[end])) ++end;
    if (end == from || end >= text_.size()) return {};
    const bool unequal = text_.substr(end).starts_with("!=");
    if (text_[end] != ':' && !unequal) return {};
    if (text_[from] == '-') return {};                                          // --option:x
    if (std::isdigit(static_cast<unsigned char>(text_[from])) != 0) return {};  // 12:30, 2001:db8
    if (unequal) return {.length = end - from, .unequal = true};
    const std::string_view rest = text_.substr(end + 1);
    if (rest.starts_with("//") || rest.starts_with(":")) return {};  // a URL, an IPv6 address
    if (end - from == 1 && rest.starts_with("\\")) return {};        // C:\path
    return {.length = end - from};
  }

  /// A minus that means NOT: before a field, a phrase or a group.
  bool SeesMinus() const {
    if (Peek() != '-') return false;
    if (Peek(1) == '(' || Peek(1) == '"') return true;
    return field_.empty() && FieldAt(at_ + 1).length > 0;
  }

  Parsed Term(int depth) {
    if (++terms_ > kHuntTerms) {
      return HuntWrong(at_, "hunt.too_many", "Quá 200 điều kiện: hãy chia câu truy vấn.",
                       "More than 200 conditions: split the query.", "");
    }
    HuntTerm term{.field = field_, .pattern = {}, .low = {}, .high = {}, .network = {}};
    term.position = at_;
    if (!field_.empty()) return Value(std::move(term));
    const Named named = FieldAt(at_);
    if (named.length == 0) return Value(std::move(term));
    term.field = text_.substr(at_, named.length);
    at_ += named.length + (named.unequal ? 2 : 1);
    HuntTerm there = term;
    there.kind = HuntTerm::Kind::kExists;
    if (Peek() != '(' && (AtEnd() || IsHuntSpace(Peek()) || Peek() == ')')) {
      return HuntWrong(at_, "hunt.value.missing", "Thiếu giá trị sau tên trường.",
                       "The value after the field is missing.", term.field + ":*", 1);
    }
    Parsed value = Peek() == '(' ? FieldGroup(term.field, depth) : Value(std::move(term));
    if (!value || !named.unequal) return value;
    HuntNode both{.kind = HuntNode::Kind::kAnd, .children = {}, .term = {}};
    both.children.push_back(*Leaf(std::move(there)));
    both.children.push_back(Not(std::move(*value)));
    return both;
  }

  /// field:( … ), at the parenthesis.
  Parsed FieldGroup(std::string field, int depth) {
    field_ = std::move(field);
    Parsed group = Group(depth);
    field_.clear();
    return group;
  }

  static Parsed Leaf(HuntTerm term) {
    return HuntNode{.kind = HuntNode::Kind::kTerm, .children = {}, .term = std::move(term)};
  }

  Parsed Value(HuntTerm term) {
    term.value_at = at_;
    Parsed value = ReadValue(std::move(term));
    if (value && value->kind == HuntNode::Kind::kTerm) {
      value->term.value_length = at_ - value->term.value_at;
    }
    return value;
  }

  Parsed ReadValue(HuntTerm term) {
    const bool has_field = !term.field.empty();
    if (Peek() == '"') {
      auto text = Quoted();
      if (!text) return std::unexpected(std::move(text).error());
      term.kind = has_field ? HuntTerm::Kind::kPattern : HuntTerm::Kind::kPhrase;
      if (!text->empty() || has_field) {
        term.pattern.push_back({.kind = PatternPart::Kind::kText, .text = std::move(*text)});
        return Leaf(std::move(term));
      }
      return HuntWrong(term.position, "hunt.phrase.empty", "Cụm từ rỗng.", "The phrase is empty.",
                       "\"two words\"");
    }
    if (has_field && Peek() == '/') {
      if (const auto end = RegexEnd()) return Regex(std::move(term), *end);
    }
    if (has_field && Peek() == '[') return Range(std::move(term));
    if (has_field && (Peek() == '>' || Peek() == '<')) return Comparison(std::move(term));
    return Word(std::move(term));
  }

  /// Where the slash stands that ends a regular expression beginning here: the first one, if
  /// nothing but the end of the value follows it.
  std::optional<std::size_t> RegexEnd() const {
    bool in_class = false;
    for (std::size_t i = at_ + 1; i < text_.size(); ++i) {
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == '[') {
        in_class = true;
      } else if (text_[i] == ']') {
        in_class = false;
      } else if (text_[i] == '/' && !in_class) {
        const char after = i + 1 < text_.size() ? text_[i + 1] : ' ';
        return IsHuntSpace(after) || after == ')' ? std::optional(i) : std::nullopt;
      }
    }
    return std::nullopt;
  }

  Parsed Regex(HuntTerm term, std::size_t end) {
    const std::size_t begin = at_ + 1;
    const std::string_view written = text_.substr(begin, end - begin);
    if (written.empty()) {
      return HuntWrong(at_, "hunt.regex.empty", "Biểu thức chính quy rỗng.",
                       "The regular expression is empty.", term.field + ":/a.*b/", 2);
    }
    if (auto problem = RegexProblem(written, begin)) return std::unexpected(*std::move(problem));
    term.kind = HuntTerm::Kind::kRegex;
    term.regex = written;
    at_ = end + 1;
    return Leaf(std::move(term));
  }

  std::string_view PlainWord(bool in_range = false) {
    const std::size_t begin = at_;
    while (!AtEnd() && !IsHuntSpace(Peek()) && Peek() != ')' && Peek() != '(' &&
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
      return HuntWrong(open, "hunt.range", "Khoảng giá trị viết chưa đúng.",
                       "The range is not complete.", term.field + ":[1 TO 10]");
    }
    ++at_;
    term.low = std::move(*low);
    term.high = std::move(*high);
    if (term.low && term.high && IsHuntNumber(*term.low) && IsHuntNumber(*term.high) &&
        std::strtod(term.low->c_str(), nullptr) > std::strtod(term.high->c_str(), nullptr)) {
      const std::string turned = fmt::format("[{} TO {}]", *term.high, *term.low);
      return HuntWrong(open, "hunt.range.order", "Khoảng giá trị ngược: số đầu lớn hơn số cuối.",
                       "The range is the wrong way round: nothing lies in it.",
                       term.field + ":" + turned, at_ - open, turned);
    }
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
      return HuntWrong(at_, "hunt.value.missing", "Thiếu giá trị để so sánh.",
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
    while (!AtEnd() && !IsHuntSpace(Peek()) && Peek() != '(' && Peek() != ')' && Peek() != '"') {
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
      return HuntWrong(begin, "hunt.term.missing", "Thiếu điều kiện ở đây.",
                       "A condition is missing here.", "user:admin");
    }
    if (const auto pipe = word.rfind('|');
        pipe != std::string_view::npos && FindVerb(word.substr(pipe + 1))) {
      return HuntWrong(begin + pipe, "hunt.pipe.space", "Thiếu dấu cách trước '|'.",
                       "A blank is missing before '|'.", "error | count", word.size() - pipe,
                       fmt::format(" | {}", word.substr(pipe + 1)));
    }
    const bool only_wildcards = std::ranges::none_of(
        term.pattern, [](const auto& part) { return part.kind == PatternPart::Kind::kText; });
    if (!term.field.empty() && word == "*") {
      term.kind = HuntTerm::Kind::kExists;
      term.pattern.clear();
    } else if (term.field.empty() && word == "*") {
      return HuntNode{};
    } else if (term.field.empty() && only_wildcards) {
      return HuntWrong(begin, "hunt.wildcard.bare", "Chỉ có ký tự đại diện.",
                       "There is nothing but wildcards.", "power*");
    } else if (!term.field.empty() && IsNetwork(word)) {
      term.kind = HuntTerm::Kind::kNetwork;
      term.network = word;
      term.pattern.clear();
    } else if (word.find('/') != std::string_view::npos && IsAddressField(term.field)) {
      const std::string near = NearestNetwork(word);
      return HuntWrong(begin, "hunt.network", "Không phải là một dải địa chỉ.",
                       "This is no network.",
                       term.field + ":" + (near.empty() ? "10.0.0.0/8" : near), word.size(), near);
    }
    return Leaf(std::move(term));
  }

  std::size_t terms_ = 0;
  std::string field_;  ///< Inside field:( … ).
};

}  // namespace

std::unexpected<HuntProblem> HuntWrong(std::size_t at, std::string code, std::string vi,
                                       std::string en, std::string hint, std::size_t length,
                                       std::string suggestion) {
  return std::unexpected(HuntProblem{.position = at,
                                     .code = std::move(code),
                                     .message_vi = std::move(vi),
                                     .message_en = std::move(en),
                                     .hint = std::move(hint),
                                     .length = length,
                                     .suggestion = std::move(suggestion)});
}

std::expected<std::string, HuntProblem> HuntScanner::Quoted() {
  const std::size_t open = at_++;
  std::string out;
  while (!AtEnd() && Peek() != '"') {
    std::size_t backslashes = 0;
    while (Peek(backslashes) == '\\') ++backslashes;
    if (Peek(backslashes) != '"') {  // Ordinary characters.
      out += text_[at_++];
      continue;
    }
    // Before a quotation mark each pair is one; a single one makes the mark a part of the text.
    out.append(backslashes / 2, '\\');
    at_ += backslashes;
    if (backslashes % 2 == 1) out += text_[at_++];
  }
  if (AtEnd()) {
    return HuntWrong(open, "hunt.quote.unclosed",
                     "Dấu ngoặc kép chưa được đóng; dấu \\ ngay trước dấu đóng phải viết hai lần.",
                     "This quotation mark is not closed; a backslash right before the closing one "
                     "is written twice.",
                     "\"C:\\\\\"");
  }
  ++at_;
  return out;
}

std::expected<std::size_t, HuntProblem> ParseHuntSearch(std::string_view text, HuntNode& search) {
  if (!IsValidUtf8(text)) {
    return HuntWrong(0, "hunt.encoding", "Câu truy vấn không phải UTF-8.",
                     "The query is not UTF-8.", "");
  }
  if (text.size() > kHuntBytes) {
    return HuntWrong(kHuntBytes, "hunt.too_long", "Câu truy vấn dài quá 8.192 byte.",
                     "The query is longer than 8,192 bytes.", "");
  }
  Parser parser(text);
  auto node = parser.Search();
  if (!node) return std::unexpected(std::move(node).error());
  search = std::move(*node);
  return parser.at();
}

HuntProblem Placed(HuntProblem problem, std::string_view text) {
  const auto before = text.substr(0, problem.position);
  problem.character = static_cast<std::size_t>(
      std::ranges::count_if(before, [](char c) { return (c & 0xC0) != 0x80; }));
  return problem;
}

std::expected<HuntQuery, HuntProblem> ParseHuntQuery(std::string_view text) {
  HuntQuery query;
  auto end = ParseHuntSearch(text, query.search);
  if (!end) return std::unexpected(Placed(std::move(end).error(), text));
  if (*end >= text.size()) return query;
  auto steps = ParseHuntSteps(text, *end);
  if (!steps) return std::unexpected(Placed(std::move(steps).error(), text));
  query.steps = std::move(*steps);
  return query;
}

std::expected<HuntNode, HuntProblem> ParseHunt(std::string_view text) {
  HuntNode search;
  auto end = ParseHuntSearch(text, search);
  if (!end) return std::unexpected(Placed(std::move(end).error(), text));
  if (*end < text.size()) {
    return std::unexpected(
        Placed(HuntWrong(*end, "hunt.pipe.unexpected", "Ở đây chỉ viết điều kiện, không có lệnh.",
                         "Only conditions stand here, no commands.", "", 1)
                   .error(),
               text));
  }
  return search;
}

Error ToError(const HuntProblem& problem) {
  std::string text = "query";
  if (problem.character) text += fmt::format(", position {}", *problem.character + 1);
  text += fmt::format(": {} / {}", problem.message_vi, problem.message_en);
  if (!problem.hint.empty()) text += fmt::format(" ({})", problem.hint);
  return Error(ErrorCode::kInvalidInput, std::move(text))
      .WithField("query", fmt::format("{}@{}{}{}", problem.code, problem.position,
                                      problem.length > 0 ? fmt::format("+{}", problem.length) : "",
                                      problem.suggestion.empty() ? "" : "=" + problem.suggestion));
}

}  // namespace lachan::events
