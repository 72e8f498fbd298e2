// SPDX-License-Identifier: Apache-2.0
/// \file
/// Documents with indicators: CSV, STIX 2.1, MISP, plain text. What they may hold:
/// docs/formats/indicators.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/diagnostic.h"
#include "indicators/indicator.h"

namespace lachan::indicators {

struct ReadLimits {
  std::size_t bytes = std::size_t{512} << 20;  ///< Of a document.
  std::size_t indicators = 5'000'000;          ///< Of a document, whatever becomes of them.
  std::size_t line_bytes = 64 << 10;           ///< Of a line of text or a record of CSV.
  std::size_t value_bytes = 4'096;             ///< Of a value as written.
  std::size_t pattern_bytes = 64 << 10;        ///< Of a STIX pattern.
  std::size_t text_bytes = 1'000;              ///< Descriptions and sources are cut here.
  std::size_t id_bytes = 200;                  ///< Longer ids are left out.
  std::size_t findings = 1'000;                ///< Kept; all are counted.
};

struct ReadOptions {
  std::string file = {};         ///< Name for people, in findings.
  std::string source = {};       ///< Where the document names none; else `file` is the source.
  Tlp tlp = Tlp::kAmber;         ///< Where the document says nothing.
  bool stix_observables = true;  ///< Also a bundle's observables, not only its indicators.
  ReadLimits limits = {};
};

enum class Format : std::uint8_t { kUnknown, kText, kCsv, kStix, kMisp };
/// "unknown", "text", "csv", "stix", "misp".
std::string_view ToString(Format format);

/// Account of a reading: found == loaded + rejected + skipped, always.
struct ReadReport {
  Format format = Format::kUnknown;
  std::size_t found = 0;  ///< Values; a document that cannot be read counts as one.
  std::size_t loaded = 0;
  std::size_t rejected = 0;  ///< Wrong: each is an error in `findings`, as far as these are kept.
  std::size_t skipped = 0;   ///< In order, but not to be used or not of a kind we match.
  std::vector<std::pair<std::string, std::size_t>> skipped_why;  ///< Reason and number.
  /// Place: the line of CSV and text; "file#/json/pointer" of JSON. \source RFC 6901 §6
  std::vector<Diagnostic> findings;
  std::size_t findings_left_out = 0;
  bool complete = true;  ///< False if reading ended early: a limit, or a document cut off.
};

using IndicatorSink = std::function<void(Indicator)>;

/// Reads `text`, whose format its content tells, and gives each indicator to `sink` in the order of
/// the document. Never fails as a whole: what is wrong is rejected and named in the report.
ReadReport ReadIndicators(std::string text, const ReadOptions& options, const IndicatorSink& sink);

struct ReadOutcome {
  std::vector<Indicator> indicators;
  ReadReport report;
};
ReadOutcome ReadIndicators(std::string text, const ReadOptions& options);

}  // namespace lachan::indicators
