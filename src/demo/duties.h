// SPDX-License-Identifier: Apache-2.0
/// \file
/// What agencies did for their duties over the months, each by its diligence. Internal to the
/// module.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "assurance/entities.h"
#include "demo/advisory_story.h"
#include "demo/chronicle.h"
#include "demo/province.h"
#include "demo/teams.h"

namespace lachan::demo {

/// Purpose      Tells the records of scans, hunts, plans, trainings … to a chronicle.
/// Life cycle   Must outlive the chronicle's run.
class DutyStory {
 public:
  DutyStory(const RowMaker& rows, const Province& province, Chronicle& chronicle, Random& random,
            const Clock& clock, journal::Caller coordinator)
      : teams_(rows, province, chronicle, clock, coordinator),
        rows_(rows),
        province_(province),
        chronicle_(chronicle),
        random_(random),
        coordinator_(std::move(coordinator)) {}

  void Tell();
  /// Whom advisories went to and when each answers; AdvisoryStory tells them.
  const std::vector<PlannedAdvisory>& advisories() const { return advisories_; }

 private:
  struct Details {
    std::optional<SystemId> system = {};
    std::optional<int> level = {};
    std::string subject = {}, period = {};
    std::optional<CivilDate> valid_until = {};
    AssuranceResult result = AssuranceResult::done;
  };
  void Record(const AgencyEntry& agency, AssuranceKind kind, CivilDate done, Details details);
  void Note(const AgencyEntry& agency, std::string kind, Instant at, SystemId system,
            boost::json::object payload);
  /// Once, in time by `limit` or months after it, or never.
  void Once(const AgencyEntry& agency, AssuranceKind kind, CivilDate from, CivilDate limit,
            Details details, double bonus = 0);
  /// Again and again, `months` apart; late and with gaps where diligence is low.
  void Repeat(const AgencyEntry& agency, AssuranceKind kind, int months, Details details);
  void Monthly(const AgencyEntry& agency);
  void TellUnit(const AgencyEntry& agency);
  void TellSystem(const AgencyEntry& agency, const SystemEntry& system);
  void TellEnterprise(const AgencyEntry& agency);
  void TellCoordinator(const AgencyEntry& agency);
  void TellCoverage();
  void PlanAdvisories();
  void PlanAnswer(PlannedAdvisory& advisory, const AgencyEntry& agency, CivilDate done);
  void TellOrders();
  void TellBreaches();
  bool Does(const AgencyEntry& agency, double bonus = 0);
  CivilDate today() const { return CivilDateAt(chronicle_.end()); }
  CivilDate first_day() const { return CivilDateAt(chronicle_.begin()); }
  CivilDate SomeDay(CivilDate from, CivilDate to);

  TeamStory teams_;
  const RowMaker& rows_;
  const Province& province_;
  Chronicle& chronicle_;
  Random& random_;
  journal::Caller coordinator_;
  std::vector<PlannedAdvisory> advisories_;
};

}  // namespace lachan::demo
