// SPDX-License-Identifier: Apache-2.0
#include "dossiers/system_gate.h"

namespace lachan::dossiers {
namespace {

using journal::Equals;
using Op = journal::Filter::Op;

Result<bool> HasAssessment(journal::Reader& reader, std::int64_t system) {
  journal::ListQuery query;
  query.filters = {Equals("system_id", system),
                   Equals("kind", std::string("system_assessment")),
                   {"result", Op::kNotEqual, {std::string("failed")}}};
  LACHAN_TRY(const auto count, reader.Count(schema::Describe<AssuranceRecord>(), query));
  return count > 0;
}

/// The last check counts: one that failed takes back an earlier one.
Result<bool> IsReady(journal::Reader& reader, std::int64_t system) {
  journal::ListQuery query;
  query.filters = {Equals("system_id", system)};
  query.sort = "performed_on";
  query.descending = true;
  query.limit = 1;
  LACHAN_TRY(const auto checks, journal::List<ReadinessCheck>(reader, query));
  return !checks.empty() && checks.front().result == ReadinessResult::ready;
}

}  // namespace

Result<std::int64_t> FindRegulation(journal::Reader& reader, AgencyId agency, SystemId system,
                                    CivilDate day) {
  journal::ListQuery query;
  query.filters = {Equals("agency_id", agency.value),
                   {"issued_on", Op::kLessOrEqual, {FormatDate(day)}}};
  query.sort = "issued_on";
  query.descending = true;
  query.limit = 1000;
  LACHAN_TRY(const auto rows, journal::List<Regulation>(reader, query));
  for (const Regulation& row : rows) {
    if (row.replaced_on && *row.replaced_on <= day) continue;
    if (!row.system_id || *row.system_id == system) return row.id.value;
  }
  return 0;
}

Result<std::optional<ApprovedLevel>> FindApprovedLevel(journal::Reader& reader, SystemId system,
                                                       const levels::RegimeDates& dates) {
  std::optional<ApprovedLevel> found;
  journal::ListQuery query;
  query.filters = {Equals("system_id", system.value), Equals("status", std::string("approved"))};
  query.limit = 1000;
  LACHAN_TRY(const auto dossiers, journal::List<Dossier>(reader, query));
  for (const Dossier& dossier : dossiers) {
    const auto& decided = dossier.decided_on.value;
    if (!decided || (found && *decided < found->decided_on)) continue;
    found = {static_cast<int>(dossier.level.value), *decided, dossier.regime,
             dossier.decision_number.value.value, dossier.id};
  }
  query.filters = {Equals("system_id", system.value),
                   Equals("kind", std::string("level_approval"))};
  LACHAN_TRY(const auto records, journal::List<AssuranceRecord>(reader, query));
  for (const AssuranceRecord& record : records) {
    if (!record.level || (found && record.performed_on <= found->decided_on)) continue;
    found = {static_cast<int>(record.level->value), record.performed_on,
             levels::RegimeAt(record.performed_on, dates), record.subject.value, 0};
  }
  return found;
}

Result<std::vector<GoLiveItem>> GoLiveItems(journal::Reader& reader, const System& system,
                                            CivilDate today, const levels::RegimeDates& dates) {
  const bool is_new = levels::RegimeAt(today, dates) == levels::Regime::nd331;
  const SystemId id{system.id.value};
  std::vector<GoLiveItem> items;
  LACHAN_TRY(const bool is_assessed, HasAssessment(reader, id.value));
  items.push_back({"assessment", is_assessed, true, "Chỉ thị, điểm 1.a", "assurance-records"});
  if (is_new) {
    LACHAN_TRY(const bool is_ready, IsReady(reader, id.value));
    items.push_back({"readiness", is_ready, true, "NĐ 331/2026 Đ28.3", "readiness-checks"});
  }
  LACHAN_TRY(const auto approved, FindApprovedLevel(reader, id, dates));
  items.push_back({"level", approved.has_value(), false,
                   is_new ? "NĐ 331/2026 Đ18, Đ24" : "NĐ 85/2016 Đ12, Đ17", "dossiers"});
  if (is_new) {
    LACHAN_TRY(const auto regulation, FindRegulation(reader, system.agency_id, id, today));
    items.push_back({"regulation", regulation > 0, false, "NĐ 331/2026 Đ30", "regulations"});
  }
  return items;
}

}  // namespace lachan::dossiers
