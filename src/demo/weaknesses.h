// SPDX-License-Identifier: Apache-2.0
/// \file
/// Weaknesses that scans of the demo province find. Internal to the module.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "assurance/assurance_service.h"
#include "demo/chronicle.h"
#include "demo/province.h"
#include "findings/finding_service.h"
#include "findings/scan_entities.h"

namespace lachan::demo {

/// Purpose      Tells a monthly scan, and what the agencies did about what it found.
/// Life cycle   Must outlive the chronicle's run.
class WeaknessStory {
 public:
  struct Deps {
    journal::StateStore& store;
    const journal::Registers& registers;
    assurance::EvidenceStore& files;
    const MovableClock& clock;
  };
  WeaknessStory(Deps deps, const Province& province, Chronicle& chronicle, Random& random,
                journal::Caller analyst, journal::Caller leader);

  void Tell();

 private:
  struct Case {
    std::size_t system = 0;  ///< Index into Province::systems.
    std::size_t kind = 0;    ///< Index into the list of weaknesses.
  };
  pipeline::Owner OwnerOf(const std::string& host) const;
  std::string LineOf(const Case& one, Instant at) const;
  void TellMonth(Month month);
  void TellWork(const Case& one, Instant from);
  void TellLists();
  void TellAuthorisations();
  Status Work(const Case& one, findings::FindingAction action, std::string note);
  Status AskFor(const Case& one, bool approve);
  Result<std::vector<Finding>> OpenOf(const Case& one) const;

  Deps deps_;
  const Province& province_;
  Chronicle& chronicle_;
  Random& random_;
  journal::Caller analyst_, leader_;
  assurance::AssuranceService assurance_;
  findings::FindingService findings_;
};

}  // namespace lachan::demo
