// SPDX-License-Identifier: Apache-2.0
#include "intel/exclusions.h"

#include <algorithm>

#include "base/text.h"
#include "indicators/value.h"

namespace lachan::intel {
namespace {

using journal::Caller;
using journal::FactDraft;

bool HasEnded(const IndicatorExclusion& row, Instant now) {
  return row.ended_at.value.has_value() || (row.until && *row.until <= now);
}

}  // namespace

Result<std::vector<IndicatorExclusion>> Exclusions::InForce(journal::Reader& reader) const {
  LACHAN_TRY(auto rows, journal::ListAll<IndicatorExclusion>(reader));
  std::erase_if(rows, [now = deps_.clock.Now()](const auto& row) { return HasEnded(row, now); });
  return rows;
}

Result<std::vector<IndicatorExclusion>> Exclusions::InForce() const {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Caller::System("indicators")));
  return InForce(*reader);
}

Result<IndicatorExclusionView> Exclusions::Create(const Caller& caller, const Draft& draft) {
  Error error(ErrorCode::kInvalidInput, "the exclusion cannot be used as it is");
  const auto canonical = indicators::Canonicalise(draft.value);
  if (!canonical) {
    const auto& fault = canonical.error();
    error.AddField(
        {"value", fault.hint.empty() ? fault.message : fault.message + "; " + fault.hint});
  }
  if (Trim(draft.reason).empty()) error.AddField({"reason", "required"});
  if (CodePoints(draft.reason) > 2000) error.AddField({"reason", "too_long:2000"});
  if (draft.until && *draft.until <= deps_.clock.Now()) {
    error.AddField({"until", "must lie in the future"});
  }
  if (!error.fields().empty()) return std::unexpected(std::move(error));
  IndicatorExclusion row;
  row.value = canonical->value;
  row.kind.value.value = indicators::ToString(canonical->kind);
  row.reason = RepairUtf8(Trim(draft.reason));
  row.until = draft.until;
  row.author.value.value = caller.name;
  LACHAN_TRY(
      row,
      journal::ChangeFor<IndicatorExclusion>(
          deps_.store, caller, [&](journal::Writer& writer) -> Result<IndicatorExclusion> {
            LACHAN_TRY(const auto others, InForce(writer));
            const bool is_known = std::ranges::any_of(
                others, [&](const auto& other) { return other.value.value == row.value.value; });
            if (is_known) {
              return std::unexpected(Error(ErrorCode::kConflict,
                                           fmt::format("'{}' is excluded already", row.value.value))
                                         .WithField("value", "taken"));
            }
            if (others.size() >= kInForce) {
              return Fail(ErrorCode::kExhausted, "{} exclusions are in force: end some first",
                          others.size());
            }
            return journal::Insert(writer, row, FactDraft{.kind = "indicator_exclusion.created"});
          }));
  if (deps_.on_change) deps_.on_change();
  return ViewOf(row);
}

Status Exclusions::End(const Caller& caller, std::int64_t id) {
  const auto end = [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(auto row, journal::Get<IndicatorExclusion>(writer, id));
    if (HasEnded(row, deps_.clock.Now())) {
      return Fail(ErrorCode::kFailedPrecondition, "the exclusion has ended already");
    }
    row.ended_at = std::optional(deps_.clock.Now());
    row.ended_by.value.value = caller.name;
    row.archived = true;
    LACHAN_TRY_DO(journal::Update(writer, row, FactDraft{.kind = "indicator_exclusion.ended"}));
    return {};
  };
  LACHAN_TRY_DO(deps_.store.Change(caller, end));
  if (deps_.on_change) deps_.on_change();
  return {};
}

Result<IndicatorExclusionList> Exclusions::List(const Caller& caller, bool with_ended) const {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  journal::ListQuery query;
  query.descending = true;
  query.with_archived = with_ended;
  LACHAN_TRY(const auto rows, journal::ListAll<IndicatorExclusion>(*reader, query));
  IndicatorExclusionList list;
  for (const auto& row : rows) {
    auto view = ViewOf(row);
    if (view.is_in_force || with_ended) list.rows.push_back(std::move(view));
  }
  return list;
}

IndicatorExclusionView Exclusions::ViewOf(const IndicatorExclusion& row) const {
  IndicatorExclusionView view;
  view.id = row.id.value;
  view.value = row.value.value;
  view.kind = row.kind.value.value;
  view.reason = row.reason.value;
  view.author = row.author.value.value;
  view.until = row.until;
  view.ended_at = row.ended_at.value;
  view.ended_by = row.ended_by.value.value;
  view.is_in_force = !HasEnded(row, deps_.clock.Now());
  view.created_at = row.created_at.value;
  return view;
}

}  // namespace lachan::intel
