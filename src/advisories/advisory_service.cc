// SPDX-License-Identifier: Apache-2.0
// The province's side: issue, add, withdraw, remind, return.
#include "advisories/advisory_service.h"

#include <algorithm>
#include <functional>
#include <map>
#include <set>

#include "advisories/steps.h"
#include "base/text.h"

namespace lachan::advisories {
namespace {

using journal::Caller;
using journal::Reader;
using journal::Writer;
using enum AdvisoryState;

bool IsOpen(const AdvisoryDelivery& delivery) {
  return delivery.state.value < DeliveryState::closed;
}

/// The wanted candidates, each once. \error kInvalidInput  "agencies"
Result<std::vector<const Candidate*>> Chosen(std::span<const AgencyId> agencies,
                                             const std::vector<Candidate>& candidates) {
  if (agencies.empty()) return Wrong("choose at least one agency", "agencies", "required");
  std::map<std::int64_t, const Candidate*> by_agency;
  for (const auto& candidate : candidates) by_agency[candidate.agency.value] = &candidate;
  std::vector<const Candidate*> chosen;
  std::set<std::int64_t> seen;
  for (const AgencyId agency : agencies) {
    if (!seen.insert(agency.value).second) continue;
    const auto found = by_agency.find(agency.value);
    if (found == by_agency.end()) {
      return Wrong(fmt::format("there is no agency {} today", agency.value), "agencies",
                   "not_found");
    }
    if (!found->second->is_addressed) chosen.push_back(found->second);
  }
  return chosen;
}

Result<std::int64_t> DeliverToAll(Writer& writer, const Advisory& advisory,
                                  std::span<const AgencyId> agencies, Instant now) {
  LACHAN_TRY(const auto candidates, CandidatesOf(writer, advisory, CivilDateAt(now)));
  LACHAN_TRY(const auto chosen, Chosen(agencies, candidates));
  for (const Candidate* candidate : chosen) {
    LACHAN_TRY_DO(Deliver(writer, advisory, *candidate, now));
  }
  return static_cast<std::int64_t>(chosen.size());
}

/// Loads, changes, counts anew; in one transaction.
Result<Advisory> ChangeAdvisory(journal::StateStore& store, const Caller& caller, std::int64_t id,
                                Instant now,
                                const std::function<Status(Writer&, Advisory&)>& step) {
  return journal::ChangeFor<Advisory>(store, caller, [&](Writer& writer) -> Result<Advisory> {
    LACHAN_TRY(Advisory advisory, journal::Get<Advisory>(writer, id));
    LACHAN_TRY_DO(step(writer, advisory));
    return Recount(writer, id, now);
  });
}

/// Each open delivery of an advisory, changed and stored with a fact of its own.
Result<std::int64_t> ForOpen(Writer& writer, std::int64_t advisory, std::string_view fact,
                             std::span<const std::int64_t> only,
                             const std::function<Status(AdvisoryDelivery&)>& change) {
  LACHAN_TRY(auto deliveries, RowsOf<AdvisoryDelivery>(writer, "advisory_id", advisory));
  std::int64_t done = 0;
  for (AdvisoryDelivery& delivery : deliveries) {
    if (!IsOpen(delivery)) continue;
    if (!only.empty() && std::ranges::find(only, delivery.id.value) == only.end()) continue;
    LACHAN_TRY_DO(change(delivery));
    LACHAN_TRY_DO(journal::Update(writer, delivery, FactOf(delivery, std::string(fact))));
    ++done;
  }
  return done;
}

}  // namespace

Result<std::vector<Candidate>> AdvisoryService::Candidates(const Caller& caller, std::int64_t id) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  LACHAN_TRY(const auto advisory, journal::Get<Advisory>(*reader, id));
  return CandidatesOf(*reader, advisory, CivilDateAt(deps_.clock.Now()));
}

Result<Advisory> AdvisoryService::Issue(const Caller& caller, std::int64_t id,
                                        std::span<const AgencyId> agencies) {
  const Instant now = deps_.clock.Now();
  const CivilDate today = CivilDateAt(now);
  return ChangeAdvisory(
      deps_.store, caller, id, now, [&](Writer& writer, Advisory& advisory) -> Status {
        if (advisory.state.value != draft || advisory.archived.value) {
          return NotNow("only a draft is issued; an issued advisory takes further addressees");
        }
        if (!advisory.due_on) advisory.due_on = AddDays(today, options_.days_to_act);
        if (*advisory.due_on < today) {
          return Wrong("the last day has passed already", "due_on", "in_past");
        }
        advisory.state = issued;
        advisory.issued_at = std::optional(now);
        advisory.issued_by.value = Ellipsis(caller.name, 200);
        advisory.is_demo = options_.is_demo;
        LACHAN_TRY(advisory, journal::Update(writer, advisory, {.kind = "advisory.published"}));
        LACHAN_TRY_DO(DeliverToAll(writer, advisory, agencies, now));
        return {};
      });
}

Result<Advisory> AdvisoryService::AddAddressees(const Caller& caller, std::int64_t id,
                                                std::span<const AgencyId> agencies) {
  const Instant now = deps_.clock.Now();
  return ChangeAdvisory(deps_.store, caller, id, now,
                        [&](Writer& writer, Advisory& advisory) -> Status {
                          if (advisory.state.value != issued && advisory.state.value != closed) {
                            return NotNow("only an issued advisory takes further addressees");
                          }
                          if (*advisory.due_on < CivilDateAt(now)) {
                            return NotNow("its last day has passed: issue a new advisory");
                          }
                          LACHAN_TRY_DO(DeliverToAll(writer, advisory, agencies, now));
                          return {};
                        });
}

Result<AdvisoryAddition> AdvisoryService::Supplement(const Caller& caller, std::int64_t id,
                                                     std::string_view content) {
  const Instant now = deps_.clock.Now();
  return journal::ChangeFor<AdvisoryAddition>(
      deps_.store, caller, [&](Writer& writer) -> Result<AdvisoryAddition> {
        LACHAN_TRY(Advisory advisory, journal::Get<Advisory>(writer, id));
        if (advisory.state.value != issued && advisory.state.value != closed) {
          return NotNow("a draft is changed itself; a withdrawn advisory takes no addition");
        }
        advisory.additions.value += 1;
        AdvisoryAddition addition;
        addition.advisory_id = Id<Advisory>{id};
        addition.ordinal = advisory.additions;
        addition.content.value = std::string(content);
        addition.issued_at = now;
        addition.issued_by.value = Ellipsis(caller.name, 200);
        LACHAN_TRY_DO(journal::Update(writer, advisory, {.kind = "advisory.supplemented"}));
        LACHAN_TRY(const auto deliveries, RowsOf<AdvisoryDelivery>(writer, "advisory_id", id));
        for (const AdvisoryDelivery& delivery : deliveries) {
          auto fact = FactOf(delivery, "advisory_delivery.supplemented");
          fact.payload["ordinal"] = addition.ordinal.value;
          fact.subject_kind = "advisory_delivery";
          fact.subject_id = delivery.id.value;
          LACHAN_TRY_DO(writer.Note(fact));
        }
        return journal::Insert(writer, addition, {.kind = "advisory_addition.issued"});
      });
}

Result<Advisory> AdvisoryService::Withdraw(const Caller& caller, std::int64_t id,
                                           std::string_view reason) {
  const Instant now = deps_.clock.Now();
  return ChangeAdvisory(
      deps_.store, caller, id, now, [&](Writer& writer, Advisory& advisory) -> Status {
        if (advisory.state.value != issued) return NotNow("only an issued advisory is withdrawn");
        advisory.state = withdrawn;
        advisory.withdrawn_at = std::optional(now);
        advisory.withdraw_reason.value = std::string(reason);
        LACHAN_TRY_DO(journal::Update(writer, advisory, {.kind = "advisory.withdrawn"}));
        const auto take_back = [&](AdvisoryDelivery& delivery) -> Status {
          LACHAN_TRY_DO(TakeBack(writer, delivery, "advisory.issued"));
          delivery.state = DeliveryState::withdrawn;
          return {};
        };
        LACHAN_TRY_DO(ForOpen(writer, id, "advisory_delivery.withdrawn", {}, take_back));
        return {};
      });
}

Result<std::int64_t> AdvisoryService::Remind(const Caller& caller, std::int64_t id,
                                             std::span<const std::int64_t> deliveries) {
  const Instant now = deps_.clock.Now();
  return journal::ChangeFor<std::int64_t>(
      deps_.store, caller, [&](Writer& writer) -> Result<std::int64_t> {
        LACHAN_TRY(const Advisory advisory, journal::Get<Advisory>(writer, id));
        if (advisory.state.value != issued) return NotNow("nobody has to answer it now");
        return ForOpen(writer, id, "advisory_delivery.reminded", deliveries,
                       [&](AdvisoryDelivery& delivery) -> Status {
                         delivery.reminded_at = std::optional(now);
                         delivery.reminders.value += 1;
                         return {};
                       });
      });
}

Result<AdvisoryDelivery> AdvisoryService::Return(const Caller& caller, std::int64_t id,
                                                 std::string_view reason) {
  return journal::ChangeFor<AdvisoryDelivery>(
      deps_.store, caller, [&](Writer& writer) -> Result<AdvisoryDelivery> {
        LACHAN_TRY(AdvisoryDelivery delivery, journal::Get<AdvisoryDelivery>(writer, id));
        const auto state = delivery.state.value;
        if (state != DeliveryState::answered && state != DeliveryState::closed) {
          return NotNow("there is no answer to give back");
        }
        if (state == DeliveryState::closed) {
          LACHAN_TRY_DO(TakeBack(writer, delivery, "advisory.closed"));
        }
        delivery.state = DeliveryState::read;
        delivery.closed_at = std::optional<Instant>{};
        delivery.return_reason.value = std::string(reason);
        auto fact = FactOf(delivery, "advisory_delivery.returned");
        fact.payload["reason"] = std::string(reason);
        LACHAN_TRY_DO(journal::Update(writer, delivery, fact));
        LACHAN_TRY_DO(Recount(writer, delivery.advisory_id.value.value, deps_.clock.Now()));
        return journal::Get<AdvisoryDelivery>(writer, id);
      });
}

Result<AdvisoryDetail> AdvisoryService::Detail(const Caller& caller, std::int64_t id) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  AdvisoryDetail detail;
  LACHAN_TRY(detail.advisory, journal::Get<Advisory>(*reader, id));
  LACHAN_TRY(detail.additions, RowsOf<AdvisoryAddition>(*reader, "advisory_id", id));
  LACHAN_TRY(detail.deliveries, RowsOf<AdvisoryDelivery>(*reader, "advisory_id", id));
  LACHAN_TRY(detail.answers, RowsOf<AdvisoryAnswer>(*reader, "advisory_id", id));
  journal::FactQuery facts;
  facts.subject_kind = "advisory";
  facts.subject_id = id;
  LACHAN_TRY(detail.timeline, reader->Facts(facts));
  return detail;
}

}  // namespace lachan::advisories
