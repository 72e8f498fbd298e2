// SPDX-License-Identifier: Apache-2.0
#include "alerts/detections.h"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "schema/json.h"

namespace lachan::alerts {
namespace json = boost::json;
namespace {

constexpr std::string_view kNetworkClauseTag = "lachan.directive.1e";
constexpr std::string_view kBreachTagPrefix = "lachan.breach.";
constexpr std::size_t kMaxMatched = 50;
constexpr std::size_t kMaxTags = 50;
constexpr std::size_t kMaxMatchedValue = 1000;

/// The longest beginning of `text` of at most `bytes` that ends between code points.
std::string_view Head(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && (static_cast<unsigned char>(text[bytes]) & 0xC0) == 0x80) --bytes;
  return text.substr(0, bytes);
}

json::value FieldJson(const EventField& field) {
  switch (field.kind) {
    case EventField::Kind::kNull:
      return nullptr;
    case EventField::Kind::kBoolean:
      return field.value == "true";
    case EventField::Kind::kNumber:
    case EventField::Kind::kString:
      return json::string(RepairUtf8(field.value));
  }
  return nullptr;
}

/// A field that repeats becomes an array.
void AddField(json::object& fields, const std::string& name, json::value value) {
  json::value& slot = fields[name];
  if (slot.is_null()) {
    slot = std::move(value);
    return;
  }
  if (!slot.is_array()) slot = json::array{slot};
  slot.get_array().push_back(std::move(value));
}

std::string Clipped(std::string_view text, std::size_t limit) {
  return Ellipsis(RepairUtf8(text), limit);
}

json::array TagsOf(const Alert& alert) {
  const auto parsed = schema::ParseJson(alert.tags.value.value);
  return parsed && parsed->is_array() ? parsed->get_array() : json::array{};
}

}  // namespace

JoinKey JoinKeyOf(const pipeline::Detection& detection) {
  return {Clipped(detection.rule_id, 80), detection.event.agency,
          Clipped(detection.event.host, 255)};
}

bool MayJoin(const Alert& alert, Instant time, const AlertService::Options& options) {
  const Instant first = alert.first_seen;
  const Instant last = alert.last_seen;
  if (time > last + options.join_window || time < first - options.join_window) return false;
  return std::max(last, time) - std::min(first, time) <= options.join_longest;
}

void Join(Alert& alert, Instant time) {
  ++alert.count.value;
  alert.first_seen = std::min(alert.first_seen.value, time);
  alert.last_seen = std::max(alert.last_seen.value, time);
}

std::string EventJson(const Event& event, std::size_t max_bytes) {
  json::object object{{"id", event.id},
                      {"time", FormatInstant(event.time)},
                      {"received_at", FormatInstant(event.received_at)},
                      {"host", Clipped(event.host, 255)},
                      {"peer", Clipped(event.peer, 64)},
                      {"transport", json::string(ToString(event.transport))},
                      {"format", Clipped(event.format, 40)},
                      {"source_id", event.source.value}};
  // Half for the raw text, the rest for fields. Escaping may lengthen a text, so what counts is the
  // serialised size.
  const std::size_t fixed = json::serialize(object).size() + 64;
  const std::size_t budget = max_bytes > fixed ? max_bytes - fixed : 0;
  bool truncated = false;
  std::string_view raw = event.raw;
  json::string raw_json(RepairUtf8(raw));
  while (json::serialize(json::value(raw_json)).size() > budget / 2) {
    truncated = true;
    raw = Head(raw, std::min(raw.size() / 2, budget / 2));
    raw_json = RepairUtf8(raw);
    if (raw.empty()) break;
  }
  std::size_t used = json::serialize(json::value(raw_json)).size();
  object["raw"] = std::move(raw_json);

  json::object fields;
  for (const EventField& field : event.fields) {
    json::value value = FieldJson(field);
    const std::string name = RepairUtf8(field.name);
    const std::size_t size =
        json::serialize(value).size() + json::serialize(json::value(json::string(name))).size() + 4;
    if (used + size > budget) {
      truncated = true;
      continue;
    }
    used += size;
    AddField(fields, name, std::move(value));
  }
  object["fields"] = std::move(fields);
  if (truncated) object["truncated"] = true;
  return json::serialize(object);
}

Alert NewAlert(const pipeline::Detection& detection, const AlertService::Options& options) {
  const Event& event = detection.event;
  Alert alert;
  if (event.agency) alert.agency_id = std::optional(event.agency);
  if (event.system) alert.system_id = std::optional(event.system);
  alert.rule_id.value = Clipped(detection.rule_id, 80);
  alert.rule_title.value = Clipped(detection.rule_title, 300);
  alert.level = detection.level;
  alert.status = AlertStatus::open;
  alert.count = 1;
  alert.first_seen = event.time;
  alert.last_seen = event.time;
  alert.host.value = Clipped(event.host, 255);
  alert.event_id.value = Clipped(event.id, 26);
  alert.event.value = EventJson(event, options.max_event_bytes);
  json::array matched;
  for (const auto& met : detection.matched) {
    if (matched.size() == kMaxMatched) break;
    matched.push_back(json::object{{"field", Clipped(met.field, 200)},
                                   {"value", Clipped(met.value, kMaxMatchedValue)},
                                   {"pattern", Clipped(met.pattern, kMaxMatchedValue)}});
  }
  alert.matched.value = json::serialize(matched);
  json::array tags;
  for (const auto& tag : detection.tags) {
    if (tags.size() == kMaxTags) break;
    tags.push_back(json::string(Clipped(tag, 100)));
  }
  alert.tags.value = json::serialize(tags);
  alert.origin = event.is_exercise ? Origin::exercise : Origin::live;
  alert.is_demo = options.is_demo || event.transport == Transport::kDemo;
  return alert;
}

std::string KeyDigest(std::string_view key) { return Sha256Hex(key).substr(0, 32); }

bool WatchesNetworkClause(const Alert& alert) {
  const json::array tags = TagsOf(alert);
  return std::ranges::find(tags, json::value(json::string(kNetworkClauseTag))) != tags.end();
}

std::string BreachRule(const Alert& alert) {
  for (const json::value& tag : TagsOf(alert)) {
    if (!tag.is_string()) continue;
    const std::string_view text = tag.get_string();
    if (text.starts_with(kBreachTagPrefix))
      return std::string(text.substr(kBreachTagPrefix.size()));
  }
  return alert.rule_id.value.value;
}

}  // namespace lachan::alerts
