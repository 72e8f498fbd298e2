// SPDX-License-Identifier: Apache-2.0
#include "hunts/stored_rows.h"

#include <algorithm>

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

bool Has(std::span<const NameId> names, NameId name) {
  return std::ranges::find(names, name) != names.end();
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
  if (raw) columns += ", if(startsWith(raw, '{'), '', raw)";  // JSON, as most: it is no text.
  for (const std::size_t index : hot) columns += fmt::format(", `{}`", events::HotColumn(index));
  return columns;
}

StoredRows::StoredRows(const RowPlan& plan, NameTable& names)
    : plan_(plan), names_(names), first_hot_(plan.raw ? kFirst + 1 : kFirst) {
  for (const std::size_t index : plan.hot) {
    hot_names_.push_back(names.Intern(events::HotFields()[index]));
  }
  local_time_name_ = names.Intern(detect::kLocalTimeField);
}

void StoredRows::Begin(const events::ColumnAnswer& answer) {
  answer_ = &answer;
  ++answers_;
  at_.assign(plan_.hot.size(), 0);
  if (sources_.size() > kMostSources) sources_.clear();
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

bool StoredRows::IsOf(const Source& source, std::size_t row) const {
  const auto& columns = answer_->columns;
  for (std::size_t i = 0; i < source.list.size(); ++i) {
    const LogSource& one = source.list[i];
    if (RowOf(columns[kProduct], row, i) != one.product ||
        RowOf(columns[kCategory], row, i) != one.category ||
        RowOf(columns[kService], row, i) != one.service) {
      return false;
    }
  }
  return true;
}

StoredRows::Source& StoredRows::SourceOf(std::size_t row) {
  const auto& columns = answer_->columns;
  const std::uint64_t begin = row == 0 ? 0 : columns[kProduct].ends[row - 1];
  const std::size_t count = columns[kProduct].ends[row] - begin;
  std::size_t hash = count;
  for (const std::size_t part : {kProduct, kCategory, kService}) {
    for (std::size_t i = 0; i < count; ++i) {
      const std::string_view text = RowOf(columns[part], row, i);
      hash = hash * 31 + text.size() * 7 + (text.empty() ? 0 : text.front() + 3 * text.back());
    }
  }
  const auto [first, last] = sources_.equal_range(hash);
  for (auto at = first; at != last; ++at) {
    if (at->second.list.size() == count && IsOf(at->second, row)) return at->second;
  }
  Source& made = sources_.emplace(hash, Source{})->second;
  for (std::size_t i = 0; i < count; ++i) {
    made.list.push_back({std::string(RowOf(columns[kProduct], row, i)),
                         std::string(RowOf(columns[kCategory], row, i)),
                         std::string(RowOf(columns[kService], row, i))});
  }
  return made;
}

std::string_view StoredRows::TextOf(std::size_t row) const {
  const std::string_view text = plan_.raw ? answer_->columns[kFirst].TextAt(row) : "";
  return detect::EventView::RawIsText(text) ? text : std::string_view();
}

std::string_view StoredRows::Plain(std::string_view text) {
  if (text.find(events::kEscape) == std::string_view::npos) return text;
  return arena_.Keep(events::UnescapeSeparators(text));
}

template <class Take>
void StoredRows::ForEachValue(std::string_view cell, const Take& take) {
  if (!events::MayHaveSeparators(cell)) return take(RawValue{RawValue::Form::kText, cell});
  for (;;) {
    const auto end = cell.find(events::kBetween);
    take(RawValue{RawValue::Form::kText, Plain(cell.substr(0, end))});
    if (end == std::string_view::npos) return;
    cell.remove_prefix(end + 1);
  }
}

template <class Take>
void StoredRows::ForEachOfRest(std::string_view rest, Source& source, const Take& take) {
  std::size_t place = 0;
  while (!rest.empty()) {
    rest.remove_prefix(1);  // 0x1F.
    const auto name_end = rest.find(events::kAfterName);
    if (name_end == std::string_view::npos) return;
    const auto value_end = rest.find(events::kAfterName, name_end + 1);
    if (value_end == std::string_view::npos || value_end + 2 >= rest.size()) return;
    const std::string_view name = rest.substr(0, name_end);
    auto& names = source.rest_names;
    if (place == names.size()) names.push_back(0);
    NameId& id = names[place++];  // Mostly the same as in the row before.
    if (names_.Text(id) != name) id = names_.Intern(Plain(name));
    const std::string_view value = rest.substr(name_end + 1, value_end - name_end - 1);
    take(id, RawValue{FormOf(rest[value_end + 1]), Plain(value)});
    rest.remove_prefix(value_end + 2);
    if (rest.size() == 1) return;
  }
}

std::string_view StoredRows::LocalTimeOf(std::size_t row) {
  const Instant time = TimeOf(row);
  const auto second = std::chrono::floor<std::chrono::seconds>(time);
  if (second != local_second_ || local_time_.empty()) {
    local_time_ = detect::LocalTimeField(time).value;
    local_second_ = second;
  }
  return arena_.Keep(local_time_);
}

std::span<const detect::ColumnScreen::Found> StoredRows::Screen(detect::ColumnScreen& screen) {
  arena_.Clear();
  screen.Begin(answer_->rows);
  std::vector<Source*> source_of(answer_->rows);
  for (std::size_t row = 0; row < answer_->rows; ++row) {
    Source& source = *(source_of[row] = &SourceOf(row));
    if (source.answer != answers_) {
      source.answer = answers_;
      source.screened = screen.AddClass(source.list);
    }
    screen.SetClass(row, source.screened);
  }
  for (std::size_t i = 0; i < plan_.hot.size(); ++i) {
    const events::ReadColumn& column = Hot(i);
    for (std::size_t at = 0; at < column.rows.size(); ++at) {
      const std::uint32_t row = column.rows[at];
      if (screen.IsDecided(row)) continue;
      ForEachValue(column.texts[at],
                   [&](const RawValue& value) { screen.Add(row, hot_names_[i], value); });
    }
    screen.FinishColumn();
  }
  const events::ReadColumn& rest = answer_->columns[kRest];
  for (std::size_t at = 0; at < rest.rows.size(); ++at) {
    const std::uint32_t row = rest.rows[at];
    if (screen.IsDecided(row)) continue;
    ForEachOfRest(rest.texts[at], *source_of[row], [&](NameId name, const RawValue& value) {
      if (name == local_time_name_) screen.Open(row);  // It has one of its own.
      screen.Add(row, name, value);
    });
  }
  for (std::size_t row = 0; row < answer_->rows; ++row) {
    if (screen.IsDecided(row)) continue;
    if (plan_.local_time) {
      screen.Add(row, local_time_name_, {RawValue::Form::kText, LocalTimeOf(row)});
    }
    if (plan_.raw) screen.AddText(row, TextOf(row));
  }
  const auto found =
      screen.Finish([&](std::size_t row, std::span<const NameId> names) -> const FlatRecord& {
        return ReadOnly(row, names);
      });
  at_.assign(plan_.hot.size(), 0);
  return found;
}

void StoredRows::AddHot(std::size_t column, std::size_t row) {
  const events::ReadColumn& values = Hot(column);
  std::size_t& at = at_[column];
  while (at < values.rows.size() && values.rows[at] < row) ++at;
  if (at == values.rows.size() || values.rows[at] != row) return;
  ForEachValue(values.texts[at], [&](const RawValue& value) {
    record_.fields.push_back({hot_names_[column], value, 0});
  });
}

void StoredRows::AddLocalTime(std::size_t row) {
  if (!plan_.local_time) return;
  for (const FlatField& field : record_.fields) {
    if (field.name == local_time_name_) return;
  }
  record_.fields.push_back({local_time_name_, {RawValue::Form::kText, LocalTimeOf(row)}, 0});
}

const FlatRecord& StoredRows::ReadOnly(std::size_t row, std::span<const NameId> names) {
  record_.fields.clear();
  record_.text = {};
  arena_.Clear();
  bool is_in_rest = false;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (Has(names.first(i), names[i])) continue;
    const auto hot = std::ranges::find(hot_names_, names[i]);
    if (hot == hot_names_.end()) {
      is_in_rest = true;
    } else {
      AddHot(static_cast<std::size_t>(hot - hot_names_.begin()), row);
    }
  }
  if (!is_in_rest) return record_;
  ForEachOfRest(answer_->columns[kRest].TextAt(row), SourceOf(row),
                [&](NameId name, const RawValue& value) {
                  if (!Has(names, name)) return;
                  record_.fields.push_back({name, value, 0});
                });
  if (Has(names, local_time_name_)) AddLocalTime(row);
  return record_;
}

const FlatRecord& StoredRows::Read(std::size_t row) {
  record_.fields.clear();
  arena_.Clear();
  for (std::size_t i = 0; i < plan_.hot.size(); ++i) AddHot(i, row);
  ForEachOfRest(
      answer_->columns[kRest].TextAt(row), SourceOf(row),
      [&](NameId name, const RawValue& value) { record_.fields.push_back({name, value, 0}); });
  record_.text = TextOf(row);
  AddLocalTime(row);
  return record_;
}

}  // namespace lachan::hunts
