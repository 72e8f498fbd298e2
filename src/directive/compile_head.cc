// SPDX-License-Identifier: Apache-2.0
// directive.yaml, clauses.yaml, facts.yaml, calendar.yaml
#include <algorithm>

#include "directive/compile_files.h"

namespace lachan::directive {

void ReadHead(MapReader& file, CompileContext& context) {
  Directive& directive = context.directive;
  directive.id = file.Required("id");
  directive.version = file.Required("version");
  directive.title = file.RequiredText("title");
  file.Optional("note");
  directive.validity = file.Dates();
  if (!directive.validity.from) {
    file.Report("directive.missing", "directive.yaml: 'from' is missing",
                "the day the directive took effect; duties begin then");
  }
  for (MapReader& item : file.Maps("agency_kinds")) {
    directive.agency_kinds.push_back({item.Required("id"), item.RequiredText("title")});
    context.places.emplace("kind " + directive.agency_kinds.back().id, item.Here());
    item.Finish();
  }
  for (MapReader& item : file.Maps("roles")) {
    RoleTerm term;
    term.role = item.Required("role");
    term.agency_code = item.Required("agency");
    term.validity = item.Dates();
    term.confidence = item.ReadConfidence(Confidence::kHigh);
    item.Optional("source");
    context.places.emplace("role " + term.role + "/" + term.agency_code, item.Here());
    item.Finish();
    directive.roles.push_back(std::move(term));
  }
}

void ReadClauses(MapReader& file, CompileContext& context) {
  for (MapReader& item : file.Maps("clauses")) {
    Clause clause;
    clause.id = item.Required("id");
    item.Rename("clause " + clause.id);
    clause.title = item.RequiredText("title");
    clause.text_sha256 = item.Optional("text_sha256");
    if (!clause.text_sha256.empty() &&
        (clause.text_sha256.size() != 64 ||
         clause.text_sha256.find_first_not_of("0123456789abcdef") != std::string::npos)) {
      item.Report("directive.value", item.what() + ": text_sha256 is no SHA-256 digest",
                  "64 lower-case hex digits of the normalised official text");
    }
    clause.validity = item.Dates();
    clause.none = item.OptionalText("none");
    context.places.emplace("clause " + clause.id, item.Here());
    item.Finish();
    context.directive.clauses.push_back(std::move(clause));
  }
}

namespace {

constexpr std::pair<std::string_view, Part::Per> kPers[] = {{"agency", Part::Per::kAgency},
                                                            {"system", Part::Per::kSystem}};

}  // namespace

void ReadFacts(MapReader& file, CompileContext& context) {
  for (MapReader& item : file.Maps("facts")) {
    FactKind kind;
    kind.kind = item.Required("kind");
    item.Rename("fact " + kind.kind);
    kind.title = item.RequiredText("title");
    kind.attributes = item.Strings("attributes");
    kind.written_by = item.Optional("written_by");
    item.Optional("note");
    context.places.emplace("fact " + kind.kind, item.Here());
    item.Finish();
    context.directive.fact_kinds.push_back(std::move(kind));
  }
  for (MapReader& item : file.Maps("evidence_forms")) {
    EvidenceForm form;
    form.id = item.Required("id");
    item.Rename("evidence form " + form.id);
    form.fact = item.Required("fact");
    form.per = item.Choice<Part::Per>("per", kPers);
    form.title = item.RequiredText("title");
    form.attributes = item.Strings("attributes");
    context.places.emplace("form " + form.id, item.Here());
    item.Finish();
    context.directive.evidence_forms.push_back(std::move(form));
  }
}

void ReadCalendar(MapReader& file, CompileContext& context) {
  Directive& directive = context.directive;
  for (const std::string& name : file.Strings("rest_days")) {
    static constexpr std::string_view kNames[] = {"monday", "tuesday",  "wednesday", "thursday",
                                                  "friday", "saturday", "sunday"};
    const auto at = std::ranges::find(kNames, name);
    if (at == std::end(kNames)) {
      file.Report("directive.value", fmt::format("'{}' is not a day of the week", name),
                  "monday … sunday");
      continue;
    }
    directive.rest_weekdays.push_back(static_cast<int>(at - std::begin(kNames)) + 1);
  }
  if (directive.rest_weekdays.size() >= 7) {
    file.Report("directive.value", "a week needs at least one working day", "shorten rest_days");
  }
  directive.make_up_days = file.DateList("make_up_days");
  for (MapReader& item : file.Maps("holidays")) {
    Holiday holiday;
    const auto date = item.Date("date");
    if (!date) {
      item.Required("date");
      continue;
    }
    holiday.date = *date;
    item.Rename("holiday " + FormatDate(*date));
    const int days = item.Integer("days", 1, 1, 14);
    const Text name = item.RequiredText("name");
    holiday.name_vi = name.vi;
    holiday.name_en = name.en;
    holiday.confidence = std::string(ToString(item.ReadConfidence(Confidence::kHigh)));
    holiday.enabled = item.Boolean("enabled", true);
    item.Optional("note");
    item.Finish();
    for (int i = 0; i < days; ++i) {
      directive.holidays.push_back(holiday);
      directive.holidays.back().date = AddDays(*date, i);
    }
  }
  std::ranges::sort(directive.holidays, {}, [](const Holiday& holiday) {
    return std::pair(std::chrono::sys_days{holiday.date}, holiday.name_vi);
  });
  directive.calendar =
      HolidayCalendar(directive.holidays, directive.make_up_days, directive.rest_weekdays);
}

}  // namespace lachan::directive
