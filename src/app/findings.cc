// SPDX-License-Identifier: Apache-2.0
// Settings of findings and scans, and whom the register names as an owner.
#include "app/platform.h"

namespace lachan::app {

findings::FindingService::Options FindingOptions(const Settings& settings) {
  findings::FindingService::Options options;
  const auto days = [&](const char* key) { return static_cast<int>(settings.Number(key)); };
  options.deadlines.days = {0, days("findings.days_low"), days("findings.days_medium"),
                            days("findings.days_high"), days("findings.days_critical")};
  options.deadlines.urgent_days = {
      0, days("findings.urgent_days_low"), days("findings.urgent_days_medium"),
      days("findings.urgent_days_high"), days("findings.urgent_days_critical")};
  options.deadlines.control = std::chrono::hours(settings.Number("findings.control_hours"));
  options.longest_acceptance_days = days("findings.longest_acceptance_days");
  return options;
}

findings::ScanService::Options ScanOptions(const Settings& settings) {
  findings::ScanService::Options options;
  options.node = NodeName(settings);
  options.requests_per_second = static_cast<int>(settings.Number("scan.requests_per_second"));
  options.most_addresses = static_cast<std::size_t>(settings.Number("scan.max_addresses"));
  return options;
}

findings::FindingService::Locate OwnerIn(const registry::Directory& directory) {
  return [&directory](const std::string& address, const std::string& host) {
    const auto snapshot = directory.snapshot();
    pipeline::Owner owner;
    if (!address.empty()) owner = snapshot->ByRange(address).value_or(pipeline::Owner{});
    if (owner.system || host.empty()) return owner;
    Event event;
    event.host = host;
    const auto by_name = snapshot->Locate(event);
    // A range without a system says whose it is; the name says which system, if it is the same's.
    if (!owner.agency || by_name.agency == owner.agency) return by_name;
    return owner;
  };
}

}  // namespace lachan::app
