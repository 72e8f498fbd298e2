// SPDX-License-Identifier: Apache-2.0
#include "transfer/bulk.h"

#include "base/text.h"
#include "schema/json.h"

namespace lachan::transfer {
namespace {

using schema::Record;

Result<std::vector<std::int64_t>> RowsOf(journal::StateStore& store, const journal::Caller& caller,
                                         const schema::EntityInfo& entity,
                                         const BulkRequest& request) {
  std::vector<std::int64_t> ids = request.ids;
  if (request.query) {
    LACHAN_TRY(const auto reader, store.OpenReader(caller));
    journal::ListQuery query = *request.query;
    query.limit = 1000;
    do {
      LACHAN_TRY(const auto page, reader->List(entity, query));
      for (const auto& record : page.rows) ids.push_back(std::get<std::int64_t>(record[0]));
      query.after = page.next;
    } while (!query.after.empty() && ids.size() <= kBulkRows);
  }
  if (ids.size() > kBulkRows) {
    return Fail(ErrorCode::kExhausted, "more than {} rows at once: narrow the filter", kBulkRows);
  }
  return ids;
}

Result<Record> ChangeOne(journal::Writer& writer, const journal::Caller& caller,
                         const journal::Registers& registers,
                         const journal::RegisterDefinition& definition, const BulkRequest& request,
                         const Record& stored) {
  if (request.action != BulkAction::set) {
    return journal::ArchiveRow(writer, caller, definition, stored,
                               request.action == BulkAction::archive);
  }
  boost::json::object body;
  body[request.field] = request.value;
  LACHAN_TRY(Record row,
             schema::FromJson(*definition.entity, body, schema::Intent::kChange, stored));
  return journal::ChangeRow(writer, caller, registers, definition, stored, std::move(row));
}

std::string MessageOf(const Error& error) {
  return error.fields().empty() ? error.message() : error.fields().front().message;
}

void Describe(const schema::EntityInfo& entity, const BulkRequest& request, const Record& stored,
              ChangedRow& row) {
  const int title = entity.Find(entity.title);
  const auto* text =
      title < 0 ? nullptr : std::get_if<std::string>(&stored[static_cast<std::size_t>(title)]);
  if (text != nullptr) row.title = Ellipsis(*text, 120);
  if (request.action != BulkAction::set) return;
  const int field = entity.Find(request.field);
  if (field < 0) return;
  const auto at = static_cast<std::size_t>(field);
  row.before = schema::ToJson(entity.fields[at], stored[at]);
}

}  // namespace

Result<ChangedRows> ChangeMany(journal::StateStore& store, const journal::Caller& caller,
                               const journal::Registers& registers,
                               const journal::RegisterDefinition& definition,
                               const BulkRequest& request) {
  const auto& entity = *definition.entity;
  if (request.action == BulkAction::set) {
    // A value that no row can hold is said once.
    boost::json::object body;
    body[request.field] = request.value;
    LACHAN_TRY_DO(schema::FromJson(entity, body, schema::Intent::kChange, entity.defaults));
  }
  LACHAN_TRY(const auto ids, RowsOf(store, caller, entity, request));
  ChangedRows answer;
  for (const auto id : ids) {
    ChangedRow row{id, "", false, "", nullptr};
    // A transaction a row: what one refuses does not hold up the others.
    const Status status = store.Change(caller, [&](journal::Writer& writer) -> Status {
      LACHAN_TRY(const Record stored, writer.Get(entity, id));
      Describe(entity, request, stored, row);
      LACHAN_TRY_DO(ChangeOne(writer, caller, registers, definition, request, stored));
      return {};
    });
    row.done = status.has_value();
    if (!status) row.message = MessageOf(status.error());
    ++(row.done ? answer.done : answer.failed);
    answer.rows.push_back(std::move(row));
  }
  return answer;
}

}  // namespace lachan::transfer
