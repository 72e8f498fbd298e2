// SPDX-License-Identifier: Apache-2.0
/// \file
/// Advisories of the demo. Internal to the module.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "advisories/advisory_service.h"
#include "demo/chronicle.h"
#include "demo/province.h"
#include "demo/random.h"

namespace lachan::demo {

/// What an advisory is about; the products are those of the demo's systems.
struct AdvisorySubject {
  const char *title, *source, *cves, *products;
  Level severity;
};
struct PlannedAnswer {
  const AgencyEntry* agency = nullptr;
  std::optional<Instant> answered = {};  ///< Absent: not yet.
};
struct PlannedAdvisory {
  CivilDate issued{}, due{};
  bool warns_customers = false;
  std::vector<PlannedAnswer> to;
};

/// Tells advisories over the months, answered by the diligence of each agency; besides these a
/// draft, one with an addition, one that was withdrawn and one that came the day before yesterday.
class AdvisoryStory {
 public:
  struct Deps {
    const RowMaker& rows;
    const Province& province;
    Chronicle& chronicle;
    advisories::AdvisoryService& advisories;
    journal::Caller coordinator;
  };
  AdvisoryStory(Deps deps, std::uint64_t seed) : deps_(std::move(deps)), random_(seed) {}

  void Tell(const std::vector<PlannedAdvisory>& planned);

 private:
  void TellOne(const PlannedAdvisory& planned, const AdvisorySubject& subject);
  void TellSpecial();
  Result<Advisory> Draft(const AdvisorySubject& subject, bool warns_customers,
                         std::optional<CivilDate> due);
  Result<std::int64_t> Issue(const PlannedAdvisory& planned, const AdvisorySubject& subject);
  Status Reply(std::int64_t advisory, const AgencyEntry& agency, bool is_final);
  Status Warn(std::int64_t advisory, const AgencyEntry& agency, CivilDate day);
  Result<advisories::DeliveryDetail> DeliveryOf(std::int64_t advisory, const AgencyEntry& agency);

  Deps deps_;
  Random random_;
};

}  // namespace lachan::demo
