// SPDX-License-Identifier: Apache-2.0
#include "demo/duties.h"

#include <algorithm>

#include "assurance/assurance_service.h"
#include "demo/ledgers.h"
#include "demo/names.h"

namespace lachan::demo {
namespace {

using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::sys_days;

constexpr CivilDate Day(int year, unsigned month, unsigned day) {
  return CivilDate{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}
constexpr CivilDate kDirective = Day(2022, 11, 1);

std::string_view Summary(AssuranceKind kind) {
  using enum AssuranceKind;
  if (kind == scan)
    return "Rà quét toàn bộ máy chủ và ứng dụng của hệ thống; đã lập danh sách điểm yếu và thời "
           "hạn xử lý.";
  if (kind == hunt)
    return "Săn lùng theo giả thuyết: tài khoản lạ, tác vụ định kỳ, kết nối ra ngoài; không thấy "
           "dấu vết xâm nhập.";
  if (kind == response_plan)
    return "Ban hành phương án, kịch bản ứng cứu; đã phổ biến tới bộ phận vận hành.";
  if (kind == drill)
    return "Diễn tập thực chiến với kịch bản chiếm quyền máy chủ web; có biên bản rút kinh nghiệm.";
  if (kind == network_attestation)
    return "Xác nhận trong tháng: dùng mạng chuyên dùng, tài khoản riêng, thư công vụ.";
  if (kind == layer_evidence) return "Minh chứng của lớp bảo vệ, có tài liệu kèm theo tại đơn vị.";
  if (kind == level_approval) return "Quyết định phê duyệt cấp độ an toàn hệ thống thông tin.";
  if (kind == annual_report) return "Báo cáo năm kết quả thực hiện Chỉ thị.";
  return "Dữ liệu mẫu: việc đã thực hiện, hồ sơ lưu tại đơn vị.";
}

AssuranceRecord RecordRow(AgencyId agency, AssuranceKind kind, CivilDate done) {
  AssuranceRecord row;
  row.agency_id = agency;
  row.kind = kind;
  row.performed_on = done;
  row.summary = std::string(Summary(kind));
  return row;
}

}  // namespace

bool DutyStory::Does(const AgencyEntry& agency, double bonus) {
  return random_.Chance(std::clamp(agency.diligence + bonus, 0.0, 1.0));
}

CivilDate DutyStory::SomeDay(CivilDate from, CivilDate to) {
  const auto span = (sys_days{to} - sys_days{from}).count();
  return AddDays(from, span <= 0 ? 0 : random_.Between(0, static_cast<int>(span)));
}

void DutyStory::Record(const AgencyEntry& agency, AssuranceKind kind, CivilDate done,
                       Details details) {
  if (done > today()) return;
  // What another register keeps is told by that register's part of the story.
  const bool has_register = !assurance::RuleOf(kind).register_path.empty();
  if (has_register && !HasLedger(kind) && !TeamStory::Tells(kind)) return;
  AssuranceRecord row = RecordRow(agency.id(), kind, done);
  row.system_id = details.system;
  if (details.level) row.level = schema::Number<1, 5>(*details.level);
  row.subject = std::move(details.subject);
  row.period = std::move(details.period);
  row.valid_until = details.valid_until;
  row.result = details.result;
  const Instant entered = StartOfDay(done) + hours(8) + minutes(random_.Between(0, 540));
  if (TeamStory::Tells(kind)) {
    chronicle_.At(entered, [this, &agency, row] { return teams_.Do(agency, row); });
    return;
  }
  const bool by_coordinator = agency.row.is_coordinator;
  chronicle_.At(entered, [this, &agency, row, by_coordinator]() -> Status {
    const auto& caller = by_coordinator ? coordinator_ : agency.Officer();
    if (HasLedger(row.kind)) return MakeLedgerRow(rows_, caller, row);
    LACHAN_TRY_DO(rows_.Make(caller, row));
    return {};
  });
}

void DutyStory::Note(const AgencyEntry& agency, std::string kind, Instant at, SystemId system,
                     boost::json::object payload) {
  chronicle_.At(at,
                [this, &agency, kind = std::move(kind), at, system, payload = std::move(payload)] {
                  journal::FactDraft draft;
                  draft.kind = kind;
                  draft.agency = agency.id();
                  draft.system = system;
                  draft.payload = payload;
                  draft.occurred_at = at;
                  return rows_.store().Change(
                      coordinator_, [&](journal::Writer& writer) { return writer.Note(draft); });
                });
}

void DutyStory::Once(const AgencyEntry& agency, AssuranceKind kind, CivilDate from, CivilDate limit,
                     Details details, double bonus) {
  if (Does(agency, bonus)) {
    Record(agency, kind, SomeDay(from, AddDays(limit, -2)), std::move(details));
  } else if (Does(agency, 0.15 + bonus)) {
    const CivilDate late = std::max(AddDays(limit, 3), AddDays(first_day(), -60));
    Record(agency, kind, SomeDay(late, AddDays(today(), -3)), std::move(details));
  }
}

void DutyStory::Repeat(const AgencyEntry& agency, AssuranceKind kind, int months, Details details) {
  if (!Does(agency, 0.30)) return;
  // Some were at it before records began.
  CivilDate day = AddDays(first_day(), -random_.Between(0, months * 28));
  if (!Does(agency)) day = AddDays(first_day(), random_.Between(20, 200));
  while (day <= today()) {
    if (Does(agency, 0.25)) Record(agency, kind, day, details);
    const int late = static_cast<int>((1.0 - agency.diligence) * months * 14);
    day = AddDays(day, months * 30 - 12 + random_.Between(-8, 10) + random_.Between(0, late));
  }
}

void DutyStory::Monthly(const AgencyEntry& agency) {
  if (!Does(agency, 0.25)) return;
  for (CivilDate day = AddDays(first_day(), -20); day <= today(); day = AddMonths(day, 1)) {
    if (!Does(agency, 0.25)) continue;
    Record(agency, AssuranceKind::network_attestation, AddDays(day, random_.Between(0, 6)), {});
  }
}

void DutyStory::TellUnit(const AgencyEntry& agency) {
  using enum AssuranceKind;
  const CivilDate bound = std::max(agency.row.valid_from, kDirective);
  const bool is_old = agency.row.valid_from < kDirective;
  const CivilDate year_end = Day(2022, 12, 30);
  const CivilDate month_on = AddDays(bound, 30);
  Once(agency, briefing, bound, month_on, {});
  Once(agency, team, bound, is_old ? year_end : month_on, {}, 0.1);
  if (Does(agency, -0.25))
    Record(agency, expert, SomeDay(bound, today()), {.subject = PersonName(random_)});
  Once(agency, contact_page, AddDays(bound, 2), is_old ? year_end : month_on, {});
  Repeat(agency, contact_page, 12, {});
  Repeat(agency, focal_point, 6, {});
  Repeat(agency, device_check, 12, {});
  Repeat(agency, supplier_review, 12, {});
  if (is_old) Once(agency, directive_plan, Day(2022, 11, 5), Day(2022, 11, 29), {}, 0.1);
  for (int layer = 1; layer <= 4; ++layer) {
    if (layer == 4 && !Does(agency)) continue;
    Repeat(agency, layer_evidence, 12, {.level = layer});
  }
  Monthly(agency);
  const int this_year = static_cast<int>(today().year());
  for (int year = this_year - 1; year <= this_year; ++year) {
    if (Does(agency, -0.1)) {
      Record(agency, campaign, SomeDay(Day(year, 3, 1), Day(year, 11, 20)), {});
    }
    const auto period = std::to_string(year);
    if (Does(agency)) {
      Record(agency, annual_report, SomeDay(Day(year, 11, 15), Day(year, 12, 11)),
             {.period = period});
    } else if (Does(agency, 0.2)) {
      Record(agency, annual_report, SomeDay(Day(year, 12, 13), Day(year + 1, 2, 10)),
             {.period = period});
    }
  }
  for (const auto index : agency.systems) TellSystem(agency, province_.systems[index]);
}

void DutyStory::TellSystem(const AgencyEntry& agency, const SystemEntry& system) {
  using enum AssuranceKind;
  const SystemId id{system.row.id};
  const int level = static_cast<int>(system.row.level.value);
  const CivilDate since = system.row.in_operation_since.value_or(kDirective);
  const CivilDate from = std::max({since, agency.row.valid_from, kDirective});
  const bool is_old = from == kDirective;
  if (Does(agency, 0.2))
    Record(agency, system_assessment, AddDays(since, -random_.Between(3, 40)),
           {.system = id, .result = AssuranceResult::passed});
  // The visitor's own accounting system is left for the visitor to file its dossier.
  const bool is_kept =
      agency.row.code.value == "SYT" && system.row.domain.value.starts_with("ketoan.");
  if (!is_kept)
    Once(agency, level_approval, from, is_old ? Day(2022, 11, 30) : AddDays(from, 30),
         {.system = id, .level = level}, 0.05);
  Once(agency, plan_deployment, AddDays(from, 20), is_old ? Day(2023, 5, 30) : AddDays(from, 178),
       {.system = id});
  Once(agency, response_plan, from, is_old ? Day(2022, 12, 30) : AddDays(from, 30), {.system = id});
  Repeat(agency, scan, 6, {.system = id, .result = AssuranceResult::findings});
  Repeat(agency, hunt, 6, {.system = id, .result = AssuranceResult::passed});
  if (level < 3) return;
  const int this_year = static_cast<int>(today().year());
  for (int year = this_year - 1; year <= this_year; ++year) {
    if (!Does(agency, year == this_year ? -0.25 : 0.1)) continue;
    Record(agency, drill, SomeDay(Day(year, 4, 1), Day(year, 11, 20)), {.system = id});
  }
}

void DutyStory::TellEnterprise(const AgencyEntry& agency) {
  Repeat(agency, AssuranceKind::contact_page, 12, {});
  if (Does(agency)) {
    Record(agency, AssuranceKind::customer_guide, SomeDay(Day(2022, 11, 10), first_day()), {});
  }
}

void DutyStory::TellCoordinator(const AgencyEntry& agency) {
  using enum AssuranceKind;
  const CivilDate bound = Day(2025, 3, 1);
  Record(agency, team, AddDays(bound, 40), {});
  for (int i = 0; i < 6; ++i) {
    Record(agency, expert, AddDays(bound, 30 + 12 * i), {.subject = PersonName(random_)});
  }
  Record(agency, hotline, AddDays(bound, 12), {});
  Record(agency, channel, AddDays(bound, 45), {});
  const int this_year = static_cast<int>(today().year());
  for (int year = this_year - 1; year <= this_year; ++year) {
    Record(agency, training, SomeDay(Day(year, 4, 1), Day(year, 10, 20)), {});
    Record(agency, certificate, SomeDay(Day(year, 5, 1), Day(year, 11, 1)),
           {.subject = PersonName(random_)});
    Record(agency, budget_proposal, SomeDay(Day(year, 6, 1), Day(year, 7, 30)), {});
    Record(agency, investment_proposal, SomeDay(Day(year, 6, 1), Day(year, 9, 30)), {});
    // This year's are still to come.
    if (year == this_year) continue;
    Record(agency, provincial_drill, SomeDay(Day(year, 10, 1), Day(year, 11, 25)), {});
    Record(agency, summary_report, Day(year, 12, 26), {.period = std::to_string(year)});
  }
  for (Month month = Month::Of(first_day()); month <= Month::Of(today()); month = month.Plus(1)) {
    // Some months were entered when they were over; the running one always has its roster.
    const bool in_time = random_.Chance(0.85) || month == Month::Of(today());
    const CivilDate day =
        in_time ? AddDays(month.FirstDay(), -3) : AddDays(month.Plus(1).FirstDay(), 9);
    Record(agency, roster, day, {.period = month.Text()});
  }
}

void DutyStory::TellCoverage() {
  for (const auto& system : province_.systems) {
    if (!system.has_source) continue;
    const auto& agency = province_.agencies[system.agency];
    const SystemId id{system.row.id};
    const Instant first = StartOfDay(AddDays(first_day(), random_.Between(-90, 30))) + hours(9);
    Note(agency, "soc.coverage", first, id, {{"state", "covered"}});
    if (!random_.Chance(0.06)) continue;
    Note(agency, "soc.coverage", StartOfDay(AddDays(today(), -random_.Between(2, 40))) + hours(3),
         id, {{"state", "lost"}});
  }
}

void DutyStory::PlanAnswer(PlannedAdvisory& advisory, const AgencyEntry& agency, CivilDate done) {
  auto& answered = advisory.to.emplace_back(&agency, std::nullopt).answered;
  if (done > today()) return;
  answered = StartOfDay(done) + hours(8) + minutes(random_.Between(0, 540));
}

void DutyStory::PlanAdvisories() {
  const int span = static_cast<int>((sys_days{today()} - sys_days{first_day()}).count());
  for (int i = 1; i <= 9; ++i) {
    const CivilDate issued = i == 9 ? AddDays(today(), -6) : AddDays(first_day(), span * i / 10);
    PlannedAdvisory units{issued, AddDays(issued, 15), false, {}};
    PlannedAdvisory enterprises{issued, AddDays(issued, 3), true, {}};
    for (const auto& agency : province_.agencies) {
      const bool is_enterprise = agency.row.kind == AgencyKind::enterprise;
      if (!agency.IsUnit() && !is_enterprise) continue;
      if (agency.row.kind == AgencyKind::commune && !random_.Chance(0.18)) continue;
      PlannedAdvisory& advisory = is_enterprise ? enterprises : units;
      const int in_time = is_enterprise ? 2 : 13;
      if (Does(agency, 0.1)) {
        PlanAnswer(advisory, agency, AddDays(issued, random_.Between(1, in_time)));
      } else if (Does(agency)) {
        PlanAnswer(advisory, agency, AddDays(issued, random_.Between(17, 45)));
      } else {
        advisory.to.push_back({&agency, std::nullopt});
      }
    }
    advisories_.push_back(std::move(units));
    advisories_.push_back(std::move(enterprises));
  }
}

void DutyStory::TellOrders() {
  int number = 0;
  for (CivilDate day = AddDays(first_day(), 20); day < today(); day = AddDays(day, 47)) {
    for (const auto& agency : province_.agencies) {
      if (agency.row.kind != AgencyKind::enterprise) continue;
      const auto code = fmt::format("LDP-{:03}", ++number);
      const Instant sent = StartOfDay(day) + hours(10);
      Note(agency, "order.sent", sent, {}, {{"order", code}, {"due", FormatDate(AddDays(day, 4))}});
      if (!Does(agency, 0.3)) continue;
      Note(agency, "order.acknowledged", sent + hours(random_.Between(1, 30)), {},
           {{"order", code}});
      Record(agency, AssuranceKind::order_reply,
             AddDays(day, Does(agency, 0.15) ? random_.Between(1, 4) : random_.Between(6, 12)),
             {.subject = code});
    }
  }
}

void DutyStory::TellBreaches() {
  static constexpr std::string_view kRules[] = {"shared_system_outside", "shared_account",
                                                "stale_password", "public_mail"};
  for (int i = 1; i <= 70; ++i) {
    const auto& agency = random_.Of(province_.agencies);
    if (!agency.IsUnit() || Does(agency, -0.2)) continue;
    const CivilDate day = SomeDay(first_day(), today());
    const auto code = fmt::format("VP-{:04}", i);
    Note(agency, "network.breach", StartOfDay(day) + hours(11), {},
         {{"rule", random_.Of(kRules)}, {"breach", code}});
    if (!Does(agency, 0.2)) continue;
    Note(agency, "network.breach_closed",
         StartOfDay(AddDays(day, random_.Between(1, 20))) + hours(15), {}, {{"breach", code}});
  }
}

void DutyStory::Tell() {
  for (const auto& agency : province_.agencies) {
    if (agency.IsUnit()) TellUnit(agency);
    if (agency.row.kind == AgencyKind::enterprise) TellEnterprise(agency);
    if (agency.row.is_coordinator) TellCoordinator(agency);
    if (agency.row.code.value == "STC") {
      Record(agency, AssuranceKind::budget_proposal, Day(static_cast<int>(today().year()), 7, 14),
             {});
    }
    if (agency.row.kind == AgencyKind::force) {
      Record(agency, AssuranceKind::coordination, AddDays(today(), -250), {});
    }
    if (agency.row.kind == AgencyKind::media) {
      Record(agency, AssuranceKind::campaign, AddDays(today(), -200), {});
    }
  }
  TellCoverage();
  PlanAdvisories();
  TellOrders();
  TellBreaches();
  teams_.Tell();
}

}  // namespace lachan::demo
