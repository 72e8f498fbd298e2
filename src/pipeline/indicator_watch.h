// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/event_batch.h"
#include "pipeline/detection.h"

namespace lachan::pipeline {

/// An indicator of one list in one event.
struct FoundIndicator {
  indicators::Indicator indicator;
  const WatchedList* list = nullptr;
  std::string_view field;  ///< Whose value it is in; empty: a word of the text.
  std::string_view value;  ///< View into the event.
  bool is_excluded = false;
};

/// Purpose      Holds events against the indicators in force: every field, and the words of those
///              whose text is no structured record, as hunts do.
/// Concurrency  One thread.
/// Limits       kMostAnEvent indicators of one event are told.
class IndicatorWatch {
 public:
  static constexpr std::size_t kMostAnEvent = 200;

  void Use(std::shared_ptr<const IndicatorsInForce> in_force);
  bool is_on() const { return set_ != nullptr; }

  /// What occurs in `event` and is valid at its time; each value of a list once. Valid until the
  /// next call or Use().
  /// \param now  Decides which exclusions are in force.
  const std::vector<FoundIndicator>& Find(const FlatEvent& event, Instant now);

 private:
  void See(std::string_view field, std::string_view value, Instant time);
  void Take(std::string_view field, std::string_view value, Instant now);
  bool IsExcluded(const indicators::Indicator& indicator, std::string_view value,
                  std::string_view part, Instant now);

  std::shared_ptr<const IndicatorsInForce> in_force_;
  const indicators::IndicatorSet* set_ = nullptr;
  struct Suspect {
    std::string_view field, value;
    indicators::Hit hit;
  };
  std::vector<Suspect> suspects_;
  std::vector<indicators::Hit> hits_, exclusions_;
  std::vector<FoundIndicator> found_;
};

/// The detection of a finding that is raised. Source and description are told only as far as
/// everybody who may see the alert may read them: not of TLP red and amber+strict.
Detection DescribeIndicator(const Event& event, const FoundIndicator& found, Instant now);

}  // namespace lachan::pipeline
