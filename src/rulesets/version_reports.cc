// SPDX-License-Identifier: Apache-2.0
// What is said of versions: lists, reports, tries, and which contents are still needed for them.
#include <spdlog/spdlog.h>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "rulesets/rule_versions.h"

namespace lachan::rulesets {
namespace {

using journal::Caller;
using journal::FactDraft;

constexpr std::size_t kVersionsShown = 100;
constexpr std::size_t kFindingsShown = 1000;
constexpr std::size_t kKeptInForce = 11;  // The one in force and ten before it.
constexpr std::size_t kKeptStaged = 5;
constexpr schema::JsonLimits kReportLimits{.max_bytes = 256u << 20};

std::string TextOf(const boost::json::object& object, std::string_view key) {
  const auto* value = object.if_contains(key);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

}  // namespace

Result<VersionList> RuleVersions::List(const Caller& caller) const {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  journal::ListQuery query;
  query.descending = true;
  query.limit = kVersionsShown;
  LACHAN_TRY(const auto rows, journal::List<RuleVersion>(*reader, query));
  VersionList list;
  std::int64_t newest = 0;
  for (const auto& row : rows) {
    list.rows.push_back(ViewOf(row));
    if (row.state.value == RuleVersionState::in_force) list.in_force = row.id.value;
    if (row.state.value != RuleVersionState::replaced) continue;
    if (row.swap_number.value > newest) {
      newest = row.swap_number.value;
      list.rollback_to = row.id.value;
    }
  }
  return list;
}

Result<boost::json::object> RuleVersions::ReadReport(std::int64_t id) const {
  LACHAN_TRY(const auto text, deps_.content.ReadReport(id));
  LACHAN_TRY(auto json, schema::ParseJson(text, kReportLimits));
  if (!json.is_object())
    return Fail(ErrorCode::kCorrupt, "the report of version {} is damaged", id);
  return std::move(json.get_object());
}

Result<boost::json::object> RuleVersions::Detail(const Caller& caller, std::int64_t id) const {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  LACHAN_TRY(const auto row, journal::Get<RuleVersion>(*reader, id));
  auto read = ReadReport(id);
  boost::json::object detail;
  if (read) {
    detail = *std::move(read);
  } else {
    VersionDetail empty;
    empty.sets = ParseSetsJson(row.sets.value.value);
    detail = schema::Encode(empty).get_object();
  }
  detail["version"] = schema::Encode(ViewOf(row));
  auto& report = detail["report"];
  if (report.is_object() && report.get_object().contains("findings")) {
    auto& findings = report.get_object()["findings"].get_array();
    if (findings.size() > kFindingsShown) findings.resize(kFindingsShown);
  }
  return detail;
}

Result<boost::json::object> RuleVersions::Findings(const Caller& caller, std::int64_t id,
                                                   const FindingQuery& query) const {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  LACHAN_TRY_DO(journal::Get<RuleVersion>(*reader, id));
  LACHAN_TRY(auto report, ReadReport(id));
  const auto* findings = report.if_contains("report");
  boost::json::array rows;
  std::int64_t total = 0;
  const auto wanted = FoldForSearch(query.text);
  if (findings != nullptr && findings->is_object()) {
    for (const auto& item : findings->get_object().at("findings").get_array()) {
      const auto& finding = item.get_object();
      if (!query.set.empty() && TextOf(finding, "set") != query.set) continue;
      if (!query.severity.empty() && TextOf(finding, "severity") != query.severity) continue;
      if (!wanted.empty() && FoldForSearch(TextOf(finding, "message") + " " +
                                           TextOf(finding, "file") + " " + TextOf(finding, "code"))
                                     .find(wanted) == std::string::npos) {
        continue;
      }
      const auto index = static_cast<std::size_t>(total++);
      if (index >= query.offset && rows.size() < query.limit) rows.push_back(finding);
    }
  }
  return boost::json::object{{"rows", std::move(rows)}, {"total", total}};
}

Status RuleVersions::KeepTry(const Caller& caller, std::int64_t id, const TryResult& result) {
  auto report = ReadReport(id).value_or(boost::json::object());
  report["tried"] = schema::Encode(result);
  report["tried_at"] = schema::Encode(deps_.clock.Now());
  LACHAN_TRY_DO(deps_.content.WriteReport(id, boost::json::serialize(report)));
  return deps_.store.Change(caller, [&](journal::Writer& writer) {
    FactDraft draft{.kind = "rule_version.tried",
                    .subject_kind = std::string(schema::Describe<RuleVersion>().name),
                    .subject_id = id};
    draft.payload["from"] = FormatInstant(result.from);
    draft.payload["to"] = FormatInstant(result.to);
    draft.payload["events_read"] = result.events_read;
    draft.payload["alerts"] = result.alerts;
    draft.payload["alerts_now"] = result.alerts_now;
    draft.payload["is_complete"] = result.is_complete;
    return writer.Note(draft);
  });
}

namespace {

RuleSetView ViewOf(const RuleSetEntry& entry) {
  RuleSetView view;
  view.id = entry.code.value.value;
  view.title = entry.title.value;
  view.kind = entry.kind.value;
  view.licence = entry.licence.value;
  view.origin = entry.origin.value.value;
  view.enabled = entry.enabled;
  view.minimum_level = entry.minimum_level;
  view.version = entry.hash.value.value;
  view.files = entry.files.value;
  view.bytes = entry.bytes.value;
  view.updated_at = entry.updated_at.value;
  return view;
}

/// How the set stands to the version in force.
void Compare(RuleSetView& view, const CompiledVersion* running) {
  const SetInput* used = nullptr;
  if (running != nullptr) {
    const auto& sets = running->compiled->sets;
    const auto at = std::ranges::find(sets, view.id, &SetInput::code);
    used = at == sets.end() ? nullptr : &*at;
  }
  view.is_in_force = used != nullptr;
  if (used != nullptr) view.version_in_force = used->content->hash;
  const bool same = used != nullptr && used->content->hash == view.version &&
                    used->minimum_level == view.minimum_level;
  view.is_changed = view.enabled != view.is_in_force || (view.enabled && !same);
}

/// Counts of the newest validation of just this content.
void AddCounts(RuleSetView& view, const std::vector<RuleVersion>& newest_first) {
  for (const auto& version : newest_first) {
    if (version.found.value == 0) continue;  // Not validated.
    for (const auto& counted : ParseSetsJson(version.sets.value.value)) {
      if (counted.id != view.id || counted.version != view.version ||
          counted.minimum_level != view.minimum_level) {
        continue;
      }
      view.found = counted.found;
      view.loaded = counted.loaded;
      view.rejected = counted.rejected;
      view.skipped = counted.skipped;
      return;
    }
  }
}

/// The hash that a version of the enabled sets would have.
std::string HashOf(const std::vector<RuleSetView>& views) {
  std::vector<SetInput> sets;
  for (const auto& view : views) {
    if (!view.enabled) continue;
    auto content = std::make_shared<SetContent>();
    content->hash = view.version;
    sets.push_back({view.id, {}, {}, view.kind, view.minimum_level, std::move(content)});
  }
  return VersionHash(sets);
}

}  // namespace

Result<RuleSetList> RuleVersions::Sets(const Caller& caller) const {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  LACHAN_TRY(const auto entries, deps_.sets.All(*reader));
  journal::ListQuery query;
  query.descending = true;
  query.limit = kVersionsShown;
  LACHAN_TRY(const auto versions, journal::List<RuleVersion>(*reader, query));
  const auto running = current();
  RuleSetList list;
  for (const RuleSetEntry& entry : entries) {
    RuleSetView view = ViewOf(entry);
    Compare(view, running.get());
    AddCounts(view, versions);
    list.rows.push_back(std::move(view));
  }
  const auto hash = HashOf(list.rows);
  if (running) {
    list.in_force = running->id;
    list.is_changed = hash != VersionHash(running->compiled->sets);
  }
  for (const auto& version : versions) {
    if (version.hash.value.value == hash && version.state.value == RuleVersionState::validated) {
      list.candidate = version.id.value;
      break;
    }
  }
  return list;
}

/// Removes contents and reports that no roll-back can ask for.
void RuleVersions::Prune() const {
  const auto reader = deps_.store.OpenReader(Caller::System("rules"));
  if (!reader) return;
  journal::ListQuery query;
  query.descending = true;
  query.limit = 1000;
  const auto rows = journal::List<RuleVersion>(**reader, query);
  const auto entries = journal::ListAll<RuleSetEntry>(**reader);
  if (!rows || !entries) return;
  auto by_swap = *rows;
  std::ranges::stable_sort(by_swap, std::greater{},
                           [](const RuleVersion& row) { return row.swap_number.value; });
  std::set<std::int64_t> kept;
  for (std::size_t i = 0; i < std::min(by_swap.size(), kKeptInForce); ++i) {
    if (by_swap[i].swap_number.value > 0) kept.insert(by_swap[i].id.value);
  }
  std::size_t staged = 0;
  std::set<std::string, std::less<>> hashes;
  for (const auto& row : *rows) {
    const bool is_candidate = row.state.value == RuleVersionState::validating ||
                              row.state.value == RuleVersionState::validated;
    if (is_candidate && staged++ < kKeptStaged) kept.insert(row.id.value);
    if (!kept.contains(row.id.value)) continue;
    for (const auto& set : ParseSetsJson(row.sets.value.value)) hashes.insert(set.version);
  }
  for (const auto& entry : *entries) hashes.insert(entry.hash.value.value);
  deps_.content.KeepOnly(hashes);
  std::size_t reports = 0;
  for (const auto& row : *rows) {
    if (++reports > kVersionsShown && !kept.contains(row.id.value)) {
      deps_.content.RemoveReport(row.id.value);
    }
  }
}

}  // namespace lachan::rulesets
