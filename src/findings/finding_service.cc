// SPDX-License-Identifier: Apache-2.0
#include "findings/finding_service.h"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>

#include "base/text.h"
#include "findings/changes.h"
#include "schema/json.h"

namespace lachan::findings {
namespace {

using journal::Filter;
using schema::internal::ToValue;

constexpr std::size_t kBatch = 200;
constexpr auto kSweepEvery = std::chrono::minutes(1);

journal::ListQuery Where(std::vector<Filter> filters) {
  journal::ListQuery query;
  query.filters = std::move(filters);
  return query;
}

Filter ToDo() {
  return {"status",
          Filter::Op::kIn,
          {ToValue(FindingStatus::open), ToValue(FindingStatus::probably_fixed)}};
}

/// Runs `each` over the ids in transactions of kBatch. One that fails is left out and its batch
/// runs again without it.
template <class Id, class F>
Result<ActionOutcome> OnAll(journal::StateStore& store, const journal::Caller& caller,
                            std::span<const Id> ids, F&& each) {
  ActionOutcome outcome;
  for (std::size_t begin = 0; begin < ids.size(); begin += kBatch) {
    std::vector<Id> batch(
        ids.begin() + static_cast<std::ptrdiff_t>(begin),
        ids.begin() + static_cast<std::ptrdiff_t>(std::min(begin + kBatch, ids.size())));
    while (!batch.empty()) {
      std::vector<Finding> done;
      std::size_t failed_at = batch.size();
      std::optional<Error> failure;
      const auto status = store.Change(caller, [&](journal::Writer& writer) -> Status {
        for (std::size_t i = 0; i < batch.size(); ++i) {
          auto finding = each(writer, batch[i]);
          if (!finding) {
            failed_at = i;
            failure = finding.error();
            return std::unexpected(finding.error());
          }
          done.push_back(*std::move(finding));
        }
        return {};
      });
      if (status) {
        std::ranges::move(done, std::back_inserter(outcome.done));
        break;
      }
      if (!failure) return std::unexpected(status.error());
      std::int64_t id = 0;
      if constexpr (std::is_same_v<Id, UndoItem>) {
        id = batch[failed_at].id;
      } else {
        id = batch[failed_at];
      }
      outcome.failed.push_back({id, *std::move(failure)});
      batch.erase(batch.begin() + static_cast<std::ptrdiff_t>(failed_at));
    }
  }
  return outcome;
}

}  // namespace

FindingService::FindingService(Options options, Deps deps)
    : options_(options), deps_(std::move(deps)), lists_(deps_.store, deps_.files) {}

FindingService::~FindingService() { Stop(); }

void FindingService::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Sweep(stop); });
}

void FindingService::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

void FindingService::Sweep(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (options_.is_ours()) {
      if (const auto ended = EndAcceptances(); !ended) {
        spdlog::warn("findings: ending acceptances: {}", ended.error().Text());
      }
    }
    std::unique_lock lock(mutex_);
    wake_.wait_for(lock, stop, kSweepEvery, [&] { return stop.stop_requested(); });
  }
}

Result<Finding> FindingService::Act(const journal::Caller& caller, std::int64_t id,
                                    const ActionRequest& request) {
  return journal::ChangeFor<Finding>(deps_.store, caller, [&](journal::Writer& writer) {
    return ActOn({writer, caller, options_.deadlines, deps_.clock.Now()}, id, request);
  });
}

Result<ActionOutcome> FindingService::ActOnAll(const journal::Caller& caller,
                                               std::span<const std::int64_t> ids,
                                               const ActionRequest& request) {
  const std::set<std::int64_t> once(ids.begin(), ids.end());
  if (once.empty() || once.size() > 10'000) {
    return std::unexpected(
        Error(ErrorCode::kInvalidInput, "1 to 10,000 findings").WithField("ids", "wrong_number"));
  }
  const std::vector<std::int64_t> list(once.begin(), once.end());
  return OnAll<std::int64_t>(
      deps_.store, caller, list, [&](journal::Writer& writer, std::int64_t id) {
        const Change change{writer, caller, options_.deadlines, deps_.clock.Now()};
        return ActOn(change, id, request);
      });
}

Result<ActionOutcome> FindingService::Undo(const journal::Caller& caller,
                                           std::span<const UndoItem> items) {
  if (items.empty() || items.size() > 10'000) {
    return std::unexpected(
        Error(ErrorCode::kInvalidInput, "1 to 10,000 findings").WithField("items", "wrong_number"));
  }
  return OnAll<UndoItem>(
      deps_.store, caller, items, [&](journal::Writer& writer, const UndoItem& item) {
        const Change change{writer, caller, options_.deadlines, deps_.clock.Now()};
        return UndoOn(change, item);
      });
}

Result<Finding> FindingService::SetControl(const journal::Caller& caller, std::int64_t id,
                                           bool allows_control, std::string_view reason) {
  LACHAN_TRY(const auto text, CheckText(reason, "note", true));
  return journal::ChangeFor<Finding>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<Finding> {
        const Change change{writer, caller, options_.deadlines, deps_.clock.Now()};
        LACHAN_TRY(const Finding before, journal::Get<Finding>(writer, id));
        if (!IsToDo(before.status.value)) {
          return Fail(ErrorCode::kFailedPrecondition, "{} is closed; reopen it first",
                      before.number.value.value);
        }
        if (before.allows_control.value == allows_control) return before;
        Finding after = before;
        after.allows_control = allows_control;
        after.control_reason = scan_reports::ControlReason::manual;
        if (!allows_control) {
          LACHAN_TRY_DO(TakeBack(change, before, "finding.opened"));
          after.due_at = std::optional<Instant>{};
          // Fixed already, and the hunt is no longer asked for: that closes it.
          if (after.fixed_at.value) {
            after.status = FindingStatus::fixed;
            after.closed_at = std::optional(change.now);
          }
        }
        return Rerate(change, before, std::move(after));
      });
}

Result<std::int64_t> FindingService::EndAcceptances() {
  const auto caller = journal::Caller::System("findings");
  const Instant now = deps_.clock.Now();
  const auto query = Where({journal::Equals("status", ToValue(FindingStatus::accepted)),
                            {"accepted_until", Filter::Op::kLess, {FormatDate(CivilDateAt(now))}}});
  std::vector<Finding> due;
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
    LACHAN_TRY(due, journal::ListAll<Finding>(*reader, query));
  }
  for (const Finding& finding : due) {
    const auto reopen = [&](journal::Writer& writer) -> Status {
      LACHAN_TRY(auto stored, journal::Get<Finding>(writer, finding.id.value));
      if (stored.status.value != FindingStatus::accepted) return {};
      const Change change{writer, caller, options_.deadlines, now};
      LACHAN_TRY_DO(Reopen(change, std::move(stored), "acceptance_ended", now));
      return {};
    };
    LACHAN_TRY_DO(deps_.store.Change(caller, reopen));
  }
  return static_cast<std::int64_t>(due.size());
}

Result<std::int64_t> FindingService::AttributeAgain(const journal::Caller& caller) {
  std::vector<Finding> open;
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
    LACHAN_TRY(open,
               journal::ListAll<Finding>(*reader, Where({{"agency_id", Filter::Op::kIsNull}})));
  }
  std::int64_t found = 0;
  for (const Finding& finding : open) {
    const auto& target = finding.target.value.value;
    auto owner = deps_.locate(target, "");
    if (!owner.system) owner = deps_.locate("", target);
    if (!owner.system) continue;
    ActionRequest request{.action = FindingAction::assign};
    request.system = owner.system;
    const auto assigned = Act(caller, finding.id.value, request);
    if (assigned) ++found;
    if (!assigned && assigned.error().code() != ErrorCode::kConflict) {
      return std::unexpected(assigned.error());
    }
  }
  return found;
}

Result<FindingSummary> FindingService::Summary(const journal::Caller& caller) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  const auto& entity = schema::Describe<Finding>();
  FindingSummary summary;
  const Instant now = deps_.clock.Now();
  const auto count = [&](std::vector<Filter> more) {
    more.push_back(ToDo());
    return reader->Count(entity, Where(std::move(more)));
  };
  LACHAN_TRY(const auto by_severity, reader->CountBy(entity, "severity", Where({ToDo()})));
  for (const auto& row : by_severity) {
    for (std::size_t i = 0; i < summary.by_severity.size(); ++i) {
      if (row.value == ToValue(static_cast<Level>(i))) summary.by_severity[i] = row.count;
    }
    summary.to_do += row.count;
  }
  LACHAN_TRY(summary.overdue, count({{"due_at", Filter::Op::kLess, {ToValue(now)}}}));
  LACHAN_TRY(summary.due_soon,
             count({{"due_at", Filter::Op::kGreaterOrEqual, {ToValue(now)}},
                    {"due_at", Filter::Op::kLess, {ToValue(now + std::chrono::days(7))}}}));
  LACHAN_TRY(summary.control, count({journal::Equals("allows_control", std::int64_t{1})}));
  LACHAN_TRY(summary.known_exploited,
             count({journal::Equals("is_known_exploited", std::int64_t{1})}));
  LACHAN_TRY(summary.not_attributed, count({{"agency_id", Filter::Op::kIsNull}}));
  LACHAN_TRY(summary.probably_fixed,
             count({journal::Equals("status", ToValue(FindingStatus::probably_fixed))}));
  LACHAN_TRY(
      summary.pending_requests,
      reader->Count(schema::Describe<FindingRequest>(),
                    Where({journal::Equals("status", ToValue(FindingRequestStatus::pending))})));
  return summary;
}

}  // namespace lachan::findings
