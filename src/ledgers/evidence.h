// SPDX-License-Identifier: Apache-2.0
/// \file
/// What all ledgers have in common: a row speaks of one day in the past, writes the directive's
/// fact dated by that day, is not rewritten, and takes its fact back when it is withdrawn.
#pragma once

#include <boost/json/object.hpp>

#include <functional>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "core/time.h"
#include "journal/registers.h"
#include "ledgers/entities.h"

namespace lachan::ledgers {

std::unexpected<Error> Wrong(std::string_view what, std::string field, std::string message);

/// The directive's fact that a row stands for.
struct Evidence {
  std::string_view kind;
  boost::json::object payload = {};
};

template <class T>
struct Ledger {
  CivilDate T::* day;  ///< When it happened.
  std::string_view day_field;
  /// Nothing when the row discharges nothing (a check that failed).
  std::function<std::optional<Evidence>(const T&)> evidence;
  /// What only makes sense together; called for new and for changed rows.
  std::function<Status(const T&)> check;
  std::vector<std::string_view> fixed;  ///< Fields that are never changed, besides agency and day.
};

/// "2026" or "2026-11"; empty is allowed.
bool IsPeriod(std::string_view text);
Status DayHasCome(CivilDate day, std::string_view field, Instant now);
/// \error kInvalidInput  field "fixed"
Status Unchanged(const journal::RowChange& change, const std::vector<std::string_view>& fields);
/// Writes fact.withdrawn for the fact of this kind that the row once wrote.
Status TakeBack(const journal::RowChange& change, std::string_view kind);
/// Puts result and file into the payload, as every evidence has them.
template <class T>
void AddCommon(const T& row, boost::json::object& payload) {
  if constexpr (requires { row.result; }) {
    payload["result"] = std::get<std::string>(schema::internal::ToValue(row.result));
  }
  if constexpr (requires { row.period; }) {
    if (!row.period.empty()) payload["period"] = row.period.value;
  }
  if (row.evidence_file_id) payload["evidence_file_id"] = row.evidence_file_id->value;
}

template <class T>
Status BeforeRow(journal::RowChange& change, const Ledger<T>& ledger, const Clock& clock) {
  T row = change.As<T>();
  switch (change.action) {
    case journal::RowAction::kCreate:
      row.origin = Origin::live;
      row.is_demo = false;
      change.Set(row);
      LACHAN_TRY_DO(DayHasCome(row.*ledger.day, ledger.day_field, clock.Now()));
      break;
    case journal::RowAction::kChange: {
      auto fixed = ledger.fixed;
      fixed.insert(fixed.end(), {"agency_id", ledger.day_field});
      LACHAN_TRY_DO(Unchanged(change, fixed));
      break;
    }
    case journal::RowAction::kArchive:
      return {};
    case journal::RowAction::kRestore:
      return Fail(ErrorCode::kFailedPrecondition,
                  "a withdrawn entry stays withdrawn; enter it anew");
  }
  if constexpr (requires { row.period; }) {
    if (!IsPeriod(row.period.value)) {
      return Wrong("a period is a year or a month", "period", "not_a_period");
    }
  }
  return ledger.check ? ledger.check(row) : Status{};
}

template <class T>
journal::FactDraft FactOfRow(const Ledger<T>& ledger, journal::RowAction action,
                             const schema::Record& record) {
  journal::FactDraft draft = journal::DefaultFact(schema::Describe<T>(), action);
  const T row = schema::FromRecord<T>(record);
  draft.origin = row.origin.value;
  if (action != journal::RowAction::kCreate) return draft;
  draft.occurred_at = StartOfDay(row.*ledger.day);
  if (auto evidence = ledger.evidence(row)) {
    draft.kind = evidence->kind;
    draft.payload = std::move(evidence->payload);
    AddCommon(row, draft.payload);
  }
  return draft;
}

/// Adds a ledger as a register. `clock` must outlive the registers.
template <class T>
journal::RegisterDefinition& AddLedger(journal::Registers& registers, const Clock& clock,
                                       Ledger<T> ledger) {
  auto& definition = registers.Add<T>();
  definition.before_change.push_back(
      [ledger, &clock](journal::RowChange& change) { return BeforeRow<T>(change, ledger, clock); });
  definition.after_change.push_back([ledger](const journal::RowChange& change) -> Status {
    if (change.action != journal::RowAction::kArchive) return {};
    const auto evidence = ledger.evidence(change.As<T>());
    return evidence ? TakeBack(change, evidence->kind) : Status{};
  });
  definition.fact = [ledger](journal::RowAction action, const schema::Record*,
                             const schema::Record& row) {
    return FactOfRow<T>(ledger, action, row);
  };
  return definition;
}

}  // namespace lachan::ledgers
