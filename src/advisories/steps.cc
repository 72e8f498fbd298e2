// SPDX-License-Identifier: Apache-2.0
#include "advisories/steps.h"

#include <algorithm>
#include <map>
#include <set>

namespace lachan::advisories {
namespace {

using journal::FactDraft;
using journal::Reader;
using journal::Writer;

bool Exists(const Agency& agency, CivilDate today) {
  return agency.valid_from <= today && (!agency.valid_to || *agency.valid_to >= today);
}

AddresseeReason ReasonOf(const Candidate& candidate, bool has_criteria) {
  if (!has_criteria) return AddresseeReason::chosen;
  if (candidate.systems.empty()) {
    return candidate.has_products ? AddresseeReason::chosen : AddresseeReason::no_product;
  }
  return std::ranges::any_of(candidate.systems, &AffectedSystem::is_certain)
             ? AddresseeReason::product
             : AddresseeReason::possible_product;
}

Status AskAbout(Writer& writer, const AdvisoryDelivery& delivery, const AffectedSystem* system) {
  AdvisoryAnswer answer;
  answer.agency_id = delivery.agency_id;
  answer.advisory_id = delivery.advisory_id;
  answer.delivery_id = Id<AdvisoryDelivery>{delivery.id.value};
  answer.is_certain = true;
  if (system != nullptr) {
    answer.system_id = std::optional(system->system);
    answer.product.value = system->product;
    answer.is_certain = system->is_certain;
  }
  LACHAN_TRY_DO(journal::Insert(writer, answer, {.kind = "advisory_answer.asked"}));
  return {};
}

}  // namespace

journal::Caller ForProvince(const journal::Caller& caller) {
  return {caller.account, caller.name, journal::Reach::Everything()};
}

std::unexpected<Error> NotNow(std::string_view what) {
  return Fail(ErrorCode::kFailedPrecondition, "{}", what);
}

std::unexpected<Error> Wrong(std::string_view what, std::string field, std::string message) {
  Error error(ErrorCode::kInvalidInput, std::string(what));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

FactDraft FactOf(const AdvisoryDelivery& delivery, std::string kind) {
  FactDraft fact;
  fact.kind = std::move(kind);
  fact.agency = delivery.agency_id;
  fact.payload["advisory"] = delivery.number.value.value;
  fact.payload["title"] = delivery.title.value.value;
  return fact;
}

Result<std::vector<Candidate>> CandidatesOf(Reader& reader, const Advisory& advisory,
                                            CivilDate today) {
  LACHAN_TRY(const auto criteria, CriteriaOf(advisory.products.value));
  LACHAN_TRY(const auto inventory, Inventory::Load(reader));
  LACHAN_TRY(const auto agencies, journal::ListAll<Agency>(reader));
  LACHAN_TRY(const auto deliveries,
             RowsOf<AdvisoryDelivery>(reader, "advisory_id", advisory.id.value));
  std::set<std::int64_t> addressed;
  for (const auto& delivery : deliveries) addressed.insert(delivery.agency_id.value);
  std::map<std::int64_t, std::vector<AffectedSystem>> systems;
  for (auto& system : inventory.With(criteria)) {
    systems[system.agency.value].push_back(std::move(system));
  }
  std::vector<Candidate> candidates;
  for (const Agency& agency : agencies) {
    if (!Exists(agency, today)) continue;
    const AgencyId id{agency.id.value};
    candidates.push_back({id, agency.name.value, agency.kind, addressed.contains(id.value),
                          inventory.Knows(id), std::move(systems[id.value])});
  }
  std::ranges::stable_sort(candidates, {}, [](const Candidate& candidate) {
    return std::pair(candidate.systems.empty(), candidate.name);
  });
  return candidates;
}

Status Deliver(Writer& writer, const Advisory& advisory, const Candidate& to, Instant now) {
  AdvisoryDelivery delivery;
  delivery.agency_id = to.agency;
  delivery.advisory_id = Id<Advisory>{advisory.id.value};
  delivery.number = advisory.number;
  delivery.title.value = advisory.title.value;
  delivery.severity = advisory.severity;
  delivery.due_on = *advisory.due_on;
  delivery.reason = ReasonOf(to, !LinesOf(advisory.products.value).empty());
  delivery.customers = advisory.warns_customers && to.kind == AgencyKind::enterprise;
  delivery.sent_at = now;
  delivery.is_demo = advisory.is_demo;
  FactDraft fact = FactOf(delivery, "advisory.issued");
  fact.payload["due"] = FormatDate(*advisory.due_on);
  fact.payload["severity"] = std::get<std::string>(schema::internal::ToValue(advisory.severity));
  if (delivery.customers.value) fact.payload["customers"] = true;
  LACHAN_TRY(const auto stored, journal::Insert(writer, delivery, fact));
  for (const AffectedSystem& system : to.systems) {
    LACHAN_TRY_DO(AskAbout(writer, stored, &system));
  }
  return to.systems.empty() ? AskAbout(writer, stored, nullptr) : Status{};
}

Result<Advisory> Recount(Writer& writer, std::int64_t id, Instant now) {
  LACHAN_TRY(Advisory advisory, journal::Get<Advisory>(writer, id));
  LACHAN_TRY(const auto deliveries, RowsOf<AdvisoryDelivery>(writer, "advisory_id", id));
  const auto count = [&](auto&& holds) {
    return static_cast<std::int64_t>(std::ranges::count_if(deliveries, holds));
  };
  const auto is = [](DeliveryState state) {
    return [state](const AdvisoryDelivery& delivery) { return delivery.state.value == state; };
  };
  const auto closed = count(is(DeliveryState::closed));
  const auto left = count([](const AdvisoryDelivery& delivery) {
    return delivery.state.value < DeliveryState::closed;
  });
  const auto read = count([](const AdvisoryDelivery& d) { return d.read_at.value.has_value(); });
  const std::vector<journal::FieldValue> counts = {
      {"deliveries", static_cast<std::int64_t>(deliveries.size())},
      {"deliveries_read", read},
      {"deliveries_answered", count(is(DeliveryState::answered)) + closed},
      {"deliveries_closed", closed}};
  LACHAN_TRY_DO(writer.AdjustWithoutFact(schema::Describe<Advisory>(), advisory.id.value, counts));
  LACHAN_TRY(advisory, journal::Get<Advisory>(writer, id));
  const bool ends = advisory.state.value == AdvisoryState::issued && left == 0 && closed > 0;
  const bool reopens = advisory.state.value == AdvisoryState::closed && left > 0;
  if (!ends && !reopens) return advisory;
  advisory.state = ends ? AdvisoryState::closed : AdvisoryState::issued;
  advisory.closed_at = ends ? std::optional(now) : std::nullopt;
  return journal::Update(writer, advisory,
                         {.kind = ends ? "advisory.completed" : "advisory.reopened"});
}

Status TakeBack(Writer& writer, const AdvisoryDelivery& delivery, std::string_view kind) {
  journal::FactQuery query;
  query.kinds = {std::string(kind)};
  query.subject_kind = "advisory_delivery";
  query.subject_id = delivery.id.value;
  query.newest_first = true;
  query.limit = 1;
  LACHAN_TRY(const auto facts, writer.Facts(query));
  for (const Fact& fact : facts) {
    FactDraft draft;
    draft.kind = "fact.withdrawn";
    draft.payload["fact"] = fact.id;
    draft.agency = fact.agency;
    draft.origin = fact.origin;
    draft.cause = FactId{fact.id};
    draft.subject_kind = fact.subject_kind;
    draft.subject_id = fact.subject_id;
    LACHAN_TRY_DO(writer.Note(draft));
  }
  return {};
}

}  // namespace lachan::advisories
