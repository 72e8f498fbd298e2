// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reads JSON that we wrote ourselves. Internal to the module.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"

namespace lachan::obligations {

/// Reads members of our own JSON; remembers whether one was missing or of another type.
class Members {
 public:
  explicit Members(const boost::json::object& object) : object_(object) {}
  std::int64_t Number(std::string_view name) {
    const auto* value = object_.if_contains(name);
    if (value == nullptr || !value->is_int64()) return Bad(std::int64_t{0});
    return value->get_int64();
  }
  int Small(std::string_view name) { return static_cast<int>(Number(name)); }
  bool Flag(std::string_view name) {
    const auto* value = object_.if_contains(name);
    return value != nullptr && value->is_bool() ? value->get_bool() : Bad(false);
  }
  std::string Text(std::string_view name) {
    const auto* value = object_.if_contains(name);
    if (value == nullptr || !value->is_string()) return Bad(std::string());
    return std::string(value->get_string());
  }
  std::optional<Instant> Time(std::string_view name) {
    const auto* value = object_.if_contains(name);
    if (value != nullptr && value->is_null()) return std::nullopt;
    const auto instant = ParseInstant(Text(name));
    return instant ? std::optional(*instant) : Bad(std::optional<Instant>());
  }
  const boost::json::array& List(std::string_view name) {
    static const boost::json::array kEmpty;
    const auto* value = object_.if_contains(name);
    if (value != nullptr && value->is_array()) return value->get_array();
    is_good_ = false;
    return kEmpty;
  }
  bool is_good() const { return is_good_; }

 private:
  template <class T>
  T Bad(T value) {
    is_good_ = false;
    return value;
  }
  const boost::json::object& object_;
  bool is_good_ = true;
};

}  // namespace lachan::obligations
