// SPDX-License-Identifier: Apache-2.0
/// \file
/// Incidents and what belongs to them. Which legal clocks run is worked out by `directive` from the
/// attributes here and from facts; nothing of the law is stored in a row.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

BOOST_DEFINE_ENUM_CLASS(IncidentStatus, open, contained, recovered, closed)
/// Severity by the authority's own scale: M1 highest … M4 lowest (a proposal, hence a setting of
/// use).
BOOST_DEFINE_ENUM_CLASS(Severity, m1, m2, m3, m4)
/// \source TT 20/2017 BM05 rows
BOOST_DEFINE_ENUM_CLASS(IncidentCategory, dos, spoofing, malware, intrusion, defacement, encryption,
                        sabotage, espionage, combined, other)
/// How it reached us.
BOOST_DEFINE_ENUM_CLASS(IncidentOrigin, alert, web, hotline, mail, agency, authority)

/// A cyber-security incident.
struct Incident : schema::Row {
  schema::Computed<schema::Line<0, 20>> number;  ///< "2026-0042".
  AgencyId agency_id;
  std::optional<SystemId> system_id;
  schema::Line<1, 300> title;
  schema::Paragraph<8000> description;
  Severity severity = Severity::m3;
  IncidentCategory category = IncidentCategory::other;
  Instant detected_at;  ///< T0 of the clocks.
  IncidentOrigin reported_by = IncidentOrigin::agency;
  bool is_serious = false;       ///< \source QĐ 05/2017 Đ9; NĐ 331/2026 Đ31.2.d
  bool beyond_capacity = false;  ///< The owner cannot handle it alone.
  bool harms_security = false;   ///< Signs of harm to national security or public order.
  bool personal_data = false;    ///< Personal data of others is affected.
  schema::Computed<IncidentStatus> status;
  schema::Computed<std::optional<AccountId>> lead_id;
  schema::Computed<std::optional<Instant>> closed_at;
  schema::Computed<schema::Paragraph<8000>> outcome;
  schema::Computed<Origin> origin;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(Incident, (schema::Row),
                      (number, agency_id, system_id, title, description, severity, category,
                       detected_at, reported_by, is_serious, beyond_capacity, harms_security,
                       personal_data, status, lead_id, closed_at, outcome, origin, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<Incident>{
    .name = "incident", .path = "incidents", .tenancy = Tenancy::kAgency, .title = "title"};
LACHAN_ENTITY(Incident);

BOOST_DEFINE_ENUM_CLASS(TaskStatus, open, done, dropped)

struct IncidentTask : schema::Row {
  schema::Computed<AgencyId> agency_id;  ///< Of the incident.
  IncidentId incident_id;
  schema::Line<1, 300> title;
  schema::Paragraph<4000> detail;
  std::optional<AccountId> assignee_id;
  std::optional<Instant> due_at;
  TaskStatus status = TaskStatus::open;
};
BOOST_DESCRIBE_STRUCT(IncidentTask, (schema::Row),
                      (agency_id, incident_id, title, detail, assignee_id, due_at, status))
template <>
inline constexpr schema::Naming schema::kNaming<IncidentTask>{.name = "incident_task",
                                                              .path = "incident-tasks",
                                                              .tenancy = Tenancy::kAgency,
                                                              .title = "title"};
LACHAN_ENTITY(IncidentTask);

struct IncidentNote : schema::Row {
  schema::Computed<AgencyId> agency_id;
  IncidentId incident_id;
  schema::Computed<schema::Line<0, 200>> author;
  schema::RequiredParagraph<8000> text;
};
BOOST_DESCRIBE_STRUCT(IncidentNote, (schema::Row), (agency_id, incident_id, author, text))
template <>
inline constexpr schema::Naming schema::kNaming<IncidentNote>{.name = "incident_note",
                                                              .path = "incident-notes",
                                                              .tenancy = Tenancy::kAgency,
                                                              .title = "text"};
LACHAN_ENTITY(IncidentNote);

BOOST_DEFINE_ENUM_CLASS(ReportTopic, website, account, state_agency, other)
BOOST_DEFINE_ENUM_CLASS(ReportStatus, received, in_review, accepted, closed)

/// A report from the public page, followed by a code. Contact is optional.
struct PublicReport : schema::Row {
  ReportTopic topic = ReportTopic::other;
  schema::RequiredParagraph<4000> what;
  schema::Line<0, 300> target;  ///< Address, account or agency concerned, as written.
  schema::Line<0, 120> contact_name;
  schema::Line<0, 200> contact;  ///< Phone or mail, as written.
  schema::Computed<ReportStatus> status;
  schema::Computed<std::optional<AgencyId>> agency_id;
  schema::Computed<std::optional<IncidentId>> incident_id;
  schema::Computed<schema::Paragraph<4000>> reply;  ///< What the reporter reads under the code.
  schema::SecretText code_hash;
};
BOOST_DESCRIBE_STRUCT(PublicReport, (schema::Row),
                      (topic, what, target, contact_name, contact, status, agency_id, incident_id,
                       reply, code_hash))
template <>
inline constexpr schema::Naming schema::kNaming<PublicReport>{.name = "public_report",
                                                              .path = "public-reports",
                                                              .tenancy = Tenancy::kAgency,
                                                              .title = "what"};
LACHAN_ENTITY(PublicReport);

}  // namespace lachan
