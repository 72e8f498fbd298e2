// SPDX-License-Identifier: Apache-2.0
/// \file
/// The rules of one log source, compiled: shared atoms, one scanner a field, necessary sets.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "core/event.h"
#include "detect/atom.h"
#include "detect/pattern_database.h"
#include "detect/rule.h"

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

 private:
  TextMap<FieldId> ids_;
};

/// An event laid out for matching: values by FieldId, folded at most once. Reused event by event.
class EventTable {
 public:
  explicit EventTable(const FieldNames& names);

  /// Until the next call `event` must stay as it is.
  void Load(const Event& event);
  /// From now on the values of `from` are those of `to` as well (a log source's alias).
  void AddAlias(FieldId to, FieldId from);

  /// A value and its lower case.
  class Value {
   public:
    const EventField* field = nullptr;
    /// Text for patterns that ignore case: the value itself when it is ASCII (the scanners ignore
    /// ASCII case), its lower case otherwise.
    std::string_view ForScan();
    /// Lower case always.
    std::string_view Folded();
    bool Ascii();

   private:
    friend class EventTable;
    std::string folded_;
    enum class State : std::uint8_t { kUnknown, kAscii, kOther } state_ = State::kUnknown;
    bool is_folded_ = false;
    void Reset(const EventField* value);
  };

  const std::vector<FieldId>& present() const { return present_; }
  /// Indexes of the field's values in values().
  const std::vector<std::uint32_t>& ValuesOf(FieldId field) const { return by_field_[field]; }
  Value& value(std::uint32_t index) { return values_[index]; }
  /// The first so many values() are what keywords are looked for in: the fields, and the raw record
  /// where that counts.
  std::size_t keyword_values() const { return keyword_values_; }

 private:
  const FieldNames& names_;
  std::deque<Value> values_;  // Strings keep their memory between events.
  std::size_t used_ = 0;
  std::size_t keyword_values_ = 0;
  std::vector<FieldId> present_;
  std::vector<std::vector<std::uint32_t>> by_field_;
  EventField raw_;
  EventField local_time_;
  FieldId local_time_id_;

  void Add(const EventField& field, FieldId id);
};

/// Shared by all buckets of a thread.
struct ThreadMemory {
  ThreadMemory(const FieldNames& names, const ScanMemory& scan_memory)
      : table(names), scan(scan_memory) {}
  EventTable table;
  ScanMemory scan;
  RegexMemory regex;
  std::vector<PatternDatabase::Found> found;
  std::vector<const EventField*> fields;
  std::string buffer;
};

/// Working memory of one bucket and one thread.
struct BucketMemory {
  std::uint32_t epoch = 0;
  std::vector<std::uint32_t> atom_stamps;  // epoch * 4 + state
  std::vector<std::uint32_t> rule_stamps;  // epoch
  std::vector<std::uint32_t> candidates;
};

/// The rules of one log source.
class Bucket {
 public:
  explicit Bucket(LogSource source) : source_(std::move(source)) {}

  const LogSource& source() const { return source_; }
  /// Adds a rule under the caller's number.
  void Add(std::size_t rule, const Expr& condition);
  /// Builds scanners and index. No Add afterwards.
  void Finish(FieldNames& names, const DatabaseCache& cache, ScanMemory& memory);

  /// Appends the rules that hold for the table's event.
  void Match(const EventView& view, ThreadMemory& thread, BucketMemory& memory,
             std::vector<Match>& out) const;

  /// Rules (numbers of the caller) that have no necessary set.
  std::vector<std::size_t> AlwaysEvaluated() const;
  std::size_t atom_count() const { return atoms_.size(); }

 private:
  struct Node {
    Expr::Op op = Expr::Op::kConst;
    std::uint32_t first = 0;  // kAtom: atom; others: first child in children_.
    std::uint32_t size = 0;   // Number of children; kConst: the value.
    std::uint32_t count = 0;  // kAtLeast.
  };
  struct Rule {
    std::size_t number = 0;
    std::uint32_t root = 0;
  };
  enum class Placement : std::uint8_t { kLazy, kExact, kCandidate };
  /// Everything that is looked for in one field (or, for keywords, everywhere).
  struct FieldScanner {
    std::string name;
    FieldId id = FieldNames::kNone;
    TextMap<std::vector<AtomId>> equal_folded, equal_cased, numbers;
    std::vector<PatternDatabase::Literal> folded_literals, cased_literals;
    std::vector<AtomId> folded_atoms, cased_atoms;
    std::vector<Regex> regexes;
    std::vector<AtomId> regex_atoms;
    std::vector<AtomId> when_present;  // Hit by any value: kExists, and what no scanner can do.
    PatternDatabase folded, cased, regex;
    std::vector<AtomId> regex_always;  // Candidates for every value.
  };
  struct NecessarySet {
    std::vector<AtomId> atoms;
    double cost = 0;
  };
  struct Run;

  AtomId AtomFor(const std::shared_ptr<const Atom>& atom);
  std::uint32_t Compile(const Expr& expr);
  void Place(AtomId id);
  void PlaceText(AtomId id, const Atom& atom, FieldScanner& scanner);
  FieldScanner& ScannerFor(const std::string& field);
  void FinishScanner(FieldScanner& scanner, const DatabaseCache& cache, ScanMemory& memory);
  std::optional<NecessarySet> Necessary(std::uint32_t node, bool positive);
  std::optional<NecessarySet> NecessaryOfAtom(AtomId id, bool positive);
  std::optional<NecessarySet> Cheapest(const Node& node, bool positive);
  std::optional<NecessarySet> Union(const Node& node, bool positive);

  void ScanFields(Run& run) const;
  void ScanKeywords(Run& run) const;
  void ScanValue(const FieldScanner& scanner, EventTable::Value& value, Run& run) const;
  void Hit(AtomId atom, Run& run) const;
  bool Holds(AtomId atom, Run& run) const;
  bool Evaluate(std::uint32_t node, Run& run) const;
  void Collect(std::uint32_t node, Run& run, std::vector<MatchedValue>& out) const;

  LogSource source_;
  std::vector<std::shared_ptr<const Atom>> atoms_;
  TextMap<AtomId> atom_ids_;
  std::vector<Placement> placements_;
  std::vector<Node> nodes_;
  std::vector<std::uint32_t> children_;
  std::vector<Rule> rules_;
  std::deque<FieldScanner> scanners_;
  TextMap<std::size_t> scanner_ids_;
  std::vector<std::int32_t> scanner_of_field_;  // By FieldId; -1 none.
  std::vector<FieldId> atom_fields_;            // FieldId of each atom's field.
  const FieldScanner* keywords_ = nullptr;
  std::vector<std::vector<std::uint32_t>> rules_of_atom_;
  std::vector<std::uint32_t> always_;
};

}  // namespace lachan::detect
