// SPDX-License-Identifier: Apache-2.0
/// \file
/// The port to the state: entities and facts. Every change is written with its fact in one
/// transaction; the tenant condition is added here, from the caller, to every read and write.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "journal/fact.h"
#include "schema/entity.h"

namespace lachan::journal {

/// What came to an agency from others by reorganisation, to be read and not to be changed
/// (docs/formats/reorganisation.md).
struct Inheritance {
  std::vector<AgencyId> agencies;  ///< Ended agencies whose records went to it as a whole.
  std::vector<SystemId> systems;   ///< Systems whose earlier records it reads.
};

/// Whose rows a caller may touch.
struct Reach {
  bool everything = false;
  std::vector<AgencyId> agencies;  ///< Read only when `everything` is false; empty = nothing.
  Inheritance inherited = {};      ///< Read besides; never written.

  static Reach Everything() { return {true, {}, {}}; }
  static Reach Only(AgencyId agency) { return {false, {agency}, {}}; }
  /// Whether the caller may change what belongs to the agency.
  bool Covers(AgencyId agency) const;
  /// Whether the caller may read what belongs to the agency.
  bool Reads(AgencyId agency) const;
  /// The agencies whose records are read: own and inherited.
  std::vector<AgencyId> Readable() const;
};

/// On whose behalf a transaction runs.
struct Caller {
  AccountId account;  ///< 0 = the system itself.
  std::string name;   ///< Written into facts.
  Reach reach;

  static Caller System(std::string name) { return {{}, std::move(name), Reach::Everything()}; }
};

/// One condition on a field; all conditions of a query must hold.
struct Filter {
  enum class Op : std::uint8_t {
    kEqual,
    kNotEqual,
    kIn,
    kLess,
    kLessOrEqual,
    kGreater,
    kGreaterOrEqual,
    kIsNull,
    kNotNull
  };
  std::string field;
  Op op = Op::kEqual;
  std::vector<schema::Value> values = {};  ///< One, any number for kIn, none for kIsNull/kNotNull.
};

struct ListQuery {
  std::vector<Filter> filters = {};
  std::string text = {};    ///< Accent-free search in the row's line texts; all words must occur.
  std::string sort = "id";  ///< A field of the entity.
  bool descending = false;
  std::string after = {};  ///< Cursor of the previous page; opaque.
  std::size_t limit = 50;  ///< 1 to 1000.
  bool with_archived = false;
};

struct Page {
  std::vector<schema::Record> rows;
  std::string next;  ///< Cursor of the next page; empty at the end.
};

struct GroupCount {
  schema::Value value;
  std::int64_t count = 0;
};

/// Rows that agree in `fields`, put together.
struct Grouping {
  std::vector<std::string> fields = {};  ///< At least one.
  std::string sum = {};                  ///< Whole-number field to add up; may be empty.
  std::string latest = {};  ///< Instant or number whose largest value is wanted; may be empty.
  std::size_t limit = 200;  ///< 1 to 1000 groups.
};

struct GroupRow {
  std::vector<schema::Value> values;  ///< Of the fields, in their order.
  std::int64_t rows = 0;
  std::int64_t sum = 0;
  std::int64_t latest = 0;  ///< 0 when not asked for.
};

/// A new value of one field.
struct FieldValue {
  std::string field;
  schema::Value value;
};

struct FactQuery {
  std::vector<std::string> kinds = {};  ///< Exact kinds, or "incident.*"; empty = all.
  std::string subject_kind = {};
  std::int64_t subject_id = 0;         ///< 0 = any.
  AgencyId agency = {};                ///< 0 = any within reach.
  std::int64_t after_id = 0;           ///< Exclusive.
  std::int64_t before_id = INT64_MAX;  ///< Exclusive.
  std::optional<Instant> occurred_from = {}, occurred_before = {};
  bool newest_first = false;
  std::size_t limit = 1000;  ///< 0 = no limit.
};

/// A consistent view of the state. Not shared between threads.
class Reader {
 public:
  virtual ~Reader() = default;
  /// \error kNotFound  no such row, or it is outside the caller's reach.
  virtual Result<schema::Record> Get(const schema::EntityInfo& entity, std::int64_t id) = 0;
  /// \error kInvalidInput  unknown field, limit or cursor.
  virtual Result<Page> List(const schema::EntityInfo& entity, const ListQuery& query) = 0;
  /// Rows that List would give over all pages.
  virtual Result<std::int64_t> Count(const schema::EntityInfo& entity, const ListQuery& query) = 0;
  /// Rows by value of `field`, most frequent first.
  virtual Result<std::vector<GroupCount>> CountBy(const schema::EntityInfo& entity,
                                                  std::string_view field,
                                                  const ListQuery& query) = 0;
  /// Groups of the rows that List would give over all pages; most rows first, then by values. Sort,
  /// cursor and limit of `query` are not read.
  /// \error kInvalidInput  unknown field, or one that cannot be added up.
  virtual Result<std::vector<GroupRow>> Group(const schema::EntityInfo& entity,
                                              const Grouping& grouping, const ListQuery& query) = 0;
  /// Facts within reach, in order of id.
  virtual Result<std::vector<Fact>> Facts(const FactQuery& query) = 0;
};

/// A transaction that changes. All or nothing; facts get their ids and hashes when it commits.
class Writer : public Reader {
 public:
  /// Adds a row; id, version and instants are set here. The fact's payload gets "new": {…} without
  /// secrets unless it has one.
  /// \return the stored record.
  /// \error kConflict      a unique value exists already.
  /// \error kDenied        the row would lie outside the caller's reach.
  virtual Result<schema::Record> Insert(const schema::EntityInfo& entity, schema::Record record,
                                        const FactDraft& fact) = 0;
  /// Changes the row with the record's id if it still has the record's version. The fact's payload
  /// gets "changed": {field: [old, new]}. A record equal to the stored row changes nothing and
  /// writes no fact.
  /// \error kNotFound  no such row within reach.
  /// \error kConflict  it was changed since it was read.
  virtual Result<schema::Record> Update(const schema::EntityInfo& entity, schema::Record record,
                                        const FactDraft& fact) = 0;

  // Bookkeeping of the machine: counters that rise with every event, keys that were seen. It is as
  // durable as the rest and within the caller's reach like the rest, but it is not history, so it
  // writes no fact. What a person did never goes this way.

  /// Adds rows.
  /// \error kConflict  a unique value exists already.
  virtual Status InsertWithoutFact(const schema::EntityInfo& entity,
                                   std::span<const schema::Record> rows) = 0;
  /// Sets fields of a row; version and updated_at move, search texts do not.
  /// \error kNotFound  no such row within reach.
  virtual Status AdjustWithoutFact(const schema::EntityInfo& entity, std::int64_t id,
                                   std::span<const FieldValue> values) = 0;
  /// Removes the rows that `filters` (at least one) select, `limit` at most.
  /// \return how many went.
  virtual Result<std::int64_t> EraseWithoutFact(const schema::EntityInfo& entity,
                                                const std::vector<Filter>& filters,
                                                std::size_t limit) = 0;

  /// Writes a fact that changes no row.
  virtual Status Note(const FactDraft& fact) = 0;
  /// Next number of a named series: 1, 2, 3, … without gaps among committed transactions.
  virtual Result<std::int64_t> NextNumber(std::string_view series) = 0;
};

/// Where facts are announced once they are committed. Callbacks run on the committing thread and
/// must be quick; they must not call the store.
class FactFeed {
 public:
  using Listener = std::function<void(const Fact&)>;
  virtual ~FactFeed() = default;
  /// \return a handle; destroying it ends the subscription.
  virtual std::shared_ptr<void> Subscribe(Listener listener) = 0;
};

/// The state of the product. Thread-safe.
class StateStore : public FactFeed {
 public:
  virtual Result<std::unique_ptr<Reader>> OpenReader(const Caller& caller) = 0;
  /// Runs `change` in a transaction; commits when it succeeds, rolls back when it fails.
  virtual Status Change(const Caller& caller, const std::function<Status(Writer&)>& change) = 0;
  /// Schema version and reachability.
  virtual Status Check() = 0;
};

// ---- typed convenience ----------------------------------------------------------------------

template <class T>
Result<T> Get(Reader& reader, std::int64_t id) {
  LACHAN_TRY(const auto record, reader.Get(schema::Describe<T>(), id));
  return schema::FromRecord<T>(record);
}

template <class T>
Result<std::vector<T>> List(Reader& reader, const ListQuery& query = {}) {
  LACHAN_TRY(const auto page, reader.List(schema::Describe<T>(), query));
  std::vector<T> rows;
  rows.reserve(page.rows.size());
  for (const auto& record : page.rows) rows.push_back(schema::FromRecord<T>(record));
  return rows;
}

/// Every row, page by page.
template <class T>
Result<std::vector<T>> ListAll(Reader& reader, ListQuery query = {}) {
  std::vector<T> rows;
  query.limit = 1000;
  do {
    LACHAN_TRY(const auto page, reader.List(schema::Describe<T>(), query));
    for (const auto& record : page.rows) rows.push_back(schema::FromRecord<T>(record));
    query.after = page.next;
  } while (!query.after.empty());
  return rows;
}

template <class T>
Result<T> Insert(Writer& writer, const T& entity, const FactDraft& fact) {
  LACHAN_TRY(const auto record,
             writer.Insert(schema::Describe<T>(), schema::ToRecord(entity), fact));
  return schema::FromRecord<T>(record);
}

template <class T>
Result<T> Update(Writer& writer, const T& entity, const FactDraft& fact) {
  LACHAN_TRY(const auto record,
             writer.Update(schema::Describe<T>(), schema::ToRecord(entity), fact));
  return schema::FromRecord<T>(record);
}

/// Change() that returns a value.
template <class T, class F>
Result<T> ChangeFor(StateStore& store, const Caller& caller, F&& change) {
  std::optional<T> value;
  LACHAN_TRY_DO(store.Change(caller, [&](Writer& writer) -> Status {
    LACHAN_TRY(value, change(writer));
    return {};
  }));
  return *std::move(value);
}

inline Filter Equals(std::string field, schema::Value value) {
  return {std::move(field), Filter::Op::kEqual, {std::move(value)}};
}

}  // namespace lachan::journal
