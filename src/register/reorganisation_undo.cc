// SPDX-License-Identifier: Apache-2.0
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <set>

#include "base/check.h"
#include "register/reorganisation_steps.h"
#include "register/reorganisation_writer.h"
#include "schema/json.h"

namespace lachan::registry {
namespace json = boost::json;
namespace {

using journal::Writer;
using schema::EntityInfo;
using schema::Record;
using schema::Value;

constexpr std::size_t kShown = 20;

json::value ToJson(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return json::string(*text);
  return nullptr;
}

const EntityInfo* EntityOf(const journal::Registers& registers, std::string_view name) {
  if (name == "system_tenure") return &schema::Describe<SystemTenure>();
  const auto* definition = registers.Find(name);
  return definition == nullptr ? nullptr : definition->entity;
}

bool IsBookkeeping(std::string_view field) {
  return field == "id" || field == "version" || field == "created_at" || field == "updated_at";
}

class ObstacleSearch {
 public:
  ObstacleSearch(journal::Reader& reader, const journal::Registers& registers,
                 const Reorganisation& row)
      : reader_(reader), registers_(registers), row_(row) {}

  Result<std::vector<Obstacle>> Run() {
    LACHAN_TRY(const auto steps, StepsOf(reader_, ReorganisationId{row_.id.value}));
    for (const auto& step : steps) known_.insert({step.entity.value, step.row_id});
    LACHAN_TRY_DO(FindLater(steps));
    for (const auto& step : steps) {
      if (found_.size() >= kShown) break;
      LACHAN_TRY_DO(Compare(step));
      if (step.action == StepAction::created && step.entity.value == "agency") {
        LACHAN_TRY_DO(FindNewRows(AgencyId{step.row_id}));
      }
    }
    return found_;
  }

 private:
  /// Reorganisations after this one that touched the same agencies.
  Status FindLater(const std::vector<ReorganisationStep>& steps) {
    std::vector<Value> units;
    for (const auto& step : steps) {
      if (step.entity.value == "agency") units.emplace_back(step.row_id);
      for (const auto& side : {step.from_id, step.to_id}) {
        if (side) units.emplace_back(side->value);
      }
    }
    if (units.empty()) return {};
    std::ranges::sort(units);
    units.erase(std::ranges::unique(units).begin(), units.end());
    journal::ListQuery query;
    query.filters = {{"entity", journal::Filter::Op::kEqual, {std::string("agency")}},
                     {"row_id", journal::Filter::Op::kIn, units},
                     {"reorganisation_id", journal::Filter::Op::kGreater, {row_.id.value}}};
    LACHAN_TRY(const auto later, journal::ListAll<ReorganisationStep>(reader_, query));
    std::set<std::int64_t> told;
    for (const auto& step : later) {
      if (!told.insert(step.reorganisation_id.value).second) continue;
      LACHAN_TRY(const auto other,
                 journal::Get<Reorganisation>(reader_, step.reorganisation_id.value));
      if (other.state.value != ReorganisationState::applied) continue;
      found_.push_back({"later_reorganisation", "reorganisation", other.id.value, other.title.value,
                        fmt::format("'{}' came later; undo it first", other.title.value)});
    }
    return {};
  }

  Status Compare(const ReorganisationStep& step) {
    const EntityInfo* entity = EntityOf(registers_, step.entity.value);
    if (entity == nullptr) return {};
    LACHAN_TRY(const auto values, ValuesOf(step.new_values.value));
    const auto record = reader_.Get(*entity, step.row_id);
    if (!record && record.error().code() != ErrorCode::kNotFound) {
      return std::unexpected(record.error());
    }
    bool same = record.has_value();
    std::string_view field = "row";
    for (const auto& value : values) {
      if (!same) break;
      same = (*record)[static_cast<std::size_t>(entity->Find(value.field))] == value.value;
      if (!same) field = value.field;
    }
    if (same) return {};
    found_.push_back({"changed_since", step.entity.value, step.row_id, step.title.value,
                      fmt::format("{} {} '{}' was changed since ({})", step.entity.value,
                                  step.row_id, step.title.value, field)});
    return {};
  }

  /// What an agency that would go away has got since.
  Status FindNewRows(AgencyId agency) {
    for (const auto& definition : registers_.all()) {
      const EntityInfo& entity = *definition.entity;
      const bool is_agency = entity.name == "agency";
      if (!is_agency && entity.tenancy != schema::Tenancy::kAgency) continue;
      if (!is_agency && entity.Find("agency_id") < 0) continue;
      journal::ListQuery query;
      query.filters = {journal::Equals(is_agency ? "parent_id" : "agency_id", agency.value)};
      query.with_archived = true;
      query.limit = 1000;
      do {
        LACHAN_TRY(const auto page, reader_.List(entity, query));
        for (const auto& row : page.rows) {
          const auto id = std::get<std::int64_t>(row.front());
          if (known_.contains({std::string(entity.name), id}) || found_.size() >= kShown) continue;
          found_.push_back(
              {"new_rows", std::string(entity.name), id, "",
               fmt::format("{} {} was added since and would belong to nobody", entity.name, id)});
        }
        query.after = page.next;
      } while (!query.after.empty() && found_.size() < kShown);
    }
    return {};
  }

  journal::Reader& reader_;
  const journal::Registers& registers_;
  const Reorganisation& row_;
  std::set<std::pair<std::string, std::int64_t>> known_;
  std::vector<Obstacle> found_;
};

journal::FactDraft BackFact(const Reorganisation& row, std::string kind) {
  journal::FactDraft draft;
  draft.kind = std::move(kind);
  draft.payload["reorganisation"] = row.id.value;
  draft.payload["undone"] = true;
  // Dated like the change itself, so that who reads a day in the past sees neither.
  draft.occurred_at = StartOfDay(row.effective_on);
  return draft;
}

/// An agency that the reorganisation made goes out of use and gives its code free.
Status Retire(Writer& writer, const Reorganisation& row, const ReorganisationStep& step) {
  LACHAN_TRY(auto agency, journal::Get<Agency>(writer, step.row_id));
  agency.archived = true;
  const std::string suffix = fmt::format(".undone.{}", row.id.value);
  agency.code = agency.code.value.substr(0, 40 - suffix.size()) + suffix;
  LACHAN_TRY_DO(journal::Update(writer, agency, BackFact(row, "agency.reorganised")));
  return {};
}

Status Restore(Writer& writer, const EntityInfo& entity, const Reorganisation& row,
               const ReorganisationStep& step) {
  LACHAN_TRY(const auto values, ValuesOf(step.old_values.value));
  if (entity.name == "system_tenure") {
    return writer.AdjustWithoutFact(entity, step.row_id, values);
  }
  LACHAN_TRY(Record record, writer.Get(entity, step.row_id));
  for (const auto& value : values) {
    record[static_cast<std::size_t>(entity.Find(value.field))] = value.value;
  }
  std::string kind = entity.name == "agency"             ? "agency.reorganised"
                     : step.action == StepAction::passed ? fmt::format("{}.passed", entity.name)
                                                         : fmt::format("{}.changed", entity.name);
  auto fact = BackFact(row, std::move(kind));
  if (entity.name == "system") fact.system = SystemId{step.row_id};
  LACHAN_TRY_DO(writer.Update(entity, record, fact));
  return {};
}

}  // namespace

void StepBook::AddChange(const EntityInfo& entity, const Record& before, const Record& after,
                         StepAction action, std::optional<AgencyId> from,
                         std::optional<AgencyId> to) {
  json::object old_values, new_values;
  for (std::size_t i = 0; i < entity.fields.size(); ++i) {
    const auto name = entity.fields[i].name;
    if (before[i] == after[i] || IsBookkeeping(name)) continue;
    old_values[name] = ToJson(before[i]);
    new_values[name] = ToJson(after[i]);
  }
  Step step;
  step.entity = std::string(entity.name);
  step.row_id = std::get<std::int64_t>(after.front());
  const int title = entity.Find(entity.title);
  if (title >= 0) {
    if (const auto* text = std::get_if<std::string>(&after[static_cast<std::size_t>(title)])) {
      step.title = *text;
    }
  }
  step.action = action;
  step.from = from;
  step.to = to;
  step.old_values = json::serialize(old_values);
  step.new_values = json::serialize(new_values);
  Add(std::move(step));
}

Status StepBook::Write() {
  std::vector<Record> rows;
  rows.reserve(steps_.size());
  for (const Step& step : steps_) {
    ReorganisationStep row;
    row.reorganisation_id = reorganisation_;
    row.entity = step.entity;
    row.row_id = step.row_id;
    // A line of 300 letters holds any title; what is longer is cut at a letter's end.
    std::string title = step.title.substr(0, 300);
    while (!title.empty() && (static_cast<unsigned char>(title.back()) & 0xC0) == 0x80) {
      title.pop_back();
    }
    if (!title.empty() && static_cast<unsigned char>(title.back()) >= 0xC0) title.pop_back();
    row.title = step.title.size() <= 300 ? step.title : title;
    row.action = step.action;
    row.from_id = step.from;
    row.to_id = step.to;
    row.old_values = step.old_values;
    row.new_values = step.new_values;
    rows.push_back(schema::ToRecord(row));
  }
  return writer_.InsertWithoutFact(schema::Describe<ReorganisationStep>(), rows);
}

Result<std::vector<ReorganisationStep>> StepsOf(journal::Reader& reader, ReorganisationId id) {
  journal::ListQuery query;
  query.filters = {journal::Equals("reorganisation_id", id.value)};
  return journal::ListAll<ReorganisationStep>(reader, query);
}

Result<std::vector<journal::FieldValue>> ValuesOf(const std::string& text) {
  LACHAN_TRY(const auto parsed, schema::ParseJson(text));
  std::vector<journal::FieldValue> values;
  if (!parsed.is_object()) return values;
  for (const auto& [name, value] : parsed.get_object()) {
    Value stored;
    if (value.is_int64()) stored = value.get_int64();
    if (value.is_string()) stored = std::string(value.get_string());
    values.push_back({std::string(name), std::move(stored)});
  }
  return values;
}

Result<std::vector<Obstacle>> FindObstacles(journal::Reader& reader,
                                            const journal::Registers& registers,
                                            const Reorganisation& row) {
  return ObstacleSearch(reader, registers, row).Run();
}

Status TakeBack(Writer& writer, const journal::Registers& registers, const Reorganisation& row) {
  LACHAN_TRY(auto steps, StepsOf(writer, ReorganisationId{row.id.value}));
  std::ranges::reverse(steps);
  for (const ReorganisationStep& step : steps) {
    const EntityInfo* entity = EntityOf(registers, step.entity.value);
    if (entity == nullptr) {
      return Fail(ErrorCode::kFailedPrecondition, "there is no register {} any more",
                  step.entity.value);
    }
    const auto context = fmt::format("restoring {} {}", step.entity.value, step.row_id);
    if (step.action != StepAction::created) {
      LACHAN_TRY_DO(Restore(writer, *entity, row, step), context);
    } else if (step.entity.value == "system_tenure") {
      LACHAN_TRY_DO(writer.EraseWithoutFact(*entity, {journal::Equals("id", step.row_id)}, 1),
                    context);
    } else {
      LACHAN_TRY_DO(Retire(writer, row, step), context);
    }
  }
  LACHAN_TRY_DO(writer.EraseWithoutFact(schema::Describe<AgencySuccession>(),
                                        {journal::Equals("reorganisation_id", row.id.value)},
                                        1'000'000));
  return {};
}

}  // namespace lachan::registry
