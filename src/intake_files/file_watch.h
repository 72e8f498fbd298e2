// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "intake_files/cut.h"
#include "intake_files/rules.h"
#include "pipeline/pipeline.h"
#include "pipeline/ports.h"

namespace lachan::intake_files {

/// Since the start, and now.
struct FileCounters {
  std::uint64_t records = 0;       ///< Made durable.
  std::uint64_t bytes = 0;         ///< Of files, dealt with.
  std::uint64_t too_long = 0;      ///< Lines beyond the limit; counted as rejected.
  std::uint64_t emptied = 0;       ///< Files that were cut off or written anew while followed.
  std::uint64_t lost_bytes = 0;    ///< Of files that were emptied or removed before they were read.
  std::uint64_t files = 0;         ///< Followed now.
  std::uint64_t behind_bytes = 0;  ///< Not yet read of these.
};

/// Purpose      Follows files: what is added to them becomes records, once, whatever happens to the
///              files (renamed, copied and cut off, packed, removed) and to us (killed).
/// Life cycle   Open() reads the positions, Start(), Stop().
/// Concurrency  One thread of its own; the members are thread-safe.
/// Limits       Memory: a few MiB, whatever the number of files; a descriptor each.
/// Delivery     A stretch of a file is noted before it is handed over and again when it is
///              durable; after a crash it is handed over as the same batch with the same
///              idempotency key, so nothing is lost or doubled.
class FileWatch {
 public:
  struct Options {
    std::vector<FileRule> rules;
    std::string positions;                  ///< File that keeps them.
    std::chrono::milliseconds poll{5000};   ///< Where the kernel tells nothing (NFS).
    std::chrono::milliseconds quiet{5000};  ///< Event logs are read once unchanged for so long.
    std::chrono::milliseconds last_line{60'000};  ///< An unfinished line counts as a record then.
    std::chrono::hours remember{24 * 30};         ///< How long what ended is kept in mind.
    std::size_t read_bytes = 1u << 20;            ///< Of one file at a time.
    CutLimits cut = {};
  };
  struct Deps {
    const Clock& clock;
    pipeline::Pipeline& pipeline;
    /// The registered source of an id or name; empty: there is none, or it is disabled.
    std::function<std::optional<pipeline::Sender>(const std::string&)> source;
  };

  /// \error kUnavailable  the positions cannot be read or written
  static Result<std::unique_ptr<FileWatch>> Open(Options options, Deps deps);
  ~FileWatch();

  void Start();
  void Stop();

  FileCounters counters() const;
  /// What hinders now: unknown sources, files that cannot be read; at most some lines.
  std::vector<std::string> problems() const;

 private:
  class Impl;
  explicit FileWatch(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> impl_;
};

}  // namespace lachan::intake_files
