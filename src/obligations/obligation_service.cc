// SPDX-License-Identifier: Apache-2.0
#include "obligations/obligation_service.h"

#include <algorithm>
#include <set>

#include "base/hash.h"
#include "journal/fact.h"

namespace lachan::obligations {
namespace {

using directive::Duty;
using directive::DutyStatus;

journal::Caller Myself() { return journal::Caller::System("obligations"); }

bool Wants(const DutyQuery& query, const Duty& duty) {
  return (!query.agency || duty.agency == *query.agency) &&
         (!query.system || duty.system == *query.system) &&
         (query.obligation.empty() || duty.obligation == query.obligation);
}

bool WantsStatus(const DutyQuery& query, DutyStatus status) {
  if (query.statuses.empty()) return status != DutyStatus::kNotApplicable;
  return std::ranges::find(query.statuses, status) != query.statuses.end();
}

/// The instant people look at: of what is done and must be renewed, the renewal.
Instant NextLimit(const Duty& duty) {
  if (duty.holds) return duty.next_due.value_or(Instant::max());
  return duty.due.value_or(Instant::max());
}

bool IsSooner(const Duty* a, const Duty* b) {
  const auto key = [](const Duty* duty) {
    return std::tuple(NextLimit(*duty), duty->agency, std::string_view(duty->part), duty->system,
                      std::string_view(duty->period), duty->trigger);
  };
  return key(a) < key(b);
}

const directive::IndicatorSet* SetOf(const directive::Directive& directive, std::string_view card,
                                     std::string_view kind) {
  const auto at = std::ranges::find(directive.scorecards, card, &directive::Scorecard::id);
  if (at == directive.scorecards.end()) return nullptr;
  for (const auto& set : at->sets) {
    if (std::ranges::find(set.kinds, kind) != set.kinds.end()) return &set;
  }
  return nullptr;
}

}  // namespace

ObligationService::ObligationService(Options options, Deps deps)
    : options_(options), deps_(deps), book_(deps.directive, options.is_demo) {
  subscription_ = deps_.store.Subscribe([this](const Fact& fact) {
    if (book_.Reads(fact.kind)) has_facts_ = true;
    if (RegisterHistory::Reads(fact.kind)) has_register_ = true;
    if (fact.kind == "agency.reorganised" || fact.kind == "system.passed") has_reorganised_ = true;
  });
}

Status ObligationService::Refresh() {
  const Instant now = deps_.clock.Now();
  const bool is_first = !refreshed_at_;
  const bool is_old = is_first || now - *refreshed_at_ >= options_.max_age;
  if (!has_facts_ && !has_register_ && !is_old) return {};
  // Cleared before reading: what is committed meanwhile is read again next time.
  has_facts_ = false;
  const bool has_register = has_register_.exchange(false) || is_old;
  const auto failed = [&](Error error) -> Status {
    has_facts_ = true;
    has_register_ = true;
    return std::unexpected(std::move(error));
  };
  auto reader = deps_.store.OpenReader(Myself());
  if (!reader) return failed(std::move(reader).error());
  auto earliest = book_.Catch(**reader);
  if (!earliest) return failed(std::move(earliest).error());
  const bool is_reorganised = has_reorganised_.exchange(false);
  if (has_register) {
    auto history = RegisterHistory::Load(**reader, options_.is_demo);
    if (!history) return failed(std::move(history).error());
    // Of a demo all rows count as always known, so a change of one is a change of every month.
    if (options_.is_demo && !is_old) earliest = Instant::min();
    // A reorganisation counts from its day, which may be long past.
    if (is_reorganised) earliest = Instant::min();
    register_ = *std::move(history);
  }
  if (*earliest) {
    std::erase_if(months_, [&](const auto& entry) {
      return !entry.second.scores->frozen && entry.second.judged_at >= **earliest;
    });
    past_.reset();
  }
  current_.reset();
  refreshed_at_ = now;
  return {};
}

Result<SituationPtr> ObligationService::Assess(Instant instant) {
  auto situation = std::make_shared<Situation>();
  situation->snapshot = register_.At(instant);
  situation->snapshot.recording_since =
      options_.recording_since ? options_.recording_since : book_.first();
  situation->assessment = directive::Assess(deps_.directive, book_.facts(), situation->snapshot,
                                            deps_.directive.calendar, instant);
  return situation;
}

Result<SituationPtr> ObligationService::CurrentLocked() {
  LACHAN_TRY_DO(Refresh(), "assessing the duties");
  if (current_ == nullptr) {
    LACHAN_TRY(current_, Assess(deps_.clock.Now()));
  }
  return current_;
}

Result<SituationPtr> ObligationService::AtLocked(Instant instant) {
  LACHAN_TRY_DO(Refresh(), "assessing the duties");
  if (past_ == nullptr || past_->assessment.now != instant) {
    LACHAN_TRY(past_, Assess(instant));
  }
  return past_;
}

Result<SituationPtr> ObligationService::Current() {
  const std::scoped_lock lock(mutex_);
  return CurrentLocked();
}

Result<SituationPtr> ObligationService::At(Instant instant) {
  const std::scoped_lock lock(mutex_);
  return AtLocked(instant);
}

Instant ObligationService::JudgedAt(Month month, Instant now) const {
  return std::min(directive::AssessmentInstant(month), now);
}

Result<DutyList> ObligationService::Duties(const journal::Caller& caller, const DutyQuery& query) {
  SituationPtr situation;
  const Instant now = deps_.clock.Now();
  if (query.month && query.month->End() <= now) {
    LACHAN_TRY(situation, At(directive::AssessmentInstant(*query.month)));
  } else {
    LACHAN_TRY(situation, Current());
  }
  DutyList list;
  list.as_of = situation->assessment.now;
  std::vector<const Duty*> found;
  for (const Duty& duty : situation->assessment.duties) {
    if (!Wants(query, duty) || !caller.reach.Reads(duty.agency)) continue;
    ++list.counts[static_cast<std::size_t>(duty.status)];
    if (WantsStatus(query, duty.status)) found.push_back(&duty);
  }
  list.total = static_cast<std::int64_t>(found.size());
  const std::size_t limit = std::min(query.limit, found.size());
  std::ranges::partial_sort(found, found.begin() + static_cast<std::ptrdiff_t>(limit), IsSooner);
  found.resize(limit);
  for (const Duty* duty : found) list.rows.push_back(*duty);
  return list;
}

Result<std::map<std::string, StatusCounts>> ObligationService::CountsByPart(
    const journal::Caller& caller) {
  LACHAN_TRY(const auto situation, Current());
  std::map<std::string, StatusCounts> counts;
  for (const Duty& duty : situation->assessment.duties) {
    if (!caller.reach.Reads(duty.agency)) continue;
    ++counts[duty.part][static_cast<std::size_t>(duty.status)];
  }
  return counts;
}

Result<std::optional<ScoreMonth>> ObligationService::FindFrozen(Month month) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Myself()));
  journal::ListQuery query;
  query.filters = {journal::Equals("month", month.Text())};
  query.with_archived = true;
  LACHAN_TRY(auto rows, journal::List<ScoreMonth>(*reader, query), "reading frozen scores");
  if (rows.empty()) return std::nullopt;
  if (Sha256Hex(rows.front().figures.value.value) != rows.front().sha256.value.value) {
    return Fail(ErrorCode::kCorrupt, "the frozen scores of {} do not have their hash",
                month.Text());
  }
  return std::optional(std::move(rows.front()));
}

Result<std::shared_ptr<const MonthScores>> ObligationService::ScoresLocked(Month month) {
  const Instant now = deps_.clock.Now();
  if (month.Begin() > now) {
    return Fail(ErrorCode::kFailedPrecondition, "month {} lies ahead", month.Text());
  }
  LACHAN_TRY_DO(Refresh(), "assessing the duties");
  if (month.End() > now) {
    LACHAN_TRY(const auto situation, CurrentLocked());
    const auto known = months_.find(month);
    if (known != months_.end() && known->second.judged_at == situation->assessment.now) {
      return known->second.scores;
    }
    auto scores = std::make_shared<const MonthScores>(
        ScoreAll(deps_.directive, situation->snapshot, situation->assessment, month));
    months_[month] = {situation->assessment.now, scores};
    return scores;
  }
  if (const auto known = months_.find(month); known != months_.end()) {
    if (known->second.judged_at == directive::AssessmentInstant(month)) return known->second.scores;
  }
  LACHAN_TRY(const auto frozen, FindFrozen(month));
  auto scores = std::make_shared<MonthScores>();
  if (frozen) {
    LACHAN_TRY(*scores, ParseFigures(frozen->figures.value.value), month.Text());
    scores->frozen = true;
    scores->sha256 = frozen->sha256.value.value;
  } else {
    LACHAN_TRY(const auto situation, AtLocked(directive::AssessmentInstant(month)));
    *scores = ScoreAll(deps_.directive, situation->snapshot, situation->assessment, month);
  }
  months_[month] = {directive::AssessmentInstant(month), scores};
  return scores;
}

Result<std::shared_ptr<const MonthScores>> ObligationService::Scores(Month month) {
  const std::scoped_lock lock(mutex_);
  return ScoresLocked(month);
}

Result<RankingTable> ObligationService::Ranking(const journal::Caller& caller, Month month,
                                                std::string_view kind) {
  const std::scoped_lock lock(mutex_);
  LACHAN_TRY(const auto scores, ScoresLocked(month));
  const auto* set = SetOf(deps_.directive, scores->scorecard, kind);
  if (set == nullptr) {
    return Fail(ErrorCode::kNotFound, "no scorecard ranks agencies of kind '{}' in {}", kind,
                month.Text());
  }
  LACHAN_TRY(const auto previous, ScoresLocked(month.Plus(-1)));
  RankingTable table{month, scores->frozen, scores->judged_at, scores->scorecard, set->id, 0, {}};
  for (const AgencyMonth& agency : scores->agencies) {
    if (agency.score.set != set->id) continue;
    table.of = agency.of;
    if (!caller.reach.Reads(agency.score.agency)) continue;
    RankingRow row{agency, {}, {}};
    const auto* before = previous->Find(agency.score.agency);
    if (before != nullptr && before->score.set == set->id && before->rank > 0) {
      row.previous_rank = before->rank;
      row.previous_score_centi = before->score.score_centi;
    }
    table.rows.push_back(std::move(row));
  }
  std::ranges::stable_sort(table.rows, {}, [](const RankingRow& row) {
    return row.agency.rank > 0 ? row.agency.rank : std::numeric_limits<int>::max();
  });
  return table;
}

Result<std::vector<Duty>> ObligationService::CountedDuties(const MonthScores& scores,
                                                           AgencyId agency) {
  if (scores.frozen) {
    if (frozen_.first != scores.month) {
      LACHAN_TRY(const auto frozen, FindFrozen(scores.month));
      if (!frozen) {
        return Fail(ErrorCode::kCorrupt, "frozen scores of {} are gone", scores.month.Text());
      }
      LACHAN_TRY(frozen_.second, ParseDuties(frozen->figures.value.value, deps_.directive));
      frozen_.first = scores.month;
    }
    const auto at = frozen_.second.find(agency.value);
    return at == frozen_.second.end() ? std::vector<Duty>() : at->second;
  }
  SituationPtr situation;
  if (current_ != nullptr && current_->assessment.now == scores.judged_at) {
    situation = current_;
  } else {
    LACHAN_TRY(situation, AtLocked(scores.judged_at));
  }
  std::set<std::string, std::less<>> counted;
  if (const auto* month = scores.Find(agency)) {
    for (const auto& indicator : month->score.indicators) {
      for (const auto& credit : indicator.duties) counted.insert(credit.duty);
    }
  }
  std::vector<Duty> duties;
  for (const Duty& duty : situation->assessment.Of(agency)) {
    if (counted.contains(duty.Key())) duties.push_back(duty);
  }
  return duties;
}

Result<AgencyReport> ObligationService::Report(const journal::Caller& caller, AgencyId agency,
                                               Month month) {
  if (!caller.reach.Reads(agency)) return Fail(ErrorCode::kNotFound, "no agency {}", agency.value);
  const std::scoped_lock lock(mutex_);
  LACHAN_TRY(const auto scores, ScoresLocked(month));
  const auto* found = scores->Find(agency);
  if (found == nullptr) {
    return Fail(ErrorCode::kNotFound, "agency {} is not scored in {}", agency.value, month.Text());
  }
  AgencyReport report;
  report.agency = *found;
  report.frozen = scores->frozen;
  report.judged_at = scores->judged_at;
  LACHAN_TRY(report.duties, CountedDuties(*scores, agency));
  for (int back = options_.history_months - 1; back >= 0; --back) {
    const Month past = month.Plus(-back);
    LACHAN_TRY(const auto then, ScoresLocked(past));
    const auto* one = then->Find(agency);
    if (one == nullptr || !one->score.ranked) continue;
    report.history.push_back(
        {past, one->score.score_centi, one->score.band, one->rank, then->frozen});
  }
  LACHAN_TRY(const auto situation, CurrentLocked());
  report.wins = QuickWins(deps_.directive, book_.facts(), situation->snapshot,
                          situation->assessment.now, agency, 10);
  return report;
}

Result<ScoreMonth> ObligationService::Freeze(const journal::Caller& caller, Month month) {
  if (!caller.reach.everything) {
    return Fail(ErrorCode::kDenied, "only who sees the whole province signs off a month");
  }
  const std::scoped_lock lock(mutex_);
  if (month.End() > deps_.clock.Now()) {
    return Fail(ErrorCode::kFailedPrecondition, "month {} has not ended", month.Text());
  }
  LACHAN_TRY(const auto present, FindFrozen(month));
  if (present) return Fail(ErrorCode::kConflict, "month {} is frozen already", month.Text());
  LACHAN_TRY(const auto situation, AtLocked(directive::AssessmentInstant(month)));
  const auto scores = ScoreAll(deps_.directive, situation->snapshot, situation->assessment, month);
  if (scores.agencies.empty()) {
    return Fail(ErrorCode::kFailedPrecondition, "no agency is scored in {}", month.Text());
  }
  ScoreMonth row;
  row.month = schema::Line<0, 7>(month.Text());
  row.scorecard = schema::Line<0, 40>(scores.scorecard);
  row.judged_at = scores.judged_at;
  row.figures = schema::Json(FigureText(scores, situation->assessment));
  row.sha256 = schema::Line<0, 64>(Sha256Hex(row.figures.value.value));
  row.frozen_by = schema::Line<0, 200>(caller.name);
  row.is_demo = options_.is_demo;
  journal::FactDraft fact;
  fact.kind = "ranking.published";
  // The bytes stand in the row; the fact binds them by their hash.
  fact.payload = {{"period", month.Text()},
                  {"sha256", row.sha256.value.value},
                  {"scorecard", scores.scorecard},
                  {"new", boost::json::object()}};
  for (const auto& agency : situation->snapshot.agencies) {
    if (std::ranges::find(agency.roles, "coordinator", &directive::AgencyView::Role::role) !=
        agency.roles.end()) {
      fact.agency = agency.id;
    }
  }
  LACHAN_TRY(auto stored,
             journal::ChangeFor<ScoreMonth>(deps_.store, caller, [&](journal::Writer& writer) {
               return journal::Insert(writer, row, fact);
             }));
  months_.erase(month);
  return stored;
}

std::vector<EvidenceFact> ObligationService::Evidence(const std::vector<std::int64_t>& ids) {
  const std::scoped_lock lock(mutex_);
  std::vector<EvidenceFact> facts;
  for (const auto id : ids) {
    if (auto fact = book_.Evidence(id)) facts.push_back(*std::move(fact));
  }
  return facts;
}

std::string ObligationService::LinkOf(const directive::Duty& duty) {
  const auto* part = deps_.directive.FindPart(duty.part);
  if (duty.trigger == 0 || part == nullptr) return {};
  const auto* event = std::get_if<directive::EventRule>(&part->rule);
  if (event == nullptr) return {};
  const std::scoped_lock lock(mutex_);
  const auto* fact = book_.Find(duty.trigger);
  return fact == nullptr ? std::string() : std::string(fact->Get(event->link));
}

}  // namespace lachan::obligations
