// SPDX-License-Identifier: Apache-2.0
#include "web_api/ranking_routes.h"

#include <map>

#include "ranking/sign_off.h"
#include "web_api/duty_view.h"
#include "web_api/ranking_export.h"
#include "web_api/ranking_views.h"

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
  std::optional<ScoreStandingView> as_frozen;  ///< Where addenda changed it.
  std::vector<std::optional<double>> trend;    ///< Percent by RankingView::months.
};
BOOST_DESCRIBE_STRUCT(RankingRowView, (),
                      (rank, agency_id, earned, possible, percent, band, overdue, previous_rank,
                       previous_percent, as_frozen, trend))

struct BandCountView {
  std::string code;
  std::int64_t count = 0, previous = 0;
};
BOOST_DESCRIBE_STRUCT(BandCountView, (), (code, count, previous))

struct RankingView {
  std::string month, kind, scorecard, confidence;
  bool frozen = false;
  Instant judged_at;
  std::int64_t of = 0;       ///< Ranked agencies, also those that are not shown.
  std::string sha256;        ///< Of the frozen figures; empty while not frozen.
  std::int64_t addenda = 0;  ///< The rows are with addenda 1 … n.
  std::vector<BandView> bands;
  std::vector<BandCountView> band_counts;  ///< Empty where they would tell of single agencies.
  std::vector<std::int64_t> histogram;     ///< Ranked agencies by steps of 5 %.
  std::optional<double> median;            ///< Percent.
  std::vector<std::string> months;         ///< Of the trend, oldest first.
  std::vector<RankingRowView> rows;
};
BOOST_DESCRIBE_STRUCT(RankingView, (),
                      (month, kind, scorecard, confidence, frozen, judged_at, of, sha256, addenda,
                       bands, band_counts, histogram, median, months, rows))

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
  std::optional<double> peers;  ///< Median points of the ranked agencies of the same set.
  bool measured = false;
  std::string why_vi, why_en;
  std::vector<DutyView> duties;
};
BOOST_DESCRIBE_STRUCT(IndicatorView, (),
                      (id, group, title_vi, title_en, earned, possible, peers, measured, why_vi,
                       why_en, duties))

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
  std::vector<BandView> bands;
  std::optional<double> peers_percent;  ///< Median of the set; absent below five agencies.
  std::int64_t addenda = 0;
  std::optional<ScoreStandingView> as_frozen;  ///< Where addenda changed it.
  std::optional<Instant> appeal_until;         ///< First instant too late for an appeal.
  bool may_appeal = false;
};
BOOST_DESCRIBE_STRUCT(ScoreCardView, (),
                      (month, agency_id, frozen, judged_at, rank, of, earned, possible, percent,
                       band, overdue, history, indicators, quick_wins, bands, peers_percent,
                       addenda, as_frozen, appeal_until, may_appeal))

struct TileRowView {
  std::int64_t agency_id = 0;
  std::string kind, code, name;
  std::vector<std::optional<double>> values;  ///< By month; null: no data.
  std::string bands;                          ///< A letter a month; "-" where unranked.
};
BOOST_DESCRIBE_STRUCT(TileRowView, (), (agency_id, kind, code, name, values, bands))

struct TilesView {
  std::vector<std::string> months, groups;
  std::vector<bool> frozen;
  std::vector<TileRowView> rows;
};
BOOST_DESCRIBE_STRUCT(TilesView, (), (months, groups, frozen, rows))

struct HeatColumnView {
  std::string key, title_vi, title_en;
};
BOOST_DESCRIBE_STRUCT(HeatColumnView, (), (key, title_vi, title_en))

struct HeatRowView {
  std::string key;    ///< Agency id, or part.
  std::string cells;  ///< x overdue, s due soon, o open, l late, m met, q not measured, - nothing.
};
BOOST_DESCRIBE_STRUCT(HeatRowView, (), (key, cells))

struct HeatView {
  Instant judged_at;
  std::string rows_are;  ///< "agency" or "part".
  std::vector<HeatColumnView> columns;
  std::vector<HeatRowView> rows;
};
BOOST_DESCRIBE_STRUCT(HeatView, (), (judged_at, rows_are, columns, rows))

const directive::Indicator* IndicatorOf(const directive::Scorecard* card,
                                        const directive::AgencyScore& score, std::string_view id) {
  if (card == nullptr) return nullptr;
  for (const auto& set : card->sets) {
    if (set.id != score.set) continue;
    const auto at = std::ranges::find(set.indicators, id, &directive::Indicator::id);
    if (at != set.indicators.end()) return &*at;
  }
  return nullptr;
}

std::optional<double> Percent(const std::optional<int>& centi) {
  return centi ? std::optional(Hundredths(*centi)) : std::nullopt;
}

RankingRowView View(const ranking::LeagueRow& league) {
  const auto& row = league.row;
  const auto& score = row.agency.score;
  RankingRowView view{row.agency.rank,
                      score.agency.value,
                      Hundredths(score.points_centi),
                      Hundredths(score.possible_centi),
                      Hundredths(score.score_centi),
                      score.band,
                      score.overdue,
                      {},
                      {},
                      {},
                      {}};
  if (row.previous_rank) view.previous_rank = *row.previous_rank;
  view.previous_percent = Percent(row.previous_score_centi);
  if (row.as_frozen) view.as_frozen = web_api::View(*row.as_frozen);
  for (const auto& one : league.trend) view.trend.push_back(Percent(one));
  return view;
}

Result<Response> Ranking(const RankingDeps& deps, const Request& request) {
  LACHAN_TRY(const Month month, MonthIn(request, deps.clock));
  const std::string kind = AgencyKindIn(request);
  LACHAN_TRY(const auto league, deps.views.LeagueOf(request.caller, month, kind));
  const auto& table = league.table;
  RankingView view;
  view.month = month.Text();
  view.kind = kind;
  view.scorecard = table.scorecard;
  view.frozen = table.frozen;
  view.judged_at = table.judged_at;
  view.of = table.of;
  view.sha256 = league.sha256;
  view.addenda = table.addenda;
  if (league.card) {
    view.confidence = ToString(league.card->confidence);
    view.bands = web_api::View(league.card->bands);
  }
  const auto count = [](const std::map<std::string, int>& counts, const std::string& band) {
    const auto at = counts.find(band);
    return at == counts.end() ? 0 : at->second;
  };
  if (!league.histogram.empty()) {
    for (const auto& band : view.bands) {
      view.band_counts.push_back(
          {band.code, count(league.bands, band.code), count(league.previous_bands, band.code)});
    }
  }
  view.histogram.assign(league.histogram.begin(), league.histogram.end());
  view.median = Percent(league.median_centi);
  for (const Month one : league.months) view.months.push_back(one.Text());
  for (const auto& row : league.rows) view.rows.push_back(View(row));
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
                   const RankingDeps& deps, const directive::Scorecard* card) {
  IndicatorView view;
  view.id = score.id;
  view.group = score.group;
  if (const auto* indicator = IndicatorOf(card, agency, score.id)) {
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

Status AddIndicators(const RankingDeps& deps, const obligations::AgencyReport& report, Month month,
                     ScoreCardView& view) {
  const auto& score = report.agency.score;
  LACHAN_TRY(const auto scores, deps.obligations.Scores(month));
  LACHAN_TRY(const auto peers, deps.views.PeersOf(month, score.set));
  std::map<std::string, const directive::Duty*, std::less<>> duties;
  for (const auto& duty : report.duties) duties.emplace(duty.Key(), &duty);
  for (const auto& indicator : score.indicators) {
    auto one = View(indicator, score, duties, deps, scores->card.get());
    const auto median = peers.points_centi.find(indicator.id);
    if (median != peers.points_centi.end()) one.peers = Hundredths(median->second);
    view.indicators.push_back(std::move(one));
  }
  view.peers_percent = Percent(peers.median_centi);
  if (scores->card) view.bands = web_api::View(scores->card->bands);
  return {};
}

Status AddAppealTime(const RankingDeps& deps, Month month, ScoreCardView& view) {
  // Not the figures, which are large: two fields of the row.
  LACHAN_TRY(const auto reader, deps.store.OpenReader(journal::Caller::System("score card")));
  LACHAN_TRY(view.appeal_until, ranking::AppealUntil(*reader, month));
  view.may_appeal = view.appeal_until && deps.clock.Now() < *view.appeal_until;
  return {};
}

Result<Response> ScoreCard(const RankingDeps& deps, const Request& request) {
  LACHAN_TRY(const auto agency, request.PathId("agency_id"));
  LACHAN_TRY(const Month month, MonthIn(request, deps.clock));
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
  LACHAN_TRY_DO(AddIndicators(deps, report, month, view));
  for (const auto& win : report.wins) view.quick_wins.push_back(View(win, deps.directive));
  view.addenda = report.addenda;
  if (report.as_frozen) view.as_frozen = web_api::View(*report.as_frozen);
  if (report.frozen) LACHAN_TRY_DO(AddAppealTime(deps, month, view));
  return Response::Of(view);
}

Result<Response> Tiles(const RankingDeps& deps, const Request& request) {
  LACHAN_TRY(const Month month, MonthIn(request, deps.clock));
  const auto measure = request.Query("measure").empty() ? "score" : request.Query("measure");
  LACHAN_TRY(const auto months, request.QueryNumber("months", 1, 36, 13));
  LACHAN_TRY(const auto tiles,
             deps.views.TilesOf(request.caller, month, measure, static_cast<int>(months)));
  TilesView view;
  for (const Month one : tiles.months) view.months.push_back(one.Text());
  view.groups = tiles.groups;
  view.frozen = tiles.frozen;
  // An overdue count is a number of duties, the others are hundredths of a percent.
  const bool is_count = measure == "overdue";
  for (const auto& tile : tiles.rows) {
    TileRowView row{tile.agency.value, tile.kind, tile.code, tile.name, {}, tile.bands};
    for (const auto& value : tile.values) {
      row.values.push_back(is_count && value ? std::optional<double>(*value) : Percent(value));
    }
    view.rows.push_back(std::move(row));
  }
  return Response::Of(view);
}

Result<Response> Heat(const RankingDeps& deps, const Request& request) {
  bool is_agency = false;
  LACHAN_TRY(auto heat, HeatAskedFor(deps, request, is_agency));
  HeatView view;
  view.judged_at = heat.judged_at;
  view.rows_are = is_agency ? "part" : "agency";
  for (const auto& column : heat.columns) {
    const auto& title = TitleOf(deps.directive, column);
    view.columns.push_back({column, title.vi, title.en});
  }
  for (auto& row : heat.rows) view.rows.push_back({std::move(row.key), std::move(row.cells)});
  return Response::Of(view);
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
  const std::vector<std::pair<std::string, std::string>> heat = {
      {"month", "yyyy-mm; the running one; the last column where months are columns"},
      {"part", "agencies × months of this part"},
      {"agency_id", "duties × months of this agency"}};
  routes.push_back({web::Verb::kGet,
                    "/api/v1/ranking/tiles",
                    kRead,
                    bind(Tiles),
                    {"Agencies by month in one measure, for the map of tiles",
                     {},
                     web::SchemaFor<TilesView>(),
                     {{"month", "yyyy-mm; the last month shown"},
                      {"measure", "score, overdue, or a group of indicators"},
                      {"months", "how many; 13"}}}});
  routes.push_back({web::Verb::kGet,
                    "/api/v1/ranking/heat",
                    kRead,
                    bind(Heat),
                    {"Agencies × duties, agencies × months, or duties × months",
                     {},
                     web::SchemaFor<HeatView>(),
                     heat}});
  for (auto& route : RankingExportRoutes(deps)) routes.push_back(std::move(route));
  return routes;
}

}  // namespace lachan::web_api
