// SPDX-License-Identifier: Apache-2.0
#include "sources/hours.h"

#include <fmt/format.h>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <vector>

namespace lachan::sources {
namespace {

constexpr std::int64_t kWeek = 7 * 24;
constexpr int kWeeks = 4;
constexpr std::size_t kFewestWeeks = 2;

}  // namespace

std::int64_t HourOf(Instant instant) {
  return std::chrono::floor<std::chrono::hours>(instant).time_since_epoch().count();
}

Instant BeginOfHour(std::int64_t hour) { return Instant{std::chrono::hours{hour}}; }

Hours Hours::FromJson(std::string_view json, std::int64_t end) {
  Hours hours;
  boost::system::error_code error;
  const auto value = boost::json::parse(json, error);
  if (error || !value.is_array() || value.as_array().size() > kKept) return hours;
  for (const auto& one : value.as_array()) {
    if (!one.is_int64() || one.as_int64() < 0) return Hours();
    hours.counts_.push_back(static_cast<std::uint64_t>(one.as_int64()));
  }
  hours.end_ = end;
  return hours;
}

std::string Hours::ToJson() const { return fmt::format("[{}]", fmt::join(counts_, ",")); }

void Hours::Add(std::int64_t hour, std::uint64_t records) {
  if (counts_.empty()) end_ = hour;
  // After a gap of weeks nothing older is left.
  if (hour >= end_ + kKept) {
    counts_.clear();
    end_ = hour;
  }
  for (; end_ <= hour; ++end_) counts_.push_back(0);
  while (std::ssize(counts_) > kKept) counts_.pop_front();
  const std::int64_t back = end_ - hour;
  // Older than what is kept, or than what there is: let the series reach back.
  if (back > kKept) return;
  while (std::ssize(counts_) < back) counts_.push_front(0);
  counts_[counts_.size() - static_cast<std::size_t>(back)] += records;
}

std::uint64_t Hours::At(std::int64_t hour) const {
  const std::int64_t back = end_ - hour;
  if (back < 1 || back > std::ssize(counts_)) return 0;
  return counts_[counts_.size() - static_cast<std::size_t>(back)];
}

std::uint64_t Hours::Sum(std::int64_t from, std::int64_t to) const {
  std::uint64_t sum = 0;
  for (std::int64_t hour = std::max(from, end_ - kKept); hour < std::min(to, end_); ++hour) {
    sum += At(hour);
  }
  return sum;
}

std::optional<double> Hours::Usual(std::int64_t hour, std::int64_t known_since) const {
  std::vector<std::uint64_t> weeks;
  for (int week = 1; week <= kWeeks; ++week) {
    const std::int64_t then = hour - week * kWeek;
    if (then < known_since || then < hour - kKept) break;
    weeks.push_back(At(then));
  }
  if (weeks.size() < kFewestWeeks) return std::nullopt;
  std::ranges::sort(weeks);
  const auto middle = weeks.size() / 2;
  const auto upper = static_cast<double>(weeks[middle]);
  return weeks.size() % 2 == 1 ? upper : (upper + static_cast<double>(weeks[middle - 1])) / 2;
}

}  // namespace lachan::sources
