// SPDX-License-Identifier: Apache-2.0
// The engine against an independent judge, on random cases. LACHAN_ORACLE_CASES sets how many;
// without it, as many as run in LACHAN_ORACLE_SECONDS (10). A difference is made small and printed.
#include <gtest/gtest.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <set>

#include "directive/testing_oracle.h"
#include "directive/testing_oracle_cases.h"

namespace lachan::directive::oracle {
namespace {

Verdict VerdictOf(const Duty& duty, bool is_absence) {
  const auto micros = [](const std::optional<Instant>& at) {
    return at ? at->time_since_epoch().count() : kNever;
  };
  Verdict verdict{duty.part,          duty.agency.value,
                  duty.system.value,  duty.period,
                  duty.trigger,       std::string(ToString(duty.status)),
                  micros(duty.due),   micros(duty.next_due),
                  duty.holds,         duty.late,
                  duty.earned,        duty.possible,
                  duty.discharged_by, is_absence};
  return verdict;
}

/// What the two say where they differ; empty when they agree.
std::string Difference(const Case& one) {
  const auto assessed =
      Assess(one.directive, one.facts, one.snapshot, one.directive.calendar, one.now);
  const auto judged = Judge(one.directive, one.facts, one.snapshot, one.now);
  const bool is_absence = std::holds_alternative<AbsenceRule>(one.part().rule);
  std::string engine, oracle;
  for (const auto& duty : assessed.duties) engine += VerdictOf(duty, is_absence).Text() + "\n";
  for (const auto& verdict : judged) oracle += verdict.Text() + "\n";
  return engine == oracle ? std::string() : "engine:\n" + engine + "oracle:\n" + oracle;
}

/// Takes away whatever the difference does not need.
Case Smaller(Case one) {
  const auto try_with = [&one](const std::function<void(Case&)>& change) {
    Case changed = one;
    change(changed);
    if (Difference(changed).empty()) return false;
    one = std::move(changed);
    return true;
  };
  const auto drop_each = [&try_with, &one](auto list_of) {
    for (std::size_t i = 0; i < list_of(one).size();) {
      const auto drop = [&](Case& changed) {
        auto& list = list_of(changed);
        list.erase(list.begin() + static_cast<std::ptrdiff_t>(i));
      };
      if (!try_with(drop)) ++i;
    }
  };
  drop_each([](Case& c) -> auto& { return c.facts; });
  drop_each([](Case& c) -> auto& { return c.snapshot.systems; });
  drop_each([](Case& c) -> auto& { return c.snapshot.agencies; });
  drop_each([](Case& c) -> auto& { return c.directive.roles; });
  drop_each([](Case& c) -> auto& { return c.part().binds; });
  drop_each([](Case& c) -> auto& { return c.part().evidence; });
  try_with([](Case& c) {
    c.directive.holidays.clear();
    c.directive.calendar = HolidayCalendar({}, c.directive.make_up_days, c.directive.rest_weekdays);
  });
  try_with([](Case& c) { c.snapshot.recording_since.reset(); });
  try_with([](Case& c) { c.part().validity = {}; });
  try_with([](Case& c) { c.part().min_level = 0; });
  for (std::size_t i = 0; i < one.facts.size(); ++i) {
    for (std::size_t k = 0; k < one.facts[i].attributes.size();) {
      const auto drop = [i, k](Case& c) {
        auto& attributes = c.facts[i].attributes;
        attributes.erase(attributes.begin() + static_cast<std::ptrdiff_t>(k));
      };
      if (!try_with(drop)) ++k;
    }
    try_with([i](Case& c) { c.facts[i].recorded_at = {}; });
  }
  for (std::size_t i = 0; i < one.snapshot.agencies.size(); ++i) {
    try_with([i](Case& c) { c.snapshot.agencies[i].validity = {}; });
    try_with([i](Case& c) { c.snapshot.agencies[i].roles.clear(); });
    drop_each([i](Case& c) -> auto& { return c.snapshot.agencies[i].predecessors; });
    drop_each([i](Case& c) -> auto& { return c.snapshot.agencies[i].handed_over; });
  }
  for (std::size_t i = 0; i < one.snapshot.systems.size(); ++i) {
    try_with([i](Case& c) { c.snapshot.systems[i].owners.clear(); });
    try_with([i](Case& c) { c.snapshot.systems[i].registered_at.reset(); });
    try_with([i](Case& c) { c.snapshot.systems[i].clocks_from.reset(); });
    drop_each([i](Case& c) -> auto& { return c.snapshot.systems[i].owners; });
  }
  return one;
}

std::int64_t NumberFrom(const char* name, std::int64_t otherwise) {
  const char* text = std::getenv(name);
  return text == nullptr ? otherwise : std::atoll(text);
}

TEST(Oracle, JudgesEveryRandomCaseAsTheEngineDoes) {
  const auto wanted = NumberFrom("LACHAN_ORACLE_CASES", 0);
  const auto first = static_cast<std::uint64_t>(NumberFrom("LACHAN_ORACLE_SEED", 1));
  const auto limit = std::chrono::seconds(NumberFrom("LACHAN_ORACLE_SECONDS", 10));
  const auto show = NumberFrom("LACHAN_ORACLE_SHOW", 1);
  const auto begin = std::chrono::steady_clock::now();
  std::int64_t compared = 0, shown = 0;
  for (std::uint64_t seed = first; shown < show; ++seed) {
    const bool is_enough =
        wanted > 0 ? compared >= wanted : std::chrono::steady_clock::now() - begin > limit;
    if (is_enough) break;
    Case one = RandomCase(seed);
    auto instants = Edges(one);
    instants.push_back(one.now);
    for (const auto instant : instants) {
      one.now = instant;
      ++compared;
      if (Difference(one).empty()) continue;
      const auto small = Smaller(one);
      ADD_FAILURE() << "seed " << seed << "\n" << Text(small) << "\n" << Difference(small);
      ++shown;
      break;
    }
  }
  RecordProperty("cases", std::to_string(compared));
  fmt::print("    [figure] {} cases compared\n", compared);
  EXPECT_GT(compared, 1000);
}

TEST(Oracle, NoEventIsAskedOfTwoAgencies) {
  for (std::uint64_t seed = 1, events = 0; events < 20'000; ++seed) {
    const Case one = RandomCase(seed);
    const bool is_event = std::holds_alternative<EventRule>(one.part().rule);
    if (!is_event || one.part().per == Part::Per::kSystem || one.part().evidence_of_province) {
      continue;
    }
    ++events;
    std::set<std::int64_t> asked;
    for (const auto& duty :
         Assess(one.directive, one.facts, one.snapshot, one.directive.calendar, one.now).duties) {
      if (duty.trigger == 0) continue;
      ASSERT_TRUE(asked.insert(duty.trigger).second) << "seed " << seed << "\n" << Text(one);
    }
  }
}

/// The case with nothing but its triggers and hand-overs, a long time after all of them.
Case Unanswered(Case one) {
  auto& rule = std::get<EventRule>(one.part().rule);
  rule.trigger.when = {};
  rule.t0_attribute.clear();
  one.part().binds = {{{"department", "commune"}, {}, {}}};
  one.part().validity = {};
  one.directive.validity = {};
  one.snapshot.recording_since.reset();
  std::erase_if(one.facts, [](const FactView& fact) {
    return fact.kind != "trigger" || fact.is_exercise || fact.recorded_at != Instant{};
  });
  const auto& agencies = one.snapshot.agencies;
  const auto has_heir = [&agencies](AgencyId id) {
    return std::ranges::any_of(agencies, [id](const AgencyView& other) {
      return std::ranges::any_of(other.predecessors, [id](const auto& before) {
        return before.agency == id && !before.system;
      });
    });
  };
  for (auto& agency : one.snapshot.agencies) {
    agency.validity.from.reset();
    if (!has_heir(agency.id)) agency.validity.to.reset();
  }
  one.now = ParseInstant("2028-01-01T00:00:00Z").value();
  return one;
}

TEST(Oracle, NoUnansweredEventGoesLost) {
  for (std::uint64_t seed = 1, events = 0; events < 20'000; ++seed) {
    Case random = RandomCase(seed);
    const bool is_event = std::holds_alternative<EventRule>(random.part().rule);
    if (!is_event || random.part().per == Part::Per::kSystem ||
        random.part().evidence_of_province) {
      continue;
    }
    const Case one = Unanswered(std::move(random));
    std::multiset<std::int64_t> asked;
    for (const auto& duty :
         Assess(one.directive, one.facts, one.snapshot, one.directive.calendar, one.now).duties) {
      asked.insert(duty.trigger);
    }
    for (const auto& fact : one.facts) {
      if (static_cast<std::size_t>(fact.agency.value) > one.snapshot.agencies.size()) continue;
      ++events;
      ASSERT_EQ(asked.count(fact.id), 1U) << "seed " << seed << " fact " << fact.id << "\n"
                                          << Text(one);
    }
  }
}

TEST(Oracle, CountsDaysByItself) {
  EXPECT_EQ(DayOf(Date{1970, 1, 1}), 0);
  EXPECT_EQ(DayOf(Date{2024, 2, 29}) + 1, DayOf(Date{2024, 3, 1}));
  for (Day day = -1000; day < 30'000; day += 7) EXPECT_EQ(DayOf(DateOf(day)), day);
  EXPECT_EQ(ReadInstant("2026-12-11"), Midnight(DayOf(Date{2026, 12, 12})));
  EXPECT_EQ(ReadInstant("2026-12-11T17:00:00.5Z"), Midnight(DayOf(Date{2026, 12, 12})) + 500'000);
  EXPECT_FALSE(ReadInstant("mai"));
  EXPECT_EQ(MonthsLater({2024, 8, 31}, 6).day, 28);
}

}  // namespace
}  // namespace lachan::directive::oracle
