// SPDX-License-Identifier: Apache-2.0
#include "indicators/read.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "indicators/collector.h"

namespace lachan::indicators {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::string_view kBlanks = " \t\r\n";

bool IsUtf16(std::string_view text) {
  return text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
}

/// JSON begins with an object, or an array of objects: "[::1]" and "[.]evil.example" do not.
bool LooksLikeJson(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return false;
  if (text[first] == '{') return true;
  if (text[first] != '[') return false;
  const auto next = text.find_first_not_of(kBlanks, first + 1);
  return next != std::string_view::npos && (text[next] == '{' || text[next] == ']');
}

bool LooksLikeXml(std::string_view text) {
  const auto first = text.find_first_not_of(kBlanks);
  return first != std::string_view::npos && text[first] == '<';
}

/// What no reader can do anything with. \return refused
bool Refuse(std::string_view text, Collector& collector) {
  if (text.size() > collector.limits().bytes) {
    collector.RejectDocument("ioc.limit.bytes",
                             fmt::format("a document of {} bytes; the limit is {}", text.size(),
                                         collector.limits().bytes),
                             "divide it");
    return true;
  }
  if (IsUtf16(text)) {
    collector.RejectDocument("ioc.encoding", "a document in UTF-16", "save it as UTF-8");
    return true;
  }
  if (LooksLikeXml(text)) {
    collector.RejectDocument("ioc.format.xml", "an XML document (STIX 1 or OpenIOC?)",
                             "export it as STIX 2.1, MISP JSON or CSV");
    return true;
  }
  if (text.starts_with("PK\x03\x04") || text.starts_with("\x1F\x8B")) {
    collector.RejectDocument("ioc.format.packed", "a packed file or a workbook",
                             "unpack it, or save the sheet as CSV");
    return true;
  }
  return false;
}

}  // namespace

std::string_view ToString(Format format) {
  switch (format) {
    case Format::kUnknown:
      return "unknown";
    case Format::kText:
      return "text";
    case Format::kCsv:
      return "csv";
    case Format::kStix:
      return "stix";
    case Format::kMisp:
      return "misp";
  }
  return "";
}

ReadReport ReadIndicators(std::string text, const ReadOptions& options, const IndicatorSink& sink) {
  ReadReport report;
  Collector collector(options, sink, report);
  if (Refuse(text, collector)) return report;
  const std::size_t mark = text.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0;
  const std::string_view marked_off = std::string_view(text).substr(mark);
  if (LooksLikeJson(marked_off)) {
    std::fill_n(text.begin(), mark, ' ');
    ReadJson(text, collector);
  } else if (LooksLikeCsv(marked_off)) {
    collector.SetFormat(Format::kCsv);
    ReadCsv(marked_off, collector);
  } else {
    collector.SetFormat(Format::kText);
    ReadPlainText(marked_off, collector);
  }
  return report;
}

ReadOutcome ReadIndicators(std::string text, const ReadOptions& options) {
  ReadOutcome outcome;
  outcome.report = ReadIndicators(std::move(text), options, [&](Indicator indicator) {
    outcome.indicators.push_back(std::move(indicator));
  });
  return outcome;
}

}  // namespace lachan::indicators
