// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "demo/chronicle.h"
#include "demo/province.h"
#include "directive/directive.h"
#include "journal/state_store.h"
#include "obligations/obligation_service.h"
#include "ranking/appeals.h"
#include "ranking/sign_off.h"

namespace lachan::demo {

/// The month that waits for its second person: the last ended one, or in the first two days of a
/// month the one before.
Month LastProposedMonth(Instant now);

/// Months frozen by two persons, an addendum, appeals in several states. The last proposed month
/// waits for its second person.
class RankingStory {
 public:
  struct Deps {
    journal::StateStore& store;
    const directive::Directive& directive;
    obligations::ObligationService& obligations;
    const Clock& clock;
    const Province& province;
    Chronicle& chronicle;
  };
  RankingStory(Deps deps, journal::Caller proposer, journal::Caller confirmer);
  void Tell(Instant now);

 private:
  Status Freeze(Month month);
  Status Submit(Month month, std::string_view agency, std::string_view text);
  Status Receive(Month month, std::string_view agency);
  Status Decide(Month month, std::string_view agency, ranking::Appeals::Answer answer);
  void TellAppeals(Month month);

  Deps deps_;
  journal::Caller proposer_, confirmer_;
  ranking::SignOff sign_off_;
  ranking::Appeals appeals_;
};

}  // namespace lachan::demo
