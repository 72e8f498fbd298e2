// SPDX-License-Identifier: Apache-2.0
/// \file
/// Detection over files: rules, indicators and correlations on whatever logs lie on a disk, on all
/// processors, with the same output whatever their number.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "core/vocabulary.h"
#include "detect/rule_set.h"
#include "indicators/indicator_set.h"
#include "normalise/normaliser.h"
#include "scan/cutter.h"
#include "scan/detection_store.h"
#include "scan/input.h"
#include "scan/part.h"
#include "scan/render.h"
#include "scan/tally.h"

namespace lachan::scan {

struct ScanOptions {
  unsigned threads = 0;                        ///< That match; 0: as many as there are processors.
  std::optional<LogSource> logsource;          ///< Of events that do not declare their own.
  std::optional<Instant> since, until;         ///< since <= time < until; events without time stay.
  Level minimum_level = Level::informational;  ///< Of what is shown.
  CutLimits cut;
  std::size_t whole_bytes = 1 << 20;     ///< Files up to this size are read by the thread itself.
  std::size_t waiting_bytes = 64 << 20;  ///< Of output that waits for its turn.
  DetectionStore::Options detections;
};

/// What is going on, for people.
struct ScanProgress {
  std::uint64_t bytes = 0;  ///< Taken from files so far, of InputFile::bytes.
  std::uint64_t events = 0;
  double seconds = 0;
  std::string_view file;  ///< Where the output is.
};

/// Called from the thread that called Scan().
class ScanListener {
 public:
  virtual ~ScanListener() = default;
  virtual void OnProgress(const ScanProgress& progress) = 0;  ///< Several times a second.
  /// Output, whole lines. \error kUnavailable ends the scan.
  virtual Status Write(std::string_view text) = 0;
};

struct ScanDeps {
  const detect::RuleSet& rules;
  const normalise::Normaliser& normaliser;
  const indicators::IndicatorSet* indicators;  ///< May be absent.
  const Renderer& renderer;
  ScanListener& listener;
  const std::atomic<bool>& stop;  ///< True: no further bytes are read; what was read is finished.
};

/// What became of one file.
struct FileAccount {
  std::string path;
  Format format = Format::kEmpty;
  std::uint64_t events = 0;
  std::array<std::uint64_t, kUnreadKinds> unread{};  ///< By Unread.
  std::vector<UnreadUnit> first;      ///< The first ones, at most 10; `unit` counts in the file.
  std::uint64_t fields_left_out = 0;  ///< Records with more fields than the limit.
  std::string problem;                ///< Why it was not read, or not to its end.

  bool is_troubled() const;
};

struct ScanReport {
  /// Accounts of troubled files that are kept.
  static constexpr std::size_t kMaxAccounts = 10'000;

  Tally tally;
  std::uint64_t files = 0;       ///< Looked at.
  std::uint64_t files_read = 0;  ///< With a format that is read.
  std::uint64_t files_empty = 0;
  std::uint64_t files_other = 0;  ///< Not logs; those found in folders have no account.
  std::uint64_t bytes = 0;        ///< Unpacked.
  std::uint64_t bytes_on_disk = 0;
  std::uint64_t events_read = 0;
  std::array<std::uint64_t, kUnreadKinds> unread{};
  std::vector<FileAccount> troubled;
  std::uint64_t troubled_left_out = 0;
  // Correlations.
  std::uint64_t detections_kept = 0;       ///< That correlations count.
  std::uint64_t detections_untimed = 0;    ///< Left out: their event has no time.
  std::uint64_t correlations_found = 0;    ///< Shown; once while a group goes on holding.
  std::uint64_t correlations_dropped = 0;  ///< Entries given up because of the correlator's limits.
  std::string correlation_problem;         ///< Why they are not complete.

  double seconds = 0;
  bool is_stopped = false;  ///< Not all files were read, because of `stop`.
  std::optional<Error> output_error;

  /// Shown matches of rules (and correlations) and indicators.
  std::uint64_t matches() const;
  std::uint64_t indicator_hits() const;
};

/// Reads all files and gives everything found to the listener: per event its matches in the order
/// of the rules and its indicators, events in the order of files and records, at the end what
/// correlations found, by time. Memory does not grow with the files.
ScanReport Scan(const std::vector<InputFile>& files, const ScanOptions& options,
                const ScanDeps& deps);

}  // namespace lachan::scan
