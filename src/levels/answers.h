// SPDX-License-Identifier: Apache-2.0
/// \file
/// What is asked about a system to find its level. Names reach the store with the dossier; never
/// rename. An empty member has not been answered.
/// \source NĐ 85/2016 Đ6–11; NĐ 331/2026 Đ10–16
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "schema/types.h"

namespace lachan::levels {

/// Which rules of levels: NĐ 85/2016 or NĐ 331/2026.
BOOST_DEFINE_ENUM_CLASS(Regime, nd85, nd331)
/// How bad it would be if the system were sabotaged or its secrets lost.
BOOST_DEFINE_ENUM_CLASS(Harm, harm, serious, particularly_serious)
BOOST_DEFINE_ENUM_CLASS(NationalRole, e_government, critical_data, neither)
BOOST_DEFINE_ENUM_CLASS(Scope, one_organisation, sector_or_province, nationwide, international)
/// Grade of the construction works that an industrial control system runs.
BOOST_DEFINE_ENUM_CLASS(WorksGrade, grade_2_to_4, grade_1, special)
/// Grade of the online public service, in the words of the rules before 2026.
BOOST_DEFINE_ENUM_CLASS(ServiceGrade, information_only, up_to_2, from_3)
/// Whether an online service lies in a field of business with conditions.
BOOST_DEFINE_ENUM_CLASS(Business, none, not_listed, listed)
/// Level that a competent authority has decided.
BOOST_DEFINE_ENUM_CLASS(Decision, level_2, level_3, level_5)

using People = schema::Number<0, 100'000'000>;

struct Answers {
  // What the system is; several may hold.
  bool internal = false;        ///< Serves the work inside the organisation only.
  bool public_service = false;  ///< Serves citizens and enterprises online.
  bool infrastructure = false;  ///< Network, data centre, cloud, platform for organisations.
  bool industrial = false;      ///< Controls construction works.
  bool state_secret = false;    ///< Processes state secrets or serves defence and security.
  bool national = false;        ///< National system, or central store of critical national data.
  bool decided = false;         ///< A competent authority decided its level.
  bool something_else = false;  ///< None of these.

  std::optional<Harm> harm;
  std::optional<NationalRole> national_role;
  std::optional<Scope> scope;
  std::optional<bool> round_the_clock;  ///< 24/7, no unplanned stop is accepted.
  std::optional<WorksGrade> works_grade;
  std::optional<Decision> decision;
  std::optional<ServiceGrade> service_grade;
  std::optional<bool> administrative_procedures;
  std::optional<Business> business;
  std::optional<People> users;               ///< Whose private or personal information is held.
  std::optional<People> basic_subjects;      ///< Data subjects of basic personal data.
  std::optional<People> sensitive_subjects;  ///< Data subjects of sensitive personal data.
  std::optional<bool> only_public_information;

  /// Level that the risk assessment asks for, when higher. \source NĐ 331/2026 Đ10
  std::optional<schema::Number<1, 5>> risk_level;
  schema::Paragraph<2000> risk_reason;

  bool has_trait() const {
    return internal || public_service || infrastructure || industrial || state_secret || national ||
           decided || something_else;
  }
};
BOOST_DESCRIBE_STRUCT(Answers, (),
                      (internal, public_service, infrastructure, industrial, state_secret, national,
                       decided, something_else, harm, national_role, scope, round_the_clock,
                       works_grade, decision, service_grade, administrative_procedures, business,
                       users, basic_subjects, sensitive_subjects, only_public_information,
                       risk_level, risk_reason))

}  // namespace lachan::levels
