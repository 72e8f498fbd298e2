// SPDX-License-Identifier: Apache-2.0
#include "transfer/export.h"

#include <boost/json/serialize.hpp>

#include "formats/csv.h"
#include "schema/json.h"
#include "sheets/xlsx_write.h"
#include "transfer/names.h"

namespace lachan::transfer {
namespace {

using schema::FieldType;

/// Calls `take` with every row, page by page.
Status EachRow(journal::Reader& reader, const schema::EntityInfo& entity, journal::ListQuery query,
               const std::function<Status(const schema::Record&)>& take) {
  query.limit = 1000;
  std::size_t rows = 0;
  do {
    LACHAN_TRY(const auto page, reader.List(entity, query));
    for (const auto& record : page.rows) LACHAN_TRY_DO(take(record));
    rows += page.rows.size();
    query.after = page.next;
    if (rows > kExportRows || (rows == kExportRows && !query.after.empty())) {
      return Fail(ErrorCode::kExhausted, "more than {} rows: narrow the filter", kExportRows);
    }
  } while (!query.after.empty());
  return {};
}

std::string CsvCell(const boost::json::value& value) {
  if (value.is_null()) return "";
  if (value.is_string()) return std::string(value.get_string());
  return boost::json::serialize(value);
}

std::vector<std::size_t> ShownFields(const schema::EntityInfo& entity) {
  std::vector<std::size_t> fields;
  for (std::size_t i = 0; i < entity.fields.size(); ++i) {
    const auto& field = entity.fields[i];
    if (field.format == schema::TextFormat::kSecret || field.name == "version") continue;
    fields.push_back(i);
  }
  return fields;
}

Result<std::string> CellText(Names& names, const schema::EntityInfo& entity,
                             const schema::FieldInfo& field, const schema::Value& value,
                             labels::Language language) {
  const auto* text = std::get_if<std::string>(&value);
  const auto* number = std::get_if<std::int64_t>(&value);
  if (text == nullptr && number == nullptr) return "";
  switch (field.type) {
    case FieldType::kText:
    case FieldType::kDate:
      return *text;
    case FieldType::kEnum:
      return labels::ChoiceLabel(entity.name, field.name, *text, language);
    case FieldType::kInteger:
      return std::to_string(*number);
    case FieldType::kBoolean:
      if (language == labels::Language::kVietnamese) return *number != 0 ? "Có" : "Không";
      return *number != 0 ? "Yes" : "No";
    case FieldType::kInstant:
      return FormatVietnamese(Instant{Duration{*number}});
    case FieldType::kReference:
      if (*number == 0) return "";
      if (field.reference == "evidence_file") return fmt::format("#{}", *number);
      return names.NameOf(field.reference, *number);
  }
  return "";
}

sheets::CellKind KindOf(FieldType type) {
  if (type == FieldType::kInteger) return sheets::CellKind::kNumber;
  return type == FieldType::kDate ? sheets::CellKind::kDay : sheets::CellKind::kText;
}

}  // namespace

Result<std::string> ExportCsv(journal::Reader& reader, const schema::EntityInfo& entity,
                              journal::ListQuery query) {
  std::vector<std::string> header;
  for (const auto& field : entity.fields) {
    if (field.format != schema::TextFormat::kSecret) header.emplace_back(field.name);
  }
  // Spreadsheets ask for the mark.
  std::string csv = "\xEF\xBB\xBF" + formats::WriteCsvRow(header);
  LACHAN_TRY_DO(EachRow(reader, entity, std::move(query), [&](const auto& record) -> Status {
    std::vector<std::string> cells;
    for (const auto& pair : schema::ToJson(entity, record)) cells.push_back(CsvCell(pair.value()));
    csv += formats::WriteCsvRow(cells);
    return {};
  }));
  return csv;
}

Result<std::string> ExportXlsx(journal::Reader& reader, const journal::Registers& registers,
                               const schema::EntityInfo& entity, journal::ListQuery query,
                               labels::Language language) {
  const auto fields = ShownFields(entity);
  sheets::Sheet sheet{labels::EntityLabel(entity.name, language), {}};
  for (const auto index : fields) {
    const auto& field = entity.fields[index];
    sheets::Column column{labels::FieldLabel(entity.name, field.name, language),
                          KindOf(field.type)};
    column.width = field.max_length > 100 || field.type == FieldType::kReference ? 36 : 18;
    sheet.columns.push_back(std::move(column));
  }
  Names names(reader, registers);
  LACHAN_TRY_DO(EachRow(reader, entity, std::move(query), [&](const auto& record) -> Status {
    std::vector<std::string> cells;
    for (const auto index : fields) {
      LACHAN_TRY(auto text, CellText(names, entity, entity.fields[index], record[index], language));
      cells.push_back(std::move(text));
    }
    sheet.rows.push_back(std::move(cells));
    return {};
  }));
  return sheets::WriteXlsx({sheet});
}

}  // namespace lachan::transfer
