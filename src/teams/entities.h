// SPDX-License-Identifier: Apache-2.0
/// \file
/// Response teams, the people in them, what they can do, when they are on duty; and how contact
/// points are kept true. Each struct is the whole declaration of its register (see
/// schema/entity.h).
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "assurance/entities.h"
#include "core/vocabulary.h"
#include "register/entities.h"
#include "schema/entity.h"

namespace lachan {

struct Team;
struct TeamMember;
struct Expert;
template <>
inline constexpr const char* kReferenceName<ContactPoint> = "contact_point";
template <>
inline constexpr const char* kReferenceName<Team> = "team";
template <>
inline constexpr const char* kReferenceName<TeamMember> = "team_member";
template <>
inline constexpr const char* kReferenceName<Expert> = "expert";

/// The province's Đội, or the Tổ of one agency. Names reach the store; never rename.
BOOST_DEFINE_ENUM_CLASS(TeamScope, province, agency)

/// A response team, set up by a decision. The coordinator's teams are those of the province.
struct Team : schema::Row {
  AgencyId agency_id;
  schema::Line<1, 200> name;
  schema::Computed<TeamScope> scope = TeamScope::agency;
  schema::Line<0, 60> decision_number;
  CivilDate established_on{};
  std::optional<CivilDate> dissolved_on;
  std::optional<Id<EvidenceFile>> evidence_file_id;
  schema::Paragraph<2000> note;
};
BOOST_DESCRIBE_STRUCT(Team, (schema::Row),
                      (agency_id, name, scope, decision_number, established_on, dissolved_on,
                       evidence_file_id, note))
template <>
inline constexpr schema::Naming schema::kNaming<Team>{
    .name = "team", .path = "teams", .tenancy = Tenancy::kAgency};
LACHAN_ENTITY(Team);

/// Domains of skill. \source NĐ 333/2026 Đ24
BOOST_DEFINE_ENUM_CLASS(ExpertDomain, governance, response_forensics, vulnerability_testing,
                        monitoring, research, architecture, operation, cloud_ot_iot, data_privacy)
BOOST_DEFINE_ENUM_CLASS(Employment, in_house, hired)

/// An expert, employed or hired. Whether the person meets the standard is a Qualification.
struct Expert : schema::Row {
  AgencyId agency_id;
  schema::Line<1, 120> name;
  Employment employment = Employment::in_house;
  schema::Line<0, 200> employer;  ///< Of a hired expert.
  std::optional<CivilDate> contract_from, contract_until;
  std::optional<ExpertDomain> domain;
  schema::Line<0, 120> position;
  schema::Phone phone;
  schema::Email email;
  CivilDate joined_on{};
  std::optional<CivilDate> left_on;  ///< First day without the person.
};
BOOST_DESCRIBE_STRUCT(Expert, (schema::Row),
                      (agency_id, name, employment, employer, contract_from, contract_until, domain,
                       position, phone, email, joined_on, left_on))
template <>
inline constexpr schema::Naming schema::kNaming<Expert>{
    .name = "expert", .path = "experts", .tenancy = Tenancy::kAgency};
LACHAN_ENTITY(Expert);

/// A certificate of an expert.
struct Certificate : schema::Row {
  AgencyId agency_id;
  Id<Expert> expert_id;
  schema::Line<1, 200> name;
  schema::Line<1, 200> issuer;
  schema::Line<1, 80> number;
  CivilDate issued_on{};
  std::optional<CivilDate> expires_on;  ///< Last day; absent = does not expire.
  std::optional<Id<EvidenceFile>> evidence_file_id;
};
BOOST_DESCRIBE_STRUCT(Certificate, (schema::Row),
                      (agency_id, expert_id, name, issuer, number, issued_on, expires_on,
                       evidence_file_id))
template <>
inline constexpr schema::Naming schema::kNaming<Certificate>{
    .name = "certificate", .path = "certificates", .tenancy = Tenancy::kAgency};
LACHAN_ENTITY(Certificate);

/// The decision of an authorised person that an expert meets the standard. Never computed.
/// \source directive 1.d, 2.d; NĐ 333/2026 Đ24
struct Qualification : schema::Row {
  AgencyId agency_id;
  Id<Expert> expert_id;
  CivilDate decided_on{};
  schema::Line<1, 300> basis;  ///< Legal basis.
  schema::Line<0, 60> decision_number;
  std::optional<CivilDate> valid_until;  ///< Last day; absent = until revoked.
  schema::Computed<schema::Line<0, 200>> decided_by;
  std::optional<Id<EvidenceFile>> evidence_file_id;
  std::optional<CivilDate> revoked_on;
  schema::Line<0, 300> revoked_because;
};
BOOST_DESCRIBE_STRUCT(Qualification, (schema::Row),
                      (agency_id, expert_id, decided_on, basis, decision_number, valid_until,
                       decided_by, evidence_file_id, revoked_on, revoked_because))
template <>
inline constexpr schema::Naming schema::kNaming<Qualification>{.name = "qualification",
                                                               .path = "qualifications",
                                                               .tenancy = Tenancy::kAgency,
                                                               .title = "basis"};
LACHAN_ENTITY(Qualification);

BOOST_DEFINE_ENUM_CLASS(TeamRole, leader, deputy, member, liaison)

/// Somebody in a team, for a time.
struct TeamMember : schema::Row {
  AgencyId agency_id;
  Id<Team> team_id;
  schema::Line<1, 120> name;
  TeamRole role = TeamRole::member;
  schema::Line<0, 200> unit;  ///< Where the person works, when not at the team's agency.
  schema::Line<0, 120> position;
  schema::Phone phone;
  schema::Phone mobile;
  schema::Email email;
  std::optional<Id<Expert>> expert_id;
  CivilDate joined_on{};
  std::optional<CivilDate> left_on;  ///< First day without the person.
};
BOOST_DESCRIBE_STRUCT(TeamMember, (schema::Row),
                      (agency_id, team_id, name, role, unit, position, phone, mobile, email,
                       expert_id, joined_on, left_on))
template <>
inline constexpr schema::Naming schema::kNaming<TeamMember>{
    .name = "team_member", .path = "team-members", .tenancy = Tenancy::kAgency};
LACHAN_ENTITY(TeamMember);

/// One person on duty from one instant to another.
struct DutyShift : schema::Row {
  AgencyId agency_id;
  Id<TeamMember> member_id;
  Instant starts_at;
  Instant ends_at;            ///< Exclusive; at most 24 hours later.
  schema::Line<0, 300> note;  ///< Also what was handed over.
};
BOOST_DESCRIBE_STRUCT(DutyShift, (schema::Row), (agency_id, member_id, starts_at, ends_at, note))
template <>
inline constexpr schema::Naming schema::kNaming<DutyShift>{
    .name = "duty_shift", .path = "duty-shifts", .tenancy = Tenancy::kAgency, .title = "starts_at"};
LACHAN_ENTITY(DutyShift);

/// Somebody's word that the roster of a month has no gap. Archived when it no longer holds.
struct RosterMonth : schema::Row {
  AgencyId agency_id;
  schema::Line<7, 7> month;  ///< "2026-11"
  schema::Line<0, 200> confirmed_by;
};
BOOST_DESCRIBE_STRUCT(RosterMonth, (schema::Row), (agency_id, month, confirmed_by))
template <>
inline constexpr schema::Naming schema::kNaming<RosterMonth>{
    .name = "roster_month", .path = "roster-months", .tenancy = Tenancy::kAgency, .title = "month"};
LACHAN_ENTITY(RosterMonth);

BOOST_DEFINE_ENUM_CLASS(LinkOutcome, open, confirmed, corrected, left, withdrawn)

/// A link that lets the person of a contact point confirm it without log-in. The token itself is
/// kept nowhere.
struct ContactLink : schema::Row {
  AgencyId agency_id;
  Id<ContactPoint> contact_point_id;
  schema::SecretText token_hash;
  Instant expires_at;
  LinkOutcome outcome = LinkOutcome::open;
  std::optional<Instant> used_at;
};
BOOST_DESCRIBE_STRUCT(ContactLink, (schema::Row),
                      (agency_id, contact_point_id, token_hash, expires_at, outcome, used_at))
template <>
inline constexpr schema::Naming schema::kNaming<ContactLink>{.name = "contact_link",
                                                             .path = "contact-links",
                                                             .tenancy = Tenancy::kAgency,
                                                             .title = "outcome"};
LACHAN_ENTITY(ContactLink);

/// What a visit to the page of a contact point found.
///   found: phone and mail, as far as given · partly: one of the two · missing: neither
///   unreachable: no page came · refused: not visited (rule named in `detail`)
BOOST_DEFINE_ENUM_CLASS(CheckOutcome, found, partly, missing, unreachable, refused)

/// One visit of the publication checker, kept as evidence.
struct ContactCheck : schema::Row {
  AgencyId agency_id;
  Id<ContactPoint> contact_point_id;
  CheckOutcome outcome = CheckOutcome::unreachable;
  schema::Url url;  ///< The page that was read, after redirects.
  Instant checked_at;
  bool phone_found = false;
  bool email_found = false;
  schema::Paragraph<2000> excerpt;     ///< The words around what was found.
  schema::Line<0, 64> page_sha256;     ///< Of the bytes that were read.
  schema::Number<0, 999> http_status;  ///< 0 = no answer.
  schema::Line<0, 300> detail;         ///< Why there was no page, or what is missing.
};
BOOST_DESCRIBE_STRUCT(ContactCheck, (schema::Row),
                      (agency_id, contact_point_id, outcome, url, checked_at, phone_found,
                       email_found, excerpt, page_sha256, http_status, detail))
template <>
inline constexpr schema::Naming schema::kNaming<ContactCheck>{.name = "contact_check",
                                                              .path = "contact-checks",
                                                              .tenancy = Tenancy::kAgency,
                                                              .title = "outcome"};
LACHAN_ENTITY(ContactCheck);

}  // namespace lachan
