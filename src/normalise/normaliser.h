// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "core/event.h"
#include "formats/audit.h"
#include "formats/cef.h"
#include "formats/json_record.h"
#include "formats/key_value.h"
#include "formats/leef.h"
#include "formats/syslog.h"
#include "formats/web_access.h"
#include "formats/windows_xml.h"
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
  std::string_view mapping;  ///< Id of the mapping that was applied; of the normaliser's memory.
};

/// Purpose      Raw record → event: finds the format, reads it, names the fields as rules do, takes
///              time and host from it, and says which log sources it belongs to.
/// Concurrency  Immutable; safe from any thread. Pure: the same record gives the same event. Each
///              thread keeps readers of its own, which learn the forms that records have.
/// Limits       Those of the parsers; a record beyond them is stored as text or with fewer fields.
class Normaliser {
 public:
  struct Options {
    /// Offset of times that carry none.
    std::chrono::minutes zone{kVietnamOffset};
    /// Further off from receipt, the event's own time is not believed: `time` = `received_at` and
    /// clock_suspect. For files only a time in the future is suspect.
    std::chrono::microseconds clock_tolerance{std::chrono::hours{24}};
    std::size_t key_value_pairs = 3;  ///< Fewer pairs do not make a line "kv".
    /// Depth and fields beyond which JSON is stored as text.
    formats::JsonRecordLimits json{.bytes = 4u << 20, .fields = 5'000};
    formats::WindowsXmlLimits xml;
    formats::SyslogLimits syslog;
    formats::CefLimits cef;
    formats::LeefLimits leef;
    formats::AuditLimits audit;
    formats::KeyValueLimits key_value;
    formats::WebAccessLimits web;
  };

  explicit Normaliser(Mappings mappings) : Normaliser(std::move(mappings), Options{}) {}
  Normaliser(Mappings mappings, Options options)
      : state_(std::make_shared<const State>(std::move(mappings), options)) {}

  /// Never fails. Event::id and the owner's system are left to the caller.
  Normalised Read(const RawRecord& record, const HostResolver& hosts) const;
  /// The same; the record's text becomes the event's without a copy.
  Normalised Read(RawRecord&& record, const HostResolver& hosts) const;
  /// The event alone.
  Event Normalise(const RawRecord& record, const HostResolver& hosts) const {
    return Read(record, hosts).event;
  }
  const Mappings& mappings() const { return state_->mappings; }
  const Options& options() const { return state_->options; }

 private:
  struct State {
    Mappings mappings;
    Options options;
  };

  /// Fills all but event.raw and event.peer from `record`; event.raw is there.
  void Fill(const RawRecord& record, const HostResolver& hosts, Normalised& out) const;

  std::shared_ptr<const State> state_;
};

}  // namespace lachan::normalise
