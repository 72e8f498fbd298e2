// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "events/event_store.h"
#include "schema/json.h"
#include "web/http.h"

namespace lachan::web_api {

struct EventFieldView {
  std::string name, value;
};
BOOST_DESCRIBE_STRUCT(EventFieldView, (), (name, value))

/// An event as the API shows it.
struct EventView {
  std::string id;
  Instant time, received_at;
  bool clock_suspect = false;
  std::int64_t source_id = 0, agency_id = 0, system_id = 0;
  std::string host, peer, transport, format, raw;
  std::vector<EventFieldView> fields;
};
BOOST_DESCRIBE_STRUCT(EventView, (),
                      (id, time, received_at, clock_suspect, source_id, agency_id, system_id, host,
                       peer, transport, format, raw, fields))

EventView View(const Event& event);
/// What of the event store a caller may see.
events::Scope ScopeOf(const journal::Caller& caller);

/// What a query of `caller` may say in place of ids; null when it needs nothing.
using NameReader = std::function<Result<std::shared_ptr<const events::HuntNames>>(
    const journal::Caller& caller, std::string_view text)>;

struct EventDeps {
  events::EventStore& store;
  const Clock& clock;
  NameReader names;
};
/// Search, histogram, commonest values, one event.
std::vector<web::Route> EventRoutes(EventDeps deps);

}  // namespace lachan::web_api
