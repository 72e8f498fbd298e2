// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "bodies/otlp_record.h"
#include "bodies/render.h"

#include <charconv>

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

class JsonAnyValues {
 public:
  explicit JsonAnyValues(std::size_t depth) : depth_(depth) {}

  void Append(std::string& out, dom::element any, std::size_t depth = 0) const {
    dom::object object;
    if (any.get_object().get(object) || object.size() == 0) {
      out += "null";
      return;
    }
    const auto first = *object.begin();
    const std::string_view kind = first.key;
    if (kind == "arrayValue" && depth < depth_) {
      AppendList(out, first.value, depth + 1);
    } else if (kind == "kvlistValue" && depth < depth_) {
      out += '{';
      AppendMembers(out, first.value.at_key("values"), depth + 1);
      out += '}';
    } else if (kind == "arrayValue" || kind == "kvlistValue") {
      out += "null";
    } else {
      AppendPlain(out, kind, first.value);
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
  dom::object any;
  if (object["body"].get(body) || body.get_object().get(any)) return record;
  record.body_text = Text(any, "stringValue");
  if (record.body_text.empty()) values.Append(record.body, body);
  return record;
}

/// Calls `found` with each object of the array `name`, until it fails.
template <class Found>
Taking<void> ForEach(dom::object object, std::string_view name, Found found) {
  dom::array list;
  if (object[name].get_array().get(list)) return {};
  for (const auto element : list) {
    dom::object one;
    if (element.get_object().get(one)) continue;
    if (auto outcome = found(one); !outcome) return outcome;
  }
  return {};
}

Taking<void> ReadScope(const JsonAnyValues& values, dom::object scope_logs, OtlpWriter& writer) {
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
  return ForEach(scope_logs, "logRecords",
                 [&](dom::object record) { return writer.Write(RecordOf(values, record)); });
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
  const JsonAnyValues values(limits.depth);
  OtlpWriter writer(limits, sink);
  return ForEach(request, "resourceLogs", [&](dom::object resource_logs) -> Taking<void> {
    std::string members;
    dom::object resource;
    if (!resource_logs["resource"].get_object().get(resource)) {
      values.AppendMembers(members, resource["attributes"]);
    }
    writer.SetResource(std::move(members));
    return ForEach(resource_logs, "scopeLogs",
                   [&](dom::object scope_logs) { return ReadScope(values, scope_logs, writer); });
  });
}

}  // namespace lachan::bodies
