// SPDX-License-Identifier: Apache-2.0
/// \file
/// Advisories of the province, to whom they went, and what became of them there
/// (directive 1.g, 6.c).
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "assurance/entities.h"
#include "core/vocabulary.h"
#include "register/entities.h"
#include "schema/entity.h"

namespace lachan {

struct Advisory;
template <>
inline constexpr const char* kReferenceName<Advisory> = "advisory";
struct AdvisoryDelivery;
template <>
inline constexpr const char* kReferenceName<AdvisoryDelivery> = "advisory_delivery";

/// Names reach the store; never rename.
BOOST_DEFINE_ENUM_CLASS(AdvisoryState, draft, issued, withdrawn, closed)

/// A warning of the province about a weakness. Written as a draft; once it is issued nothing of it
/// changes, corrections are additions with a number of their own. Only callers of full reach see
/// rows; an agency reads the advisory through its delivery.
struct Advisory : schema::Row {
  schema::Computed<schema::Line<0, 20>> number;  ///< "CB-2026-007"; unique.
  schema::Computed<AdvisoryState> state;
  schema::Line<1, 300> title;
  schema::Line<0, 200> source;  ///< Who says so: NCSC, a vendor, our own SOC …
  Level severity = Level::high;
  schema::Paragraph<4000> cves;       ///< "CVE-2024-38475", one a line.
  schema::Paragraph<20000> products;  ///< registry::ParseCriterion, one a line.
  schema::RequiredParagraph<20000> content;
  schema::RequiredParagraph<8000> measures;  ///< What the agency has to do.
  schema::Paragraph<4000> links;             ///< http(s), one a line.
  std::optional<CivilDate> due_on;           ///< Last day in time; absent: set when it is issued.
  bool warns_customers = false;              ///< Enterprises must warn their customers (6.c).
  std::optional<Id<EvidenceFile>> evidence_file_id;  ///< Goes to every addressee.
  schema::Computed<std::optional<Instant>> issued_at;
  schema::Computed<schema::Line<0, 200>> issued_by;
  schema::Computed<std::int64_t> additions;
  /// How many deliveries there are, were opened, are answered for every system, are done with.
  schema::Computed<std::int64_t> deliveries, deliveries_read, deliveries_answered,
      deliveries_closed;
  schema::Computed<std::optional<Instant>> closed_at;
  schema::Computed<std::optional<Instant>> withdrawn_at;
  schema::Computed<schema::Line<0, 500>> withdraw_reason;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(Advisory, (schema::Row),
                      (number, state, title, source, severity, cves, products, content, measures,
                       links, due_on, warns_customers, evidence_file_id, issued_at, issued_by,
                       additions, deliveries, deliveries_read, deliveries_answered,
                       deliveries_closed, closed_at, withdrawn_at, withdraw_reason, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<Advisory>{
    .name = "advisory", .path = "advisories", .tenancy = Tenancy::kNobody, .title = "title"};
LACHAN_ENTITY(Advisory);

/// A correction or an addition to an issued advisory.
struct AdvisoryAddition : schema::Row {
  schema::Computed<Id<Advisory>> advisory_id;
  schema::Computed<std::int64_t> ordinal;  ///< 1, 2, 3 …
  schema::Computed<schema::Paragraph<8000>> content;
  schema::Computed<Instant> issued_at;
  schema::Computed<schema::Line<0, 200>> issued_by;
};
BOOST_DESCRIBE_STRUCT(AdvisoryAddition, (schema::Row),
                      (advisory_id, ordinal, content, issued_at, issued_by))
template <>
inline constexpr schema::Naming schema::kNaming<AdvisoryAddition>{.name = "advisory_addition",
                                                                  .path = "advisory-additions",
                                                                  .tenancy = Tenancy::kNobody,
                                                                  .title = "content"};
LACHAN_ENTITY(AdvisoryAddition);

/// Why an agency is among the addressees. Names reach the store; never rename.
BOOST_DEFINE_ENUM_CLASS(AddresseeReason, product, possible_product, no_product, chosen)
/// Life of a delivery. Names reach the store; never rename.
///   sent, read   nothing is answered yet
///   answered     something is; a system without an answer or with a way around only is left
///   closed       dealt with: `advisory.closed` is on record
BOOST_DEFINE_ENUM_CLASS(DeliveryState, sent, read, answered, closed, withdrawn)

/// An advisory at one agency. Number, title, severity and date are those of the advisory, which
/// does not change any more.
struct AdvisoryDelivery : schema::Row {
  AgencyId agency_id;
  schema::Computed<Id<Advisory>> advisory_id;
  schema::Computed<schema::Line<0, 20>> number;
  schema::Computed<schema::Line<0, 300>> title;
  schema::Computed<Level> severity;
  schema::Computed<CivilDate> due_on;
  schema::Computed<AddresseeReason> reason;
  schema::Computed<bool> customers;  ///< Has customers to warn.
  schema::Computed<DeliveryState> state;
  schema::Computed<Instant> sent_at;
  schema::Computed<std::optional<Instant>> read_at;
  schema::Computed<schema::Line<0, 200>> read_by;
  schema::Computed<std::optional<Instant>> answered_at;  ///< The last answer.
  schema::Computed<std::optional<Instant>> closed_at;
  schema::Computed<schema::Line<0, 500>> return_reason;  ///< Why the coordinator gave it back.
  schema::Computed<std::optional<Instant>> reminded_at;
  schema::Computed<std::int64_t> reminders;
  schema::Computed<std::optional<CivilDate>> warned_on;  ///< Customers were warned.
  schema::Computed<std::optional<std::int64_t>> warned_count;
  schema::Computed<schema::Paragraph<2000>> warning_note;
  schema::Computed<std::optional<Id<EvidenceFile>>> warning_file_id;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(AdvisoryDelivery, (schema::Row),
                      (agency_id, advisory_id, number, title, severity, due_on, reason, customers,
                       state, sent_at, read_at, read_by, answered_at, closed_at, return_reason,
                       reminded_at, reminders, warned_on, warned_count, warning_note,
                       warning_file_id, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<AdvisoryDelivery>{.name = "advisory_delivery",
                                                                  .path = "advisory-deliveries",
                                                                  .tenancy = Tenancy::kAgency,
                                                                  .title = "title"};
LACHAN_ENTITY(AdvisoryDelivery);

/// What became of one system. Names reach the store; never rename.
BOOST_DEFINE_ENUM_CLASS(AdvisoryResult, open, not_affected, fixed, mitigated, accepted)

/// The answer for one system of the agency, or for the agency as a whole where no system is known.
struct AdvisoryAnswer : schema::Row {
  AgencyId agency_id;
  schema::Computed<Id<Advisory>> advisory_id;
  schema::Computed<Id<AdvisoryDelivery>> delivery_id;
  schema::Computed<std::optional<SystemId>> system_id;
  schema::Computed<schema::Line<0, 300>> product;  ///< Because of which product.
  schema::Computed<bool> is_certain;               ///< Else the version is to be looked up.
  schema::Computed<AdvisoryResult> answer;
  schema::Computed<std::optional<CivilDate>> until;  ///< Of `mitigated`: when it will be fixed.
  schema::Computed<schema::Paragraph<2000>> note;
  schema::Computed<std::optional<Id<EvidenceFile>>> evidence_file_id;
  schema::Computed<std::optional<Instant>> answered_at;
  schema::Computed<schema::Line<0, 200>> answered_by;
};
BOOST_DESCRIBE_STRUCT(AdvisoryAnswer, (schema::Row),
                      (agency_id, advisory_id, delivery_id, system_id, product, is_certain, answer,
                       until, note, evidence_file_id, answered_at, answered_by))
template <>
inline constexpr schema::Naming schema::kNaming<AdvisoryAnswer>{.name = "advisory_answer",
                                                                .path = "advisory-answers",
                                                                .tenancy = Tenancy::kAgency,
                                                                .title = "product"};
LACHAN_ENTITY(AdvisoryAnswer);

}  // namespace lachan
