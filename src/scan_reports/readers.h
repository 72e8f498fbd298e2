// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the readers of single formats share. Internal to the module.
#pragma once

#include <boost/json/value.hpp>
#include <pugixml.hpp>

#include <memory>
#include <unordered_set>

#include "scan_reports/report.h"

namespace lachan::scan_reports {

/// Puts a report together within the limits.
class ReportBuilder {
 public:
  ReportBuilder(ReportFormat format, const ReportLimits& limits) : limits_(limits) {
    report_.format = format;
  }
  const ReportLimits& limits() const { return limits_; }
  Report& report() { return report_; }

  /// Checks what an observation must have, tidies its texts and takes it.
  void Add(Observation observation);
  void Reject(std::string place, std::string reason);
  /// A host that was looked at.
  void Cover(std::string_view target);
  Report Take() { return std::move(report_); }

 private:
  void Tidy(Observation& observation) const;

  ReportLimits limits_;
  Report report_;
  std::unordered_set<std::string> covered_;
};

// ---- texts --------------------------------------------------------------------------------------

/// Adds every CVE named in `text`, each once.
void AddCves(std::string_view text, std::vector<std::string>& cves);
/// Adds "CWE-79" of "cwe-79", "external/cwe/cwe-079" or "79"; nothing of another text.
void AddCwe(std::string_view text, std::vector<std::string>& cwes);
/// Keeps the more telling of two: a newer version of CVSS, and a vector rather than a score.
void OfferVector(std::string_view vector, Observation& observation);
void OfferScore(int tenths, Observation& observation);
/// "9.8" as 98; empty when it is no score.
std::optional<int> ParseTenths(std::string_view text);
std::optional<Level> LevelOfWord(std::string_view word);
/// Host, port and protocol of an http(s) URL or of "host:port", where they are not known yet.
void PlaceByUrl(std::string_view url, Observation& observation);
bool IsAddress(std::string_view text);
/// Seconds since 1970 as text, or an RFC 3339 text.
std::optional<Instant> ReadInstant(std::string_view text);

// ---- trees --------------------------------------------------------------------------------------

/// \error kInvalidInput  not XML, or it declares entities. \error kExhausted  too many nodes.
Result<std::unique_ptr<pugi::xml_document>> ReadXml(std::string_view text,
                                                    const ReportLimits& limits);

/// Member by path ("info.name"); null when one is missing or no object.
const boost::json::value* Find(const boost::json::value& value, std::string_view path);
/// A text, or a number as text; empty otherwise.
std::string TextAt(const boost::json::value& value, std::string_view path);
/// An array, or nothing.
const boost::json::array* ArrayAt(const boost::json::value& value, std::string_view path);
/// Texts of an array or the one text that stands instead of it.
std::vector<std::string> TextsAt(const boost::json::value& value, std::string_view path);

// ---- formats ------------------------------------------------------------------------------------

Status ReadNmap(std::string_view text, ReportBuilder& builder);
Status ReadOpenVas(std::string_view text, ReportBuilder& builder);
Status ReadNuclei(std::string_view text, ReportBuilder& builder);
Status ReadSarif(std::string_view text, ReportBuilder& builder);
Status ReadCycloneDx(std::string_view text, ReportBuilder& builder);

}  // namespace lachan::scan_reports
