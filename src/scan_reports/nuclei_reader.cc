// SPDX-License-Identifier: Apache-2.0
// Nuclei: one JSON object a line, or all of them in an array.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "base/text.h"
#include "scan_reports/readers.h"
#include "schema/json.h"

namespace lachan::scan_reports {
namespace json = boost::json;
namespace {

void ReadInfo(const json::value& entry, Observation& o) {
  o.title = TextAt(entry, "info.name");
  o.description = TextAt(entry, "info.description");
  o.solution = TextAt(entry, "info.remediation");
  o.references = TextsAt(entry, "info.reference");
  o.tags = TextsAt(entry, "info.tags");
  for (const auto& cve : TextsAt(entry, "info.classification.cve-id")) AddCves(cve, o.cves);
  for (const auto& cwe : TextsAt(entry, "info.classification.cwe-id")) AddCwe(cwe, o.cwes);
  AddCves(o.plugin, o.cves);  // Templates of a CVE are called so.
  o.cpe = TextAt(entry, "info.classification.cpe");
  OfferVector(TextAt(entry, "info.classification.cvss-metrics"), o);
  if (const auto tenths = ParseTenths(TextAt(entry, "info.classification.cvss-score"))) {
    OfferScore(*tenths, o);
  }
}

void AddEntry(const json::value& entry, std::string place, ReportBuilder& builder) {
  if (!entry.is_object()) return builder.Reject(std::move(place), "not a JSON object");
  if (const auto* status = Find(entry, "matcher-status");
      status != nullptr && status->is_bool() && !status->get_bool()) {
    return builder.Reject(std::move(place), "the template did not match");
  }
  Observation o;
  o.place = std::move(place);
  o.plugin = TextAt(entry, "template-id");
  if (o.plugin.empty()) o.plugin = TextAt(entry, "templateID");
  if (o.plugin.empty()) return builder.Reject(o.place, "it names no template");
  ReadInfo(entry, o);
  const auto word = TextAt(entry, "info.severity");
  const auto level = LevelOfWord(word);
  if (!level) {
    return builder.Reject(o.place, fmt::format("unknown severity '{}'", PrintableForLog(word, 40)));
  }
  o.severity = *level;
  const auto matched = TextAt(entry, "matched-at");
  if (const auto ip = TextAt(entry, "ip"); IsAddress(ip)) o.address = ip;
  PlaceByUrl(matched, o);
  PlaceByUrl(TextAt(entry, "url"), o);
  PlaceByUrl(TextAt(entry, "host"), o);
  if (o.target().empty()) return builder.Reject(o.place, "it names no host");
  o.evidence = matched;
  if (const auto matcher = TextAt(entry, "matcher-name"); !matcher.empty()) {
    o.evidence += "\n" + matcher;
  }
  for (const auto& text : TextsAt(entry, "extracted-results")) o.evidence += "\n" + text;
  o.seen_at = ReadInstant(TextAt(entry, "timestamp"));
  auto& report = builder.report();
  if (o.seen_at && (!report.ended_at || *report.ended_at < *o.seen_at)) {
    report.ended_at = o.seen_at;
  }
  builder.Cover(o.address);
  builder.Cover(o.host);
  builder.Add(std::move(o));
}

Status ReadArray(std::string_view text, ReportBuilder& builder) {
  LACHAN_TRY(const auto value,
             schema::ParseJson(text, {builder.limits().bytes, builder.limits().json_depth}));
  std::size_t number = 0;
  for (const auto& entry : value.get_array()) {
    AddEntry(entry, fmt::format("entry {}", ++number), builder);
  }
  return {};
}

}  // namespace

Status ReadNuclei(std::string_view text, ReportBuilder& builder) {
  builder.report().scanner = "Nuclei";
  if (text.starts_with('[')) return ReadArray(text, builder);
  std::size_t number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = Trim(text.substr(0, end));
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    ++number;
    if (line.empty()) continue;
    auto place = fmt::format("line {}", number);
    const auto value =
        schema::ParseJson(line, {builder.limits().line_bytes, builder.limits().json_depth});
    if (!value) {
      builder.Reject(std::move(place), value.error().message());
      continue;
    }
    AddEntry(*value, std::move(place), builder);
  }
  return {};
}

}  // namespace lachan::scan_reports
