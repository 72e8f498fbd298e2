// SPDX-License-Identifier: Apache-2.0
#include "demo/weaknesses.h"

#include <algorithm>

namespace lachan::demo {
namespace {

using findings::FindingAction;
using std::chrono::days;
using std::chrono::hours;

struct Kind {
  const char *plugin, *title, *severity, *vector, *cwe, *solution;
  int port;
  int weight;  ///< How often it is met.
};

// clang-format off
constexpr Kind kKinds[] = {
    {"CVE-2021-44228", "Apache Log4j: chạy mã từ xa qua JNDI (Log4Shell)", "critical", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:C/C:H/I:H/A:H", "cwe-502", "Nâng cấp Log4j lên 2.17.1 trở lên; tạm thời gỡ lớp JndiLookup.", 443, 2},
    {"CVE-2023-22515", "Confluence: tạo tài khoản quản trị trái phép", "critical", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "cwe-20", "Nâng cấp lên bản đã vá và rà soát tài khoản quản trị lạ.", 443, 1},
    {"CVE-2024-4577", "PHP-CGI trên Windows: chèn tham số dòng lệnh", "critical", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "cwe-78", "Nâng cấp PHP, không chạy PHP ở chế độ CGI.", 443, 2},
    {"CVE-2019-0708", "Remote Desktop: chạy mã từ xa trước khi xác thực (BlueKeep)", "critical", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "cwe-416", "Cài bản vá của hãng, đóng cổng 3389 ra ngoài, bật xác thực mức mạng.", 3389, 1},
    {"CVE-2020-1938", "Apache Tomcat: đọc tệp qua AJP (Ghostcat)", "critical", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "cwe-269", "Nâng cấp Tomcat hoặc tắt cổng AJP.", 8009, 1},
    {"CVE-2017-0143", "Windows SMBv1: chạy mã từ xa (MS17-010)", "high", "CVSS:3.1/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", "cwe-20", "Cài MS17-010, tắt SMBv1.", 445, 2},
    {"CVE-2023-44487", "HTTP/2 Rapid Reset: từ chối dịch vụ", "high", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H", "cwe-400", "Cập nhật máy chủ web; giới hạn số luồng HTTP/2.", 443, 6},
    {"CVE-2021-41773", "Apache httpd 2.4.49: vượt đường dẫn", "high", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:N/A:N", "cwe-22", "Nâng cấp Apache lên 2.4.51 trở lên.", 443, 3},
    {"exposed-git", "Thư mục .git đọc được từ bên ngoài", "medium", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N", "cwe-538", "Chặn truy cập /.git trên máy chủ web và đổi các mật khẩu đã lộ.", 443, 7},
    {"weak-tls", "Máy chủ còn nhận TLS 1.0, TLS 1.1", "medium", "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:L/I:L/A:N", "cwe-326", "Chỉ cho phép TLS 1.2 trở lên.", 443, 14},
    {"directory-listing", "Liệt kê được nội dung thư mục", "low", "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:U/C:L/I:N/A:N", "cwe-548", "Tắt liệt kê thư mục trên máy chủ web.", 443, 9},
    {"missing-hsts", "Thiếu tiêu đề Strict-Transport-Security", "informational", "", "", "Bật HSTS cho mọi trang.", 443, 12},
    {"default-login-page", "Trang quản trị mở ra Internet", "medium", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:L/I:N/A:N", "cwe-668", "Chỉ cho mạng nội bộ truy cập trang quản trị.", 8443, 6},
    {"jquery-old", "Thư viện jQuery cũ (dưới 3.5)", "medium", "CVSS:3.1/AV:N/AC:L/PR:N/UI:R/S:C/C:L/I:L/A:N", "cwe-79", "Nâng cấp jQuery.", 443, 10},
};
// clang-format on
constexpr int kWeights = 76;

static_assert(
    [] {
      int sum = 0;
      for (const Kind& kind : kKinds) sum += kind.weight;
      return sum == kWeights;
    }(),
    "the weights add up");

std::size_t PickKind(Random& random) {
  int left = random.Between(1, kWeights);
  for (std::size_t i = 0; i < std::size(kKinds); ++i) {
    left -= kKinds[i].weight;
    if (left <= 0) return i;
  }
  return 0;
}

bool GivesControl(const Kind& kind) { return std::string_view(kind.severity) == "critical"; }

}  // namespace

WeaknessStory::WeaknessStory(Deps deps, const Province& province, Chronicle& chronicle,
                             Random& random, journal::Caller analyst, journal::Caller leader)
    : deps_(deps),
      province_(province),
      chronicle_(chronicle),
      random_(random),
      analyst_(std::move(analyst)),
      leader_(std::move(leader)),
      assurance_({}, {deps.store, deps.files}),
      findings_({},
                {deps.store, deps.registers, assurance_, deps.files, deps.clock,
                 [this](const std::string&, const std::string& host) { return OwnerOf(host); }}) {}

pipeline::Owner WeaknessStory::OwnerOf(const std::string& host) const {
  for (const SystemEntry& system : province_.systems) {
    if (system.row.domain.value == host) return {system.row.agency_id, SystemId{system.row.id}};
  }
  return {};
}

std::string WeaknessStory::LineOf(const Case& one, Instant at) const {
  const Kind& kind = kKinds[one.kind];
  const auto& domain = province_.systems[one.system].row.domain.value;
  return fmt::format(
      R"({{"template-id":"{}","info":{{"name":"{}","severity":"{}","remediation":"{}","reference":["https://nvd.nist.gov/"],"classification":{{"cvss-metrics":"{}","cwe-id":["{}"]}}}},"host":"{}:{}","matched-at":"https://{}:{}/","timestamp":"{}"}})"
      "\n",
      kind.plugin, kind.title,
      std::string_view(kind.severity) == "informational" ? "info" : kind.severity, kind.solution,
      kind.vector, kind.cwe, domain, kind.port, domain, kind.port, FormatInstant(at));
}

void WeaknessStory::TellMonth(Month month) {
  const Instant at = month.Begin() + days(random_.Between(8, 14)) + hours(10);
  std::vector<Case> cases;
  std::string text;
  std::vector<std::size_t> systems;
  for (int i = random_.Between(12, 20); i > 0; --i) {
    systems.push_back(static_cast<std::size_t>(
        random_.Between(0, static_cast<int>(province_.systems.size()) - 1)));
  }
  // The agencies whose officers may sign in have something to do each month.
  for (const char* code : {"SYT", "XA-14797"}) {
    const AgencyEntry* agency = province_.Find(code);
    if (agency == nullptr || agency->systems.empty()) continue;
    for (int i = 0; i < 2; ++i) systems.push_back(random_.Of(agency->systems));
  }
  for (const std::size_t system : systems) {
    const Case one{system, PickKind(random_)};
    if (province_.systems[one.system].row.domain.empty()) continue;
    cases.push_back(one);
    text += LineOf(one, at - hours(2));
  }
  if (random_.Chance(0.4)) {
    text += fmt::format(
        R"({{"template-id":"weak-tls","info":{{"name":"Máy chủ còn nhận TLS 1.0, TLS 1.1","severity":"medium"}},"host":"may-la-{}.thanhhoa.example:443","timestamp":"{}"}})"
        "\n",
        month.month, FormatInstant(at - hours(2)));
  }
  chronicle_.At(at, [this, text, month]() -> Status {
    findings::ImportRequest request;
    request.file_name = fmt::format("quet-thang-{}.jsonl", month.Text());
    request.bytes = text;
    request.is_demo = true;
    LACHAN_TRY_DO(findings_.Import(analyst_, request));
    return {};
  });
  for (const Case& one : cases) TellWork(one, at);
}

void WeaknessStory::TellWork(const Case& one, Instant from) {
  const auto& agency = province_.agencies[province_.systems[one.system].agency];
  const Kind& kind = kKinds[one.kind];
  if (!random_.Chance(0.7 + 0.3 * agency.diligence)) return;
  if (!GivesControl(kind) && random_.Chance(0.06)) {
    const bool approve = random_.Chance(0.6);
    chronicle_.At(from + days(random_.Between(2, 20)),
                  [this, one, approve] { return AskFor(one, approve); });
    return;
  }
  const bool is_diligent = random_.Chance(agency.diligence);
  const int longest = GivesControl(kind) ? (is_diligent ? 2 : 9) : (is_diligent ? 25 : 120);
  chronicle_.At(from + days(random_.Between(0, longest)) + hours(random_.Between(1, 6)),
                [this, one] { return Work(one, FindingAction::fix, "Đã cập nhật bản vá."); });
  if (!GivesControl(kind) || !random_.Chance(0.75 + 0.25 * agency.diligence)) return;
  chronicle_.At(from + days(random_.Between(0, longest)) + hours(random_.Between(1, 6)),
                [this, one] {
                  return Work(one, FindingAction::hunt,
                              "Đã xem nhật ký truy cập 30 ngày của máy chủ, không thấy dấu vết.");
                });
}

Result<std::vector<Finding>> WeaknessStory::OpenOf(const Case& one) const {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(analyst_));
  journal::ListQuery query;
  query.filters = {journal::Equals("system_id", province_.systems[one.system].row.id.value),
                   journal::Equals("status", std::string("open"))};
  LACHAN_TRY(auto rows, journal::ListAll<Finding>(*reader, query));
  std::erase_if(rows, [&](const Finding& finding) {
    return finding.weakness.value.value.find(kKinds[one.kind].plugin) == std::string::npos;
  });
  return rows;
}

Status WeaknessStory::Work(const Case& one, FindingAction action, std::string note) {
  const auto& agency = province_.agencies[province_.systems[one.system].agency];
  LACHAN_TRY(const auto open, OpenOf(one));
  for (const Finding& finding : open) {
    const bool is_done = action == FindingAction::fix ? finding.fixed_at.value.has_value()
                                                      : finding.hunted_at.value.has_value();
    if (is_done || (action == FindingAction::hunt && !finding.allows_control.value)) continue;
    LACHAN_TRY_DO(
        findings_.Act(agency.Officer(), finding.id.value, {.action = action, .note = note}));
  }
  return {};
}

Status WeaknessStory::AskFor(const Case& one, bool approve) {
  const auto& agency = province_.agencies[province_.systems[one.system].agency];
  LACHAN_TRY(const auto open, OpenOf(one));
  for (const Finding& finding : open) {
    if (finding.allows_control.value) continue;
    const auto asked = findings_.Ask(
        agency.Officer(), finding.id.value, FindingRequestKind::acceptance,
        "Hệ thống sẽ được thay thế theo kế hoạch; trong thời gian chờ chỉ cho truy cập nội bộ.",
        AddDays(CivilDateAt(deps_.clock.Now()), 120));
    if (!asked) continue;  // Another one waits.
    if (!approve) return {};
    LACHAN_TRY_DO(findings_.Decide(leader_, asked->id.value, true, "Đồng ý."));
  }
  return {};
}

void WeaknessStory::TellLists() {
  const Instant at = chronicle_.begin() + days(40);
  chronicle_.At(at, [this]() -> Status {
    LACHAN_TRY_DO(findings_.ImportExploitList(
        analyst_, "kev-minh-hoa.csv",
        "cveID,vendorProject,dateAdded,vulnerabilityName,requiredAction,"
        "knownRansomwareCampaignUse\n"
        "CVE-2021-44228,Apache,2021-12-10,Apache Log4j2 Remote Code Execution,Apply "
        "updates.,Known\n"
        "CVE-2023-22515,Atlassian,2023-10-05,Confluence Broken Access Control,Apply "
        "updates.,Known\n"
        "CVE-2024-4577,PHP Group,2024-06-12,PHP-CGI OS Command Injection,Apply updates.,Known\n"
        "CVE-2019-0708,Microsoft,2021-11-03,Remote Desktop Services RCE,Apply updates.,Known\n"
        "CVE-2017-0143,Microsoft,2021-11-03,Windows SMBv1 RCE,Apply updates.,Known\n"
        "CVE-2021-41773,Apache,2021-11-03,HTTP Server Path Traversal,Apply updates.,Unknown\n"
        "CVE-2023-44487,IETF,2023-10-10,HTTP/2 Rapid Reset,Apply mitigations.,Unknown\n"));
    LACHAN_TRY_DO(findings_.ImportExploitList(
        analyst_, "epss-minh-hoa.csv",
        "#model_version:minh-hoa,score_date:2026-01-01T00:00:00+0000\ncve,epss,percentile\n"
        "CVE-2021-44228,0.94358,0.99962\nCVE-2023-22515,0.94327,0.99953\n"
        "CVE-2024-4577,0.94374,0.99971\nCVE-2019-0708,0.94447,0.99990\n"
        "CVE-2020-1938,0.94474,0.99998\nCVE-2017-0143,0.94210,0.99918\n"
        "CVE-2021-41773,0.94406,0.99979\nCVE-2023-44487,0.94459,0.99992\n"));
    return {};
  });
}

void WeaknessStory::TellAuthorisations() {
  const CivilDate today = CivilDateAt(chronicle_.end());
  int told = 0;
  for (const AgencyEntry& agency : province_.agencies) {
    if (!agency.IsUnit() || agency.subnet.empty() || told == 3) continue;
    ScanAuthorisation row;
    row.agency_id = agency.id();
    row.title = fmt::format("Rà quét định kỳ {} (mẫu)", agency.row.name.value);
    row.scope = agency.subnet + "0/28";
    row.legal_basis = "Kế hoạch rà quét, đánh giá an toàn thông tin năm của tỉnh (mẫu).";
    row.document_no = fmt::format("{:02}/KH-MAU", 10 + told);
    row.authority = agency.row.head.empty() ? "Thủ trưởng cơ quan" : agency.row.head.value;
    row.valid_from = AddDays(today, -20);
    row.valid_to = AddDays(today, 70);
    row.created_by.value = analyst_.name;
    row.is_demo = true;
    const bool is_approved = told++ < 2;
    if (is_approved) {
      row.status = AuthorisationStatus::approved;
      row.approved_by.value = leader_.name;
      row.approved_at = std::optional(chronicle_.end() - days(18));
    }
    chronicle_.At(chronicle_.end() - days(18), [this, row]() -> Status {
      return deps_.store.Change(analyst_, [&](journal::Writer& writer) -> Status {
        LACHAN_TRY_DO(journal::Insert(writer, row, {.kind = "scan_authorisation.created"}));
        return {};
      });
    });
  }
}

void WeaknessStory::Tell() {
  const Month last = Month::Of(CivilDateAt(chronicle_.end()));
  for (Month month = Month::Of(CivilDateAt(chronicle_.begin())); month <= last;
       month = month.Plus(1)) {
    TellMonth(month);
  }
  TellLists();
  TellAuthorisations();
}

}  // namespace lachan::demo
