// SPDX-License-Identifier: Apache-2.0
/// \file
/// A source as its keepers see it: what it sent, what became of it, and how it stands.
#pragma once

#include <boost/describe/class.hpp>

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/accounting.h"
#include "register/entities.h"
#include "sources/entities.h"
#include "web_api/source_routes.h"

namespace lachan::web_api {

/// received = stored + rejected + duplicates + in_flight + difference; the last is 0.
struct CountersView {
  std::int64_t received = 0, recovered = 0, stored = 0, rejected = 0, duplicates = 0, malformed = 0,
               clock_suspect = 0, in_flight = 0, difference = 0;
  std::optional<Instant> last_received_at;
  std::map<std::string, std::int64_t> rejected_by;
};
BOOST_DESCRIBE_STRUCT(CountersView, (),
                      (received, recovered, stored, rejected, duplicates, malformed, clock_suspect,
                       in_flight, difference, last_received_at, rejected_by))
CountersView ViewOf(const pipeline::SourceCounters& counters);

/// Median and 95th percentile of the last records, in milliseconds.
struct SpreadView {
  std::int64_t samples = 0, median_ms = 0, p95_ms = 0;
};
BOOST_DESCRIBE_STRUCT(SpreadView, (), (samples, median_ms, p95_ms))

/// What passed since the start of the server.
struct SourceTraffic {
  std::int64_t last_minute = 0;
  std::int64_t understood = 0, as_text = 0, malformed = 0;
  std::map<std::string, std::int64_t> formats;
  std::map<std::string, std::int64_t> transports;
  SpreadView delay;    ///< From the record's own time to its receipt.
  SpreadView storing;  ///< From receipt into the store.
  SpreadView skew;     ///< Own time − receipt.
  bool is_clock_off = false;
  std::optional<Instant> certificate_until;  ///< Of the sender that came in last with one.
};
BOOST_DESCRIBE_STRUCT(SourceTraffic, (),
                      (last_minute, understood, as_text, malformed, formats, transports, delay,
                       storing, skew, is_clock_off, certificate_until))

struct SourceStatus {
  Source source;
  SourceState state = SourceState::waiting;
  std::optional<Instant> since;  ///< Of the state.
  std::optional<Instant> first_seen_at, last_seen_at;
  std::int64_t silent_after_minutes = 0;       ///< In force.
  std::vector<std::int64_t> hours;             ///< The last 24, the present one last.
  std::optional<std::int64_t> usual_per_hour;  ///< At this hour of the week.
  CountersView counters;
  SourceTraffic traffic;
  bool silent = false;
  bool has_token = false;
};
BOOST_DESCRIBE_STRUCT(SourceStatus, (),
                      (source, state, since, first_seen_at, last_seen_at, silent_after_minutes,
                       hours, usual_per_hour, counters, traffic, silent, has_token))

/// A socket of the intake with its own counts. What the kernel drops has no sender.
struct SourceListenerView {
  std::string name, address;
  std::map<std::string, std::int64_t> counts;
};
BOOST_DESCRIBE_STRUCT(SourceListenerView, (), (name, address, counts))

struct SourceStatusList {
  std::vector<SourceStatus> rows;
  CountersView unknown;
  std::int64_t strangers = 0;  ///< Addresses that belong to no source.
  std::vector<SourceListenerView> listeners;
};
BOOST_DESCRIBE_STRUCT(SourceStatusList, (), (rows, unknown, strangers, listeners))

/// A record as it came and as it was understood. Without the text where the caller may not read it.
struct SourceSample {
  Instant received_at;
  std::optional<Instant> own_time;
  bool clock_suspect = false;
  std::string peer, host, transport, format, outcome, text;
  std::int64_t fields = 0;
};
BOOST_DESCRIBE_STRUCT(SourceSample, (),
                      (received_at, own_time, clock_suspect, peer, host, transport, format, outcome,
                       text, fields))
/// "understood", "text", "malformed".
std::string_view NameOf(normalise::Outcome outcome);

struct SourceDetail {
  SourceStatus status;
  std::vector<std::int64_t> minutes;  ///< The last 60 whole ones.
  std::vector<std::int64_t> days;     ///< By hour, the last 7 days, the present hour last.
  std::vector<std::optional<std::int64_t>> usual;  ///< What was usual in each of `days`.
  std::vector<SourceSample> recent, odd;           ///< Newest first.
};
BOOST_DESCRIBE_STRUCT(SourceDetail, (), (status, minutes, days, usual, recent, odd))

struct StrangerView {
  std::string peer;
  std::int64_t records = 0;
  Instant first_at, last_at;
  SourceSample sample;
};
BOOST_DESCRIBE_STRUCT(StrangerView, (), (peer, records, first_at, last_at, sample))

struct StrangerList {
  std::vector<StrangerView> rows;
  std::int64_t forgotten = 0;  ///< Records of addresses for which there was no room.
  bool is_admitted = true;     ///< Their records are stored (setting intake.unknown_senders).
};
BOOST_DESCRIBE_STRUCT(StrangerList, (), (rows, forgotten, is_admitted))

Result<SourceStatusList> ListSources(const SourceDeps& deps, const journal::Caller& caller);
/// \error kNotFound  no such source within reach.
Result<SourceDetail> DetailOf(const SourceDeps& deps, const web::Request& request, std::int64_t id);
/// \error kDenied  the caller's reach is not everything.
Result<StrangerList> ListStrangers(const SourceDeps& deps, const web::Request& request);

}  // namespace lachan::web_api
