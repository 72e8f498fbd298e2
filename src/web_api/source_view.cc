// SPDX-License-Identifier: Apache-2.0
#include "web_api/source_view.h"

#include <cmath>

namespace lachan::web_api {
namespace {

constexpr int kDay = 24;
constexpr int kDaysShown = 7;

std::int64_t Number(std::uint64_t value) { return static_cast<std::int64_t>(value); }

SpreadView ViewOf(const sources::Spread& spread) {
  return {Number(spread.samples), spread.median_ms, spread.p95_ms};
}

SourceTraffic ViewOf(const sources::Sighting& sighting, std::chrono::seconds tolerance) {
  SourceTraffic view;
  view.last_minute = Number(sighting.last_minute);
  view.understood = Number(sighting.understood);
  view.as_text = Number(sighting.as_text);
  view.malformed = Number(sighting.malformed);
  for (const auto& [name, count] : sighting.formats) view.formats.emplace(name, Number(count));
  for (const auto& [transport, count] : sighting.transports) {
    view.transports.emplace(ToString(transport), Number(count));
  }
  view.delay = ViewOf(sighting.delay);
  view.storing = ViewOf(sighting.storing);
  view.skew = ViewOf(sighting.skew);
  view.certificate_until = sighting.certificate_until;
  view.is_clock_off =
      view.skew.samples > 0 && std::abs(view.skew.median_ms) > tolerance.count() * 1000;
  return view;
}

/// Whether the request may read what events of the agency say.
bool MayReadEvents(const web::Request& request, AgencyId agency) {
  if (!request.principal) return false;
  const auto permission = identity::Needs("event", identity::Action::kRead);
  return request.principal->GrantFor(permission) != identity::Grant::kNone &&
         request.principal->CallerFor(permission).reach.Reads(agency);
}

SourceSample ViewOf(const sources::Sample& sample, const web::Request& request) {
  SourceSample view;
  view.received_at = sample.received_at;
  view.own_time = sample.own_time;
  view.clock_suspect = sample.clock_suspect;
  view.peer = sample.peer;
  view.transport = ToString(sample.transport);
  view.format = sample.format;
  view.outcome = NameOf(sample.outcome);
  view.fields = Number(sample.fields);
  if (MayReadEvents(request, sample.agency)) {
    view.host = sample.host;
    view.text = sample.text;
  }
  return view;
}

std::vector<SourceSample> ViewOf(const std::vector<sources::Sample>& samples,
                                 const web::Request& request) {
  std::vector<SourceSample> views;
  views.reserve(samples.size());
  for (const auto& sample : samples) views.push_back(ViewOf(sample, request));
  return views;
}

using Counters = std::map<std::int64_t, pipeline::SourceCounters>;

Counters CountersOf(const pipeline::Pipeline& pipeline) {
  Counters counters;
  for (auto& one : pipeline.Sources()) counters.emplace(one.source.value, std::move(one));
  return counters;
}

SourceStatus StatusOf(const SourceDeps& deps, const Source& source, const Counters& counters,
                      const sources::Standing& standing) {
  SourceStatus status;
  status.source = source;
  status.state = standing.state;
  status.since = standing.since;
  status.first_seen_at = standing.first_seen;
  status.last_seen_at = standing.last_seen;
  status.silent_after_minutes = deps.watch.LimitOf(source).count();
  const std::int64_t end = sources::HourOf(deps.clock.Now()) + 1;
  for (std::int64_t hour = end - kDay; hour < end; ++hour) {
    status.hours.push_back(Number(standing.hours.At(hour)));
  }
  if (standing.usual) status.usual_per_hour = std::llround(*standing.usual);
  if (const auto found = counters.find(source.id.value); found != counters.end()) {
    status.counters = web_api::ViewOf(found->second);
  }
  if (const auto sighting = deps.meter.Of(source.id.value)) {
    status.traffic = ViewOf(*sighting, deps.options.clock_tolerance);
  }
  status.silent = source.enabled && status.state == SourceState::silent;
  status.has_token = !source.token_hash.empty();
  return status;
}

}  // namespace

std::string_view NameOf(normalise::Outcome outcome) {
  switch (outcome) {
    case normalise::Outcome::kUnderstood:
      return "understood";
    case normalise::Outcome::kText:
      return "text";
    case normalise::Outcome::kMalformed:
      return "malformed";
  }
  return "";
}

CountersView ViewOf(const pipeline::SourceCounters& counters) {
  CountersView view;
  view.received = Number(counters.received);
  view.recovered = Number(counters.recovered);
  view.stored = Number(counters.stored);
  view.rejected = Number(counters.rejected_total());
  view.duplicates = Number(counters.duplicates);
  view.malformed = Number(counters.malformed);
  view.clock_suspect = Number(counters.clock_suspect);
  view.in_flight = Number(counters.in_flight);
  view.difference = view.received - view.stored - view.rejected - view.duplicates - view.in_flight;
  view.last_received_at = counters.last_received_at;
  for (std::size_t i = 0; i < pipeline::kRejections; ++i) {
    if (counters.rejected[i] == 0) continue;
    view.rejected_by.emplace(ToString(static_cast<pipeline::Rejection>(i)),
                             Number(counters.rejected[i]));
  }
  return view;
}

Result<SourceStatusList> ListSources(const SourceDeps& deps, const journal::Caller& caller) {
  LACHAN_TRY(const auto reader, deps.store.OpenReader(caller));
  LACHAN_TRY(const auto rows, journal::ListAll<Source>(*reader));
  const Counters counters = CountersOf(deps.pipeline);
  SourceStatusList list;
  for (const Source& source : rows) {
    list.rows.push_back(StatusOf(deps, source, counters, deps.watch.Of(source)));
  }
  if (!caller.reach.everything) return list;
  if (const auto found = counters.find(0); found != counters.end()) {
    list.unknown = ViewOf(found->second);
  }
  list.strangers = Number(deps.meter.Strangers().size());
  if (deps.listeners) {
    for (auto& one : deps.listeners()) {
      list.listeners.push_back({one.name, one.address, {}});
      for (const auto& [name, count] : one.counts) {
        list.listeners.back().counts.emplace(name, Number(count));
      }
    }
  }
  return list;
}

Result<SourceDetail> DetailOf(const SourceDeps& deps, const web::Request& request,
                              std::int64_t id) {
  LACHAN_TRY(const auto reader, deps.store.OpenReader(request.caller));
  LACHAN_TRY(const auto source, journal::Get<Source>(*reader, id));
  const auto standing = deps.watch.Of(source);
  SourceDetail detail;
  detail.status = StatusOf(deps, source, CountersOf(deps.pipeline), standing);
  const std::int64_t end = sources::HourOf(deps.clock.Now()) + 1;
  const std::int64_t known = standing.first_seen ? sources::HourOf(*standing.first_seen) + 1 : end;
  for (std::int64_t hour = end - kDay * kDaysShown; hour < end; ++hour) {
    detail.days.push_back(Number(standing.hours.At(hour)));
    const auto usual = standing.hours.Usual(hour, known);
    detail.usual.push_back(usual ? std::optional<std::int64_t>(std::llround(*usual))
                                 : std::nullopt);
  }
  if (const auto sighting = deps.meter.Of(id)) {
    for (const auto count : sighting->minutes) detail.minutes.push_back(Number(count));
    detail.recent = ViewOf(sighting->recent, request);
    detail.odd = ViewOf(sighting->odd, request);
  }
  return detail;
}

Result<StrangerList> ListStrangers(const SourceDeps& deps, const web::Request& request) {
  StrangerList list;
  // Senders that no source claims belong to no agency: whoever sees one agency sees none of them.
  if (!request.caller.reach.everything) return list;
  list.is_admitted = deps.options.admits_unknown;
  list.forgotten = Number(deps.meter.forgotten_strangers());
  for (const auto& one : deps.meter.Strangers()) {
    list.rows.push_back(
        {one.peer, Number(one.records), one.first_at, one.last_at, ViewOf(one.sample, request)});
  }
  return list;
}

}  // namespace lachan::web_api
