// SPDX-License-Identifier: Apache-2.0
/// \file
/// The register: who exists, what they run, where it is, whom to call. Each struct is the whole
/// declaration of its register (see schema/entity.h).
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

/// Kind of agency; decides which duties bind it. Names reach the store; never rename.
BOOST_DEFINE_ENUM_CLASS(AgencyKind, department, district, commune, enterprise, media, force)

/// An agency, locality or enterprise that the directive speaks to.
struct Agency : schema::Row {
  schema::Code<1, 40> code;  ///< "SYT", "XA-16591"; unique.
  schema::Line<1, 200> name;
  schema::Line<0, 80> short_name;     ///< "Sở TC".
  schema::Line<0, 500> former_names;  ///< Separated by "; "; searched like the name.
  schema::Line<0, 300> aliases;       ///< What people also call it; separated by "; ".
  schema::Code<0, 40> id_code;        ///< Code on the national document exchange.
  schema::Code<0, 20> area_code;      ///< Code of the administrative unit (General Statistics).
  AgencyKind kind = AgencyKind::department;
  std::optional<AgencyId> parent_id;
  schema::Line<0, 120> head;  ///< Head of the unit, who answers to the Chairman (1.a).
  schema::Line<0, 300> address;
  schema::Paragraph<1000> other_addresses;  ///< Further seats, one a line.
  schema::Phone phone;
  schema::Email email;
  schema::Url website;
  schema::Line<0, 300> source_note;  ///< Where this is from, and how sure it is.
  bool is_coordinator = false;  ///< Coordinates the province's response; dated by the validity.
  CivilDate valid_from{};
  std::optional<CivilDate> valid_to;  ///< Last day; absent = exists today.
};
BOOST_DESCRIBE_STRUCT(Agency, (schema::Row),
                      (code, name, short_name, former_names, aliases, id_code, area_code, kind,
                       parent_id, head, address, other_addresses, phone, email, website,
                       source_note, is_coordinator, valid_from, valid_to))
template <>
inline constexpr schema::Naming schema::kNaming<Agency>{
    .name = "agency", .path = "agencies", .tenancy = Tenancy::kIdentity};
LACHAN_ENTITY(Agency);

/// State of an information system. In operation needs an assessment on record (1.a).
BOOST_DEFINE_ENUM_CLASS(SystemState, planned, tested, in_operation, ended)

/// What a system is for; the kinds of both regimes.
/// \source NĐ 85/2016 Đ6.2; NĐ 331/2026
BOOST_DEFINE_ENUM_CLASS(SystemKind, internal, public_service, infrastructure, industrial_control,
                        other)
/// From where a system can be reached.
BOOST_DEFINE_ENUM_CLASS(Exposure, isolated, local, dedicated, internet)

/// An information system. What contradicts itself is refused (system_rules.h).
struct System : schema::Row {
  AgencyId agency_id;
  schema::Line<1, 200> name;
  schema::Number<1, 5> level = 1;  ///< \source NĐ 85/2016 Đ7–11; NĐ 331/2026
  SystemState state = SystemState::planned;
  schema::Domain domain;
  schema::Paragraph<2000> purpose;
  schema::Line<0, 200> operator_name;  ///< Who runs it, when not the owner.
  bool is_shared = false;              ///< Shared system of the province (1.e).
  bool is_public = false;              ///< Reached from the Internet.
  schema::Number<0, 100000000> users;
  std::optional<CivilDate> in_operation_since;
  SystemKind kind = SystemKind::internal;
  schema::Line<0, 200> owner_name;       ///< Chủ quản, when not the agency itself.
  std::optional<AgencyId> operator_id;   ///< Who runs it, when that is another agency.
  Exposure exposure = Exposure::local;   ///< `internet` and `is_public` say the same.
  bool only_public_information = false;  ///< Nothing but information that anybody may see.
  bool has_personal_data = false;
  bool has_sensitive_data = false;  ///< Sensitive personal data.
  bool has_state_secrets = false;
  schema::Number<0, 100000000> basic_subjects;      ///< Data subjects of basic personal data.
  schema::Number<0, 100000000> sensitive_subjects;  ///< Of sensitive personal data.
  std::optional<CivilDate> ended_on;                ///< Last day of operation.
};
BOOST_DESCRIBE_STRUCT(System, (schema::Row),
                      (agency_id, name, level, state, domain, purpose, operator_name, is_shared,
                       is_public, users, in_operation_since, kind, owner_name, operator_id,
                       exposure, only_public_information, has_personal_data, has_sensitive_data,
                       has_state_secrets, basic_subjects, sensitive_subjects, ended_on))
template <>
inline constexpr schema::Naming schema::kNaming<System>{
    .name = "system", .path = "systems", .tenancy = Tenancy::kAgency};
LACHAN_ENTITY(System);

/// A network or address and whose it is; the longest match owns an event. Networks of one agency
/// nest freely; one inside another agency's must be marked as delegated by it.
struct AddressRange : schema::Row {
  AgencyId agency_id;
  std::optional<SystemId> system_id;
  schema::Cidr network;
  schema::Line<0, 200> note;
  bool is_delegated = false;  ///< A part of another agency's network, handed to this one.
  schema::Computed<schema::Line<0, 40>> sort_key;  ///< Sorts as the networks do.
};
BOOST_DESCRIBE_STRUCT(AddressRange, (schema::Row),
                      (agency_id, system_id, network, note, is_delegated, sort_key))
template <>
inline constexpr schema::Naming schema::kNaming<AddressRange>{.name = "address_range",
                                                              .path = "address-ranges",
                                                              .tenancy = Tenancy::kAgency,
                                                              .title = "network"};
LACHAN_ENTITY(AddressRange);

BOOST_DEFINE_ENUM_CLASS(ContactRole, head, focal_point, deputy_focal_point, incident_team,
                        technical, hotline)

/// A person or desk to call. The published part is shown on the public directory (1.i).
struct ContactPoint : schema::Row {
  AgencyId agency_id;
  schema::Line<1, 120> name;
  ContactRole role = ContactRole::focal_point;
  schema::Line<0, 120> position;
  schema::Phone phone;
  schema::Phone mobile;
  schema::Email email;
  bool is_published = false;
  schema::Url published_at;  ///< Page of the agency that shows it.
  /// Last time the person or the agency said it is right.
  schema::Computed<std::optional<CivilDate>> confirmed_on;
  /// Last time the publication checker saw it on the agency's page.
  schema::Computed<std::optional<CivilDate>> seen_on;
};
BOOST_DESCRIBE_STRUCT(ContactPoint, (schema::Row),
                      (agency_id, name, role, position, phone, mobile, email, is_published,
                       published_at, confirmed_on, seen_on))
template <>
inline constexpr schema::Naming schema::kNaming<ContactPoint>{
    .name = "contact_point", .path = "contact-points", .tenancy = Tenancy::kAgency};
LACHAN_ENTITY(ContactPoint);

BOOST_DEFINE_ENUM_CLASS(SupplierService, software, hardware, hosting, telecom, monitoring,
                        assessment, maintenance, other)

/// A supplier an agency depends on: third parties and the supply chain (1.g).
struct Supplier : schema::Row {
  AgencyId agency_id;
  schema::Line<1, 200> name;
  schema::Code<0, 20> tax_code;
  SupplierService service = SupplierService::software;
  schema::Line<0, 120> contact_name;
  schema::Phone phone;
  schema::Email email;
  bool has_remote_access = false;
  bool has_security_terms = false;  ///< The contract names security duties.
  std::optional<CivilDate> contract_until;
  schema::Paragraph<2000> note;
  schema::Line<0, 80> contract_no;
  schema::Computed<std::optional<CivilDate>> reviewed_on;  ///< Last review on the ledger.
};
BOOST_DESCRIBE_STRUCT(Supplier, (schema::Row),
                      (agency_id, name, tax_code, service, contact_name, phone, email,
                       has_remote_access, has_security_terms, contract_until, note, contract_no,
                       reviewed_on))
template <>
inline constexpr schema::Naming schema::kNaming<Supplier>{
    .name = "supplier", .path = "suppliers", .tenancy = Tenancy::kAgency};
LACHAN_ENTITY(Supplier);

/// A sender of logs.
struct Source : schema::Row {
  AgencyId agency_id;
  std::optional<SystemId> system_id;
  schema::Line<1, 120> name;
  std::optional<schema::Cidr> network;  ///< Senders in it are this source.
  schema::Line<0, 40> format;           ///< Declared format, or empty: find out.
  bool enabled = true;
  schema::SecretText token_hash;  ///< SHA-256 of the token; empty = none issued.
  /// Name in the sender's client certificate (common name or DNS name), for syslog over TLS.
  schema::Line<0, 200> client_certificate;
  /// Program that sends ("rsyslog", "winlogbeat", …), for the instructions; empty: not said.
  schema::Line<0, 40> sender;
  schema::Number<0, 1'000'000'000> expected_per_hour;  ///< Records, in a usual hour; 0: not said.
  schema::Number<0, 43'200> silent_after_minutes;      ///< 0: the setting sources.silent_minutes.
};
BOOST_DESCRIBE_STRUCT(Source, (schema::Row),
                      (agency_id, system_id, name, network, format, enabled, token_hash,
                       client_certificate, sender, expected_per_hour, silent_after_minutes))
template <>
inline constexpr schema::Naming schema::kNaming<Source>{
    .name = "source", .path = "sources", .tenancy = Tenancy::kAgency};
LACHAN_ENTITY(Source);

}  // namespace lachan
