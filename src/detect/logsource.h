// SPDX-License-Identifier: Apache-2.0
/// \file
/// From the fields of an event to Sigma's log sources, and the other names that some of them give
/// to a field.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "core/event.h"

namespace lachan::detect {

/// All log sources that the fields of `event` tell: for Windows one per service of the channel and
/// one per category of channel and event id; for others by the program, the stream or the typical
/// fields. Lower case, without repetition; empty when nothing is known. event.logsources (what the
/// source's registration says) is not consulted: the caller joins both.
/// \source Sigma specification 2.1.0, appendix "taxonomy"
std::vector<LogSource> DeriveLogSources(const Event& event);

/// The fields whose values, and those whose mere presence, DeriveLogSources asks for: two events
/// that agree in these have the same log sources (the format of an event aside).
std::span<const std::string_view> LogSourceValueFields();
std::span<const std::string_view> LogSourcePresenceFields();

/// In a log source, `field` may be read from `origin` where the event has no `field`.
struct FieldAlias {
  std::string_view field;
  std::string_view origin;
};

/// Aliases of a log source: Security 4688 as process_creation (Image from NewProcessName, …) and
/// Defender's detections as antivirus. Empty for all others.
std::span<const FieldAlias> AliasesOf(const LogSource& source);
/// One log source for each set of aliases there is.
std::vector<LogSource> SourcesWithAliases();

/// True if every part that `rule` gives equals that of `event`. Both in lower case.
bool Satisfies(const LogSource& rule, const LogSource& event);

}  // namespace lachan::detect
