// SPDX-License-Identifier: Apache-2.0
#include "transfer/import_file.h"

#include <algorithm>

#include "base/text.h"
#include "transfer/entities.h"

LACHAN_ENTITY_CODE(lachan::ImportReceipt);

namespace lachan::transfer {

Result<ImportFile> ReadImportFile(const schema::EntityInfo& entity,
                                  const std::vector<std::string_view>& key, std::string_view bytes,
                                  const std::map<std::size_t, std::string>& chosen,
                                  bool must_name_agency, const sheets::ReadLimits& limits) {
  const auto writable = WritableFields(entity);
  const auto is_field = [&](std::string_view name) {
    return std::ranges::any_of(writable, [&](auto i) { return entity.fields[i].name == name; });
  };
  for (const auto& [index, field] : chosen) {
    if (field.empty() || is_field(field)) continue;
    Error error(ErrorCode::kInvalidInput,
                fmt::format("'{}' is no field of {}", PrintableForLog(field, 60), entity.path));
    return std::unexpected(std::move(error).WithField("columns", "unknown"));
  }
  LACHAN_TRY(auto table, bytes.starts_with("PK") ? sheets::ReadXlsx(bytes, limits)
                                                 : sheets::ReadCsv(bytes, limits));
  if (table.rows.empty()) {
    Error error(ErrorCode::kInvalidInput, "the file holds nothing");
    return std::unexpected(std::move(error).WithField("file", "empty_file"));
  }
  ImportFile file;
  file.sheet = std::move(table.name);
  file.columns = MatchColumns(entity, table.rows.front().cells, chosen);
  const auto has = [&](std::string_view field) {
    return std::ranges::any_of(file.columns, [&](const auto& c) { return c.field == field; });
  };
  for (const auto index : writable) {
    const auto& field = entity.fields[index];
    const bool is_own = field.name == "agency_id" && !must_name_agency;
    if (!field.required || is_own || has(field.name)) continue;
    const bool names_row = std::ranges::find(key, field.name) != key.end();
    (names_row ? file.missing : file.lacking).emplace_back(field.name);
  }
  file.rows.assign(std::make_move_iterator(table.rows.begin() + 1),
                   std::make_move_iterator(table.rows.end()));
  return file;
}

}  // namespace lachan::transfer
