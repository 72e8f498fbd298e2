// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a Correlator needs of an event.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>

#include "core/event.h"
#include "core/time.h"

namespace lachan::detect {

/// Gives the fields of one event.
class FieldReader {
 public:
  virtual ~FieldReader() = default;
  /// First value of `field` as text; nothing if it is absent or null. The view stays valid until
  /// the next call at least.
  virtual std::optional<std::string_view> Read(std::string_view field) const = 0;
};

/// Reads a whole Event, which must outlive it.
class EventFieldReader final : public FieldReader {
 public:
  explicit EventFieldReader(const Event& event) : event_(event) {}
  std::optional<std::string_view> Read(std::string_view field) const override {
    for (const EventField& one : event_.fields) {
      if (one.name != field) continue;
      if (one.kind == EventField::Kind::kNull) return std::nullopt;
      return one.value;
    }
    return std::nullopt;
  }

 private:
  const Event& event_;
};

/// An event that rules matched. Everything in it need only live through the call it is given to.
struct CorrelationInput {
  Instant time;  ///< Of the event itself.
  /// Any text. Ids as the pipeline makes them and those of up to 15 bytes cost no memory of their
  /// own.
  std::string_view event_id;
  /// Indexes into RuleSet::rules() of the detections that matched; in any order, others than those
  /// a correlation counts are passed over.
  std::span<const std::size_t> rules;
  /// Asked only for fields that Correlator::FieldsOf names for one of `rules`.
  const FieldReader& fields;
};

}  // namespace lachan::detect
