// SPDX-License-Identifier: Apache-2.0
/// \file
/// Detections that correlations count, kept until all files are read and given back by time: logs
/// of several machines overlap.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "core/time.h"
#include "detect/correlate_input.h"
#include "detect/rule_set.h"

namespace lachan::scan {

/// What correlations want to know of an event.
struct CorrelationNeeds {
  std::vector<bool> is_target;      ///< By index of the rule: a correlation counts it.
  std::vector<std::string> fields;  ///< Those that are grouped by or counted; sorted.
  bool empty() const { return is_target.empty(); }
};
CorrelationNeeds NeedsOf(const detect::RuleSet& rules);

/// A detection in few bytes: which rules, and the fields that are needed.
struct CompactField {
  std::uint16_t index = 0;  ///< In CorrelationNeeds::fields.
  EventField::Kind kind = EventField::Kind::kString;
  std::string value;
};
std::string EncodeDetection(std::span<const std::uint32_t> rules,
                            std::span<const CompactField> fields);
/// What EncodeDetection wrote, for a Correlator. `body` and `needs` outlive it.
class DecodedDetection final : public detect::FieldReader {
 public:
  DecodedDetection(std::string_view body, const CorrelationNeeds& needs);
  std::span<const std::size_t> rules() const { return rules_; }
  std::optional<std::string_view> Read(std::string_view name) const override;

 private:
  struct Field {
    std::uint16_t index = 0;
    EventField::Kind kind = EventField::Kind::kString;
    std::string_view value;
  };
  const CorrelationNeeds& needs_;
  std::vector<std::size_t> rules_;
  std::vector<Field> fields_;
};

/// Purpose      Takes detections in any order and gives them back by time; those of one time in the
///              order in which they came.
/// Concurrency  One thread.
/// Limits       About `memory_bytes`; beyond, sorted runs go to a file without a name in `folder`.
class DetectionStore {
 public:
  struct Options {
    std::size_t memory_bytes = 64 << 20;
    std::string folder;  ///< Empty: $TMPDIR or /tmp.
  };
  struct Detection {
    Instant time;
    std::uint32_t file = 0;
    std::uint64_t record = 0;
    std::string body;
  };

  explicit DetectionStore(Options options) : options_(std::move(options)) {}
  DetectionStore(const DetectionStore&) = delete;
  DetectionStore& operator=(const DetectionStore&) = delete;
  ~DetectionStore();

  /// \error kUnavailable  the file cannot be written; what was taken before stays
  Status Add(Detection detection);
  /// Calls `visit` with each; once, at the end. Ends early when it returns false.
  /// \error kUnavailable  the file cannot be read
  Status ForEach(const std::function<bool(const Detection&)>& visit);

  std::uint64_t size() const { return size_; }
  std::size_t runs() const { return runs_.size(); }  ///< Written to the file.

 private:
  struct Run {
    std::uint64_t begin = 0, end = 0;  ///< In the file.
  };
  class RunReader;

  Status Spill();
  void SortHeld();

  Options options_;
  std::vector<Detection> held_;
  std::size_t held_bytes_ = 0;
  std::vector<Run> runs_;
  std::uint64_t size_ = 0, file_size_ = 0;
  int file_ = -1;
};

}  // namespace lachan::scan
