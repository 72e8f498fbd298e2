// SPDX-License-Identifier: Apache-2.0
#include "retention/hold_service.h"

#include "register/entities.h"
#include "retention/hold_query.h"

namespace lachan::retention {
namespace {

using journal::Caller;
using journal::Writer;

std::unexpected<Error> Wrong(std::string field, std::string code, std::string text) {
  return std::unexpected(Error(ErrorCode::kInvalidInput, std::move(text))
                             .WithField(std::move(field), std::move(code)));
}

Status CheckSpan(const HoldRequest& request, Instant now) {
  if (request.from_at > now) return Wrong("from_at", "in_future", "a hold begins in the past");
  if (request.to_at && *request.to_at <= request.from_at) {
    return Wrong("to_at", "before_start", "a hold does not end before it begins");
  }
  return {};
}

/// What it names must exist within the caller's reach; a system belongs to the agency.
Status CheckReferences(Writer& writer, LegalHold& hold) {
  if (hold.agency_id && !journal::Get<Agency>(writer, hold.agency_id->value)) {
    return Wrong("agency_id", "not_found", "there is no such agency");
  }
  if (hold.system_id) {
    const auto system = journal::Get<System>(writer, hold.system_id->value);
    if (!system) return Wrong("system_id", "not_found", "there is no such system");
    if (hold.agency_id && *hold.agency_id != system->agency_id) {
      return Wrong("system_id", "other_agency", "the system is another agency's");
    }
    hold.agency_id = system->agency_id;
  }
  return {};
}

/// Weeks of the span that had gone before.
Status CountGone(Writer& writer, LegalHold& hold) {
  LACHAN_TRY(const auto gone, journal::ListAll<EventExpiry>(writer));
  for (const auto& week : gone) {
    const Instant from{std::chrono::sys_days(week.monday)};
    if (!Touches(hold, from, from + std::chrono::days(7))) continue;
    ++hold.gone_weeks.value;
    hold.gone_events.value += week.events;
  }
  return {};
}

}  // namespace

void AddRegisters(journal::Registers& registers) {
  auto& holds = registers.Add<LegalHold>();
  holds.is_creatable = holds.is_changeable = holds.is_archivable = false;
}

Result<LegalHold> HoldService::Open(const Caller& caller, const HoldRequest& request) {
  const Instant now = deps_.clock.Now();
  LACHAN_TRY_DO(CheckSpan(request, now));
  LegalHold hold;
  hold.title = request.title;
  hold.reason = request.reason;
  hold.incident_id = request.incident_id;
  hold.agency_id = request.agency_id;
  hold.system_id = request.system_id;
  hold.hosts = request.hosts;
  hold.query = request.query;
  hold.from_at = request.from_at;
  hold.to_at = request.to_at;
  hold.opened_by.value = caller.name;
  LACHAN_TRY_DO(QueryOf(hold));
  auto opened =
      journal::ChangeFor<LegalHold>(deps_.store, caller, [&](Writer& writer) -> Result<LegalHold> {
        LACHAN_TRY_DO(CheckReferences(writer, hold));
        LACHAN_TRY_DO(CountGone(writer, hold));
        const int year = static_cast<int>(CivilDateAt(now).year());
        LACHAN_TRY(const auto number, writer.NextNumber(fmt::format("legal-hold-{}", year)));
        hold.number.value = fmt::format("GNK-{}-{:04}", year, number);
        journal::FactDraft fact{.kind = "legal_hold.opened"};
        if (hold.incident_id) fact.payload["incident_id"] = hold.incident_id->value;
        return journal::Insert(writer, hold, fact);
      });
  if (opened && deps_.on_work) deps_.on_work();
  return opened;
}

template <class F>
Result<LegalHold> HoldService::Move(const Caller& caller, std::int64_t id, const char* kind,
                                    F&& change) {
  return journal::ChangeFor<LegalHold>(deps_.store, caller,
                                       [&](Writer& writer) -> Result<LegalHold> {
                                         LACHAN_TRY(auto hold, journal::Get<LegalHold>(writer, id));
                                         LACHAN_TRY_DO(change(hold));
                                         return journal::Update(writer, hold, {.kind = kind});
                                       });
}

namespace {

std::string_view NameOf(HoldState state) {
  std::string_view name = "?";
  boost::mp11::mp_for_each<boost::describe::describe_enumerators<HoldState>>([&](auto one) {
    if (one.value == state) name = one.name;
  });
  return name;
}

Status MustBe(const LegalHold& hold, HoldState state) {
  if (hold.state.value == state) return {};
  return Fail(ErrorCode::kFailedPrecondition, "the hold {} is {}", hold.number.value.value,
              NameOf(hold.state.value));
}

}  // namespace

Result<LegalHold> HoldService::AskRelease(const Caller& caller, std::int64_t id,
                                          std::string reason) {
  return Move(caller, id, "legal_hold.release_asked", [&](LegalHold& hold) -> Status {
    LACHAN_TRY_DO(MustBe(hold, HoldState::held));
    hold.state = HoldState::release_asked;
    hold.release_reason.value = std::move(reason);
    hold.release_asked_by_id = std::optional(caller.account);
    hold.release_asked_by.value = caller.name;
    hold.release_asked_at = std::optional(deps_.clock.Now());
    return {};
  });
}

Result<LegalHold> HoldService::RefuseRelease(const Caller& caller, std::int64_t id) {
  return Move(caller, id, "legal_hold.release_refused", [&](LegalHold& hold) -> Status {
    LACHAN_TRY_DO(MustBe(hold, HoldState::release_asked));
    hold.state = HoldState::held;
    hold.release_reason.value = "";
    hold.release_asked_by_id = std::optional<AccountId>();
    hold.release_asked_by.value = "";
    hold.release_asked_at = std::optional<Instant>();
    return {};
  });
}

Result<LegalHold> HoldService::Release(const Caller& caller, std::int64_t id) {
  auto moved = Move(caller, id, "legal_hold.release_agreed", [&](LegalHold& hold) -> Status {
    LACHAN_TRY_DO(MustBe(hold, HoldState::release_asked));
    if (hold.release_asked_by_id.value == caller.account) {
      return Fail(ErrorCode::kDenied, "another person agrees than the one who asked");
    }
    hold.state = HoldState::releasing;
    hold.released_by.value = caller.name;
    return {};
  });
  if (moved && deps_.on_work) deps_.on_work();
  return moved;
}

Result<HoldVerification> HoldService::Verify(const Caller& caller, std::int64_t id) {
  HoldVerification outcome;
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
    LACHAN_TRY(outcome.hold, journal::Get<LegalHold>(*reader, id));
  }
  if (outcome.hold.state.value != HoldState::held &&
      outcome.hold.state.value != HoldState::release_asked) {
    return std::unexpected(MustBe(outcome.hold, HoldState::held).error());
  }
  LACHAN_TRY(const auto now_held, deps_.keeping.Held(id));
  outcome.events = static_cast<std::int64_t>(now_held.all.events);
  outcome.digest = now_held.all.digest;
  outcome.holds = outcome.events == outcome.hold.events.value &&
                  outcome.digest == outcome.hold.digest.value.value;
  LACHAN_TRY(
      outcome.hold,
      journal::ChangeFor<LegalHold>(deps_.store, caller, [&](Writer& writer) -> Result<LegalHold> {
        LACHAN_TRY(auto hold, journal::Get<LegalHold>(writer, id));
        // It grew while one counted: no verdict.
        if (hold.version.value != outcome.hold.version.value) {
          return Fail(ErrorCode::kConflict, "the hold changed meanwhile; try again");
        }
        const Instant now = deps_.clock.Now();
        const journal::FieldValue at{"verified_at", now.time_since_epoch().count()};
        LACHAN_TRY_DO(writer.AdjustWithoutFact(schema::Describe<LegalHold>(), id, {&at, 1}));
        LACHAN_TRY_DO(writer.Note({.kind = "legal_hold.verified",
                                   .payload = {{"holds", outcome.holds},
                                               {"events", outcome.events},
                                               {"digest", outcome.digest}},
                                   .agency = hold.agency_id.value_or(AgencyId{}),
                                   .subject_kind = "legal_hold",
                                   .subject_id = id}));
        return journal::Get<LegalHold>(writer, id);
      }));
  return outcome;
}

Result<events::Page> HoldService::Search(const Caller& caller, std::int64_t id,
                                         const events::Query& query, const events::Scope& scope) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  LACHAN_TRY(const auto hold, journal::Get<LegalHold>(*reader, id));
  return deps_.keeping.SearchHeld(hold.id.value, query, scope);
}

}  // namespace lachan::retention
