// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lachan::formats {

struct CsvLimits {
  std::size_t bytes = 64u << 20;
  std::size_t rows = 1'000'000;
  std::size_t columns = 1'000;
  std::size_t cell_bytes = 1u << 20;
};

using CsvRow = std::vector<std::string>;

/// All rows of a CSV text; a byte-order mark is skipped, CR LF and LF end a row, blank lines are
/// skipped. Rows may differ in length.
/// \error kInvalidInput  a quote that never ends, or text after a closing quote; names the line
/// \error kExhausted     beyond a limit
/// \source RFC 4180
Result<std::vector<CsvRow>> ParseCsv(std::string_view text, char separator = ',',
                                     const CsvLimits& limits = {});

/// One row with CR LF. A cell that a spreadsheet would run as a formula (begins with = + - @ tab
/// CR, or their full-width forms; plain numbers excepted) gets an apostrophe in front.
/// \source OWASP, "CSV Injection"
std::string WriteCsvRow(std::span<const std::string> cells, char separator = ',');

}  // namespace lachan::formats
