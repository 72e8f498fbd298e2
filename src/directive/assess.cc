// SPDX-License-Identifier: Apache-2.0
#include "directive/assess.h"

#include <algorithm>

#include "directive/evaluate.h"

namespace lachan::directive {
namespace {

Validity Intersect(const Validity& a, const Validity& b) {
  Validity both = a;
  if (b.from && (!both.from || *both.from < *b.from)) both.from = b.from;
  if (b.to && (!both.to || *b.to < *both.to)) both.to = b.to;
  return both;
}

/// A system as it stood at the instant of the assessment.
struct SystemNow {
  const SystemView* view = nullptr;
  AgencyId owner;
  int level = 0;
  std::optional<Instant> in_operation;
  Instant came = Instant::min();  ///< When it came to its owner, where `owners` say.
};

/// The whole run over one snapshot.
class Assessor {
 public:
  Assessor(const Directive& directive, std::span<const FactView> facts,
           const RegisterSnapshot& snapshot, const HolidayCalendar& calendar, Instant now)
      : directive_(directive),
        snapshot_(snapshot),
        calendar_(calendar),
        now_(now),
        facts_(facts, now) {
    for (const AgencyView& agency : snapshot.agencies) {
      if (agency.validity.Contains(now)) agencies_.push_back(&agency);
    }
    std::ranges::sort(agencies_, {}, [](const AgencyView* agency) { return agency->id; });
    for (const SystemView& system : snapshot.systems) AddSystem(system);
    std::ranges::sort(systems_, {}, [](const SystemNow& system) { return system.view->id; });
    for (const SystemNow& system : systems_) by_owner_[system.owner.value].push_back(&system);
    for (const AgencyView& agency : snapshot.agencies) {
      for (const AgencyView::Role& role : agency.roles) register_roles_[role.role] = true;
    }
  }

  Assessment Run() {
    Assessment assessment{now_, {}};
    if (!directive_.validity.Contains(now_)) return assessment;
    for (const AgencyView* agency : agencies_) {
      for (const Obligation& obligation : directive_.obligations) {
        for (const Part& part : obligation.parts) {
          AssessPart(obligation, part, *agency, assessment.duties);
        }
      }
    }
    return assessment;
  }

 private:
  void AddSystem(const SystemView& view) {
    if (view.registered_at && now_ < *view.registered_at) return;
    if (view.ended_at ? *view.ended_at <= now_ : view.state == SystemState::kEnded) return;
    SystemNow system{&view, view.agency, view.level, view.in_operation_since, Instant::min()};
    for (const SystemView::Owner& owner : view.owners) {
      if (owner.from > now_) continue;
      system.owner = owner.agency;
      system.came = owner.from;
    }
    if (!system.in_operation && view.state == SystemState::kInOperation) {
      system.in_operation = view.registered_at.value_or(Instant::min());
    }
    if (system.in_operation && now_ < *system.in_operation) system.in_operation.reset();
    for (const FactView* fact : facts_.OfSystem("system.level_approved", view.id)) {
      const std::string_view level = fact->Get("level");
      if (level.size() == 1 && level[0] >= '1' && level[0] <= '5') system.level = level[0] - '0';
    }
    systems_.push_back(system);
  }

  /// Since when the approved level has been `lowest` or more without a break; nothing where the
  /// register alone says so.
  std::optional<Instant> LevelSince(const SystemNow& system, int lowest) const {
    std::optional<Instant> since;
    for (const FactView* fact : facts_.OfSystem("system.level_approved", system.view->id)) {
      const std::string_view level = fact->Get("level");
      if (level.size() != 1) continue;
      if (level[0] - '0' < lowest) {
        since.reset();
      } else if (!since) {
        since = fact->at;
      }
    }
    return since;
  }

  /// Stretches in which the agency holds the role.
  std::vector<Validity> RoleTerms(const AgencyView& agency, const std::string& role) const {
    std::vector<Validity> listed;
    for (const RoleTerm& term : directive_.roles) {
      if (term.role == role && term.agency_code == agency.code) listed.push_back(term.validity);
    }
    if (!register_roles_.contains(role)) return listed;
    std::vector<Validity> terms;
    for (const AgencyView::Role& held : agency.roles) {
      if (held.role != role) continue;
      // The directive's dates make a register's flag precise where both name the agency.
      if (listed.empty()) terms.push_back(held.validity);
      for (const Validity& term : listed) terms.push_back(Intersect(held.validity, term));
    }
    return terms;
  }

  /// Since when the part has bound the agency without a break; nothing if it does not now.
  std::optional<Instant> BoundSince(const Part& part, const AgencyView& agency) const {
    std::optional<Instant> since;
    const Validity base = Intersect(agency.validity, Intersect(part.validity, directive_.validity));
    const auto consider = [&](const Validity& validity) {
      if (!validity.Contains(now_)) return;
      const Instant from = validity.from.value_or(Instant::min());
      if (!since || from < *since) since = from;
    };
    for (const Binding& binding : part.binds) {
      const Validity bound = Intersect(base, binding.validity);
      if (std::ranges::find(binding.kinds, agency.kind) != binding.kinds.end()) consider(bound);
      for (const std::string& role : binding.roles) {
        for (const Validity& term : RoleTerms(agency, role)) consider(Intersect(bound, term));
      }
    }
    return since;
  }

  static Duty Blank(const Obligation& obligation, const Part& part, const AgencyView& agency) {
    Duty duty;
    duty.obligation = obligation.id;
    duty.part = part.id;
    duty.clause = obligation.clause;
    duty.agency = agency.id;
    duty.soft = part.soft;
    return duty;
  }

  void AssessPart(const Obligation& obligation, const Part& part, const AgencyView& agency,
                  std::vector<Duty>& duties) const {
    Duty blank = Blank(obligation, part, agency);
    const auto bound = BoundSince(part, agency);
    if (!bound) {
      duties.push_back(std::move(blank));
      return;
    }
    blank.since = bound;
    if (part.measured == Measured::kNotMeasurable) {
      blank.status = DutyStatus::kNotMeasured;
      blank.why = {WhyCode::kNotMeasurable, {}};
      duties.push_back(std::move(blank));
      return;
    }
    Subject subject{directive_, part,      facts_,     calendar_, snapshot_,
                    now_,       agency.id, SystemId{}, *bound,    std::nullopt};
    subject.predecessors = agency.predecessors;
    subject.handed_over = agency.handed_over;
    if (part.per == Part::Per::kAgency) {
      Evaluate(subject, blank, duties);
      return;
    }
    const std::size_t before = duties.size();
    if (part.systems_of_province) {
      for (const SystemNow& system : systems_) AssessSystem(subject, system, blank, duties);
    } else if (const auto own = by_owner_.find(agency.id.value); own != by_owner_.end()) {
      for (const SystemNow* system : own->second) AssessSystem(subject, *system, blank, duties);
    }
    if (duties.size() == before) {
      blank.why = {WhyCode::kNoSystems, {}};
      duties.push_back(std::move(blank));
    }
  }

  void AssessSystem(Subject subject, const SystemNow& system, const Duty& blank,
                    std::vector<Duty>& duties) const {
    const Part& part = subject.part;
    Duty duty = blank;
    duty.system = system.view->id;
    subject.system = system.view->id;
    subject.in_operation = system.in_operation;
    RunOn(system, duty.agency, subject);
    const auto* state = std::get_if<StateRule>(&part.rule);
    const auto settle = [&](DutyStatus status, Why why) {
      duty.status = status;
      duty.why = std::move(why);
      duties.push_back(std::move(duty));
    };
    const bool before_use =
        state != nullptr && state->first_due.anchor == FirstDue::Anchor::kInOperation;
    if (!system.in_operation && !before_use) {
      return settle(DutyStatus::kNotApplicable, {WhyCode::kNotInOperation, {}});
    }
    if (part.min_level > 0) {
      const std::string lowest = std::to_string(part.min_level);
      if (system.level == 0) {
        return settle(DutyStatus::kNotMeasured, {WhyCode::kLevelUnknown, {lowest}});
      }
      if (system.level < part.min_level) {
        return settle(DutyStatus::kNotApplicable,
                      {WhyCode::kLevelTooLow, {std::to_string(system.level), lowest}});
      }
      if (const auto raised = LevelSince(system, part.min_level)) {
        subject.bound = std::max(subject.bound, *raised);
      }
    }
    if (state != nullptr && state->first_due.skip_existing && system.in_operation &&
        *system.in_operation < subject.bound) {
      return settle(DutyStatus::kNotApplicable, {WhyCode::kExistedBefore, {}});
    }
    if (system.in_operation) subject.bound = std::max(subject.bound, *system.in_operation);
    duty.since = subject.bound;
    Evaluate(subject, duty, duties);
  }

  /// A system that was handed over keeps the clocks that ran under its owners before.
  void RunOn(const SystemNow& system, AgencyId owner, Subject& subject) const {
    if (!system.view->clocks_from || system.owner != owner) return;
    subject.came = system.came;
    const auto at = std::ranges::find(agencies_, owner, &AgencyView::id);
    if (at == agencies_.end()) return;
    AgencyView continued = **at;
    if (continued.validity.from) {
      continued.validity.from = std::min(*continued.validity.from, *system.view->clocks_from);
    }
    if (const auto bound = BoundSince(subject.part, continued)) subject.bound = *bound;
  }

  void Evaluate(const Subject& subject, const Duty& blank, std::vector<Duty>& duties) const {
    if (const auto* state = std::get_if<StateRule>(&subject.part.rule)) {
      Duty duty = blank;
      const FirstDue& first = state->first_due;
      if (first.fixed && !first.grace && *first.fixed <= subject.bound) {
        duty.status = DutyStatus::kNotApplicable;
        duty.why = {WhyCode::kExistedBefore, {}};
      } else {
        EvaluateState(*state, subject, duty);
      }
      duties.push_back(std::move(duty));
    } else if (const auto* absence = std::get_if<AbsenceRule>(&subject.part.rule)) {
      Duty duty = blank;
      EvaluateAbsence(*absence, subject, duty);
      duties.push_back(std::move(duty));
    } else if (const auto* period = std::get_if<PeriodRule>(&subject.part.rule)) {
      EvaluatePeriods(*period, subject, blank, duties);
    } else if (const auto* event = std::get_if<EventRule>(&subject.part.rule)) {
      EvaluateEvents(*event, subject, blank, duties);
    }
  }

  const Directive& directive_;
  const RegisterSnapshot& snapshot_;
  const HolidayCalendar& calendar_;
  Instant now_;
  FactIndex facts_;
  std::vector<const AgencyView*> agencies_;
  std::vector<SystemNow> systems_;
  std::unordered_map<std::int64_t, std::vector<const SystemNow*>> by_owner_;
  std::map<std::string, bool, std::less<>> register_roles_;
};

}  // namespace

std::string_view FactView::Get(std::string_view name) const {
  for (const auto& [key, value] : attributes) {
    if (key == name) return value;
  }
  return {};
}

std::optional<Instant> Duty::Target() const {
  if (!due) return std::nullopt;
  return *due - Duration{1};
}

std::string Duty::Key() const {
  std::string key = fmt::format("{}/a{}", part, agency.value);
  if (trigger != 0) return key + fmt::format("/f{}", trigger);
  if (system) key += fmt::format("/s{}", system.value);
  if (!period.empty()) key += "/" + period;
  return key;
}

std::span<const Duty> Assessment::Of(AgencyId agency) const {
  const auto [first, last] = std::ranges::equal_range(duties, agency, {}, &Duty::agency);
  return {first, last};
}

Assessment Assess(const Directive& directive, std::span<const FactView> facts,
                  const RegisterSnapshot& snapshot, const HolidayCalendar& calendar, Instant now) {
  return Assessor(directive, facts, snapshot, calendar, now).Run();
}

Instant AssessmentInstant(Month month) { return month.End() - Duration{1}; }

}  // namespace lachan::directive
