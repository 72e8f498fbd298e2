// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>

#include "documents/model.h"

namespace lachan::documents::testing {

inline Paragraph Plain(std::string text) { return {.runs = {{.text = std::move(text)}}}; }
inline Bullet Item(std::string text, int level = 1) {
  return {.runs = {{.text = std::move(text)}}, .level = level};
}

/// A monthly situation report with invented figures: three tables, an annex, more than three pages.
OfficialDocument MonthlyReport(Standing standing);
/// A one-page letter (công văn) to two addressees.
OfficialDocument Letter();

}  // namespace lachan::documents::testing
