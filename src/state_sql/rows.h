// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "journal/state_store.h"
#include "state_sql/connection.h"

namespace lachan::state_sql {

/// Reading, the same for readers and writers: queries of one caller on one connection.
class Rows {
 public:
  Rows(Connection& connection, const journal::Reach& reach)
      : connection_(connection), reach_(reach) {}

  Result<schema::Record> Get(const schema::EntityInfo& entity, std::int64_t id);
  Result<journal::Page> List(const schema::EntityInfo& entity, const journal::ListQuery& query);
  Result<std::int64_t> Count(const schema::EntityInfo& entity, const journal::ListQuery& query);
  Result<std::vector<journal::GroupCount>> CountBy(const schema::EntityInfo& entity,
                                                   std::string_view field,
                                                   const journal::ListQuery& query);
  Result<std::vector<journal::GroupRow>> Group(const schema::EntityInfo& entity,
                                               const journal::Grouping& grouping,
                                               const journal::ListQuery& query);
  Result<std::vector<Fact>> Facts(const journal::FactQuery& query);

 private:
  Connection& connection_;
  const journal::Reach& reach_;
};

}  // namespace lachan::state_sql
