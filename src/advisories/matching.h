// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which systems of the register are concerned: by the criteria of an advisory, or by a CVE.
#pragma once

#include <set>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "journal/state_store.h"
#include "register/cpe_match.h"
#include "register/system_parts.h"
#include "scan_reports/cve_feed.h"

namespace lachan::advisories {

struct OwnedProduct {
  AgencyId agency;
  SystemId system;
  std::string name;     ///< "Máy chủ web Apache 2.4.57"
  std::string version;  ///< As recorded beside the name.
  registry::Cpe cpe;
};

struct AffectedSystem {
  AgencyId agency;
  SystemId system;
  std::string product;      ///< The first product that matches; a certain one before others.
  bool is_certain = false;  ///< Else the register does not say enough (no version).
};

/// Purpose      Products of systems in operation or under test, found by vendor and product.
/// Concurrency  Immutable once loaded.
class Inventory {
 public:
  /// Everything within the reader's reach, or one system of it whatever its state.
  static Result<Inventory> Load(journal::Reader& reader);
  static Result<Inventory> OfSystem(journal::Reader& reader, SystemId system);

  /// Concerned systems, by agency and system.
  std::vector<AffectedSystem> With(std::span<const registry::CpeCriterion> criteria) const;
  /// Those where the CVE's configurations hold. What a configuration only names as surroundings and
  /// the register does not know makes it possible, never impossible.
  std::vector<AffectedSystem> With(const scan_reports::CveRecord& cve) const;

  /// Whether an agency has a product on record that can be matched at all.
  bool Knows(AgencyId agency) const { return agencies_.contains(agency.value); }
  std::size_t size() const { return products_.size(); }

 private:
  void Take(const std::vector<SystemProduct>& rows, const std::set<std::int64_t>& systems);
  /// Calls `visit(product, applies)` for each that is not out of the question.
  template <class F>
  void Visit(const registry::CpeCriterion& criterion, F&& visit) const;

  std::vector<OwnedProduct> products_;
  std::unordered_map<std::string, std::vector<std::size_t>> by_name_;  ///< "vendor:product".
  std::vector<std::size_t> unnamed_;  ///< Vendor or product is "*" or has wildcards.
  std::unordered_map<std::int64_t, std::vector<std::size_t>> by_system_;
  std::set<std::int64_t> agencies_;
};

/// The criterion of a CVE's product. \error kInvalidInput  its name or versions cannot be read.
Result<registry::CpeCriterion> CriterionOf(const scan_reports::CveProduct& product);

/// Lines of a text of an advisory, without empty ones.
std::vector<std::string> LinesOf(std::string_view text);
/// Criteria of an advisory's text. \error kInvalidInput  says which line.
Result<std::vector<registry::CpeCriterion>> CriteriaOf(std::string_view text);

}  // namespace lachan::advisories
