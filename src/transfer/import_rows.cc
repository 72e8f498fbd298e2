// SPDX-License-Identifier: Apache-2.0
#include "transfer/import_rows.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "register/network_map.h"
#include "schema/json.h"

namespace lachan::transfer {
namespace {

namespace json = boost::json;

constexpr std::size_t kShownValue = 120;

std::unexpected<Error> Bad(std::string_view message) {
  return Fail(ErrorCode::kInvalidInput, "{}", message);
}

/// Digits, with groups of three parted by blanks, or by two and more dots or commas.
Result<json::value> NumberValue(std::string_view text) {
  std::string digits;
  std::size_t groups = 0;
  bool blanks = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == ' ' || c == '.' || c == ',') {
      ++groups;
      blanks = blanks || c == ' ';
      if (i + 4 > text.size() || (i + 4 < text.size() && std::isdigit(text[i + 4]) != 0)) {
        return Bad("not_a_number");
      }
      continue;
    }
    if ((c < '0' || c > '9') && !(c == '-' && i == 0)) return Bad("not_a_number");
    digits += c;
  }
  // "1.000" is a thousand in Viet Nam and one elsewhere: it must be said without the dot.
  if (groups == 1 && !blanks) return Bad("not_a_number");
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc{} || end != digits.data() + digits.size()) return Bad("not_a_number");
  return json::value(value);
}

Result<json::value> TruthValue(std::string_view text) {
  const auto key = FoldForSearch(text);
  for (const char* yes : {"co", "x", "yes", "true", "1", "dung", "y"}) {
    if (key == yes) return json::value(true);
  }
  for (const char* no : {"khong", "no", "false", "0", "sai", "n", "-"}) {
    if (key == no) return json::value(false);
  }
  return Bad("not_a_boolean");
}

/// yyyy-mm-dd with or without a time, or day, month and year parted by / . or -.
Result<json::value> DayValue(std::string_view text) {
  const auto day_part = text.substr(0, text.find_first_of(" T"));
  if (const auto date = ParseDate(day_part)) return json::value(FormatDate(*date));
  int numbers[3] = {0, 0, 0};
  std::size_t at = 0;
  const char* p = day_part.data();
  const char* const end = p + day_part.size();
  for (; at < 3; ++at) {
    const auto [next, error] = std::from_chars(p, end, numbers[at]);
    if (error != std::errc{}) return Bad("not_a_date");
    p = next;
    if (at < 2) {
      if (p == end || (*p != '/' && *p != '.' && *p != '-')) return Bad("not_a_date");
      ++p;
    }
  }
  const CivilDate date{std::chrono::year{numbers[2]},
                       std::chrono::month{static_cast<unsigned>(numbers[1])},
                       std::chrono::day{static_cast<unsigned>(numbers[0])}};
  if (p != end || !date.ok() || numbers[2] < 1900 || numbers[2] > 9999) return Bad("not_a_date");
  return json::value(FormatDate(date));
}

std::map<std::string, std::string_view> ChoiceTexts(const schema::EntityInfo& entity,
                                                    const schema::FieldInfo& field) {
  std::map<std::string, std::string_view> texts;
  for (const auto choice : field.choices) {
    texts.emplace(FoldForSearch(choice), choice);
    for (const auto language : {labels::Language::kVietnamese, labels::Language::kEnglish}) {
      texts.emplace(FoldForSearch(labels::ChoiceLabel(entity.name, field.name, choice, language)),
                    choice);
    }
  }
  return texts;
}

/// One part of a key: names by their letters, networks by what they are.
std::string KeyPart(const schema::FieldInfo& field, const schema::Value& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  const auto* text = std::get_if<std::string>(&value);
  if (text == nullptr) return "";
  if (field.format == schema::TextFormat::kCidr) {
    if (const auto network = registry::ParseNetwork(*text)) return network->Text();
  }
  return NameKey(*text);
}

/// The text of a row in a column; empty beyond its last cell.
std::string_view CellOf(const sheets::TableRow& row, const FileColumn& column) {
  const auto index = static_cast<std::size_t>(column.index);
  return index < row.cells.size() ? std::string_view(row.cells[index]) : std::string_view();
}

const schema::FieldInfo* FieldOf(const schema::EntityInfo& entity, std::string_view name) {
  const int index = entity.Find(name);
  return index < 0 ? nullptr : &entity.fields[static_cast<std::size_t>(index)];
}

}  // namespace

Result<json::value> RowReader::Value(const schema::FieldInfo& field, std::string_view text) {
  switch (field.type) {
    case schema::FieldType::kText:
    case schema::FieldType::kInstant:
      return json::value(text);
    case schema::FieldType::kInteger:
      return NumberValue(text);
    case schema::FieldType::kBoolean:
      return TruthValue(text);
    case schema::FieldType::kDate:
      return DayValue(text);
    case schema::FieldType::kEnum: {
      auto& texts = choices_[field.name];
      if (texts.empty()) texts = ChoiceTexts(*definition_.entity, field);
      const auto found = texts.find(FoldForSearch(text));
      if (found == texts.end()) return Bad("not_a_choice");
      return json::value(found->second);
    }
    case schema::FieldType::kReference:
      break;  // Names are looked up by the caller.
  }
  return Bad("not_a_reference");
}

std::vector<std::string_view> NaturalKey(const journal::RegisterDefinition& definition) {
  if (!definition.natural_key.empty()) return definition.natural_key;
  const auto& entity = *definition.entity;
  if (entity.Find("code") >= 0) return {"code"};
  std::vector<std::string_view> key;
  if (entity.tenancy == schema::Tenancy::kAgency) key.push_back("agency_id");
  key.push_back(entity.title);
  return key;
}

std::string KeyOf(const journal::RegisterDefinition& definition, const schema::Record& record) {
  const auto& entity = *definition.entity;
  std::string key;
  for (const auto name : NaturalKey(definition)) {
    const auto index = static_cast<std::size_t>(entity.Find(name));
    key += KeyPart(entity.fields[index], record[index]);
    key += '\x1f';
  }
  return key;
}

RowProblem RowReader::ProblemAt(const sheets::TableRow& row, std::string_view field,
                                std::string message) const {
  RowProblem problem{static_cast<std::int64_t>(row.line), "", std::string(field), "",
                     std::move(message)};
  for (const auto& column : columns_) {
    if (column.field != field || field.empty()) continue;
    problem.column = column.heading;
    problem.value = Ellipsis(PrintableForLog(CellOf(row, column), 400), kShownValue);
  }
  return problem;
}

Status RowReader::Take(const sheets::TableRow& row, const FileColumn& column, FileRow& out,
                       std::vector<RowProblem>& problems) {
  const auto& entity = *definition_.entity;
  const auto* field = FieldOf(entity, column.field);
  if (field == nullptr) return {};
  auto text = Trim(CellOf(row, column));
  // What our own CSV marks as "text, not a formula".
  if (text.size() > 1 && text[0] == '\'' && std::string_view("=+-@").contains(text[1])) {
    text.remove_prefix(1);
  }
  if (text.empty()) return {};
  if (field->type == schema::FieldType::kReference) {
    const auto* owner = out.body.if_contains("agency_id");
    const std::int64_t agency = owner != nullptr && owner->is_int64() ? owner->as_int64() : 0;
    LACHAN_TRY(const auto found,
               names_.Find(field->reference, text, field->name == "agency_id" ? 0 : agency));
    if (found.message.empty()) {
      out.body[field->name] = found.id;
    } else {
      problems.push_back(ProblemAt(row, field->name, found.message));
    }
    return {};
  }
  auto value = Value(*field, text);
  if (value) {
    out.body[field->name] = *std::move(value);
  } else {
    problems.push_back(ProblemAt(row, field->name, value.error().message()));
  }
  return {};
}

/// A row about a system belongs to the agency of the system.
Status RowReader::TakeOwner(FileRow& out) {
  const auto* system = out.body.if_contains("system_id");
  if (system == nullptr || !system->is_int64()) return {};
  LACHAN_TRY(const std::int64_t owner, names_.OwnerOf("system", system->as_int64()));
  if (owner != 0) out.body["agency_id"] = owner;
  return {};
}

Result<std::optional<FileRow>> RowReader::Read(const sheets::TableRow& row,
                                               std::vector<RowProblem>& problems) {
  const auto& entity = *definition_.entity;
  const std::size_t before = problems.size();
  FileRow out;
  out.line = row.line;
  // The agency first: names of other rows are looked for within it.
  for (const bool first : {true, false}) {
    for (const auto& column : columns_) {
      if ((column.field == "agency_id") == first) LACHAN_TRY_DO(Take(row, column, out, problems));
    }
    if (first && own_agency_ != 0 && !out.body.contains("agency_id") && problems.size() == before &&
        entity.Find("agency_id") >= 0) {
      out.body["agency_id"] = own_agency_;
    }
  }
  if (!out.body.contains("agency_id") && entity.Find("agency_id") >= 0) {
    LACHAN_TRY_DO(TakeOwner(out));
  }
  // What a new row would need besides is asked when it turns out to be new.
  const auto record = schema::FromJson(entity, out.body, schema::Intent::kChange, entity.defaults);
  const auto add = [&, read = problems.size()](std::string_view field, std::string message) {
    const bool is_said =
        std::any_of(problems.begin() + static_cast<std::ptrdiff_t>(before),
                    problems.begin() + static_cast<std::ptrdiff_t>(read),
                    [&](const RowProblem& problem) { return problem.field == field; });
    if (!is_said) problems.push_back(ProblemAt(row, field, std::move(message)));
  };
  if (!record) {
    for (const auto& field : record.error().fields()) add(field.name, field.message);
    if (problems.size() == before) return std::unexpected(record.error());
  }
  for (const auto name : NaturalKey(definition_)) {
    const auto* field = FieldOf(entity, name);
    if (field->required && !out.body.contains(name)) add(name, "required");
  }
  if (problems.size() != before) return std::nullopt;
  out.key = KeyOf(definition_, *record);
  const auto* title = std::get_if<std::string>(
      &(*record)[static_cast<std::size_t>(std::max(0, entity.Find(entity.title)))]);
  if (title != nullptr) out.title = Ellipsis(*title, kShownValue);
  return out;
}

}  // namespace lachan::transfer
