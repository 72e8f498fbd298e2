// SPDX-License-Identifier: Apache-2.0
// Months that were signed off: kept as bytes, answered from bytes, corrected by addenda.
#include <algorithm>

#include "base/hash.h"
#include "journal/fact.h"
#include "obligations/obligation_service.h"

namespace lachan::obligations {
namespace {

journal::Caller Myself() { return journal::Caller::System("obligations"); }

std::unexpected<Error> SamePerson() {
  return std::unexpected(Error(ErrorCode::kFailedPrecondition,
                               "who proposed it does not confirm it: another person must")
                             .WithField("two_persons", "same_person"));
}

Result<std::vector<ScoreAddendum>> AddendaOf(journal::Reader& reader, Month month) {
  journal::ListQuery query;
  query.filters = {journal::Equals("month", month.Text()),
                   journal::Equals("state", std::string("confirmed"))};
  query.sort = "number";
  query.with_archived = true;
  return journal::ListAll<ScoreAddendum>(reader, query);
}

/// The month with its addenda, in order of their numbers; each must stand on the one before.
Status Amend(std::span<const ScoreAddendum> rows, MonthScores& scores) {
  auto amended = std::make_shared<MonthScores>(scores);
  std::string previous = scores.sha256;
  for (const ScoreAddendum& row : rows) {
    const std::string& content = row.content.value.value;
    if (Sha256Hex(content) != row.sha256.value.value ||
        row.previous_sha256.value.value != previous || row.number.value != ++scores.addenda) {
      return Fail(ErrorCode::kCorrupt, "addendum {} of {} does not have its hash or place",
                  row.number.value, scores.month.Text());
    }
    LACHAN_TRY(const auto parsed, ParseAddendum(content));
    LACHAN_TRY_DO(Apply(*scores.card, parsed.corrections, *amended),
                  fmt::format("addendum {} of {}", row.number.value, scores.month.Text()));
    previous = row.sha256.value.value;
  }
  scores.addendum_sha256 = previous;
  scores.amended = std::move(amended);
  return {};
}

}  // namespace

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

Result<std::optional<ScoreMonth>> ObligationService::Frozen(Month month) {
  const std::scoped_lock lock(mutex_);
  return FindFrozen(month);
}

Result<std::shared_ptr<const MonthScores>> ObligationService::SignedOff(Month month) {
  const auto known = signed_off_.find(month);
  if (known != signed_off_.end()) return known->second;
  LACHAN_TRY(const auto row, FindFrozen(month));
  if (!row) return nullptr;
  auto scores = std::make_shared<MonthScores>();
  LACHAN_TRY(*scores, ParseFigures(row->figures.value.value), month.Text());
  scores->frozen = true;
  scores->sha256 = row->sha256.value.value;
  return signed_off_[month] = std::move(scores);
}

Result<std::shared_ptr<const MonthScores>> ObligationService::FrozenScores(Month month) {
  LACHAN_TRY(const auto signed_off, SignedOff(month));
  if (signed_off == nullptr) return nullptr;
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Myself()));
  LACHAN_TRY(const auto addenda, AddendaOf(*reader, month));
  if (addenda.empty() && signed_off->card != nullptr) return signed_off;
  auto scores = std::make_shared<MonthScores>(*signed_off);
  if (scores->card == nullptr) scores->card = rules_.Find(scores->scorecard);
  if (scores->card != nullptr && !addenda.empty()) LACHAN_TRY_DO(Amend(addenda, *scores));
  return scores;
}

Result<MonthCut> ObligationService::CutLocked(Month month) {
  if (month.End() > deps_.clock.Now()) {
    return Fail(ErrorCode::kFailedPrecondition, "month {} has not ended", month.Text());
  }
  LACHAN_TRY(const auto present, FindFrozen(month));
  if (present) return Fail(ErrorCode::kConflict, "month {} is frozen already", month.Text());
  LACHAN_TRY(const auto situation, AtLocked(directive::AssessmentInstant(month)));
  auto scores = ScoreAll(deps_.directive, rules_.CardOf(month), situation->snapshot,
                         situation->assessment, month, rules_.CorrectionsOf(month));
  if (scores.agencies.empty()) {
    return Fail(ErrorCode::kFailedPrecondition, "no agency is scored in {}", month.Text());
  }
  MonthCut cut;
  const auto texts = AgencyTexts(scores, situation->assessment);
  cut.figures = FigureText(scores, texts);
  cut.sha256 = Sha256Hex(cut.figures);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    cut.digests[scores.agencies[i].score.agency.value] = Sha256Hex(texts[i]);
  }
  cut.scores = std::make_shared<const MonthScores>(std::move(scores));
  for (const auto& agency : situation->snapshot.agencies) {
    if (std::ranges::find(agency.roles, "coordinator", &directive::AgencyView::Role::role) !=
        agency.roles.end()) {
      cut.coordinator = agency.id;
    }
  }
  return cut;
}

Result<MonthCut> ObligationService::Cut(Month month) {
  const std::scoped_lock lock(mutex_);
  return CutLocked(month);
}

Result<ScoreMonth> ObligationService::Freeze(const journal::Caller& caller, Month month,
                                             const FreezeOrder& order) {
  if (!caller.reach.everything || !caller.account) {
    return Fail(ErrorCode::kDenied, "only a person who sees the whole province signs off a month");
  }
  if (!order.proposed_by || order.proposed_by == caller.account) return SamePerson();
  const std::scoped_lock lock(mutex_);
  LACHAN_TRY(const auto cut, CutLocked(month));
  if (cut.sha256 != order.sha256) {
    return std::unexpected(Error(ErrorCode::kConflict, "the month is no longer what was proposed")
                               .WithField("sha256", "changed"));
  }
  ScoreMonth row;
  row.month = schema::Line<0, 7>(month.Text());
  row.scorecard = schema::Line<0, 40>(cut.scores->scorecard);
  row.judged_at = cut.scores->judged_at;
  row.figures = schema::Json(cut.figures);
  row.sha256 = schema::Line<0, 64>(cut.sha256);
  row.frozen_by = schema::Line<0, 200>(caller.name);
  row.frozen_by_id = caller.account.value;
  row.proposed_by = schema::Line<0, 200>(order.proposed_by_name);
  row.proposed_by_id = order.proposed_by.value;
  row.appeal_until = order.appeal_until;
  row.is_demo = options_.is_demo;
  journal::FactDraft fact;
  fact.kind = "ranking.published";
  fact.agency = cut.coordinator;
  // The bytes stand in the row; the fact binds them by their hash.
  fact.payload = {{"period", month.Text()},
                  {"sha256", cut.sha256},
                  {"scorecard", cut.scores->scorecard},
                  {"proposed_by", order.proposed_by_name},
                  {"new", boost::json::object()}};
  LACHAN_TRY(auto stored,
             journal::ChangeFor<ScoreMonth>(deps_.store, caller,
                                            [&](journal::Writer& writer) -> Result<ScoreMonth> {
                                              if (order.also) LACHAN_TRY_DO(order.also(writer));
                                              return journal::Insert(writer, row, fact);
                                            }));
  months_.erase(month);
  return stored;
}

Result<ScoringRules::CardPtr> ObligationService::Card(Month month) {
  const std::scoped_lock lock(mutex_);
  LACHAN_TRY_DO(Refresh());
  return rules_.CardOf(month);
}

Result<ScoringRules::CardPtr> ObligationService::Card(std::string_view id) {
  const std::scoped_lock lock(mutex_);
  LACHAN_TRY_DO(Refresh());
  return rules_.Find(id);
}

Result<std::shared_ptr<const DutiesByAgency>> ObligationService::CountedDuties(Month month) {
  const std::scoped_lock lock(mutex_);
  LACHAN_TRY(const auto scores, ScoresLocked(month));
  auto duties = std::make_shared<DutiesByAgency>();
  if (scores->frozen) {
    LACHAN_TRY(const auto row, FindFrozen(month));
    if (!row) return Fail(ErrorCode::kCorrupt, "frozen scores of {} are gone", month.Text());
    LACHAN_TRY(*duties, ParseDuties(row->figures.value.value, deps_.directive));
    return duties;
  }
  for (const auto& agency : scores->agencies) {
    LACHAN_TRY((*duties)[agency.score.agency.value], DutiesOf(*scores, agency.score.agency));
  }
  return duties;
}

}  // namespace lachan::obligations
