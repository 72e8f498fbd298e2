// SPDX-License-Identifier: Apache-2.0
#include "demo/inspection_story.h"

namespace lachan::demo {
namespace {

using std::chrono::days;
using std::chrono::hours;

constexpr const char* kConclusion =
    "Đơn vị đã bố trí cán bộ đầu mối, chấp hành chế độ báo cáo. Còn tồn tại: một số nghĩa vụ chưa "
    "có minh chứng hoặc quá hạn (xem bảng kiểm). Đề nghị khắc phục đúng hạn và gửi minh chứng trên "
    "hệ thống. (Dữ liệu mẫu)";

InspectionVerdict VerdictFor(const std::string& duty_status) {
  if (duty_status == "met") return InspectionVerdict::met;
  if (duty_status == "met_late" || duty_status == "due_soon") return InspectionVerdict::partly;
  if (duty_status == "overdue") return InspectionVerdict::not_met;
  return InspectionVerdict::not_applicable;
}

}  // namespace

void InspectionStory::Tell() {
  constexpr Plan kPlans[] = {
      {"SYT", "Kiểm tra định kỳ công tác bảo đảm an toàn thông tin", InspectionKind::periodic, 150,
       Until::kClosed},
      {"SKHCN", "Kiểm tra định kỳ hệ thống cấp độ 3", InspectionKind::periodic, 60,
       Until::kConcluded},
      {"XA-14797", "Kiểm tra việc sử dụng mạng truyền số liệu chuyên dùng",
       InspectionKind::periodic, 14, Until::kDrafted},
      {"SNV", "Kiểm tra định kỳ năm, phần hồ sơ cấp độ", InspectionKind::periodic, -24,
       Until::kPlanned},
      {"SYT", "Kiểm tra đột xuất sau cảnh báo của SOC", InspectionKind::surprise, -6,
       Until::kPlanned},
  };
  for (const Plan& plan : kPlans) {
    if (deps_.province.Find(plan.agency) != nullptr) TellOne(plan);
  }
}

void InspectionStory::TellOne(const Plan& plan) {
  const AgencyEntry& agency = *deps_.province.Find(plan.agency);
  const CivilDate first = AddDays(CivilDateAt(deps_.chronicle.end()), -plan.days_ago);
  const int lead_time = plan.kind == InspectionKind::periodic ? 30 : 12;
  const Instant planned = StartOfDay(AddDays(first, -lead_time)) + hours(9);
  deps_.chronicle.At(planned, [this, plan, &agency, first, planned]() -> Status {
    Inspection row;
    row.inspected_id = agency.id();
    row.title = plan.title;
    row.kind = plan.kind;
    row.decision_number = "12/QĐ-CAT";
    row.decision_on = CivilDateAt(planned);
    row.starts_on = first;
    row.ends_on = AddDays(first, 2);
    row.lead = "Vũ Văn Mẫu";
    row.members = "Nguyễn Thị Ví Dụ; Trần Văn Minh Họa";
    row.scope = "Việc thực hiện Chỉ thị của Chủ tịch UBND tỉnh từ đầu năm đến ngày kiểm tra.";
    row.is_demo = true;
    LACHAN_TRY(const auto stored, deps_.rows.Make(deps_.inspector, row));
    const InspectionId id{stored.id};
    if (plan.kind == InspectionKind::periodic) {
      deps_.chronicle.At(planned + days(6), [this, id]() -> Status {
        LACHAN_TRY_DO(deps_.inspections.Announce(deps_.inspector, id));
        return {};
      });
    }
    if (plan.until == Until::kPlanned) return {};
    const Instant visit = StartOfDay(first) + hours(8);
    deps_.chronicle.At(visit, [this, id, first] { return Visit(id, first); });
    TellEnd(id, agency, visit, plan.until);
    return {};
  });
}

Status InspectionStory::Visit(InspectionId id, CivilDate first_day) {
  LACHAN_TRY_DO(deps_.inspections.Start(deps_.inspector, id));
  LACHAN_TRY_DO(deps_.inspections.DrawUp(
      deps_.inspector, id, {.as_of = AddDays(first_day, -1), .systems = 3, .seed = 20261}));
  return {};
}

Status InspectionStory::Judge(InspectionId id) {
  LACHAN_TRY(const auto detail, deps_.inspections.Detail(deps_.inspector, id));
  const auto& lines = *deps_.rows.registers().Find("inspection_item");
  for (const auto& item : detail.items) {
    InspectionItem judged = item;
    judged.verdict = VerdictFor(item.duty_status.value.value);
    const auto verdict = std::get<std::string>(schema::internal::ToValue(judged.verdict));
    LACHAN_TRY_DO(journal::ChangeRow(deps_.rows.store(), deps_.inspector, deps_.rows.registers(),
                                     lines, item.id, item.version, {{"verdict", verdict}}));
  }
  LACHAN_TRY_DO(deps_.inspections.EndFieldWork(deps_.inspector, id));
  return {};
}

void InspectionStory::TellEnd(InspectionId id, const AgencyEntry& agency, Instant from,
                              Until until) {
  deps_.chronicle.At(from + days(2), [this, id] { return Judge(id); });
  deps_.chronicle.At(from + days(9), [this, id]() -> Status {
    LACHAN_TRY_DO(deps_.inspections.SendDraft(deps_.inspector, id, {kConclusion, {}}));
    return {};
  });
  if (until == Until::kDrafted) return;
  deps_.chronicle.At(from + days(12), [this, id, &agency]() -> Status {
    LACHAN_TRY_DO(deps_.inspections.Comment(agency.Officer(), id,
                                            "Đơn vị nhất trí với dự thảo và sẽ khắc phục."));
    return {};
  });
  deps_.chronicle.At(from + days(20), [this, id, &agency] { return Conclude(id, agency); });
  deps_.chronicle.At(from + days(50),
                     [this, id, &agency, until] { return Remedy(id, agency, until); });
}

Status InspectionStory::Conclude(InspectionId id, const AgencyEntry& agency) {
  LACHAN_TRY_DO(deps_.inspections.Conclude(deps_.inspector, id, {kConclusion, {}}));
  LACHAN_TRY(const auto detail, deps_.inspections.Detail(deps_.inspector, id));
  const CivilDate today = *detail.inspection.concluded_on.value;
  int added = 0;
  for (const auto& item : detail.items) {
    if (item.verdict != InspectionVerdict::not_met || added == 3) continue;
    LACHAN_TRY_DO(deps_.inspections.AddRemedy(
        deps_.inspector, id,
        {item.title, AddDays(today, 25 + 30 * added), Id<InspectionItem>{item.id}}));
    ++added;
  }
  if (added > 0) return {};
  LACHAN_TRY_DO(deps_.inspections.AddRemedy(
      deps_.inspector, id,
      {"Rà soát tài khoản dùng chung của " + agency.row.name.value, AddDays(today, 30), {}}));
  return {};
}

/// The first remedy is reported in time; of the closed inspection all are, and verified.
Status InspectionStory::Remedy(InspectionId id, const AgencyEntry& agency, Until until) {
  LACHAN_TRY(const auto detail, deps_.inspections.Detail(deps_.inspector, id));
  for (const auto& remedy : detail.remedies) {
    LACHAN_TRY_DO(deps_.inspections.Report(agency.Officer(), remedy.id,
                                           {"Đã thực hiện, minh chứng kèm theo (mẫu).", {}}));
    if (until != Until::kClosed) return {};
    LACHAN_TRY_DO(deps_.inspections.Verify(deps_.inspector, remedy.id, true, ""));
  }
  LACHAN_TRY_DO(deps_.inspections.Close(deps_.inspector, id));
  return {};
}

}  // namespace lachan::demo
