// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "scan/slice.h"

namespace lachan::scan {

/// A detection that a correlation counts.
struct PendingDetection {
  Instant time;
  std::uint64_t unit = 0;  ///< Of the part.
  std::string body;        ///< As EncodeDetection writes it.
};

/// What came out of a stretch of a file. Numbers of lines and records count from the beginning of
/// the part (the first is 1), because nobody knows yet how many come before: they are added when
/// the parts stand in order.
struct Part {
  /// A number of a record that belongs at a place of `text`.
  struct Gap {
    std::size_t at = 0;
    std::uint64_t unit = 0;
    std::uint8_t width = 0;  ///< At least so many characters; filled up with blanks behind.
  };

  std::size_t file = 0;  ///< Index of the file.
  std::uint64_t units = 0, bytes = 0;
  std::string text;  ///< For the output, without the numbers of records.
  std::vector<Gap> gaps;
  std::vector<PendingDetection> detections;

  // For the account of the file.
  std::uint64_t events = 0;
  std::array<std::uint64_t, kUnreadKinds> unread{};  ///< By Unread.
  std::vector<UnreadUnit> unread_units;              ///< The first ones of the part.
  std::uint64_t untimed_detections = 0;  ///< Correlations would count them, but nobody knows when.
  std::uint64_t fields_left_out = 0;     ///< Records that had more than a limit.
  Format format = Format::kEmpty;
  bool is_begin = false;       ///< The file's first part: `format` and `what` count.
  std::string_view what;       ///< Of Format::kOther.
  bool may_hold_logs = false;  ///< The same.
  std::optional<Error> error;  ///< The file could not be read to its end, or at all.

  void AddUnread(std::uint64_t unit, Unread why) {
    ++unread[static_cast<std::size_t>(why)];
    if (unread_units.size() < kUnreadUnits) unread_units.push_back({unit, why});
  }
  static constexpr std::size_t kUnreadUnits = 16;
};

/// "{"file":"a","record":" + 17 + "}…": the text with the numbers in it.
/// \param before  Units of the file before this part.
void AppendText(const Part& part, std::uint64_t before, std::string& out);

}  // namespace lachan::scan
