// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/event.h"
#include "core/event_batch.h"
#include "normalise/mappings.h"

namespace lachan::normalise {

/// Names the host behind an address, for records that do not say who speaks. Safe from any thread.
class HostResolver {
 public:
  virtual ~HostResolver() = default;
  /// \return empty when unknown.
  virtual std::string HostOf(std::string_view peer) const = 0;
};

/// How well a record was understood. Every record becomes an event all the same.
enum class Outcome : std::uint8_t {
  kUnderstood,  ///< A format was recognised.
  kText,        ///< No known format: stored as text.
  kMalformed,   ///< Declared or looked like a format, but is broken: stored as text.
};

struct Normalised {
  Event event;
  Outcome outcome = Outcome::kUnderstood;
  /// The record's own time, also where it is too far off to be believed.
  std::optional<Instant> own_time = {};
  std::string_view mapping = {};  ///< Id of the mapping that was applied; lives in the normaliser.
};

/// The same as views: of the record, of the normaliser, and of the reading thread's memory.
struct FlatNormalised {
  FlatEvent event;
  Outcome outcome = Outcome::kUnderstood;
  std::optional<Instant> own_time = {};
  std::string_view mapping = {};
};

/// Purpose      Raw record → event: finds the format, reads it, names the fields as rules do, takes
///              time and host from it, and says which log sources it belongs to.
/// Concurrency  Immutable; safe from any thread. Pure: the same record gives the same event. Each
///              thread keeps readers of its own, which learn the forms that records have.
/// Limits       Those of the parsers; a record beyond them is stored as text or with fewer fields.
class Normaliser {
 public:
  struct Options;  ///< normalise/options.h

  explicit Normaliser(Mappings mappings);
  Normaliser(Mappings mappings, const Options& options);

  /// Never fails. Event::id and the owner's system are left to the caller.
  Normalised Read(const RawRecord& record, const HostResolver& hosts) const;
  /// The same; the record's text becomes the event's without a copy.
  Normalised Read(RawRecord&& record, const HostResolver& hosts) const;
  /// The same without copies. What is in `out` is valid as long as `record` stays as it is and
  /// until this thread reads the next record with any normaliser. Ill-formed UTF-8 in record.text
  /// is repaired in place.
  void Read(RawRecord& record, const HostResolver& hosts, FlatNormalised& out) const;
  /// The event alone.
  Event Normalise(const RawRecord& record, const HostResolver& hosts) const {
    return Read(record, hosts).event;
  }
  const Mappings& mappings() const;

 private:
  struct State;

  std::shared_ptr<const State> state_;
};

}  // namespace lachan::normalise
