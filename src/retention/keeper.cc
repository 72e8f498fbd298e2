// SPDX-License-Identifier: Apache-2.0
#include "retention/keeper.h"

#include <spdlog/spdlog.h>

#include "retention/hold_query.h"

namespace lachan::retention {
namespace {

using events::StoredWeek;
using journal::Caller;
using journal::Writer;
using std::chrono::days;
using std::chrono::sys_days;

Caller Machine() { return Caller::System("retention"); }
Instant BeginOf(CivilDate monday) { return Instant(sys_days(monday)); }

/// UTC, as the weeks are.
CivilDate Today(const Clock& clock) { return std::chrono::floor<days>(clock.Now()); }

}  // namespace

void Keeper::Start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { Run(stop); });
}

void Keeper::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  wake_.notify_all();
  thread_.join();
}

void Keeper::Wake() {
  {
    const std::lock_guard lock(mutex_);
    is_woken_ = true;
  }
  wake_.notify_all();
}

std::string Keeper::problem() const {
  const std::lock_guard lock(mutex_);
  return problem_;
}

void Keeper::Run(const std::stop_token& stop) {
  auto next_expiry = std::chrono::steady_clock::now();
  while (!stop.stop_requested()) {
    std::string problem;
    if (deps_.is_ours()) {
      if (const auto served = ServeHolds(); !served) problem = served.error().Text();
      if (std::chrono::steady_clock::now() >= next_expiry) {
        if (const auto report = Expire(); !report) {
          problem = report.error().Text();
        } else {
          next_expiry = std::chrono::steady_clock::now() + options_.expire_every;
        }
      }
    }
    std::unique_lock lock(mutex_);
    if (!problem.empty() && problem != problem_) spdlog::warn("retention: {}", problem);
    problem_ = std::move(problem);
    wake_.wait_for(lock, stop, options_.look_every, [this] { return is_woken_; });
    is_woken_ = false;
  }
}

Result<std::vector<LegalHold>> Keeper::Holds(const std::function<bool(const LegalHold&)>& wanted) {
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(Machine()));
  LACHAN_TRY(auto holds, journal::ListAll<LegalHold>(*reader));
  std::erase_if(holds, [&](const LegalHold& hold) { return !wanted(hold); });
  return holds;
}

// ---- expiry -------------------------------------------------------------------------------------

Status Keeper::Drop(const EventExpiry& expiry) {
  LACHAN_TRY_DO(deps_.keeping.Drop({static_cast<std::uint8_t>(expiry.level), expiry.is_provider},
                                   expiry.monday));
  return deps_.store.Change(Machine(), [&](Writer& writer) -> Status {
    LACHAN_TRY(auto row, journal::Get<EventExpiry>(writer, expiry.id.value));
    row.state = ExpiryState::dropped;
    row.dropped_at = deps_.clock.Now();
    LACHAN_TRY_DO(journal::Update(writer, row,
                                  {.kind = "events.expired",
                                   .payload = {{"level", row.level},
                                               {"provider", row.is_provider},
                                               {"week", FormatDate(row.monday)},
                                               {"months", row.months},
                                               {"events", row.events},
                                               {"bytes", row.bytes}}}));
    return {};
  });
}

/// What an earlier turn announced and did not finish.
Status Keeper::FinishDropping() {
  std::vector<EventExpiry> open;
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(Machine()));
    LACHAN_TRY(open,
               journal::ListAll<EventExpiry>(
                   *reader, {.filters = {journal::Equals("state", std::string("dropping"))}}));
  }
  for (const auto& expiry : open) LACHAN_TRY_DO(Drop(expiry));
  return {};
}

Result<ExpiryReport> Keeper::Expire() {
  ExpiryReport report;
  LACHAN_TRY_DO(FinishDropping());
  LACHAN_TRY(const auto weeks, deps_.keeping.Weeks());
  const CivilDate today = Today(deps_.clock);
  for (const auto& week : weeks) {
    if (options_.policy.ExpiresOn(week.kept_as, week.monday) > today) continue;
    if (!deps_.is_ours()) break;
    LACHAN_TRY(const bool dropped, Consider(week, report));
    if (dropped) ++report.weeks_dropped;
  }
  if (report.weeks_dropped > 0) {
    spdlog::info("retention: {} weeks with {} events expired", report.weeks_dropped,
                 report.rows_dropped);
  }
  return report;
}

/// \return whether the week went.
Result<bool> Keeper::Consider(const StoredWeek& week, ExpiryReport& report) {
  LACHAN_TRY(const auto contents, deps_.keeping.Look(week.kept_as, week.monday));
  if (contents.rows == 0) return false;
  const CivilDate today = Today(deps_.clock);
  // What came late, or from an older archive, is kept as long as what came in time.
  int months = options_.policy.MonthsOf(week.kept_as);
  const CivilDate arrived = std::chrono::floor<days>(contents.last_received);
  if (AddMonths(AddDays(arrived, 1), months) > today) return false;
  for (const auto& owner : contents.owners) {
    months = std::max(months, options_.policy.MonthsOf(deps_.class_now(owner)));
  }
  if (Policy::After(week.monday, months) > today) {
    ++report.weeks_needed_longer;
    return false;
  }
  const Instant from = BeginOf(week.monday), to = from + days(7);
  LACHAN_TRY(const auto holds, Holds([&](const LegalHold& hold) {
               return IsActive(hold) && Touches(hold, from, to);
             }));
  for (const auto& hold : holds) {
    std::string problem;
    LACHAN_TRY(const bool grew, CopySpan(hold, from, to, problem));
    if (!problem.empty()) {
      return Fail(ErrorCode::kUnavailable, "the week of {} stays: hold {}: {}",
                  FormatDate(week.monday), hold.number.value.value, problem);
    }
    if (grew) LACHAN_TRY_DO(Settle(hold, hold.copied_to.value.value_or(from), ""));
  }
  auto announced = Announce(week, contents, holds);
  if (!announced && announced.error().code() == ErrorCode::kConflict) return false;  // next turn
  if (!announced) return std::unexpected(announced.error());
  LACHAN_TRY_DO(Drop(*announced));
  report.rows_dropped += contents.rows;
  return true;
}

/// Says in the state that the week goes, if no other hold wants it. From here on a new hold is told
/// that the week is gone.
Result<EventExpiry> Keeper::Announce(const StoredWeek& week, const events::WeekContents& contents,
                                     const std::vector<LegalHold>& served) {
  const Instant from = BeginOf(week.monday), to = from + days(7);
  return journal::ChangeFor<EventExpiry>(
      deps_.store, Machine(), [&](Writer& writer) -> Result<EventExpiry> {
        LACHAN_TRY(const auto holds, journal::ListAll<LegalHold>(writer));
        for (const auto& hold : holds) {
          if (!IsActive(hold) || !Touches(hold, from, to)) continue;
          const bool is_served = std::ranges::any_of(
              served, [&](const LegalHold& one) { return one.id.value == hold.id.value; });
          if (!is_served) {
            return Fail(ErrorCode::kConflict, "hold {} came meanwhile", hold.number.value.value);
          }
        }
        EventExpiry expiry;
        expiry.level = week.kept_as.level;
        expiry.is_provider = week.kept_as.is_provider;
        expiry.monday = week.monday;
        expiry.months = options_.policy.MonthsOf(week.kept_as);
        expiry.events = static_cast<std::int64_t>(contents.rows);
        expiry.bytes = static_cast<std::int64_t>(week.bytes);
        expiry.oldest = contents.oldest;
        expiry.newest = contents.newest;
        return journal::Insert(writer, expiry, {.kind = "events.expiring"});
      });
}

// ---- holds --------------------------------------------------------------------------------------

/// Copies day by day: what one step needs in memory stays small.
/// \return whether there was anything for the hold.
Result<bool> Keeper::CopySpan(const LegalHold& hold, Instant from, Instant to,
                              std::string& problem) {
  LACHAN_TRY(auto query, QueryOf(hold));
  const auto scope = ScopeOf(hold);
  bool found = false;
  from = std::max(from, hold.from_at);
  if (hold.to_at) to = std::min(to, *hold.to_at);
  for (Instant at = from; at < to;) {
    const Instant next = std::min(to, Instant(std::chrono::floor<days>(at) + days(1)));
    query.from = at;
    query.to = next;
    LACHAN_TRY(const auto span, deps_.keeping.Hold(hold.id.value, query, scope));
    found = found || span.matching.events > 0;
    if (span.matching != span.kept) {
      problem = fmt::format("{}: {} events match, {} are held", FormatInstant(at),
                            span.matching.events, span.kept.events);
    }
    at = next;
  }
  return found;
}

/// Writes down what the hold has now.
Status Keeper::Settle(const LegalHold& hold, Instant copied_to, std::string problem) {
  LACHAN_TRY(const auto totals, deps_.keeping.Held(hold.id.value));
  return deps_.store.Change(Machine(), [&](Writer& writer) -> Status {
    LACHAN_TRY(auto row, journal::Get<LegalHold>(writer, hold.id.value));
    const bool was_copying = row.state.value == HoldState::copying;
    const bool is_complete = problem.empty();
    if (was_copying && is_complete) row.state = HoldState::held;
    row.events = static_cast<std::int64_t>(totals.all.events);
    row.digest.value = totals.all.digest;
    row.oldest = totals.all.events > 0 ? std::optional(totals.oldest) : std::nullopt;
    row.newest = totals.all.events > 0 ? std::optional(totals.newest) : std::nullopt;
    row.problem.value = problem;
    if (is_complete) row.copied_to = std::optional(copied_to);
    LACHAN_TRY_DO(journal::Update(
        writer, row,
        {.kind = was_copying && is_complete ? "legal_hold.held" : "legal_hold.grown"}));
    return {};
  });
}

Status Keeper::Release(const LegalHold& hold) {
  LACHAN_TRY_DO(deps_.keeping.Release(hold.id.value));
  return deps_.store.Change(Machine(), [&](Writer& writer) -> Status {
    LACHAN_TRY(auto row, journal::Get<LegalHold>(writer, hold.id.value));
    row.state = HoldState::released;
    row.released_at = std::optional(deps_.clock.Now());
    LACHAN_TRY_DO(journal::Update(writer, row, {.kind = "legal_hold.released"}));
    return {};
  });
}

/// One step of one hold. \return whether it moved.
Result<bool> Keeper::Advance(const LegalHold& hold) {
  if (hold.state.value == HoldState::releasing) {
    LACHAN_TRY_DO(Release(hold));
    return true;
  }
  const Instant now = deps_.clock.Now();
  const Instant end = hold.to_at ? std::min(*hold.to_at, now) : now;
  const bool is_first = hold.state.value == HoldState::copying;
  const Instant done = hold.copied_to.value.value_or(hold.from_at);
  // What is stored waits: nothing of it goes before it is copied. A look a day keeps the figures
  // fresh, and one when the span is over.
  const bool is_over = hold.to_at && *hold.to_at <= now;
  if (!is_first && !(done < end && (is_over || end - done >= days(1)))) return false;
  Instant from = is_first ? hold.from_at : std::max(hold.from_at, done - days(1));
  if (is_first) {
    // Days without any stored week need no questions.
    LACHAN_TRY(const auto weeks, deps_.keeping.Weeks());
    Instant oldest = end;
    for (const auto& week : weeks) oldest = std::min(oldest, BeginOf(week.monday));
    from = std::max(from, oldest);
  }
  std::string problem;
  LACHAN_TRY_DO(CopySpan(hold, from, end, problem));
  LACHAN_TRY_DO(Settle(hold, end, problem));
  return true;
}

Result<int> Keeper::ServeHolds() {
  LACHAN_TRY(const auto holds, Holds([](const LegalHold& hold) {
               return IsActive(hold) || hold.state.value == HoldState::releasing;
             }));
  int moved = 0;
  for (const auto& hold : holds) {
    if (!deps_.is_ours()) break;
    LACHAN_TRY(const bool did, Advance(hold), fmt::format("hold {}", hold.number.value.value));
    moved += did ? 1 : 0;
  }
  return moved;
}

}  // namespace lachan::retention
