// SPDX-License-Identifier: Apache-2.0
// lachan findings …, lachan scan
#include <boost/describe/enum_to_string.hpp>

#include <atomic>
#include <csignal>

#include "app/commands.h"
#include "app/platform.h"
#include "evidence_disk/evidence_disk.h"
#include "schema/json.h"

namespace lachan::app {
namespace {

constexpr std::size_t kShown = 20;

int Report(const Error& error) {
  fmt::print(stderr, "lachan: {}\n", error.Text());
  if (error.code() == ErrorCode::kFailedPrecondition &&
      error.message().find("another lachan") != std::string::npos) {
    fmt::print(stderr,
               "        a running server does this in its console (Lỗ hổng), or through "
               "/api/v1/finding-imports and /api/v1/scan-jobs\n");
  }
  return 2;
}

journal::Caller CommandLine() { return journal::Caller::System("command line"); }

std::atomic<bool> stop_wanted = false;
void OnSignal(int) { stop_wanted = true; }

/// Services of a data folder that nobody else works on, without events.
struct Offline {
  std::unique_ptr<Foundation> foundation;
  std::unique_ptr<events_clickhouse::ClickHouseEventStore> events;
  std::unique_ptr<Services> services;
};

Result<Offline> Open(const Settings& settings) {
  Offline offline;
  LACHAN_TRY(offline.foundation, OpenFoundation(settings));
  offline.events = std::make_unique<events_clickhouse::ClickHouseEventStore>(
      events_clickhouse::ClickHouseEventStore::Options{});
  LACHAN_TRY(auto evidence,
             evidence_disk::EvidenceDisk::Open(offline.foundation->data->Path("evidence")));
  offline.services = std::make_unique<Services>(settings, *offline.foundation, *offline.events,
                                                std::move(evidence), false);
  LACHAN_TRY_DO(offline.services->directory.Start(), "loading the register");
  return offline;
}

void PrintRejections(const std::string& json) {
  const auto rows = schema::ParseJson(json, {.max_bytes = 8 << 20});
  if (!rows || !rows->is_array()) return;
  std::size_t shown = 0;
  for (const auto& row : rows->get_array()) {
    if (++shown > kShown) break;
    fmt::print("  rejected {}: {}\n", std::string_view(row.at("place").get_string()),
               std::string_view(row.at("reason").get_string()));
  }
}

void PrintReceipt(const FindingImport& receipt) {
  fmt::print("{} ({}): {} entries read, {} rejected\n", receipt.file_name.value.value,
             receipt.scanner.value.value, receipt.entries_read.value, receipt.rejected.value);
  fmt::print(
      "findings: {} new, {} seen again, {} reopened, {} probably fixed, {} cleared; {} not "
      "attributed\n",
      receipt.created.value, receipt.seen_again.value, receipt.reopened.value, receipt.gone.value,
      receipt.cleared.value, receipt.not_attributed.value);
  PrintRejections(receipt.rejections.value.value);
}

void PrintPlan(const findings::ScanPlan& plan) {
  fmt::print("authorisation {}: {} ({}), {} to {}\n", plan.authorisation.id.value,
             plan.authorisation.title.value, plan.authorisation.authority.value,
             FormatVietnamese(plan.authorisation.valid_from),
             FormatVietnamese(plan.authorisation.valid_to));
  fmt::print("{} addresses, ports {}, {} request(s) a second to a host\n",
             plan.targets.addresses.size(), plan.order.ports, plan.order.requests_per_second);
  for (const auto& address : plan.targets.addresses) fmt::print("  {}\n", address);
  for (const auto& one : plan.targets.left_out) {
    fmt::print("  {} left out: {}\n", one.address, boost::describe::enum_to_string(one.reason, ""));
  }
}

}  // namespace

int FindingsImport(const Settings& settings, const FindingRequestLine& line) {
  auto offline = Open(settings);
  if (!offline) return Report(offline.error());
  const auto bytes = ReadFile(line.path);
  if (!bytes) return Report(bytes.error());
  findings::ImportRequest request;
  request.file_name = line.path;
  request.bytes = *bytes;
  request.is_full = line.is_full;
  request.is_evidence = line.is_evidence;
  if (line.system > 0) request.system = SystemId{line.system};
  const auto receipt = offline->services->findings.Import(CommandLine(), request);
  if (!receipt) return Report(receipt.error());
  PrintReceipt(*receipt);
  return receipt->rejected.value > 0 ? 1 : 0;
}

int FindingsList(const Settings& settings, const FindingRequestLine& line) {
  auto offline = Open(settings);
  if (!offline) return Report(offline.error());
  const auto bytes = ReadFile(line.path);
  if (!bytes) return Report(bytes.error());
  const auto receipt =
      offline->services->findings.ImportExploitList(CommandLine(), line.path, *bytes);
  if (!receipt) return Report(receipt.error());
  fmt::print("{} {}: {} rows read, {} taken, {} rejected, {} twice; {} findings changed\n",
             boost::describe::enum_to_string(receipt->kind.value, ""),
             receipt->list_version.value.value, receipt->rows_read.value, receipt->rows_taken.value,
             receipt->rejected.value, receipt->doubles.value, receipt->findings_changed.value);
  PrintRejections(receipt->rejections.value.value);
  return receipt->rejected.value > 0 ? 1 : 0;
}

int Scan(const Settings& settings, const FindingRequestLine& line) {
  auto offline = Open(settings);
  if (!offline) return Report(offline.error());
  const findings::ScanRequest request{line.authorisation, line.targets, line.ports};
  auto& scans = offline->services->scans;
  const auto plan = scans.Plan(CommandLine(), request);
  if (!plan) return Report(plan.error());
  PrintPlan(*plan);
  if (line.is_dry_run) return 0;
  std::signal(SIGINT, OnSignal);
  std::signal(SIGTERM, OnSignal);
  const auto job = scans.RunNow(CommandLine(), request, [](int thousandths) {
    if (thousandths > 0) fmt::print(stderr, "\r{:5.1f} %", thousandths / 10.0);
    return !stop_wanted;
  });
  if (!job) return Report(job.error());
  fmt::print("\nscan {}: {}{}\n", job->id.value,
             boost::describe::enum_to_string(job->status.value, ""),
             job->message.value.empty() ? "" : ": " + job->message.value.value);
  if (job->status.value == ScanStatus::cancelled) return 130;
  if (job->status.value != ScanStatus::done) return 2;
  const auto reader = offline->foundation->state->OpenReader(CommandLine());
  if (!reader) return Report(reader.error());
  const auto receipt = journal::Get<FindingImport>(**reader, job->import_id.value->value);
  if (!receipt) return Report(receipt.error());
  PrintReceipt(*receipt);
  return 0;
}

}  // namespace lachan::app
