// SPDX-License-Identifier: Apache-2.0
/// \file
/// What people keep of their hunts.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "core/vocabulary.h"
#include "schema/entity.h"

namespace lachan {

/// A search under a name.
struct SavedSearch : schema::Row {
  schema::Computed<std::optional<AgencyId>> agency_id;  ///< Of the owner; absent: the province.
  schema::Computed<std::int64_t> owner;                 ///< Account.
  schema::Computed<schema::Line<0, 120>> owner_name;
  schema::Line<1, 120> name;
  schema::Paragraph<2000> note;
  schema::Paragraph<8192> query;  ///< Hunt language; empty: everything.
  schema::Line<0, 20> period;     ///< "24h", "7d", …; empty with `since` and `until`.
  std::optional<Instant> since, until;
  schema::Line<0, 2000> columns;  ///< Fields shown, separated by commas.
  bool is_shared = false;
  bool is_pinned = false;  ///< At the top of the list.
};
BOOST_DESCRIBE_STRUCT(SavedSearch, (schema::Row),
                      (agency_id, owner, owner_name, name, note, query, period, since, until,
                       columns, is_shared, is_pinned))
template <>
inline constexpr schema::Naming schema::kNaming<SavedSearch>{
    .name = "saved_search", .path = "saved-searches", .tenancy = Tenancy::kAgency};
LACHAN_ENTITY(SavedSearch);

/// running until the last row is sent; cut: more events than one export may have.
BOOST_DEFINE_ENUM_CLASS(ExportState, running, finished, cut, cancelled, failed)
BOOST_DEFINE_ENUM_CLASS(ExportFormat, ndjson, csv)

/// The receipt of an export: who took which events out, and how the file is recognised.
struct EventExport : schema::Row {
  schema::Computed<std::optional<AgencyId>> agency_id;  ///< Of who exported; absent: the province.
  schema::Computed<schema::Line<0, 120>> exported_by;
  schema::Computed<schema::Paragraph<8192>> query;
  schema::Computed<std::optional<Instant>> since, until;
  schema::Computed<ExportFormat> format;
  schema::Computed<ExportState> state;
  schema::Computed<std::int64_t> row_count, byte_count;
  schema::Computed<schema::Line<0, 64>> sha256;  ///< Of the file; empty while it is not finished.
  schema::Computed<std::optional<Instant>> ended_at;
};
BOOST_DESCRIBE_STRUCT(EventExport, (schema::Row),
                      (agency_id, exported_by, query, since, until, format, state, row_count,
                       byte_count, sha256, ended_at))
template <>
inline constexpr schema::Naming schema::kNaming<EventExport>{
    .name = "event_export", .path = "event-exports", .tenancy = Tenancy::kAgency, .title = "query"};
LACHAN_ENTITY(EventExport);

}  // namespace lachan
