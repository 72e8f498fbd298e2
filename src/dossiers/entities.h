// SPDX-License-Identifier: Apache-2.0
/// \file
/// Level dossiers of systems with their parts, the state of each control, and the papers that the
/// rules ask for beside them.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "assurance/entities.h"
#include "levels/answers.h"
#include "levels/controls.h"
#include "levels/workflow.h"
#include "schema/entity.h"

namespace lachan {

struct Dossier;
template <>
inline constexpr const char* kReferenceName<Dossier> = "dossier";

BOOST_DEFINE_ENUM_CLASS(DossierKind, first, redetermination)
/// draft → filed → appraising → appraised → approved; back by `returned`, out by `withdrawn`.
BOOST_DEFINE_ENUM_CLASS(DossierStatus, draft, filed, returned, appraising, appraised, approved,
                        withdrawn)

/// A level dossier. Made and moved by the service alone.
struct Dossier : schema::Row {
  AgencyId agency_id;
  SystemId system_id;
  schema::Computed<schema::Line<0, 40>> number;  ///< "HSCD-2026-0012"
  schema::Computed<DossierKind> kind;
  schema::Computed<levels::Regime> regime;
  schema::Computed<std::int64_t> level;  ///< Proposed, 1–5; 0 = the answers do not give one yet.
  schema::Computed<DossierStatus> status;
  schema::Computed<std::int64_t> round;  ///< How often it was filed.
  schema::Computed<schema::Json> answers;
  schema::Paragraph<8000> explanation;
  schema::Paragraph<2000> change_reason;   ///< Why the level is determined anew.
  schema::Computed<schema::Json> missing;  ///< Parts that were named when it was returned.
  schema::Computed<schema::Paragraph<8000>> remarks;  ///< Of the return, or of the appraisal.
  schema::Computed<levels::Body> appraiser;
  schema::Computed<schema::Line<0, 200>> appraiser_name;
  schema::Computed<std::optional<Instant>> filed_at, accepted_at, appraised_at, approved_at;
  /// First instant of breach of the step.
  schema::Computed<std::optional<Instant>> check_due, appraise_due, approve_due;
  schema::Computed<schema::Line<0, 200>> proposed_by, accepted_by, appraised_by, approved_by;
  /// Accounts behind the names: separate persons.
  schema::Computed<std::int64_t> proposer_id, acceptor_id, appraiser_id;
  schema::Computed<schema::Line<0, 60>> decision_number;
  schema::Computed<std::optional<CivilDate>> decided_on;
  schema::Computed<schema::Line<0, 120>> signer_name;
  schema::Computed<schema::Line<0, 200>> signer_title;
  schema::Computed<std::optional<Id<EvidenceFile>>> decision_file_id;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(Dossier, (schema::Row),
                      (agency_id, system_id, number, kind, regime, level, status, round, answers,
                       explanation, change_reason, missing, remarks, appraiser, appraiser_name,
                       filed_at, accepted_at, appraised_at, approved_at, check_due, appraise_due,
                       approve_due, proposed_by, accepted_by, appraised_by, approved_by,
                       proposer_id, acceptor_id, appraiser_id, decision_number, decided_on,
                       signer_name, signer_title, decision_file_id, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<Dossier>{
    .name = "dossier", .path = "dossiers", .tenancy = Tenancy::kAgency, .title = "number"};
LACHAN_ENTITY(Dossier);

/// A part of a dossier. Another one of the same kind takes the place of the one before, which is
/// kept.
struct DossierPart : schema::Row {
  AgencyId agency_id;
  Id<Dossier> dossier_id;
  levels::PartKind kind = levels::PartKind::overview;
  schema::Line<0, 300> title;
  std::optional<Id<EvidenceFile>> evidence_file_id;
  schema::Paragraph<4000> note;
  schema::Computed<std::int64_t> part_version;
  schema::Computed<bool> is_current;
  schema::Computed<schema::Line<0, 200>> added_by;
};
BOOST_DESCRIBE_STRUCT(DossierPart, (schema::Row),
                      (agency_id, dossier_id, kind, title, evidence_file_id, note, part_version,
                       is_current, added_by))
template <>
inline constexpr schema::Naming schema::kNaming<DossierPart>{
    .name = "dossier_part", .path = "dossier-parts", .tenancy = Tenancy::kAgency, .title = "kind"};
LACHAN_ENTITY(DossierPart);

BOOST_DEFINE_ENUM_CLASS(ControlState, met, partly, not_met, not_applicable)

/// Where a system stands with one control of its level.
struct SystemControl : schema::Row {
  AgencyId agency_id;
  SystemId system_id;
  levels::Standard standard = levels::Standard::tcvn14423;
  schema::Code<1, 20> control;  ///< Id in the catalogue.
  ControlState state = ControlState::not_met;
  schema::Paragraph<2000> reason;  ///< Required when it does not apply.
  std::optional<Id<EvidenceFile>> evidence_file_id;
  std::optional<CivilDate> planned_on;
  schema::Line<0, 120> responsible;
};
BOOST_DESCRIBE_STRUCT(SystemControl, (schema::Row),
                      (agency_id, system_id, standard, control, state, reason, evidence_file_id,
                       planned_on, responsible))
template <>
inline constexpr schema::Naming schema::kNaming<SystemControl>{.name = "system_control",
                                                               .path = "system-controls",
                                                               .tenancy = Tenancy::kAgency,
                                                               .title = "control"};
LACHAN_ENTITY(SystemControl);

/// A security regulation that an agency issued; for all its systems or for one.
/// \source NĐ 331/2026 Đ30
struct Regulation : schema::Row {
  AgencyId agency_id;
  std::optional<SystemId> system_id;
  schema::Line<1, 300> name;
  schema::Line<1, 60> number;
  CivilDate issued_on{};
  std::optional<CivilDate> replaced_on;
  std::optional<Id<EvidenceFile>> evidence_file_id;
};
BOOST_DESCRIBE_STRUCT(Regulation, (schema::Row),
                      (agency_id, system_id, name, number, issued_on, replaced_on,
                       evidence_file_id))
template <>
inline constexpr schema::Naming schema::kNaming<Regulation>{
    .name = "regulation", .path = "regulations", .tenancy = Tenancy::kAgency};
LACHAN_ENTITY(Regulation);

BOOST_DEFINE_ENUM_CLASS(ReadinessResult, ready, not_ready)

/// The check that a system is ready before it goes into operation. \source NĐ 331/2026 Đ28.3
struct ReadinessCheck : schema::Row {
  AgencyId agency_id;
  SystemId system_id;
  CivilDate performed_on{};
  ReadinessResult result = ReadinessResult::ready;
  schema::Line<0, 200> performed_by;
  schema::Paragraph<4000> summary;
  std::optional<Id<EvidenceFile>> evidence_file_id;
};
BOOST_DESCRIBE_STRUCT(ReadinessCheck, (schema::Row),
                      (agency_id, system_id, performed_on, result, performed_by, summary,
                       evidence_file_id))
template <>
inline constexpr schema::Naming schema::kNaming<ReadinessCheck>{.name = "readiness_check",
                                                                .path = "readiness-checks",
                                                                .tenancy = Tenancy::kAgency,
                                                                .title = "performed_on"};
LACHAN_ENTITY(ReadinessCheck);

}  // namespace lachan
