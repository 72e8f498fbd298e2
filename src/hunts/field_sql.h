// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: tests of values and of fields as SQL over table `events`.
#pragma once

#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "detect/atom.h"
#include "events/hunt_sql.h"

namespace lachan::hunts {

/// What is true at most (`upper`) and at least (`lower`).
struct Bounds {
  std::string upper = "1", lower = "0";
  static Bounds Exactly(std::string sql) { return {sql, sql}; }
};
Bounds And(const Bounds& a, const Bounds& b);
Bounds Or(const Bounds& a, const Bounds& b);
Bounds Not(const Bounds& a);

/// The comparison as SQL writes it.
std::string_view Sign(detect::Atom::Comparison comparison);

/// Binds each value once.
class Binder {
 public:
  explicit Binder(events::Statement& statement) : statement_(statement) {}
  std::string Text(std::string_view value) { return Bind("String", std::string(value)); }
  std::string Texts(std::span<const std::string> values);
  std::size_t bytes() const { return bytes_; }

 private:
  std::string Bind(std::string_view type, std::string value);

  events::Statement& statement_;
  std::map<std::pair<std::string, std::string>, std::string> known_;
  std::size_t bytes_ = 0;
};

/// Tests of one value; `x` is an SQL expression of it, not null.
class ValueSql {
 public:
  explicit ValueSql(Binder& binder) : bind_(binder) {}

  /// Any of `atoms`, all kText, alike in `cased`.
  Bounds AnyText(std::span<const detect::Atom* const> atoms, const std::string& x);
  /// All kinds but kFieldRef, kNull and kExists. \param is_packed  Of `rest`, where kinds are kept.
  Bounds Test(const detect::Atom& atom, const std::string& x, bool is_packed);
  Bounds Contains(std::string_view literal, bool cased, const std::string& x);
  /// The value has bytes that SQL does not see as the matcher does: our escape, and characters
  /// beyond ASCII whose lower case is ASCII.
  static std::string Unusual(const std::string& x);
  /// A regular expression of the engine for the pattern, unanchored.
  static std::string WildRegex(const detect::PatternParts& parts);

 private:
  Bounds OneText(const detect::Atom& atom, const std::string& x);
  Bounds Needles(std::span<const std::string> needles, bool cased, const std::string& x);
  Bounds Number(const detect::Atom& atom, const std::string& x, bool is_packed);
  std::string OtherNumber(const std::string& x);
  Bounds Compare(const detect::Atom& atom, const std::string& x, bool is_packed);
  Bounds Network(const detect::Atom& atom, const std::string& x);

  Binder& bind_;
};

/// True if SQL compares the literal as the matcher does, but for Unusual() values.
bool IsComparable(std::string_view literal, bool cased);

/// A regular expression that matches just `text`.
std::string QuoteForRegex(std::string_view text);

/// Where the values of a field lie.
class FieldSql {
 public:
  FieldSql(std::string_view name, Binder& binder);

  /// The event has the field, be it null.
  std::string Present() const;
  /// It has it as null.
  std::string HasNull() const;
  /// One of the values, not null, satisfies the test.
  /// \param holds_for_empty  Whether an empty value does.
  Bounds Any(const std::function<Bounds(const std::string& x, bool is_packed)>& test,
             bool holds_for_empty) const;
  /// The column, if it has one of its own; for hints only.
  const std::string& column() const { return column_; }

 private:
  std::string column_;  ///< Of a hot field, quoted.
  std::string head_;    ///< Placeholder of "0x1F name 0x1E".
  std::string null_;    ///< True where `rest` has it as null.
  std::string empty_;   ///< True where `rest` has it as an empty value.
  std::string values_;  ///< Array of the values in `rest`, but nulls.
};

}  // namespace lachan::hunts
