// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "events/event_store.h"
#include "journal/state_store.h"
#include "searches/entities.h"

namespace lachan::searches {

/// What is to be exported.
struct ExportOrder {
  events::Query query;  ///< `to` must be set; a table needs `from`, too.
  events::Scope scope;
  ExportFormat format = ExportFormat::ndjson;
  std::vector<std::string> columns;  ///< Empty: those of the command `fields`, or the usual ones.
  std::uint64_t limit = 1'000'000;   ///< Events.
};

/// Exports of events, each with a receipt in the journal: "event_export.started" before the first
/// byte, "event_export.ended" after the last, also when it broke off. Thread-safe.
class EventExports {
 public:
  EventExports(journal::StateStore& store, events::EventStore& events, const Clock& clock)
      : store_(store), events_(events), clock_(clock) {}

  /// Checks the order and writes the receipt.
  /// \error kInvalidInput  the query is wrong
  Result<EventExport> Start(const journal::Caller& caller, const ExportOrder& order);
  /// Gives the file to `push`, piece by piece, and completes the receipt. `push` gives false when
  /// nobody reads any more. An error in the midst ends the file; the receipt says so.
  Result<EventExport> Run(const journal::Caller& caller, EventExport receipt,
                          const ExportOrder& order, const std::function<bool(std::string)>& push);

 private:
  journal::StateStore& store_;
  events::EventStore& events_;
  const Clock& clock_;
};

}  // namespace lachan::searches
