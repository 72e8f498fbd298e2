// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "scan/scan.h"

namespace lachan::scan {

/// Columns of a terminal; 0 if the descriptor is none.
std::size_t ColumnsOf(int file);

/// A line like "[#####     ]  47 %  612 MB of 1.29 GB  489,120 events/s  1 min 3 s left".
/// \param total    Bytes to read; 0: unknown.
/// \param columns  The line is never longer.
std::string ProgressText(const ScanProgress& progress, std::uint64_t total, std::size_t columns);

/// Purpose      Writes the output to a file descriptor and, where standard error is a terminal,
///              progress to it; takes the line away before anything else is written.
/// Concurrency  One thread.
class Terminal final : public ScanListener {
 public:
  struct Options {
    int output = 1;               ///< Descriptor; stays open.
    bool shows_progress = false;  ///< On standard error, which is then a terminal.
    std::uint64_t total = 0;      ///< Bytes of all files; 0: unknown.
  };
  explicit Terminal(const Options& options) : options_(options) {}
  ~Terminal() override { Clear(); }
  Terminal(const Terminal&) = delete;
  Terminal& operator=(const Terminal&) = delete;

  void OnProgress(const ScanProgress& progress) override;
  /// \error kUnavailable  nobody reads it any more, the disk is full, …
  Status Write(std::string_view text) override;
  /// Takes the line of progress away.
  void Clear();

 private:
  Options options_;
  bool is_shown_ = false;
};

}  // namespace lachan::scan
