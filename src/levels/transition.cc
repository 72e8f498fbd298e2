// SPDX-License-Identifier: Apache-2.0
#include "levels/transition.h"

namespace lachan::levels {
namespace {

TransitionState StateOf(const std::optional<CivilDate>& done, CivilDate due, CivilDate today) {
  if (done) return TransitionState::kMet;
  return today > due ? TransitionState::kOverdue : TransitionState::kDue;
}

}  // namespace

std::vector<TransitionDuty> TransitionDuties(const SystemStanding& system, CivilDate today,
                                             const TransitionDates& dates) {
  std::vector<TransitionDuty> duties;
  if (system.is_ended) return duties;
  const bool is_old = !system.registered_on || *system.registered_on < dates.law_from;
  if (system.is_running && !system.approved_on) {
    const CivilDate due = AddDays(dates.law_from, -1);
    duties.push_back({"classify",
                      due,
                      StateOf({}, due, today),
                      {},
                      "Đang vận hành nhưng chưa có quyết định cấp độ: phải xác định ngay",
                      "In operation without a level decision: to be classified at once",
                      "Luật 116/2025 Đ45; NĐ 331/2026 Đ39"});
  }
  if (!system.is_running && is_old) {
    const CivilDate due = AddDays(dates.finish_nd85_by, -1);
    duties.push_back(
        {"finish_nd85", due, StateOf(system.approved_on, due, today), system.approved_on,
         "Hệ thống đầu tư trước 01/7/2026: hoàn thành thẩm định, phê duyệt cấp độ",
         "Under investment before 01/7/2026: finish appraisal and approval", "NĐ 331/2026 Đ39.1"});
  }
  const bool is_old_level = system.approved_on && system.approved_under == Regime::nd85;
  if (is_old_level) {
    const CivilDate due = AddDays(dates.new_conditions_by, -1);
    duties.push_back({"new_conditions", due, StateOf(system.new_conditions_on, due, today),
                      system.new_conditions_on,
                      "Cấp độ đã duyệt theo quy định cũ: đáp ứng đủ điều kiện mới",
                      "Level approved under the old rules: meet the new conditions",
                      "Luật 116/2025 Đ45; NĐ 331/2026 Đ39.1"});
  }
  return duties;
}

}  // namespace lachan::levels
