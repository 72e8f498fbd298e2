// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "core/time.h"
#include "state_sql/rows.h"

namespace lachan::state_sql {

/// One writing transaction. The store begins and ends it around the callback.
class SqlWriter final : public journal::Writer {
 public:
  SqlWriter(Connection& connection, const journal::Caller& caller, Instant now)
      : connection_(connection), caller_(caller), rows_(connection, caller.reach), now_(now) {}

  Result<schema::Record> Get(const schema::EntityInfo& entity, std::int64_t id) override {
    return rows_.Get(entity, id);
  }
  Result<journal::Page> List(const schema::EntityInfo& entity,
                             const journal::ListQuery& query) override {
    return rows_.List(entity, query);
  }
  Result<std::int64_t> Count(const schema::EntityInfo& entity,
                             const journal::ListQuery& query) override {
    return rows_.Count(entity, query);
  }
  Result<std::vector<journal::GroupCount>> CountBy(const schema::EntityInfo& entity,
                                                   std::string_view field,
                                                   const journal::ListQuery& query) override {
    return rows_.CountBy(entity, field, query);
  }
  Result<std::vector<journal::GroupRow>> Group(const schema::EntityInfo& entity,
                                               const journal::Grouping& grouping,
                                               const journal::ListQuery& query) override {
    return rows_.Group(entity, grouping, query);
  }
  Result<std::vector<Fact>> Facts(const journal::FactQuery& query) override {
    return rows_.Facts(query);
  }
  Result<schema::Record> Insert(const schema::EntityInfo& entity, schema::Record record,
                                const journal::FactDraft& fact) override;
  Result<schema::Record> Update(const schema::EntityInfo& entity, schema::Record record,
                                const journal::FactDraft& fact) override;
  Status InsertWithoutFact(const schema::EntityInfo& entity,
                           std::span<const schema::Record> rows) override;
  Status AdjustWithoutFact(const schema::EntityInfo& entity, std::int64_t id,
                           std::span<const journal::FieldValue> values) override;
  Result<std::int64_t> EraseWithoutFact(const schema::EntityInfo& entity,
                                        const std::vector<journal::Filter>& filters,
                                        std::size_t limit) override;
  Status Note(const journal::FactDraft& fact) override;
  Result<std::int64_t> NextNumber(std::string_view series) override;

  /// Writes facts and series; called once, before the commit.
  /// \error the first failure of any statement, even if the callback went on after it.
  Status Finish();
  /// Facts of this transaction, with ids and hashes once Finish() succeeded.
  const std::vector<Fact>& facts() const { return facts_; }

 private:
  struct Series {
    std::int64_t value = 0;
    bool stored = false;  ///< Has a row already.
  };

  Result<Series*> OpenSeries(std::string_view name);
  Status Add(const schema::EntityInfo& entity, schema::Record& record);
  Status CheckReach(const schema::EntityInfo& entity, const schema::Record& record) const;
  Status AddFact(const journal::FactDraft& draft, boost::json::object payload,
                 const schema::EntityInfo* entity, const schema::Record* record);

  Connection& connection_;
  const journal::Caller& caller_;
  Rows rows_;
  Instant now_;
  std::vector<Fact> facts_;
  std::map<std::string, Series, std::less<>> series_;
};

}  // namespace lachan::state_sql
