// SPDX-License-Identifier: Apache-2.0
#include "web_api/ranking_routes.h"

#include <map>

#include "web_api/duty_view.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using web::Request;
using web::Response;

struct RankingRowView {
  std::int64_t rank = 0;  ///< 0: not ranked, too little is measured.
  std::int64_t agency_id = 0;
  double earned = 0, possible = 0, percent = 0;
  std::string band;
  std::int64_t overdue = 0;
  std::optional<std::int64_t> previous_rank;
  std::optional<double> previous_percent;
};
BOOST_DESCRIBE_STRUCT(RankingRowView, (),
                      (rank, agency_id, earned, possible, percent, band, overdue, previous_rank,
                       previous_percent))

struct BandView {
  std::string code, title_vi, title_en;
  double from_percent = 0;
};
BOOST_DESCRIBE_STRUCT(BandView, (), (code, title_vi, title_en, from_percent))

struct RankingView {
  std::string month, kind, scorecard, confidence;
  bool frozen = false;
  Instant judged_at;
  std::int64_t of = 0;  ///< Ranked agencies, also those that are not shown.
  std::vector<BandView> bands;
  std::vector<RankingRowView> rows;
};
BOOST_DESCRIBE_STRUCT(RankingView, (),
                      (month, kind, scorecard, confidence, frozen, judged_at, of, bands, rows))

struct PastView {
  std::string month;
  double percent = 0;
  std::string band;
  std::int64_t rank = 0;
  bool frozen = false;
};
BOOST_DESCRIBE_STRUCT(PastView, (), (month, percent, band, rank, frozen))

struct IndicatorView {
  std::string id, group, title_vi, title_en;
  double earned = 0, possible = 0;
  bool measured = false;
  std::string why_vi, why_en;
  std::vector<DutyView> duties;
};
BOOST_DESCRIBE_STRUCT(IndicatorView, (),
                      (id, group, title_vi, title_en, earned, possible, measured, why_vi, why_en,
                       duties))

struct QuickWinView {
  std::string duty, title_vi, title_en;
  double gain = 0;  ///< Percent of the score.
  std::optional<AssuranceKind> discharge_with;
  std::optional<std::int64_t> system_id;
};
BOOST_DESCRIBE_STRUCT(QuickWinView, (), (duty, title_vi, title_en, gain, discharge_with, system_id))

struct ScoreCardView {
  std::string month;
  std::int64_t agency_id = 0;
  bool frozen = false;
  Instant judged_at;
  std::int64_t rank = 0, of = 0;
  double earned = 0, possible = 0, percent = 0;
  std::string band;
  std::int64_t overdue = 0;
  std::vector<PastView> history;
  std::vector<IndicatorView> indicators;
  std::vector<QuickWinView> quick_wins;
};
BOOST_DESCRIBE_STRUCT(ScoreCardView, (),
                      (month, agency_id, frozen, judged_at, rank, of, earned, possible, percent,
                       band, overdue, history, indicators, quick_wins))

struct FreezeBody {
  schema::Line<7, 7> month;
};
BOOST_DESCRIBE_STRUCT(FreezeBody, (), (month))

struct FrozenView {
  std::string month, sha256, frozen_by;
  Instant judged_at, frozen_at;
};
BOOST_DESCRIBE_STRUCT(FrozenView, (), (month, sha256, frozen_by, judged_at, frozen_at))

double Hundredths(std::int64_t centi) { return static_cast<double>(centi) / 100; }

/// The month of the address; the running one when it names none.
Result<Month> MonthOf(std::string_view text, const Clock& clock) {
  if (text.empty()) return Month::Of(CivilDateAt(clock.Now()));
  const auto month = ParseMonth(text);
  if (month) return *month;
  Error error(ErrorCode::kInvalidInput, "a month is written yyyy-mm");
  return std::unexpected(std::move(error).WithField("month", "not_a_month"));
}

const directive::Scorecard* CardOf(const directive::Directive& directive, std::string_view id) {
  const auto at = std::ranges::find(directive.scorecards, id, &directive::Scorecard::id);
  return at == directive.scorecards.end() ? nullptr : &*at;
}

const directive::Indicator* IndicatorOf(const directive::Directive& directive,
                                        const directive::AgencyScore& score, std::string_view id) {
  const auto* card = CardOf(directive, score.scorecard);
  if (card == nullptr) return nullptr;
  for (const auto& set : card->sets) {
    if (set.id != score.set) continue;
    const auto at = std::ranges::find(set.indicators, id, &directive::Indicator::id);
    if (at != set.indicators.end()) return &*at;
  }
  return nullptr;
}

RankingRowView View(const obligations::RankingRow& row) {
  const auto& score = row.agency.score;
  RankingRowView view{row.agency.rank,
                      score.agency.value,
                      Hundredths(score.points_centi),
                      Hundredths(score.possible_centi),
                      Hundredths(score.score_centi),
                      score.band,
                      score.overdue,
                      {},
                      {}};
  if (row.previous_rank) view.previous_rank = *row.previous_rank;
  if (row.previous_score_centi) view.previous_percent = Hundredths(*row.previous_score_centi);
  return view;
}

Result<Response> Ranking(const RankingDeps& deps, const Request& request) {
  LACHAN_TRY(const Month month, MonthOf(request.Query("month"), deps.clock));
  const std::string kind(request.Query("kind").empty() ? "department" : request.Query("kind"));
  LACHAN_TRY(const auto table, deps.obligations.Ranking(request.caller, month, kind));
  RankingView view{month.Text(), kind, table.scorecard, "", table.frozen, table.judged_at, table.of,
                   {},           {}};
  if (const auto* card = CardOf(deps.directive, table.scorecard)) {
    view.confidence = ToString(card->confidence);
    for (const auto& band : card->bands) {
      view.bands.push_back({band.code, band.title.vi, band.title.en, Hundredths(band.from_centi)});
    }
  }
  for (const auto& row : table.rows) view.rows.push_back(View(row));
  return Response::Of(view);
}

/// Why an indicator brings what it brings, in a sentence.
void Explain(const directive::IndicatorScore& score, IndicatorView& view) {
  switch (score.state) {
    case directive::IndicatorState::kMeasured: {
      const auto full = std::ranges::count_if(score.duties, [](const auto& credit) {
        return credit.possible > 0 && credit.earned == credit.possible;
      });
      const auto all = std::ranges::count_if(
          score.duties, [](const auto& credit) { return credit.possible > 0; });
      view.why_vi = fmt::format("{}/{} việc đạt đủ điểm.", full, all);
      view.why_en = fmt::format("{} of {} duties in full.", full, all);
      return;
    }
    case directive::IndicatorState::kNothingDue:
      view.why_vi = "Chưa có việc nào đến hạn trong kỳ; không tính vào điểm.";
      view.why_en = "Nothing fell due; left out of the score.";
      return;
    case directive::IndicatorState::kNotMeasured:
      view.why_vi = "Chưa đo được; không tính vào điểm.";
      view.why_en = "Not measured; left out of the score.";
      return;
  }
}

IndicatorView View(const directive::IndicatorScore& score, const directive::AgencyScore& agency,
                   const std::map<std::string, const directive::Duty*, std::less<>>& duties,
                   const RankingDeps& deps) {
  IndicatorView view;
  view.id = score.id;
  view.group = score.group;
  if (const auto* indicator = IndicatorOf(deps.directive, agency, score.id)) {
    view.title_vi = indicator->title.vi;
    view.title_en = indicator->title.en;
  }
  view.measured = score.state == directive::IndicatorState::kMeasured;
  view.earned = Hundredths(score.points_centi);
  view.possible = score.weight;
  Explain(score, view);
  for (const auto& credit : score.duties) {
    const auto at = duties.find(credit.duty);
    if (at == duties.end()) continue;
    view.duties.push_back(web_api::View(*at->second, deps.directive, deps.obligations));
  }
  return view;
}

QuickWinView View(const obligations::QuickWin& win, const directive::Directive& directive) {
  QuickWinView view;
  view.duty = win.duty;
  const auto& title = TitleOf(directive, win.part);
  view.title_vi = title.vi;
  view.title_en = title.en;
  view.gain = Hundredths(win.gain_centi);
  if (const auto* part = directive.FindPart(win.part)) {
    const auto forms = FormsOf(*part);
    if (!forms.empty()) view.discharge_with = forms.front();
  }
  if (win.system) view.system_id = win.system.value;
  return view;
}

Result<Response> ScoreCard(const RankingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto agency, request.PathId("agency_id"));
  LACHAN_TRY(const Month month, MonthOf(request.Query("month"), deps.clock));
  LACHAN_TRY(const auto report, deps.obligations.Report(request.caller, AgencyId{agency}, month));
  const auto& score = report.agency.score;
  ScoreCardView view;
  view.month = month.Text();
  view.agency_id = agency;
  view.frozen = report.frozen;
  view.judged_at = report.judged_at;
  view.rank = report.agency.rank;
  view.of = report.agency.of;
  view.earned = Hundredths(score.points_centi);
  view.possible = Hundredths(score.possible_centi);
  view.percent = Hundredths(score.score_centi);
  view.band = score.band;
  view.overdue = score.overdue;
  for (const auto& past : report.history) {
    view.history.push_back(
        {past.month.Text(), Hundredths(past.score_centi), past.band, past.rank, past.frozen});
  }
  std::map<std::string, const directive::Duty*, std::less<>> duties;
  for (const auto& duty : report.duties) duties.emplace(duty.Key(), &duty);
  for (const auto& indicator : score.indicators) {
    view.indicators.push_back(View(indicator, score, duties, deps));
  }
  for (const auto& win : report.wins) view.quick_wins.push_back(View(win, deps.directive));
  return Response::Of(view);
}

Result<Response> Freeze(const RankingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto json, request.Json());
  LACHAN_TRY(const auto body, schema::Decode<FreezeBody>(json));
  LACHAN_TRY(const Month month, MonthOf(body.month.value, deps.clock));
  LACHAN_TRY(const auto frozen, deps.obligations.Freeze(request.caller, month));
  return Response::Of(
      FrozenView{frozen.month.value.value, frozen.sha256.value.value, frozen.frozen_by.value.value,
                 frozen.judged_at.value, frozen.created_at.value},
      201);
}

}  // namespace

std::vector<web::Route> RankingRoutes(RankingDeps deps) {
  constexpr auto kRead = Needs("ranking", Action::kRead);
  const auto bind = [deps](auto handler) {
    return [deps, handler](const Request& request) { return handler(deps, request); };
  };
  std::vector<web::Route> routes;
  routes.push_back({web::Verb::kGet,
                    "/api/v1/ranking",
                    kRead,
                    bind(Ranking),
                    {"Agencies of a kind by their score in a month",
                     {},
                     web::SchemaFor<RankingView>(),
                     {{"month", "yyyy-mm; the running one"},
                      {"kind", "department, commune, enterprise, …; department"}}}});
  routes.push_back(
      {web::Verb::kGet,
       "/api/v1/ranking/{agency_id}",
       kRead,
       bind(ScoreCard),
       {"One agency's month: indicators, their duties and evidence, what would lift it",
        {},
        web::SchemaFor<ScoreCardView>(),
        {{"month", "yyyy-mm; the running one"}}}});
  routes.push_back({web::Verb::kPost,
                    "/api/v1/ranking/freeze",
                    Needs("ranking", Action::kWrite),
                    bind(Freeze),
                    {"Sign off an ended month; its scores never change again",
                     web::SchemaFor<FreezeBody>(), web::SchemaFor<FrozenView>()}});
  return routes;
}

}  // namespace lachan::web_api
