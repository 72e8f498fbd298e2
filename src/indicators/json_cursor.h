// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reading large JSON documents front to back, without building a tree: only members that are known
/// are entered, everything else is skipped without recursion, so nesting costs nothing.
#pragma once

#ifndef SIMDJSON_EXCEPTIONS
// Without the overloads that throw, a forgotten check does not compile.
#define SIMDJSON_EXCEPTIONS 0
#endif
#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "indicators/indicator.h"

namespace lachan::indicators {

namespace od = simdjson::ondemand;

/// The text of a string; empty for anything else. Lives as long as the parser's document.
inline std::string_view TextOf(od::value value) {
  std::string_view text;
  if (value.get_string().get(text)) return {};
  return text;
}

/// true, 1, "1", "true"; `otherwise` for what is no such thing.
inline bool FlagOf(od::value value, bool otherwise) {
  od::json_type type;
  if (value.type().get(type)) return otherwise;
  bool flag = otherwise;
  std::int64_t number = 0;
  switch (type) {
    case od::json_type::boolean:
      if (value.get_bool().get(flag)) return otherwise;
      return flag;
    case od::json_type::number:
      if (value.get_int64().get(number)) return otherwise;
      return number != 0;
    case od::json_type::string: {
      const auto text = TextOf(value);
      if (text == "1" || text == "true") return true;
      if (text == "0" || text == "false") return false;
      return otherwise;
    }
    case od::json_type::null:
    case od::json_type::array:
    case od::json_type::object:
      break;
  }
  return otherwise;
}

/// Calls `visit(key, value)` for each member. \return the error that ended it
template <class Visit>
simdjson::error_code ForEachMember(od::object& object, Visit&& visit) {
  for (auto entry : object) {
    od::field field;
    if (const auto error = std::move(entry).get(field)) return error;
    std::string_view key;
    if (const auto error = field.unescaped_key().get(key)) return error;
    visit(key, field.value());
  }
  return simdjson::SUCCESS;
}

/// Calls `visit(value, index)` for each element until it returns false.
template <class Visit>
simdjson::error_code ForEachElement(od::array& array, Visit&& visit) {
  std::size_t index = 0;
  for (auto entry : array) {
    od::value value;
    if (const auto error = std::move(entry).get(value)) return error;
    if (!visit(value, index++)) break;
  }
  return simdjson::SUCCESS;
}

/// The stricter one of two statements.
inline void Tighten(std::optional<Tlp>& tlp, std::optional<Tlp> other) {
  if (other && (!tlp || *other > *tlp)) tlp = other;
}

class Collector;
/// Readers of a document that is at its beginning. \return what made the document unreadable
simdjson::error_code ReadStix(od::document& document, Collector& collector);
simdjson::error_code ReadMisp(od::document& document, Collector& collector);

}  // namespace lachan::indicators
