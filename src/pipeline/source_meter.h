// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>

#include "core/event.h"
#include "core/time.h"
#include "normalise/normaliser.h"

namespace lachan::pipeline {

/// How a record was read, beside the event it became.
struct Reading {
  normalise::Outcome outcome = normalise::Outcome::kUnderstood;
  std::optional<Instant> own_time;  ///< What the record itself says, believed or not.
};

/// Looks at the events of one batch, on the thread that reads it.
class BatchMeter {
 public:
  virtual ~BatchMeter() = default;
  virtual void See(const Event& event, const Reading& reading) = 0;
  /// The batch is read.
  virtual void Done() = 0;
};

/// Watches what the sources send. Must be quick: it stands on the way of every event.
class SourceMeter {
 public:
  virtual ~SourceMeter() = default;
  /// From several threads at a time. \param records  About how many events will be seen.
  virtual std::unique_ptr<BatchMeter> Begin(std::size_t records) = 0;
  /// An event of a batch that reached the store, for measuring how long that took.
  virtual void Stored(SourceId source, Instant received_at) = 0;
};

}  // namespace lachan::pipeline
