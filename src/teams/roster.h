// SPDX-License-Identifier: Apache-2.0
/// \file
/// The duty roster: months made from a pattern, swaps, hand-over, gaps, who is on duty.
#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "journal/registers.h"
#include "journal/state_store.h"
#include "teams/entities.h"

namespace lachan::teams {

/// What is wrong with a roster.
///   gap: nobody · doubled: one person twice at once · no_phone: nobody can reach the person
///   gone: the person is not in the team at that time
BOOST_DEFINE_ENUM_CLASS(RosterProblemKind, gap, doubled, no_phone, gone)

struct RosterProblem {
  RosterProblemKind kind = RosterProblemKind::gap;
  Instant from, to;            ///< [from, to)
  std::int64_t member_id = 0;  ///< 0 for a gap.
  friend bool operator==(const RosterProblem&, const RosterProblem&) = default;
};

using Members = std::map<std::int64_t, TeamMember>;

/// Everything wrong with `shifts` within [from, to), by time. Linear after sorting; shifts may come
/// in any order and overlap.
std::vector<RosterProblem> FindProblems(std::span<const DutyShift> shifts, const Members& members,
                                        Instant from, Instant to);

/// How a month is filled: shifts begin at the same minutes of each day (Viet Nam's time), people
/// take turns in their order.
struct RosterPattern {
  std::vector<int> starts;            ///< Minutes after midnight, rising, at least one.
  std::vector<std::int64_t> members;  ///< At least one.
};

/// Shifts from `from` (the first one may be shorter) until the last that begins before `to`.
/// \error kInvalidInput  fields "starts", "members".
Result<std::vector<DutyShift>> MakeShifts(const RosterPattern& pattern, AgencyId agency,
                                          Instant from, Instant to);

/// A month as pages show it.
struct RosterMonthView {
  Month month;
  std::vector<DutyShift> shifts;  ///< That touch the month, by time.
  Members members;                ///< Of the agency, also those who left.
  std::vector<RosterProblem> problems;
  std::optional<RosterMonth> confirmed;
};

struct OnDuty {
  DutyShift shift;
  TeamMember member;
};

/// Purpose      The roster of an agency; of the province it is that of the coordinator's agency.
/// Concurrency  Thread-safe.
class RosterService {
 public:
  struct Options {
    int horizon_days = 14;  ///< How far ahead gaps are an alarm.
  };
  struct Deps {
    journal::StateStore& store;
    const Clock& clock;
  };
  RosterService(Options options, Deps deps) : options_(options), deps_(deps) {}

  /// The agency that coordinates today; 0 when there is none.
  Result<AgencyId> Coordinator();
  Result<RosterMonthView> View(const journal::Caller& caller, AgencyId agency, Month month);
  /// Who is on duty now, and those who come next (one).
  Result<std::vector<OnDuty>> Now(const journal::Caller& caller, AgencyId agency);
  Result<std::vector<OnDuty>> Next(const journal::Caller& caller, AgencyId agency);
  /// What is wrong from now to the horizon; a roster without any shift is one long gap.
  Result<std::vector<RosterProblem>> Alarms(const journal::Caller& caller, AgencyId agency);

  /// Fills a month from now on, or from its beginning.
  /// \param replace  Shifts of the month that have not begun are taken out first.
  /// \return how many shifts were made.
  /// \error kFailedPrecondition  the month is over, or has shifts to come and `replace` is false
  ///   (field "replace": "required").
  /// \error kInvalidInput        see MakeShifts(); a member who is not in a team of the agency.
  Result<std::int64_t> Generate(const journal::Caller& caller, AgencyId agency, Month month,
                                const RosterPattern& pattern, bool replace);
  /// The persons of two shifts change places.
  /// \error kFailedPrecondition  one of them has begun.
  Status Swap(const journal::Caller& caller, std::int64_t first, std::int64_t second);
  /// Another person takes over: a running shift is cut now, one to come changes its person.
  /// \error kFailedPrecondition  the shift is over.
  Status HandOver(const journal::Caller& caller, std::int64_t shift, std::int64_t member,
                  std::string_view note);
  /// Says that a month has no gap; writes "roster.confirmed".
  /// \error kFailedPrecondition  something is wrong with the month; names the first place.
  /// \error kConflict            it is confirmed already.
  Result<RosterMonth> Confirm(const journal::Caller& caller, AgencyId agency, Month month);

 private:
  Options options_;
  Deps deps_;
};

/// Shifts of an agency that touch [from, to), by time.
Result<std::vector<DutyShift>> ShiftsBetween(journal::Reader& reader, AgencyId agency, Instant from,
                                             Instant to);
/// Everybody who is or was in a team of the agency.
Result<Members> MembersOf(journal::Reader& reader, AgencyId agency);

}  // namespace lachan::teams
