// SPDX-License-Identifier: Apache-2.0
#include "base/check.h"
#include "detect/bucket.h"
#include "detect/fold.h"

namespace lachan::detect {
namespace {

using Kind = Atom::Kind;
using Shape = TextPattern::Shape;

/// How often an atom is expected to be hit, roughly: what a necessary set costs.
double CostOf(const Atom& atom) {
  const auto by_length = [](std::size_t length) {
    return 0.1 + 100.0 / static_cast<double>((length + 1) * (length + 1));
  };
  switch (atom.kind) {
    case Kind::kText:
      switch (atom.text.shape) {
        case Shape::kEquals:
          return 1 + by_length(atom.text.literal.size());
        case Shape::kContains:
          return 1 + 2 * by_length(atom.text.literal.size());
        case Shape::kStartsWith:
        case Shape::kEndsWith:
          return 1 + by_length(atom.text.literal.size());
        case Shape::kWild:
          return 2 + 2 * by_length(atom.text.LongestLiteral().size());
        case Shape::kAny:
          return 1000;
      }
      return 1000;
    case Kind::kRegex:
      return 20;
    case Kind::kNumber:
      return 5;
    case Kind::kCompare:
    case Kind::kTimePart:
    case Kind::kNetwork:
    case Kind::kFieldRef:
    case Kind::kNull:
    case Kind::kExists:
      return 1000;
  }
  return 1000;
}

std::shared_ptr<const Atom> ExistsAtom(const std::string& field) {
  auto exists = std::make_shared<Atom>();
  exists->kind = Kind::kExists;
  exists->field = field;
  return exists;
}

}  // namespace

void Bucket::Add(std::size_t rule, const Expr& condition) {
  const std::uint32_t root = Compile(condition);
  rules_.push_back({rule, root, ReadsTwoFields(root)});
}

bool Bucket::ReadsTwoFields(std::uint32_t index) const {
  const Node& node = nodes_[index];
  if (node.op == Expr::Op::kConst) return false;
  if (node.op == Expr::Op::kAtom) return atoms_[node.first]->kind == Kind::kFieldRef;
  for (std::uint32_t i = 0; i < node.size; ++i) {
    if (ReadsTwoFields(children_[node.first + i])) return true;
  }
  return false;
}

AtomId Bucket::AtomFor(const std::shared_ptr<const Atom>& atom) {
  const auto [entry, is_new] =
      atom_ids_.try_emplace(atom->Key(), static_cast<AtomId>(atoms_.size()));
  if (is_new) atoms_.push_back(atom);
  return entry->second;
}

/// Every atom is made a test of one value, so that what a value says can be remembered: "null" is
/// "a value is null, or there is none".
std::uint32_t Bucket::Compile(const Expr& expr) {
  if (expr.op == Expr::Op::kAtom && expr.atom->kind == Kind::kNull) {
    const std::uint32_t exists[] = {AddAtom(ExistsAtom(expr.atom->field))};
    const std::uint32_t either[] = {AddAtom(expr.atom), AddNode(Expr::Op::kNot, exists)};
    return AddNode(Expr::Op::kOr, either);
  }
  if (expr.op == Expr::Op::kAtom) return AddAtom(expr.atom);
  std::vector<std::uint32_t> children;
  for (const Expr& child : expr.children) children.push_back(Compile(child));
  const std::uint32_t node = AddNode(expr.op, children);
  nodes_[node].count = static_cast<std::uint32_t>(expr.count);
  if (expr.op == Expr::Op::kConst) nodes_[node].size = expr.value ? 1 : 0;
  return node;
}

std::uint32_t Bucket::AddAtom(const std::shared_ptr<const Atom>& atom) {
  Node node;
  node.op = Expr::Op::kAtom;
  node.first = AtomFor(atom);
  nodes_.push_back(node);
  return static_cast<std::uint32_t>(nodes_.size() - 1);
}

std::uint32_t Bucket::AddNode(Expr::Op op, std::span<const std::uint32_t> children) {
  Node node;
  node.op = op;
  node.first = static_cast<std::uint32_t>(children_.size());
  node.size = static_cast<std::uint32_t>(children.size());
  children_.insert(children_.end(), children.begin(), children.end());
  nodes_.push_back(node);
  return static_cast<std::uint32_t>(nodes_.size() - 1);
}

Bucket::FieldScanner& Bucket::ScannerFor(const std::string& field) {
  const auto [entry, is_new] = scanner_ids_.try_emplace(field, scanners_.size());
  if (is_new) scanners_.emplace_back().name = field;
  return scanners_[entry->second];
}

void Bucket::PlaceText(AtomId id, const Atom& atom, FieldScanner& scanner) {
  const TextPattern& pattern = atom.text;
  std::string literal = pattern.literal;
  bool exact = true;
  LiteralSet::Place place = LiteralSet::Place::kAnywhere;
  switch (pattern.shape) {
    case Shape::kEquals:
      (pattern.cased ? scanner.equal_cased : scanner.equal_folded)[literal].push_back(id);
      scanner.longest_equal = std::max(scanner.longest_equal, literal.size());
      return;
    case Shape::kContains:
      exact = literal.size() <= PatternDatabase::kWholeLiteral;
      break;
    case Shape::kStartsWith:
      place = LiteralSet::Place::kBegin;
      break;
    case Shape::kEndsWith:
      place = LiteralSet::Place::kEnd;
      break;
    case Shape::kAny:
      literal.clear();
      break;
    case Shape::kWild:
      literal = pattern.LongestLiteral();
      exact = false;
      break;
  }
  if (literal.empty()) {
    scanner.each_value.push_back(id);
    return;
  }
  LiteralTests& tests = pattern.cased ? scanner.cased : scanner.folded;
  tests.literals.push_back({std::move(literal), place});
  tests.atoms.push_back(id);
  exact_[id] = exact;
}

void Bucket::Place(AtomId id) {
  const Atom& atom = *atoms_[id];
  FieldScanner& scanner = ScannerFor(atom.field);
  switch (atom.kind) {
    case Kind::kText:
      PlaceText(id, atom, scanner);
      return;
    case Kind::kRegex:
      scanner.regexes.push_back(*atom.regex);
      scanner.regex_atoms.push_back(id);
      return;
    case Kind::kNumber:
      scanner.numbers[atom.number.text].push_back(id);
      return;
    case Kind::kExists:
    case Kind::kCompare:
    case Kind::kTimePart:
    case Kind::kNetwork:
    case Kind::kNull:
      scanner.each_value.push_back(id);
      return;
    case Kind::kFieldRef:  // Of two values: decided when a rule asks.
      return;
  }
}

void Bucket::LiteralTests::Compile(bool cased, const DatabaseCache& cache) {
  constexpr std::ptrdiff_t kVeryMany = 1'000;  // Slower with 300, faster with 11,000.
  const auto is_anywhere = [](const LiteralSet::Literal& literal) {
    return literal.place == LiteralSet::Place::kAnywhere;
  };
  const bool very_many = std::ranges::count_if(literals, is_anywhere) > kVeryMany;
  std::vector<LiteralSet::Literal> of_set;
  std::vector<AtomId> atoms_of_set;
  std::vector<std::string> of_database;
  for (std::size_t i = 0; i < literals.size(); ++i) {
    if (is_anywhere(literals[i]) && !very_many) {
      of_database.push_back(std::move(literals[i].text));
      anywhere_atoms.push_back(atoms[i]);
    } else {
      of_set.push_back(std::move(literals[i]));
      atoms_of_set.push_back(atoms[i]);
    }
  }
  literals = {};
  atoms = std::move(atoms_of_set);
  set = LiteralSet(std::move(of_set));
  anywhere = PatternDatabase::OfLiterals(of_database, cased, cache);
  LACHAN_CHECK(anywhere.ok() || of_database.empty(), "literals compile");
}

Bucket::ScannerTask::ScannerTask(FieldScanner& scanner) : scanner_(&scanner) {
  for (const auto* tests : {&scanner.folded, &scanner.cased}) {
    for (const auto& literal : tests->literals) size += literal.text.size();
  }
  for (const auto& regex : scanner.regexes) size += 20 * regex.pattern().size();  // Slower.
}

void Bucket::ScannerTask::Compile(const DatabaseCache& cache) const {
  FieldScanner& scanner = *scanner_;
  scanner.folded.Compile(false, cache);
  scanner.cased.Compile(true, cache);
  std::vector<bool> supported;
  scanner.regex = PatternDatabase::OfRegexes(scanner.regexes, supported, cache);
  for (std::size_t i = 0; i < supported.size(); ++i) {
    if (!supported[i]) scanner.regex_always.push_back(scanner.regex_atoms[i]);
  }
  scanner.regexes = {};
}

void Bucket::ScannerTask::GrowMemory(ScanMemory& memory) const {
  for (const auto* database :
       {&scanner_->folded.anywhere, &scanner_->cased.anywhere, &scanner_->regex}) {
    LACHAN_CHECK(!database->ok() || database->GrowMemory(memory), "out of memory");
  }
}

void Bucket::CollectKeywordLiterals() {
  std::vector<std::string> literals;
  for (const auto& atom : atoms_) {
    if (!atom->IsKeyword()) continue;
    if (atom->kind != Kind::kText) return;
    const std::string literal(atom->text.shape == Shape::kWild ? atom->text.LongestLiteral()
                                                               : atom->text.literal);
    if (literal.empty() || atom->text.shape == Shape::kAny || !IsAscii(literal)) return;
    literals.push_back(literal);
  }
  keyword_literals_ = std::move(literals);
}

/// What the evaluation of a node looks at, side by side.
void Bucket::ListStates() {
  const auto told = [&](const Node& node) {
    return node.op == Expr::Op::kAtom && atoms_[node.first]->kind != Kind::kFieldRef;
  };
  for (Node& node : nodes_) {
    const auto first = static_cast<std::uint32_t>(states_.size());
    if (told(node)) {
      node.first_state = first;
      states_.push_back(first_atom_ + node.first);
    }
    if (node.op == Expr::Op::kAtom || node.op == Expr::Op::kConst || node.op == Expr::Op::kNot) {
      continue;
    }
    const std::span children(children_.data() + node.first, node.size);
    if (!std::all_of(children.begin(), children.end(),
                     [&](std::uint32_t child) { return told(nodes_[child]); })) {
      continue;
    }
    node.first_state = first;
    for (const std::uint32_t child : children) {
      states_.push_back(first_atom_ + nodes_[child].first);
    }
  }
}

void Bucket::Finish(FieldNames& names, AtomId first_atom, std::vector<ScannerTask>& tasks) {
  first_atom_ = first_atom;
  // Necessary sets may add "exists" atoms, so they come before the atoms are placed.
  std::vector<std::optional<NecessarySet>> sets;
  for (const Rule& rule : rules_) sets.push_back(Necessary(rule.root, true));
  exact_.assign(atoms_.size(), true);
  rules_of_atom_.assign(atoms_.size(), {});
  for (AtomId id = 0; id < atoms_.size(); ++id) {
    Place(id);
  }
  CollectKeywordLiterals();
  ListStates();
  for (std::uint32_t rule = 0; rule < rules_.size(); ++rule) {
    if (!sets[rule]) {
      always_.push_back(rule);
      continue;
    }
    for (const AtomId atom : sets[rule]->atoms) rules_of_atom_[atom].push_back(rule);
  }
  for (FieldScanner& scanner : scanners_) {
    tasks.emplace_back(scanner);
    if (scanner.name.empty()) {
      keywords_ = &scanner;
      continue;
    }
    scanner.id = names.Add(scanner.name);
    if (scanner_of_field_.size() <= scanner.id) scanner_of_field_.resize(scanner.id + 1, -1);
    scanner_of_field_[scanner.id] = static_cast<std::int32_t>(scanner_ids_[scanner.name]);
  }
}

/// Atoms of which one must hold if the node is `positive`; an empty set means it never is.
std::optional<Bucket::NecessarySet> Bucket::Necessary(std::uint32_t index, bool positive) {
  const Node node = nodes_[index];
  switch (node.op) {
    case Expr::Op::kConst:
      if ((node.size != 0) == positive) return std::nullopt;
      return NecessarySet{};
    case Expr::Op::kAtom:
      return NecessaryOfAtom(node.first, positive);
    case Expr::Op::kNot:
      return Necessary(children_[node.first], !positive);
    case Expr::Op::kAnd:
      return positive ? Cheapest(node, true) : Union(node, false);
    case Expr::Op::kOr:
      return positive ? Union(node, true) : Cheapest(node, false);
    case Expr::Op::kAtLeast:
      if (node.count > node.size && positive) return NecessarySet{};
      return node.count == 0 || !positive ? std::nullopt : Union(node, true);
  }
  return std::nullopt;
}

std::optional<Bucket::NecessarySet> Bucket::NecessaryOfAtom(AtomId id, bool positive) {
  const Atom& atom = *atoms_[id];
  if (atom.IsKeyword()) {
    const bool scanned =
        atom.kind == Kind::kRegex || (atom.kind == Kind::kText && atom.text.shape != Shape::kAny);
    const bool any_wild = atom.kind == Kind::kText && atom.text.shape == Shape::kWild &&
                          atom.text.LongestLiteral().empty();
    if (!positive || !scanned || any_wild) return std::nullopt;
    return NecessarySet{{id}, CostOf(atom)};
  }
  if (!positive) return std::nullopt;
  if (atom.kind != Kind::kFieldRef) return NecessarySet{{id}, CostOf(atom)};
  const auto exists = ExistsAtom(atom.field);
  return NecessarySet{{AtomFor(exists)}, CostOf(*exists)};
}

std::optional<Bucket::NecessarySet> Bucket::Cheapest(const Node& node, bool positive) {
  std::optional<NecessarySet> best;
  for (std::uint32_t i = 0; i < node.size; ++i) {
    auto set = Necessary(children_[node.first + i], positive);
    if (set && (!best || set->cost < best->cost)) best = std::move(set);
  }
  return best;
}

std::optional<Bucket::NecessarySet> Bucket::Union(const Node& node, bool positive) {
  NecessarySet all;
  for (std::uint32_t i = 0; i < node.size; ++i) {
    const auto set = Necessary(children_[node.first + i], positive);
    if (!set) return std::nullopt;
    all.atoms.insert(all.atoms.end(), set->atoms.begin(), set->atoms.end());
    all.cost += set->cost;
  }
  std::sort(all.atoms.begin(), all.atoms.end());
  all.atoms.erase(std::unique(all.atoms.begin(), all.atoms.end()), all.atoms.end());
  return all;
}

}  // namespace lachan::detect
