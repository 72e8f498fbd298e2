// SPDX-License-Identifier: Apache-2.0
#include "detect/source_memo.h"

#include "base/check.h"
#include "detect/record_event.h"

namespace lachan::detect {
namespace {

constexpr std::size_t kMaxKeys = 1 << 13, kMaxLists = 1 << 9, kLongestValue = 256;

void AppendText(const LogSource& source, std::string& out) {
  out.append(source.product).append(1, '\x1f').append(source.category);
  out.append(1, '\x1f').append(source.service).append(1, '\x1e');
}

}  // namespace

SourceMemo::SourceMemo(NameTable& names) {
  const auto role_of = [&](std::string_view name) -> Role& {
    const NameId id = names.Intern(name);
    if (id >= roles_.size()) roles_.resize(id + 1);
    return roles_[id];
  };
  LACHAN_CHECK(LogSourceValueFields().size() + LogSourcePresenceFields().size() <= 64,
               "a bit of presence for each field");
  std::int8_t next = 0;
  for (const auto name : LogSourceValueFields()) role_of(name) = Role{next, next}, ++next;
  for (const auto name : LogSourcePresenceFields()) role_of(name).presence = next++;
}

SourceMemo::Form& SourceMemo::FormOf(const FlatRecord& record) {
  Form& form = record.form == 0 ? form_ : forms_[record.form % kKnownForms];
  if (record.form != 0 && form.number == record.form) return form;
  form.number = record.form;
  form.present = 0;
  form.values.clear();
  form.is_answered = false;
  for (std::uint32_t i = 0; i < record.fields.size(); ++i) {
    const NameId name = record.fields[i].name;
    if (name >= roles_.size()) continue;
    const Role role = roles_[name];
    if (role.presence >= 0) form.present |= std::uint64_t{1} << role.presence;
    if (role.value >= 0) form.values.emplace_back(i, role.value);
  }
  return form;
}

bool SourceMemo::MakeKey(const Form& form, const FlatRecord& record) {
  key_.assign(reinterpret_cast<const char*>(&form.present), sizeof form.present);
  for (const auto& [index, role] : form.values) {
    const RawValue& value = record.fields[index].value;
    const auto size = value.bytes.size();
    if (size > kLongestValue) return false;
    const char head[] = {static_cast<char>(role), static_cast<char>(value.form),
                         static_cast<char>(size & 0xFF), static_cast<char>(size >> 8)};
    key_.append(head, sizeof head).append(value.bytes);
  }
  return true;
}

std::uint32_t SourceMemo::NumberOf(const FlatRecord& record, const NameTable& names) {
  if (record.logsource) return NumberOf(std::vector<LogSource>{*record.logsource});
  Form& form = FormOf(record);
  bool is_known = form.is_answered;
  form.identities.resize(form.values.size());
  for (std::size_t i = 0; i < form.values.size(); ++i) {
    const std::uint64_t identity = record.fields[form.values[i].first].identity;
    is_known = is_known && identity != 0 && identity == form.identities[i];
    form.identities[i] = identity;
  }
  if (is_known) return form.answer;
  form.is_answered = true;
  return form.answer = NumberOf(form, record, names);
}

std::uint32_t SourceMemo::NumberOf(const Form& form, const FlatRecord& record,
                                   const NameTable& names) {
  const bool short_enough = MakeKey(form, record);
  if (short_enough) {
    if (key_ == last_key_) return last_number_;
    if (const auto known = by_key_.find(key_); known != by_key_.end()) {
      last_key_.swap(key_);
      return last_number_ = known->second;
    }
  }
  const std::uint32_t number = NumberOf(EventOf(record, names).logsources);
  if (short_enough) by_key_.emplace(key_, number);
  return number;
}

std::uint32_t SourceMemo::NumberOf(const std::vector<LogSource>& sources) {
  text_.clear();
  for (const LogSource& source : sources) AppendText(source, text_);
  const auto known = by_text_.find(text_);
  if (known != by_text_.end()) return known->second;
  const auto number = static_cast<std::uint32_t>(lists_.size());
  lists_.push_back(sources);
  by_text_.emplace(text_, number);
  return number;
}

bool SourceMemo::full() const { return by_key_.size() >= kMaxKeys || lists_.size() >= kMaxLists; }

void SourceMemo::Clear() {
  by_key_.clear();
  by_text_.clear();
  lists_.clear();
  last_key_.clear();
  for (Form& form : forms_) form.is_answered = false;
}

}  // namespace lachan::detect
