// SPDX-License-Identifier: Apache-2.0
/// \file
/// A small pool of engine sessions. Searches may take all but `Options::reserved`, so that inserts
/// and look-ups go on while long searches run.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "base/result.h"
#include "chdb_library.h"
#include "request.h"

namespace lachan::eventd {

class Engine {
 public:
  struct Options {
    std::string library;              ///< Path of libchdb.so.
    std::string directory;            ///< Where tables live; exists.
    std::uint64_t memory_mib = 1024;  ///< Of the whole process; a query may use half of it.
    int sessions = 6;
    int reserved = 2;       ///< Sessions that only writes and urgent reads may take.
    int threads = 2;        ///< Of one query.
    int wait_seconds = 30;  ///< For a free session; then "too many simultaneous queries".
  };

  /// Loads the library, opens the sessions, runs a statement. Typically 0.3 s.
  /// \error kUnavailable, kFailedPrecondition  with the reason
  static Result<std::unique_ptr<Engine>> Start(Options options);

  /// Runs `sql` with the settings and parameters of `request`. `ticket` names the run for Cancel.
  /// Thread-safe.
  Answer Run(const Request& request, const std::string& sql, std::uint64_t ticket);

  /// Asks the engine to stop that run. Returns at once. Thread-safe.
  void Cancel(std::uint64_t ticket);

  static std::uint64_t NextTicket();

 private:
  struct Slot {
    std::unique_ptr<Session> session;
    std::string database = "default";
  };
  /// Gives the slot back when it goes.
  class Lease;

  explicit Engine(Options options) : options_(std::move(options)) {}
  Status Open();
  std::string BaseSettings() const;
  Slot* Take(bool may_use_reserve);
  void Release(Slot* slot);
  Answer RunOn(Slot& slot, const Request& request, const std::string& sql, std::uint64_t ticket);

  Options options_;
  std::unique_ptr<ChdbLibrary> library_;
  std::vector<std::unique_ptr<Slot>> slots_;
  std::mutex mutex_;
  std::condition_variable freed_;
  std::vector<Slot*> free_;  ///< Guarded by mutex_.
  std::mutex control_mutex_;
  std::unique_ptr<Session> control_;  ///< For cancelling; guarded by control_mutex_.
};

}  // namespace lachan::eventd
