// SPDX-License-Identifier: Apache-2.0
#include "inspections/checklist.h"

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <utility>

namespace lachan::inspections {
namespace {

using directive::Duty;
using directive::DutyStatus;

/// Higher is worse: what an inspector looks at first.
int Weight(DutyStatus status) {
  switch (status) {
    case DutyStatus::kOverdue:
      return 6;
    case DutyStatus::kMetLate:
      return 5;
    case DutyStatus::kDueSoon:
      return 4;
    case DutyStatus::kOpen:
      return 3;
    case DutyStatus::kNotMeasured:
      return 2;
    case DutyStatus::kMet:
      return 1;
    default:
      return 0;
  }
}

const std::string& TitleOf(const directive::Directive& directive, const Duty& duty) {
  const auto* part = directive.FindPart(duty.part);
  if (part != nullptr && !part->title.vi.empty()) return part->title.vi;
  const auto* obligation = directive.FindObligation(duty.obligation);
  return obligation != nullptr ? obligation->title.vi : duty.part;
}

struct Line {
  const Duty* worst = nullptr;
  std::vector<std::int64_t> facts;
};

/// As many ids as fit into the field.
std::string FactsText(std::vector<std::int64_t> facts) {
  std::ranges::sort(facts);
  const auto repeated = std::ranges::unique(facts);
  facts.erase(repeated.begin(), repeated.end());
  std::string text;
  for (const auto fact : facts) {
    const std::string id = std::to_string(fact);
    if (text.size() + id.size() + 1 > 1000) break;
    if (!text.empty()) text += ' ';
    text += id;
  }
  return text;
}

}  // namespace

std::vector<SystemId> Sample(std::vector<SystemId> systems, std::size_t count, std::uint64_t seed) {
  std::ranges::sort(systems);
  if (count == 0 || count >= systems.size()) return systems;
  // The generator is fixed by the standard; its distributions are not, so none is used.
  std::mt19937_64 random(seed);
  for (std::size_t i = 0; i < count; ++i) {
    std::swap(systems[i], systems[i + static_cast<std::size_t>(random() % (systems.size() - i))]);
  }
  systems.resize(count);
  std::ranges::sort(systems);
  return systems;
}

std::vector<InspectionItem> LinesOf(const directive::Directive& directive,
                                    std::span<const Duty> duties,
                                    std::span<const SystemId> sample) {
  std::vector<std::pair<std::string, SystemId>> order;
  std::map<std::pair<std::string, SystemId>, Line> lines;
  for (const Duty& duty : duties) {
    if (Weight(duty.status) == 0) continue;
    if (duty.system && !std::ranges::binary_search(sample, duty.system)) continue;
    const std::pair key{duty.part, duty.system};
    auto [at, is_new] = lines.try_emplace(key);
    if (is_new) order.push_back(key);
    Line& line = at->second;
    if (line.worst == nullptr || Weight(duty.status) > Weight(line.worst->status)) {
      line.worst = &duty;
    }
    line.facts.insert(line.facts.end(), duty.discharged_by.begin(), duty.discharged_by.end());
  }
  std::vector<InspectionItem> items;
  items.reserve(order.size());
  for (const auto& key : order) {
    Line& line = lines.at(key);
    InspectionItem item;
    item.part.value = key.first;
    if (key.second) item.system_id.value = key.second;
    item.title = TitleOf(directive, *line.worst);
    item.duty_status.value = std::string(ToString(line.worst->status));
    item.facts.value = FactsText(std::move(line.facts));
    items.push_back(std::move(item));
  }
  return items;
}

}  // namespace lachan::inspections
