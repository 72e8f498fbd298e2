// SPDX-License-Identifier: Apache-2.0
#include "obligations/score_month.h"

#include <boost/json/monotonic_resource.hpp>
#include <boost/json/parse.hpp>

#include <algorithm>
#include <set>
#include <unordered_map>

#include "base/hash.h"
#include "journal/fact.h"
#include "obligations/card_view.h"
#include "obligations/corrections.h"
#include "obligations/json_members.h"
#include "schema/json.h"

namespace lachan::obligations {
namespace {

namespace json = boost::json;
using directive::Duty;
using directive::DutyStatus;

bool IsEvidencedBy(const directive::Part& part, std::string_view kind) {
  return part.per == directive::Part::Per::kSystem && !part.systems_of_province &&
         std::ranges::find(part.evidence, kind, &directive::FactPattern::kind) !=
             part.evidence.end();
}

bool IsMissing(const Duty& duty) {
  return !duty.holds && duty.system && duty.status != DutyStatus::kNotApplicable &&
         duty.status != DutyStatus::kNotMeasured && duty.status != DutyStatus::kExempt;
}

json::value InstantOrNull(const std::optional<Instant>& instant) {
  if (!instant) return nullptr;
  return json::value(FormatInstant(*instant));
}

json::object DutyJson(const Duty& duty) {
  json::array facts(duty.discharged_by.begin(), duty.discharged_by.end());
  json::array arguments;
  for (const auto& argument : duty.why.arguments) arguments.emplace_back(argument.Shown());
  json::object object{{"part", duty.part},
                      {"system", duty.system.value},
                      {"period", duty.period},
                      {"trigger", duty.trigger},
                      {"status", std::string(ToString(duty.status))},
                      {"soft", duty.soft},
                      {"holds", duty.holds},
                      {"late", duty.late},
                      {"since", InstantOrNull(duty.since)},
                      {"due", InstantOrNull(duty.due)},
                      {"next_due", InstantOrNull(duty.next_due)},
                      {"discharged_at", InstantOrNull(duty.discharged_at)},
                      {"facts", std::move(facts)},
                      {"earned", duty.earned},
                      {"possible", duty.possible},
                      {"why", std::string(ToString(duty.why.code))},
                      {"arguments", std::move(arguments)}};
  // Only where there are some: months frozen before there were reliefs keep their bytes.
  if (!duty.reliefs.empty()) {
    object["reliefs"] = json::array(duty.reliefs.begin(), duty.reliefs.end());
  }
  return object;
}

json::array IndicatorsJson(const directive::AgencyScore& score) {
  json::array indicators;
  for (const auto& one : score.indicators) {
    json::array duties;
    for (const auto& credit : one.duties) {
      duties.push_back(json::object{
          {"duty", credit.duty}, {"earned", credit.earned}, {"possible", credit.possible}});
    }
    indicators.push_back(json::object{{"id", one.id},
                                      {"group", one.group},
                                      {"weight", one.weight},
                                      {"state", std::string(ToString(one.state))},
                                      {"earned", one.earned},
                                      {"possible", one.possible},
                                      {"points_centi", one.points_centi},
                                      {"duties", std::move(duties)}});
  }
  return indicators;
}

json::object AgencyJson(const AgencyMonth& agency, std::span<const Duty> duties) {
  std::set<std::string, std::less<>> counted;
  for (const auto& indicator : agency.score.indicators) {
    for (const auto& credit : indicator.duties) counted.insert(credit.duty);
  }
  json::array list;
  for (const Duty& duty : duties) {
    if (counted.contains(duty.Key())) list.push_back(DutyJson(duty));
  }
  return {{"agency", agency.score.agency.value},
          {"kind", agency.kind},
          {"set", agency.score.set},
          {"rank", agency.rank},
          {"of", agency.of},
          {"points_centi", agency.score.points_centi},
          {"possible_centi", agency.score.possible_centi},
          {"score_centi", agency.score.score_centi},
          {"overdue", agency.score.overdue},
          {"band", agency.score.band},
          {"ranked", agency.score.ranked},
          {"indicators", IndicatorsJson(agency.score)},
          {"duties", std::move(list)}};
}

template <class Enum>
std::optional<Enum> ByName(std::string_view name, Enum last) {
  for (int i = 0; i <= static_cast<int>(last); ++i) {
    if (ToString(static_cast<Enum>(i)) == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

std::unexpected<Error> Corrupt() {
  return Fail(ErrorCode::kCorrupt, "frozen scores are not in the form they were written in");
}

/// Values lie in one arena that goes with the last of them: months have megabytes of small ones.
Result<json::value> ParseWhole(std::string_view text) {
  json::parse_options options;
  options.max_depth = 16;
  boost::system::error_code error;
  auto parsed =
      json::parse(text, error, json::make_shared_resource<json::monotonic_resource>(), options);
  if (error || !parsed.is_object()) return Corrupt();
  return parsed;
}

std::optional<directive::IndicatorScore> ParseIndicator(const json::object& object) {
  Members members(object);
  directive::IndicatorScore one;
  one.id = members.Text("id");
  one.group = members.Text("group");
  one.weight = members.Small("weight");
  one.earned = members.Number("earned");
  one.possible = members.Number("possible");
  one.points_centi = members.Small("points_centi");
  const auto state = ByName(members.Text("state"), directive::IndicatorState::kNotMeasured);
  if (!state) return std::nullopt;
  one.state = *state;
  for (const auto& value : members.List("duties")) {
    if (!value.is_object()) return std::nullopt;
    Members credit(value.get_object());
    one.duties.push_back({credit.Text("duty"),
                          DutyStatus::kNotApplicable,
                          credit.Number("earned"),
                          credit.Number("possible"),
                          {}});
    if (!credit.is_good()) return std::nullopt;
  }
  if (!members.is_good()) return std::nullopt;
  return one;
}

using Standings =
    std::map<std::string, std::pair<DutyStatus, std::vector<std::int64_t>>, std::less<>>;

/// Status and evidence of a frozen duty, by its key.
bool ReadStanding(const json::object& object, AgencyId agency, Standings& standings) {
  Members members(object);
  Duty duty;
  duty.part = members.Text("part");
  duty.agency = agency;
  duty.system = SystemId{members.Number("system")};
  duty.period = members.Text("period");
  duty.trigger = members.Number("trigger");
  const auto status = ByName(members.Text("status"), DutyStatus::kExempt);
  std::vector<std::int64_t> facts;
  for (const auto& fact : members.List("facts")) {
    if (!fact.is_int64()) return false;
    facts.push_back(fact.get_int64());
  }
  if (!status || !members.is_good()) return false;
  standings.emplace(duty.Key(), std::pair(*status, std::move(facts)));
  return true;
}

std::optional<AgencyMonth> ParseAgency(const json::object& object, Month month) {
  Members members(object);
  AgencyMonth agency;
  agency.kind = members.Text("kind");
  agency.rank = members.Small("rank");
  agency.of = members.Small("of");
  auto& score = agency.score;
  score.agency = AgencyId{members.Number("agency")};
  score.month = month;
  score.set = members.Text("set");
  score.points_centi = members.Small("points_centi");
  score.possible_centi = members.Small("possible_centi");
  score.score_centi = members.Small("score_centi");
  score.overdue = members.Small("overdue");
  score.band = members.Text("band");
  score.ranked = members.Flag("ranked");
  Standings duties;
  for (const auto& value : members.List("duties")) {
    if (!value.is_object() || !ReadStanding(value.get_object(), score.agency, duties)) {
      return std::nullopt;
    }
  }
  for (const auto& value : members.List("indicators")) {
    auto one = value.is_object() ? ParseIndicator(value.get_object()) : std::nullopt;
    if (!one) return std::nullopt;
    for (auto& credit : one->duties) {
      const auto at = duties.find(credit.duty);
      if (at != duties.end()) std::tie(credit.status, credit.facts) = at->second;
    }
    score.indicators.push_back(*std::move(one));
  }
  if (!members.is_good()) return std::nullopt;
  return agency;
}

std::optional<Duty> ParseDuty(const json::object& object, AgencyId agency,
                              const directive::Directive& directive) {
  Members members(object);
  Duty duty;
  duty.part = members.Text("part");
  duty.obligation = duty.part.substr(0, duty.part.find('.'));
  if (const auto* obligation = directive.FindObligation(duty.obligation)) {
    duty.clause = obligation->clause;
  }
  duty.agency = agency;
  duty.system = SystemId{members.Number("system")};
  duty.period = members.Text("period");
  duty.trigger = members.Number("trigger");
  duty.soft = members.Flag("soft");
  duty.holds = members.Flag("holds");
  duty.late = members.Flag("late");
  duty.since = members.Time("since");
  duty.due = members.Time("due");
  duty.next_due = members.Time("next_due");
  duty.discharged_at = members.Time("discharged_at");
  duty.earned = members.Small("earned");
  duty.possible = members.Small("possible");
  const auto status = ByName(members.Text("status"), DutyStatus::kExempt);
  const auto why = ByName(members.Text("why"), directive::WhyCode::kClockStands);
  if (!status || !why) return std::nullopt;
  duty.status = *status;
  duty.why.code = *why;
  for (const auto& fact : members.List("facts")) {
    if (!fact.is_int64()) return std::nullopt;
    duty.discharged_by.push_back(fact.get_int64());
  }
  for (const auto& argument : members.List("arguments")) {
    if (!argument.is_string()) return std::nullopt;
    duty.why.arguments.push_back(directive::Argument::Words(argument.get_string()));
  }
  if (object.contains("reliefs")) {
    for (const auto& fact : members.List("reliefs")) {
      if (!fact.is_int64()) return std::nullopt;
      duty.reliefs.push_back(fact.get_int64());
    }
  }
  if (!members.is_good()) return std::nullopt;
  return duty;
}

/// The object that `text` begins with, to its closing brace.
std::string_view ObjectAt(std::string_view text) {
  int depth = 0;
  bool in_text = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_text) {
      if (c == '\\') ++i;
      if (c == '"') in_text = false;
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{') {
      ++depth;
    } else if (c == '}' && --depth == 0) {
      return text.substr(0, i + 1);
    }
  }
  return text;
}

/// Applies a decision that still says more than the facts do; one that has been overtaken by them,
/// or whose duty is gone, is left out.
bool Helps(const Correction& correction, const directive::Scorecard& card, MonthScores& scores) {
  const auto* agency = scores.Find(correction.agency);
  if (agency == nullptr) return false;
  for (const auto& one : agency->score.indicators) {
    if (one.id != correction.indicator) continue;
    const auto credit =
        std::ranges::find(one.duties, correction.duty, &directive::DutyCredit::duty);
    if (credit == one.duties.end()) return false;
    if (credit->possible > 0 && credit->earned == credit->possible) return false;
    return Apply(card, {&correction, 1}, scores).has_value();
  }
  return false;
}

}  // namespace

const MonthScores& MonthScores::Latest() const { return amended ? *amended : *this; }

const AgencyMonth* MonthScores::Find(AgencyId agency) const {
  const auto at = std::ranges::lower_bound(agencies, agency, {},
                                           [](const AgencyMonth& one) { return one.score.agency; });
  return at != agencies.end() && at->score.agency == agency ? &*at : nullptr;
}

DutyFigures Count(const directive::Directive& directive,
                  const directive::RegisterSnapshot& snapshot,
                  const directive::Assessment& assessment) {
  std::map<std::string_view, std::int64_t DutyFigures::*> of_systems;
  for (const auto& obligation : directive.obligations) {
    for (const auto& part : obligation.parts) {
      if (IsEvidencedBy(part, "system.level_approved")) {
        of_systems[part.id] = &DutyFigures::systems_without_level;
      } else if (IsEvidencedBy(part, "assurance.scan")) {
        of_systems[part.id] = &DutyFigures::systems_unscanned;
      } else if (IsEvidencedBy(part, "assurance.hunt")) {
        of_systems[part.id] = &DutyFigures::systems_unhunted;
      }
    }
  }
  DutyFigures figures;
  figures.systems = static_cast<std::int64_t>(
      std::ranges::count_if(snapshot.systems, [](const directive::SystemView& system) {
        return system.state != directive::SystemState::kEnded;
      }));
  std::set<std::int64_t> late_agencies;
  for (const Duty& duty : assessment.duties) {
    if (duty.status == DutyStatus::kOverdue && !duty.soft) {
      ++figures.overdue;
      late_agencies.insert(duty.agency.value);
    }
    if (!IsMissing(duty)) continue;
    if (const auto at = of_systems.find(duty.part); at != of_systems.end()) ++(figures.*at->second);
  }
  figures.agencies_overdue = static_cast<std::int64_t>(late_agencies.size());
  return figures;
}

MonthScores ScoreAll(const directive::Directive& directive,
                     std::shared_ptr<const directive::Scorecard> card,
                     const directive::RegisterSnapshot& snapshot,
                     const directive::Assessment& assessment, Month month,
                     std::span<const Correction> corrections) {
  MonthScores result;
  result.month = month;
  result.judged_at = assessment.now;
  result.figures = Count(directive, snapshot, assessment);
  if (card == nullptr) return result;
  for (const auto& agency : snapshot.agencies) {
    if (!agency.validity.Contains(assessment.now)) continue;
    auto score = directive::Score(directive, *card, assessment.Of(agency.id), assessment.now,
                                  agency.id, agency.kind, month);
    if (score.set.empty()) continue;
    result.scorecard = card->id;
    result.agencies.push_back({std::move(score), agency.kind, 0, 0});
  }
  std::ranges::sort(result.agencies, {}, [](const AgencyMonth& one) { return one.score.agency; });
  result.card = std::move(card);
  for (const Correction& correction : corrections) {
    if (Helps(correction, *result.card, result)) result.corrections.push_back(correction);
  }
  RankAnew(*result.card, result);
  return result;
}

std::vector<std::string> AgencyTexts(const MonthScores& scores,
                                     const directive::Assessment& assessment) {
  std::vector<std::string> texts;
  for (const auto& agency : scores.agencies) {
    texts.push_back(journal::CanonicalJson(AgencyJson(agency, assessment.Of(agency.score.agency))));
  }
  return texts;
}

std::string FigureText(const MonthScores& scores, std::span<const std::string> agencies) {
  const auto& figures = scores.figures;
  json::array corrections;
  for (const auto& correction : scores.corrections) corrections.push_back(ToJson(correction));
  const std::string rest = journal::CanonicalJson(
      {{"form", 2},
       {"card", scores.card ? schema::Encode(ViewOf(*scores.card)) : json::value(nullptr)},
       {"corrections", std::move(corrections)},
       {"month", scores.month.Text()},
       {"scorecard", scores.scorecard},
       {"judged_at", FormatInstant(scores.judged_at)},
       {"figures",
        {{"overdue", figures.overdue},
         {"agencies_overdue", figures.agencies_overdue},
         {"systems", figures.systems},
         {"systems_without_level", figures.systems_without_level},
         {"systems_unscanned", figures.systems_unscanned},
         {"systems_unhunted", figures.systems_unhunted}}}});
  // Of the members, sorted by name, "agencies" comes first.
  return fmt::format("{{\"agencies\":[{}],{}", fmt::join(agencies, ","),
                     std::string_view(rest).substr(1));
}

Result<MonthScores> ParseFigures(std::string_view text) {
  LACHAN_TRY(const json::value parsed, ParseWhole(text));
  const json::object& whole = parsed.get_object();
  Members members(whole);
  MonthScores scores;
  const auto month = ParseMonth(members.Text("month"));
  const auto judged_at = members.Time("judged_at");
  const auto* figures = whole.if_contains("figures");
  if (!month || !judged_at || figures == nullptr || !figures->is_object()) return Corrupt();
  scores.month = *month;
  scores.judged_at = *judged_at;
  scores.scorecard = members.Text("scorecard");
  Members counts(figures->get_object());
  scores.figures = {counts.Number("overdue"),           counts.Number("agencies_overdue"),
                    counts.Number("systems"),           counts.Number("systems_without_level"),
                    counts.Number("systems_unscanned"), counts.Number("systems_unhunted")};
  for (const auto& value : members.List("agencies")) {
    auto agency = value.is_object() ? ParseAgency(value.get_object(), *month) : std::nullopt;
    if (!agency) return Corrupt();
    agency->score.scorecard = scores.scorecard;
    scores.agencies.push_back(*std::move(agency));
  }
  if (!members.is_good() || !counts.is_good()) return Corrupt();
  // Months frozen by an older version carry neither scorecard nor corrections.
  if (members.Number("form") == 1) return scores;
  const auto* card = whole.if_contains("card");
  const auto view = card == nullptr ? Result<CardView>(Corrupt()) : ParseCard(*card);
  if (!view) return Corrupt();
  scores.card = std::make_shared<const directive::Scorecard>(CardOf(*view));
  for (const auto& value : members.List("corrections")) {
    LACHAN_TRY(auto correction, ParseCorrection(value));
    scores.corrections.push_back(std::move(correction));
  }
  if (!members.is_good()) return Corrupt();
  return scores;
}

Result<std::vector<Duty>> ParseDutiesOf(std::string_view text, AgencyId agency,
                                        const directive::Directive& directive) {
  // Canonical: members are sorted, so an agency's object begins with its id.
  const auto begin = text.find(fmt::format("{{\"agency\":{},\"band\":", agency.value));
  if (begin == std::string_view::npos) return std::vector<Duty>();
  LACHAN_TRY(const json::value one, ParseWhole(ObjectAt(text.substr(begin))));
  std::vector<Duty> duties;
  Members members(one.get_object());
  for (const auto& value : members.List("duties")) {
    auto duty = value.is_object() ? ParseDuty(value.get_object(), agency, directive) : std::nullopt;
    if (!duty) return Corrupt();
    duties.push_back(*std::move(duty));
  }
  if (!members.is_good()) return Corrupt();
  return duties;
}

Result<DutiesByAgency> ParseDuties(std::string_view text, const directive::Directive& directive) {
  LACHAN_TRY(const json::value whole, ParseWhole(text));
  DutiesByAgency duties;
  for (const auto& value : Members(whole.get_object()).List("agencies")) {
    if (!value.is_object()) return Corrupt();
    Members members(value.get_object());
    const AgencyId agency{members.Number("agency")};
    for (const auto& one : members.List("duties")) {
      auto duty = one.is_object() ? ParseDuty(one.get_object(), agency, directive) : std::nullopt;
      if (!duty) return Corrupt();
      duties[agency.value].push_back(*std::move(duty));
    }
  }
  return duties;
}

}  // namespace lachan::obligations
