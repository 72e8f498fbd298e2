// SPDX-License-Identifier: Apache-2.0
/// \file
/// From detections to alerts, without the store. Internal to the module.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/alert.h"
#include "alerts/alert_service.h"
#include "pipeline/detection.h"

namespace lachan::alerts {

/// What decides whether detections may join.
struct JoinKey {
  std::string rule_id;
  AgencyId agency;
  std::string host;
  friend auto operator<=>(const JoinKey&, const JoinKey&) = default;
};
JoinKey JoinKeyOf(const pipeline::Detection& detection);

/// Whether a detection at `time` may join `alert`: near enough to its span, and the span stays
/// short enough.
bool MayJoin(const Alert& alert, Instant time, const AlertService::Options& options);
void Join(Alert& alert, Instant time);

/// The alert of a first detection.
Alert NewAlert(const pipeline::Detection& detection, const AlertService::Options& options);

/// JSON of the event for the alert: everything when it fits in `max_bytes`, else a shortened raw
/// text and the first fields, with "truncated": true.
std::string EventJson(const Event& event, std::size_t max_bytes);

/// Name of a detection's key in the table of keys: 32 hex digits.
std::string KeyDigest(std::string_view key);

/// Whether the tags say that the rule watches clause 1.e of the directive.
bool WatchesNetworkClause(const Alert& alert);
/// What the rule watches there ("shared_account", …): the tag "lachan.breach.<name>", or its id.
std::string BreachRule(const Alert& alert);

}  // namespace lachan::alerts
