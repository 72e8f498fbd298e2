// SPDX-License-Identifier: Apache-2.0
// The pure part of the roster.
#include <algorithm>

#include "teams/roster.h"

namespace lachan::teams {
namespace {

using std::chrono::minutes;

bool IsIn(const TeamMember& member, Instant from, Instant to) {
  if (member.archived.value || StartOfDay(member.joined_on) > from) return false;
  return !member.left_on || StartOfDay(*member.left_on) >= to;
}

void AddPersonProblems(std::span<const DutyShift> sorted, const Members& members,
                       std::vector<RosterProblem>& problems) {
  std::map<std::int64_t, Instant> busy_until;
  for (const DutyShift& shift : sorted) {
    const std::int64_t id = shift.member_id.value;
    const auto busy = busy_until.find(id);
    if (busy != busy_until.end() && busy->second > shift.starts_at) {
      problems.push_back(
          {RosterProblemKind::doubled, shift.starts_at, std::min(busy->second, shift.ends_at), id});
    }
    auto& until = busy_until[id];
    until = std::max(until, shift.ends_at);
    const auto at = members.find(id);
    if (at == members.end() || !IsIn(at->second, shift.starts_at, shift.ends_at)) {
      problems.push_back({RosterProblemKind::gone, shift.starts_at, shift.ends_at, id});
    } else if (at->second.phone.empty() && at->second.mobile.empty()) {
      problems.push_back({RosterProblemKind::no_phone, shift.starts_at, shift.ends_at, id});
    }
  }
}

/// First start of the pattern after `at`.
Instant NextStart(const RosterPattern& pattern, Instant at) {
  const CivilDate day = CivilDateAt(at);
  for (const int start : pattern.starts) {
    if (const Instant begin = StartOfDay(day) + minutes(start); begin > at) return begin;
  }
  return StartOfDay(AddDays(day, 1)) + minutes(pattern.starts.front());
}

std::unexpected<Error> WrongPattern(std::string field, std::string key, std::string_view what) {
  Error error(ErrorCode::kInvalidInput, std::string(what));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(key)));
}

}  // namespace

std::vector<RosterProblem> FindProblems(std::span<const DutyShift> shifts, const Members& members,
                                        Instant from, Instant to) {
  std::vector<DutyShift> sorted;
  for (const DutyShift& shift : shifts) {
    if (!shift.archived.value && shift.ends_at > from && shift.starts_at < to) {
      sorted.push_back(shift);
    }
  }
  std::ranges::sort(sorted, {}, [](const DutyShift& s) {
    return std::tuple(s.starts_at, s.ends_at, s.id.value);
  });
  std::vector<RosterProblem> problems;
  Instant covered = from;
  for (const DutyShift& shift : sorted) {
    if (shift.starts_at > covered) {
      problems.push_back({RosterProblemKind::gap, covered, shift.starts_at, 0});
    }
    covered = std::max(covered, shift.ends_at);
  }
  if (covered < to) problems.push_back({RosterProblemKind::gap, covered, to, 0});
  AddPersonProblems(sorted, members, problems);
  std::ranges::stable_sort(problems, {}, &RosterProblem::from);
  return problems;
}

Result<std::vector<DutyShift>> MakeShifts(const RosterPattern& pattern, AgencyId agency,
                                          Instant from, Instant to) {
  constexpr std::size_t kMostStarts = 24, kMostMembers = 200;
  const bool rises = std::ranges::is_sorted(pattern.starts, std::ranges::less_equal{});
  const bool in_day = std::ranges::all_of(pattern.starts, [](int m) { return m >= 0 && m < 1440; });
  if (pattern.starts.empty() || pattern.starts.size() > kMostStarts || !rises || !in_day) {
    return WrongPattern("starts", "not_rising", "starts of shifts are 1 to 24 rising times of day");
  }
  if (pattern.members.empty() || pattern.members.size() > kMostMembers) {
    return WrongPattern("members", "required", "who is on duty? 1 to 200 people");
  }
  std::vector<DutyShift> shifts;
  std::size_t turn = 0;
  for (Instant at = from; at < to;) {
    DutyShift shift;
    shift.agency_id = agency;
    shift.member_id = Id<TeamMember>{pattern.members[turn++ % pattern.members.size()]};
    shift.starts_at = at;
    shift.ends_at = at = NextStart(pattern, at);
    shifts.push_back(std::move(shift));
  }
  return shifts;
}

}  // namespace lachan::teams
