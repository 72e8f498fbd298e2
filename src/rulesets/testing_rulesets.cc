// SPDX-License-Identifier: Apache-2.0
#include "rulesets/testing_rulesets.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>

namespace lachan::rulesets::testing {
namespace {

bool Sees(const events::Scope& scope, const Event& event) {
  return scope.all || std::ranges::count(scope.agencies, event.agency) > 0;
}

}  // namespace

std::string Rule(std::string_view id, std::string_view word, std::string_view level,
                 std::string_view more) {
  return fmt::format(
      "title: Rule {0}\nid: {0}\nname: {0}\nauthor: Lá Chắn\nlogsource: {{product: linux, service: "
      "syslog}}\ndetection:\n  words:\n    message|contains: '{1}'\n  condition: words\nlevel: "
      "{2}\n{3}",
      id, word, level, more);
}

SetInput Set(std::string code, std::vector<RuleFile> files, std::optional<Level> minimum) {
  SetInput set;
  set.code = std::move(code);
  set.title = set.code;
  set.kind = set.code == "own" ? RuleSetKind::own : RuleSetKind::shipped;
  set.minimum_level = minimum;
  set.content = std::make_shared<const SetContent>(SetContent::Of(std::move(files)));
  return set;
}

Event Message(std::string text, Instant time, AgencyId agency) {
  static int number = 0;
  Event event;
  event.id = fmt::format("{:026}", ++number);
  event.time = event.received_at = time;
  event.agency = agency;
  event.host = "web01";
  event.logsources = {{"linux", "", "syslog"}};
  event.fields = {{"message", text, EventField::Kind::kString}};
  event.raw = std::move(text);
  return event;
}

std::string SharedDetect() {
  const char* source = std::getenv("LACHAN_SOURCE");
  const auto folder = std::string(source == nullptr ? "." : source) + "/../shared/detect";
  std::error_code error;
  return std::filesystem::is_directory(folder, error) ? folder : std::string();
}

void MemoryEvents::Add(Event event) {
  const std::lock_guard lock(mutex_);
  const auto at = std::ranges::upper_bound(events_, event.time, {}, &Event::time);
  events_.insert(at, std::move(event));
}

std::vector<const Event*> MemoryEvents::Select(const events::Query& query,
                                               const events::Scope& scope) const {
  std::vector<const Event*> selected;
  for (const Event& event : events_) {
    if (query.from && event.time < *query.from) continue;
    if (query.to && event.time >= *query.to) continue;
    if (Sees(scope, event)) selected.push_back(&event);
  }
  return selected;
}

Status MemoryEvents::InsertBatches(std::span<const EventBatch* const> batches, std::string_view) {
  for (const EventBatch* batch : batches) {
    for (const Event& event : batch->ToEvents()) Add(event);
  }
  return {};
}

Result<events::Page> MemoryEvents::Search(const events::Query& query, const events::Scope& scope) {
  const std::lock_guard lock(mutex_);
  ++searches_;
  if (failures_ > 0) {
    --failures_;
    return lachan::Fail(ErrorCode::kUnavailable, "the engine is being restarted");
  }
  auto selected = Select(query, scope);
  std::ranges::reverse(selected);
  const std::size_t from = query.after.empty() ? 0 : std::stoul(query.after);
  events::Page page;
  for (std::size_t i = from; i < selected.size(); ++i) {
    if (page.events.size() == static_cast<std::size_t>(query.limit)) {
      page.next = std::to_string(i);
      break;
    }
    page.events.push_back(*selected[i]);
  }
  return page;
}

Result<Event> MemoryEvents::Get(std::string_view id, const events::Scope& scope) {
  const std::lock_guard lock(mutex_);
  for (const Event& event : events_) {
    if (event.id == id && Sees(scope, event)) return event;
  }
  return lachan::Fail(ErrorCode::kNotFound, "no event {}", id);
}

Result<events::Histogram> MemoryEvents::CountOverTime(const events::Query& query, int buckets,
                                                      const events::Scope& scope) {
  const std::lock_guard lock(mutex_);
  events::Histogram histogram;
  const Duration span = *query.to - *query.from;
  histogram.width = Duration{(span.count() + buckets - 1) / buckets};
  for (int i = 0; i < buckets && *query.from + i * histogram.width < *query.to; ++i) {
    histogram.buckets.push_back({*query.from + i * histogram.width, 0});
  }
  for (const Event* event : Select(query, scope)) {
    const auto index = (event->time - *query.from) / histogram.width;
    ++histogram.buckets[static_cast<std::size_t>(index)].count;
    ++histogram.total;
  }
  return histogram;
}

Result<std::vector<events::ValueCount>> MemoryEvents::TopValues(std::string_view,
                                                                const events::Query&, int,
                                                                const events::Scope&) {
  return lachan::Fail(ErrorCode::kUnsupported, "not in this double");
}

Result<events::StorageStatistics> MemoryEvents::Statistics() { return events::StorageStatistics{}; }

}  // namespace lachan::rulesets::testing
