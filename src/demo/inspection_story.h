// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "demo/chronicle.h"
#include "demo/province.h"
#include "inspections/inspection_service.h"

namespace lachan::demo {

/// Inspections of the demo: one closed, one with remedies that wait, one whose draft is out, one
/// planned and a surprise that nobody knows of yet.
class InspectionStory {
 public:
  struct Deps {
    const RowMaker& rows;
    const Province& province;
    Chronicle& chronicle;
    inspections::InspectionService& inspections;
    journal::Caller inspector;
  };
  explicit InspectionStory(Deps deps) : deps_(std::move(deps)) {}

  void Tell();

 private:
  enum class Until : std::uint8_t { kPlanned, kDrafted, kConcluded, kClosed };
  struct Plan {
    const char* agency;  ///< Code.
    const char* title;
    InspectionKind kind;
    int days_ago;  ///< First day of the visit; negative: ahead.
    Until until;
  };
  void TellOne(const Plan& plan);
  Status Visit(InspectionId id, CivilDate first_day);
  Status Judge(InspectionId id);
  void TellEnd(InspectionId id, const AgencyEntry& agency, Instant from, Until until);
  Status Conclude(InspectionId id, const AgencyEntry& agency);
  Status Remedy(InspectionId id, const AgencyEntry& agency, Until until);

  Deps deps_;
};

}  // namespace lachan::demo
