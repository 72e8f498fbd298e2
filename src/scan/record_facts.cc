// SPDX-License-Identifier: Apache-2.0
#include "scan/record_facts.h"

#include "base/check.h"
#include "detect/record_event.h"

namespace lachan::scan {
namespace {

/// Digits at a place, or -1.
int NumberAt(std::string_view text, std::size_t at, std::size_t digits) {
  int number = 0;
  for (const char c : text.substr(at, digits)) {
    if (c < '0' || c > '9') return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

bool IsPlain(const RawValue& value) {
  return value.form == RawValue::Form::kText || value.form == RawValue::Form::kJsonString;
}

}  // namespace

std::optional<Instant> ReadPlainTime(std::string_view text) {
  if (text.size() < 20 || text.size() > 30 || text.back() != 'Z') return std::nullopt;
  if (text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' || text[16] != ':') {
    return std::nullopt;
  }
  const int year = NumberAt(text, 0, 4), month = NumberAt(text, 5, 2), day = NumberAt(text, 8, 2);
  const int hour = NumberAt(text, 11, 2), minute = NumberAt(text, 14, 2);
  const int second = NumberAt(text, 17, 2);
  const CivilDate date{std::chrono::year{year}, std::chrono::month(static_cast<unsigned>(month)),
                       std::chrono::day(static_cast<unsigned>(day))};
  if (year < 1970 || year > 2261 || month < 1 || day < 1 || !date.ok()) return std::nullopt;
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) {
    return std::nullopt;
  }
  int micros = 0;
  if (text.size() > 20) {
    if (text[19] != '.' || text.size() == 21) return std::nullopt;
    const std::size_t digits = text.size() - 21;
    if (NumberAt(text, 20, digits) < 0) return std::nullopt;
    micros = NumberAt(text, 20, std::min<std::size_t>(digits, 6));
    for (std::size_t i = digits; i < 6; ++i) micros *= 10;
  }
  const std::chrono::seconds of_day{hour * 3600 + minute * 60 + second};
  return std::chrono::sys_days(date) + of_day + std::chrono::microseconds(micros);
}

RecordFacts::RecordFacts(NameTable& names) : names_(names) {
  const auto add = [&](std::string_view name) {
    const NameId id = names.Intern(name);
    if (id >= roles_.size()) roles_.resize(id + 1);
    if (id != 0) roles_[id] = static_cast<std::uint8_t>(++all_roles_);
  };
  for (const auto name : detect::TimeFields()) add(name);
  time_roles_ = all_roles_;
  for (const auto name : detect::HostFields()) add(name);
  LACHAN_CHECK(all_roles_ <= kRoles, "room for all fields of time and host");
}

void RecordFacts::Start(const FlatRecord& record) {
  record_ = &record;
  found_.fill(nullptr);
  for (const FlatField& field : record.fields) {
    if (field.name >= roles_.size()) continue;
    const std::uint8_t role = roles_[field.name];
    if (role == 0 || found_[role - 1] != nullptr) continue;
    if (field.value.form != RawValue::Form::kNull) found_[role - 1] = &field;
  }
}

std::optional<Instant> RecordFacts::time() {
  for (std::size_t role = 0; role < time_roles_; ++role) {
    if (found_[role] == nullptr) continue;
    const RawValue& value = found_[role]->value;
    if (IsPlain(value)) {
      if (const auto time = ReadPlainTime(value.bytes)) return time;
    } else if (value.form == RawValue::Form::kUtf16) {
      text_.clear();
      AppendDecoded(value, text_);
      if (const auto time = ReadPlainTime(text_)) return time;
    }
    return detect::TimeOf(*record_, names_);
  }
  return std::nullopt;
}

std::string_view RecordFacts::host() {
  for (std::size_t role = time_roles_; role < all_roles_; ++role) {
    const FlatField* field = found_[role];
    if (field == nullptr) continue;
    if (field->identity != 0 && field->identity == host_identity_ && field->name == host_name_) {
      return host_;
    }
    host_.clear();
    host_identity_ = field->identity;
    host_name_ = field->name;
    AppendDecoded(field->value, host_);
    if (!host_.empty()) return host_;
  }
  return {};
}

}  // namespace lachan::scan
