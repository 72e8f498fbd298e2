// SPDX-License-Identifier: Apache-2.0
#include "state_sql/writer.h"

#include "base/check.h"
#include "schema/json.h"
#include "state_sql/fact_sql.h"
#include "state_sql/query.h"

namespace lachan::state_sql {
namespace {

using schema::EntityInfo;
using schema::Record;
using schema::Value;

constexpr std::string_view kFactSeries = "fact";

std::int64_t NumberOf(const EntityInfo& entity, const Record& record, std::string_view field) {
  const int index = entity.Find(field);
  if (index < 0) return 0;
  const auto* number = std::get_if<std::int64_t>(&record[static_cast<std::size_t>(index)]);
  return number == nullptr ? 0 : *number;
}

void Set(const EntityInfo& entity, Record& record, std::string_view field, std::int64_t value) {
  const int index = entity.Find(field);
  LACHAN_CHECK(index >= 0, "stored entities derive from schema::Row");
  record[static_cast<std::size_t>(index)] = value;
}

bool IsBookkeeping(std::string_view field) {
  return field == "version" || field == "created_at" || field == "updated_at";
}

bool IsSecret(const schema::FieldInfo& field) {
  return field.type == schema::FieldType::kText && field.format == schema::TextFormat::kSecret;
}

boost::json::object Differences(const EntityInfo& entity, const Record& before,
                                const Record& after) {
  boost::json::object changed;
  for (std::size_t i = 0; i < entity.fields.size(); ++i) {
    const auto& field = entity.fields[i];
    if (before[i] == after[i] || IsBookkeeping(field.name) || IsSecret(field)) continue;
    changed[field.name] =
        boost::json::array{schema::ToJson(field, before[i]), schema::ToJson(field, after[i])};
  }
  return changed;
}

bool Same(const EntityInfo& entity, const Record& before, const Record& after) {
  for (std::size_t i = 0; i < entity.fields.size(); ++i) {
    if (!IsBookkeeping(entity.fields[i].name) && before[i] != after[i]) return false;
  }
  return true;
}

}  // namespace

Status SqlWriter::CheckReach(const EntityInfo& entity, const Record& record) const {
  if (caller_.reach.everything) return {};
  bool inside = false;
  switch (entity.tenancy) {
    case schema::Tenancy::kShared:
      inside = true;
      break;
    case schema::Tenancy::kAgency:
      inside = caller_.reach.Covers({NumberOf(entity, record, "agency_id")});
      break;
    case schema::Tenancy::kIdentity:
      inside = caller_.reach.Covers({NumberOf(entity, record, "id")});
      break;
    case schema::Tenancy::kNobody:
      break;
  }
  if (inside) return {};
  return Fail(ErrorCode::kDenied, "this {} would belong to another agency", entity.name);
}

Result<SqlWriter::Series*> SqlWriter::OpenSeries(std::string_view name) {
  if (const auto found = series_.find(name); found != series_.end()) return &found->second;
  Statement statement;
  statement.text = "SELECT value FROM sequence WHERE name = " + statement.Bind(name);
  statement.columns = {Wire::kNumber};
  LACHAN_TRY(const auto rows, connection_.Query(statement));
  Series series;
  if (!rows.empty()) series = {std::get<std::int64_t>(rows.front().front()), true};
  return &series_.emplace(std::string(name), series).first->second;
}

Result<std::int64_t> SqlWriter::NextNumber(std::string_view series) {
  if (series.empty() || series.size() > 100) {
    return Fail(ErrorCode::kInternal, "not a name for a series: '{}'", series);
  }
  // Numbers that people see and the store's own ids are kept apart.
  LACHAN_TRY(Series* const open, OpenSeries("number:" + std::string(series)));
  return ++open->value;
}

Status SqlWriter::Add(const EntityInfo& entity, Record& record) {
  LACHAN_TRY_DO(CheckRecord(entity, record));
  LACHAN_TRY(Series* const ids, OpenSeries("id:" + std::string(entity.name)));
  Set(entity, record, "id", ids->value + 1);
  Set(entity, record, "version", 1);
  Set(entity, record, "created_at", now_.time_since_epoch().count());
  Set(entity, record, "updated_at", now_.time_since_epoch().count());
  LACHAN_TRY_DO(CheckReach(entity, record));
  LACHAN_TRY_DO(connection_.Execute(InsertRow(entity, record)),
                fmt::format("adding {}", entity.name));
  ++ids->value;
  return {};
}

Result<Record> SqlWriter::Insert(const EntityInfo& entity, Record record,
                                 const journal::FactDraft& fact) {
  LACHAN_TRY_DO(Add(entity, record));
  boost::json::object payload = fact.payload;
  if (!payload.contains("new")) payload["new"] = schema::ToJson(entity, record);
  LACHAN_TRY_DO(AddFact(fact, std::move(payload), &entity, &record));
  return record;
}

Result<Record> SqlWriter::Update(const EntityInfo& entity, Record record,
                                 const journal::FactDraft& fact) {
  LACHAN_TRY_DO(CheckRecord(entity, record));
  const std::int64_t id = NumberOf(entity, record, "id");
  LACHAN_TRY(const Record before, rows_.Get(entity, id));
  const std::int64_t version = NumberOf(entity, before, "version");
  if (NumberOf(entity, record, "version") != version) {
    return Fail(ErrorCode::kConflict, "{} {} was changed by someone else; read it again",
                entity.name, id);
  }
  Set(entity, record, "created_at", NumberOf(entity, before, "created_at"));
  Set(entity, record, "updated_at", NumberOf(entity, before, "updated_at"));
  if (Same(entity, before, record)) return before;
  // What was inherited is read; taking it by writing one's own agency into it is refused here.
  LACHAN_TRY_DO(CheckReach(entity, before));
  LACHAN_TRY_DO(CheckReach(entity, record));
  Set(entity, record, "version", version + 1);
  Set(entity, record, "updated_at", now_.time_since_epoch().count());
  LACHAN_TRY(const std::int64_t rows, connection_.Execute(UpdateRow(entity, record, version)),
             fmt::format("changing {} {}", entity.name, id));
  LACHAN_CHECK(rows == 1, "a row read inside the writing transaction is still there");
  boost::json::object payload = fact.payload;
  if (!payload.contains("changed")) payload["changed"] = Differences(entity, before, record);
  LACHAN_TRY_DO(AddFact(fact, std::move(payload), &entity, &record));
  return record;
}

Status SqlWriter::InsertWithoutFact(const EntityInfo& entity, std::span<const Record> rows) {
  for (Record record : rows) LACHAN_TRY_DO(Add(entity, record));
  return {};
}

Status SqlWriter::AdjustWithoutFact(const EntityInfo& entity, std::int64_t id,
                                    std::span<const journal::FieldValue> values) {
  LACHAN_TRY(const Statement statement,
             AdjustRow(entity, caller_.reach, id, values, now_.time_since_epoch().count()));
  LACHAN_TRY(const std::int64_t rows, connection_.Execute(statement),
             fmt::format("adjusting {} {}", entity.name, id));
  if (rows == 0) return Fail(ErrorCode::kNotFound, "no {} {}", entity.name, id);
  return {};
}

Result<std::int64_t> SqlWriter::EraseWithoutFact(const EntityInfo& entity,
                                                 const std::vector<journal::Filter>& filters,
                                                 std::size_t limit) {
  LACHAN_TRY(const Statement statement, EraseRows(entity, caller_.reach, filters, limit));
  return connection_.Execute(statement);
}

Status SqlWriter::Note(const journal::FactDraft& fact) {
  return AddFact(fact, fact.payload, nullptr, nullptr);
}

Status SqlWriter::AddFact(const journal::FactDraft& draft, boost::json::object payload,
                          const EntityInfo* entity, const Record* record) {
  LACHAN_CHECK(!draft.kind.empty(), "a fact has a kind");
  Fact fact;
  fact.kind = draft.kind;
  fact.subject_kind = draft.subject_kind;
  fact.subject_id = draft.subject_id;
  fact.agency = draft.agency;
  fact.system = draft.system;
  if (entity != nullptr) {
    if (fact.subject_kind.empty()) {
      fact.subject_kind = entity->name;
      fact.subject_id = NumberOf(*entity, *record, "id");
    }
    if (!fact.agency) {
      fact.agency = {NumberOf(*entity, *record,
                              entity->tenancy == schema::Tenancy::kIdentity ? "id" : "agency_id")};
    }
    if (!fact.system) fact.system = {NumberOf(*entity, *record, "system_id")};
  }
  if (fact.agency && !caller_.reach.Covers(fact.agency)) {
    return Fail(ErrorCode::kDenied, "a fact about another agency");
  }
  fact.actor = caller_.account;
  fact.actor_name = caller_.name;
  fact.recorded_at = now_;
  fact.occurred_at = draft.occurred_at.value_or(now_);
  fact.origin = draft.origin;
  fact.cause = draft.cause;
  fact.payload = journal::CanonicalJson(payload);
  facts_.push_back(std::move(fact));
  return {};
}

Status SqlWriter::Finish() {
  if (const auto& failure = connection_.failure()) return std::unexpected(*failure);
  if (!facts_.empty()) {
    LACHAN_TRY(const auto head, connection_.Query(SelectHead()));
    std::string hash(journal::GenesisHash());
    std::int64_t last = 0;
    if (!head.empty()) {
      last = std::get<std::int64_t>(head.front()[0]);
      hash = std::get<std::string>(head.front()[1]);
    }
    LACHAN_TRY(Series* const ids, OpenSeries(kFactSeries));
    // After a cut-off tail the series is ahead: the gap stays visible.
    ids->value = std::max(ids->value, last);
    for (Fact& fact : facts_) {
      fact.id = ++ids->value;
      fact.hash = hash = journal::HashOf(fact, hash);
      LACHAN_TRY_DO(connection_.Execute(InsertFact(fact)), "writing the journal");
    }
  }
  for (const auto& [name, series] : series_) {
    Statement statement;
    const std::string value = statement.Bind(series.value);
    statement.text = series.stored
                         ? fmt::format("UPDATE sequence SET value = {} WHERE name = {}", value,
                                       statement.Bind(name))
                         : fmt::format("INSERT INTO sequence (value, name) VALUES ({}, {})", value,
                                       statement.Bind(name));
    LACHAN_TRY_DO(connection_.Execute(statement), "writing a series");
  }
  return {};
}

}  // namespace lachan::state_sql
