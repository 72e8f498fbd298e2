// SPDX-License-Identifier: Apache-2.0
#include "directive/suggest.h"

#include <numeric>

namespace lachan::directive {

std::size_t EditDistance(std::string_view a, std::string_view b, std::size_t most) {
  constexpr std::size_t kLongest = 200;  // Names are short; a long text is no misspelt name.
  if (a.size() > kLongest || b.size() > kLongest) return most + 1;
  if (std::max(a.size(), b.size()) - std::min(a.size(), b.size()) > most) return most + 1;
  std::vector<std::size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({changed, row[j] + 1, row[j - 1] + 1});
    }
  }
  return std::min(row[b.size()], most + 1);
}

}  // namespace lachan::directive
