// SPDX-License-Identifier: Apache-2.0
/// \file
/// Level dossiers in every state, products, links and controls of the demo's systems. Internal to
/// the module.
#pragma once

#include <utility>

#include "demo/chronicle.h"
#include "demo/province.h"
#include "dossiers/dossier_service.h"

namespace lachan::demo {

/// What a system of the demo is for, whom it serves and where it is reached, by its host name.
void DescribeSystem(System& system, bool is_commune);

/// Purpose      Tells products and links at the beginning, regulations and dossiers over the last
///              months.
/// Life cycle   Must outlive the chronicle's run.
class LevelStory {
 public:
  LevelStory(const RowMaker& rows, const Province& province, dossiers::DossierService& service,
             Chronicle& chronicle, Random& random, journal::Caller coordinator,
             journal::Caller management)
      : rows_(rows),
        province_(province),
        service_(service),
        chronicle_(chronicle),
        random_(random),
        coordinator_(std::move(coordinator)),
        management_(std::move(management)) {}

  Status Tell();

 private:
  /// Where a dossier of the story stands when it ends.
  enum class Stop { kDraft, kFiled, kReturned, kAppraising, kAppraised, kApproved, kWithdrawn };
  struct Plan {
    std::size_t system = 0;
    Stop stop = Stop::kDraft;
    int days_ago = 0;  ///< Filed.
  };
  Status TellParts();
  Status TellNames(journal::Writer& writer, const AgencyEntry& agency, const System& system);
  Status TellControls();
  void TellRegulations();
  void TellDossiers();
  void TellDossier(const Plan& plan);
  Status FileDossier(const AgencyEntry& agency, const SystemEntry& system, std::int64_t& id);
  Status Conclude(std::int64_t id, const SystemEntry& system, Stop stop, int number);
  levels::Answers AnswersFor(const System& system);

  const RowMaker& rows_;
  const Province& province_;
  dossiers::DossierService& service_;
  Chronicle& chronicle_;
  Random& random_;
  journal::Caller coordinator_, management_;
};

}  // namespace lachan::demo
