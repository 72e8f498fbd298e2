// SPDX-License-Identifier: Apache-2.0
#include "web_api/ranking_export.h"

#include <cstdlib>
#include <map>

#include "formats/csv.h"
#include "register/entities.h"
#include "sheets/xlsx_write.h"
#include "web_api/ranking_views.h"

namespace lachan::web_api {
namespace {

using identity::Action;
using identity::Needs;
using sheets::CellKind;
using web::Request;
using web::Response;

constexpr std::string_view kMark = "\xEF\xBB\xBF";  // Spreadsheets ask for it.
constexpr std::string_view kXlsx =
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

Result<std::map<std::int64_t, std::string>> AgencyNames(const RankingDeps& deps) {
  LACHAN_TRY(const auto reader, deps.store.OpenReader(journal::Caller::System("ranking export")));
  journal::ListQuery all;
  all.with_archived = true;
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(*reader, all));
  std::map<std::int64_t, std::string> names;
  for (const auto& agency : agencies) names[agency.id.value] = agency.name.value;
  return names;
}

std::string Decimal(std::int64_t centi) {
  return fmt::format("{}.{:02}", centi / 100, centi % 100);
}

/// A table that has still to become a file.
struct Table {
  sheets::Sheet sheet;
  std::string file_name;  ///< Without ending.
};

Result<Table> LeagueTable(const RankingDeps& deps, const Request& request) {
  LACHAN_TRY(const Month month, MonthIn(request, deps.clock));
  const std::string kind = AgencyKindIn(request);
  LACHAN_TRY(const auto league, deps.views.LeagueOf(request.caller, month, kind));
  LACHAN_TRY(const auto names, AgencyNames(deps));
  Table table{{"Xếp loại " + month.Text(),
               {{"Tháng"},
                {"Hạng", CellKind::kNumber, 8},
                {"Cơ quan", CellKind::kText, 48},
                {"Kết quả (%)", CellKind::kNumber, 12},
                {"Điểm", CellKind::kNumber, 10},
                {"Điểm tối đa đo được", CellKind::kNumber, 14},
                {"Xếp loại", CellKind::kText, 10},
                {"Việc quá hạn", CellKind::kNumber, 12},
                {"Hạng tháng trước", CellKind::kNumber, 12},
                {"Hạng khi chốt", CellKind::kNumber, 12},
                {"Kết quả khi chốt (%)", CellKind::kNumber, 14},
                {"Phụ lục", CellKind::kNumber, 10},
                {"SHA-256 khi chốt", CellKind::kText, 66}}},
              fmt::format("xep-loai-{}-{}", kind, month.Text())};
  for (const auto& one : league.rows) {
    const auto& row = one.row;
    const auto& score = row.agency.score;
    const auto name = names.find(score.agency.value);
    table.sheet.rows.push_back(
        {month.Text(), row.agency.rank > 0 ? std::to_string(row.agency.rank) : "",
         name == names.end() ? "" : name->second, Decimal(score.score_centi),
         Decimal(score.points_centi), Decimal(score.possible_centi), score.band,
         std::to_string(score.overdue), row.previous_rank ? std::to_string(*row.previous_rank) : "",
         row.as_frozen ? std::to_string(row.as_frozen->rank) : "",
         row.as_frozen ? Decimal(row.as_frozen->score_centi) : "",
         std::to_string(league.table.addenda), league.sha256});
  }
  return table;
}

Result<Table> HeatTable(const RankingDeps& deps, const Request& request) {
  bool is_agency = false;
  LACHAN_TRY(const auto heat, HeatAskedFor(deps, request, is_agency));
  LACHAN_TRY(const auto names, AgencyNames(deps));
  Table table{{"Bản đồ nhiệt", {{is_agency ? "Nhiệm vụ" : "Cơ quan", CellKind::kText, 48}}},
              "ban-do-nhiet"};
  for (const auto& column : heat.columns) table.sheet.columns.push_back({column});
  for (const auto& row : heat.rows) {
    std::vector<std::string> cells{row.key};
    if (!is_agency) {
      const auto name = names.find(std::strtoll(row.key.c_str(), nullptr, 10));
      if (name != names.end()) cells[0] = name->second;
    }
    for (const char letter : row.cells) cells.emplace_back(ranking::StatusName(letter));
    table.sheet.rows.push_back(std::move(cells));
  }
  return table;
}

Result<Table> TilesTable(const RankingDeps& deps, const Request& request) {
  LACHAN_TRY(const Month month, MonthIn(request, deps.clock));
  LACHAN_TRY(const auto months, request.QueryNumber("months", 1, 36, 13));
  const std::string measure(request.Query("measure").empty() ? "score" : request.Query("measure"));
  LACHAN_TRY(const auto tiles,
             deps.views.TilesOf(request.caller, month, measure, static_cast<int>(months)));
  const bool is_score = measure == "score";
  Table table{{"Bản đồ ô " + month.Text(),
               {{"Loại", CellKind::kText, 14},
                {"Mã", CellKind::kText, 14},
                {"Cơ quan", CellKind::kText, 48}}},
              fmt::format("ban-do-o-{}-{}", measure, month.Text())};
  for (const Month one : tiles.months) {
    table.sheet.columns.push_back({one.Text(), CellKind::kNumber, 12});
    if (is_score) table.sheet.columns.push_back({"Xếp loại " + one.Text(), CellKind::kText, 12});
  }
  for (const auto& tile : tiles.rows) {
    std::vector<std::string> cells{tile.kind, tile.code, tile.name};
    for (std::size_t i = 0; i < tile.values.size(); ++i) {
      const auto& value = tile.values[i];
      cells.push_back(!value                 ? std::string()
                      : measure == "overdue" ? std::to_string(*value)
                                             : Decimal(*value));
      if (is_score) cells.push_back(tile.bands[i] == '-' ? "" : std::string(1, tile.bands[i]));
    }
    table.sheet.rows.push_back(std::move(cells));
  }
  return table;
}

Response Csv(const Table& table) {
  std::vector<std::string> header;
  for (const auto& column : table.sheet.columns) header.push_back(column.title);
  std::string csv(kMark);
  csv += formats::WriteCsvRow(header);
  for (const auto& row : table.sheet.rows) csv += formats::WriteCsvRow(row);
  return Response::Download(std::move(csv), "text/csv; charset=utf-8", table.file_name + ".csv");
}

}  // namespace

std::string AgencyKindIn(const Request& request) {
  const auto kind = request.Query("kind");
  return kind.empty() ? std::string("department") : std::string(kind);
}

Result<ranking::Heat> HeatAskedFor(const RankingDeps& deps, const Request& request,
                                   bool& is_agency) {
  LACHAN_TRY(const Month month, MonthIn(request, deps.clock));
  LACHAN_TRY(const auto agency, request.QueryNumber("agency_id", 1, INT64_MAX, 0));
  is_agency = agency > 0;
  if (is_agency) return deps.views.HeatOfAgency(request.caller, month, AgencyId{agency});
  if (const auto part = request.Query("part"); !part.empty()) {
    return deps.views.HeatOfPart(request.caller, month, part);
  }
  return deps.views.HeatOfMonth(request.caller, month);
}

std::vector<web::Route> RankingExportRoutes(const RankingDeps& deps) {
  const std::vector<std::pair<std::string, std::string>> league = {
      {"month", "yyyy-mm; the running one"}, {"kind", "of agency; department"}};
  const std::vector<std::pair<std::string, std::string>> heat = {
      {"month", "yyyy-mm; the running one; the last column where months are columns"},
      {"part", "agencies × months of this part"},
      {"agency_id", "duties × months of this agency"}};
  const std::vector<std::pair<std::string, std::string>> tiles = {
      {"month", "yyyy-mm; the last month shown"},
      {"measure", "score, overdue, or a group of indicators"},
      {"months", "how many; 13"}};
  std::vector<web::Route> routes;
  const auto add = [&](const std::string& path, auto make, const std::string& what,
                       const auto& query) {
    routes.push_back({web::Verb::kGet,
                      "/api/v1/ranking/" + path + ".csv",
                      Needs("ranking", Action::kRead),
                      [deps, make](const Request& request) -> Result<Response> {
                        LACHAN_TRY(const auto table, make(deps, request));
                        return Csv(table);
                      },
                      {what, {}, {}, query, "text/csv"}});
    routes.push_back({web::Verb::kGet,
                      "/api/v1/ranking/" + path + ".xlsx",
                      Needs("ranking", Action::kRead),
                      [deps, make](const Request& request) -> Result<Response> {
                        LACHAN_TRY(const auto table, make(deps, request));
                        LACHAN_TRY(auto bytes, sheets::WriteXlsx({table.sheet}));
                        return Response::Download(std::move(bytes), std::string(kXlsx),
                                                  table.file_name + ".xlsx");
                      },
                      {what, {}, {}, query, std::string(kXlsx)}});
  };
  add("table", LeagueTable, "The table of a month as a file", league);
  add("heat", HeatTable, "A heat map as a file", heat);
  add("tiles", TilesTable, "What the map of tiles shows, as a file", tiles);
  return routes;
}

}  // namespace lachan::web_api
