// SPDX-License-Identifier: Apache-2.0
#include <boost/describe/enumerators.hpp>
#include <boost/mp11/list.hpp>

#include "assurance/assurance_service.h"
#include "base/check.h"

namespace lachan::assurance {
namespace {

using enum AssuranceKind;
constexpr bool kOfSystem = true;
constexpr bool kOfAgency = false;
constexpr bool kLevel = true;

// The vocabulary is that of the directive's facts.yaml (evidence_forms).
// clang-format off
constexpr KindRule kRules[] = {
    {briefing,            "briefing.held",          kOfAgency},
    {system_assessment,   "system.assessed",        kOfSystem},
    {level_approval,      "system.level_approved",  kOfSystem, kLevel},
    {plan_deployment,     "system.plan_deployed",   kOfSystem},
    {scan,                 "assurance.scan",         kOfSystem, false, "", "",
        "system-checks", "kind=scan"},
    {hunt,                 "assurance.hunt",         kOfSystem, false, "", "",
        "system-checks", "kind=hunt"},
    {response_plan,        "plan.response_issued",   kOfSystem, false, "", "",
        "response-plans"},
    {drill,                "assurance.drill",        kOfSystem, false, "", "system",
        "drills", "scope=system&is_live_fire=true"},
    {provincial_drill,     "assurance.drill",        kOfAgency, false, "", "province",
        "drills", "scope=province&is_live_fire=true"},
    {finding_fix,         "finding.fixed",          kOfAgency, false, "finding", "", "/findings"},
    {finding_hunt,        "finding.hunted",         kOfAgency, false, "finding", "", "/findings"},
    {team,                "team.established",       kOfAgency, false, "", "", "teams"},
    {expert,              "expert.qualified",       kOfAgency, false, "expert", "", "experts"},
    {focal_point,         "focal_point.confirmed",  kOfAgency, false, "", "", "/team"},
    {layer_evidence,       "layer.evidenced",        kOfAgency, kLevel, "", "",
        "layer-evidence"},
    {device_check,         "device.checked",         kOfAgency, false, "", "",
        "device-events", "kind=check"},
    {network_attestation,  "network.attested",       kOfAgency, false, "", "",
        "account-attestations"},
    {advisory_closed,     "advisory.closed",        kOfAgency, false, "advisory", "",
        "/advisories"},
    {campaign,             "campaign.held",          kOfAgency, false, "", "",
        "campaigns"},
    {contact_page,        "contact.published",      kOfAgency},
    {directive_plan,      "plan.directive_sent",    kOfAgency},
    {annual_report,       "report.annual_sent",     kOfAgency},
    {training,             "training.held",          kOfAgency, false, "", "",
        "trainings"},
    {certificate,         "certificate.registered", kOfAgency, false, "expert", "", "certificates"},
    {inspection,          "inspection.done",        kOfAgency, false, "", "", "inspections"},
    {budget_proposal,      "budget.proposed",        kOfAgency, false, "", "",
        "budget-proposals", "kind=budget"},
    {roster,              "roster.confirmed",       kOfAgency, false, "", "", "/roster"},
    {hotline,             "hotline.published",      kOfAgency},
    {order_reply,         "order.answered",         kOfAgency, false, "order"},
    {customer_warning,    "customer.warned",        kOfAgency, false, "advisory", "",
        "/advisories"},
    {coordination,        "coordination.confirmed", kOfAgency},
    {investment_proposal,  "investment.proposed",    kOfAgency, false, "", "",
        "budget-proposals", "kind=investment"},
    {supplier_review,      "supplier.reviewed",      kOfAgency, false, "", "",
        "supplier-reviews"},
    {summary_report,      "report.summary_sent",    kOfAgency},
    {channel,             "channel.published",      kOfAgency},
    {customer_guide,      "customer.guided",        kOfAgency},
    {half_year_report,    "report.half_year_sent",  kOfAgency},
    {response_report,     "report.response_sent",   kOfAgency},
    {security_report,     "report.security_sent",   kOfAgency},
    {other,               "assurance.other",        kOfAgency},
};
// clang-format on

constexpr bool EveryKindOnceInOrder() {
  for (std::size_t i = 0; i < std::size(kRules); ++i) {
    if (static_cast<std::size_t>(kRules[i].kind) != i) return false;
  }
  return std::size(kRules) ==
         boost::mp11::mp_size<boost::describe::describe_enumerators<AssuranceKind>>::value;
}
static_assert(EveryKindOnceInOrder(), "one line for every kind, in the order of the enumeration");

}  // namespace

std::span<const KindRule> KindRules() { return kRules; }

const KindRule& RuleOf(AssuranceKind kind) {
  const auto index = static_cast<std::size_t>(kind);
  LACHAN_CHECK(index < std::size(kRules), "a kind of evidence has its line");
  return kRules[index];
}

Status MayBeAssuranceRecord(const KindRule& rule) {
  if (rule.register_path.empty()) return {};
  Error error(ErrorCode::kInvalidInput,
              fmt::format("this is entered in a register of its own: {}", rule.register_path));
  return std::unexpected(
      std::move(error).WithField("kind", fmt::format("has_register:{}", rule.register_path)));
}

}  // namespace lachan::assurance
