// SPDX-License-Identifier: Apache-2.0
#include "detect/testing_events.h"

#include <simdjson.h>
#include <zlib.h>

#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "base/text.h"
#include "detect/fold.h"
#include "detect/logsource.h"

namespace lachan::detect::testing {
namespace {

using simdjson::dom::element;
using simdjson::dom::element_type;
using simdjson::dom::object;

/// Fields by name in order of arrival; a name with no values stands for an empty array.
class Fields {
 public:
  std::vector<EventField>& operator[](std::string_view name) {
    for (auto& [known, values] : fields_) {
      if (known == name) return values;
    }
    return fields_.emplace_back(std::string(name), std::vector<EventField>()).second;
  }
  bool Has(std::string_view name) const {
    return std::any_of(fields_.begin(), fields_.end(),
                       [&](const auto& entry) { return entry.first == name; });
  }
  std::vector<EventField> Take() {
    std::vector<EventField> all;
    for (auto& [name, values] : fields_) {
      if (values.empty()) values.push_back({"", "", EventField::Kind::kNull});
      for (auto& value : values) {
        value.name = name;
        all.push_back(std::move(value));
      }
    }
    return all;
  }

 private:
  std::vector<std::pair<std::string, std::vector<EventField>>> fields_;
};

EventField Scalar(element value) {
  EventField field;
  switch (value.type()) {
    case element_type::STRING:
      field.value = std::string_view(value);
      break;
    case element_type::BOOL:
      field.kind = EventField::Kind::kBoolean;
      field.value = bool(value) ? "true" : "false";
      break;
    case element_type::INT64:
      field.kind = EventField::Kind::kNumber;
      field.value = std::to_string(int64_t(value));
      break;
    case element_type::UINT64:
      field.kind = EventField::Kind::kNumber;
      field.value = std::to_string(uint64_t(value));
      break;
    case element_type::DOUBLE: {
      const double number = double(value);
      field.kind = EventField::Kind::kNumber;
      field.value = number == std::floor(number) && std::abs(number) < 1e15
                        ? std::to_string(static_cast<long long>(number))
                        : fmt::format("{}", number);
      break;
    }
    case element_type::NULL_VALUE:
    case element_type::ARRAY:
    case element_type::OBJECT:
      field.kind = EventField::Kind::kNull;
      break;
  }
  return field;
}

std::string WithoutBlanks(std::string_view name) {
  std::string text(name);
  std::erase(text, ' ');
  return text;
}

void Flatten(element value, const std::string& prefix, Fields& out) {
  if (value.is_object()) {
    bool any = false;
    for (const auto [key, child] : object(value)) {
      any = true;
      Flatten(child, prefix.empty() ? std::string(key) : prefix + '.' + std::string(key), out);
    }
    if (!any && !prefix.empty()) out[prefix].push_back(Scalar(value));
  } else if (value.is_array()) {
    out[prefix];
    for (const element child : simdjson::dom::array(value)) Flatten(child, prefix, out);
  } else {
    out[prefix].push_back(Scalar(value));
  }
}

void FlattenWindows(object data, Fields& out);

void FlattenWindowsValue(std::string_view key, element value, Fields& out) {
  const std::string name = WithoutBlanks(key);
  if (value.is_array()) {
    for (const element child : simdjson::dom::array(value)) {
      if (child.is_object()) {
        FlattenWindowsValue(key, child, out);
      } else {
        out[name].push_back(Scalar(child));
      }
    }
    return;
  }
  if (!value.is_object()) {
    out[name].push_back(Scalar(value));
    return;
  }
  bool has_text = false, has_rest = false;
  for (const auto [inner, child] : object(value)) {
    if (inner == "#attributes" && child.is_object()) {
      for (const auto [attribute, text] : object(child)) {
        if (attribute != "xmlns") out[name + '_' + std::string(attribute)].push_back(Scalar(text));
      }
    } else if (inner == "#text") {
      has_text = true;
      out[name];
      if (child.is_array()) {
        for (const element one : simdjson::dom::array(child)) out[name].push_back(Scalar(one));
      } else {
        out[name].push_back(Scalar(child));
      }
    } else if (inner != "#attributes") {
      has_rest = true;
    }
  }
  if (has_rest) {
    FlattenWindows(object(value), out);
  } else if (!has_text) {
    out[name].push_back({"", "", EventField::Kind::kNull});
  }
}

void FlattenWindows(object data, Fields& out) {
  for (const auto [key, value] : data) {
    if (key == "#attributes" || key == "#text" || key.ends_with("_attributes")) continue;
    FlattenWindowsValue(key, value, out);
  }
}

void FromEvtx(object event, Fields& out) {
  for (const char* section : {"EventData", "UserData", "ProcessingErrorData", "DebugData",
                              "BinaryEventData", "RenderingInfo"}) {
    element data;
    if (event[section].get(data) != simdjson::SUCCESS || data.is_null()) continue;
    if (data.is_object()) {
      FlattenWindows(object(data), out);
    } else {
      out[section].push_back(Scalar(data));
    }
  }
  for (const auto [key, value] : object(event["System"])) {
    if (!value.is_object()) {
      out[key] = {Scalar(value)};
      continue;
    }
    element inner;
    if (value["#attributes"].get(inner) == simdjson::SUCCESS && inner.is_object()) {
      for (const auto [attribute, text] : object(inner)) {
        out[std::string(key) + '_' + std::string(attribute)].push_back(Scalar(text));
      }
    }
    if (value["#text"].get(inner) == simdjson::SUCCESS) out[key] = {Scalar(inner)};
  }
}

void FromWinlogbeat(object root, object log, Fields& out) {
  for (const char* section : {"user_data", "event_data"}) {
    element data;
    if (log[section].get(data) == simdjson::SUCCESS && data.is_object()) {
      FlattenWindows(object(data), out);
    }
  }
  const auto copy = [&](const char* name, object from, std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
      element value;
      if (from[key].get(value) != simdjson::SUCCESS) continue;
      if (!value.is_null()) out[name] = {Scalar(value)};
      return;
    }
  };
  copy("Channel", log, {"channel", "log_name"});
  copy("EventID", log, {"event_id"});
  copy("Computer", log, {"computer_name"});
  copy("Provider_Name", log, {"provider_name", "source_name"});
  copy("Provider_Guid", log, {"provider_guid"});
  copy("EventRecordID", log, {"record_id", "record_number"});
  copy("Message", root, {"message"});
  copy("@timestamp", root, {"@timestamp"});
}

void FromOther(element root, Fields& out) {
  Flatten(root, "", out);
  if (!out.Has("Channel") || !out.Has("EventID")) return;
  if (!out.Has("Provider_Name") && out.Has("SourceName")) out["Provider_Name"] = out["SourceName"];
  if (!out.Has("Computer") && out.Has("Hostname")) out["Computer"] = out["Hostname"];
}

bool HasObject(object root, const char* key, const char* inner) {
  element value;
  return root[key].get(value) == simdjson::SUCCESS && value.is_object() &&
         value[inner].error() == simdjson::SUCCESS;
}

void SetTime(Event& event) {
  for (const char* name : {"TimeCreated_SystemTime", "@timestamp", "UtcTime", "timestamp", "ts",
                           "time", "EventTime", "eventTime", "TimeGenerated"}) {
    const auto text = event.Get(name);
    if (text.empty()) continue;
    std::string full(text);
    if (full.size() > 10 && !full.ends_with('Z') && full.find('+') == std::string::npos)
      full += 'Z';
    if (const auto time = ParseInstant(full)) {
      event.time = *time;
      return;
    }
    char* end = nullptr;
    double seconds = std::strtod(std::string(text).c_str(), &end);
    if (*end != '\0') continue;
    if (seconds > 1e14) {
      seconds /= 1e6;
    } else if (seconds > 1e11) {
      seconds /= 1e3;
    }
    event.time = Instant{Duration{static_cast<long long>(seconds * 1e6)}};
    return;
  }
}

}  // namespace

std::optional<Event> EventFromJson(std::string_view json, const std::optional<LogSource>& fixed) {
  thread_local simdjson::dom::parser parser;
  element root;
  if (parser.parse(json.data(), json.size()).get(root) != simdjson::SUCCESS || !root.is_object()) {
    return std::nullopt;
  }
  const object record(root);
  Fields fields;
  std::optional<LogSource> source = fixed;
  element explicit_source;
  if (record["@logsource"].get(explicit_source) == simdjson::SUCCESS) {
    source.emplace();
    for (const auto [key, value] : object(explicit_source)) {
      const std::string text = FoldCase(std::string_view(value));
      if (key == "product") source->product = text;
      if (key == "category") source->category = text;
      if (key == "service") source->service = text;
    }
  }
  if (HasObject(record, "Event", "System")) {
    FromEvtx(object(record["Event"]), fields);
  } else if (HasObject(record, "winlog", "channel")) {
    FromWinlogbeat(record, object(record["winlog"]), fields);
  } else if (record["log_name"].error() == simdjson::SUCCESS &&
             record["event_id"].error() == simdjson::SUCCESS) {
    FromWinlogbeat(record, record, fields);
  } else {
    FromOther(root, fields);
  }
  Event event;
  event.fields = fields.Take();
  std::erase_if(event.fields,
                [](const EventField& field) { return field.name.starts_with("@logsource."); });
  event.raw = json;
  SetTime(event);
  if (source) {
    event.logsources = {*source};
  } else {
    event.logsources = DeriveLogSources(event);
  }
  return event;
}

std::optional<LogSource> ParseLogSource(std::string_view text) {
  if (text.empty() || text == "-" || text == "auto") return std::nullopt;
  LogSource source;
  for (const auto part : Split(text, ',')) {
    const auto equals = part.find('=');
    const std::string value = FoldCase(part.substr(equals + 1));
    if (part.starts_with("product")) source.product = value;
    if (part.starts_with("category")) source.category = value;
    if (part.starts_with("service")) source.service = value;
  }
  return source;
}

std::optional<std::string> ReadTextFile(const std::string& path) {
  const gzFile file = gzopen(path.c_str(), "rb");  // Reads plain files as well.
  if (file == nullptr) return std::nullopt;
  std::string text;
  char buffer[1 << 16];
  for (int count; (count = gzread(file, buffer, sizeof buffer)) > 0;) {
    text.append(buffer, static_cast<std::size_t>(count));
  }
  gzclose(file);
  return text;
}

std::string SharedDetect() {
  const char* source = std::getenv("LACHAN_SOURCE");
  if (source == nullptr) return {};
  const std::string path = std::string(source) + "/../shared/detect";
  return std::filesystem::exists(path) ? path : std::string();
}

}  // namespace lachan::detect::testing
