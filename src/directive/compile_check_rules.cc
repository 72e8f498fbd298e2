// SPDX-License-Identifier: Apache-2.0
// What makes a directive contradict itself: duties nobody can discharge, cycles, overlapping dates,
// words that no fact carries.
#include <algorithm>
#include <functional>
#include <set>

#include "directive/compile_files.h"
#include "directive/suggest.h"

namespace lachan::directive {
namespace {

/// Whether one fact could satisfy both; says yes when in doubt.
bool CanMeet(const FactPattern& a, const FactPattern& b) {
  if (a.kind != b.kind) return false;
  std::map<std::string, std::string> equal;
  std::set<std::pair<std::string, std::string>> unequal;
  for (const FactPattern* pattern : {&a, &b}) {
    for (const auto& alternatives : pattern->when.all_of) {
      if (alternatives.size() != 1) continue;
      const Condition::Literal& literal = alternatives.front();
      const std::string value = literal.value.empty() ? "true" : literal.value;
      if (literal.negated) {
        unequal.emplace(literal.name, value);
      } else if (!equal.emplace(literal.name, value).second && equal[literal.name] != value) {
        return false;
      }
    }
  }
  return std::ranges::none_of(equal, [&](const auto& entry) { return unequal.contains(entry); });
}

const FactKind* KindOf(const Directive& directive, const std::string& name) {
  const auto at = std::ranges::find(directive.fact_kinds, name, &FactKind::kind);
  return at == directive.fact_kinds.end() ? nullptr : &*at;
}

/// Whether a form or the product itself ever writes a fact that satisfies the pattern.
bool IsEverWritten(const Directive& directive, const FactPattern& pattern, Part::Per per) {
  const FactKind* kind = KindOf(directive, pattern.kind);
  if (kind == nullptr || !kind->written_by.empty()) return true;  // Unknown kinds are reported.
  return std::ranges::any_of(directive.evidence_forms, [&](const EvidenceForm& form) {
    return form.fact == pattern.kind && (per == Part::Per::kAgency || form.per == per);
  });
}

void CheckAttributes(const FactPattern& pattern, const std::string& place,
                     CompileContext& context) {
  const FactKind* kind = KindOf(context.directive, pattern.kind);
  if (kind == nullptr) return;
  for (const auto& alternatives : pattern.when.all_of) {
    for (const auto& literal : alternatives) {
      if (std::ranges::find(kind->attributes, literal.name) != kind->attributes.end()) continue;
      context.Report(place, "directive.attribute.unknown",
                     fmt::format("{}: '{}' has no attribute '{}'", place, kind->kind, literal.name),
                     Hint(literal.name, kind->attributes,
                          "list it under the fact's attributes, or correct the name"));
    }
  }
}

void CheckAttribute(const std::string& name, const FactPattern& pattern, const std::string& place,
                    CompileContext& context) {
  if (name.empty()) return;
  CheckAttributes({pattern.kind, {{{{name, "", false}}}}}, place, context);
}

/// Attributes that a rule reads must be ones that its facts carry.
void CheckWords(const Part& part, CompileContext& context) {
  const std::string place = "part " + part.id;
  for (const FactPattern& pattern : part.evidence) CheckAttributes(pattern, place, context);
  if (const auto* state = std::get_if<StateRule>(&part.rule)) {
    for (const auto& reopening : state->reopened_by) {
      CheckAttributes(reopening.fact, place, context);
      CheckAttribute(state->distinct, reopening.fact, place, context);
    }
    for (const FactPattern& pattern : part.evidence) {
      CheckAttribute(state->distinct, pattern, place, context);
    }
  } else if (const auto* event = std::get_if<EventRule>(&part.rule)) {
    CheckAttributes(event->trigger, place, context);
    for (const auto* name : {&event->link, &event->t0_attribute, &event->due_attribute}) {
      CheckAttribute(*name, event->trigger, place, context);
    }
    for (const FactPattern& pattern : part.evidence) {
      CheckAttribute(event->link, pattern, place, context);
    }
  } else if (const auto* absence = std::get_if<AbsenceRule>(&part.rule)) {
    CheckAttributes(absence->breach, place, context);
    CheckAttribute(absence->link, absence->breach, place, context);
    if (!absence->closed_by.empty()) {
      CheckAttribute(absence->link, {absence->closed_by, {}}, place, context);
    }
  }
}

void CheckCanBeDischarged(const Part& part, CompileContext& context) {
  if (part.measured == Measured::kNotMeasurable || part.evidence.empty()) return;
  const std::string place = "part " + part.id;
  if (std::ranges::any_of(part.evidence, [&](const FactPattern& pattern) {
        return IsEverWritten(context.directive, pattern, part.per);
      })) {
    return;
  }
  context.Report(
      place, "directive.part.undischargeable",
      fmt::format("{}: nobody can discharge it; no form{} and no part of the product writes '{}'",
                  place, part.per == Part::Per::kSystem ? " for a system" : "",
                  part.evidence.front().kind),
      "add a form under evidence_forms in facts.yaml (with `per: system` for a duty of systems), "
      "or "
      "say `written_by:` at the fact");
}

bool Overlaps(const Validity& a, const Validity& b) {
  return (!a.to || !b.from || *b.from < *a.to) && (!b.to || !a.from || *a.from < *b.to);
}

/// Whether the part ever binds anybody.
void CheckEverBinds(const Part& part, CompileContext& context) {
  const std::string place = "part " + part.id;
  const Validity& whole = context.directive.validity;
  const bool ever = std::ranges::any_of(part.binds, [&](const Binding& binding) {
    return Overlaps(binding.validity, part.validity) && Overlaps(binding.validity, whole) &&
           Overlaps(part.validity, whole);
  });
  if (ever || part.binds.empty()) return;
  context.Report(place, "directive.part.never",
                 place +
                     " binds nobody on any day: its dates, its group's and the directive's do "
                     "not meet",
                 "correct `from` and `to`");
}

template <class Item, class Name>
void CheckOverlaps(const std::vector<Item>& items, const std::string& what, Name name,
                   const std::function<bool(const Item&, const Item&)>& belong,
                   CompileContext& context) {
  for (std::size_t i = 0; i < items.size(); ++i) {
    for (std::size_t j = i + 1; j < items.size(); ++j) {
      if (!belong(items[i], items[j]) || !Overlaps(items[i].validity, items[j].validity)) continue;
      context.Report(what + " " + name(items[j]), "directive.validity.overlap",
                     fmt::format("{} {} and {} {} hold at the same time", what, name(items[i]),
                                 what, name(items[j])),
                     "let the earlier one end (`to`: first day no longer) where the later begins");
    }
  }
}

void CheckDates(CompileContext& context) {
  const Directive& directive = context.directive;
  CheckOverlaps<RoleTerm>(
      directive.roles, "role",
      [](const RoleTerm& term) { return term.role + "/" + term.agency_code; },
      [](const RoleTerm& a, const RoleTerm& b) { return a.role == b.role; }, context);
  CheckOverlaps<Scorecard>(
      directive.scorecards, "scorecard", [](const Scorecard& card) { return card.id; },
      [](const Scorecard&, const Scorecard&) { return true; }, context);
  CheckOverlaps<IncidentRules::Regime>(
      directive.incidents.regimes, "regime",
      [](const IncidentRules::Regime& regime) { return regime.id; },
      [](const IncidentRules::Regime&, const IncidentRules::Regime&) { return true; }, context);
}

/// What doing one part does to others.
struct Edge {
  std::size_t to;
  std::string how;  ///< "reopens", "starts"
};

std::vector<std::vector<Edge>> Effects(const std::vector<const Part*>& parts) {
  std::vector<std::vector<Edge>> effects(parts.size());
  const auto add = [&](std::size_t from, std::size_t to, const FactPattern& fact,
                       std::string_view how) {
    if (std::ranges::any_of(parts[from]->evidence,
                            [&](const FactPattern& evidence) { return CanMeet(evidence, fact); })) {
      effects[from].push_back({to, std::string(how)});
    }
  };
  for (std::size_t from = 0; from < parts.size(); ++from) {
    for (std::size_t to = 0; to < parts.size(); ++to) {
      if (const auto* state = std::get_if<StateRule>(&parts[to]->rule)) {
        for (const auto& reopening : state->reopened_by) add(from, to, reopening.fact, "reopens");
      } else if (const auto* event = std::get_if<EventRule>(&parts[to]->rule)) {
        add(from, to, event->trigger, "starts");
      }
    }
  }
  return effects;
}

/// Parts that, once done, bring each other back for ever.
void CheckCycles(CompileContext& context) {
  std::vector<const Part*> parts;
  for (const Obligation& obligation : context.directive.obligations) {
    for (const Part& part : obligation.parts) parts.push_back(&part);
  }
  const auto effects = Effects(parts);
  enum class Mark : std::uint8_t { kNew, kOpen, kDone };
  std::vector<Mark> marks(parts.size(), Mark::kNew);
  std::vector<std::pair<std::size_t, std::string>> path;
  const std::function<void(std::size_t)> visit = [&](std::size_t at) {
    marks[at] = Mark::kOpen;
    for (const Edge& edge : effects[at]) {
      path.emplace_back(at, edge.how);
      if (marks[edge.to] == Mark::kOpen) {
        std::string words;
        bool inside = false;
        for (const auto& [part, how] : path) {
          inside = inside || part == edge.to;
          if (inside) words += fmt::format("{} {} ", parts[part]->id, how);
        }
        const std::string place = "part " + parts[edge.to]->id;
        context.Report(
            place, "directive.cycle",
            fmt::format("{}: a cycle that never ends: {}{}", place, words, parts[edge.to]->id),
            "let the reopening or the trigger exclude what discharges (`when`)");
      } else if (marks[edge.to] == Mark::kNew) {
        visit(edge.to);
      }
      path.pop_back();
    }
    marks[at] = Mark::kDone;
  };
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (marks[i] == Mark::kNew) visit(i);
  }
}

void CheckClauseReferences(CompileContext& context) {
  for (const Obligation& obligation : context.directive.obligations) {
    std::set<std::string> named{obligation.clause};
    for (const std::string& clause : obligation.also_clauses) {
      if (named.insert(clause).second) continue;
      context.Report("obligation " + obligation.id, "directive.twice",
                     fmt::format("obligation {}: clause {} is named twice", obligation.id, clause),
                     "name each clause once");
    }
  }
}

}  // namespace

void CheckRules(CompileContext& context) {
  for (const Obligation& obligation : context.directive.obligations) {
    for (const Part& part : obligation.parts) {
      CheckWords(part, context);
      CheckCanBeDischarged(part, context);
      CheckEverBinds(part, context);
    }
  }
  CheckDates(context);
  CheckCycles(context);
  CheckClauseReferences(context);
}

}  // namespace lachan::directive
