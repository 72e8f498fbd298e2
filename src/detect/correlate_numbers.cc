// SPDX-License-Identifier: Apache-2.0
#include "detect/correlate_numbers.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>
#include <limits>

#include "detect/scalar.h"

namespace lachan::detect {
namespace {

constexpr double kMost = 1e300;

/// a + b = sum + rest, exactly.
struct TwoSum {
  double sum, rest;
  TwoSum(double a, double b) : sum(a + b) {
    const double b_part = sum - a;
    rest = (a - (sum - b_part)) + (b - b_part);
  }
};

bool IsPlainDecimal(std::string_view text) {
  std::size_t at = text.starts_with('-') ? 1 : 0;
  const auto digits = [&] {
    const std::size_t begin = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - begin;
  };
  if (digits() == 0) return false;
  if (at == text.size()) return true;
  return text[at++] == '.' && digits() > 0 && at == text.size();
}

}  // namespace

double NumberOf(std::string_view text) {
  double number = 0;
  const char* end = text.data() + text.size();
  const bool plain = IsPlainDecimal(text);
  if (!plain || std::from_chars(text.data(), end, number).ec != std::errc()) {
    const auto decimal = Decimal::Parse(text, true);
    if (!decimal) return std::numeric_limits<double>::quiet_NaN();
    number = std::strtod(decimal->text.c_str(), nullptr);
  }
  return std::clamp(number, -kMost, kMost);
}

void ExactSum::Add(double number) {
  if (parts_) {
    AddToParts(number);
    if (parts_->size() <= 2) JoinParts();
    return;
  }
  const TwoSum high(high_, number);
  const TwoSum low(low_, high.rest);
  if (low.rest != 0) [[unlikely]] {
    parts_ = std::make_unique<std::vector<double>>();
    for (const double part : {low.rest, low.sum, high.sum}) AddToParts(part);
    return;
  }
  const TwoSum both(high.sum, low.sum);
  high_ = both.sum;
  low_ = both.rest;
}

void ExactSum::AddToParts(double number) {
  std::vector<double>& parts = *parts_;
  std::size_t kept = 0;
  for (const double part : parts) {
    const TwoSum two(number, part);
    if (two.rest != 0) parts[kept++] = two.rest;
    number = two.sum;
  }
  parts.resize(kept);
  if (number != 0) parts.push_back(number);
}

void ExactSum::JoinParts() {
  high_ = parts_->empty() ? 0 : parts_->back();
  low_ = parts_->size() == 2 ? parts_->front() : 0;
  parts_.reset();
}

double ExactSum::Value() const {
  if (!parts_) return high_;
  const std::vector<double>& parts = *parts_;
  if (parts.empty()) return 0;
  std::size_t left = parts.size() - 1;
  double sum = parts[left], rest = 0;
  while (left > 0 && rest == 0) {
    const TwoSum two(sum, parts[--left]);
    sum = two.sum;
    rest = two.rest;
  }
  // Half way between two doubles, the parts below decide.
  if (left > 0 && (rest < 0) == (parts[left - 1] < 0)) {
    const double twice = rest * 2, rounded = sum + twice;
    if (twice == rounded - sum) sum = rounded;
  }
  return sum;
}

std::size_t RankedNumbers::ChunkFor(double number) const {
  const auto found =
      std::lower_bound(chunks_.begin(), chunks_.end(), number,
                       [](const Chunk& chunk, double value) { return chunk.back() < value; });
  return static_cast<std::size_t>(found - chunks_.begin());
}

void RankedNumbers::Insert(double number) {
  ++size_;
  if (chunks_.empty()) {
    chunks_.emplace_back(1, number);
    return;
  }
  const std::size_t at = std::min(ChunkFor(number), chunks_.size() - 1);
  Chunk& chunk = chunks_[at];
  chunk.insert(std::lower_bound(chunk.begin(), chunk.end(), number), number);
  if (chunk.size() < kMost) return;
  const auto middle = chunk.begin() + kMost / 2;
  Chunk upper(middle, chunk.end());
  chunk.erase(middle, chunk.end());
  chunks_.insert(chunks_.begin() + static_cast<std::ptrdiff_t>(at) + 1, std::move(upper));
}

void RankedNumbers::Erase(double number) {
  const std::size_t at = ChunkFor(number);
  Chunk& chunk = chunks_[at];
  chunk.erase(std::lower_bound(chunk.begin(), chunk.end(), number));
  --size_;
  Tidy(at);
}

void RankedNumbers::Tidy(std::size_t at) {
  const auto place = [&](std::size_t i) {
    return chunks_.begin() + static_cast<std::ptrdiff_t>(i);
  };
  Chunk& chunk = chunks_[at];
  if (chunk.empty()) {
    chunks_.erase(place(at));
    if (chunks_.capacity() > chunks_.size() * 2 + 2) chunks_.shrink_to_fit();
    return;
  }
  if (chunk.size() < kMost / 4 && chunks_.size() > 1) {
    const std::size_t left = at > 0 ? at - 1 : at;
    Chunk& into = chunks_[left];
    const Chunk& from = chunks_[left + 1];
    if (into.size() + from.size() <= kMost * 3 / 4) {
      into.insert(into.end(), from.begin(), from.end());
      chunks_.erase(place(left + 1));
      if (chunks_.capacity() > chunks_.size() * 2 + 2) chunks_.shrink_to_fit();
      return;
    }
  }
  if (chunk.capacity() > chunk.size() * 4 + 2) chunk.shrink_to_fit();
}

double RankedNumbers::At(std::size_t rank) const {
  if (rank * 2 <= size_) {
    for (const Chunk& chunk : chunks_) {
      if (rank < chunk.size()) return chunk[rank];
      rank -= chunk.size();
    }
  }
  std::size_t from_end = size_ - 1 - rank;
  for (auto chunk = chunks_.rbegin(); chunk != chunks_.rend(); ++chunk) {
    if (from_end < chunk->size()) return (*chunk)[chunk->size() - 1 - from_end];
    from_end -= chunk->size();
  }
  return 0;
}

}  // namespace lachan::detect
