// SPDX-License-Identifier: Apache-2.0
#include "teams/board.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "teams/registers.h"

namespace lachan::teams {
namespace {

using journal::Caller;
using journal::ListQuery;
using journal::Reader;

/// Rows of some registers, of one agency or of all within reach.
struct Rows {
  std::vector<Team> teams;
  std::vector<TeamMember> members;
  std::vector<Expert> experts;
  std::vector<Qualification> qualifications;
  std::vector<Certificate> certificates;
};

ListQuery Of(AgencyId agency) {
  ListQuery query;
  if (agency) query.filters = {journal::Equals("agency_id", agency.value)};
  return query;
}

Result<Rows> Load(Reader& reader, AgencyId agency) {
  Rows rows;
  LACHAN_TRY(rows.teams, journal::ListAll<Team>(reader, Of(agency)));
  LACHAN_TRY(rows.members, journal::ListAll<TeamMember>(reader, Of(agency)));
  LACHAN_TRY(rows.experts, journal::ListAll<Expert>(reader, Of(agency)));
  LACHAN_TRY(rows.qualifications, journal::ListAll<Qualification>(reader, Of(agency)));
  LACHAN_TRY(rows.certificates, journal::ListAll<Certificate>(reader, Of(agency)));
  return rows;
}

bool IsActive(const Team& team, CivilDate today) {
  return !team.dissolved_on || *team.dissolved_on > today;
}
bool IsActive(const TeamMember& member, CivilDate today) {
  return !member.left_on || *member.left_on > today;
}
bool Exists(const Agency& agency, CivilDate today) {
  return agency.valid_from <= today && (!agency.valid_to || today <= *agency.valid_to);
}

CertificateState StateOf(const Certificate& certificate, CivilDate today, int warning_days) {
  if (!certificate.expires_on) return CertificateState::valid;
  if (*certificate.expires_on < today) return CertificateState::expired;
  return AddDays(*certificate.expires_on, -warning_days) <= today ? CertificateState::expiring
                                                                  : CertificateState::valid;
}

/// The decision in force today, the one that holds longest.
const Qualification* InForce(const std::vector<Qualification>& all, const Expert& expert,
                             CivilDate today) {
  const Qualification* best = nullptr;
  for (const Qualification& row : all) {
    if (row.expert_id.value != expert.id.value || !Holds(row, today)) continue;
    const bool longer = best == nullptr || !row.valid_until ||
                        (best->valid_until && *row.valid_until > *best->valid_until);
    if (longer) best = &row;
  }
  return IsWith(expert, today) ? best : nullptr;
}

ExpertLine LineOf(const Expert& expert, const Rows& rows, CivilDate today, int warning_days) {
  ExpertLine line;
  line.id = expert.id;
  line.name = expert.name;
  line.position = expert.position;
  line.employer = expert.employer;
  line.employment = expert.employment;
  line.domain = expert.domain;
  line.contract_until = expert.contract_until;
  if (const Qualification* row = InForce(rows.qualifications, expert, today)) {
    line.is_qualified = true;
    line.qualification_id = row->id.value;
    line.basis = row->basis;
    line.decided_by = row->decided_by.value.value;
    line.decided_on = row->decided_on;
    line.qualified_until = QualifiedUntil(*row, expert);
  }
  for (const Certificate& row : rows.certificates) {
    if (row.expert_id.value != expert.id.value) continue;
    CertificateLine certificate{row.id.value,
                                row.name.value,
                                row.issuer.value,
                                row.number.value,
                                row.issued_on,
                                row.expires_on,
                                StateOf(row, today, warning_days),
                                {}};
    if (row.evidence_file_id) certificate.evidence_file_id = row.evidence_file_id->value;
    line.certificates.push_back(std::move(certificate));
  }
  return line;
}

/// Contact points with how sure they are and what their pages show.
class ContactLines {
 public:
  ContactLines(const ContactRules& rules, Instant now) : rules_(rules), now_(now) {}

  Status Load(Reader& reader, AgencyId agency) {
    LACHAN_TRY(contacts_, journal::ListAll<ContactPoint>(reader, Of(agency)));
    auto open = Of(agency);
    open.filters.push_back(journal::Equals("outcome", std::string("open")));
    LACHAN_TRY(const auto links, journal::ListAll<ContactLink>(reader, open));
    for (const ContactLink& link : links) {
      if (link.expires_at > now_) links_[link.contact_point_id.value] = link.expires_at;
    }
    // The newest check of each contact, found by its id.
    LACHAN_TRY(
        const auto groups,
        reader.Group(schema::Describe<ContactCheck>(),
                     {.fields = {"contact_point_id"}, .latest = "id", .limit = 1000}, Of(agency)));
    std::vector<schema::Value> ids;
    for (const auto& group : groups) ids.emplace_back(group.latest);
    for (std::size_t from = 0; from < ids.size(); from += 200) {
      const auto to = std::min(ids.size(), from + 200);
      ListQuery query;
      query.filters = {{"id",
                        journal::Filter::Op::kIn,
                        {ids.begin() + static_cast<std::ptrdiff_t>(from),
                         ids.begin() + static_cast<std::ptrdiff_t>(to)}}};
      LACHAN_TRY(auto checks, journal::ListAll<ContactCheck>(reader, query));
      for (auto& check : checks) checks_[check.contact_point_id.value] = std::move(check);
    }
    return {};
  }

  ContactLine LineOf(const ContactPoint& contact) const {
    ContactLine line;
    line.contact = contact;
    line.state = teams::StateOf(contact, rules_, CivilDateAt(now_));
    line.confirmed_until = ConfirmedUntil(contact, rules_);
    if (const auto at = links_.find(contact.id); at != links_.end()) {
      line.link_expires_at = at->second;
    }
    const auto check = checks_.find(contact.id);
    if (check != checks_.end() && contact.is_published) line.last_check = check->second;
    return line;
  }
  const std::vector<ContactPoint>& contacts() const { return contacts_; }

 private:
  const ContactRules& rules_;
  Instant now_;
  std::vector<ContactPoint> contacts_;
  std::map<std::int64_t, Instant> links_;
  std::map<std::int64_t, ContactCheck> checks_;
};

template <class T>
std::map<std::int64_t, std::vector<const T*>> ByAgency(const std::vector<T>& rows) {
  std::map<std::int64_t, std::vector<const T*>> sorted;
  for (const T& row : rows) sorted[row.agency_id.value].push_back(&row);
  return sorted;
}

/// How bad an outcome is; the worst is shown for an agency.
int Badness(CheckOutcome outcome) {
  switch (outcome) {
    case CheckOutcome::missing:
      return 4;
    case CheckOutcome::partly:
      return 3;
    case CheckOutcome::unreachable:
      return 2;
    case CheckOutcome::refused:
      return 1;
    case CheckOutcome::found:
      return 0;
  }
  return 0;
}

}  // namespace

Result<TeamBoard> Boards::Of(const Caller& caller, AgencyId id) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  LACHAN_TRY(const auto agency, journal::Get<Agency>(*reader, id.value));
  const Instant now = deps_.clock.Now();
  const CivilDate today = CivilDateAt(now);
  TeamBoard board;
  board.agency_id = id.value;
  board.agency_name = agency.name;
  board.is_coordinator = board.is_hard = agency.is_coordinator;
  board.required = agency.is_coordinator ? options_.province_experts : options_.agency_experts;
  board.confirm_months = options_.rules.confirm_months;
  LACHAN_TRY(const auto rows, Load(*reader, id));
  for (const Team& team : rows.teams) {
    if (!IsActive(team, today)) continue;
    TeamLine line{team, {}};
    for (const TeamMember& member : rows.members) {
      if (member.team_id.value == team.id.value && IsActive(member, today)) {
        line.members.push_back(member);
      }
    }
    std::ranges::stable_sort(line.members, {}, &TeamMember::role);
    board.teams.push_back(std::move(line));
  }
  for (const Expert& expert : rows.experts) {
    if (expert.left_on && *expert.left_on <= today) continue;
    board.experts.push_back(LineOf(expert, rows, today, options_.certificate_warning_days));
    if (board.experts.back().is_qualified) ++board.qualified;
  }
  ContactLines lines(options_.rules, now);
  LACHAN_TRY_DO(lines.Load(*reader, id));
  for (const ContactPoint& contact : lines.contacts()) {
    board.contacts.push_back(lines.LineOf(contact));
  }
  board.missing_roles = MissingRoles(agency, lines.contacts(), options_.rules);
  return board;
}

Result<QuotaTable> Boards::Quotas(const Caller& caller) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  const Instant now = deps_.clock.Now();
  const CivilDate today = CivilDateAt(now);
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(*reader));
  LACHAN_TRY(const auto rows, Load(*reader, {}));
  ContactLines lines(options_.rules, now);
  LACHAN_TRY_DO(lines.Load(*reader, {}));
  const auto teams = ByAgency(rows.teams);
  const auto members = ByAgency(rows.members);
  const auto experts = ByAgency(rows.experts);
  const auto contacts = ByAgency(lines.contacts());
  const auto certificates = ByAgency(rows.certificates);
  const auto of = [](const auto& map, std::int64_t id) {
    const auto at = map.find(id);
    return at == map.end() ? typename std::decay_t<decltype(map)>::mapped_type{} : at->second;
  };
  QuotaTable table;
  table.required_province = options_.province_experts;
  table.required_agency = options_.agency_experts;
  for (const Agency& agency : agencies) {
    if (!Exists(agency, today)) continue;
    QuotaRow row;
    row.agency_id = agency.id;
    row.agency_name = agency.name;
    row.kind = agency.kind;
    row.is_coordinator = agency.is_coordinator;
    row.required = agency.is_coordinator ? table.required_province : table.required_agency;
    for (const Team* team : of(teams, agency.id)) row.teams += IsActive(*team, today) ? 1 : 0;
    for (const TeamMember* member : of(members, agency.id)) {
      row.members += IsActive(*member, today) ? 1 : 0;
    }
    for (const Expert* expert : of(experts, agency.id)) {
      if (!IsWith(*expert, today)) continue;
      ++row.experts;
      row.qualified += InForce(rows.qualifications, *expert, today) != nullptr ? 1 : 0;
    }
    row.quota = row.qualified >= row.required ? QuotaState::met
                : agency.is_coordinator       ? QuotaState::short_of
                                              : QuotaState::encouraged;
    for (const Certificate* certificate : of(certificates, agency.id)) {
      const auto state = StateOf(*certificate, today, options_.certificate_warning_days);
      row.certificates_expiring += state == CertificateState::expiring ? 1 : 0;
      row.certificates_expired += state == CertificateState::expired ? 1 : 0;
    }
    std::vector<ContactPoint> own;
    row.confirmation = ConfirmState::confirmed;
    for (const ContactPoint* contact : of(contacts, agency.id)) {
      own.push_back(*contact);
      const auto line = lines.LineOf(*contact);
      row.confirmation = std::max(row.confirmation, line.state);
      if (!line.last_check) continue;
      const auto outcome = line.last_check->outcome;
      if (!row.publication || Badness(outcome) > Badness(*row.publication)) {
        row.publication = outcome;
      }
    }
    row.contacts = static_cast<std::int64_t>(own.size());
    if (own.empty()) row.confirmation = ConfirmState::never;
    row.missing_roles = MissingRoles(agency, own, options_.rules);
    table.rows.push_back(std::move(row));
  }
  std::ranges::sort(table.rows, {}, [](const QuotaRow& row) {
    return std::tuple(!row.is_coordinator, row.kind, FoldForSearch(row.agency_name), row.agency_id);
  });
  return table;
}

Result<ConfirmationTable> Boards::Confirmations(const Caller& caller) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  const Instant now = deps_.clock.Now();
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(*reader));
  std::map<std::int64_t, const Agency*> by_id;
  for (const Agency& agency : agencies) by_id[agency.id] = &agency;
  ContactLines lines(options_.rules, now);
  LACHAN_TRY_DO(lines.Load(*reader, {}));
  ConfirmationTable table;
  for (const ContactPoint& contact : lines.contacts()) {
    const auto at = by_id.find(contact.agency_id.value);
    if (at == by_id.end() || !Exists(*at->second, CivilDateAt(now))) continue;
    table.rows.push_back({lines.LineOf(contact), at->second->name});
    switch (table.rows.back().line.state) {
      case ConfirmState::confirmed:
        ++table.confirmed;
        break;
      case ConfirmState::due:
        ++table.due;
        break;
      case ConfirmState::expired:
        ++table.expired;
        break;
      case ConfirmState::never:
        ++table.never;
        break;
    }
  }
  std::ranges::stable_sort(table.rows, {}, [](const ConfirmationRow& row) {
    const auto& until = row.line.confirmed_until;
    return std::pair(until ? FormatDate(*until) : std::string(), row.line.contact.id.value);
  });
  return table;
}

Result<CsirtProfile> Boards::Profile(AgencyId coordinator) {
  CsirtProfile profile;
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("public directory")));
  const CivilDate today = CivilDateAt(deps_.clock.Now());
  profile.revised_on = today;
  if (!coordinator) return profile;
  LACHAN_TRY(const auto agency, journal::Get<Agency>(*reader, coordinator.value));
  profile.host = agency.name;
  profile.address = agency.address;
  LACHAN_TRY(const auto rows, Load(*reader, coordinator));
  for (const Team& team : rows.teams) {
    if (!IsActive(team, today)) continue;
    profile.name = team.name;
    profile.established_on = team.established_on;
    profile.decision_number = team.decision_number;
  }
  for (const TeamMember& member : rows.members) profile.members += IsActive(member, today) ? 1 : 0;
  for (const Expert& expert : rows.experts) {
    profile.experts += InForce(rows.qualifications, expert, today) != nullptr ? 1 : 0;
  }
  LACHAN_TRY(const auto contacts, journal::ListAll<ContactPoint>(*reader, teams::Of(coordinator)));
  for (const ContactPoint& contact : contacts) {
    if (contact.role != ContactRole::hotline || !contact.is_published) continue;
    profile.phone = contact.phone.value;
    profile.email = contact.email.value;
  }
  return profile;
}

}  // namespace lachan::teams
