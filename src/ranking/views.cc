// SPDX-License-Identifier: Apache-2.0
#include "ranking/views.h"

#include <algorithm>
#include <set>

#include "register/entities.h"

namespace lachan::ranking {
namespace {

using directive::DutyStatus;
using obligations::AgencyMonth;
using obligations::MonthScores;

constexpr int kHistogramSteps = 20;

std::vector<Month> MonthsUpTo(Month last, int count) {
  std::vector<Month> months;
  for (int back = count - 1; back >= 0; --back) months.push_back(last.Plus(-back));
  return months;
}

std::optional<int> MedianOf(std::vector<int> values) {
  if (values.empty()) return std::nullopt;
  std::ranges::sort(values);
  const auto middle = values.size() / 2;
  if (values.size() % 2 == 1) return values[middle];
  return (values[middle - 1] + values[middle]) / 2;
}

/// Worst first.
constexpr std::string_view kLetters = "xsolmqe-";

char LetterOf(DutyStatus status) {
  switch (status) {
    case DutyStatus::kOverdue:
      return 'x';
    case DutyStatus::kDueSoon:
      return 's';
    case DutyStatus::kOpen:
      return 'o';
    case DutyStatus::kMetLate:
      return 'l';
    case DutyStatus::kMet:
      return 'm';
    case DutyStatus::kNotMeasured:
      return 'q';
    case DutyStatus::kExempt:
      return 'e';
    case DutyStatus::kNotApplicable:
      return '-';
  }
  return '-';
}

std::vector<std::string> PartsOf(const directive::Directive& directive) {
  std::vector<std::string> parts;
  for (const auto& obligation : directive.obligations) {
    for (const auto& part : obligation.parts) parts.push_back(part.id);
  }
  return parts;
}

/// Share of a group of indicators, in hundredths of a percent; nothing where none is measured.
std::optional<int> ShareOf(const directive::AgencyScore& score, std::string_view group) {
  std::int64_t points = 0, possible = 0;
  for (const auto& one : score.indicators) {
    if (one.group != group || one.state != directive::IndicatorState::kMeasured) continue;
    points += one.points_centi;
    possible += std::int64_t{one.weight} * 100;
  }
  if (possible == 0) return std::nullopt;
  return static_cast<int>(points * 10000 / possible);
}

std::optional<int> ValueOf(const AgencyMonth& agency, std::string_view measure) {
  if (measure == "overdue") return agency.score.overdue;
  if (measure == "score") {
    return agency.rank > 0 ? std::optional(agency.score.score_centi) : std::nullopt;
  }
  return ShareOf(agency.score, measure);
}

}  // namespace

std::string_view StatusName(char letter) {
  switch (letter) {
    case 'x':
      return "Quá hạn";
    case 's':
      return "Sắp đến hạn";
    case 'o':
      return "Chưa đến hạn";
    case 'l':
      return "Làm muộn";
    case 'm':
      return "Đã làm";
    case 'q':
      return "Chưa đo được";
    default:
      return "";
  }
}

Result<League> Views::LeagueOf(const journal::Caller& caller, Month month, std::string_view kind,
                               int months) {
  League league;
  LACHAN_TRY(league.table, deps_.obligations.Ranking(caller, month, kind));
  LACHAN_TRY(const auto scores, deps_.obligations.Scores(month));
  league.card = scores->card;
  league.sha256 = scores->sha256;
  league.months = MonthsUpTo(month, months);
  std::vector<std::shared_ptr<const MonthScores>> past;
  for (const Month one : league.months) {
    LACHAN_TRY(auto then, deps_.obligations.Scores(one));
    past.push_back(std::move(then));
  }
  for (auto& row : league.table.rows) {
    LeagueRow one{std::move(row), {}};
    for (const auto& then : past) {
      const auto* agency = then->Latest().Find(one.row.agency.score.agency);
      one.trend.push_back(agency != nullptr && agency->rank > 0
                              ? std::optional(agency->score.score_centi)
                              : std::nullopt);
    }
    league.rows.push_back(std::move(one));
  }
  league.table.rows.clear();
  league.histogram.resize(kHistogramSteps);
  std::vector<int> ranked;
  for (const auto& agency : scores->Latest().agencies) {
    if (agency.score.set != league.table.set || agency.rank == 0) continue;
    ranked.push_back(agency.score.score_centi);
    ++league.histogram[static_cast<std::size_t>(
        std::min(agency.score.score_centi / 500, kHistogramSteps - 1))];
    ++league.bands[agency.score.band];
  }
  if (past.size() > 1) {
    for (const auto& agency : past[past.size() - 2]->Latest().agencies) {
      if (agency.score.set == league.table.set && agency.rank > 0) {
        ++league.previous_bands[agency.score.band];
      }
    }
  }
  const bool may_tell = caller.reach.everything || static_cast<int>(ranked.size()) >= kMinPeers;
  if (!may_tell) {
    league.histogram.clear();
    league.bands.clear();
    league.previous_bands.clear();
  } else {
    league.median_centi = MedianOf(std::move(ranked));
  }
  return league;
}

Result<Peers> Views::PeersOf(Month month, std::string_view set) {
  LACHAN_TRY(const auto scores, deps_.obligations.Scores(month));
  Peers peers;
  std::vector<int> totals;
  std::map<std::string, std::vector<int>> points;
  for (const auto& agency : scores->Latest().agencies) {
    if (agency.score.set != set || agency.rank == 0) continue;
    ++peers.agencies;
    totals.push_back(agency.score.score_centi);
    for (const auto& one : agency.score.indicators) {
      if (one.state == directive::IndicatorState::kMeasured) {
        points[one.id].push_back(one.points_centi);
      }
    }
  }
  if (peers.agencies < kMinPeers) return peers;
  peers.median_centi = MedianOf(std::move(totals));
  for (auto& [id, values] : points) {
    if (static_cast<int>(values.size()) < kMinPeers) continue;
    peers.points_centi[id] = *MedianOf(std::move(values));
  }
  return peers;
}

Result<Tiles> Views::TilesOf(const journal::Caller& caller, Month last, std::string_view measure,
                             int months) {
  Tiles tiles;
  tiles.months = MonthsUpTo(last, months);
  std::map<std::int64_t, TileRow> rows;
  std::vector<std::string> groups;
  for (std::size_t i = 0; i < tiles.months.size(); ++i) {
    LACHAN_TRY(const auto scores, deps_.obligations.Scores(tiles.months[i]));
    tiles.frozen.push_back(scores->frozen);
    for (const auto& agency : scores->Latest().agencies) {
      if (!caller.reach.Covers(agency.score.agency)) continue;
      auto& row = rows[agency.score.agency.value];
      row.agency = agency.score.agency;
      row.kind = agency.kind;
      row.values.resize(tiles.months.size());
      row.bands.resize(tiles.months.size(), '-');
      row.values[i] = ValueOf(agency, measure);
      if (agency.rank > 0 && !agency.score.band.empty()) row.bands[i] = agency.score.band[0];
      for (const auto& one : agency.score.indicators) {
        if (std::ranges::find(groups, one.group) == groups.end()) groups.push_back(one.group);
      }
    }
  }
  tiles.groups = std::move(groups);
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(journal::Caller::System("tiles")));
  journal::ListQuery all;
  all.with_archived = true;
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(*reader, all));
  for (const auto& agency : agencies) {
    const auto at = rows.find(agency.id.value);
    if (at == rows.end()) continue;
    at->second.code = agency.code.value;
    at->second.name = agency.name.value;
  }
  for (auto& [id, row] : rows) tiles.rows.push_back(std::move(row));
  std::ranges::sort(tiles.rows, {},
                    [](const TileRow& row) { return std::tie(row.kind, row.code); });
  return tiles;
}

Result<Views::GridPtr> Views::GridOf(Month month) {
  LACHAN_TRY(const auto scores, deps_.obligations.Scores(month));
  {
    const std::scoped_lock lock(mutex_);
    const auto at = grids_.find(month);
    if (at != grids_.end() && at->second->scores == scores) return at->second;
  }
  auto grid = std::make_shared<Grid>();
  grid->judged_at = scores->judged_at;
  grid->scores = scores;
  const auto parts = PartsOf(deps_.directive);
  std::map<std::string_view, std::size_t> places;
  for (std::size_t i = 0; i < parts.size(); ++i) places.emplace(parts[i], i);
  const auto add = [&](const directive::Duty& duty) {
    const auto place = places.find(duty.part);
    if (place == places.end()) return;
    auto& cells = grid->cells[duty.agency.value];
    if (cells.empty()) cells.assign(parts.size(), '-');
    char& cell = cells[place->second];
    const char letter = LetterOf(duty.status);
    if (kLetters.find(letter) < kLetters.find(cell)) cell = letter;
  };
  if (scores->frozen) {
    LACHAN_TRY(const auto duties, deps_.obligations.CountedDuties(month));
    for (const auto& [agency, list] : *duties) std::ranges::for_each(list, add);
  } else {
    obligations::SituationPtr situation;
    if (month.End() > deps_.clock.Now()) {
      LACHAN_TRY(situation, deps_.obligations.Current());
    } else {
      LACHAN_TRY(situation, deps_.obligations.At(directive::AssessmentInstant(month)));
    }
    std::ranges::for_each(situation->assessment.duties, add);
    grid->judged_at = situation->assessment.now;
  }
  const std::scoped_lock lock(mutex_);
  grids_[month] = grid;
  return GridPtr(grid);
}

Result<Heat> Views::HeatOfMonth(const journal::Caller& caller, Month month) {
  LACHAN_TRY(const auto grid, GridOf(month));
  Heat heat{grid->judged_at, PartsOf(deps_.directive), {}};
  for (const auto& [agency, cells] : grid->cells) {
    if (!caller.reach.Covers(AgencyId{agency})) continue;
    heat.rows.push_back({std::to_string(agency), cells});
  }
  return heat;
}

Result<Heat> Views::HeatOfPart(const journal::Caller& caller, Month last, std::string_view part,
                               int months) {
  const auto parts = PartsOf(deps_.directive);
  const auto place = std::ranges::find(parts, part) - parts.begin();
  if (place == static_cast<std::ptrdiff_t>(parts.size())) {
    return Fail(ErrorCode::kNotFound, "the directive has no part '{}'", part);
  }
  Heat heat;
  std::map<std::int64_t, std::string> rows;
  const auto list = MonthsUpTo(last, months);
  for (std::size_t i = 0; i < list.size(); ++i) {
    heat.columns.push_back(list[i].Text());
    LACHAN_TRY(const auto grid, GridOf(list[i]));
    heat.judged_at = grid->judged_at;
    for (const auto& [agency, cells] : grid->cells) {
      if (!caller.reach.Covers(AgencyId{agency})) continue;
      auto& row = rows[agency];
      row.resize(list.size(), '-');
      row[i] = cells[static_cast<std::size_t>(place)];
    }
  }
  for (auto& [agency, cells] : rows) {
    if (cells.find_first_not_of('-') == std::string::npos) continue;
    heat.rows.push_back({std::to_string(agency), std::move(cells)});
  }
  return heat;
}

Result<Heat> Views::HeatOfAgency(const journal::Caller& caller, Month last, AgencyId agency,
                                 int months) {
  if (!caller.reach.Covers(agency)) return Fail(ErrorCode::kNotFound, "no agency {}", agency.value);
  const auto parts = PartsOf(deps_.directive);
  Heat heat;
  const auto list = MonthsUpTo(last, months);
  std::vector<std::string> rows(parts.size(), std::string(list.size(), '-'));
  for (std::size_t i = 0; i < list.size(); ++i) {
    heat.columns.push_back(list[i].Text());
    LACHAN_TRY(const auto grid, GridOf(list[i]));
    heat.judged_at = grid->judged_at;
    const auto at = grid->cells.find(agency.value);
    if (at == grid->cells.end()) continue;
    for (std::size_t part = 0; part < parts.size(); ++part) rows[part][i] = at->second[part];
  }
  for (std::size_t part = 0; part < parts.size(); ++part) {
    if (rows[part].find_first_not_of('-') == std::string::npos) continue;
    heat.rows.push_back({parts[part], std::move(rows[part])});
  }
  return heat;
}

}  // namespace lachan::ranking
