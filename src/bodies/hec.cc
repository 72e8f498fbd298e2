// SPDX-License-Identifier: Apache-2.0
#include "bodies/hec.h"

#include "base/text.h"
#include "bodies/render.h"
#include "bodies/trouble.h"
#include "formats/json_extent.h"

// Without the overloads that throw, a forgotten check does not compile.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

namespace lachan::bodies {
namespace {

namespace od = simdjson::ondemand;

/// What an envelope holds.
struct Envelope {
  std::string time;  ///< A JSON token.
  std::string host, source, sourcetype, index;
  std::string fields;       ///< Members, without braces.
  std::string_view object;  ///< The event, if it is an object.
  std::string_view token;   ///< If it is a number, a boolean or an array.
  std::optional<std::string> text;
  bool has_event = false;

  HecMeta meta() const { return {host, source, sourcetype, index}; }
};

/// Seconds since 1970 as senders write them: digits, perhaps with a fraction.
bool IsSeconds(std::string_view text) {
  const auto point = text.find('.');
  const auto digits = [](std::string_view part) {
    return !part.empty() && part.find_first_not_of("0123456789") == std::string_view::npos;
  };
  if (text.size() > 32 || !digits(text.substr(0, point))) return false;
  if (text.size() > 1 && text[0] == '0' && point != 1) return false;
  return point == std::string_view::npos || digits(text.substr(point + 1));
}

/// A string or the token of a number.
bool ReadText(od::value value, std::string& into) {
  od::json_type type;
  if (value.type().get(type)) return false;
  if (type == od::json_type::string) {
    std::string_view text;
    if (value.get_string().get(text)) return false;
    into = text;
    return true;
  }
  if (type == od::json_type::object || type == od::json_type::array) return false;
  if (type != od::json_type::null) into = Trim(value.raw_json_token());
  return true;
}

bool ReadTime(od::value value, std::string& into) {
  std::string text;
  if (!ReadText(value, text)) return false;
  into.clear();
  if (IsSeconds(text)) {
    into = text;
  } else if (!text.empty()) {
    AppendQuoted(into, text);
  }
  return true;
}

bool ReadEvent(od::value value, Envelope& envelope) {
  envelope.has_event = true;
  od::json_type type;
  if (value.type().get(type)) return false;
  switch (type) {
    case od::json_type::object: {
      od::object object;
      return !value.get_object().get(object) && !object.raw_json().get(envelope.object);
    }
    case od::json_type::array: {
      od::array array;
      return !value.get_array().get(array) && !array.raw_json().get(envelope.token);
    }
    case od::json_type::string: {
      std::string_view text;
      if (value.get_string().get(text)) return false;
      envelope.text = text;
      return true;
    }
    case od::json_type::null:
      return true;
    case od::json_type::number:
    case od::json_type::boolean:
      envelope.token = Trim(value.raw_json_token());
      return true;
  }
  return false;
}

/// Values of "fields" are strings, numbers, booleans or arrays of those.
bool ReadFields(od::value value, std::string& members) {
  od::object object;
  if (value.get_object().get(object)) return false;
  for (auto entry : object) {
    od::field field;
    std::string_view key, raw;
    od::json_type type;
    if (std::move(entry).get(field) || field.unescaped_key().get(key)) return false;
    if (field.value().type().get(type) || type == od::json_type::object) return false;
    if (!members.empty()) members += ',';
    AppendQuoted(members, key);
    members += ':';
    if (type == od::json_type::array) {
      od::array array;
      if (field.value().get_array().get(array) || array.raw_json().get(raw)) return false;
      if (raw.find('{') != std::string_view::npos) return false;
      members += raw;
    } else {
      std::string text;
      if (!ReadText(field.value(), text)) return false;
      if (type == od::json_type::string) {
        AppendQuoted(members, text);
      } else {
        members += text.empty() ? "null" : text;
      }
    }
  }
  return true;
}

/// \param readable  Bytes from the beginning of `text` on.
HecCode ReadEnvelope(od::parser& parser, std::string_view text, std::size_t readable,
                     Envelope& envelope) {
  od::document document;
  od::object object;
  if (parser.iterate(text.data(), text.size(), readable).get(document) ||
      document.get_object().get(object)) {
    return HecCode::kInvalidFormat;
  }
  for (auto entry : object) {
    od::field field;
    std::string_view key;
    if (std::move(entry).get(field) || field.unescaped_key().get(key)) {
      return HecCode::kInvalidFormat;
    }
    bool good = true;
    if (key == "time") {
      good = ReadTime(field.value(), envelope.time);
    } else if (key == "host") {
      good = ReadText(field.value(), envelope.host);
    } else if (key == "source") {
      good = ReadText(field.value(), envelope.source);
    } else if (key == "sourcetype") {
      good = ReadText(field.value(), envelope.sourcetype);
    } else if (key == "index") {
      good = ReadText(field.value(), envelope.index);
    } else if (key == "event") {
      good = ReadEvent(field.value(), envelope);
    } else if (key == "fields") {
      if (!ReadFields(field.value(), envelope.fields)) return HecCode::kBadFields;
    }
    if (!good) return HecCode::kInvalidFormat;
  }
  const char* rest = nullptr;  // Nothing may follow: then there is no location any more.
  if (document.current_location().get(rest) != simdjson::OUT_OF_BOUNDS) {
    return HecCode::kInvalidFormat;
  }
  if (!envelope.has_event) return HecCode::kEventRequired;
  const bool is_blank = envelope.object.empty() && envelope.token.empty() &&
                        (!envelope.text || Trim(*envelope.text).empty());
  return is_blank ? HecCode::kEventBlank : HecCode::kSuccess;
}

/// "{" and the members that a request says of an event.
std::string Begin(std::string_view time, const HecMeta& meta) {
  std::string out = "{";
  if (!time.empty()) {
    AppendName(out, "@timestamp");
    out += time;
  }
  const std::pair<std::string_view, std::string_view> parts[] = {{"host", meta.host},
                                                                 {"source", meta.source},
                                                                 {"sourcetype", meta.sourcetype},
                                                                 {"index", meta.index}};
  for (const auto& [name, value] : parts) {
    if (value.empty()) continue;
    AppendName(out, name);
    AppendQuoted(out, value);
  }
  return out;
}

/// Adds the members of `object`, "{…}", and the closing brace.
void Splice(std::string& out, std::string_view object) {
  const auto members = Trim(object.substr(1));
  if (members != "}" && out.back() != '{') out += ',';
  out += members;
}

bool IsObject(std::string_view text) {
  return text.starts_with('{') && formats::JsonExtent().Find(text) == text.size();
}

/// Syslog with its priority, CEF, LEEF: the line names host and time itself.
bool SaysWhoSpeaks(std::string_view text) {
  if (text.starts_with("CEF:") || text.starts_with("LEEF:")) return true;
  if (!text.starts_with('<')) return false;
  const auto end = text.find_first_not_of("0123456789", 1);
  return end != std::string_view::npos && end > 1 && end <= 4 && text[end] == '>';
}

std::string RecordOf(const Envelope& envelope) {
  if (envelope.text && envelope.fields.empty()) {
    return HecTextRecord(*envelope.text, envelope.time, envelope.meta());
  }
  std::string out = Begin(envelope.time, envelope.meta());
  if (!envelope.fields.empty()) {
    if (out.back() != '{') out += ',';
    out += envelope.fields;
  }
  const auto text = envelope.text ? Trim(*envelope.text) : std::string_view{};
  if (!envelope.object.empty()) {
    Splice(out, envelope.object);
  } else if (IsObject(text)) {
    Splice(out, text);
  } else {
    AppendName(out, envelope.text ? "message" : "event");
    if (envelope.text) {
      AppendQuoted(out, *envelope.text);
    } else {
      out += envelope.token;
    }
    out += '}';
  }
  return out;
}

}  // namespace

std::string_view ToString(HecCode code) {
  switch (code) {
    case HecCode::kSuccess:
      return "Success";
    case HecCode::kTokenRequired:
      return "Token is required";
    case HecCode::kInvalidAuthorization:
      return "Invalid authorization";
    case HecCode::kInvalidToken:
      return "Invalid token";
    case HecCode::kNoData:
      return "No data";
    case HecCode::kInvalidFormat:
      return "Invalid data format";
    case HecCode::kInternal:
      return "Internal server error";
    case HecCode::kBusy:
      return "Server is busy";
    case HecCode::kChannelMissing:
      return "Data channel is missing";
    case HecCode::kInvalidChannel:
      return "Invalid data channel";
    case HecCode::kEventRequired:
      return "Event field is required";
    case HecCode::kEventBlank:
      return "Event field cannot be blank";
    case HecCode::kBadFields:
      return "Error in handling indexed fields";
    case HecCode::kHealthy:
      return "HEC is healthy";
    case HecCode::kUnhealthy:
      return "HEC is unhealthy, queues are full";
  }
  return "Internal server error";
}

std::string HecTextRecord(std::string_view text, std::string_view time, const HecMeta& meta) {
  const auto line = Trim(text);
  if (SaysWhoSpeaks(line)) return std::string(line);
  std::string out = Begin(time, meta);
  if (IsObject(line)) {
    if (out == "{") return std::string(line);
    Splice(out, line);
    return out;
  }
  if (out == "{") return std::string(line);
  AppendName(out, "message");
  AppendQuoted(out, line);
  out += '}';
  return out;
}

struct HecReader::Parser {
  od::parser json;
};

HecReader::HecReader(std::string_view body) : parser_(std::make_unique<Parser>()), values_(body) {}
HecReader::~HecReader() = default;

std::optional<std::string> HecReader::Next() {
  if (fault_ != HecCode::kSuccess) return std::nullopt;
  const auto value = values_.Next();
  if (!is_first_ && (value || !values_.rest().empty())) ++number_;
  if (!value) {
    if (!values_.rest().empty()) fault_ = HecCode::kInvalidFormat;
    if (is_first_ && values_.rest().empty()) fault_ = HecCode::kNoData;
    return std::nullopt;
  }
  is_first_ = false;
  // What stands behind the value is readable: the rest of the body, and its padding.
  const std::size_t readable = value->size() + values_.rest().size() + kPadding;
  Envelope envelope;
  fault_ = ReadEnvelope(parser_->json, *value, readable, envelope);
  if (fault_ != HecCode::kSuccess) return std::nullopt;
  return RecordOf(envelope);
}

}  // namespace lachan::bodies
