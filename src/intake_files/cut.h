// SPDX-License-Identifier: Apache-2.0
/// \file
/// From bytes of a file to records. Pure: the same bytes give the same records, so that a stretch
/// that is read again after a crash is the same batch.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "intake_files/positions.h"
#include "normalise/pattern.h"

namespace lachan::intake_files {

struct CutLimits {
  std::size_t record_bytes = 256u << 10;  ///< A longer line is passed over and counted; joined
                                          ///< lines are divided here.
  std::size_t records = 5000;             ///< Of one batch.
};

struct Cut {
  std::vector<std::string> records;  ///< UTF-8, without line ends; blank lines are left out.
  std::size_t used = 0;              ///< Bytes that are dealt with.
  std::size_t too_long = 0;          ///< Lines passed over.
  bool is_skipping = false;          ///< The bytes used end within a line that is too long.
};

struct CutHow {
  FileKind kind = FileKind::kUtf8;
  const normalise::Pattern* begins = nullptr;  ///< As FileRule::begins.
  bool is_start = false;                       ///< The bytes are the file's first ones.
  bool is_skipping = false;                    ///< They begin within a line that is too long.
  /// Nothing follows: what has no end is a record too. Otherwise it is left for the next time.
  bool is_end = false;
  CutLimits limits = {};
};

/// \param bytes  A stretch of the file, at most some MiB; of UTF-16 and EVTX whole units only
///               count. EVTX: from the first chunk on, chunks of 64 KiB.
Cut CutRecords(std::string_view bytes, const CutHow& how);

}  // namespace lachan::intake_files
