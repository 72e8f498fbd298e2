// SPDX-License-Identifier: Apache-2.0
#include "rulesets/rule_versions.h"

#include <spdlog/spdlog.h>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <set>

#include "base/hash.h"

namespace lachan::rulesets {
namespace {

using journal::Caller;
using journal::Equals;
using journal::FactDraft;

constexpr std::size_t kCandidates = 2;
constexpr std::size_t kChangesShown = 500;
/// Who swaps when the program does.
constexpr std::string_view kFirstStart = "first start", kStart = "start";

bool IsOfProgram(std::string_view actor) { return actor == kFirstStart || actor == kStart; }

Result<std::vector<RuleVersion>> BySwap(journal::Reader& reader) {
  journal::ListQuery query;
  query.filters.push_back({"swap_number", journal::Filter::Op::kGreater, {std::int64_t{0}}});
  query.sort = "swap_number";
  query.descending = true;
  query.limit = 100;
  return journal::List<RuleVersion>(reader, query);
}

boost::json::array SetHashes(const RuleVersion& row) {
  boost::json::array sets;
  for (const auto& set : ParseSetsJson(row.sets.value.value)) {
    sets.push_back(boost::json::object{{"id", set.id}, {"hash", set.version}});
  }
  return sets;
}

FactDraft Draft(std::string kind, const RuleVersion& row) {
  FactDraft draft{.kind = std::move(kind)};
  draft.payload["hash"] = row.hash.value.value;
  draft.payload["found"] = row.found.value;
  draft.payload["loaded"] = row.loaded.value;
  draft.payload["rejected"] = row.rejected.value;
  draft.payload["skipped"] = row.skipped.value;
  return draft;
}

/// What compiling says of a version.
void Fill(RuleVersion& row, const CompiledSets& compiled) {
  row.found = static_cast<std::int64_t>(compiled.total.found);
  row.loaded = static_cast<std::int64_t>(compiled.total.loaded);
  row.rejected = static_cast<std::int64_t>(compiled.total.rejected);
  row.skipped = static_cast<std::int64_t>(compiled.total.skipped);
  row.problem.value = ProblemOf(compiled);
  row.sets.value = SetsJson(compiled.sets, compiled.counts);
  if (row.state.value != RuleVersionState::validating) return;  // A discarded one stays so.
  row.state =
      row.problem.value.value.empty() ? RuleVersionState::validated : RuleVersionState::invalid;
}

}  // namespace

VersionView ViewOf(const RuleVersion& row) {
  VersionView view;
  view.id = row.id.value;
  view.state = row.state.value;
  view.hash = row.hash.value.value;
  view.note = row.note.value;
  view.staged_by = row.staged_by.value.value;
  view.staged_at = row.created_at.value;
  view.swapped_by = row.swapped_by.value.value;
  view.swapped_at = row.swapped_at.value;
  view.found = row.found.value;
  view.loaded = row.loaded.value;
  view.rejected = row.rejected.value;
  view.skipped = row.skipped.value;
  view.tests_run = row.tests_run.value;
  view.tests_failed = row.tests_failed.value;
  view.added = row.added.value;
  view.changed = row.changed.value;
  view.removed = row.removed.value;
  view.problem = row.problem.value.value;
  return view;
}

// ---- opening ------------------------------------------------------------------------------------

Status RuleVersions::Open() {
  LACHAN_TRY_DO(CloseInterrupted());
  std::vector<RuleVersion> swapped;
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("rules")));
    LACHAN_TRY(swapped, BySwap(*reader));
  }
  if (swapped.empty()) return MakeFirst();
  auto loaded = LoadInForce(swapped);
  if (!loaded) {
    spdlog::error("rules: {}", loaded.error().Text());
    const std::lock_guard lock(mutex_);
    problem_ = loaded.error().Text();
  } else {
    ShowInForce(*loaded);
  }
  return TakeUpShipped();
}

Status RuleVersions::Follow() {
  const std::lock_guard lock(change_);
  std::vector<RuleVersion> swapped;
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("rules")));
    LACHAN_TRY(swapped, BySwap(*reader));
  }
  const auto running = current();
  if (swapped.empty() || (running && running->id == swapped.front().id.value)) return {};
  LACHAN_TRY(auto version, LoadInForce(swapped));
  if (running && running->id == version->id) return {};
  ShowInForce(std::move(version));
  return {};
}

/// Versions that were being validated when the program ended.
Status RuleVersions::CloseInterrupted() {
  return deps_.store.Change(
      Caller::System(std::string(kStart)), [](journal::Writer& writer) -> Status {
        journal::ListQuery query;
        query.filters = {Equals("state", std::string("validating"))};
        LACHAN_TRY(auto rows, journal::List<RuleVersion>(writer, query));
        for (RuleVersion& row : rows) {
          row.state = RuleVersionState::invalid;
          row.problem.value = "interrupted by a restart; stage it again";
          LACHAN_TRY_DO(
              journal::Update(writer, row, FactDraft{.kind = "rule_version.interrupted"}));
        }
        return {};
      });
}

/// The newest version whose contents are all there; it should be the first.
Result<std::shared_ptr<const CompiledVersion>> RuleVersions::LoadInForce(
    const std::vector<RuleVersion>& newest_first) {
  const auto by_person = std::ranges::find_if(newest_first, [](const RuleVersion& row) {
    return !IsOfProgram(row.swapped_by.value.value);
  });
  if (by_person != newest_first.end()) Accept(by_person->rejected.value);
  std::optional<Error> first;
  for (const RuleVersion& row : newest_first) {
    auto sets = deps_.sets.FromVersion(row.sets.value.value);
    if (sets) {
      if (first) {
        const std::lock_guard lock(mutex_);
        problem_ = fmt::format("version {} is used instead: {}", row.id.value, first->Text());
      }
      return Compile(row.id.value, *std::move(sets));
    }
    spdlog::error("rules: version {}: {}", row.id.value, sets.error().Text());
    if (!first) first = std::move(sets).error();
  }
  return std::unexpected(*std::move(first));
}

Status RuleVersions::MakeFirst() {
  LACHAN_TRY(auto sets, deps_.sets.Working());
  for (const auto& set : sets) LACHAN_TRY_DO(deps_.content.Keep(*set.content));
  const auto caller = Caller::System(std::string(kFirstStart));
  RuleVersion row;
  LACHAN_TRY_DO(deps_.store.Change(caller, [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(row, InsertVersion(writer, caller.name, sets, "rules that came with the program"));
    return {};
  }));
  auto version = Compile(row.id.value, std::move(sets));
  LACHAN_TRY_DO(RecordValidation(version->id, *version));
  LACHAN_TRY_DO(PutInForce(caller, std::move(version), ""));
  return {};
}

/// Shipped contents that were never part of a version came with a newer program: they go into force
/// with what else is in force. Later versions decide whether they stay.
Status RuleVersions::TakeUpShipped() {
  const auto running = current();
  auto taken = deps_.sets.Working();
  if (!taken) taken = deps_.sets.Working(true);  // A content is damaged: without the others.
  LACHAN_TRY(auto working, std::move(taken));
  std::set<std::string, std::less<>> known;
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("rules")));
    LACHAN_TRY(const auto rows, journal::ListAll<RuleVersion>(*reader));
    for (const auto& row : rows) {
      for (const auto& set : ParseSetsJson(row.sets.value.value)) {
        known.insert(set.id + "/" + set.version);
      }
    }
  }
  bool is_new = running == nullptr;
  std::vector<SetInput> sets;
  for (SetInput& set : working) {
    const bool shipped = set.kind == RuleSetKind::shipped;
    if (shipped) is_new = is_new || !known.contains(set.code + "/" + set.content->hash);
    if (shipped || running == nullptr) sets.push_back(std::move(set));
  }
  if (!is_new) return {};
  if (running) {
    for (const SetInput& set : running->compiled->sets) {
      if (set.kind != RuleSetKind::shipped) sets.push_back(set);
    }
  }
  std::ranges::stable_sort(sets, {}, &SetInput::kind);
  for (const auto& set : sets) LACHAN_TRY_DO(deps_.content.Keep(*set.content));
  const auto caller = Caller::System(std::string(kStart));
  RuleVersion row;
  LACHAN_TRY_DO(deps_.store.Change(caller, [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(row, InsertVersion(writer, caller.name, sets, "other rules with the program"));
    return {};
  }));
  auto version = Compile(row.id.value, std::move(sets));
  LACHAN_TRY(const auto validated, RecordValidation(version->id, *version));
  if (!validated.problem.value.value.empty() && running) {
    spdlog::error("rules: the shipped rules cannot be used: {}", validated.problem.value.value);
    return {};
  }
  LACHAN_TRY_DO(PutInForce(caller, std::move(version), ""));
  return {};
}

std::string RuleVersions::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

void RuleVersions::Accept(std::int64_t rejects) {
  const std::lock_guard lock(mutex_);
  accepted_rejects_ = static_cast<std::uint64_t>(std::max<std::int64_t>(rejects, 0));
}

std::uint64_t RuleVersions::unexpected_rejects() const {
  const auto running = current();
  if (!running) return 0;
  const std::lock_guard lock(mutex_);
  const auto rejected = static_cast<std::uint64_t>(running->compiled->total.rejected);
  return rejected - std::min(rejected, accepted_rejects_);
}

// ---- staging ------------------------------------------------------------------------------------

std::shared_ptr<const CompiledVersion> RuleVersions::Compile(std::int64_t id,
                                                             std::vector<SetInput> sets) const {
  auto version = std::make_shared<CompiledVersion>();
  version->id = id;
  version->compiled =
      std::make_shared<const CompiledSets>(CompileSets(std::move(sets), deps_.cache));
  return version;
}

Result<RuleVersion> RuleVersions::InsertVersion(journal::Writer& writer, const std::string& actor,
                                                std::span<const SetInput> sets,
                                                const std::string& note) {
  RuleVersion row;
  row.state = RuleVersionState::validating;
  row.hash.value = VersionHash(sets);
  row.note = note;
  row.staged_by.value = actor;
  row.sets.value = SetsJson(sets, {});
  FactDraft draft{.kind = "rule_version.staged"};
  draft.payload["hash"] = row.hash.value.value;
  draft.payload["note"] = note;
  draft.payload["sets"] = SetHashes(row);
  return journal::Insert(writer, row, draft);
}

Result<StagedView> RuleVersions::Stage(const Caller& caller, const std::string& note) {
  LACHAN_TRY(auto sets, deps_.sets.Working());
  const auto running = current();
  if (running && VersionHash(running->compiled->sets) == VersionHash(sets)) {
    return Fail(ErrorCode::kFailedPrecondition,
                "the sets are as they are in force: there is nothing to stage");
  }
  for (const auto& set : sets) LACHAN_TRY_DO(deps_.content.Keep(*set.content));
  LACHAN_TRY(const auto row,
             (journal::ChangeFor<RuleVersion>(deps_.store, caller, [&](journal::Writer& writer) {
               return InsertVersion(writer, caller.name, sets, note);
             })));
  const std::int64_t id = row.id.value;
  auto shared = std::make_shared<const std::vector<SetInput>>(std::move(sets));
  LACHAN_TRY(auto job, deps_.jobs.Start(JobKind::validate, id, caller.name,
                                        [this, id, shared](auto& control) {
                                          return Validate(id, *shared, control);
                                        }));
  return StagedView{ViewOf(row), std::move(job)};
}

Status RuleVersions::Validate(std::int64_t id, const std::vector<SetInput>& sets,
                              JobControl& control) {
  if (control.is_cancelled()) return Discard(Caller::System("cancelled"), id);
  control.Step("compiling");
  auto version = std::make_shared<CompiledVersion>(*Compile(id, sets));
  control.Step("running tests");
  version->tests = RunTestsOf(*version->compiled, deps_.normaliser);
  control.Step("looking what it covers");
  version->plan = CoveragePlan::Of(version->compiled, id);
  if (control.is_cancelled()) return Discard(Caller::System("cancelled"), id);
  LACHAN_TRY_DO(RecordValidation(id, *version));
  Remember(std::move(version));
  Prune();
  return {};
}

RuleVersions::Diff RuleVersions::DiffOf(const CompiledSets* before, const CompiledSets& after) {
  Diff diff;
  const auto add = [&diff](const CompiledSets& of, const detect::RuleInfo& rule,
                           RuleChangeKind kind) {
    const auto* set = of.SetOf(rule);
    diff.rules.push_back({rule.id, rule.title, set == nullptr ? "" : set->code, rule.level, kind});
    auto& count = kind == RuleChangeKind::added     ? diff.added
                  : kind == RuleChangeKind::changed ? diff.changed
                                                    : diff.removed;
    ++count;
  };
  for (const auto& rule : after.rules->rules()) {
    const auto* old = before == nullptr ? nullptr : before->Find(rule.id);
    if (old == nullptr) {
      add(after, rule, RuleChangeKind::added);
    } else if (old->text != rule.text) {
      add(after, rule, RuleChangeKind::changed);
    }
  }
  if (before == nullptr) return diff;
  for (const auto& rule : before->rules->rules()) {
    if (after.Find(rule.id) == nullptr) add(*before, rule, RuleChangeKind::removed);
  }
  return diff;
}

/// Writes the report and what the row says of it.
Result<RuleVersion> RuleVersions::RecordValidation(std::int64_t id,
                                                   const CompiledVersion& version) {
  const CompiledSets& compiled = *version.compiled;
  const auto running = current();
  auto diff = DiffOf(running ? running->compiled.get() : nullptr, compiled);
  VersionDetail detail;
  detail.report = ReportOf(compiled);
  detail.report.findings = compiled.findings;  // All of them: pages cut.
  detail.tests = TestReportOf(version.tests);
  RuleVersion row;
  const auto record = [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(row, journal::Get<RuleVersion>(writer, id));
    Fill(row, compiled);
    row.tests_run = detail.tests.run;
    row.tests_failed = detail.tests.failed;
    row.added = diff.added;
    row.changed = diff.changed;
    row.removed = diff.removed;
    auto draft = Draft("rule_version.validated", row);
    draft.payload["tests_failed"] = detail.tests.failed;
    draft.payload["problem"] = row.problem.value.value;
    LACHAN_TRY(row, journal::Update(writer, row, draft));
    return {};
  };
  LACHAN_TRY_DO(deps_.store.Change(Caller::System("validation"), record));
  if (diff.rules.size() > kChangesShown) diff.rules.resize(kChangesShown);
  detail.changes = std::move(diff.rules);
  detail.sets = ParseSetsJson(row.sets.value.value);
  detail.version = ViewOf(row);
  LACHAN_TRY_DO(deps_.content.WriteReport(id, boost::json::serialize(schema::Encode(detail))));
  return row;
}

void RuleVersions::Remember(std::shared_ptr<const CompiledVersion> version) {
  const std::lock_guard lock(mutex_);
  std::erase_if(candidates_, [&](const auto& other) { return other->id == version->id; });
  candidates_.push_back(std::move(version));
  if (candidates_.size() > kCandidates) candidates_.erase(candidates_.begin());
}

// ---- swapping -----------------------------------------------------------------------------------

Result<std::shared_ptr<const CompiledVersion>> RuleVersions::Compiled(std::int64_t id) {
  if (const auto running = current(); running && running->id == id) return running;
  {
    const std::lock_guard lock(mutex_);
    const auto at = std::ranges::find_if(candidates_, [id](const auto& c) { return c->id == id; });
    if (at != candidates_.end()) return *at;
  }
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("rules")));
  LACHAN_TRY(const auto row, journal::Get<RuleVersion>(*reader, id));
  auto sets = deps_.sets.FromVersion(row.sets.value.value);
  if (!sets) {
    return Fail(ErrorCode::kFailedPrecondition, "version {} cannot be used any more: {}", id,
                sets.error().Text());
  }
  auto version = Compile(id, *std::move(sets));
  Remember(version);
  return version;
}

Result<VersionView> RuleVersions::Swap(const Caller& caller, std::int64_t id,
                                       const std::string& note) {
  const std::lock_guard lock(change_);
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
    LACHAN_TRY(const auto row, journal::Get<RuleVersion>(*reader, id));
    switch (row.state.value) {
      case RuleVersionState::validated:
      case RuleVersionState::replaced:
        break;
      case RuleVersionState::in_force:
        return Fail(ErrorCode::kFailedPrecondition, "version {} is in force already", id);
      case RuleVersionState::validating:
        return Fail(ErrorCode::kFailedPrecondition, "version {} is still being validated", id);
      case RuleVersionState::invalid:
        return Fail(ErrorCode::kFailedPrecondition, "version {} cannot be put in force: {}", id,
                    row.problem.value.value);
      case RuleVersionState::discarded:
        return Fail(ErrorCode::kFailedPrecondition, "version {} was discarded", id);
    }
  }
  LACHAN_TRY(auto version, Compiled(id));
  if (const auto problem = ProblemOf(*version->compiled); !problem.empty()) {
    return Fail(ErrorCode::kFailedPrecondition, "version {} cannot be put in force: {}", id,
                problem);
  }
  LACHAN_TRY(const auto row, PutInForce(caller, std::move(version), note));
  Prune();
  return ViewOf(row);
}

Result<VersionView> RuleVersions::RollBack(const Caller& caller, const std::string& note) {
  LACHAN_TRY(const auto list, List(caller));
  if (!list.rollback_to) {
    return Fail(ErrorCode::kFailedPrecondition, "there is no version before the one in force");
  }
  return Swap(caller, *list.rollback_to, note);
}

Result<RuleVersion> RuleVersions::PutInForce(const Caller& caller,
                                             std::shared_ptr<const CompiledVersion> version,
                                             const std::string& note) {
  const auto running = current();
  const auto diff = DiffOf(running ? running->compiled.get() : nullptr, *version->compiled);
  RuleVersion row;
  const auto record = [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(row, journal::Get<RuleVersion>(writer, version->id));
    LACHAN_TRY(const auto swapped, BySwap(writer));
    return RecordSwap(writer, row, swapped.empty() ? nullptr : &swapped.front(), diff, caller,
                      note);
  };
  LACHAN_TRY_DO(deps_.store.Change(caller, record));
  if (!IsOfProgram(caller.name)) Accept(row.rejected.value);
  ShowInForce(std::move(version));
  return row;
}

Status RuleVersions::RecordSwap(journal::Writer& writer, RuleVersion& row,
                                const RuleVersion* before, const Diff& diff, const Caller& caller,
                                const std::string& note) {
  if (before != nullptr && before->id.value != row.id.value) {
    RuleVersion replaced = *before;
    replaced.state = RuleVersionState::replaced;
    LACHAN_TRY_DO(journal::Update(writer, replaced, FactDraft{.kind = "rule_version.replaced"}));
  }
  const bool is_rollback = row.swap_number.value > 0;
  row.state = RuleVersionState::in_force;
  row.swapped_by.value = caller.name;
  row.swapped_at = std::optional(deps_.clock.Now());
  row.swap_number = (before == nullptr ? 0 : before->swap_number.value) + 1;
  auto draft = Draft(is_rollback ? "rule_version.rolled_back" : "rule_version.swapped", row);
  draft.payload["note"] = note;
  draft.payload["replaces"] = before == nullptr ? 0 : before->id.value;
  draft.payload["added"] = diff.added;
  draft.payload["rules_changed"] = diff.changed;
  draft.payload["removed"] = diff.removed;
  LACHAN_TRY(row, journal::Update(writer, row, draft));
  std::vector<schema::Record> changes;
  for (const auto& rule : diff.rules) {
    RuleChange change;
    change.rule_id.value = rule.id.substr(0, 200);
    change.version_id = row.id.value;
    change.swap_number = row.swap_number.value;
    change.change = rule.change;
    changes.push_back(schema::ToRecord(change));
  }
  if (changes.empty()) return {};
  return writer.InsertWithoutFact(schema::Describe<RuleChange>(), changes);
}

void RuleVersions::ShowInForce(std::shared_ptr<const CompiledVersion> version) {
  current_.Set(version);
  if (deps_.on_swap) deps_.on_swap(std::move(version));
}

Status RuleVersions::Discard(const Caller& caller, std::int64_t id) {
  const std::lock_guard lock(change_);
  const auto discard = [id](journal::Writer& writer) -> Status {
    LACHAN_TRY(auto row, journal::Get<RuleVersion>(writer, id));
    if (row.state.value == RuleVersionState::in_force) {
      return Fail(ErrorCode::kFailedPrecondition, "version {} is in force", id);
    }
    row.state = RuleVersionState::discarded;
    LACHAN_TRY_DO(journal::Update(writer, row, FactDraft{.kind = "rule_version.discarded"}));
    return {};
  };
  LACHAN_TRY_DO(deps_.store.Change(caller, discard));
  const std::lock_guard candidates(mutex_);
  std::erase_if(candidates_, [id](const auto& candidate) { return candidate->id == id; });
  return {};
}

}  // namespace lachan::rulesets
