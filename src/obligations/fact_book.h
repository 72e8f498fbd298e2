// SPDX-License-Identifier: Apache-2.0
/// \file
/// The facts that the directive reads, kept in memory and followed by id. Internal to the module.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "directive/assess.h"
#include "directive/directive.h"
#include "journal/state_store.h"

namespace lachan::obligations {

/// What a piece of evidence is about, for those who open it.
struct EvidenceFact {
  std::int64_t fact_id = 0;
  std::string kind;
  Instant occurred_at;
  std::string subject_kind;
  std::int64_t subject_id = 0;
};

/// When a fact counts as known. In a demo the history was written in one go, so it is taken as
/// known from when it happened; otherwise a fact counts from when it was recorded.
Instant KnownAt(const Fact& fact, bool is_demo);

/// Purpose      Facts of the kinds a directive reads, without the parts of their payloads that it
///              does not read. Reads each fact once.
/// Concurrency  None; the owner locks.
class FactBook {
 public:
  FactBook(const directive::Directive& directive, bool is_demo);

  /// Whether the directive reads facts of this kind.
  bool Reads(std::string_view kind) const { return kinds_.contains(kind); }
  /// Reads what was written since the last call.
  /// \return the earliest instant at which one of the new facts counts; empty when there is none.
  Result<std::optional<Instant>> Catch(journal::Reader& reader);

  std::span<const directive::FactView> facts() const { return facts_; }
  /// Copies of the facts of one agency and of these systems, and of all withdrawals; by id.
  std::vector<directive::FactView> Of(AgencyId agency, std::span<const SystemId> systems) const;
  /// Null when the directive does not read it.
  const directive::FactView* Find(std::int64_t id) const;
  std::optional<EvidenceFact> Evidence(std::int64_t id) const;
  /// First instant this book knows of: when records began.
  std::optional<Instant> first() const { return first_; }

 private:
  struct Subject {
    std::uint16_t kind = 0;  // index into subject_kinds_
    std::int64_t id = 0;
  };
  void Add(const Fact& fact);

  bool is_demo_;
  std::map<std::string, std::set<std::string, std::less<>>, std::less<>> kinds_;  // → attributes
  std::vector<directive::FactView> facts_;                                        // by id
  std::vector<Subject> subjects_;                                                 // beside facts_
  std::vector<std::string> subject_kinds_;
  std::unordered_map<std::int64_t, std::vector<std::uint32_t>> by_agency_;  // indexes, ascending
  std::unordered_map<std::int64_t, std::vector<std::uint32_t>> by_system_;
  std::vector<std::uint32_t> withdrawals_;
  std::int64_t last_id_ = 0;
  std::optional<Instant> first_;
};

}  // namespace lachan::obligations
