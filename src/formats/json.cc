// SPDX-License-Identifier: Apache-2.0
#include "formats/json.h"

// Without the overloads that throw, a forgotten check does not compile.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

#include "base/text.h"

namespace lachan::formats {
namespace {

namespace od = simdjson::ondemand;

/// A JSON number, as the grammar has it: simdjson hands out the token before checking it.
bool IsNumber(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t from = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') ++at;
    return at - from;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const bool zero = at < text.size() && text[at] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return false;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return false;
  }
  return at == text.size();
}

/// Walks one document. Every method returns false when the text is malformed.
class Flattener {
 public:
  explicit Flattener(const JsonLimits& limits) : limits_(limits) {}

  bool Object(od::object object, std::size_t depth) {
    for (auto entry : object) {
      od::field field;
      if (std::move(entry).get(field)) return false;
      std::string_view key;
      if (field.unescaped_key().get(key)) return false;
      const std::size_t kept = path_.size();
      if (!path_.empty()) path_ += '.';
      path_ += key;
      const bool good = Value(field.value(), depth);
      path_.resize(kept);
      if (!good) return false;
    }
    return true;
  }

  bool truncated() const { return truncated_; }
  std::vector<EventField> TakeFields() { return std::move(fields_); }

 private:
  bool Array(od::array array, std::size_t depth) {
    for (auto entry : array) {
      od::value value;
      if (std::move(entry).get(value)) return false;
      if (!Value(value, depth)) return false;
    }
    return true;
  }

  bool Value(od::value value, std::size_t depth) {
    od::json_type type;
    if (value.type().get(type)) return false;
    switch (type) {
      case od::json_type::object: {
        od::object object;
        if (value.get_object().get(object)) return false;
        if (depth < limits_.depth) return Object(object, depth + 1);
        std::string_view json;
        if (object.raw_json().get(json)) return false;
        truncated_ = true;
        return Add(json, EventField::Kind::kString);
      }
      case od::json_type::array: {
        od::array array;
        if (value.get_array().get(array)) return false;
        if (depth < limits_.depth) return Array(array, depth + 1);
        std::string_view json;
        if (array.raw_json().get(json)) return false;
        truncated_ = true;
        return Add(json, EventField::Kind::kString);
      }
      case od::json_type::string: {
        std::string_view text;
        if (value.get_string().get(text)) return false;
        return Add(text, EventField::Kind::kString);
      }
      case od::json_type::number: {
        const std::string_view text = Trim(value.raw_json_token());
        if (!IsNumber(text)) return false;
        double ignored;  // moves the iterator on; the text is what is kept
        if (value.get_double().get(ignored)) return false;
        return Add(text, EventField::Kind::kNumber);
      }
      case od::json_type::boolean: {
        bool flag = false;
        if (value.get_bool().get(flag)) return false;
        return Add(flag ? "true" : "false", EventField::Kind::kBoolean);
      }
      case od::json_type::null: {
        bool null = false;
        if (value.is_null().get(null) || !null) return false;
        return Add({}, EventField::Kind::kNull);
      }
    }
    return false;
  }

  bool Add(std::string_view value, EventField::Kind kind) {
    if (fields_.size() >= limits_.fields || path_.size() > limits_.name_bytes) {
      truncated_ = true;
      return true;
    }
    fields_.push_back({path_, std::string(value), kind});
    return true;
  }

  const JsonLimits& limits_;
  std::string path_;
  std::vector<EventField> fields_;
  bool truncated_ = false;
};

JsonOutcome Flatten(std::string_view text, const JsonLimits& limits,
                    std::vector<EventField>& fields) {
  // One parser and one padded copy a thread: allocating them costs more than parsing a short
  // record.
  thread_local od::parser parser;
  thread_local std::string padded;
  padded.assign(text);
  padded.append(simdjson::SIMDJSON_PADDING, ' ');
  od::document document;
  if (parser.iterate(padded.data(), text.size(), padded.size()).get(document)) {
    return JsonOutcome::kMalformed;
  }
  od::object object;
  if (document.get_object().get(object)) return JsonOutcome::kMalformed;
  Flattener flattener(limits);
  if (!flattener.Object(object, 1)) return JsonOutcome::kMalformed;
  const char* rest = nullptr;  // nothing may follow: then there is no location any more
  if (document.current_location().get(rest) != simdjson::OUT_OF_BOUNDS) {
    return JsonOutcome::kMalformed;
  }
  fields = flattener.TakeFields();
  return flattener.truncated() ? JsonOutcome::kTruncated : JsonOutcome::kOk;
}

}  // namespace

FlatJson FlattenJson(std::string_view text, const JsonLimits& limits) {
  FlatJson flat;
  text = Trim(text);
  if (!text.starts_with('{')) {
    flat.outcome = JsonOutcome::kNotObject;
  } else if (text.size() > limits.bytes) {
    flat.outcome = JsonOutcome::kTooLong;
  } else {
    flat.outcome = Flatten(text, limits, flat.fields);
  }
  return flat;
}

std::string QuoteJson(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    switch (c) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (static_cast<unsigned char>(c) < 0x20) {
          out += fmt::format("\\u{:04x}", static_cast<unsigned>(c));
        } else {
          out += c;
        }
    }
  }
  return out += '"';
}

}  // namespace lachan::formats
