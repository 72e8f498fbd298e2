// SPDX-License-Identifier: Apache-2.0
#include "obligations/relief_service.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"
#include "directive/official_text.h"
#include "obligations/directive_text_entity.h"
#include "register/entities.h"

namespace lachan::obligations {
namespace {

using journal::RowAction;
using journal::RowChange;
using std::chrono::sys_days;

std::unexpected<Error> Wrong(std::string what, std::string field, std::string message) {
  Error error(ErrorCode::kInvalidInput, std::move(what));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

Status CheckPart(const directive::Directive* directive, const DutyRelief& relief) {
  if (directive == nullptr) return {};
  const std::string& id = relief.part.value;
  const auto* part = directive->FindPart(id);
  const auto* obligation = directive->FindObligation(id);
  if (part == nullptr && obligation == nullptr) {
    return Wrong(fmt::format("the directive has no duty '{}'", PrintableForLog(id, 40)), "part",
                 "no_such_duty");
  }
  if (!relief.system_id) return {};
  const bool speaks_of_systems =
      part != nullptr ? part->per == directive::Part::Per::kSystem
                      : std::ranges::any_of(obligation->parts, [](const directive::Part& one) {
                          return one.per == directive::Part::Per::kSystem;
                        });
  // Events name the system of their trigger, also where the duty is the agency's.
  const bool is_event = part != nullptr && std::holds_alternative<directive::EventRule>(part->rule);
  if (speaks_of_systems || is_event) return {};
  return Wrong("this duty is the agency's own; leave the system empty", "system_id",
               "not_of_a_system");
}

Status CheckRelief(const DutyRelief& relief, const directive::Directive* directive) {
  if (relief.effect == ReliefEffect::pause && !relief.last_day) {
    return Wrong("a pause needs its last day", "last_day", "required");
  }
  if (relief.last_day && sys_days{*relief.last_day} < sys_days{relief.from_day}) {
    return Wrong("a relief cannot end before it begins", "last_day", "before_start");
  }
  return CheckPart(directive, relief);
}

Status BeforeRelief(RowChange& change, const directive::Directive* directive) {
  auto relief = change.As<DutyRelief>();
  if (change.action == RowAction::kCreate) {
    relief.state = ReliefState::proposed;
    relief.proposed_by = schema::Line<0, 200>(change.caller.name);
    relief.proposer = change.caller.account.value;
    relief.is_demo = false;
    change.Set(relief);
  } else if (relief.state.value != ReliefState::proposed) {
    return Fail(ErrorCode::kFailedPrecondition,
                "a relief that was decided stays as it is; end it, or propose another");
  }
  return CheckRelief(relief, directive);
}

Status BeforeText(RowChange& change, const directive::Directive* directive) {
  auto text = change.As<DirectiveText>();
  if (change.action != RowAction::kCreate) {
    return Fail(ErrorCode::kFailedPrecondition, "attach the corrected text anew; both are kept");
  }
  if (directive != nullptr) text.directive = schema::Line<0, 80>(directive->id);
  text.attached_by = schema::Line<0, 200>(change.caller.name);
  text.sha256 = schema::Line<0, 64>(Sha256Hex(directive::NormalisedText(text.text.value)));
  if (text.matches.value.empty()) text.matches = schema::Json("{}");
  change.Set(text);
  return {};
}

Status MustSeeAll(const journal::Caller& caller) {
  if (caller.reach.everything) return {};
  return Fail(ErrorCode::kDenied, "only who sees the whole province decides on a relief");
}

Status MustDecide(const journal::Caller& caller, const DutyRelief& relief) {
  if (relief.state.value != ReliefState::proposed) {
    return Fail(ErrorCode::kFailedPrecondition, "this relief was decided already");
  }
  if (caller.account.value != 0 && caller.account.value == relief.proposer.value) {
    return Fail(ErrorCode::kFailedPrecondition,
                "who proposed a relief does not decide on it: another person must");
  }
  return {};
}

journal::FactDraft DraftOf(std::string kind, const DutyRelief& relief) {
  journal::FactDraft draft;
  draft.kind = std::move(kind);
  draft.payload["relief"] = std::to_string(relief.id.value);
  draft.payload["part"] = relief.part.value;
  draft.payload["basis"] = relief.basis.value;
  draft.payload["decided_by"] = relief.decided_by.value;
  return draft;
}

Status CheckReason(std::string_view reason) {
  if (Trim(reason).empty()) return Wrong("say why", "reason", "required");
  if (CodePoints(reason) > 300) return Wrong("the reason is too long", "reason", "too_long:300");
  return {};
}

}  // namespace

void AddRegisters(journal::Registers& registers, const directive::Directive* directive) {
  auto& reliefs = registers.Add<DutyRelief>();
  reliefs.before_change.push_back(
      [directive](RowChange& change) { return BeforeRelief(change, directive); });
  auto& texts = registers.Add<DirectiveText>();
  texts.is_changeable = texts.is_archivable = false;
  texts.before_change.push_back(
      [directive](RowChange& change) { return BeforeText(change, directive); });
}

journal::FactDraft ReliefFact(const DutyRelief& relief) {
  journal::FactDraft draft = DraftOf("duty.relieved", relief);
  draft.payload["effect"] = relief.effect == ReliefEffect::pause ? "pause" : "exemption";
  draft.payload["from"] = FormatDate(relief.from_day);
  if (relief.last_day) draft.payload["to"] = FormatDate(AddDays(*relief.last_day, 1));
  return draft;
}

Result<DutyRelief> ReliefService::Confirm(const journal::Caller& caller, std::int64_t id) {
  LACHAN_TRY_DO(MustSeeAll(caller));
  return journal::ChangeFor<DutyRelief>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<DutyRelief> {
        LACHAN_TRY(auto relief, journal::Get<DutyRelief>(writer, id));
        LACHAN_TRY_DO(MustDecide(caller, relief));
        relief.state = ReliefState::in_force;
        relief.confirmed_by = schema::Line<0, 200>(caller.name);
        relief.confirmed_at = std::optional(deps_.clock.Now());
        return journal::Update(writer, relief, ReliefFact(relief));
      });
}

Result<DutyRelief> ReliefService::Refuse(const journal::Caller& caller, std::int64_t id,
                                         std::string_view reason) {
  LACHAN_TRY_DO(MustSeeAll(caller));
  LACHAN_TRY_DO(CheckReason(reason));
  return journal::ChangeFor<DutyRelief>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<DutyRelief> {
        LACHAN_TRY(auto relief, journal::Get<DutyRelief>(writer, id));
        LACHAN_TRY_DO(MustDecide(caller, relief));
        relief.state = ReliefState::refused;
        relief.confirmed_by = schema::Line<0, 200>(caller.name);
        relief.confirmed_at = std::optional(deps_.clock.Now());
        relief.ended_reason = schema::Line<0, 300>(std::string(Trim(reason)));
        return journal::Update(writer, relief, DraftOf("duty_relief.refused", relief));
      });
}

Result<DutyRelief> ReliefService::End(const journal::Caller& caller, std::int64_t id,
                                      CivilDate from, std::string_view reason) {
  LACHAN_TRY_DO(MustSeeAll(caller));
  LACHAN_TRY_DO(CheckReason(reason));
  return journal::ChangeFor<DutyRelief>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<DutyRelief> {
        LACHAN_TRY(auto relief, journal::Get<DutyRelief>(writer, id));
        if (relief.state.value != ReliefState::in_force) {
          return Fail(ErrorCode::kFailedPrecondition, "only a relief in force can be ended");
        }
        if (sys_days{from} < sys_days{relief.from_day}) {
          return Wrong("it cannot end before it began", "from", "before_start");
        }
        if (relief.last_day && sys_days{from} > sys_days{*relief.last_day}) {
          return Wrong("it ends before that day anyhow", "from", "after_end");
        }
        relief.state = ReliefState::ended;
        relief.ended_from = std::optional(from);
        relief.ended_reason = schema::Line<0, 300>(std::string(Trim(reason)));
        auto draft = DraftOf("duty.relief_ended", relief);
        draft.payload["from"] = FormatDate(from);
        draft.payload["reason"] = relief.ended_reason.value.value;
        return journal::Update(writer, relief, draft);
      });
}

}  // namespace lachan::obligations
