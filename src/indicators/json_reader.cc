// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "indicators/collector.h"
#include "indicators/json_cursor.h"

namespace lachan::indicators {
namespace {

/// By the members of the outermost object, or of the first object in the outermost array.
Format FormatOf(od::object& object) {
  Format format = Format::kUnknown;
  // An error ends the search; the reader of the format meets it again and reports it.
  std::ignore = ForEachMember(object, [&](std::string_view key, od::value) {
    if (format != Format::kUnknown) return;
    if (key == "Event" || key == "response" || key == "Attribute") format = Format::kMisp;
    if (key == "objects" || key == "type" || key == "spec_version") format = Format::kStix;
  });
  return format;
}

Format FormatOf(od::document& document) {
  od::json_type type;
  if (document.type().get(type)) return Format::kUnknown;
  od::object object;
  if (type == od::json_type::object) {
    return document.get_object().get(object) ? Format::kUnknown : FormatOf(object);
  }
  od::array array;
  if (type != od::json_type::array || document.get_array().get(array)) return Format::kUnknown;
  Format format = Format::kUnknown;
  std::ignore = ForEachElement(array, [&](od::value value, std::size_t) {
    if (!value.get_object().get(object)) format = FormatOf(object);
    return false;
  });
  return format;
}

void RejectMalformed(od::document& document, std::string_view text, simdjson::error_code error,
                     Collector& collector) {
  const char* at = nullptr;
  std::string place;
  if (!document.current_location().get(at) && at >= text.data() &&
      at <= text.data() + text.size()) {
    place = fmt::format(" at byte {}", at - text.data());
  }
  collector.RejectDocument(
      "ioc.json.malformed",
      fmt::format("not well-formed JSON{}: {}", place, simdjson::error_message(error)),
      "fetch or export the document again; it may be cut off");
}

}  // namespace

void ReadJson(std::string& text, Collector& collector) {
  text.reserve(text.size() + simdjson::SIMDJSON_PADDING);
  od::parser parser;
  od::document document;
  auto error = parser.iterate(std::string_view(text), text.capacity()).get(document);
  if (error) {
    collector.RejectDocument("ioc.json.malformed",
                             fmt::format("not JSON in UTF-8: {}", simdjson::error_message(error)),
                             "fetch or export the document again; it may be cut off");
    return;
  }
  const Format format = FormatOf(document);
  document.rewind();
  collector.SetFormat(format);
  if (format == Format::kUnknown) {
    collector.RejectDocument("ioc.format.unknown", "JSON that is neither STIX nor MISP",
                             "give a STIX 2.1 bundle, a MISP event, a CSV table or a plain list");
    return;
  }
  error = format == Format::kStix ? ReadStix(document, collector) : ReadMisp(document, collector);
  if (error) RejectMalformed(document, text, error, collector);
}

}  // namespace lachan::indicators
