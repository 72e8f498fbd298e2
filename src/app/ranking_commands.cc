// SPDX-License-Identifier: Apache-2.0
#include "app/ranking_commands.h"

#include <filesystem>

#include "app/platform.h"
#include "base/text.h"
#include "formats/csv.h"
#include "ranking/sign_off.h"
#include "ranking/views.h"
#include "register/entities.h"

namespace lachan::app {
namespace {

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  return 2;
}

/// What the commands look through; not OpenFoundation(), so that a server may run beside.
struct Desk {
  SystemClock clock;
  directive::Directive directive;
  journal::Registers registers;
  std::unique_ptr<journal::StateStore> store;
  std::unique_ptr<obligations::ObligationService> obligations;
  std::unique_ptr<ranking::SignOff> sign_off;
  std::unique_ptr<ranking::Views> views;
};

Result<std::unique_ptr<Desk>> OpenDesk(const Settings& settings) {
  auto desk = std::make_unique<Desk>();
  LACHAN_TRY(desk->directive, LoadDirective(settings.Text("directive.folder")));
  desk->registers = MakeRegisters(desk->clock);
  LACHAN_TRY(desk->store, OpenStateUnlocked(settings, desk->registers, desk->clock));
  const bool is_demo = std::filesystem::exists(settings.Text("data") + "/demo");
  desk->obligations = std::make_unique<obligations::ObligationService>(
      obligations::ObligationService::Options{.is_demo = is_demo},
      obligations::ObligationService::Deps{*desk->store, desk->directive, desk->clock});
  desk->sign_off = std::make_unique<ranking::SignOff>(
      ranking::SignOff::Options{.is_demo = is_demo},
      ranking::SignOff::Deps{*desk->store, desk->directive, *desk->obligations, desk->clock});
  desk->views = std::make_unique<ranking::Views>(
      ranking::Views::Deps{*desk->store, desk->directive, *desk->obligations, desk->clock});
  return desk;
}

Result<Month> MonthOf(const Desk& desk, const RankingRequest& request) {
  if (request.month.empty()) return Month::Of(CivilDateAt(desk.clock.Now())).Plus(-1);
  const auto month = ParseMonth(request.month);
  if (month) return *month;
  return Fail(ErrorCode::kInvalidInput, "--month {}: a month is written yyyy-mm",
              PrintableForLog(request.month, 40));
}

Result<std::map<std::int64_t, std::string>> Names(const Desk& desk) {
  LACHAN_TRY(const auto reader, desk.store->OpenReader(journal::Caller::System("ranking")));
  journal::ListQuery all;
  all.with_archived = true;
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(*reader, all));
  std::map<std::int64_t, std::string> names;
  for (const auto& agency : agencies) names[agency.id.value] = agency.name.value;
  return names;
}

struct Shown {
  Month month;
  ranking::League league;
  std::map<std::int64_t, std::string> names;
};
Result<Shown> LeagueOf(Desk& desk, const RankingRequest& request) {
  Shown shown;
  LACHAN_TRY(shown.month, MonthOf(desk, request));
  LACHAN_TRY(shown.league, desk.views->LeagueOf(journal::Caller::System("ranking"), shown.month,
                                                request.kind, 1));
  LACHAN_TRY(shown.names, Names(desk));
  return shown;
}

std::string Decimal(std::int64_t centi) {
  return fmt::format("{}.{:02}", centi / 100, centi % 100);
}

std::string RankOf(const obligations::RankingRow& row) {
  return row.agency.rank > 0 ? std::to_string(row.agency.rank) : std::string("–");
}

}  // namespace

int RankingShow(const Settings& settings, const RankingRequest& request) {
  const auto desk = OpenDesk(settings);
  if (!desk) return Report(desk.error());
  const auto shown = LeagueOf(**desk, request);
  if (!shown) return Report(shown.error());
  const auto& table = shown->league.table;
  fmt::print("month      {}\nscorecard  {}\njudged at  {}\nfrozen     {}\n", shown->month.Text(),
             table.scorecard, FormatVietnamese(table.judged_at),
             table.frozen ? shown->league.sha256 : "no");
  if (table.addenda > 0) fmt::print("addenda    {} (the table is with them)\n", table.addenda);
  fmt::print("\n{:>5}  {:>7}  {:<4}  {:>7}  {}\n", "rank", "percent", "band", "overdue", "agency");
  for (const auto& one : shown->league.rows) {
    const auto& score = one.row.agency.score;
    const auto name = shown->names.find(score.agency.value);
    fmt::print("{:>5}  {:>7}  {:<4}  {:>7}  {}{}\n", RankOf(one.row), Decimal(score.score_centi),
               score.band, score.overdue, name == shown->names.end() ? "?" : name->second,
               one.row.as_frozen
                   ? fmt::format(" (as frozen: {}, rank {})",
                                 Decimal(one.row.as_frozen->score_centi), one.row.as_frozen->rank)
                   : std::string());
  }
  return 0;
}

int RankingVerify(const Settings& settings, const RankingRequest& request) {
  const auto desk = OpenDesk(settings);
  if (!desk) return Report(desk.error());
  std::optional<Month> month;
  if (!request.month.empty()) {
    const auto one = MonthOf(**desk, request);
    if (!one) return Report(one.error());
    month = *one;
  }
  const auto verdicts = (*desk)->sign_off->Verify(month);
  if (!verdicts) return Report(verdicts.error());
  if (month && verdicts->empty()) {
    return Report(Error(ErrorCode::kNotFound, month->Text() + " is not frozen"));
  }
  bool intact = true;
  for (const auto& one : *verdicts) {
    fmt::print("{}  {}  {}  {}\n", one.month.Text(), one.sha256,
               one.fault.empty() ? "intact " : "TOUCHED",
               one.fault.empty() ? fmt::format("{} addenda; proposed by {}, confirmed by {}",
                                               one.addenda, one.proposed_by, one.frozen_by)
                                 : one.fault);
    intact = intact && one.fault.empty();
  }
  fmt::print("{} months frozen, {}\n", verdicts->size(), intact ? "all intact" : "NOT all intact");
  return intact ? 0 : 1;
}

int RankingExport(const Settings& settings, const RankingRequest& request) {
  const auto desk = OpenDesk(settings);
  if (!desk) return Report(desk.error());
  if (request.card) {
    const auto month = MonthOf(**desk, request);
    if (!month) return Report(month.error());
    const auto frozen = (*desk)->obligations->Frozen(*month);
    if (!frozen) return Report(frozen.error());
    if (!*frozen) return Report(Error(ErrorCode::kNotFound, month->Text() + " is not frozen"));
    // Byte for byte what the hash speaks of: no line end is added.
    const auto& bytes = (*frozen)->figures.value.value;
    std::fwrite(bytes.data(), 1, bytes.size(), stdout);
    return 0;
  }
  const auto shown = LeagueOf(**desk, request);
  if (!shown) return Report(shown.error());
  std::string csv = formats::WriteCsvRow(std::vector<std::string>{
      "month", "rank", "agency_id", "agency", "percent", "points", "possible", "band", "overdue",
      "rank_as_frozen", "percent_as_frozen", "sha256"});
  for (const auto& one : shown->league.rows) {
    const auto& score = one.row.agency.score;
    const auto name = shown->names.find(score.agency.value);
    const auto& frozen = one.row.as_frozen;
    csv += formats::WriteCsvRow(std::vector<std::string>{
        shown->month.Text(), one.row.agency.rank > 0 ? std::to_string(one.row.agency.rank) : "",
        std::to_string(score.agency.value), name == shown->names.end() ? "" : name->second,
        Decimal(score.score_centi), Decimal(score.points_centi), Decimal(score.possible_centi),
        score.band, std::to_string(score.overdue), frozen ? std::to_string(frozen->rank) : "",
        frozen ? Decimal(frozen->score_centi) : "", shown->league.sha256});
  }
  std::fwrite(csv.data(), 1, csv.size(), stdout);
  return 0;
}

}  // namespace lachan::app
