// SPDX-License-Identifier: Apache-2.0
#include <map>
#include <set>

#include "alerts/alert_key.h"
#include "alerts/alert_service.h"
#include "alerts/breach.h"
#include "alerts/detections.h"

namespace lachan::alerts {
namespace {

using journal::Filter;
using journal::Writer;
using pipeline::Detection;

constexpr std::size_t kKeysAQuery = 500;
constexpr std::size_t kCandidates = 8;  // Open alerts of one rule and host; more than two is rare.
constexpr std::size_t kKeysASweep = 20'000;

/// Digests that are in the table already.
Result<std::set<std::string>> SeenBefore(Writer& writer, const std::vector<std::string>& digests) {
  std::set<std::string> seen;
  for (std::size_t from = 0; from < digests.size(); from += kKeysAQuery) {
    const std::size_t to = std::min(from + kKeysAQuery, digests.size());
    journal::ListQuery query;
    query.limit = 1000;
    Filter in{"key", Filter::Op::kIn, {}};
    for (std::size_t i = from; i < to; ++i) in.values.emplace_back(digests[i]);
    query.filters = {std::move(in)};
    LACHAN_TRY(const auto found, journal::List<AlertKey>(writer, query));
    for (const auto& row : found) seen.insert(row.key.value.value);
  }
  return seen;
}

/// An alert that detections of this batch join: stored (id > 0) or new.
struct Target {
  Alert alert;
  bool is_changed = false;
  std::vector<std::string> digests;
};

Result<std::vector<Target>> OpenAlerts(Writer& writer, const JoinKey& key) {
  journal::ListQuery query;
  query.filters = {journal::Equals("rule_id", key.rule_id),
                   journal::Equals("host", key.host),
                   {"status", Filter::Op::kIn, {std::string("open"), std::string("in_progress")}}};
  if (key.agency) {
    query.filters.push_back(journal::Equals("agency_id", key.agency.value));
  } else {
    query.filters.push_back({"agency_id", Filter::Op::kIsNull, {}});
  }
  query.sort = "last_seen";
  query.descending = true;
  query.limit = kCandidates;
  LACHAN_TRY(auto alerts, journal::List<Alert>(writer, query));
  std::vector<Target> targets;
  for (Alert& alert : alerts) targets.push_back({std::move(alert), false, {}});
  return targets;
}

struct Fresh {
  const Detection* detection;
  std::string digest;
};

void Place(std::vector<Target>& targets, const Fresh& fresh, const AlertService::Options& options) {
  const Detection& detection = *fresh.detection;
  const Origin origin = detection.event.is_exercise ? Origin::exercise : Origin::live;
  for (Target& target : targets) {
    if (target.alert.origin.value != origin) continue;
    if (!MayJoin(target.alert, detection.event.time, options)) continue;
    Join(target.alert, detection.event.time);
    target.is_changed = true;
    target.digests.push_back(fresh.digest);
    return;
  }
  targets.push_back({NewAlert(detection, options), true, {fresh.digest}});
}

journal::FactDraft RaisedFact(const Alert& alert) {
  journal::FactDraft draft{.kind = "alert.raised", .origin = alert.origin.value};
  draft.occurred_at = alert.first_seen.value;
  // The row holds the event; the journal only says which.
  draft.payload["new"] = boost::json::object{
      {"rule_id", alert.rule_id.value.value},
      {"rule_title", alert.rule_title.value.value},
      {"level", std::get<std::string>(schema::internal::ToValue(alert.level.value))},
      {"host", alert.host.value.value},
      {"event_id", alert.event_id.value.value}};
  return draft;
}

/// Writes one target. \return the id of its alert.
Result<std::int64_t> Store(Writer& writer, const Target& target) {
  const Alert& alert = target.alert;
  if (alert.id.value > 0) {
    const journal::FieldValue values[] = {
        {"count", alert.count.value},
        {"first_seen", schema::internal::ToValue(alert.first_seen)},
        {"last_seen", schema::internal::ToValue(alert.last_seen)}};
    LACHAN_TRY_DO(writer.AdjustWithoutFact(schema::Describe<Alert>(), alert.id.value, values));
    return alert.id.value;
  }
  LACHAN_TRY(const Alert stored, journal::Insert(writer, alert, RaisedFact(alert)));
  if (WatchesNetworkClause(stored)) LACHAN_TRY_DO(NoteBreach(writer, stored));
  return stored.id.value;
}

Status RaiseAll(Writer& writer, std::span<const Detection> detections,
                const AlertService::Options& options) {
  std::vector<std::string> digests;
  digests.reserve(detections.size());
  for (const Detection& detection : detections) digests.push_back(KeyDigest(detection.key));
  LACHAN_TRY(std::set<std::string> seen, SeenBefore(writer, digests));

  std::map<JoinKey, std::vector<Fresh>> groups;
  for (std::size_t i = 0; i < detections.size(); ++i) {
    if (!seen.insert(digests[i]).second) continue;
    groups[JoinKeyOf(detections[i])].push_back({&detections[i], digests[i]});
  }

  std::vector<schema::Record> keys;
  for (auto& [key, fresh] : groups) {
    std::ranges::stable_sort(fresh, {}, [](const Fresh& f) { return f.detection->event.time; });
    LACHAN_TRY(std::vector<Target> targets, OpenAlerts(writer, key));
    for (const Fresh& one : fresh) Place(targets, one, options);
    for (const Target& target : targets) {
      if (!target.is_changed) continue;
      LACHAN_TRY(const std::int64_t id, Store(writer, target));
      for (const std::string& digest : target.digests) {
        AlertKey row;
        row.key.value = digest;
        row.alert_id = AlertId{id};
        keys.push_back(schema::ToRecord(row));
      }
    }
  }
  if (keys.empty()) return {};
  return writer.InsertWithoutFact(schema::Describe<AlertKey>(), keys);
}

/// Removes keys that no replay can bring again. \return whether there may be more of them.
Result<bool> SweepKeys(Writer& writer, Instant before) {
  const std::vector<Filter> old = {
      {"created_at", Filter::Op::kLess, {schema::internal::ToValue(before)}}};
  LACHAN_TRY(const std::int64_t removed,
             writer.EraseWithoutFact(schema::Describe<AlertKey>(), old, kKeysASweep));
  return removed == static_cast<std::int64_t>(kKeysASweep);
}

}  // namespace

Status AlertService::Raise(std::span<const Detection> detections) {
  if (detections.empty()) return {};
  constexpr std::chrono::minutes kSweepEvery{10};
  const Instant now = deps_.clock.Now();
  const bool is_sweep_due = now - keys_swept_at_ >= kSweepEvery;
  bool is_more = false;
  const auto change = [&](Writer& writer) -> Status {
    LACHAN_TRY_DO(RaiseAll(writer, detections, options_));
    if (!is_sweep_due) return {};
    LACHAN_TRY(is_more, SweepKeys(writer, now - options_.keep_keys));
    return {};
  };
  LACHAN_TRY_DO(deps_.store.Change(journal::Caller::System("detection"), change),
                "raising detections");
  if (is_sweep_due && !is_more) keys_swept_at_ = now;
  return {};
}

}  // namespace lachan::alerts
