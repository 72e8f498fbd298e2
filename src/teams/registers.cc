// SPDX-License-Identifier: Apache-2.0
#include "teams/registers.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "journal/payload.h"
#include "teams/contacts.h"
#include "teams/entities.h"
#include "teams/rules.h"

LACHAN_ENTITY_CODE(lachan::Team);
LACHAN_ENTITY_CODE(lachan::Expert);
LACHAN_ENTITY_CODE(lachan::Certificate);
LACHAN_ENTITY_CODE(lachan::Qualification);
LACHAN_ENTITY_CODE(lachan::TeamMember);
LACHAN_ENTITY_CODE(lachan::DutyShift);
LACHAN_ENTITY_CODE(lachan::RosterMonth);
LACHAN_ENTITY_CODE(lachan::ContactLink);
LACHAN_ENTITY_CODE(lachan::ContactCheck);

namespace lachan::teams {
namespace {

using journal::FactDraft;
using journal::RowAction;
using journal::RowChange;
using journal::Writer;

// ---- teams --------------------------------------------------------------------------------------

Status BeforeTeam(RowChange& change, const Clock& clock) {
  LACHAN_TRY_DO(NotRestored(change));
  auto team = change.As<Team>();
  const CivilDate today = CivilDateAt(clock.Now());
  if (change.action == RowAction::kCreate) {
    LACHAN_TRY(const auto agency, journal::Get<Agency>(change.writer, team.agency_id.value));
    team.scope = agency.is_coordinator ? TeamScope::province : TeamScope::agency;
    if (team.established_on > today) {
      return Wrong("established_on", "in_future", "a team is entered when it was set up");
    }
  } else if (change.action == RowAction::kChange) {
    LACHAN_TRY_DO(Fixed(change, {"agency_id", "established_on"}));
    const auto before = schema::FromRecord<Team>(*change.before);
    if (before.dissolved_on) LACHAN_TRY_DO(Fixed(change, {"dissolved_on"}));
  }
  if (team.dissolved_on && *team.dissolved_on < team.established_on) {
    return Wrong("dissolved_on", "before_start", "a team is not dissolved before it was set up");
  }
  if (team.dissolved_on && *team.dissolved_on > today) {
    return Wrong("dissolved_on", "in_future", "the end of a team is entered when it has come");
  }
  change.Set(team);
  return {};
}

FactDraft FactOfTeam(RowAction action, const schema::Record& row) {
  const auto team = schema::FromRecord<Team>(row);
  FactDraft draft = journal::DefaultFact(schema::Describe<Team>(), action);
  if (action == RowAction::kCreate) {
    draft.kind = "team.established";
    draft.occurred_at = StartOfDay(team.established_on);
    draft.payload["decision_number"] = team.decision_number.value;
  }
  return draft;
}

/// "team.dissolved" when the agency is left without a team.
Status NoteDissolved(const RowChange& change, const Team& team) {
  journal::ListQuery query;
  query.filters = {journal::Equals("agency_id", team.agency_id.value),
                   {"dissolved_on", journal::Filter::Op::kIsNull},
                   {"id", journal::Filter::Op::kNotEqual, {team.id.value}}};
  LACHAN_TRY(const auto others, change.writer.Count(schema::Describe<Team>(), query));
  if (others > 0) return {};
  FactDraft draft;
  draft.kind = "team.dissolved";
  draft.agency = team.agency_id;
  draft.subject_kind = "team";
  draft.subject_id = team.id;
  draft.occurred_at = StartOfDay(*team.dissolved_on);
  return change.writer.Note(draft);
}

Status AfterTeam(const RowChange& change) {
  const auto team = change.As<Team>();
  if (change.action == RowAction::kArchive) {
    LACHAN_TRY_DO(WithdrawFacts(change.writer, "team.established", "team", team.id));
    return WithdrawFacts(change.writer, "team.dissolved", "team", team.id);
  }
  const bool ends =
      team.dissolved_on && (change.action == RowAction::kCreate || change.Changes("dissolved_on"));
  return ends ? NoteDissolved(change, team) : Status{};
}

// ---- members ------------------------------------------------------------------------------------

Status BeforeMember(RowChange& change) {
  const auto member = change.As<TeamMember>();
  if (member.left_on && *member.left_on < member.joined_on) {
    return Wrong("left_on", "before_start", "nobody leaves before joining");
  }
  if (change.action != RowAction::kCreate && !change.Changes("team_id")) return {};
  LACHAN_TRY(const auto team, journal::Get<Team>(change.writer, member.team_id.value));
  if (team.archived.value || (team.dissolved_on && *team.dissolved_on <= member.joined_on)) {
    return Wrong("team_id", "team_dissolved", "the team was dissolved by then");
  }
  return {};
}

// ---- experts and their qualification ------------------------------------------------------------

Result<std::vector<Qualification>> QualificationsOf(journal::Reader& reader, std::int64_t expert) {
  journal::ListQuery query;
  query.filters = {journal::Equals("expert_id", expert)};
  return journal::ListAll<Qualification>(reader, query);
}

/// Writes "expert.qualified" for a decision that was not revoked.
Status NoteQualified(Writer& writer, const Qualification& qualification, const Expert& expert) {
  FactDraft draft;
  draft.kind = "expert.qualified";
  draft.agency = qualification.agency_id;
  draft.subject_kind = "qualification";
  draft.subject_id = qualification.id;
  draft.occurred_at = StartOfDay(qualification.decided_on);
  draft.payload["expert"] = ExpertKey(expert.id);
  draft.payload["name"] = expert.name.value;
  draft.payload["basis"] = qualification.basis.value;
  if (const auto until = QualifiedUntil(qualification, expert)) {
    draft.payload["until"] = FormatDate(*until);
  }
  return writer.Note(draft);
}

Status NoteExpertLeft(Writer& writer, AgencyId agency, std::int64_t expert, CivilDate day,
                      std::string_view why) {
  FactDraft draft;
  draft.kind = "expert.left";
  draft.agency = agency;
  draft.subject_kind = "expert";
  draft.subject_id = expert;
  draft.occurred_at = StartOfDay(day);
  draft.payload["expert"] = ExpertKey(expert);
  draft.payload["why"] = why;
  return writer.Note(draft);
}

Status BeforeExpert(RowChange& change, const Clock& clock) {
  const auto expert = change.As<Expert>();
  if (expert.employment == Employment::hired) {
    if (expert.employer.empty()) return Wrong("employer", "required", "hired from whom?");
    if (!expert.contract_from) return Wrong("contract_from", "required", "hired since when?");
    if (!expert.contract_until) return Wrong("contract_until", "required", "hired until when?");
  }
  if (expert.contract_from && expert.contract_until &&
      *expert.contract_until < *expert.contract_from) {
    return Wrong("contract_until", "before_start", "a contract does not end before it begins");
  }
  if (expert.left_on && *expert.left_on < expert.joined_on) {
    return Wrong("left_on", "before_start", "nobody leaves before joining");
  }
  if (expert.left_on && *expert.left_on > CivilDateAt(clock.Now())) {
    return Wrong("left_on", "in_future", "leaving is entered when it has happened");
  }
  if (change.action != RowAction::kChange || !change.before) return {};
  const auto before = schema::FromRecord<Expert>(*change.before);
  return before.left_on ? Fixed(change, {"left_on"}) : Status{};
}

Status AfterExpert(const RowChange& change) {
  if (change.action == RowAction::kCreate) return {};
  const auto expert = change.As<Expert>();
  const auto before = schema::FromRecord<Expert>(*change.before);
  LACHAN_TRY(const auto qualifications, QualificationsOf(change.writer, expert.id));
  if (change.action == RowAction::kArchive) {
    for (const auto& row : qualifications) {
      LACHAN_TRY_DO(WithdrawFacts(change.writer, "expert.qualified", "qualification", row.id));
    }
    return {};
  }
  const bool moved = QualifiedUntil({}, expert) != QualifiedUntil({}, before);
  for (const auto& row : qualifications) {
    const bool again = change.action == RowAction::kRestore || moved;
    if (!again || row.revoked_on) continue;
    LACHAN_TRY_DO(WithdrawFacts(change.writer, "expert.qualified", "qualification", row.id));
    LACHAN_TRY_DO(NoteQualified(change.writer, row, expert));
  }
  if (!expert.left_on || before.left_on || qualifications.empty()) return {};
  return NoteExpertLeft(change.writer, expert.agency_id, expert.id, *expert.left_on, "left");
}

Status BeforeQualification(RowChange& change, const Clock& clock) {
  LACHAN_TRY_DO(NotRestored(change));
  auto row = change.As<Qualification>();
  const CivilDate today = CivilDateAt(clock.Now());
  if (change.action == RowAction::kArchive) return {};
  if (change.action == RowAction::kCreate) {
    LACHAN_TRY(const auto expert, journal::Get<Expert>(change.writer, row.expert_id.value));
    if (expert.archived.value || expert.left_on) {
      return Wrong("expert_id", "expert_left", "the expert is no longer with the agency");
    }
    if (row.decided_on > today)
      return Wrong("decided_on", "in_future", "a decision lies in the past");
    if (row.valid_until && *row.valid_until < row.decided_on) {
      return Wrong("valid_until", "before_start", "it cannot lapse before it was decided");
    }
    row.revoked_on.reset();
    row.decided_by = schema::Line<0, 200>(change.caller.name);
  } else {
    LACHAN_TRY_DO(Fixed(change, {"agency_id", "expert_id", "decided_on", "basis", "valid_until"}));
    const auto before = schema::FromRecord<Qualification>(*change.before);
    if (before.revoked_on) LACHAN_TRY_DO(Fixed(change, {"revoked_on", "revoked_because"}));
    if (row.revoked_on && row.revoked_because.empty()) {
      return Wrong("revoked_because", "required", "revoked on what ground?");
    }
    if (row.revoked_on && *row.revoked_on < row.decided_on) {
      return Wrong("revoked_on", "before_start", "it is not revoked before it was decided");
    }
    if (row.revoked_on && *row.revoked_on > today) {
      return Wrong("revoked_on", "in_future", "it is revoked from a day that has come");
    }
  }
  change.Set(row);
  return {};
}

Status AfterQualification(const RowChange& change) {
  const auto row = change.As<Qualification>();
  if (change.action == RowAction::kArchive) {
    return WithdrawFacts(change.writer, "expert.qualified", "qualification", row.id);
  }
  LACHAN_TRY(const auto expert, journal::Get<Expert>(change.writer, row.expert_id.value));
  if (change.action == RowAction::kCreate) return NoteQualified(change.writer, row, expert);
  if (!row.revoked_on || !change.Changes("revoked_on")) return {};
  LACHAN_TRY(const auto all, QualificationsOf(change.writer, expert.id));
  const bool another = std::ranges::any_of(all, [&](const Qualification& other) {
    return other.id.value != row.id.value && Holds(other, *row.revoked_on);
  });
  if (another) return {};
  return NoteExpertLeft(change.writer, row.agency_id, expert.id, *row.revoked_on, "revoked");
}

// ---- certificates -------------------------------------------------------------------------------

Status NoTwin(const RowChange& change, const Certificate& certificate) {
  journal::ListQuery query;
  query.filters = {journal::Equals("number", certificate.number.value),
                   {"id", journal::Filter::Op::kNotEqual, {certificate.id.value}}};
  LACHAN_TRY(const auto others, journal::List<Certificate>(change.writer, query));
  const auto issuer = FoldForSearch(certificate.issuer.value);
  for (const Certificate& other : others) {
    if (FoldForSearch(other.issuer.value) == issuer) {
      return Wrong("number", "taken",
                   "a certificate of this issuer with this number is registered");
    }
  }
  return {};
}

Status BeforeCertificate(RowChange& change, const Clock& clock) {
  LACHAN_TRY_DO(NotRestored(change));
  if (change.action == RowAction::kArchive) return {};
  const auto row = change.As<Certificate>();
  const CivilDate today = CivilDateAt(clock.Now());
  if (change.action == RowAction::kChange) {
    LACHAN_TRY_DO(Fixed(change, {"agency_id", "expert_id", "issued_on", "expires_on"}));
  } else if (row.issued_on > today) {
    return Wrong("issued_on", "in_future", "a certificate is registered when it was issued");
  } else if (row.expires_on && *row.expires_on < row.issued_on) {
    return Wrong("expires_on", "before_start", "it cannot expire before it was issued");
  } else if (row.expires_on && *row.expires_on < today) {
    return Wrong(
        "expires_on", "certificate_expired",
        fmt::format("the certificate expired on {}: have it renewed and register the new one, "
                    "or correct the date",
                    FormatVietnamese(*row.expires_on)));
  }
  return NoTwin(change, row);
}

FactDraft FactOfCertificate(RowAction action, const schema::Record& row) {
  const auto certificate = schema::FromRecord<Certificate>(row);
  FactDraft draft = journal::DefaultFact(schema::Describe<Certificate>(), action);
  if (action == RowAction::kCreate) {
    draft.kind = "certificate.registered";
    draft.occurred_at = StartOfDay(certificate.issued_on);
    draft.payload["expert"] = ExpertKey(certificate.expert_id.value);
    draft.payload["period"] = std::to_string(static_cast<int>(certificate.issued_on.year()));
  }
  return draft;
}

Status AfterCertificate(const RowChange& change) {
  if (change.action != RowAction::kArchive) return {};
  const auto row = change.As<Certificate>();
  return WithdrawFacts(change.writer, "certificate.registered", "certificate", row.id);
}

template <class T>
journal::RegisterDefinition& AddWith(journal::Registers& registers, const Clock& clock,
                                     Status (*before)(RowChange&, const Clock&),
                                     Status (*after)(const RowChange&)) {
  auto& definition = registers.Add<T>();
  definition.before_change.push_back([before, &clock](RowChange& c) { return before(c, clock); });
  definition.after_change.push_back(after);
  return definition;
}

}  // namespace

std::string ExpertKey(std::int64_t expert) { return fmt::format("CG-{:04}", expert); }

bool IsWith(const Expert& expert, CivilDate day) {
  if (expert.archived.value || (expert.left_on && *expert.left_on <= day)) return false;
  return !expert.contract_until || expert.employment == Employment::in_house ||
         day <= *expert.contract_until;
}

bool Holds(const Qualification& row, CivilDate day) {
  if (row.archived.value || row.decided_on > day) return false;
  if (row.revoked_on && *row.revoked_on <= day) return false;
  return !row.valid_until || day <= *row.valid_until;
}

std::optional<CivilDate> QualifiedUntil(const Qualification& row, const Expert& expert) {
  std::optional<CivilDate> until = row.valid_until;
  if (expert.employment == Employment::hired && expert.contract_until) {
    until = until ? std::min(*until, *expert.contract_until) : *expert.contract_until;
  }
  return until;
}

Status Fixed(const RowChange& change, std::initializer_list<std::string_view> fields) {
  for (const std::string_view field : fields) {
    if (change.Changes(field)) {
      return Wrong(field, "fixed", "withdraw the row and enter it anew");
    }
  }
  return {};
}

Status NotRestored(const RowChange& change) {
  if (change.action != RowAction::kRestore) return {};
  return Fail(ErrorCode::kFailedPrecondition, "what was withdrawn stays so; enter it anew");
}

Status WithdrawFacts(Writer& writer, std::string_view kind, std::string_view entity,
                     std::int64_t id) {
  journal::FactQuery query;
  query.subject_kind = entity;
  query.subject_id = id;
  query.kinds = {std::string(kind), "fact.withdrawn"};
  LACHAN_TRY(const auto facts, writer.Facts(query));
  std::set<std::int64_t> gone;
  for (const Fact& fact : facts) {
    if (fact.kind == "fact.withdrawn") gone.insert(fact.cause.value);
  }
  for (const Fact& fact : facts) {
    if (fact.kind != kind || gone.contains(fact.id)) continue;
    FactDraft draft;
    draft.kind = "fact.withdrawn";
    draft.payload["fact"] = fact.id;
    draft.agency = fact.agency;
    draft.origin = fact.origin;
    draft.cause = FactId{fact.id};
    draft.subject_kind = fact.subject_kind;
    draft.subject_id = fact.subject_id;
    LACHAN_TRY_DO(writer.Note(draft));
  }
  return {};
}

void AddRegisters(journal::Registers& registers, const Clock& clock) {
  AddContactRegisters(registers, clock);
  auto& team = AddWith<Team>(registers, clock, BeforeTeam, AfterTeam);
  team.fact = [](RowAction action, const schema::Record*, const schema::Record& row) {
    return FactOfTeam(action, row);
  };
  AddWith<Expert>(registers, clock, BeforeExpert, AfterExpert).passing = journal::Passing::kPasses;
  AddWith<Qualification>(registers, clock, BeforeQualification, AfterQualification).follows =
      "expert_id";
  auto& certificate = AddWith<Certificate>(registers, clock, BeforeCertificate, AfterCertificate);
  certificate.follows = "expert_id";
  certificate.fact = [](RowAction action, const schema::Record*, const schema::Record& row) {
    return FactOfCertificate(action, row);
  };
  registers.Add<TeamMember>().before_change.push_back(BeforeMember);
  AddRosterRegisters(registers, clock);
}

}  // namespace lachan::teams
