// SPDX-License-Identifier: Apache-2.0
#include "scan_reports/identity.h"

#include <algorithm>
#include <array>

#include "base/hash.h"
#include "base/text.h"

namespace lachan::scan_reports {
namespace {

std::string_view NameOf(ReportFormat format) {
  switch (format) {
    case ReportFormat::nmap:
      return "nmap";
    case ReportFormat::openvas:
      return "openvas";
    case ReportFormat::nuclei:
      return "nuclei";
    case ReportFormat::sarif:
      return "sarif";
    case ReportFormat::cyclonedx:
      return "cyclonedx";
  }
  return "";
}

/// Whether secrecy or integrity is lost, and not only availability. True when there is no vector.
bool LosesMoreThanTime(const Cvss& cvss) {
  if (cvss.version == CvssVersion::kNone) return true;
  for (const char* lost : {"/C:H", "/I:H", "/VC:H", "/VI:H", "/C:C", "/I:C", "/C:P", "/I:P"}) {
    if (cvss.vector.find(lost) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

std::string WeaknessOf(const Observation& observation, ReportFormat format) {
  std::string weakness = observation.cves.size() == 1
                             ? observation.cves.front()
                             : fmt::format("{}:{}", NameOf(format), observation.plugin);
  if (!observation.component.empty()) weakness += " " + observation.component;
  return weakness;
}

std::string Fingerprint(std::string_view where, int port, std::string_view protocol,
                        std::string_view weakness) {
  const auto text = fmt::format("1\n{}\n{}\n{}\n{}", where, port, protocol, weakness);
  const Sha256Digest hash = Sha256(text);
  return ToHex(std::span(hash).first(16));
}

ControlReason ControlOf(Level severity, const Cvss& cvss, const std::vector<std::string>& cwes,
                        const std::vector<std::string>& tags, bool is_known_exploited) {
  static constexpr std::string_view kClasses[] = {"CWE-77",  "CWE-78",  "CWE-94",
                                                  "CWE-95",  "CWE-96",  "CWE-434",
                                                  "CWE-502", "CWE-917", "CWE-1336"};
  if (severity < Level::high || !IsRemote(cvss)) return ControlReason::none;
  if (GivesControl(cvss)) return ControlReason::vector;
  const bool runs_code = std::ranges::any_of(cwes, [](const std::string& cwe) {
    return std::ranges::find(kClasses, cwe) != std::end(kClasses);
  });
  if (runs_code || std::ranges::find(tags, "rce") != tags.end()) {
    return ControlReason::weakness_class;
  }
  return is_known_exploited && LosesMoreThanTime(cvss) ? ControlReason::known_exploited
                                                       : ControlReason::none;
}

}  // namespace lachan::scan_reports
