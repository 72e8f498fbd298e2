// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/vocabulary.h"

namespace lachan::scan_reports {

enum class CvssVersion : std::uint8_t { kNone, kV2, kV30, kV31, kV40 };

/// "", "2.0", "3.0", "3.1", "4.0".
std::string_view ToString(CvssVersion version);

/// A vector and what it is worth.
struct Cvss {
  CvssVersion version = CvssVersion::kNone;
  std::string vector;  ///< As given, without what surrounds it.
  int tenths = 0;      ///< 0–100: the score times ten.
};

/// The score of a vector, computed from its metrics.
///
/// - 3.0 and 3.1: base, temporal and environmental metrics; the score of the innermost group that
///   the vector names (environmental before temporal before base).
/// - 4.0: every metric that counts (base, threat, environmental); supplemental ones are read and do
///   not count. In whole numbers, so no rounding of a machine can differ.
/// - 2.0: base metrics; temporal and environmental ones are read and do not count.
///
/// \error kInvalidInput  no such vector: unknown, repeated or missing metric.
/// \source FIRST, CVSS v2.0 guide §3.2; v3.0 and v3.1 specification §7; v4.0 specification §8
Result<Cvss> ComputeCvss(std::string_view vector);

/// Rating of a score. 0 is informational. \source CVSS v3.1 §5, v4.0 §6
Level LevelOfScore(int tenths);

/// Whether the vector says: from the network or from beside it, without an account, without
/// somebody's help, and both secrecy and integrity are lost altogether.
bool GivesControl(const Cvss& cvss);
/// Whether the vector says that the attack comes over a network. True when there is no vector.
bool IsRemote(const Cvss& cvss);

}  // namespace lachan::scan_reports
