// SPDX-License-Identifier: Apache-2.0
/// \file
/// The smallest tests of rules, and the boolean expressions over them.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "detect/logsource.h"
#include "detect/pattern.h"
#include "detect/regex.h"
#include "detect/scalar.h"

namespace lachan::detect {

/// One test of one field (or, with an empty field, of the whole event). Holds if any value of the
/// field satisfies it.
struct Atom {
  enum class Kind {
    kText,      ///< `text` against the value.
    kRegex,     ///< `regex` found in the value.
    kNumber,    ///< Value equals `number`.
    kCompare,   ///< Value `comparison` `number`.
    kTimePart,  ///< `time_part` of the value `comparison` `number`.
    kNetwork,   ///< Value is an address in `network`.
    kFieldRef,  ///< Value `reference_shape` the value of field `reference`.
    kNull,      ///< The field is absent or null.
    kExists,    ///< The field is there, even as null.
  };
  enum class Comparison { kEqual, kLess, kLessOrEqual, kGreater, kGreaterOrEqual };

  Kind kind = Kind::kText;
  std::string field;
  TextPattern text;
  std::optional<Regex> regex;
  Decimal number;
  Comparison comparison = Comparison::kEqual;
  TimePart time_part = TimePart::kHour;
  std::optional<Network> network;
  std::string network_text;
  std::string reference;
  TextPattern::Shape reference_shape = TextPattern::Shape::kEquals;
  bool reference_cased = false;

  bool IsKeyword() const { return field.empty(); }
  /// Equal for equal tests only; also shown to people: "Image|endswith: \cmd.exe".
  std::string Key() const;
  /// The test without the field: "endswith '\cmd.exe'".
  std::string Text() const;
};

/// A field that every event has: its time in Viet Nam, "2026-11-23T22:05:00+07:00", for tests such
/// as `lachan.local_time|hour|gte: 22`.
inline constexpr std::string_view kLocalTimeField = "lachan.local_time";
EventField LocalTimeField(Instant time);

/// The values of an event by name, with the aliases of a log source.
class EventView {
 public:
  explicit EventView(const Event& event, std::span<const FieldAlias> aliases = {});
  const Event& event() const { return event_; }
  /// All values of `name`; empty if it is absent.
  std::vector<const EventField*> Values(std::string_view name) const;
  /// True if keywords are looked for in the raw record as well: it is a line of text, whose parts
  /// need not all be fields. Structured records (JSON, XML) are searched through their values.
  static bool RawIsText(std::string_view record);

 private:
  const Event& event_;
  std::span<const FieldAlias> aliases_;
  mutable std::optional<EventField> local_time_;  // Made when asked for.
};

/// The plain way to decide an atom: reads the event directly. `where`, if given, receives the value
/// that decided it.
bool AtomHolds(const Atom& atom, const EventView& view, RegexMemory& memory,
               std::string* where = nullptr);
/// One value of the atom's field; for all kinds but kFieldRef. `folded` is used as a buffer.
bool ValueHolds(const Atom& atom, const EventField& value, RegexMemory& memory,
                std::string& folded);
/// kFieldRef for one value of each field.
bool ReferenceHolds(const Atom& atom, std::string_view value, std::string_view other);
/// A keyword in one value, or in a record that is text.
bool KeywordHolds(const Atom& atom, std::string_view value, RegexMemory& memory,
                  std::string& folded);

/// A boolean expression over atoms.
struct Expr {
  enum class Op { kConst, kAtom, kAnd, kOr, kNot, kAtLeast };
  Op op = Op::kConst;
  bool value = false;     ///< kConst.
  std::size_t count = 0;  ///< kAtLeast.
  std::shared_ptr<const Atom> atom;
  std::vector<Expr> children;
  std::string label;  ///< What it is in the rule: identifier or "Field|modifier"; may be empty.

  static Expr Const(bool value);
  static Expr Of(Atom atom);
  static Expr Not(Expr child);
  /// And, Or, AtLeast; a single child of And/Or without label stands for itself.
  static Expr Join(Op op, std::vector<Expr> children, std::string label = {});
  std::size_t Size() const;
};

}  // namespace lachan::detect
