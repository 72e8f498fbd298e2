// SPDX-License-Identifier: Apache-2.0
/// \file
/// Response teams, experts, contact points and the duty roster of the demo province. Internal to
/// the module.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "assurance/entities.h"
#include "demo/chronicle.h"
#include "demo/province.h"
#include "teams/roster.h"

namespace lachan::demo {

/// Purpose      Tells through its registers what would else be assurance records of these kinds.
/// Life cycle   Must outlive the chronicle's run.
class TeamStory {
 public:
  TeamStory(const RowMaker& rows, const Province& province, Chronicle& chronicle,
            const Clock& clock, journal::Caller coordinator)
      : rows_(rows),
        province_(province),
        chronicle_(chronicle),
        clock_(clock),
        coordinator_(std::move(coordinator)),
        roster_({}, {rows.store(), clock}) {}

  /// Whether evidence of a kind is told here.
  static bool Tells(AssuranceKind kind);
  /// Does what `record` says, at the time of the chronicle's clock.
  Status Do(const AgencyEntry& agency, const AssuranceRecord& record);
  /// What belongs to no record: last week's visits of the checker, next month's roster.
  void Tell();

 private:
  Status SetUpTeam(const AgencyEntry& agency, CivilDate day);
  Status AddExpert(const AgencyEntry& agency, const std::string& name, CivilDate day);
  Status AddCertificate(const AgencyEntry& agency, Id<Expert> expert, CivilDate issued, int days);
  Status ConfirmFocalPoint(const AgencyEntry& agency, CivilDate day);
  Status CheckPage(const AgencyEntry& agency, CheckOutcome outcome, Instant at);
  Status FillRoster(const AgencyEntry& agency, Month month, bool confirm);
  Status AddPastShifts(const AgencyEntry& agency, Month month, const teams::RosterPattern& pattern);
  Status LastVisits();
  Status NextMonth();
  Instant Noon(CivilDate day) const;

  const RowMaker& rows_;
  const Province& province_;
  Chronicle& chronicle_;
  const Clock& clock_;
  journal::Caller coordinator_;
  teams::RosterService roster_;
  Random random_{20260823};  ///< Of its own: the other stories stay as they are.
  std::map<std::int64_t, Team> teams_;
  std::map<std::int64_t, std::vector<Id<Expert>>> experts_;
  std::map<std::int64_t, bool> published_;  ///< By agency: what the last visit said.
  int certificates_ = 0;
};

}  // namespace lachan::demo
