// SPDX-License-Identifier: Apache-2.0
/// \file
/// What pages of the province show: league with trend, tiles, heat maps. All within the caller's
/// reach; nothing is stored.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "directive/directive.h"
#include "journal/state_store.h"
#include "obligations/obligation_service.h"

namespace lachan::ranking {

struct LeagueRow {
  obligations::RankingRow row;
  std::vector<std::optional<int>> trend;  ///< score_centi by League::months.
};
struct League {
  obligations::RankingTable table;
  obligations::ScoringRules::CardPtr card;
  std::string sha256;
  std::vector<Month> months;  ///< Oldest first, the table's last.
  std::vector<LeagueRow> rows;
  std::optional<int> median_centi;  ///< Of the ranked; absent below kMinPeers.
  std::vector<int> histogram;       ///< Ranked agencies by steps of 5 %; 20 numbers.
  std::map<std::string, int> bands, previous_bands;
};

/// Median points of one set's indicators, over those that are measured.
struct Peers {
  int agencies = 0;
  std::optional<int> median_centi;
  std::map<std::string, int> points_centi;  ///< By indicator.
};
/// Fewer would tell what others have.
inline constexpr int kMinPeers = 5;

struct TileRow {
  AgencyId agency;
  std::string kind, code, name;
  std::vector<std::optional<int>> values;  ///< By month; hundredths of a percent, or a count.
  std::string bands;                       ///< One letter a month, "-" where unranked.
};
struct Tiles {
  std::vector<Month> months;
  std::vector<bool> frozen;
  std::vector<std::string> groups;  ///< Groups of indicators that can be shown.
  std::vector<TileRow> rows;        ///< By kind, then code.
};

/// Letter of a cell; the worst of the duties behind it.
///   x overdue · s due soon · o open · l met late · m met · q not measured · - nothing asked
struct HeatRow {
  std::string key;  ///< Agency id or part.
  std::string cells;
};
struct Heat {
  Instant judged_at;
  std::vector<std::string> columns;  ///< Parts or months.
  std::vector<HeatRow> rows;
};

/// Vietnamese name of a letter, for exports.
std::string_view StatusName(char letter);

/// Purpose      Assembles the pages' data; keeps the status grids of months.
/// Concurrency  Thread-safe.
class Views {
 public:
  struct Deps {
    journal::StateStore& store;
    const directive::Directive& directive;
    obligations::ObligationService& obligations;
    const Clock& clock;
  };
  explicit Views(Deps deps) : deps_(deps) {}

  Result<League> LeagueOf(const journal::Caller& caller, Month month, std::string_view kind,
                          int months = 13);
  Result<Peers> PeersOf(Month month, std::string_view set);
  /// \param measure  "score", "overdue", or the id of a group of indicators.
  Result<Tiles> TilesOf(const journal::Caller& caller, Month last, std::string_view measure,
                        int months = 13);
  /// Agencies × duties in a month.
  Result<Heat> HeatOfMonth(const journal::Caller& caller, Month month);
  /// Agencies × months for one part.
  Result<Heat> HeatOfPart(const journal::Caller& caller, Month last, std::string_view part,
                          int months = 13);
  /// Duties × months of one agency.
  Result<Heat> HeatOfAgency(const journal::Caller& caller, Month last, AgencyId agency,
                            int months = 13);

 private:
  struct Grid {
    std::shared_ptr<const obligations::MonthScores> scores;  // what it was made beside
    Instant judged_at;
    std::map<std::int64_t, std::string> cells;  // by agency: a letter a part
  };
  using GridPtr = std::shared_ptr<const Grid>;
  Result<GridPtr> GridOf(Month month);

  Deps deps_;
  std::mutex mutex_;
  std::map<Month, GridPtr> grids_;
};

}  // namespace lachan::ranking
