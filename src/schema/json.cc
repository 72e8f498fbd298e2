// SPDX-License-Identifier: Apache-2.0
#include "schema/json.h"

#include <boost/core/demangle.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/stream_parser.hpp>

#include <charconv>

#include "base/text.h"
#include "schema/validate.h"

namespace lachan::schema {
namespace json = boost::json;

int EntityInfo::Find(std::string_view field) const {
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (fields[i].name == field) return static_cast<int>(i);
  }
  return -1;
}

Result<json::value> ParseJson(std::string_view text, const JsonLimits& limits) {
  if (text.size() > limits.max_bytes) {
    return Fail(ErrorCode::kInvalidInput, "the JSON text has {} bytes; at most {} are taken",
                text.size(), limits.max_bytes);
  }
  json::parse_options options;
  options.max_depth = limits.max_depth;
  json::stream_parser parser({}, options);
  boost::system::error_code error;
  const std::size_t parsed = parser.write_some(text.data(), text.size(), error);
  if (!error) parser.finish(error);
  if (error || parsed != text.size()) {
    return Fail(ErrorCode::kInvalidInput, "not JSON: {} at byte {}",
                error ? error.message() : std::string("text goes on after the value"), parsed);
  }
  return parser.release();
}

json::value ToJson(const FieldInfo& field, const Value& value) {
  if (std::holds_alternative<std::monostate>(value)) return nullptr;
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    if (field.type == FieldType::kBoolean) return *number != 0;
    if (field.type == FieldType::kInstant) {
      return json::string(FormatInstant(Instant{Duration{*number}}));
    }
    return *number;
  }
  const std::string& text = std::get<std::string>(value);
  if (field.type == FieldType::kText && field.format == TextFormat::kJson) {
    if (text.empty()) return nullptr;
    auto parsed = ParseJson(text, {.max_bytes = 16 << 20, .max_depth = 64});
    if (parsed) return *std::move(parsed);
  }
  return json::string(text);
}

json::object ToJson(const EntityInfo& info, const Record& record) {
  json::object object;
  for (std::size_t i = 0; i < info.fields.size() && i < record.size(); ++i) {
    if (info.fields[i].format == TextFormat::kSecret) continue;
    object[info.fields[i].name] = ToJson(info.fields[i], record[i]);
  }
  return object;
}

namespace {

/// JSON value to a stored value; the string is a message key when it cannot be.
std::expected<Value, std::string> ReadMember(const FieldInfo& field, const json::value& value) {
  if (value.is_null()) {
    if (field.nullable) return Value{};
    return std::unexpected(std::string(field.required ? "required" : "not_null"));
  }
  switch (field.type) {
    case FieldType::kText:
      if (field.format == TextFormat::kJson) return Value{json::serialize(value)};
      [[fallthrough]];
    case FieldType::kDate:
    case FieldType::kEnum:
      if (!value.is_string()) return std::unexpected(std::string("not_text"));
      return CheckText(field, value.get_string());
    case FieldType::kInstant: {
      if (!value.is_string()) return std::unexpected(std::string("not_an_instant"));
      const auto instant = ParseInstant(value.get_string());
      if (!instant) return std::unexpected(std::string("not_an_instant"));
      return Value{static_cast<std::int64_t>(instant->time_since_epoch().count())};
    }
    case FieldType::kBoolean:
      if (!value.is_bool()) return std::unexpected(std::string("not_a_boolean"));
      return Value{std::int64_t{value.get_bool() ? 1 : 0}};
    case FieldType::kInteger:
    case FieldType::kReference: {
      boost::system::error_code error;
      const auto number = value.to_number<std::int64_t>(error);
      if (error) return std::unexpected(std::string("not_a_number"));
      return CheckNumber(field, number);
    }
  }
  return std::unexpected(std::string("unknown"));
}

bool IsEmpty(const FieldInfo& field, const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return text->empty();
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    return *number == 0 &&
           (field.type == FieldType::kReference || field.type == FieldType::kInstant);
  }
  return true;
}

}  // namespace

Result<Record> FromJson(const EntityInfo& info, const json::object& body, Intent intent,
                        Record base) {
  std::vector<Error::Field> wrong;
  for (const auto& [key, value] : body) {
    const int index = info.Find(key);
    if (index < 0 || info.fields[static_cast<std::size_t>(index)].computed) {
      wrong.push_back({PrintableForLog(key, 60), index < 0 ? "unknown" : "computed"});
      continue;
    }
    const auto i = static_cast<std::size_t>(index);
    auto read = ReadMember(info.fields[i], value);
    if (read) {
      base[i] = *std::move(read);
    } else {
      wrong.push_back({std::string(key), read.error()});
    }
  }
  if (intent == Intent::kCreate) {
    for (std::size_t i = 0; i < info.fields.size(); ++i) {
      const FieldInfo& field = info.fields[i];
      if (field.required && !field.computed && IsEmpty(field, base[i]) &&
          !body.contains(field.name)) {
        wrong.push_back({std::string(field.name), "required"});
      }
    }
  }
  if (wrong.empty()) return base;
  Error error(ErrorCode::kInvalidInput, fmt::format("{} field{} cannot be taken", wrong.size(),
                                                    wrong.size() == 1 ? "" : "s"));
  for (auto& field : wrong) error.AddField(std::move(field));
  return std::unexpected(std::move(error));
}

Result<Value> ParseFilterValue(const FieldInfo& field, std::string_view text) {
  const auto refuse = [&] {
    return Fail(ErrorCode::kInvalidInput, "filter {}: '{}' is not a value of this field",
                field.name, PrintableForLog(text, 60));
  };
  switch (field.type) {
    case FieldType::kText:
      return Value{std::string(text)};
    case FieldType::kEnum:
      for (const auto choice : field.choices) {
        if (choice == text) return Value{std::string(text)};
      }
      return refuse();
    case FieldType::kDate:
      if (!ParseDate(text)) return refuse();
      return Value{std::string(text)};
    case FieldType::kInstant: {
      const auto instant = ParseInstant(text);
      if (!instant) return refuse();
      return Value{static_cast<std::int64_t>(instant->time_since_epoch().count())};
    }
    case FieldType::kBoolean:
      if (text == "true" || text == "1") return Value{std::int64_t{1}};
      if (text == "false" || text == "0") return Value{std::int64_t{0}};
      return refuse();
    case FieldType::kInteger:
    case FieldType::kReference: {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (error != std::errc{} || end != text.data() + text.size()) return refuse();
      return Value{number};
    }
  }
  return refuse();
}

namespace internal {

std::string ShortTypeName(const char* mangled) {
  const std::string name = boost::core::demangle(mangled);
  const auto colon = name.rfind(':');
  return colon == std::string::npos ? name : name.substr(colon + 1);
}

json::object ScalarSchema(const FieldInfo& field) {
  json::object schema;
  json::value type = "string";
  switch (field.type) {
    case FieldType::kText:
      if (field.format == TextFormat::kJson) return {};  // any JSON
      if (field.min_length > 0) schema["minLength"] = field.min_length;
      if (field.max_length > 0) schema["maxLength"] = field.max_length;
      if (field.format == TextFormat::kEmail) schema["format"] = "email";
      if (field.format == TextFormat::kUrl) schema["format"] = "uri";
      if (field.format == TextFormat::kDomain) schema["format"] = "hostname";
      if (field.format == TextFormat::kPhone) schema["format"] = "phone";
      if (field.format == TextFormat::kParagraph) schema["format"] = "paragraph";
      if (field.format == TextFormat::kCidr) schema["format"] = "cidr";
      break;
    case FieldType::kDate:
      schema["format"] = "date";
      break;
    case FieldType::kInstant:
      schema["format"] = "date-time";
      break;
    case FieldType::kEnum: {
      json::array choices;
      for (const auto choice : field.choices) choices.push_back(json::string(choice));
      schema["enum"] = std::move(choices);
      break;
    }
    case FieldType::kBoolean:
      type = "boolean";
      break;
    case FieldType::kInteger:
    case FieldType::kReference:
      type = "integer";
      if (field.minimum != INT64_MIN) schema["minimum"] = field.minimum;
      if (field.maximum != INT64_MAX) schema["maximum"] = field.maximum;
      if (!field.reference.empty()) schema["x-reference"] = json::string(field.reference);
      break;
  }
  if (field.nullable && !schema.contains("enum")) {
    type = json::array{type, "null"};
  } else if (field.nullable) {
    schema["enum"].get_array().push_back(nullptr);
    type = json::array{type, "null"};
  }
  schema["type"] = std::move(type);
  if (field.computed) schema["readOnly"] = true;
  return schema;
}

}  // namespace internal

json::object JsonSchema(const EntityInfo& info) {
  json::object properties;
  json::array required;
  for (const auto& field : info.fields) {
    if (field.format == TextFormat::kSecret) continue;
    properties[field.name] = internal::ScalarSchema(field);
    required.push_back(json::string(field.name));
  }
  json::object schema{{"type", "object"}, {"properties", std::move(properties)}};
  schema["required"] = std::move(required);
  if (!info.name.empty()) {
    schema["x-entity"] = json::string(info.name);
    schema["x-path"] = json::string(info.path);
    schema["x-title"] = json::string(info.title);
  }
  return schema;
}

json::object JsonSchemaForWriting(const EntityInfo& info) {
  json::object properties;
  json::array required;
  for (std::size_t i = 0; i < info.fields.size(); ++i) {
    const FieldInfo& field = info.fields[i];
    if (field.computed) continue;
    properties[field.name] = internal::ScalarSchema(field);
    if (field.required && IsEmpty(field, info.defaults[i])) {
      required.push_back(json::string(field.name));
    }
  }
  return {{"type", "object"},
          {"properties", std::move(properties)},
          {"required", std::move(required)},
          {"additionalProperties", false}};
}

}  // namespace lachan::schema
