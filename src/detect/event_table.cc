// SPDX-License-Identifier: Apache-2.0
#include "detect/bucket.h"
#include "detect/fold.h"

namespace lachan::detect {

FieldId FieldNames::Add(std::string_view name) {
  const auto found = ids_.find(name);
  if (found != ids_.end()) return found->second;
  const auto id = static_cast<FieldId>(ids_.size());
  ids_.emplace(name, id);
  return id;
}

FieldId FieldNames::Find(std::string_view name) const {
  const auto found = ids_.find(name);
  return found == ids_.end() ? kNone : found->second;
}

void EventTable::Value::Reset(const EventField* value) {
  field = value;
  state_ = State::kUnknown;
  is_folded_ = false;
}

bool EventTable::Value::Ascii() {
  if (state_ == State::kUnknown) state_ = IsAscii(field->value) ? State::kAscii : State::kOther;
  return state_ == State::kAscii;
}

std::string_view EventTable::Value::ForScan() {
  return Ascii() ? std::string_view(field->value) : Folded();
}

std::string_view EventTable::Value::Folded() {
  if (!is_folded_) FoldCase(field->value, folded_);
  is_folded_ = true;
  return folded_;
}

EventTable::EventTable(const FieldNames& names)
    : names_(names), by_field_(names.size()), local_time_id_(names.Find(kLocalTimeField)) {}

void EventTable::Add(const EventField& field, FieldId id) {
  if (used_ == values_.size()) values_.emplace_back();
  values_[used_].Reset(&field);
  if (id != FieldNames::kNone) {
    if (by_field_[id].empty()) present_.push_back(id);
    by_field_[id].push_back(static_cast<std::uint32_t>(used_));
  }
  ++used_;
}

void EventTable::Load(const Event& event) {
  for (const FieldId id : present_) by_field_[id].clear();
  present_.clear();
  used_ = 0;
  for (const EventField& field : event.fields) Add(field, names_.Find(field.name));
  if (EventView::RawIsText(event)) {
    raw_.value = event.raw;
    Add(raw_, FieldNames::kNone);
  }
  keyword_values_ = used_;
  if (local_time_id_ != FieldNames::kNone && by_field_[local_time_id_].empty()) {
    local_time_ = LocalTimeField(event);
    Add(local_time_, local_time_id_);
  }
}

void EventTable::AddAlias(FieldId to, FieldId from) {
  if (to == FieldNames::kNone || from == FieldNames::kNone) return;
  if (!by_field_[to].empty() || by_field_[from].empty()) return;
  present_.push_back(to);
  by_field_[to] = by_field_[from];
}

}  // namespace lachan::detect
