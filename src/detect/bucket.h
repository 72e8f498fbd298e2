// SPDX-License-Identifier: Apache-2.0
/// \file
/// The rules of one log source, compiled: shared atoms, one scanner a field, necessary sets.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/event.h"
#include "detect/atom.h"
#include "detect/literal_set.h"
#include "detect/pattern_database.h"
#include "detect/rule.h"
#include "detect/scanned_value.h"

namespace lachan::detect {

using FieldId = std::uint32_t;
using AtomId = std::uint32_t;

/// Lets maps of strings be asked with views.
struct TextHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const {
    return std::hash<std::string_view>{}(text);
  }
};
template <class T>
using TextMap = std::unordered_map<std::string, T, TextHash, std::equal_to<>>;

/// Names of all fields that any rule reads, numbered from 0.
class FieldNames {
 public:
  static constexpr FieldId kNone = ~FieldId{0};
  FieldId Add(std::string_view name);
  FieldId Find(std::string_view name) const;
  std::size_t size() const { return ids_.size(); }
  template <class Visit>
  void ForEach(Visit visit) const {
    for (const auto& [name, id] : ids_) visit(name, id);
  }

 private:
  TextMap<FieldId> ids_;
};

/// Which atoms hold for the event at hand, by their number in the whole rule set.
class AtomStates {
 public:
  explicit AtomStates(std::size_t atoms) : bits_(atoms / 64 + 1, 0) {}
  void Clear() { std::fill(bits_.begin(), bits_.end(), 0); }
  void Set(AtomId atom) { bits_[atom / 64] |= std::uint64_t{1} << atom % 64; }
  bool Holds(AtomId atom) const { return (bits_[atom / 64] >> atom % 64 & 1U) != 0; }

 private:
  std::vector<std::uint64_t> bits_;
};

/// The event as a whole, for what the atoms that hold do not tell.
class WholeEvent {
 public:
  virtual ~WholeEvent() = default;
  /// For kFieldRef.
  virtual bool FieldsCompare(const Atom& atom) = 0;
  /// The value that satisfies an atom that holds.
  virtual std::string ValueFor(const Atom& atom, RegexMemory& regex) = 0;
};

/// One evaluation of rules.
struct Evaluation {
  const AtomStates& states;
  WholeEvent& whole;
  RegexMemory& regex;
};

/// The rules of one log source.
class Bucket {
 public:
  explicit Bucket(LogSource source) : source_(std::move(source)) {}

  const LogSource& source() const { return source_; }
  /// Adds a rule under the caller's number.
  void Add(std::size_t rule, const Expr& condition);
  /// The slow part of building, for one field: independent of all others.
  class ScannerTask;
  /// Builds the index and adds the tasks that complete the scanners; `first_atom` is the number of
  /// this bucket's atom 0 in the whole rule set. No Add afterwards.
  void Finish(FieldNames& names, AtomId first_atom, std::vector<ScannerTask>& tasks);

  /// Literals that are looked for in one field.
  struct LiteralTests {
    std::vector<LiteralSet::Literal> literals;  ///< Until compiled.
    std::vector<AtomId> atoms;                  ///< Beside literals.
    LiteralSet set;                             ///< What the database does not have.
    PatternDatabase anywhere;                   ///< Those without a place, unless very many.
    std::vector<AtomId> anywhere_atoms;

    void Compile(bool cased, const DatabaseCache& cache);
  };
  /// What is looked for in one field (or, for keywords, everywhere).
  struct FieldScanner {
    std::string name;
    FieldId id = FieldNames::kNone;
    TextMap<std::vector<AtomId>> equal_folded, equal_cased, numbers;
    std::size_t longest_equal = 0;  ///< Bytes of the longest key of equal_folded.
    LiteralTests folded, cased;
    std::vector<Regex> regexes;
    std::vector<AtomId> regex_atoms;
    PatternDatabase regex;
    std::vector<AtomId> regex_always;  ///< No database has them: tried on every value.
    std::vector<AtomId> each_value;    ///< What no scanner can do: tried on every value.
  };
  /// Null where no rule reads the field.
  const FieldScanner* ScannerOf(FieldId field) const;
  const FieldScanner* keywords() const { return keywords_; }
  /// ASCII literals of which one is, in some case, in any value that a keyword is found in. Nothing
  /// where some keyword has none.
  const std::optional<std::vector<std::string>>& keyword_literals() const {
    return keyword_literals_;
  }

  /// Appends the atoms (numbers in the whole rule set) that hold for one value of the scanner's
  /// field. Exact: nothing is left to confirm. Tests of two fields are not among them.
  void Scan(const FieldScanner& scanner, ScannedValue& value, ScanTools& tools,
            std::vector<AtomId>& out) const;

  /// Rules (indexes in the bucket) whose necessary set has the atom (number in the whole set).
  std::span<const std::uint32_t> RulesOf(AtomId atom) const {
    return rules_of_atom_[atom - first_atom_];
  }
  std::span<const std::uint32_t> always() const { return always_; }
  bool Owns(AtomId atom) const { return atom >= first_atom_ && atom - first_atom_ < atoms_.size(); }
  /// True if the rule compares fields, so that its result is not given by the atoms that hold.
  bool ComparesFields(std::uint32_t rule) const { return rules_[rule].compares_fields; }
  bool Holds(std::uint32_t rule, const Evaluation& evaluation) const {
    return Evaluate(rules_[rule].root, evaluation);
  }
  /// The values that a rule that holds met.
  void Collect(std::uint32_t rule, const Evaluation& evaluation,
               std::vector<MatchedValue>& out) const {
    CollectNode(rules_[rule].root, evaluation, out);
  }
  std::size_t NumberOf(std::uint32_t rule) const { return rules_[rule].number; }

  /// Rules (numbers of the caller) that have no necessary set.
  std::vector<std::size_t> AlwaysEvaluated() const;
  std::size_t atom_count() const { return atoms_.size(); }
  std::size_t rule_count() const { return rules_.size(); }
  /// True if some test reads the field.
  bool Reads(std::string_view field) const;

 private:
  struct Node {
    Expr::Op op = Expr::Op::kConst;
    std::uint32_t first = 0;  // kAtom: atom; others: first child in children_.
    std::uint32_t size = 0;   // Number of children; kConst: the value.
    std::uint32_t count = 0;  // kAtLeast.
    /// Where all children are atoms that states tell: the first of them in states_.
    std::uint32_t first_state = kNoStates;
  };
  static constexpr std::uint32_t kNoStates = ~std::uint32_t{0};
  struct Rule {
    std::size_t number = 0;
    std::uint32_t root = 0;
    bool compares_fields = false;
  };
  struct NecessarySet {
    std::vector<AtomId> atoms;
    double cost = 0;
  };

  AtomId AtomFor(const std::shared_ptr<const Atom>& atom);
  std::uint32_t Compile(const Expr& expr);
  std::uint32_t AddAtom(const std::shared_ptr<const Atom>& atom);
  std::uint32_t AddNode(Expr::Op op, std::span<const std::uint32_t> children);
  void Place(AtomId id);
  void PlaceText(AtomId id, const Atom& atom, FieldScanner& scanner);
  FieldScanner& ScannerFor(const std::string& field);
  std::optional<NecessarySet> Necessary(std::uint32_t node, bool positive);
  std::optional<NecessarySet> NecessaryOfAtom(AtomId id, bool positive);
  std::optional<NecessarySet> Cheapest(const Node& node, bool positive);
  std::optional<NecessarySet> Union(const Node& node, bool positive);

  bool ReadsTwoFields(std::uint32_t node) const;
  void CollectKeywordLiterals();

  void Confirm(std::span<const AtomId> atoms, ScannedValue& value, ScanTools& tools,
               std::vector<AtomId>& out) const;
  bool HoldsFor(const Atom& atom, ScannedValue& value, ScanTools& tools) const;
  void ScanEqual(const FieldScanner& scanner, ScannedValue& value, std::vector<AtomId>& out) const;
  void ScanLiterals(const LiteralTests& tests, bool cased, ScannedValue& value, ScanTools& tools,
                    std::vector<AtomId>& out) const;
  void ScanRegexes(const FieldScanner& scanner, ScannedValue& value, ScanTools& tools,
                   std::vector<AtomId>& out) const;
  bool AtomIsTrue(AtomId atom, const Evaluation& evaluation) const;
  void ListStates();
  bool Evaluate(std::uint32_t node, const Evaluation& evaluation) const;
  std::uint32_t CountTrue(const Node& node, std::uint32_t most, const Evaluation& evaluation) const;
  void CollectNode(std::uint32_t node, const Evaluation& evaluation,
                   std::vector<MatchedValue>& out) const;

  LogSource source_;
  AtomId first_atom_ = 0;
  std::vector<std::shared_ptr<const Atom>> atoms_;
  TextMap<AtomId> atom_ids_;
  std::vector<bool> exact_;  // By atom: the scanner that finds it decides it.
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> children_;
  std::vector<AtomId> states_;  ///< Numbers in the whole rule set.
  std::vector<Rule> rules_;
  std::deque<FieldScanner> scanners_;
  TextMap<std::size_t> scanner_ids_;
  std::vector<std::int32_t> scanner_of_field_;  // By FieldId; -1 none.
  const FieldScanner* keywords_ = nullptr;
  std::optional<std::vector<std::string>> keyword_literals_;
  std::vector<std::vector<std::uint32_t>> rules_of_atom_;
  std::vector<std::uint32_t> always_;
};

class Bucket::ScannerTask {
 public:
  explicit ScannerTask(FieldScanner& scanner);
  void Compile(const DatabaseCache& cache) const;
  /// After Compile, for memory that threads clone.
  void GrowMemory(ScanMemory& memory) const;

  std::size_t size = 0;  ///< Bytes of patterns.

 private:
  FieldScanner* scanner_;
};

}  // namespace lachan::detect
