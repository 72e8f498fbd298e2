// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::rulesets {

/// Whether `bytes` begin with the header of a tar entry whose checksum is right, or are an empty
/// archive.
bool LooksLikeTar(std::string_view bytes);

/// Walks over a tar archive in memory: ustar, GNU long names, pax paths.
/// \source POSIX.1-2017 pax, "ustar interchange format", "pax extended header"; GNU tar manual
class TarReader {
 public:
  struct Entry {
    std::string path;
    std::string_view bytes;  ///< Lives as long as the archive.
    bool is_file = false;    ///< A regular file; else a folder, link or device.
  };

  TarReader(std::string_view bytes, std::size_t max_path_bytes)
      : rest_(bytes), max_path_bytes_(max_path_bytes) {}

  /// The next entry, or nothing at the end.
  /// \error kInvalidInput  a header is wrong, or the archive is cut off.
  Result<std::optional<Entry>> Next();

 private:
  std::string_view rest_;
  std::size_t max_path_bytes_;
};

}  // namespace lachan::rulesets
