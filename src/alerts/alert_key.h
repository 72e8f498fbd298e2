// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>

#include "core/id.h"
#include "schema/entity.h"

namespace lachan {

/// A detection that is in an alert already. Bookkeeping: swept after
/// AlertService::Options::keep_keys.
struct AlertKey : schema::Row {
  schema::Computed<schema::Line<32, 32>> key;  ///< First 32 hex digits of the SHA-256 of its key.
  schema::Computed<AlertId> alert_id;
};
BOOST_DESCRIBE_STRUCT(AlertKey, (schema::Row), (key, alert_id))
template <>
inline constexpr schema::Naming schema::kNaming<AlertKey>{
    .name = "alert_key", .path = "", .tenancy = Tenancy::kNobody, .title = "key"};
LACHAN_ENTITY(AlertKey);

}  // namespace lachan
