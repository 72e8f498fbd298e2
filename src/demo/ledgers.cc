// SPDX-License-Identifier: Apache-2.0
#include "demo/ledgers.h"

#include "assurance/assurance_service.h"
#include "demo/random.h"
#include "ledgers/entities_people.h"

namespace lachan::demo {
namespace {

using std::chrono::hours;

/// The same numbers for the same agency and day, whatever else is told.
Random Of(std::int64_t agency, CivilDate day, int salt = 0) {
  const auto serial = std::chrono::sys_days{day}.time_since_epoch().count();
  return Random(static_cast<std::uint64_t>(agency * 1'000'003 + serial * 31 + salt));
}

constexpr const char* kWatchers[] = {"Trung tâm Giám sát An Bình (mẫu)", "SOC Hàm Rồng (mẫu)",
                                     "Công ty Viễn thông Sông Mã (mẫu)"};
constexpr const char* kAssessors[] = {"Viện Đánh giá Lam Sơn (mẫu)",
                                      "Công ty Kiểm định Bỉm Sơn (mẫu)"};
constexpr const char* kScanners[] = {"OpenVAS, quét có xác thực", "Nmap và Nuclei",
                                     "Quét ứng dụng web và máy chủ"};
constexpr const char* kHypotheses[] = {"Tài khoản lạ và đăng nhập ngoài giờ",
                                       "Tác vụ định kỳ, dịch vụ tự khởi động",
                                       "Kết nối ra máy chủ điều khiển"};
constexpr const char* kCampaigns[] = {"Nhận diện lừa đảo trực tuyến", "Bảo vệ dữ liệu cá nhân",
                                      "Dùng mật khẩu mạnh và xác thực hai lớp",
                                      "An toàn khi dùng dịch vụ công"};
constexpr const char* kTrainings[] = {"Kỹ năng an toàn thông tin cho cán bộ",
                                      "Ứng cứu sự cố cho cán bộ đầu mối",
                                      "Vận hành giám sát, xử lý cảnh báo"};
constexpr const char* kScenarios[] = {"Chiếm quyền máy chủ web qua lỗ hổng tải tệp",
                                      "Mã hóa dữ liệu tống tiền từ thư giả mạo",
                                      "Lộ tài khoản quản trị, thay đổi giao diện"};

template <class T>
Status Enter(const RowMaker& rows, const journal::Caller& caller, T row,
             const AssuranceRecord& record) {
  row.agency_id = record.agency_id;
  if constexpr (requires { row.evidence_file_id; }) row.evidence_file_id = record.evidence_file_id;
  if constexpr (requires { row.summary; }) {
    if (row.summary.empty()) row.summary = record.summary.value;
  }
  LACHAN_TRY_DO(rows.Make(caller, row));
  return {};
}

SystemCheck CheckRow(const AssuranceRecord& record, Random& random) {
  SystemCheck row;
  row.system_id = record.system_id.value_or(SystemId{});
  row.kind = record.kind == AssuranceKind::scan ? CheckKind::scan : CheckKind::hunt;
  row.performed_on = record.performed_on;
  if (record.result == AssuranceResult::findings) {
    row.result = CheckResult::findings;
    row.findings = random.Between(1, 14);
  }
  row.method = row.kind == CheckKind::scan ? random.Of(kScanners) : random.Of(kHypotheses);
  if (random.Chance(0.4)) row.provider = random.Of(kAssessors);
  return row;
}

ResponsePlan PlanRow(const AssuranceRecord& record, Random& random) {
  ResponsePlan row;
  row.system_id = record.system_id.value_or(SystemId{});
  row.version_label = "1.0";
  row.issued_on = record.performed_on;
  row.decision = fmt::format("{}/QĐ (mẫu)", random.Between(20, 900));
  row.scenarios = fmt::format("{}\n{}", kScenarios[0], kScenarios[1 + random.Between(0, 1)]);
  return row;
}

Drill DrillRow(const AssuranceRecord& record, Random& random) {
  Drill row;
  const bool is_system = record.kind == AssuranceKind::drill;
  row.scope = is_system ? DrillScope::system : DrillScope::province;
  row.system_id = record.system_id;
  row.title = fmt::format("Diễn tập {} {}", is_system ? "thực chiến" : "cấp tỉnh",
                          static_cast<int>(record.performed_on.year()));
  row.held_on = record.performed_on;
  row.is_live_fire = true;
  row.scenario = random.Of(kScenarios);
  row.participants = is_system ? random.Between(6, 25) : random.Between(80, 160);
  row.units = is_system ? "Bộ phận CNTT, SOC tỉnh" : "Các sở, ban, ngành, xã, phường";
  row.result = random.Chance(0.7) ? AssuranceResult::findings : AssuranceResult::passed;
  row.lessons = "Bổ sung số điện thoại trực; rút ngắn thời gian cô lập máy chủ.";
  return row;
}

DeviceEvent DeviceCheckRow(const AssuranceRecord& record) {
  DeviceEvent row;
  row.kind = DeviceEventKind::check;
  row.performed_on = record.performed_on;
  row.performed_by = "Tổ kiểm tra thiết bị của đơn vị";
  row.method = "Đối chiếu sổ, quét mã độc, kiểm tra niêm phong";
  return row;
}

AccountAttestation AttestationRow(const AssuranceRecord& record, Random& random) {
  AccountAttestation row;
  row.period = Month::Of(record.performed_on).Text();
  row.attested_on = record.performed_on;
  row.accounts = random.Between(18, 140);
  row.shared_accounts = random.Chance(0.2) ? random.Between(1, 3) : 0;
  row.stale_passwords = random.Chance(0.3) ? random.Between(1, 6) : 0;
  row.attested_by = "Cán bộ đầu mối (mẫu)";
  return row;
}

LayerEvidence LayerRow(const AssuranceRecord& record, Random& random) {
  LayerEvidence row;
  const auto layer = record.level ? record.level->value : 1;
  row.layer = layer;
  row.performed_on = record.performed_on;
  // The same organisation over the years.
  const auto choice = static_cast<std::size_t>(record.agency_id.value);
  if (layer == 1) row.provider = "Bộ phận chuyên trách của đơn vị";
  if (layer == 2) row.provider = kWatchers[choice % std::size(kWatchers)];
  if (layer == 3) row.provider = kAssessors[choice % std::size(kAssessors)];
  if (layer == 4) row.provider = "Kết nối qua SOC tỉnh";
  row.document = fmt::format("{}/HS (mẫu)", random.Between(10, 800));
  return row;
}

BudgetProposal ProposalRow(const AssuranceRecord& record, Random& random) {
  BudgetProposal row;
  const int next = static_cast<int>(record.performed_on.year()) + 1;
  const bool is_budget = record.kind == AssuranceKind::budget_proposal;
  row.kind = is_budget ? ProposalKind::budget : ProposalKind::investment;
  row.title = fmt::format(
      "{} năm {}",
      is_budget ? "Dự toán kinh phí an toàn thông tin" : "Đầu tư thiết bị giám sát, sao lưu", next);
  row.performed_on = record.performed_on;
  row.period = record.period;
  row.amount = random.Between(120, 2'400);
  row.state = random.Chance(0.6) ? BudgetProposalState::accepted : BudgetProposalState::sent;
  row.document = fmt::format("{}/TTr (mẫu)", random.Between(100, 900));
  row.sent_to = "Sở Tài chính";
  return row;
}

SupplierReview ReviewRow(const AssuranceRecord& record, Random& random) {
  SupplierReview row;
  row.performed_on = record.performed_on;
  row.terms_checked = true;
  row.access_checked = random.Chance(0.8);
  row.reviewer = "Tổ rà soát (mẫu)";
  row.next_on = AddMonths(record.performed_on, 12);
  return row;
}

Training TrainingRow(const AssuranceRecord& record, Random& random) {
  Training row;
  row.title = random.Of(kTrainings);
  row.kind = TrainingKind::technical;
  row.held_on = record.performed_on;
  row.hours = random.Between(4, 24);
  row.participants = random.Between(25, 180);
  row.audience = "Cán bộ đầu mối các cơ quan, xã, phường";
  row.period = record.period;
  return row;
}

Campaign CampaignRow(const AssuranceRecord& record, Random& random) {
  Campaign row;
  row.title = random.Of(kCampaigns);
  row.channel = static_cast<CampaignChannel>(random.Between(0, 5));
  row.held_on = record.performed_on;
  row.until = AddDays(record.performed_on, random.Between(3, 20));
  row.audience = "Cán bộ và người dân trên địa bàn";
  row.reached = random.Between(200, 9'000);
  row.period = record.period;
  return row;
}

void TellBudgets(const RowMaker& rows, const AgencyEntry& agency, Chronicle& chronicle) {
  const CivilDate today = CivilDateAt(chronicle.end());
  const int this_year = static_cast<int>(today.year());
  for (int year = this_year - 1; year <= this_year; ++year) {
    const auto day = CivilDate{std::chrono::year{year}, std::chrono::month{2}, std::chrono::day{9}};
    auto random = Of(agency.id().value, day, 1);
    if (day < agency.row.valid_from || !random.Chance(0.35 + agency.diligence / 2)) continue;
    Budget row;
    row.agency_id = agency.id();
    row.year = year;
    row.state = year == this_year ? BudgetState::approved : BudgetState::spent;
    const bool is_commune = agency.row.kind == AgencyKind::commune;
    row.it_total = random.Between(is_commune ? 180 : 900, is_commune ? 900 : 8'000);
    row.security_part = row.it_total.value * random.Between(7, 22) / 100;
    row.document = fmt::format("{}/QĐ (mẫu)", random.Between(10, 400));
    chronicle.At(StartOfDay(day) + hours(9), [&rows, &agency, row]() -> Status {
      LACHAN_TRY_DO(rows.Make(agency.Officer(), row));
      return {};
    });
  }
}

void TellDevices(const RowMaker& rows, const AgencyEntry& agency, Chronicle& chronicle) {
  auto random = Of(agency.id().value, CivilDateAt(chronicle.begin()), 2);
  const int count = random.Between(2, 4);
  for (int i = 1; i <= count; ++i) {
    Device row;
    row.agency_id = agency.id();
    row.code = fmt::format("TB-{}-{:02}", agency.row.code.value, i);
    row.kind = i == 1 ? DeviceKind::computer : i == 2 ? DeviceKind::storage : DeviceKind::printer;
    row.name = i == 1   ? "Máy tính soạn thảo độc lập"
               : i == 2 ? "Ổ lưu trữ di động"
                        : "Máy in phòng văn thư";
    row.place = "Phòng văn thư";
    row.holder = "Cán bộ văn thư (mẫu)";
    row.holds_secrets = i == 1;
    chronicle.At(chronicle.begin(), [&rows, &agency, row]() -> Status {
      LACHAN_TRY_DO(rows.Make(agency.Officer(), row));
      return {};
    });
  }
}

/// A system whose address changed after its plan was issued.
void TellChange(const RowMaker& rows, const AgencyEntry& agency, const SystemEntry& system,
                Instant at, Chronicle& chronicle) {
  chronicle.At(at, [&rows, &agency, id = system.row.id.value]() -> Status {
    const auto& definition = *rows.registers().Find("system");
    return rows.store().Change(agency.Officer(), [&](journal::Writer& writer) -> Status {
      LACHAN_TRY(const auto stored, writer.Get(*definition.entity, id));
      auto row = schema::FromRecord<System>(stored);
      if (row.domain.empty()) return {};
      row.domain = "moi." + row.domain.value;
      LACHAN_TRY_DO(journal::ChangeRow(writer, agency.Officer(), rows.registers(), definition,
                                       stored, schema::ToRecord(row)));
      return {};
    });
  });
}

/// What a drill taught, as work with a day.
Status AddTasks(const RowMaker& rows, const journal::Caller& caller, const Drill& drill) {
  for (const char* title :
       {"Cập nhật danh bạ trực ngoài giờ", "Tập cô lập máy chủ trong 15 phút"}) {
    DrillTask task;
    task.agency_id = drill.agency_id;
    task.drill_id = Id<Drill>{drill.id.value};
    task.title = title;
    task.responsible = "Bộ phận CNTT (mẫu)";
    task.due_on = AddDays(drill.held_on, 30);
    LACHAN_TRY_DO(rows.Make(caller, task));
  }
  return {};
}

}  // namespace

bool HasLedger(AssuranceKind kind) {
  const auto path = assurance::RuleOf(kind).register_path;
  for (const std::string_view own :
       {"system-checks", "response-plans", "drills", "device-events", "account-attestations",
        "layer-evidence", "budget-proposals", "supplier-reviews", "trainings", "campaigns"}) {
    if (path == own) return true;
  }
  return false;
}

Status MakeLedgerRow(const RowMaker& rows, const journal::Caller& caller,
                     const AssuranceRecord& record) {
  const auto path = assurance::RuleOf(record.kind).register_path;
  auto random = Of(record.agency_id.value + (record.system_id ? record.system_id->value * 7 : 0),
                   record.performed_on);
  if (path == "system-checks") return Enter(rows, caller, CheckRow(record, random), record);
  if (path == "response-plans") return Enter(rows, caller, PlanRow(record, random), record);
  if (path == "device-events") return Enter(rows, caller, DeviceCheckRow(record), record);
  if (path == "account-attestations") {
    return Enter(rows, caller, AttestationRow(record, random), record);
  }
  if (path == "layer-evidence") return Enter(rows, caller, LayerRow(record, random), record);
  if (path == "budget-proposals") return Enter(rows, caller, ProposalRow(record, random), record);
  if (path == "supplier-reviews") return Enter(rows, caller, ReviewRow(record, random), record);
  if (path == "trainings") return Enter(rows, caller, TrainingRow(record, random), record);
  if (path == "campaigns") return Enter(rows, caller, CampaignRow(record, random), record);
  Drill drill = DrillRow(record, random);
  drill.agency_id = record.agency_id;
  LACHAN_TRY(const auto stored, rows.Make(caller, drill));
  return random.Chance(0.5) ? AddTasks(rows, caller, stored) : Status{};
}

void TellLedgers(const RowMaker& rows, const Province& province, Chronicle& chronicle) {
  for (const auto& agency : province.agencies) {
    if (!agency.IsUnit()) continue;
    TellBudgets(rows, agency, chronicle);
    auto random = Of(agency.id().value, CivilDateAt(chronicle.begin()), 3);
    if (agency.row.kind != AgencyKind::commune || random.Chance(0.1)) {
      TellDevices(rows, agency, chronicle);
    }
    if (agency.systems.empty() || !random.Chance(0.12)) continue;
    TellChange(rows, agency, province.systems[agency.systems.front()],
               chronicle.end() - std::chrono::days(random.Between(3, 70)), chronicle);
  }
}

void MarkLedgers(journal::Registers& registers) {
  for (const auto& definition : registers.all()) {
    const auto& entity = *definition.entity;
    const int at = entity.Find("is_demo");
    if (at < 0 || entity.name == "assurance_record") continue;
    if (!entity.fields[static_cast<std::size_t>(at)].computed) continue;
    registers.Existing(entity.name)
        .before_change.push_back([at](journal::RowChange& change) -> Status {
          if (change.action == journal::RowAction::kCreate) {
            change.row[static_cast<std::size_t>(at)] = std::int64_t{1};
          }
          return {};
        });
  }
}

}  // namespace lachan::demo
