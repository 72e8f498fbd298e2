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
    {scan,                "assurance.scan",         kOfSystem},
    {hunt,                "assurance.hunt",         kOfSystem},
    {response_plan,       "plan.response_issued",   kOfSystem},
    {drill,               "assurance.drill",        kOfSystem, false, "",         "system"},
    {provincial_drill,    "assurance.drill",        kOfAgency, false, "",         "province"},
    {finding_fix,         "finding.fixed",          kOfAgency, false, "finding"},
    {finding_hunt,        "finding.hunted",         kOfAgency, false, "finding"},
    {team,                "team.established",       kOfAgency, false, ""},
    {expert,              "expert.qualified",       kOfAgency, false, "expert"},
    {focal_point,         "focal_point.confirmed",  kOfAgency},
    {layer_evidence,      "layer.evidenced",        kOfAgency, kLevel},
    {device_check,        "device.checked",         kOfAgency},
    {network_attestation, "network.attested",       kOfAgency},
    {advisory_closed,     "advisory.closed",        kOfAgency, false, "advisory"},
    {campaign,            "campaign.held",          kOfAgency},
    {contact_page,        "contact.published",      kOfAgency},
    {directive_plan,      "plan.directive_sent",    kOfAgency},
    {annual_report,       "report.annual_sent",     kOfAgency},
    {training,            "training.held",          kOfAgency},
    {certificate,         "certificate.registered", kOfAgency, false, "expert"},
    {inspection,          "inspection.done",        kOfAgency},
    {budget_proposal,     "budget.proposed",        kOfAgency},
    {roster,              "roster.confirmed",       kOfAgency},
    {hotline,             "hotline.published",      kOfAgency},
    {order_reply,         "order.answered",         kOfAgency, false, "order"},
    {customer_warning,    "customer.warned",        kOfAgency, false, "advisory"},
    {coordination,        "coordination.confirmed", kOfAgency},
    {investment_proposal, "investment.proposed",    kOfAgency},
    {supplier_review,     "supplier.reviewed",      kOfAgency},
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
