// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "rulesets/content.h"

namespace lachan::rulesets {

enum class Layout : std::uint8_t {
  kAsIs,      ///< Paths as they are.
  kUnfolded,  ///< Without the one folder that everything lies in, as archives of GitHub have it.
};

/// The kept files of a .zip, .tar or .tar.gz, told by its first bytes. What archives claim about
/// sizes is not believed; links and devices are left out.
/// \source PKWARE APPNOTE 6.3; POSIX.1-2017 pax, "ustar"; RFC 1952
/// \error kInvalidInput  another format, damaged, encrypted, a path that leads out, or beyond a
///   limit; the message says which.
Result<ImportedContent> ReadArchive(std::string_view bytes, const ContentLimits& limits = {},
                                    Layout layout = Layout::kUnfolded);

/// `files` as a tar archive (ustar, long paths in pax headers), the same bytes for the same files.
std::string WriteTar(std::span<const RuleFile> files);

}  // namespace lachan::rulesets
