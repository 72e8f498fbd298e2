// SPDX-License-Identifier: Apache-2.0
/// \file
/// Fills an empty store with the demo province: register, 14 months of history, alerts, incidents.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "assurance/evidence_store.h"
#include "base/result.h"
#include "core/time.h"
#include "demo/chronicle.h"
#include "demo/stage.h"
#include "demo/watch.h"
#include "detect/rule_set.h"
#include "directive/directive.h"
#include "identity/password.h"
#include "journal/registers.h"
#include "journal/state_store.h"
#include "levels/controls.h"
#include "normalise/normaliser.h"

namespace lachan::demo {

struct SeedInput {
  std::string agencies_csv, communes_csv;  ///< code,kind,name,slug,valid_from,coordinator
  Stage stage;                             ///< Without actors; they are made here.
  Instant now;                             ///< The history ends here.
  int months = 14;
  int scenes = 880;            ///< Attacks over the months.
  int recent_events = 20'000;  ///< Of the last three days.
  std::uint64_t seed = 1'0237;
  /// The units of 2022 and what became of them; registry::LoadStructure. May be empty.
  std::string former_units_csv = {}, reorganisations_csv = {};
};

struct SeedDeps {
  journal::StateStore& store;           ///< Empty; dated by `clock`.
  const journal::Registers& registers;  ///< Made with `clock`, and marked by MarkAsDemo().
  MovableClock& clock;
  const directive::Directive& directive;
  const levels::Catalogue& controls;
  const normalise::Normaliser& normaliser;
  const detect::RuleSet& rules;
  assurance::EvidenceStore& evidence;
  const identity::PasswordHasher& hasher;
  KeepEvents keep_events;
  std::function<void(std::string_view)> progress;  ///< A line for the person who waits.
};

struct Seeded {
  std::string accounts;  ///< Table of logins, roles and the password, for people.
  std::size_t agencies = 0, systems = 0;
};

/// Rows of registers that know the mark get it. To be called before Seed().
void MarkAsDemo(journal::Registers& registers);

/// Deterministic but for tokens and password hashes. The clock ends at `now`.
/// \error kInvalidInput  the lists or sample logs cannot be used.
/// \error (of the store and the services)  the story cannot be told; the store is half full then.
Result<Seeded> Seed(SeedInput input, const SeedDeps& deps);

}  // namespace lachan::demo
