// SPDX-License-Identifier: Apache-2.0
/// \file
/// The criteria of both regimes as data: one line a criterion, with its clause, its words and the
/// rule that decides it.
#pragma once

#include <span>
#include <string_view>

#include "levels/answers.h"

namespace lachan::levels {

/// A number at which the level changes.
struct Thresholds {
  std::int64_t users = 10'000;               ///< \source NĐ 85/2016 Đ8.2.c, Đ9.2.c
  std::int64_t basic_subjects = 100'000;     ///< \source NĐ 331/2026 Đ12.2.b, Đ13.2.c
  std::int64_t sensitive_subjects = 10'000;  ///< \source NĐ 331/2026 Đ12.2.b, Đ13.2.c
};

/// How a criterion is decided.
enum class Rule : std::uint8_t {
  kInternalPublicInformation,
  kInternalPrivateInformation,
  kServiceGradeLow,
  kServiceGradeHigh,
  kBusinessNotListed,
  kBusinessListed,
  kUsersBelow,
  kUsersFrom,
  kSubjectsBelow,
  kSubjectsFrom,
  kProcedures,
  kScopeOne,
  kScopeProvince,
  kScopeNationwide,
  kScopeInternational,
  kNationalService,
  kNationalServiceOrInfrastructure,
  kCriticalData,
  kWorksLow,
  kWorksFirst,
  kWorksSpecial,
  kHarm,
  kHarmSerious,
  kHarmParticular,
  kDecidedTwo,
  kDecidedThree,
  kDecidedFive,
};

struct Criterion {
  std::string_view id;  ///< "ND85-3.2c"; reaches the store, never changes.
  Regime regime;
  int level;
  Rule rule;
  std::string_view clause;  ///< "Đ9.2.c"
  std::string_view vi, en;  ///< In our own words.
};

std::span<const Criterion> Criteria();
/// Null when there is none of this id.
const Criterion* FindCriterion(std::string_view id);

/// When which regime is to be used. The law leaves a gap from 01/7/2026 (law in force) to 18/8/2026
/// (its decrees not yet): the day of the change is a setting.
struct RegimeDates {
  CivilDate nd331_from{std::chrono::year{2026}, std::chrono::month{8}, std::chrono::day{19}};
};
Regime RegimeAt(CivilDate day, const RegimeDates& dates = {});
/// "Nghị định số 85/2016/NĐ-CP".
std::string_view InstrumentOf(Regime regime);

}  // namespace lachan::levels
