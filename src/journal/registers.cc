// SPDX-License-Identifier: Apache-2.0
#include "journal/registers.h"

#include <algorithm>

#include "base/check.h"
#include "schema/json.h"

namespace lachan::journal {
namespace {

using schema::EntityInfo;
using schema::FieldInfo;
using schema::Record;
using schema::Value;

std::size_t IndexOf(const EntityInfo& entity, std::string_view field) {
  const int index = entity.Find(field);
  LACHAN_CHECK(index >= 0, "a field that the entity does not have");
  return static_cast<std::size_t>(index);
}

std::int64_t NumberOf(const EntityInfo& entity, const Record& record, std::string_view field) {
  const auto* number = std::get_if<std::int64_t>(&record[IndexOf(entity, field)]);
  return number != nullptr ? *number : 0;
}

/// The agency a row belongs to; 0 when it belongs to none.
std::int64_t OwnerOf(const EntityInfo& entity, const Record& record) {
  return entity.tenancy == schema::Tenancy::kAgency ? NumberOf(entity, record, "agency_id") : 0;
}

/// Field message when the row that `field` refers to may not be referred to; else empty.
Result<std::string> WrongReference(RowChange& change, const Registers& registers,
                                   const FieldInfo& field, std::int64_t id) {
  const RegisterDefinition* own = registers.Find(change.entity.name);
  const RegisterDefinition* target = registers.Find(field.reference);
  if (target == nullptr || target->entity->tenancy == schema::Tenancy::kNobody) return "";
  const auto found = change.writer.Get(*target->entity, id);
  if (!found && found.error().code() != ErrorCode::kNotFound) {
    return std::unexpected(found.error());
  }
  if (!found) return "not_found";
  if (own != nullptr && std::ranges::find(own->crossing, field.name) != own->crossing.end()) {
    return "";
  }
  const std::int64_t theirs = OwnerOf(*target->entity, *found);
  const std::int64_t ours = OwnerOf(change.entity, change.row);
  return theirs != 0 && ours != 0 && theirs != ours ? "other_agency" : "";
}

Status CheckReferences(RowChange& change, const Registers& registers) {
  const bool moved = change.entity.Find("agency_id") >= 0 && change.Changes("agency_id");
  std::vector<Error::Field> wrong;
  for (const FieldInfo& field : change.entity.fields) {
    if (field.type != schema::FieldType::kReference) continue;
    const std::int64_t id = NumberOf(change.entity, change.row, field.name);
    if (id == 0 || (!moved && !change.Changes(field.name))) continue;
    // An agency outside the reach is the store's to refuse, with its own code.
    if (field.name == "agency_id" && !change.caller.reach.Covers(AgencyId{id})) continue;
    LACHAN_TRY(std::string message, WrongReference(change, registers, field, id));
    if (!message.empty()) wrong.push_back({std::string(field.name), std::move(message)});
  }
  if (wrong.empty()) return {};
  Error error(ErrorCode::kInvalidInput, "a row that is referred to cannot be");
  for (auto& field : wrong) error.AddField(std::move(field));
  return std::unexpected(std::move(error));
}

Status RunHooks(RowChange& change, const RegisterDefinition& definition) {
  for (const auto& hook : definition.before_change) LACHAN_TRY_DO(hook(change));
  return {};
}

/// Runs `after_change` over the stored row and returns it.
Result<Record> Finish(const RowChange& change, const RegisterDefinition& definition,
                      Record stored) {
  const RowChange written{change.writer, change.caller, change.action,
                          change.entity, change.before, stored};
  for (const auto& hook : definition.after_change) LACHAN_TRY_DO(hook(written));
  return stored;
}

FactDraft FactOf(const RegisterDefinition& definition, RowAction action, const Record* before,
                 const Record& row) {
  return definition.fact ? definition.fact(action, before, row)
                         : DefaultFact(*definition.entity, action);
}

/// The stored row, if it still has the version that the caller has seen.
Result<Record> ReadVersion(Writer& writer, const EntityInfo& entity, std::int64_t id,
                           std::int64_t version) {
  LACHAN_TRY(Record stored, writer.Get(entity, id));
  if (const auto now = NumberOf(entity, stored, "version"); now != version) {
    return Fail(ErrorCode::kConflict, "{} {} was changed meanwhile: it has version {} now, not {}",
                entity.name, id, now, version);
  }
  return stored;
}

std::unexpected<Error> NotThisWay(const EntityInfo& entity, std::string_view what) {
  return Fail(ErrorCode::kUnsupported, "rows of {} are not {} this way", entity.path, what);
}

}  // namespace

bool RowChange::Changes(std::string_view field) const {
  const std::size_t i = IndexOf(entity, field);
  if (before != nullptr) return (*before)[i] != row[i];
  return entity.defaults[i] != row[i];
}

RegisterDefinition& Registers::Add(const EntityInfo& entity) {
  LACHAN_CHECK(Find(entity.name) == nullptr, "a register added twice");
  RegisterDefinition& definition = definitions_.emplace_back();
  definition.entity = &entity;
  return definition;
}

const RegisterDefinition* Registers::FindByPath(std::string_view path) const {
  for (const auto& definition : definitions_) {
    if (definition.entity->path == path) return &definition;
  }
  return nullptr;
}

const RegisterDefinition* Registers::Find(std::string_view name) const {
  for (const auto& definition : definitions_) {
    if (definition.entity->name == name) return &definition;
  }
  return nullptr;
}

RegisterDefinition& Registers::Existing(std::string_view name) {
  for (auto& definition : definitions_) {
    if (definition.entity->name == name) return definition;
  }
  LACHAN_CHECK(false, "a hook for a register that was not added yet");
  std::abort();
}

FactDraft DefaultFact(const EntityInfo& entity, RowAction action) {
  const auto verb = [&]() -> std::string_view {
    switch (action) {
      case RowAction::kCreate:
        return "created";
      case RowAction::kChange:
        return "changed";
      case RowAction::kArchive:
        return "archived";
      case RowAction::kRestore:
        return "restored";
    }
    return "changed";
  }();
  FactDraft draft;
  draft.kind = fmt::format("{}.{}", entity.name, verb);
  return draft;
}

Result<Record> CreateRow(Writer& writer, const Caller& caller, const Registers& registers,
                         const RegisterDefinition& definition, Record record) {
  RowChange change{writer, caller, RowAction::kCreate, *definition.entity, nullptr, record};
  LACHAN_TRY_DO(CheckReferences(change, registers));
  LACHAN_TRY_DO(RunHooks(change, definition));
  const FactDraft fact = FactOf(definition, RowAction::kCreate, nullptr, record);
  LACHAN_TRY(Record stored, writer.Insert(*definition.entity, record, fact));
  return Finish(change, definition, std::move(stored));
}

Result<Record> CreateRow(StateStore& store, const Caller& caller, const Registers& registers,
                         const RegisterDefinition& definition, const boost::json::object& body) {
  const EntityInfo& entity = *definition.entity;
  if (!definition.is_creatable) return NotThisWay(entity, "made");
  LACHAN_TRY(Record record,
             schema::FromJson(entity, body, schema::Intent::kCreate, entity.defaults));
  return ChangeFor<Record>(store, caller, [&](Writer& writer) {
    return CreateRow(writer, caller, registers, definition, record);
  });
}

Result<Record> ChangeRow(Writer& writer, const Caller& caller, const Registers& registers,
                         const RegisterDefinition& definition, const Record& stored, Record row) {
  const EntityInfo& entity = *definition.entity;
  if (!definition.is_changeable) return NotThisWay(entity, "changed");
  RowChange change{writer, caller, RowAction::kChange, entity, &stored, row};
  LACHAN_TRY_DO(CheckReferences(change, registers));
  LACHAN_TRY_DO(RunHooks(change, definition));
  const FactDraft fact = FactOf(definition, RowAction::kChange, &stored, row);
  LACHAN_TRY(Record written, writer.Update(entity, row, fact));
  return Finish(change, definition, std::move(written));
}

Result<Record> ChangeRow(StateStore& store, const Caller& caller, const Registers& registers,
                         const RegisterDefinition& definition, std::int64_t id,
                         std::int64_t version, const boost::json::object& body) {
  const EntityInfo& entity = *definition.entity;
  if (!definition.is_changeable) return NotThisWay(entity, "changed");
  return ChangeFor<Record>(store, caller, [&](Writer& writer) -> Result<Record> {
    LACHAN_TRY(const Record stored, ReadVersion(writer, entity, id, version));
    LACHAN_TRY(Record row, schema::FromJson(entity, body, schema::Intent::kChange, stored));
    return ChangeRow(writer, caller, registers, definition, stored, std::move(row));
  });
}

Result<Record> ArchiveRow(Writer& writer, const Caller& caller,
                          const RegisterDefinition& definition, const Record& stored,
                          bool archived) {
  const EntityInfo& entity = *definition.entity;
  if (!definition.is_archivable) {
    return NotThisWay(entity, archived ? "taken out of use" : "brought back");
  }
  const RowAction action = archived ? RowAction::kArchive : RowAction::kRestore;
  Record row = stored;
  row[IndexOf(entity, "archived")] = std::int64_t{archived ? 1 : 0};
  RowChange change{writer, caller, action, entity, &stored, row};
  if (!change.Changes("archived")) return row;
  LACHAN_TRY_DO(RunHooks(change, definition));
  const FactDraft fact = FactOf(definition, action, &stored, row);
  LACHAN_TRY(Record written, writer.Update(entity, row, fact));
  return Finish(change, definition, std::move(written));
}

Result<Record> ArchiveRow(StateStore& store, const Caller& caller,
                          const RegisterDefinition& definition, std::int64_t id,
                          std::int64_t version, bool archived) {
  if (!definition.is_archivable) {
    return NotThisWay(*definition.entity, archived ? "taken out of use" : "brought back");
  }
  return ChangeFor<Record>(store, caller, [&](Writer& writer) -> Result<Record> {
    LACHAN_TRY(const Record stored, ReadVersion(writer, *definition.entity, id, version));
    return ArchiveRow(writer, caller, definition, stored, archived);
  });
}

}  // namespace lachan::journal
