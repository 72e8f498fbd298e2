// SPDX-License-Identifier: Apache-2.0
#include "levels/controls.h"

#include <algorithm>

#include "base/text.h"
#include "formats/csv.h"

namespace lachan::levels {
namespace {

constexpr std::string_view kColumns[] = {"id",       "group",    "family_vi", "family_en",
                                         "title_vi", "title_en", "L1",        "L2",
                                         "L3",       "L4",       "L5",        "clause"};
constexpr formats::CsvLimits kLimits{
    .bytes = 1 << 20, .rows = 2000, .columns = 20, .cell_bytes = 2000};

/// Chapter of a level in the standard: the controls of level 1 are chapter 5 of TCVN 11930 and
/// chapter 3 of TCVN 14423.
int ChapterOf(Standard standard, int level) {
  return level + (standard == Standard::tcvn11930 ? 4 : 2);
}

std::string ClauseAt(const Control& control, int level) {
  const auto parts = Split(control.clause, '/');
  if (parts.size() == control.at.size()) {
    const auto index = static_cast<std::size_t>(level - 1);
    return std::string(Trim(parts[index]));
  }
  if (!control.clause.starts_with("x.")) return control.clause;
  return fmt::format("{}{}", ChapterOf(control.standard, level), control.clause.substr(1));
}

}  // namespace

std::string_view NameOf(Standard standard) {
  switch (standard) {
    case Standard::tcvn11930:
      return "TCVN 11930:2017";
    case Standard::tcvn14423:
      return "TCVN 14423:2026";
  }
  return "";
}

std::vector<LevelControl> Catalogue::Of(Standard standard, int level) const {
  std::vector<LevelControl> asked;
  if (level < 1 || level > 5) return asked;
  for (const Control& control : controls_) {
    const std::string& value = control.at[static_cast<std::size_t>(level - 1)];
    if (control.standard != standard || value.empty()) continue;
    asked.push_back({&control, ClauseAt(control, level), value});
  }
  return asked;
}

const Control* Catalogue::Find(Standard standard, std::string_view id) const {
  const auto found = std::ranges::find_if(controls_, [&](const Control& control) {
    return control.standard == standard && control.id == id;
  });
  return found == controls_.end() ? nullptr : &*found;
}

Result<std::vector<Control>> ParseControls(Standard standard, std::string_view csv) {
  LACHAN_TRY(const auto rows, formats::ParseCsv(csv, ',', kLimits));
  if (rows.empty() || !std::ranges::equal(rows.front(), kColumns)) {
    return Fail(ErrorCode::kInvalidInput, "line 1: the columns are id,group,family_vi,…,clause");
  }
  std::vector<Control> controls;
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const auto& row = rows[i];
    if (row.size() != std::size(kColumns)) {
      return Fail(ErrorCode::kInvalidInput, "row {}: {} cells, not {}", i + 1, row.size(),
                  std::size(kColumns));
    }
    if (row[0].empty() || row[4].empty()) {
      return Fail(ErrorCode::kInvalidInput, "row {}: id and title_vi must not be empty", i + 1);
    }
    Control control{row[0], standard, row[1], row[2], row[3], row[4], row[5], {}, row[11]};
    for (std::size_t level = 0; level < 5; ++level) control.at[level] = row[6 + level];
    const bool is_known = std::ranges::find(controls, control.id, &Control::id) != controls.end();
    if (is_known) {
      return Fail(ErrorCode::kInvalidInput, "row {}: control '{}' stands twice", i + 1, control.id);
    }
    controls.push_back(std::move(control));
  }
  if (controls.empty()) return Fail(ErrorCode::kInvalidInput, "no control in the file");
  return controls;
}

}  // namespace lachan::levels
