// SPDX-License-Identifier: Apache-2.0
/// \file
/// "did you mean …": the nearest of the words that would have been right. Internal to the module.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace lachan::directive {

/// Letters to insert, delete or change on the way from `a` to `b`; `most` + 1 when more.
std::size_t EditDistance(std::string_view a, std::string_view b, std::size_t most);

/// The nearest candidate within a third of the word's length; empty when none is near.
template <class Range>
std::string Nearest(std::string_view word, const Range& candidates) {
  std::size_t best = std::max<std::size_t>(2, word.size() / 3) + 1;
  std::string nearest;
  for (const auto& candidate : candidates) {
    const std::size_t distance = EditDistance(word, candidate, best - 1);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

/// "did you mean 'x'? " or nothing, before `otherwise`.
template <class Range>
std::string Hint(std::string_view word, const Range& candidates, std::string_view otherwise) {
  const std::string nearest = Nearest(word, candidates);
  if (nearest.empty()) return std::string(otherwise);
  return "did you mean '" + nearest + "'? " + std::string(otherwise);
}

}  // namespace lachan::directive
