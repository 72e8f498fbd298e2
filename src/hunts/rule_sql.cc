// SPDX-License-Identifier: Apache-2.0
#include "hunts/rule_sql.h"

#include <algorithm>
#include <map>
#include <optional>
#include <set>

#include "base/text.h"
#include "detect/logsource.h"
#include "events/event_columns.h"
#include "hunts/field_sql.h"

namespace lachan::hunts {
namespace {

using detect::Atom;
using detect::Expr;
using detect::FieldAlias;
using Shape = detect::TextPattern::Shape;

/// Records that are JSON or XML are searched through their values, not as text.
constexpr std::string_view kStructured = "^[ \t\r\n\f\v]*(?:\\{|\\[|<Event|<\\?xml|$)";

std::string_view FunctionOf(detect::TimePart part) {
  switch (part) {
    case detect::TimePart::kMinute:
      return "toMinute";
    case detect::TimePart::kHour:
      return "toHour";
    case detect::TimePart::kDay:
      return "toDayOfMonth";
    case detect::TimePart::kWeek:
      return "toISOWeek";
    case detect::TimePart::kMonth:
      return "toMonth";
    case detect::TimePart::kYear:
      return "toYear";
  }
  return "toHour";
}

/// A condition in one view: with the aliases of a log source, or without.
class ConditionCompiler {
 public:
  ConditionCompiler(Binder& binder, std::span<const FieldAlias> aliases,
                    std::set<std::string>& confirmed)
      : bind_(binder), values_(binder), aliases_(aliases), confirmed_(confirmed) {}

  Bounds Compile(const Expr& expr) {
    if (bind_.bytes() > kMostParameterBytes) {
      confirmed_.insert("(more patterns than fit into one statement)");
      return {};
    }
    switch (expr.op) {
      case Expr::Op::kConst:
        return Bounds::Exactly(expr.value ? "1" : "0");
      case Expr::Op::kAtom:
        return Single(*expr.atom);
      case Expr::Op::kNot:
        return Not(Compile(expr.children.front()));
      case Expr::Op::kAnd: {
        Bounds all = Bounds::Exactly("1");
        for (const Expr& child : expr.children) all = And(all, Compile(child));
        return all;
      }
      case Expr::Op::kOr:
        return Either(expr);
      case Expr::Op::kAtLeast:
        return AtLeast(expr);
    }
    return {};
  }

 private:
  /// Text tests of one field go together: one pass over its values.
  Bounds Either(const Expr& expr) {
    std::map<std::pair<std::string, bool>, std::vector<const Atom*>> texts;
    Bounds any = Bounds::Exactly("0");
    for (const Expr& child : expr.children) {
      const bool is_text = child.op == Expr::Op::kAtom && child.atom->kind == Atom::Kind::kText &&
                           !child.atom->IsKeyword() && child.atom->field != detect::kLocalTimeField;
      if (is_text) {
        texts[{child.atom->field, child.atom->text.cased}].push_back(child.atom.get());
      } else {
        any = Or(any, Compile(child));
      }
    }
    for (const auto& [key, atoms] : texts) any = Or(Texts(atoms), any);
    return any;
  }

  Bounds AtLeast(const Expr& expr) {
    if (expr.count == 0) return Bounds::Exactly("1");
    if (expr.count > expr.children.size()) return Bounds::Exactly("0");
    std::string upper, lower;
    for (const Expr& child : expr.children) {
      const Bounds one = Compile(child);
      upper += fmt::format("{}toUInt32({})", upper.empty() ? "" : " + ", one.upper);
      lower += fmt::format("{}toUInt32({})", lower.empty() ? "" : " + ", one.lower);
    }
    return {fmt::format("(({}) >= {})", upper, expr.count),
            fmt::format("(({}) >= {})", lower, expr.count)};
  }

  Bounds Texts(const std::vector<const Atom*>& atoms) {
    bool empty = false;
    for (const Atom* atom : atoms) {
      empty = empty || HoldsForEmpty(*atom);
      NoteIfLeftOpen(*atom);
    }
    return Of(atoms.front()->field, empty,
              [&](const std::string& x, bool) { return values_.AnyText(atoms, x); });
  }

  bool HoldsForEmpty(const Atom& atom) {
    const EventField empty{atom.field, "", EventField::Kind::kString};
    return detect::ValueHolds(atom, empty, regex_, buffer_);
  }

  void NoteIfLeftOpen(const Atom& atom) {
    const Bounds bounds = values_.Test(atom, "x", false);
    if (bounds.lower == "0" || atom.kind == Atom::Kind::kCompare) {
      confirmed_.insert(atom.field + " " + atom.Text());
    }
  }

  const FieldSql& Field(std::string_view name) {
    const auto known = fields_.find(name);
    if (known != fields_.end()) return known->second;
    return fields_.emplace(std::string(name), FieldSql(name, bind_)).first->second;
  }

  const FieldAlias* AliasOf(std::string_view field) const {
    const auto alias = std::ranges::find(aliases_, field, &FieldAlias::field);
    return alias == aliases_.end() ? nullptr : &*alias;
  }

  using Test = std::function<Bounds(const std::string& x, bool is_packed)>;
  Bounds Of(const std::string& field, bool empty, const Test& test) {
    const Bounds own = Field(field).Any(test, empty);
    const FieldAlias* alias = AliasOf(field);
    if (alias == nullptr) return own;
    const Bounds absent = Not(Bounds::Exactly(Field(field).Present()));
    return Or(own, And(absent, Field(alias->origin).Any(test, empty)));
  }

  Bounds Single(const Atom& atom) {
    if (atom.IsKeyword()) return Keyword(atom);
    if (atom.field == detect::kLocalTimeField) return LocalTime(atom);
    switch (atom.kind) {
      case Atom::Kind::kText:
        return Texts({&atom});
      case Atom::Kind::kNull:
        return Null(atom);
      case Atom::Kind::kExists:
        return Exists(atom.field);
      case Atom::Kind::kFieldRef:
        confirmed_.insert(atom.field + " " + atom.Text());
        return {And(Exists(atom.field), Exists(atom.reference)).upper, "0"};
      case Atom::Kind::kRegex:
      case Atom::Kind::kNumber:
      case Atom::Kind::kCompare:
      case Atom::Kind::kTimePart:
      case Atom::Kind::kNetwork:
        break;
    }
    NoteIfLeftOpen(atom);
    return Of(atom.field, HoldsForEmpty(atom), [&](const std::string& x, bool is_packed) {
      return values_.Test(atom, x, is_packed);
    });
  }

  Bounds Exists(const std::string& field) {
    Bounds there = Bounds::Exactly(Field(field).Present());
    if (const FieldAlias* alias = AliasOf(field)) {
      there = Or(there, Bounds::Exactly(Field(alias->origin).Present()));
    }
    return there;
  }

  Bounds Null(const Atom& atom) {
    const Bounds own = Bounds::Exactly(Field(atom.field).HasNull());
    const Bounds absent = Not(Bounds::Exactly(Field(atom.field).Present()));
    const FieldAlias* alias = AliasOf(atom.field);
    if (alias == nullptr) return Or(absent, own);
    const FieldSql& origin = Field(alias->origin);
    const Bounds there =
        Or(Not(Bounds::Exactly(origin.Present())), Bounds::Exactly(origin.HasNull()));
    return Or(own, And(absent, there));
  }

  /// The event's own field of that name, or its time in Viet Nam.
  Bounds LocalTime(const Atom& atom) {
    if (atom.kind == Atom::Kind::kNull) return Bounds::Exactly(Field(atom.field).HasNull());
    if (atom.kind == Atom::Kind::kExists) return Bounds::Exactly("1");
    confirmed_.insert(atom.field + " " + atom.Text());
    if (atom.kind != Atom::Kind::kTimePart) return {};
    const std::string own = Field(atom.field).Present();
    const std::string holds =
        fmt::format("{}(addHours(time, 7)) {} toFloat64({})", FunctionOf(atom.time_part),
                    Sign(atom.comparison), bind_.Text(atom.number.text));
    return {fmt::format("({} OR {})", own, holds), fmt::format("(NOT ({}) AND {})", own, holds)};
  }

  Bounds Keyword(const Atom& atom) {
    std::string literal;
    bool cased = false, is_plain = false;
    if (atom.kind == Atom::Kind::kRegex) {
      literal = NecessaryLiteral(atom.regex->pattern());
    } else if (atom.kind == Atom::Kind::kText) {
      cased = atom.text.cased;
      is_plain = atom.text.shape != Shape::kAny && atom.text.shape != Shape::kWild;
      literal = is_plain ? atom.text.literal : std::string(atom.text.LongestLiteral());
    }
    if (literal.empty() || !IsComparable(literal, cased)) {
      confirmed_.insert("keyword " + atom.Text());
      return {};
    }
    if (!is_plain) confirmed_.insert("keyword " + atom.Text());
    const Bounds hot = values_.Contains(literal, cased, HotValues());
    const Bounds packed = values_.Contains(literal, cased, "rest");
    const Bounds in_value = Bounds::Exactly(fmt::format(
        "match(rest, {})", bind_.Text(fmt::format("(?s{})\x1e[^\x1e\x1f]*{}[^\x1e\x1f]*\x1e",
                                                  cased ? "" : "i", QuoteForRegex(literal)))));
    const Bounds line =
        And(values_.Contains(literal, cased, "raw"),
            Bounds::Exactly(fmt::format("NOT match(raw, {})", bind_.Text(kStructured))));
    const Bounds unusual = {fmt::format("({} OR NOT isValidUTF8(rest))", ValueSql::Unusual("rest")),
                            "0"};
    Bounds found = Or(Or(hot, And(packed, Or(in_value, unusual))), line);
    if (!is_plain) found.lower = "0";
    return found;
  }

  static const std::string& HotValues() {
    static const std::string all = [] {
      std::string columns;
      for (std::size_t i = 0; i < events::HotFields().size(); ++i) {
        columns += fmt::format(", `{}`", events::HotColumn(i));
      }
      return "concatWithSeparator('\\x1F'" + columns + ")";
    }();
    return all;
  }

  Binder& bind_;
  ValueSql values_;
  std::span<const FieldAlias> aliases_;
  std::set<std::string>& confirmed_;
  std::map<std::string, FieldSql, std::less<>> fields_;
  detect::RegexMemory regex_;
  std::string buffer_;
};

bool Reads(const Expr& expr, std::span<const FieldAlias> aliases) {
  if (expr.op == Expr::Op::kAtom) {
    return std::ranges::any_of(aliases, [&](const FieldAlias& alias) {
      return alias.field == expr.atom->field || alias.field == expr.atom->reference;
    });
  }
  return std::ranges::any_of(expr.children,
                             [&](const Expr& child) { return Reads(child, aliases); });
}

/// Log sources whose events are read with aliases, as a test of (p, c, s).
struct AliasedSource {
  LogSource source;  ///< Empty parts stand for any.
  std::span<const FieldAlias> aliases;
};

std::vector<AliasedSource> AliasedSources() {
  std::vector<AliasedSource> sources;
  for (auto& source : detect::SourcesWithAliases()) {
    const auto aliases = detect::AliasesOf(source);
    LogSource wide = source;
    wide.service.clear();
    if (detect::AliasesOf(wide).data() == aliases.data()) source = wide;
    sources.push_back({std::move(source), aliases});
  }
  return sources;
}

std::string PartsSql(const LogSource& source, Binder& binder) {
  std::string sql;
  const auto part = [&](const std::string& value, std::string_view name) {
    if (value.empty()) return;
    sql += fmt::format("{}{} = {}", sql.empty() ? "" : " AND ", name, binder.Text(value));
  };
  part(source.product, "p");
  part(source.category, "c");
  part(source.service, "s");
  return sql.empty() ? "1" : sql;
}

/// The event has a log source that satisfies `source`, and of which `further` is true.
std::string SourceSql(const LogSource& source, const std::string& further, Binder& binder) {
  std::string first;
  const auto has = [&](const std::string& value, std::string_view column) {
    if (value.empty()) return;
    first += fmt::format("{}has({}, {})", first.empty() ? "" : " AND ", column, binder.Text(value));
  };
  has(source.category, "logsource_category");
  has(source.service, "logsource_service");
  has(source.product, "logsource_product");
  const int parts = !source.category.empty() + !source.service.empty() + !source.product.empty();
  if (further.empty() && parts == 0) return "notEmpty(logsource_product)";
  if (further.empty() && parts == 1) return first;
  const std::string each = fmt::format(
      "arrayExists((p, c, s) -> {}{}, logsource_product, logsource_category, logsource_service)",
      PartsSql(source, binder), further.empty() ? "" : " AND " + further);
  return first.empty() ? each : fmt::format("({} AND {})", first, each);
}

bool MayMeet(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() || a == b;
}

}  // namespace

RuleCondition CompileRule(const detect::RuleInfo& rule, const Expr& condition,
                          events::Statement& statement) {
  Binder binder(statement);
  std::set<std::string> confirmed;
  std::vector<AliasedSource> aliased;
  for (auto& one : AliasedSources()) {
    if (MayMeet(one.source.product, rule.logsource.product) &&
        MayMeet(one.source.category, rule.logsource.category) &&
        MayMeet(one.source.service, rule.logsource.service) && Reads(condition, one.aliases)) {
      aliased.push_back(std::move(one));
    }
  }
  std::string plain_only;
  for (const auto& one : aliased) {
    plain_only +=
        fmt::format("{}NOT ({})", plain_only.empty() ? "" : " AND ", PartsSql(one.source, binder));
  }
  const auto in = [&](const std::string& source, std::span<const FieldAlias> aliases) {
    return And(Bounds::Exactly(source),
               ConditionCompiler(binder, aliases, confirmed).Compile(condition));
  };
  Bounds bounds = in(SourceSql(rule.logsource, plain_only, binder), {});
  for (const auto& one : aliased) {
    bounds = Or(bounds,
                in(SourceSql(rule.logsource, PartsSql(one.source, binder), binder), one.aliases));
  }
  return {bounds.upper, bounds.lower, {confirmed.begin(), confirmed.end()}};
}

}  // namespace lachan::hunts
