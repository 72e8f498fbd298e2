// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/state_store.h"
#include "state_sql/statement.h"

namespace lachan::state_sql {

Statement SelectFacts(const journal::Reach& reach, const journal::FactQuery& query);
/// Id and hash of the last fact.
Statement SelectHead();
Statement InsertFact(const Fact& fact);
Fact ToFact(schema::Record&& row);

}  // namespace lachan::state_sql
