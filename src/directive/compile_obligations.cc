// SPDX-License-Identifier: Apache-2.0
// obligations.yaml
#include <ranges>

#include "base/text.h"
#include "directive/compile_files.h"
#include "directive/suggest.h"

namespace lachan::directive {
namespace {

using BindingGroups = std::map<std::string, std::vector<Binding>>;

constexpr std::pair<std::string_view, Part::Per> kPers[] = {{"agency", Part::Per::kAgency},
                                                            {"system", Part::Per::kSystem}};
constexpr std::pair<std::string_view, Measured> kMeasured[] = {
    {"declared", Measured::kDeclared},
    {"computed", Measured::kComputed},
    {"not_measurable", Measured::kNotMeasurable}};
constexpr std::pair<std::string_view, FirstDue::Anchor> kAnchors[] = {
    {"bound", FirstDue::Anchor::kBound}, {"in_operation", FirstDue::Anchor::kInOperation}};
constexpr std::pair<std::string_view, PeriodRule::Unit> kUnits[] = {
    {"year", PeriodRule::Unit::kYear}, {"month", PeriodRule::Unit::kMonth}};

BindingGroups ReadGroups(MapReader& file) {
  BindingGroups groups;
  for (MapReader& item : file.Maps("groups")) {
    const std::string id = item.Required("id");
    for (MapReader& entry : item.Maps("binds")) {
      Binding binding{entry.Strings("kinds"), entry.Strings("roles"), entry.Dates()};
      if (binding.kinds.empty() && binding.roles.empty()) {
        entry.Report("directive.binding", entry.what() + " names neither kinds nor roles");
      }
      entry.Finish();
      groups[id].push_back(std::move(binding));
    }
    item.Finish();
  }
  return groups;
}

FirstDue ReadFirstDue(MapReader& map) {
  FirstDue first;
  if (const auto before = map.Date("before")) first.fixed = StartOfDay(*before);
  if (const auto by = map.Date("by")) {
    if (first.fixed) {
      map.Report("directive.value", map.what() + ": both 'before' and 'by'",
                 "`before` excludes the day itself, `by` includes it");
    }
    first.fixed = StartOfDay(AddDays(*by, 1));
  }
  first.anchor = map.Choice<FirstDue::Anchor>("after", kAnchors);
  first.grace = map.Limit("grace");
  first.skip_existing = map.Boolean("skip_existing", false);
  if (!first.fixed && !first.grace) {
    map.Report("directive.missing", map.what() + ": neither a date nor a grace",
               "add `before:`, `by:` or `grace:`");
  }
  map.Finish();
  return first;
}

StateRule ReadState(MapReader& map) {
  StateRule rule;
  if (auto first = map.Map("first_due")) {
    rule.first_due = ReadFirstDue(*first);
  } else {
    map.Required("first_due");
  }
  rule.at_least = map.Integer("at_least", 1, 1, 1000);
  rule.distinct = map.Optional("distinct");
  if (rule.at_least > 1 && rule.distinct.empty()) {
    map.Report("directive.missing", map.what() + ": at_least without 'distinct'",
               "name the attribute that tells the evidences apart");
  }
  rule.valid_for = map.Limit("valid_for");
  for (MapReader& item : map.Maps("reopened_by")) {
    StateRule::Reopening reopening{{item.Required("kind"), item.When("when")}, {}};
    if (const auto within = item.Limit("within")) {
      reopening.within = *within;
    } else {
      item.Required("within");
    }
    item.Finish();
    rule.reopened_by.push_back(std::move(reopening));
  }
  return rule;
}

/// "12-12" → month and day.
std::pair<int, int> ReadMonthDay(MapReader& map, std::string_view key) {
  const std::string text = map.Optional(key);
  if (text.empty()) return {0, 0};
  // A leap year, so that 02-29 passes.
  const auto date = ParseDate("2024-" + text);
  if (!date) {
    map.Report(
        "directive.value",
        fmt::format("{}: '{}' is not a day of the year", map.what(), PrintableForLog(text, 40)),
        "write mm-dd in quotes");
    return {0, 0};
  }
  return {static_cast<int>(static_cast<unsigned>(date->month())),
          static_cast<int>(static_cast<unsigned>(date->day()))};
}

PeriodRule ReadPeriod(MapReader& map) {
  PeriodRule rule;
  rule.unit = map.Choice<PeriodRule::Unit>("unit", kUnits);
  if (rule.unit == PeriodRule::Unit::kYear) {
    std::tie(rule.due_month, rule.due_day) = ReadMonthDay(map, "before");
  } else {
    rule.due_day = map.Integer("before_day", 0, 1, 28);
  }
  rule.inclusive = map.Boolean("inclusive", false);
  rule.judge_partial_first = map.Boolean("judge_partial_first", true);
  rule.keep = map.Integer("keep", 13, 1, 120);
  return rule;
}

EventRule ReadEvent(MapReader& map) {
  EventRule rule;
  if (auto trigger = map.Pattern("trigger")) {
    rule.trigger = std::move(*trigger);
  } else {
    map.Required("trigger");
  }
  rule.link = map.Required("link");
  rule.t0_attribute = map.Optional("t0");
  rule.due_attribute = map.Optional("due_attribute");
  if (const auto within = map.Limit("within")) {
    rule.limit = *within;
  } else {
    map.Required("within");
  }
  rule.keep_months = map.Integer("keep_months", 13, 1, 120);
  return rule;
}

AbsenceRule ReadAbsence(MapReader& map) {
  AbsenceRule rule;
  if (auto breach = map.Pattern("breach")) {
    rule.breach = std::move(*breach);
  } else {
    map.Required("breach");
  }
  rule.closed_by = map.Optional("closed_by");
  rule.link = map.Optional("link");
  rule.window_days = map.Integer("window_days", 30, 1, 3660);
  rule.seen_days = map.Integer("seen_days", 35, 1, 3660);
  return rule;
}

Rule ReadRule(MapReader& part) {
  Rule rule;
  int rules = 0;
  const auto read = [&](std::string_view key, auto reader) {
    if (auto map = part.Map(key)) {
      ++rules;
      rule = reader(*map);
      map->Finish();
    }
  };
  read("state", ReadState);
  read("period", ReadPeriod);
  read("event", ReadEvent);
  read("absence", ReadAbsence);
  if (rules > 1) {
    part.Report("directive.rule", part.what() + " has more than one rule",
                "keep one of state, period, event, absence; make further parts for the others");
  }
  return rule;
}

Part ReadPart(MapReader& map, const BindingGroups& groups, const Obligation& obligation) {
  Part part;
  part.id = map.Required("id");
  map.Rename("part " + part.id);
  part.title = map.Has("title") ? map.RequiredText("title") : map.OptionalText("title");
  if (part.title.vi.empty()) part.title = obligation.title;
  part.how_to = map.RequiredText("how_to");
  part.per = map.Choice<Part::Per>("per", kPers);
  const std::string group = map.Required("binds");
  if (const auto at = groups.find(group); at != groups.end()) {
    part.binds = at->second;
  } else {
    map.Report("directive.binding",
               fmt::format("{}: unknown group '{}'", map.what(), PrintableForLog(group, 40)),
               Hint(group, std::views::keys(groups), "one of the ids under `groups`"));
  }
  part.systems_of_province = map.Boolean("systems_of_province", false);
  part.min_level = map.Integer("min_level", 0, 1, 5);
  part.measured = map.Choice<Measured>("measured", kMeasured);
  part.reason = map.OptionalText("reason");
  part.soft = map.Boolean("soft", false);
  part.weight = map.Integer("weight", 1, 1, 100);
  part.evidence = map.Patterns("evidence");
  part.evidence_of_province = map.Boolean("evidence_of_province", false);
  part.discharge_with = map.Strings("discharge_with");
  part.due_soon_days = map.Integer("due_soon_days", 30, 0, 366);
  part.validity = map.Dates();
  part.confidence = map.ReadConfidence(Confidence::kHigh);
  part.source = map.Optional("source");
  part.rule = ReadRule(map);
  return part;
}

void CheckPart(MapReader& map, const Part& part) {
  const bool has_rule = !std::holds_alternative<NoRule>(part.rule);
  if (part.measured == Measured::kNotMeasurable) {
    if (part.reason.vi.empty()) {
      map.Report("directive.part.reason", map.what() + " is not measurable but gives no reason",
                 "add `reason: {vi: …, en: …}`");
    }
    if (has_rule) {
      map.Report("directive.part.rule", map.what() + " is not measurable yet has a rule",
                 "remove the rule, or say how it is measured");
    }
    return;
  }
  if (!has_rule) {
    map.Report("directive.part.rule", map.what() + " has no rule",
               "add state, period, event or absence; or `measured: not_measurable` with a reason");
  }
  if (part.evidence.empty()) {
    map.Report("directive.part.evidence", map.what() + " names no evidence",
               "list the kinds of facts that discharge it");
  }
  if (part.per == Part::Per::kAgency && (part.min_level > 0 || part.systems_of_province)) {
    map.Report("directive.part.per",
               map.what() + ": min_level and systems_of_province need systems",
               "add `per: system`");
  }
}

}  // namespace

void ReadObligations(MapReader& file, CompileContext& context) {
  const BindingGroups groups = ReadGroups(file);
  for (MapReader& item : file.Maps("obligations")) {
    Obligation obligation;
    obligation.id = item.Required("id");
    item.Rename("obligation " + obligation.id);
    obligation.clause = item.Required("clause");
    obligation.also_clauses = item.Strings("also_clauses");
    obligation.title = item.RequiredText("title");
    for (MapReader& map : item.Maps("parts")) {
      Part part = ReadPart(map, groups, obligation);
      CheckPart(map, part);
      map.Finish();
      context.places.emplace("part " + part.id, map.Here());
      obligation.parts.push_back(std::move(part));
    }
    if (obligation.parts.empty()) {
      item.Report("directive.missing", item.what() + " has no parts", "add at least one");
    }
    context.places.emplace("obligation " + obligation.id, item.Here());
    item.Finish();
    context.directive.obligations.push_back(std::move(obligation));
  }
}

}  // namespace lachan::directive
