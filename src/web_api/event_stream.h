// SPDX-License-Identifier: Apache-2.0
/// \file
/// Answers of the event store that come piece by piece: long searches and exports. Each runs on a
/// thread of its own, waits when its client reads slowly, and is broken off, in the engine as well,
/// when the client goes.
#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <unordered_map>

#include "events/event_store.h"
#include "events/search_walk.h"
#include "web/http.h"

namespace lachan::web_api {

/// How many long answers run at once; more are told to wait (kExhausted).
/// Thread-safe.
class StreamSeats {
 public:
  static constexpr int kAll = 6;    ///< The engine has no more sessions for searches anyway.
  static constexpr int kOfOne = 3;  ///< Of one account.

  /// A seat, free again when the last copy goes.
  Result<std::shared_ptr<void>> Take(AccountId account);

 private:
  std::mutex mutex_;
  int taken_ = 0;
  std::unordered_map<std::int64_t, int> of_account_;
};

/// Where the work puts its pieces. False: the client has gone, or the work was stopped.
using Push = std::function<bool(std::string piece)>;

/// A stream that `work` fills. `work` runs until it returns; it looks at the token, too.
std::unique_ptr<web::EventStream> RunInStream(
    std::shared_ptr<void> seat, std::string heartbeat,
    std::function<void(const Push& push, std::stop_token stop)> work);

/// GET /api/v1/events/search as lines of JSON, one key each: start, event, row, progress, end or
/// problem. `query` has a beginning of its text that was checked, and an end in time.
Result<web::Response> StreamSearch(events::EventStore& store, StreamSeats& seats,
                                   const web::Request& request, events::Query query,
                                   events::Scope scope, std::uint64_t wanted);

}  // namespace lachan::web_api
