// SPDX-License-Identifier: Apache-2.0
/// \file
/// Facts sorted for the engine: once for any number of assessments, at any instants.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "directive/assess.h"

namespace lachan::directive {

/// Borrowed facts, ordered by (at, id).
using FactList = std::vector<const FactView*>;

/// Purpose      Facts by kind and subject. Which of them are seen depends on the instant asked for:
///              those that had happened and were known, that are no drill play and were not
///              withdrawn.
/// Concurrency  Immutable: any number of threads may assess with it.
/// Limits       Borrows the facts; they must outlive it and stay where they are.
/// Cost         n log n to build; a look-up is one hash.
class FactIndex {
 public:
  struct Entry {
    Instant at;
    Instant seen_from;  ///< Happened and known.
    Instant seen_to;    ///< First instant at which it was known to be withdrawn.
    const FactView* fact;
  };
  using Entries = std::span<const Entry>;
  /// Number of a kind within this index; kNoKind where no fact has it.
  static constexpr int kNoKind = -1;

  explicit FactIndex(std::span<const FactView> facts);

  int KindOf(std::string_view kind) const;
  Entries All(int kind) const;
  Entries OfAgency(int kind, AgencyId agency) const;
  Entries OfSystem(int kind, SystemId system) const;

  /// Appends those seen at `now` and satisfying `when`.
  static void Seen(Entries entries, Instant now, const Condition& when, FactList& out);
  static FactList Seen(Entries entries, Instant now);

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  struct Range {
    std::uint32_t first = 0;
    std::uint32_t last = 0;
  };
  /// Entries grouped by (kind, subject).
  struct Grouped {
    std::vector<Entry> entries;
    std::unordered_map<std::uint64_t, Range> ranges;
    Entries Find(int kind, std::int64_t subject) const;
  };
  template <class SubjectOf>
  Grouped Group(const std::vector<std::pair<int, Entry>>& order, SubjectOf subject_of) const;

  std::unordered_map<std::string, int, Hash, std::equal_to<>> kinds_;
  std::vector<Entry> all_;      // by kind, then (at, id)
  std::vector<Range> of_kind_;  // by kind
  Grouped by_agency_;
  Grouped by_system_;
};

}  // namespace lachan::directive
