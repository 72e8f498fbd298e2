// SPDX-License-Identifier: Apache-2.0
/// \file
/// records in MessagePack, as Fluent Bit and Fluentd send them over HTTP.
/// \source MessagePack specification (type system, formats, timestamp extension); Fluentd, "Forward
///         Protocol Specification v1.5" (entry, EventTime); Fluent Bit, log event format v2
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "bodies/trouble.h"

namespace lachan::bodies {

struct MsgpackLimits {
  std::size_t depth = 64;            ///< Of values within values; deeper ones refuse the body.
  std::size_t rendered = 64u << 20;  ///< Bytes of all records.
};

/// Takes over one record: a JSON object with the members of the map, and "@timestamp" before them
/// where the entry has a time and the map has none of that name.
using MsgpackSink = std::function<void(std::string&&)>;

/// Entries one after the other, or in one array: maps, `[time, map]` or `[[time, metadata], map]`.
/// What marks the beginning and the end of a group in Fluent Bit is no record.
/// \error 400 no MessagePack, or neither entry nor map; what came before was handed over. 413 a
///        limit
Taking<void> ReadMsgpack(std::string_view body, const MsgpackLimits& limits,
                         const MsgpackSink& sink);

}  // namespace lachan::bodies
