// SPDX-License-Identifier: Apache-2.0
#include "advisories/matching.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"

namespace lachan::advisories {
namespace {

using registry::Applies;
using registry::CpeCriterion;
using scan_reports::CveConfiguration;
using scan_reports::CveNode;
using scan_reports::CveProduct;
using scan_reports::CveRecord;

constexpr std::size_t kLongestProduct = 300;

/// A vendor or product that a look-up can go by.
bool IsPlain(std::string_view attribute) {
  if (attribute.empty() || attribute == "*") return false;
  const auto is_wildcard = [&](std::size_t at) {
    return (attribute[at] == '*' || attribute[at] == '?') && (at == 0 || attribute[at - 1] != '\\');
  };
  return !is_wildcard(0) && !is_wildcard(attribute.size() - 1);
}

/// "vendor:product"; empty when one of them is not plain.
std::string NameOf(const registry::Cpe& cpe) {
  const auto& vendor = cpe.attributes[registry::kCpeVendor];
  const auto& product = cpe.attributes[registry::kCpeProduct];
  if (!IsPlain(vendor) || !IsPlain(product)) return {};
  return cpe.Plain(registry::kCpeVendor) + ":" + cpe.Plain(registry::kCpeProduct);
}

std::string TitleOf(const SystemProduct& row) {
  std::string title = row.name.value;
  const std::string& version = row.product_version.value;
  if (!version.empty() && title.find(version) == std::string::npos) title += " " + version;
  return Ellipsis(title, kLongestProduct);
}

Applies Negated(Applies applies) {
  if (applies == Applies::kPossible) return applies;
  return applies == Applies::kYes ? Applies::kNo : Applies::kYes;
}

/// All or any of several.
class Fold {
 public:
  explicit Fold(bool is_and) : is_and_(is_and) {}
  void Add(Applies applies) {
    if (!value_) value_ = applies;
    value_ = is_and_ ? std::min(*value_, applies) : std::max(*value_, applies);
  }
  Applies value() const { return value_.value_or(Applies::kNo); }

 private:
  bool is_and_;
  std::optional<Applies> value_;
};

/// How a system stands with one configuration, asked product by product.
template <class AppliesTo>
Applies Evaluate(const CveConfiguration& configuration, const AppliesTo& applies_to) {
  Fold all(configuration.is_and);
  for (const CveNode& node : configuration.nodes) {
    Fold some(node.is_and);
    for (const CveProduct& product : node.products) {
      const Applies applies = applies_to(product);
      const bool is_unknown = !product.is_vulnerable && applies == Applies::kNo;
      some.Add(is_unknown ? Applies::kPossible : applies);
    }
    all.Add(node.is_negated ? Negated(some.value()) : some.value());
  }
  return configuration.is_negated ? Negated(all.value()) : all.value();
}

/// The best that is known of each system.
class Affected {
 public:
  void Add(const OwnedProduct& product, bool is_certain) {
    const auto [at, is_new] = systems_.try_emplace(
        std::pair(product.agency.value, product.system.value),
        AffectedSystem{product.agency, product.system, product.name, is_certain});
    if (!is_new && is_certain && !at->second.is_certain) {
      at->second.product = product.name;
      at->second.is_certain = true;
    }
  }
  std::vector<AffectedSystem> Take() const {
    std::vector<AffectedSystem> list;
    list.reserve(systems_.size());
    for (const auto& [key, system] : systems_) list.push_back(system);
    return list;
  }

 private:
  std::map<std::pair<std::int64_t, std::int64_t>, AffectedSystem> systems_;
};

}  // namespace

Result<CpeCriterion> CriterionOf(const CveProduct& product) {
  CpeCriterion criterion;
  LACHAN_TRY(criterion.name, registry::ParseCpe(product.criterion));
  criterion.range = {AsciiLower(product.from), AsciiLower(product.to), product.is_from_included,
                     product.is_to_included};
  return criterion;
}

std::vector<std::string> LinesOf(std::string_view text) {
  std::vector<std::string> lines;
  for (const auto line : Split(text, '\n')) {
    if (const auto trimmed = Trim(line); !trimmed.empty()) lines.emplace_back(trimmed);
  }
  return lines;
}

Result<std::vector<CpeCriterion>> CriteriaOf(std::string_view text) {
  std::vector<CpeCriterion> criteria;
  for (const auto& line : LinesOf(text)) {
    LACHAN_TRY(auto criterion, registry::ParseCriterion(line),
               fmt::format("reading line {} of the products", criteria.size() + 1));
    criteria.push_back(std::move(criterion));
  }
  return criteria;
}

Result<Inventory> Inventory::Load(journal::Reader& reader) {
  journal::ListQuery query;
  query.filters = {{"state", journal::Filter::Op::kIn, {"tested", "in_operation"}}};
  LACHAN_TRY(const auto systems, journal::ListAll<System>(reader, query));
  LACHAN_TRY(const auto rows, journal::ListAll<SystemProduct>(reader));
  std::set<std::int64_t> live;
  for (const auto& system : systems) live.insert(system.id.value);
  Inventory inventory;
  inventory.Take(rows, live);
  return inventory;
}

Result<Inventory> Inventory::OfSystem(journal::Reader& reader, SystemId system) {
  journal::ListQuery query;
  query.filters = {journal::Equals("system_id", system.value)};
  LACHAN_TRY(const auto rows, journal::ListAll<SystemProduct>(reader, query));
  Inventory inventory;
  inventory.Take(rows, {system.value});
  return inventory;
}

void Inventory::Take(const std::vector<SystemProduct>& rows,
                     const std::set<std::int64_t>& systems) {
  for (const SystemProduct& row : rows) {
    if (row.cpe.empty() || !systems.contains(row.system_id.value)) continue;
    auto cpe = registry::ParseCpe(row.cpe.value);
    if (!cpe) continue;  // The register takes none that cannot be read.
    const std::size_t at = products_.size();
    const auto name = NameOf(*cpe);
    (name.empty() ? unnamed_ : by_name_[name]).push_back(at);
    by_system_[row.system_id.value].push_back(at);
    agencies_.insert(row.agency_id.value);
    products_.push_back(
        {row.agency_id, row.system_id, TitleOf(row), row.product_version.value, *std::move(cpe)});
  }
}

template <class F>
void Inventory::Visit(const CpeCriterion& criterion, F&& visit) const {
  const auto look = [&](std::size_t at) {
    const auto applies = registry::Match(criterion, products_[at].cpe, products_[at].version);
    if (applies != Applies::kNo) visit(products_[at], applies);
  };
  const auto name = NameOf(criterion.name);
  if (name.empty()) {
    for (std::size_t at = 0; at < products_.size(); ++at) look(at);
    return;
  }
  if (const auto found = by_name_.find(name); found != by_name_.end()) {
    std::ranges::for_each(found->second, look);
  }
  std::ranges::for_each(unnamed_, look);
}

std::vector<AffectedSystem> Inventory::With(std::span<const CpeCriterion> criteria) const {
  Affected affected;
  for (const CpeCriterion& criterion : criteria) {
    Visit(criterion, [&](const OwnedProduct& product, Applies applies) {
      affected.Add(product, applies == Applies::kYes);
    });
  }
  return affected.Take();
}

std::vector<AffectedSystem> Inventory::With(const CveRecord& cve) const {
  Affected affected;
  for (const CveConfiguration& configuration : cve.configurations) {
    std::map<const CveProduct*, CpeCriterion> criteria;
    std::map<std::int64_t, std::pair<const OwnedProduct*, Applies>> candidates;
    for (const CveNode& node : configuration.nodes) {
      for (const CveProduct& product : node.products) {
        const auto criterion = CriterionOf(product);
        if (!criterion) continue;
        criteria.emplace(&product, *criterion);
        if (!product.is_vulnerable || node.is_negated) continue;
        Visit(*criterion, [&](const OwnedProduct& owned, Applies applies) {
          auto& best = candidates[owned.system.value];
          if (best.first == nullptr || best.second < applies) best = {&owned, applies};
        });
      }
    }
    for (const auto& [system, best] : candidates) {
      const Applies whole = Evaluate(configuration, [&](const CveProduct& product) {
        const auto criterion = criteria.find(&product);
        if (criterion == criteria.end()) return Applies::kNo;
        Fold any(false);
        for (const std::size_t at : by_system_.at(system)) {
          any.Add(registry::Match(criterion->second, products_[at].cpe, products_[at].version));
        }
        return any.value();
      });
      const Applies applies = std::min(whole, best.second);
      if (applies != Applies::kNo) affected.Add(*best.first, applies == Applies::kYes);
    }
  }
  return affected.Take();
}

}  // namespace lachan::advisories
