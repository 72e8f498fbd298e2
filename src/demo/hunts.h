// SPDX-License-Identifier: Apache-2.0
/// \file
/// Hunts of the demo: drafts that the seed leaves, and the first start runs over the events of the
/// last days.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

#include "base/result.h"
#include "core/time.h"
#include "demo/province.h"
#include "hunts/hunt_service.h"
#include "journal/state_store.h"

namespace lachan::demo {

/// Leaves the drafts, as `caller`. \param rule_set  Code of the set that one of them runs whole.
Status TellHunts(const RowMaker& rows, const Province& province, const journal::Caller& caller,
                 Instant now, std::string_view rule_set);

/// Purpose      Runs the drafts of the seed once the events are stored, and concludes some. Those
///              that a person has touched since are left alone.
/// Life cycle   Started by the constructor, stopped and joined by the destructor.
/// Concurrency  One thread of its own.
class HuntStory {
 public:
  struct Deps {
    journal::StateStore& store;
    hunts::HuntService& hunts;
    std::function<bool()> is_stored;  ///< All events of the seed can be read.
  };
  explicit HuntStory(Deps deps);

 private:
  void Run(const std::stop_token& stop);
  /// False when it is to stop.
  bool Pause(const std::stop_token& stop);

  Deps deps_;
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread thread_;  // last: ends before what it uses goes
};

}  // namespace lachan::demo
