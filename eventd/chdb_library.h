// SPDX-License-Identifier: Apache-2.0
/// \file
/// The engine library, opened at run time, behind the few calls that are used here.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace lachan::eventd {

/// What one statement gave: either bytes in the asked format, or an engine error.
struct Answer {
  std::string body;
  std::string error;  ///< "Code: 62. DB::Exception: …"; empty on success.
  int code = 0;       ///< The engine's number of the error; 0 on success.
  std::uint64_t rows_read = 0;
  std::uint64_t bytes_read = 0;
  double seconds = 0;
};

using Parameters = std::vector<std::pair<std::string, std::string>>;

/// One session with the engine. It serialises its statements: one thread at a time.
class Session {
 public:
  virtual ~Session() = default;
  virtual Answer Run(std::string_view sql, std::string_view format,
                     const Parameters& parameters) = 0;
  Answer Run(std::string_view sql) { return Run(sql, "TabSeparated", {}); }
};

/// The library and the directory it serves.
class ChdbLibrary {
 public:
  virtual ~ChdbLibrary() = default;
  /// \error kUnavailable  the engine refuses the directory or its configuration
  virtual Result<std::unique_ptr<Session>> Open() = 0;

  /// `library`: path of libchdb.so. `config`: engine configuration file. `directory`: where tables
  /// live. Each outlives all sessions.
  /// \error kFailedPrecondition  not there, or not the library that is expected
  static Result<std::unique_ptr<ChdbLibrary>> Load(const std::string& library, std::string config,
                                                   std::string directory);
};

}  // namespace lachan::eventd
