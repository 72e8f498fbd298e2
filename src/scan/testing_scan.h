// SPDX-License-Identifier: Apache-2.0
/// \file
/// Test help: files in a folder that goes again, packed texts, rules.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "scan/slice.h"

namespace lachan::scan::testing {

/// A folder that is removed with its files.
class TemporaryFolder {
 public:
  TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  ~TemporaryFolder();

  const std::string& path() const { return path_; }
  /// Writes a file (and the folders it lies in). \return its path
  std::string Write(std::string_view name, std::string_view bytes) const;

 private:
  std::string path_;
};

std::string Gzip(std::string_view text);
std::string Zstd(std::string_view text);
/// With byte order mark. \param ascii  ASCII only
std::string Utf16Le(std::string_view ascii);

/// The texts of all units of `text`, cut into slices of about `slice_bytes`; "?why" for those that
/// cannot be read. Lines without blank ones.
std::vector<std::string> UnitsOf(std::string_view text, std::size_t slice_bytes,
                                 std::size_t unit_bytes = 16 << 20);

}  // namespace lachan::scan::testing
