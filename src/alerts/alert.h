// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

/// Life of an alert. Names reach the store; never rename.
BOOST_DEFINE_ENUM_CLASS(AlertStatus, open, in_progress, escalated, dismissed)
/// Why an alert was dismissed.
BOOST_DEFINE_ENUM_CLASS(DismissReason, false_positive, benign, duplicate, test, not_relevant)

/// Something a rule saw. Detections of one rule on one host of one agency within a window join one
/// alert and raise its count.
struct Alert : schema::Row {
  schema::Computed<std::optional<AgencyId>> agency_id;
  schema::Computed<std::optional<SystemId>> system_id;
  schema::Computed<schema::Line<0, 80>> rule_id;
  schema::Computed<schema::Line<0, 300>> rule_title;
  schema::Computed<Level> level;
  schema::Computed<AlertStatus> status;
  schema::Computed<std::int64_t> count;  ///< Detections joined.
  schema::Computed<Instant> first_seen;  ///< Event time.
  schema::Computed<Instant> last_seen;
  schema::Computed<schema::Line<0, 255>> host;
  schema::Computed<schema::Line<0, 26>> event_id;  ///< The first event.
  schema::Computed<schema::Json> event;    ///< {"time","raw","fields":{…},…}: survives retention.
  schema::Computed<schema::Json> matched;  ///< [{"field","value","pattern"}…]
  schema::Computed<schema::Json> tags;     ///< ["attack.t1110", …]
  schema::Computed<std::optional<AccountId>> assignee_id;
  schema::Computed<std::optional<IncidentId>> incident_id;
  schema::Computed<std::optional<DismissReason>> dismiss_reason;
  schema::Computed<schema::Paragraph<2000>> dismiss_note;
  schema::Computed<std::optional<Instant>> closed_at;
  schema::Computed<Origin> origin;
  schema::Computed<bool> is_demo;
};
BOOST_DESCRIBE_STRUCT(Alert, (schema::Row),
                      (agency_id, system_id, rule_id, rule_title, level, status, count, first_seen,
                       last_seen, host, event_id, event, matched, tags, assignee_id, incident_id,
                       dismiss_reason, dismiss_note, closed_at, origin, is_demo))
template <>
inline constexpr schema::Naming schema::kNaming<Alert>{
    .name = "alert", .path = "alerts", .tenancy = Tenancy::kAgency, .title = "rule_title"};
LACHAN_ENTITY(Alert);

}  // namespace lachan
