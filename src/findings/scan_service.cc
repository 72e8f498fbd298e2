// SPDX-License-Identifier: Apache-2.0
#include "findings/scan_service.h"

#include <spdlog/spdlog.h>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>

#include "base/text.h"

namespace lachan::findings {
namespace {

using schema::internal::ToValue;

constexpr std::size_t kMostWaiting = 20;

std::string JsonOf(const std::vector<std::string>& texts) {
  boost::json::array array;
  for (const auto& text : texts) array.emplace_back(text);
  return boost::json::serialize(array);
}

Status MustBeInForce(const ScanAuthorisation& authorisation, CivilDate today) {
  const char* problem = nullptr;
  if (authorisation.status.value == AuthorisationStatus::draft) problem = "is not approved yet";
  if (authorisation.status.value == AuthorisationStatus::revoked) problem = "is revoked";
  if (authorisation.archived.value) problem = "is out of use";
  if (today < authorisation.valid_from) problem = "is not in force yet";
  if (today > authorisation.valid_to) problem = "is over";
  if (problem == nullptr) return {};
  return Fail(ErrorCode::kFailedPrecondition, "the authorisation '{}' {}; nothing is scanned",
              authorisation.title.value, problem);
}

}  // namespace

ScanService::ScanService(Options options, Deps deps)
    : options_(std::move(options)), deps_(std::move(deps)) {}

ScanService::~ScanService() { Stop(); }

Status ScanService::Start() {
  const auto caller = journal::Caller::System("scan");
  const auto mark = [&](journal::Writer& writer) -> Status {
    journal::ListQuery query;
    query.filters = {{"status",
                      journal::Filter::Op::kIn,
                      {ToValue(ScanStatus::queued), ToValue(ScanStatus::running)}},
                     // Other nodes' scans go on; those of a program without nodes are ours.
                     {"node", journal::Filter::Op::kIn, {options_.node, std::string()}}};
    LACHAN_TRY(const auto jobs, journal::ListAll<ScanJob>(writer, query));
    for (ScanJob job : jobs) {
      job.status = ScanStatus::failed;
      job.ended_at = std::optional(deps_.clock.Now());
      job.message.value = "the server stopped before the scan ended";
      LACHAN_TRY_DO(journal::Update(writer, job, {.kind = "scan_job.ended"}));
    }
    return {};
  };
  LACHAN_TRY_DO(deps_.store.Change(caller, mark));
  thread_ = std::jthread([this](const std::stop_token& stop) { Work(stop); });
  return {};
}

void ScanService::Stop() {
  if (!thread_.joinable()) return;
  thread_.request_stop();
  changed_.notify_all();
  thread_.join();
}

void ScanService::Wait() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return waiting_.empty() && !running_; });
}

Result<std::vector<registry::Network>> ScanService::Exclusions() {
  // Whoever asked for it: nobody scans what anybody excluded.
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(journal::Caller::System("scan")));
  journal::ListQuery query;
  query.filters = {{"valid_to",
                    journal::Filter::Op::kGreaterOrEqual,
                    {FormatDate(CivilDateAt(deps_.clock.Now()))}}};
  LACHAN_TRY(const auto rows, journal::ListAll<ScanExclusion>(*reader, query));
  std::vector<registry::Network> networks;
  for (const auto& row : rows) {
    LACHAN_TRY(const auto network, registry::ParseNetwork(row.network.value),
               fmt::format("exclusion {}", row.id.value));
    networks.push_back(network);
  }
  return networks;
}

Result<ScanPlan> ScanService::Plan(const journal::Caller& caller, const ScanRequest& request) {
  ScanPlan plan;
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
    LACHAN_TRY(plan.authorisation,
               journal::Get<ScanAuthorisation>(*reader, request.authorisation_id));
  }
  LACHAN_TRY_DO(MustBeInForce(plan.authorisation, CivilDateAt(deps_.clock.Now())));
  TargetInput input;
  LACHAN_TRY(input.scope, ParseScope(plan.authorisation.scope.value));
  if (!Trim(request.targets).empty()) {
    auto wanted = ParseScope(request.targets);
    if (!wanted) {
      return std::unexpected(Error(ErrorCode::kInvalidInput, wanted.error().message())
                                 .WithField("targets", "not_a_network"));
    }
    input.wanted = *std::move(wanted);
  }
  LACHAN_TRY(input.excluded, Exclusions());
  input.most = options_.most_addresses;
  const AgencyId agency = plan.authorisation.agency_id;
  input.is_owned = [&](const std::string& address) {
    return deps_.locate(address, "").agency == agency;
  };
  LACHAN_TRY(plan.targets, ComputeTargets(input));
  LACHAN_TRY(plan.order.ports, CheckPorts(request.ports.empty() ? options_.ports : request.ports));
  plan.order.addresses = plan.targets.addresses;
  plan.order.probes_services = plan.authorisation.probes_services;
  plan.order.requests_per_second = options_.requests_per_second;
  return plan;
}

Result<ScanJob> ScanService::Insert(const journal::Caller& caller, const ScanRequest& request,
                                    const ScanPlan& plan) {
  if (plan.order.addresses.empty()) {
    return Fail(ErrorCode::kFailedPrecondition,
                "nothing is left to scan: {} addresses are out of scope, excluded or not the "
                "agency's today",
                plan.targets.left_out_count);
  }
  ScanJob job;
  job.node.value = options_.node;
  job.agency_id = plan.authorisation.agency_id;
  job.authorisation_id = Id<ScanAuthorisation>{plan.authorisation.id.value};
  std::vector<std::string> wanted;
  const auto& text =
      Trim(request.targets).empty() ? plan.authorisation.scope.value : request.targets;
  LACHAN_TRY(const auto networks, ParseScope(text));
  for (const auto& network : networks) wanted.push_back(network.Text());
  job.targets.value = JsonOf(wanted);
  job.addresses = static_cast<std::int64_t>(plan.order.addresses.size());
  job.ports.value = plan.order.ports;
  job.probes_services = plan.order.probes_services;
  job.started_by.value = Ellipsis(caller.name, 200);
  job.command.value = "[]";
  return journal::ChangeFor<ScanJob>(deps_.store, caller, [&](journal::Writer& writer) {
    return journal::Insert(writer, job, {.kind = "scan_job.queued"});
  });
}

Result<ScanJob> ScanService::Enqueue(const journal::Caller& caller, const ScanRequest& request) {
  LACHAN_TRY(const auto plan, Plan(caller, request));
  LACHAN_TRY(const auto version, deps_.scanner.Version());
  auto task = std::make_shared<Task>();
  task->caller = caller;
  task->request = request;
  task->addresses = {plan.order.addresses.begin(), plan.order.addresses.end()};
  const std::lock_guard lock(mutex_);
  if (waiting_.size() >= kMostWaiting) {
    return Fail(ErrorCode::kExhausted, "{} scans wait already", waiting_.size());
  }
  auto all = waiting_;
  if (running_) all.push_back(running_);
  for (const auto& other : all) {
    for (const auto& address : task->addresses) {
      if (!other->addresses.contains(address)) continue;
      return Fail(ErrorCode::kConflict, "{} is in scan {}, which has not ended", address,
                  other->job);
    }
  }
  LACHAN_TRY(const auto job, Insert(caller, request, plan));
  task->job = job.id.value;
  waiting_.push_back(std::move(task));
  changed_.notify_all();
  return job;
}

Result<ScanJob> ScanService::Cancel(const journal::Caller& caller, std::int64_t id) {
  {
    LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
    LACHAN_TRY_DO(journal::Get<ScanJob>(*reader, id));
  }
  bool was_waiting = false;
  {
    const std::lock_guard lock(mutex_);
    const auto at = std::ranges::find(waiting_, id, [](const auto& task) { return task->job; });
    was_waiting = at != waiting_.end();
    if (was_waiting) waiting_.erase(at);
    if (running_ && running_->job == id) running_->is_cancelled = true;
  }
  changed_.notify_all();
  if (was_waiting) return Finish(id, ScanStatus::cancelled, "", nullptr, nullptr);
  LACHAN_TRY(const auto reader, deps_.store.OpenReader(caller));
  return journal::Get<ScanJob>(*reader, id);
}

Result<ScanJob> ScanService::Finish(std::int64_t id, ScanStatus status, std::string message,
                                    const ScanResult* result, const FindingImport* import) {
  return journal::ChangeFor<ScanJob>(
      deps_.store, journal::Caller::System("scan"),
      [&](journal::Writer& writer) -> Result<ScanJob> {
        LACHAN_TRY(ScanJob job, journal::Get<ScanJob>(writer, id));
        job.status = status;
        job.ended_at = std::optional(deps_.clock.Now());
        job.message.value = Ellipsis(RepairUtf8(message), 2000);
        if (status == ScanStatus::done) job.progress = 1000;
        if (result != nullptr) {
          job.exit_status = std::optional<std::int64_t>(result->exit_status);
          job.command.value = JsonOf(result->command);
        }
        if (import != nullptr) {
          job.import_id = std::optional(Id<FindingImport>{import->id.value});
        }
        return journal::Update(writer, job, {.kind = "scan_job.ended"});
      });
}

Result<FindingImport> ScanService::Take(const Task& task, const ScanResult& result) {
  Result<FindingImport> last = Fail(ErrorCode::kUnavailable, "the scanner gave no report");
  for (const auto& report : result.reports) {
    ImportRequest request;
    request.file_name = fmt::format("scan-{}.xml", task.job);
    request.bytes = report;
    request.is_full = true;
    request.is_evidence = true;
    last = deps_.findings.Import(task.caller, request);
    if (!last) return last;
  }
  return last;
}

Result<ScanJob> ScanService::Execute(const Task& task, const Scanner::Progress& keep_going) {
  // Once more, and now for good: what changed since the job was made counts.
  auto plan = Plan(task.caller, task.request);
  if (!plan) return Finish(task.job, ScanStatus::failed, plan.error().Text(), nullptr, nullptr);
  std::erase_if(plan->order.addresses,
                [&](const std::string& address) { return !task.addresses.contains(address); });
  if (plan->order.addresses.empty()) {
    return Finish(task.job, ScanStatus::failed, "nothing is left to scan", nullptr, nullptr);
  }
  const auto started =
      deps_.store.Change(journal::Caller::System("scan"), [&](journal::Writer& writer) -> Status {
        LACHAN_TRY(ScanJob job, journal::Get<ScanJob>(writer, task.job));
        job.status = ScanStatus::running;
        job.started_at = std::optional(deps_.clock.Now());
        job.addresses = static_cast<std::int64_t>(plan->order.addresses.size());
        LACHAN_TRY_DO(journal::Update(writer, job, {.kind = "scan_job.started"}));
        return {};
      });
  if (!started) return std::unexpected(started.error());
  int told = 0;
  const auto result = deps_.scanner.Run(plan->order, [&](int thousandths) {
    if (thousandths > told) {
      told = thousandths;
      const auto noted =
          deps_.store.Change(journal::Caller::System("scan"), [&](journal::Writer& writer) {
            const journal::FieldValue values[] = {{"progress", std::int64_t{thousandths}}};
            return writer.AdjustWithoutFact(schema::Describe<ScanJob>(), task.job, values);
          });
      if (!noted) spdlog::warn("scan {}: {}", task.job, noted.error().Text());
    }
    return keep_going(thousandths);
  });
  if (!result) {
    const bool is_ended = result.error().code() == ErrorCode::kFailedPrecondition;
    return Finish(task.job, is_ended ? ScanStatus::cancelled : ScanStatus::failed,
                  result.error().Text(), nullptr, nullptr);
  }
  if (result->exit_status != 0) {
    return Finish(task.job, ScanStatus::failed, result->messages, &*result, nullptr);
  }
  const auto import = Take(task, *result);
  if (!import) {
    return Finish(task.job, ScanStatus::failed, import.error().Text(), &*result, nullptr);
  }
  return Finish(task.job, ScanStatus::done, result->messages, &*result, &*import);
}

Result<ScanJob> ScanService::RunNow(const journal::Caller& caller, const ScanRequest& request,
                                    const Scanner::Progress& progress) {
  LACHAN_TRY(const auto plan, Plan(caller, request));
  LACHAN_TRY(const auto version, deps_.scanner.Version());
  LACHAN_TRY(const auto job, Insert(caller, request, plan));
  Task task;
  task.job = job.id.value;
  task.caller = caller;
  task.request = request;
  task.addresses = {plan.order.addresses.begin(), plan.order.addresses.end()};
  return Execute(task, progress);
}

void ScanService::Work(const std::stop_token& stop) {
  while (true) {
    std::shared_ptr<Task> task;
    {
      std::unique_lock lock(mutex_);
      running_.reset();
      changed_.notify_all();
      if (!changed_.wait(lock, stop, [this] { return !waiting_.empty(); })) return;
      if (stop.stop_requested()) return;
      task = running_ = waiting_.front();
      waiting_.pop_front();
    }
    const auto done = Execute(*task, [&](int) {
      if (stop.stop_requested()) return false;
      const std::lock_guard lock(mutex_);
      return !task->is_cancelled;
    });
    if (!done) spdlog::error("scan {}: {}", task->job, done.error().Text());
  }
}

Result<ScanAuthorisation> ScanService::Approve(const journal::Caller& caller, std::int64_t id) {
  return journal::ChangeFor<ScanAuthorisation>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<ScanAuthorisation> {
        LACHAN_TRY(ScanAuthorisation row, journal::Get<ScanAuthorisation>(writer, id));
        if (row.status.value != AuthorisationStatus::draft) {
          return Fail(ErrorCode::kFailedPrecondition, "it is decided already");
        }
        if (row.creator_id.value && *row.creator_id.value == caller.account) {
          return Fail(ErrorCode::kDenied, "another person approves than the one who wrote it");
        }
        if (row.valid_to < CivilDateAt(deps_.clock.Now())) {
          return Fail(ErrorCode::kFailedPrecondition, "its last day is over");
        }
        row.status = AuthorisationStatus::approved;
        row.approved_by.value = Ellipsis(caller.name, 200);
        row.approved_at = std::optional(deps_.clock.Now());
        return journal::Update(writer, row, {.kind = "scan_authorisation.approved"});
      });
}

Result<ScanAuthorisation> ScanService::Revoke(const journal::Caller& caller, std::int64_t id) {
  return journal::ChangeFor<ScanAuthorisation>(
      deps_.store, caller, [&](journal::Writer& writer) -> Result<ScanAuthorisation> {
        LACHAN_TRY(ScanAuthorisation row, journal::Get<ScanAuthorisation>(writer, id));
        if (row.status.value == AuthorisationStatus::revoked) return row;
        row.status = AuthorisationStatus::revoked;
        return journal::Update(writer, row, {.kind = "scan_authorisation.revoked"});
      });
}

}  // namespace lachan::findings
