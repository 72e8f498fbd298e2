// SPDX-License-Identifier: Apache-2.0
// incident_clocks.yaml, scorecard.yaml
#include "directive/compile_files.h"

namespace lachan::directive {
namespace {

IncidentClockRule ReadClock(MapReader& item) {
  IncidentClockRule clock;
  clock.code = item.Required("code");
  item.Rename("clock " + clock.code);
  clock.regime = item.Required("regime");
  clock.title = item.RequiredText("title");
  clock.when = item.When("when");
  clock.t0 = item.Strings("t0");
  if (clock.t0.empty()) clock.t0 = {"detection"};
  clock.limit = item.Limit("limit");
  clock.recipient = item.RequiredText("recipient");
  clock.recipient_role = item.Optional("recipient_role");
  clock.form = item.Optional("form");
  clock.discharged_by = item.Patterns("discharged_by");
  clock.clause = item.Required("clause");
  clock.confidence = item.ReadConfidence(Confidence::kHigh);
  item.Optional("note");
  return clock;
}

Indicator ReadIndicator(MapReader& item) {
  Indicator indicator;
  indicator.id = item.Required("id");
  item.Rename("indicator " + indicator.id);
  indicator.group = item.Required("group");
  indicator.title = item.RequiredText("title");
  indicator.weight = item.Integer("weight", 0, 1, 100);
  if (indicator.weight == 0) item.Required("weight");
  indicator.parts = item.Strings("parts");
  indicator.window_months = item.Integer("window_months", 12, 1, 60);
  return indicator;
}

IndicatorSet ReadSet(MapReader& item, CompileContext& context) {
  IndicatorSet set;
  set.id = item.Required("id");
  item.Rename("indicator set " + set.id);
  set.title = item.RequiredText("title");
  set.kinds = item.Strings("kinds");
  int sum = 0;
  for (MapReader& map : item.Maps("indicators")) {
    Indicator indicator = ReadIndicator(map);
    map.Finish();
    sum += indicator.weight;
    context.places.emplace("indicator " + set.id + "/" + indicator.id, map.Here());
    set.indicators.push_back(std::move(indicator));
  }
  if (sum != 100) {
    item.Report("directive.scorecard.weights",
                fmt::format("{}: the weights make {}, not 100", item.what(), sum),
                "every set shares out 100 points");
  }
  return set;
}

Scorecard ReadScorecard(MapReader& item, CompileContext& context) {
  Scorecard card;
  card.id = item.Required("id");
  item.Rename("scorecard " + card.id);
  card.validity = item.Dates();
  card.confidence = item.ReadConfidence(Confidence::kProposal);
  card.late_earned = item.Integer("late_earned", 1, 0, 1000);
  card.late_possible = item.Integer("late_possible", 2, 1, 1000);
  if (card.late_earned > card.late_possible) {
    item.Report("directive.value", item.what() + ": late_earned is more than late_possible");
  }
  card.min_measured_weight = item.Integer("min_measured_weight", 50, 0, 100);
  card.tie_fewer_overdue = item.Boolean("tie_fewer_overdue", true);
  int limit = 10001;
  for (MapReader& map : item.Maps("bands")) {
    Band band{map.Required("code"), map.RequiredText("title"),
              map.Integer("from_percent", 0, 0, 100) * 100};
    map.Finish();
    if (band.from_centi >= limit) {
      map.Report("directive.scorecard.bands", map.what() + ": bands must fall", "best band first");
    }
    limit = band.from_centi;
    card.bands.push_back(std::move(band));
  }
  if (card.bands.empty() || card.bands.back().from_centi != 0) {
    item.Report("directive.scorecard.bands", item.what() + ": the last band must begin at 0");
  }
  for (MapReader& map : item.Maps("sets")) {
    card.sets.push_back(ReadSet(map, context));
    map.Finish();
  }
  return card;
}

}  // namespace

void ReadIncidentClocks(MapReader& file, CompileContext& context) {
  IncidentRules& rules = context.directive.incidents;
  for (MapReader& item : file.Maps("regimes")) {
    rules.regimes.push_back({item.Required("id"), item.RequiredText("title"), item.Dates()});
    context.places.emplace("regime " + rules.regimes.back().id, item.Here());
    item.Finish();
  }
  rules.immediate_tolerance =
      std::chrono::minutes{file.Integer("immediate_tolerance_minutes", 60, 0, 1440)};
  for (MapReader& item : file.Maps("clocks")) {
    rules.clocks.push_back(ReadClock(item));
    context.places.emplace("clock " + rules.clocks.back().code, item.Here());
    item.Finish();
  }
  for (MapReader& item : file.Maps("severities")) {
    SeverityGrade grade;
    grade.code = item.Required("code");
    grade.title = item.RequiredText("title");
    grade.criteria = item.RequiredText("criteria");
    grade.when = item.When("when");
    grade.confidence = item.ReadConfidence(Confidence::kProposal);
    item.Optional("source");
    item.Finish();
    rules.severities.push_back(std::move(grade));
  }
}

void ReadScorecards(MapReader& file, CompileContext& context) {
  for (MapReader& item : file.Maps("scorecards")) {
    context.directive.scorecards.push_back(ReadScorecard(item, context));
    context.places.emplace("scorecard " + context.directive.scorecards.back().id, item.Here());
    item.Finish();
  }
}

}  // namespace lachan::directive
