// SPDX-License-Identifier: Apache-2.0
// lachan rules …
#include <boost/describe/enum_to_string.hpp>

#include <algorithm>
#include <filesystem>

#include "app/commands.h"
#include "app/platform.h"
#include "rulesets/archive.h"
#include "rulesets/content.h"
#include "scan/explain_text.h"

namespace lachan::app {
namespace {

using journal::Caller;

constexpr std::size_t kRulesPrinted = 25;

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  if (error.code() == ErrorCode::kFailedPrecondition &&
      error.message().find("another lachan") != std::string::npos) {
    fmt::print(stderr,
               "        a running server does this in its console (Luật phát hiện), or through "
               "/api/v1/rule-sets and /api/v1/rule-versions\n");
  }
  return 2;
}

Caller CommandLine() { return Caller::System("command line"); }

/// The rules of a data folder that nobody else works on.
struct Offline {
  std::unique_ptr<Foundation> foundation;
  EventStage events;
  std::unique_ptr<normalise::Normaliser> normaliser;
  std::unique_ptr<rulesets::RuleService> rules;
};

/// \param with_events  Starts the event engine, for trials.
Result<Offline> OpenOffline(const Settings& settings, bool with_events = false) {
  Offline offline;
  LACHAN_TRY(offline.foundation, OpenFoundation(settings));
  if (with_events) {
    LACHAN_TRY(offline.events, OpenEvents(settings, *offline.foundation->data));
  } else {
    offline.events.store = std::make_unique<events_clickhouse::ClickHouseEventStore>(
        events_clickhouse::ClickHouseEventStore::Options{});
  }
  LACHAN_TRY(auto mappings, LoadMappings(settings.Text("mappings.folder")));
  offline.normaliser = std::make_unique<normalise::Normaliser>(std::move(mappings));
  offline.rules = std::make_unique<rulesets::RuleService>(
      RuleOptions(settings, *offline.foundation->data),
      rulesets::RuleService::Deps{*offline.foundation->state, *offline.events.store,
                                  *offline.normaliser, offline.foundation->clock});
  LACHAN_TRY_DO(offline.rules->Open(UINT64_MAX), "opening the rules");
  return offline;
}

void PrintCounts(std::string_view name, std::int64_t found, std::int64_t loaded,
                 std::int64_t rejected, std::int64_t skipped) {
  fmt::print("{:<24} {} found = {} loaded + {} rejected + {} skipped\n", name, found, loaded,
             rejected, skipped);
}

void PrintVersion(const rulesets::VersionView& version) {
  fmt::print("{:>4}  {:<10} {}  {:>5} loaded {:>4} rejected  {} {}\n", version.id,
             boost::describe::enum_to_string(version.state, ""), version.hash.substr(0, 12),
             version.loaded, version.rejected, FormatVietnamese(version.staged_at), version.note);
}

/// Newest version in a state, when none is named.
Result<std::int64_t> VersionFor(const rulesets::RuleVersions& versions, const RuleRequest& request,
                                RuleVersionState wanted) {
  if (request.version > 0) return request.version;
  LACHAN_TRY(const auto list, versions.List(CommandLine()));
  const auto at = std::ranges::find(list.rows, wanted, &rulesets::VersionView::state);
  if (at == list.rows.end()) {
    return Fail(ErrorCode::kNotFound, "no version is {}: stage one first",
                boost::describe::enum_to_string(wanted, ""));
  }
  return at->id;
}

void PrintTry(const rulesets::TryResult& result) {
  fmt::print("{} of {} events from {} to {} ({:.0f} a second){}\n", result.events_read,
             result.events_total, FormatVietnamese(result.from), FormatVietnamese(result.to),
             result.events_per_second,
             result.is_complete ? "" : "; not all: " + result.stopped_because);
  fmt::print("{} alerts ({} detections), with the rules in force {} ({})\n", result.alerts,
             result.detections, result.alerts_now, result.detections_now);
  for (const auto& level : result.by_level) {
    fmt::print("  {:<14} {:>7}   now {:>7}\n", boost::describe::enum_to_string(level.level, ""),
               level.alerts, level.alerts_now);
  }
  for (std::size_t i = 0; i < std::min(result.rules.size(), kRulesPrinted); ++i) {
    const auto& rule = result.rules[i];
    fmt::print("  {:>7}   now {:>7}  {}  {}\n", rule.alerts, rule.alerts_now, rule.id, rule.title);
  }
}

}  // namespace

int RulesSets(const Settings& settings) {
  SystemClock clock;
  const auto registers = MakeRegisters(clock);
  const auto store = OpenStateUnlocked(settings, registers, clock);
  if (!store) return Report(store.error());
  const auto reader = (*store)->OpenReader(CommandLine());
  if (!reader) return Report(reader.error());
  const auto sets = journal::ListAll<RuleSetEntry>(**reader);
  if (!sets) return Report(sets.error());
  // The province's own set lies in a folder that people may change: its row does not say what is
  // there.
  const auto& shared = settings.Text("node.shared_folder");
  const auto own =
      rulesets::ContentStore((shared.empty() ? settings.Text("data") : shared) + "/rules")
          .ReadOwn();
  if (!own) return Report(own.error());
  for (const auto& set : *sets) {
    const bool is_own = set.kind.value == RuleSetKind::own;
    fmt::print("{:<24} {:<9} {:<4} {:>6} files  {:<12}  {}\n", set.code.value.value,
               boost::describe::enum_to_string(set.kind.value, ""), set.enabled ? "on" : "off",
               is_own ? own->files.size() : static_cast<std::size_t>(set.files.value),
               (is_own ? own->hash : set.hash.value.value).substr(0, 12), set.title.value);
  }
  journal::ListQuery query;
  query.descending = true;
  query.limit = 20;
  const auto versions = journal::List<RuleVersion>(**reader, query);
  if (!versions) return Report(versions.error());
  fmt::print("\n");
  for (const auto& version : *versions) PrintVersion(rulesets::ViewOf(version));
  return 0;
}

int RulesImport(const Settings& settings, const RuleRequest& request) {
  auto offline = OpenOffline(settings);
  if (!offline) return Report(offline.error());
  std::error_code error;
  Result<rulesets::ImportedContent> imported = Fail(ErrorCode::kInternal, "not read");
  if (std::filesystem::is_directory(request.path, error)) {
    imported = rulesets::ReadFolder(request.path);
  } else {
    const auto bytes = ReadFile(request.path);
    if (!bytes) return Report(bytes.error());
    imported = rulesets::ReadArchive(*bytes);
  }
  if (!imported) return Report(imported.error());
  const auto set = offline->rules->sets().Import(
      CommandLine(), {request.id, request.title, request.licence, request.path}, *imported);
  if (!set) return Report(set.error());
  for (const auto& file : imported->left_out) {
    fmt::print("left out  {}: {}\n", file.path, file.reason);
  }
  fmt::print("set {}: {} files taken, {} left out, version {}\n", set->code.value.value,
             imported->content.files.size(), imported->left_out_count, set->hash.value.value);
  fmt::print("next: lachan rules stage\n");
  return 0;
}

int RulesStage(const Settings& settings, const RuleRequest& request) {
  auto offline = OpenOffline(settings);
  if (!offline) return Report(offline.error());
  auto& versions = offline->rules->versions();
  const auto staged = versions.Stage(CommandLine(), request.note);
  if (!staged) return Report(staged.error());
  offline->rules->jobs().Wait();
  const auto version = versions.Compiled(staged->version.id);
  if (!version) return Report(version.error());
  const auto& compiled = *(*version)->compiled;
  for (const auto& finding : compiled.findings) {
    if (finding.severity == "note") continue;
    fmt::print("{}/{}:{}:{}: {}: {} [{}]{}{}\n", finding.set, finding.file, finding.line,
               finding.column, finding.severity, finding.message, finding.code,
               finding.hint.empty() ? "" : "; ", finding.hint);
  }
  for (const auto& failure : rulesets::TestReportOf((*version)->tests).failures) {
    fmt::print("test  {} {}: {}\n", failure.file, failure.note, failure.message);
  }
  for (std::size_t i = 0; i < compiled.sets.size(); ++i) {
    const auto& counts = compiled.counts[i];
    PrintCounts(compiled.sets[i].code, static_cast<std::int64_t>(counts.found),
                static_cast<std::int64_t>(counts.loaded),
                static_cast<std::int64_t>(counts.rejected),
                static_cast<std::int64_t>(counts.skipped));
  }
  const auto list = versions.List(CommandLine());
  if (!list) return Report(list.error());
  PrintVersion(list->rows.front());
  const auto problem = rulesets::ProblemOf(compiled);
  if (!problem.empty()) fmt::print("cannot be put in force: {}\n", problem);
  return problem.empty() && compiled.total.rejected == 0 ? 0 : 1;
}

int RulesTry(const Settings& settings, const RuleRequest& request) {
  auto offline = OpenOffline(settings, true);
  if (!offline) return Report(offline.error());
  const auto id = VersionFor(offline->rules->versions(), request, RuleVersionState::validated);
  if (!id) return Report(id.error());
  const auto job = offline->rules->Try(CommandLine(), *id, request.hours);
  if (!job) return Report(job.error());
  offline->rules->jobs().Wait();
  const auto done = offline->rules->jobs().Get(job->id);
  if (!done) return Report(done.error());
  if (!done->result) return Report(Error(ErrorCode::kUnavailable, done->problem));
  PrintTry(*done->result);
  return 0;
}

int RulesSwap(const Settings& settings, const RuleRequest& request) {
  auto offline = OpenOffline(settings);
  if (!offline) return Report(offline.error());
  auto& versions = offline->rules->versions();
  const auto id = VersionFor(versions, request, RuleVersionState::validated);
  if (!id) return Report(id.error());
  const auto version = versions.Swap(CommandLine(), *id, request.note);
  if (!version) return Report(version.error());
  PrintVersion(*version);
  fmt::print("in force from the next start\n");
  return 0;
}

int RulesRollback(const Settings& settings, const RuleRequest& request) {
  auto offline = OpenOffline(settings);
  if (!offline) return Report(offline.error());
  const auto version = offline->rules->versions().RollBack(CommandLine(), request.note);
  if (!version) return Report(version.error());
  PrintVersion(*version);
  fmt::print("in force from the next start\n");
  return 0;
}

int RulesExplain(const Settings& settings, const RuleRequest& request) {
  const auto rules =
      LoadRules(request.folders.empty() ? settings.List("rules.folders") : request.folders, "");
  if (!rules) return Report(rules.error());
  auto mappings = LoadMappings(settings.Text("mappings.folder"));
  if (!mappings) return Report(mappings.error());
  const auto record = ReadFile(request.path);
  if (!record) return Report(record.error());
  const normalise::Normaliser normaliser(*std::move(mappings));
  const auto event = rulesets::EventOfRecord(*record, SystemClock().Now(), normaliser);
  const auto known = (*rules)->rules();
  const auto at = std::ranges::find(known, request.rule, &detect::RuleInfo::id);
  if (at == known.end()) {
    return Report(Error(ErrorCode::kNotFound, fmt::format("no rule '{}' is loaded", request.rule)));
  }
  const auto explanation = (*rules)->Explain(static_cast<std::size_t>(at - known.begin()), event);
  fmt::print("{}", scan::ExplanationText(*at, explanation, event));
  return explanation.matched ? 0 : 1;
}

}  // namespace lachan::app
