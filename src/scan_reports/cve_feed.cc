// SPDX-License-Identifier: Apache-2.0
#include "scan_reports/cve_feed.h"

#include <boost/json/array.hpp>

#include <array>

#include "base/text.h"
#include "scan_reports/readers.h"
#include "schema/json.h"
#include "unpack/whole.h"

namespace lachan::scan_reports {
namespace {

namespace json = boost::json;

bool FlagAt(const json::value& value, std::string_view path, bool otherwise) {
  const auto* found = Find(value, path);
  return found != nullptr && found->is_bool() ? found->get_bool() : otherwise;
}

Result<CveProduct> ReadProduct(const json::value& value) {
  CveProduct product;
  product.criterion = TextAt(value, "criteria");
  if (!product.criterion.starts_with("cpe:2.3:") || product.criterion.size() > 400) {
    return Fail(ErrorCode::kInvalidInput, "'{}' is no CPE 2.3 name",
                PrintableForLog(product.criterion, 60));
  }
  product.is_vulnerable = FlagAt(value, "vulnerable", true);
  product.from = TextAt(value, "versionStartIncluding");
  if (product.from.empty()) {
    product.from = TextAt(value, "versionStartExcluding");
    product.is_from_included = product.from.empty();
  }
  product.to = TextAt(value, "versionEndIncluding");
  product.is_to_included = !product.to.empty();
  if (product.to.empty()) product.to = TextAt(value, "versionEndExcluding");
  if (product.from.size() > 80 || product.to.size() > 80) {
    return Fail(ErrorCode::kInvalidInput, "a version has more than 80 signs");
  }
  return product;
}

Result<CveNode> ReadNode(const json::value& value, std::size_t& room) {
  CveNode node;
  node.is_and = AsciiEqualsIgnoringCase(TextAt(value, "operator"), "and");
  node.is_negated = FlagAt(value, "negate", false);
  const auto* products = ArrayAt(value, "cpeMatch");
  if (products == nullptr) return Fail(ErrorCode::kInvalidInput, "a node without 'cpeMatch'");
  if (products->size() > room) return Fail(ErrorCode::kInvalidInput, "too many products");
  room -= products->size();
  for (const auto& one : *products) {
    LACHAN_TRY(auto product, ReadProduct(one));
    node.products.push_back(std::move(product));
  }
  return node;
}

Status ReadConfigurations(const json::value& cve, CveRecord& record, const CveLimits& limits) {
  const auto* configurations = ArrayAt(cve, "configurations");
  if (configurations == nullptr) return {};  // Not analysed yet.
  std::size_t room = limits.products;
  for (const auto& value : *configurations) {
    CveConfiguration configuration;
    configuration.is_and = AsciiEqualsIgnoringCase(TextAt(value, "operator"), "and");
    configuration.is_negated = FlagAt(value, "negate", false);
    const auto* nodes = ArrayAt(value, "nodes");
    if (nodes == nullptr) return Fail(ErrorCode::kInvalidInput, "a configuration without 'nodes'");
    for (const auto& one : *nodes) {
      LACHAN_TRY(auto node, ReadNode(one, room));
      configuration.nodes.push_back(std::move(node));
    }
    record.configurations.push_back(std::move(configuration));
  }
  return {};
}

/// The score that NVD itself gave, else the first.
void ReadScore(const json::value& cve, CveRecord& record) {
  static constexpr std::array<std::string_view, 4> kNewestFirst = {
      "metrics.cvssMetricV40", "metrics.cvssMetricV31", "metrics.cvssMetricV30",
      "metrics.cvssMetricV2"};
  for (const auto path : kNewestFirst) {
    const auto* metrics = ArrayAt(cve, path);
    if (metrics == nullptr || metrics->empty()) continue;
    const json::value* best = &metrics->front();
    for (const auto& metric : *metrics) {
      if (TextAt(metric, "type") == "Primary") {
        best = &metric;
        break;
      }
    }
    const auto tenths = ParseTenths(TextAt(*best, "cvssData.baseScore"));
    if (!tenths) continue;
    record.cvss_tenths = *tenths;
    record.severity = LevelOfScore(*tenths);
    return;
  }
}

Result<CveRecord> ReadRecord(const json::value& cve, const CveLimits& limits) {
  CveRecord record;
  record.cve = CanonicalCve(TextAt(cve, "id"));
  if (record.cve.empty()) {
    return Fail(ErrorCode::kInvalidInput, "'{}' is no CVE", PrintableForLog(TextAt(cve, "id"), 40));
  }
  if (const auto* texts = ArrayAt(cve, "descriptions")) {
    for (const auto& text : *texts) {
      if (!record.description.empty() && TextAt(text, "lang") != "en") continue;
      record.description = Ellipsis(RepairUtf8(TextAt(text, "value")), limits.description);
    }
  }
  if (const auto* references = ArrayAt(cve, "references")) {
    for (const auto& one : *references) {
      auto url = TextAt(one, "url");
      if (!url.starts_with("http://") && !url.starts_with("https://")) continue;
      if (url.size() > 500 || record.references.size() == limits.references) continue;
      record.references.push_back(RepairUtf8(url));
    }
  }
  ReadScore(cve, record);
  LACHAN_TRY_DO(ReadConfigurations(cve, record, limits));
  return record;
}

void Reject(CveFeed& feed, std::string place, std::string_view reason, const CveLimits& limits) {
  ++feed.rejected;
  if (feed.rejections.size() < limits.rejections) {
    feed.rejections.push_back({std::move(place), RepairUtf8(reason)});
  }
}

}  // namespace

Result<CveFeed> ReadCveFeed(std::string_view bytes, const CveLimits& limits) {
  if (bytes.size() > limits.bytes) {
    return Fail(ErrorCode::kExhausted, "the file has {} bytes; at most {} are taken", bytes.size(),
                limits.bytes);
  }
  std::string unpacked;
  if (bytes.starts_with("\x1f\x8b")) {
    LACHAN_TRY(unpacked,
               unpack::UnpackAll(bytes, unpack::Packing::kGzip, {.bytes = limits.unpacked}));
    bytes = unpacked;
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  LACHAN_TRY(const auto value, schema::ParseJson(bytes, {limits.unpacked, 32}), "reading CVEs");
  const auto* rows = ArrayAt(value, "vulnerabilities");
  if (rows == nullptr) {
    return Fail(ErrorCode::kInvalidInput,
                "not CVEs of the NVD in JSON 2.0: 'vulnerabilities' is missing");
  }
  CveFeed feed;
  for (std::size_t i = 0; i < rows->size(); ++i) {
    ++feed.read;
    const auto place = [i] { return fmt::format("vulnerabilities[{}]", i); };
    const auto* cve = Find((*rows)[i], "cve");
    if (cve == nullptr) {
      Reject(feed, place(), "'cve' is missing", limits);
    } else if (TextAt(*cve, "vulnStatus") == "Rejected") {
      ++feed.withdrawn;
    } else if (feed.records.size() == limits.records) {
      Reject(feed, place(), fmt::format("more than {} CVEs", limits.records), limits);
    } else if (auto record = ReadRecord(*cve, limits)) {
      feed.records.push_back(*std::move(record));
    } else {
      Reject(feed, place(), record.error().message(), limits);
    }
  }
  return feed;
}

}  // namespace lachan::scan_reports
