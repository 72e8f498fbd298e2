// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "scan/part.h"
#include "scan/scan.h"

namespace lachan::scan {

/// Keeps account of files from their parts, which come in order. One thread.
class Accounts {
 public:
  /// Both outlive it. Everything but ScanReport::tally and what follows it is filled.
  Accounts(const std::vector<InputFile>& files, ScanReport& report)
      : files_(files), report_(report) {}

  /// \return units of the file before this part.
  std::uint64_t Add(const Part& part);
  /// After the last part.
  void Finish();
  std::string_view current_path() const {
    return file_ ? std::string_view(files_[*file_].path) : std::string_view();
  }

 private:
  void Begin(const Part& part);

  const std::vector<InputFile>& files_;
  ScanReport& report_;
  std::optional<std::size_t> file_;
  FileAccount account_;
  std::uint64_t units_ = 0;
};

}  // namespace lachan::scan
