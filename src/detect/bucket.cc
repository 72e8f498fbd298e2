// SPDX-License-Identifier: Apache-2.0
#include "detect/bucket.h"

#include "base/check.h"
#include "detect/fold.h"

namespace lachan::detect {
namespace {

using Kind = Atom::Kind;
using Shape = TextPattern::Shape;

constexpr std::size_t kMaxMatchedValues = 20;

/// What the stamp of an atom says in its lower two bits.
enum State : std::uint32_t { kCandidate = 1, kFalse = 2, kTrue = 3 };

}  // namespace

/// One Match call.
struct Bucket::Run {
  const EventView& view;
  ThreadMemory& thread;
  BucketMemory& memory;

  std::uint32_t StateOf(AtomId atom) const {
    const std::uint32_t stamp = memory.atom_stamps[atom];
    return stamp >> 2 == memory.epoch ? stamp & 3U : 0U;
  }
  void Set(AtomId atom, State state) { memory.atom_stamps[atom] = memory.epoch << 2 | state; }
};

void Bucket::Match(const EventView& view, ThreadMemory& thread, BucketMemory& memory,
                   std::vector<detect::Match>& out) const {
  if (memory.atom_stamps.size() != atoms_.size() || memory.epoch >= (1U << 30) - 1) {
    memory.atom_stamps.assign(atoms_.size(), 0);
    memory.rule_stamps.assign(rules_.size(), 0);
    memory.epoch = 0;
  }
  ++memory.epoch;
  memory.candidates.assign(always_.begin(), always_.end());
  Run run{view, thread, memory};
  ScanFields(run);
  if (keywords_ != nullptr) ScanKeywords(run);
  for (const std::uint32_t index : memory.candidates) {
    const Rule& rule = rules_[index];
    if (!Evaluate(rule.root, run)) continue;
    detect::Match& match = out.emplace_back();
    match.rule = rule.number;
    Collect(rule.root, run, match.matched);
  }
}

void Bucket::ScanFields(Run& run) const {
  EventTable& table = run.thread.table;
  for (const FieldId id : table.present()) {
    if (id >= scanner_of_field_.size() || scanner_of_field_[id] < 0) continue;
    const FieldScanner& scanner = scanners_[static_cast<std::size_t>(scanner_of_field_[id])];
    for (const AtomId atom : scanner.when_present) Hit(atom, run);
    for (const std::uint32_t index : table.ValuesOf(id)) {
      EventTable::Value& value = table.value(index);
      if (value.field->kind != EventField::Kind::kNull) ScanValue(scanner, value, run);
    }
  }
}

void Bucket::ScanKeywords(Run& run) const {
  EventTable& table = run.thread.table;
  for (std::uint32_t index = 0; index < table.keyword_values(); ++index) {
    EventTable::Value& value = table.value(index);
    if (value.field->kind != EventField::Kind::kNull) ScanValue(*keywords_, value, run);
  }
}

void Bucket::ScanValue(const FieldScanner& scanner, EventTable::Value& value, Run& run) const {
  const std::string& text = value.field->value;
  const auto hit_all = [&](const TextMap<std::vector<AtomId>>& map, std::string_view key) {
    const auto found = map.find(key);
    if (found == map.end()) return;
    for (const AtomId atom : found->second) Hit(atom, run);
  };
  if (!scanner.equal_folded.empty()) hit_all(scanner.equal_folded, value.Folded());
  if (!scanner.equal_cased.empty()) hit_all(scanner.equal_cased, text);
  if (!scanner.numbers.empty() && value.field->kind != EventField::Kind::kBoolean) {
    const bool number = value.field->kind == EventField::Kind::kNumber;
    if (const auto decimal = Decimal::Parse(text, number)) hit_all(scanner.numbers, decimal->text);
  }
  auto& found = run.thread.found;
  const auto scan_literals = [&](const PatternDatabase& database, std::string_view scanned,
                                 const std::vector<AtomId>& atoms) {
    found.clear();
    database.Scan(scanned, run.thread.scan, found);
    for (const auto& [index, end] : found) {
      const AtomId id = atoms[index];
      const TextPattern& pattern = atoms_[id]->text;
      if (pattern.shape == Shape::kStartsWith && end != pattern.literal.size()) continue;
      if (pattern.shape == Shape::kEndsWith && end != scanned.size()) continue;
      Hit(id, run);
    }
  };
  if (scanner.folded.ok()) scan_literals(scanner.folded, value.ForScan(), scanner.folded_atoms);
  if (scanner.cased.ok()) scan_literals(scanner.cased, text, scanner.cased_atoms);
  if (scanner.regex_atoms.empty()) return;
  for (const AtomId atom : scanner.regex_always) Hit(atom, run);
  if (!value.Ascii()) {  // The database reads bytes: let PCRE2 decide all of them.
    for (const AtomId atom : scanner.regex_atoms) Hit(atom, run);
  } else if (scanner.regex.ok()) {
    found.clear();
    scanner.regex.Scan(text, run.thread.scan, found);
    for (const auto& one : found) Hit(scanner.regex_atoms[one.index], run);
  }
}

void Bucket::Hit(AtomId atom, Run& run) const {
  if (run.StateOf(atom) != 0) return;
  // A lazy atom is only known to be possible; it and candidates are decided when a rule asks.
  run.Set(atom, placements_[atom] == Placement::kExact ? kTrue : kCandidate);
  for (const std::uint32_t rule : rules_of_atom_[atom]) {
    if (run.memory.rule_stamps[rule] == run.memory.epoch) continue;
    run.memory.rule_stamps[rule] = run.memory.epoch;
    run.memory.candidates.push_back(rule);
  }
}

bool Bucket::Holds(AtomId id, Run& run) const {
  const std::uint32_t state = run.StateOf(id);
  if (state == kTrue) return true;
  if (state == kFalse) return false;
  const Atom& atom = *atoms_[id];
  bool holds = false;
  if (state == kCandidate || placements_[id] == Placement::kLazy) {
    if (atom.IsKeyword()) {
      holds = AtomHolds(atom, run.view, run.thread.regex);
    } else {
      auto& fields = run.thread.fields;
      fields.clear();
      for (const std::uint32_t index : run.thread.table.ValuesOf(atom_fields_[id])) {
        fields.push_back(run.thread.table.value(index).field);
      }
      holds = AtomHolds(atom, fields, run.view, run.thread.regex, run.thread.buffer);
    }
  }
  run.Set(id, holds ? kTrue : kFalse);
  return holds;
}

bool Bucket::Evaluate(std::uint32_t index, Run& run) const {
  const Node& node = nodes_[index];
  const auto child = [&](std::uint32_t i) { return Evaluate(children_[node.first + i], run); };
  switch (node.op) {
    case Expr::Op::kConst:
      return node.size != 0;
    case Expr::Op::kAtom:
      return Holds(node.first, run);
    case Expr::Op::kNot:
      return !child(0);
    case Expr::Op::kAnd:
      for (std::uint32_t i = 0; i < node.size; ++i) {
        if (!child(i)) return false;
      }
      return true;
    case Expr::Op::kOr:
      for (std::uint32_t i = 0; i < node.size; ++i) {
        if (child(i)) return true;
      }
      return false;
    case Expr::Op::kAtLeast: {
      std::uint32_t true_children = 0;
      for (std::uint32_t i = 0; i < node.size && true_children < node.count; ++i) {
        if (child(i)) ++true_children;
      }
      return true_children >= node.count;
    }
  }
  return false;
}

void Bucket::Collect(std::uint32_t index, Run& run, std::vector<MatchedValue>& out) const {
  const Node& node = nodes_[index];
  if (out.size() >= kMaxMatchedValues || node.op == Expr::Op::kNot) return;
  if (node.op != Expr::Op::kAtom) {
    for (std::uint32_t i = 0; node.op != Expr::Op::kConst && i < node.size; ++i) {
      Collect(children_[node.first + i], run, out);
    }
    return;
  }
  if (!Holds(node.first, run)) return;
  const Atom& atom = *atoms_[node.first];
  MatchedValue matched{atom.field, {}, atom.Text()};
  for (const MatchedValue& known : out) {
    if (known.field == matched.field && known.pattern == matched.pattern) return;
  }
  AtomHolds(atom, run.view, run.thread.regex, &matched.value);
  out.push_back(std::move(matched));
}

std::vector<std::size_t> Bucket::AlwaysEvaluated() const {
  std::vector<std::size_t> rules;
  for (const std::uint32_t index : always_) rules.push_back(rules_[index].number);
  return rules;
}

}  // namespace lachan::detect
