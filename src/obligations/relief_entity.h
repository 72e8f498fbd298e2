// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "assurance/entities.h"
#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

/// What a relief does. A pause stops the clock; an exemption takes the duty away as well.
BOOST_DEFINE_ENUM_CLASS(ReliefEffect, pause, exemption)
/// A relief counts only once a second person confirmed it.
BOOST_DEFINE_ENUM_CLASS(ReliefState, proposed, in_force, refused, ended)

/// A duty of an agency paused, or taken away, for some days, on a basis in law. Proposed by one
/// person and confirmed by another; from then on only its end can change.
struct DutyRelief : schema::Row {
  AgencyId agency_id;
  schema::Code<1, 40> part;  ///< "OB-05" (all its parts) or "OB-05.scan".
  std::optional<SystemId> system_id;
  ReliefEffect effect = ReliefEffect::pause;
  CivilDate from_day{};
  std::optional<CivilDate> last_day;  ///< A pause needs one.
  schema::Line<1, 300> basis;         ///< Instrument and clause it rests on.
  schema::Line<1, 200> decided_by;    ///< Who decided: name and office.
  std::optional<CivilDate> decided_on;
  schema::Line<0, 80> decision_number;
  schema::Paragraph<2000> reason;
  std::optional<Id<EvidenceFile>> evidence_file_id;
  schema::Computed<ReliefState> state;
  schema::Computed<schema::Line<0, 200>> proposed_by;
  schema::Computed<std::int64_t> proposer;  ///< Account.
  schema::Computed<schema::Line<0, 200>> confirmed_by;
  schema::Computed<std::optional<Instant>> confirmed_at;
  schema::Computed<std::optional<CivilDate>> ended_from;  ///< First day no longer.
  schema::Computed<schema::Line<0, 300>> ended_reason;    ///< Of an end, or of a refusal.
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(DutyRelief, (schema::Row),
                      (agency_id, part, system_id, effect, from_day, last_day, basis, decided_by,
                       decided_on, decision_number, reason, evidence_file_id, state, proposed_by,
                       proposer, confirmed_by, confirmed_at, ended_from, ended_reason, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<DutyRelief>{
    .name = "duty_relief", .path = "duty-reliefs", .tenancy = Tenancy::kAgency, .title = "part"};
LACHAN_ENTITY(DutyRelief);

}  // namespace lachan
