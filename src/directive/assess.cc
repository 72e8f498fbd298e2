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
  struct Inputs {
    const Directive& directive;
    const FactIndex& facts;
    const RegisterSnapshot& snapshot;
    const HolidayCalendar& calendar;
    Instant now;
    const Scope& scope;
    Trace* trace = nullptr;
  };
  explicit Assessor(const Inputs& in)
      : directive_(in.directive),
        facts_(in.facts),
        snapshot_(in.snapshot),
        calendar_(in.calendar),
        now_(in.now),
        scope_(in.scope),
        trace_(in.trace),
        reliefs_(in.facts, in.now),
        level_kind_(in.facts.KindOf("system.level_approved")) {
    for (const AgencyView& agency : snapshot_.agencies) {
      for (const AgencyView::Role& role : agency.roles) register_roles_[role.role] = true;
      if (scope_.agency && agency.id != *scope_.agency) continue;
      if (agency.validity.Contains(now_)) agencies_.push_back(&agency);
    }
    std::ranges::sort(agencies_, {}, [](const AgencyView* agency) { return agency->id; });
    for (const Obligation& obligation : directive_.obligations) {
      for (const Part& part : obligation.parts) {
        if (!scope_.part.empty() && part.id != scope_.part) continue;
        plans_.emplace_back(obligation, part, facts_);
        wants_all_systems_ = wants_all_systems_ || part.systems_of_province;
      }
    }
    for (const SystemView& system : snapshot_.systems) AddSystem(system);
    std::ranges::sort(systems_, {}, [](const SystemNow& system) { return system.view->id; });
    for (const SystemNow& system : systems_) by_owner_[system.owner.value].push_back(&system);
  }

  Assessment Run() {
    Assessment assessment{now_, {}};
    if (!directive_.validity.Contains(now_)) return assessment;
    assessment.duties.reserve(agencies_.size() * plans_.size() + systems_.size() * 8);
    for (const AgencyView* agency : agencies_) {
      for (const PartPlan& plan : plans_) AssessPart(plan, *agency, assessment.duties);
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
    if (scope_.agency && system.owner != *scope_.agency && !wants_all_systems_) return;
    if (!system.in_operation && view.state == SystemState::kInOperation) {
      system.in_operation = view.registered_at.value_or(Instant::min());
    }
    if (system.in_operation && now_ < *system.in_operation) system.in_operation.reset();
    for (const auto& entry : facts_.OfSystem(level_kind_, view.id)) {
      if (!IsSeen(entry)) continue;
      const std::string_view level = entry.fact->Get("level");
      if (level.size() == 1 && level[0] >= '1' && level[0] <= '5') system.level = level[0] - '0';
    }
    systems_.push_back(system);
  }

  bool IsSeen(const FactIndex::Entry& entry) const {
    return entry.seen_from <= now_ && now_ < entry.seen_to;
  }

  /// Since when the approved level has been `lowest` or more without a break; nothing where the
  /// register alone says so.
  std::optional<Instant> LevelSince(const SystemNow& system, int lowest) const {
    std::optional<Instant> since;
    for (const auto& entry : facts_.OfSystem(level_kind_, system.view->id)) {
      if (!IsSeen(entry)) continue;
      const std::string_view level = entry.fact->Get("level");
      if (level.size() != 1 || level[0] < '1' || level[0] > '5') continue;
      if (level[0] - '0' < lowest) {
        since.reset();
      } else if (!since) {
        since = entry.at;
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
      if (held.is_dated || listed.empty()) {
        terms.push_back(held.validity);
        continue;
      }
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

  /// Adds the duty as it stands; the steps noted so far are its own.
  void Settle(Duty duty, DutyStatus status, Why why, const DutyReliefs& reliefs,
              std::vector<Duty>& duties) const {
    duty.status = status;
    duty.why = std::move(why);
    if (!reliefs.all.empty()) NameReliefs(reliefs, now_, duty);
    duties.push_back(std::move(duty));
  }

  /// Gives steps to the duties that were added without a sealed trace.
  void SealTo(std::size_t duties) const {
    while (trace_ != nullptr && trace_->size() < duties) trace_->Seal();
  }

  void AssessPart(const PartPlan& plan, const AgencyView& agency, std::vector<Duty>& duties) const {
    static const DutyReliefs kNone;
    const Part& part = *plan.part;
    Duty blank = Blank(*plan.obligation, part, agency);
    const auto bound = BoundSince(part, agency);
    if (!bound) {
      if (trace_ != nullptr) trace_->Add(StepCode::kNotBound);
      duties.push_back(std::move(blank));
      return SealTo(duties.size());
    }
    if (trace_ != nullptr) {
      trace_->Add(StepCode::kBound, {Argument::Day(*bound)});
      trace_->Share();
    }
    blank.since = bound;
    const bool has_reliefs = reliefs_.HasAny(agency.id);
    const DutyReliefs of_part =
        has_reliefs ? reliefs_.Of(agency.id, part, plan.obligation->id, SystemId{}) : kNone;
    if (part.measured == Measured::kNotMeasurable) {
      SettleUnmeasurable(std::move(blank), of_part, duties);
      return SealTo(duties.size());
    }
    Subject subject{directive_, plan, facts_,    calendar_,  snapshot_, reliefs_,     scratch_,
                    trace_,     now_, agency.id, SystemId{}, *bound,    std::nullopt, &of_part};
    subject.predecessors = agency.predecessors;
    subject.handed_over = agency.handed_over;
    if (part.per == Part::Per::kAgency) {
      Evaluate(subject, blank, duties);
      return SealTo(duties.size());
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
    SealTo(duties.size());
  }

  void SettleUnmeasurable(Duty duty, const DutyReliefs& reliefs, std::vector<Duty>& duties) const {
    if (const Relief* exemption = reliefs.ExemptAt(now_)) {
      SetExempt(duty, *exemption);
      NameReliefs(reliefs, now_, duty);
    } else {
      duty.status = DutyStatus::kNotMeasured;
      duty.why = {WhyCode::kNotMeasurable, {}};
    }
    duties.push_back(std::move(duty));
  }

  void AssessSystem(Subject subject, const SystemNow& system, const Duty& blank,
                    std::vector<Duty>& duties) const {
    const Part& part = subject.part();
    DutyReliefs own;
    if (reliefs_.HasAny(subject.agency)) {
      own = reliefs_.Of(subject.agency, part, subject.plan.obligation->id, system.view->id);
      subject.relief = &own;
    }
    Duty duty = blank;
    duty.system = system.view->id;
    subject.system = system.view->id;
    subject.in_operation = system.in_operation;
    RunOn(system, duty.agency, subject);
    if (auto why = WhyNotApplicable(subject, system)) {
      Settle(std::move(duty), DutyStatus::kNotApplicable, *std::move(why), *subject.relief, duties);
      return SealTo(duties.size());
    }
    // Of periods and events it is not this instant that decides whether they are exempt.
    const bool is_standing = std::holds_alternative<StateRule>(part.rule) ||
                             std::holds_alternative<AbsenceRule>(part.rule);
    if (part.min_level > 0 && system.level == 0 &&
        !(is_standing && subject.relief->ExemptAt(now_) != nullptr)) {
      Settle(std::move(duty), DutyStatus::kNotMeasured,
             {WhyCode::kLevelUnknown, {Argument::Number(part.min_level)}}, *subject.relief, duties);
      return SealTo(duties.size());
    }
    if (system.in_operation) {
      subject.bound = std::max(subject.bound, *system.in_operation);
      subject.Note(StepCode::kSystem,
                   {Argument::Moment(*system.in_operation), Argument::Number(system.level)});
    } else {
      subject.Note(StepCode::kSystemWaits, {});
    }
    duty.since = subject.bound;
    Evaluate(subject, duty, duties);
    SealTo(duties.size());
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
    if (const auto bound = BoundSince(subject.part(), continued)) subject.bound = *bound;
  }

  /// Why the part does not speak of the system; moves `subject.bound` to when its level was raised.
  std::optional<Why> WhyNotApplicable(Subject& subject, const SystemNow& system) const {
    const Part& part = subject.part();
    const auto* state = std::get_if<StateRule>(&part.rule);
    const bool before_use =
        state != nullptr && state->first_due.anchor == FirstDue::Anchor::kInOperation;
    if (!system.in_operation && !before_use) return Why{WhyCode::kNotInOperation, {}};
    if (part.min_level > 0 && system.level > 0) {
      if (system.level < part.min_level) {
        return Why{WhyCode::kLevelTooLow,
                   {Argument::Number(system.level), Argument::Number(part.min_level)}};
      }
      if (const auto raised = LevelSince(system, part.min_level)) {
        subject.bound = std::max(subject.bound, *raised);
        subject.Note(StepCode::kLevelRaised, {Argument::Moment(*raised)});
      }
    }
    if (state != nullptr && state->first_due.skip_existing && system.in_operation &&
        *system.in_operation < subject.bound) {
      return Why{WhyCode::kExistedBefore, {}};
    }
    return std::nullopt;
  }

  /// An exemption that holds now takes a standing duty away.
  bool TakeAway(const Subject& subject, Duty& duty) const {
    const Relief* exemption = subject.relief->ExemptAt(now_);
    if (exemption == nullptr) return false;
    NoteReliefs(subject, *subject.relief);
    SetExempt(duty, *exemption);
    return true;
  }

  void Evaluate(const Subject& subject, const Duty& blank, std::vector<Duty>& duties) const {
    const Rule& rule = subject.part().rule;
    if (const auto* state = std::get_if<StateRule>(&rule)) {
      Duty duty = blank;
      const FirstDue& first = state->first_due;
      if (first.fixed && !first.grace && *first.fixed <= subject.bound) {
        duty.status = DutyStatus::kNotApplicable;
        duty.why = {WhyCode::kExistedBefore, {}};
      } else if (!TakeAway(subject, duty)) {
        EvaluateState(*state, subject, duty);
      }
      NameReliefs(*subject.relief, now_, duty);
      duties.push_back(std::move(duty));
    } else if (const auto* absence = std::get_if<AbsenceRule>(&rule)) {
      Duty duty = blank;
      if (!TakeAway(subject, duty)) EvaluateAbsence(*absence, subject, duty);
      NameReliefs(*subject.relief, now_, duty);
      duties.push_back(std::move(duty));
    } else if (const auto* period = std::get_if<PeriodRule>(&rule)) {
      EvaluatePeriods(*period, subject, blank, duties);
    } else if (const auto* event = std::get_if<EventRule>(&rule)) {
      EvaluateEvents(*event, subject, blank, duties);
    }
  }

  const Directive& directive_;
  const FactIndex& facts_;
  const RegisterSnapshot& snapshot_;
  const HolidayCalendar& calendar_;
  Instant now_;
  const Scope& scope_;
  Trace* trace_;
  Reliefs reliefs_;
  int level_kind_;
  mutable Scratch scratch_;
  bool wants_all_systems_ = false;
  std::vector<PartPlan> plans_;
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
  return Assess(directive, FactIndex(facts), snapshot, calendar, now);
}

Assessment Assess(const Directive& directive, const FactIndex& facts,
                  const RegisterSnapshot& snapshot, const HolidayCalendar& calendar, Instant now,
                  const Scope& scope) {
  return Assessor({directive, facts, snapshot, calendar, now, scope}).Run();
}

std::vector<Explained> Explain(const Directive& directive, const FactIndex& facts,
                               const RegisterSnapshot& snapshot, const HolidayCalendar& calendar,
                               Instant now, AgencyId agency, std::string_view part) {
  Trace trace;
  const Scope scope{agency, std::string(part)};
  auto assessment = Assessor({directive, facts, snapshot, calendar, now, scope, &trace}).Run();
  auto steps = trace.Take();
  std::vector<Explained> explained;
  for (std::size_t i = 0; i < assessment.duties.size(); ++i) {
    explained.push_back({std::move(assessment.duties[i]),
                         i < steps.size() ? std::move(steps[i]) : std::vector<Step>{}});
  }
  return explained;
}

Instant AssessmentInstant(Month month) { return month.End() - Duration{1}; }

}  // namespace lachan::directive
