// SPDX-License-Identifier: Apache-2.0
#include "demo/offices.h"

#include "obligations/directive_text_entity.h"
#include "register/role_assignment.h"

namespace lachan::demo {
namespace {

constexpr CivilDate Day(int year, unsigned month, unsigned day) {
  return CivilDate{std::chrono::year{year}, std::chrono::month{month}, std::chrono::day{day}};
}
constexpr CivilDate kHandOver = Day(2025, 3, 1);
constexpr CivilDate kNewLaw = Day(2026, 7, 1);

RoleAssignment Office(AssignedRole role, std::optional<AgencyId> agency, std::string holder,
                      CivilDate from, std::optional<CivilDate> last, std::string basis) {
  RoleAssignment row;
  row.role = role;
  row.agency_id = agency;
  row.holder = std::move(holder);
  row.from_day = from;
  row.last_day = last;
  row.basis = std::move(basis);
  row.note = "Dữ liệu mẫu: kiểm tra lại trước khi dùng.";
  return row;
}

Status StoreOffices(const RowMaker& rows, const Province& province, const journal::Caller& caller) {
  const auto agency = [&](std::string_view code) -> std::optional<AgencyId> {
    const auto* entry = province.Find(code);
    return entry == nullptr ? std::nullopt : std::optional(entry->id());
  };
  using enum AssignedRole;
  const RoleAssignment offices[] = {
      Office(coordinator, {}, "Sở Thông tin và Truyền thông", Day(2022, 11, 1),
             AddDays(kHandOver, -1), "Chỉ thị năm 2022, điểm 2"),
      Office(coordinator, agency("CAT"), "", kHandOver, {}, "Bàn giao nhiệm vụ ngày 01/3/2025"),
      Office(finance, agency("STC"), "", kHandOver, {}, "Chỉ thị năm 2022, điểm 4"),
      Office(appraiser, {}, "Sở Thông tin và Truyền thông", Day(2022, 11, 1),
             AddDays(kHandOver, -1), "NĐ 85/2016, Đ12"),
      Office(appraiser, agency("CAT"), "", kHandOver, {}, "Bàn giao nhiệm vụ ngày 01/3/2025"),
      Office(specialised_unit, agency("CAT"), "", kHandOver, {}, "QĐ 05/2017/QĐ-TTg"),
      Office(national_coordinator, {}, "Cơ quan điều phối quốc gia (Bộ Thông tin và Truyền thông)",
             Day(2017, 5, 1), AddDays(kHandOver, -1), "QĐ 05/2017/QĐ-TTg"),
      Office(national_coordinator, {}, "Cơ quan điều phối quốc gia (Bộ Công an)", kHandOver, {},
             "Bàn giao nhiệm vụ ngày 01/3/2025"),
      Office(cyber_authority, {}, "Cơ quan chuyên trách bảo vệ an ninh mạng, Bộ Công an", kNewLaw,
             {}, "Luật 116/2025/QH15"),
      Office(data_authority, {}, "Cơ quan chuyên trách bảo vệ dữ liệu cá nhân, Bộ Công an",
             Day(2026, 1, 1), {}, "Luật 91/2025/QH15"),
      Office(military_force, {}, "Bộ Tư lệnh 86, Bộ Quốc phòng", kNewLaw, {}, "Luật 116/2025/QH15"),
  };
  for (const RoleAssignment& office : offices) {
    LACHAN_TRY_DO(rows.Make(caller, office), "storing who holds an office");
  }
  return {};
}

/// Our own titles in the shape of a text, so that the page shows what an attached one looks like.
Status StoreText(const RowMaker& rows, const directive::Directive& data,
                 const journal::Caller& caller) {
  DirectiveText text;
  text.directive = schema::Line<0, 80>(data.id);
  text.number = "MẪU/CT-UBND";
  text.text = "DỮ LIỆU MẪU: tóm tắt của hệ thống, không phải văn bản gốc.\n";
  std::string number;
  for (const auto& clause : data.clauses) {
    const auto dot = clause.id.find('.');
    const std::string point = clause.id.substr(0, dot);
    if (point != number && point.size() == 1) {
      if (dot != std::string::npos) text.text.value += fmt::format("{}. Nhóm nhiệm vụ.\n", point);
      number = point;
    }
    if (dot == std::string::npos) {
      if (point.size() == 1) text.text.value += fmt::format("{}. {}.\n", point, clause.title.vi);
    } else {
      text.text.value += fmt::format("{}) {}.\n", clause.id.substr(dot + 1), clause.title.vi);
    }
  }
  text.is_demo = true;
  LACHAN_TRY_DO(rows.Make(caller, text), "storing the sample of a text");
  return {};
}

struct Sample {
  std::string_view agency, part;
  ReliefEffect effect;
  int from_days, days;  ///< Before the end of the story; how long.
  std::string_view basis, reason;
  bool is_confirmed;
};
constexpr Sample kSamples[] = {
    {"SYT", "OB-05.hunt", ReliefEffect::pause, 120, 30, "Công văn 118/CAT-ANM (mẫu)",
     "Hệ thống đang di chuyển sang trung tâm dữ liệu mới", true},
    {"SXD", "OB-06", ReliefEffect::exemption, 90, 200, "Kết luận kiểm tra 07/KL-CAT (mẫu)",
     "Hệ thống sắp ngừng, thay bằng nền tảng dùng chung", true},
    {"SNV", "OB-13.suppliers", ReliefEffect::pause, 20, 60, "Công văn 204/CAT-ANM (mẫu)",
     "Đang đấu thầu lại toàn bộ hợp đồng vận hành", false},
};

Status TellRelief(const Sample& sample, const RowMaker& rows, const Province& province,
                  CivilDate end, obligations::ReliefService& reliefs,
                  const journal::Caller& proposer, const journal::Caller& decider) {
  const auto* agency = province.Find(sample.agency);
  if (agency == nullptr) return {};
  DutyRelief relief;
  relief.agency_id = agency->id();
  relief.part = std::string(sample.part);
  relief.effect = sample.effect;
  relief.from_day = AddDays(end, -sample.from_days);
  relief.last_day = AddDays(relief.from_day, sample.days - 1);
  relief.basis = std::string(sample.basis);
  relief.decided_by = "Giám đốc Công an tỉnh (mẫu)";
  relief.decided_on = relief.from_day;
  relief.reason = std::string(sample.reason);
  LACHAN_TRY(const auto proposed, rows.Make(proposer, relief), "proposing a relief");
  if (sample.is_confirmed) LACHAN_TRY_DO(reliefs.Confirm(decider, proposed.id.value));
  return {};
}

}  // namespace

void TellOffices(const RowMaker& rows, const Province& province, Chronicle& chronicle,
                 const directive::Directive& directive, obligations::ReliefService& reliefs,
                 const journal::Caller& proposer, const journal::Caller& decider) {
  chronicle.At(chronicle.begin() + std::chrono::hours(2),
               [&rows, &province, &directive, proposer]() -> Status {
                 LACHAN_TRY_DO(StoreOffices(rows, province, proposer));
                 return StoreText(rows, directive, proposer);
               });
  const CivilDate end = CivilDateAt(chronicle.end());
  for (const Sample& sample : kSamples) {
    const Instant at = StartOfDay(AddDays(end, -sample.from_days)) + std::chrono::hours(9);
    chronicle.At(at, [&sample, &rows, &province, end, &reliefs, proposer, decider] {
      return TellRelief(sample, rows, province, end, reliefs, proposer, decider);
    });
  }
}

}  // namespace lachan::demo
