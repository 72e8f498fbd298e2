// SPDX-License-Identifier: Apache-2.0
/// \file
/// Ledgers of suppliers, people, money and the four layers; see entities.h.
#pragma once

#include "ledgers/entities.h"
#include "register/system_parts.h"

namespace lachan {

/// A review of one supplier or of all of them (1.g).
struct SupplierReview : schema::Row {
  AgencyId agency_id;
  std::optional<Id<Supplier>> supplier_id;  ///< None: all suppliers of the agency.
  CivilDate performed_on{};
  AssuranceResult result = AssuranceResult::passed;
  bool terms_checked = false;   ///< Security terms of the contract.
  bool access_checked = false;  ///< Remote access: who, when, how.
  schema::Line<0, 120> reviewer;
  schema::Paragraph<4000> summary;
  std::optional<CivilDate> next_on;
  std::optional<Id<EvidenceFile>> evidence_file_id;
  schema::Computed<Origin> origin;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(SupplierReview, (schema::Row),
                      (agency_id, supplier_id, performed_on, result, terms_checked, access_checked,
                       reviewer, summary, next_on, evidence_file_id, origin, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<SupplierReview>{.name = "supplier_review",
                                                                .path = "supplier-reviews",
                                                                .tenancy = Tenancy::kAgency,
                                                                .title = "performed_on"};
LACHAN_ENTITY(SupplierReview);

BOOST_DEFINE_ENUM_CLASS(TrainingKind, awareness, technical, specialist, drill_skills, other)

/// A course or lesson (2.a).
struct Training : schema::Row {
  AgencyId agency_id;
  schema::Line<1, 200> title;
  TrainingKind kind = TrainingKind::awareness;
  CivilDate held_on{};
  schema::Number<0, 2000> hours;
  schema::Number<0, 100000> participants;
  schema::Line<0, 300> audience;
  schema::Line<0, 200> trainer;
  schema::Line<0, 7> period;  ///< "2026"; that of the day when empty.
  schema::Paragraph<4000> summary;
  std::optional<Id<EvidenceFile>> evidence_file_id;
  schema::Computed<Origin> origin;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(Training, (schema::Row),
                      (agency_id, title, kind, held_on, hours, participants, audience, trainer,
                       period, summary, evidence_file_id, origin, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<Training>{
    .name = "training", .path = "trainings", .tenancy = Tenancy::kAgency, .title = "title"};
LACHAN_ENTITY(Training);

BOOST_DEFINE_ENUM_CLASS(CampaignChannel, broadcast, newspaper, website, social_media, talk, poster,
                        message, other)

/// An awareness campaign (1.h, 5).
struct Campaign : schema::Row {
  AgencyId agency_id;
  schema::Line<1, 200> title;
  CampaignChannel channel = CampaignChannel::website;
  CivilDate held_on{};  ///< First day.
  std::optional<CivilDate> until;
  schema::Line<0, 300> audience;
  schema::Number<0, 100000000> reached;  ///< People.
  schema::Url link;
  schema::Line<0, 7> period;
  schema::Paragraph<4000> summary;
  std::optional<Id<EvidenceFile>> evidence_file_id;
  schema::Computed<Origin> origin;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(Campaign, (schema::Row),
                      (agency_id, title, channel, held_on, until, audience, reached, link, period,
                       summary, evidence_file_id, origin, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<Campaign>{
    .name = "campaign", .path = "campaigns", .tenancy = Tenancy::kAgency, .title = "title"};
LACHAN_ENTITY(Campaign);

BOOST_DEFINE_ENUM_CLASS(BudgetState, planned, approved, spent)

/// The year's money for information technology and, of it, for security. In million đồng.
/// \source Luật 116/2025 Đ38.1
struct Budget : schema::Row {
  AgencyId agency_id;
  schema::Number<2010, 2100> year = 2026;
  BudgetState state = BudgetState::planned;
  schema::Number<1, 1000000000> it_total = 1;
  schema::Number<0, 1000000000> security_part;
  schema::Computed<std::int64_t> share_permille;  ///< Of the total, in thousandths.
  schema::Line<0, 120> document;
  schema::Paragraph<2000> note;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(Budget, (schema::Row),
                      (agency_id, year, state, it_total, security_part, share_permille, document,
                       note, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<Budget>{
    .name = "budget", .path = "budgets", .tenancy = Tenancy::kAgency, .title = "year"};
LACHAN_ENTITY(Budget);

BOOST_DEFINE_ENUM_CLASS(ProposalKind, budget, investment)
BOOST_DEFINE_ENUM_CLASS(BudgetProposalState, sent, accepted, refused)

/// A proposal of money or equipment (2.đ, 2.h, 4).
struct BudgetProposal : schema::Row {
  AgencyId agency_id;
  ProposalKind kind = ProposalKind::budget;
  schema::Line<1, 300> title;
  CivilDate performed_on{};
  schema::Line<0, 7> period;             ///< Year it is for; that of the day when empty.
  schema::Number<0, 1000000000> amount;  ///< Million đồng.
  BudgetProposalState state = BudgetProposalState::sent;
  schema::Line<0, 120> document;
  schema::Line<0, 200> sent_to;
  schema::Paragraph<4000> summary;
  std::optional<Id<EvidenceFile>> evidence_file_id;
  schema::Computed<Origin> origin;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(BudgetProposal, (schema::Row),
                      (agency_id, kind, title, performed_on, period, amount, state, document,
                       sent_to, summary, evidence_file_id, origin, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<BudgetProposal>{.name = "budget_proposal",
                                                                .path = "budget-proposals",
                                                                .tenancy = Tenancy::kAgency,
                                                                .title = "title"};
LACHAN_ENTITY(BudgetProposal);

/// What an agency has for one of the four layers (1.b).
/// \source CV 1552/BTTTT-CATTT
struct LayerEvidence : schema::Row {
  AgencyId agency_id;
  schema::Number<1, 4> layer = 1;
  CivilDate performed_on{};       ///< When it was shown: date of the decision, contract, report.
  schema::Line<0, 200> provider;  ///< Who keeps the layer: own unit, enterprise, organisation.
  schema::Line<0, 120> document;
  std::optional<CivilDate> valid_until;  ///< Last day of contract or licence.
  schema::Paragraph<4000> summary;
  std::optional<CivilDate> lost_on;  ///< The layer was lost on this day.
  std::optional<Id<EvidenceFile>> evidence_file_id;
  schema::Computed<Origin> origin;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(LayerEvidence, (schema::Row),
                      (agency_id, layer, performed_on, provider, document, valid_until, summary,
                       lost_on, evidence_file_id, origin, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<LayerEvidence>{.name = "layer_evidence",
                                                               .path = "layer-evidence",
                                                               .tenancy = Tenancy::kAgency,
                                                               .title = "provider"};
LACHAN_ENTITY(LayerEvidence);

}  // namespace lachan
