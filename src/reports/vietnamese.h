// SPDX-License-Identifier: Apache-2.0
/// \file
/// Numbers and names as Vietnamese offices write them. Internal to the module.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/time.h"

namespace lachan::reports {

/// "1.284.906"
std::string Grouped(std::int64_t number);
/// In running text: numbers below 10 with a leading zero, "05"; zero is "0".
std::string InText(std::int64_t number);
/// Hundredths of a percent: 9534 → "95,34"; "95,30" is "95,3", "95,00" is "95".
std::string Percent(std::int64_t centi);
/// For a column: "+13,5", "-21,4", "0", or "-" when there was nothing to compare with.
std::string ChangeInPercent(std::int64_t value, std::int64_t previous);
/// For a sentence: "tăng 13,5% so với tháng trước", "không thay đổi so với tháng trước",
/// "tháng trước không ghi nhận".
std::string ChangeInWords(std::int64_t value, std::int64_t previous);
/// "+3", "-2", "0"
std::string Difference(std::int64_t value, std::int64_t previous);

/// "tháng 10 năm 2026"
std::string MonthInWords(Month month);
/// "08 giờ 05 phút ngày 01/11/2026"
std::string InstantInWords(Instant instant);

/// Enumerators of alerts, incidents and activities in words; the name itself when unknown.
std::string_view LevelName(std::string_view name);
std::string_view AlertStatusName(std::string_view name);
std::string_view CategoryName(std::string_view name);
std::string_view SeverityName(std::string_view name);
std::string_view IncidentStatusName(std::string_view name);

/// Without characters a page cannot hold (controls, direction overrides, line breaks), and with
/// blanks at the ends removed.
std::string Clean(std::string_view text);
/// First letter in lower case: "Sở Y tế" stays, "Thực hiện" → "thực hiện".
std::string LowerFirst(std::string_view text);

}  // namespace lachan::reports
