// SPDX-License-Identifier: Apache-2.0
#include "demo/levels.h"

#include <algorithm>
#include <memory>

#include "register/system_parts.h"

namespace lachan::demo {
namespace {

using std::chrono::hours;
using std::chrono::sys_days;

constexpr auto kUnit = dossiers::Authority::kSpecialisedUnit;
constexpr auto kOwner = dossiers::Authority::kOwner;

struct ProductIdea {
  std::string_view name, cpe;
  ProductKind kind;
};
constexpr ProductIdea kServers[] = {
    {"Máy chủ web Apache", "cpe:2.3:a:apache:http_server:2.4.57", ProductKind::application},
    {"Máy chủ web nginx", "cpe:2.3:a:f5:nginx:1.22.1", ProductKind::application},
    {"Microsoft IIS", "cpe:2.3:a:microsoft:internet_information_services:10.0",
     ProductKind::application},
    {"Apache Tomcat", "cpe:2.3:a:apache:tomcat:9.0.71", ProductKind::application},
};
constexpr ProductIdea kBases[] = {
    {"Debian", "cpe:2.3:o:debian:debian_linux:12.0", ProductKind::operating_system},
    {"Windows Server 2019", "cpe:2.3:o:microsoft:windows_server_2019:-",
     ProductKind::operating_system},
    {"Windows 10", "cpe:2.3:o:microsoft:windows_10:22h2", ProductKind::operating_system},
};
constexpr ProductIdea kStores[] = {
    {"PostgreSQL", "cpe:2.3:a:postgresql:postgresql:15.4", ProductKind::database},
    {"Microsoft SQL Server", "cpe:2.3:a:microsoft:sql_server:2019", ProductKind::database},
    {"MySQL", "cpe:2.3:a:oracle:mysql:8.0.34", ProductKind::database},
};
constexpr ProductIdea kFirewall = {"Tường lửa FortiGate 100F",
                                   "cpe:2.3:h:fortinet:fortigate_100f:-", ProductKind::network};

SystemProduct ProductOf(const System& system, const ProductIdea& idea) {
  SystemProduct product;
  product.agency_id = system.agency_id;
  product.system_id = SystemId{system.id};
  product.name = std::string(idea.name);
  product.cpe = std::string(idea.cpe);
  product.kind = idea.kind;
  product.place = "Phòng máy chủ";
  return product;
}

}  // namespace

void DescribeSystem(System& system, bool is_commune) {
  const std::string& domain = system.domain;
  system.exposure = system.is_public ? Exposure::internet : Exposure::dedicated;
  system.owner_name = "Ủy ban nhân dân tỉnh Thanh Hóa";
  if (is_commune) system.owner_name = "";
  if (domain.starts_with("lan.")) {
    system.exposure = Exposure::local;
    system.purpose = "Mạng máy tính và máy trạm phục vụ công việc nội bộ.";
    system.has_personal_data = true;
    system.basic_subjects = system.users.value;
    return;
  }
  if (domain.starts_with("ketoan.")) {
    system.purpose = "Kế toán, tài sản, tiền lương của cơ quan.";
    system.has_personal_data = true;
    system.basic_subjects = std::min<std::int64_t>(system.users.value, 400);
    return;
  }
  if (system.is_shared) {
    system.kind = SystemKind::infrastructure;
    system.purpose = "Nền tảng dùng chung của tỉnh.";
    return;
  }
  if (system.is_public) {
    system.kind = SystemKind::public_service;
    system.purpose = domain.starts_with("www.")
                         ? "Cung cấp thông tin của cơ quan cho người dân, doanh nghiệp."
                         : "Cung cấp dịch vụ trực tuyến cho người dân, doanh nghiệp.";
    if (!domain.starts_with("www.")) {
      system.has_personal_data = true;
      // By the name, so that the rest of the story stays as it is.
      std::int64_t sum = 0;
      for (const char c : domain) sum = (sum * 31 + static_cast<unsigned char>(c)) % 397;
      system.basic_subjects = 1000 * (4 + sum);
    }
    return;
  }
  system.purpose = "Phần mềm nghiệp vụ của cơ quan.";
  system.has_personal_data = true;
  system.basic_subjects = system.users.value;
}

levels::Answers LevelStory::AnswersFor(const System& system) {
  auto answers = dossiers::DossierService::AnswersOf(system);
  using namespace levels;
  if (!answers.has_trait()) answers.internal = true;
  if (answers.infrastructure && !answers.scope) answers.scope = Scope::one_organisation;
  if (answers.internal && !answers.only_public_information) answers.only_public_information = false;
  if (answers.public_service) {
    answers.administrative_procedures = system.level.value >= 3;
    answers.business = Business::none;
    if (!answers.basic_subjects) answers.basic_subjects = People(0);
    if (!answers.sensitive_subjects) answers.sensitive_subjects = People(0);
  }
  return answers;
}

/// The name without "www." leads to the same system; who maintains it.
Status LevelStory::TellNames(journal::Writer& writer, const AgencyEntry& agency,
                             const System& system) {
  constexpr std::string_view kWww = "www.";
  if (system.domain.value.starts_with(kWww)) {
    SystemDomain name;
    name.agency_id = system.agency_id;
    name.system_id = SystemId{system.id};
    name.domain.value = system.domain.value.substr(kWww.size());
    LACHAN_TRY_DO(rows_.Make(writer, agency.Officer(), name));
  }
  journal::ListQuery query{.filters = {journal::Equals("agency_id", system.agency_id.value)}};
  query.limit = 1;
  LACHAN_TRY(const auto suppliers, journal::List<Supplier>(writer, query));
  if (suppliers.empty()) return {};
  SystemSupplier link;
  link.agency_id = system.agency_id;
  link.system_id = SystemId{system.id};
  link.supplier_id = Id<Supplier>{suppliers.front().id};
  link.work = "Vận hành, bảo trì";
  link.has_remote_access = suppliers.front().has_remote_access;
  LACHAN_TRY_DO(rows_.Make(writer, agency.Officer(), link));
  return {};
}

/// Departments in full; of communes the web site's server, so that the demo stays small.
Status LevelStory::TellParts() {
  for (const AgencyEntry& agency : province_.agencies) {
    if (agency.systems.empty()) continue;
    const bool is_commune = agency.row.kind == AgencyKind::commune;
    const auto told_of =
        rows_.store().Change(agency.Officer(), [&](journal::Writer& writer) -> Status {
          for (const auto index : agency.systems) {
            const System& system = province_.systems[index].row;
            if (is_commune && !system.is_public) continue;
            LACHAN_TRY_DO(
                rows_.Make(writer, agency.Officer(), ProductOf(system, random_.Of(kServers))));
            if (is_commune) continue;
            LACHAN_TRY_DO(
                rows_.Make(writer, agency.Officer(), ProductOf(system, random_.Of(kBases))));
            if (random_.Chance(0.6)) {
              LACHAN_TRY_DO(
                  rows_.Make(writer, agency.Officer(), ProductOf(system, random_.Of(kStores))));
            }
            if (system.level.value >= 3) {
              LACHAN_TRY_DO(rows_.Make(writer, agency.Officer(), ProductOf(system, kFirewall)));
            }
            LACHAN_TRY_DO(TellNames(writer, agency, system));
          }
          return {};
        });
    if (!told_of) return told_of;
  }
  // The shared platform of the province and who sends to it.
  const auto hub = std::ranges::find_if(
      province_.systems, [](const SystemEntry& entry) { return entry.row.is_shared; });
  if (hub == province_.systems.end()) return {};
  return rows_.store().Change(coordinator_, [&](journal::Writer& writer) -> Status {
    for (const SystemEntry& entry : province_.systems) {
      if (entry.row.is_shared || entry.row.level.value < 2 || !random_.Chance(0.3)) continue;
      SystemLink link;
      link.agency_id = entry.row.agency_id;
      link.system_id = SystemId{entry.row.id};
      link.other_system_id = SystemId{hub->row.id};
      link.content = "Hồ sơ, kết quả xử lý";
      link.protocol = "HTTPS, LGSP";
      link.is_encrypted = random_.Chance(0.8);
      LACHAN_TRY_DO(rows_.Make(writer, coordinator_, link));
    }
    return {};
  });
}

void LevelStory::TellRegulations() {
  for (const AgencyEntry& agency : province_.agencies) {
    if (!agency.IsUnit() || agency.systems.empty()) continue;
    const bool is_known = agency.row.code.value == "SYT";
    if (!is_known && !random_.Chance(agency.diligence)) continue;
    const CivilDate day = AddDays(CivilDateAt(chronicle_.end()), -random_.Between(30, 90));
    const int number = random_.Between(10, 400);
    chronicle_.At(StartOfDay(day) + hours(10), [this, &agency, day, number]() -> Status {
      Regulation row;
      row.agency_id = agency.id();
      row.name = "Quy chế bảo đảm an ninh mạng của cơ quan";
      row.number = fmt::format("{}/QĐ-{}", number, agency.row.code.value);
      row.issued_on = day;
      LACHAN_TRY_DO(rows_.Make(agency.Officer(), row));
      return {};
    });
  }
}

Status LevelStory::FileDossier(const AgencyEntry& agency, const SystemEntry& system,
                               std::int64_t& id) {
  dossiers::DraftInput input;
  input.answers = AnswersFor(system.row);
  input.explanation =
      "Hệ thống đặt tại phòng máy chủ của cơ quan, kết nối qua mạng truyền số liệu chuyên dùng. "
      "Người dùng là cán bộ của cơ quan và người dân gửi hồ sơ (dữ liệu mẫu).";
  LACHAN_TRY(const auto dossier, service_.Draft(agency.Officer(), SystemId{system.row.id}, input));
  id = dossier.id;
  for (const auto kind : {levels::PartKind::overview, levels::PartKind::design,
                          levels::PartKind::risk_assessment, levels::PartKind::protection_plan}) {
    DossierPart part;
    part.agency_id = agency.id();
    part.dossier_id = Id<Dossier>{dossier.id};
    part.kind = kind;
    part.note = "Tài liệu mẫu, lưu tại cơ quan.";
    LACHAN_TRY_DO(rows_.Make(agency.Officer(), part));
  }
  return {};
}

Status LevelStory::Conclude(std::int64_t id, const SystemEntry& system, Stop stop, int number) {
  dossiers::Appraisal appraisal;
  appraisal.remarks = "Hồ sơ phù hợp với cấp độ đề xuất; phương án đáp ứng yêu cầu.";
  if (province_.agencies[system.agency].row.is_coordinator) {
    appraisal.body = levels::Body::council;
    appraisal.body_name = "Hội đồng thẩm định độc lập (mẫu)";
  }
  LACHAN_TRY_DO(service_.Appraise(coordinator_, id, kUnit, appraisal));
  if (stop != Stop::kApproved) return {};
  dossiers::DecisionInput decision;
  decision.number = fmt::format("{}/QĐ-UBND", number);
  decision.decided_on = service_.today();
  decision.signer_name = "Nguyễn Văn Mẫu";
  decision.signer_title = "Phó Chủ tịch";
  // Without a regulation it waits, as the rules say.
  const auto approved = service_.Approve(management_, id, kOwner, decision);
  if (!approved && approved.error().code() != ErrorCode::kFailedPrecondition) {
    return std::unexpected(approved.error());
  }
  return {};
}

void LevelStory::TellDossier(const Plan& plan) {
  const SystemEntry& system = province_.systems[plan.system];
  const AgencyEntry& agency = province_.agencies[system.agency];
  const auto id = std::make_shared<std::int64_t>(0);
  const int number = random_.Between(1000, 4000);
  const Instant filed = StartOfDay(AddDays(CivilDateAt(chronicle_.end()), -plan.days_ago)) +
                        hours(9) + std::chrono::minutes(random_.Between(0, 300));
  const Stop stop = plan.stop;
  chronicle_.At(filed, [this, &system, &agency, id, stop]() -> Status {
    LACHAN_TRY_DO(FileDossier(agency, system, *id), "telling a dossier");
    if (stop == Stop::kDraft) return {};
    LACHAN_TRY_DO(service_.File(agency.Officer(), *id));
    return {};
  });
  if (stop == Stop::kDraft || stop == Stop::kFiled) return;
  chronicle_.At(filed + hours(24 * 2 + 3), [this, &agency, id, stop]() -> Status {
    if (stop == Stop::kReturned) {
      LACHAN_TRY_DO(service_.Return(coordinator_, *id, kUnit, {levels::PartKind::design},
                                    "Đề nghị bổ sung mô hình vật lý và quy hoạch địa chỉ IP."));
    } else if (stop == Stop::kWithdrawn) {
      LACHAN_TRY_DO(service_.Withdraw(agency.Officer(), *id, "Gộp vào hệ thống khác của cơ quan."));
    } else {
      LACHAN_TRY_DO(service_.Accept(coordinator_, *id, kUnit));
    }
    return {};
  });
  if (stop != Stop::kAppraised && stop != Stop::kApproved) return;
  chronicle_.At(filed + hours(24 * 9),
                [this, &system, id, stop, number] { return Conclude(*id, system, stop, number); });
}

void LevelStory::TellDossiers() {
  static constexpr std::pair<Stop, int> kWays[] = {
      {Stop::kApproved, 80},  {Stop::kApproved, 64},   {Stop::kApproved, 51},
      {Stop::kApproved, 40},  {Stop::kApproved, 33},   {Stop::kAppraised, 21},
      {Stop::kAppraised, 12}, {Stop::kAppraising, 34}, {Stop::kAppraising, 9},
      {Stop::kAppraising, 5}, {Stop::kFiled, 11},      {Stop::kFiled, 3},
      {Stop::kFiled, 1},      {Stop::kReturned, 15},   {Stop::kReturned, 6},
      {Stop::kDraft, 4},      {Stop::kDraft, 2},       {Stop::kWithdrawn, 45}};
  std::vector<std::size_t> candidates;
  for (std::size_t i = 0; i < province_.systems.size(); ++i) {
    const auto& agency = province_.agencies[province_.systems[i].agency];
    const auto& domain = province_.systems[i].row.domain.value;
    const bool is_big = agency.row.kind == AgencyKind::department || agency.diligence > 0.9;
    // The visitor's own accounting system is left for the visitor.
    const bool is_kept = agency.row.code.value == "SYT" && domain.starts_with("ketoan.");
    if (is_big && agency.IsUnit() && !is_kept) candidates.push_back(i);
  }
  random_.Shuffle(candidates);
  std::size_t next = 0;
  for (const auto& [stop, days_ago] : kWays) {
    if (next == candidates.size()) return;
    TellDossier({candidates[next++], stop, days_ago});
  }
}

/// Some systems went through their controls, a few to the end.
Status LevelStory::TellControls() {
  int told = 0;
  for (const SystemEntry& entry : province_.systems) {
    const auto& agency = province_.agencies[entry.agency];
    const bool is_visitors = agency.row.code.value == "SYT";
    if (agency.row.kind != AgencyKind::department || told >= 14) continue;
    if (!is_visitors && !random_.Chance(0.25)) continue;
    ++told;
    const int level = static_cast<int>(entry.row.level.value);
    const auto told_of =
        rows_.store().Change(agency.Officer(), [&](journal::Writer& writer) -> Status {
          for (const auto& asked : service_.catalogue().Of(levels::Standard::tcvn14423, level)) {
            if (!random_.Chance(0.85)) continue;
            SystemControl row;
            row.agency_id = agency.id();
            row.system_id = SystemId{entry.row.id};
            row.control = asked.control->id;
            const bool is_met = random_.Chance(0.35 + 0.6 * agency.diligence);
            row.state = is_met                ? ControlState::met
                        : random_.Chance(0.5) ? ControlState::partly
                                              : ControlState::not_met;
            if (!is_met) {
              row.planned_on = AddDays(CivilDateAt(chronicle_.end()), random_.Between(20, 210));
              row.responsible = agency.officer;
            }
            LACHAN_TRY_DO(rows_.Make(writer, agency.Officer(), row));
          }
          return {};
        });
    if (!told_of) return told_of;
  }
  return {};
}

Status LevelStory::Tell() {
  LACHAN_TRY_DO(TellParts(), "telling the systems' products and links");
  LACHAN_TRY_DO(TellControls(), "telling the systems' controls");
  TellRegulations();
  TellDossiers();
  return {};
}

}  // namespace lachan::demo
