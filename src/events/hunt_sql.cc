// SPDX-License-Identifier: Apache-2.0
#include "events/hunt_sql.h"

#include <re2/re2.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstdlib>
#include <optional>

#include "base/text.h"
#include "core/time.h"
#include "events/event_columns.h"
#include "events/hunt_complete.h"
#include "events/hunt_places.h"
#include "events/hunt_words.h"

namespace lachan::events {
namespace {

/// The pattern as a regular expression; `any` stands for one character that `*` and `?` match.
std::string PatternRegex(const std::vector<PatternPart>& pattern, std::string_view any) {
  std::string out;
  for (const auto& part : pattern) {
    switch (part.kind) {
      case PatternPart::Kind::kText:
        out += QuoteRegex(EscapeSeparators(part.text));
        break;
      case PatternPart::Kind::kAnyRun:
        out += fmt::format("{}*", any);
        break;
      case PatternPart::Kind::kAnyOne:
        out += any;
        break;
    }
  }
  return out;
}

bool IsPlain(const std::vector<PatternPart>& pattern) {
  return pattern.size() == 1 && pattern[0].kind == PatternPart::Kind::kText;
}

std::optional<std::string> ContainedText(const std::vector<PatternPart>& pattern) {
  if (pattern.size() != 3 || pattern[0].kind != PatternPart::Kind::kAnyRun ||
      pattern[1].kind != PatternPart::Kind::kText ||
      pattern[2].kind != PatternPart::Kind::kAnyRun) {
    return std::nullopt;
  }
  return pattern[1].text;
}

bool IsAscii(std::string_view text) {
  return std::ranges::none_of(text, [](char c) { return (c & 0x80) != 0; });
}

/// The longest piece of text that a value with the pattern must have; empty when there is none.
std::string_view LongestText(const std::vector<PatternPart>& pattern) {
  std::string_view longest;
  for (const auto& part : pattern) {
    if (part.text.size() > longest.size()) longest = part.text;
  }
  return longest;
}

bool IsWholeNumber(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

/// The name that was hardly meant otherwise, as it is written; empty when there is none.
std::string NearestName(std::string_view typed, const std::vector<HuntName>& names) {
  const std::string folded = FoldForSearch(typed);
  std::vector<std::string> all;
  for (const auto& name : names) all.push_back(FoldForSearch(name.text));
  const auto same = std::ranges::find(all, folded);
  if (same != all.end()) {
    return QuoteValue(names[static_cast<std::size_t>(same - all.begin())].text);
  }
  const std::vector<std::string_view> words(all.begin(), all.end());
  const std::string_view nearest = NearestWord(folded, words);
  const auto found = std::ranges::find(words, nearest);
  if (nearest.empty() || found == words.end()) return "";
  return QuoteValue(names[static_cast<std::size_t>(found - words.begin())].text);
}

class Compiler {
 public:
  explicit Compiler(Statement& out, const HuntContext& context = {})
      : out_(out), context_(context) {}

  Result<std::string> Node(const HuntNode& node) {
    switch (node.kind) {
      case HuntNode::Kind::kEverything:
        return "1";
      case HuntNode::Kind::kAnd:
        return Joined(node.children, " AND ");
      case HuntNode::Kind::kOr:
        return Joined(node.children, " OR ");
      case HuntNode::Kind::kNot: {
        LACHAN_TRY(const std::string child, Node(node.children.front()));
        return "NOT " + child;
      }
      case HuntNode::Kind::kTerm:
        return Term(node.term);
    }
    return "0";
  }

  /// All values of a field that is not a core one, from the remainder.
  std::string RestValues(std::string_view name) {
    return fmt::format(
        "extractAll(rest, {})",
        out_.Bind("(?i)\\x1f" + QuoteRegex(EscapeSeparators(name)) + "\\x1e([^\\x1e]*)\\x1e"));
  }

 private:
  Result<std::string> Joined(const std::vector<HuntNode>& nodes, std::string_view between) {
    std::string sql = "(";
    for (const auto& node : nodes) {
      LACHAN_TRY(const std::string part, Node(node));
      if (sql.size() > 1) sql += between;
      sql += part;
    }
    return sql + ")";
  }

  Result<std::string> Term(const HuntTerm& term) {
    if (term.field.empty()) return Text(term);
    const Place place = PlaceOf(term.field);
    switch (place.kind) {
      case Place::Kind::kText:
        return Test(term, place.column);
      case Place::Kind::kInteger:
        return Integer(term, place.column);
      case Place::Kind::kInstant:
        return Time(term, place.column);
      case Place::Kind::kList:
        if (term.kind == HuntTerm::Kind::kExists) {
          return fmt::format("arrayExists(x -> x != '', {})", place.column);
        }
        return fmt::format("arrayExists(x -> {}, {})", Test(term, "x"), place.column);
      case Place::Kind::kHot:
        return IndexedHot(term, place.column);
      case Place::Kind::kHotAndRest:
        return fmt::format("({} OR {})", Hot(term, place.column), Rest(term));
      case Place::Kind::kRest:
        return Rest(term);
    }
    return "0";
  }

  std::string Text(const HuntTerm& term) {
    if (!IsPlain(term.pattern)) {
      auto pattern = term.pattern;  // A wildcard at an end adds nothing to "anywhere".
      if (pattern.back().kind == PatternPart::Kind::kAnyRun) pattern.pop_back();
      if (pattern.front().kind == PatternPart::Kind::kAnyRun) pattern.erase(pattern.begin());
      if (IsPlain(pattern)) return Contains("raw", pattern[0].text);
      return fmt::format("match(raw, {})", out_.Bind("(?is)" + PatternRegex(pattern, "\\S")));
    }
    const std::string& text = term.pattern[0].text;
    std::string sql = Contains("raw", text);
    if (term.kind != HuntTerm::Kind::kPhrase) return sql;
    // Whole words can use the token index; it knows lower-case ASCII only.
    std::string token;
    for (const char c : text + " ") {
      if (std::isalnum(static_cast<unsigned char>(c)) != 0 || (c & 0x80) != 0) {
        token += c;
        continue;
      }
      const bool ascii = std::ranges::none_of(token, [](char t) { return (t & 0x80) != 0; });
      if (!token.empty() && ascii) {
        sql = fmt::format("hasToken(lower(raw), {}) AND {}", out_.Bind(AsciiLower(token)), sql);
      }
      token.clear();
    }
    return "(" + sql + ")";
  }

  std::string Contains(std::string_view column, std::string_view text) {
    return fmt::format("positionCaseInsensitiveUTF8({}, {}) > 0", column, out_.Bind(text));
  }

  /// `value` is an expression of one string.
  std::string Test(const HuntTerm& term, std::string_view value) {
    switch (term.kind) {
      case HuntTerm::Kind::kPhrase:
      case HuntTerm::Kind::kPattern:
        if (IsPlain(term.pattern)) {
          const std::string& text = term.pattern[0].text;
          // Of ASCII only, the cheap lowering does.
          return IsAscii(text)
                     ? fmt::format("lower({}) = {}", value, out_.Bind(AsciiLower(text)))
                     : fmt::format("lowerUTF8({}) = lowerUTF8({})", value, out_.Bind(text));
        }
        if (const auto text = ContainedText(term.pattern)) return Contains(value, *text);
        return fmt::format("({0} != '' AND match({0}, {1}))", value,
                           out_.Bind("(?is)^" + PatternRegex(term.pattern, ".") + "$"));
      case HuntTerm::Kind::kExists:
        return fmt::format("{} != ''", value);
      case HuntTerm::Kind::kRegex:
        return fmt::format("({0} != '' AND match({0}, {1}))", value,
                           out_.Bind("(?is)" + term.regex));
      case HuntTerm::Kind::kNetwork:
        return fmt::format(
            "((isIPv4String({0}) OR isIPv6String({0})) AND "
            "isIPAddressInRange(if(isIPv4String({0}) OR isIPv6String({0}), {0}, '::'), {1}))",
            value, out_.Bind(term.network));
      case HuntTerm::Kind::kRange:
        return Range(term, value);
    }
    return "0";
  }

  std::string Range(const HuntTerm& term, std::string_view value) {
    const bool numbers =
        (!term.low || IsHuntNumber(*term.low)) && (!term.high || IsHuntNumber(*term.high));
    std::string sql = numbers ? fmt::format("isNotNull(toFloat64OrNull({}))", value)
                              : fmt::format("{} != ''", value);
    auto bound = [&](const std::string& limit, std::string_view compare) {
      sql += numbers ? fmt::format(" AND ifNull(toFloat64OrNull({}) {} {}, 0)", value, compare,
                                   out_.Bind("Float64", limit))
                     : fmt::format(" AND lowerUTF8({}) {} lowerUTF8({})", value, compare,
                                   out_.Bind(limit));
    };
    if (term.low) bound(*term.low, term.low_included ? ">=" : ">");
    if (term.high) bound(*term.high, term.high_included ? "<=" : "<");
    return "(" + sql + ")";
  }

  std::string Hot(const HuntTerm& term, std::string_view column) {
    if (term.kind == HuntTerm::Kind::kExists) return fmt::format("{} != ''", column);
    // An empty value lies in the remainder, so that an empty column means "absent".
    if (IsPlain(term.pattern) && term.pattern[0].text.empty()) return Rest(term);
    // Almost always one value: the array is built only for rows that hold several.
    std::string sql = fmt::format("if(position({0}, '\\x1F') = 0, {1}, arrayExists(x -> {2}, {3}))",
                                  column, Test(term, column), Test(term, "x"), SplitHot(column));
    // Before a regular expression a search for the longest piece of text halves the cost; an equal
    // or contained text is as quick by itself.
    if (IsPlain(term.pattern) || ContainedText(term.pattern)) return sql;
    const std::string_view piece = LongestText(term.pattern);
    if (piece.empty() || !IsAscii(piece)) return sql;
    return fmt::format("(positionCaseInsensitive({}, {}) > 0 AND {})", column,
                       out_.Bind(EscapeSeparators(piece)), sql);
  }

  std::string Rest(const HuntTerm& term) {
    const std::string name = EscapeSeparators(FieldNameOf(term.field));
    const std::string head = kBetween + name + kAfterName;
    if (term.kind == HuntTerm::Kind::kPattern && IsPlain(term.pattern)) {
      return Contains("rest", head + EscapeSeparators(term.pattern[0].text) + kAfterName);
    }
    const std::string there = Contains("rest", head);
    if (term.kind == HuntTerm::Kind::kExists || term.kind == HuntTerm::Kind::kPattern) {
      // The next byte must be one of the value: an empty value counts as none.
      const std::string pattern = term.kind == HuntTerm::Kind::kExists
                                      ? std::string("[^\\x1e]")
                                      : PatternRegex(term.pattern, "[^\\x1e]") + "\\x1e";
      const bool may_be_empty =
          std::ranges::all_of(
              term.pattern,
              [](const PatternPart& part) { return part.kind == PatternPart::Kind::kAnyRun; }) &&
          term.kind == HuntTerm::Kind::kPattern;
      return fmt::format("({} AND match(rest, {}))", there,
                         out_.Bind("(?is)\\x1f" + QuoteRegex(name) + "\\x1e" +
                                   (may_be_empty ? "[^\\x1e]+\\x1e" : pattern)));
    }
    return fmt::format("({} AND arrayExists(x -> {}, {}))", there, Test(term, "x"),
                       RestValues(name));
  }

  /// Where the column has an index of its values, granules that cannot have this one are not read.
  /// The value must be ASCII: its lower case is then the same to the index and to the test.
  std::string IndexedHot(const HuntTerm& term, std::string_view column) {
    const std::string sql = Hot(term, column);
    const bool is_value =
        (term.kind == HuntTerm::Kind::kPattern || term.kind == HuntTerm::Kind::kPhrase) &&
        IsPlain(term.pattern) && !term.pattern[0].text.empty() &&
        std::ranges::none_of(term.pattern[0].text, [](char c) { return (c & 0x80) != 0; });
    constexpr std::string_view kPrefix = "`f_";
    const auto hot = HotIndex(column.substr(kPrefix.size(), column.size() - kPrefix.size() - 1));
    if (!is_value || !hot || !HasValueIndex(*hot)) return sql;
    return fmt::format("(has({}, {}) AND {})", HotValues(*hot),
                       out_.Bind(AsciiLower(EscapeSeparators(term.pattern[0].text))), sql);
  }

  /// What is wrong with the value of `term`.
  std::unexpected<Error> WrongValue(const HuntTerm& term, std::string code, std::string vi,
                                    std::string en, std::string hint,
                                    std::string suggestion = "") const {
    HuntProblem problem{.position = term.value_at,
                        .code = std::move(code),
                        .message_vi = std::move(vi),
                        .message_en = std::move(en),
                        .hint = std::move(hint),
                        .length = term.value_length,
                        .suggestion = std::move(suggestion)};
    if (!context_.text.empty()) problem = Placed(std::move(problem), context_.text);
    return std::unexpected(ToError(problem));
  }

  /// Ids of the agencies or sources that are called so.
  Result<std::string> Named(const HuntTerm& term, const std::vector<HuntName>& names,
                            std::string_view column) {
    const RE2 pattern(term.kind == HuntTerm::Kind::kRegex
                          ? "(?is)" + term.regex
                          : "(?is)^" + PatternRegex(term.pattern, ".") + "$",
                      RE2::Quiet);
    std::string list;
    std::size_t count = 0;
    for (const auto& name : names) {
      if (!RE2::PartialMatch(name.text, pattern)) continue;
      list += fmt::format("{}{}", list.empty() ? "" : ",", name.id);
      ++count;
    }
    if (count == 1) return fmt::format("{} = {}", column, out_.Bind("Int64", std::move(list)));
    if (count > 1)
      return fmt::format("has({}, {})", out_.Bind("Array(Int64)", "[" + list + "]"), column);
    const std::string nearest =
        IsPlain(term.pattern) ? NearestName(term.pattern[0].text, names) : "";
    const std::string example = !nearest.empty() ? nearest
                                : !names.empty() ? QuoteValue(names.front().text)
                                                 : "12";
    const std::string hint = fmt::format("{}:{}", term.field, example);
    if (column == "agency") {
      return WrongValue(term, "hunt.value.agency", "Không thấy cơ quan nào có mã này.",
                        "No agency with this code is seen.", hint, nearest);
    }
    return WrongValue(term, "hunt.value.source", "Không thấy nguồn log nào có tên này.",
                      "No source with this name is seen.", hint, nearest);
  }

  Result<std::string> WholeNumber(const HuntTerm& term, const std::string& text) const {
    const std::string lower = AsciiLower(text);
    if (lower == "true") return "1";
    if (lower == "false") return "0";
    std::int64_t value = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), value);
    if (text.empty() || parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) {
      return WrongValue(term, "hunt.value.number", "Trường này cần một số nguyên.",
                        "This field needs a whole number.", term.field + ":12");
    }
    return std::to_string(value);
  }

  Result<std::string> Integer(const HuntTerm& term, std::string_view column) {
    if (term.kind == HuntTerm::Kind::kExists) return fmt::format("{} != 0", column);
    if (term.kind == HuntTerm::Kind::kRange) {
      std::string sql = "1";
      if (term.low) {
        LACHAN_TRY(std::string low, WholeNumber(term, *term.low));
        sql += fmt::format(" AND {} {} {}", column, term.low_included ? ">=" : ">",
                           out_.Bind("Int64", std::move(low)));
      }
      if (term.high) {
        LACHAN_TRY(std::string high, WholeNumber(term, *term.high));
        sql += fmt::format(" AND {} {} {}", column, term.high_included ? "<=" : "<",
                           out_.Bind("Int64", std::move(high)));
      }
      return "(" + sql + ")";
    }
    const std::string text = IsPlain(term.pattern) ? term.pattern[0].text : "";
    const auto* names = context_.names == nullptr ? nullptr : context_.names->Of(column);
    if (names != nullptr && term.kind != HuntTerm::Kind::kNetwork && !IsWholeNumber(text)) {
      return Named(term, *names, column);
    }
    LACHAN_TRY(std::string value, WholeNumber(term, text));
    return fmt::format("{} = {}", column, out_.Bind("Int64", std::move(value)));
  }

  Result<std::string> Time(const HuntTerm& term, std::string_view column) {
    if (term.kind == HuntTerm::Kind::kExists) return "1";
    std::string sql = "1";
    auto bound = [&](const std::optional<std::string>& limit, std::string_view compare) -> Status {
      if (!limit) return {};
      const auto instant = ParseInstant(*limit);
      if (!instant) {
        return WrongValue(term, "hunt.value.time", "Trường này cần một thời điểm (RFC 3339).",
                          "This field needs a point in time (RFC 3339).",
                          term.field + ":>=2026-11-23T08:00:00+07:00");
      }
      sql += fmt::format(" AND toUnixTimestamp64Micro({}) {} {}", column, compare,
                         out_.Bind("Int64", std::to_string(instant->time_since_epoch().count())));
      return {};
    };
    if (term.kind == HuntTerm::Kind::kRange) {
      LACHAN_TRY_DO(bound(term.low, term.low_included ? ">=" : ">"));
      LACHAN_TRY_DO(bound(term.high, term.high_included ? "<=" : "<"));
    } else {
      LACHAN_TRY_DO(bound(IsPlain(term.pattern) ? term.pattern[0].text : std::string(), "="));
    }
    return "(" + sql + ")";
  }

  Statement& out_;
  const HuntContext context_;
};

}  // namespace

std::string Statement::Bind(std::string_view type, std::string value) {
  const std::string name = fmt::format("p{}", parameters.size());
  parameters.emplace_back(name, std::move(value));
  return fmt::format("{{{}:{}}}", name, type);
}

Result<std::string> CompileHunt(const HuntNode& node, Statement& statement,
                                const HuntContext& context) {
  return Compiler(statement, context).Node(node);
}

std::string ValuesOf(std::string_view field, Statement& statement) {
  const Place place = PlaceOf(field);
  switch (place.kind) {
    case Place::Kind::kText:
    case Place::Kind::kInteger:
    case Place::Kind::kInstant:
      return fmt::format("[toString({})]", place.column);
    case Place::Kind::kList:
      return place.column;
    case Place::Kind::kHot:
      return SplitHot(place.column);
    case Place::Kind::kHotAndRest:
      return fmt::format("arrayConcat({}, {})", SplitHot(place.column),
                         Compiler(statement).RestValues(FieldNameOf(field)));
    case Place::Kind::kRest:
      return Compiler(statement).RestValues(FieldNameOf(field));
  }
  return "[]";
}

}  // namespace lachan::events
