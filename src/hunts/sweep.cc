// SPDX-License-Identifier: Apache-2.0
#include "hunts/sweep.h"

#include <algorithm>
#include <atomic>
#include <mutex>
#include <set>
#include <thread>

#include "detect/atom.h"
#include "detect/column_screen.h"
#include "detect/correlate.h"
#include "detect/logsource.h"
#include "detect/record_event.h"
#include "detect/stored_match.h"
#include "events/event_columns.h"
#include "events/event_sql.h"
#include "hunts/stored_rows.h"
#include "indicators/tokens.h"

namespace lachan::hunts {
namespace {

using Slice = std::pair<Instant, Instant>;

std::string Micros(Instant instant) { return std::to_string(instant.time_since_epoch().count()); }

void CollectFields(const detect::Expr& expr, std::set<std::string>& fields, bool& keywords) {
  if (expr.op == detect::Expr::Op::kAtom) {
    fields.insert(expr.atom->field);
    if (!expr.atom->reference.empty()) fields.insert(expr.atom->reference);
    keywords = keywords || expr.atom->IsKeyword();
  }
  for (const auto& child : expr.children) CollectFields(child, fields, keywords);
}

/// One thread of a sweep.
class Sweeper {
 public:
  Sweeper(const SweepTargets& targets, const RowPlan& plan, const detect::Correlator* correlator)
      : targets_(targets), correlator_(correlator) {
    if (targets.rules) scratch_ = targets.rules->MakeScratch();
    if (scratch_ && !targets.indicators && !targets.takes_all) screen_.emplace(*scratch_);
    rows_.emplace(plan, scratch_ ? scratch_->names() : own_names_);
  }

  /// Events that correlations count, in the order of the slice.
  struct Counted {
    Event event;
    std::vector<detect::Match> matches;
    std::int64_t system = 0;
    bool is_hit = false;  ///< Counted already.
  };

  void Take(const events::ColumnAnswer& answer, std::vector<Counted>& counted) {
    rows_->Begin(answer);
    if (screen_) {
      for (const auto& found : rows_->Screen(*screen_)) {
        if (found.is_open || HasCounted(screen_->RulesOf(found))) {
          See(found.row, counted);
        } else {
          Tell(found.row, screen_->RulesOf(found));
        }
      }
    } else {
      for (std::size_t row = 0; row < answer.rows; ++row) See(row, counted);
    }
    result_.events_read += answer.rows;
  }

  SweepResult Finish() {
    if (scratch_) result_.abandoned_regexes = scratch_->abandoned_regexes();
    return std::move(result_);
  }
  std::uint64_t hit() const { return result_.events_hit; }

 private:
  void See(std::size_t row, std::vector<Counted>& counted) {
    const FlatRecord& record = rows_->Read(row);
    const Instant time = rows_->TimeOf(row);
    const std::pair where{rows_->AgencyOf(row), rows_->SystemOf(row)};
    const std::size_t counted_before = counted.size();
    bool hit = targets_.takes_all;
    if (hit) result_.all[where].Add(time, rows_->IdOf(row));
    if (targets_.rules) {
      const auto& sources = rows_->SourcesOf(row);
      detect::MatchStored(*scratch_, record, sources, matches_);
      bool counts = false;
      for (const auto& match : matches_) {
        counts = counts || (correlator_ != nullptr && correlator_->Counts(match.rule));
        if (!targets_.Wants(match.rule)) continue;
        result_.rules[match.rule][where].Add(time, rows_->IdOf(row));
        hit = true;
      }
      if (counts) Count(record, sources, row, counted);
    }
    if (targets_.indicators) hit = SeekIndicators(record, row, where, time) || hit;
    if (hit && counted.size() > counted_before) counted.back().is_hit = true;
    result_.events_hit += hit ? 1 : 0;
  }

  /// Whether correlations have to see an event with these rules.
  bool HasCounted(std::span<const std::uint32_t> rules) const {
    return correlator_ != nullptr &&
           std::ranges::any_of(rules, [&](std::size_t rule) { return correlator_->Counts(rule); });
  }

  /// The rules are known without laying out the event.
  void Tell(std::size_t row, std::span<const std::uint32_t> rules) {
    const std::pair where{rows_->AgencyOf(row), rows_->SystemOf(row)};
    bool hit = false;
    for (const std::uint32_t rule : rules) {
      if (!targets_.Wants(rule)) continue;
      result_.rules[rule][where].Add(rows_->TimeOf(row), rows_->IdOf(row));
      hit = true;
    }
    result_.events_hit += hit ? 1 : 0;
  }

  void Count(const FlatRecord& record, const std::vector<LogSource>& sources, std::size_t row,
             std::vector<Counted>& counted) {
    Counted& one = counted.emplace_back();
    one.event = detect::EventOf(record, scratch_->names());
    one.event.id = rows_->IdOf(row);
    one.event.time = rows_->TimeOf(row);
    one.event.agency = AgencyId{rows_->AgencyOf(row)};
    one.event.logsources = sources;
    one.matches = matches_;
    one.system = rows_->SystemOf(row);
  }

  bool SeekIndicators(const FlatRecord& record, std::size_t row,
                      std::pair<std::int64_t, std::int64_t> where, Instant time) {
    const auto& set = *targets_.indicators;
    hits_.clear();
    for (const FlatField& field : record.fields) {
      if (set.MayMatch(field.value)) set.Match(field.value.bytes, time, hits_);
    }
    indicators::ForEachToken(record.text, [&](std::string_view token) {
      if (set.MayMatch(token)) set.Match(token, time, hits_);
    });
    if (hits_.empty()) return false;
    std::ranges::sort(hits_, {}, &indicators::Hit::indicator);
    const auto again = std::ranges::unique(hits_, {}, &indicators::Hit::indicator);
    hits_.erase(again.begin(), again.end());
    for (const auto& found : hits_) {
      result_.indicators[found.indicator][where].Add(time, rows_->IdOf(row));
    }
    return true;
  }

  const SweepTargets& targets_;
  const detect::Correlator* correlator_;
  NameTable own_names_;
  std::unique_ptr<detect::RuleSet::Scratch> scratch_;
  std::optional<detect::ColumnScreen> screen_;  ///< Where rules alone say what is found.
  std::optional<StoredRows> rows_;
  std::vector<detect::Match> matches_;
  std::vector<indicators::Hit> hits_;
  SweepResult result_;
};

/// The sweep as a whole.
class Sweep {
 public:
  Sweep(events::ColumnReader& reader, const SweepScope& scope, const SweepTargets& targets,
        const SweepOptions& options)
      : reader_(reader), scope_(scope), targets_(targets), options_(options) {}

  Result<SweepResult> Run() {
    const auto begin = std::chrono::steady_clock::now();
    if (events::SeesNothing(scope_.scope)) return SweepResult{};
    LACHAN_TRY_DO(PlanSlices());
    if (targets_.rules) plan_ = PlanFor(*targets_.rules);
    if (targets_.indicators) {
      plan_.local_time = targets_.rules != nullptr;
      plan_.raw = true;
      plan_.hot.clear();
      for (std::size_t i = 0; i < events::HotFields().size(); ++i) plan_.hot.push_back(i);
    }
    if (targets_.rules && !targets_.rules->correlations().empty()) {
      detect::CorrelatorOptions correlations;
      correlations.report_repeated = false;
      correlator_.emplace(*targets_.rules, correlations);
    }
    counted_.resize(slices_.size());
    done_.assign(slices_.size(), false);
    {
      std::vector<std::jthread> threads;
      const auto most = std::max<std::size_t>(
          1, std::min<std::size_t>(static_cast<std::size_t>(options_.threads), slices_.size()));
      for (std::size_t i = 0; i < most; ++i) threads.emplace_back([this] { Work(); });
    }
    if (failure_) return std::unexpected(*std::move(failure_));
    result_.is_complete = !stop_;
    result_.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    return std::move(result_);
  }

 private:
  /// Counts the events in small steps and joins those to slices.
  Status PlanSlices() {
    const auto span = (scope_.to - scope_.from).count();
    if (span <= 0) return Fail(ErrorCode::kInvalidInput, "the period has no length");
    const std::int64_t step = std::max<std::int64_t>(1'000'000, span / 50'000 + 1);
    events::Statement statement;
    LACHAN_TRY(const std::string where, Condition(scope_, statement));
    const std::string from = statement.Bind("Int64", Micros(scope_.from));
    statement.sql = fmt::format(
        "SELECT toInt64(intDiv(toUnixTimestamp64Micro(time) - {}, {})) AS step, count() AS n FROM "
        "events WHERE {} GROUP BY step ORDER BY step",
        from, step, where);
    LACHAN_TRY(const auto answer, reader_.Read(statement, options_.slice_timeout),
               "counting the events of the period");
    if (answer.rows == 0) return {};
    std::uint64_t in_slice = 0;
    Instant begin = scope_.from;
    for (std::size_t i = 0; i < answer.rows; ++i) {
      const auto count = static_cast<std::uint64_t>(answer.columns[1].numbers[i]);
      const Instant at = scope_.from + Duration(answer.columns[0].numbers[i] * step);
      if (in_slice > 0 && in_slice + count > options_.slice_events) {
        slices_.emplace_back(begin, at);
        begin = at;
        in_slice = 0;
      }
      in_slice += count;
      progress_.events_total += count;
    }
    slices_.emplace_back(begin, scope_.to);
    return {};
  }

  Result<std::string> Condition(const SweepScope& scope, events::Statement& statement) const {
    LACHAN_TRY(std::string sql, ConditionOf(scope, statement));
    if (targets_.narrowed) sql += " AND " + targets_.narrowed(statement);
    return sql;
  }

  void Work() {
    Sweeper sweeper(targets_, plan_, correlator_ ? &*correlator_ : nullptr);
    while (!stop_ && !failed_) {
      const std::size_t index = next_++;
      if (index >= slices_.size()) break;
      std::vector<Sweeper::Counted> counted;
      const std::uint64_t hit_before = sweeper.hit();
      const auto read = ReadSlice(slices_[index], sweeper, counted);
      const std::lock_guard lock(mutex_);
      if (!read) {
        failure_ = read.error();
        failed_ = true;
        break;
      }
      counted_[index] = std::move(counted);
      done_[index] = true;
      Correlate();
      progress_.events_read += *read;
      progress_.events_hit += sweeper.hit() - hit_before;
      if (options_.progress && !options_.progress(progress_)) stop_ = true;
    }
    const std::lock_guard lock(mutex_);
    Merge(sweeper.Finish());
  }

  /// A slice too large for one answer is halved.
  Result<std::uint64_t> ReadSlice(Slice slice, Sweeper& sweeper,
                                  std::vector<Sweeper::Counted>& counted) {
    SweepScope part = scope_;
    part.from = slice.first;
    part.to = slice.second;
    events::Statement statement;
    LACHAN_TRY(const std::string where, Condition(part, statement));
    statement.sql = fmt::format("SELECT {} FROM events WHERE {}{}", plan_.Columns(), where,
                                correlator_ ? " ORDER BY time, id" : "");
    auto answer = reader_.Read(statement, options_.slice_timeout);
    if (answer) {
      sweeper.Take(*answer, counted);
      return answer->rows;
    }
    const auto span = slice.second - slice.first;
    if (answer.error().code() != ErrorCode::kExhausted || span < std::chrono::milliseconds(2)) {
      return std::unexpected(answer.error());
    }
    const Instant middle = slice.first + span / 2;
    LACHAN_TRY(const auto first, ReadSlice({slice.first, middle}, sweeper, counted));
    LACHAN_TRY(const auto second, ReadSlice({middle, slice.second}, sweeper, counted));
    return first + second;
  }

  /// Correlations see the slices in order. Under mutex_.
  void Correlate() {
    for (; correlated_ < slices_.size() && done_[correlated_]; ++correlated_) {
      if (!correlator_) continue;
      for (const auto& one : counted_[correlated_]) {
        bool fires = false;
        for (const auto& hit : correlator_->Observe(one.event, one.matches)) {
          if (!targets_.Wants(hit.rule)) continue;
          fires = true;
          result_.rules[hit.rule][{one.event.agency.value, one.system}].Add(one.event.time,
                                                                            one.event.id);
        }
        if (!fires || one.is_hit) continue;
        ++result_.events_hit;
        ++progress_.events_hit;
      }
      counted_[correlated_] = {};
    }
  }

  void Merge(SweepResult part) {
    const auto merge = [](auto& into, const auto& from) {
      for (const auto& [target, tallies] : from) {
        for (const auto& [where, tally] : tallies) into[target][where].Add(tally);
      }
    };
    merge(result_.rules, part.rules);
    merge(result_.indicators, part.indicators);
    for (const auto& [where, tally] : part.all) result_.all[where].Add(tally);
    result_.events_read += part.events_read;
    result_.events_hit += part.events_hit;
    result_.abandoned_regexes += part.abandoned_regexes;
  }

  events::ColumnReader& reader_;
  const SweepScope& scope_;
  const SweepTargets& targets_;
  const SweepOptions& options_;
  RowPlan plan_;
  std::vector<Slice> slices_;
  std::atomic<std::size_t> next_ = 0;
  std::atomic<bool> stop_ = false, failed_ = false;
  std::mutex mutex_;
  std::optional<detect::Correlator> correlator_;        // used under mutex_, but for Counts
  std::vector<std::vector<Sweeper::Counted>> counted_;  // guarded by mutex_
  std::vector<bool> done_;                              // guarded by mutex_
  std::size_t correlated_ = 0;                          // guarded by mutex_
  SweepProgress progress_;                              // guarded by mutex_
  SweepResult result_;                                  // guarded by mutex_
  std::optional<Error> failure_;                        // guarded by mutex_
};

}  // namespace

RowPlan PlanFor(const detect::RuleSet& rules) {
  std::set<std::string> fields;
  bool keywords = false;
  for (const auto& condition : rules.conditions()) CollectFields(condition, fields, keywords);
  RowPlan plan;
  plan.raw = keywords;
  plan.local_time = fields.contains(std::string(detect::kLocalTimeField));
  for (const auto& source : detect::SourcesWithAliases()) {
    for (const auto& alias : detect::AliasesOf(source)) fields.emplace(alias.origin);
  }
  for (std::size_t i = 0; i < events::HotFields().size(); ++i) {
    const std::string name(events::HotFields()[i]);
    if (keywords || fields.contains(name) || rules.report().correlations > 0) {
      plan.hot.push_back(i);
    }
  }
  return plan;
}

Result<std::string> ConditionOf(const SweepScope& scope, events::Statement& statement) {
  LACHAN_TRY(std::string sql, events::ScopeCondition(scope.scope, statement));
  const auto instant = [&](Instant at) {
    return fmt::format("fromUnixTimestamp64Micro({}, 'UTC')", statement.Bind("Int64", Micros(at)));
  };
  sql += fmt::format(" AND time >= {} AND time < {}", instant(scope.from), instant(scope.to));
  if (scope.exercise) sql += fmt::format(" AND exercise = {}", *scope.exercise ? 1 : 0);
  if (!scope.systems.empty()) {
    std::string list;
    for (const auto system : scope.systems) {
      list += fmt::format("{}{}", list.empty() ? "" : ",", system.value);
    }
    sql += fmt::format(" AND has({}, system)", statement.Bind("Array(Int64)", "[" + list + "]"));
  }
  return sql;
}

Result<std::map<std::pair<std::int64_t, std::int64_t>, std::uint64_t>> CountCovered(
    events::ColumnReader& reader, const SweepScope& scope, std::chrono::milliseconds timeout) {
  std::map<std::pair<std::int64_t, std::int64_t>, std::uint64_t> counts;
  if (events::SeesNothing(scope.scope)) return counts;
  events::Statement statement;
  LACHAN_TRY(const std::string where, ConditionOf(scope, statement));
  statement.sql = fmt::format(
      "SELECT agency, system, count() AS n FROM events WHERE {} GROUP BY agency, system", where);
  LACHAN_TRY(const auto answer, reader.Read(statement, timeout), "counting the events");
  for (std::size_t i = 0; i < answer.rows; ++i) {
    counts[{answer.columns[0].numbers[i], answer.columns[1].numbers[i]}] =
        static_cast<std::uint64_t>(answer.columns[2].numbers[i]);
  }
  return counts;
}

Result<SweepResult> RunSweep(events::ColumnReader& reader, const SweepScope& scope,
                             const SweepTargets& targets, const SweepOptions& options) {
  return Sweep(reader, scope, targets, options).Run();
}

}  // namespace lachan::hunts
