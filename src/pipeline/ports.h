// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the pipeline needs from outside: who sends, who owns, where batches are kept until they are
/// stored, and where detections go. The event store's port is events/event_store.h.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "core/event.h"
#include "core/id.h"
#include "core/time.h"
#include "normalise/normaliser.h"

namespace lachan::pipeline {

/// A registered source of records, as intake needs to know it.
struct Sender {
  SourceId source;     ///< 0: unknown sender.
  AgencyId agency;     ///< Owner of the source; 0 unknown.
  std::string format;  ///< Declared format of its records; empty: find out.
  bool is_exercise = false;
};

/// Which source an address belongs to. Immutable snapshot: safe from any thread.
class SourceDirectory {
 public:
  virtual ~SourceDirectory() = default;
  /// \param peer  IPv4 or IPv6 address in text, without port. The longest matching network wins.
  /// \return empty when no source claims the address.
  virtual std::optional<Sender> ByAddress(std::string_view peer) const = 0;
  /// \param name  A name of the client certificate that the sender showed: the common name of its
  ///              subject or a DNS name of its alternative names. ASCII case is ignored.
  virtual std::optional<Sender> ByCertificate(std::string_view name) const {
    (void)name;
    return std::nullopt;
  }
};

/// Whom an event speaks about.
struct Owner {
  AgencyId agency;
  SystemId system;
  std::uint8_t level = 0;  ///< Of the system, 1–5; 0 unknown.
};

/// Finds the owner of the host or address an event speaks about, and names hosts by address.
/// Immutable snapshot: safe from any thread, and fast (called once per event).
class Locator : public normalise::HostResolver {
 public:
  /// A zero id where nothing is known; the source's agency then stays.
  virtual Owner Locate(const Event& event) const = 0;
};

/// Number of a batch in the spool: 1, 2, …; never used twice in the life of a spool folder.
using Sequence = std::uint64_t;

/// One batch as the spool keeps it.
struct SpoolItem {
  std::string token;  ///< 26 characters; unique per batch: a second copy is dropped on replay.
  std::string key;    ///< The sender's idempotency key; empty when it gave none.
  std::uint32_t events = 0;                 ///< How many events `body` holds.
  std::shared_ptr<const std::string> body;  ///< Bytes of an EventBatch; never null.
};
struct SpoolFrame {
  Sequence sequence = 0;
  SpoolItem item;
};

/// How far a reader of the spool has come. Both numbers survive a crash.
struct SpoolPosition {
  Sequence done = 0;     ///< Everything up to this is dealt with.
  Sequence pending = 0;  ///< > done: batches done+1…pending were handed over as one unit before the
                         ///< crash and must be handed over again as the same unit.
};

/// Fill and health of the spool.
struct SpoolUsage {
  std::uint64_t bytes = 0;  ///< Of the batch files; the quarantine is not counted.
  std::uint64_t limit_bytes = 0;
  Sequence first = 0;             ///< Oldest batch kept; 0 when empty.
  Sequence last = 0;              ///< Newest durable batch; 0 when none was ever written.
  std::uint64_t quarantined = 0;  ///< Damaged files or refused batches put aside.
  std::uint64_t failed_writes = 0;
};

/// What is remembered of an idempotency key: 32 characters, the same key the same, no two alike.
std::string KeyPrint(std::string_view key);

/// Two independent readers: detections do not wait for the event store, nor the other way.
enum class SpoolReader : std::uint8_t { kDetect = 0, kStore = 1 };  // Names reach disk.

/// Batches on disk between acknowledgement and storing. Thread-safe; one writer, two readers.
class Spool {
 public:
  virtual ~Spool() = default;

  /// Writes `items` in order and flushes once. When it returns a value, all are durable; when it
  /// fails, none counts as written (none may be acknowledged).
  /// \return the number of the first; the others follow without a gap.
  /// \error kExhausted    the spool is at its limit or the disk is full; try later
  /// \error kUnavailable  the disk refused to write or to flush; try later
  virtual Result<Sequence> Append(std::span<const SpoolItem> items) = 0;

  /// The first readable batch with a number ≥ `from`; empty when there is none yet.
  /// Batches lost to damage are skipped (and reported in usage()).
  virtual Result<std::optional<SpoolFrame>> Read(Sequence from) = 0;

  virtual SpoolPosition Position(SpoolReader reader) const = 0;
  /// Durable when it returns. Frees what every reader is done with.
  virtual Status SetPosition(SpoolReader reader, SpoolPosition position) = 0;

  /// Keeps a batch that the store refuses for good, so that a person can look at it.
  virtual Status SetAside(const SpoolFrame& frame, std::string_view reason) = 0;

  /// Idempotency keys of the newest batches, oldest first; for refilling memory after a start.
  virtual std::vector<std::string> RecentKeys() const = 0;
  /// KeyPrint() of the keys of batches before those, oldest first.
  virtual std::vector<std::string> KeptKeyPrints() const { return {}; }

  virtual SpoolUsage Usage() const = 0;
};

/// Keeps what became of the records of every source, over all starts (accounting.h).
class AccountKeeper {
 public:
  struct Kept {
    Sequence settled = 0;  ///< The batches up to this are counted in `bytes`.
    std::string bytes;
  };

  virtual ~AccountKeeper() = default;
  /// Nothing when none were kept or they are damaged.
  virtual std::optional<Kept> Load() = 0;
  /// Durable when it returns; replaces what was kept before. Called for every insert: cheap.
  virtual Status Save(const Kept& kept) = 0;
};

}  // namespace lachan::pipeline
