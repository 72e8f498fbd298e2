// SPDX-License-Identifier: Apache-2.0
#include <boost/json/parse.hpp>

#include "sheets/xlsx_write.h"
#include "transfer/import.h"

namespace lachan::transfer {
namespace {

using labels::Language;

constexpr std::size_t kOffered = 1'000;  ///< Names in a drop-down.

std::string Pick(Language language, std::string_view vi, std::string_view en) {
  return std::string(language == Language::kVietnamese ? vi : en);
}

Result<std::vector<std::string>> ChoicesOf(Names& names, const schema::EntityInfo& entity,
                                           const schema::FieldInfo& field, Language language) {
  std::vector<std::string> choices;
  if (field.type == schema::FieldType::kEnum) {
    for (const auto choice : field.choices) {
      choices.push_back(labels::ChoiceLabel(entity.name, field.name, choice, language));
    }
  }
  if (field.type == schema::FieldType::kBoolean) {
    choices = {Pick(language, "Có", "Yes"), Pick(language, "Không", "No")};
  }
  if (field.type == schema::FieldType::kReference && field.reference != "evidence_file") {
    return names.All(field.reference, kOffered);
  }
  return choices;
}

std::string TextIn(const boost::json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

Result<std::string> TemplateOf(journal::Reader& reader, const journal::Registers& registers,
                               const journal::RegisterDefinition& definition, Language language) {
  const auto& entity = *definition.entity;
  Names names(reader, registers);
  sheets::Sheet data{labels::EntityLabel(entity.name, language), {}, {}, false};
  sheets::Sheet guide{
      Pick(language, "Hướng dẫn", "How to fill in"),
      {{Pick(language, "Cột", "Column"), sheets::CellKind::kText, 36},
       {Pick(language, "Bắt buộc", "Required"), sheets::CellKind::kText, 12},
       {Pick(language, "Cách ghi", "What to write"), sheets::CellKind::kText, 70},
       {Pick(language, "Tên trường (API)", "Field (API)"), sheets::CellKind::kText, 24}},
      {},
      false};
  const auto key = NaturalKey(definition);
  for (const auto index : WritableFields(entity)) {
    const auto& field = entity.fields[index];
    sheets::Column column;
    const auto label = labels::FieldLabel(entity.name, field.name, language);
    column.title = label + (field.required ? " *" : "");
    column.is_required = field.required;
    column.width = std::max(14.0, std::min(40.0, static_cast<double>(label.size())));
    if (field.type == schema::FieldType::kDate) column.kind = sheets::CellKind::kDay;
    column.hint = FieldHint(entity, field, language);
    LACHAN_TRY(column.choices, ChoicesOf(names, entity, field, language));
    const bool names_row = std::ranges::find(key, field.name) != key.end();
    guide.rows.push_back(
        {label, field.required ? Pick(language, "Có", "Yes") : std::string(),
         column.hint + (names_row ? Pick(language, " (dùng để nhận ra dòng đã có trong sổ)",
                                         " (tells a row that is on the register already)")
                                  : std::string()),
         std::string(field.name)});
    data.columns.push_back(std::move(column));
  }
  return sheets::WriteXlsx({data, guide});
}

Result<std::string> ReceiptFile(const ImportReceipt& receipt, const journal::Registers& registers,
                                Language language) {
  const auto* definition = registers.FindByPath(receipt.register_path.value.value);
  const auto name = definition == nullptr ? receipt.register_path.value.value
                                          : labels::EntityLabel(definition->entity->name, language);
  sheets::Sheet sum{Pick(language, "Biên nhận", "Receipt"),
                    {{Pick(language, "Mục", "Item"), sheets::CellKind::kText, 34},
                     {Pick(language, "Giá trị", "Value"), sheets::CellKind::kText, 60}},
                    {},
                    false};
  const auto line = [&](std::string_view field, std::string value) {
    sum.rows.push_back({labels::FieldLabel("import_receipt", field, language), std::move(value)});
  };
  line("register_path", name);
  line("file_name", receipt.file_name.value.value);
  line("sha256", receipt.sha256.value.value);
  line("created_at", FormatVietnamese(receipt.created_at));
  line("imported_by", receipt.imported_by.value.value);
  line("rows_read", std::to_string(receipt.rows_read.value));
  line("created", std::to_string(receipt.created.value));
  line("changed", std::to_string(receipt.changed.value));
  line("duplicate", std::to_string(receipt.duplicate.value));
  line("rejected", std::to_string(receipt.rejected.value));
  sheets::Sheet left{Pick(language, "Dòng không nhận", "Rows left out"),
                     {{Pick(language, "Dòng", "Line"), sheets::CellKind::kNumber, 8},
                      {Pick(language, "Cột", "Column"), sheets::CellKind::kText, 30},
                      {Pick(language, "Giá trị", "Value"), sheets::CellKind::kText, 40},
                      {Pick(language, "Lý do", "Reason"), sheets::CellKind::kText, 70}}};
  boost::system::error_code ec;
  const auto problems = boost::json::parse(receipt.problems.value.value, ec);
  if (!ec && problems.is_array()) {
    for (const auto& problem : problems.get_array()) {
      if (!problem.is_object()) continue;
      const auto& one = problem.get_object();
      const auto* number = one.if_contains("line");
      left.rows.push_back({number != nullptr && number->is_int64()
                               ? std::to_string(number->get_int64())
                               : std::string(),
                           TextIn(one, "column"), TextIn(one, "value"),
                           labels::MessageText(TextIn(one, "message"), language)});
    }
  }
  return sheets::WriteXlsx({sum, left});
}

void AddRegisters(journal::Registers& registers) {
  auto& receipts = registers.Add<ImportReceipt>();
  receipts.is_creatable = false;  // Made by an import.
  receipts.is_changeable = false;
  receipts.is_archivable = false;
}

}  // namespace lachan::transfer
