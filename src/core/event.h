// SPDX-License-Identifier: Apache-2.0
/// \file
/// What flows: a raw record as a sender gave it, and the event that normalising makes of it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/id.h"
#include "core/time.h"

namespace lachan {

/// How a record reached us. Names reach disk; never renumber.
enum class Transport : std::uint8_t {
  kUnknown = 0,
  kSyslogUdp = 1,
  kSyslogTcp = 2,
  kHttp = 3,
  kFile = 4,
  kDemo = 5,
  kSyslogTls = 6,
  kRelp = 7,
  kKafka = 8
};
std::string_view ToString(Transport transport);

/// One record exactly as received.
struct RawRecord {
  std::string text;  ///< Bytes of one record, without framing. Any bytes, at most the intake limit.
  Instant received_at;  ///< When our socket gave it to us.
  SourceId source;      ///< The registered source that sent it; 0 when none claims the sender.
  AgencyId agency;      ///< Owner of the source; 0 when unknown.
  std::string peer;     ///< Sender's address without port; empty when there is none.
  Transport transport = Transport::kUnknown;
  std::string format;        ///< Declared format ("json", "syslog", …) or empty: find out.
  bool is_exercise = false;  ///< The source belongs to a drill; carried to the event.
};

/// One named value of an event. Numbers keep their decimal text; `kind` tells what they were.
struct EventField {
  enum class Kind : std::uint8_t { kString = 0, kNumber = 1, kBoolean = 2, kNull = 3 };
  std::string name;   ///< As the detection rules write it: "Image", "c-ip", "a.b.c".
  std::string value;  ///< UTF-8. "true"/"false" for booleans, empty for null.
  Kind kind = Kind::kString;
};

/// The log source in Sigma's terms; any part may be empty.
/// \source Sigma specification 2.1.0, "logsource"
struct LogSource {
  std::string product;
  std::string category;
  std::string service;
};

/// A normalised event. Fields may repeat (multi-valued); order is that of the record.
struct Event {
  std::string id;  ///< 26 characters, time-ordered, unique; assigned by the pipeline.
  Instant
      time;  ///< The event's own time, or `received_at` where it has none or it is not credible.
  Instant received_at;
  bool clock_suspect =
      false;  ///< Own time was further off than the setting allows; `time` = received_at.
  SourceId source;
  AgencyId agency;         ///< Owner of the address or source; 0 unknown.
  SystemId system;         ///< Information system; 0 unknown.
  std::uint8_t level = 0;  ///< Protection level of the system, 1–5; 0 unknown. Decides how long the
                           ///< event is kept.
  std::string host;        ///< Host that speaks in the record.
  std::string peer;        ///< Address the record came from.
  Transport transport = Transport::kUnknown;
  std::string format;  ///< What the record turned out to be: "windows-json", "syslog", "text", …
  std::vector<LogSource> logsources;  ///< All that apply (service and category, aliases).
  std::vector<EventField> fields;
  std::string raw;  ///< The record as received; ill-formed UTF-8 repaired.
  bool is_exercise = false;

  /// First value of `name`, or an empty view.
  std::string_view Get(std::string_view name) const;
};

}  // namespace lachan
