// SPDX-License-Identifier: Apache-2.0
// The checklist of controls of a system.
#include "dossiers/dossier_service.h"

#include "schema/json.h"

namespace lachan::dossiers {
namespace {

using journal::Writer;
using levels::Standard;

std::string Word(Standard standard) {
  return std::get<std::string>(schema::internal::ToValue(standard));
}

void CountIn(DossierService::ControlSheet& sheet, const std::optional<SystemControl>& state) {
  if (!state) {
    ++sheet.open;
    return;
  }
  switch (state->state) {
    case ControlState::met:
      ++sheet.met;
      return;
    case ControlState::partly:
      ++sheet.partly;
      return;
    case ControlState::not_met:
      ++sheet.not_met;
      return;
    case ControlState::not_applicable:
      ++sheet.not_applicable;
      return;
  }
}

/// When the plan was last said to be in place under a standard. Old records name none: they speak
/// of the standard of their day.
Result<std::optional<CivilDate>> ConfirmedOn(journal::Reader& reader, const System& system,
                                             Standard standard) {
  journal::FactQuery query;
  query.kinds = {"system.plan_deployed"};
  query.agency = system.agency_id;
  query.newest_first = true;
  query.limit = 0;
  LACHAN_TRY(const auto facts, reader.Facts(query));
  for (const Fact& fact : facts) {
    if (fact.system.value != system.id.value) continue;
    const auto payload = schema::ParseJson(fact.payload);
    if (!payload || !payload->is_object()) continue;
    const auto* named = payload->as_object().if_contains("standard");
    const std::string_view name = named != nullptr && named->is_string()
                                      ? std::string_view(named->get_string())
                                      : std::string_view("tcvn11930");
    if (name == Word(standard)) return CivilDateAt(fact.occurred_at);
  }
  return std::nullopt;
}

}  // namespace

Result<DossierService::ControlSheet> DossierService::Sheet(journal::Reader& reader,
                                                           const System& system,
                                                           std::optional<Standard> standard) const {
  ControlSheet sheet;
  sheet.standard =
      standard.value_or(levels::StandardOf(levels::RegimeAt(today(), options_.dates.regimes)));
  sheet.level = static_cast<int>(system.level.value);
  journal::ListQuery query;
  query.filters = {journal::Equals("system_id", system.id.value),
                   journal::Equals("standard", Word(sheet.standard))};
  query.limit = 1000;
  LACHAN_TRY(const auto states, journal::List<SystemControl>(reader, query));
  for (const auto& asked : deps_.catalogue.Of(sheet.standard, sheet.level)) {
    ControlRow row{asked, std::nullopt};
    for (const SystemControl& state : states) {
      if (state.control.value == asked.control->id) row.state = state;
    }
    CountIn(sheet, row.state);
    sheet.rows.push_back(std::move(row));
  }
  const int counted = sheet.met + sheet.partly + sheet.not_met + sheet.open;
  const int applies = static_cast<int>(sheet.rows.size());
  if (counted > 0) sheet.percent = (sheet.met * 2 + sheet.partly) * 100 / (counted * 2);
  if (counted == 0 && applies > 0) sheet.percent = 100;
  LACHAN_TRY(sheet.confirmed_on, ConfirmedOn(reader, system, sheet.standard));
  return sheet;
}

Result<DossierService::ControlSheet> DossierService::Controls(const journal::Caller& caller,
                                                              SystemId id,
                                                              std::optional<Standard> standard) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  LACHAN_TRY(const auto system, journal::Get<System>(*reader, id.value));
  return Sheet(*reader, system, standard);
}

Result<SystemControl> DossierService::SetControl(const journal::Caller& caller, SystemId id,
                                                 const ControlInput& input) {
  const auto* definition = deps_.registers.Find("system_control");
  return journal::ChangeFor<SystemControl>(
      deps_.store, caller, [&](Writer& writer) -> Result<SystemControl> {
        LACHAN_TRY(const auto system, journal::Get<System>(writer, id.value));
        if (deps_.catalogue.Find(input.standard, input.control) == nullptr) {
          return Fail(ErrorCode::kNotFound, "no control '{}' in {}", input.control,
                      levels::NameOf(input.standard));
        }
        journal::ListQuery query;
        query.filters = {journal::Equals("system_id", id.value),
                         journal::Equals("standard", Word(input.standard)),
                         journal::Equals("control", input.control)};
        query.with_archived = true;
        LACHAN_TRY(const auto stored, journal::List<SystemControl>(writer, query));
        SystemControl row = stored.empty() ? SystemControl{} : stored.front();
        row.agency_id = system.agency_id;
        row.system_id = id;
        row.standard = input.standard;
        row.control = input.control;
        row.state = input.state;
        row.reason = input.reason;
        row.responsible = input.responsible;
        row.evidence_file_id = input.evidence;
        row.planned_on = input.planned_on;
        row.archived = false;
        if (stored.empty()) {
          LACHAN_TRY(const auto made, journal::CreateRow(writer, caller, deps_.registers,
                                                         *definition, schema::ToRecord(row)));
          return schema::FromRecord<SystemControl>(made);
        }
        auto record = schema::ToRecord(row);
        const auto before = schema::ToRecord(stored.front());
        journal::RowChange change{writer,  caller, journal::RowAction::kChange, *definition->entity,
                                  &before, record};
        for (const auto& hook : definition->before_change) LACHAN_TRY_DO(hook(change));
        return journal::Update(writer, schema::FromRecord<SystemControl>(record),
                               {.kind = "system_control.changed"});
      });
}

Result<DossierService::ControlSheet> DossierService::ConfirmControls(const journal::Caller& caller,
                                                                     SystemId id,
                                                                     Standard standard) {
  return journal::ChangeFor<ControlSheet>(
      deps_.store, caller, [&](Writer& writer) -> Result<ControlSheet> {
        LACHAN_TRY(const auto system, journal::Get<System>(writer, id.value));
        LACHAN_TRY(auto sheet, Sheet(writer, system, standard));
        if (!sheet.is_complete()) {
          Error error(ErrorCode::kFailedPrecondition,
                      fmt::format("{} controls are not met yet",
                                  sheet.open + sheet.partly + sheet.not_met));
          return std::unexpected(std::move(error).WithField(
              "standard",
              fmt::format("controls_open:{}", sheet.open + sheet.partly + sheet.not_met)));
        }
        journal::FactDraft fact;
        fact.kind = "system.plan_deployed";
        fact.agency = system.agency_id;
        fact.system = id;
        fact.subject_kind = "system";
        fact.subject_id = id.value;
        fact.payload = {{"standard", Word(standard)},
                        {"level", std::int64_t{sheet.level}},
                        {"result", "done"},
                        {"controls", static_cast<std::int64_t>(sheet.rows.size())}};
        LACHAN_TRY_DO(writer.Note(fact));
        sheet.confirmed_on = today();
        return sheet;
      });
}

}  // namespace lachan::dossiers
