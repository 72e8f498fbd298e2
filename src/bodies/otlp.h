// SPDX-License-Identifier: Apache-2.0
/// \file
/// log records of OpenTelemetry.
/// \source OpenTelemetry Protocol 1.5 (opentelemetry-proto, collector/logs/v1, logs/v1, common/v1);
///         Logs Data Model
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "bodies/trouble.h"

namespace lachan::bodies {

struct OtlpLimits {
  std::size_t depth = 16;             ///< Of values within values; deeper ones become null.
  std::size_t rendered = 128u << 20;  ///< Bytes of all records: attributes of a resource are
                                      ///< written into each.
};

/// Takes over one record: a JSON object. Members:
/// "@timestamp" (own time, else when it was observed), "observed_timestamp" where both are given,
/// "log.level" and "severity_number", "trace.id", "span.id", "event.name", "scope.name",
/// "scope.version"; the attributes of record, scope and resource under their own names; the body
/// as "message" if it is a text, its members if it is an object, else as "body".
using OtlpSink = std::function<void(std::string&&)>;

/// \error 400 not such a message; what came before it was handed over. 413 a limit
Taking<void> ReadOtlpProtobuf(std::string_view body, const OtlpLimits& limits,
                              const OtlpSink& sink);
/// \param body  With kPadding readable bytes behind.
Taking<void> ReadOtlpJson(std::string_view body, const OtlpLimits& limits, const OtlpSink& sink);

}  // namespace lachan::bodies
