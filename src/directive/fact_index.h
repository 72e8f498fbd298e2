// SPDX-License-Identifier: Apache-2.0
/// \file
/// Facts sorted for the engine. Internal to the module.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "directive/assess.h"

namespace lachan::directive {

/// Borrowed facts, each list ordered by (at, id).
using FactList = std::vector<const FactView*>;

/// Which facts count at `now`: those that had happened and were known, that are not drill play and
/// were not withdrawn. Borrows the facts; they must outlive it.
class FactIndex {
 public:
  FactIndex(std::span<const FactView> facts, Instant now);

  const FactList& All(std::string_view kind) const;
  const FactList& OfAgency(std::string_view kind, AgencyId agency) const;
  const FactList& OfSystem(std::string_view kind, SystemId system) const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  struct OneKind {
    FactList all;
    std::unordered_map<std::int64_t, FactList> by_agency;
    std::unordered_map<std::int64_t, FactList> by_system;
  };
  const OneKind* Find(std::string_view kind) const;

  std::unordered_map<std::string, OneKind, Hash, std::equal_to<>> kinds_;
};

}  // namespace lachan::directive
