// SPDX-License-Identifier: Apache-2.0
/// \file
/// ClickHouse's binary formats, as far as used: Native blocks out, RowBinary rows in.
/// \source ClickHouse documentation, "Native" and "RowBinary" formats
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "core/event_batch.h"
#include "events/retention_class.h"

namespace lachan::events_clickhouse {

/// How long an event is kept; empty: by its level.
using ClassOf = std::function<events::RetentionClass(const FlatEvent&)>;

/// Purpose      Events as Native blocks with the columns of events::EventColumns(), in their order.
///              Made one after the other in the same memory: an insert of a hundred thousand events
///              needs no more of it than one of ten thousand, and the processor's caches keep it.
/// Concurrency  One thread. The batches must outlive it.
class NativeBlocks {
 public:
  static constexpr std::size_t kRows = 8192;  ///< After which a block ends, with its batch.

  explicit NativeBlocks(std::span<const EventBatch* const> batches, ClassOf class_of = {});
  ~NativeBlocks();
  NativeBlocks(const NativeBlocks&) = delete;
  NativeBlocks& operator=(const NativeBlocks&) = delete;

  /// The next block, valid until the next call; empty at the end.
  std::string_view Next();

 private:
  class Builder;

  std::span<const EventBatch* const> batches_;
  std::unique_ptr<Builder> builder_;
};

/// Reads RowBinary from bytes that the engine sent. After a failure all reads give zero values;
/// ask ok() at the end.
class RowReader {
 public:
  explicit RowReader(std::string_view bytes) : rest_(bytes) {}
  bool AtEnd() const { return rest_.empty(); }
  bool ok() const { return ok_; }
  std::uint64_t VarUInt();
  std::uint8_t UInt8();
  std::uint64_t UInt64();
  std::int64_t Int64() { return static_cast<std::int64_t>(UInt64()); }
  std::string_view String();

 private:
  std::string_view rest_;
  bool ok_ = true;
};

/// One row with the columns of events::EventColumns().
/// \error kCorrupt  the bytes end early
Result<Event> ReadEvent(RowReader& reader);

}  // namespace lachan::events_clickhouse
