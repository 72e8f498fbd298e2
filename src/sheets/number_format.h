// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace lachan::sheets {

/// Whether a built-in format shows a number as a day or a moment.
/// \source ECMA-376 part 1, §18.8.30
bool IsDayFormat(int id);
/// The same of a format's code ("dd/mm/yyyy", "0.00").
bool IsDayFormat(std::string_view code);

/// A number of days as text; what no calendar has (negative, beyond 9999) stays the number.
/// The day of 1900 that never was (serial 60) is given as 1900-02-28.
std::string DayText(double serial, bool from_1904);
/// A number without needless digits: "12", "0.5", "1000000".
std::string NumberText(double number);

}  // namespace lachan::sheets
