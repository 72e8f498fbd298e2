// SPDX-License-Identifier: Apache-2.0
// state_store_bench [ROWS [POSTGRESQL_CONNINFO]]: alerts in, lists out, journal verified.
#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <string>

#include "alerts/alert.h"
#include "base/check.h"
#include "journal/verify.h"
#include "state_sql/open.h"

namespace {

using namespace lachan;  // NOLINT: a program, not a library.

class SystemClock final : public Clock {
 public:
  Instant Now() const override {
    return std::chrono::time_point_cast<Duration>(std::chrono::system_clock::now());
  }
};

double Seconds(const std::function<void()>& work) {
  const auto begin = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

Alert MakeAlert(int i) {
  Alert alert;
  alert.agency_id = std::optional<AgencyId>(AgencyId{1 + i % 200});
  alert.rule_id = schema::Line<0, 80>(fmt::format("rule-{}", i % 40));
  alert.rule_title = schema::Line<0, 300>(fmt::format("Đăng nhập thất bại nhiều lần {}", i % 40));
  alert.level = static_cast<Level>(i % 5);
  alert.status = static_cast<AlertStatus>(i % 4);
  alert.count = 1 + i % 7;
  alert.first_seen = Instant{Duration{1'790'000'000'000'000 + i * 1'000'000LL}};
  alert.last_seen = alert.first_seen.value + std::chrono::seconds(i % 3600);
  alert.host =
      schema::Line<0, 255>(fmt::format("may-chu-{}.xa{}.thanhhoa.gov.vn", i % 3000, i % 166));
  alert.event_id = schema::Line<0, 26>(fmt::format("{:026}", i));
  alert.event = schema::Json("{\"raw\":\"" + std::string(1200, 'x') + "\"}");
  alert.matched = schema::Json("[]");
  alert.tags = schema::Json("[\"attack.t1110\"]");
  return alert;
}

void Measure(journal::StateStore& store, const char* name, const journal::Reach& reach,
             const journal::ListQuery& query) {
  double worst = 0, sum = 0;
  std::size_t rows = 0;
  constexpr int kTimes = 10;
  for (int i = 0; i < kTimes; ++i) {
    const double took = Seconds([&] {
      auto reader = store.OpenReader({{}, "bench", reach});
      const auto page = (*reader)->List(schema::Describe<Alert>(), query);
      LACHAN_CHECK(page.has_value(), "the list answers");
      rows = page->rows.size();
    });
    worst = std::max(worst, took);
    sum += took;
  }
  fmt::print("  list {:<44} {:4} rows  mean {:7.2f} ms  worst {:7.2f} ms\n", name, rows,
             sum / kTimes * 1e3, worst * 1e3);
}

void MeasureLists(journal::StateStore& store) {
  const auto all = journal::Reach::Everything();
  const auto own = journal::Reach::Only({77});
  const auto open = journal::Equals("status", std::string("open"));
  Measure(store, "newest", all, {.sort = "last_seen", .descending = true});
  Measure(store, "open, newest", all, {.filters = {open}, .sort = "last_seen", .descending = true});
  Measure(store, "own agency, newest", own, {.sort = "last_seen", .descending = true});
  Measure(store, "search, many hits", all,
          {.text = "dang nhap", .sort = "last_seen", .descending = true});
  Measure(store, "search, few hits", all,
          {.text = "may-chu-2999.", .sort = "last_seen", .descending = true});
  Measure(store, "search, no hit", all, {.text = "khong-co-gi", .sort = "id"});
  auto reader = *store.OpenReader({{}, "bench", all});
  const auto page = reader->List(schema::Describe<Alert>(),
                                 {.sort = "last_seen", .descending = true, .limit = 1000});
  Measure(store, "behind the 1000th", all,
          {.sort = "last_seen", .descending = true, .after = page->next});
  const auto& alert = schema::Describe<Alert>();
  fmt::print("  count all                {:7.2f} ms\n",
             1e3 * Seconds([&] { (void)reader->Count(alert, {}); }));
  fmt::print("  count open               {:7.2f} ms\n",
             1e3 * Seconds([&] { (void)reader->Count(alert, {.filters = {open}}); }));
  fmt::print("  count by level           {:7.2f} ms\n",
             1e3 * Seconds([&] { (void)reader->CountBy(alert, "level", {}); }));
  fmt::print("  groups by rule           {:7.2f} ms\n",
             1e3 * Seconds([&] {
               (void)reader->Group(
                   alert,
                   {.fields = {"rule_id", "rule_title"}, .sum = "count", .latest = "last_seen"},
                   {.filters = {open}});
             }));
}

}  // namespace

int main(int argc, char** argv) {
  const int rows = argc > 1 ? std::atoi(argv[1]) : 100'000;
  SystemClock clock;
  state_sql::Options options{.target = ":memory:"};
  if (argc > 2) options = {.backend = state_sql::Backend::kPostgresql, .target = argv[2]};
  auto store = state_sql::OpenStateStore(options, clock);
  if (!store) {
    fmt::print(stderr, "{}\n", store.error().Text());
    return 1;
  }
  for (const int batch : {1, 100}) {
    const int count = batch == 1 ? std::min(rows, 1000) : rows;
    const double took = Seconds([&] {
      for (int i = 0; i < count; i += batch) {
        const auto status = (*store)->Change(
            journal::Caller::System("bench"), [&](journal::Writer& writer) -> Status {
              for (int k = i; k < i + batch; ++k) {
                LACHAN_TRY_DO(journal::Insert(
                    writer, MakeAlert(k),
                    {.kind = "alert.raised", .payload = {{"new", {{"rule", "rule-1"}}}}}));
              }
              return {};
            });
        LACHAN_CHECK(status.has_value(), "a change succeeds");
      }
    });
    fmt::print("insert with facts, {:3} a transaction: {:8.0f} rows/s ({:.1f} s for {})\n", batch,
               count / took, took, count);
  }
  MeasureLists(**store);
  journal::VerifyReport report;
  const double took = Seconds([&] {
    report = *journal::VerifyJournal(**(*store)->OpenReader(journal::Caller::System("bench")));
  });
  fmt::print("verify: {} facts, {:.0f} facts/s, {}\n", report.facts,
             static_cast<double>(report.facts) / took, report.first_bad ? report.what : "intact");
  return 0;
}
