// SPDX-License-Identifier: Apache-2.0
/// \file
/// A province in a store for measuring programs: agencies, their systems, and thirteen months of
/// facts that the directive reads. The same for the same numbers.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <ctime>

#include "journal/state_store.h"
#include "register/entities.h"

namespace lachan::bench {

struct Province {
  int agencies = 0;
  int departments = 0;  ///< The first ones; then comes the coordinator, then communes.
  int systems = 0;
  int facts = 0;
};

class SetClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  Instant now = ParseInstant("2025-08-01T08:00:00+07:00").value();
};

/// Prints the time of one core that `run` used, the best of some rounds: the same on a machine that
/// others use too.
template <class F>
void Time(const char* what, F&& run, int rounds = 1) {
  const auto used = [] {
    timespec spent{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &spent);
    return 1e3 * static_cast<double>(spent.tv_sec) + 1e-6 * static_cast<double>(spent.tv_nsec);
  };
  double best = 1e9;
  for (int i = 0; i < rounds; ++i) {
    const double start = used();
    run();
    best = std::min(best, used() - start);
  }
  fmt::print("{:<56} {:>9.1f} ms\n", what, best);
}

inline Status AddRegister(journal::StateStore& store, const Province& province) {
  return store.Change(journal::Caller::System("bench"), [&](journal::Writer& writer) -> Status {
    for (int i = 1; i <= province.agencies; ++i) {
      Agency agency;
      agency.code = fmt::format("A{}", i);
      agency.name = fmt::format("Cơ quan {}", i);
      agency.is_coordinator = i == province.departments + 1;
      agency.kind = i <= province.departments ? AgencyKind::department
                    : agency.is_coordinator   ? AgencyKind::force
                                              : AgencyKind::commune;
      LACHAN_TRY_DO(journal::Insert(writer, agency, {.kind = "agency.created"}));
    }
    for (int i = 1; i <= province.systems; ++i) {
      System system;
      system.agency_id = AgencyId{i % province.agencies + 1};
      system.name = fmt::format("Hệ thống {}", i);
      system.level = i % 3 + 1;
      system.state = SystemState::in_operation;
      system.in_operation_since = ParseDate("2024-01-01").value();
      LACHAN_TRY_DO(journal::Insert(writer, system, {.kind = "system.created"}));
    }
    return {};
  });
}

inline Status AddFact(journal::Writer& writer, const Province& province, int number) {
  static constexpr const char* kKinds[] = {"assurance.scan",        "assurance.hunt",
                                           "assurance.drill",       "plan.response_issued",
                                           "system.level_approved", "focal_point.confirmed"};
  journal::FactDraft fact;
  fact.kind = number % 50 == 0 ? "incident.reported" : kKinds[number % 6];
  const int system = number % province.systems + 1;
  if (fact.kind != kKinds[5]) fact.system = SystemId{system};
  fact.agency = AgencyId{system % province.agencies + 1};
  fact.payload = {{"incident", std::to_string(number)},
                  {"summary", "Phạm vi, phương pháp, kết quả của lần thực hiện này."},
                  {"level", number % 3 + 1}};
  return writer.Note(fact);
}

/// `clock` moves on by thirteen months.
inline Status AddFacts(journal::StateStore& store, const Province& province, SetClock& clock) {
  constexpr int kBatch = 1'000;
  for (int first = 0; first < province.facts; first += kBatch) {
    clock.now += std::chrono::hours(24) * 13 * 30 * kBatch / province.facts;
    const auto add = [&](journal::Writer& writer) -> Status {
      for (int i = first; i < std::min(first + kBatch, province.facts); ++i) {
        LACHAN_TRY_DO(AddFact(writer, province, i));
      }
      return {};
    };
    const auto added = store.Change(journal::Caller::System("bench"), add);
    if (!added) return added;
  }
  return {};
}

inline Status Fill(journal::StateStore& store, const Province& province, SetClock& clock) {
  LACHAN_TRY_DO(AddRegister(store, province));
  return AddFacts(store, province, clock);
}

}  // namespace lachan::bench
