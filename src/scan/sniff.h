// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace lachan::scan {

/// How the records of a file are laid out.
enum class Format : std::uint8_t {
  kJsonLines,     ///< A record a line.
  kJsonDocument,  ///< Objects one after the other, in an array, or in one that {"Records":[ opens.
  kWindowsXml,    ///< <Event> elements, in an <Events> document or without.
  kEvtx,          ///< A Windows event log.
  kText,          ///< Lines for the normaliser.
  kEmpty,         ///< Nothing but white space.
  kOther,         ///< Nothing that is read.
};
/// "json lines", "json", "windows xml", "evtx", "text", "empty", "other".
std::string_view ToString(Format format);

struct Sniffed {
  Format format = Format::kEmpty;
  /// Of kOther: what it is, as far as its first bytes tell, and what to do: "a ZIP archive: …".
  std::string_view what;
  /// Of kOther: there may be logs in it, for whoever unpacks or converts it.
  bool may_hold_logs = false;
};

/// Bytes that are worth looking at.
inline constexpr std::size_t kSniffBytes = 64 << 10;

/// Tells the format from the first bytes (unpacked, at most kSniffBytes are looked at).
/// \param is_whole  Nothing follows them.
Sniffed Sniff(std::string_view head, bool is_whole);

}  // namespace lachan::scan
