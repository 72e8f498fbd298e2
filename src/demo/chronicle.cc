// SPDX-License-Identifier: Apache-2.0
#include "demo/chronicle.h"

#include <algorithm>

namespace lachan::demo {

void Chronicle::At(Instant instant, Happening happening) {
  if (instant > end_) return;
  heap_.push_back({std::max(instant, begin_), order_++, std::move(happening)});
  std::ranges::push_heap(heap_, IsLater);
}

Status Chronicle::Run(MovableClock& clock, const std::function<void(Month)>& every_month) {
  std::optional<Month> month;
  while (!heap_.empty()) {
    std::ranges::pop_heap(heap_, IsLater);
    const Entry entry = std::move(heap_.back());
    heap_.pop_back();
    const Month now = Month::Of(CivilDateAt(entry.at));
    if (!month || *month != now) every_month(now);
    month = now;
    // Never back: a happening may have been told late.
    clock.Set(std::max(clock.Now(), entry.at));
    LACHAN_TRY_DO(entry.happening(), fmt::format("telling {}", FormatVietnamese(entry.at)));
  }
  return {};
}

}  // namespace lachan::demo
