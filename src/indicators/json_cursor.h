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
#include <string>
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

/// A key as it is written. Taken raw, because the parser's memory for unescaped texts is enough for
/// each text once only, and an object may be gone through twice; known names have no escapes.
inline std::string_view RawKey(od::raw_json_string key) {
  const char* begin = key.raw();
  const char* end = begin;
  while (*end != '"') ++end;  // the parser has seen that the text is closed
  return {begin, static_cast<std::size_t>(end - begin)};
}

/// The stricter one of two statements.
inline void Tighten(std::optional<Tlp>& tlp, std::optional<Tlp> other) {
  if (other && (!tlp || *other > *tlp)) tlp = other;
}

/// A text that may be read several times from its beginning.
class JsonText {
 public:
  /// \param text  Gets padding behind its end; must stay.
  explicit JsonText(std::string& text) : text_(text) {
    text_.reserve(text_.size() + simdjson::SIMDJSON_PADDING);
  }
  /// Before each reading. \error what is no JSON from its first bytes on, or not UTF-8
  simdjson::error_code Start() {
    if (started_ && IsAlive()) {
      document_.rewind();
      return simdjson::SUCCESS;
    }
    started_ = true;  // after an error a document cannot be rewound
    return parser_.iterate(std::string_view(text_), text_.capacity()).get(document_);
  }
  od::document& document() { return document_; }
  /// False after a fault that ends the reading: no value may be touched any more.
  bool IsAlive() { return document_.is_alive(); }
  std::string_view text() const { return text_; }

 private:
  std::string& text_;
  od::parser parser_;
  od::document document_;
  bool started_ = false;
};

/// Calls `visit(key, value)` for each member. \return the error that ended it
template <class Visit>
simdjson::error_code ForEachMember(JsonText& json, od::object& object, Visit&& visit) {
  for (auto entry : object) {
    od::field field;
    if (const auto error = std::move(entry).get(field)) return error;
    visit(RawKey(field.key()), field.value());
    if (!json.IsAlive()) return simdjson::TAPE_ERROR;
  }
  return json.IsAlive() ? simdjson::SUCCESS : simdjson::TAPE_ERROR;
}

/// Calls `visit(value, index)` for each element until it returns false.
template <class Visit>
simdjson::error_code ForEachElement(JsonText& json, od::array& array, Visit&& visit) {
  std::size_t index = 0;
  for (auto entry : array) {
    od::value value;
    if (const auto error = std::move(entry).get(value)) return error;
    const bool more = visit(value, index++);
    if (!json.IsAlive()) return simdjson::TAPE_ERROR;
    if (!more) break;
  }
  return json.IsAlive() ? simdjson::SUCCESS : simdjson::TAPE_ERROR;
}

class Collector;
/// Readers of one format. \return what made the document unreadable
simdjson::error_code ReadStix(JsonText& json, Collector& collector);
simdjson::error_code ReadMisp(JsonText& json, Collector& collector);

}  // namespace lachan::indicators
