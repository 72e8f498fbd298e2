// SPDX-License-Identifier: Apache-2.0
#include "demo/teams.h"

#include <algorithm>

#include "base/hash.h"
#include "demo/names.h"
#include "teams/contacts.h"

namespace lachan::demo {
namespace {

using journal::Caller;
using journal::Writer;
using std::chrono::hours;

struct Paper {
  std::string_view name, issuer;
};
constexpr Paper kPapers[] = {
    {"CompTIA Security+", "CompTIA"},
    {"Certified Ethical Hacker (CEH)", "EC-Council"},
    {"GIAC Certified Incident Handler (GCIH)", "GIAC"},
    {"CompTIA CySA+", "CompTIA"},
    {"Bồi dưỡng ứng cứu sự cố an toàn thông tin mạng", "Trung tâm đào tạo mẫu"},
};
constexpr ExpertDomain kDomains[] = {ExpertDomain::response_forensics, ExpertDomain::monitoring,
                                     ExpertDomain::vulnerability_testing, ExpertDomain::operation,
                                     ExpertDomain::governance};

std::string PhoneOf(Random& random) {
  return fmt::format("0900 {:03} {:03}", random.Between(100, 999), random.Between(0, 999));
}

/// Contact points of an agency, in order of id.
Result<std::vector<ContactPoint>> ContactsOf(journal::Reader& reader, AgencyId agency) {
  journal::ListQuery query;
  query.filters = {journal::Equals("agency_id", agency.value)};
  return journal::ListAll<ContactPoint>(reader, query);
}

Caller Checker() { return Caller::System("publication checker"); }

/// What the page said, by outcome.
ContactCheck CheckOf(const ContactPoint& contact, CheckOutcome outcome, Instant at) {
  ContactCheck check;
  check.agency_id = contact.agency_id;
  check.contact_point_id = Id<ContactPoint>{contact.id};
  check.outcome = outcome;
  check.url = contact.published_at;
  check.checked_at = at;
  check.phone_found = outcome == CheckOutcome::found || outcome == CheckOutcome::partly;
  check.email_found = outcome == CheckOutcome::found;
  check.http_status = outcome == CheckOutcome::unreachable ? 0 : 200;
  if (outcome == CheckOutcome::unreachable) {
    check.detail = "Timeout was reached";
    return check;
  }
  if (outcome == CheckOutcome::partly) check.detail = "email";
  if (outcome == CheckOutcome::missing) check.detail = "phone_and_email";
  if (check.phone_found) {
    check.excerpt = fmt::format("Đầu mối tiếp nhận sự cố an toàn thông tin: {}. Điện thoại: {}{}",
                                contact.name.value, contact.phone.value,
                                check.email_found ? "; thư: " + contact.email.value : "");
  }
  check.page_sha256 =
      Sha256Hex(fmt::format("{}/{}", contact.published_at.value, FormatInstant(at)));
  return check;
}

}  // namespace

bool TeamStory::Tells(AssuranceKind kind) {
  using enum AssuranceKind;
  return kind == team || kind == expert || kind == focal_point || kind == contact_page ||
         kind == certificate || kind == roster;
}

Instant TeamStory::Noon(CivilDate day) const { return StartOfDay(day) + hours(12); }

Status TeamStory::Do(const AgencyEntry& agency, const AssuranceRecord& record) {
  using enum AssuranceKind;
  const CivilDate day = record.performed_on;
  if (record.kind == team) return SetUpTeam(agency, day);
  if (record.kind == expert) return AddExpert(agency, record.subject, day);
  if (record.kind == focal_point) return ConfirmFocalPoint(agency, day);
  if (record.kind == contact_page) return CheckPage(agency, CheckOutcome::found, Noon(day));
  if (record.kind == roster) {
    LACHAN_TRY(const Month month, ParseMonth(record.period.value));
    return FillRoster(agency, month, true);
  }
  auto& experts = experts_[agency.id().value];
  if (experts.empty()) LACHAN_TRY_DO(AddExpert(agency, PersonName(random_), day));
  return AddCertificate(agency, random_.Of(experts), day, 730);
}

Status TeamStory::SetUpTeam(const AgencyEntry& agency, CivilDate day) {
  const bool is_province = agency.row.is_coordinator;
  const Caller& caller = is_province ? coordinator_ : agency.Officer();
  return rows_.store().Change(caller, [&](Writer& writer) -> Status {
    Team team;
    team.agency_id = agency.id();
    team.name = is_province ? "Đội ứng cứu sự cố an toàn thông tin mạng tỉnh Thanh Hóa"
                            : fmt::format("Tổ ứng cứu sự cố – {}", agency.row.name.value);
    team.decision_number = fmt::format("{}/QĐ-MẪU", random_.Between(12, 980));
    team.established_on = day;
    LACHAN_TRY(team, rows_.Make(writer, caller, team));
    teams_[agency.id().value] = team;
    const int size = is_province ? 9 : agency.row.kind == AgencyKind::commune ? 2 : 4;
    for (int i = 0; i < size; ++i) {
      TeamMember member;
      member.agency_id = agency.id();
      member.team_id = Id<Team>{team.id};
      member.name = i == 1 && !is_province ? agency.officer : PersonName(random_);
      member.role = i == 0 ? TeamRole::leader : i == 1 ? TeamRole::deputy : TeamRole::member;
      if (is_province && i >= 6) member.unit = "Sở Khoa học và Công nghệ";
      member.mobile = PhoneOf(random_);
      member.email = fmt::format("{}@{}.thanhhoa.example", LoginOf(member.name.value), agency.slug);
      member.joined_on = day;
      LACHAN_TRY_DO(rows_.Make(writer, caller, member));
    }
    return {};
  });
}

Status TeamStory::AddExpert(const AgencyEntry& agency, const std::string& name, CivilDate day) {
  Expert expert;
  expert.agency_id = agency.id();
  expert.name = name;
  expert.joined_on = day;
  expert.domain = random_.Of(kDomains);
  expert.position = "Chuyên viên an toàn thông tin";
  expert.phone = PhoneOf(random_);
  if (random_.Chance(0.3)) {
    expert.employment = Employment::hired;
    expert.employer = "Công ty An toàn thông tin Mẫu";
    expert.contract_from = day;
    expert.contract_until = AddDays(CivilDateAt(chronicle_.end()), random_.Between(20, 400));
  }
  LACHAN_TRY(expert, rows_.Make(coordinator_, expert));
  experts_[agency.id().value].push_back(Id<Expert>{expert.id});
  const CivilDate now = CivilDateAt(clock_.Now());
  LACHAN_TRY_DO(AddCertificate(agency, Id<Expert>{expert.id},
                               AddDays(now, -random_.Between(10, 300)),
                               random_.Between(420, 1100)));
  Qualification row;
  row.agency_id = agency.id();
  row.expert_id = Id<Expert>{expert.id};
  row.decided_on = day;
  const auto new_law =
      CivilDate{std::chrono::year{2026}, std::chrono::month{8}, std::chrono::day{19}};
  row.basis = day < new_law ? "Thông tư 17/2021/TT-BTTTT (chuẩn kỹ năng an toàn thông tin)"
                            : "Nghị định 333/2026/NĐ-CP, Điều 24";
  row.decision_number = fmt::format("{}/TB-MẪU", random_.Between(10, 400));
  LACHAN_TRY_DO(rows_.Make(coordinator_, row));
  return {};
}

Status TeamStory::AddCertificate(const AgencyEntry& agency, Id<Expert> expert, CivilDate issued,
                                 int days) {
  const Paper& paper = random_.Of(kPapers);
  Certificate row;
  row.agency_id = agency.id();
  row.expert_id = expert;
  row.name = std::string(paper.name);
  row.issuer = std::string(paper.issuer);
  row.number = fmt::format("MAU-{:05}", ++certificates_);
  row.issued_on = issued;
  row.expires_on = AddDays(issued, days);
  LACHAN_TRY_DO(rows_.Make(coordinator_, row));
  return {};
}

Status TeamStory::ConfirmFocalPoint(const AgencyEntry& agency, CivilDate day) {
  return rows_.store().Change(agency.Officer(), [&](Writer& writer) -> Status {
    LACHAN_TRY(const auto contacts, ContactsOf(writer, agency.id()));
    for (ContactPoint contact : contacts) {
      contact.confirmed_on = std::optional(day);
      LACHAN_TRY_DO(journal::Update(writer, contact, {.kind = "contact_point.changed"}));
      if (contact.role != ContactRole::focal_point) continue;
      LACHAN_TRY_DO(teams::NoteConfirmed(writer, contact, "account", StartOfDay(day)));
    }
    return {};
  });
}

Status TeamStory::CheckPage(const AgencyEntry& agency, CheckOutcome outcome, Instant at) {
  return rows_.store().Change(Checker(), [&](Writer& writer) -> Status {
    LACHAN_TRY(const auto contacts, ContactsOf(writer, agency.id()));
    for (ContactPoint contact : contacts) {
      if (outcome == CheckOutcome::found && !contact.is_published) {
        contact.is_published = true;
        contact.published_at = fmt::format("https://www.{}.thanhhoa.example/lien-he", agency.slug);
      }
      if (!contact.is_published) continue;
      if (outcome == CheckOutcome::found) contact.seen_on = std::optional(CivilDateAt(at));
      LACHAN_TRY_DO(journal::Update(writer, contact, {.kind = "contact_point.changed"}));
      LACHAN_TRY(const auto check, journal::Insert(writer, CheckOf(contact, outcome, at),
                                                   {.kind = "contact_check.created"}));
      if (contact.id.value != contacts.front().id.value) continue;
      const bool goes = outcome == CheckOutcome::missing && published_[agency.id().value];
      if (outcome != CheckOutcome::found && !goes) continue;
      published_[agency.id().value] = outcome == CheckOutcome::found;
      journal::FactDraft draft;
      draft.kind = goes ? "contact.missing" : "contact.published";
      draft.agency = agency.id();
      draft.subject_kind = "contact_check";
      draft.subject_id = check.id;
      draft.occurred_at = at;
      draft.payload["url"] = check.url.value;
      draft.payload["page_sha256"] = check.page_sha256.value;
      LACHAN_TRY_DO(writer.Note(draft));
    }
    return {};
  });
}

/// Shifts of a month that is entered when it is over.
Status TeamStory::AddPastShifts(const AgencyEntry& agency, Month month,
                                const teams::RosterPattern& pattern) {
  return rows_.store().Change(coordinator_, [&](Writer& writer) -> Status {
    LACHAN_TRY(const auto there,
               teams::ShiftsBetween(writer, agency.id(), month.Begin(), month.End()));
    Instant from = month.Begin();
    for (const auto& shift : there) {
      if (shift.starts_at < month.Begin()) from = std::max(from, shift.ends_at);
    }
    LACHAN_TRY(auto shifts, teams::MakeShifts(pattern, agency.id(), from, month.End()));
    for (DutyShift& shift : shifts) {
      shift.ends_at = std::min(shift.ends_at, month.End());
      LACHAN_TRY_DO(journal::Insert(writer, shift, {.kind = "duty_shift.created"}));
    }
    return {};
  });
}

Status TeamStory::FillRoster(const AgencyEntry& agency, Month month, bool confirm) {
  const auto team = teams_.find(agency.id().value);
  if (team == teams_.end()) return {};
  std::vector<std::int64_t> people;
  {
    LACHAN_TRY(const auto reader, rows_.store().OpenReader(coordinator_));
    LACHAN_TRY(const auto members, teams::MembersOf(*reader, agency.id()));
    for (const auto& [id, member] : members) people.push_back(id);
  }
  const teams::RosterPattern pattern{{7 * 60, 15 * 60, 23 * 60}, people};
  if (month.End() > clock_.Now()) {
    LACHAN_TRY_DO(roster_.Generate(coordinator_, agency.id(), month, pattern, false));
  } else {
    LACHAN_TRY_DO(AddPastShifts(agency, month, pattern));
  }
  if (!confirm) return {};
  // A roster that has gaps is not confirmed: that is its story.
  const auto confirmed = roster_.Confirm(coordinator_, agency.id(), month);
  if (!confirmed && confirmed.error().code() != ErrorCode::kFailedPrecondition) {
    return std::unexpected(confirmed.error());
  }
  return {};
}

Status TeamStory::LastVisits() {
  for (const AgencyEntry& agency : province_.agencies) {
    const bool was_there = published_[agency.id().value];
    const double luck = random_.Part();
    CheckOutcome outcome = was_there ? CheckOutcome::found : CheckOutcome::missing;
    if (was_there && luck < 0.04) outcome = CheckOutcome::missing;
    if (luck > 0.94) outcome = CheckOutcome::partly;
    if (luck > 0.97) outcome = CheckOutcome::unreachable;
    const Instant at = clock_.Now() + std::chrono::seconds(random_.Between(0, 3000));
    LACHAN_TRY_DO(CheckPage(agency, outcome, at), agency.row.name.value);
  }
  return {};
}

/// Next month is planned, with one shift still open.
Status TeamStory::NextMonth() {
  const Month month = Month::Of(CivilDateAt(chronicle_.end())).Plus(1);
  const Instant from = month.Begin() + hours(24 * 8);
  for (const AgencyEntry& agency : province_.agencies) {
    if (!agency.row.is_coordinator) continue;
    LACHAN_TRY_DO(FillRoster(agency, month, false));
    const auto opened = rows_.store().Change(coordinator_, [&](Writer& writer) -> Status {
      LACHAN_TRY(auto shifts, teams::ShiftsBetween(writer, agency.id(), from, from + hours(24)));
      if (shifts.empty()) return {};
      shifts.back().archived = true;
      LACHAN_TRY_DO(journal::Update(writer, shifts.back(), {.kind = "duty_shift.archived"}));
      return {};
    });
    LACHAN_TRY_DO(opened);
  }
  return {};
}

void TeamStory::Tell() {
  const CivilDate today = CivilDateAt(chronicle_.end());
  chronicle_.At(StartOfDay(AddDays(today, -2)) + hours(2), [this] { return LastVisits(); });
  chronicle_.At(chronicle_.end() - hours(30), [this] { return NextMonth(); });
}

}  // namespace lachan::demo
