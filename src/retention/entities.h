// SPDX-License-Identifier: Apache-2.0
/// \file
/// Legal holds, and the record of events that went when their time was over.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "core/id.h"
#include "schema/entity.h"

namespace lachan {

struct LegalHold;
template <>
inline constexpr const char* kReferenceName<LegalHold> = "legal_hold";

/// Life of a hold. Names reach the store; never rename.
///   copying        its events are being copied
///   held           copied and compared; while its span lasts, what arrives is added
///   release_asked  one person wants it released; nothing goes yet
///   releasing      a second one agreed; its events are going
///   released       gone
BOOST_DEFINE_ENUM_CLASS(HoldState, copying, held, release_asked, releasing, released)

/// What an incident needs of the logs, kept until two persons agree that it may go.
struct LegalHold : schema::Row {
  schema::Computed<schema::Line<0, 20>> number;  ///< "GNK-2026-0001".
  schema::Line<1, 200> title;
  schema::RequiredParagraph<2000> reason;
  std::optional<IncidentId> incident_id;
  std::optional<AgencyId> agency_id;  ///< Only events of this agency; absent: of all.
  std::optional<SystemId> system_id;
  schema::Line<0, 1000> hosts;    ///< Separated by commas; empty: all.
  schema::Paragraph<2000> query;  ///< Hunt language; empty: everything.
  Instant from_at{};              ///< Event time.
  std::optional<Instant> to_at;   ///< Absent: until it is released.
  schema::Computed<HoldState> state;
  schema::Computed<schema::Line<0, 200>> opened_by;
  schema::Computed<std::optional<Instant>> copied_to;  ///< Compared up to here.
  schema::Computed<std::int64_t> events;
  schema::Computed<schema::Line<0, 64>> digest;             ///< events::EventSetDigest.
  schema::Computed<std::optional<Instant>> oldest, newest;  ///< Of what is held.
  schema::Computed<std::int64_t> gone_weeks;   ///< Weeks of its span that had expired before.
  schema::Computed<std::int64_t> gone_events;  ///< All events in them, of whatever kind.
  schema::Computed<std::optional<Instant>> verified_at;
  schema::Computed<schema::Paragraph<1000>> problem;  ///< Empty: none.
  schema::Computed<schema::Paragraph<1000>> release_reason;
  schema::Computed<std::optional<AccountId>> release_asked_by_id;
  schema::Computed<schema::Line<0, 200>> release_asked_by;
  schema::Computed<std::optional<Instant>> release_asked_at;
  schema::Computed<schema::Line<0, 200>> released_by;
  schema::Computed<std::optional<Instant>> released_at;
};
BOOST_DESCRIBE_STRUCT(LegalHold, (schema::Row),
                      (number, title, reason, incident_id, agency_id, system_id, hosts, query,
                       from_at, to_at, state, opened_by, copied_to, events, digest, oldest, newest,
                       gone_weeks, gone_events, verified_at, problem, release_reason,
                       release_asked_by_id, release_asked_by, release_asked_at, released_by,
                       released_at))
template <>
inline constexpr schema::Naming schema::kNaming<LegalHold>{
    .name = "legal_hold", .path = "legal-holds", .tenancy = Tenancy::kAgency, .title = "title"};
LACHAN_ENTITY(LegalHold);

/// Whether a week that expired is on its way or gone.
BOOST_DEFINE_ENUM_CLASS(ExpiryState, dropping, dropped)

/// A week of events of one class that went when its time was over.
struct EventExpiry : schema::Row {
  std::int64_t level = 0;    ///< 0: unknown.
  bool is_provider = false;  ///< Of a service provider on the network.
  CivilDate monday{};        ///< First day of the week, UTC.
  std::int64_t months = 0;   ///< How long it had to be kept.
  std::int64_t events = 0;
  std::int64_t bytes = 0;  ///< Compressed.
  Instant oldest{}, newest{};
  ExpiryState state = ExpiryState::dropping;
  std::optional<Instant> dropped_at;
};
BOOST_DESCRIBE_STRUCT(EventExpiry, (schema::Row),
                      (level, is_provider, monday, months, events, bytes, oldest, newest, state,
                       dropped_at))
template <>
inline constexpr schema::Naming schema::kNaming<EventExpiry>{
    .name = "event_expiry", .path = "", .tenancy = Tenancy::kShared, .title = "monday"};
LACHAN_ENTITY(EventExpiry);

}  // namespace lachan
