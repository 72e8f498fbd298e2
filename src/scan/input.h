// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "core/time.h"

namespace lachan::scan {

/// A file to read.
struct InputFile {
  std::string path = {};    ///< As it is named in the output; "-" is standard input.
  std::uint64_t bytes = 0;  ///< On disk; 0 where nobody knows (pipes).
  Instant modified = {};    ///< Tells the year of times that have none; now for pipes.
  bool is_regular = false;
  bool is_named = false;  ///< Not found in a folder: that it is no log is worth an error.
};

struct Inputs {
  std::vector<InputFile> files;
  struct Problem {
    std::string path;
    std::string what;
  };
  std::vector<Problem>
      problems;              ///< Paths that are missing, folders that cannot be read or are empty.
  std::size_t repeated = 0;  ///< Files that several paths lead to: read once.
  std::size_t links = 0;     ///< Symbolic links within folders: not followed.
  std::uint64_t bytes = 0;
};

/// The files that paths lead to, in the order of the paths; those of a folder by name, with its
/// folders.
/// \param paths  Files, folders, "-". An empty list gives nothing.
Inputs FindInputs(const std::vector<std::string>& paths, Instant now);

}  // namespace lachan::scan
