// SPDX-License-Identifier: Apache-2.0
#include "journal/payload.h"

#include "schema/json.h"

namespace lachan::journal {
namespace json = boost::json;
namespace {

using Attributes = std::vector<std::pair<std::string, std::string>>;

void Add(Attributes& attributes, std::string_view name, const json::value& value) {
  for (const auto& [known, text] : attributes) {
    if (known == name) return;
  }
  std::string text;
  if (value.is_string()) {
    text = value.get_string();
  } else if (value.is_bool()) {
    text = value.get_bool() ? "true" : "false";
  } else if (value.is_int64()) {
    text = std::to_string(value.get_int64());
  } else if (value.is_uint64()) {
    text = std::to_string(value.get_uint64());
  } else {
    return;
  }
  attributes.emplace_back(name, std::move(text));
}

}  // namespace

Attributes FlatPayload(const Fact& fact) {
  Attributes attributes;
  const auto parsed = schema::ParseJson(fact.payload, {.max_bytes = 16 << 20, .max_depth = 64});
  if (!parsed || !parsed->is_object()) return attributes;
  const auto& object = parsed->get_object();
  for (const auto& [name, value] : object) Add(attributes, name, value);
  if (const auto* created = object.if_contains("new"); created != nullptr && created->is_object()) {
    for (const auto& [name, value] : created->get_object()) Add(attributes, name, value);
  }
  if (const auto* changed = object.if_contains("changed");
      changed != nullptr && changed->is_object()) {
    for (const auto& [name, pair] : changed->get_object()) {
      if (pair.is_array() && pair.get_array().size() == 2)
        Add(attributes, name, pair.get_array()[1]);
    }
  }
  return attributes;
}

}  // namespace lachan::journal
