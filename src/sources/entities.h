// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the machine knows of each source of logs beyond its declaration. Bookkeeping: changes of
/// the state are facts ("source.silent" …), the row itself is not history.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>

#include <optional>

#include "core/id.h"
#include "schema/entity.h"

namespace lachan {

/// Names reach the store; never rename.
///   waiting   never sent anything
///   speaking  sends
///   resting   sends nothing, as is usual at this hour of the week
///   slow      sends far less than usual
///   silent    sends nothing though it should
BOOST_DEFINE_ENUM_CLASS(SourceState, waiting, speaking, resting, slow, silent)

/// One row a source.
struct SourceHealth : schema::Row {
  std::int64_t source_id = 0;
  SourceState state = SourceState::waiting;
  Instant since;  ///< Of the state.
  std::optional<Instant> first_seen_at;
  std::optional<Instant> last_seen_at;
  std::int64_t hours_end = 0;  ///< Hour after the last of `hours`, counted from 1970.
  schema::Json hours;          ///< [n, …] records an hour, oldest first, at most 28 days.
};
BOOST_DESCRIBE_STRUCT(SourceHealth, (schema::Row),
                      (source_id, state, since, first_seen_at, last_seen_at, hours_end, hours))
template <>
inline constexpr schema::Naming schema::kNaming<SourceHealth>{
    .name = "source_health", .path = "", .tenancy = Tenancy::kNobody, .title = "id"};
LACHAN_ENTITY(SourceHealth);

}  // namespace lachan
