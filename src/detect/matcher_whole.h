// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: the event at hand, for what its sets of tests do not tell.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "detect/matcher.h"
#include "detect/record_event.h"

namespace lachan::detect {

/// The event, decoded when a rule compares fields or has matched.
class ThreadMatcher::Whole : public WholeEvent {
 public:
  Whole(const Event* event, const FlatRecord& record, NameTable& names, Compared& compared,
        const FlatEvent* flat = nullptr)
      : event_(event), flat_(flat), record_(record), names_(names), compared_(compared) {}

  const EventView& View() {
    if (!view_) view_.emplace(event(), aliases_);
    return *view_;
  }
  bool FieldsCompare(const Atom& atom) override {
    const auto values = ValuesOf(atom.field, compared_.values);
    if (values.empty()) return false;
    const auto others = ValuesOf(atom.reference, compared_.others);
    for (const std::string& value : values) {
      for (const std::string& other : others) {
        if (ReferenceHolds(atom, value, other)) return true;
      }
    }
    return false;
  }
  std::string ValueFor(const Atom& atom, RegexMemory& regex) override {
    const bool of_one_field = !atom.IsKeyword() && atom.kind != Atom::Kind::kFieldRef;
    if (of_one_field) {
      if (auto value = FindIn(atom.field, atom, regex)) return *std::move(value);
      for (const FieldAlias& alias : aliases_) {
        if (alias.field != atom.field) continue;
        if (auto value = FindIn(alias.origin, atom, regex)) return *std::move(value);
      }
    }
    std::string value;
    AtomHolds(atom, View(), regex, &value);
    return value;
  }
  void UseAliases(std::span<const FieldAlias> aliases) {
    aliases_ = aliases;
    view_.reset();
  }
  const Event& event() {
    if (event_ == nullptr) {
      event_ = &decoded_.emplace(flat_ != nullptr ? flat_->ToEvent() : EventOf(record_, names_));
    }
    return *event_;
  }
  Instant time() {
    if (flat_ != nullptr) return flat_->time;
    if (event_ != nullptr) return event_->time;
    return TimeOf(record_, names_).value_or(Instant{});
  }

 private:
  /// All values of a field but nulls, with the aliases of the view, in `room`.
  std::span<const std::string> ValuesOf(std::string_view name, std::vector<std::string>& room) {
    std::size_t used = 0;
    bool present = false;
    const auto next = [&]() -> std::string& {
      if (used == room.size()) room.emplace_back();
      room[used].clear();
      return room[used++];
    };
    const auto collect = [&](std::string_view wanted) {
      const NameId id = names_.Intern(wanted);
      for (const FlatField& field : record_.fields) {
        if (field.name != id) continue;
        present = true;
        if (field.value.form != RawValue::Form::kNull) AppendDecoded(field.value, next());
      }
    };
    collect(name);
    if (!present && name == kLocalTimeField) {
      next() = LocalTimeField(time()).value;
    } else {
      for (const FieldAlias& alias : aliases_) {
        if (!present && alias.field == name) collect(alias.origin);
      }
    }
    return {room.data(), used};
  }

  /// Decodes the values of one field only.
  std::optional<std::string> FindIn(std::string_view name, const Atom& atom, RegexMemory& regex) {
    EventField decoded;
    const NameId id = names_.Intern(name);
    for (const FlatField& field : record_.fields) {
      if (field.name != id) continue;
      decoded.value.clear();
      decoded.kind = KindOf(field.value.form);
      AppendDecoded(field.value, decoded.value);
      if (ValueHolds(atom, decoded, regex, buffer_)) return std::move(decoded.value);
    }
    return std::nullopt;
  }

  std::string buffer_;
  const Event* event_;
  const FlatEvent* flat_;
  const FlatRecord& record_;
  NameTable& names_;
  Compared& compared_;
  std::span<const FieldAlias> aliases_;
  std::optional<Event> decoded_;
  std::optional<EventView> view_;
};

}  // namespace lachan::detect
