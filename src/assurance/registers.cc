// SPDX-License-Identifier: Apache-2.0
#include "assurance/assurance_service.h"
#include "assurance/entities.h"
#include "register/entities.h"
#include "schema/json.h"

LACHAN_ENTITY_CODE(lachan::EvidenceFile);
LACHAN_ENTITY_CODE(lachan::AssuranceRecord);

namespace lachan::assurance {
namespace {

using journal::RowAction;
using journal::RowChange;

std::unexpected<Error> Wrong(std::string_view what, std::string field, std::string message) {
  Error error(ErrorCode::kInvalidInput, std::string(what));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

/// "2026" or "2026-11"; which of them is meant is the directive's matter.
bool IsPeriod(std::string_view text) {
  return ParseMonth(text).has_value() ||
         (text.size() == 4 && ParseMonth(std::string(text) + "-01").has_value());
}

Status CheckRecord(const AssuranceRecord& record, Instant now) {
  const KindRule& rule = RuleOf(record.kind);
  if (record.performed_on > CivilDateAt(now)) {
    return Wrong("what was done lies in the past", "performed_on", "in_future");
  }
  if (rule.needs_system && !record.system_id) {
    return Wrong("this is evidence for one system", "system_id", "required");
  }
  if (rule.needs_level && !record.level) {
    return Wrong("which level or layer?", "level", "required");
  }
  if (!rule.subject_attribute.empty() && record.subject.empty()) {
    return Wrong("whom or what is it about?", "subject", "required");
  }
  if (!record.period.empty() && !IsPeriod(record.period.value)) {
    return Wrong("a period is a year or a month", "period", "not_a_period");
  }
  if (record.valid_until && *record.valid_until < record.performed_on) {
    return Wrong("it cannot lapse before it was done", "valid_until", "before_start");
  }
  return {};
}

/// What was said stays said: a wrong record is withdrawn and entered anew.
Status OnlyWords(const RowChange& change) {
  for (const std::string_view field : {"agency_id", "system_id", "kind", "performed_on", "result",
                                       "level", "subject", "period", "valid_until"}) {
    if (change.Changes(field)) {
      return Wrong("withdraw the record and enter it anew", std::string(field), "fixed");
    }
  }
  return {};
}

Status BeforeRecord(RowChange& change, const Clock& clock) {
  auto record = change.As<AssuranceRecord>();
  switch (change.action) {
    case RowAction::kCreate:
      record.origin = Origin::live;
      record.is_demo = false;
      change.Set(record);
      LACHAN_TRY_DO(MayBeAssuranceRecord(RuleOf(record.kind)));
      return CheckRecord(record, clock.Now());
    case RowAction::kChange:
      return OnlyWords(change);
    case RowAction::kArchive:
      return {};
    case RowAction::kRestore:
      return Fail(ErrorCode::kFailedPrecondition,
                  "a withdrawn record stays withdrawn; enter it anew");
  }
  return {};
}

/// Attributes that the directive engine reads.
void AddAttributes(const AssuranceRecord& record, boost::json::object& payload) {
  const KindRule& rule = RuleOf(record.kind);
  payload["result"] = std::get<std::string>(schema::internal::ToValue(record.result));
  if (record.level) {
    payload[record.kind == AssuranceKind::layer_evidence ? "layer" : "level"] =
        std::int64_t{*record.level};
  }
  if (!rule.subject_attribute.empty()) payload[rule.subject_attribute] = record.subject.value;
  if (!rule.scope.empty()) payload["scope"] = rule.scope;
  if (!record.period.empty()) payload["period"] = record.period.value;
  if (record.valid_until) payload["until"] = FormatDate(*record.valid_until);
  if (record.evidence_file_id) payload["evidence_file_id"] = record.evidence_file_id->value;
}

journal::FactDraft FactOfRecord(RowAction action, const schema::Record& row) {
  const auto record = schema::FromRecord<AssuranceRecord>(row);
  journal::FactDraft draft = journal::DefaultFact(schema::Describe<AssuranceRecord>(), action);
  draft.origin = record.origin.value;
  if (action == RowAction::kCreate) {
    draft.kind = RuleOf(record.kind).fact;
    draft.occurred_at = StartOfDay(record.performed_on);
    AddAttributes(record, draft.payload);
  }
  return draft;
}

/// Takes back the fact that a withdrawn record once wrote.
Status Withdraw(const RowChange& change) {
  if (change.action != RowAction::kArchive) return {};
  const auto record = change.As<AssuranceRecord>();
  journal::FactQuery query;
  query.kinds = {std::string(RuleOf(record.kind).fact)};
  query.subject_kind = change.entity.name;
  query.subject_id = record.id;
  LACHAN_TRY(const auto facts, change.writer.Facts(query));
  for (const Fact& fact : facts) {
    journal::FactDraft draft;
    draft.kind = "fact.withdrawn";
    draft.payload["fact"] = fact.id;
    draft.agency = fact.agency;
    draft.system = fact.system;
    draft.origin = fact.origin;
    draft.cause = FactId{fact.id};
    draft.subject_kind = fact.subject_kind;
    draft.subject_id = fact.subject_id;
    LACHAN_TRY_DO(change.writer.Note(draft));
  }
  return {};
}

/// A system goes into operation only with an assessment on record that did not fail.
Status GoLiveGate(RowChange& change) {
  const auto system = change.As<System>();
  if (system.state != SystemState::in_operation || !change.Changes("state")) return {};
  bool is_assessed = false;
  if (system.id.value > 0) {
    journal::ListQuery query;
    query.filters = {journal::Equals("system_id", system.id.value),
                     journal::Equals("kind", std::string("system_assessment")),
                     {"result", journal::Filter::Op::kNotEqual, {std::string("failed")}}};
    LACHAN_TRY(const std::int64_t count,
               change.writer.Count(schema::Describe<AssuranceRecord>(), query));
    is_assessed = count > 0;
  }
  if (is_assessed) return {};
  Error error(ErrorCode::kFailedPrecondition,
              "Hệ thống phải được kiểm tra, đánh giá an toàn thông tin trước khi đưa vào sử dụng "
              "(điểm 1.a): hãy ghi hồ sơ đánh giá rồi chuyển trạng thái. / A system is assessed "
              "before it goes into operation (1.a): record the assessment first.");
  return std::unexpected(std::move(error).WithField("state", "needs_assessment"));
}

}  // namespace

void AddRegisters(journal::Registers& registers, const Clock& clock) {
  auto& files = registers.Add<EvidenceFile>();
  files.is_creatable = false;  // Made of an upload.
  files.is_changeable = false;
  files.is_archivable = false;

  auto& records = registers.Add<AssuranceRecord>();
  records.before_change.push_back(
      [&clock](RowChange& change) { return BeforeRecord(change, clock); });
  records.after_change.push_back(Withdraw);
  records.fact = [](RowAction action, const schema::Record*, const schema::Record& row) {
    return FactOfRecord(action, row);
  };
  registers.Existing("system").before_change.push_back(GoLiveGate);
}

}  // namespace lachan::assurance
