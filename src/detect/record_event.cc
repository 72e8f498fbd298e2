// SPDX-License-Identifier: Apache-2.0
#include "detect/record_event.h"

#include <cmath>
#include <cstdlib>

#include "detect/logsource.h"

namespace lachan::detect {
namespace {

constexpr std::string_view kTimeFields[] = {"TimeCreated_SystemTime",
                                            "@timestamp",
                                            "UtcTime",
                                            "timestamp",
                                            "ts",
                                            "time",
                                            "EventTime",
                                            "eventTime",
                                            "TimeGenerated"};
constexpr std::string_view kHostFields[] = {"Computer", "Hostname", "host.name",
                                            "hostname", "host",     "ComputerName"};

std::optional<Instant> ReadUnixTime(const std::string& text) {
  char* end = nullptr;
  double seconds = std::strtod(text.c_str(), &end);
  if (end == text.c_str() || *end != '\0' || !std::isfinite(seconds)) return std::nullopt;
  if (seconds > 1e14) {
    seconds /= 1e6;
  } else if (seconds > 1e11) {
    seconds /= 1e3;
  }
  if (std::abs(seconds) > 1e11) return std::nullopt;  // Beyond the year 5000.
  return Instant{Duration{static_cast<long long>(seconds * 1e6)}};
}

std::optional<Instant> ReadTime(std::string text) {
  if (text.empty()) return std::nullopt;
  if (const auto unix_time = ReadUnixTime(text)) return unix_time;
  if (text.size() > 10 && !text.ends_with('Z') && text.find('+') == std::string::npos) text += 'Z';
  const auto time = ParseInstant(text);
  return time ? std::optional(*time) : std::nullopt;
}

std::string FirstOf(const FlatRecord& record, const NameTable& names, std::string_view wanted) {
  std::string text;
  for (const FlatField& field : record.fields) {
    if (names.Text(field.name) != wanted || field.value.form == RawValue::Form::kNull) continue;
    AppendDecoded(field.value, text);
    break;
  }
  return text;
}

}  // namespace

std::span<const std::string_view> TimeFields() { return kTimeFields; }
std::span<const std::string_view> HostFields() { return kHostFields; }

std::optional<Instant> TimeOf(const FlatRecord& record, const NameTable& names) {
  for (const auto name : kTimeFields) {
    if (const auto time = ReadTime(FirstOf(record, names, name))) return time;
  }
  return std::nullopt;
}

Event EventOf(const FlatRecord& record, const NameTable& names) {
  Event event;
  event.fields.reserve(record.fields.size());
  for (const FlatField& field : record.fields) {
    EventField& decoded = event.fields.emplace_back();
    decoded.name = names.Text(field.name);
    decoded.kind = KindOf(field.value.form);
    AppendDecoded(field.value, decoded.value);
  }
  event.raw = record.text;
  event.time = TimeOf(record, names).value_or(Instant{});
  for (const auto name : kHostFields) {
    if (event.host.empty()) event.host = FirstOf(record, names, name);
  }
  if (record.logsource) {
    event.logsources = {*record.logsource};
  } else {
    event.logsources = DeriveLogSources(event);
  }
  return event;
}

}  // namespace lachan::detect
