// SPDX-License-Identifier: Apache-2.0
#include "scan_reports/cvss_metrics.h"

#include "base/text.h"

namespace lachan::scan_reports {
namespace {

constexpr std::string_view kV4[] = {"AV:N,A,L,P", "AC:L,H",   "AT:N,P",   "PR:N,L,H",
                                    "UI:N,P,A",   "VC:H,L,N", "VI:H,L,N", "VA:H,L,N",
                                    "SC:H,L,N",   "SI:H,L,N", "SA:H,L,N"};
constexpr std::string_view kV4Extra[] = {
    "E:X,A,P,U",   "CR:X,H,M,L",    "IR:X,H,M,L",
    "AR:X,H,M,L",  "MAV:X,N,A,L,P", "MAC:X,L,H",
    "MAT:X,N,P",   "MPR:X,N,L,H",   "MUI:X,N,P,A",
    "MVC:X,H,L,N", "MVI:X,H,L,N",   "MVA:X,H,L,N",
    "MSC:X,H,L,N", "MSI:X,S,H,L,N", "MSA:X,S,H,L,N",
    "S:X,N,P",     "AU:X,N,Y",      "R:X,A,U,I",
    "V:X,D,C",     "RE:X,L,M,H",    "U:X,Clear,Green,Amber,Red"};

/// Whether `row` ("AV:N,A,L,P") is about `name`.
bool IsRowOf(std::string_view row, std::string_view name) {
  return row.size() > name.size() && row.starts_with(name) && row[name.size()] == ':';
}

bool Allows(std::string_view row, std::string_view value) {
  for (const auto choice : Split(row.substr(row.find(':') + 1), ',')) {
    if (choice == value) return true;
  }
  return false;
}

std::string_view RowOf(std::string_view name, std::span<const std::string_view> rows) {
  for (const auto row : rows) {
    if (IsRowOf(row, name)) return row;
  }
  return {};
}

}  // namespace

Result<CvssMetrics> CvssMetrics::Read(std::string_view text,
                                      std::span<const std::string_view> mandatory,
                                      std::span<const std::string_view> optional) {
  CvssMetrics metrics;
  if (text.size() > 400) return Fail(ErrorCode::kInvalidInput, "too long for a CVSS vector");
  for (const auto part : Split(text, '/')) {
    const auto colon = part.find(':');
    const auto name = part.substr(0, colon);
    const auto value = colon == std::string_view::npos ? "" : part.substr(colon + 1);
    auto row = RowOf(name, mandatory);
    if (row.empty()) row = RowOf(name, optional);
    if (name.empty() || row.empty() || !Allows(row, value)) {
      return Fail(ErrorCode::kInvalidInput, "'{}' is not part of a CVSS vector",
                  PrintableForLog(part, 40));
    }
    if (metrics[name] != "X" || metrics.count_ == kMost) {
      return Fail(ErrorCode::kInvalidInput, "metric {} comes twice", name);
    }
    metrics.values_[metrics.count_++] = {name, value};
  }
  for (const auto row : mandatory) {
    const auto name = row.substr(0, row.find(':'));
    if (metrics[name] == "X") {
      return Fail(ErrorCode::kInvalidInput, "metric {} of the CVSS vector is missing", name);
    }
  }
  return metrics;
}

Result<CvssMetrics> CvssMetrics::ReadV4(std::string_view text) { return Read(text, kV4, kV4Extra); }

std::string_view CvssMetrics::operator[](std::string_view name) const {
  for (std::size_t i = 0; i < count_; ++i) {
    if (values_[i].first == name) return values_[i].second;
  }
  return "X";
}

std::string_view CvssMetrics::Modified(std::string_view name) const {
  for (std::size_t i = 0; i < count_; ++i) {
    const auto own = values_[i].first;
    if (own.size() == name.size() + 1 && own.front() == 'M' && own.substr(1) == name &&
        values_[i].second != "X") {
      return values_[i].second;
    }
  }
  return (*this)[name];
}

bool CvssMetrics::IsDefined(std::string_view name) const {
  const auto value = (*this)[name];
  return value != "X" && value != "ND";
}

}  // namespace lachan::scan_reports
