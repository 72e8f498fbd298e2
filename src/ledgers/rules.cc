// SPDX-License-Identifier: Apache-2.0
#include "ledgers/rules.h"

#include "base/text.h"
#include "ledgers/entities_people.h"
#include "ledgers/evidence.h"
#include "schema/json.h"

namespace lachan::ledgers {
namespace {

using journal::RowAction;
using journal::RowChange;

/// Fields whose change makes a response plan no longer fit.
constexpr std::string_view kMajor[] = {"level", "is_public", "is_shared", "domain"};

Result<std::vector<ResponsePlan>> PlansOf(journal::Reader& reader, SystemId system) {
  journal::ListQuery query;
  query.filters = {journal::Equals("system_id", system.value)};
  return journal::ListAll<ResponsePlan>(reader, query);
}

Status SetState(journal::Writer& writer, ResponsePlan plan, PlanState state) {
  if (plan.state.value == state) return {};
  plan.state.value = state;
  LACHAN_TRY_DO(
      journal::Update(writer, plan,
                      {.kind = state == PlanState::outdated ? "response_plan.outdated"
                                                            : "response_plan.superseded"}));
  return {};
}

/// Day of the last major change of a system after `day`; nothing when there was none.
Result<std::optional<CivilDate>> ChangedAfter(journal::Reader& reader, SystemId system,
                                              CivilDate day) {
  journal::FactQuery query;
  query.kinds = {"system.changed"};
  query.subject_kind = "system";
  query.subject_id = system.value;
  query.occurred_from = StartOfDay(AddDays(day, 1));
  LACHAN_TRY(const auto facts, reader.Facts(query));
  std::optional<CivilDate> changed;
  for (const Fact& fact : facts) {
    if (fact.payload.contains("\"major\":true")) changed = CivilDateAt(fact.occurred_at);
  }
  return changed;
}

template <class T>
Status NoteDay(const RowChange& change, std::optional<std::int64_t> id, std::string_view field,
               CivilDate day) {
  std::vector<std::int64_t> ids;
  if (id) {
    ids.push_back(*id);
  } else {
    journal::ListQuery query;
    const auto agency = static_cast<std::size_t>(change.entity.Find("agency_id"));
    query.filters = {journal::Equals("agency_id", change.row[agency])};
    LACHAN_TRY(const auto rows, journal::ListAll<T>(change.writer, query));
    for (const T& row : rows) ids.push_back(row.id.value);
  }
  const auto& entity = schema::Describe<T>();
  const auto at = static_cast<std::size_t>(entity.Find(field));
  for (const auto one : ids) {
    LACHAN_TRY(const auto stored, change.writer.Get(entity, one));
    const auto* last = std::get_if<std::string>(&stored[at]);
    if (last != nullptr && *last >= FormatDate(day)) continue;
    // Derived from the ledger's own fact.
    const journal::FieldValue value{std::string(field), FormatDate(day)};
    LACHAN_TRY_DO(change.writer.AdjustWithoutFact(entity, one, {&value, 1}));
  }
  return {};
}

bool Holds(const LayerEvidence& evidence, CivilDate today) {
  return !evidence.lost_on && (!evidence.valid_until || *evidence.valid_until >= today);
}

}  // namespace

Status PlaceInLine(const RowChange& change) {
  if (change.action != RowAction::kCreate) return {};
  auto plan = change.As<ResponsePlan>();
  LACHAN_TRY(const auto plans, PlansOf(change.writer, plan.system_id));
  bool is_newest = true;
  for (const auto& other : plans) {
    if (other.id.value == plan.id.value) continue;
    if (other.issued_on > plan.issued_on) {
      is_newest = false;
    } else {
      LACHAN_TRY_DO(SetState(change.writer, other, PlanState::superseded));
    }
  }
  if (!is_newest) return SetState(change.writer, plan, PlanState::superseded);
  LACHAN_TRY(const auto changed, ChangedAfter(change.writer, plan.system_id, plan.issued_on));
  if (!changed) return {};
  plan.outdated_since.value = *changed;
  return SetState(change.writer, plan, PlanState::outdated);
}

Status OutdatePlans(const RowChange& change, const Clock& clock) {
  if (change.action != RowAction::kChange) return {};
  std::string changed;
  for (const auto field : kMajor) {
    if (!change.Changes(field)) continue;
    if (!changed.empty()) changed += ",";
    changed += field;
  }
  if (changed.empty()) return {};
  LACHAN_TRY(const auto plans,
             PlansOf(change.writer, SystemId{std::get<std::int64_t>(change.row[0])}));
  for (auto plan : plans) {
    if (plan.state.value != PlanState::current) continue;
    plan.outdated_since.value = CivilDateAt(clock.Now());
    plan.outdated_by.value = changed;
    LACHAN_TRY_DO(SetState(change.writer, plan, PlanState::outdated));
  }
  return {};
}

Status OnlyCoordinatorDrillsProvince(RowChange& change) {
  const auto drill = change.As<Drill>();
  if (drill.scope != DrillScope::province || !change.Changes("scope")) return {};
  LACHAN_TRY(const auto agency, journal::Get<Agency>(change.writer, drill.agency_id.value));
  if (agency.is_coordinator) return {};
  return Wrong("a drill of the province is held by the coordinating agency", "scope",
               "only_coordinator");
}

Status NoteCheck(const RowChange& change) {
  const auto event = change.As<DeviceEvent>();
  if (change.action != RowAction::kCreate || event.kind != DeviceEventKind::check) return {};
  std::optional<std::int64_t> id;
  if (event.device_id) id = event.device_id->value;
  return NoteDay<Device>(change, id, "checked_on", event.performed_on);
}

Status NoteReview(const RowChange& change) {
  const auto review = change.As<SupplierReview>();
  if (change.action != RowAction::kCreate) return {};
  std::optional<std::int64_t> id;
  if (review.supplier_id) id = review.supplier_id->value;
  return NoteDay<Supplier>(change, id, "reviewed_on", review.performed_on);
}

Status OtherProvider(RowChange& change, const Clock& clock) {
  if (change.action != RowAction::kCreate && change.action != RowAction::kChange) return {};
  const auto evidence = change.As<LayerEvidence>();
  const std::int64_t layer = evidence.layer.value;
  if (layer != 2 && layer != 3) return {};
  if (evidence.provider.empty()) {
    return Wrong("who keeps this layer? Layers 2 and 3 are kept by different organisations",
                 "provider", "required");
  }
  if (!change.Changes("provider") && change.action == RowAction::kChange) return {};
  journal::ListQuery query;
  query.filters = {journal::Equals("agency_id", evidence.agency_id.value),
                   journal::Equals("layer", std::int64_t{layer == 2 ? 3 : 2})};
  LACHAN_TRY(const auto others, journal::ListAll<LayerEvidence>(change.writer, query));
  const CivilDate today = CivilDateAt(clock.Now());
  for (const auto& other : others) {
    if (!Holds(other, today) ||
        FoldForSearch(other.provider.value) != FoldForSearch(evidence.provider.value)) {
      continue;
    }
    return Wrong(fmt::format("'{}' keeps layer {} of this agency already: layer 3 is assessed by "
                             "somebody independent of layer 2",
                             evidence.provider.value, other.layer.value),
                 "provider", fmt::format("keeps_layer:{}", other.layer.value));
  }
  return {};
}

Status NoteLoss(const RowChange& change) {
  const auto evidence = change.As<LayerEvidence>();
  if (!evidence.lost_on || change.action == RowAction::kArchive || !change.Changes("lost_on")) {
    return {};
  }
  journal::FactDraft draft;
  draft.kind = "layer.lost";
  draft.payload["layer"] = std::int64_t{evidence.layer.value};
  draft.agency = evidence.agency_id;
  draft.occurred_at = StartOfDay(*evidence.lost_on);
  draft.origin = evidence.origin.value;
  draft.subject_kind = change.entity.name;
  draft.subject_id = evidence.id.value;
  return change.writer.Note(draft);
}

}  // namespace lachan::ledgers
