// SPDX-License-Identifier: Apache-2.0
/// \file
/// Agencies and systems as they stood at an instant: today's rows with the later changes taken
/// back. Internal to the module.
#pragma once

#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "directive/assess.h"
#include "journal/state_store.h"
#include "register/entities.h"
#include "register/reorganisation.h"
#include "register/role_assignment.h"

namespace lachan::obligations {

/// Purpose      What the directive needs to know of the register, at any past instant.
/// Concurrency  Immutable after Load().
/// Reorganisations count from the day they take effect, whenever they were entered: the register
///              says who existed and who owned what on a day, the journal what else was known.
/// Limits       Changes of whom the journal does not speak (rows written without facts) are
///              unknown; rows count from when they were registered.
class RegisterHistory {
 public:
  /// \param is_demo  The demo's rows were all written at once: they count as always registered.
  static Result<RegisterHistory> Load(journal::Reader& reader, bool is_demo);
  /// Whether a fact of this kind changes what Load() gives.
  static bool Reads(std::string_view kind);

  /// \param now  Later changes are not seen.
  directive::RegisterSnapshot At(Instant now) const;

 private:
  struct Undo {
    Instant known_at;
    std::size_t field = 0;
    schema::Value before;
  };
  struct Entry {
    schema::Record row;
    std::vector<Undo> undo;  // newest first
    bool is_dated = false;   // made by a reorganisation: exists from its first day
  };
  struct Tenure {
    AgencyId agency;
    Instant from;
  };
  static Result<std::vector<Entry>> LoadRows(journal::Reader& reader,
                                             const schema::EntityInfo& entity, bool is_demo);
  static schema::Record RowAt(const Entry& entry, Instant now);
  Status LoadReorganisations(journal::Reader& reader);
  void HandOver(directive::RegisterSnapshot& snapshot, Instant now) const;
  directive::AgencyView ViewOf(const Agency& agency) const;
  directive::SystemView ViewOf(const System& system) const;
  /// Offices as they are assigned with dates; where one is, the register's flag says nothing.
  void AssignRoles(Instant now, directive::RegisterSnapshot& snapshot) const;

  bool is_demo_ = false;
  std::vector<Entry> agencies_;
  std::vector<Entry> systems_;
  std::vector<Entry> roles_;
  std::unordered_map<std::int64_t, std::vector<Tenure>> tenures_;  // by system, in order of time
  std::vector<AgencySuccession> heirs_;                            // predecessor → heir
};

}  // namespace lachan::obligations
