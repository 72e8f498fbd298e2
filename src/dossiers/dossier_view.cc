// SPDX-License-Identifier: Apache-2.0
// What a dossier holds, where its clocks stand, and what may be done.
#include <algorithm>

#include "dossiers/dossier_service.h"
#include "schema/json.h"

namespace lachan::dossiers {
namespace {

using levels::Body;
using levels::PartKind;

std::vector<std::string> NamedMissing(const Dossier& dossier) {
  std::vector<std::string> names;
  const auto json = schema::ParseJson(dossier.missing.value.value);
  if (!json || !json->is_array()) return names;
  for (const auto& value : json->as_array()) {
    if (value.is_string()) names.emplace_back(value.get_string());
  }
  return names;
}

std::string NameOf(PartKind kind) { return std::get<std::string>(schema::internal::ToValue(kind)); }

void SetLimit(const directive::TimeLimit& limit, StepClock& clock) {
  if (const auto* working = std::get_if<directive::WorkingDays>(&limit.amount)) {
    clock.days = working->count;
  } else if (const auto* days = std::get_if<directive::CalendarDays>(&limit.amount)) {
    clock.days = days->count;
    clock.is_working_days = false;
  }
}

void SetState(Instant now, StepClock& clock) {
  if (!clock.started) return;
  if (clock.done) {
    clock.state = clock.due && *clock.done >= *clock.due ? StepState::kLate : StepState::kMet;
  } else {
    clock.state = clock.due && now >= *clock.due ? StepState::kOverdue : StepState::kRunning;
  }
}

bool IsEditable(DossierStatus status) {
  return status == DossierStatus::draft || status == DossierStatus::returned;
}

}  // namespace

levels::Route DossierService::RouteFor(const Dossier& dossier, const System&, bool operates) const {
  return levels::RouteOf(dossier.regime, std::max(1, static_cast<int>(dossier.level.value)),
                         operates, options_.workflow);
}

/// The specialised unit is who coordinates; it operates its own systems and those given to it.
Result<bool> DossierService::UnitOperates(journal::Reader& reader, const System& system) const {
  const AgencyId operator_id = system.operator_id.value_or(system.agency_id);
  const auto agency = journal::Get<Agency>(reader, operator_id.value);
  if (agency) return agency->is_coordinator;
  if (agency.error().code() == ErrorCode::kNotFound) return false;  // Outside the reach: another's.
  return std::unexpected(agency.error());
}

Result<std::vector<PartState>> DossierService::Parts(journal::Reader& reader,
                                                     const Dossier& dossier,
                                                     const System& system) const {
  journal::ListQuery query;
  query.filters = {journal::Equals("dossier_id", dossier.id.value)};
  query.limit = 1000;
  LACHAN_TRY(const auto stored, journal::List<DossierPart>(reader, query));
  const auto missing = NamedMissing(dossier);
  const int level = std::max(1, static_cast<int>(dossier.level.value));
  std::vector<PartState> parts;
  for (const auto& rule : levels::RequiredParts(dossier.regime, level)) {
    PartState state;
    state.rule = rule;
    state.was_missing = std::ranges::find(missing, NameOf(rule.kind)) != missing.end();
    for (const DossierPart& part : stored) {
      if (part.kind != rule.kind) continue;
      ++state.versions;
      if (part.is_current) state.part = part;
    }
    if (state.part) {
      state.source = "file";
    } else if (rule.kind == PartKind::level_proposal && dossier.level.value > 0 &&
               !dossier.explanation.empty()) {
      state.source = "answers";
    } else if (rule.kind == PartKind::protection_plan) {
      LACHAN_TRY(const auto sheet, Sheet(reader, system, levels::StandardOf(dossier.regime)));
      if (sheet.open == 0) state.source = "controls";
    } else if (rule.kind == PartKind::regulation) {
      LACHAN_TRY(const auto regulation,
                 FindRegulation(reader, system.agency_id, dossier.system_id, today()));
      if (regulation > 0) state.source = "register";
    }
    state.is_present = !state.source.empty();
    parts.push_back(std::move(state));
  }
  return parts;
}

std::vector<StepClock> DossierService::Clocks(const Dossier& dossier,
                                              const levels::Route& route) const {
  const Instant now = deps_.clock.Now();
  const bool is_returned = dossier.status.value == DossierStatus::returned;
  const bool is_out = dossier.status.value == DossierStatus::withdrawn;
  StepClock check{
      .step = "check", .body = Body::specialised_unit, .clause = std::string(route.check_clause)};
  SetLimit(route.check, check);
  check.started = dossier.filed_at;
  check.due = dossier.check_due;
  check.done = dossier.accepted_at;
  // Returned before it was accepted: the check ended with the return.
  const bool check_ended = (is_returned || is_out) && !check.done;
  if (check_ended && check.started) check.done = dossier.updated_at.value;
  SetState(now, check);

  StepClock appraise{.step = "appraise",
                     .body = dossier.appraised_at.value ? dossier.appraiser.value : route.appraiser,
                     .clause = std::string(route.appraise_clause)};
  SetLimit(route.appraise, appraise);
  appraise.started = dossier.accepted_at;
  appraise.due = dossier.appraise_due;
  appraise.done = dossier.appraised_at;
  if (is_out && appraise.started && !appraise.done) appraise.done = dossier.updated_at.value;
  SetState(now, appraise);

  StepClock approve{
      .step = "approve", .body = route.approver, .clause = std::string(route.approve_clause)};
  SetLimit(route.approve, approve);
  if (dossier.approve_due.value) approve.started = dossier.appraised_at;
  approve.due = dossier.approve_due;
  approve.done = dossier.approved_at;
  if (is_out && approve.started && !approve.done) approve.done = dossier.updated_at.value;
  SetState(now, approve);
  return {check, appraise, approve};
}

std::vector<StepAction> DossierService::Actions(const journal::Caller& caller,
                                                const DossierDetail& detail,
                                                Authority authority) const {
  const Dossier& dossier = detail.dossier;
  const DossierStatus status = dossier.status;
  const auto same = [&](std::int64_t account) {
    return caller.account.value != 0 && caller.account.value == account;
  };
  std::vector<StepAction> actions;
  const bool is_open = status != DossierStatus::approved && status != DossierStatus::withdrawn;
  if (IsEditable(status)) {
    actions.push_back({"edit", ""});
    std::string blocked = dossier.level.value < 1 ? "no_level" : "";
    for (const PartState& part : detail.parts) {
      if (blocked.empty() && !part.is_present && !part.rule.before_approval) {
        blocked = "missing_part";
      }
    }
    actions.push_back({"file", blocked});
  }
  if (is_open) actions.push_back({"withdraw", ""});
  if (!caller.reach.everything || authority == Authority::kNone) return actions;
  const std::string filed_it = same(dossier.proposer_id) ? "same_person" : "";
  if (status == DossierStatus::filed) {
    actions.push_back({"accept", filed_it});
    actions.push_back({"return", filed_it});
  }
  if (status == DossierStatus::appraising) actions.push_back({"appraise", filed_it});
  if (status == DossierStatus::appraised) {
    std::string blocked;
    if (same(dossier.appraiser_id) || same(dossier.proposer_id)) blocked = "same_person";
    if (detail.route.approver == Body::owner && authority != Authority::kOwner) {
      blocked = "owner_decides";
    }
    for (const PartState& part : detail.parts) {
      if (!blocked.empty() || part.is_present) continue;
      blocked = part.rule.kind == PartKind::regulation ? "needs_regulation" : "missing_part";
    }
    actions.push_back({"approve", blocked});
  }
  return actions;
}

Result<DossierDetail> DossierService::Detail(const journal::Caller& caller, std::int64_t id,
                                             Authority authority) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  DossierDetail detail;
  LACHAN_TRY(detail.dossier, journal::Get<Dossier>(*reader, id));
  LACHAN_TRY(detail.system, journal::Get<System>(*reader, detail.dossier.system_id.value));
  LACHAN_TRY(detail.agency, journal::Get<Agency>(*reader, detail.dossier.agency_id.value));
  if (!detail.dossier.answers.value.empty()) {
    LACHAN_TRY(const auto json, schema::ParseJson(detail.dossier.answers.value.value));
    if (json.is_object()) {
      LACHAN_TRY(detail.answers, schema::Decode<levels::Answers>(json.as_object()));
    }
  }
  LACHAN_TRY(const bool operates, UnitOperates(*reader, detail.system));
  detail.route = RouteFor(detail.dossier, detail.system, operates);
  LACHAN_TRY(detail.parts, Parts(*reader, detail.dossier, detail.system));
  detail.clocks = Clocks(detail.dossier, detail.route);
  detail.actions = Actions(caller, detail, authority);
  return detail;
}

}  // namespace lachan::dossiers
