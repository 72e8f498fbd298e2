// SPDX-License-Identifier: Apache-2.0
#include "obligations/obligation_service.h"

#include <algorithm>
#include <set>

namespace lachan::obligations {
namespace {

using directive::Duty;
using directive::DutyStatus;

journal::Caller Myself() { return journal::Caller::System("obligations"); }

bool SpeaksOf(const directive::Directive& directive, const Duty& duty, const std::string& clause) {
  if (duty.clause == clause) return true;
  const auto* obligation = directive.FindObligation(duty.obligation);
  return obligation != nullptr &&
         std::ranges::find(obligation->also_clauses, clause) != obligation->also_clauses.end();
}

bool Wants(const directive::Directive& directive, const DutyQuery& query, const Duty& duty) {
  return (query.part.empty() || duty.part == query.part) &&
         (query.clause.empty() || SpeaksOf(directive, duty, query.clause)) &&
         (!query.agency || duty.agency == *query.agency) &&
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

/// How an agency stood before addenda; nothing when they did not touch it.
std::optional<CorrectionEffect::Standing> AsFrozen(const MonthScores& scores,
                                                   const AgencyMonth& latest) {
  if (scores.amended == nullptr) return std::nullopt;
  const auto* then = scores.Find(latest.score.agency);
  if (then == nullptr) return std::nullopt;
  const auto before = StandingOf(*then);
  return before == StandingOf(latest) ? std::nullopt : std::optional(before);
}

}  // namespace

ObligationService::ObligationService(Options options, Deps deps)
    : options_(options), deps_(deps), book_(deps.directive, options.is_demo) {
  subscription_ = deps_.store.Subscribe([this](const Fact& fact) {
    if (book_.Reads(fact.kind)) has_facts_ = true;
    if (RegisterHistory::Reads(fact.kind)) has_register_ = true;
    if (ScoringRules::Reads(fact.kind) || fact.kind == "ranking.addendum_confirmed") {
      has_rules_ = true;
    }
    if (fact.kind == "agency.reorganised" || fact.kind == "system.passed") has_reorganised_ = true;
  });
}

Status ObligationService::Refresh() {
  const Instant now = deps_.clock.Now();
  const bool is_first = !refreshed_at_;
  const bool is_old = is_first || now - *refreshed_at_ >= options_.max_age;
  if (!has_facts_ && !has_register_ && !has_rules_ && !is_old) return {};
  // Cleared before reading: what is committed meanwhile is read again next time.
  has_facts_ = false;
  const bool has_register = has_register_.exchange(false) || is_old;
  const bool has_rules = has_rules_.exchange(false);
  const auto failed = [&](Error error) -> Status {
    has_facts_ = true;
    has_register_ = true;
    has_rules_ = true;
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
  if (has_rules) {
    auto rules = ScoringRules::Load(**reader, deps_.directive);
    if (!rules) return failed(std::move(rules).error());
    rules_ = *std::move(rules);
    months_.clear();
  }
  if (*earliest) {
    index_.reset();
    std::erase_if(months_, [&](const auto& entry) {
      return !entry.second.scores->frozen && entry.second.judged_at >= **earliest;
    });
    past_.reset();
  }
  current_.reset();
  refreshed_at_ = now;
  return {};
}

const directive::FactIndex& ObligationService::Index() {
  if (index_ == nullptr) index_ = std::make_unique<directive::FactIndex>(book_.facts());
  return *index_;
}

SituationPtr ObligationService::Judge(Instant instant, const directive::Scope& scope) {
  auto situation = std::make_shared<Situation>();
  situation->snapshot = register_.At(instant);
  situation->snapshot.recording_since =
      options_.recording_since ? options_.recording_since : book_.first();
  situation->assessment = directive::Assess(deps_.directive, Index(), situation->snapshot,
                                            deps_.directive.calendar, instant, scope);
  return situation;
}

Result<SituationPtr> ObligationService::Assess(Instant instant) { return Judge(instant, {}); }

Result<SituationPtr> ObligationService::SituationFor(const DutyQuery& query) {
  const std::scoped_lock lock(mutex_);
  std::optional<Instant> instant = query.as_of;
  if (!instant && query.month && query.month->End() <= deps_.clock.Now()) {
    instant = directive::AssessmentInstant(*query.month);
  }
  if (!instant) return CurrentLocked();
  LACHAN_TRY_DO(Refresh(), "assessing the duties");
  const bool is_at_hand = past_ != nullptr && past_->assessment.now == *instant;
  if (query.agency && !is_at_hand) return Judge(*instant, {query.agency, {}});
  return AtLocked(*instant);
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

Result<DutyList> ObligationService::Duties(const journal::Caller& caller, const DutyQuery& query) {
  LACHAN_TRY(const auto situation, SituationFor(query));
  DutyList list;
  list.as_of = situation->assessment.now;
  std::vector<const Duty*> found;
  for (const Duty& duty : situation->assessment.duties) {
    if (!Wants(deps_.directive, query, duty) || !caller.reach.Reads(duty.agency)) continue;
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
    const journal::Caller& caller, std::optional<Instant> as_of) {
  DutyQuery query;
  query.as_of = as_of;
  LACHAN_TRY(const auto situation, SituationFor(query));
  std::map<std::string, StatusCounts> counts;
  for (const Duty& duty : situation->assessment.duties) {
    if (!caller.reach.Reads(duty.agency)) continue;
    ++counts[duty.part][static_cast<std::size_t>(duty.status)];
  }
  return counts;
}

Result<Progress> ObligationService::ProgressOf(const journal::Caller& caller,
                                               const DutyQuery& query) {
  LACHAN_TRY(const auto situation, SituationFor(query));
  Progress progress{situation->assessment.now, {}};
  for (const Duty& duty : situation->assessment.duties) {
    if (duty.status == DutyStatus::kNotApplicable || !Wants(deps_.directive, query, duty) ||
        !caller.reach.Covers(duty.agency)) {
      continue;
    }
    // Duties are ordered by agency.
    if (progress.rows.empty() || progress.rows.back().agency != duty.agency) {
      progress.rows.push_back({duty.agency, {}});
    }
    ++progress.rows.back().counts[static_cast<std::size_t>(duty.status)];
  }
  return progress;
}

Result<std::vector<directive::Explained>> ObligationService::Explain(const journal::Caller& caller,
                                                                     AgencyId agency,
                                                                     std::string_view part,
                                                                     std::optional<Instant> as_of) {
  if (!caller.reach.Covers(agency)) return Fail(ErrorCode::kNotFound, "no agency {}", agency.value);
  if (deps_.directive.FindPart(part) == nullptr) {
    return Fail(ErrorCode::kNotFound, "the directive has no duty '{}'", part);
  }
  const std::scoped_lock lock(mutex_);
  LACHAN_TRY_DO(Refresh(), "assessing the duties");
  const Instant instant = as_of.value_or(deps_.clock.Now());
  auto snapshot = register_.At(instant);
  snapshot.recording_since = options_.recording_since ? options_.recording_since : book_.first();
  return directive::Explain(deps_.directive, Index(), snapshot, deps_.directive.calendar, instant,
                            agency, part);
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
        ScoreAll(deps_.directive, rules_.CardOf(month), situation->snapshot, situation->assessment,
                 month, rules_.CorrectionsOf(month)));
    months_[month] = {situation->assessment.now, scores};
    return scores;
  }
  if (const auto known = months_.find(month); known != months_.end()) {
    if (known->second.judged_at == directive::AssessmentInstant(month)) return known->second.scores;
  }
  LACHAN_TRY(auto scores, FrozenScores(month));
  if (scores == nullptr) {
    LACHAN_TRY(const auto situation, AtLocked(directive::AssessmentInstant(month)));
    scores = std::make_shared<const MonthScores>(
        ScoreAll(deps_.directive, rules_.CardOf(month), situation->snapshot, situation->assessment,
                 month, rules_.CorrectionsOf(month)));
  }
  months_[month] = {directive::AssessmentInstant(month), scores};
  return scores;
}

void ObligationService::Prepare(const std::stop_token& stop) {
  const Month present = Month::Of(CivilDateAt(deps_.clock.Now()));
  for (int back = 0; back < options_.history_months && !stop.stop_requested(); ++back) {
    // What cannot be answered now is told to the one who asks.
    if (!Scores(present.Plus(-back))) return;
  }
}

Result<std::shared_ptr<const MonthScores>> ObligationService::Scores(Month month) {
  const std::scoped_lock lock(mutex_);
  return ScoresLocked(month);
}

Result<RankingTable> ObligationService::Ranking(const journal::Caller& caller, Month month,
                                                std::string_view kind) {
  const std::scoped_lock lock(mutex_);
  LACHAN_TRY(const auto scores, ScoresLocked(month));
  const auto* set = scores->card ? directive::SetFor(*scores->card, kind) : nullptr;
  if (set == nullptr) {
    return Fail(ErrorCode::kNotFound, "no scorecard ranks agencies of kind '{}' in {}", kind,
                month.Text());
  }
  LACHAN_TRY(const auto previous, ScoresLocked(month.Plus(-1)));
  RankingTable table{
      month, scores->frozen, scores->judged_at, scores->scorecard, set->id, 0, scores->addenda, {}};
  for (const AgencyMonth& agency : scores->Latest().agencies) {
    if (agency.score.set != set->id) continue;
    table.of = agency.of;
    if (!caller.reach.Reads(agency.score.agency)) continue;
    RankingRow row{agency, AsFrozen(*scores, agency), {}, {}};
    const auto* before = previous->Latest().Find(agency.score.agency);
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

Result<std::vector<Duty>> ObligationService::DutiesOf(const MonthScores& scores, AgencyId agency) {
  if (scores.frozen) {
    if (frozen_.first != scores.month) {
      LACHAN_TRY(auto frozen, FindFrozen(scores.month));
      if (!frozen) {
        return Fail(ErrorCode::kCorrupt, "frozen scores of {} are gone", scores.month.Text());
      }
      frozen_ = {scores.month, std::move(frozen->figures.value.value)};
    }
    return ParseDutiesOf(frozen_.second, agency, deps_.directive);
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
  const auto* found = scores->Latest().Find(agency);
  if (found == nullptr) {
    return Fail(ErrorCode::kNotFound, "agency {} is not scored in {}", agency.value, month.Text());
  }
  AgencyReport report;
  report.agency = *found;
  report.as_frozen = AsFrozen(*scores, *found);
  report.addenda = scores->addenda;
  report.frozen = scores->frozen;
  report.judged_at = scores->judged_at;
  LACHAN_TRY(report.duties, DutiesOf(*scores, agency));
  for (int back = options_.history_months - 1; back >= 0; --back) {
    const Month past = month.Plus(-back);
    LACHAN_TRY(const auto then, ScoresLocked(past));
    const auto* one = then->Latest().Find(agency);
    if (one == nullptr || !one->score.ranked) continue;
    report.history.push_back(
        {past, one->score.score_centi, one->score.band, one->rank, then->frozen});
  }
  LACHAN_TRY(const auto situation, CurrentLocked());
  report.wins = WinsOf(*situation, agency);
  return report;
}

std::vector<QuickWin> ObligationService::WinsOf(const Situation& situation, AgencyId agency) const {
  const Instant now = situation.assessment.now;
  const auto card = rules_.CardOf(Month::Of(CivilDateAt(now)));
  const auto& agencies = situation.snapshot.agencies;
  const auto me = std::ranges::find(agencies, agency, &directive::AgencyView::id);
  if (card == nullptr || me == agencies.end()) return {};
  std::vector<directive::FactView> facts;
  if (me->roles.empty()) {
    std::vector<SystemId> systems;
    for (const auto& system : situation.snapshot.systems) {
      if (system.agency == agency) systems.push_back(system.id);
    }
    facts = book_.Of(agency, systems);
  } else {
    // Who holds a role of the province is judged by facts of the whole province.
    facts.assign(book_.facts().begin(), book_.facts().end());
  }
  return QuickWins(deps_.directive, *card, std::move(facts), situation.snapshot, now, agency, 10);
}

std::vector<EvidenceFact> ObligationService::Evidence(const std::vector<std::int64_t>& ids) {
  const std::scoped_lock lock(mutex_);
  std::vector<EvidenceFact> facts;
  for (const auto id : ids) {
    if (auto fact = book_.Evidence(id)) facts.push_back(*std::move(fact));
  }
  return facts;
}

Result<std::vector<DutyRelief>> ObligationService::Reliefs(const std::vector<std::int64_t>& facts) {
  std::vector<DutyRelief> reliefs;
  if (facts.empty()) return reliefs;
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Myself()));
  for (const EvidenceFact& fact : Evidence(facts)) {
    LACHAN_TRY(auto relief, journal::Get<DutyRelief>(*reader, fact.subject_id));
    reliefs.push_back(std::move(relief));
  }
  return reliefs;
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
