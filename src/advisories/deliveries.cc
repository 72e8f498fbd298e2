// SPDX-License-Identifier: Apache-2.0
// The agency's side: open, answer, warn customers.
#include <algorithm>

#include "advisories/steps.h"
#include "base/text.h"

namespace lachan::advisories {
namespace {

using journal::Caller;
using journal::Writer;
using enum AdvisoryResult;

/// A delivery that the caller may answer. \error kNotFound  outside the caller's reach.
Result<AdvisoryDelivery> Own(Writer& writer, const Caller& caller, std::int64_t id) {
  LACHAN_TRY(AdvisoryDelivery delivery, journal::Get<AdvisoryDelivery>(writer, id));
  if (!caller.reach.Covers(delivery.agency_id)) {
    return Fail(ErrorCode::kNotFound, "no advisory_delivery {}", id);
  }
  return delivery;
}

/// The same, while there is something to do.
Result<AdvisoryDelivery> OwnOpen(Writer& writer, const Caller& caller, std::int64_t id) {
  LACHAN_TRY(AdvisoryDelivery delivery, Own(writer, caller, id));
  if (delivery.state.value == DeliveryState::closed) {
    return NotNow("it is dealt with; the coordinator can give it back");
  }
  if (delivery.state.value == DeliveryState::withdrawn) return NotNow("it was withdrawn");
  return delivery;
}

void NoteReading(AdvisoryDelivery& delivery, const Caller& caller, Instant now) {
  if (delivery.read_at.value) return;
  delivery.read_at = std::optional(now);
  delivery.read_by.value = Ellipsis(caller.name, 200);
}

Status FileIsOwn(Writer& writer, AgencyId agency, const std::optional<Id<EvidenceFile>>& file,
                 const std::string& field) {
  if (!file) return {};
  const auto stored = journal::Get<EvidenceFile>(writer, file->value);
  if (!stored) return Wrong("there is no such file", field, "not_found");
  if (stored->agency_id == agency) return {};
  return Wrong("the file belongs to another agency", field, "other_agency");
}

Status IsSound(const SystemAnswer& answer, CivilDate today, const std::string& place) {
  switch (answer.answer) {
    case open:
      return Wrong("say how it stands with the system", place + "answer", "required");
    case mitigated:
      if (!answer.until) {
        return Wrong("until when does the way around serve?", place + "until", "required");
      }
      if (*answer.until < today) {
        return Wrong("this day has passed already", place + "until", "in_past");
      }
      return {};
    case accepted:
      if (Trim(answer.note.value).empty()) {
        return Wrong("an accepted risk needs its reason", place + "note", "required");
      }
      return {};
    case not_affected:
    case fixed:
      return {};
  }
  return {};
}

Status Take(Writer& writer, const Caller& caller, const AdvisoryDelivery& delivery,
            const SystemAnswer& given, Instant now, const std::string& place) {
  LACHAN_TRY_DO(IsSound(given, CivilDateAt(now), place));
  LACHAN_TRY_DO(
      FileIsOwn(writer, delivery.agency_id, given.evidence_file_id, place + "evidence_file_id"));
  const auto stored = journal::Get<AdvisoryAnswer>(writer, given.id);
  if (!stored || stored->delivery_id.value.value != delivery.id.value) {
    return Wrong("that is no answer to this advisory", place + "id", "not_found");
  }
  AdvisoryAnswer answer = *stored;
  answer.answer = given.answer;
  answer.until = given.answer == mitigated ? given.until : std::nullopt;
  answer.note.value = given.note.value;
  answer.evidence_file_id = given.evidence_file_id;
  answer.answered_at = std::optional(now);
  answer.answered_by.value = Ellipsis(caller.name, 200);
  LACHAN_TRY_DO(journal::Update(writer, answer, {.kind = "advisory_answer.given"}));
  return {};
}

/// Whether nothing is left to do: a way around is not yet the end of it.
Result<bool> IsDone(Writer& writer, const AdvisoryDelivery& delivery) {
  if (delivery.customers && !delivery.warned_on.value) return false;
  LACHAN_TRY(const auto answers, RowsOf<AdvisoryAnswer>(writer, "delivery_id", delivery.id.value));
  return std::ranges::all_of(answers, [](const AdvisoryAnswer& answer) {
    return answer.answer.value != open && answer.answer.value != mitigated;
  });
}

/// Stores the delivery; with the fact that ends the duty when nothing is left.
Status Settle(Writer& writer, AdvisoryDelivery delivery, std::string_view otherwise, Instant now) {
  LACHAN_TRY(const bool is_done, IsDone(writer, delivery));
  if (is_done) {
    delivery.state = DeliveryState::closed;
    delivery.closed_at = std::optional(now);
  }
  LACHAN_TRY_DO(journal::Update(
      writer, delivery, FactOf(delivery, is_done ? "advisory.closed" : std::string(otherwise))));
  LACHAN_TRY_DO(Recount(writer, delivery.advisory_id.value.value, now));
  return {};
}

}  // namespace

Result<AdvisoryDelivery> AdvisoryService::MarkRead(const Caller& caller, std::int64_t id) {
  const Instant now = deps_.clock.Now();
  return journal::ChangeFor<AdvisoryDelivery>(
      deps_.store, ForProvince(caller), [&](Writer& writer) -> Result<AdvisoryDelivery> {
        LACHAN_TRY(AdvisoryDelivery delivery, Own(writer, caller, id));
        // Somebody of the province who looks has not read it for the agency.
        if (delivery.read_at.value || caller.reach.everything) return delivery;
        NoteReading(delivery, caller, now);
        if (delivery.state.value == DeliveryState::sent) delivery.state = DeliveryState::read;
        LACHAN_TRY_DO(
            journal::Update(writer, delivery, FactOf(delivery, "advisory_delivery.read")));
        LACHAN_TRY_DO(Recount(writer, delivery.advisory_id.value.value, now));
        return journal::Get<AdvisoryDelivery>(writer, id);
      });
}

Result<DeliveryDetail> AdvisoryService::Reply(const Caller& caller, std::int64_t id,
                                              std::span<const SystemAnswer> answers) {
  if (answers.empty()) return Wrong("there is no answer", "answers", "required");
  const Instant now = deps_.clock.Now();
  const Status done = deps_.store.Change(ForProvince(caller), [&](Writer& writer) -> Status {
    LACHAN_TRY(AdvisoryDelivery delivery, OwnOpen(writer, caller, id));
    for (std::size_t i = 0; i < answers.size(); ++i) {
      LACHAN_TRY_DO(Take(writer, caller, delivery, answers[i], now, fmt::format("answers.{}.", i)));
    }
    NoteReading(delivery, caller, now);
    delivery.state = DeliveryState::answered;
    delivery.answered_at = std::optional(now);
    delivery.return_reason.value = std::string();
    return Settle(writer, delivery, "advisory_delivery.answered", now);
  });
  LACHAN_TRY_DO(done);
  return OfDelivery(caller, id);
}

Result<AdvisoryAnswer> AdvisoryService::AddSystem(const Caller& caller, std::int64_t id,
                                                  SystemId system) {
  return journal::ChangeFor<AdvisoryAnswer>(
      deps_.store, ForProvince(caller), [&](Writer& writer) -> Result<AdvisoryAnswer> {
        LACHAN_TRY(const AdvisoryDelivery delivery, OwnOpen(writer, caller, id));
        const auto row = journal::Get<System>(writer, system.value);
        if (!row || row->agency_id != delivery.agency_id) {
          return Wrong("that is no system of the agency", "system_id", "not_found");
        }
        LACHAN_TRY(const auto answers, RowsOf<AdvisoryAnswer>(writer, "delivery_id", id));
        const bool is_there = std::ranges::any_of(
            answers, [&](const AdvisoryAnswer& a) { return a.system_id.value == system; });
        if (is_there) return Wrong("the system is on the list already", "system_id", "taken");
        AdvisoryAnswer answer;
        answer.agency_id = delivery.agency_id;
        answer.advisory_id = delivery.advisory_id;
        answer.delivery_id = Id<AdvisoryDelivery>{id};
        answer.system_id = std::optional(system);
        answer.is_certain = true;
        return journal::Insert(writer, answer, {.kind = "advisory_answer.added"});
      });
}

Result<AdvisoryDelivery> AdvisoryService::Warn(const Caller& caller, std::int64_t id,
                                               const CustomerWarning& warning) {
  const Instant now = deps_.clock.Now();
  const CivilDate today = CivilDateAt(now);
  return journal::ChangeFor<AdvisoryDelivery>(
      deps_.store, ForProvince(caller), [&](Writer& writer) -> Result<AdvisoryDelivery> {
        LACHAN_TRY(AdvisoryDelivery delivery, OwnOpen(writer, caller, id));
        if (!delivery.customers) return NotNow("the advisory asks for no warning of customers");
        if (delivery.warned_on.value) return NotNow("the warning is on record already");
        if (warning.warned_on > today) {
          return Wrong("this day has not come yet", "warned_on", "in_future");
        }
        if (warning.warned_on < CivilDateAt(delivery.sent_at)) {
          return Wrong("that was before the advisory", "warned_on", "before_start");
        }
        LACHAN_TRY_DO(
            FileIsOwn(writer, delivery.agency_id, warning.evidence_file_id, "evidence_file_id"));
        NoteReading(delivery, caller, now);
        delivery.warned_on = std::optional(warning.warned_on);
        delivery.warned_count = std::optional<std::int64_t>(warning.count.value);
        delivery.warning_note.value = warning.note.value;
        delivery.warning_file_id = warning.evidence_file_id;
        if (delivery.state.value < DeliveryState::answered)
          delivery.state = DeliveryState::answered;
        auto warned = FactOf(delivery, "customer.warned");
        warned.payload["count"] = warning.count.value;
        warned.occurred_at = std::max(StartOfDay(warning.warned_on), delivery.sent_at.value);
        warned.subject_kind = "advisory_delivery";
        warned.subject_id = id;
        LACHAN_TRY_DO(writer.Note(warned));
        LACHAN_TRY_DO(Settle(writer, delivery, "advisory_delivery.answered", now));
        return journal::Get<AdvisoryDelivery>(writer, id);
      });
}

Result<DeliveryDetail> AdvisoryService::OfDelivery(const Caller& caller, std::int64_t id) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  DeliveryDetail detail;
  LACHAN_TRY(detail.delivery, journal::Get<AdvisoryDelivery>(*reader, id));
  LACHAN_TRY(detail.answers, RowsOf<AdvisoryAnswer>(*reader, "delivery_id", id));
  journal::FactQuery facts;
  facts.subject_kind = "advisory_delivery";
  facts.subject_id = id;
  LACHAN_TRY(detail.timeline, reader->Facts(facts));
  const std::int64_t advisory = detail.delivery.advisory_id.value.value;
  LACHAN_TRY(const auto province, deps_.store.OpenReader(ForProvince(caller)));
  LACHAN_TRY(detail.advisory, journal::Get<Advisory>(*province, advisory));
  LACHAN_TRY(detail.additions, RowsOf<AdvisoryAddition>(*province, "advisory_id", advisory));
  detail.advisory.deliveries = detail.advisory.deliveries_read = std::int64_t{0};
  detail.advisory.deliveries_answered = detail.advisory.deliveries_closed = std::int64_t{0};
  return detail;
}

Result<assurance::EvidenceContent> AdvisoryService::Attachment(const Caller& caller,
                                                               std::int64_t id) {
  LACHAN_TRY(const auto detail, OfDelivery(caller, id));
  if (!detail.advisory.evidence_file_id) {
    return Fail(ErrorCode::kNotFound, "the advisory has no attachment");
  }
  return deps_.files.GetEvidence(ForProvince(caller), detail.advisory.evidence_file_id->value);
}

}  // namespace lachan::advisories
