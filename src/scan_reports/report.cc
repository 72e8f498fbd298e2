// SPDX-License-Identifier: Apache-2.0
#include "scan_reports/report.h"

#include <algorithm>

#include "base/text.h"
#include "scan_reports/readers.h"

namespace lachan::scan_reports {
namespace {

constexpr std::size_t kHead = 64 << 10;

std::string_view WithoutMark(std::string_view text) {
  if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
  const auto begin = text.find_first_not_of(" \t\r\n");
  return begin == std::string_view::npos ? std::string_view() : text.substr(begin);
}

bool Holds(std::string_view text, std::string_view word) {
  return text.find(word) != std::string_view::npos;
}

/// The name of the first element of an XML text.
std::string_view RootName(std::string_view text) {
  for (std::size_t at = text.find('<'); at != std::string_view::npos; at = text.find('<', at + 1)) {
    const auto rest = text.substr(at + 1);
    if (rest.empty() || rest.front() == '?' || rest.front() == '!') continue;
    return rest.substr(0, rest.find_first_of(" \t\r\n/>"));
  }
  return {};
}

}  // namespace

const std::string& Observation::target() const {
  if (!address.empty()) return address;
  return host.empty() ? component : host;
}

std::optional<ReportFormat> DetectFormat(std::string_view text) {
  text = WithoutMark(text);
  const auto head = text.substr(0, kHead);
  if (head.starts_with('<')) {
    const auto root = RootName(head);
    if (root == "nmaprun") return ReportFormat::nmap;
    for (const char* name :
         {"report", "get_reports_response", "get_results_response", "results", "result"}) {
      if (root == name) return ReportFormat::openvas;
    }
    return std::nullopt;
  }
  if (!head.starts_with('{') && !head.starts_with('[')) return std::nullopt;
  if (Holds(head, "\"template-id\"") || Holds(head, "\"templateID\"")) return ReportFormat::nuclei;
  // The members that name the format may stand anywhere in the outermost object.
  if (Holds(text, "\"CycloneDX\"") && Holds(text, "\"bomFormat\"")) return ReportFormat::cyclonedx;
  if (Holds(text, "\"runs\"") && (Holds(head, "sarif") || Holds(text, "\"2.1.0\""))) {
    return ReportFormat::sarif;
  }
  return std::nullopt;
}

Result<Report> ReadReport(std::string_view text, const ReportLimits& limits) {
  if (text.size() > limits.bytes) {
    return Fail(ErrorCode::kExhausted, "the report has {} bytes; at most {} are taken", text.size(),
                limits.bytes);
  }
  const auto format = DetectFormat(text);
  if (!format) {
    return Fail(ErrorCode::kInvalidInput,
                "not a report of a known scanner: Nmap XML, Greenbone (OpenVAS) XML, Nuclei JSONL, "
                "SARIF 2.1.0 and CycloneDX VEX (JSON) are read");
  }
  text = WithoutMark(text);
  ReportBuilder builder(*format, limits);
  switch (*format) {
    case ReportFormat::nmap:
      LACHAN_TRY_DO(ReadNmap(text, builder), "reading an Nmap report");
      break;
    case ReportFormat::openvas:
      LACHAN_TRY_DO(ReadOpenVas(text, builder), "reading a Greenbone report");
      break;
    case ReportFormat::nuclei:
      LACHAN_TRY_DO(ReadNuclei(text, builder), "reading a Nuclei report");
      break;
    case ReportFormat::sarif:
      LACHAN_TRY_DO(ReadSarif(text, builder), "reading a SARIF report");
      break;
    case ReportFormat::cyclonedx:
      LACHAN_TRY_DO(ReadCycloneDx(text, builder), "reading a CycloneDX document");
      break;
  }
  return builder.Take();
}

void ReportBuilder::Cover(std::string_view target) {
  auto name = AsciiLower(Trim(target));
  if (name.empty() || name.size() > 253 || covered_.size() >= limits_.observations) return;
  if (covered_.insert(name).second) report_.covered.push_back(std::move(name));
}

void ReportBuilder::Reject(std::string place, std::string reason) {
  ++report_.read;
  ++report_.rejected;
  if (report_.rejections.size() >= limits_.rejections) return;
  report_.rejections.push_back({RepairUtf8(place), RepairUtf8(reason)});
}

void ReportBuilder::Tidy(Observation& o) const {
  const auto clean = [](std::string& text, std::size_t limit) {
    text = Ellipsis(RepairUtf8(Trim(text)), limit);
    std::erase_if(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 && c != '\n'; });
  };
  const auto line = [&](std::string& text, std::size_t limit) {
    std::ranges::replace(text, '\n', ' ');
    std::ranges::replace(text, '\r', ' ');
    clean(text, limit);
  };
  line(o.title, limits_.title);
  line(o.place, 200);
  line(o.address, 45);
  line(o.host, 253);
  line(o.url, 1'000);
  line(o.component, 500);
  line(o.plugin, 200);
  line(o.cpe, 300);
  o.host = AsciiLower(o.host);
  o.address = AsciiLower(o.address);
  clean(o.description, limits_.description);
  clean(o.solution, limits_.solution);
  clean(o.evidence, limits_.evidence);
  if (o.cves.size() > limits_.cves) o.cves.resize(limits_.cves);
  if (o.cwes.size() > limits_.cwes) o.cwes.resize(limits_.cwes);
  std::erase_if(o.references, [](const std::string& url) {
    return url.size() > 1'000 || !IsValidUtf8(url) ||
           !(url.starts_with("https://") || url.starts_with("http://"));
  });
  if (o.references.size() > limits_.references) o.references.resize(limits_.references);
}

void ReportBuilder::Add(Observation observation) {
  Tidy(observation);
  if (observation.title.empty()) observation.title = observation.plugin;
  if (observation.title.empty() && !observation.cves.empty()) {
    observation.title = observation.cves.front();
  }
  if (observation.title.empty()) return Reject(observation.place, "it names no weakness");
  if (observation.port < 0 || observation.port > 65'535) {
    return Reject(observation.place, fmt::format("{} is no port", observation.port));
  }
  if (report_.observations.size() >= limits_.observations) {
    return Reject(observation.place,
                  fmt::format("more than {} entries in one file", limits_.observations));
  }
  ++report_.read;
  report_.observations.push_back(std::move(observation));
}

}  // namespace lachan::scan_reports
