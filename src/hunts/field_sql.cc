// SPDX-License-Identifier: Apache-2.0
#include "hunts/field_sql.h"

#include <utf8proc.h>

#include <algorithm>
#include <bit>
#include <cstdlib>

#include "base/text.h"
#include "detect/fold.h"
#include "events/event_columns.h"
#include "hunts/rule_sql.h"

namespace lachan::hunts {
namespace {

using detect::Atom;
using Shape = detect::TextPattern::Shape;

std::string Join(const std::string& a, std::string_view word, const std::string& b) {
  return fmt::format("({} {} {})", a, word, b);
}

std::string AndSql(const std::string& a, const std::string& b) {
  if (a == "0" || b == "0") return "0";
  if (a == "1" || a == b) return b;
  return b == "1" ? a : Join(a, "AND", b);
}

std::string OrSql(const std::string& a, const std::string& b) {
  if (a == "1" || b == "1") return "1";
  if (a == "0" || a == b) return b;
  return b == "0" ? a : Join(a, "OR", b);
}

std::string NotSql(const std::string& a) {
  if (a == "0") return "1";
  if (a == "1") return "0";
  return "NOT " + (a.starts_with('(') ? a : "(" + a + ")");
}

/// Values with unusual bytes are left open.
Bounds ButUnusual(std::string sql, const std::string& unusual) {
  return {OrSql(sql, unusual), AndSql(sql, NotSql(unusual))};
}

/// A character beyond ASCII has another case, or `text` is not well-formed: then the engine's
/// comparing without regard to ASCII case is not the matcher's.
bool HasCaseBeyondAscii(std::string_view text) {
  for (std::size_t i = 0; i < text.size();) {
    const detect::CodePoint point = detect::CodePointAt(text, i);
    if (point.value < 0) return true;
    if (point.value >= 0x80 && (utf8proc_tolower(point.value) != point.value ||
                                utf8proc_toupper(point.value) != point.value)) {
      return true;
    }
    i += point.bytes;
  }
  return false;
}

/// "10.0.0.0/8" of an IPv4 network that may have its mask written out; empty for IPv6.
std::string Ipv4Network(const std::string& text) {
  if (text.find(':') != std::string::npos) return {};
  const auto slash = text.find('/');
  if (slash == std::string::npos) return text + "/32";
  if (text.find('.', slash) == std::string::npos) return text;
  int bits = 0;
  for (const auto part : Split(std::string_view(text).substr(slash + 1), '.')) {
    bits += std::popcount(static_cast<unsigned>(std::atoi(std::string(part).c_str())));
  }
  return fmt::format("{}/{}", text.substr(0, slash), bits);
}

/// Addresses as inet_pton takes them, with the blanks that the matcher cuts off.
constexpr std::string_view kIpv4 =
    "^[ \t\r\n\f\v]*(?:(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])\\.){3}"
    "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])[ \t\r\n\f\v]*$";
constexpr std::string_view kDecimal = "^[+-]?[0-9]+(?:\\.[0-9]+)?$";

}  // namespace

std::string_view Sign(Atom::Comparison comparison) {
  switch (comparison) {
    case Atom::Comparison::kEqual:
      return "=";
    case Atom::Comparison::kLess:
      return "<";
    case Atom::Comparison::kLessOrEqual:
      return "<=";
    case Atom::Comparison::kGreater:
      return ">";
    case Atom::Comparison::kGreaterOrEqual:
      return ">=";
  }
  return "=";
}

Bounds And(const Bounds& a, const Bounds& b) {
  return {AndSql(a.upper, b.upper), AndSql(a.lower, b.lower)};
}
Bounds Or(const Bounds& a, const Bounds& b) {
  return {OrSql(a.upper, b.upper), OrSql(a.lower, b.lower)};
}
Bounds Not(const Bounds& a) { return {NotSql(a.lower), NotSql(a.upper)}; }

std::string Binder::Bind(std::string_view type, std::string value) {
  auto& placeholder = known_[{std::string(type), value}];
  if (placeholder.empty()) {
    bytes_ += value.size() + 16;
    placeholder = statement_.Bind(type, std::move(value));
  }
  return placeholder;
}

std::string Binder::Texts(std::span<const std::string> values) {
  // The client escapes parameters once, which is just what strings in a list need; only a quote
  // must be told apart here.
  std::string list = "[";
  for (const auto& value : values) {
    list += list.size() > 1 ? ",'" : "'";
    for (const char c : value) {
      if (c == '\'') list += c;
      list += c;
    }
    list += '\'';
  }
  return Bind("Array(String)", list + "]");
}

std::string QuoteForRegex(std::string_view text) {
  std::string out;
  for (const char c : text) {
    // Nothing else: the engine looks for a literal in an expression beforehand, and takes escapes
    // that it does not know (\x1f) for one.
    if (std::string_view("\\.+*?()|[]{}^$").contains(c)) out += '\\';
    out += c;
  }
  return out;
}

bool IsComparable(std::string_view literal, bool cased) {
  if (std::ranges::any_of(literal,
                          [](char c) { return c >= events::kEscape && c <= events::kBetween; })) {
    return false;
  }
  return cased ? IsValidUtf8(literal) : !HasCaseBeyondAscii(literal);
}

std::string ValueSql::Unusual(const std::string& x) {
  // 0x1D; Kelvin sign, dotted I and long s, which lower or fold to ASCII letters.
  return fmt::format("multiSearchAny({}, ['\\x1D', '\\xE2\\x84\\xAA', '\\xC4\\xB0', '\\xC5\\xBF'])",
                     x);
}

std::string ValueSql::WildRegex(const detect::PatternParts& parts) {
  std::string out;
  for (const auto& part : parts) {
    switch (part.kind) {
      case detect::PatternPart::Kind::kLiteral:
        out += QuoteForRegex(part.text);
        break;
      case detect::PatternPart::Kind::kMany:
        out += ".*";
        break;
      case detect::PatternPart::Kind::kOne:
        out += '.';
        break;
    }
  }
  return out;
}

Bounds ValueSql::Needles(std::span<const std::string> needles, bool cased, const std::string& x) {
  std::string sql = "0";
  const std::string_view tail = cased ? "" : "CaseInsensitive";
  for (std::size_t at = 0; at < needles.size(); at += kMostNeedles) {
    const auto some = needles.subspan(at, std::min(kMostNeedles, needles.size() - at));
    sql = OrSql(sql, some.size() == 1
                         ? fmt::format("position{}({}, {}) > 0", tail, x, bind_.Text(some[0]))
                         : fmt::format("multiSearchAny{}({}, {})", tail, x, bind_.Texts(some)));
  }
  return Bounds::Exactly(sql);
}

Bounds ValueSql::Contains(std::string_view literal, bool cased, const std::string& x) {
  const std::string text(literal);
  return ButUnusual(Needles({&text, 1}, cased, x).upper, Unusual(x));
}

Bounds ValueSql::OneText(const Atom& atom, const std::string& x) {
  const auto& text = atom.text;
  if (text.shape == Shape::kAny) return Bounds::Exactly("1");
  detect::PatternParts parts = text.parts;
  if (text.shape != Shape::kWild) {
    if (text.literal.empty()) {
      return Bounds::Exactly(text.shape == Shape::kEquals ? fmt::format("{} = ''", x) : "1");
    }
    parts = {{detect::PatternPart::Kind::kLiteral, text.literal}};
  }
  bool comparable = true, valid = true;
  for (const auto& part : parts) {
    comparable = comparable && IsComparable(part.text, text.cased);
    valid = valid && IsValidUtf8(part.text) && IsComparable(part.text, true);
  }
  if (!valid) return {};
  std::string regex = text.cased ? "(?s)" : "(?is)";
  const bool open_front = text.shape == Shape::kContains || text.shape == Shape::kEndsWith;
  const bool open_back = text.shape == Shape::kContains || text.shape == Shape::kStartsWith;
  regex += fmt::format("{}{}{}", open_front ? "" : "^", WildRegex(parts), open_back ? "" : "$");
  // The engine's "." does not take what is no UTF-8.
  const std::string unusual = Join(Unusual(x), "OR", fmt::format("NOT isValidUTF8({})", x));
  Bounds bounds = ButUnusual(fmt::format("match({}, {})", x, bind_.Text(regex)), unusual);
  if (!comparable) bounds.lower = "0";
  return bounds;
}

Bounds ValueSql::AnyText(std::span<const Atom* const> atoms, const std::string& x) {
  Bounds any = Bounds::Exactly("0");
  const bool cased = atoms.front()->text.cased;
  const std::string lowered = cased ? x : fmt::format("lower({})", x);
  std::vector<std::string> contained, equal;
  std::string sql = "0";
  for (const Atom* atom : atoms) {
    const auto& text = atom->text;
    const bool plain = text.shape != Shape::kAny && text.shape != Shape::kWild &&
                       !text.literal.empty() && IsComparable(text.literal, cased);
    if (!plain) {
      any = Or(any, OneText(*atom, x));
    } else if (text.shape == Shape::kContains) {
      contained.push_back(text.literal);
    } else if (text.shape == Shape::kEquals) {
      equal.push_back(text.literal);
    } else {
      sql = OrSql(sql, fmt::format("{}({}, {})",
                                   text.shape == Shape::kStartsWith ? "startsWith" : "endsWith",
                                   lowered, bind_.Text(text.literal)));
    }
  }
  if (equal.size() == 1) {
    sql = OrSql(sql, fmt::format("{} = {}", lowered, bind_.Text(equal[0])));
  } else if (!equal.empty()) {
    sql = OrSql(sql, fmt::format("has({}, {})", bind_.Texts(equal), lowered));
  }
  if (!contained.empty()) sql = OrSql(sql, Needles(contained, cased, x).upper);
  if (sql == "0") return any;
  return Or(ButUnusual(std::move(sql), Unusual(x)), any);
}

/// A number that is not written plainly: "1e3" as JSON has it, "1.".
std::string ValueSql::OtherNumber(const std::string& x) {
  return fmt::format("(match({0}, '^[+-]?[0-9]') AND NOT match({0}, {1}))", x,
                     bind_.Text(kDecimal));
}

Bounds ValueSql::Number(const Atom& atom, const std::string& x, bool is_packed) {
  const std::string& text = atom.number.text;
  const bool negative = text.starts_with('-');
  const auto dot = text.find('.');
  const std::string integer = text.substr(negative ? 1 : 0, dot - (negative ? 1 : 0));
  std::string regex = negative                                     ? "^-"
                      : integer == "0" && dot == std::string::npos ? "^[+-]?"
                                                                   : "^\\+?";
  if (integer == "0") {
    regex += "0+";
  } else {
    regex += "0*" + integer;
  }
  regex += dot == std::string::npos ? "(?:\\.0+)?$" : "\\." + text.substr(dot + 1) + "0*$";
  Bounds bounds = Bounds::Exactly(fmt::format("match({}, {})", x, bind_.Text(regex)));
  if (is_packed) bounds.upper = OrSql(bounds.upper, OtherNumber(x));
  return bounds;
}

Bounds ValueSql::Compare(const Atom& atom, const std::string& x, bool is_packed) {
  // Numbers of 15 digits are told apart by their doubles; longer ones are left to the matcher.
  const bool short_limit = atom.number.text.size() <= 15;
  const std::string decimal = fmt::format("match({}, {})", x, bind_.Text(kDecimal));
  Bounds bounds = {decimal, "0"};
  if (short_limit) {
    const std::string is_short = fmt::format("length({}) <= 15", x);
    const std::string holds = fmt::format("ifNull(toFloat64OrNull({}) {} toFloat64({}), 0)", x,
                                          Sign(atom.comparison), bind_.Text(atom.number.text));
    bounds.lower = Join(Join(decimal, "AND", is_short), "AND", holds);
    bounds.upper = Join(decimal, "AND", Join("NOT (" + is_short + ")", "OR", holds));
  }
  if (is_packed) bounds.upper = OrSql(bounds.upper, OtherNumber(x));
  return bounds;
}

Bounds ValueSql::Network(const Atom& atom, const std::string& x) {
  const std::string network = Ipv4Network(atom.network_text);
  if (network.empty()) return {fmt::format("position({}, ':') > 0", x), "0"};
  const std::string is_address = fmt::format("match({}, {})", x, bind_.Text(kIpv4));
  return Bounds::Exactly(
      fmt::format("({0} AND isIPAddressInRange(if({0}, extract({1}, '[0-9.]+'), '0.0.0.0'), {2}))",
                  is_address, x, bind_.Text(network)));
}

Bounds ValueSql::Test(const Atom& atom, const std::string& x, bool is_packed) {
  switch (atom.kind) {
    case Atom::Kind::kText: {
      const Atom* one = &atom;
      return AnyText({&one, 1}, x);
    }
    case Atom::Kind::kRegex: {
      const std::string literal = NecessaryLiteral(atom.regex->pattern());
      if (literal.empty()) return {};
      return {Contains(literal, false, x).upper, "0"};
    }
    case Atom::Kind::kNumber:
      return Number(atom, x, is_packed);
    case Atom::Kind::kCompare:
      return Compare(atom, x, is_packed);
    case Atom::Kind::kNetwork:
      return Network(atom, x);
    case Atom::Kind::kTimePart:
    case Atom::Kind::kFieldRef:
    case Atom::Kind::kNull:
    case Atom::Kind::kExists:
      break;
  }
  return {};
}

FieldSql::FieldSql(std::string_view name, Binder& binder) {
  if (const auto hot = events::HotIndex(name)) column_ = "`" + events::HotColumn(*hot) + "`";
  const std::string head = events::EscapeSeparators(name) + events::kAfterName;
  head_ = binder.Text(events::kBetween + head);
  // Not by a regular expression: values may hold what is no UTF-8.
  const std::string entries = fmt::format(
      "arrayFilter(e -> startsWith(e, {}), splitByChar('\\x1F', rest))", binder.Text(head));
  null_ = fmt::format("arrayExists(e -> endsWith(e, '\\x1E0'), {})", entries);
  empty_ = fmt::format("arrayExists(e -> length(e) = {} AND NOT endsWith(e, '0'), {})",
                       head.size() + 2, entries);
  values_ = fmt::format(
      "arrayMap(e -> substring(e, {}, length(e) - {}), arrayFilter(e -> NOT endsWith(e, "
      "'\\x1E0'), {}))",
      head.size() + 1, head.size() + 2, entries);
}

std::string FieldSql::Present() const {
  const std::string packed = fmt::format("position(rest, {}) > 0", head_);
  return column_.empty() ? packed : Join(column_ + " != ''", "OR", packed);
}

std::string FieldSql::HasNull() const {
  return fmt::format("(position(rest, {}) > 0 AND {})", head_, null_);
}

Bounds FieldSql::Any(const std::function<Bounds(const std::string& x, bool is_packed)>& test,
                     bool holds_for_empty) const {
  const auto over = [](const Bounds& one, const std::string& list) {
    const auto some = [&](const std::string& sql) {
      return sql == "0" ? sql : fmt::format("arrayExists(x -> {}, {})", sql, list);
    };
    return Bounds{some(one.upper), some(one.lower)};
  };
  if (column_.empty()) {
    const Bounds there = Bounds::Exactly(fmt::format("position(rest, {}) > 0", head_));
    return And(there, over(test("x", true), values_));
  }
  const Bounds whole = test(column_, false);
  const Bounds each = over(test("x", false), fmt::format("splitByChar('\\x1F', {})", column_));
  const auto either = [&](const std::string& one, const std::string& many) {
    if (one == "0" || one == "1") return one;
    return fmt::format("if(position({}, '\\x1F') = 0, {}, {})", column_, one, many);
  };
  Bounds bounds = {either(whole.upper, each.upper), either(whole.lower, each.lower)};
  if (holds_for_empty || bounds.upper == "1") {  // An empty column is no value.
    bounds = And(Bounds::Exactly(column_ + " != ''"), bounds);
  }
  if (!holds_for_empty) return bounds;
  return Or(bounds, Bounds::Exactly(fmt::format("(position(rest, {}) > 0 AND {})", head_, empty_)));
}

}  // namespace lachan::hunts
