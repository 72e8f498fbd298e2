// SPDX-License-Identifier: Apache-2.0
#include "demo/advisory_story.h"

#include <memory>

namespace lachan::demo {
namespace {

using std::chrono::hours;

constexpr const char* kNational = "Cục An ninh mạng và phòng, chống tội phạm sử dụng công nghệ cao";
constexpr const char* kSoc = "Trung tâm giám sát an ninh mạng của tỉnh";
constexpr AdvisorySubject kSubjects[] = {
    {"Lỗ hổng nghiêm trọng trên máy chủ web Apache", kNational, "CVE-2024-38475",
     "cpe:2.3:a:apache:http_server <2.4.60", Level::critical},
    {"Lỗ hổng trên máy chủ web nginx", kNational, "CVE-2024-7347",
     "cpe:2.3:a:f5:nginx >=1.5.13 <1.26.2", Level::medium},
    {"Rà soát cấu hình Microsoft IIS", kSoc, "",
     "cpe:2.3:a:microsoft:internet_information_services", Level::medium},
    {"Lỗ hổng thực thi mã từ xa trên Apache Tomcat", kNational, "CVE-2025-24813",
     "cpe:2.3:a:apache:tomcat >=9.0.0 <9.0.99", Level::critical},
    {"Lỗ hổng OpenSSH trên Debian 12", kNational, "CVE-2024-6387",
     "cpe:2.3:o:debian:debian_linux:12.0", Level::high},
    {"Cập nhật bản vá tháng cho Windows Server", kSoc, "",
     "cpe:2.3:o:microsoft:windows_server_2019", Level::high},
    {"Lỗ hổng chèn mã SQL trong PostgreSQL", kNational, "CVE-2025-1094",
     "cpe:2.3:a:postgresql:postgresql >=15.0 <15.11", Level::high},
    {"Chiếm quyền quản trị tường lửa FortiGate", kNational, "CVE-2024-55591",
     "cpe:2.3:h:fortinet:fortigate_100f", Level::critical},
    {"Lỗ hổng trên hệ quản trị cơ sở dữ liệu MySQL", kSoc, "", "cpe:2.3:a:oracle:mysql <8.0.36",
     Level::high},
};
constexpr AdvisorySubject kCustomers = {"Mã độc phát tán qua thiết bị định tuyến của khách hàng",
                                        kNational, "", "", Level::high};
constexpr AdvisorySubject kUrgent = {"Khai thác lỗ hổng Tomcat đang diễn ra tại một số tỉnh", kSoc,
                                     "CVE-2025-24813", "cpe:2.3:a:apache:tomcat >=9.0.0 <9.0.99",
                                     Level::critical};
constexpr AdvisorySubject kDraft = {"Lỗ hổng trên máy chủ web nginx (dự thảo)", kSoc,
                                    "CVE-2024-7347", "cpe:2.3:a:f5:nginx >=1.5.13 <1.26.2",
                                    Level::high};
constexpr AdvisorySubject kWrong = {"Lỗ hổng trên thư điện tử công vụ (thu hồi)", kSoc, "", "",
                                    Level::medium};

constexpr const char* kContent =
    "Lỗ hổng cho phép kẻ tấn công từ xa chạy lệnh, đọc tệp hoặc làm gián đoạn dịch vụ trên máy chủ "
    "chưa cập nhật. Đã ghi nhận dấu hiệu dò quét vào một số đơn vị trong tỉnh (dữ liệu mẫu).";
constexpr const char* kMeasures =
    "1. Kiểm tra phiên bản đang dùng trên từng hệ thống.\n2. Cập nhật bản vá của hãng; chưa vá "
    "được "
    "thì hạn chế truy cập từ Internet và áp dụng biện pháp giảm thiểu.\n3. Rà soát nhật ký 30 ngày "
    "gần nhất.\n4. Trả lời theo từng hệ thống trước hạn.";
constexpr const char* kWarning =
    "Cảnh báo khách hàng: hướng dẫn đổi mật khẩu, cập nhật thiết bị; gửi bằng tin nhắn và thư.";

}  // namespace

Result<Advisory> AdvisoryStory::Draft(const AdvisorySubject& subject, bool warns_customers,
                                      std::optional<CivilDate> due) {
  Advisory advisory;
  advisory.title = subject.title;
  advisory.source = subject.source;
  advisory.severity = subject.severity;
  advisory.cves = subject.cves;
  advisory.products = subject.products;
  advisory.content = kContent;
  advisory.measures = warns_customers ? kWarning : kMeasures;
  advisory.due_on = due;
  advisory.warns_customers = warns_customers;
  advisory.is_demo = true;
  return deps_.rows.Make(deps_.coordinator, advisory);
}

Result<std::int64_t> AdvisoryStory::Issue(const PlannedAdvisory& planned,
                                          const AdvisorySubject& subject) {
  LACHAN_TRY(const auto draft, Draft(subject, planned.warns_customers, planned.due));
  std::vector<AgencyId> agencies;
  for (const auto& one : planned.to) agencies.push_back(one.agency->id());
  LACHAN_TRY_DO(deps_.advisories.Issue(deps_.coordinator, draft.id.value, agencies));
  return draft.id.value;
}

Result<advisories::DeliveryDetail> AdvisoryStory::DeliveryOf(std::int64_t advisory,
                                                             const AgencyEntry& agency) {
  LACHAN_TRY(const auto reader, deps_.rows.store().OpenReader(agency.Officer()));
  journal::ListQuery query;
  query.filters = {journal::Equals("advisory_id", advisory)};
  LACHAN_TRY(const auto rows, journal::List<AdvisoryDelivery>(*reader, query));
  if (rows.empty()) return Fail(ErrorCode::kNotFound, "no delivery to {}", agency.row.code.value);
  return deps_.advisories.OfDelivery(agency.Officer(), rows.front().id.value);
}

/// \param is_final  False: a way around for the time being.
Status AdvisoryStory::Reply(std::int64_t advisory, const AgencyEntry& agency, bool is_final) {
  LACHAN_TRY(const auto detail, DeliveryOf(advisory, agency));
  const CivilDate today = CivilDateAt(deps_.chronicle.end());
  std::vector<advisories::SystemAnswer> answers;
  for (const auto& asked : detail.answers) {
    advisories::SystemAnswer& answer = answers.emplace_back();
    answer.id = asked.id.value;
    answer.answer = AdvisoryResult::not_affected;
    if (!asked.system_id.value) continue;
    answer.answer = AdvisoryResult::fixed;
    answer.note = "Đã cập nhật bản vá và kiểm tra lại (mẫu).";
    if (!is_final) {
      answer.answer = AdvisoryResult::mitigated;
      answer.until = AddDays(today, 20);
      answer.note = "Đã chặn truy cập từ Internet, chờ lịch bảo trì để vá (mẫu).";
    } else if (random_.Chance(0.06)) {
      answer.answer = AdvisoryResult::accepted;
      answer.note = "Hệ thống sẽ dừng trong quý này, không nối mạng ngoài (mẫu).";
    }
  }
  const std::int64_t id = detail.delivery.id.value;
  LACHAN_TRY_DO(deps_.advisories.Reply(agency.Officer(), id, answers));
  return {};
}

Status AdvisoryStory::Warn(std::int64_t advisory, const AgencyEntry& agency, CivilDate day) {
  LACHAN_TRY(const auto detail, DeliveryOf(advisory, agency));
  advisories::CustomerWarning warning;
  warning.warned_on = day;
  warning.count = random_.Between(400, 90'000);
  warning.note = kWarning;
  LACHAN_TRY_DO(deps_.advisories.Warn(agency.Officer(), detail.delivery.id.value, warning));
  return {};
}

void AdvisoryStory::TellOne(const PlannedAdvisory& planned, const AdvisorySubject& subject) {
  const auto id = std::make_shared<std::int64_t>(0);
  deps_.chronicle.At(StartOfDay(planned.issued) + hours(9),
                     [this, &planned, &subject, id]() -> Status {
                       LACHAN_TRY(*id, Issue(planned, subject));
                       return {};
                     });
  for (const auto& one : planned.to) {
    if (!one.answered) continue;
    const CivilDate day = CivilDateAt(*one.answered);
    deps_.chronicle.At(
        *one.answered,
        [this, id, agency = one.agency, day, warns = planned.warns_customers]() -> Status {
          if (warns) LACHAN_TRY_DO(Warn(*id, *agency, day));
          return Reply(*id, *agency, true);
        });
  }
}

void AdvisoryStory::TellSpecial() {
  const CivilDate today = CivilDateAt(deps_.chronicle.end());
  const auto to = [this](std::initializer_list<const char*> codes) {
    std::vector<PlannedAnswer> list;
    for (const char* code : codes) {
      if (const auto* agency = deps_.province.Find(code)) list.push_back({agency, std::nullopt});
    }
    return list;
  };
  const Instant before = StartOfDay(AddDays(today, -45)) + hours(8);
  deps_.chronicle.At(before, [this, before, list = to({"SNV", "STC"})]() -> Status {
    if (list.empty()) return {};
    const CivilDate day = CivilDateAt(before);
    LACHAN_TRY(const auto id, Issue({day, AddDays(day, 15), false, list}, kWrong));
    deps_.chronicle.At(before + hours(26), [this, id]() -> Status {
      LACHAN_TRY_DO(deps_.advisories.Withdraw(
          deps_.coordinator, id, "Hãng xác nhận phiên bản đang dùng không bị ảnh hưởng."));
      return {};
    });
    return {};
  });
  const Instant fresh = StartOfDay(AddDays(today, -2)) + hours(9);
  deps_.chronicle.At(
      fresh, [this, fresh, today, list = to({"SYT", "SKHCN", "XA-14797", "SNV"})]() -> Status {
        if (list.empty()) return {};
        LACHAN_TRY(const auto id,
                   Issue({CivilDateAt(fresh), AddDays(today, 8), false, list}, kUrgent));
        deps_.chronicle.At(fresh + hours(4), [this, id]() -> Status {
          LACHAN_TRY_DO(deps_.advisories.Supplement(
              deps_.coordinator, id,
              "Bổ sung: chặn thêm phương thức PUT ở tường lửa ứng dụng trong khi chờ vá (mẫu)."));
          return {};
        });
        deps_.chronicle.At(fresh + hours(8), [this, id, agency = list.back().agency]() -> Status {
          return Reply(id, *agency, false);
        });
        return {};
      });
  deps_.chronicle.At(fresh + hours(20), [this]() -> Status {
    LACHAN_TRY_DO(Draft(kDraft, false, std::nullopt));
    return {};
  });
}

void AdvisoryStory::Tell(const std::vector<PlannedAdvisory>& planned) {
  std::size_t next = 0;
  for (const PlannedAdvisory& one : planned) {
    if (one.to.empty()) continue;
    TellOne(one, one.warns_customers ? kCustomers : kSubjects[next++ % std::size(kSubjects)]);
  }
  TellSpecial();
}

}  // namespace lachan::demo
