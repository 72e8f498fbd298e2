// SPDX-License-Identifier: Apache-2.0
#include "scan/part_order.h"

#include <fmt/format.h>

namespace lachan::scan {
namespace {

std::size_t WeightOf(const Part& part) {
  std::size_t weight = part.text.size() + part.gaps.size() * sizeof(Part::Gap) + sizeof(Part);
  for (const auto& detection : part.detections) weight += detection.body.size() + sizeof detection;
  return weight;
}

}  // namespace

void AppendText(const Part& part, std::uint64_t before, std::string& out) {
  std::size_t at = 0;
  for (const auto& gap : part.gaps) {
    out.append(part.text, at, gap.at - at);
    at = gap.at;
    fmt::format_to(std::back_inserter(out), "{:<{}}", before + gap.unit, gap.width);
  }
  out.append(part.text, at);
}

std::optional<std::uint64_t> PartOrder::Reserve(std::size_t weight) {
  std::unique_lock lock(mutex_);
  room_.wait(lock, [&] {
    return stopped_ || tasks_.empty() ||
           (weight_ + weight <= limits_.task_weight && tasks_.size() < limits_.tasks);
  });
  if (stopped_) return std::nullopt;
  tasks_[next_].weight = weight;
  weight_ += weight;
  return next_++;
}

void PartOrder::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  ready_.notify_all();
}

void PartOrder::Put(std::uint64_t task, Part part, bool is_last) {
  const std::size_t size = WeightOf(part);
  std::unique_lock lock(mutex_);
  room_.wait(lock, [&] {
    if (stopped_ || text_bytes_ + size <= limits_.text_bytes) return true;
    const auto& [first, state] = *tasks_.begin();
    return first == task && state.parts.empty();
  });
  if (stopped_) return;
  Task& state = tasks_.at(task);
  text_bytes_ += size;
  state.parts.push_back(std::move(part));
  state.is_complete = is_last;
  if (tasks_.begin()->first == task) ready_.notify_all();
}

void PartOrder::Stop() {
  const std::lock_guard lock(mutex_);
  stopped_ = true;
  room_.notify_all();
  ready_.notify_all();
}

std::optional<Part> PartOrder::Take(std::chrono::milliseconds wait) {
  std::unique_lock lock(mutex_);
  ready_.wait_for(lock, wait, [&] {
    return IsOverLocked() || (!tasks_.empty() && !tasks_.begin()->second.parts.empty());
  });
  if (stopped_ || tasks_.empty() || tasks_.begin()->second.parts.empty()) return std::nullopt;
  Task& first = tasks_.begin()->second;
  Part part = std::move(first.parts.front());
  first.parts.pop_front();
  text_bytes_ -= WeightOf(part);
  if (first.is_complete && first.parts.empty()) {
    weight_ -= first.weight;
    tasks_.erase(tasks_.begin());
  }
  room_.notify_all();
  return part;
}

bool PartOrder::IsOver() const {
  const std::lock_guard lock(mutex_);
  return IsOverLocked();
}

}  // namespace lachan::scan
