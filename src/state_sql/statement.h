// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schema/entity.h"

namespace lachan::state_sql {

/// How a value travels between us and the database.
enum class Wire : std::uint8_t { kNumber, kText };

constexpr Wire WireOf(schema::FieldType type) {
  switch (type) {
    case schema::FieldType::kText:
    case schema::FieldType::kDate:
    case schema::FieldType::kEnum:
      return Wire::kText;
    case schema::FieldType::kInteger:
    case schema::FieldType::kBoolean:
    case schema::FieldType::kInstant:
    case schema::FieldType::kReference:
      return Wire::kNumber;
  }
  return Wire::kText;
}

/// SQL text with its values apart: a value is never pasted into the text.
struct Statement {
  std::string text;
  std::vector<std::pair<Wire, schema::Value>> values;
  std::vector<Wire> columns;  ///< What a query returns.

  /// Name of the value at `index`.
  static std::string NameOf(std::size_t index) { return "v" + std::to_string(index + 1); }

  /// Adds a value. \return its placeholder in the text.
  std::string Bind(Wire wire, schema::Value value) {
    values.emplace_back(wire, std::move(value));
    return ":" + NameOf(values.size() - 1);
  }
  std::string Bind(std::int64_t number) { return Bind(Wire::kNumber, number); }
  std::string Bind(std::string_view word) { return Bind(Wire::kText, std::string(word)); }
};

/// "name" in the quotes of SQL identifiers. Names come from declarations, never from requests.
inline std::string Quoted(std::string_view name) { return '"' + std::string(name) + '"'; }

}  // namespace lachan::state_sql
