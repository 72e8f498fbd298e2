// SPDX-License-Identifier: Apache-2.0
/// \file
/// The way of a level dossier: who appraises and approves at which level, within which time, and
/// what it must hold.
/// \source NĐ 85/2016 Đ12–18; TT 03/2017 Đ14; NĐ 331/2026 Đ10, Đ18, Đ21–25, Đ28–30
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "directive/time_limit.h"
#include "levels/answers.h"

namespace lachan::levels {

/// Who acts. Names reach the store.
BOOST_DEFINE_ENUM_CLASS(Body, operator_unit, specialised_unit, other_unit, council, ministry, owner)

/// Parts of a dossier. Names reach the store.
BOOST_DEFINE_ENUM_CLASS(PartKind, request, overview, design, level_proposal, protection_plan,
                        risk_assessment, opinion, regulation, other)

/// Gaps of the law that a province fills by its own decision.
struct WorkflowOptions {
  int low_level_appraisal_days = 15;  ///< Levels 1–2: neither decree names a limit.
};

/// How a dossier of one regime and level goes.
struct Route {
  Regime regime = Regime::nd331;
  int level = 1;
  directive::TimeLimit check;  ///< From filing: complete, or the missing parts are named.
  Body appraiser = Body::specialised_unit;
  directive::TimeLimit appraise;  ///< From the complete dossier.
  Body approver = Body::owner;
  directive::TimeLimit approve;      ///< From the appraisal.
  bool needs_opinion = false;        ///< The specialised unit's opinion comes before the appraisal.
  bool is_conflict = false;          ///< The specialised unit operates the system itself.
  bool needs_national_list = false;  ///< Level 5: the Prime Minister approves the list.
  std::string_view check_clause, appraise_clause, approve_clause;
};

/// \param specialised_unit_operates  Under NĐ 331 another unit or a council then appraises
///   (levels 1–3). \source NĐ 331/2026 Đ18
Route RouteOf(Regime regime, int level, bool specialised_unit_operates,
              const WorkflowOptions& options = {});

/// One part that a dossier needs.
struct PartRule {
  PartKind kind;
  bool before_approval = false;  ///< Needed only when it is approved, not when it is filed.
  std::string_view clause;
  std::string_view vi, en;            ///< Name.
  std::string_view what_vi, what_en;  ///< What it holds.
};
std::vector<PartRule> RequiredParts(Regime regime, int level);

/// Number of the official form; empty when there is none or its number is not known.
/// \param kind  What is written: "request", "opinion", "appraisal", "submission", "decision".
std::string_view FormOf(Regime regime, int level, std::string_view kind);

}  // namespace lachan::levels
