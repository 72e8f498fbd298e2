// SPDX-License-Identifier: Apache-2.0
/// \file
/// Legal holds as people use them. The copying itself is the keeper's (keeper.h).
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "events/event_keeping.h"
#include "journal/registers.h"
#include "retention/entities.h"

namespace lachan::retention {

/// Holds as a register: read only, their service changes them.
void AddRegisters(journal::Registers& registers);

/// What a person gives to open a hold.
struct HoldRequest {
  schema::Line<1, 200> title;
  schema::RequiredParagraph<2000> reason;
  std::optional<IncidentId> incident_id;
  std::optional<AgencyId> agency_id;
  std::optional<SystemId> system_id;
  schema::Line<0, 1000> hosts;
  schema::Paragraph<2000> query;
  Instant from_at{};
  std::optional<Instant> to_at;
};
BOOST_DESCRIBE_STRUCT(HoldRequest, (),
                      (title, reason, incident_id, agency_id, system_id, hosts, query, from_at,
                       to_at))

/// Outcome of counting a hold anew.
struct HoldVerification {
  bool holds = false;  ///< Number and digest are those on record.
  LegalHold hold;
  std::int64_t events = 0;
  std::string digest;
};

/// Purpose      Opens holds, and releases them when two persons agree.
/// Concurrency  Thread-safe.
class HoldService {
 public:
  struct Deps {
    journal::StateStore& store;
    events::EventKeeping& keeping;
    const Clock& clock;
    std::function<void()> on_work = {};  ///< There is something to copy or to drop.
  };
  explicit HoldService(Deps deps) : deps_(std::move(deps)) {}

  /// The hold counts from the moment this returns: nothing in its span expires uncopied.
  /// \error kInvalidInput  a span, query, host or reference that cannot be
  Result<LegalHold> Open(const journal::Caller& caller, const HoldRequest& request);
  /// \error kFailedPrecondition  it is not held
  Result<LegalHold> AskRelease(const journal::Caller& caller, std::int64_t id, std::string reason);
  /// The hold stays.
  Result<LegalHold> RefuseRelease(const journal::Caller& caller, std::int64_t id);
  /// \error kDenied  the person who asked cannot agree as well
  Result<LegalHold> Release(const journal::Caller& caller, std::int64_t id);
  /// Counts the hold's events anew and compares; written down.
  Result<HoldVerification> Verify(const journal::Caller& caller, std::int64_t id);
  /// Events of the hold that the caller may see, newest first.
  Result<events::Page> Search(const journal::Caller& caller, std::int64_t id,
                              const events::Query& query, const events::Scope& scope);

 private:
  template <class F>
  Result<LegalHold> Move(const journal::Caller& caller, std::int64_t id, const char* kind,
                         F&& change);

  Deps deps_;
};

}  // namespace lachan::retention
