// SPDX-License-Identifier: Apache-2.0
#include "detect/item.h"

#include <set>

#include "base/text.h"
#include "detect/fold.h"

namespace lachan::detect {
namespace {

using Kind = Atom::Kind;
using NodeKind = YamlNode::Kind;
using Shape = TextPattern::Shape;

constexpr std::size_t kMaxPatternBytes = 8'000;

// What to do.
constexpr auto kFewerSpellings = "write fewer values, or a shorter one";
constexpr auto kFewerDashes =
    "each option multiplies the spellings: write the options as values of their own, or leave out "
    "'windash'";
constexpr auto kNoWildcards =
    "take out * and ? (or write \\* and \\?); 'contains' before 'base64' is such a wildcard too: "
    "write 'base64offset|contains'";

const std::set<std::string_view>& KnownModifiers() {
  static const std::set<std::string_view> known = {
      "all",          "startswith", "endswith", "contains",
      "exists",       "cased",      "neq",      "windash",
      "re",           "i",          "m",        "s",
      "ignorecase",   "multiline",  "dotall",   "base64",
      "base64offset", "utf16le",    "utf16be",  "utf16",
      "wide",         "lt",         "lte",      "gt",
      "gte",          "cidr",       "expand",   "fieldref",
      "minute",       "hour",       "day",      "week",
      "month",        "year"};
  return known;
}

/// `Field|mod|mod` taken apart.
struct Key {
  std::string text;
  std::string field;
  std::vector<std::string> modifiers;
  bool Has(std::string_view name) const {
    return std::find(modifiers.begin(), modifiers.end(), name) != modifiers.end();
  }
};

std::optional<Atom::Comparison> ComparisonOf(const Key& key) {
  if (key.Has("lt")) return Atom::Comparison::kLess;
  if (key.Has("lte")) return Atom::Comparison::kLessOrEqual;
  if (key.Has("gt")) return Atom::Comparison::kGreater;
  if (key.Has("gte")) return Atom::Comparison::kGreaterOrEqual;
  return std::nullopt;
}

std::optional<TimePart> TimePartOf(const Key& key) {
  if (key.Has("minute")) return TimePart::kMinute;
  if (key.Has("hour")) return TimePart::kHour;
  if (key.Has("day")) return TimePart::kDay;
  if (key.Has("week")) return TimePart::kWeek;
  if (key.Has("month")) return TimePart::kMonth;
  if (key.Has("year")) return TimePart::kYear;
  return std::nullopt;
}

Shape ShapeOf(const Key& key) {
  if (key.Has("contains")) return Shape::kContains;
  if (key.Has("startswith")) return Shape::kStartsWith;
  if (key.Has("endswith")) return Shape::kEndsWith;
  return Shape::kEquals;
}

/// Places of `%name%` in `text` whose first % is not escaped: begin, end of the whole.
std::vector<std::pair<std::size_t, std::size_t>> Placeholders(std::string_view text) {
  std::vector<std::pair<std::size_t, std::size_t>> found;
  for (std::size_t at = 0; at < text.size();) {
    const auto begin = text.find('%', at);
    if (begin == std::string_view::npos) break;
    const auto end = text.find('%', begin + 1);
    if (end == std::string_view::npos) break;
    if (end == begin + 1 || (begin > 0 && text[begin - 1] == '\\')) {
      at = begin + 1;
      continue;
    }
    found.emplace_back(begin, end + 1);
    at = end + 1;
  }
  return found;
}

/// Compiles the values of one key.
class ItemReader {
 public:
  ItemReader(const Key& key, const YamlNode& key_node, const CompileOptions& options,
             Reporter& reporter)
      : key_(key), key_node_(key_node), options_(options), reporter_(reporter) {}

  std::optional<Expr> Read(const YamlNode& values) {
    if (!CheckModifiers()) return std::nullopt;
    if (key_.Has("exists")) return ReadExists(values);
    std::vector<Expr> alternatives;
    bool ok = true;
    const auto add = [&](const YamlNode& value) {
      auto expr = ReadValue(value);
      if (expr) {
        alternatives.push_back(*std::move(expr));
      } else {
        ok = false;
      }
    };
    if (values.kind == NodeKind::kList && !values.items.empty()) {
      for (const auto& value : values.items) add(*value);
    } else if (values.kind == NodeKind::kList) {
      add(YamlNode{});  // An empty list stands for null.
    } else {
      add(values);
    }
    if (!ok) return std::nullopt;
    auto joined = Expr::Join(key_.Has("all") ? Expr::Op::kAnd : Expr::Op::kOr,
                             std::move(alternatives), key_.text);
    if (key_.Has("neq")) return Expr::Not(std::move(joined));
    return joined;
  }

 private:
  bool CheckModifiers() {
    bool ok = true;
    for (const auto& modifier : key_.modifiers) {
      if (KnownModifiers().contains(modifier)) continue;
      reporter_.Error(key_node_, "sigma.modifier.unknown",
                      fmt::format("unknown modifier {} in {}", Quoted(modifier), Quoted(key_.text)),
                      "see docs/formats/sigma.md for the modifiers of Sigma 2.1");
      ok = false;
    }
    return ok;
  }

  std::nullopt_t Wrong(const YamlNode& at, std::string code, std::string message,
                       std::string hint) {
    const std::string where = key_.text.empty() ? "the keywords" : Quoted(key_.text);
    reporter_.Error(at, std::move(code), message + " in " + where, std::move(hint));
    return std::nullopt;
  }

  Expr Leaf(Kind kind, const std::function<void(Atom&)>& fill) const {
    Atom atom;
    atom.kind = kind;
    atom.field = key_.field;
    fill(atom);
    return Expr::Of(std::move(atom));
  }

  std::optional<Expr> ReadExists(const YamlNode& values) {
    const YamlNode& value =
        values.kind == NodeKind::kList && !values.items.empty() ? *values.items.front() : values;
    if (key_.field.empty() || value.kind != NodeKind::kBoolean) {
      return Wrong(value, "sigma.value.type", "'exists' needs a field and true or false",
                   "write 'Field|exists: true'");
    }
    Expr exists = Leaf(Kind::kExists, [](Atom&) {});
    return value.text == "true" ? exists : Expr::Not(std::move(exists));
  }

  std::optional<Expr> ReadValue(const YamlNode& value) {
    if (!value.IsScalar()) {
      return Wrong(value, "sigma.value.type", "a map or list stands where a value belongs",
                   "give each value a line of its own in one list: '- value'");
    }
    if (TimePartOf(key_) || ComparisonOf(key_)) return ReadNumeric(value);
    if (value.kind == NodeKind::kNull) return ReadNull();
    if (key_.Has("fieldref")) return ReadReference(value);
    if (key_.Has("re")) return ReadRegex(value);
    if (key_.Has("cidr")) return ReadNetwork(value);
    if (value.kind == NodeKind::kBoolean) {
      return ReadTextParts({{{PatternPart::Kind::kLiteral, value.text}}}, false);
    }
    const bool number = value.kind == NodeKind::kInteger || value.kind == NodeKind::kFloat;
    const bool as_text = key_.Has("contains") || key_.Has("startswith") || key_.Has("endswith") ||
                         key_.Has("cased") || key_.field.empty();
    if (number && !as_text) {
      const auto decimal = Decimal::Parse(value.text, true);
      if (!decimal)
        return Wrong(value, "sigma.value.number", "not a number: " + Quoted(value.text),
                     "write digits, or put it in quotes to compare text");
      return Leaf(Kind::kNumber, [&](Atom& atom) { atom.number = *decimal; });
    }
    return ReadText(value);
  }

  std::optional<Expr> ReadNull() {
    if (key_.field.empty()) return Expr::Const(false);
    return Leaf(Kind::kNull, [](Atom&) {});
  }

  std::optional<Expr> ReadNumeric(const YamlNode& value) {
    const auto number = Decimal::Parse(value.text, value.kind == NodeKind::kFloat);
    if (!number || value.kind == NodeKind::kBoolean || key_.field.empty()) {
      return Wrong(value, "sigma.value.number", Quoted(value.text) + " is not a number of a field",
                   "comparisons and parts of time need plain numbers");
    }
    const auto part = TimePartOf(key_);
    return Leaf(part ? Kind::kTimePart : Kind::kCompare, [&](Atom& atom) {
      atom.number = *number;
      atom.comparison = ComparisonOf(key_).value_or(Atom::Comparison::kEqual);
      if (part) atom.time_part = *part;
    });
  }

  std::optional<Expr> ReadReference(const YamlNode& value) {
    const auto name = PlainText(ParsePattern(value.text));
    if (!name || name->empty() || key_.field.empty()) {
      return Wrong(value, "sigma.value.fieldref", "'fieldref' needs the name of one field",
                   "write 'Field|fieldref: OtherField', without wildcards");
    }
    return Leaf(Kind::kFieldRef, [&](Atom& atom) {
      atom.reference = *name;
      atom.reference_shape = ShapeOf(key_);
      atom.reference_cased = key_.Has("cased");
    });
  }

  std::optional<Expr> ReadRegex(const YamlNode& value) {
    if (key_.Has("expand") && !Placeholders(value.text).empty()) {
      return Wrong(value, "sigma.expand.regex", "a placeholder inside a regular expression",
                   "write the values out: '(one|two)', or use 'expand' without 're'");
    }
    if (value.text.size() > kMaxPatternBytes) {
      return Wrong(value, "sigma.value.size", "a pattern longer than 8000 bytes",
                   "leave out what is not needed, or split it over several values");
    }
    RegexFlags flags;
    flags.ignore_case = key_.Has("i") || key_.Has("ignorecase");
    flags.multiline = key_.Has("m") || key_.Has("multiline");
    flags.dot_all = key_.Has("s") || key_.Has("dotall");
    auto regex = Regex::Compile(value.text, flags);
    if (!regex) {
      return Wrong(value, "sigma.regex", "regular expression: " + regex.error().message(),
                   "expressions are those of PCRE2, without \\C");
    }
    return Leaf(Kind::kRegex, [&](Atom& atom) { atom.regex = *std::move(regex); });
  }

  std::optional<Expr> ReadNetwork(const YamlNode& value) {
    const auto network = Network::Parse(value.text);
    if (!network || key_.field.empty()) {
      return Wrong(value, "sigma.value.cidr", Quoted(value.text) + " is not a network",
                   "write e.g. 10.0.0.0/8 or 2001:db8::/32");
    }
    return Leaf(Kind::kNetwork, [&](Atom& atom) {
      atom.network = *network;
      atom.network_text = value.text;
    });
  }

  std::optional<Expr> ReadText(const YamlNode& value) {
    if (value.text.size() > kMaxPatternBytes) {
      return Wrong(value, "sigma.value.size", "a pattern longer than 8000 bytes",
                   "leave out what is not needed, or split it over several values");
    }
    std::vector<PatternParts> spellings = {ParsePattern(value.text)};
    for (const auto& modifier : key_.modifiers) {
      std::vector<PatternParts> next;
      for (auto& parts : spellings) {
        if (auto failure = Apply(modifier, std::move(parts), next)) {
          return Wrong(value, failure->code, failure->message, failure->hint);
        }
      }
      if (next.size() > options_.max_expansions) {
        return Wrong(value, "sigma.value.expansions",
                     fmt::format("more than {} spellings", options_.max_expansions),
                     kFewerSpellings);
      }
      spellings = std::move(next);
    }
    return ReadTextParts(std::move(spellings), key_.Has("cased"));
  }

  std::optional<Expr> ReadTextParts(std::vector<PatternParts> spellings, bool cased) const {
    std::vector<Expr> alternatives;
    for (auto& parts : spellings) {
      alternatives.push_back(Leaf(Kind::kText, [&](Atom& atom) {
        atom.text = TextPattern::From(std::move(parts), cased);
        // A keyword is looked for inside values: how it is anchored does not matter.
        if (key_.field.empty() && atom.text.shape != Shape::kAny &&
            atom.text.shape != Shape::kWild) {
          atom.text.shape = Shape::kContains;
        }
      }));
    }
    return Expr::Join(Expr::Op::kOr, std::move(alternatives));
  }

  struct Failure {
    std::string code, message, hint;
  };

  /// Applies one modifier to one spelling; appends the results to `out`.
  std::optional<Failure> Apply(std::string_view modifier, PatternParts parts,
                               std::vector<PatternParts>& out) const {
    const auto append = [&](Result<std::vector<PatternParts>> all,
                            const char* hint) -> std::optional<Failure> {
      if (!all) return Failure{"sigma.modifier.value", all.error().message(), hint};
      for (auto& one : *all) out.push_back(std::move(one));
      return std::nullopt;
    };
    if (modifier == "windash")
      return append(WithWindash(parts, options_.max_expansions), kFewerDashes);
    if (modifier == "base64offset") return append(WithBase64Offsets(parts), kNoWildcards);
    if (modifier == "base64") {
      auto encoded = WithBase64(parts);
      if (!encoded) return Failure{"sigma.modifier.value", encoded.error().message(), kNoWildcards};
      out.push_back(*std::move(encoded));
      return std::nullopt;
    }
    if (modifier == "expand") return Expand(parts, out);
    if (modifier == "contains") parts = WithContains(std::move(parts));
    if (modifier == "startswith") parts = WithStartsWith(std::move(parts));
    if (modifier == "endswith") parts = WithEndsWith(std::move(parts));
    if (modifier == "wide" || modifier == "utf16le") parts = WithUtf16(parts, false, false);
    if (modifier == "utf16be") parts = WithUtf16(parts, true, false);
    if (modifier == "utf16") parts = WithUtf16(parts, false, true);
    out.push_back(std::move(parts));
    return std::nullopt;
  }

  /// Adds `alternatives` to the end of each of `spellings`.
  static void Multiply(std::vector<PatternParts>& spellings,
                       const std::vector<PatternParts>& alternatives) {
    std::vector<PatternParts> all;
    for (const auto& spelling : spellings) {
      for (const auto& alternative : alternatives) {
        all.push_back(spelling);
        all.back().insert(all.back().end(), alternative.begin(), alternative.end());
      }
    }
    spellings = std::move(all);
  }

  static PatternParts Unescaped(std::string text) {
    for (std::size_t at; (at = text.find("\\%")) != std::string::npos;) text.erase(at, 1);
    if (text.empty()) return {};
    return {{PatternPart::Kind::kLiteral, std::move(text)}};
  }

  std::optional<Failure> Expand(const PatternParts& parts, std::vector<PatternParts>& out) const {
    std::vector<PatternParts> spellings = {{}};
    for (const auto& part : parts) {
      if (part.kind != PatternPart::Kind::kLiteral) {
        Multiply(spellings, {{part}});
        continue;
      }
      std::size_t begin = 0;
      for (const auto& [from, to] : Placeholders(part.text)) {
        const std::string name = part.text.substr(from + 1, to - from - 2);
        const auto known = options_.placeholders.find(name);
        if (known == options_.placeholders.end()) {
          return Failure{"sigma.expand.unknown",
                         fmt::format("placeholder %{}% has no values", Ellipsis(name, 200)),
                         "give its values in the settings, or remove 'expand'"};
        }
        if (spellings.size() * known->second.size() > options_.max_expansions) {
          return Failure{"sigma.value.expansions", "too many spellings", kFewerSpellings};
        }
        Multiply(spellings, {Unescaped(part.text.substr(begin, from - begin))});
        std::vector<PatternParts> values;
        for (const auto& value : known->second) values.push_back(ParsePattern(value));
        Multiply(spellings, values);
        begin = to;
      }
      Multiply(spellings, {Unescaped(part.text.substr(begin))});
    }
    for (auto& spelling : spellings) out.push_back(Merged(std::move(spelling)));
    return std::nullopt;
  }

  /// Neighbouring literals as one.
  static PatternParts Merged(PatternParts parts) {
    PatternParts merged;
    for (auto& part : parts) {
      if (part.kind == PatternPart::Kind::kLiteral && !merged.empty() &&
          merged.back().kind == PatternPart::Kind::kLiteral) {
        merged.back().text += part.text;
      } else {
        merged.push_back(std::move(part));
      }
    }
    return merged;
  }

  const Key& key_;
  const YamlNode& key_node_;
  const CompileOptions& options_;
  Reporter& reporter_;
};

Key SplitKey(const std::string& text) {
  Key key;
  key.text = text;
  const auto pieces = Split(text, '|');
  if (!pieces.empty()) key.field = pieces[0];
  for (std::size_t i = 1; i < pieces.size(); ++i) key.modifiers.emplace_back(pieces[i]);
  return key;
}

std::optional<Expr> ReadItem(const YamlNode& key_node, const YamlNode& values,
                             const CompileOptions& options, Reporter& reporter) {
  const Key key = SplitKey(key_node.text);
  return ItemReader(key, key_node, options, reporter).Read(values);
}

std::optional<Expr> ReadMap(const YamlNode& node, const CompileOptions& options,
                            Reporter& reporter) {
  if (node.entries.empty()) {
    reporter.Error(node, "sigma.detection.empty", "an empty map", "write 'Field: value' under it");
    return std::nullopt;
  }
  std::vector<Expr> items;
  bool ok = true;
  for (const auto& [key, value] : node.entries) {
    auto item = ReadItem(key, *value, options, reporter);
    if (item) {
      items.push_back(*std::move(item));
    } else {
      ok = false;
    }
  }
  if (!ok) return std::nullopt;
  return Expr::Join(Expr::Op::kAnd, std::move(items));
}

std::optional<Expr> ReadKeywords(const YamlNode& node, const CompileOptions& options,
                                 Reporter& reporter) {
  YamlNode key;
  key.line = node.line;
  key.column = node.column;
  return ReadItem(key, node, options, reporter);
}

}  // namespace

std::optional<Expr> ReadIdentifier(const YamlNode& node, const CompileOptions& options,
                                   Reporter& reporter) {
  if (node.kind == NodeKind::kMap) return ReadMap(node, options, reporter);
  if (node.kind != NodeKind::kList) return ReadKeywords(node, options, reporter);
  if (node.items.empty()) {
    reporter.Error(node, "sigma.detection.empty", "an empty list", "write '- value' under it");
    return std::nullopt;
  }
  const auto is_map = [](const YamlNode::Ptr& item) { return item->kind == NodeKind::kMap; };
  if (std::none_of(node.items.begin(), node.items.end(), is_map)) {
    return ReadKeywords(node, options, reporter);
  }
  std::vector<Expr> alternatives;
  bool ok = true;
  for (const auto& item : node.items) {
    auto expr =
        is_map(item) ? ReadMap(*item, options, reporter) : ReadKeywords(*item, options, reporter);
    if (expr) {
      alternatives.push_back(*std::move(expr));
    } else {
      ok = false;
    }
  }
  if (!ok) return std::nullopt;
  return Expr::Join(Expr::Op::kOr, std::move(alternatives));
}

}  // namespace lachan::detect
