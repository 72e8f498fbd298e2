// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

#include "core/time.h"
#include "formats/audit.h"
#include "formats/cef.h"
#include "formats/json_record.h"
#include "formats/key_value.h"
#include "formats/leef.h"
#include "formats/syslog.h"
#include "formats/web_access.h"
#include "formats/windows_xml.h"
#include "normalise/normaliser.h"

namespace lachan::normalise {

struct Normaliser::Options {
  /// Offset of times that carry none.
  std::chrono::minutes zone{kVietnamOffset};
  /// Further off from receipt, the event's own time is not believed: `time` = `received_at` and
  /// clock_suspect. For files only a time in the future is suspect.
  std::chrono::microseconds clock_tolerance{std::chrono::hours{24}};
  std::size_t key_value_pairs = 3;  ///< Fewer pairs do not make a line "kv".
  /// Depth and fields beyond which JSON is stored as text.
  formats::JsonRecordLimits json{.bytes = 4u << 20, .fields = 5'000};
  formats::WindowsXmlLimits xml;
  formats::SyslogLimits syslog;
  formats::CefLimits cef;
  formats::LeefLimits leef;
  formats::AuditLimits audit;
  formats::KeyValueLimits key_value;
  formats::WebAccessLimits web;
};

}  // namespace lachan::normalise
