// SPDX-License-Identifier: Apache-2.0
#include "alerts/breach.h"

#include "alerts/detections.h"
#include "schema/json.h"

namespace lachan::alerts {
namespace {

journal::FactDraft About(const Alert& alert, std::string_view kind) {
  journal::FactDraft draft;
  draft.kind = kind;
  draft.agency = alert.agency_id.value.value_or(AgencyId{});
  draft.system = alert.system_id.value.value_or(SystemId{});
  draft.origin = alert.origin.value;
  draft.subject_kind = "alert";
  draft.subject_id = alert.id.value;
  return draft;
}

/// The newest breach noted for the alert; empty when there is none.
Result<std::optional<Fact>> LastBreach(journal::Writer& writer, const Alert& alert) {
  journal::FactQuery query;
  query.kinds = {"network.breach"};
  query.subject_kind = "alert";
  query.subject_id = alert.id.value;
  query.newest_first = true;
  query.limit = 1;
  LACHAN_TRY(auto facts, writer.Facts(query));
  if (facts.empty()) return std::nullopt;
  return std::move(facts.front());
}

Status Close(journal::Writer& writer, const Alert& alert, const Fact& breach) {
  journal::FactDraft draft = About(alert, "network.breach_closed");
  draft.cause = FactId{breach.id};
  LACHAN_TRY(const auto payload, schema::ParseJson(breach.payload));
  if (const auto* object = payload.if_object(); object != nullptr && object->contains("breach")) {
    draft.payload["breach"] = object->at("breach");
  }
  return writer.Note(draft);
}

}  // namespace

Status NoteBreach(journal::Writer& writer, const Alert& alert) {
  journal::FactDraft draft = About(alert, "network.breach");
  draft.occurred_at = alert.first_seen.value;
  draft.payload["rule"] = BreachRule(alert);
  // A reopened alert is a breach anew: the version tells them apart.
  draft.payload["breach"] = fmt::format("alert-{}-{}", alert.id.value, alert.version.value);
  return writer.Note(draft);
}

Status SettleBreach(journal::Writer& writer, const Alert& alert, DismissReason reason) {
  LACHAN_TRY(const auto breach, LastBreach(writer, alert));
  if (!breach) return {};
  switch (reason) {
    case DismissReason::benign:
      return Close(writer, alert, *breach);
    case DismissReason::false_positive:
    case DismissReason::duplicate:
    case DismissReason::test:
    case DismissReason::not_relevant:
      break;
  }
  journal::FactDraft draft = About(alert, "fact.withdrawn");
  draft.payload["fact"] = breach->id;
  draft.cause = FactId{breach->id};
  return writer.Note(draft);
}

Status CloseBreach(journal::Writer& writer, const Alert& alert) {
  LACHAN_TRY(const auto breach, LastBreach(writer, alert));
  return breach ? Close(writer, alert, *breach) : Status{};
}

}  // namespace lachan::alerts
