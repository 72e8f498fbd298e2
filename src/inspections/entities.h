// SPDX-License-Identifier: Apache-2.0
/// \file
/// Inspections of agencies: the visit, what is checked, and what must be put right afterwards.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "assurance/entities.h"
#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

struct Inspection;
using InspectionId = Id<Inspection>;
template <>
inline constexpr const char* kReferenceName<Inspection> = "inspection";
struct InspectionItem;
template <>
inline constexpr const char* kReferenceName<InspectionItem> = "inspection_item";

BOOST_DEFINE_ENUM_CLASS(InspectionKind, periodic, surprise)
/// In this order; `cancelled` from any state before `concluded`.
BOOST_DEFINE_ENUM_CLASS(InspectionState, planned, announced, under_way, field_ended, drafted,
                        concluded, closed, cancelled)

/// A visit to one agency.
///
/// `agency_id` decides who of limited reach sees the row: it is empty until the agency may know, so
/// that a surprise stays one and a draft is read by the inspectors alone.
struct Inspection : schema::Row {
  schema::Computed<schema::Line<0, 20>> number;         ///< "KT-2026-007"; unique.
  schema::Computed<std::optional<AgencyId>> agency_id;  ///< The inspected agency, once told.
  AgencyId inspected_id;
  schema::Line<1, 300> title;
  InspectionKind kind = InspectionKind::periodic;
  schema::Line<0, 60> decision_number;
  std::optional<CivilDate> decision_on;  ///< The plan was approved.
  CivilDate starts_on{};                 ///< First and last day at the agency.
  CivilDate ends_on{};
  schema::Line<1, 120> lead;
  schema::Paragraph<2000> members;
  schema::Paragraph<4000> scope;
  schema::Computed<InspectionState> state;
  schema::Computed<std::optional<CivilDate>> as_of;  ///< Day at which the checklist was drawn up.
  schema::Computed<std::int64_t> sample_seed;        ///< With it the sample can be drawn again.
  schema::Computed<std::optional<CivilDate>> announced_on;
  schema::Computed<std::optional<CivilDate>> field_ended_on;
  schema::Computed<std::optional<CivilDate>> draft_sent_on;
  schema::Computed<std::optional<CivilDate>> commented_on;
  schema::Computed<std::optional<CivilDate>> concluded_on;
  schema::Computed<schema::Paragraph<8000>> comment;     ///< The agency's, on the draft.
  schema::Computed<schema::Paragraph<8000>> conclusion;  ///< Told to the agency with the draft.
  schema::Computed<std::optional<Id<EvidenceFile>>> conclusion_file_id;
  schema::Computed<schema::Line<0, 500>> cancel_reason;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(Inspection, (schema::Row),
                      (number, agency_id, inspected_id, title, kind, decision_number, decision_on,
                       starts_on, ends_on, lead, members, scope, state, as_of, sample_seed,
                       announced_on, field_ended_on, draft_sent_on, commented_on, concluded_on,
                       comment, conclusion, conclusion_file_id, cancel_reason, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<Inspection>{
    .name = "inspection", .path = "inspections", .tenancy = Tenancy::kAgency, .title = "title"};
LACHAN_ENTITY(Inspection);

BOOST_DEFINE_ENUM_CLASS(InspectionVerdict, not_checked, met, partly, not_met, not_applicable)

/// One line of the checklist: a duty of the directive as it stood on the day, or a question of the
/// inspectors' own.
struct InspectionItem : schema::Row {
  schema::Computed<std::optional<AgencyId>> agency_id;  ///< As of the inspection.
  schema::Computed<InspectionId> inspection_id;
  schema::Computed<schema::Line<0, 80>> part;  ///< Part of the directive; empty: an own question.
  schema::Computed<std::optional<SystemId>> system_id;
  schema::Line<1, 300> title;
  schema::Computed<schema::Line<0, 20>> duty_status;  ///< directive::DutyStatus on `as_of`.
  schema::Computed<schema::Line<0, 1000>> facts;      ///< Ids of the evidence then, with blanks.
  InspectionVerdict verdict = InspectionVerdict::not_checked;
  schema::Paragraph<4000> note;
  std::optional<Id<EvidenceFile>> evidence_file_id;
};
BOOST_DESCRIBE_STRUCT(InspectionItem, (schema::Row),
                      (agency_id, inspection_id, part, system_id, title, duty_status, facts,
                       verdict, note, evidence_file_id))
template <>
inline constexpr schema::Naming schema::kNaming<InspectionItem>{.name = "inspection_item",
                                                                .path = "inspection-items",
                                                                .tenancy = Tenancy::kAgency,
                                                                .title = "title"};
LACHAN_ENTITY(InspectionItem);

/// open → reported by the agency → verified, or returned to the agency.
BOOST_DEFINE_ENUM_CLASS(RemedyState, open, reported, returned, verified)

/// What the agency must put right, by when.
struct InspectionRemedy : schema::Row {
  schema::Computed<std::optional<AgencyId>> agency_id;  ///< As of the inspection.
  schema::Computed<InspectionId> inspection_id;
  std::optional<Id<InspectionItem>> item_id;
  schema::Line<1, 300> title;
  CivilDate due_on{};  ///< Last day in time.
  schema::Computed<RemedyState> state;
  schema::Computed<schema::Paragraph<4000>> report;  ///< What the agency says it did.
  schema::Computed<std::optional<Id<EvidenceFile>>> evidence_file_id;
  schema::Computed<std::optional<CivilDate>> reported_on;
  schema::Computed<std::optional<CivilDate>> verified_on;
  schema::Computed<schema::Paragraph<2000>> review;  ///< Of the one who checked again.
};
BOOST_DESCRIBE_STRUCT(InspectionRemedy, (schema::Row),
                      (agency_id, inspection_id, item_id, title, due_on, state, report,
                       evidence_file_id, reported_on, verified_on, review))
template <>
inline constexpr schema::Naming schema::kNaming<InspectionRemedy>{.name = "inspection_remedy",
                                                                  .path = "inspection-remedies",
                                                                  .tenancy = Tenancy::kAgency,
                                                                  .title = "title"};
LACHAN_ENTITY(InspectionRemedy);

}  // namespace lachan
