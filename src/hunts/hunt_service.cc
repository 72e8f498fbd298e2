// SPDX-License-Identifier: Apache-2.0
#include "hunts/hunt_service.h"

#include <spdlog/spdlog.h>
#include <sys/resource.h>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

#include "base/text.h"
#include "ledgers/entities.h"
#include "register/entities.h"
#include "rulesets/attack.h"
#include "searches/query_names.h"

namespace lachan::hunts {
namespace {

namespace json = boost::json;
using schema::internal::ToValue;

constexpr std::size_t kMostWaiting = 20;
constexpr std::size_t kMostRows = 20'000;
constexpr std::chrono::milliseconds kTimeout{300'000};

journal::Caller Ourselves() { return journal::Caller::System("hunt"); }

bool IsBusy(const Hunt& hunt) {
  return hunt.state.value == HuntState::queued || hunt.state.value == HuntState::running;
}

Result<Hunt> ReadHunt(journal::StateStore& store, const journal::Caller& caller, std::int64_t id) {
  LACHAN_TRY(const auto reader, store.OpenReader(caller));
  return journal::Get<Hunt>(*reader, id);
}

/// What the query of a hunt may say in place of ids: what there is where it looks.
Result<std::shared_ptr<const events::HuntNames>> NamesOf(journal::StateStore& store,
                                                         const Hunt& hunt) {
  journal::Caller caller = Ourselves();
  if (hunt.agency_id) caller.reach = journal::Reach::Only(*hunt.agency_id);
  return searches::NamesFor(store, caller, hunt.query.value);
}

Status EraseHits(journal::Writer& writer, std::int64_t hunt) {
  for (;;) {
    LACHAN_TRY(const auto gone, writer.EraseWithoutFact(schema::Describe<HuntHit>(),
                                                        {journal::Equals("hunt_id", hunt)}, 1000));
    if (gone < 1000) return {};
  }
}

HuntHit RowOf(std::int64_t hunt, std::int64_t agency, const Tally& tally) {
  HuntHit row;
  row.hunt_id = hunt;
  if (agency != 0) row.agency_id = std::optional(AgencyId{agency});
  row.events = static_cast<std::int64_t>(tally.events);
  row.first_at = tally.first;
  row.last_at = tally.last;
  json::array samples;
  for (const auto& [time, id] : tally.samples) {
    samples.push_back(json::object{{"id", id}, {"time", FormatInstant(time)}});
  }
  row.samples.value = schema::Json(json::serialize(samples));
  row.techniques.value = schema::Json("[]");
  return row;
}

/// Over the systems of each agency.
std::map<std::int64_t, Tally> ByAgency(const Tallies& tallies) {
  std::map<std::int64_t, Tally> by_agency;
  for (const auto& [where, tally] : tallies) by_agency[where.first].Add(tally);
  return by_agency;
}

std::vector<HuntHit> RowsOf(std::int64_t hunt, const HuntTargets& targets,
                            const SweepResult& result) {
  std::vector<HuntHit> rows;
  const auto add = [&](const Tallies& tallies, const auto& describe) {
    for (const auto& [agency, tally] : ByAgency(tallies)) {
      HuntHit row = RowOf(hunt, agency, tally);
      describe(row);
      rows.push_back(std::move(row));
    }
  };
  for (const auto& [index, tallies] : result.rules) {
    const auto& rule = targets.sweep.rules->rules()[index];
    add(tallies, [&](HuntHit& row) {
      row.kind = targets.IsGiven(index) ? HuntTargetKind::given_rule : HuntTargetKind::rule;
      row.target.value = Ellipsis(rule.id, 500);
      row.title.value = Ellipsis(rule.title, 500);
      row.level = std::optional(rule.level);
      json::array techniques;
      for (const auto& one : rulesets::AttackTagsOf(rule).techniques) techniques.emplace_back(one);
      row.techniques.value = schema::Json(json::serialize(techniques));
    });
  }
  for (const auto& [index, tallies] : result.indicators) {
    const auto indicator = targets.sweep.indicators->Get(index);
    add(tallies, [&](HuntHit& row) {
      row.kind = HuntTargetKind::indicator;
      row.target.value = Ellipsis(indicator.value, 500);
      row.title.value = Ellipsis(indicator.description, 500);
    });
  }
  add(result.all, [](HuntHit& row) { row.kind = HuntTargetKind::query; });
  std::ranges::stable_sort(rows, std::greater{}, [](const HuntHit& row) {
    return std::pair(row.level.value.value_or(Level::medium), row.events.value);
  });
  return rows;
}

std::string CoveredJson(
    const std::map<std::pair<std::int64_t, std::int64_t>, std::uint64_t>& counts) {
  json::array covered;
  for (const auto& [where, events] : counts) {
    if (where.second == 0) continue;
    covered.push_back(json::object{{"agency_id", where.first},
                                   {"system_id", where.second},
                                   {"events", static_cast<std::int64_t>(events)}});
  }
  return json::serialize(covered);
}

/// As CoveredJson wrote it.
json::array CoveredIn(const Hunt& hunt) {
  boost::system::error_code error;
  const auto value = json::parse(hunt.covered.value.value, error);
  return !error && value.is_array() ? value.get_array() : json::array{};
}

}  // namespace

HuntService::HuntService(Options options, Deps deps) : options_(options), deps_(std::move(deps)) {}

HuntService::~HuntService() { Stop(); }

Status HuntService::Start() {
  const auto mark = [&](journal::Writer& writer) -> Status {
    journal::ListQuery query;
    query.filters = {{"state",
                      journal::Filter::Op::kIn,
                      {ToValue(HuntState::queued), ToValue(HuntState::running)}},
                     // Other nodes' hunts go on.
                     {"node", journal::Filter::Op::kIn, {options_.node, std::string()}}};
    LACHAN_TRY(const auto hunts, journal::ListAll<Hunt>(writer, query));
    for (Hunt hunt : hunts) {
      hunt.state = HuntState::interrupted;
      hunt.ended_at = std::optional(deps_.clock.Now());
      const HuntNote note{.code = "server_stopped"};
      hunt.notes.value = schema::Json(NotesJson({&note, 1}));
      LACHAN_TRY_DO(journal::Update(writer, hunt, {.kind = "hunt.ended"}));
    }
    return {};
  };
  LACHAN_TRY_DO(deps_.store.Change(Ourselves(), mark));
  thread_ = std::jthread([this](const std::stop_token& stop) { Work(stop); });
  return {};
}

void HuntService::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  changed_.notify_all();
  thread_.join();
}

void HuntService::Wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.empty() && !running_; });
}

Result<SweepScope> HuntService::ScopeOf(const Hunt& hunt) const {
  SweepScope scope;
  scope.scope = hunt.agency_id ? events::Scope::Of({*hunt.agency_id}) : events::Scope::All();
  scope.from = hunt.period_from;
  scope.to = hunt.period_to;
  LACHAN_TRY(const auto agencies, NumbersIn(hunt.agencies.value, "agencies"));
  if (!hunt.agency_id && !agencies.empty()) {
    std::vector<AgencyId> only;
    for (const auto id : agencies) only.push_back(AgencyId{id});
    scope.scope = events::Scope::Of(std::move(only));
  }
  LACHAN_TRY(const auto systems, NumbersIn(hunt.systems.value, "systems"));
  for (const auto id : systems) scope.systems.push_back(SystemId{id});
  return scope;
}

Result<Hunt> HuntService::Launch(const journal::Caller& caller, std::int64_t id) {
  LACHAN_TRY(const Hunt asked, ReadHunt(deps_.store, caller, id));
  // Compiling takes its time: outside of lock and transaction.
  LACHAN_TRY(const auto names, NamesOf(deps_.store, asked));
  const auto targets = TargetsOf(asked, *deps_.rules(), names);
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= kMostWaiting) {
    return Fail(ErrorCode::kExhausted, "{} hunts wait already", waiting_.size());
  }
  const auto hunt =
      journal::ChangeFor<Hunt>(deps_.store, caller, [&](journal::Writer& writer) -> Result<Hunt> {
        LACHAN_TRY(Hunt row, journal::Get<Hunt>(writer, id));
        if (row.archived.value) return Fail(ErrorCode::kFailedPrecondition, "it is out of use");
        if (IsBusy(row)) return Fail(ErrorCode::kFailedPrecondition, "it runs already");
        if (row.conclusion.value != HuntConclusion::open) {
          return Fail(ErrorCode::kFailedPrecondition,
                      "it is concluded: what was found stays as it is; make another hunt");
        }
        if (row.period_to - row.period_from > std::chrono::days(options_.longest_days)) {
          return std::unexpected(
              Error(ErrorCode::kInvalidInput,
                    fmt::format("a hunt goes over {} days at most", options_.longest_days))
                  .WithField("period_to", "too_long"));
        }
        if (!targets) return std::unexpected(targets.error());
        if (row.version != asked.version) {
          return Fail(ErrorCode::kConflict, "the hunt was changed meanwhile");
        }
        LACHAN_TRY_DO(EraseHits(writer, id));
        row.state = HuntState::queued;
        row.node.value = options_.node;
        row.rules_count = static_cast<std::int64_t>(targets->rules);
        row.indicators_count = static_cast<std::int64_t>(targets->indicators);
        row.started_by.value = Ellipsis(caller.name, 200);
        row.started_at = std::optional(deps_.clock.Now());
        row.ended_at = std::optional<Instant>{};
        row.events_total = row.events_read = row.events_hit = row.matches = std::int64_t{0};
        row.message.value = std::string();
        row.notes.value = schema::Json(NotesJson(targets->notes));
        row.covered.value = schema::Json("[]");
        return journal::Update(writer, row, {.kind = "hunt.started"});
      });
  if (!hunt) return hunt;
  waiting_.push_back(std::make_shared<Task>(Task{.hunt = id}));
  changed_.notify_all();
  return hunt;
}

Result<Hunt> HuntService::Cancel(const journal::Caller& caller, std::int64_t id) {
  LACHAN_TRY(const auto hunt, ReadHunt(deps_.store, caller, id));
  bool was_waiting = false;
  {
    const std::lock_guard lock(mutex_);
    const auto at = std::ranges::find(waiting_, id, [](const auto& task) { return task->hunt; });
    was_waiting = at != waiting_.end();
    if (was_waiting) waiting_.erase(at);
    if (running_ && running_->hunt == id) {
      running_->is_cancelled = true;
      running_->cancelled_by = caller.name;
    }
  }
  changed_.notify_all();
  const bool elsewhere = IsBusy(hunt) && hunt.node.value.value != options_.node;
  if (was_waiting || elsewhere) {
    return Finish(id, {.state = HuntState::cancelled,
                       .notes = {{.code = "cancelled_by", .title = caller.name}}});
  }
  return hunt;
}

Result<Hunt> HuntService::Finish(std::int64_t id, Ending ending) {
  return journal::ChangeFor<Hunt>(deps_.store, Ourselves(),
                                  [&](journal::Writer& writer) -> Result<Hunt> {
                                    LACHAN_TRY(Hunt hunt, journal::Get<Hunt>(writer, id));
                                    // Ended already, by a person at another node.
                                    if (!IsBusy(hunt)) return hunt;
                                    hunt.state = ending.state;
                                    hunt.ended_at = std::optional(deps_.clock.Now());
                                    hunt.message.value = Ellipsis(RepairUtf8(ending.message), 2000);
                                    if (ending.state != HuntState::failed) {
                                      hunt.notes.value = schema::Json(NotesJson(ending.notes));
                                    }
                                    if (ending.fill) LACHAN_TRY_DO(ending.fill(writer, hunt));
                                    return journal::Update(writer, hunt, {.kind = "hunt.ended"});
                                  });
}

HuntService::Ending HuntService::Broken(bool by_stop, std::vector<HuntNote> notes,
                                        const Task& task) {
  if (by_stop) {
    notes.insert(notes.begin(), {.code = "server_stopped"});
    return {.state = HuntState::interrupted, .notes = std::move(notes)};
  }
  const std::lock_guard lock(mutex_);
  notes.insert(notes.begin(), {.code = "cancelled_by", .title = task.cancelled_by});
  return {.state = HuntState::cancelled, .notes = std::move(notes)};
}

Status HuntService::Record(journal::Writer& writer, Hunt& hunt, const HuntTargets& targets,
                           const SweepResult& result, std::vector<HuntNote>& notes) const {
  LACHAN_TRY_DO(EraseHits(writer, hunt.id.value));
  auto rows = RowsOf(hunt.id.value, targets, result);
  std::int64_t matches = 0;
  for (const auto& row : rows) matches += row.events.value;
  if (rows.size() > kMostRows) {
    notes.push_back({.code = "rows_left_out",
                     .count = static_cast<std::int64_t>(rows.size() - kMostRows),
                     .of = static_cast<std::int64_t>(rows.size())});
    rows.resize(kMostRows);
  }
  std::vector<schema::Record> records;
  for (const auto& row : rows) records.push_back(schema::ToRecord(row));
  if (!records.empty()) {
    LACHAN_TRY_DO(writer.InsertWithoutFact(schema::Describe<HuntHit>(), records));
  }
  hunt.events_hit = static_cast<std::int64_t>(result.events_hit);
  hunt.matches = matches;
  return {};
}

bool HuntService::GoesOn(const Task& task, const std::stop_token& stop) {
  if (stop.stop_requested()) return false;
  const std::lock_guard lock(mutex_);
  return !task.is_cancelled;
}

/// At another node.
bool HuntService::IsEnded(std::int64_t id) {
  const auto hunt = ReadHunt(deps_.store, Ourselves(), id);
  return hunt && !IsBusy(*hunt);
}

Status HuntService::Execute(Task& task, const std::stop_token& stop) {
  LACHAN_TRY(const Hunt hunt, ReadHunt(deps_.store, Ourselves(), task.hunt));
  const auto adjust = [&](std::vector<journal::FieldValue> values) {
    return deps_.store.Change(Ourselves(), [&](journal::Writer& writer) {
      return writer.AdjustWithoutFact(schema::Describe<Hunt>(), task.hunt, values);
    });
  };
  LACHAN_TRY_DO(adjust({{"state", ToValue(HuntState::running)}}));
  LACHAN_TRY(const auto names, NamesOf(deps_.store, hunt));
  LACHAN_TRY(const auto targets, TargetsOf(hunt, *deps_.rules(), names));
  LACHAN_TRY(const auto scope, ScopeOf(hunt));
  LACHAN_TRY(const auto covered, CountCovered(deps_.events, scope, kTimeout));
  std::uint64_t total = 0;
  for (const auto& [where, events] : covered) total += events;
  LACHAN_TRY_DO(adjust({{"events_total", static_cast<std::int64_t>(total)}}));
  auto told = std::chrono::steady_clock::now();
  SweepOptions options;
  options.threads = options_.threads;
  options.slice_timeout = kTimeout;
  options.progress = [&](const SweepProgress& progress) {
    const auto now = std::chrono::steady_clock::now();
    if (now - told > std::chrono::seconds(1)) {
      told = now;
      // Where SQL narrows, the share of the candidates stands for that of the events.
      const double share = static_cast<double>(progress.events_read) /
                           static_cast<double>(std::max<std::uint64_t>(progress.events_total, 1));
      const auto read = static_cast<std::int64_t>(share * static_cast<double>(total));
      const auto noted = adjust(
          {{"events_read", read}, {"events_hit", static_cast<std::int64_t>(progress.events_hit)}});
      if (!noted) spdlog::warn("hunt {}: {}", task.hunt, noted.error().Text());
      if (IsEnded(task.hunt)) return false;
    }
    return GoesOn(task, stop);
  };
  if (!GoesOn(task, stop)) {
    const bool stopping = stop.stop_requested();
    LACHAN_TRY_DO(Finish(task.hunt, Broken(stopping, targets.notes, task)));
    return {};
  }
  LACHAN_TRY(const auto result, RunSweep(deps_.events, scope, targets.sweep, options));
  if (!result.is_complete) {
    LACHAN_TRY_DO(Finish(task.hunt, Broken(stop.stop_requested(), targets.notes, task)));
    return {};
  }
  std::vector<HuntNote> notes = targets.notes;
  if (result.abandoned_regexes > 0) {
    notes.push_back({.code = "regexes_abandoned",
                     .count = static_cast<std::int64_t>(result.abandoned_regexes)});
  }
  const auto fill = [&](journal::Writer& writer, Hunt& row) -> Status {
    row.events_read = static_cast<std::int64_t>(total);
    row.covered.value = schema::Json(CoveredJson(covered));
    LACHAN_TRY_DO(Record(writer, row, targets, result, notes));
    row.notes.value = schema::Json(NotesJson(notes));
    return {};
  };
  LACHAN_TRY_DO(Finish(task.hunt, {.notes = notes, .fill = fill}));
  return {};
}

void HuntService::Work(const std::stop_token& stop) {
  ::setpriority(PRIO_PROCESS, 0, 10);  // This thread and those it starts: behind the intake.
  while (true) {
    std::shared_ptr<Task> task;
    {
      std::unique_lock lock(mutex_);
      running_.reset();
      changed_.notify_all();
      if (!changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
      if (stop.stop_requested()) return;
      task = running_ = waiting_.front();
      waiting_.pop_front();
    }
    const auto done = Execute(*task, stop);
    if (done) continue;
    spdlog::warn("hunt {}: {}", task->hunt, done.error().Text());
    const auto noted =
        Finish(task->hunt, {.state = HuntState::failed, .message = done.error().Text()});
    if (!noted) spdlog::error("hunt {}: {}", task->hunt, noted.error().Text());
  }
}

Result<Hunt> HuntService::Conclude(const journal::Caller& caller, std::int64_t id,
                                   const HuntVerdict& verdict) {
  return journal::ChangeFor<Hunt>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<Hunt> {
        LACHAN_TRY(Hunt hunt, journal::Get<Hunt>(writer, id));
        if (hunt.state.value != HuntState::done) {
          return Fail(ErrorCode::kFailedPrecondition, "only a hunt that is done is concluded");
        }
        if (hunt.conclusion.value != HuntConclusion::open) {
          return Fail(ErrorCode::kFailedPrecondition, "the hunt is concluded already");
        }
        const auto wrong = [](std::string what, std::string field, std::string code) {
          return std::unexpected(Error(ErrorCode::kInvalidInput, std::move(what))
                                     .WithField(std::move(field), std::move(code)));
        };
        if (verdict.conclusion == HuntConclusion::open) {
          return wrong("found, or nothing found?", "conclusion", "required");
        }
        const bool found = verdict.conclusion == HuntConclusion::found;
        if (Trim(verdict.text).empty()) {
          return wrong(found ? "say what was found" : "say what was looked at, and what it means",
                       "conclusion_text", "required");
        }
        std::map<std::int64_t, std::int64_t> agency_of;
        for (const auto& value : CoveredIn(hunt)) {
          agency_of[value.at("system_id").as_int64()] = value.at("agency_id").as_int64();
        }
        for (const SystemId system : verdict.evidence) {
          const auto at = agency_of.find(system.value);
          if (at == agency_of.end()) {
            return wrong(fmt::format("no event of system {} was looked at", system.value),
                         "systems", "not_covered");
          }
          SystemCheck check;
          check.agency_id = AgencyId{at->second};
          check.system_id = system;
          check.kind = CheckKind::hunt;
          check.performed_on = CivilDateAt(hunt.ended_at.value.value_or(deps_.clock.Now()));
          check.result = found ? CheckResult::findings : CheckResult::clean;
          check.findings.value = found ? 1 : 0;
          check.method.value = Ellipsis(
              hunt.hypothesis.value.empty() ? hunt.title.value : hunt.hypothesis.value, 200);
          check.summary.value = fmt::format("hunts/{}: {}", id, verdict.text);
          LACHAN_TRY_DO(
              journal::CreateRow(writer, caller, deps_.registers,
                                 *deps_.registers.Find("system_check"), schema::ToRecord(check)),
              "recording the hunt");
        }
        hunt.conclusion = verdict.conclusion;
        hunt.conclusion_text.value.value = verdict.text;
        hunt.concluded_by.value = Ellipsis(caller.name, 200);
        hunt.concluded_at = std::optional(deps_.clock.Now());
        hunt.follow_up.value = Ellipsis(verdict.follow_up, 100);
        hunt.evidence_rows = static_cast<std::int64_t>(verdict.evidence.size());
        return journal::Update(writer, hunt, {.kind = "hunt.concluded"});
      });
}

Result<std::vector<HuntHit>> HuntService::Hits(const journal::Caller& caller, std::int64_t id) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  LACHAN_TRY_DO(journal::Get<Hunt>(*reader, id));
  journal::ListQuery query;
  query.filters = {journal::Equals("hunt_id", id)};
  return journal::ListAll<HuntHit>(*reader, query);
}

}  // namespace lachan::hunts
