// SPDX-License-Identifier: Apache-2.0
#include "ledgers/evidence.h"

namespace lachan::ledgers {

std::unexpected<Error> Wrong(std::string_view what, std::string field, std::string message) {
  Error error(ErrorCode::kInvalidInput, std::string(what));
  return std::unexpected(std::move(error).WithField(std::move(field), std::move(message)));
}

bool IsPeriod(std::string_view text) {
  return text.empty() || ParseMonth(text).has_value() ||
         (text.size() == 4 && ParseMonth(std::string(text) + "-01").has_value());
}

Status DayHasCome(CivilDate day, std::string_view field, Instant now) {
  if (day <= CivilDateAt(now)) return {};
  return Wrong("what was done lies in the past", std::string(field), "in_future");
}

Status Unchanged(const journal::RowChange& change, const std::vector<std::string_view>& fields) {
  for (const std::string_view field : fields) {
    if (change.Changes(field)) {
      return Wrong("withdraw the entry and make it anew", std::string(field), "fixed");
    }
  }
  return {};
}

Status TakeBack(const journal::RowChange& change, std::string_view kind) {
  journal::FactQuery query;
  query.kinds = {std::string(kind)};
  query.subject_kind = change.entity.name;
  query.subject_id = std::get<std::int64_t>(change.row[0]);
  LACHAN_TRY(const auto facts, change.writer.Facts(query));
  for (const Fact& fact : facts) {
    journal::FactDraft draft;
    draft.kind = "fact.withdrawn";
    draft.payload["fact"] = fact.id;
    draft.agency = fact.agency;
    draft.system = fact.system;
    draft.origin = fact.origin;
    draft.cause = FactId{fact.id};
    draft.subject_kind = fact.subject_kind;
    draft.subject_id = fact.subject_id;
    LACHAN_TRY_DO(change.writer.Note(draft));
  }
  return {};
}

}  // namespace lachan::ledgers
