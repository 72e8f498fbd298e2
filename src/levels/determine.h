// SPDX-License-Identifier: Apache-2.0
/// \file
/// From answers to a level: which criteria hold, which decided, and what is still to be asked.
#pragma once

#include <optional>
#include <vector>

#include "levels/criteria.h"
#include "levels/questions.h"

namespace lachan::levels {

enum class Verdict : std::uint8_t { kHolds, kFails, kOpen };

/// One criterion held against the answers.
struct Finding {
  const Criterion* criterion = nullptr;
  Verdict verdict = Verdict::kOpen;
  std::vector<Question> because;  ///< Answers that were looked at, in order.
  std::optional<Question> needs;  ///< kOpen: the answer that is missing first.
};

struct Determination {
  Regime regime = Regime::nd331;
  int level = 0;        ///< 1–5; 0 = no criterion holds (yet).
  int raised_from = 0;  ///< Level by the criteria, when the risk assessment asks for more; or 0.
  bool is_complete = false;  ///< No further answer could change the level.
  std::optional<Question> next;
  std::vector<Finding> findings;  ///< All criteria of the regime, highest level first.

  /// Criteria of the level that decided; empty when none holds.
  std::vector<const Criterion*> Decisive() const;
};

/// Holds every criterion of a regime against the answers. Of several that hold the highest counts.
/// `next` asks only for what may still raise the level: a criterion of no higher level than one
/// that holds is left open.
/// \source NĐ 85/2016 Đ5, Đ7–11; NĐ 331/2026 Đ8, Đ10–16
Determination Determine(const Answers& answers, Regime regime, const Thresholds& thresholds = {});

}  // namespace lachan::levels
