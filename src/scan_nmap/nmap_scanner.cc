// SPDX-License-Identifier: Apache-2.0
#include "scan_nmap/nmap_scanner.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "scan_nmap/child.h"

namespace lachan::scan_nmap {

std::vector<std::string> ArgumentsFor(const findings::ScanOrder& order, bool is_v6,
                                      const std::vector<std::string>& addresses) {
  const int rate = std::clamp(order.requests_per_second, 1, 1000);
  std::vector<std::string> arguments = {"nmap", "--unprivileged", "-sT", "-n", "-Pn"};
  if (is_v6) arguments.emplace_back("-6");
  // One request at a time to a host, and none before the pause is over.
  arguments.insert(arguments.end(),
                   {"--scan-delay", fmt::format("{}ms", 1000 / rate), "--max-scan-delay",
                    fmt::format("{}ms", std::max(1000, 1000 / rate)), "--max-parallelism",
                    order.addresses.size() > 1 ? "64" : "1", "--max-retries", "1", "--stats-every",
                    "1s", "-oX", "-", "-p", order.ports});
  if (order.probes_services) {
    arguments.insert(arguments.end(), {"-sV", "--version-light"});
  }
  arguments.insert(arguments.end(), addresses.begin(), addresses.end());
  return arguments;
}

int ProgressIn(std::string_view xml) {
  constexpr std::string_view kName = "percent=\"";
  const auto task = xml.rfind("<taskprogress ");
  if (task == std::string_view::npos) return -1;
  const auto at = xml.find(kName, task);
  if (at == std::string_view::npos) return -1;
  double percent = 0;
  const auto text = xml.substr(at + kName.size());
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), percent);
  if (error != std::errc{} || end == text.data() + text.size()) return -1;
  return std::clamp(static_cast<int>(percent * 10), 0, 1000);
}

Result<findings::ScanResult> NmapScanner::Run(const findings::ScanOrder& order,
                                              const Progress& progress) {
  findings::ScanResult result;
  for (const bool is_v6 : {false, true}) {
    std::vector<std::string> addresses;
    std::ranges::copy_if(order.addresses, std::back_inserter(addresses),
                         [&](const std::string& address) {
                           return (address.find(':') != std::string::npos) == is_v6;
                         });
    if (addresses.empty()) continue;
    const auto arguments = ArgumentsFor(order, is_v6, addresses);
    LACHAN_TRY(const auto ended, RunChild(options_.program, arguments, options_.most_output,
                                          [&](std::string_view output) {
                                            return progress(std::max(0, ProgressIn(output)));
                                          }));
    result.command.insert(result.command.end(), arguments.begin(), arguments.end());
    result.exit_status = ended.exit_status;
    result.messages = ended.messages;
    if (ended.exit_status != 0) return result;
    result.reports.push_back(ended.output);
  }
  return result;
}

Result<std::string> NmapScanner::Version() {
  const std::vector<std::string> arguments = {"nmap", "--version"};
  LACHAN_TRY(const auto ended,
             RunChild(options_.program, arguments, 1 << 16, [](std::string_view) { return true; }));
  return std::string(Trim(std::string_view(ended.output).substr(0, ended.output.find('\n'))));
}

}  // namespace lachan::scan_nmap
