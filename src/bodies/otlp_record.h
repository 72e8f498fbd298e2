// SPDX-License-Identifier: Apache-2.0
/// \file
/// a log record of OpenTelemetry, whichever encoding it came in, and its
/// JSON text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "bodies/otlp.h"

namespace lachan::bodies {

struct OtlpRecord {
  std::uint64_t time = 0, observed = 0;  ///< Nanoseconds since 1970; 0 unknown.
  std::int64_t severity = 0;             ///< 1–24; 0 unknown.
  std::string severity_text, event_name;
  std::string trace_id, span_id;  ///< Hex; empty or zeros: none.
  std::string attributes;         ///< Members of an object, without braces.
  std::string body;               ///< JSON value; empty: none.
  std::string body_text;          ///< The body, if it is a text.
};

/// Hands records over, and keeps an eye on the limit.
class OtlpWriter {
 public:
  OtlpWriter(const OtlpLimits& limits, const OtlpSink& sink) : limits_(limits), sink_(sink) {}

  void SetResource(std::string members) { resource_ = std::move(members); }
  void SetScope(std::string members) { scope_ = std::move(members); }
  /// \error 413  more than `rendered` bytes
  Taking<void> Write(const OtlpRecord& record);

 private:
  const OtlpLimits& limits_;
  const OtlpSink& sink_;
  std::string resource_, scope_;
  std::size_t written_ = 0;
};

/// Appends members to others.
void JoinMembers(std::string& members, std::string_view more);

}  // namespace lachan::bodies
