// SPDX-License-Identifier: Apache-2.0
#include "teams/roster.h"

#include <boost/describe/enum_to_string.hpp>

#include <algorithm>

#include "teams/roster_rules.h"
#include "teams/rules.h"

namespace lachan::teams {
namespace {

using journal::Caller;
using journal::Filter;
using journal::Reader;
using journal::RowAction;
using journal::RowChange;
using journal::Writer;
using schema::Value;

Value Micros(Instant at) { return static_cast<std::int64_t>(at.time_since_epoch().count()); }

Result<std::optional<RosterMonth>> ConfirmedMonth(Reader& reader, AgencyId agency, Month month) {
  journal::ListQuery query;
  query.filters = {journal::Equals("agency_id", agency.value),
                   journal::Equals("month", month.Text())};
  LACHAN_TRY(const auto rows, journal::List<RosterMonth>(reader, query));
  return rows.empty() ? std::nullopt : std::optional(rows.front());
}

/// What is over cannot be changed any more; what runs is handed over.
Status BeforeShift(RowChange& change, const Clock& clock) {
  const auto shift = change.As<DutyShift>();
  const Instant now = clock.Now();
  if (change.before != nullptr) {
    const auto before = schema::FromRecord<DutyShift>(*change.before);
    if (before.ends_at <= now) {
      return Fail(ErrorCode::kFailedPrecondition, "a shift that is over stays as it was");
    }
    if (change.action == RowAction::kChange) LACHAN_TRY_DO(Fixed(change, {"agency_id"}));
  }
  if (change.action == RowAction::kArchive) return {};
  return CheckShift(change.writer, shift);
}

Status AfterShift(const RowChange& change) {
  const auto shift = change.As<DutyShift>();
  LACHAN_TRY_DO(RecheckMonths(change.writer, shift.agency_id, shift.starts_at, shift.ends_at));
  if (change.before == nullptr) return {};
  const auto before = schema::FromRecord<DutyShift>(*change.before);
  return RecheckMonths(change.writer, before.agency_id, before.starts_at, before.ends_at);
}

Status CheckPattern(Reader& reader, AgencyId agency, const RosterPattern& pattern) {
  LACHAN_TRY(const auto members, MembersOf(reader, agency));
  for (const std::int64_t id : pattern.members) {
    const auto at = members.find(id);
    if (at == members.end() || at->second.left_on) {
      return Wrong("members", "not_found", fmt::format("{} is not in a team of the agency", id));
    }
  }
  return {};
}

std::string Place(const RosterProblem& problem) {
  return fmt::format("{} {} – {}", boost::describe::enum_to_string(problem.kind, ""),
                     FormatVietnamese(problem.from), FormatVietnamese(problem.to));
}

Result<std::vector<OnDuty>> WithMembers(Reader& reader, const std::vector<DutyShift>& shifts) {
  std::vector<OnDuty> rows;
  for (const DutyShift& shift : shifts) {
    LACHAN_TRY(auto member, journal::Get<TeamMember>(reader, shift.member_id.value));
    rows.push_back({shift, std::move(member)});
  }
  return rows;
}

/// A shift that is not over. \error kFailedPrecondition
Result<DutyShift> Open(Writer& writer, std::int64_t id, Instant now) {
  LACHAN_TRY(auto shift, journal::Get<DutyShift>(writer, id));
  if (shift.archived.value || shift.ends_at <= now) {
    return Fail(ErrorCode::kFailedPrecondition, "shift {} is over", id);
  }
  return shift;
}

}  // namespace

Status CheckShift(Reader& reader, const DutyShift& shift) {
  if (shift.ends_at <= shift.starts_at) {
    return Wrong("ends_at", "before_start", "a shift ends after it begins");
  }
  if (shift.ends_at - shift.starts_at > std::chrono::hours(24)) {
    return Wrong("ends_at", "shift_too_long", "a shift has at most 24 hours");
  }
  const auto member = journal::Get<TeamMember>(reader, shift.member_id.value);
  const bool is_ours = member && member->agency_id.value == shift.agency_id.value;
  if (!is_ours) return Wrong("member_id", "not_found", "not a member of a team of the agency");
  const bool has_left = member->left_on && StartOfDay(*member->left_on) <= shift.starts_at;
  if (member->archived.value || has_left) {
    return Wrong("member_id", "member_left", "the person is not in the team at that time");
  }
  return {};
}

Status RecheckMonths(Writer& writer, AgencyId agency, Instant from, Instant to) {
  for (Month month = Month::Of(CivilDateAt(from)); month.Begin() < to; month = month.Plus(1)) {
    LACHAN_TRY(auto confirmed, ConfirmedMonth(writer, agency, month));
    if (!confirmed) continue;
    LACHAN_TRY(const auto shifts, ShiftsBetween(writer, agency, month.Begin(), month.End()));
    LACHAN_TRY(const auto members, MembersOf(writer, agency));
    if (FindProblems(shifts, members, month.Begin(), month.End()).empty()) continue;
    LACHAN_TRY_DO(WithdrawFacts(writer, "roster.confirmed", "roster_month", confirmed->id));
    confirmed->archived = true;
    LACHAN_TRY_DO(journal::Update(writer, *confirmed, {.kind = "roster_month.archived"}));
  }
  return {};
}

Result<std::vector<DutyShift>> ShiftsBetween(Reader& reader, AgencyId agency, Instant from,
                                             Instant to) {
  journal::ListQuery query;
  query.filters = {journal::Equals("agency_id", agency.value),
                   {"ends_at", Filter::Op::kGreater, {Micros(from)}},
                   {"starts_at", Filter::Op::kLess, {Micros(to)}}};
  query.sort = "starts_at";
  return journal::ListAll<DutyShift>(reader, query);
}

Result<Members> MembersOf(Reader& reader, AgencyId agency) {
  journal::ListQuery query;
  query.filters = {journal::Equals("agency_id", agency.value)};
  LACHAN_TRY(auto rows, journal::ListAll<TeamMember>(reader, query));
  Members members;
  for (auto& row : rows) members.emplace(row.id.value, std::move(row));
  return members;
}

Result<AgencyId> RosterService::Coordinator() {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("roster")));
  journal::ListQuery query;
  query.filters = {journal::Equals("is_coordinator", std::int64_t{1})};
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(*reader, query));
  const CivilDate today = CivilDateAt(deps_.clock.Now());
  for (const Agency& agency : agencies) {
    if (agency.valid_from <= today && (!agency.valid_to || today <= *agency.valid_to)) {
      return AgencyId{agency.id};
    }
  }
  return AgencyId{};
}

Result<RosterMonthView> RosterService::View(const Caller& caller, AgencyId agency, Month month) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  RosterMonthView view;
  view.month = month;
  LACHAN_TRY(view.shifts, ShiftsBetween(*reader, agency, month.Begin(), month.End()));
  LACHAN_TRY(view.members, MembersOf(*reader, agency));
  LACHAN_TRY(view.confirmed, ConfirmedMonth(*reader, agency, month));
  view.problems = FindProblems(view.shifts, view.members, month.Begin(), month.End());
  return view;
}

Result<std::vector<OnDuty>> RosterService::Now(const Caller& caller, AgencyId agency) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  const Instant now = deps_.clock.Now();
  LACHAN_TRY(const auto shifts, ShiftsBetween(*reader, agency, now, now + Duration{1}));
  return WithMembers(*reader, shifts);
}

Result<std::vector<OnDuty>> RosterService::Next(const Caller& caller, AgencyId agency) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  journal::ListQuery query;
  query.filters = {journal::Equals("agency_id", agency.value),
                   {"starts_at", Filter::Op::kGreater, {Micros(deps_.clock.Now())}}};
  query.sort = "starts_at";
  query.limit = 1;
  LACHAN_TRY(const auto shifts, journal::List<DutyShift>(*reader, query));
  return WithMembers(*reader, shifts);
}

Result<std::vector<RosterProblem>> RosterService::Alarms(const Caller& caller, AgencyId agency) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  const Instant from = deps_.clock.Now();
  const Instant to = from + std::chrono::days(options_.horizon_days);
  LACHAN_TRY(const auto shifts, ShiftsBetween(*reader, agency, from, to));
  LACHAN_TRY(const auto members, MembersOf(*reader, agency));
  return FindProblems(shifts, members, from, to);
}

Result<std::int64_t> RosterService::Generate(const Caller& caller, AgencyId agency, Month month,
                                             const RosterPattern& pattern, bool replace) {
  const Instant now = deps_.clock.Now();
  if (month.End() <= now) {
    return Fail(ErrorCode::kFailedPrecondition, "{} is over", month.Text());
  }
  return journal::ChangeFor<std::int64_t>(
      deps_.store, caller, [&](Writer& writer) -> Result<std::int64_t> {
        LACHAN_TRY_DO(CheckPattern(writer, agency, pattern));
        LACHAN_TRY(const auto there, ShiftsBetween(writer, agency, month.Begin(), month.End()));
        Instant from = std::max(month.Begin(), now);
        // To whole minutes: a shift that begins now begins at a time one can say.
        from = std::chrono::floor<std::chrono::minutes>(from);
        std::vector<DutyShift> old;
        for (const DutyShift& shift : there) {
          const bool is_kept = shift.starts_at <= now || shift.starts_at < month.Begin();
          if (is_kept) {
            from = std::max(from, shift.ends_at);
          } else {
            old.push_back(shift);
          }
        }
        if (!old.empty() && !replace) {
          Error error(ErrorCode::kFailedPrecondition, "the month has shifts already");
          return std::unexpected(std::move(error).WithField("replace", "required"));
        }
        LACHAN_TRY(const auto shifts, MakeShifts(pattern, agency, from, month.End()));
        for (const DutyShift& shift : shifts) {
          LACHAN_TRY_DO(CheckShift(writer, shift));
          LACHAN_TRY_DO(journal::Insert(writer, shift, {.kind = "duty_shift.created"}));
        }
        for (DutyShift& shift : old) {
          shift.archived = true;
          LACHAN_TRY_DO(journal::Update(writer, shift, {.kind = "duty_shift.archived"}));
        }
        LACHAN_TRY_DO(RecheckMonths(writer, agency, month.Begin(), month.End()));
        return static_cast<std::int64_t>(shifts.size());
      });
}

Status RosterService::Swap(const Caller& caller, std::int64_t first, std::int64_t second) {
  const Instant now = deps_.clock.Now();
  return deps_.store.Change(caller, [&](Writer& writer) -> Status {
    LACHAN_TRY(auto a, Open(writer, first, now));
    LACHAN_TRY(auto b, Open(writer, second, now));
    if (a.starts_at <= now || b.starts_at <= now) {
      return Fail(ErrorCode::kFailedPrecondition, "a shift that has begun is handed over");
    }
    if (a.agency_id.value != b.agency_id.value) {
      return Wrong("second", "other_agency", "the shifts are of two agencies");
    }
    std::swap(a.member_id, b.member_id);
    for (DutyShift* shift : {&a, &b}) {
      LACHAN_TRY_DO(CheckShift(writer, *shift));
      LACHAN_TRY_DO(journal::Update(writer, *shift, {.kind = "duty_shift.swapped"}));
    }
    for (const DutyShift* shift : {&a, &b}) {
      LACHAN_TRY_DO(RecheckMonths(writer, shift->agency_id, shift->starts_at, shift->ends_at));
    }
    return {};
  });
}

Status RosterService::HandOver(const Caller& caller, std::int64_t id, std::int64_t member,
                               std::string_view note) {
  const Instant now = deps_.clock.Now();
  return deps_.store.Change(caller, [&](Writer& writer) -> Status {
    LACHAN_TRY(auto shift, Open(writer, id, now));
    DutyShift rest = shift;
    rest.member_id = Id<TeamMember>{member};
    rest.note = std::string(note);
    const journal::FactDraft fact{.kind = "duty_shift.handed_over"};
    if (shift.starts_at >= now) {
      LACHAN_TRY_DO(CheckShift(writer, rest));
      LACHAN_TRY_DO(journal::Update(writer, rest, fact));
      return RecheckMonths(writer, rest.agency_id, rest.starts_at, rest.ends_at);
    }
    // The new one first: there is nobody on duty at no moment.
    rest.id = 0;
    rest.starts_at = now;
    LACHAN_TRY_DO(CheckShift(writer, rest));
    LACHAN_TRY_DO(journal::Insert(writer, rest, fact));
    shift.ends_at = now;
    LACHAN_TRY_DO(journal::Update(writer, shift, {.kind = "duty_shift.changed"}));
    return RecheckMonths(writer, rest.agency_id, shift.starts_at, rest.ends_at);
  });
}

Result<RosterMonth> RosterService::Confirm(const Caller& caller, AgencyId agency, Month month) {
  return journal::ChangeFor<RosterMonth>(
      deps_.store, caller, [&](Writer& writer) -> Result<RosterMonth> {
        LACHAN_TRY(const auto there, ConfirmedMonth(writer, agency, month));
        if (there) return Fail(ErrorCode::kConflict, "{} is confirmed already", month.Text());
        LACHAN_TRY(const auto shifts, ShiftsBetween(writer, agency, month.Begin(), month.End()));
        LACHAN_TRY(const auto members, MembersOf(writer, agency));
        const auto problems = FindProblems(shifts, members, month.Begin(), month.End());
        if (!problems.empty()) {
          return Fail(ErrorCode::kFailedPrecondition, "{} places to mend, the first: {}",
                      problems.size(), Place(problems.front()));
        }
        RosterMonth row;
        row.agency_id = agency;
        row.month = month.Text();
        row.confirmed_by = caller.name;
        journal::FactDraft fact{.kind = "roster.confirmed"};
        fact.payload["period"] = month.Text();
        return journal::Insert(writer, row, fact);
      });
}

void AddRosterRegisters(journal::Registers& registers, const Clock& clock) {
  auto& shifts = registers.Add<DutyShift>();
  shifts.before_change.push_back([&clock](RowChange& c) { return BeforeShift(c, clock); });
  shifts.after_change.push_back(AfterShift);
  auto& months = registers.Add<RosterMonth>();
  months.is_creatable = months.is_changeable = months.is_archivable = false;
}

}  // namespace lachan::teams
