// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace lachan::formats {

/// One syslog message. Views point into the parsed text.
struct SyslogMessage {
  enum class Dialect : std::uint8_t { kRfc5424, kRfc3164 };
  struct Parameter {
    std::string_view element;  ///< SD-ID, e.g. "exampleSDID@32473"
    std::string_view name;
    std::string value;  ///< Escapes resolved.
  };

  Dialect dialect = Dialect::kRfc3164;
  int facility = -1;  ///< 0–23; -1: the message had no PRI.
  int severity = -1;  ///< 0 emergency – 7 debug; -1 unknown.
  std::optional<Instant> time;
  /// Of RFC 5424: what stands in the place of the time and is none; `time` is empty then.
  std::string_view wrong_time;
  std::string_view host;     ///< Empty when missing or "-".
  std::string_view program;  ///< APP-NAME or tag.
  std::string_view pid;      ///< PROCID.
  std::string_view msgid;
  std::vector<Parameter> structured;
  std::string_view
      message;  ///< Without a byte-order mark; of RFC 5424 also without leading blanks.
};

struct SyslogLimits {
  std::size_t parameters = 200;     ///< Structured-data parameters; further ones are left out.
  std::size_t header_field = 1024;  ///< Longest header field (RFC 5424 allows at most 255).
};

/// Reads RFC 5424, else RFC 3164 with the slack that real senders need: a missing PRI or host, a
/// year or RFC 3339 time in the header, fractions of a second, what Cisco devices put around the
/// time (sequence numbers, name, "*", zone).
///
/// \param received_at  Gives the year that RFC 3164 leaves out: the latest that does not bring the
///                     time more than two days beyond it.
/// \param zone         Offset for times without one.
/// \return empty when the text has neither a PRI nor an RFC 3164 time at its start.
/// \source RFC 5424 §6; RFC 3164 §4
std::optional<SyslogMessage> ParseSyslog(std::string_view text, Instant received_at,
                                         std::chrono::minutes zone,
                                         const SyslogLimits& limits = {});

/// "emerg", "alert", … "debug"; empty outside 0–7.
std::string_view SeverityName(int severity);
/// "kern", "user", … "local7"; empty outside 0–23.
std::string_view FacilityName(int facility);

/// A time at the start of `text` in one of the forms senders use, and how many bytes it took:
/// RFC 3339 with or without offset, "Nov 23 11:05:06[.123]", "Nov 23 2026 11:05:06".
struct LeadingTime {
  Instant time;
  std::size_t bytes = 0;
};
std::optional<LeadingTime> ParseLeadingTime(std::string_view text, Instant received_at,
                                            std::chrono::minutes zone);

}  // namespace lachan::formats
