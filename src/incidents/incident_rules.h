// SPDX-License-Identifier: Apache-2.0
/// \file
/// What holds for incidents whichever way they are written: by the service or by a register page.
/// Internal to the module.
#pragma once

#include "core/time.h"
#include "incidents/entities.h"
#include "journal/state_store.h"
#include "schema/validate.h"

namespace lachan::incidents {

/// Gives number, status, lead and origin to an incident about to be inserted.
/// \error kInvalidInput  detected in the future; system of another agency.
Status PrepareNew(journal::Writer& writer, const journal::Caller& caller, Instant now,
                  Incident& incident);
/// Notes that an inserted incident is on record, for the directive's clocks.
Status NoteReported(journal::Writer& writer, const Incident& incident, FactId cause);

/// The instant must not lie ahead of `now` by more than clocks differ (5 minutes).
Status NotInFuture(Instant instant, Instant now, std::string_view field);
/// \error kFailedPrecondition  the incident is closed.
Status MustBeOpen(const Incident& incident);

/// The incident of a task or note.
/// \error kInvalidInput        no such incident within reach (field "incident_id").
Result<Incident> IncidentOf(journal::Writer& writer, IncidentId id);

/// Checks the texts of a described value and puts them into their clean form.
template <class T>
Status CheckTexts(T& value) {
  schema::Record record = schema::ToRecord(value);
  const auto& fields = schema::Describe<T>().fields;
  Error error(ErrorCode::kInvalidInput, "fields that cannot be taken");
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto* text = std::get_if<std::string>(&record[i]);
    if (text == nullptr || fields[i].type != schema::FieldType::kText || fields[i].computed) {
      continue;
    }
    auto checked = schema::CheckText(fields[i], *text);
    if (checked) {
      record[i] = *std::move(checked);
    } else {
      error.AddField({std::string(fields[i].name), checked.error()});
    }
  }
  if (!error.fields().empty()) return std::unexpected(std::move(error));
  value = schema::FromRecord<T>(record);
  return {};
}

}  // namespace lachan::incidents
