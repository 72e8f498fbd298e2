// SPDX-License-Identifier: Apache-2.0
/// \file
/// the body of a request to Splunk's HTTP event collector.
/// \source Splunk Enterprise 9.x, "Format events for HTTP Event Collector", "Troubleshoot HTTP
///         Event Collector" (codes)
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "bodies/json_values.h"

namespace lachan::bodies {

/// Codes of the protocol; senders act on them.
enum class HecCode : std::uint8_t {
  kSuccess = 0,
  kTokenRequired = 2,
  kInvalidAuthorization = 3,
  kInvalidToken = 4,
  kNoData = 5,
  kInvalidFormat = 6,
  kInternal = 8,
  kBusy = 9,
  kChannelMissing = 10,
  kInvalidChannel = 11,
  kEventRequired = 12,
  kEventBlank = 13,
  kBadFields = 15,
  kHealthy = 17,
  kUnhealthy = 18,
};
/// "Success", "Token is required", …
std::string_view ToString(HecCode code);

/// What a request says besides the event; empty parts are not written. Values are not escaped.
struct HecMeta {
  std::string_view host, source, sourcetype, index;
};

/// A record of an event that is a text: the text itself if it says who speaks and when (syslog,
/// CEF, LEEF); the members of the object if it is one; else an object with "message". `meta`
/// becomes "host", "source", "sourcetype", "index"; `time`, a JSON token, "@timestamp".
std::string HecTextRecord(std::string_view text, std::string_view time, const HecMeta& meta);

/// Objects that follow one another → records. The members of an event that is an object stand
/// beside what the request says of it, under their own names; so do those of "fields".
class HecReader {
 public:
  /// \param body  With kPadding readable bytes behind.
  explicit HecReader(std::string_view body);
  ~HecReader();

  /// The next record; empty at the end and at a fault.
  std::optional<std::string> Next();
  /// kSuccess: none. The events before it are good.
  HecCode fault() const { return fault_; }
  /// Number of the event read last, from 0.
  std::uint32_t number() const { return number_; }

 private:
  struct Parser;
  std::unique_ptr<Parser> parser_;
  JsonValues values_;
  HecCode fault_ = HecCode::kSuccess;
  std::uint32_t number_ = 0;
  bool is_first_ = true;
};

}  // namespace lachan::bodies
