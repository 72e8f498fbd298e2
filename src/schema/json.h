// SPDX-License-Identifier: Apache-2.0
/// \file
/// Records to JSON and back, with validation; described plain structs (answers of the API) to JSON;
/// and the JSON Schema (draft 2020-12, as OpenAPI 3.1 uses it) of both.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <concepts>
#include <map>
#include <string>
#include <vector>

#include "base/result.h"
#include "schema/entity.h"

namespace lachan::schema {

/// Limits of every JSON text we parse from outside.
struct JsonLimits {
  std::size_t max_bytes = 1 << 20;
  std::size_t max_depth = 32;
};

/// \error kInvalidInput  not JSON, too large or too deep; the message names the byte position.
Result<boost::json::value> ParseJson(std::string_view text, const JsonLimits& limits = {});

/// All fields but secrets. Instants as RFC 3339, dates as yyyy-mm-dd, JSON texts embedded.
boost::json::object ToJson(const EntityInfo& info, const Record& record);
/// One value of a field as JSON.
boost::json::value ToJson(const FieldInfo& field, const Value& value);

/// Whether `FromJson` makes a new row or changes one.
enum class Intent : std::uint8_t { kCreate, kChange };

/// Checks `body` against the declaration and returns the record with the given fields set.
///
/// \param base  The record to start from: defaults for kCreate, the stored row for kChange.
/// \error kInvalidInput  with one Error::Field for each wrong, missing, unknown or computed field.
///   Field messages are keys ("required", "too_long:200", "not_a_choice", "unknown", …).
Result<Record> FromJson(const EntityInfo& info, const boost::json::object& body, Intent intent,
                        Record base);

/// Request body of a described plain struct of scalar members.
/// \error kInvalidInput  as FromJson.
template <class T>
Result<T> Decode(const boost::json::object& body);

/// Value for a filter from a query string: typed by the field.
/// \error kInvalidInput  text that the field cannot hold.
Result<Value> ParseFilterValue(const FieldInfo& field, std::string_view text);

template <class T>
Result<T> Decode(const boost::json::object& body) {
  const EntityInfo& info = Describe<T>();
  LACHAN_TRY(const Record record, FromJson(info, body, Intent::kCreate, ToRecord(T{})));
  return FromRecord<T>(record);
}

/// Schema of what the API returns for an entity, and of what it accepts.
boost::json::object JsonSchema(const EntityInfo& info);
boost::json::object JsonSchemaForWriting(const EntityInfo& info);

/// Named schemas collected while describing answers: "AlertDetail" → schema.
using Components = std::map<std::string, boost::json::value, std::less<>>;

namespace internal {

template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {
  using Inner = T;
};
template <class T>
struct IsMap : std::false_type {};
template <class T>
struct IsMap<std::map<std::string, T>> : std::true_type {
  using Inner = T;
};

template <class T>
concept Scalar = IsComputed<T>::value || IsText<T>::value || IsNumber<T>::value || IsId<T>::value ||
                 std::is_enum_v<T> || std::same_as<T, Instant> || std::same_as<T, CivilDate> ||
                 std::same_as<T, std::int64_t> || std::same_as<T, bool>;

/// "lachan::alerts::AlertDetail" → "AlertDetail".
std::string ShortTypeName(const char* mangled);
boost::json::object ScalarSchema(const FieldInfo& field);

}  // namespace internal

/// JSON of a described plain struct, entity, scalar, vector, map or optional; also std::string,
/// int, double and boost::json::value.
template <class T>
boost::json::value Encode(const T& value) {
  using internal::IsMap, internal::IsOptional, internal::IsVector;
  if constexpr (std::same_as<T, boost::json::value> || std::same_as<T, boost::json::object> ||
                std::same_as<T, boost::json::array>) {
    return value;
  } else if constexpr (std::same_as<T, std::string>) {
    return boost::json::value(boost::json::string(value));
  } else if constexpr (std::same_as<T, int> || std::same_as<T, double>) {
    return boost::json::value(value);
  } else if constexpr (IsOptional<T>::value) {
    return value.has_value() ? Encode(*value) : boost::json::value(nullptr);
  } else if constexpr (IsVector<T>::value) {
    boost::json::array array;
    for (const auto& item : value) array.push_back(Encode(item));
    return array;
  } else if constexpr (IsMap<T>::value) {
    boost::json::object object;
    for (const auto& [key, item] : value) object[key] = Encode(item);
    return object;
  } else if constexpr (std::derived_from<T, Row>) {
    return ToJson(Describe<T>(), ToRecord(value));
  } else if constexpr (internal::Scalar<T>) {
    static const FieldInfo kField = [] {
      FieldInfo field;
      internal::FillField<T>(field);
      return field;
    }();
    return ToJson(kField, internal::ToValue(value));
  } else {
    boost::json::object object;
    boost::mp11::mp_for_each<internal::Members<T>>(
        [&](auto member) { object[member.name] = Encode(value.*member.pointer); });
    return object;
  }
}

/// JSON Schema of what Encode<T> gives. Described structs become `$ref`s into `components`.
template <class T>
boost::json::value SchemaOf(Components& components) {
  using internal::IsMap, internal::IsOptional, internal::IsVector;
  if constexpr (std::same_as<T, boost::json::value>) {
    return boost::json::object{};
  } else if constexpr (std::same_as<T, boost::json::object>) {
    return boost::json::object{{"type", "object"}, {"additionalProperties", true}};
  } else if constexpr (std::same_as<T, boost::json::array>) {
    return boost::json::object{{"type", "array"}, {"items", boost::json::object{}}};
  } else if constexpr (std::same_as<T, std::string>) {
    return boost::json::object{{"type", "string"}};
  } else if constexpr (std::same_as<T, int>) {
    return boost::json::object{{"type", "integer"}};
  } else if constexpr (std::same_as<T, double>) {
    return boost::json::object{{"type", "number"}};
  } else if constexpr (IsOptional<T>::value) {
    return boost::json::object{
        {"anyOf", boost::json::array{SchemaOf<typename IsOptional<T>::Inner>(components),
                                     boost::json::object{{"type", "null"}}}}};
  } else if constexpr (IsVector<T>::value) {
    return boost::json::object{{"type", "array"},
                               {"items", SchemaOf<typename IsVector<T>::Inner>(components)}};
  } else if constexpr (IsMap<T>::value) {
    return boost::json::object{
        {"type", "object"},
        {"additionalProperties", SchemaOf<typename IsMap<T>::Inner>(components)}};
  } else if constexpr (internal::Scalar<T>) {
    FieldInfo field;
    internal::FillField<T>(field);
    return internal::ScalarSchema(field);
  } else {
    const std::string name = internal::ShortTypeName(typeid(T).name());
    if (!components.contains(name)) {
      components[name] = nullptr;  // Guards against recursion.
      if constexpr (std::derived_from<T, Row>) {
        components[name] = JsonSchema(Describe<T>());
      } else {
        boost::json::object properties;
        boost::json::array required;
        boost::mp11::mp_for_each<internal::Members<T>>([&](auto member) {
          using Member = std::remove_cvref_t<decltype(std::declval<T&>().*member.pointer)>;
          properties[member.name] = SchemaOf<Member>(components);
          required.push_back(boost::json::string(member.name));
        });
        components[name] = boost::json::object{{"type", "object"},
                                               {"properties", std::move(properties)},
                                               {"required", std::move(required)}};
      }
    }
    return boost::json::object{{"$ref", "#/components/schemas/" + name}};
  }
}

}  // namespace lachan::schema
