// SPDX-License-Identifier: Apache-2.0
#include "transfer/columns.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace lachan::transfer {
namespace {

using labels::Language;

std::string Key(std::string_view heading) {
  std::string key = FoldForSearch(heading);
  std::erase(key, '*');
  return std::string(Trim(key));
}

bool IsBase(std::string_view field) {
  return field == "id" || field == "version" || field == "created_at" || field == "updated_at" ||
         field == "archived";
}

std::string Words(Language language, std::string_view vi, std::string_view en) {
  return std::string(language == Language::kVietnamese ? vi : en);
}

std::string TextHint(const schema::FieldInfo& field, Language language) {
  using schema::TextFormat;
  std::string most =
      field.max_length == 0
          ? std::string()
          : fmt::format(fmt::runtime(Words(language, "tối đa {} ký tự", "at most {} characters")),
                        field.max_length);
  if (field.format == TextFormat::kEmail) return "ten@donvi.gov.vn";
  if (field.format == TextFormat::kPhone) return "0237 3852 123";
  if (field.format == TextFormat::kUrl) return "https://…";
  if (field.format == TextFormat::kDomain) return "donvi.thanhhoa.gov.vn";
  if (field.format == TextFormat::kCidr) return "10.1.2.0/24";
  return most;
}

}  // namespace

std::vector<std::size_t> WritableFields(const schema::EntityInfo& entity) {
  std::vector<std::size_t> fields;
  for (std::size_t i = 0; i < entity.fields.size(); ++i) {
    const auto& field = entity.fields[i];
    if (!field.computed && !IsBase(field.name)) fields.push_back(i);
  }
  return fields;
}

std::vector<FileColumn> MatchColumns(const schema::EntityInfo& entity,
                                     const std::vector<std::string>& headings,
                                     const std::map<std::size_t, std::string>& chosen) {
  std::map<std::string, std::string> by_key;
  for (const auto index : WritableFields(entity)) {
    const auto name = std::string(entity.fields[index].name);
    for (const auto language : {Language::kVietnamese, Language::kEnglish}) {
      by_key.emplace(Key(labels::FieldLabel(entity.name, name, language)), name);
    }
    by_key[Key(name)] = name;
  }
  std::set<std::string> taken;
  for (const auto& [index, field] : chosen) taken.insert(field);
  std::vector<FileColumn> columns;
  for (std::size_t i = 0; i < headings.size(); ++i) {
    FileColumn column{static_cast<std::int64_t>(i), headings[i], ""};
    if (const auto choice = chosen.find(i); choice != chosen.end()) {
      column.field = choice->second;
    } else if (const auto found = by_key.find(Key(headings[i]));
               found != by_key.end() && taken.insert(found->second).second) {
      column.field = found->second;
    }
    columns.push_back(std::move(column));
  }
  return columns;
}

std::string FieldHint(const schema::EntityInfo& entity, const schema::FieldInfo& field,
                      Language language) {
  switch (field.type) {
    case schema::FieldType::kText:
      return TextHint(field, language);
    case schema::FieldType::kInteger:
      if (field.minimum == INT64_MIN) return Words(language, "số nguyên", "whole number");
      return fmt::format("{} – {}", field.minimum, field.maximum);
    case schema::FieldType::kBoolean:
      return Words(language, "Có / Không", "Yes / No");
    case schema::FieldType::kInstant:
      return "yyyy-mm-ddThh:mm:ss+07:00";
    case schema::FieldType::kDate:
      return Words(language, "ngày/tháng/năm, ví dụ 31/12/2026", "dd/mm/yyyy, e.g. 31/12/2026");
    case schema::FieldType::kEnum: {
      std::string list;
      for (const auto choice : field.choices) {
        if (!list.empty()) list += "; ";
        list += labels::ChoiceLabel(entity.name, field.name, choice, language);
      }
      return list;
    }
    case schema::FieldType::kReference:
      if (field.reference == "agency") {
        return Words(language, "mã hoặc tên cơ quan trong danh bạ", "code or name of the agency");
      }
      return Words(language, "tên đã có trong sổ, hoặc # và số thứ tự",
                   "a name in its register, or # and the number");
  }
  return "";
}

}  // namespace lachan::transfer
