// SPDX-License-Identifier: Apache-2.0
// SARIF 2.1.0: results of tools that read code, and of some that scan the web.
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <unordered_map>

#include "base/text.h"
#include "scan_reports/readers.h"
#include "schema/json.h"

namespace lachan::scan_reports {
namespace json = boost::json;
namespace {

using Rules = std::unordered_map<std::string, const json::value*>;

const json::value* RuleOf(const json::value& run, const Rules& rules, const json::value& result,
                          const std::string& id) {
  if (const auto found = rules.find(id); found != rules.end()) return found->second;
  const auto* index = Find(result, "ruleIndex");
  const auto* list = ArrayAt(run, "tool.driver.rules");
  if (index == nullptr || list == nullptr || !index->is_int64()) return nullptr;
  const auto at = index->get_int64();
  return at >= 0 && static_cast<std::size_t>(at) < list->size()
             ? &(*list)[static_cast<std::size_t>(at)]
             : nullptr;
}

void ReadRule(const json::value& rule, Observation& o) {
  o.title = TextAt(rule, "shortDescription.text");
  if (o.title.empty()) o.title = TextAt(rule, "name");
  o.description = TextAt(rule, "fullDescription.text");
  o.solution = TextAt(rule, "help.text");
  if (auto url = TextAt(rule, "helpUri"); !url.empty()) o.references.push_back(std::move(url));
  o.tags = TextsAt(rule, "properties.tags");
  for (const auto& tag : o.tags) {
    if (AsciiLower(tag).find("cwe") != std::string::npos) AddCwe(tag, o.cwes);
    AddCves(tag, o.cves);
  }
  OfferVector(TextAt(rule, "properties.cvssv4_vector"), o);
  OfferVector(TextAt(rule, "properties.cvssv3_vector"), o);
  if (const auto tenths = ParseTenths(TextAt(rule, "properties.security-severity"))) {
    OfferScore(*tenths, o);
  }
}

void ReadPlace(const json::value& result, Observation& o) {
  const auto* locations = ArrayAt(result, "locations");
  if (locations == nullptr || locations->empty()) return;
  const auto& first = locations->front();
  const auto uri = TextAt(first, "physicalLocation.artifactLocation.uri");
  if (uri.starts_with("http://") || uri.starts_with("https://")) {
    PlaceByUrl(uri, o);
  } else if (!uri.empty()) {
    o.component = uri;
    const auto line = TextAt(first, "physicalLocation.region.startLine");
    o.evidence = line.empty() ? uri : uri + ":" + line;
  }
  if (const auto snippet = TextAt(first, "physicalLocation.region.snippet.text");
      !snippet.empty()) {
    o.evidence += "\n" + snippet;
  }
}

void AddResult(const json::value& run, const Rules& rules, const json::value& result,
               std::string place, ReportBuilder& builder) {
  Observation o;
  o.place = std::move(place);
  o.plugin = TextAt(result, "ruleId");
  if (o.plugin.empty()) o.plugin = TextAt(result, "rule.id");
  const auto kind = TextAt(result, "kind");
  if (!kind.empty() && kind != "fail" && kind != "review" && kind != "open") {
    return builder.Reject(o.place, fmt::format("the tool says '{}'", PrintableForLog(kind, 20)));
  }
  if (const auto* suppressed = ArrayAt(result, "suppressions");
      suppressed != nullptr && !suppressed->empty()) {
    return builder.Reject(o.place, "it is suppressed in the source");
  }
  std::string level = TextAt(result, "level");
  if (const auto* rule = RuleOf(run, rules, result, o.plugin)) {
    if (o.plugin.empty()) o.plugin = TextAt(*rule, "id");
    ReadRule(*rule, o);
    if (level.empty()) level = TextAt(*rule, "defaultConfiguration.level");
  }
  if (o.plugin.empty()) return builder.Reject(o.place, "it names no rule");
  ReadPlace(result, o);
  const auto message = TextAt(result, "message.text");
  if (o.title.empty()) o.title = message;
  if (!message.empty() && message != o.title) {
    o.description = message + (o.description.empty() ? "" : "\n\n" + o.description);
  }
  AddCves(o.plugin, o.cves);
  if (const auto tenths = ParseTenths(TextAt(result, "properties.security-severity"))) {
    OfferScore(*tenths, o);
  }
  o.severity =
      o.cvss.tenths > 0 ? LevelOfScore(o.cvss.tenths) : LevelOfWord(level).value_or(Level::medium);
  o.seen_at = builder.report().ended_at;
  builder.Cover(o.address);
  builder.Cover(o.host);
  builder.Add(std::move(o));
}

void AddRun(const json::value& run, std::size_t number, ReportBuilder& builder) {
  auto& report = builder.report();
  const auto tool = TextAt(run, "tool.driver.name");
  if (!tool.empty() && report.scanner.empty()) report.scanner = Ellipsis(RepairUtf8(tool), 80);
  if (const auto* all = ArrayAt(run, "invocations")) {
    for (const auto& invocation : *all) {
      if (const auto start = ReadInstant(TextAt(invocation, "startTimeUtc"))) {
        report.started_at = start;
      }
      if (const auto end = ReadInstant(TextAt(invocation, "endTimeUtc"))) report.ended_at = end;
    }
  }
  Rules rules;
  if (const auto* list = ArrayAt(run, "tool.driver.rules")) {
    for (const auto& rule : *list) rules.try_emplace(TextAt(rule, "id"), &rule);
  }
  const auto* results = ArrayAt(run, "results");
  if (results == nullptr) return;
  for (std::size_t i = 0; i < results->size(); ++i) {
    auto place = fmt::format("runs[{}].results[{}]", number, i);
    if (!(*results)[i].is_object()) {
      builder.Reject(std::move(place), "not a JSON object");
      continue;
    }
    AddResult(run, rules, (*results)[i], std::move(place), builder);
  }
}

}  // namespace

Status ReadSarif(std::string_view text, ReportBuilder& builder) {
  LACHAN_TRY(const auto value,
             schema::ParseJson(text, {builder.limits().bytes, builder.limits().json_depth}));
  if (const auto version = TextAt(value, "version"); version != "2.1.0") {
    return Fail(ErrorCode::kInvalidInput, "SARIF 2.1.0 is read; this says version '{}'",
                PrintableForLog(version, 20));
  }
  const auto* runs = ArrayAt(value, "runs");
  if (runs == nullptr) return Fail(ErrorCode::kInvalidInput, "a SARIF file has 'runs'");
  for (std::size_t i = 0; i < runs->size(); ++i) AddRun((*runs)[i], i, builder);
  return {};
}

}  // namespace lachan::scan_reports
