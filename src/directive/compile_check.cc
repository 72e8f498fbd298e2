// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "directive/compile_files.h"
#include "directive/suggest.h"

namespace lachan::directive {
namespace {

using Names = std::set<std::string, std::less<>>;

/// Reports names that occur twice; gives them back as a set.
template <class Range, class Projection>
Names UniqueNames(const Range& range, Projection projection, const std::string& what,
                  CompileContext& context) {
  Names names;
  for (const auto& item : range) {
    const std::string& name = std::invoke(projection, item);
    if (!names.insert(name).second) {
      context.Report(what + " " + name, "directive.twice",
                     fmt::format("{} {} is defined twice", what, name));
    }
  }
  return names;
}

void CheckKind(const std::string& kind, const Names& kinds, const std::string& place,
               CompileContext& context) {
  if (kinds.contains(kind)) return;
  context.Report(place, "directive.fact.unknown", fmt::format("{}: unknown fact '{}'", place, kind),
                 Hint(kind, kinds, "list it in facts.yaml, or correct the name"));
}

void CheckBindings(const Part& part, const Names& agency_kinds, const Names& roles,
                   CompileContext& context) {
  const std::string place = "part " + part.id;
  for (const Binding& binding : part.binds) {
    for (const std::string& kind : binding.kinds) {
      if (!agency_kinds.contains(kind)) {
        context.Report(place, "directive.binding",
                       fmt::format("{}: unknown kind of agency '{}'", place, kind),
                       Hint(kind, agency_kinds, "list it under agency_kinds in directive.yaml"));
      }
    }
    for (const std::string& role : binding.roles) {
      if (!roles.contains(role)) {
        context.Report(place, "directive.binding",
                       fmt::format("{}: unknown role '{}'", place, role),
                       Hint(role, roles, "list its holders under roles in directive.yaml"));
      }
    }
  }
}

void CheckRuleFacts(const Part& part, const Names& kinds, CompileContext& context) {
  const std::string place = "part " + part.id;
  for (const FactPattern& pattern : part.evidence) CheckKind(pattern.kind, kinds, place, context);
  if (const auto* state = std::get_if<StateRule>(&part.rule)) {
    for (const auto& reopening : state->reopened_by) {
      CheckKind(reopening.fact.kind, kinds, place, context);
    }
  } else if (const auto* event = std::get_if<EventRule>(&part.rule)) {
    CheckKind(event->trigger.kind, kinds, place, context);
  } else if (const auto* absence = std::get_if<AbsenceRule>(&part.rule)) {
    CheckKind(absence->breach.kind, kinds, place, context);
    if (!absence->closed_by.empty()) CheckKind(absence->closed_by, kinds, place, context);
  }
}

std::vector<std::string> FormIds(const Directive& directive) {
  std::vector<std::string> ids;
  for (const EvidenceForm& form : directive.evidence_forms) ids.push_back(form.id);
  return ids;
}

void CheckForms(const Part& part, CompileContext& context) {
  const std::string place = "part " + part.id;
  for (const std::string& id : part.discharge_with) {
    const auto form = std::ranges::find(context.directive.evidence_forms, id, &EvidenceForm::id);
    if (form == context.directive.evidence_forms.end()) {
      context.Report(
          place, "directive.form.unknown", fmt::format("{}: unknown evidence form '{}'", place, id),
          Hint(id, FormIds(context.directive), "list it under evidence_forms in facts.yaml"));
    } else if (std::ranges::find(part.evidence, form->fact, &FactPattern::kind) ==
               part.evidence.end()) {
      context.Report(place, "directive.form.useless",
                     fmt::format("{}: form '{}' writes '{}', which discharges nothing here", place,
                                 id, form->fact),
                     "add the fact to `evidence`, or drop the form");
    }
  }
}

void CheckClauses(CompileContext& context) {
  const Names clauses = UniqueNames(context.directive.clauses, &Clause::id, "clause", context);
  for (const Obligation& obligation : context.directive.obligations) {
    const std::string place = "obligation " + obligation.id;
    const auto check = [&](const std::string& clause) {
      if (clauses.contains(clause)) return;
      context.Report(place, "directive.clause.unknown",
                     fmt::format("{}: unknown clause '{}'", place, clause),
                     Hint(clause, clauses, "list it in clauses.yaml"));
    };
    check(obligation.clause);
    std::ranges::for_each(obligation.also_clauses, check);
  }
  for (const TraceRow& row : TraceabilityMatrix(context.directive)) {
    if (row.obligations.empty() == row.none.vi.empty()) {
      context.Report("clause " + row.clause, "directive.clause.untraced",
                     fmt::format("clause {} has {} an obligation {} a reason for none", row.clause,
                                 row.obligations.empty() ? "neither" : "both",
                                 row.obligations.empty() ? "nor" : "and"),
                     "add the obligation, or `none: {vi: …, en: …}`");
    }
  }
}

void CheckClocks(const Names& kinds, CompileContext& context) {
  const IncidentRules& rules = context.directive.incidents;
  const Names regimes = UniqueNames(rules.regimes, &IncidentRules::Regime::id, "regime", context);
  UniqueNames(rules.clocks, &IncidentClockRule::code, "clock", context);
  for (const IncidentClockRule& clock : rules.clocks) {
    const std::string place = "clock " + clock.code;
    if (!regimes.contains(clock.regime)) {
      context.Report(place, "directive.regime.unknown",
                     fmt::format("{}: unknown regime '{}'", place, clock.regime),
                     Hint(clock.regime, regimes, "one of the ids under regimes"));
    }
    for (const FactPattern& pattern : clock.discharged_by) {
      CheckKind(pattern.kind, kinds, place, context);
    }
    if (clock.limit && clock.discharged_by.empty()) {
      context.Report(place, "directive.part.evidence", place + " has a limit but no fact ends it");
    }
  }
}

Names PartIds(const Directive& directive) {
  Names ids;
  for (const Obligation& obligation : directive.obligations) {
    for (const Part& part : obligation.parts) ids.insert(part.id);
  }
  return ids;
}

/// Every part is known and feeds one indicator of the set only.
void CheckParts(const Directive& known, const IndicatorSet& set, CompileContext& context) {
  Names used;
  for (const Indicator& indicator : set.indicators) {
    const std::string place = "indicator " + set.id + "/" + indicator.id;
    if (indicator.parts.empty()) {
      context.Report(place, "directive.scorecard.empty", place + " is fed by nothing",
                     "name at least one duty under parts");
    }
    for (const std::string& part : indicator.parts) {
      if (known.FindPart(part) == nullptr) {
        context.Report(
            place, "directive.part.unknown", fmt::format("{}: unknown part '{}'", place, part),
            Hint(part, PartIds(known), "name a part of obligations.yaml, e.g. OB-05.scan"));
      } else if (!used.insert(part).second) {
        context.Report(place, "directive.scorecard.twice",
                       fmt::format("{}: part '{}' counts in this set already", place, part),
                       "a duty feeds one indicator of a set");
      }
    }
  }
}

}  // namespace

void CheckScorecards(const Directive& known, CompileContext& context) {
  UniqueNames(context.directive.scorecards, &Scorecard::id, "scorecard", context);
  for (const Scorecard& card : context.directive.scorecards) {
    UniqueNames(card.sets, &IndicatorSet::id, "indicator set", context);
    UniqueNames(card.bands, &Band::code, "band", context);
    Names measured;
    for (const IndicatorSet& set : card.sets) {
      for (const std::string& kind : set.kinds) {
        if (std::ranges::find(known.agency_kinds, kind, &AgencyKind::id) ==
            known.agency_kinds.end()) {
          context.Report(
              "kind " + kind, "directive.binding",
              fmt::format("indicator set {}: unknown kind of agency '{}'", set.id, kind));
        } else if (!measured.insert(kind).second) {
          context.Report("indicator set " + set.id, "directive.scorecard.twice",
                         fmt::format("indicator set {}: kind '{}' has a set already", set.id, kind),
                         "a kind of agency is measured by one set");
        }
      }
      UniqueNames(set.indicators, &Indicator::id, "indicator " + set.id + "/", context);
      CheckParts(known, set, context);
    }
  }
}

void CheckDirective(CompileContext& context) {
  const Directive& directive = context.directive;
  const Names kinds = UniqueNames(directive.fact_kinds, &FactKind::kind, "fact", context);
  const Names agency_kinds = UniqueNames(directive.agency_kinds, &AgencyKind::id, "kind", context);
  Names roles;
  for (const RoleTerm& term : directive.roles) roles.insert(term.role);
  UniqueNames(directive.obligations, &Obligation::id, "obligation", context);
  UniqueNames(directive.evidence_forms, &EvidenceForm::id, "form", context);
  for (const EvidenceForm& form : directive.evidence_forms) {
    CheckKind(form.fact, kinds, "form " + form.id, context);
  }
  Names parts;
  for (const Obligation& obligation : directive.obligations) {
    for (const Part& part : obligation.parts) {
      const std::string place = "part " + part.id;
      if (!parts.insert(part.id).second) {
        context.Report(place, "directive.twice", place + " is defined twice");
      }
      if (part.id != obligation.id && !part.id.starts_with(obligation.id + ".")) {
        context.Report(place, "directive.part.id",
                       fmt::format("{} belongs to {}", place, obligation.id),
                       "name it after its obligation, e.g. " + obligation.id + ".scan");
      }
      CheckBindings(part, agency_kinds, roles, context);
      CheckRuleFacts(part, kinds, context);
      CheckForms(part, context);
    }
  }
  CheckClauses(context);
  CheckScorecards(directive, context);
  CheckClocks(kinds, context);
  CheckRules(context);
}

}  // namespace lachan::directive
