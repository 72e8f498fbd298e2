// SPDX-License-Identifier: Apache-2.0
/// \file
/// How long events are kept, made from the settings.
#pragma once

#include <memory>

#include "app/settings.h"
#include "base/result.h"
#include "events_clickhouse/clickhouse_event_store.h"
#include "events_clickhouse/event_keeper.h"
#include "journal/lease.h"
#include "register/directory.h"
#include "retention/hold_service.h"
#include "retention/keeper.h"
#include "retention/storage_watch.h"

namespace lachan::app {

retention::Policy PolicyOf(const Settings& settings);
/// The server of the setting events.url. \error kInvalidInput
Result<events_clickhouse::Endpoint> ServerEndpoint(const Settings& settings);
retention::StorageWatch::Options StorageOptions(const Settings& settings);

struct RetentionStage {
  RetentionStage(const Settings& settings, events_clickhouse::Endpoint endpoint,
                 const events::Layout& layout, journal::StateStore& store,
                 journal::LeaseKeeper& duties, const registry::Directory& directory,
                 const Clock& clock);

  /// Starts the work in the background, and has new events stored by their class.
  void Start(events_clickhouse::ClickHouseEventStore& store);
  void Stop();

  const registry::Directory& directory;
  events_clickhouse::ClickHouseEventKeeper keeping;
  retention::StorageWatch storage;
  retention::Keeper keeper;
  retention::HoldService holds;

 private:
  void Measure(const std::stop_token& stop);
  std::mutex mutex_;
  std::condition_variable_any wake_;
  std::jthread measuring_;  // last: ends before what it uses goes
};

}  // namespace lachan::app
