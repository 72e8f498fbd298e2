// SPDX-License-Identifier: Apache-2.0
#include "directive/testing_oracle_cases.h"

#include <algorithm>
#include <random>

#include "directive/testing_oracle.h"

namespace lachan::directive::oracle {
namespace {

Instant At(Micros micros) { return Instant{Duration{micros}}; }

class Generator {
 public:
  explicit Generator(std::uint64_t seed) : random_(seed) {}

  Case Make() {
    Case made;
    MakeDirective(made.directive);
    MakeRegister(made);
    if (Chance(50)) {
      is_dense_ = Chance(50);
      Reorganise(made.snapshot);
      if (is_dense_) Widen(made);
    }
    MakeFacts(made);
    made.now = Chance(70) ? Moment(Day(19'900), Day(21'200)) : Moment();
    if (Chance(25)) made.snapshot.recording_since = Moment();
    return made;
  }

 private:
  int Between(int low, int high) {
    return low + static_cast<int>(random_() % static_cast<std::uint64_t>(high - low + 1));
  }
  bool Chance(int percent) { return Between(1, 100) <= percent; }
  template <class T, std::size_t N>
  const T& Of(const T (&values)[N]) {
    return values[random_() % N];
  }

  /// A day from 2024 to 2026, often one where months, years or holidays turn.
  Day SomeDay(Day low = 19'723, Day high = 20'819) {
    constexpr Date kEdges[] = {{2024, 2, 28}, {2024, 2, 29},  {2024, 3, 1},   {2024, 8, 31},
                               {2025, 1, 31}, {2025, 2, 28},  {2025, 3, 31},  {2025, 6, 30},
                               {2025, 7, 1},  {2025, 12, 31}, {2026, 1, 1},   {2026, 2, 16},
                               {2026, 2, 20}, {2026, 2, 22},  {2026, 12, 11}, {2026, 12, 12},
                               {2025, 12, 4}, {2025, 12, 5},  {2026, 4, 30},  {2026, 5, 3}};
    if (Chance(35)) {
      const Day edge = DayOf(Of(kEdges)) + Between(-1, 1);
      if (low <= edge && edge <= high) return edge;
    }
    return Between(static_cast<int>(low), static_cast<int>(high));
  }
  Instant Moment(Day low = 19'723, Day high = 20'819) {
    const bool is_near = !hand_overs_.empty() && Chance(is_dense_ ? 70 : 30);
    const Day day = is_near ? DayOf(hand_overs_[random_() % hand_overs_.size()]) + Between(0, 1)
                            : SomeDay(low, high);
    const Micros midnight = Midnight(day);
    constexpr Micros kTimes[] = {0, 0, 1, -1, 1'000'000, -1'000'000, 43'200'000'000};
    return At(midnight + (Chance(70) ? Of(kTimes) : static_cast<Micros>(random_() % kMicrosOfDay)));
  }
  Validity Term(int percent_from = 40, int percent_to = 30) {
    Validity validity;
    if (Chance(percent_from)) validity.from = At(Midnight(SomeDay()));
    if (Chance(percent_to)) validity.to = At(Midnight(SomeDay()));
    return validity;
  }
  std::string DateText() {
    const Date date = DateOf(SomeDay());
    return fmt::format("{:04}-{:02}-{:02}", date.year, date.month, date.day);
  }
  std::string InstantText() {
    if (Chance(40)) return DateText();
    return Chance(6) ? "mai" : FormatInstant(Moment());
  }

  TimeLimit Limit() {
    TimeLimit limit;
    switch (Between(0, 9)) {
      case 0:
        limit.amount = Immediately{};
        break;
      case 1:
      case 2:
        limit.amount = RunningHours{Of({1, 24, 48, 72, 5})};
        break;
      case 3:
      case 4:
        limit.amount = CalendarDays{Of({0, 1, 3, 5, 30})};
        break;
      case 5:
      case 6:
        limit.amount = WorkingDays{Of({0, 1, 2, 5, 10})};
        break;
      default:
        limit.amount = Months{Of({1, 2, 6, 12})};
    }
    if (Chance(50)) limit.roll = Roll::kNone;
    return limit;
  }
  FactPattern Pattern(const char* kind) {
    FactPattern pattern{kind, {}};
    if (Chance(15)) pattern.when.all_of = {{{"flag", "", Chance(40)}}};
    if (Chance(8)) pattern.when.all_of = {{{"link", "a", false}, {"flag", "", false}}};
    return pattern;
  }

  StateRule State() {
    StateRule rule;
    const int shape = Between(0, 3);
    if (shape != 0) rule.first_due.grace = Limit();
    if (shape != 1) rule.first_due.fixed = At(Midnight(SomeDay()));
    if (Chance(25)) rule.first_due.anchor = FirstDue::Anchor::kInOperation;
    rule.first_due.skip_existing = Chance(10);
    if (Chance(60)) rule.valid_for = Limit();
    if (Chance(40)) {
      rule.distinct = "link";
      rule.at_least = Between(1, 3);
    }
    if (Chance(50)) rule.reopened_by.push_back({Pattern("reopening"), Limit()});
    if (Chance(15)) rule.reopened_by.push_back({Pattern("other"), Limit()});
    return rule;
  }
  PeriodRule Period() {
    PeriodRule rule;
    rule.unit = Chance(60) ? PeriodRule::Unit::kMonth : PeriodRule::Unit::kYear;
    if (Chance(75)) {
      rule.due_day = rule.unit == PeriodRule::Unit::kMonth ? Between(1, 28) : Between(1, 31);
      rule.due_month = rule.unit == PeriodRule::Unit::kMonth ? 0 : Between(1, 12);
      if (rule.due_month != 0) {
        rule.due_day = std::min(rule.due_day, LengthOfMonth(2024, rule.due_month));
      }
      rule.inclusive = Chance(30);
    }
    rule.judge_partial_first = Chance(60);
    rule.keep = Between(1, 14);
    return rule;
  }
  EventRule Event() {
    EventRule rule;
    rule.trigger = Pattern("trigger");
    rule.link = "link";
    if (Chance(30)) rule.t0_attribute = "t0";
    if (Chance(30)) rule.due_attribute = "due";
    rule.limit = Limit();
    rule.keep_months = Between(1, 13);
    return rule;
  }
  AbsenceRule Absence() {
    AbsenceRule rule;
    rule.breach = Pattern("trigger");
    rule.link = "link";
    if (Chance(75)) rule.closed_by = "closing";
    rule.window_days = Of({1, 7, 30, 90, 900});
    rule.seen_days = Of({1, 35, 100});
    return rule;
  }

  void MakeDirective(Directive& directive) {
    directive.validity.from = At(Midnight(SomeDay(19'723, 20'000)));
    if (Chance(8)) directive.validity.to = At(Midnight(SomeDay(20'500, 21'000)));
    directive.rest_weekdays = {6, 7};
    const auto civil = [](const Date& date) {
      return CivilDate{std::chrono::year(date.year), std::chrono::month(date.month),
                       std::chrono::day(date.day)};
    };
    for (int i = 0; i < 8; ++i) {
      const Date date = i < 5 ? DateOf(DayOf(Date{2026, 2, 16}) + i) : DateOf(SomeDay());
      directive.holidays.push_back({civil(date), "lễ", "holiday", "high", Chance(90)});
    }
    directive.make_up_days = {civil({2026, 2, 22}), civil({2025, 5, 3}), civil({2024, 6, 1})};
    directive.calendar =
        HolidayCalendar(directive.holidays, directive.make_up_days, directive.rest_weekdays);
    for (int i = Chance(40) ? Between(1, 3) : 0; i > 0; --i) {
      directive.roles.push_back({"lead", Chance(50) ? "A1" : "A2", Term(), Confidence::kHigh});
    }
    Part part;
    part.id = "OB-01.x";
    part.per = Chance(50) ? Part::Per::kAgency : Part::Per::kSystem;
    part.validity = Term(25, 10);
    part.systems_of_province = Chance(15);
    part.evidence_of_province = Chance(15);
    if (Chance(30)) part.min_level = Between(1, 4);
    part.due_soon_days = Of({0, 1, 7, 30});
    part.evidence.push_back(Pattern("done"));
    if (Chance(20)) part.evidence.push_back(Pattern("other"));
    for (int i = Chance(25) ? 2 : 1; i > 0; --i) {
      Binding binding{{}, {}, Term(20, 15)};
      if (Chance(75)) binding.kinds.push_back(Chance(80) ? "department" : "commune");
      if (Chance(35) || binding.kinds.empty()) binding.roles.push_back("lead");
      part.binds.push_back(std::move(binding));
    }
    switch (Between(0, 19)) {
      case 0:
        part.measured = Measured::kNotMeasurable;
        part.evidence.clear();
        break;
      case 1:
      case 2:
        part.rule = Absence();
        break;
      case 3:
      case 4:
      case 5:
      case 6:
        part.rule = Period();
        break;
      case 7:
      case 8:
      case 9:
      case 10:
        part.rule = Event();
        break;
      default:
        part.rule = State();
    }
    Obligation obligation;
    obligation.id = "OB-01";
    obligation.clause = "1.a";
    obligation.parts.push_back(std::move(part));
    directive.obligations.push_back(std::move(obligation));
  }

  void MakeRegister(Case& made) {
    for (int id = 1; id <= Between(1, 2); ++id) {
      AgencyView agency;
      agency.id = AgencyId{id};
      agency.code = fmt::format("A{}", id);
      agency.kind = Chance(85) ? "department" : "commune";
      agency.validity = Term(15, 10);
      if (Chance(20)) {
        agency.roles.push_back({.role = "lead", .validity = Term(), .is_dated = Chance(50)});
      }
      made.snapshot.agencies.push_back(std::move(agency));
    }
    for (int id = 11, end = 11 + Between(0, 2); id < end; ++id) {
      SystemView system;
      system.id = SystemId{id};
      system.agency = AgencyId{Between(1, 2)};
      system.level = Between(0, 5);
      system.state = Of({SystemState::kInOperation, SystemState::kInOperation,
                         SystemState::kPlanned, SystemState::kTested, SystemState::kEnded});
      if (Chance(60)) system.registered_at = Moment(19'000, 20'500);
      if (Chance(70)) system.in_operation_since = Moment(19'000, 20'600);
      if (Chance(12)) system.ended_at = Moment();
      if (Chance(25)) {
        system.owners.push_back({AgencyId{Between(1, 2)}, Moment(19'000, 20'000)});
        system.owners.push_back({AgencyId{Between(1, 2)}, Moment()});
      }
      made.snapshot.systems.push_back(std::move(system));
    }
  }

  // What the register says of a few hand-overs, as it would be told after the last of them.
  struct Heir {
    std::size_t from, to;
    Instant at;
  };
  /// Mergers, splits, transfers and new names; each day ends or begins something now and then.
  void Reorganise(RegisterSnapshot& snapshot) {
    while (snapshot.agencies.size() < static_cast<std::size_t>(Between(2, 4))) {
      AgencyView agency = snapshot.agencies.front();
      agency.id = AgencyId{static_cast<std::int64_t>(snapshot.agencies.size()) + 1};
      agency.code = fmt::format("A{}", agency.id.value);
      agency.validity = Term(30, 5);
      snapshot.agencies.push_back(std::move(agency));
    }
    auto& agencies = snapshot.agencies;
    std::vector<Instant> days;
    for (int i = is_dense_ ? Between(2, 5) : Between(1, 4); i > 0; --i) {
      days.push_back(Chance(is_dense_ ? 75 : 90) ? At(Midnight(SomeDay(19'800, 20'700)))
                                                 : Moment(19'800, 20'700));
    }
    std::ranges::sort(days);
    for (auto& system : snapshot.systems) {
      if (system.owners.empty()) {
        system.owners.push_back(
            {system.agency, Chance(50) ? Instant::min() : Moment(19'000, 19'700)});
      } else {
        system.owners.resize(1);
      }
      system.agency = system.owners.front().agency;
    }
    std::vector<bool> has_ended(agencies.size());
    std::vector<Heir> heirs;
    for (const Instant at : days) {
      hand_overs_.push_back(at.time_since_epoch().count());
      auto from = random_() % agencies.size();
      const auto to = random_() % agencies.size();
      const bool is_transfer = is_dense_ && !snapshot.systems.empty() && Chance(60);
      if (is_transfer) {
        const auto owner = snapshot.systems.front().owners.back().agency;
        from = static_cast<std::size_t>(owner.value - 1);
      }
      if (has_ended[from] || has_ended[to]) continue;
      if (from == to) {
        agencies[from].code += Chance(50) ? "M" : "";
        continue;
      }
      giver_ = agencies[from].id;
      const int kind = is_transfer ? 3 : Between(0, 3);  // Merger twice, split, transfer.
      for (auto& system : snapshot.systems) {
        if (system.owners.back().agency != agencies[from].id) continue;
        if (kind == 3 && Chance(30)) continue;
        auto receiver = to;
        if (kind == 2 && Chance(50)) {
          receiver = random_() % agencies.size();
          if (receiver == from || has_ended[receiver]) receiver = to;
        }
        system.owners.push_back({agencies[receiver].id, at});
      }
      if (kind == 3) continue;
      has_ended[from] = true;
      agencies[from].validity.to = at;
      heirs.push_back({from, to, at});
      if (Chance(50)) agencies[to].validity.from = at;
    }
    for (auto& system : snapshot.systems) HandOver(system, agencies);
    for (const auto& heir : heirs) {
      agencies[heir.to].predecessors.push_back({agencies[heir.from].id, heir.at, {}});
    }
    for (const auto& heir : heirs) {
      // In time: what the former one goes on with, the next one does.
      const auto& before = agencies[heir.from];
      auto& after = agencies[heir.to];
      for (const auto& one : before.predecessors) {
        if (one.agency != after.id) after.predecessors.push_back({one.agency, heir.at, one.system});
      }
    }
  }
  /// Binds everybody at all times, so that nothing but the hand-overs decides.
  void Widen(Case& made) {
    made.directive.validity = {At(Midnight(19'723)), {}};
    auto& part = made.part();
    part.validity = {};
    part.min_level = 0;
    part.evidence_of_province = part.systems_of_province = false;
    part.binds = {{{"department", "commune"}, {}, {}}};
    if (!std::holds_alternative<NoRule>(part.rule) && Chance(60)) {
      part.rule = Chance(60) ? Rule(Event()) : Rule(Absence());
    }
    for (auto& system : made.snapshot.systems) {
      system.state = SystemState::kInOperation;
      system.registered_at.reset();
      system.in_operation_since.reset();
      system.ended_at.reset();
    }
  }
  void HandOver(SystemView& system, std::vector<AgencyView>& agencies) {
    const auto& owners = system.owners;
    if (owners.size() < 2) return;
    const auto& present = owners.back();
    for (auto& agency : agencies) {
      if (agency.id == owners.front().agency) system.clocks_from = agency.validity.from;
      for (std::size_t i = 0; i + 1 < owners.size(); ++i) {
        if (owners[i].agency == present.agency) continue;
        if (agency.id == owners[i].agency) {
          agency.handed_over.push_back({system.id, owners[i + 1].from});
        }
        if (agency.id == present.agency) {
          agency.predecessors.push_back({owners[i].agency, present.from, system.id});
        }
      }
    }
  }

  void MakeFacts(Case& made) {
    agencies_ = std::max(2, static_cast<int>(made.snapshot.agencies.size()));
    const bool is_bare = std::holds_alternative<NoRule>(made.part().rule);
    const int count = is_bare ? 1 : is_dense_ ? Between(3, 14) : Between(0, 9);
    for (int i = 0; i < count; ++i) made.facts.push_back(Fact(i + 1));
    for (int i = Chance(30) ? Between(1, 2) : 0; i > 0; --i) {
      auto relief = Relief(static_cast<std::int64_t>(made.facts.size()) + 1);
      if (Chance(30)) {
        auto end = relief;
        end.id = relief.id + 1;
        end.kind = "duty.relief_ended";
        end.at = Moment();
        end.attributes = {{"relief", std::to_string(relief.id - 40)}, {"from", DateText()}};
        made.facts.push_back(std::move(end));
      }
      made.facts.push_back(std::move(relief));
    }
    if (Chance(12) && !made.facts.empty()) {
      FactView withdrawal;
      withdrawal.id = 90;
      withdrawal.kind = "fact.withdrawn";
      withdrawal.at = Moment();
      withdrawal.attributes = {
          {"fact", std::to_string(Between(1, static_cast<int>(made.facts.size())))}};
      made.facts.push_back(std::move(withdrawal));
    }
    std::ranges::shuffle(made.facts, random_);
  }

  FactView Fact(std::int64_t id) {
    constexpr const char* kKinds[] = {"done",      "done",    "done",
                                      "trigger",   "trigger", "closing",
                                      "reopening", "other",   "system.level_approved"};
    constexpr const char* kLinks[] = {"a", "a", "b", "c"};
    constexpr const char* kPeriods[] = {"2024", "2025", "2025-06", "2025-12", "2026-02"};
    FactView fact;
    fact.id = id;
    constexpr const char* kFew[] = {"trigger", "done", "closing"};
    fact.kind = is_dense_ && Chance(80) ? Of(kFew) : Of(kKinds);
    fact.at = Moment();
    if (last_fact_ && Chance(20)) {  // Much on one day, some of it told by its day only.
      const Micros midnight = Midnight(DayOf(last_fact_->time_since_epoch().count()));
      fact.at = At(midnight + Between(0, 2) * 3'600'000'000);
    }
    last_fact_ = fact.at;
    fact.agency = AgencyId{agencies_ > 2 || !hand_overs_.empty() ? Between(1, agencies_)
                           : Chance(80)                          ? 1
                                                                 : 2};
    if (is_dense_ && Chance(40)) fact.agency = giver_;
    if (Chance(60)) fact.system = SystemId{is_dense_ ? 11 : Between(11, 12)};
    if (Chance(85)) fact.attributes.emplace_back("link", is_dense_ ? "a" : Of(kLinks));
    if (Chance(30)) fact.attributes.emplace_back("flag", Chance(60) ? "true" : "1");
    if (Chance(15)) fact.attributes.emplace_back("until", InstantText());
    if (Chance(25)) fact.attributes.emplace_back("period", Of(kPeriods));
    if (Chance(40)) fact.attributes.emplace_back("t0", InstantText());
    if (Chance(40)) fact.attributes.emplace_back("due", InstantText());
    if (fact.kind == "system.level_approved") {
      fact.attributes.emplace_back("level", std::to_string(Between(1, 5)));
    }
    if (Chance(10)) fact.recorded_at = Moment();
    fact.is_exercise = Chance(5);
    return fact;
  }

  FactView Relief(std::int64_t id) {
    FactView fact;
    fact.id = id + 40;
    fact.kind = "duty.relieved";
    fact.at = Moment(19'723, 20'300);
    fact.agency = AgencyId{Chance(85) ? 1 : 2};
    if (Chance(30)) fact.system = SystemId{Between(11, 12)};
    fact.attributes = {{"relief", std::to_string(id)},
                       {"effect", Chance(60) ? "pause" : "exemption"},
                       {"part", Chance(50) ? "OB-01" : "OB-01.x"},
                       {"from", DateText()}};
    if (Chance(85)) fact.attributes.emplace_back("to", DateText());
    return fact;
  }

  std::mt19937_64 random_;
  std::vector<Micros> hand_overs_;
  std::optional<Instant> last_fact_;
  bool is_dense_ = false;  ///< Many facts about the same few things, close to the hand-overs.
  AgencyId giver_{1};      ///< Gave something away last.
  int agencies_ = 2;
};

}  // namespace

Case RandomCase(std::uint64_t seed) { return Generator(seed).Make(); }

std::vector<Instant> Edges(const Case& one) {
  std::vector<Instant> edges;
  for (const auto& verdict : Judge(one.directive, one.facts, one.snapshot, one.now)) {
    for (const Micros limit : {verdict.due, verdict.next_due}) {
      if (limit == kNever) continue;
      const Micros lead = one.part().due_soon_days * kMicrosOfDay;
      for (const Micros shift : {Micros{-1'000'000}, Micros{-1}, Micros{0}, Micros{1}}) {
        edges.push_back(At(limit + shift));
        edges.push_back(At(limit - lead + shift));
      }
    }
    if (edges.size() > 16) break;
  }
  for (const auto& agency : one.snapshot.agencies) {
    for (const auto& predecessor : agency.predecessors) {
      edges.push_back(predecessor.at - Duration{1});
      edges.push_back(predecessor.at);
      if (edges.size() > 24) return edges;
    }
  }
  return edges;
}

}  // namespace lachan::directive::oracle
