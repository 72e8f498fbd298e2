// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which fields some events have, and their commonest values.
#pragma once

#include <map>
#include <span>
#include <string>

#include "core/event.h"
#include "events/event_store.h"

namespace lachan::events {

class FieldCounter {
 public:
  static constexpr std::size_t kFields = 1000;  ///< Names beyond are not counted.
  static constexpr std::size_t kValues = 20;    ///< Of one field in the answer.

  /// The fields of one event. An empty value is no value.
  void Add(std::span<const EventField> fields);
  /// The fields, those of most events first.
  FieldSample Take();

 private:
  struct Seen {
    std::uint64_t events = 0;
    std::uint64_t last = 0;  ///< Number of the event that counted last.
    std::map<std::string, std::uint64_t> values;
  };
  std::uint64_t events_ = 0;
  std::map<std::string, Seen> fields_;
};

}  // namespace lachan::events
