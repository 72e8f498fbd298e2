// SPDX-License-Identifier: Apache-2.0
#include "findings/rating.h"

#include <algorithm>

#include "schema/json.h"

namespace lachan::findings {
namespace {

std::vector<std::string> Texts(const std::string& json) {
  std::vector<std::string> texts;
  const auto value = schema::ParseJson(json.empty() ? "[]" : json);
  if (!value || !value->is_array()) return texts;
  for (const auto& item : value->get_array()) {
    if (item.is_string()) texts.emplace_back(item.get_string());
  }
  return texts;
}

scan_reports::Cvss CvssOf(const Finding& finding) {
  if (finding.is_score_computed.value) {
    if (auto cvss = scan_reports::ComputeCvss(finding.cvss_vector.value.value)) return *cvss;
  }
  return {};
}

}  // namespace

std::optional<Instant> DueOf(const Finding& finding, Instant from, const Deadlines& deadlines) {
  if (finding.allows_control.value) return from + deadlines.control;
  const bool is_urgent = finding.is_known_exploited.value || finding.is_exposed.value;
  const auto& table = is_urgent ? deadlines.urgent_days : deadlines.days;
  const int days = table[static_cast<std::size_t>(finding.severity.value)];
  if (days == 0) return std::nullopt;
  return StartOfDay(AddDays(CivilDateAt(from), days + 1));
}

std::int64_t PriorityOf(const Finding& finding) {
  return static_cast<std::int64_t>(finding.severity.value) * 1000 +
         (finding.allows_control.value ? 500 : 0) + (finding.is_known_exploited.value ? 250 : 0) +
         (finding.is_exposed.value ? 100 : 0) + finding.epss.value.value_or(0) / 1000;
}

void Rate(Finding& finding, Instant from, const Deadlines& deadlines) {
  if (finding.control_reason.value != scan_reports::ControlReason::manual) {
    const auto reason = scan_reports::ControlOf(
        finding.severity.value, CvssOf(finding), Texts(finding.cwes.value.value),
        Texts(finding.tags.value.value), finding.is_known_exploited.value);
    // What was known to give control goes on doing so: a list that shrinks takes nothing back.
    if (reason != scan_reports::ControlReason::none || !finding.allows_control.value) {
      finding.control_reason = reason;
      finding.allows_control = reason != scan_reports::ControlReason::none;
    }
  }
  finding.priority = PriorityOf(finding);
  const auto due = DueOf(finding, from, deadlines);
  if (due && (!finding.due_at.value || *due < *finding.due_at.value)) finding.due_at = due;
}

std::string LinkOf(const Finding& finding) {
  const std::string& number = finding.number.value.value;
  return finding.opening.value <= 1 ? number : fmt::format("{}.{}", number, finding.opening.value);
}

bool IsToDo(FindingStatus status) {
  return status == FindingStatus::open || status == FindingStatus::probably_fixed;
}

}  // namespace lachan::findings
