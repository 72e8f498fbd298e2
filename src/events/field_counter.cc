// SPDX-License-Identifier: Apache-2.0
#include "events/field_counter.h"

#include <algorithm>

namespace lachan::events {
namespace {

constexpr std::size_t kLongest = 200;     // Longer values are of no use in a list.
constexpr std::size_t kDifferent = 1000;  // Values kept apart for one field.

}  // namespace

void FieldCounter::Add(std::span<const EventField> fields) {
  ++events_;
  for (const auto& field : fields) {
    if (field.value.empty()) continue;
    if (fields_.size() >= kFields && !fields_.contains(field.name)) continue;
    Seen& seen = fields_[field.name];
    if (seen.last != events_) {
      seen.last = events_;
      ++seen.events;
    }
    if (field.value.size() > kLongest) continue;
    if (seen.values.size() >= kDifferent && !seen.values.contains(field.value)) continue;
    ++seen.values[field.value];
  }
}

FieldSample FieldCounter::Take() {
  FieldSample sample{.events = events_, .fields = {}};
  for (auto& [name, seen] : fields_) {
    FieldSeen field{.name = name, .events = seen.events, .values = {}};
    for (auto& [value, count] : seen.values) field.values.push_back({value, count});
    std::ranges::stable_sort(field.values, std::ranges::greater{}, &ValueCount::count);
    if (field.values.size() > kValues) field.values.resize(kValues);
    sample.fields.push_back(std::move(field));
  }
  std::ranges::stable_sort(sample.fields, std::ranges::greater{}, &FieldSeen::events);
  return sample;
}

}  // namespace lachan::events
