// SPDX-License-Identifier: Apache-2.0
/// \file
/// From a report to findings, without the store. Internal to the module.
#pragma once

#include <set>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "findings/finding_service.h"
#include "register/entities.h"

namespace lachan::findings {

/// One finding as the file shows it: all entries of one fingerprint.
struct Sighted {
  Finding finding;                   ///< As a new one would be.
  std::vector<std::string> targets;  ///< Each once.
  bool is_cleared = false;           ///< The file says that it does not concern the target.
};

struct ImportPlan {
  std::vector<Sighted> sighted;  ///< In the order of the file.
  std::unordered_map<std::string, std::size_t> by_fingerprint;
  std::unordered_set<std::string> covered;  ///< Targets that were looked at.
  std::vector<SystemId> systems;            ///< Covered and within reach; each once.
  std::set<std::int64_t> agencies;          ///< Of those.
  std::int64_t rejected = 0, not_attributed = 0;
  std::vector<scan_reports::Rejection> rejections;
};

/// What a plan needs besides the report.
struct PlanInput {
  const scan_reports::Report& report;
  const ImportRequest& request;
  const FindingService::Locate& locate;
  const std::unordered_map<std::int64_t, System>& systems;
  const journal::Reach& reach;
  const ExploitIndex& exploits;
  const Deadlines& deadlines;
  Instant now;
};
ImportPlan MakePlan(const PlanInput& input);

// ---- where a finding is seen ("sightings") ------------------------------------------------------

struct Seen {
  std::string target;
  scan_reports::ReportFormat format = scan_reports::ReportFormat::nmap;
  Instant at;
};
std::vector<Seen> ReadSightings(const Finding& finding);
std::string WriteSightings(const std::vector<Seen>& seen);
/// Adds or renews the sightings of `targets`; at most 100 are kept, the newest.
void Renew(std::vector<Seen>& seen, const std::vector<std::string>& targets,
           scan_reports::ReportFormat format, Instant at);

/// [{"place","reason"}] as JSON.
std::string WriteRejections(const std::vector<scan_reports::Rejection>& rejections);

}  // namespace lachan::findings
