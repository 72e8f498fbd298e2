// SPDX-License-Identifier: Apache-2.0
#include "rulesets/jobs.h"

#include <algorithm>

namespace lachan::rulesets {
namespace {

constexpr std::size_t kRemembered = 50;
constexpr std::size_t kWaiting = 20;

}  // namespace

void JobControl::Step(std::string name, std::int64_t total) {
  const std::lock_guard lock(mutex_);
  step_ = std::move(name);
  done_ = 0;
  total_ = total;
}

void JobControl::SetResult(TryResult result) {
  const std::lock_guard lock(mutex_);
  result_ = std::move(result);
}

void JobControl::Fill(JobView& view) const {
  const std::lock_guard lock(mutex_);
  view.step = step_;
  view.done = done_;
  // Of what was counted before, more may come meanwhile.
  view.total = total_ == 0 ? 0 : std::max<std::int64_t>(total_, view.done);
  view.result = result_;
}

Jobs::Jobs(const Clock& clock)
    : clock_(clock), thread_([this](const std::stop_token& stop) { Run(stop); }) {}

Jobs::~Jobs() { Stop(); }

void Jobs::Stop() {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& job : jobs_) job->control.cancelled_ = true;
    thread_.request_stop();
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

Result<JobView> Jobs::Start(JobKind kind, std::optional<std::int64_t> version,
                            std::string started_by, Work work) {
  auto job = std::make_shared<Job>();
  job->work = std::move(work);
  job->view.kind = kind;
  job->view.version_id = version;
  job->view.started_by = std::move(started_by);
  job->view.created_at = clock_.Now();
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= kWaiting) {
    return Fail(ErrorCode::kExhausted, "{} jobs are waiting already; cancel one, or try later",
                waiting_.size());
  }
  job->view.id = ++last_id_;
  jobs_.push_back(job);
  while (jobs_.size() > kRemembered) jobs_.pop_front();
  waiting_.push_back(job);
  changed_.notify_all();
  return ViewOf(*job, true);
}

void Jobs::Run(const std::stop_token& stop) {
  while (true) {
    std::shared_ptr<Job> job;
    {
      std::unique_lock lock(mutex_);
      running_.reset();
      changed_.notify_all();
      if (!changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
      if (stop.stop_requested()) return;
      job = running_ = waiting_.front();
      waiting_.pop_front();
      if (!job->control.cancelled_) job->view.state = JobState::running;
    }
    // One that was cancelled while it waited is called as well: it has to leave things in order.
    const Status status = job->work(job->control);
    job->work = nullptr;
    const std::lock_guard lock(mutex_);
    job->view.finished_at = clock_.Now();
    if (job->control.cancelled_) {
      job->view.state = JobState::cancelled;
    } else {
      job->view.state = status ? JobState::done : JobState::failed;
    }
    if (!status) job->view.problem = status.error().Text();
  }
}

JobView Jobs::ViewOf(const Job& job, bool with_result) const {
  JobView view = job.view;
  job.control.Fill(view);
  if (!with_result) view.result.reset();
  return view;
}

std::shared_ptr<Jobs::Job> Jobs::Find(std::int64_t id) const {
  const auto at = std::ranges::find_if(jobs_, [&](const auto& job) { return job->view.id == id; });
  return at == jobs_.end() ? nullptr : *at;
}

Result<JobView> Jobs::Get(std::int64_t id) const {
  const std::lock_guard lock(mutex_);
  const auto job = Find(id);
  if (!job) return Fail(ErrorCode::kNotFound, "no job {}: they are remembered until a restart", id);
  return ViewOf(*job, true);
}

std::vector<JobView> Jobs::All() const {
  const std::lock_guard lock(mutex_);
  std::vector<JobView> views;
  for (const auto& job : jobs_) views.push_back(ViewOf(*job, false));
  std::ranges::reverse(views);
  return views;
}

Result<JobView> Jobs::Cancel(std::int64_t id) {
  const std::lock_guard lock(mutex_);
  const auto job = Find(id);
  if (!job) return Fail(ErrorCode::kNotFound, "no job {}: they are remembered until a restart", id);
  if (!job->view.finished_at) job->control.cancelled_ = true;
  return ViewOf(*job, true);
}

void Jobs::Wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.empty() && !running_; });
}

}  // namespace lachan::rulesets
