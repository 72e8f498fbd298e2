// SPDX-License-Identifier: Apache-2.0
#include "detect/atom.h"

#include "base/text.h"
#include "detect/fold.h"

namespace lachan::detect {
namespace {

using Shape = TextPattern::Shape;

std::string_view Name(Shape shape) {
  switch (shape) {
    case Shape::kAny:
      return "any";
    case Shape::kEquals:
      return "equals";
    case Shape::kContains:
      return "contains";
    case Shape::kStartsWith:
      return "startswith";
    case Shape::kEndsWith:
      return "endswith";
    case Shape::kWild:
      return "like";
  }
  return "";
}

std::string_view Name(Atom::Comparison comparison) {
  switch (comparison) {
    case Atom::Comparison::kEqual:
      return "=";
    case Atom::Comparison::kLess:
      return "<";
    case Atom::Comparison::kLessOrEqual:
      return "≤";
    case Atom::Comparison::kGreater:
      return ">";
    case Atom::Comparison::kGreaterOrEqual:
      return "≥";
  }
  return "";
}

std::string_view Name(TimePart part) {
  switch (part) {
    case TimePart::kMinute:
      return "minute";
    case TimePart::kHour:
      return "hour";
    case TimePart::kDay:
      return "day";
    case TimePart::kWeek:
      return "week";
    case TimePart::kMonth:
      return "month";
    case TimePart::kYear:
      return "year";
  }
  return "";
}

bool Compares(int order, Atom::Comparison comparison) {
  switch (comparison) {
    case Atom::Comparison::kEqual:
      return order == 0;
    case Atom::Comparison::kLess:
      return order < 0;
    case Atom::Comparison::kLessOrEqual:
      return order <= 0;
    case Atom::Comparison::kGreater:
      return order > 0;
    case Atom::Comparison::kGreaterOrEqual:
      return order >= 0;
  }
  return false;
}

std::optional<Decimal> NumberOf(const EventField& field) {
  switch (field.kind) {
    case EventField::Kind::kNumber:
      return Decimal::Parse(field.value, true);
    case EventField::Kind::kString:
      return Decimal::Parse(field.value);
    case EventField::Kind::kBoolean:
    case EventField::Kind::kNull:
      break;
  }
  return std::nullopt;
}

bool TimePartHolds(const Atom& atom, const EventField& field) {
  if (field.kind == EventField::Kind::kBoolean) return false;
  const auto part = PartOfTime(field.value, atom.time_part);
  return part &&
         Compares(Decimal::Compare(Decimal{std::to_string(*part)}, atom.number), atom.comparison);
}

bool ReferenceHolds(const Atom& atom, const EventField& field, const EventView& view) {
  const auto others = view.Values(atom.reference);
  return std::any_of(others.begin(), others.end(), [&](const EventField* other) {
    return other->kind != EventField::Kind::kNull &&
           ReferenceHolds(atom, field.value, other->value);
  });
}

bool KeywordIn(const Atom& atom, const Event& event, RegexMemory& memory, std::string* where) {
  std::string folded;
  const auto found = [&](const std::string& value) {
    if (!KeywordHolds(atom, value, memory, folded)) return false;
    if (where != nullptr) *where = value;
    return true;
  };
  for (const EventField& field : event.fields) {
    if (field.kind != EventField::Kind::kNull && found(field.value)) return true;
  }
  return EventView::RawIsText(event.raw) && found(event.raw);
}

}  // namespace

bool ReferenceHolds(const Atom& atom, std::string_view value, std::string_view other) {
  const bool equal = atom.reference_shape == Shape::kEquals;
  if (equal && value.size() != other.size() && IsAscii(value) && IsAscii(other)) return false;
  std::string a(value), b(other);
  if (!atom.reference_cased) {
    a = FoldCase(a);
    b = FoldCase(b);
  }
  return atom.reference_shape == Shape::kContains     ? a.contains(b)
         : atom.reference_shape == Shape::kStartsWith ? a.starts_with(b)
         : atom.reference_shape == Shape::kEndsWith   ? a.ends_with(b)
                                                      : a == b;
}

bool ValueHolds(const Atom& atom, const EventField& field, RegexMemory& memory,
                std::string& folded) {
  if (atom.kind == Atom::Kind::kNull) return field.kind == EventField::Kind::kNull;
  if (atom.kind == Atom::Kind::kExists) return true;
  if (field.kind == EventField::Kind::kNull) return false;
  switch (atom.kind) {
    case Atom::Kind::kText:
      if (atom.text.cased) return atom.text.Matches(field.value);
      FoldCase(field.value, folded);
      return atom.text.Matches(folded);
    case Atom::Kind::kRegex:
      return atom.regex->FoundIn(field.value, memory);
    case Atom::Kind::kNumber: {
      const auto number = NumberOf(field);
      return number && number->text == atom.number.text;
    }
    case Atom::Kind::kCompare: {
      const auto number = NumberOf(field);
      return number && Compares(Decimal::Compare(*number, atom.number), atom.comparison);
    }
    case Atom::Kind::kTimePart:
      return TimePartHolds(atom, field);
    case Atom::Kind::kNetwork:
      return atom.network->Contains(Address::Parse(field.value));
    case Atom::Kind::kFieldRef:
    case Atom::Kind::kNull:
    case Atom::Kind::kExists:
      break;
  }
  return false;
}

bool KeywordHolds(const Atom& atom, std::string_view value, RegexMemory& memory,
                  std::string& folded) {
  switch (atom.kind) {
    case Atom::Kind::kText:
      if (atom.text.cased) return atom.text.FoundIn(value);
      FoldCase(value, folded);
      return atom.text.FoundIn(folded);
    case Atom::Kind::kRegex:
      return atom.regex->FoundIn(value, memory);
    case Atom::Kind::kNumber:
    case Atom::Kind::kCompare:
    case Atom::Kind::kTimePart:
    case Atom::Kind::kNetwork:
    case Atom::Kind::kFieldRef:
    case Atom::Kind::kNull:
    case Atom::Kind::kExists:
      break;
  }
  return false;
}

std::string Atom::Text() const {
  switch (kind) {
    case Kind::kText:
      return fmt::format(
          "{}{} '{}'", text.cased ? "cased " : "", Name(text.shape),
          text.shape == Shape::kWild || text.shape == Shape::kAny ? text.Text() : text.literal);
    case Kind::kRegex: {
      const RegexFlags flags = regex->flags();
      return fmt::format("re{}{}{} '{}'", flags.ignore_case ? "|i" : "",
                         flags.multiline ? "|m" : "", flags.dot_all ? "|s" : "", regex->pattern());
    }
    case Kind::kNumber:
      return "= " + number.text;
    case Kind::kCompare:
      return fmt::format("{} {}", Name(comparison), number.text);
    case Kind::kTimePart:
      return fmt::format("{} {} {}", Name(time_part), Name(comparison), number.text);
    case Kind::kNetwork:
      return "cidr " + network_text;
    case Kind::kFieldRef:
      return fmt::format("{}{} field {}", reference_cased ? "cased " : "", Name(reference_shape),
                         reference);
    case Kind::kNull:
      return "null";
    case Kind::kExists:
      return "exists";
  }
  return {};
}

std::string Atom::Key() const {
  std::string key = field + '\x1f' + Text();
  if (kind == Kind::kText && text.shape == Shape::kWild) {
    for (const auto& part : text.parts) {  // "a*" as text and as wildcard must differ.
      key += '\x1f';
      key += part.kind == PatternPart::Kind::kLiteral ? 'l' : 'w';
      key += std::to_string(part.text.size());
    }
  }
  return key;
}

EventField LocalTimeField(Instant time) {
  const auto local = std::chrono::floor<std::chrono::seconds>(time + kVietnamOffset);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const std::chrono::year_month_day date{day};
  const std::chrono::hh_mm_ss clock{local - day};
  return {std::string(kLocalTimeField),
          fmt::format("{}T{:02}:{:02}:{:02}+07:00", FormatDate(date), clock.hours().count(),
                      clock.minutes().count(), clock.seconds().count()),
          EventField::Kind::kString};
}

EventView::EventView(const Event& event, std::span<const FieldAlias> aliases)
    : event_(event), aliases_(aliases) {}

std::vector<const EventField*> EventView::Values(std::string_view name) const {
  std::vector<const EventField*> values;
  const auto collect = [&](std::string_view wanted) {
    for (const EventField& field : event_.fields) {
      if (field.name == wanted) values.push_back(&field);
    }
  };
  collect(name);
  if (values.empty() && name == kLocalTimeField) {
    if (!local_time_) local_time_ = LocalTimeField(event_.time);
    values.push_back(&*local_time_);
  }
  for (const FieldAlias& alias : aliases_) {
    if (values.empty() && alias.field == name) collect(alias.origin);
  }
  return values;
}

bool EventView::RawIsText(std::string_view record) {
  const std::string_view raw = Trim(record);
  if (raw.empty() || raw[0] == '{' || raw[0] == '[') return false;
  return !(raw.starts_with("<Event") || raw.starts_with("<?xml"));
}

bool AtomHolds(const Atom& atom, const EventView& view, RegexMemory& memory, std::string* where) {
  if (atom.IsKeyword()) return KeywordIn(atom, view.event(), memory, where);
  const auto values = view.Values(atom.field);
  if (values.empty()) return atom.kind == Atom::Kind::kNull;
  std::string folded;
  for (const EventField* field : values) {
    const bool compares = atom.kind == Atom::Kind::kFieldRef;
    if (compares && field->kind == EventField::Kind::kNull) continue;
    if (!(compares ? ReferenceHolds(atom, *field, view)
                   : ValueHolds(atom, *field, memory, folded))) {
      continue;
    }
    if (where != nullptr) *where = field->value;
    return true;
  }
  return false;
}

Expr Expr::Const(bool value) {
  Expr expr;
  expr.value = value;
  return expr;
}

Expr Expr::Of(Atom atom) {
  Expr expr;
  expr.op = Op::kAtom;
  expr.atom = std::make_shared<const Atom>(std::move(atom));
  return expr;
}

Expr Expr::Not(Expr child) {
  Expr expr;
  expr.op = Op::kNot;
  expr.children.push_back(std::move(child));
  return expr;
}

Expr Expr::Join(Op op, std::vector<Expr> children, std::string label) {
  if (children.size() == 1 && label.empty() && op != Op::kAtLeast) return std::move(children[0]);
  Expr expr;
  expr.op = op;
  expr.children = std::move(children);
  expr.label = std::move(label);
  return expr;
}

std::size_t Expr::Size() const {
  std::size_t size = 1;
  for (const Expr& child : children) size += child.Size();
  return size;
}

}  // namespace lachan::detect
