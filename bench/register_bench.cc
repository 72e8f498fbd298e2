// SPDX-License-Identifier: Apache-2.0
// register_bench [SYSTEMS [AGENCIES]]: lists of the register, the register as on a day, a merger.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <string>

#include "base/check.h"
#include "register/as_of.h"
#include "register/registers.h"
#include "register/reorganiser.h"
#include "register/tenure.h"
#include "state_sql/open.h"

namespace {

using namespace lachan;  // NOLINT: a program, not a library.

class SystemClock final : public Clock {
 public:
  Instant Now() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  }
};

void Measure(const char* name, const std::function<std::size_t()>& work) {
  double worst = 0, sum = 0;
  std::size_t rows = 0;
  constexpr int kTimes = 10;
  for (int i = 0; i < kTimes; ++i) {
    const auto begin = std::chrono::steady_clock::now();
    rows = work();
    const double took =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
    worst = std::max(worst, took);
    sum += took;
  }
  fmt::print("  {:<44} {:6} rows  mean {:8.2f} ms  worst {:8.2f} ms\n", name, rows,
             sum / kTimes * 1e3, worst * 1e3);
}

void Fill(journal::StateStore& store, int systems, int agencies) {
  const auto filled =
      store.Change(journal::Caller::System("bench"), [&](journal::Writer& writer) -> Status {
        for (int i = 1; i <= agencies; ++i) {
          Agency agency;
          agency.code = fmt::format("CQ-{}", i);
          agency.name = fmt::format("Ủy ban nhân dân xã Mẫu {}", i);
          agency.valid_from = ParseDate("2022-01-01").value();
          LACHAN_TRY_DO(journal::Insert(writer, agency, {.kind = "agency.created"}));
        }
        for (int i = 0; i < systems; ++i) {
          System system;
          system.agency_id = AgencyId{1 + i % agencies};
          system.name = fmt::format("Hệ thống thông tin số {}", i);
          system.domain = fmt::format("ht{}.xa{}.thanhhoa.example", i, i % agencies);
          system.level = 1 + i % 4;
          system.state = SystemState::in_operation;
          system.in_operation_since = ParseDate("2023-05-01").value();
          LACHAN_TRY_DO(journal::Insert(writer, system, {.kind = "system.registered"}));
        }
        return {};
      });
  LACHAN_CHECK(filled.has_value(), "the register is filled");
}

std::size_t ListOf(journal::StateStore& store, const journal::Reach& reach,
                   const journal::ListQuery& query) {
  auto reader = store.OpenReader({{}, "bench", reach});
  const auto page = (*reader)->List(schema::Describe<System>(), query);
  const auto total = (*reader)->Count(schema::Describe<System>(), query);
  LACHAN_CHECK(page.has_value() && total.has_value(), "the list answers");
  return page->rows.size();
}

}  // namespace

int main(int argc, char** argv) {
  const int systems = argc > 1 ? std::atoi(argv[1]) : 20'000;
  const int agencies = argc > 2 ? std::atoi(argv[2]) : 600;
  SystemClock clock;
  auto store = state_sql::OpenStateStore({.target = ":memory:"}, clock);
  LACHAN_CHECK(store.has_value(), "a store in memory opens");
  Fill(**store, systems, agencies);
  const auto all = journal::Reach::Everything();
  auto heir = journal::Reach::Only({7});
  heir.inherited = {{AgencyId{8}, AgencyId{9}}, {SystemId{77}}};
  fmt::print("{} systems of {} agencies; a page of 50 with the total\n", systems, agencies);
  Measure("systems by id", [&] { return ListOf(**store, all, {}); });
  Measure("systems by name", [&] { return ListOf(**store, all, {.sort = "name"}); });
  Measure("search, accents left out",
          [&] { return ListOf(**store, all, {.text = "he thong 1999"}); });
  Measure("own and inherited", [&] { return ListOf(**store, heir, {.sort = "name"}); });
  auto reader = *(*store)->OpenReader(journal::Caller::System("bench"));
  const CivilDate today = CivilDateAt(clock.Now());
  Measure("systems as on a day",
          [&] { return registry::SystemsOn(*reader, *reader, AddDays(today, -1), {})->size(); });
  Measure("agencies as on a day",
          [&] { return registry::AgenciesOn(*reader, AddDays(today, -1))->size(); });
  Measure("who answered", [&] { return registry::OwnersOf(*reader, SystemId{77})->size(); });
  journal::Registers registers;
  registry::AddRegisters(registers);
  registry::Reorganiser reorganiser({**store, registers, clock});
  registry::ReorganisationRequest request;
  request.effective_on = today;
  request.decision_number = "1";
  request.successors = {{AgencyId{1}, {}}};
  std::int64_t next = 1;
  Measure("merger of one agency, applied", [&] {
    request.predecessors = {AgencyId{++next}};
    const auto row = reorganiser.Apply(journal::Caller::System("bench"), request);
    LACHAN_CHECK(row.has_value(), "a merger is carried out");
    return static_cast<std::size_t>(row->moved.value);
  });
  return 0;
}
