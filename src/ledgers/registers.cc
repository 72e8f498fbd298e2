// SPDX-License-Identifier: Apache-2.0
#include "ledgers/registers.h"

#include "assurance/content.h"
#include "ledgers/entities.h"
#include "ledgers/entities_people.h"
#include "ledgers/evidence.h"
#include "ledgers/rules.h"

LACHAN_ENTITY_CODE(lachan::SystemCheck);
LACHAN_ENTITY_CODE(lachan::ResponsePlan);
LACHAN_ENTITY_CODE(lachan::Drill);
LACHAN_ENTITY_CODE(lachan::DrillTask);
LACHAN_ENTITY_CODE(lachan::Device);
LACHAN_ENTITY_CODE(lachan::DeviceEvent);
LACHAN_ENTITY_CODE(lachan::AccountAttestation);
LACHAN_ENTITY_CODE(lachan::SupplierReview);
LACHAN_ENTITY_CODE(lachan::Training);
LACHAN_ENTITY_CODE(lachan::Campaign);
LACHAN_ENTITY_CODE(lachan::Budget);
LACHAN_ENTITY_CODE(lachan::BudgetProposal);
LACHAN_ENTITY_CODE(lachan::LayerEvidence);

namespace lachan::ledgers {
namespace {

using journal::RowAction;
using journal::RowChange;

std::optional<Evidence> CheckEvidence(const SystemCheck& check) {
  if (check.result == CheckResult::failed) return std::nullopt;  // Nothing was looked at.
  return Evidence{check.kind == CheckKind::scan ? "assurance.scan" : "assurance.hunt"};
}

Status CheckCheck(const SystemCheck& check) {
  if (check.result == CheckResult::clean && check.findings.value > 0) {
    return Wrong("a clean result has no findings", "findings", "contradicts:result");
  }
  return {};
}

std::optional<Evidence> DrillEvidence(const Drill& drill) {
  if (!drill.is_live_fire || drill.result == AssuranceResult::failed) return std::nullopt;
  return Evidence{"assurance.drill",
                  {{"scope", drill.scope == DrillScope::system ? "system" : "province"}}};
}

Status CheckDrill(const Drill& drill) {
  if (drill.scope == DrillScope::system && !drill.system_id) {
    return Wrong("which system was drilled?", "system_id", "required");
  }
  if (drill.scope == DrillScope::province && drill.system_id) {
    return Wrong("a drill of the province is about no single system", "system_id",
                 "contradicts:scope");
  }
  return {};
}

Status CheckDeviceEvent(const DeviceEvent& event) {
  if (event.kind == DeviceEventKind::repair && event.accompanied_by.empty()) {
    return Wrong("who stood by while others repaired it?", "accompanied_by", "required");
  }
  if (event.kind != DeviceEventKind::check && !event.device_id) {
    return Wrong("which device?", "device_id", "required");
  }
  if (assurance::HasSecrecyMark(event.note.value)) {
    return Wrong("the text carries the mark of a state secret", "note", "state_secret");
  }
  return {};
}

std::optional<Evidence> DeviceEvidence(const DeviceEvent& event) {
  if (event.kind != DeviceEventKind::check || event.result == AssuranceResult::failed) {
    return std::nullopt;
  }
  return Evidence{"device.checked"};
}

Status CheckAttestation(const AccountAttestation& attestation) {
  const auto month = ParseMonth(attestation.period.value);
  if (!month) return Wrong("a month is written yyyy-mm", "period", "not_a_month");
  if (month->FirstDay() > attestation.attested_on) {
    return Wrong("a month is attested when it has begun", "period", "in_future");
  }
  if (attestation.shared_accounts.value > attestation.accounts.value) {
    return Wrong("more shared accounts than accounts", "shared_accounts",
                 fmt::format("too_large:{}", attestation.accounts.value));
  }
  if (attestation.stale_passwords.value > attestation.accounts.value) {
    return Wrong("more old passwords than accounts", "stale_passwords",
                 fmt::format("too_large:{}", attestation.accounts.value));
  }
  return {};
}

Status CheckDevice(RowChange& change) {
  const auto device = change.As<Device>();
  if (device.holds_secrets && device.reaches_internet) {
    return Wrong(
        "a device for state secrets has no way to the Internet: take it off the network, "
        "or take the mark away when it holds none",
        "reaches_internet", "secret_device_online");
  }
  if (assurance::HasSecrecyMark(device.note.value)) {
    return Wrong("the text carries the mark of a state secret", "note", "state_secret");
  }
  return {};
}

Status CheckBudget(RowChange& change) {
  auto budget = change.As<Budget>();
  if (change.action == RowAction::kCreate) budget.is_demo = false;
  if (budget.security_part.value > budget.it_total.value) {
    return Wrong("the part is larger than the whole", "security_part",
                 fmt::format("too_large:{}", budget.it_total.value));
  }
  budget.share_permille.value = budget.security_part.value * 1000 / budget.it_total.value;
  change.Set(budget);
  return {};
}

Status CheckTask(RowChange& change, const Clock& clock) {
  const auto task = change.As<DrillTask>();
  return task.done_on ? DayHasCome(*task.done_on, "done_on", clock.Now()) : Status{};
}

Status CheckLayer(const LayerEvidence& evidence) {
  if (evidence.valid_until && *evidence.valid_until < evidence.performed_on) {
    return Wrong("it cannot lapse before it was shown", "valid_until", "before_start");
  }
  if (evidence.lost_on && *evidence.lost_on < evidence.performed_on) {
    return Wrong("it cannot be lost before it was there", "lost_on", "before_start");
  }
  return {};
}

std::optional<Evidence> LayerShown(const LayerEvidence& evidence) {
  Evidence shown{"layer.evidenced", {{"layer", std::int64_t{evidence.layer.value}}}};
  if (evidence.valid_until) shown.payload["until"] = FormatDate(*evidence.valid_until);
  return shown;
}

/// A loss is said once, and not of the future.
Status LossOnce(RowChange& change, const Clock& clock) {
  const auto evidence = change.As<LayerEvidence>();
  if (evidence.lost_on) LACHAN_TRY_DO(DayHasCome(*evidence.lost_on, "lost_on", clock.Now()));
  if (change.before == nullptr || !change.Changes("lost_on")) return {};
  if (schema::FromRecord<LayerEvidence>(*change.before).lost_on) {
    return Wrong("show the layer anew when it is back", "lost_on", "fixed");
  }
  return {};
}

void AddSystemLedgers(journal::Registers& registers, const Clock& clock) {
  AddLedger<SystemCheck>(registers, clock,
                         {&SystemCheck::performed_on,
                          "performed_on",
                          CheckEvidence,
                          CheckCheck,
                          {"system_id", "kind", "result"}})
      .natural_key = {"system_id", "kind", "performed_on"};

  auto& plans = AddLedger<ResponsePlan>(
      registers, clock,
      {&ResponsePlan::issued_on,
       "issued_on",
       [](const ResponsePlan&) { return std::make_optional(Evidence{"plan.response_issued"}); },
       nullptr,
       {"system_id", "version_label"}});
  plans.natural_key = {"system_id", "version_label"};
  plans.after_change.push_back(PlaceInLine);
  registers.Existing("system").after_change.push_back(
      [&clock](const RowChange& change) { return OutdatePlans(change, clock); });

  auto& drills = AddLedger<Drill>(registers, clock,
                                  {&Drill::held_on,
                                   "held_on",
                                   DrillEvidence,
                                   CheckDrill,
                                   {"system_id", "scope", "is_live_fire", "result"}});
  drills.natural_key = {"agency_id", "title", "held_on"};
  drills.before_change.push_back(OnlyCoordinatorDrillsProvince);
  auto& tasks = registers.Add<DrillTask>();
  tasks.natural_key = {"drill_id", "title"};
  tasks.before_change.push_back([&clock](RowChange& change) { return CheckTask(change, clock); });
}

void AddDeviceLedgers(journal::Registers& registers, const Clock& clock) {
  auto& devices = registers.Add<Device>();
  devices.natural_key = {"agency_id", "code"};
  devices.before_change.push_back(CheckDevice);
  devices.passing = journal::Passing::kPasses;
  auto& events = AddLedger<DeviceEvent>(registers, clock,
                                        {&DeviceEvent::performed_on,
                                         "performed_on",
                                         DeviceEvidence,
                                         CheckDeviceEvent,
                                         {"device_id", "kind", "result"}});
  events.natural_key = {"agency_id", "device_id", "kind", "performed_on"};
  events.after_change.push_back(NoteCheck);
  AddLedger<AccountAttestation>(
      registers, clock,
      {&AccountAttestation::attested_on,
       "attested_on",
       [](const AccountAttestation&) { return std::make_optional(Evidence{"network.attested"}); },
       CheckAttestation,
       {"period"}})
      .natural_key = {"agency_id", "period"};
}

void AddPeopleLedgers(journal::Registers& registers, const Clock& clock) {
  auto& reviews =
      AddLedger<SupplierReview>(registers, clock,
                                {&SupplierReview::performed_on,
                                 "performed_on",
                                 [](const SupplierReview& review) -> std::optional<Evidence> {
                                   if (review.result == AssuranceResult::failed)
                                     return std::nullopt;
                                   return Evidence{"supplier.reviewed"};
                                 },
                                 nullptr,
                                 {"supplier_id", "result"}});
  reviews.natural_key = {"agency_id", "supplier_id", "performed_on"};
  reviews.after_change.push_back(NoteReview);
  AddLedger<Training>(
      registers, clock,
      {&Training::held_on,
       "held_on",
       [](const Training&) { return std::make_optional(Evidence{"training.held"}); },
       nullptr,
       {"period"}})
      .natural_key = {"agency_id", "title", "held_on"};
  AddLedger<Campaign>(
      registers, clock,
      {&Campaign::held_on,
       "held_on",
       [](const Campaign&) { return std::make_optional(Evidence{"campaign.held"}); },
       [](const Campaign& campaign) -> Status {
         if (!campaign.until || *campaign.until >= campaign.held_on) return {};
         return Wrong("it cannot end before it begins", "until", "before_start");
       },
       {"period"}})
      .natural_key = {"agency_id", "title", "held_on"};
}

void AddMoneyAndLayers(journal::Registers& registers, const Clock& clock) {
  auto& budgets = registers.Add<Budget>();
  budgets.natural_key = {"agency_id", "year"};
  budgets.before_change.push_back(CheckBudget);
  AddLedger<BudgetProposal>(
      registers, clock,
      {&BudgetProposal::performed_on,
       "performed_on",
       [](const BudgetProposal& proposal) {
         return std::make_optional(Evidence{
             proposal.kind == ProposalKind::budget ? "budget.proposed" : "investment.proposed"});
       },
       nullptr,
       {"kind", "period"}})
      .natural_key = {"agency_id", "title", "performed_on"};
  auto& layers = AddLedger<LayerEvidence>(registers, clock,
                                          {&LayerEvidence::performed_on,
                                           "performed_on",
                                           LayerShown,
                                           CheckLayer,
                                           {"layer", "valid_until"}});
  layers.natural_key = {"agency_id", "layer", "performed_on"};
  layers.before_change.push_back(
      [&clock](RowChange& change) { return OtherProvider(change, clock); });
  layers.before_change.push_back([&clock](RowChange& change) { return LossOnce(change, clock); });
  layers.after_change.push_back(NoteLoss);
}

}  // namespace

void AddRegisters(journal::Registers& registers, const Clock& clock) {
  AddSystemLedgers(registers, clock);
  AddDeviceLedgers(registers, clock);
  AddPeopleLedgers(registers, clock);
  AddMoneyAndLayers(registers, clock);
}

}  // namespace lachan::ledgers
