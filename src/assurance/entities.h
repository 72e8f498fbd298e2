// SPDX-License-Identifier: Apache-2.0
/// \file
/// Records of what an agency did: scans, hunts, drills, plans, trainings… Each becomes a fact that
/// the directive engine reads; the evidence file stands behind it.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

struct EvidenceFile;
template <>
inline constexpr const char* kReferenceName<EvidenceFile> = "evidence_file";

/// A file kept as evidence. Contents lie under the data folder by hash and are never changed.
struct EvidenceFile : schema::Row {
  AgencyId agency_id;
  schema::Computed<schema::Line<0, 255>> file_name;
  schema::Computed<schema::Line<0, 120>>
      media_type;                       ///< Found from the content, not from the name.
  schema::Computed<std::int64_t> size;  ///< Bytes.
  schema::Computed<schema::Line<0, 64>> sha256;
  schema::Computed<schema::Line<0, 200>> uploaded_by;
};
BOOST_DESCRIBE_STRUCT(EvidenceFile, (schema::Row),
                      (agency_id, file_name, media_type, size, sha256, uploaded_by))
template <>
inline constexpr schema::Naming schema::kNaming<EvidenceFile>{.name = "evidence_file",
                                                              .path = "evidence-files",
                                                              .tenancy = Tenancy::kAgency,
                                                              .title = "file_name"};
LACHAN_ENTITY(EvidenceFile);

/// What was done. The name is the `discharge_with` of the directive's obligations.
BOOST_DEFINE_ENUM_CLASS(AssuranceKind, briefing, system_assessment, level_approval, plan_deployment,
                        scan, hunt, response_plan, drill, provincial_drill, finding_fix,
                        finding_hunt, team, expert, focal_point, layer_evidence, device_check,
                        network_attestation, advisory_closed, campaign, contact_page,
                        directive_plan, annual_report, training, certificate, inspection,
                        budget_proposal, roster, hotline, order_reply, customer_warning,
                        coordination, investment_proposal, supplier_review, summary_report, channel,
                        customer_guide, half_year_report, response_report, security_report, other)
BOOST_DEFINE_ENUM_CLASS(AssuranceResult, done, passed, findings, failed)

struct AssuranceRecord : schema::Row {
  AgencyId agency_id;
  std::optional<SystemId> system_id;
  AssuranceKind kind = AssuranceKind::scan;
  CivilDate performed_on{};
  AssuranceResult result = AssuranceResult::done;
  std::optional<schema::Number<1, 5>>
      level;                     ///< level_approval: the level; layer_evidence: the layer 1–4.
  schema::Line<0, 120> subject;  ///< Whom or what it is about: expert, finding, advisory, order.
  schema::Line<0, 7> period;     ///< "2026" or "2026-11"; of performed_on when empty.
  std::optional<CivilDate>
      valid_until;                  ///< Last day, where the paper says one (certificate, decision).
  schema::Line<0, 200> provider;    ///< Who did it, when not the agency itself.
  schema::Paragraph<8000> summary;  ///< Scope, method, result.
  std::optional<Id<EvidenceFile>> evidence_file_id;
  schema::Computed<Origin> origin;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(AssuranceRecord, (schema::Row),
                      (agency_id, system_id, kind, performed_on, result, level, subject, period,
                       valid_until, provider, summary, evidence_file_id, origin, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<AssuranceRecord>{.name = "assurance_record",
                                                                 .path = "assurance-records",
                                                                 .tenancy = Tenancy::kAgency,
                                                                 .title = "kind"};
LACHAN_ENTITY(AssuranceRecord);

}  // namespace lachan
