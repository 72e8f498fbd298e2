// SPDX-License-Identifier: Apache-2.0
#include "pipeline/testing_fakes.h"

namespace lachan::pipeline::testing {
namespace {

std::unexpected<Error> Refused(ErrorCode code) { return Fail(code, "refused by the test"); }

}  // namespace

Result<Sequence> MemorySpool::Append(std::span<const SpoolItem> items) {
  const std::lock_guard lock(mutex_);
  if (failure_) return Refused(*failure_);
  const Sequence first = frames_.empty() ? 1 : frames_.rbegin()->first + 1;
  for (std::size_t i = 0; i < items.size(); ++i) frames_[first + i] = items[i];
  return first;
}

Result<std::optional<SpoolFrame>> MemorySpool::Read(Sequence from) {
  const std::lock_guard lock(mutex_);
  const auto at = frames_.lower_bound(from);
  if (at == frames_.end()) return std::nullopt;
  return SpoolFrame{at->first, at->second};
}

SpoolPosition MemorySpool::Position(SpoolReader reader) const {
  const std::lock_guard lock(mutex_);
  return positions_[static_cast<std::size_t>(reader)];
}

Status MemorySpool::SetPosition(SpoolReader reader, SpoolPosition position) {
  const std::lock_guard lock(mutex_);
  positions_[static_cast<std::size_t>(reader)] = position;
  return {};
}

Status MemorySpool::SetAside(const SpoolFrame& frame, std::string_view) {
  const std::lock_guard lock(mutex_);
  aside_.push_back(frame);
  return {};
}

std::vector<std::string> MemorySpool::RecentKeys() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> keys;
  for (const auto& [sequence, item] : frames_) {
    if (!item.key.empty()) keys.push_back(item.key);
  }
  return keys;
}

SpoolUsage MemorySpool::Usage() const {
  const std::lock_guard lock(mutex_);
  SpoolUsage usage;
  usage.limit_bytes = 1u << 30;
  for (const auto& [sequence, item] : frames_) usage.bytes += item.body->size();
  if (!frames_.empty()) {
    usage.first = frames_.begin()->first;
    usage.last = frames_.rbegin()->first;
  }
  usage.quarantined = aside_.size();
  return usage;
}

void MemorySpool::FailWith(std::optional<ErrorCode> code) {
  const std::lock_guard lock(mutex_);
  failure_ = code;
}

std::vector<SpoolFrame> MemorySpool::aside() const {
  const std::lock_guard lock(mutex_);
  return aside_;
}

Status MemoryStore::InsertBatches(std::span<const EventBatch* const> batches,
                                  std::string_view token) {
  std::vector<Event> batch;
  for (const EventBatch* one : batches) {
    for (Event& event : one->ToEvents()) batch.push_back(std::move(event));
  }
  const std::lock_guard lock(mutex_);
  if (failure_) return Refused(*failure_);
  const auto has = [&](const std::string& text) {
    return !text.empty() &&
           std::ranges::any_of(batch, [&](const Event& event) { return event.raw.contains(text); });
  };
  if (has(refused_text_)) return Refused(ErrorCode::kInvalidInput);
  if (has(failing_text_)) return Refused(ErrorCode::kUnavailable);
  if (seen_.emplace(token).second) {
    events_.insert(events_.end(), batch.begin(), batch.end());
    tokens_.emplace_back(token);
  }
  if (lose_answers_ > 0) {
    --lose_answers_;
    return Refused(ErrorCode::kUnavailable);
  }
  return {};
}

Result<events::Page> MemoryStore::Search(const events::Query&, const events::Scope&) {
  return Fail(ErrorCode::kUnsupported, "not in this double");
}
Result<Event> MemoryStore::Get(std::string_view, const events::Scope&) {
  return Fail(ErrorCode::kUnsupported, "not in this double");
}
Result<events::Histogram> MemoryStore::CountOverTime(const events::Query&, int,
                                                     const events::Scope&) {
  return Fail(ErrorCode::kUnsupported, "not in this double");
}
Result<std::vector<events::ValueCount>> MemoryStore::TopValues(std::string_view,
                                                               const events::Query&, int,
                                                               const events::Scope&) {
  return Fail(ErrorCode::kUnsupported, "not in this double");
}

void MemoryStore::FailWith(std::optional<ErrorCode> code) {
  const std::lock_guard lock(mutex_);
  failure_ = code;
}
void MemoryStore::FailText(std::string text) {
  const std::lock_guard lock(mutex_);
  failing_text_ = std::move(text);
}
void MemoryStore::RefuseText(std::string text) {
  const std::lock_guard lock(mutex_);
  refused_text_ = std::move(text);
}
void MemoryStore::LoseAnswers(int times) {
  const std::lock_guard lock(mutex_);
  lose_answers_ = times;
}
std::vector<Event> MemoryStore::events() const {
  const std::lock_guard lock(mutex_);
  return events_;
}
std::vector<std::string> MemoryStore::tokens() const {
  const std::lock_guard lock(mutex_);
  return tokens_;
}

Status MemorySink::Raise(std::span<const Detection> detections) {
  const std::lock_guard lock(mutex_);
  if (failure_) return Refused(*failure_);
  for (const Detection& detection : detections) by_key_.emplace(detection.key, detection);
  raised_ += static_cast<int>(detections.size());
  return {};
}
void MemorySink::FailWith(std::optional<ErrorCode> code) {
  const std::lock_guard lock(mutex_);
  failure_ = code;
}
std::map<std::string, Detection> MemorySink::detections() const {
  const std::lock_guard lock(mutex_);
  return by_key_;
}
int MemorySink::raised() const {
  const std::lock_guard lock(mutex_);
  return raised_;
}

}  // namespace lachan::pipeline::testing
