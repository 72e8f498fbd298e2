// SPDX-License-Identifier: Apache-2.0
#include "normalise/shape.h"

#include "base/text.h"

namespace lachan::normalise {
namespace {

using Kind = EventField::Kind;

void Add(Shape& shape, std::string_view name, std::string_view value, Kind kind = Kind::kString) {
  if (!value.empty()) shape.fields.push_back({std::string(name), std::string(value), kind});
}

bool ReadJson(std::string_view text, const Normaliser::Options& options, Shape& shape) {
  formats::FlatJson flat = formats::FlattenJson(text, options.json);
  if (!flat.usable()) {
    shape.malformed = flat.outcome == formats::JsonOutcome::kMalformed ||
                      flat.outcome == formats::JsonOutcome::kTooLong;
    return false;
  }
  shape.name = "json";
  for (auto& field : flat.fields) shape.fields.push_back(std::move(field));
  return true;
}

bool ReadCef(std::string_view text, const Normaliser::Options& options, Shape& shape) {
  const auto cef = formats::ParseCef(text, options.cef);
  if (!cef) {
    shape.malformed = text.starts_with("CEF:");
    return false;
  }
  shape.name = "cef";
  Add(shape, "cef.vendor", cef->vendor);
  Add(shape, "cef.product", cef->product);
  Add(shape, "cef.version", cef->device_version);
  Add(shape, "cef.signature", cef->signature);
  Add(shape, "cef.name", cef->name);
  Add(shape, "cef.severity", cef->severity);
  for (const auto& [name, value] : cef->extensions) Add(shape, name, value);
  return true;
}

/// Field names of the webserver log source in Sigma's taxonomy.
bool ReadWebAccess(std::string_view text, const Normaliser::Options& options, Shape& shape) {
  const auto access = formats::ParseWebAccess(text, options.web);
  if (!access) return false;
  shape.name = "web";
  shape.time = access->time;
  Add(shape, "c-ip", access->client);
  Add(shape, "cs-username", access->user);
  Add(shape, "cs-host", access->host);
  Add(shape, "cs-method", access->method);
  Add(shape, "cs-uri", access->target);
  Add(shape, "cs-uri-stem", access->stem());
  Add(shape, "cs-uri-query", access->query());
  Add(shape, "cs-version", access->protocol);
  Add(shape, "sc-status", access->status, Kind::kNumber);
  Add(shape, "sc-bytes", access->bytes, Kind::kNumber);
  Add(shape, "cs-referer", access->referer);
  Add(shape, "cs-user-agent", access->user_agent);
  return true;
}

bool ReadKeyValues(std::string_view text, const Normaliser::Options& options, Shape& shape) {
  const auto pairs = formats::ParseKeyValues(text, options.key_value);
  if (pairs.size() < options.key_value_pairs) return false;
  shape.name = "kv";
  for (const auto& pair : pairs) Add(shape, pair.name, pair.value);
  return true;
}

/// What stands in a line or behind a syslog header.
bool ReadPayload(std::string_view text, const Normaliser::Options& options, Shape& shape) {
  if (text.starts_with('{') && ReadJson(text, options, shape)) return true;
  if (text.starts_with("CEF:") && ReadCef(text, options, shape)) return true;
  return ReadWebAccess(text, options, shape) || ReadKeyValues(text, options, shape);
}

void ReadSyslog(const formats::SyslogMessage& message, const Normaliser::Options& options,
                Shape& shape) {
  shape.name = "syslog";
  shape.time = message.time;
  shape.host = message.host;
  shape.program = message.program;
  shape.message = message.message;
  Add(shape, "facility", formats::FacilityName(message.facility));
  Add(shape, "severity", formats::SeverityName(message.severity));
  Add(shape, "program", message.program);
  Add(shape, "pid", message.pid);
  Add(shape, "msgid", message.msgid);
  for (const auto& parameter : message.structured) {
    Add(shape, fmt::format("sd.{}.{}", parameter.element, parameter.name), parameter.value);
  }
  Add(shape, "message", message.message);
  std::string_view payload = Trim(message.message);
  if (payload.starts_with("@cee:")) payload = Trim(payload.substr(5));
  const auto header_time = shape.time;
  if (ReadPayload(payload, options, shape) && !shape.time) shape.time = header_time;
}

}  // namespace

Shape FindShape(std::string_view text, std::string_view declared, Instant received_at,
                const Normaliser::Options& options) {
  Shape shape;
  text = Trim(text);
  if (declared == "json" || text.starts_with('{')) {
    if (ReadJson(text, options, shape)) return shape;
    shape.malformed = true;
  } else {
    shape.message = text;
    if (ReadCef(text, options, shape) || ReadWebAccess(text, options, shape)) return shape;
    if (const auto message =
            formats::ParseSyslog(text, received_at, options.zone, options.syslog)) {
      shape.malformed = false;
      ReadSyslog(*message, options, shape);
      return shape;
    }
    if (ReadKeyValues(text, options, shape)) return shape;
    shape.malformed = shape.malformed || declared == "syslog" || declared == "cef" ||
                      declared == "web" || declared == "kv";
  }
  shape.message = text;
  Add(shape, "message", text);
  return shape;
}

}  // namespace lachan::normalise
