// SPDX-License-Identifier: Apache-2.0
#include "dossiers/dossier_service.h"
#include "dossiers/entities.h"
#include "schema/json.h"

LACHAN_ENTITY_CODE(lachan::Dossier);
LACHAN_ENTITY_CODE(lachan::DossierPart);
LACHAN_ENTITY_CODE(lachan::SystemControl);
LACHAN_ENTITY_CODE(lachan::Regulation);
LACHAN_ENTITY_CODE(lachan::ReadinessCheck);

namespace lachan::dossiers {
namespace {

using journal::RowAction;
using journal::RowChange;

std::unexpected<Error> Wrong(ErrorCode code, std::string_view what, std::string field,
                             std::string message) {
  Error error(code, std::string(what));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

/// No operation without the readiness check of the new rules, nor from a day to come.
Status GoLive(RowChange& change, CivilDate today, const levels::RegimeDates& dates) {
  auto system = change.As<System>();
  if (system.state != SystemState::in_operation) return {};
  if (system.in_operation_since && *system.in_operation_since > today &&
      (change.Changes("state") || change.Changes("in_operation_since"))) {
    return Wrong(ErrorCode::kInvalidInput,
                 "a system in operation began on a day that has come: choose “tested” until then",
                 "in_operation_since", "in_future");
  }
  if (!change.Changes("state")) return {};
  if (!system.in_operation_since) {
    system.in_operation_since = today;
    change.Set(system);
  }
  if (system.id.value == 0) {
    // A system that is new here cannot have its papers yet; the assessment's gate refused it.
    return Wrong(ErrorCode::kFailedPrecondition, "register the system first, then its papers",
                 "state", "needs_assessment");
  }
  LACHAN_TRY(const auto items, GoLiveItems(change.writer, system, today, dates));
  Error error(ErrorCode::kFailedPrecondition,
              "Hệ thống chưa đủ điều kiện đưa vào sử dụng. / The system may not go into operation "
              "yet.");
  for (const GoLiveItem& item : items) {
    if (item.is_required && !item.is_done) error.AddField({"state", "needs_" + item.id});
  }
  if (!error.fields().empty()) return std::unexpected(std::move(error));
  return {};
}

/// The level of an approved dossier is changed by another dossier only.
Status KeepApprovedLevel(RowChange& change, const levels::RegimeDates& dates) {
  if (change.action != RowAction::kChange || !change.Changes("level")) return {};
  const auto system = change.As<System>();
  LACHAN_TRY(const auto approved,
             FindApprovedLevel(change.writer, SystemId{system.id.value}, dates));
  if (!approved || approved->dossier_id == 0 || approved->level == system.level.value) return {};
  return Wrong(ErrorCode::kFailedPrecondition,
               "the level was approved with a dossier: determine it anew with another one", "level",
               fmt::format("set_by_dossier:{}", approved->number));
}

/// A part enters as the current version of its kind; the one before is kept.
Status BeforePart(RowChange& change) {
  auto part = change.As<DossierPart>();
  if (change.action != RowAction::kCreate) return {};
  LACHAN_TRY(const auto dossier, journal::Get<Dossier>(change.writer, part.dossier_id.value));
  const auto status = dossier.status.value;
  const bool is_late_part =
      part.kind == levels::PartKind::regulation || part.kind == levels::PartKind::opinion;
  const bool is_over = status == DossierStatus::approved || status == DossierStatus::withdrawn;
  const bool is_editable = status == DossierStatus::draft || status == DossierStatus::returned;
  if (is_over || (!is_editable && !is_late_part)) {
    return Wrong(ErrorCode::kFailedPrecondition, "the dossier is not open for changes",
                 "dossier_id", "fixed");
  }
  if (!part.evidence_file_id && part.note.empty()) {
    return Wrong(ErrorCode::kInvalidInput, "a part is a file or a text", "evidence_file_id",
                 "required");
  }
  journal::ListQuery query;
  query.filters = {journal::Equals("dossier_id", part.dossier_id.value),
                   journal::Equals("kind", schema::internal::ToValue(part.kind))};
  query.limit = 1000;
  LACHAN_TRY(auto others, journal::List<DossierPart>(change.writer, query));
  std::int64_t version = 0;
  for (DossierPart& other : others) {
    version = std::max(version, other.part_version.value);
    if (!other.is_current) continue;
    other.is_current = false;
    LACHAN_TRY_DO(journal::Update(change.writer, other, {.kind = "dossier_part.replaced"}));
  }
  part.part_version = version + 1;
  part.is_current = true;
  part.added_by = schema::Line<0, 200>(change.caller.name);
  change.Set(part);
  return {};
}

Status BeforeControl(RowChange& change) {
  const auto control = change.As<SystemControl>();
  if (control.state == ControlState::not_applicable && control.reason.empty()) {
    return Wrong(ErrorCode::kInvalidInput, "why does the control not apply?", "reason", "required");
  }
  return {};
}

Status NotInFuture(CivilDate day, CivilDate today, const char* field) {
  if (day <= today) return {};
  return Wrong(ErrorCode::kInvalidInput, "what was done lies in the past", field, "in_future");
}

Status BeforeRegulation(RowChange& change, CivilDate today) {
  const auto row = change.As<Regulation>();
  if (row.replaced_on && *row.replaced_on < row.issued_on) {
    return Wrong(ErrorCode::kInvalidInput, "it cannot be replaced before it was issued",
                 "replaced_on", "before_start");
  }
  return NotInFuture(row.issued_on, today, "issued_on");
}

/// Facts of papers are dated by the day they speak of.
template <class T, auto kDay>
journal::RegisterDefinition::FactMaker DatedFact(const char* kind) {
  return [kind](RowAction action, const schema::Record*, const schema::Record& row) {
    auto draft = journal::DefaultFact(schema::Describe<T>(), action);
    if (action != RowAction::kCreate) return draft;
    draft.kind = kind;
    draft.occurred_at = StartOfDay(schema::FromRecord<T>(row).*kDay);
    return draft;
  };
}

}  // namespace

void AddRegisters(journal::Registers& registers, const Clock& clock,
                  const levels::RegimeDates& dates) {
  auto& dossiers = registers.Add<Dossier>();
  dossiers.is_creatable = dossiers.is_changeable = dossiers.is_archivable = false;
  dossiers.follows = "system_id";

  auto& parts = registers.Add<DossierPart>();
  parts.is_changeable = parts.is_archivable = false;
  parts.before_change.push_back(BeforePart);
  parts.follows = "dossier_id";

  auto& controls = registers.Add<SystemControl>();
  controls.before_change.push_back(BeforeControl);
  controls.follows = "system_id";

  auto& regulations = registers.Add<Regulation>();
  regulations.before_change.push_back(
      [&clock](RowChange& change) { return BeforeRegulation(change, CivilDateAt(clock.Now())); });
  regulations.fact = DatedFact<Regulation, &Regulation::issued_on>("regulation.issued");

  auto& checks = registers.Add<ReadinessCheck>();
  checks.before_change.push_back([&clock](RowChange& change) {
    return NotInFuture(change.As<ReadinessCheck>().performed_on, CivilDateAt(clock.Now()),
                       "performed_on");
  });
  checks.fact =
      DatedFact<ReadinessCheck, &ReadinessCheck::performed_on>("system.readiness_checked");

  auto& systems = registers.Existing("system");
  systems.before_change.push_back([&clock, dates](RowChange& change) {
    return GoLive(change, CivilDateAt(clock.Now()), dates);
  });
  systems.before_change.push_back(
      [dates](RowChange& change) { return KeepApprovedLevel(change, dates); });
}

}  // namespace lachan::dossiers
