// SPDX-License-Identifier: Apache-2.0
#include "state_sql/query.h"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "base/text.h"

namespace lachan::state_sql {
namespace {

namespace json = boost::json;
using journal::Filter;
using journal::ListQuery;
using journal::Reach;
using schema::EntityInfo;
using schema::FieldInfo;
using schema::FieldType;
using schema::Record;
using schema::Value;

constexpr std::size_t kMaxPage = 1000;
constexpr std::size_t kMaxWords = 16;

bool IsSecret(const FieldInfo& field) {
  return field.type == FieldType::kText && field.format == schema::TextFormat::kSecret;
}

Result<const FieldInfo*> FindField(const EntityInfo& entity, std::string_view name) {
  const int index = entity.Find(name);
  if (index < 0) {
    return Fail(ErrorCode::kInvalidInput, "{} has no field '{}'", entity.name,
                PrintableForLog(name, 60));
  }
  return &entity.fields[static_cast<std::size_t>(index)];
}

bool Holds(const FieldInfo& field, const Value& value) {
  return WireOf(field.type) == Wire::kNumber ? std::holds_alternative<std::int64_t>(value)
                                             : std::holds_alternative<std::string>(value);
}

std::string Columns(const EntityInfo& entity, Statement& statement) {
  std::string list;
  for (const FieldInfo& field : entity.fields) {
    if (!list.empty()) list += ", ";
    list += Quoted(field.name);
    statement.columns.push_back(WireOf(field.type));
  }
  return list;
}

std::string_view Operator(Filter::Op op) {
  switch (op) {
    case Filter::Op::kEqual:
      return "=";
    case Filter::Op::kNotEqual:
      return "<>";
    case Filter::Op::kIn:
      return "IN";
    case Filter::Op::kLess:
      return "<";
    case Filter::Op::kLessOrEqual:
      return "<=";
    case Filter::Op::kGreater:
      return ">";
    case Filter::Op::kGreaterOrEqual:
      return ">=";
    case Filter::Op::kIsNull:
      return "IS NULL";
    case Filter::Op::kNotNull:
      return "IS NOT NULL";
  }
  return "=";
}

Status AddFilter(Statement& statement, const EntityInfo& entity, const Filter& filter) {
  LACHAN_TRY(const FieldInfo* field, FindField(entity, filter.field));
  const Wire wire = WireOf(field->type);
  const bool is_null_test = filter.op == Filter::Op::kIsNull || filter.op == Filter::Op::kNotNull;
  const bool is_set = filter.op == Filter::Op::kIn;
  if (IsSecret(*field) && filter.op != Filter::Op::kEqual) {
    return Fail(ErrorCode::kInvalidInput, "'{}' can only be compared for equality", field->name);
  }
  if (!is_set && filter.values.size() != (is_null_test ? 0 : 1)) {
    return Fail(ErrorCode::kInvalidInput, "filter on '{}' has {} values", field->name,
                filter.values.size());
  }
  for (const Value& value : filter.values) {
    if (!Holds(*field, value)) {
      return Fail(ErrorCode::kInvalidInput, "filter on '{}' has a value of another type",
                  field->name);
    }
  }
  const std::string column = Quoted(field->name);
  if (is_null_test) {
    statement.text += fmt::format(" AND {} {}", column, Operator(filter.op));
  } else if (!is_set) {
    statement.text += fmt::format(" AND {} {} {}", column, Operator(filter.op),
                                  statement.Bind(wire, filter.values.front()));
  } else if (filter.values.empty()) {
    statement.text += " AND 1 = 0";
  } else {
    statement.text += " AND " + column + " IN (";
    for (std::size_t i = 0; i < filter.values.size(); ++i) {
      if (i > 0) statement.text += ", ";
      statement.text += statement.Bind(wire, filter.values[i]);
    }
    statement.text += ')';
  }
  return {};
}

Status AddWords(Statement& statement, const std::string& text) {
  const std::string folded = FoldForSearch(text);
  std::size_t words = 0;
  for (const std::string_view word : Split(folded, ' ')) {
    if (word.empty()) continue;
    if (++words > kMaxWords) {
      return Fail(ErrorCode::kInvalidInput, "more than {} words to search for", kMaxWords);
    }
    std::string pattern = "%";
    for (const char c : word) {
      if (c == '%' || c == '_' || c == '!') pattern += '!';
      pattern += c;
    }
    pattern += '%';
    statement.text += fmt::format(" AND search_key LIKE {} ESCAPE '!'",
                                  statement.Bind(Wire::kText, std::move(pattern)));
  }
  return {};
}

/// WHERE with reach, archived, filters and words; not the cursor.
Status AddConditions(Statement& statement, const EntityInfo& entity, const Reach& reach,
                     const ListQuery& query, Access access = Access::kRead) {
  statement.text += " WHERE 1 = 1";
  statement.text += ReachCondition(statement, entity, reach, access);
  if (!query.with_archived) statement.text += " AND archived = 0";
  for (const Filter& filter : query.filters) {
    LACHAN_TRY_DO(AddFilter(statement, entity, filter));
  }
  return AddWords(statement, query.text);
}

struct Cursor {
  Value value;
  std::int64_t id = 0;
};

json::value ToJson(const Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* text = std::get_if<std::string>(&value)) return json::string(*text);
  return nullptr;
}

Result<Cursor> ParseCursor(const EntityInfo& entity, const ListQuery& query,
                           const FieldInfo& sort) {
  const auto wrong = [] {
    return Fail(ErrorCode::kInvalidInput, "the cursor does not belong to this list; start again");
  };
  const auto bytes = FromBase64(query.after);
  if (!bytes) return wrong();
  boost::system::error_code error;
  const json::value parsed = json::parse(*bytes, error);
  if (error || !parsed.is_array() || parsed.get_array().size() != 5) return wrong();
  const json::array& parts = parsed.get_array();
  if (parts[0] != json::value(json::string(entity.name)) ||
      parts[1] != json::value(json::string(query.sort)) ||
      parts[2] != json::value(query.descending) || !parts[4].is_int64()) {
    return wrong();
  }
  Cursor cursor;
  cursor.id = parts[4].get_int64();
  if (parts[3].is_int64()) cursor.value = parts[3].get_int64();
  if (parts[3].is_string()) cursor.value = std::string(parts[3].get_string());
  const bool is_null = std::holds_alternative<std::monostate>(cursor.value);
  if (is_null ? !(parts[3].is_null() && sort.nullable) : !Holds(sort, cursor.value)) return wrong();
  return cursor;
}

/// Rows behind the cursor in the order of AddOrder.
void AddCursor(Statement& statement, const FieldInfo& sort, bool descending, const Cursor& cursor) {
  const std::string column = Quoted(sort.name);
  const char* beyond = descending ? "<" : ">";
  if (sort.name == "id") {
    statement.text += fmt::format(" AND id {} {}", beyond, statement.Bind(cursor.id));
    return;
  }
  const Wire wire = WireOf(sort.type);
  if (std::holds_alternative<std::monostate>(cursor.value)) {
    statement.text +=
        fmt::format(" AND {} IS NULL AND id {} {}", column, beyond, statement.Bind(cursor.id));
    return;
  }
  // The order of binding is the order in the text.
  const std::string value = statement.Bind(wire, cursor.value);
  const std::string id = statement.Bind(cursor.id);
  if (sort.nullable) {
    statement.text +=
        fmt::format(" AND (({0}, id) {1} ({2}, {3}) OR {0} IS NULL)", column, beyond, value, id);
  } else {
    statement.text += fmt::format(" AND ({0}, id) {1} ({2}, {3})", column, beyond, value, id);
  }
}

/// Nulls come last in both directions and on both databases.
void AddOrder(Statement& statement, const FieldInfo& sort, bool descending) {
  const char* direction = descending ? "DESC" : "ASC";
  if (sort.name == "id") {
    statement.text += fmt::format(" ORDER BY id {}", direction);
  } else {
    statement.text += fmt::format(" ORDER BY {} {}{}, id {}", Quoted(sort.name), direction,
                                  sort.nullable ? " NULLS LAST" : "", direction);
  }
}

}  // namespace

std::string ReachCondition(Statement& statement, const EntityInfo& entity, const Reach& reach,
                           Access access) {
  if (reach.everything || entity.tenancy == schema::Tenancy::kShared) return {};
  const bool reads = access == Access::kRead;
  const auto agencies = reads ? reach.Readable() : reach.agencies;
  if (entity.tenancy == schema::Tenancy::kNobody || agencies.empty()) return " AND 1 = 0";
  const auto list = [&](const auto& ids) {
    std::string text = " IN (";
    for (std::size_t i = 0; i < ids.size(); ++i) {
      if (i > 0) text += ", ";
      // 0 stands for "no agency": nobody of limited reach owns such rows.
      text += statement.Bind(ids[i].value > 0 ? ids[i].value : -1);
    }
    return text + ')';
  };
  if (entity.tenancy == schema::Tenancy::kIdentity) return " AND id" + list(agencies);
  const std::string own = "agency_id" + list(agencies);
  if (!reads || reach.inherited.systems.empty() || entity.Find("system_id") < 0) {
    return " AND " + own;
  }
  return " AND (" + own + " OR system_id" + list(reach.inherited.systems) + ')';
}

Statement SelectOne(const EntityInfo& entity, const Reach& reach, std::int64_t id) {
  Statement statement;
  const std::string columns = Columns(entity, statement);
  statement.text = fmt::format("SELECT {} FROM {} WHERE id = {}", columns, Quoted(entity.name),
                               statement.Bind(id));
  statement.text += ReachCondition(statement, entity, reach, Access::kRead);
  return statement;
}

Result<Statement> SelectPage(const EntityInfo& entity, const Reach& reach, const ListQuery& query) {
  if (query.limit < 1 || query.limit > kMaxPage) {
    return Fail(ErrorCode::kInvalidInput, "limit must be 1 to {}", kMaxPage);
  }
  LACHAN_TRY(const FieldInfo* sort, FindField(entity, query.sort));
  if (IsSecret(*sort)) {
    return Fail(ErrorCode::kInvalidInput, "cannot be sorted by '{}'", sort->name);
  }
  Statement statement;
  statement.text = "SELECT " + Columns(entity, statement) + " FROM " + Quoted(entity.name);
  LACHAN_TRY_DO(AddConditions(statement, entity, reach, query));
  if (!query.after.empty()) {
    LACHAN_TRY(const Cursor cursor, ParseCursor(entity, query, *sort));
    AddCursor(statement, *sort, query.descending, cursor);
  }
  AddOrder(statement, *sort, query.descending);
  statement.text += " LIMIT " + statement.Bind(static_cast<std::int64_t>(query.limit + 1));
  return statement;
}

Result<Statement> SelectCount(const EntityInfo& entity, const Reach& reach,
                              const ListQuery& query) {
  Statement statement;
  statement.text = "SELECT COUNT(*) FROM " + Quoted(entity.name);
  statement.columns = {Wire::kNumber};
  LACHAN_TRY_DO(AddConditions(statement, entity, reach, query));
  return statement;
}

Result<Statement> SelectCountBy(const EntityInfo& entity, const Reach& reach,
                                std::string_view field, const ListQuery& query) {
  LACHAN_TRY(const FieldInfo* info, FindField(entity, field));
  if (IsSecret(*info)) {
    return Fail(ErrorCode::kInvalidInput, "cannot be counted by '{}'", info->name);
  }
  const std::string column = Quoted(info->name);
  Statement statement;
  statement.text = fmt::format("SELECT {}, COUNT(*) FROM {}", column, Quoted(entity.name));
  statement.columns = {WireOf(info->type), Wire::kNumber};
  LACHAN_TRY_DO(AddConditions(statement, entity, reach, query));
  statement.text += fmt::format(" GROUP BY {0} ORDER BY COUNT(*) DESC, {0} ASC NULLS LAST", column);
  return statement;
}

Result<Statement> SelectGroups(const EntityInfo& entity, const Reach& reach,
                               const journal::Grouping& grouping, const ListQuery& query) {
  if (grouping.fields.empty() || grouping.limit < 1 || grouping.limit > kMaxPage) {
    return Fail(ErrorCode::kInvalidInput, "groups need a field and a limit of 1 to {}", kMaxPage);
  }
  Statement statement;
  std::string columns, order;
  for (const std::string& name : grouping.fields) {
    LACHAN_TRY(const FieldInfo* field, FindField(entity, name));
    if (IsSecret(*field)) {
      return Fail(ErrorCode::kInvalidInput, "cannot be grouped by '{}'", field->name);
    }
    if (!columns.empty()) columns += ", ";
    columns += Quoted(field->name);
    order += ", " + Quoted(field->name) + " ASC NULLS LAST";
    statement.columns.push_back(WireOf(field->type));
  }
  std::string sum = "0", latest = "0";
  if (!grouping.sum.empty()) {
    LACHAN_TRY(const FieldInfo* field, FindField(entity, grouping.sum));
    if (field->type != FieldType::kInteger) {
      return Fail(ErrorCode::kInvalidInput, "'{}' cannot be added up", field->name);
    }
    sum = fmt::format("CAST(COALESCE(SUM({}), 0) AS BIGINT)", Quoted(field->name));
  }
  if (!grouping.latest.empty()) {
    LACHAN_TRY(const FieldInfo* field, FindField(entity, grouping.latest));
    if (field->type != FieldType::kInteger && field->type != FieldType::kInstant) {
      return Fail(ErrorCode::kInvalidInput, "'{}' has no latest value", field->name);
    }
    latest = fmt::format("COALESCE(MAX({}), 0)", Quoted(field->name));
  }
  statement.columns.insert(statement.columns.end(), 3, Wire::kNumber);
  statement.text =
      fmt::format("SELECT {}, COUNT(*), {}, {} FROM {}", columns, sum, latest, Quoted(entity.name));
  LACHAN_TRY_DO(AddConditions(statement, entity, reach, query));
  statement.text += fmt::format(" GROUP BY {} ORDER BY COUNT(*) DESC{} LIMIT {}", columns, order,
                                statement.Bind(static_cast<std::int64_t>(grouping.limit)));
  return statement;
}

std::string CursorAfter(const EntityInfo& entity, const ListQuery& query, const Record& last) {
  const auto sort = static_cast<std::size_t>(entity.Find(query.sort));
  const auto id = static_cast<std::size_t>(entity.Find("id"));
  const json::array parts{json::string(entity.name), json::string(query.sort), query.descending,
                          ToJson(last[sort]), ToJson(last[id])};
  const std::string bytes = json::serialize(parts);
  return ToBase64Url({reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()});
}

std::string SearchKeyOf(const EntityInfo& entity, const Record& record) {
  std::string words;
  for (std::size_t i = 0; i < entity.fields.size(); ++i) {
    const FieldInfo& field = entity.fields[i];
    const auto* text = std::get_if<std::string>(&record[i]);
    if (field.type != FieldType::kText || text == nullptr || text->empty()) continue;
    switch (field.format) {
      case schema::TextFormat::kLine:
      case schema::TextFormat::kPhone:
      case schema::TextFormat::kEmail:
      case schema::TextFormat::kDomain:
      case schema::TextFormat::kCidr:
      case schema::TextFormat::kCode:
        words += *text;
        words += ' ';
        break;
      case schema::TextFormat::kParagraph:
      case schema::TextFormat::kUrl:
      case schema::TextFormat::kJson:
      case schema::TextFormat::kSecret:
        break;
    }
  }
  return FoldForSearch(words);
}

Status CheckRecord(const EntityInfo& entity, const Record& record) {
  if (record.size() != entity.fields.size()) {
    return Fail(ErrorCode::kInternal, "a record of {} has {} values, its entity {} fields",
                entity.name, record.size(), entity.fields.size());
  }
  std::vector<Error::Field> wrong;
  for (std::size_t i = 0; i < record.size(); ++i) {
    const FieldInfo& field = entity.fields[i];
    if (std::holds_alternative<std::monostate>(record[i])) {
      if (!field.nullable) wrong.push_back({std::string(field.name), "required"});
    } else if (!Holds(field, record[i])) {
      wrong.push_back({std::string(field.name), "wrong_type"});
    } else if (field.type == FieldType::kEnum &&
               std::ranges::find(field.choices, std::get<std::string>(record[i])) ==
                   field.choices.end()) {
      wrong.push_back({std::string(field.name), "not_a_choice"});
    }
  }
  if (wrong.empty()) return {};
  Error error(ErrorCode::kInvalidInput, fmt::format("{} has wrong values", entity.name));
  for (auto& field : wrong) error.AddField(std::move(field));
  return std::unexpected(std::move(error));
}

Statement InsertRow(const EntityInfo& entity, const Record& record) {
  Statement statement;
  std::string columns, values;
  for (std::size_t i = 0; i < entity.fields.size(); ++i) {
    columns += Quoted(entity.fields[i].name) + ", ";
    values += statement.Bind(WireOf(entity.fields[i].type), record[i]) + ", ";
  }
  values += statement.Bind(Wire::kText, SearchKeyOf(entity, record));
  statement.text = fmt::format("INSERT INTO {} ({}search_key) VALUES ({})", Quoted(entity.name),
                               columns, values);
  return statement;
}

Result<Statement> AdjustRow(const EntityInfo& entity, const Reach& reach, std::int64_t id,
                            std::span<const journal::FieldValue> values, std::int64_t updated_at) {
  Statement statement;
  statement.text = "UPDATE " + Quoted(entity.name) +
                   " SET version = version + 1, updated_at = " + statement.Bind(updated_at);
  for (const auto& [name, value] : values) {
    const int index = entity.Find(name);
    const bool fixed = name == "id" || name == "version" || name == "created_at" ||
                       name == "updated_at" || name == "agency_id";
    if (index < 0 || fixed) {
      return Fail(ErrorCode::kInternal, "'{}' of {} cannot be adjusted", name, entity.name);
    }
    const FieldInfo& field = entity.fields[static_cast<std::size_t>(index)];
    const bool is_null = std::holds_alternative<std::monostate>(value);
    if (is_null ? !field.nullable : !Holds(field, value)) {
      return Fail(ErrorCode::kInternal, "'{}' of {} cannot hold this value", name, entity.name);
    }
    statement.text += ", " + Quoted(name) + " = " + statement.Bind(WireOf(field.type), value);
  }
  statement.text += " WHERE id = " + statement.Bind(id);
  statement.text += ReachCondition(statement, entity, reach, Access::kWrite);
  return statement;
}

Result<Statement> EraseRows(const EntityInfo& entity, const Reach& reach,
                            const std::vector<Filter>& filters, std::size_t limit) {
  if (filters.empty()) return Fail(ErrorCode::kInternal, "erasing {} needs a filter", entity.name);
  Statement statement;
  statement.text =
      fmt::format("DELETE FROM {0} WHERE id IN (SELECT id FROM {0}", Quoted(entity.name));
  ListQuery query;
  query.filters = filters;
  query.with_archived = true;
  LACHAN_TRY_DO(AddConditions(statement, entity, reach, query, Access::kWrite));
  statement.text += " ORDER BY id LIMIT " + statement.Bind(static_cast<std::int64_t>(limit)) + ")";
  return statement;
}

Statement UpdateRow(const EntityInfo& entity, const Record& record, std::int64_t old_version) {
  Statement statement;
  statement.text = "UPDATE " + Quoted(entity.name) + " SET ";
  for (std::size_t i = 0; i < entity.fields.size(); ++i) {
    if (entity.fields[i].name == "id") continue;
    statement.text += Quoted(entity.fields[i].name) + " = " +
                      statement.Bind(WireOf(entity.fields[i].type), record[i]) + ", ";
  }
  statement.text += "search_key = " + statement.Bind(Wire::kText, SearchKeyOf(entity, record));
  const auto id = std::get<std::int64_t>(record[static_cast<std::size_t>(entity.Find("id"))]);
  statement.text += " WHERE id = " + statement.Bind(id);
  statement.text += " AND version = " + statement.Bind(old_version);
  return statement;
}

}  // namespace lachan::state_sql
