// SPDX-License-Identifier: Apache-2.0
/// \file
/// A program run as a child to its end. Internal to the module.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace lachan::scan_nmap {

struct ChildResult {
  int exit_status = 0;   ///< 128 + the signal when one ended it.
  std::string output;    ///< Standard output.
  std::string messages;  ///< The last 4 KiB of standard error.
};

/// Starts `program` with an argument vector, without a shell, with nothing on standard input and an
/// empty environment, in a process group of its own; reads it to its end.
/// \param keep_going  Asked several times a second with the output so far; false ends the child
///   (SIGTERM, after two seconds SIGKILL).
/// \error kUnavailable         does not start. \error kFailedPrecondition  `keep_going` said no.
/// \error kExhausted           more output than `most`; the child is ended.
Result<ChildResult> RunChild(const std::string& program, const std::vector<std::string>& arguments,
                             std::size_t most,
                             const std::function<bool(std::string_view)>& keep_going);

}  // namespace lachan::scan_nmap
