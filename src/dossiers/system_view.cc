// SPDX-License-Identifier: Apache-2.0
// A system as its page shows it, and the duties of the transition over all systems.
#include <algorithm>
#include <map>

#include "dossiers/dossier_service.h"
#include "schema/json.h"

namespace lachan::dossiers {
namespace {

using levels::Regime;

levels::SystemStanding StandingOf(const System& system,
                                  const std::optional<ApprovedLevel>& approved,
                                  std::optional<CivilDate> new_conditions) {
  levels::SystemStanding standing;
  standing.is_running = system.state == SystemState::in_operation;
  standing.is_ended = system.state == SystemState::ended;
  const CivilDate entered = CivilDateAt(system.created_at.value);
  standing.registered_on = std::min(entered, system.in_operation_since.value_or(entered));
  if (approved) {
    standing.approved_on = approved->decided_on;
    standing.approved_under = approved->regime;
  }
  standing.new_conditions_on = new_conditions;
  return standing;
}

std::optional<std::string> StandardIn(const Fact& fact) {
  const auto payload = schema::ParseJson(fact.payload);
  if (!payload || !payload->is_object()) return std::nullopt;
  const auto* named = payload->as_object().if_contains("standard");
  if (named == nullptr || !named->is_string()) return std::nullopt;
  return std::string(named->get_string());
}

/// A major change after the level was decided asks for a new determination.
Result<bool> ChangedSince(journal::Reader& reader, std::int64_t system, CivilDate decided) {
  journal::FactQuery query;
  query.kinds = {"system.changed"};
  query.subject_kind = "system";
  query.subject_id = system;
  query.occurred_from = StartOfDay(AddDays(decided, 1));
  LACHAN_TRY(const auto facts, reader.Facts(query));
  return std::ranges::any_of(facts, [](const Fact& fact) {
    const auto payload = schema::ParseJson(fact.payload);
    if (!payload || !payload->is_object() || !payload->as_object().contains("major")) return false;
    // What the decision itself changed is no reason.
    const auto* changed = payload->as_object().if_contains("changed");
    return changed == nullptr || !changed->is_object() || changed->as_object().size() != 1 ||
           !changed->as_object().contains("level");
  });
}

/// Approved levels of all systems within reach, and when new conditions were confirmed.
struct Grounds {
  std::map<std::int64_t, ApprovedLevel> approved;
  std::map<std::int64_t, CivilDate> confirmed;
};

Result<Grounds> ReadGrounds(journal::Reader& reader, const levels::RegimeDates& dates) {
  Grounds grounds;
  const auto keep = [&](std::int64_t system, ApprovedLevel level) {
    const auto found = grounds.approved.find(system);
    if (found == grounds.approved.end() || found->second.decided_on < level.decided_on) {
      grounds.approved[system] = std::move(level);
    }
  };
  journal::ListQuery query;
  query.filters = {journal::Equals("status", std::string("approved"))};
  LACHAN_TRY(const auto dossiers, journal::ListAll<Dossier>(reader, query));
  for (const Dossier& dossier : dossiers) {
    if (!dossier.decided_on.value) continue;
    keep(dossier.system_id.value,
         {static_cast<int>(dossier.level.value), *dossier.decided_on.value, dossier.regime,
          dossier.decision_number.value.value, dossier.id});
  }
  query.filters = {journal::Equals("kind", std::string("level_approval"))};
  LACHAN_TRY(const auto records, journal::ListAll<AssuranceRecord>(reader, query));
  for (const AssuranceRecord& record : records) {
    if (!record.system_id || !record.level) continue;
    keep(record.system_id->value,
         {static_cast<int>(record.level->value), record.performed_on,
          levels::RegimeAt(record.performed_on, dates), record.subject.value, 0});
  }
  journal::FactQuery facts_of;
  facts_of.kinds = {"system.plan_deployed"};
  facts_of.limit = 0;
  LACHAN_TRY(const auto facts, reader.Facts(facts_of));
  for (const Fact& fact : facts) {
    if (StandardIn(fact) == "tcvn14423") {
      grounds.confirmed[fact.system.value] = CivilDateAt(fact.occurred_at);
    }
  }
  return grounds;
}

}  // namespace

Result<DossierService::SystemStatus> DossierService::StatusOf(const journal::Caller& caller,
                                                              SystemId id) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  SystemStatus status;
  const auto& dates = options_.dates;
  LACHAN_TRY(status.system, journal::Get<System>(*reader, id.value));
  LACHAN_TRY(status.approved, FindApprovedLevel(*reader, id, dates.regimes));
  LACHAN_TRY(status.go_live, GoLiveItems(*reader, status.system, today(), dates.regimes));
  LACHAN_TRY(const auto sheet, Sheet(*reader, status.system, levels::Standard::tcvn14423));
  status.transition = levels::TransitionDuties(
      StandingOf(status.system, status.approved, sheet.confirmed_on), today(), dates);
  journal::ListQuery query;
  query.filters = {journal::Equals("system_id", id.value)};
  query.descending = true;
  query.limit = 100;
  LACHAN_TRY(status.dossiers, journal::List<Dossier>(*reader, query));

  const auto now =
      levels::Determine(AnswersOf(status.system), levels::RegimeAt(today(), dates.regimes));
  status.level_now = now.level;
  if (!status.approved) return status;
  LACHAN_TRY(const bool changed, ChangedSince(*reader, id.value, status.approved->decided_on));
  if (changed) status.redetermine.emplace_back("major_change");
  if (now.level > status.approved->level) status.redetermine.emplace_back("level_rose");
  return status;
}

Result<std::vector<DossierService::TransitionRow>> DossierService::Transition(
    const journal::Caller& caller) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  LACHAN_TRY(const auto grounds, ReadGrounds(*reader, options_.dates.regimes));
  LACHAN_TRY(const auto systems, journal::ListAll<System>(*reader));
  std::vector<TransitionRow> rows;
  for (const System& system : systems) {
    std::optional<ApprovedLevel> approved;
    if (const auto at = grounds.approved.find(system.id.value); at != grounds.approved.end()) {
      approved = at->second;
    }
    std::optional<CivilDate> confirmed;
    if (const auto at = grounds.confirmed.find(system.id.value); at != grounds.confirmed.end()) {
      confirmed = at->second;
    }
    for (const auto& duty : levels::TransitionDuties(StandingOf(system, approved, confirmed),
                                                     today(), options_.dates)) {
      rows.push_back({system.id, system.name.value, system.agency_id,
                      static_cast<int>(system.level.value), duty});
    }
  }
  std::ranges::stable_sort(rows, {}, [](const TransitionRow& row) {
    return std::pair(row.duty.state != levels::TransitionState::kOverdue, row.duty.due);
  });
  return rows;
}

}  // namespace lachan::dossiers
