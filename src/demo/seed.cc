// SPDX-License-Identifier: Apache-2.0
#include "demo/seed.h"

#include <algorithm>

#include "advisories/advisory_service.h"
#include "assurance/assurance_service.h"
#include "base/hash.h"
#include "base/text.h"
#include "demo/advisory_story.h"
#include "demo/duties.h"
#include "demo/former_units.h"
#include "demo/hunts.h"
#include "demo/inspection_story.h"
#include "demo/ledgers.h"
#include "demo/levels.h"
#include "demo/notices.h"
#include "demo/offices.h"
#include "demo/province.h"
#include "demo/rankings.h"
#include "demo/sources.h"
#include "demo/weaknesses.h"
#include "identity/accounts.h"
#include "ledgers/entities.h"
#include "obligations/obligation_service.h"
#include "reports/report_service.h"

namespace lachan::demo {
namespace {

using identity::Role;
using journal::Caller;
using journal::Reach;
using std::chrono::hours;

/// Of the rules that come with the product.
constexpr std::string_view kRuleSet = "rules";
constexpr std::string_view kPassword = "Tinh-Mau-2026";

struct Person {
  std::string_view login, name;
  Role role;
  std::string_view agency;  ///< Code; empty for provincial roles.
  std::string_view title;
};
constexpr Person kPeople[] = {
    {"admin", "Quản trị hệ thống (mẫu)", Role::administrator, "", "Quản trị"},
    {"soc", "Trực SOC (mẫu)", Role::soc_analyst, "", "Trực SOC"},
    {"dieuphoi", "Điều phối Đội ứng cứu (mẫu)", Role::coordinator, "", "Điều phối"},
    {"canbo", "Cán bộ đầu mối Sở Y tế (mẫu)", Role::agency_officer, "SYT", "Cán bộ đầu mối của sở"},
    {"xa", "Cán bộ đầu mối phường Hạc Thành (mẫu)", Role::agency_officer, "XA-14797",
     "Cán bộ đầu mối của phường"},
    {"lanhdao", "Lãnh đạo (mẫu)", Role::management, "", "Lãnh đạo"},
    {"thanhtra", "Đoàn kiểm tra (mẫu)", Role::inspector, "", "Kiểm tra"},
    {"doanhnghiep", "Doanh nghiệp viễn thông (mẫu)", Role::enterprise, "DN-VT1", "Doanh nghiệp"},
    {"doitac", "Đối tác công an, quân sự (mẫu)", Role::partner, "", "Đối tác"},
};

/// Hashing is slow on purpose, and the first passwords of the story are nobody's.
identity::PasswordHasher NoHasher() {
  return {[](std::string_view) -> Result<std::string> { return std::string("!"); },
          [](std::string_view, std::string_view) { return false; },
          [](std::string_view) { return false; }};
}

class Seeding {
 public:
  Seeding(SeedInput input, const SeedDeps& deps)
      : input_(std::move(input)),
        deps_(deps),
        random_(input_.seed),
        rows_(deps.store, deps.registers),
        chronicle_(Begin(input_), input_.now),
        incidents_({deps.store, deps.clock}),
        reports_({}, {deps.store, incidents_, deps.clock}),
        alerts_({.is_demo = true}, {deps.store, incidents_, deps.clock}),
        obligations_({.is_demo = true}, {deps.store, deps.directive, deps.clock}),
        files_({}, {deps.store, deps.evidence}),
        warnings_({.is_demo = true}, {deps.store, files_, deps.clock}),
        inspections_({}, {deps.store, obligations_, deps.directive, deps.clock}),
        reliefs_({deps.store, deps.clock}),
        reporting_({.is_demo = true}, {deps.store, deps.directive, obligations_, deps.clock}),
        dossiers_(DossierOptions(),
                  {deps.store, deps.registers, deps.directive.calendar, deps.controls, deps.clock}),
        detector_(deps.normaliser, deps.rules) {}

  Result<Seeded> Run() {
    deps_.clock.Set(chronicle_.begin());
    LACHAN_TRY_DO(CreateAccounts(), "creating the demo's accounts");
    LACHAN_TRY(province_, ReadProvince(input_.agencies_csv, input_.communes_csv, random_));
    http_token_ = "lcs_" + RandomToken(18);  // As registry::Directory issues them.
    LACHAN_TRY_DO(StoreProvince(rows_, CallerOf("admin"), random_, CivilDateAt(input_.now),
                                http_token_, province_),
                  "storing the register");
    LACHAN_TRY_DO(TellFormerUnits(rows_, CallerOf("dieuphoi"), deps_.clock, input_.seed,
                                  input_.former_units_csv, input_.reorganisations_csv, province_),
                  "storing the units of 2022");
    deps_.progress(fmt::format("cơ quan: {}, hệ thống: {}", province_.agencies.size(),
                               province_.systems.size()));
    LACHAN_TRY_DO(LoadActors(deps_.store, input_.stage));
    LACHAN_TRY_DO(TellHistory());
    deps_.clock.Set(input_.now);
    LACHAN_TRY_DO(TellSources(deps_.store, input_.now, input_.seed), "telling what sources sent");
    LACHAN_TRY_DO(TellHunts(rows_, province_, CallerOf("soc"), input_.now, kRuleSet),
                  "leaving hunts to run");
    LACHAN_TRY_DO(SetAgencies(), "giving accounts their agencies");
    Seeded seeded;
    seeded.agencies = province_.agencies.size();
    seeded.systems = province_.systems.size();
    seeded.accounts = AccountsText();
    return seeded;
  }

 private:
  static Instant Begin(const SeedInput& input) {
    const Month first = Month::Of(CivilDateAt(input.now)).Plus(-input.months);
    return first.Begin() + hours(8);
  }

  static dossiers::DossierService::Options DossierOptions() {
    dossiers::DossierService::Options options;
    options.is_demo = true;
    return options;
  }

  /// Accounts of agencies start without one: agencies come later, made by these people.
  Status CreateAccounts() {
    identity::Accounts accounts(deps_.store, deps_.clock, NoHasher());
    for (const Person& person : kPeople) {
      if (!person.agency.empty()) continue;
      LACHAN_TRY_DO(CreateAccount(accounts, person, {}));
    }
    return {};
  }

  Status CreateAccount(identity::Accounts& accounts, const Person& person,
                       std::optional<AgencyId> agency) {
    identity::NewAccount fresh;
    fresh.login = person.login;
    fresh.name = person.name;
    fresh.role = person.role;
    fresh.agency = agency;
    fresh.email = fmt::format("{}@thanhhoa.example", person.login);
    fresh.password = RandomToken(18);
    fresh.must_change_password = false;
    LACHAN_TRY(const auto account, accounts.Create(Caller::System("demo"), fresh),
               std::string(person.login));
    callers_[std::string(person.login)] = {AccountId{account.id}, account.name,
                                           Reach::Everything()};
    return {};
  }

  /// The rest of the accounts, and today's password for all.
  Status SetAgencies() {
    identity::Accounts accounts(deps_.store, deps_.clock, NoHasher());
    for (const Person& person : kPeople) {
      if (!person.agency.empty()) {
        LACHAN_TRY_DO(CreateAccount(accounts, person, province_.Find(person.agency)->id()));
      }
      LACHAN_TRY_DO(SetPassword(CallerOf(person.login).account), std::string(person.login));
    }
    return {};
  }

  Status SetPassword(AccountId id) {
    LACHAN_TRY(const auto hash, deps_.hasher.hash(kPassword));
    return deps_.store.Change(Caller::System("demo"), [&](journal::Writer& writer) -> Status {
      LACHAN_TRY(auto account, journal::Get<Account>(writer, id.value));
      account.password_hash = hash;
      account.password_changed_at = std::optional<Instant>(deps_.clock.Now());
      LACHAN_TRY_DO(journal::Update(writer, account, {.kind = "account.password_changed"}));
      return {};
    });
  }

  Status TellHistory() {
    DutyStory duties(rows_, province_, chronicle_, random_, deps_.clock, CallerOf("dieuphoi"));
    WatchStory watch({rows_, province_, input_.stage, detector_, alerts_, incidents_, reports_,
                      chronicle_, random_},
                     CallerOf("soc"), CallerOf("dieuphoi"));
    WeaknessStory weaknesses({deps_.store, deps_.registers, deps_.evidence, deps_.clock}, province_,
                             chronicle_, random_, CallerOf("soc"), CallerOf("lanhdao"));
    duties.Tell();
    Random level_random(input_.seed + 40);  // Its draws leave those of the others alone.
    LevelStory levels(rows_, province_, dossiers_, chronicle_, level_random, CallerOf("dieuphoi"),
                      CallerOf("lanhdao"));
    LACHAN_TRY_DO(levels.Tell());
    TellLedgers(rows_, province_, chronicle_);
    weaknesses.Tell();
    watch.TellAlerts(input_.scenes);
    watch.TellIncidents();
    watch.TellPublicReports();
    LACHAN_TRY_DO(watch.TellRecent(input_.recent_events, deps_.keep_events));
    deps_.progress(fmt::format("sự kiện của 3 ngày qua: {}", input_.recent_events));
    TellMonths();
    InspectionStory visits({rows_, province_, chronicle_, inspections_, CallerOf("thanhtra")});
    visits.Tell();
    AdvisoryStory advisories({rows_, province_, chronicle_, warnings_, CallerOf("dieuphoi")},
                             input_.seed + 80);
    advisories.Tell(duties.advisories());
    RankingStory rankings(
        {deps_.store, deps_.directive, obligations_, deps_.clock, province_, chronicle_},
        CallerOf("dieuphoi"), CallerOf("lanhdao"));
    rankings.Tell(input_.now);
    TellEvidenceFiles();
    TellOffices(rows_, province_, chronicle_, deps_.directive, reliefs_, CallerOf("dieuphoi"),
                CallerOf("lanhdao"));
    TellMails(deps_.store, province_, chronicle_, random_, deps_.clock);
    return chronicle_.Run(deps_.clock, [this](Month month) {
      deps_.progress(fmt::format("lịch sử tháng {:02}/{}", month.month, month.year));
    });
  }

  /// Reports before day 05, mostly.
  void TellMonths() {
    for (Month month = Month::Of(CivilDateAt(chronicle_.begin())).Plus(1); month.End() < input_.now;
         month = month.Plus(1)) {
      const Instant first = month.End();
      const auto late = std::chrono::days(random_.Chance(0.1) ? 9 : 0);
      chronicle_.At(first + std::chrono::days(random_.Between(2, 3)) + hours(9) + late,
                    [this, month] { return IssueReport(month); });
    }
  }

  /// One checks, another one issues. The last month's waits for its signature.
  Status IssueReport(Month month) {
    const auto checker = CallerOf("dieuphoi");
    LACHAN_TRY(auto document, reporting_.Draft(checker, DocumentKind::monthly_report, month));
    if (month.Plus(1).End() >= input_.now) return {};
    const boost::json::object fields{
        {"number", fmt::format("{:02}/BC-CAT", ++reports_issued_)},
        {"signer_name", "Nguyễn Văn Mẫu"},
        {"signer_title", "Phó Giám đốc"},
        {"remarks", "Tình hình trong tháng cơ bản ổn định (dữ liệu mẫu)."}};
    LACHAN_TRY_DO(journal::ChangeRow(deps_.store, checker, deps_.registers,
                                     *deps_.registers.Find("document"), document.id,
                                     document.version, fields));
    LACHAN_TRY_DO(reporting_.Check(checker, document.id));
    LACHAN_TRY_DO(reporting_.Issue(CallerOf("lanhdao"), document.id));
    return {};
  }

  /// Some records have a file behind them, so that evidence can be opened.
  void TellEvidenceFiles() {
    for (const char* code : {"SYT", "SKHCN", "XA-14797", "SNV"}) {
      const auto& agency = *province_.Find(code);
      if (agency.systems.empty()) continue;
      const SystemId system{province_.systems[agency.systems.front()].row.id};
      const Instant at = chronicle_.end() - std::chrono::days(random_.Between(20, 60));
      chronicle_.At(at, [this, &agency, system, at]() -> Status {
        assurance::AssuranceService service({}, {deps_.store, deps_.evidence});
        const auto name = fmt::format("bien-ban-ra-quet-{}.txt", agency.slug);
        const auto text = fmt::format(
            "DỮ LIỆU MẪU\nBiên bản rà quét lỗ hổng\nĐơn vị: {}\nNgày: {}\nKết quả: 2 điểm yếu mức "
            "trung bình, đã khắc phục.\n",
            agency.row.name.value, FormatVietnamese(CivilDateAt(at)));
        LACHAN_TRY(const auto file, service.PutEvidence(agency.Officer(), agency.id(), name, text));
        SystemCheck check;
        check.agency_id = agency.id();
        check.system_id = system;
        check.kind = CheckKind::scan;
        check.performed_on = CivilDateAt(at);
        check.result = CheckResult::findings;
        check.findings = 2;
        check.summary = "Rà quét định kỳ, biên bản kèm theo.";
        check.evidence_file_id = Id<EvidenceFile>{file.id};
        LACHAN_TRY_DO(rows_.Make(agency.Officer(), check));
        return {};
      });
    }
  }

  Caller CallerOf(std::string_view login) const { return callers_.at(std::string(login)); }

  std::string AccountsText() const {
    std::string text =
        "TỈNH MẪU: mọi dữ liệu đều được dựng ra để giới thiệu, không phải số liệu thật.\n\n";
    text += fmt::format("  {:<14}{:<30}mật khẩu\n", "tài khoản", "vai trò");
    for (const Person& person : kPeople) {
      // Padding by letters, not by bytes.
      std::string title(person.title);
      title.append(30 - std::min<std::size_t>(29, CodePoints(title)), ' ');
      text += fmt::format("  {:<12}{}{}\n", person.login, title, kPassword);
    }
    text += fmt::format(
        "\n  Gửi thử một sự kiện qua HTTP với mã nguồn: {}\n"
        "  Đổi mật khẩu trước khi mở cho người khác truy cập.\n",
        http_token_);
    return text;
  }

  SeedInput input_;
  const SeedDeps& deps_;
  Random random_;
  RowMaker rows_;
  Province province_;
  Chronicle chronicle_;
  incidents::IncidentService incidents_;
  incidents::PublicReportService reports_;
  alerts::AlertService alerts_;
  obligations::ObligationService obligations_;
  assurance::AssuranceService files_;
  advisories::AdvisoryService warnings_;
  inspections::InspectionService inspections_;
  obligations::ReliefService reliefs_;
  reports::ReportService reporting_;
  dossiers::DossierService dossiers_;
  int reports_issued_ = 0;
  Detector detector_;
  std::map<std::string, Caller> callers_;
  std::string http_token_;
};

}  // namespace

void MarkAsDemo(journal::Registers& registers) {
  registers.Existing("assurance_record").before_change.push_back([](journal::RowChange& change) {
    if (change.action != journal::RowAction::kCreate) return Status{};
    auto record = change.As<AssuranceRecord>();
    record.is_demo = true;
    change.Set(record);
    return Status{};
  });
  MarkLedgers(registers);
}

Result<Seeded> Seed(SeedInput input, const SeedDeps& deps) {
  return Seeding(std::move(input), deps).Run();
}

}  // namespace lachan::demo
