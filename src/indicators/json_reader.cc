// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "indicators/collector.h"
#include "indicators/json_cursor.h"

namespace lachan::indicators {
namespace {

struct Shape {
  Format format = Format::kUnknown;
  simdjson::error_code error = simdjson::SUCCESS;
};

/// By the members of an object.
Shape ShapeOf(JsonText& json, od::object& object) {
  Shape shape;
  shape.error = ForEachMember(json, object, [&](std::string_view key, od::value) {
    if (shape.format != Format::kUnknown) return;
    if (key == "Event" || key == "response" || key == "Attribute") shape.format = Format::kMisp;
    if (key == "objects" || key == "type" || key == "spec_version") shape.format = Format::kStix;
  });
  return shape;
}

/// By the outermost object, or the first one in the outermost array.
Shape ShapeOf(JsonText& json) {
  od::document& document = json.document();
  Shape shape;
  od::json_type type;
  od::object object;
  od::array array;
  if ((shape.error = document.type().get(type))) return shape;
  if (type == od::json_type::object) {
    if ((shape.error = document.get_object().get(object))) return shape;
    return ShapeOf(json, object);
  }
  if ((shape.error = document.get_array().get(array))) return shape;
  shape.error = ForEachElement(json, array, [&](od::value value, std::size_t) {
    if (!value.get_object().get(object)) shape.format = ShapeOf(json, object).format;
    return false;
  });
  return shape;
}

void RejectMalformed(JsonText& json, simdjson::error_code error, Collector& collector) {
  const auto text = json.text();
  const char* at = nullptr;
  std::string place;
  if (!json.document().current_location().get(at) && at >= text.data() &&
      at <= text.data() + text.size()) {
    place = fmt::format(" near byte {}", at - text.data());
  }
  collector.RejectDocument(
      "ioc.json.malformed",
      fmt::format("not well-formed JSON{}: {}", place, simdjson::error_message(error)),
      "fetch or export the document again; it may be cut off");
}

}  // namespace

void ReadJson(std::string& text, Collector& collector) {
  JsonText json(text);
  if (const auto error = json.Start()) {
    collector.RejectDocument("ioc.json.malformed",
                             fmt::format("not JSON in UTF-8: {}", simdjson::error_message(error)),
                             "fetch or export the document again; it may be cut off");
    return;
  }
  const auto [format, fault] = ShapeOf(json);
  collector.SetFormat(format);
  if (format == Format::kUnknown && fault) {
    RejectMalformed(json, fault, collector);
    return;
  }
  if (format == Format::kUnknown) {
    collector.RejectDocument("ioc.format.unknown", "JSON that is neither STIX nor MISP",
                             "give a STIX 2.1 bundle, a MISP event, a CSV table or a plain list");
    return;
  }
  const auto error =
      format == Format::kStix ? ReadStix(json, collector) : ReadMisp(json, collector);
  if (error) RejectMalformed(json, error, collector);
}

}  // namespace lachan::indicators
