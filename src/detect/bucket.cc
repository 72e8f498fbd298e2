// SPDX-License-Identifier: Apache-2.0
#include "detect/bucket.h"

#include "base/check.h"
#include "detect/fold.h"

namespace lachan::detect {
namespace {

using Kind = Atom::Kind;
using Shape = TextPattern::Shape;

constexpr std::size_t kMaxMatchedValues = 20;

}  // namespace

const Bucket::FieldScanner* Bucket::ScannerOf(FieldId field) const {
  if (field >= scanner_of_field_.size() || scanner_of_field_[field] < 0) return nullptr;
  return &scanners_[static_cast<std::size_t>(scanner_of_field_[field])];
}

FieldId FieldNames::Add(std::string_view name) {
  const auto found = ids_.find(name);
  if (found != ids_.end()) return found->second;
  const auto id = static_cast<FieldId>(ids_.size());
  ids_.emplace(name, id);
  return id;
}

FieldId FieldNames::Find(std::string_view name) const {
  const auto found = ids_.find(name);
  return found == ids_.end() ? kNone : found->second;
}

bool Bucket::Reads(std::string_view field) const {
  return std::any_of(atoms_.begin(), atoms_.end(), [&](const auto& atom) {
    return atom->field == field || (!atom->reference.empty() && atom->reference == field);
  });
}

void Bucket::Scan(const FieldScanner& scanner, ScannedValue& value, ScanTools& tools,
                  std::vector<AtomId>& out) const {
  Confirm(scanner.each_value, value, tools, out);
  if (value.field().kind == EventField::Kind::kNull) return;
  ScanEqual(scanner, value, out);
  ScanLiterals(scanner.folded, false, value, tools, out);
  ScanLiterals(scanner.cased, true, value, tools, out);
  if (!scanner.regex_atoms.empty()) ScanRegexes(scanner, value, tools, out);
}

bool Bucket::HoldsFor(const Atom& atom, ScannedValue& value, ScanTools& tools) const {
  if (atom.kind == Kind::kText && value.field().kind != EventField::Kind::kNull) {
    if (atom.text.shape == Shape::kAny) return true;
    const std::string_view text = atom.text.cased ? value.text() : value.Folded();
    return atom.IsKeyword() ? atom.text.FoundIn(text) : atom.text.Matches(text);
  }
  if (atom.kind == Kind::kNetwork) {
    return value.field().kind != EventField::Kind::kNull &&
           atom.network->Contains(value.AsAddress());
  }
  if (!atom.IsKeyword()) return ValueHolds(atom, value.field(), tools.regex, tools.buffer);
  return value.field().kind != EventField::Kind::kNull &&
         KeywordHolds(atom, value.text(), tools.regex, tools.buffer);
}

void Bucket::Confirm(std::span<const AtomId> atoms, ScannedValue& value, ScanTools& tools,
                     std::vector<AtomId>& out) const {
  for (const AtomId atom : atoms) {
    if (HoldsFor(*atoms_[atom], value, tools)) out.push_back(first_atom_ + atom);
  }
}

void Bucket::ScanEqual(const FieldScanner& scanner, ScannedValue& value,
                       std::vector<AtomId>& out) const {
  const auto hit_all = [&](const TextMap<std::vector<AtomId>>& map, std::string_view key) {
    const auto found = map.find(key);
    if (found == map.end()) return;
    for (const AtomId atom : found->second) out.push_back(first_atom_ + atom);
  };
  // Folding changes the length of what is not ASCII by a factor of three at most.
  if (!scanner.equal_folded.empty() && value.text().size() <= 3 * scanner.longest_equal) {
    hit_all(scanner.equal_folded, value.Folded());
  }
  if (!scanner.equal_cased.empty()) hit_all(scanner.equal_cased, value.text());
  constexpr std::size_t kLongestNumber = 400;  // Of a decimal in full.
  if (scanner.numbers.empty() || value.text().size() > kLongestNumber ||
      value.field().kind == EventField::Kind::kBoolean)
    return;
  const bool number = value.field().kind == EventField::Kind::kNumber;
  if (const auto decimal = Decimal::Parse(value.text(), number)) {
    hit_all(scanner.numbers, decimal->text);
  }
}

void Bucket::ScanLiterals(const LiteralTests& tests, bool cased, ScannedValue& value,
                          ScanTools& tools, std::vector<AtomId>& out) const {
  const auto take_found = [&](const std::vector<AtomId>& atoms) {
    for (const std::uint32_t index : tools.found) {
      const AtomId id = atoms[index];
      if (exact_[id] || HoldsFor(*atoms_[id], value, tools)) out.push_back(first_atom_ + id);
    }
    tools.found.clear();
  };
  tools.found.clear();
  if (tests.anywhere.ok()) {
    tests.anywhere.Scan(cased ? value.text() : value.ForScan(), tools.scan, tools.found);
    take_found(tests.anywhere_atoms);
  }
  if (!tests.set.empty()) {
    tests.set.Scan(cased ? value.text() : value.Folded(), tools.literal_memory, tools.found);
    take_found(tests.atoms);
  }
}

void Bucket::ScanRegexes(const FieldScanner& scanner, ScannedValue& value, ScanTools& tools,
                         std::vector<AtomId>& out) const {
  if (!value.Ascii()) {  // The database reads bytes: PCRE2 decides all of them.
    Confirm(scanner.regex_atoms, value, tools, out);
    return;
  }
  Confirm(scanner.regex_always, value, tools, out);
  if (!scanner.regex.ok()) return;
  tools.found.clear();
  scanner.regex.Scan(value.text(), tools.scan, tools.found);
  for (const std::uint32_t index : tools.found) {
    Confirm({&scanner.regex_atoms[index], 1}, value, tools, out);
  }
}

bool Bucket::AtomIsTrue(AtomId id, const Evaluation& evaluation) const {
  const Atom& atom = *atoms_[id];
  if (atom.kind != Kind::kFieldRef) return evaluation.states.Holds(first_atom_ + id);
  return evaluation.whole.FieldsCompare(atom);
}

/// Children that are true, but not more than `most`.
std::uint32_t Bucket::CountTrue(const Node& node, std::uint32_t most,
                                const Evaluation& evaluation) const {
  std::uint32_t count = 0;
  if (node.first_state != kNoStates) {
    const AtomId* state = states_.data() + node.first_state;
    for (const AtomId* end = state + node.size; state != end && count < most; ++state) {
      if (evaluation.states.Holds(*state)) ++count;
    }
    return count;
  }
  for (std::uint32_t i = 0; i < node.size && count < most; ++i) {
    if (Evaluate(children_[node.first + i], evaluation)) ++count;
  }
  return count;
}

bool Bucket::Evaluate(std::uint32_t index, const Evaluation& evaluation) const {
  const Node& node = nodes_[index];
  switch (node.op) {
    case Expr::Op::kConst:
      return node.size != 0;
    case Expr::Op::kAtom:
      if (node.first_state != kNoStates) {
        return evaluation.states.Holds(states_[node.first_state]);
      }
      return AtomIsTrue(node.first, evaluation);
    case Expr::Op::kNot:
      return !Evaluate(children_[node.first], evaluation);
    case Expr::Op::kAnd:
      if (node.first_state != kNoStates) {
        return std::all_of(states_.begin() + node.first_state,
                           states_.begin() + node.first_state + node.size,
                           [&](AtomId atom) { return evaluation.states.Holds(atom); });
      }
      for (std::uint32_t i = 0; i < node.size; ++i) {
        if (!Evaluate(children_[node.first + i], evaluation)) return false;
      }
      return true;
    case Expr::Op::kOr:
      return CountTrue(node, 1, evaluation) > 0;
    case Expr::Op::kAtLeast:
      return CountTrue(node, node.count, evaluation) >= node.count;
  }
  return false;
}

void Bucket::CollectNode(std::uint32_t index, const Evaluation& evaluation,
                         std::vector<MatchedValue>& out) const {
  const Node& node = nodes_[index];
  if (out.size() >= kMaxMatchedValues || node.op == Expr::Op::kNot) return;
  if (node.op != Expr::Op::kAtom) {
    for (std::uint32_t i = 0; node.op != Expr::Op::kConst && i < node.size; ++i) {
      CollectNode(children_[node.first + i], evaluation, out);
    }
    return;
  }
  if (!AtomIsTrue(node.first, evaluation)) return;
  const Atom& atom = *atoms_[node.first];
  MatchedValue matched{atom.field, {}, atom.Text()};
  for (const MatchedValue& known : out) {
    if (known.field == matched.field && known.pattern == matched.pattern) return;
  }
  matched.value = evaluation.whole.ValueFor(atom, evaluation.regex);
  out.push_back(std::move(matched));
}

std::vector<std::size_t> Bucket::AlwaysEvaluated() const {
  std::vector<std::size_t> rules;
  for (const std::uint32_t index : always_) rules.push_back(rules_[index].number);
  return rules;
}

}  // namespace lachan::detect
