// SPDX-License-Identifier: Apache-2.0
// CycloneDX documents that say which weaknesses concern which part of a product (VEX).
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include <unordered_map>

#include "base/text.h"
#include "scan_reports/readers.h"
#include "schema/json.h"

namespace lachan::scan_reports {
namespace json = boost::json;
namespace {

struct Component {
  std::string name, cpe;
};
using Components = std::unordered_map<std::string, Component>;

void AddComponent(const json::value& value, Components& components) {
  const auto ref = TextAt(value, "bom-ref");
  if (ref.empty() || components.size() >= 100'000) return;
  Component component;
  component.name = TextAt(value, "name");
  if (const auto version = TextAt(value, "version"); !version.empty()) {
    component.name += " " + version;
  }
  component.cpe = TextAt(value, "cpe");
  components.try_emplace(ref, std::move(component));
}

/// Components lie in components; the depth of the document bounds it.
void AddComponents(const json::value& holder, Components& components) {
  const auto* list = ArrayAt(holder, "components");
  if (list == nullptr) return;
  for (const auto& value : *list) {
    AddComponent(value, components);
    AddComponents(value, components);
  }
}

void ReadRatings(const json::value& entry, Observation& o) {
  const auto* ratings = ArrayAt(entry, "ratings");
  if (ratings == nullptr) return;
  std::optional<Level> word;
  for (const auto& rating : *ratings) {
    auto vector = TextAt(rating, "vector");
    const auto method = TextAt(rating, "method");
    if (!vector.empty() && !vector.starts_with("CVSS:")) {  // Some leave the prefix out.
      if (method == "CVSSv31") vector.insert(0, "CVSS:3.1/");
      if (method == "CVSSv3") vector.insert(0, "CVSS:3.0/");
      if (method == "CVSSv4") vector.insert(0, "CVSS:4.0/");
    }
    OfferVector(vector, o);
    if (method.starts_with("CVSS")) {
      if (const auto tenths = ParseTenths(TextAt(rating, "score"))) OfferScore(*tenths, o);
    }
    if (const auto level = LevelOfWord(TextAt(rating, "severity")); level && !word) word = level;
  }
  o.severity = word ? *word : LevelOfScore(o.cvss.tenths);
}

/// States in which a weakness does not, or no longer, concern the product.
bool IsClearedState(std::string_view state) {
  return state == "not_affected" || state == "false_positive" || state == "resolved" ||
         state == "resolved_with_pedigree";
}

Observation ReadVulnerability(const json::value& entry) {
  Observation o;
  o.plugin = TextAt(entry, "id");
  AddCves(o.plugin, o.cves);
  if (const auto* references = ArrayAt(entry, "references")) {
    for (const auto& reference : *references) AddCves(TextAt(reference, "id"), o.cves);
  }
  o.title = o.plugin;
  o.description = TextAt(entry, "description");
  if (const auto detail = TextAt(entry, "detail"); !detail.empty()) {
    o.description += (o.description.empty() ? "" : "\n\n") + detail;
  }
  o.solution = TextAt(entry, "recommendation");
  if (o.solution.empty()) o.solution = TextAt(entry, "workaround");
  if (const auto* cwes = ArrayAt(entry, "cwes")) {
    for (const auto& cwe : *cwes) {
      if (cwe.is_int64()) AddCwe(std::to_string(cwe.get_int64()), o.cwes);
    }
  }
  if (auto url = TextAt(entry, "source.url"); !url.empty()) o.references.push_back(std::move(url));
  if (const auto* advisories = ArrayAt(entry, "advisories")) {
    for (const auto& advisory : *advisories) o.references.push_back(TextAt(advisory, "url"));
  }
  ReadRatings(entry, o);
  const auto state = TextAt(entry, "analysis.state");
  o.is_cleared = IsClearedState(state);
  o.evidence = state;
  for (const char* part : {"analysis.justification", "analysis.detail"}) {
    if (const auto text = TextAt(entry, part); !text.empty()) o.evidence += "\n" + text;
  }
  return o;
}

void AddVulnerability(const json::value& entry, const Components& components, std::string place,
                      ReportBuilder& builder) {
  if (!entry.is_object()) return builder.Reject(std::move(place), "not a JSON object");
  Observation o = ReadVulnerability(entry);
  o.place = std::move(place);
  if (o.plugin.empty()) return builder.Reject(o.place, "it has no id");
  o.seen_at = builder.report().ended_at;
  const auto* affects = ArrayAt(entry, "affects");
  if (affects == nullptr || affects->empty()) return builder.Add(std::move(o));
  for (const auto& target : *affects) {
    const auto ref = TextAt(target, "ref");
    Observation one = o;
    const auto found = components.find(ref);
    one.component = found == components.end() ? ref : found->second.name;
    if (found != components.end()) one.cpe = found->second.cpe;
    if (!one.component.empty()) one.title = o.title + " (" + one.component + ")";
    builder.Add(std::move(one));
  }
}

}  // namespace

Status ReadCycloneDx(std::string_view text, ReportBuilder& builder) {
  LACHAN_TRY(const auto value,
             schema::ParseJson(text, {builder.limits().bytes, builder.limits().json_depth}));
  const auto version = TextAt(value, "specVersion");
  if (version != "1.4" && version != "1.5" && version != "1.6") {
    return Fail(ErrorCode::kInvalidInput, "CycloneDX 1.4, 1.5 and 1.6 are read; this says '{}'",
                PrintableForLog(version, 20));
  }
  auto& report = builder.report();
  report.scanner = "CycloneDX VEX";
  report.ended_at = ReadInstant(TextAt(value, "metadata.timestamp"));
  Components components;
  if (const auto* product = Find(value, "metadata.component")) {
    AddComponent(*product, components);
    AddComponents(*product, components);
  }
  AddComponents(value, components);
  const auto* list = ArrayAt(value, "vulnerabilities");
  if (list == nullptr) {
    return Fail(ErrorCode::kInvalidInput,
                "the document has no 'vulnerabilities': it lists parts, not weaknesses");
  }
  for (std::size_t i = 0; i < list->size(); ++i) {
    AddVulnerability((*list)[i], components, fmt::format("vulnerabilities[{}]", i), builder);
  }
  return {};
}

}  // namespace lachan::scan_reports
