// SPDX-License-Identifier: Apache-2.0
/// \file
/// Facts: what happened, append-only, each bound to the one before by its hash. Audit trail,
/// evidence, timelines, live updates and the directive engine read facts; nothing keeps a second
/// log.
#pragma once

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>

#include "core/id.h"
#include "core/time.h"
#include "core/vocabulary.h"

namespace lachan {

/// One entry of the journal.
struct Fact {
  std::int64_t id = 0;       ///< 1, 2, 3, … without gaps.
  std::string kind;          ///< "incident.closed"; docs/formats/facts.md lists them.
  std::string subject_kind;  ///< Entity name, "incident"; empty when none.
  std::int64_t subject_id = 0;
  AgencyId agency;         ///< Whom it concerns; 0 = the province.
  SystemId system;         ///< 0 = none.
  AccountId actor;         ///< 0 = the system itself.
  std::string actor_name;  ///< As it was then.
  Instant recorded_at;     ///< When it was written.
  Instant occurred_at;     ///< When it happened; duties count from here.
  Origin origin = Origin::live;
  FactId cause;         ///< Fact that led to this one; 0 = none.
  std::string payload;  ///< Canonical JSON object.
  std::string hash;     ///< 64 hex digits: SHA-256 over the previous hash and all of the above.
};

namespace journal {

/// What a service says when it changes something; the store adds the rest.
struct FactDraft {
  std::string kind;
  boost::json::object payload = {};
  AgencyId agency = {};                     ///< Taken from the row's agency_id when 0.
  SystemId system = {};                     ///< Taken from the row's system_id when 0.
  std::optional<Instant> occurred_at = {};  ///< Now when absent.
  Origin origin = Origin::live;
  FactId cause = {};
  std::string subject_kind = {};  ///< Taken from the row.
  std::int64_t subject_id = 0;
};

/// Hash of the genesis: 64 zeros.
std::string_view GenesisHash();
/// The hash that `fact` must carry after `previous_hash`. Each field is preceded by its length, so
/// that no two facts read alike; `fact.hash` is not read. docs/formats/journal.md has the layout.
std::string HashOf(const Fact& fact, std::string_view previous_hash);
/// The form in which payloads are stored and hashed: members sorted by the bytes of their keys, no
/// white space.
std::string CanonicalJson(const boost::json::object& object);

}  // namespace journal
}  // namespace lachan
