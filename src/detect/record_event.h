// SPDX-License-Identifier: Apache-2.0
/// \file
/// From a flat record to an event: time, host, decoded fields.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "core/event.h"
#include "core/flat_record.h"
#include "core/time.h"

namespace lachan::detect {

/// Names of fields that give a record's own time and its host, best first.
std::span<const std::string_view> TimeFields();
std::span<const std::string_view> HostFields();

/// The record's own time: RFC 3339 (without zone: UTC), or a Unix time in s, ms or µs.
std::optional<Instant> TimeOf(const FlatRecord& record, const NameTable& names);

/// Everything decoded. `time` is the record's own or 1970; log sources are those the record
/// declares, or those its fields tell.
Event EventOf(const FlatRecord& record, const NameTable& names);

}  // namespace lachan::detect
