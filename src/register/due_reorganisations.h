// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <thread>

#include "register/reorganiser.h"

namespace lachan::registry {

/// Purpose      Carries scheduled reorganisations out when their day comes.
/// Life cycle   Construct, Start(); Stop() or destroy.
/// Limits       Up to `period` late.
class DueReorganisations {
 public:
  struct Options {
    std::chrono::milliseconds period{60'000};
    /// False: another node does this work.
    std::function<bool()> is_ours = [] { return true; };
    /// Told of what went wrong, from the thread; may be empty.
    std::function<void(const Error&)> on_error = {};
  };
  DueReorganisations(Options options, Reorganiser& reorganiser)
      : options_(std::move(options)), reorganiser_(reorganiser) {}

  /// Looks once at once, then every period.
  void Start();
  void Stop() { thread_ = {}; }

 private:
  Options options_;
  Reorganiser& reorganiser_;
  std::jthread thread_;
};

}  // namespace lachan::registry
