// SPDX-License-Identifier: Apache-2.0
/// \file
/// One file that is followed: who it is, and what is to be read of it next.
#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "formats/columns.h"
#include "intake_files/cut.h"
#include "intake_files/file_watch.h"
#include "intake_files/find.h"
#include "intake_files/open_file.h"
#include "intake_files/positions.h"
#include "intake_files/rules.h"

namespace lachan::intake_files {

struct Followed {
  using Time = std::chrono::steady_clock::time_point;

  const FileRule* rule = nullptr;
  FilePosition at;
  std::unique_ptr<OpenFile> file;  ///< Null: read to its end and closed.
  OpenFile::Now last;              ///< When looked at last.
  Time changed_at{};               ///< When `last` became different.
  Time retry_at{};                 ///< Not before: the queue or the disk took nothing.
  std::string tail;                ///< Bytes before `at.done`.
  formats::ColumnHeader columns;   ///< `at.header`, read.
  std::string problem;
  bool is_listed = true;  ///< The rule's patterns lead to it.
  bool is_dirty = false;  ///< `at` is not on disk.
  bool is_new = false;    ///< Nothing was read: it may yet turn out to be a copy of another.
  Time met_at{};          ///< When it became new.
};

/// Who a file is.
struct Identity {
  FilePosition at;
  std::string original;  ///< Id of the position that it has the bytes of; empty: none.
};

/// What is to be handed over next.
struct Batch {
  std::vector<std::string> records;
  std::uint64_t done = 0;  ///< Position behind it.
  std::size_t too_long = 0;
  bool is_skipping = false;
  std::string tail;
};

/// Whether the bytes of `file` up to `position.done` are those that the position speaks of.
bool IsThere(OpenFile& file, const FilePosition& position);

/// The position of a file that is met: its own, that of a file it is a copy of, or a new one.
/// \param from_end  A new file is taken as read.
Identity Identify(OpenFile& file, const FileRule& rule, const std::string& path,
                  const Positions& known, bool from_end);
/// Whether a file may become a copy of a known one when all of it is written: rotation gives it
/// such a name, and what is there of it does not differ.
/// \param is_quiet  It has not changed for a while: only packed data tells then that it is not
/// whole.
bool MayBecomeCopy(Followed& one, const Positions& known, bool is_quiet);
/// A position at the beginning of a file, with an id of its own.
FilePosition NewPosition(const OpenFile& file, const FileRule& rule, const std::string& path);
/// Reads the bytes before `at.done` and the head.
void TakePrints(Followed& one);
/// Reads `at.header`; where there is none, the header lines at the beginning of the file.
void TakeHeader(Followed& one);

/// Looks at the file: whether it grew, was cut off or written anew.
/// \return false in the last two cases: `at` speaks of bytes that are not there any more.
bool LookAt(Followed& one, Followed::Time now);

/// The next batch; nothing when there is nothing now. Sets `problem` when it cannot be read.
/// \param has_ended  Becomes true when nothing will come any more.
std::optional<Batch> NextBatch(Followed& one, Followed::Time now, const FileWatch::Options& options,
                               bool& has_ended);

}  // namespace lachan::intake_files
