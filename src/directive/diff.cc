// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <functional>
#include <set>

#include "directive/describe.h"

namespace lachan::directive {
namespace {

/// One comparable thing of an edition.
struct Item {
  std::string what;
  std::string id;
  Fields fields;
  Text title;
  std::string clause;
  std::vector<std::string> kinds;
  std::vector<std::string> roles;
};

std::string Dates(const Validity& validity) {
  return fmt::format("{} – {}", validity.from ? FormatDate(CivilDateAt(*validity.from)) : "…",
                     validity.to ? FormatDate(CivilDateAt(*validity.to)) : "…");
}

void AddParts(const Directive& directive, Language language, std::vector<Item>& items) {
  for (const Obligation& obligation : directive.obligations) {
    for (const Part& part : obligation.parts) {
      Item item{"part", part.id, FieldsOf(directive, part, language), part.title, obligation.clause,
                {},     {}};
      std::string clauses = obligation.clause;
      for (const std::string& also : obligation.also_clauses) clauses += ", " + also;
      item.fields.emplace_back("clause", clauses);
      for (const Binding& binding : part.binds) {
        item.kinds.insert(item.kinds.end(), binding.kinds.begin(), binding.kinds.end());
        item.roles.insert(item.roles.end(), binding.roles.begin(), binding.roles.end());
      }
      items.push_back(std::move(item));
    }
  }
}

void AddHead(const Directive& directive, Language language, std::vector<Item>& items) {
  items.push_back({"directive",
                   directive.id,
                   {{"version", directive.version},
                    {"title", directive.title.In(language)},
                    {"validity", Dates(directive.validity)}},
                   directive.title,
                   {},
                   {},
                   {}});
  for (const Clause& clause : directive.clauses) {
    items.push_back({"clause",
                     clause.id,
                     {{"title", clause.title.In(language)},
                      {"text_sha256", clause.text_sha256},
                      {"validity", Dates(clause.validity)},
                      {"none", clause.none.In(language)}},
                     clause.title,
                     clause.id,
                     {},
                     {}});
  }
  for (const RoleTerm& term : directive.roles) {
    items.push_back({"role",
                     term.role + "/" + term.agency_code,
                     {{"validity", Dates(term.validity)}},
                     {},
                     {},
                     {},
                     {term.role}});
  }
}

void AddClocks(const Directive& directive, Language language, std::vector<Item>& items) {
  for (const IncidentClockRule& clock : directive.incidents.clocks) {
    items.push_back({"clock",
                     clock.code,
                     {{"title", clock.title.In(language)},
                      {"regime", clock.regime},
                      {"limit", clock.limit ? LimitText(*clock.limit, language) : ""},
                      {"recipient", clock.recipient.In(language)},
                      {"form", clock.form}},
                     clock.title,
                     {},
                     {},
                     {}});
  }
}

void AddCalendar(const Directive& directive, std::vector<Item>& items) {
  for (const Holiday& holiday : directive.holidays) {
    items.push_back({"holiday",
                     FormatDate(holiday.date),
                     {{"enabled", holiday.enabled ? "true" : "false"}},
                     {holiday.name_vi, holiday.name_en},
                     {},
                     {},
                     {}});
  }
  for (const CivilDate& date : directive.make_up_days) {
    items.push_back({"make_up_day", FormatDate(date), {}, {}, {}, {}, {}});
  }
}

void AddScorecards(const Directive& directive, Language language, std::vector<Item>& items) {
  for (const Scorecard& card : directive.scorecards) {
    for (const IndicatorSet& set : card.sets) {
      for (const Indicator& indicator : set.indicators) {
        std::string parts;
        for (const std::string& part : indicator.parts) parts += (parts.empty() ? "" : ", ") + part;
        items.push_back({"indicator",
                         fmt::format("{}/{}/{}", card.id, set.id, indicator.id),
                         {{"weight", std::to_string(indicator.weight)},
                          {"title", indicator.title.In(language)},
                          {"parts", parts},
                          {"window_months", std::to_string(indicator.window_months)}},
                         indicator.title,
                         {},
                         set.kinds,
                         {}});
      }
    }
  }
}

std::vector<Item> ItemsOf(const Directive& directive, Language language) {
  std::vector<Item> items;
  AddHead(directive, language, items);
  AddParts(directive, language, items);
  AddClocks(directive, language, items);
  AddScorecards(directive, language, items);
  AddCalendar(directive, items);
  return items;
}

Difference Of(const Item& item, Difference::Kind kind) {
  return {kind, item.what, item.id, {}, {}, {}, item.title, item.clause, item.kinds, item.roles};
}

void Merge(std::vector<std::string>& into, const std::vector<std::string>& more) {
  for (const std::string& one : more) {
    if (std::ranges::find(into, one) == into.end()) into.push_back(one);
  }
}

void Compare(const Item& before, const Item& after, std::vector<Difference>& differences) {
  std::set<std::string> names;
  const auto value = [](const Item& item, const std::string& name) {
    const auto at =
        std::ranges::find(item.fields, name, [](const auto& field) { return field.first; });
    return at == item.fields.end() ? std::string() : at->second;
  };
  const auto compare = [&](const Fields& fields) {
    for (const auto& [name, ignored] : fields) {
      if (!names.insert(name).second || value(before, name) == value(after, name)) continue;
      Difference difference = Of(after, Difference::Kind::kChanged);
      difference.field = name;
      difference.before = value(before, name);
      difference.after = value(after, name);
      Merge(difference.kinds, before.kinds);
      Merge(difference.roles, before.roles);
      differences.push_back(std::move(difference));
    }
  };
  compare(after.fields);
  compare(before.fields);
}

const Item* Find(const std::vector<Item>& items, const Item& wanted) {
  // An edition may carry another id: the head is compared all the same.
  const auto at = std::ranges::find_if(items, [&](const Item& item) {
    return item.what == wanted.what && (item.id == wanted.id || item.what == "directive");
  });
  return at == items.end() ? nullptr : &*at;
}

}  // namespace

std::string_view ToString(Difference::Kind kind) {
  switch (kind) {
    case Difference::Kind::kAdded:
      return "added";
    case Difference::Kind::kRemoved:
      return "removed";
    case Difference::Kind::kChanged:
      return "changed";
  }
  return {};
}

std::vector<Difference> Diff(const Directive& before, const Directive& after, Language language) {
  const auto old_items = ItemsOf(before, language);
  const auto new_items = ItemsOf(after, language);
  std::vector<Difference> differences;
  for (const Item& item : new_items) {
    if (const Item* old = Find(old_items, item)) {
      Compare(*old, item, differences);
    } else {
      differences.push_back(Of(item, Difference::Kind::kAdded));
    }
  }
  for (const Item& item : old_items) {
    if (Find(new_items, item) == nullptr) {
      differences.push_back(Of(item, Difference::Kind::kRemoved));
    }
  }
  return differences;
}

}  // namespace lachan::directive
