// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reorganisations of agencies, as kept: what was decided, what it changed, who came from whom, and
/// who answered for which system when. docs/formats/reorganisation.md has the rules of reading.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "register/entities.h"

namespace lachan {

/// Merge: predecessors end, one successor goes on. Split: one ends, several go on. Rename: the same
/// agency under another name. Abolish: it ends, with or without somebody who takes over. Transfer:
/// systems change hands, both agencies go on.
BOOST_DEFINE_ENUM_CLASS(ReorganisationKind, merge, split, rename, abolish, transfer)
BOOST_DEFINE_ENUM_CLASS(ReorganisationState, scheduled, applied, undone, cancelled)

/// One reorganisation. Made, carried out and taken back by registry::Reorganiser only.
struct Reorganisation : schema::Row {
  schema::Line<0, 400> title;  ///< "SKHDT → STC".
  ReorganisationKind kind = ReorganisationKind::merge;
  CivilDate effective_on{};  ///< First day of the new order.
  schema::Line<0, 100> decision_number;
  std::optional<CivilDate> decision_date;
  schema::Paragraph<2000> basis;
  schema::Paragraph<1000> note;  ///< Source and how sure it is.
  schema::Computed<ReorganisationState> state;
  schema::Computed<schema::Json> request;  ///< As it was asked; docs/formats/reorganisation.md.
  schema::Computed<std::int64_t> moved;    ///< Rows that passed.
  schema::Computed<std::optional<Instant>> applied_at;
  schema::Computed<schema::Line<0, 200>> applied_by;
  schema::Computed<std::optional<Instant>> undone_at;
  schema::Computed<schema::Line<0, 200>> undone_by;
  schema::Computed<schema::Paragraph<1000>> undo_reason;
  schema::Computed<schema::Paragraph<4000>> problem;  ///< Why a scheduled one could not be applied.
};
BOOST_DESCRIBE_STRUCT(Reorganisation, (schema::Row),
                      (title, kind, effective_on, decision_number, decision_date, basis, note,
                       state, request, moved, applied_at, applied_by, undone_at, undone_by,
                       undo_reason, problem))
template <>
inline constexpr schema::Naming schema::kNaming<Reorganisation>{.name = "reorganisation",
                                                                .path = "reorganisations",
                                                                .tenancy = Tenancy::kNobody,
                                                                .title = "title"};
LACHAN_ENTITY(Reorganisation);
using ReorganisationId = Id<Reorganisation>;
template <>
inline constexpr const char* kReferenceName<Reorganisation> = "reorganisation";

/// What a step did to its row.
BOOST_DEFINE_ENUM_CLASS(StepAction, created, ended, passed, changed)

/// One row that a reorganisation touched, for its receipt and for taking it back.
struct ReorganisationStep : schema::Row {
  ReorganisationId reorganisation_id;
  schema::Line<0, 60> entity;
  std::int64_t row_id = 0;
  schema::Line<0, 300> title;
  StepAction action = StepAction::changed;
  std::optional<AgencyId> from_id, to_id;
  schema::Json old_values, new_values;  ///< {"field": value} in stored form.
};
BOOST_DESCRIBE_STRUCT(ReorganisationStep, (schema::Row),
                      (reorganisation_id, entity, row_id, title, action, from_id, to_id, old_values,
                       new_values))
template <>
inline constexpr schema::Naming schema::kNaming<ReorganisationStep>{
    .name = "reorganisation_step", .path = "", .tenancy = Tenancy::kNobody, .title = "title"};
LACHAN_ENTITY(ReorganisationStep);

/// Who came from whom.
struct AgencySuccession : schema::Row {
  ReorganisationId reorganisation_id;
  AgencyId predecessor_id, successor_id;
  CivilDate effective_on{};
  bool is_heir = false;  ///< Takes what is not assigned, and reads the predecessor's records.
};
BOOST_DESCRIBE_STRUCT(AgencySuccession, (schema::Row),
                      (reorganisation_id, predecessor_id, successor_id, effective_on, is_heir))
template <>
inline constexpr schema::Naming schema::kNaming<AgencySuccession>{
    .name = "agency_succession", .path = "", .tenancy = Tenancy::kNobody, .title = "id"};
LACHAN_ENTITY(AgencySuccession);

/// A stretch of time in which an agency answered for a system. A system that never changed hands
/// has none; otherwise they cover all time without gap or overlap.
struct SystemTenure : schema::Row {
  SystemId system_id;
  AgencyId agency_id;
  ReorganisationId reorganisation_id;             ///< The one that ended the stretch before.
  std::optional<CivilDate> valid_from, valid_to;  ///< First and last day; absent = open.
  bool reads_history = false;  ///< The owner reads what others recorded about the system before.
};
BOOST_DESCRIBE_STRUCT(SystemTenure, (schema::Row),
                      (system_id, agency_id, reorganisation_id, valid_from, valid_to,
                       reads_history))
template <>
inline constexpr schema::Naming schema::kNaming<SystemTenure>{
    .name = "system_tenure", .path = "", .tenancy = Tenancy::kNobody, .title = "id"};
LACHAN_ENTITY(SystemTenure);

}  // namespace lachan
