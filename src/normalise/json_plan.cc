// SPDX-License-Identifier: Apache-2.0
#include "normalise/json_plan.h"

#include <algorithm>
#include <array>

#include "detect/record_event.h"

namespace lachan::normalise {
namespace {

/// Where collectors put the line that they read, and who wrote it (syslog's tag), best first.
constexpr std::array<std::string_view, 7> kMessages = {
    "message", "log", "MESSAGE", "full_log", "event.original", "msg", "_raw"};
constexpr std::array<std::string_view, 9> kPrograms = {"program",
                                                       "appname",
                                                       "app_name",
                                                       "ident",
                                                       "tag",
                                                       "SYSLOG_IDENTIFIER",
                                                       "log.syslog.appname",
                                                       "process.name",
                                                       "predecoder.program_name"};

/// Times and hosts beyond those that detection knows (detect::TimeFields, HostFields).
constexpr std::array<std::string_view, 7> kMoreTimes = {
    "datetime", "date", "_time", "eventtime", "created_at", "EventReceivedTime", "logTime"};
constexpr std::array<std::string_view, 6> kMoreHosts = {
    "_HOSTNAME",           "host.hostname",       "device",
    "log.syslog.hostname", "predecoder.hostname", "agent.name"};
/// UTC by definition, even where no offset is written.
constexpr std::array<std::string_view, 3> kUtcTimes = {"TimeCreated_SystemTime", "@timestamp",
                                                       "UtcTime"};

template <class Names>
std::uint32_t FirstOf(const FlatRecord& record, const NameTable& names, const Names& wanted) {
  for (const auto name : wanted) {
    for (std::uint32_t i = 0; i < record.fields.size(); ++i) {
      if (names.Text(record.fields[i].name) == name) return i;
    }
  }
  return JsonPlan::kNone;
}

}  // namespace

const JsonPlan& JsonPlans::Of(const FlatRecord& record, const NameTable& names) {
  if (record.form == 0) {
    Make(record, names, other_);
    return other_;
  }
  JsonPlan& plan = known_[record.form % kKnown];
  if (plan.form != record.form) {
    Make(record, names, plan);
    plan.form = record.form;
  }
  return plan;
}

void JsonPlans::Make(const FlatRecord& record, const NameTable& names, JsonPlan& plan) const {
  const auto has = [&](const std::string& name) {
    return std::ranges::any_of(
        record.fields, [&](const FlatField& field) { return names.Text(field.name) == name; });
  };
  plan.candidates.clear();
  plan.may_extend = false;
  for (const auto place : mappings_.Candidates(ShapeKind::kJson, {})) {
    const Mapping& mapping = mappings_.all[place];
    if (!std::ranges::all_of(mapping.has, has)) continue;
    if (!mapping.has_any.empty() && !std::ranges::any_of(mapping.has_any, has)) continue;
    plan.candidates.push_back(place);
    plan.may_extend |= mapping.changes_fields();
    // Applies whatever the values are: those behind it never do.
    if (mapping.equals.empty() && !mapping.needs_pattern) break;
  }
  plan.times.clear();
  plan.hosts.clear();
  const auto add_time = [&](std::string_view name) {
    const auto at = FirstOf(record, names, std::array{name});
    const bool is_utc = std::ranges::find(kUtcTimes, name) != kUtcTimes.end();
    if (at != JsonPlan::kNone) plan.times.push_back({at, is_utc});
  };
  std::ranges::for_each(detect::TimeFields(), add_time);
  std::ranges::for_each(kMoreTimes, add_time);
  const auto add_host = [&](std::string_view name) {
    const auto at = FirstOf(record, names, std::array{name});
    if (at != JsonPlan::kNone) plan.hosts.push_back(at);
  };
  std::ranges::for_each(detect::HostFields(), add_host);
  std::ranges::for_each(kMoreHosts, add_host);
  // Windows events say everything in fields.
  const bool is_windows = has("Channel") && has("EventID");
  plan.message = is_windows ? JsonPlan::kNone : FirstOf(record, names, kMessages);
  plan.program =
      plan.message == JsonPlan::kNone ? JsonPlan::kNone : FirstOf(record, names, kPrograms);
  plan.may_extend |= plan.message != JsonPlan::kNone;
}

}  // namespace lachan::normalise
