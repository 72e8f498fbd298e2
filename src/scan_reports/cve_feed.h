// SPDX-License-Identifier: Apache-2.0
/// \file
/// CVE records as the NVD gives them: which products a CVE is about.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/vocabulary.h"
#include "scan_reports/report.h"

namespace lachan::scan_reports {

/// A product that a configuration names.
struct CveProduct {
  bool is_vulnerable = true;  ///< Else it is where the vulnerable one must run.
  std::string criterion;      ///< CPE 2.3 name, as written.
  std::string from, to;       ///< Versions; empty: no limit.
  bool is_from_included = true, is_to_included = false;
};

struct CveNode {
  bool is_and = false, is_negated = false;
  std::vector<CveProduct> products;
};

/// One of the ways to be concerned; its nodes all (`is_and`) or any of them.
struct CveConfiguration {
  bool is_and = false, is_negated = false;
  std::vector<CveNode> nodes;
};

/// Texts are valid UTF-8 within the limits.
struct CveRecord {
  std::string cve;  ///< "CVE-2021-44228"
  std::string description;
  int cvss_tenths = 0;  ///< As given, of the newest version of CVSS; 0: none.
  Level severity = Level::medium;
  std::vector<std::string> references;  ///< http(s) only.
  std::vector<CveConfiguration> configurations;
};

struct CveLimits {
  std::size_t bytes = 64u << 20;      ///< Of the file.
  std::size_t unpacked = 256u << 20;  ///< Of what a gzip holds.
  std::size_t records = 300'000;      ///< Further ones are rejected.
  std::size_t products = 5'000;       ///< Of one record; a larger one is rejected.
  std::size_t description = 4'000, references = 20;
  std::size_t rejections = 1'000;  ///< Further ones are counted, not told.
};

struct CveFeed {
  std::vector<CveRecord> records;
  std::size_t read = 0;  ///< records + withdrawn + rejected.
  std::size_t withdrawn = 0;
  std::size_t rejected = 0;
  std::vector<Rejection> rejections;
};

/// JSON of NVD 2.0 (feed or answer of its API), also in gzip.
/// \error kInvalidInput  not that, or damaged. \error kExhausted  larger than a limit.
/// \source nvd.nist.gov, CVE API 2.0 schema
Result<CveFeed> ReadCveFeed(std::string_view bytes, const CveLimits& limits = {});

}  // namespace lachan::scan_reports
