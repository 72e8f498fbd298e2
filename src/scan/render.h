// SPDX-License-Identifier: Apache-2.0
/// \file
/// What is found as text: JSON lines for programs, a table for people. docs/operations/detect.md
/// describes both.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "detect/correlate.h"
#include "detect/rule_set.h"
#include "indicators/indicator.h"
#include "scan/part.h"

namespace lachan::scan {

/// The event in which something was found.
struct FoundIn {
  std::string_view file;   ///< As it was named.
  std::uint64_t unit = 0;  ///< Number of the record within the part.
  std::optional<Instant> time;
  std::string_view host;
};

/// A value that is, or holds, an indicator.
struct IndicatorHit {
  const indicators::Indicator* indicator = nullptr;
  std::string_view field;  ///< Empty: the line itself.
  std::string_view value;
};

/// A correlation that holds, with its events by file and record.
struct CorrelationFound {
  const detect::CorrelationHit* hit = nullptr;
  std::vector<std::string> events;  ///< "file:record", oldest first, at most 100.
  std::string_view host;            ///< Where the group names one.
};

/// Immutable; safe from any thread.
class Renderer {
 public:
  virtual ~Renderer() = default;
  /// What stands above everything; empty if nothing does.
  virtual std::string Header() const { return {}; }
  /// Appends to the part's text; the number of the record is left as a gap.
  virtual void AddMatch(const FoundIn& where, std::size_t rule,
                        std::span<const detect::MatchedValue> matched, Part& part) const = 0;
  virtual void AddIndicator(const FoundIn& where, const IndicatorHit& hit, Part& part) const = 0;
  virtual std::string Correlation(const CorrelationFound& found) const = 0;
};

enum class Output : std::uint8_t { kJsonLines, kTable, kNone };

/// \param rules    Outlive the renderer.
/// \param columns  Of a table: lines are cut at this width; 0: not cut.
std::unique_ptr<Renderer> MakeRenderer(Output output, std::span<const detect::RuleInfo> rules,
                                       std::size_t columns = 0);

/// Bytes of a value that are shown; longer ones end in "…".
inline constexpr std::size_t kShownValueBytes = 8 << 10;

/// `text` as JSON, with quotes. Ill-formed UTF-8 is repaired.
void AppendJson(std::string_view text, std::string& out);

/// "critical", …
std::string_view LevelName(Level level);

/// `text` fit for a terminal: control characters become visible, those that turn the direction of
/// writing or hide in UTF-8 (C1) become U+FFFD.
/// \param limit  In characters.
std::string Visible(std::string_view text, std::size_t limit);

/// `text` (made visible) in exactly `width` columns: cut with "…" or filled up with blanks.
std::string InColumns(std::string_view text, std::size_t width);

}  // namespace lachan::scan
