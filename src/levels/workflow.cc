// SPDX-License-Identifier: Apache-2.0
#include "levels/workflow.h"

namespace lachan::levels {
namespace {

using directive::CalendarDays;
using directive::TimeLimit;
using directive::WorkingDays;

constexpr bool IsHigh(int level) { return level >= 4; }

TimeLimit AppraiseLimit(Regime regime, int level, const WorkflowOptions& options) {
  const bool is_new = regime == Regime::nd331;
  if (level <= 2) {
    const int days = options.low_level_appraisal_days;
    return is_new ? TimeLimit{WorkingDays{days}} : TimeLimit{CalendarDays{days}};
  }
  if (level == 3) return is_new ? TimeLimit{WorkingDays{15}} : TimeLimit{CalendarDays{15}};
  return is_new ? TimeLimit{WorkingDays{25}} : TimeLimit{CalendarDays{30}};
}

// clang-format off
constexpr PartRule kOverview{PartKind::overview, false, "NĐ 85 Đ15.1; NĐ 331 Đ22",
    "Thuyết minh tổng quan", "Overview",
    "Chủ quản, đơn vị vận hành; phạm vi, quy mô, người dùng; mô hình logic và vật lý; danh mục thiết bị, ứng dụng; vùng mạng và quy hoạch địa chỉ IP",
    "Owner, operator; scope, scale, users; logical and physical design; devices, applications; zones and address plan"};
constexpr PartRule kDesign{PartKind::design, false, "NĐ 85 Đ15.2; NĐ 331 Đ21",
    "Tài liệu thiết kế", "Design",
    "Dự án mới: thiết kế sơ bộ; hệ thống đang chạy: thiết kế thi công đã duyệt hoặc tài liệu tương đương",
    "New: preliminary design; running: approved detailed design or its like"};
constexpr PartRule kProposal{PartKind::level_proposal, false, "NĐ 85 Đ15.3; NĐ 331 Đ22",
    "Thuyết minh đề xuất cấp độ", "Level proposal",
    "Bảng hệ thống, cấp độ, căn cứ; thuyết minh chi tiết; rủi ro sơ bộ",
    "Table of systems, levels, grounds; explanation; preliminary risks"};
constexpr PartRule kProposalHigh{PartKind::level_proposal, false, "NĐ 85 Đ15.3; NĐ 331 Đ22",
    "Thuyết minh đề xuất cấp độ", "Level proposal",
    "Như cấp độ 1–3, thêm: hệ thống liên quan, nguy cơ bị tấn công, đánh giá ảnh hưởng, thuyết minh yêu cầu 24/7",
    "As for levels 1–3, and: related systems, risks of attack, impact, why 24/7"};
constexpr PartRule kPlan{PartKind::protection_plan, false, "NĐ 85 Đ15.4; NĐ 331 Đ29",
    "Thuyết minh phương án bảo đảm", "Protection plan",
    "Yêu cầu quản lý và kỹ thuật theo cấp độ; từng yêu cầu đã đáp ứng hay chưa, kế hoạch bổ sung",
    "Management and technical requirements of the level; each met or not, plans"};
constexpr PartRule kOpinion{PartKind::opinion, false, "NĐ 85 Đ15.5; NĐ 331 Đ21",
    "Ý kiến chuyên môn", "Professional opinion",
    "Ý kiến của đơn vị chuyên trách, có trước khi gửi cơ quan thẩm định",
    "Of the specialised unit, before it goes to the appraising ministry"};
constexpr PartRule kRisk{PartKind::risk_assessment, false, "NĐ 331 Đ10",
    "Báo cáo đánh giá rủi ro", "Risk assessment",
    "Đủ 7 nội dung; nếu rủi ro cao hơn thì nâng cấp độ", "All seven items; a higher risk raises the level"};
constexpr PartRule kRegulation{PartKind::regulation, true, "NĐ 331 Đ30",
    "Quy chế bảo đảm an ninh mạng", "Security regulation",
    "Phải ban hành trước khi hồ sơ được phê duyệt", "Issued before the dossier is approved"};
// clang-format on

struct Form {
  Regime regime;
  int low, high;
  std::string_view kind, name;
};
// Names are certain; which level uses which form is inferred for some.
constexpr Form kForms[] = {
    {Regime::nd331, 1, 2, "request", "Mẫu số 01"},
    {Regime::nd331, 3, 5, "request", "Mẫu số 02"},
    {Regime::nd331, 4, 5, "opinion", "Mẫu số 03"},
    {Regime::nd331, 3, 5, "appraisal", "Mẫu số 04"},
    {Regime::nd331, 3, 5, "submission", "Mẫu số 05"},
    {Regime::nd331, 1, 4, "decision", "Mẫu số 06"},
    {Regime::nd331, 5, 5, "decision", "Mẫu số 07"},
};

}  // namespace

Route RouteOf(Regime regime, int level, bool specialised_unit_operates,
              const WorkflowOptions& options) {
  const bool is_new = regime == Regime::nd331;
  Route route;
  route.regime = regime;
  route.level = level;
  route.check = {WorkingDays{5}};
  route.check_clause = is_new ? "NĐ 331 Đ23" : "TT 03/2017 Đ14.3";
  route.appraise = AppraiseLimit(regime, level, options);
  route.approve = {WorkingDays{7}};
  route.approve_clause = is_new ? "NĐ 331 Đ24" : "NĐ 85 Đ17.2";
  route.needs_opinion = IsHigh(level);
  route.needs_national_list = level == 5;
  if (IsHigh(level)) {
    route.appraiser = Body::ministry;
  } else if (is_new && specialised_unit_operates) {
    route.is_conflict = true;
    route.appraiser = Body::other_unit;
  }
  route.appraise_clause = is_new ? "NĐ 331 Đ18, Đ23" : "NĐ 85 Đ12, Đ16.2";
  route.approver = level <= 2 ? Body::specialised_unit : Body::owner;
  return route;
}

std::vector<PartRule> RequiredParts(Regime regime, int level) {
  std::vector<PartRule> parts = {kOverview, kDesign, IsHigh(level) ? kProposalHigh : kProposal,
                                 kPlan};
  if (regime == Regime::nd331) parts.push_back(kRisk);
  if (IsHigh(level)) parts.push_back(kOpinion);
  if (regime == Regime::nd331) parts.push_back(kRegulation);
  return parts;
}

std::string_view FormOf(Regime regime, int level, std::string_view kind) {
  for (const Form& form : kForms) {
    if (form.regime == regime && form.kind == kind && level >= form.low && level <= form.high) {
      return form.name;
    }
  }
  return "";
}

}  // namespace lachan::levels
