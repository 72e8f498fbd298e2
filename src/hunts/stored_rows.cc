// SPDX-License-Identifier: Apache-2.0
#include "hunts/stored_rows.h"

#include "detect/atom.h"
#include "events/event_columns.h"

namespace lachan::hunts {
namespace {

enum : std::size_t { kTime, kId, kAgency, kSystem, kProduct, kCategory, kService, kRest, kFirst };

/// A sender may make up any number of log sources.
constexpr std::size_t kMostSources = 4096;

std::string_view RowOf(const events::ReadColumn& column, std::size_t row, std::size_t part) {
  const std::uint64_t begin = row == 0 ? 0 : column.ends[row - 1];
  return begin + part < column.ends[row] ? column.texts[begin + part] : std::string_view();
}

RawValue::Form FormOf(char kind) {
  switch (kind) {
    case 'n':
      return RawValue::Form::kNumber;
    case 'b':
      return RawValue::Form::kBoolean;
    case '0':
      return RawValue::Form::kNull;
    default:
      return RawValue::Form::kText;
  }
}

}  // namespace

std::string RowPlan::Columns() const {
  std::string columns =
      "time, id, agency, system, logsource_product, logsource_category, logsource_service, rest";
  if (raw) {
    columns += ", if(match(raw, '^[ \\t\\r\\n\\f\\v]*(?:\\\\{|\\\\[|<Event|<\\\\?xml)'), '', raw)";
  }
  for (const std::size_t index : hot) columns += fmt::format(", `{}`", events::HotColumn(index));
  return columns;
}

StoredRows::StoredRows(const RowPlan& plan, NameTable& names) : plan_(plan), names_(names) {
  for (const std::size_t index : plan.hot) {
    hot_names_.push_back(names.Intern(events::HotFields()[index]));
  }
  local_time_name_ = names.Intern(detect::kLocalTimeField);
}

std::string_view StoredRows::IdOf(std::size_t row) const {
  return answer_->columns[kId].TextAt(row);
}
Instant StoredRows::TimeOf(std::size_t row) const {
  return Instant(std::chrono::microseconds(answer_->columns[kTime].numbers[row]));
}
std::int64_t StoredRows::AgencyOf(std::size_t row) const {
  return answer_->columns[kAgency].numbers[row];
}
std::int64_t StoredRows::SystemOf(std::size_t row) const {
  return answer_->columns[kSystem].numbers[row];
}

const std::vector<LogSource>& StoredRows::SourcesOf(std::size_t row) {
  const auto& columns = answer_->columns;
  const std::uint64_t begin = row == 0 ? 0 : columns[kProduct].ends[row - 1];
  const std::size_t count = columns[kProduct].ends[row] - begin;
  key_.clear();
  for (const std::size_t part : {kProduct, kCategory, kService}) {
    for (std::size_t i = 0; i < count; ++i) key_.append(RowOf(columns[part], row, i)) += '\0';
  }
  if (sources_.size() > kMostSources) sources_.clear();
  const auto [known, is_new] = sources_.try_emplace(key_);
  if (is_new) {
    for (std::size_t i = 0; i < count; ++i) {
      known->second.push_back({std::string(RowOf(columns[kProduct], row, i)),
                               std::string(RowOf(columns[kCategory], row, i)),
                               std::string(RowOf(columns[kService], row, i))});
    }
  }
  return known->second;
}

std::string_view StoredRows::Plain(std::string_view text) {
  if (text.find(events::kEscape) == std::string_view::npos) return text;
  return arena_.Keep(events::UnescapeSeparators(text));
}

void StoredRows::AddHot(std::size_t column, std::size_t row) {
  std::string_view text = answer_->columns[kFirst + (plan_.raw ? 1 : 0) + column].TextAt(row);
  if (text.empty()) return;
  for (;;) {
    const auto end = text.find(events::kBetween);
    record_.fields.push_back(
        {hot_names_[column], {RawValue::Form::kText, Plain(text.substr(0, end))}, 0});
    if (end == std::string_view::npos) return;
    text.remove_prefix(end + 1);
  }
}

void StoredRows::AddRest(std::string_view rest) {
  std::size_t place = 0;
  while (!rest.empty()) {
    rest.remove_prefix(1);  // 0x1F.
    const auto name_end = rest.find(events::kAfterName);
    if (name_end == std::string_view::npos) return;
    const auto value_end = rest.find(events::kAfterName, name_end + 1);
    if (value_end == std::string_view::npos || value_end + 2 >= rest.size()) return;
    const std::string_view name = rest.substr(0, name_end);
    if (place == rest_names_.size()) rest_names_.push_back(0);
    NameId& id = rest_names_[place++];  // Mostly the same as in the row before.
    if (names_.Text(id) != name) id = names_.Intern(Plain(name));
    record_.fields.push_back(
        {id,
         {FormOf(rest[value_end + 1]), Plain(rest.substr(name_end + 1, value_end - name_end - 1))},
         0});
    rest.remove_prefix(value_end + 2);
    if (rest.size() == 1) return;
  }
}

const FlatRecord& StoredRows::Read(std::size_t row) {
  record_.fields.clear();
  arena_.Clear();
  for (std::size_t i = 0; i < plan_.hot.size(); ++i) AddHot(i, row);
  AddRest(answer_->columns[kRest].TextAt(row));
  record_.text = plan_.raw ? answer_->columns[kFirst].TextAt(row) : std::string_view();
  if (!plan_.local_time) return record_;
  for (const FlatField& field : record_.fields) {
    if (field.name == local_time_name_) return record_;
  }
  record_.fields.push_back(
      {local_time_name_,
       {RawValue::Form::kText, arena_.Keep(detect::LocalTimeField(TimeOf(row)).value)},
       0});
  return record_;
}

}  // namespace lachan::hunts
