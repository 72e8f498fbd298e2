// SPDX-License-Identifier: Apache-2.0
/// \file
/// An event store in memory, as those see it who keep and drop.
#pragma once

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <vector>

#include "events/event_keeping.h"

namespace lachan::retention {

class FakeKeeping final : public events::EventKeeping {
 public:
  using Key = std::pair<std::uint8_t, CivilDate>;

  std::vector<Event> events;
  std::map<std::int64_t, std::set<std::string>> held;
  std::function<void()> before_drop;  ///< Called when a drop begins.
  int failing_drops = 0;              ///< So many fail first.
  bool loses_copies = false;

  static CivilDate MondayOf(Instant time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    return day - (std::chrono::weekday(day) - std::chrono::Monday);
  }

  Result<std::vector<events::StoredWeek>> Weeks() override {
    std::map<Key, events::StoredWeek> weeks;
    for (const auto& event : events) {
      auto& week = weeks[{event.level, MondayOf(event.time)}];
      week.kept_as = {event.level, false};
      week.monday = MondayOf(event.time);
      ++week.rows;
      week.bytes += 100;
    }
    std::vector<events::StoredWeek> list;
    for (const auto& [key, week] : weeks) list.push_back(week);
    return list;
  }
  Result<events::WeekContents> Look(events::RetentionClass kept_as, CivilDate monday) override {
    events::WeekContents contents;
    std::map<std::int64_t, events::WeekOwner> owners;
    for (const auto& event : events) {
      if (event.level != kept_as.level || MondayOf(event.time) != monday) continue;
      contents.oldest = contents.rows == 0 ? event.time : std::min(contents.oldest, event.time);
      contents.newest = std::max(contents.newest, event.time);
      contents.last_received = std::max(contents.last_received, event.received_at);
      ++contents.rows;
      auto& owner = owners[event.system.value];
      owner.system = event.system;
      owner.agency = event.agency;
      ++owner.rows;
    }
    for (const auto& [id, owner] : owners) contents.owners.push_back(owner);
    return contents;
  }
  Status Drop(events::RetentionClass kept_as, CivilDate monday) override {
    if (before_drop) before_drop();
    if (failing_drops > 0) {
      --failing_drops;
      return Fail(ErrorCode::kUnavailable, "the engine is away");
    }
    std::erase_if(events, [&](const Event& event) {
      return event.level == kept_as.level && MondayOf(event.time) == monday;
    });
    return {};
  }
  Result<events::HeldSpan> Hold(std::int64_t hold, const events::Query& query,
                                const events::Scope&) override {
    events::HeldSpan span;
    auto& ids = held[hold];
    for (const auto& event : events) {
      if (event.time < *query.from || event.time >= *query.to) continue;
      ++span.matching.events;
      if (loses_copies) continue;
      ids.insert(event.id);
      ++span.kept.events;
    }
    return span;
  }
  Result<events::HeldTotals> Held(std::int64_t hold) override {
    events::HeldTotals totals;
    totals.all.events = held[hold].size();
    totals.all.digest = fmt::format("{:064}", totals.all.events);
    return totals;
  }
  Status Release(std::int64_t hold) override {
    held.erase(hold);
    return {};
  }
  Result<events::Page> SearchHeld(std::int64_t, const events::Query&,
                                  const events::Scope&) override {
    return events::Page{};
  }
  Result<std::uint64_t> HeldBytes() override { return 0; }
  Result<std::vector<events::DayVolume>> Volume(CivilDate) override {
    return std::vector<events::DayVolume>{};
  }
  Result<std::vector<events::SourceArrival>> LastReceived(Instant) override {
    return std::vector<events::SourceArrival>{};
  }
  Result<std::vector<events::StoreDisk>> Disks() override {
    return std::vector<events::StoreDisk>{};
  }
};

}  // namespace lachan::retention
