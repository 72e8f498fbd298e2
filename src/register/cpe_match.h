// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which products a name of an advisory or of a CVE means: CPE name matching and version ranges.
/// \source NISTIR 7696 (CPE 2.3 name matching), 6
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "register/cpe.h"

namespace lachan::registry {

/// How the source relates to the target, seen from the source.
enum class CpeRelation : std::uint8_t { kDisjoint, kEqual, kSubset, kSuperset, kUndefined };

/// Compares one attribute of two bound names; only the source may have wildcards that count.
/// \source NISTIR 7696, table 6-2
CpeRelation CompareAttribute(std::string_view source, std::string_view target);

/// Orders versions. Runs of digits count as numbers, runs of letters as words; other signs
/// separate. A number comes after a word, a missing part counts as 0 ("1.0" = "1"). Words that tell
/// of an unfinished version (alpha, beta, rc, pre, dev …) come before nothing at all ("2.0-rc1" <
/// "2.0"), other words after it ("1.0.2" < "1.0.2k").
std::strong_ordering CompareVersions(std::string_view a, std::string_view b);

struct VersionRange {
  std::string from, to;  ///< Empty: no limit on that side.
  bool is_from_included = true, is_to_included = false;

  bool empty() const { return from.empty() && to.empty(); }
  bool Holds(std::string_view version) const;
};

/// A set of products: a CPE name with wildcards, and a range of versions.
struct CpeCriterion {
  Cpe name;
  VersionRange range = {};

  std::string Text() const;  ///< As ParseCriterion reads it; trailing "*" attributes left out.
};

/// "cpe:2.3:a:apache:http_server >=2.4.0 <2.4.62"; limits with >=, >, <, <=, each side once.
/// \error kInvalidInput  not that; says what is wrong.
Result<CpeCriterion> ParseCriterion(std::string_view line);

enum class Applies : std::uint8_t {
  kNo,
  kPossible,  ///< The register does not say enough, mostly because no version is recorded.
  kYes
};

/// Whether a product of the register is among those that the criterion means: yes when the
/// criterion is equal to its name or a superset of it, no when any attribute is disjoint.
/// \param version  As recorded beside the name; read where the name itself has none.
Applies Match(const CpeCriterion& criterion, const Cpe& product, std::string_view version = {});

}  // namespace lachan::registry
