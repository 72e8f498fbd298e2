// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"
#include "indicators/read.h"
#include "indicators/value.h"

namespace lachan::indicators {

/// A place in a document, made a text only when it is needed.
struct Where {
  int line = 0;                   ///< From 1; 0 for JSON.
  std::string_view pointer = {};  ///< JSON pointer up to an array.
  std::size_t index = kNone;      ///< In that array.
  std::string_view member = {};   ///< Below it, without the slash.
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
};

/// What a document says beside the value. Texts are views, copied only for what is loaded.
struct Context {
  std::string_view source;
  std::string_view description;
  std::string_view id;
  std::optional<Instant> valid_from, valid_until;
  std::optional<Tlp> tlp;
};

/// Counts what a reader finds and passes on what is right.
class Collector {
 public:
  Collector(const ReadOptions& options, const IndicatorSink& sink, ReadReport& report)
      : options_(options), sink_(sink), report_(report) {}

  const ReadOptions& options() const { return options_; }
  const ReadLimits& limits() const { return options_.limits; }

  /// One value: loaded or rejected. \return loaded
  bool Offer(std::string_view value, Said said, const Context& context, const Where& where);
  void Reject(const Where& where, std::string code, std::string message, std::string hint);
  void Skip(std::string_view reason);
  /// The document cannot be read, or not to its end.
  void RejectDocument(std::string code, std::string message, std::string hint,
                      const Where& where = {});
  void Warn(const Where& where, std::string code, std::string message, std::string hint);
  void SetFormat(Format format) { report_.format = format; }

  /// True once the limit of indicators is reached: read no further.
  bool Full();

 private:
  void Add(Diagnostic::Severity severity, const Where& where, std::string code, std::string message,
           std::string hint);
  std::string Cut(std::string_view text) const;

  const ReadOptions& options_;
  const IndicatorSink& sink_;
  ReadReport& report_;
  bool full_ = false;
};

/// "2026-01-31", "2026-01-31 08:00:00", RFC 3339, or seconds since 1970. A time without a zone is
/// UTC. `end`: a bare date means its end.
struct WhenText {
  bool good = false;
  std::optional<Instant> instant;  ///< Nothing for an empty text and for the far future (> 2261).
};
WhenText ParseWhen(std::string_view text, bool end);

/// Readers of one format each. They never throw; `text` may be changed.
void ReadPlainText(std::string_view text, Collector& collector);
void ReadCsv(std::string_view text, Collector& collector);
/// True if the first lines of `text` are a table.
bool LooksLikeCsv(std::string_view text);
/// STIX or MISP. `text` gets padding behind its end.
void ReadJson(std::string& text, Collector& collector);

}  // namespace lachan::indicators
