// SPDX-License-Identifier: Apache-2.0
#include "teams/check_runner.h"

namespace lachan::teams {

CheckRunner::CheckRunner(Options options, Deps deps) : options_(std::move(options)), deps_(deps) {
  state_.is_enabled = options_.is_enabled;
}

CheckRunner::~CheckRunner() { Stop(); }

void CheckRunner::Start() {
  if (!options_.is_enabled || thread_.joinable()) return;
  thread_ = std::jthread([this](const std::stop_token& stop) { Loop(stop); });
}

void CheckRunner::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  thread_.join();
}

Status CheckRunner::Ask(const journal::Caller& caller, AgencyId agency) {
  const std::scoped_lock lock(mutex_);
  if (!options_.is_enabled) {
    return Fail(ErrorCode::kFailedPrecondition,
                "the publication checker is off: it goes out to web sites only when the setting "
                "contacts.check is true");
  }
  if (state_.is_running || asked_) return Fail(ErrorCode::kConflict, "a run goes on already");
  asked_ = Request{caller, {agency, std::nullopt}};
  state_.is_running = true;
  state_.done = state_.total = 0;
  changed_.notify_all();
  return {};
}

CheckerState CheckRunner::state() const {
  const std::scoped_lock lock(mutex_);
  return state_;
}

void CheckRunner::Loop(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    Request request{journal::Caller::System("publication checker"), {}};
    CheckerState before;
    {
      std::unique_lock lock(mutex_);
      changed_.wait_for(lock, stop, options_.look_every, [this] { return asked_.has_value(); });
      if (stop.stop_requested()) return;
      if (!asked_ && !deps_.is_ours()) continue;
      before = state_;
      if (asked_) {
        request = *std::exchange(asked_, std::nullopt);
      } else {
        request.selection.not_since = deps_.clock.Now() - options_.interval;
      }
      state_.is_running = true;
      state_.started_by = request.caller.name;
      state_.started_at = deps_.clock.Now();
      state_.done = state_.total = 0;
      state_.counts = {};
      state_.problem.clear();
    }
    Run(request, stop);
    if (!request.selection.not_since) continue;
    // The schedule found nothing to do: the last run that did something stays shown.
    const std::scoped_lock lock(mutex_);
    if (state_.total == 0 && state_.problem.empty() && !asked_) state_ = before;
  }
}

void CheckRunner::Run(const Request& request, const std::stop_token& stop) {
  const auto wait = [&](std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    if (time.count() > 0) changed_.wait_for(lock, stop, time, [] { return false; });
    return !stop.stop_requested();
  };
  ContactChecker checker(options_.checker, {deps_.store, deps_.fetcher, deps_.clock, wait});
  const auto counts =
      checker.Run(request.caller, request.selection,
                  [this](const ContactCheck& check, std::int64_t done, std::int64_t total) {
                    const std::scoped_lock lock(mutex_);
                    state_.done = done;
                    state_.total = total;
                    state_.counts.Count(check.outcome);
                  });
  const std::scoped_lock lock(mutex_);
  state_.is_running = false;
  state_.finished_at = deps_.clock.Now();
  if (!counts) state_.problem = counts.error().Text();
}

}  // namespace lachan::teams
