// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>

#include "core/id.h"
#include "schema/entity.h"

namespace lachan {

/// A token that a newer one has replaced and that holds a while longer, so that senders can be
/// changed one after the other.
struct SourceToken : schema::Row {
  std::int64_t source_id = 0;
  schema::SecretText token_hash;  ///< SHA-256, in hex.
  Instant valid_until;            ///< Exclusive.
};
BOOST_DESCRIBE_STRUCT(SourceToken, (schema::Row), (source_id, token_hash, valid_until))
template <>
inline constexpr schema::Naming schema::kNaming<SourceToken>{
    .name = "source_token", .path = "", .tenancy = Tenancy::kNobody, .title = "id"};
LACHAN_ENTITY(SourceToken);

}  // namespace lachan
