// SPDX-License-Identifier: Apache-2.0
// Greenbone (OpenVAS): reports and lists of results as GMP gives them.
#include "base/text.h"
#include "scan_reports/readers.h"

namespace lachan::scan_reports {
namespace {

using pugi::xml_node;

/// "a=b|c=d" of older reports: the value of `name`.
std::string TagOf(std::string_view tags, std::string_view name) {
  for (const auto part : Split(tags, '|')) {
    if (part.size() > name.size() && part.starts_with(name) && part[name.size()] == '=') {
      return std::string(part.substr(name.size() + 1));
    }
  }
  return {};
}

void ReadNvt(const xml_node& nvt, Observation& o) {
  o.plugin = nvt.attribute("oid").value();
  if (o.title.empty()) o.title = nvt.child_value("name");
  const std::string_view tags = nvt.child_value("tags");
  o.description = TagOf(tags, "summary");
  if (const auto insight = TagOf(tags, "insight"); !insight.empty()) {
    o.description += (o.description.empty() ? "" : "\n\n") + insight;
  }
  o.solution = nvt.child_value("solution");
  if (o.solution.empty()) o.solution = TagOf(tags, "solution");
  for (const auto& severity : nvt.child("severities").children("severity")) {
    OfferVector(severity.child_value("value"), o);
  }
  OfferVector(TagOf(tags, "cvss_base_vector"), o);
  if (const auto tenths = ParseTenths(nvt.child_value("cvss_base"))) OfferScore(*tenths, o);
  for (const auto& ref : nvt.child("refs").children("ref")) {
    const std::string_view type = ref.attribute("type").value();
    if (type == "cve") AddCves(ref.attribute("id").value(), o.cves);
    if (type == "url") o.references.emplace_back(ref.attribute("id").value());
  }
  AddCves(nvt.child_value("cve"), o.cves);  // Reports before GMP 20.
}

void ReadPort(std::string_view port, Observation& o) {
  const auto slash = port.find('/');
  if (slash == std::string_view::npos) return;
  Observation place;
  PlaceByUrl(fmt::format("h:{}", port.substr(0, slash)), place);
  o.port = place.port;  // "general/tcp" has none.
  if (o.port > 0) o.protocol = std::string(port.substr(slash + 1, 10));
}

void AddResult(const xml_node& result, std::size_t number, ReportBuilder& builder) {
  Observation o;
  const std::string_view id = result.attribute("id").value();
  o.place = id.empty() ? fmt::format("result {}", number) : fmt::format("result {}", id);
  const auto host = result.child("host");
  const std::string address(Trim(host.child_value()));
  if (IsAddress(address)) {
    o.address = address;
  } else {
    o.host = address;
  }
  if (const std::string_view name = host.child_value("hostname"); !name.empty()) {
    o.host = std::string(name);
  }
  if (o.target().empty()) return builder.Reject(o.place, "it names no host");
  o.title = result.child_value("name");
  ReadNvt(result.child("nvt"), o);
  if (o.plugin.empty()) return builder.Reject(o.place, "it names no test (nvt oid)");
  ReadPort(Trim(result.child_value("port")), o);
  const std::string_view threat = result.child_value("threat");
  if (threat == "False Positive" || threat == "Error") {
    return builder.Reject(o.place, fmt::format("the scanner itself says: {}", threat));
  }
  if (const auto tenths = ParseTenths(result.child_value("severity"))) {
    o.severity = LevelOfScore(*tenths);
    OfferScore(*tenths, o);
  } else {
    o.severity = LevelOfWord(threat).value_or(LevelOfScore(o.cvss.tenths));
  }
  o.evidence = result.child_value("description");
  o.seen_at = ReadInstant(result.child_value("creation_time"));
  if (!o.seen_at) o.seen_at = builder.report().ended_at;
  builder.Cover(o.address);
  builder.Cover(o.host);
  builder.Add(std::move(o));
}

/// The element that holds <results>, <host> and the times: reports lie in reports.
xml_node InnerReport(const xml_node& root) {
  xml_node at = root;
  for (int i = 0; i < 4; ++i) {
    if (at.child("results") || !at.child("report")) break;
    at = at.child("report");
  }
  return at;
}

}  // namespace

Status ReadOpenVas(std::string_view text, ReportBuilder& builder) {
  LACHAN_TRY(const auto document, ReadXml(text, builder.limits()));
  const auto root = document->document_element();
  const auto inner = InnerReport(root);
  auto& report = builder.report();
  report.scanner = "Greenbone (OpenVAS)";
  report.started_at = ReadInstant(inner.child_value("scan_start"));
  report.ended_at = ReadInstant(inner.child_value("scan_end"));
  if (!report.ended_at) report.ended_at = report.started_at;
  for (const auto& host : inner.children("host")) builder.Cover(host.child_value("ip"));
  std::size_t number = 0;
  auto results = inner.child("results");
  if (!results) results = root;  // <results> or <get_results_response> itself.
  for (const auto& result : results.children("result")) AddResult(result, ++number, builder);
  if (std::string_view(root.name()) == "result") AddResult(root, 1, builder);
  return {};
}

}  // namespace lachan::scan_reports
