// SPDX-License-Identifier: Apache-2.0
/// \file
/// A duty as the API shows it; shared by lists of duties and by score cards.
#pragma once

#include <boost/describe/class.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "assurance/entities.h"
#include "directive/assess.h"
#include "obligations/obligation_service.h"
#include "schema/json.h"

namespace lachan::web_api {

BOOST_DEFINE_ENUM_CLASS(DutyState, met, met_late, due_soon, open, overdue, not_applicable,
                        not_measured, exempt)

struct EvidenceView {
  std::int64_t fact_id = 0;
  std::string kind;
  Instant occurred_at;
  std::string subject_kind;
  std::int64_t subject_id = 0;
};
BOOST_DESCRIBE_STRUCT(EvidenceView, (), (fact_id, kind, occurred_at, subject_kind, subject_id))

/// A pause or exemption that touches a duty.
struct ReliefView {
  std::int64_t id = 0;
  ReliefEffect effect = ReliefEffect::pause;
  CivilDate from_day{};
  std::optional<CivilDate> last_day;  ///< Also where it was ended early.
  std::string basis, decided_by, decision_number;
};
BOOST_DESCRIBE_STRUCT(ReliefView, (),
                      (id, effect, from_day, last_day, basis, decided_by, decision_number))

struct DutyView {
  std::string key, obligation, part, clause, title_vi, title_en, how_vi, how_en;
  std::int64_t agency_id = 0;
  std::optional<std::int64_t> system_id;
  std::string period;   ///< What a record must name as its period; may be empty.
  std::string subject;  ///< What a record must name as its subject; may be empty.
  std::optional<std::int64_t> trigger_fact_id;
  DutyState status = DutyState::open;
  std::optional<Instant> due, next_due, since, discharged_at;
  bool soft = false;
  bool measured = true;  ///< False: `why` says why nobody can tell.
  std::int64_t weight = 1;
  std::int64_t earned = 0, possible = 0;  ///< Items: layers, experts.
  std::string why_vi, why_en, confidence, source;
  std::vector<EvidenceView> evidence;
  std::optional<AssuranceKind> discharge_with;  ///< The record to enter; the first of `forms`.
  std::vector<AssuranceKind> forms;
  std::vector<ReliefView> reliefs;
  /// Register that keeps a form's evidence, by form: "drills?scope=province". Forms without one
  /// are assurance records.
  std::map<std::string, std::string> form_registers;
};
BOOST_DESCRIBE_STRUCT(DutyView, (),
                      (key, obligation, part, clause, title_vi, title_en, how_vi, how_en, agency_id,
                       system_id, period, subject, trigger_fact_id, status, due, next_due, since,
                       discharged_at, soft, measured, weight, earned, possible, why_vi, why_en,
                       confidence, source, evidence, discharge_with, forms, form_registers,
                       reliefs))

using CountsView = std::map<std::string, std::int64_t>;

DutyView View(const directive::Duty& duty, const directive::Directive& directive,
              obligations::ObligationService& service);
DutyState StateOf(directive::DutyStatus status);
/// Kinds of records that discharge a part; empty when people enter nothing.
std::vector<AssuranceKind> FormsOf(const directive::Part& part);
std::map<std::string, std::string> FormRegisters(const std::vector<AssuranceKind>& forms);
CountsView View(const obligations::StatusCounts& counts);
/// Title of a part: its own, else that of its obligation.
const directive::Text& TitleOf(const directive::Directive& directive, std::string_view part);

}  // namespace lachan::web_api
