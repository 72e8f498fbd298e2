// SPDX-License-Identifier: Apache-2.0
/// \file
/// Reports of vulnerability scanners, read into one model.
#pragma once

#include <boost/describe/enum.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "core/vocabulary.h"
#include "scan_reports/cvss.h"

namespace lachan::scan_reports {

/// Names reach the store; never rename.
BOOST_DEFINE_ENUM_CLASS(ReportFormat, nmap, openvas, nuclei, sarif, cyclonedx)

struct ReportLimits {
  std::size_t bytes = 64u << 20;      ///< Of the file.
  std::size_t xml_nodes = 4'000'000;  ///< Elements, attributes and texts of an XML file.
  std::size_t json_depth = 64;
  std::size_t line_bytes = 4u << 20;   ///< Of one line of JSON.
  std::size_t observations = 100'000;  ///< Further ones are rejected.
  std::size_t rejections = 1'000;      ///< Further ones are counted, not told.
  std::size_t title = 300, description = 8'000, solution = 4'000,
              evidence = 2'000;  ///< Characters.
  std::size_t cves = 50, cwes = 20, references = 30;
};

/// What a scanner saw once, at one place. Texts are valid UTF-8 within the limits.
struct Observation {
  std::string place;  ///< Where in the file: "line 12", "runs[0].results[3]".

  std::string address;   ///< IP address in text; may be empty.
  std::string host;      ///< Host name in small letters; may be empty.
  int port = 0;          ///< 0: of the host as a whole.
  std::string protocol;  ///< "tcp", "udp" or empty.
  std::string url;
  std::string component;  ///< Source file or part of a product, where that is the target.

  std::string plugin;  ///< The scanner's own name of the weakness: OID, template, rule, script.
  std::string cpe;     ///< Of the product concerned.
  std::string title, description, solution, evidence;
  Level severity = Level::informational;
  Cvss cvss;                            ///< Score as computed where `is_computed`, else as given.
  bool is_computed = false;             ///< The score comes from the vector.
  std::vector<std::string> cves, cwes;  ///< "CVE-2021-44228", "CWE-502"; each once.
  std::vector<std::string> references;  ///< http(s) only.
  std::vector<std::string> tags;
  std::optional<Instant> seen_at;
  bool is_cleared = false;  ///< The report says that this does not concern the target (VEX).

  /// Address, else host, else component: whom it is about.
  const std::string& target() const;
};

struct Rejection {
  std::string place, reason;
};

struct Report {
  ReportFormat format = ReportFormat::nmap;
  std::string scanner;  ///< "nmap 7.93", "Nuclei", …
  std::optional<Instant> started_at, ended_at;
  std::vector<Observation> observations;
  std::vector<std::string> covered;  ///< Addresses and host names that were looked at; each once.
  std::size_t read = 0;              ///< observations + rejected.
  std::size_t rejected = 0;
  std::vector<Rejection> rejections;  ///< The first of the rejected.
};

/// The format by the content alone; empty when it is none of ours.
std::optional<ReportFormat> DetectFormat(std::string_view text);

/// Reads a whole report. Single entries that cannot be read are rejected with their place and
/// reason; the rest counts.
/// \error kInvalidInput  of no known format, damaged as a whole, or it declares entities.
/// \error kExhausted     larger than a limit for the whole.
/// \source nmap.dtd (7.9); GMP 22.4 get_reports, get_results; Nuclei 3 JSONL; SARIF 2.1.0 (OASIS);
///   CycloneDX 1.4–1.6
Result<Report> ReadReport(std::string_view text, const ReportLimits& limits = {});

/// "CVE-2021-44228" in capital letters, or empty when `text` is none.
std::string CanonicalCve(std::string_view text);

}  // namespace lachan::scan_reports
