// SPDX-License-Identifier: Apache-2.0
/// \file
/// Scans that we run ourselves: who allowed them, what is never scanned, and what was run.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "findings/entities.h"

namespace lachan {

struct ScanAuthorisation;
template <>
inline constexpr const char* kReferenceName<ScanAuthorisation> = "scan_authorisation";

BOOST_DEFINE_ENUM_CLASS(AuthorisationStatus, draft, approved, revoked)

/// The authorisation without which nothing is scanned. \source requirement SEC-35
struct ScanAuthorisation : schema::Row {
  AgencyId agency_id;  ///< Whose systems.
  schema::Line<1, 200> title;
  schema::RequiredParagraph<8000> scope;  ///< Networks and addresses, one a line.
  schema::RequiredParagraph<2000> legal_basis;
  schema::Line<0, 100> document_no;
  std::optional<Id<EvidenceFile>> document_id;
  schema::Line<1, 200> authority;  ///< Who of the agency allowed it: name and office.
  CivilDate valid_from{};
  CivilDate valid_to{};          ///< Last day.
  bool probes_services = false;  ///< May ask open ports what they are; not held to the rate.
  schema::Computed<AuthorisationStatus> status;
  schema::Computed<schema::Line<0, 200>> created_by;
  schema::Computed<std::optional<AccountId>> creator_id;
  schema::Computed<schema::Line<0, 200>> approved_by;
  schema::Computed<std::optional<Instant>> approved_at;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(ScanAuthorisation, (schema::Row),
                      (agency_id, title, scope, legal_basis, document_no, document_id, authority,
                       valid_from, valid_to, probes_services, status, created_by, creator_id,
                       approved_by, approved_at, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<ScanAuthorisation>{.name = "scan_authorisation",
                                                                   .path = "scan-authorisations",
                                                                   .tenancy = Tenancy::kAgency,
                                                                   .title = "title"};
LACHAN_ENTITY(ScanAuthorisation);

/// A network that is not scanned until a day, whoever allowed it.
struct ScanExclusion : schema::Row {
  std::optional<AgencyId> agency_id;
  schema::Cidr network;
  schema::RequiredParagraph<1000> reason;
  CivilDate valid_to{};  ///< Last day.
};
BOOST_DESCRIBE_STRUCT(ScanExclusion, (schema::Row), (agency_id, network, reason, valid_to))
template <>
inline constexpr schema::Naming schema::kNaming<ScanExclusion>{.name = "scan_exclusion",
                                                               .path = "scan-exclusions",
                                                               .tenancy = Tenancy::kAgency,
                                                               .title = "network"};
LACHAN_ENTITY(ScanExclusion);

BOOST_DEFINE_ENUM_CLASS(ScanStatus, queued, running, done, failed, cancelled)

struct ScanJob : schema::Row {
  schema::Computed<AgencyId> agency_id;
  schema::Computed<Id<ScanAuthorisation>> authorisation_id;
  schema::Computed<ScanStatus> status;
  schema::Computed<schema::Json> targets;  ///< Networks that were asked for.
  schema::Computed<std::int64_t> addresses;
  schema::Computed<schema::Line<0, 500>> ports;
  schema::Computed<bool> probes_services;
  schema::Computed<std::int64_t> progress;  ///< Thousandths.
  schema::Computed<schema::Line<0, 200>> started_by;
  schema::Computed<std::optional<Instant>> started_at, ended_at;
  schema::Computed<std::optional<std::int64_t>> exit_status;
  schema::Computed<schema::Paragraph<2000>> message;
  schema::Computed<schema::Json> command;  ///< What was run, argument by argument.
  schema::Computed<std::optional<Id<FindingImport>>> import_id;
  schema::Computed<schema::Line<0, 200>> node;  ///< That runs it.
};
BOOST_DESCRIBE_STRUCT(ScanJob, (schema::Row),
                      (agency_id, authorisation_id, status, targets, addresses, ports,
                       probes_services, progress, started_by, started_at, ended_at, exit_status,
                       message, command, import_id, node))
template <>
inline constexpr schema::Naming schema::kNaming<ScanJob>{
    .name = "scan_job", .path = "scan-jobs", .tenancy = Tenancy::kAgency, .title = "id"};
LACHAN_ENTITY(ScanJob);

}  // namespace lachan
