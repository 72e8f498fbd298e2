// SPDX-License-Identifier: Apache-2.0
#include "dossiers/dossier_service.h"

#include <boost/json/serialize.hpp>

#include <algorithm>

#include "schema/json.h"

namespace lachan::dossiers {
namespace {

using directive::DueAt;
using journal::Caller;
using journal::FactDraft;
using journal::Writer;
using levels::Body;
using levels::PartKind;
using levels::Regime;

std::unexpected<Error> Refuse(std::string_view why, std::string field, std::string message,
                              ErrorCode code = ErrorCode::kFailedPrecondition) {
  Error error(code, std::string(why));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

template <class Enum>
std::string NameOf(Enum value) {
  return std::get<std::string>(schema::internal::ToValue(value));
}

bool IsOpen(DossierStatus status) {
  return status != DossierStatus::approved && status != DossierStatus::withdrawn;
}

bool IsEditable(DossierStatus status) {
  return status == DossierStatus::draft || status == DossierStatus::returned;
}

Status Expect(const Dossier& dossier, std::initializer_list<DossierStatus> states) {
  if (std::ranges::find(states, dossier.status.value) != states.end()) return {};
  return Refuse("the dossier is not at this step", "status",
                "wrong_step:" + NameOf(dossier.status.value));
}

Status ExpectReviewer(const Caller& caller, Authority authority) {
  if (caller.reach.everything && authority != Authority::kNone) return {};
  return Fail(ErrorCode::kDenied, "only the appraising and the approving side may do this");
}

/// Two steps of a dossier are done by two persons.
Status ExpectOther(const Caller& caller, std::int64_t account, const char* field) {
  if (caller.account.value == 0 || caller.account.value != account) return {};
  return Refuse("the same person did the step before: another one must", field, "same_person");
}

/// The open dossier of a system, if there is one.
Result<std::optional<Dossier>> FindOpen(journal::Reader& reader, SystemId system) {
  journal::ListQuery query;
  query.filters = {
      journal::Equals("system_id", system.value),
      {"status",
       journal::Filter::Op::kIn,
       {NameOf(DossierStatus::draft), NameOf(DossierStatus::filed), NameOf(DossierStatus::returned),
        NameOf(DossierStatus::appraising), NameOf(DossierStatus::appraised)}}};
  query.limit = 1;
  LACHAN_TRY(auto rows, journal::List<Dossier>(reader, query));
  if (rows.empty()) return std::nullopt;
  return std::optional(std::move(rows.front()));
}

std::string JsonOf(const std::vector<PartKind>& kinds) {
  boost::json::array array;
  for (const PartKind kind : kinds) array.push_back(boost::json::string(NameOf(kind)));
  return boost::json::serialize(array);
}

}  // namespace

levels::Answers DossierService::AnswersOf(const System& system) {
  levels::Answers answers;
  answers.internal = system.kind == SystemKind::internal;
  answers.public_service = system.kind == SystemKind::public_service;
  answers.infrastructure = system.kind == SystemKind::infrastructure;
  answers.industrial = system.kind == SystemKind::industrial_control;
  answers.state_secret = system.has_state_secrets;
  if (answers.infrastructure && system.is_shared) answers.scope = levels::Scope::sector_or_province;
  if (system.users.value > 0) answers.users = system.users.value;
  if (system.basic_subjects.value > 0) answers.basic_subjects = system.basic_subjects.value;
  if (system.sensitive_subjects.value > 0) {
    answers.sensitive_subjects = system.sensitive_subjects.value;
  } else if (system.has_personal_data && !system.has_sensitive_data) {
    answers.sensitive_subjects = levels::People(0);
  }
  const bool is_private =
      system.has_personal_data || system.has_sensitive_data || system.has_state_secrets;
  if (system.only_public_information) answers.only_public_information = true;
  if (is_private) answers.only_public_information = false;
  return answers;
}

Result<Regime> DossierService::RegimeFor(const System& system, std::optional<Regime> wanted) const {
  const CivilDate day = today();
  const Regime usual = levels::RegimeAt(day, options_.dates.regimes);
  if (!wanted || *wanted == usual) return usual;
  // NĐ 331 Đ39.1: what was under investment before the law may be finished under the old rules.
  const bool is_old = CivilDateAt(system.created_at.value) < options_.dates.law_from;
  const bool is_running = system.state == SystemState::in_operation;
  if (*wanted == Regime::nd85 && is_old && !is_running && day < options_.dates.finish_nd85_by) {
    return Regime::nd85;
  }
  return Refuse("these rules do not apply to the system any more", "regime", "regime_not_in_force",
                ErrorCode::kInvalidInput);
}

Status DossierService::Fill(Dossier& dossier, const System& system, const DraftInput& input) const {
  const auto wrong = levels::Contradictions(input.answers);
  if (!wrong.empty()) {
    Error error(ErrorCode::kInvalidInput, "answers contradict each other");
    for (const auto& one : wrong) error.AddField({std::string(one.field), std::string(one.code)});
    return std::unexpected(std::move(error));
  }
  LACHAN_TRY(const Regime regime, RegimeFor(system, input.regime));
  dossier.regime = regime;
  dossier.answers = schema::Json(boost::json::serialize(schema::Encode(input.answers)));
  dossier.explanation = input.explanation;
  dossier.change_reason = input.change_reason;
  const auto determination = levels::Determine(input.answers, regime);
  dossier.level = determination.is_complete ? determination.level : 0;
  return {};
}

Result<Dossier> DossierService::Draft(const Caller& caller, SystemId id, const DraftInput& input) {
  return journal::ChangeFor<Dossier>(deps_.store, caller, [&](Writer& writer) -> Result<Dossier> {
    LACHAN_TRY(const auto system, journal::Get<System>(writer, id.value));
    LACHAN_TRY(const auto open, FindOpen(writer, id));
    if (open) {
      return Refuse("a dossier of this system is open already", "system_id",
                    fmt::format("open:{}", open->number.value.value), ErrorCode::kConflict);
    }
    LACHAN_TRY(const auto approved, FindApprovedLevel(writer, id, options_.dates.regimes));
    Dossier dossier;
    dossier.agency_id = system.agency_id;
    dossier.system_id = id;
    dossier.kind = approved ? DossierKind::redetermination : DossierKind::first;
    dossier.status = DossierStatus::draft;
    dossier.missing = schema::Json("[]");
    dossier.is_demo = options_.is_demo;
    LACHAN_TRY_DO(Fill(dossier, system, input));
    const int year = static_cast<int>(today().year());
    LACHAN_TRY(const auto number, writer.NextNumber(fmt::format("dossier-{}", year)));
    dossier.number = schema::Line<0, 40>(fmt::format("HSCD-{}-{:04}", year, number));
    return journal::Insert(writer, dossier, {.kind = "dossier.drafted"});
  });
}

Result<Dossier> DossierService::Move(
    const Caller& caller, std::int64_t id, const char* kind,
    const std::function<Status(Writer&, Dossier&, FactDraft&)>& change) {
  return journal::ChangeFor<Dossier>(deps_.store, caller, [&](Writer& writer) -> Result<Dossier> {
    LACHAN_TRY(auto dossier, journal::Get<Dossier>(writer, id));
    FactDraft fact;
    fact.kind = kind;
    LACHAN_TRY_DO(change(writer, dossier, fact));
    return journal::Update(writer, dossier, fact);
  });
}

Result<Dossier> DossierService::Change(const Caller& caller, std::int64_t id,
                                       const DraftInput& input) {
  return Move(
      caller, id, "dossier.changed", [&](Writer& writer, Dossier& dossier, FactDraft&) -> Status {
        if (!IsEditable(dossier.status)) {
          return Expect(dossier, {DossierStatus::draft, DossierStatus::returned});
        }
        LACHAN_TRY(const auto system, journal::Get<System>(writer, dossier.system_id.value));
        DraftInput kept = input;
        // The rules a draft was begun under stay, unless others are asked for.
        if (!kept.regime) kept.regime = dossier.regime.value;
        if (!RegimeFor(system, kept.regime)) kept.regime.reset();
        return Fill(dossier, system, kept);
      });
}

Result<Dossier> DossierService::File(const Caller& caller, std::int64_t id) {
  return Move(caller, id, "dossier.filed",
              [&](Writer& writer, Dossier& dossier, FactDraft& fact) -> Status {
                LACHAN_TRY_DO(Expect(dossier, {DossierStatus::draft, DossierStatus::returned}));
                if (dossier.level.value < 1) {
                  return Refuse("the answers do not give a level yet", "answers", "no_level");
                }
                LACHAN_TRY(const auto system,
                           journal::Get<System>(writer, dossier.system_id.value));
                LACHAN_TRY(const auto parts, Parts(writer, dossier, system));
                Error error(ErrorCode::kFailedPrecondition, "parts of the dossier are missing");
                for (const PartState& part : parts) {
                  if (part.is_present || part.rule.before_approval) continue;
                  error.AddField({"part." + NameOf(part.rule.kind), "missing_part"});
                }
                if (!error.fields().empty()) return std::unexpected(std::move(error));
                LACHAN_TRY(const bool operates, UnitOperates(writer, system));
                const auto route = RouteFor(dossier, system, operates);
                const Instant now = deps_.clock.Now();
                dossier.status = DossierStatus::filed;
                dossier.round = dossier.round.value + 1;
                dossier.filed_at = std::optional(now);
                dossier.check_due = std::optional(DueAt(now, route.check, deps_.calendar));
                dossier.accepted_at = dossier.appraised_at = std::optional<Instant>{};
                dossier.appraise_due = dossier.approve_due = std::optional<Instant>{};
                dossier.proposed_by = schema::Line<0, 200>(caller.name);
                dossier.proposer_id = caller.account.value;
                dossier.appraiser = route.appraiser;
                fact.payload["level"] = dossier.level.value;
                fact.payload["round"] = dossier.round.value;
                return {};
              });
}

Result<Dossier> DossierService::Withdraw(const Caller& caller, std::int64_t id,
                                         const std::string& why) {
  return Move(caller, id, "dossier.withdrawn",
              [&](Writer&, Dossier& dossier, FactDraft& fact) -> Status {
                if (!IsOpen(dossier.status)) return Expect(dossier, {DossierStatus::draft});
                dossier.status = DossierStatus::withdrawn;
                dossier.remarks = schema::Paragraph<8000>(why);
                fact.payload["why"] = why;
                return {};
              });
}

Result<Dossier> DossierService::Return(const Caller& caller, std::int64_t id, Authority authority,
                                       const std::vector<PartKind>& missing,
                                       const std::string& remarks) {
  return Move(caller, id, "dossier.returned",
              [&](Writer&, Dossier& dossier, FactDraft& fact) -> Status {
                LACHAN_TRY_DO(ExpectReviewer(caller, authority));
                LACHAN_TRY_DO(Expect(dossier, {DossierStatus::filed}));
                LACHAN_TRY_DO(ExpectOther(caller, dossier.proposer_id, "status"));
                if (missing.empty() && remarks.empty()) {
                  return Refuse("say which parts are missing", "missing", "required",
                                ErrorCode::kInvalidInput);
                }
                const Instant now = deps_.clock.Now();
                dossier.status = DossierStatus::returned;
                dossier.missing = schema::Json(JsonOf(missing));
                dossier.remarks = schema::Paragraph<8000>(remarks);
                dossier.accepted_by = schema::Line<0, 200>(caller.name);
                dossier.acceptor_id = caller.account.value;
                const bool is_late = dossier.check_due.value && now >= *dossier.check_due.value;
                fact.payload["late"] = is_late;
                return {};
              });
}

Result<Dossier> DossierService::Accept(const Caller& caller, std::int64_t id, Authority authority) {
  return Move(caller, id, "dossier.accepted",
              [&](Writer& writer, Dossier& dossier, FactDraft& fact) -> Status {
                LACHAN_TRY_DO(ExpectReviewer(caller, authority));
                LACHAN_TRY_DO(Expect(dossier, {DossierStatus::filed}));
                LACHAN_TRY_DO(ExpectOther(caller, dossier.proposer_id, "status"));
                LACHAN_TRY(const auto system,
                           journal::Get<System>(writer, dossier.system_id.value));
                LACHAN_TRY(const bool operates, UnitOperates(writer, system));
                const auto route = RouteFor(dossier, system, operates);
                const Instant now = deps_.clock.Now();
                dossier.status = DossierStatus::appraising;
                dossier.missing = schema::Json("[]");
                dossier.remarks = schema::Paragraph<8000>("");
                dossier.accepted_at = std::optional(now);
                dossier.accepted_by = schema::Line<0, 200>(caller.name);
                dossier.acceptor_id = caller.account.value;
                dossier.appraise_due = std::optional(DueAt(now, route.appraise, deps_.calendar));
                fact.payload["late"] = dossier.check_due.value && now >= *dossier.check_due.value;
                return {};
              });
}

Result<Dossier> DossierService::Appraise(const Caller& caller, std::int64_t id, Authority authority,
                                         const Appraisal& appraisal) {
  return Move(
      caller, id, "dossier.appraised",
      [&](Writer& writer, Dossier& dossier, FactDraft& fact) -> Status {
        LACHAN_TRY_DO(ExpectReviewer(caller, authority));
        LACHAN_TRY_DO(Expect(dossier, {DossierStatus::appraising}));
        LACHAN_TRY_DO(ExpectOther(caller, dossier.proposer_id, "status"));
        LACHAN_TRY(const auto system, journal::Get<System>(writer, dossier.system_id.value));
        LACHAN_TRY(const bool operates, UnitOperates(writer, system));
        const auto route = RouteFor(dossier, system, operates);
        if (route.appraiser == Body::ministry && appraisal.body != Body::ministry) {
          return Refuse("from level 4 the ministry appraises", "body", "not_ministry");
        }
        const bool is_outside =
            appraisal.body == Body::other_unit || appraisal.body == Body::council;
        if (route.is_conflict && !is_outside) {
          return Refuse(
              "the specialised unit operates the system itself: another unit or a council "
              "appraises (NĐ 331/2026 Đ18)",
              "body", "conflict_of_interest");
        }
        if (appraisal.body != Body::specialised_unit && appraisal.body_name.empty()) {
          return Refuse("who appraised?", "body_name", "required", ErrorCode::kInvalidInput);
        }
        if (!appraisal.is_passed && appraisal.remarks.empty()) {
          return Refuse("say what does not pass", "remarks", "required", ErrorCode::kInvalidInput);
        }
        const Instant now = deps_.clock.Now();
        dossier.remarks = schema::Paragraph<8000>(appraisal.remarks);
        dossier.appraiser = appraisal.body;
        dossier.appraiser_name = schema::Line<0, 200>(appraisal.body_name);
        dossier.appraised_by = schema::Line<0, 200>(caller.name);
        dossier.appraiser_id = caller.account.value;
        dossier.appraised_at = std::optional(now);
        fact.payload["passed"] = appraisal.is_passed;
        fact.payload["late"] = dossier.appraise_due.value && now >= *dossier.appraise_due.value;
        if (appraisal.is_passed) {
          dossier.status = DossierStatus::appraised;
          dossier.approve_due = std::optional(DueAt(now, route.approve, deps_.calendar));
        } else {
          dossier.status = DossierStatus::returned;
        }
        return {};
      });
}

Status DossierService::Decide(Writer& writer, const Caller& caller, Dossier& dossier,
                              const DecisionInput& decision) {
  Error error(ErrorCode::kInvalidInput, "what a decision needs");
  if (decision.number.empty()) error.AddField({"number", "required"});
  if (decision.signer_name.empty()) error.AddField({"signer_name", "required"});
  const Instant now = deps_.clock.Now();
  if (!decision.decided_on.ok()) {
    error.AddField({"decided_on", "required"});
  } else if (decision.decided_on > CivilDateAt(now)) {
    error.AddField({"decided_on", "in_future"});
  } else if (dossier.appraised_at.value &&
             decision.decided_on < CivilDateAt(*dossier.appraised_at.value)) {
    error.AddField({"decided_on", "before_start"});
  }
  if (!error.fields().empty()) return std::unexpected(std::move(error));
  dossier.status = DossierStatus::approved;
  dossier.approved_at = std::optional(now);
  dossier.approved_by = schema::Line<0, 200>(caller.name);
  dossier.decision_number = schema::Line<0, 60>(decision.number);
  dossier.decided_on = std::optional(decision.decided_on);
  dossier.signer_name = schema::Line<0, 120>(decision.signer_name);
  dossier.signer_title = schema::Line<0, 200>(decision.signer_title);
  dossier.decision_file_id = decision.file;

  FactDraft approved;  // The fact that discharges the duty of point 1.b.
  approved.kind = "system.level_approved";
  approved.payload = {{"level", dossier.level.value},
                      {"result", "done"},
                      {"regime", NameOf(dossier.regime.value)},
                      {"number", decision.number}};
  approved.agency = dossier.agency_id;
  approved.system = dossier.system_id;
  approved.occurred_at = StartOfDay(decision.decided_on);
  approved.subject_kind = "dossier";
  approved.subject_id = dossier.id;
  LACHAN_TRY_DO(writer.Note(approved));

  LACHAN_TRY(const auto before, writer.Get(schema::Describe<System>(), dossier.system_id.value));
  auto system = schema::FromRecord<System>(before);
  if (system.level.value == dossier.level.value) return {};
  system.level = dossier.level.value;
  const auto row = schema::ToRecord(system);
  const auto* definition = deps_.registers.Find("system");
  const auto fact =
      definition != nullptr && definition->fact
          ? definition->fact(journal::RowAction::kChange, &before, row)
          : journal::DefaultFact(schema::Describe<System>(), journal::RowAction::kChange);
  LACHAN_TRY_DO(writer.Update(schema::Describe<System>(), row, fact));
  return {};
}

Result<Dossier> DossierService::Approve(const Caller& caller, std::int64_t id, Authority authority,
                                        const DecisionInput& decision) {
  return Move(
      caller, id, "dossier.approved",
      [&](Writer& writer, Dossier& dossier, FactDraft& fact) -> Status {
        LACHAN_TRY_DO(ExpectReviewer(caller, authority));
        LACHAN_TRY_DO(Expect(dossier, {DossierStatus::appraised}));
        LACHAN_TRY_DO(ExpectOther(caller, dossier.appraiser_id, "status"));
        LACHAN_TRY_DO(ExpectOther(caller, dossier.proposer_id, "status"));
        LACHAN_TRY(const auto system, journal::Get<System>(writer, dossier.system_id.value));
        const auto route = RouteFor(dossier, system, false);
        if (route.approver == Body::owner && authority != Authority::kOwner) {
          return Refuse("from level 3 the owner decides", "status", "owner_decides");
        }
        LACHAN_TRY(const auto parts, Parts(writer, dossier, system));
        for (const PartState& part : parts) {
          if (part.is_present) continue;
          const bool is_regulation = part.rule.kind == PartKind::regulation;
          return Refuse(is_regulation
                            ? "the security regulation is issued before the dossier is approved "
                              "(NĐ 331/2026 Đ30)"
                            : "a part of the dossier is missing",
                        "part." + NameOf(part.rule.kind), "missing_part");
        }
        LACHAN_TRY_DO(Decide(writer, caller, dossier, decision));
        const Instant now = *dossier.approved_at.value;
        fact.payload["late"] = dossier.approve_due.value && now >= *dossier.approve_due.value;
        fact.payload["level"] = dossier.level.value;
        return {};
      });
}

}  // namespace lachan::dossiers
