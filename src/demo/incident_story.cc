// SPDX-License-Identifier: Apache-2.0
#include "demo/watch.h"

namespace lachan::demo {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

struct IncidentIdea {
  std::string_view title;
  IncidentCategory category;
  Severity severity;
  IncidentOrigin origin;
};
using enum IncidentCategory;
using enum IncidentOrigin;
constexpr IncidentIdea kIdeas[] = {
    {"Trang thông tin điện tử bị chèn liên kết cờ bạc", defacement, Severity::m3, web},
    {"Hộp thư của một cán bộ gửi thư lừa đảo hàng loạt", spoofing, Severity::m3, mail},
    {"Máy trạm văn thư nhiễm mã độc qua USB", malware, Severity::m3, agency},
    {"Trang giả mạo cơ quan thu phí thủ tục", spoofing, Severity::m3, hotline},
    {"Máy chủ tệp bị mã hóa, có thư đòi tiền", encryption, Severity::m2, agency},
    {"Trang thông tin không truy cập được do lưu lượng bất thường", dos, Severity::m3, hotline},
    {"Tài khoản mạng xã hội của cơ quan bị chiếm", intrusion, Severity::m4, agency},
    {"Lộ danh sách người dân trên công cụ tìm kiếm", espionage, Severity::m2, authority},
    {"Cán bộ bị lừa cài ứng dụng giả dịch vụ công", spoofing, Severity::m4, hotline},
    {"Camera an ninh bị truy cập từ bên ngoài", intrusion, Severity::m3, authority},
    {"Phần mềm kế toán có tài khoản lạ", intrusion, Severity::m3, agency},
    {"Máy chủ cũ phát tán thư rác", malware, Severity::m4, mail},
};
constexpr std::string_view kTasks[] = {
    "Cô lập máy bị ảnh hưởng khỏi mạng",        "Thu thập nhật ký và ảnh bộ nhớ",
    "Đổi mật khẩu các tài khoản liên quan",     "Rà quét các máy cùng dải địa chỉ",
    "Khôi phục từ bản sao lưu và kiểm tra lại", "Hướng dẫn đơn vị làm báo cáo"};
constexpr std::string_view kNotes[] = {
    "Đã gọi cán bộ đầu mối, đơn vị xác nhận hiện tượng và ngắt kết nối.",
    "Nhận nhật ký từ đơn vị; thấy truy cập đầu tiên từ địa chỉ ngoài tỉnh.",
    "Nhà cung cấp đã vá lỗi, đang theo dõi thêm 48 giờ.",
    "Không thấy dấu vết lan sang hệ thống khác."};
constexpr std::string_view kOutcomes[] = {
    "Đã gỡ mã độc, vá lỗ hổng, đổi mật khẩu; hệ thống hoạt động bình thường. Nguyên nhân: chưa cập "
    "nhật bản vá.",
    "Khôi phục từ bản sao lưu sạch, siết quyền truy cập. Nguyên nhân: mật khẩu yếu, dùng chung tài "
    "khoản.",
    "Đã phối hợp gỡ trang giả mạo, cảnh báo người dân. Không có thiệt hại về dữ liệu."};

Instant NewRegime() {
  using std::chrono::year;
  return StartOfDay(CivilDate{year{2026}, std::chrono::month{8}, std::chrono::day{19}});
}

struct ReportIdea {
  ReportTopic topic;
  std::string_view what, target;
};
constexpr ReportIdea kReports[] = {
    {ReportTopic::website, "Trang này giống hệt trang của xã nhưng đòi nhập số thẻ ngân hàng.",
     "http://ubnd-mau.example"},
    {ReportTopic::account, "Có người nhắn tin xưng là cán bộ thuế yêu cầu cài ứng dụng lạ.",
     "Tài khoản Zalo mẫu"},
    {ReportTopic::state_agency, "Trang thông tin của phường mở ra hiện quảng cáo cờ bạc.",
     "Trang thông tin phường"},
    {ReportTopic::other, "Tôi nhận được thư có tệp đính kèm giấy mời họp đuôi exe.", ""},
    {ReportTopic::account, "Tài khoản mạng xã hội của trường bị chiếm, đăng tin bán hàng.",
     "Trang của trường mẫu"},
    {ReportTopic::website, "Trang bán hàng giả mạo thương hiệu nông sản của tỉnh.",
     "http://nongsan-gia.example"},
};

std::int64_t RowNumber(const schema::EntityInfo& entity, const schema::Record& row,
                       std::string_view field) {
  return std::get<std::int64_t>(row[static_cast<std::size_t>(entity.Find(field))]);
}

/// Changes a row as a register page would.
Status ChangeFields(const RowMaker& rows, const journal::Caller& caller,
                    const schema::EntityInfo& entity, std::int64_t id,
                    const boost::json::object& body) {
  std::int64_t version = 0;
  {
    LACHAN_TRY(const auto reader, rows.store().OpenReader(caller));
    LACHAN_TRY(const auto row, reader->Get(entity, id));
    version = RowNumber(entity, row, "version");
  }
  LACHAN_TRY_DO(journal::ChangeRow(rows.store(), caller, rows.registers(),
                                   *rows.registers().Find(entity.name), id, version, body));
  return {};
}

}  // namespace

void WatchStory::TellIncidents() {
  auto& random = deps_.random;
  const auto span = deps_.chronicle.end() - deps_.chronicle.begin();
  constexpr int kCount = 26;
  for (int i = 0; i < kCount; ++i) {
    const IncidentIdea& idea = kIdeas[static_cast<std::size_t>(i) % std::size(kIdeas)];
    const auto& system = random.Of(deps_.province.systems);
    const auto& agency = deps_.province.agencies[system.agency];
    Instant at = deps_.chronicle.begin() + span * i / kCount + hours(random.Between(30, 400));
    // The newest are at every stage of their course.
    constexpr int kHoursAgo[] = {200, 130, 80, 45, 20, 6};
    if (i >= kCount - 6) at = deps_.chronicle.end() - hours(kHoursAgo[i - kCount + 6]);
    incidents::NewIncident fresh;
    fresh.agency_id = agency.id();
    fresh.system_id = SystemId{system.row.id};
    fresh.title = std::string(idea.title);
    fresh.description = "Dữ liệu mẫu. Đơn vị báo hiện tượng, Đội ứng cứu tiếp nhận và xử lý.";
    fresh.severity = idea.severity;
    fresh.category = idea.category;
    fresh.reported_by = idea.origin;
    fresh.detected_at = at - minutes(random.Between(10, 600));
    fresh.is_demo = true;
    const bool is_newest = i == kCount - 1;  // Nobody has come to it yet.
    At(at, [this, fresh, is_newest]() -> Status {
      LACHAN_TRY(const Incident incident, deps_.incidents.Open(coordinator_, fresh));
      if (!is_newest) TellCourse(incident);
      return {};
    });
  }
}

void WatchStory::MarkSerious(IncidentId id, Instant at) {
  At(at, [this, id] {
    return ChangeFields(deps_.rows, coordinator_, schema::Describe<Incident>(), id.value,
                        {{"is_serious", true}, {"personal_data", id.value % 2 == 0}});
  });
}

void WatchStory::TellCourse(const Incident& incident) {
  const bool is_serious = incident.severity <= Severity::m2;
  if (is_serious) MarkSerious(IncidentId{incident.id}, incident.created_at.value + minutes(25));
  TellNotices(incident, is_serious);
  TellHandling(incident);
}

void WatchStory::TellNotices(const Incident& incident, bool is_serious) {
  auto& random = deps_.random;
  const Instant detected = incident.detected_at;
  const bool is_old = detected < NewRegime();
  const auto send = [&](std::string clock, Instant at) {
    incidents::ClockNotice notice;
    notice.clock = std::move(clock);
    notice.sent_at = std::max(at, incident.created_at.value + minutes(20));
    notice.recipient = is_old ? "Cơ quan điều phối quốc gia" : "Cơ quan chuyên trách Bộ Công an";
    notice.note = "Gửi qua trục liên thông văn bản (dữ liệu mẫu).";
    At(notice.sent_at, [this, id = IncidentId{incident.id}, notice] {
      return deps_.incidents.NoteNotice(coordinator_, id, notice);
    });
  };
  const double chance = random.Part();
  if (chance < 0.68) {
    send(is_old ? "O1" : "N3",
         detected + hours(is_old ? random.Between(8, 110) : random.Between(9, 70)));
  } else if (chance < 0.85) {
    send(is_old ? "O1" : "N3",
         detected + hours(is_old ? random.Between(124, 220) : random.Between(75, 130)));
  }
  if (is_serious && !is_old) send("N2", detected + hours(random.Chance(0.7) ? 11 : 31));
}

void WatchStory::TellHandling(const Incident& incident) {
  auto& random = deps_.random;
  const IncidentId id{incident.id};
  Instant at = incident.created_at.value + minutes(random.Between(10, 50));
  const int first = random.Between(0, 2);
  for (int i = 0; i < random.Between(2, 3); ++i) {
    incidents::NewTask task;
    task.title = std::string(kTasks[static_cast<std::size_t>(first + i) % std::size(kTasks)]);
    task.due_at = at + hours(24 * (i + 1));
    const Instant done = at + hours(random.Between(3, 60));
    At(at, [this, id, task, done]() -> Status {
      LACHAN_TRY(const auto row, deps_.incidents.AddTask(soc_, id, task));
      At(done, [this, task_id = row.id.value] {
        return ChangeFields(deps_.rows, soc_, schema::Describe<IncidentTask>(), task_id,
                            {{"status", "done"}});
      });
      return {};
    });
    At(at + minutes(random.Between(60, 900)),
       [this, id, text = std::string(random.Of(kNotes))]() -> Status {
         LACHAN_TRY_DO(deps_.incidents.AddNote(soc_, id, text));
         return {};
       });
  }
  const auto move = [&](Instant when, IncidentStatus status, std::string outcome) {
    At(when, [this, id, status, outcome = std::move(outcome)]() -> Status {
      LACHAN_TRY_DO(deps_.incidents.SetStatus(coordinator_, id, status, outcome));
      return {};
    });
  };
  at += hours(random.Between(2, 20));
  move(at, IncidentStatus::contained, "");
  at += hours(random.Between(20, 90));
  move(at, IncidentStatus::recovered, "");
  at += hours(random.Between(70, 400));
  move(at, IncidentStatus::closed, std::string(random.Of(kOutcomes)));
}

void WatchStory::TellPublicReports() {
  auto& random = deps_.random;
  const auto span = deps_.chronicle.end() - deps_.chronicle.begin();
  for (int i = 0; i < 12; ++i) {
    const ReportIdea& idea = kReports[static_cast<std::size_t>(i) % std::size(kReports)];
    const Instant at = i >= 10 ? deps_.chronicle.end() - hours(i == 11 ? 2 : 20)
                               : deps_.chronicle.begin() + span * (i + 1) / 12;
    incidents::NewPublicReport report;
    report.topic = idea.topic;
    report.what = std::string(idea.what);
    report.target = std::string(idea.target);
    if (random.Chance(0.6)) {
      report.contact_name = "Người dân mẫu";
      report.contact = fmt::format("0900 111 {:03}", random.Between(0, 999));
    }
    const bool is_accepted = i % 4 == 2 && i < 10;
    const auto& agency = random.Of(deps_.province.agencies);
    At(at, [this, report, at, is_accepted, &agency]() -> Status {
      LACHAN_TRY(const auto taken, deps_.reports.Submit(report));
      const std::int64_t id = taken.report.id;
      At(at + hours(5), [this, id]() -> Status {
        LACHAN_TRY_DO(
            deps_.reports.Reply(soc_, id, "Đã tiếp nhận, đang xác minh.", ReportStatus::in_review));
        return {};
      });
      if (is_accepted) {
        At(at + hours(9), [this, id, &agency]() -> Status {
          incidents::NewIncident incident;
          incident.agency_id = agency.id();
          incident.title = "Phản ánh của người dân về lừa đảo trên mạng";
          incident.category = IncidentCategory::spoofing;
          incident.reported_by = IncidentOrigin::web;
          incident.is_demo = true;
          LACHAN_TRY(const auto opened, deps_.reports.Accept(coordinator_, id, incident));
          TellCourse(opened);
          return {};
        });
      }
      At(at + hours(80), [this, id]() -> Status {
        LACHAN_TRY_DO(deps_.reports.Reply(
            soc_, id, "Đã xử lý. Cảm ơn ông/bà đã phản ánh; không nhập thông tin vào trang lạ.",
            ReportStatus::closed));
        return {};
      });
      return {};
    });
  }
}

}  // namespace lachan::demo
