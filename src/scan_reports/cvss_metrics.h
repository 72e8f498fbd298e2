// SPDX-License-Identifier: Apache-2.0
/// \file
/// The metrics of a vector by name. Internal to the module.
#pragma once

#include <array>
#include <span>
#include <string_view>
#include <utility>

#include "base/result.h"

namespace lachan::scan_reports {

/// What a vector says. Views into its text.
class CvssMetrics {
 public:
  /// \param mandatory, optional  Rows "AV:N,A,L,P": the name and what it may be.
  /// \error kInvalidInput  unknown, repeated or missing metric, or unknown value; names it.
  static Result<CvssMetrics> Read(std::string_view text,
                                  std::span<const std::string_view> mandatory,
                                  std::span<const std::string_view> optional);
  static Result<CvssMetrics> ReadV4(std::string_view text);

  /// Value of a metric; "X" when the vector does not name it.
  std::string_view operator[](std::string_view name) const;
  /// The modified metric ("M" before the name) where it is defined, else the metric.
  std::string_view Modified(std::string_view name) const;
  bool IsDefined(std::string_view name) const;

 private:
  static constexpr std::size_t kMost = 40;
  std::array<std::pair<std::string_view, std::string_view>, kMost> values_{};
  std::size_t count_ = 0;
};

/// Score of a v4.0 vector in tenths. \source CVSS v4.0 specification §8
int ScoreV4(const CvssMetrics& metrics);

}  // namespace lachan::scan_reports
