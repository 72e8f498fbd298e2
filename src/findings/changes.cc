// SPDX-License-Identifier: Apache-2.0
#include "findings/changes.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "base/text.h"
#include "register/entities.h"
#include "schema/json.h"

namespace lachan::findings {
namespace {

using journal::FactDraft;

std::string_view NameOf(FindingStatus status) {
  switch (status) {
    case FindingStatus::open:
      return "open";
    case FindingStatus::probably_fixed:
      return "probably fixed";
    case FindingStatus::fixed:
      return "fixed";
    case FindingStatus::accepted:
      return "an accepted risk";
    case FindingStatus::false_positive:
      return "a false positive";
  }
  return "";
}

Status MustBeToDo(const Finding& finding) {
  if (IsToDo(finding.status.value)) return {};
  return Fail(ErrorCode::kFailedPrecondition, "{} is {}; reopen it first",
              finding.number.value.value, NameOf(finding.status.value));
}

/// When the work was done: the day that was named, not before the finding and not in the future.
Result<Instant> DoneAt(const Change& change, const Finding& finding, std::optional<CivilDate> day) {
  if (!day || *day == CivilDateAt(change.now)) return change.now;
  if (*day > CivilDateAt(change.now)) {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "what was done lies in the past")
                               .WithField("performed_on", "in_future"));
  }
  if (*day < CivilDateAt(finding.opened_at.value)) {
    return std::unexpected(Error(ErrorCode::kInvalidInput, "it was not known before that day")
                               .WithField("performed_on", "before_start"));
  }
  return std::max(finding.opened_at.value, StartOfDay(*day));
}

void CloseWhenDone(Finding& finding, Instant now) {
  const bool is_hunted = !finding.allows_control.value || finding.hunted_at.value.has_value();
  if (!finding.fixed_at.value || !is_hunted) return;
  finding.status = FindingStatus::fixed;
  finding.closed_at = std::optional(now);
}

Result<Finding> FixOn(const Change& change, Finding finding, const ActionRequest& request) {
  LACHAN_TRY_DO(MustBeToDo(finding));
  if (finding.fixed_at.value) {
    return Fail(ErrorCode::kFailedPrecondition,
                "the fix of {} is on record; the hunt is what is missing",
                finding.number.value.value);
  }
  LACHAN_TRY(finding.fix_note.value.value, CheckText(request.note, "note", false));
  LACHAN_TRY(const Instant at, DoneAt(change, finding, request.performed_on));
  finding.fixed_at = std::optional(at);
  finding.fixed_by.value = Ellipsis(change.caller.name, 200);
  CloseWhenDone(finding, change.now);
  FactDraft draft{.kind = "finding.fixed"};
  draft.occurred_at = at;
  return Write(change, finding, std::move(draft));
}

Result<Finding> HuntOn(const Change& change, Finding finding, const ActionRequest& request) {
  LACHAN_TRY_DO(MustBeToDo(finding));
  if (!finding.allows_control.value) {
    return Fail(ErrorCode::kFailedPrecondition,
                "{} does not let an attacker take control: no hunt is asked for",
                finding.number.value.value);
  }
  if (finding.hunted_at.value) {
    return Fail(ErrorCode::kFailedPrecondition, "the hunt of {} is on record",
                finding.number.value.value);
  }
  LACHAN_TRY(finding.hunt_note.value.value, CheckText(request.note, "note", true));
  LACHAN_TRY(const Instant at, DoneAt(change, finding, request.performed_on));
  finding.hunted_at = std::optional(at);
  finding.hunted_by.value = Ellipsis(change.caller.name, 200);
  finding.hunt_result = std::optional(request.hunt_result);
  CloseWhenDone(finding, change.now);
  FactDraft draft{.kind = "finding.hunted"};
  draft.occurred_at = at;
  draft.payload["result"] = request.hunt_result == HuntResult::clean ? "clean" : "traces";
  return Write(change, finding, std::move(draft));
}

Result<Finding> AssignOn(const Change& change, Finding finding, const ActionRequest& request) {
  if (!change.caller.reach.everything) {
    return Fail(ErrorCode::kDenied, "whose a finding is, the coordinator says");
  }
  if (!request.system) {
    return std::unexpected(
        Error(ErrorCode::kInvalidInput, "which system?").WithField("system_id", "required"));
  }
  const auto system = journal::Get<System>(change.writer, request.system->value);
  if (!system) {
    return std::unexpected(
        Error(ErrorCode::kInvalidInput, "no such system").WithField("system_id", "not_found"));
  }
  if (finding.system_id.value == *request.system) return finding;
  const auto old_agency = finding.agency_id.value;
  const auto fingerprint = scan_reports::Fingerprint(
      fmt::format("system:{}", request.system->value), static_cast<int>(finding.port.value),
      finding.protocol.value.value, finding.weakness.value.value);
  journal::ListQuery query;
  query.filters = {journal::Equals("fingerprint", fingerprint)};
  LACHAN_TRY(const auto same, change.writer.Count(schema::Describe<Finding>(), query));
  if (same > 0) {
    return Fail(ErrorCode::kConflict, "the system has this finding already");
  }
  // The former owner's duties go; the new one's begin now.
  if (old_agency && old_agency != system->agency_id) {
    LACHAN_TRY_DO(TakeBack(change, finding, "finding.opened"));
  }
  finding.agency_id = std::optional(system->agency_id);
  finding.system_id = request.system;
  finding.fingerprint.value = fingerprint;
  finding.is_exposed = finding.is_exposed.value || system->is_public;
  if (!IsToDo(finding.status.value) || old_agency == system->agency_id) {
    return Write(change, finding, {.kind = "finding.attributed"});
  }
  finding.due_at = std::optional<Instant>{};
  finding.opened_at = change.now;
  ++finding.opening.value;
  Rate(finding, change.now, change.deadlines);
  return Write(change, finding, OpenedFact(finding, change.now));
}

}  // namespace

Result<std::string> CheckText(std::string_view text, std::string_view field, bool is_required) {
  std::string clean(Trim(text));
  const char* problem = nullptr;
  if (is_required && clean.empty()) problem = "required";
  if (!IsValidUtf8(clean) || CodePoints(clean) > 2000) problem = "too_long:2000";
  if (problem == nullptr) return ToNfc(clean);
  Error error(ErrorCode::kInvalidInput, fmt::format("{} cannot be taken", field));
  return std::unexpected(std::move(error).WithField(std::string(field), problem));
}

FactDraft OpenedFact(const Finding& finding, Instant at) {
  FactDraft draft{.kind = "finding.opened"};
  draft.occurred_at = at;
  draft.payload["allows_control"] = finding.allows_control.value;
  if (finding.due_at.value) draft.payload["due"] = FormatInstant(*finding.due_at.value);
  return draft;
}

Result<Finding> Write(const Change& change, const Finding& finding, FactDraft draft) {
  draft.origin = finding.origin.value;
  draft.payload["finding"] = LinkOf(finding);
  return journal::Update(change.writer, finding, draft);
}

Result<Finding> Create(const Change& change, Finding finding) {
  LACHAN_TRY(const auto number, change.writer.NextNumber("finding"));
  finding.number.value = fmt::format("LH-{:05}", number);
  finding.opening = 1;
  FactDraft draft = OpenedFact(finding, finding.opened_at.value);
  draft.origin = finding.origin.value;
  draft.payload["finding"] = LinkOf(finding);
  boost::json::object shown;
  shown["number"] = finding.number.value.value;
  shown["title"] = finding.title.value.value;
  shown["weakness"] = finding.weakness.value.value;
  shown["target"] = finding.target.value.value;
  shown["port"] = finding.port.value;
  draft.payload["new"] = std::move(shown);
  return journal::Insert(change.writer, finding, draft);
}

Result<Finding> Reopen(const Change& change, Finding finding, std::string_view kind, Instant at) {
  finding.status = FindingStatus::open;
  finding.opened_at = at;
  ++finding.opening.value;
  finding.due_at = std::optional<Instant>{};
  finding.fixed_at = finding.hunted_at = finding.closed_at = finding.gone_at =
      std::optional<Instant>{};
  finding.fixed_by.value = finding.hunted_by.value = std::string();
  finding.fix_note.value = finding.hunt_note.value = finding.reason.value = std::string();
  finding.hunt_result = std::optional<HuntResult>{};
  finding.accepted_until = std::optional<CivilDate>{};
  Rate(finding, at, change.deadlines);
  FactDraft draft = OpenedFact(finding, at);
  draft.payload["again"] = std::string(kind);
  return Write(change, finding, std::move(draft));
}

Result<Finding> Rerate(const Change& change, const Finding& before, Finding after) {
  Rate(after, change.now, change.deadlines);
  if (after.allows_control.value && !before.allows_control.value && IsToDo(after.status.value)) {
    return Write(change, after, OpenedFact(after, change.now));
  }
  return Write(change, after, {.kind = "finding.rated"});
}

Status TakeBack(const Change& change, const Finding& finding, std::string_view kind) {
  journal::FactQuery query;
  query.kinds = {std::string(kind)};
  query.subject_kind = "finding";
  query.subject_id = finding.id.value;
  query.newest_first = true;
  query.limit = 20;
  LACHAN_TRY(const auto facts, change.writer.Facts(query));
  for (const Fact& fact : facts) {
    const auto payload = schema::ParseJson(fact.payload, {.max_bytes = 8 << 20});
    const auto* link =
        payload && payload->is_object() ? payload->get_object().if_contains("finding") : nullptr;
    if (link == nullptr || !link->is_string() || link->get_string() != LinkOf(finding)) continue;
    FactDraft draft{.kind = "fact.withdrawn"};
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

Result<Finding> MarkFalsePositive(const Change& change, Finding finding, std::string_view reason) {
  LACHAN_TRY_DO(MustBeToDo(finding));
  LACHAN_TRY(finding.reason.value.value, CheckText(reason, "note", true));
  LACHAN_TRY_DO(TakeBack(change, finding, "finding.opened"));
  finding.status = FindingStatus::false_positive;
  finding.closed_at = std::optional(change.now);
  return Write(change, finding, {.kind = "finding.false_positive"});
}

Result<Finding> Accept(const Change& change, Finding finding, std::string_view reason,
                       CivilDate until) {
  LACHAN_TRY_DO(MustBeToDo(finding));
  if (finding.allows_control.value) {
    return Fail(ErrorCode::kFailedPrecondition,
                "what lets an attacker take control is fixed and hunted, not accepted (1.c)");
  }
  finding.status = FindingStatus::accepted;
  finding.reason.value = std::string(reason);
  finding.accepted_until = std::optional(until);
  finding.closed_at = std::optional(change.now);
  FactDraft draft{.kind = "finding.accepted"};
  draft.payload["until"] = FormatDate(until);
  return Write(change, finding, std::move(draft));
}

Result<Finding> ActOn(const Change& change, std::int64_t id, const ActionRequest& request) {
  LACHAN_TRY(Finding finding, journal::Get<Finding>(change.writer, id));
  switch (request.action) {
    case FindingAction::fix:
      return FixOn(change, std::move(finding), request);
    case FindingAction::hunt:
      return HuntOn(change, std::move(finding), request);
    case FindingAction::take:
      LACHAN_TRY_DO(MustBeToDo(finding));
      finding.assignee_id = std::optional(change.caller.account);
      return Write(change, finding, {.kind = "finding.taken"});
    case FindingAction::assign:
      return AssignOn(change, std::move(finding), request);
    case FindingAction::false_positive:
      if (!change.caller.reach.everything) {
        return Fail(ErrorCode::kDenied,
                    "an agency asks for it; the coordinator or the leadership decides");
      }
      return MarkFalsePositive(change, std::move(finding), request.note);
    case FindingAction::reopen: {
      if (IsToDo(finding.status.value)) {
        return Fail(ErrorCode::kFailedPrecondition, "{} is open already",
                    finding.number.value.value);
      }
      LACHAN_TRY_DO(CheckText(request.note, "note", true));
      return Reopen(change, std::move(finding), "by_hand", change.now);
    }
  }
  return Fail(ErrorCode::kInternal, "no such action");
}

namespace {

/// The old values that a fact's "changed" tells of, put back.
Status PutBack(const boost::json::object& changed, Finding& finding) {
  const auto& entity = schema::Describe<Finding>();
  auto record = schema::ToRecord(finding);
  for (const auto& [name, pair] : changed) {
    const int at = entity.Find(name);
    const auto* both = pair.if_array();
    if (at < 0 || both == nullptr || both->size() != 2) {
      return Fail(ErrorCode::kFailedPrecondition, "what was done cannot be taken back");
    }
    const auto& field = entity.fields[static_cast<std::size_t>(at)];
    auto& value = record[static_cast<std::size_t>(at)];
    const auto& old = both->front();
    if (old.is_null()) {
      value = schema::Value{};
    } else if (field.type == schema::FieldType::kInstant) {
      LACHAN_TRY(const Instant instant, ParseInstant(std::string_view(old.get_string())));
      value = static_cast<std::int64_t>(instant.time_since_epoch().count());
    } else if (old.is_bool()) {
      value = std::int64_t{old.get_bool()};
    } else if (old.is_int64()) {
      value = old.get_int64();
    } else if (old.is_string()) {
      value = std::string(old.get_string());
    } else {
      value = boost::json::serialize(old);
    }
  }
  finding = schema::FromRecord<Finding>(record);
  return {};
}

}  // namespace

Result<Finding> UndoOn(const Change& change, const UndoItem& item) {
  LACHAN_TRY(Finding finding, journal::Get<Finding>(change.writer, item.id));
  if (finding.version.value != item.version) {
    return Fail(ErrorCode::kConflict, "{} was changed since; it stays as it is",
                finding.number.value.value);
  }
  journal::FactQuery query;
  query.kinds = {"finding.*"};
  query.subject_kind = "finding";
  query.subject_id = item.id;
  query.newest_first = true;
  query.limit = 1;
  LACHAN_TRY(const auto facts, change.writer.Facts(query));
  if (facts.empty() || facts.front().actor != change.caller.account) {
    return Fail(ErrorCode::kDenied, "somebody else did it");
  }
  const Fact& last = facts.front();
  const auto payload = schema::ParseJson(last.payload, {.max_bytes = 8 << 20});
  const auto* changed =
      payload && payload->is_object() ? payload->get_object().if_contains("changed") : nullptr;
  if (changed == nullptr || !changed->is_object()) {
    return Fail(ErrorCode::kFailedPrecondition, "what was done cannot be taken back");
  }
  if (last.kind == "finding.fixed" || last.kind == "finding.hunted" ||
      last.kind == "finding.opened") {
    LACHAN_TRY_DO(TakeBack(change, finding, last.kind));
  }
  const bool was_none = finding.status.value == FindingStatus::false_positive;
  LACHAN_TRY_DO(PutBack(changed->get_object(), finding));
  // Duties that went with "false positive" are there again, with their old limit.
  if (was_none && IsToDo(finding.status.value)) {
    FactDraft draft = OpenedFact(finding, finding.opened_at.value);
    draft.payload["again"] = "undone";
    return Write(change, finding, std::move(draft));
  }
  return Write(change, finding, {.kind = "finding.restored"});
}

}  // namespace lachan::findings
