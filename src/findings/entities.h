// SPDX-License-Identifier: Apache-2.0
/// \file
/// Weaknesses of systems, from the file that told of them to the day they are closed.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "assurance/entities.h"
#include "core/vocabulary.h"
#include "scan_reports/exploit_lists.h"
#include "scan_reports/identity.h"
#include "scan_reports/report.h"
#include "schema/entity.h"

namespace lachan {

struct Finding;
template <>
inline constexpr const char* kReferenceName<Finding> = "finding";
struct FindingImport;
template <>
inline constexpr const char* kReferenceName<FindingImport> = "finding_import";

/// Life of a finding. Names reach the store; never rename.
///   open            to be dealt with
///   probably_fixed  the scanner that saw it does not see it any more; somebody has to say so
///   fixed           closed: fixed and, where it let an attacker take control, hunted
///   accepted        the risk is accepted until a day
///   false_positive  it is none
BOOST_DEFINE_ENUM_CLASS(FindingStatus, open, probably_fixed, fixed, accepted, false_positive)
/// What a hunt after a weakness found.
BOOST_DEFINE_ENUM_CLASS(HuntResult, clean, traces)

/// What the scanners say of a weakness. Part of Finding.
struct Weakness : schema::Row {
  schema::Computed<schema::Line<0, 20>> number;  ///< "LH-00012".
  schema::Computed<std::optional<AgencyId>> agency_id;
  schema::Computed<std::optional<SystemId>> system_id;
  schema::Computed<schema::Line<0, 300>> title;
  schema::Computed<Level> severity;
  schema::Computed<FindingStatus> status;
  schema::Computed<bool> allows_control;  ///< Lets an attacker in and take control (1.c).
  schema::Computed<scan_reports::ControlReason> control_reason;
  schema::Computed<schema::Line<0, 500>> target;  ///< Where it was seen last.
  schema::Computed<std::int64_t> port;            ///< 0: of the host as a whole.
  schema::Computed<schema::Line<0, 10>> protocol;
  schema::Computed<schema::Line<0, 1000>> url;
  schema::Computed<schema::Line<0, 300>> cpe;
  schema::Computed<schema::Line<0, 800>> weakness;         ///< scan_reports::WeaknessOf.
  schema::Computed<schema::Line<0, 32>> fingerprint;       ///< Unique.
  schema::Computed<schema::Line<0, 28>> cve;               ///< The first; all of them in `cves`.
  schema::Computed<schema::Json> cves, cwes, links, tags;  ///< Arrays of texts.
  schema::Computed<schema::Paragraph<8000>> description;
  schema::Computed<schema::Paragraph<4000>> solution;
  schema::Computed<schema::Paragraph<2000>> evidence;  ///< What the scanner saw.
  schema::Computed<schema::Line<0, 3>> cvss_version;
  schema::Computed<schema::Line<0, 400>> cvss_vector;
  schema::Computed<std::int64_t> cvss_tenths;  ///< 98 is 9.8; 0 none.
  schema::Computed<bool> is_score_computed;    ///< From the vector; else as the scanner says.
  schema::Computed<bool> is_known_exploited;   ///< On the KEV list.
  schema::Computed<std::optional<std::int64_t>> epss;  ///< Hundred-thousandths.
  schema::Computed<bool> is_exposed;                   ///< Reached from the Internet.
  schema::Computed<std::int64_t> priority;             ///< For sorting; see rating.h.
  schema::Computed<schema::Line<0, 100>> scanner;      ///< That saw it last.
  schema::Computed<scan_reports::ReportFormat> format;
};
BOOST_DESCRIBE_STRUCT(Weakness, (schema::Row),
                      (number, agency_id, system_id, title, severity, status, allows_control,
                       control_reason, target, port, protocol, url, cpe, weakness, fingerprint, cve,
                       cves, cwes, links, tags, description, solution, evidence, cvss_version,
                       cvss_vector, cvss_tenths, is_score_computed, is_known_exploited, epss,
                       is_exposed, priority, scanner, format))

/// A weakness of one system at one port. One without an agency is not attributed: only callers of
/// full reach see it.
struct Finding : Weakness {
  schema::Computed<schema::Json> sightings;  ///< [{"target","format","at"}]: where it is seen now.
  schema::Computed<std::int64_t> times_seen;
  schema::Computed<Instant> first_seen, last_seen;
  schema::Computed<Instant> opened_at;
  schema::Computed<std::int64_t> opening;  ///< 1, and one more each time it comes back.
  schema::Computed<std::optional<Instant>> due_at;
  schema::Computed<std::optional<Instant>> fixed_at;
  schema::Computed<schema::Line<0, 200>> fixed_by;
  schema::Computed<schema::Paragraph<2000>> fix_note;
  schema::Computed<std::optional<Instant>> hunted_at;
  schema::Computed<schema::Line<0, 200>> hunted_by;
  schema::Computed<std::optional<HuntResult>> hunt_result;
  schema::Computed<schema::Paragraph<2000>> hunt_note;
  schema::Computed<std::optional<Instant>> closed_at;
  schema::Computed<std::optional<Instant>> gone_at;  ///< Not seen since, by a full scan.
  schema::Computed<std::optional<CivilDate>> accepted_until;
  schema::Computed<schema::Paragraph<2000>> reason;  ///< Of acceptance or false positive.
  schema::Computed<std::optional<AccountId>> assignee_id;
  schema::Computed<std::optional<Id<FindingImport>>> import_id;  ///< That opened it.
  schema::Computed<Origin> origin;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(Finding, (Weakness),
                      (sightings, times_seen, first_seen, last_seen, opened_at, opening, due_at,
                       fixed_at, fixed_by, fix_note, hunted_at, hunted_by, hunt_result, hunt_note,
                       closed_at, gone_at, accepted_until, reason, assignee_id, import_id, origin,
                       is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<Finding>{
    .name = "finding", .path = "findings", .tenancy = Tenancy::kAgency, .title = "title"};
LACHAN_ENTITY(Finding);

/// A file that was imported: the receipt.
///   entries_read = rejected + entries that counted; of these, findings are created, seen_again or
///   reopened (several entries may speak of one finding).
struct FindingImport : schema::Row {
  schema::Computed<std::optional<AgencyId>> agency_id;  ///< Whose officer imported it.
  schema::Computed<schema::Line<0, 255>> file_name;
  schema::Computed<scan_reports::ReportFormat> format;
  schema::Computed<schema::Line<0, 100>> scanner;
  schema::Computed<schema::Line<0, 64>> sha256;
  schema::Computed<std::int64_t> bytes;
  schema::Computed<std::optional<Instant>> scanned_at;
  schema::Computed<bool> is_full;      ///< What it does not show is gone.
  schema::Computed<bool> is_evidence;  ///< Written as a scan of the systems it covered.
  schema::Computed<std::int64_t> entries_read, rejected, created, seen_again, reopened, gone,
      cleared, not_attributed, systems_covered;
  schema::Computed<schema::Json> rejections;  ///< [{"place","reason"}]: the first of them.
  schema::Computed<schema::Line<0, 200>> imported_by;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(FindingImport, (schema::Row),
                      (agency_id, file_name, format, scanner, sha256, bytes, scanned_at, is_full,
                       is_evidence, entries_read, rejected, created, seen_again, reopened, gone,
                       cleared, not_attributed, systems_covered, rejections, imported_by, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<FindingImport>{.name = "finding_import",
                                                               .path = "finding-imports",
                                                               .tenancy = Tenancy::kAgency,
                                                               .title = "file_name"};
LACHAN_ENTITY(FindingImport);

BOOST_DEFINE_ENUM_CLASS(FindingRequestKind, acceptance, false_positive)
BOOST_DEFINE_ENUM_CLASS(FindingRequestStatus, pending, approved, refused, withdrawn)

/// A request that another person decides: to accept a risk until a day, or to say it is none.
struct FindingRequest : schema::Row {
  schema::Computed<AgencyId> agency_id;
  schema::Computed<Id<Finding>> finding_id;
  schema::Computed<FindingRequestKind> kind;
  schema::Computed<schema::Paragraph<2000>> reason;
  schema::Computed<std::optional<CivilDate>> until;  ///< Last day; of acceptance.
  schema::Computed<FindingRequestStatus> status;
  schema::Computed<schema::Line<0, 200>> requested_by;
  schema::Computed<std::optional<AccountId>> requester_id;
  schema::Computed<schema::Line<0, 200>> decided_by;
  schema::Computed<std::optional<Instant>> decided_at;
  schema::Computed<schema::Paragraph<2000>> decision_note;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(FindingRequest, (schema::Row),
                      (agency_id, finding_id, kind, reason, until, status, requested_by,
                       requester_id, decided_by, decided_at, decision_note, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<FindingRequest>{.name = "finding_request",
                                                                .path = "finding-requests",
                                                                .tenancy = Tenancy::kAgency,
                                                                .title = "kind"};
LACHAN_ENTITY(FindingRequest);

/// A list of exploited CVEs that was imported; the newest of each kind counts.
struct ExploitListImport : schema::Row {
  schema::Computed<scan_reports::ExploitListKind> kind;
  schema::Computed<schema::Line<0, 60>> list_version;
  schema::Computed<schema::Line<0, 40>> list_date;
  schema::Computed<schema::Line<0, 255>> file_name;
  schema::Computed<schema::Line<0, 64>> sha256;
  schema::Computed<std::int64_t> bytes, rows_read, rows_taken, rejected, doubles;
  schema::Computed<schema::Json> rejections;
  schema::Computed<std::int64_t> findings_changed;
  schema::Computed<schema::Line<0, 200>> imported_by;
};
BOOST_DESCRIBE_STRUCT(ExploitListImport, (schema::Row),
                      (kind, list_version, list_date, file_name, sha256, bytes, rows_read,
                       rows_taken, rejected, doubles, rejections, findings_changed, imported_by))
template <>
inline constexpr schema::Naming schema::kNaming<ExploitListImport>{
    .name = "exploit_list", .path = "exploit-lists", .tenancy = Tenancy::kShared, .title = "kind"};
LACHAN_ENTITY(ExploitListImport);

}  // namespace lachan
