// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "bodies/otlp_record.h"
#include "bodies/render.h"

#include <charconv>
#include <optional>

// Without the overloads that throw, a forgotten check does not compile.
#define SIMDJSON_EXCEPTIONS 0
#include <simdjson.h>

namespace lachan::bodies {
namespace {

namespace dom = simdjson::dom;

std::string_view Text(dom::object object, std::string_view name) {
  std::string_view text;
  return object[name].get_string().get(text) ? std::string_view{} : text;
}

/// 64-bit numbers come as strings, and as numbers from some.
std::uint64_t Number(dom::object object, std::string_view name) {
  dom::element value;
  if (object[name].get(value)) return 0;
  std::uint64_t number = 0;
  if (!value.get_uint64().get(number)) return number;
  std::string_view text;
  if (value.get_string().get(text)) return 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size() ? number : 0;
}

bool IsInteger(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

/// The member of an AnyValue that holds its value; empty for JSON that is no AnyValue.
std::optional<dom::key_value_pair> ValueIn(dom::object any) {
  for (const auto member : any) {
    for (const auto* kind : {"stringValue", "intValue", "boolValue", "doubleValue", "arrayValue",
                             "kvlistValue", "bytesValue"}) {
      if (member.key == kind) return member;
    }
  }
  return std::nullopt;
}

/// Values of OpenTelemetry. JSON that is no AnyValue, as some write it by hand, is kept as it is.
class JsonAnyValues {
 public:
  explicit JsonAnyValues(std::size_t depth) : depth_(depth) {}

  void Append(std::string& out, dom::element any, std::size_t depth = 0) const {
    dom::object object;
    const bool is_object = !any.get_object().get(object);
    const auto value = is_object ? ValueIn(object) : std::nullopt;
    if (is_object && object.size() == 0) {
      out += "null";
    } else if (!value) {
      out += simdjson::minify(any);
    } else if (value->key == "arrayValue" && depth < depth_) {
      AppendList(out, value->value, depth + 1);
    } else if (value->key == "kvlistValue" && depth < depth_) {
      out += '{';
      AppendMembers(out, value->value.at_key("values"), depth + 1);
      out += '}';
    } else if (value->key == "arrayValue" || value->key == "kvlistValue") {
      out += "null";
    } else {
      AppendPlain(out, value->key, value->value);
    }
  }

  /// The elements of `list`, KeyValues, as members behind what `out` holds.
  void AppendMembers(std::string& out, simdjson::simdjson_result<dom::element> list,
                     std::size_t depth = 0) const {
    dom::array pairs;
    if (list.get_array().get(pairs)) return;
    for (const auto pair : pairs) {
      dom::object member;
      if (pair.get_object().get(member)) continue;
      if (!out.empty() && out.back() != '{') out += ',';
      AppendQuoted(out, Text(member, "key"));
      out += ':';
      dom::element value;
      if (member["value"].get(value)) {
        out += "null";
      } else {
        Append(out, value, depth);
      }
    }
  }

 private:
  static void AppendPlain(std::string& out, std::string_view kind, dom::element value) {
    std::string_view text;
    double number = 0;
    bool truth = false;
    if (!value.get_string().get(text)) {
      if (kind == "intValue" && IsInteger(text)) {
        out += text;
      } else {
        AppendQuoted(out, text);
      }
    } else if (!value.get_bool().get(truth)) {
      out += truth ? "true" : "false";
    } else if (value.is_int64()) {
      out += std::to_string(value.get_int64().value_unsafe());
    } else if (!value.get_double().get(number)) {
      AppendDouble(out, number);
    } else {
      out += "null";
    }
  }

  void AppendList(std::string& out, dom::element list, std::size_t depth) const {
    out += '[';
    dom::array values;
    if (!list.at_key("values").get_array().get(values)) {
      bool is_first = true;
      for (const auto value : values) {
        if (!is_first) out += ',';
        is_first = false;
        Append(out, value, depth);
      }
    }
    out += ']';
  }

  const std::size_t depth_;
};

OtlpRecord RecordOf(const JsonAnyValues& values, dom::object object) {
  OtlpRecord record;
  record.time = Number(object, "timeUnixNano");
  record.observed = Number(object, "observedTimeUnixNano");
  record.severity = static_cast<std::int64_t>(Number(object, "severityNumber"));
  record.severity_text = Text(object, "severityText");
  record.event_name = Text(object, "eventName");
  record.trace_id = Text(object, "traceId");
  record.span_id = Text(object, "spanId");
  values.AppendMembers(record.attributes, object["attributes"]);
  dom::element body;
  if (object["body"].get(body)) return record;
  dom::object any;
  std::string_view bare;
  if (!body.get_object().get(any)) {
    record.body_text = Text(any, "stringValue");
  } else if (!body.get_string().get(bare)) {
    record.body_text = bare;
  }
  if (record.body_text.empty()) values.Append(record.body, body);
  return record;
}

/// Calls `found` with each object of the array `name` and its number, until it fails. Without the
/// array, or with null, there are none.
/// \param place  Where `object` lies: "resourceLogs[0]."; empty at the root.
/// \error 400  `name` is no array of objects: what it holds would be lost
template <class Found>
Taking<void> ForEach(dom::object object, const std::string& place, std::string_view name,
                     Found found) {
  const auto wrong = [](const std::string& at, std::string_view what) {
    return std::unexpected(
        Trouble{400, fmt::format("{} must be {}; nothing of the request is taken", at, what), {}});
  };
  dom::element member;
  if (object[name].get(member) || member.is_null()) return {};
  dom::array list;
  if (member.get_array().get(list)) return wrong(fmt::format("{}{}", place, name), "an array");
  std::size_t number = 0;
  for (const auto element : list) {
    dom::object one;
    if (element.get_object().get(one)) {
      return wrong(fmt::format("{}{}[{}]", place, name, number), "an object");
    }
    if (auto outcome = found(one, number); !outcome) return outcome;
    ++number;
  }
  return {};
}

Taking<void> ReadScope(const JsonAnyValues& values, dom::object scope_logs,
                       const std::string& place, OtlpWriter& writer) {
  std::string members;
  dom::object scope;
  if (!scope_logs["scope"].get_object().get(scope)) {
    for (const auto* part : {"name", "version"}) {
      const auto text = Text(scope, part);
      if (text.empty()) continue;
      AppendName(members, fmt::format("scope.{}", part));
      AppendQuoted(members, text);
    }
    values.AppendMembers(members, scope["attributes"]);
  }
  writer.SetScope(std::move(members));
  return ForEach(scope_logs, place, "logRecords", [&](dom::object record, std::size_t) {
    return writer.Write(RecordOf(values, record));
  });
}

}  // namespace

Taking<void> ReadOtlpJson(std::string_view body, const OtlpLimits& limits, const OtlpSink& sink) {
  dom::parser parser;
  dom::element root;
  dom::object request;
  if (const auto error = parser.parse(body.data(), body.size(), false).get(root);
      error || root.get_object().get(request)) {
    return std::unexpected(
        Trouble{400,
                fmt::format("the body is not an ExportLogsServiceRequest in JSON: {}",
                            error ? simdjson::error_message(error) : "not an object"),
                {}});
  }
  if (request.size() > 0 && request["resourceLogs"].error()) {
    return std::unexpected(Trouble{
        400, "the body is not an ExportLogsServiceRequest in JSON: it has no resourceLogs", {}});
  }
  const JsonAnyValues values(limits.depth);
  OtlpWriter writer(limits, sink);
  const auto read = [&](dom::object resource_logs, std::size_t number) -> Taking<void> {
    std::string members;
    dom::object resource;
    if (!resource_logs["resource"].get_object().get(resource)) {
      values.AppendMembers(members, resource["attributes"]);
    }
    writer.SetResource(std::move(members));
    const std::string place = fmt::format("resourceLogs[{}].", number);
    return ForEach(resource_logs, place, "scopeLogs",
                   [&](dom::object scope_logs, std::size_t scope) {
                     return ReadScope(values, scope_logs,
                                      fmt::format("{}scopeLogs[{}].", place, scope), writer);
                   });
  };
  return ForEach(request, "", "resourceLogs", read);
}

}  // namespace lachan::bodies
