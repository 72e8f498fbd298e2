// SPDX-License-Identifier: Apache-2.0
// The contract of rows, on each backend: store, change, list, count, tenancy.
#include <gmock/gmock.h>
#include <boost/json/parse.hpp>

#include "state_sql/testing_store.h"

namespace lachan::state_sql {
namespace {

using journal::Equals;
using journal::Filter;
using journal::ListQuery;
using journal::Reach;
using journal::Writer;
using schema::Value;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class RowsTest : public StoreTest {
 protected:
  std::vector<std::string> Names(const ListQuery& query, Reach reach = Reach::Everything()) {
    const auto rows = journal::List<Device>(*Read(std::move(reach)), query);
    EXPECT_TRUE(rows) << rows.error().Text();
    std::vector<std::string> names;
    if (rows) {
      for (const auto& row : *rows) names.push_back(row.name);
    }
    return names;
  }
  ErrorCode ListError(const ListQuery& query) {
    const auto page = Read()->List(schema::Describe<Device>(), query);
    EXPECT_FALSE(page);
    return page ? ErrorCode::kInternal : page.error().code();
  }
};
INSTANTIATE_TEST_SUITE_P(Backends, RowsTest, testing::Values("sqlite", "postgresql"),
                         [](const auto& backend) { return std::string(backend.param); });

TEST_P(RowsTest, EveryTypeComesBackAsStored) {
  Device device = NamedDevice("Tường lửa số 1");
  device.system_id = SystemId{5};
  device.email = "an@example.vn";
  device.notes = "dòng 1\ndòng 2";
  device.colour = Colour::blue;
  device.due_on = ParseDate("2026-02-28").value();
  device.seen_at = Instant{Duration{1'234'567'890'123'456}};
  device.score = 42;
  device.active = true;
  device.key_hash = "geheim";
  const Device added = Add(device);
  EXPECT_EQ(added.id.value, 1);
  EXPECT_EQ(added.version.value, 1);
  EXPECT_EQ(added.created_at.value, clock_.Now());

  const auto read = Read()->Get(schema::Describe<Device>(), 1);
  ASSERT_TRUE(read) << read.error().Text();
  EXPECT_EQ(*read, schema::ToRecord(added));
  device.id = 1, device.version = 1;
  device.created_at = clock_.Now(), device.updated_at = clock_.Now();
  EXPECT_EQ(*read, schema::ToRecord(device));
}

TEST_P(RowsTest, NullsComeBackAsNulls) {
  Add(NamedDevice("x", std::nullopt));
  const auto device = journal::Get<Device>(*Read(), 1);
  ASSERT_TRUE(device);
  EXPECT_FALSE(device->agency_id);
  EXPECT_FALSE(device->due_on);
  EXPECT_FALSE(device->seen_at);
}

TEST_P(RowsTest, TextsThatLookLikeSqlAreStoredAsTheyAre) {
  const std::string text = "'; DROP TABLE gadget; -- \" :v1 $1 % _ \\ ? {{id}}";
  Add(NamedDevice(text));
  EXPECT_THAT(Names({.filters = {Equals("name", text)}}), ElementsAre(text));
}

TEST_P(RowsTest, TextsWithNulOrOutsideUtf8AreRefused) {
  for (const std::string& text : {std::string("a\0b", 3), std::string("a\xff")}) {
    const auto status = store_->Change(Everyone(), [&](Writer& writer) -> Status {
      LACHAN_TRY_DO(journal::Insert(writer, NamedDevice(text), {.kind = "gadget.added"}));
      return {};
    });
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code(), ErrorCode::kInvalidInput);
  }
}

TEST_P(RowsTest, UpdateMovesVersionAndInstant) {
  Device device = Add(NamedDevice("a"));
  const Instant made = clock_.Now();
  clock_.Advance(std::chrono::seconds(5));
  device.name = "b";
  const auto changed = journal::ChangeFor<Device>(*store_, Everyone(), [&](Writer& writer) {
    return journal::Update(writer, device, {.kind = "gadget.changed"});
  });
  ASSERT_TRUE(changed) << changed.error().Text();
  EXPECT_EQ(changed->version.value, 2);
  EXPECT_EQ(changed->created_at.value, made);
  EXPECT_EQ(changed->updated_at.value, clock_.Now());
  EXPECT_EQ(journal::Get<Device>(*Read(), 1)->name.value, "b");
}

TEST_P(RowsTest, UpdateOfAStaleVersionIsAConflict) {
  Device first = Add(NamedDevice("a"));
  Device second = first;
  first.name = "b", second.name = "c";
  const auto update = [&](const Device& device) {
    return store_->Change(Everyone(), [&](Writer& writer) -> Status {
      LACHAN_TRY_DO(journal::Update(writer, device, {.kind = "gadget.changed"}));
      return {};
    });
  };
  ASSERT_TRUE(update(first));
  const auto status = update(second);
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), ErrorCode::kConflict);
  EXPECT_EQ(journal::Get<Device>(*Read(), 1)->name.value, "b");
}

TEST_P(RowsTest, UpdateWithoutADifferenceWritesNothing) {
  const Device device = Add(NamedDevice("a"));
  ASSERT_TRUE(store_->Change(Everyone(), [&](Writer& writer) -> Status {
    LACHAN_TRY(const auto same, journal::Update(writer, device, {.kind = "gadget.changed"}));
    EXPECT_EQ(same.version.value, 1);
    return {};
  }));
  EXPECT_EQ(Read()->Facts({})->size(), 1u);
}

TEST_P(RowsTest, AUniqueValueTwiceIsAConflictThatNamesTheField) {
  Ticket ticket;
  ticket.code = "A-1";
  const auto add = [&] {
    return store_->Change(Everyone(), [&](Writer& writer) -> Status {
      LACHAN_TRY_DO(journal::Insert(writer, ticket, {.kind = "ticket.added"}));
      return {};
    });
  };
  ASSERT_TRUE(add());
  const auto status = add();
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), ErrorCode::kConflict);
  ASSERT_EQ(status.error().fields().size(), 1u);
  EXPECT_EQ(status.error().fields()[0].name, "code");
  EXPECT_EQ(status.error().Text().find("A-1"), std::string::npos) << "values stay out of errors";
}

TEST_P(RowsTest, AFailedStatementSpoilsTheChangeEvenIfTheCallerGoesOn) {
  Ticket ticket;
  ticket.code = "A-1";
  const auto status = store_->Change(Everyone(), [&](Writer& writer) -> Status {
    EXPECT_TRUE(journal::Insert(writer, ticket, {.kind = "ticket.added"}));
    EXPECT_FALSE(journal::Insert(writer, ticket, {.kind = "ticket.added"}));
    return {};
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), ErrorCode::kConflict);
  EXPECT_EQ(*Read()->Count(schema::Describe<Ticket>(), {}), 0);
  // The next change is not affected.
  EXPECT_TRUE(store_->Change(Everyone(), [&](Writer& writer) -> Status {
    LACHAN_TRY_DO(journal::Insert(writer, ticket, {.kind = "ticket.added"}));
    return {};
  }));
}

TEST_P(RowsTest, RollbackLeavesNeitherRowNorFactNorNumber) {
  const auto status = store_->Change(Everyone(), [&](Writer& writer) -> Status {
    LACHAN_TRY_DO(journal::Insert(writer, NamedDevice("a"), {.kind = "gadget.added"}));
    LACHAN_TRY_DO(writer.NextNumber("case"));
    return Fail(ErrorCode::kFailedPrecondition, "no");
  });
  ASSERT_FALSE(status);
  EXPECT_EQ(status.error().code(), ErrorCode::kFailedPrecondition);
  EXPECT_EQ(*Read()->Count(schema::Describe<Device>(), {}), 0);
  EXPECT_THAT(*Read()->Facts({}), IsEmpty());
  EXPECT_EQ(Add(NamedDevice("b")).id.value, 1) << "ids have no gaps";
  const auto number = journal::ChangeFor<std::int64_t>(
      *store_, Everyone(), [](Writer& writer) { return writer.NextNumber("case"); });
  EXPECT_EQ(number.value(), 1);
}

TEST_P(RowsTest, AWriterReadsWhatItWrote) {
  ASSERT_TRUE(store_->Change(Everyone(), [&](Writer& writer) -> Status {
    LACHAN_TRY(const auto added,
               journal::Insert(writer, NamedDevice("a"), {.kind = "gadget.added"}));
    LACHAN_TRY(const auto read, journal::Get<Device>(writer, added.id));
    EXPECT_EQ(read.name.value, "a");
    return {};
  }));
}

TEST_P(RowsTest, AReaderKeepsItsViewWhileOthersWrite) {
  Add(NamedDevice("a"));
  const auto reader = Read();
  EXPECT_EQ(*reader->Count(schema::Describe<Device>(), {}), 1);
  Add(NamedDevice("b"));
  EXPECT_EQ(*reader->Count(schema::Describe<Device>(), {}), 1);
  EXPECT_EQ(*Read()->Count(schema::Describe<Device>(), {}), 2);
}

TEST_P(RowsTest, AChangeInsideAChangeIsRefused) {
  ASSERT_TRUE(store_->Change(Everyone(), [&](Writer&) -> Status {
    const auto inner = store_->Change(Everyone(), [](Writer&) -> Status { return {}; });
    EXPECT_FALSE(inner);
    return {};
  }));
}

// ---- lists ----------------------------------------------------------------------------------

TEST_P(RowsTest, PagesHoldEveryRowOnceInOrder) {
  // Equal names, and nulls in the sort field, across page borders.
  for (int i = 0; i < 23; ++i) {
    Device device = NamedDevice(std::string(1, static_cast<char>('a' + i % 3)));
    if (i % 4 != 0) device.seen_at = Instant{Duration{i % 5}};
    Add(device);
  }
  for (const std::string sort : {"id", "name", "seen_at"}) {
    for (const bool descending : {false, true}) {
      ListQuery query{.sort = sort, .descending = descending, .limit = 4};
      std::vector<Device> seen;
      do {
        const auto page = Read()->List(schema::Describe<Device>(), query);
        ASSERT_TRUE(page) << page.error().Text();
        for (const auto& row : page->rows) seen.push_back(schema::FromRecord<Device>(row));
        query.after = page->next;
      } while (!query.after.empty());
      ASSERT_EQ(seen.size(), 23u) << sort << descending;
      const auto key = [&](const Device& d) {
        const std::int64_t sign = descending ? -1 : 1;
        if (sort == "id")
          return std::tuple<int, std::int64_t, std::int64_t>(0, 0, sign * d.id.value);
        if (sort == "name") {
          return std::tuple<int, std::int64_t, std::int64_t>(0, sign * d.name.value[0],
                                                             sign * d.id.value);
        }
        return std::tuple<int, std::int64_t, std::int64_t>(
            d.seen_at ? 0 : 1, d.seen_at ? sign * d.seen_at->time_since_epoch().count() : 0,
            sign * d.id.value);
      };
      for (std::size_t i = 1; i < seen.size(); ++i) {
        EXPECT_LT(key(seen[i - 1]), key(seen[i])) << sort << descending << " at " << i;
      }
    }
  }
}

TEST_P(RowsTest, TextsSortByCodePointOnEveryBackend) {
  for (const char* name : {"b", "B", "a", "Đ", "A", "é", "_"}) Add(NamedDevice(name));
  EXPECT_THAT(Names({.sort = "name"}), ElementsAre("A", "B", "_", "a", "b", "é", "Đ"));
}

TEST_P(RowsTest, CursorsOfOtherListsAndRubbishAreRefused) {
  for (int i = 0; i < 3; ++i) Add(NamedDevice("a"));
  const auto page = Read()->List(schema::Describe<Device>(), {.sort = "name", .limit = 1});
  ASSERT_FALSE(page->next.empty());
  EXPECT_EQ(ListError({.sort = "id", .after = page->next}), ErrorCode::kInvalidInput);
  EXPECT_EQ(ListError({.sort = "name", .descending = true, .after = page->next}),
            ErrorCode::kInvalidInput);
  for (const char* rubbish : {"x", "!!!", "W10", "bnVsbA", "eyJhIjoxfQ"}) {
    EXPECT_EQ(ListError({.sort = "name", .after = rubbish}), ErrorCode::kInvalidInput) << rubbish;
  }
}

TEST_P(RowsTest, WrongQueriesAreInvalidInput) {
  EXPECT_EQ(ListError({.limit = 0}), ErrorCode::kInvalidInput);
  EXPECT_EQ(ListError({.limit = 1001}), ErrorCode::kInvalidInput);
  EXPECT_EQ(ListError({.sort = "nonsense"}), ErrorCode::kInvalidInput);
  EXPECT_EQ(ListError({.sort = "key_hash"}), ErrorCode::kInvalidInput);
  EXPECT_EQ(ListError({.sort = "id; DROP TABLE gadget"}), ErrorCode::kInvalidInput);
  EXPECT_EQ(ListError({.filters = {Equals("search_key", std::string("x"))}}),
            ErrorCode::kInvalidInput);
  EXPECT_EQ(ListError({.filters = {Equals("score", std::string("x"))}}), ErrorCode::kInvalidInput);
  EXPECT_EQ(ListError({.filters = {Equals("name", std::int64_t{1})}}), ErrorCode::kInvalidInput);
  EXPECT_EQ(ListError({.filters = {{"name", Filter::Op::kEqual, {}}}}), ErrorCode::kInvalidInput);
  EXPECT_EQ(ListError({.filters = {{"key_hash", Filter::Op::kGreater, {std::string("x")}}}}),
            ErrorCode::kInvalidInput);
}

TEST_P(RowsTest, FiltersCompareByType) {
  for (int i = 1; i <= 5; ++i) {
    Device device = NamedDevice(std::to_string(i));
    device.score = i * 10;
    if (i > 2) device.due_on = ParseDate(fmt::format("2026-01-0{}", i)).value();
    Add(device);
  }
  const auto names = [&](Filter filter) { return Names({.filters = {std::move(filter)}}); };
  const Value thirty = std::int64_t{30};
  EXPECT_THAT(names({"score", Filter::Op::kLess, {thirty}}), ElementsAre("1", "2"));
  EXPECT_THAT(names({"score", Filter::Op::kLessOrEqual, {thirty}}), ElementsAre("1", "2", "3"));
  EXPECT_THAT(names({"score", Filter::Op::kGreater, {thirty}}), ElementsAre("4", "5"));
  EXPECT_THAT(names({"score", Filter::Op::kGreaterOrEqual, {thirty}}), ElementsAre("3", "4", "5"));
  EXPECT_THAT(names({"score", Filter::Op::kNotEqual, {thirty}}), ElementsAre("1", "2", "4", "5"));
  EXPECT_THAT(names({"score", Filter::Op::kIn, {thirty, std::int64_t{50}}}), ElementsAre("3", "5"));
  EXPECT_THAT(names({"score", Filter::Op::kIn, {}}), IsEmpty());
  EXPECT_THAT(names({"due_on", Filter::Op::kIsNull, {}}), ElementsAre("1", "2"));
  EXPECT_THAT(names({"due_on", Filter::Op::kNotNull, {}}), ElementsAre("3", "4", "5"));
  EXPECT_THAT(names({"due_on", Filter::Op::kGreater, {std::string("2026-01-03")}}),
              ElementsAre("4", "5"));
}

TEST_P(RowsTest, SearchIgnoresAccentsAndNeedsEveryWord) {
  Device device = NamedDevice("Ủy ban nhân dân xã Đông Sơn");
  device.email = "dongson@thanhhoa.gov.vn";
  device.notes = "không tìm thấy";
  Add(device);
  Add(NamedDevice("Sở Nội vụ 100%_x"));
  EXPECT_EQ(Names({.text = "dong son"}).size(), 1u);
  EXPECT_EQ(Names({.text = "SƠN  đông"}).size(), 1u);
  EXPECT_EQ(Names({.text = "thanhhoa.gov"}).size(), 1u);
  EXPECT_THAT(Names({.text = "dong vu"}), IsEmpty());
  EXPECT_THAT(Names({.text = "khong tim"}), IsEmpty()) << "paragraphs are not searched";
  EXPECT_EQ(Names({.text = "100%_"}).size(), 1u);
  EXPECT_THAT(Names({.text = "_so"}), IsEmpty()) << "wildcards are plain characters";
  EXPECT_EQ(Names({.text = "  "}).size(), 2u);
}

TEST_P(RowsTest, SearchFollowsAChange) {
  Device device = Add(NamedDevice("cũ"));
  device.name = "Mới";
  ASSERT_TRUE(store_->Change(Everyone(), [&](Writer& writer) -> Status {
    LACHAN_TRY_DO(journal::Update(writer, device, {.kind = "gadget.changed"}));
    return {};
  }));
  EXPECT_THAT(Names({.text = "cu"}), IsEmpty());
  EXPECT_THAT(Names({.text = "moi"}), ElementsAre("Mới"));
}

TEST_P(RowsTest, ArchivedRowsAreHiddenUnlessAskedFor) {
  Device device = Add(NamedDevice("a"));
  device.archived = true;
  ASSERT_TRUE(store_->Change(Everyone(), [&](Writer& writer) -> Status {
    LACHAN_TRY_DO(journal::Update(writer, device, {.kind = "gadget.archived"}));
    return {};
  }));
  EXPECT_THAT(Names({}), IsEmpty());
  EXPECT_EQ(*Read()->Count(schema::Describe<Device>(), {}), 0);
  EXPECT_EQ(*Read()->Count(schema::Describe<Device>(), {.with_archived = true}), 1);
  EXPECT_THAT(Names({.with_archived = true}), ElementsAre("a"));
}

TEST_P(RowsTest, CountsGroupByValue) {
  for (const Colour colour : {Colour::red, Colour::blue, Colour::blue}) {
    Device device = NamedDevice("a");
    device.colour = colour;
    Add(device);
  }
  const auto counts = Read()->CountBy(schema::Describe<Device>(), "colour", {});
  ASSERT_TRUE(counts);
  ASSERT_EQ(counts->size(), 2u);
  EXPECT_EQ(std::get<std::string>((*counts)[0].value), "blue");
  EXPECT_EQ((*counts)[0].count, 2);
  EXPECT_FALSE(Read()->CountBy(schema::Describe<Device>(), "key_hash", {}));
}

TEST_P(RowsTest, GroupsAddUpAndTakeTheLatest) {
  for (int i = 1; i <= 4; ++i) {
    Device device =
        NamedDevice(i < 4 ? "a" : "b", i < 4 ? std::optional(AgencyId{1}) : std::nullopt);
    device.score = i;
    device.seen_at = Instant{Duration{100 * i}};
    Add(device);
  }
  const auto groups =
      Read()->Group(schema::Describe<Device>(),
                    {.fields = {"name", "agency_id"}, .sum = "score", .latest = "seen_at"}, {});
  ASSERT_TRUE(groups) << groups.error().Text();
  ASSERT_EQ(groups->size(), 2u);
  EXPECT_THAT((*groups)[0].values, ElementsAre(Value("a"), Value(std::int64_t{1})));
  EXPECT_EQ((*groups)[0].rows, 3);
  EXPECT_EQ((*groups)[0].sum, 6);
  EXPECT_EQ((*groups)[0].latest, 300);
  EXPECT_THAT((*groups)[1].values, ElementsAre(Value("b"), Value{}));
  EXPECT_FALSE(Read()->Group(schema::Describe<Device>(), {.fields = {}}, {}));
  EXPECT_FALSE(Read()->Group(schema::Describe<Device>(), {.fields = {"name"}, .sum = "name"}, {}));
}

// ---- rows without facts ---------------------------------------------------------------------

TEST_P(RowsTest, BookkeepingWritesNoFacts) {
  std::vector<schema::Record> rows;
  for (int i = 0; i < 5; ++i) rows.push_back(schema::ToRecord(NamedDevice(std::to_string(i))));
  ASSERT_TRUE(store_->Change(Everyone(), [&](Writer& writer) -> Status {
    LACHAN_TRY_DO(writer.InsertWithoutFact(schema::Describe<Device>(), rows));
    const journal::FieldValue values[] = {{"score", std::int64_t{9}},
                                          {"seen_at", std::int64_t{77}}};
    LACHAN_TRY_DO(writer.AdjustWithoutFact(schema::Describe<Device>(), 2, values));
    LACHAN_TRY(const auto gone, writer.EraseWithoutFact(schema::Describe<Device>(),
                                                        {Equals("score", std::int64_t{0})}, 3));
    EXPECT_EQ(gone, 3);
    return {};
  }));
  EXPECT_THAT(Names({}), UnorderedElementsAre("1", "4"));
  const auto device = journal::Get<Device>(*Read(), 2);
  EXPECT_EQ(device->score.value, 9);
  EXPECT_EQ(device->version.value, 2);
  EXPECT_THAT(*Read()->Facts({}), IsEmpty());
}

TEST_P(RowsTest, BookkeepingKeepsToItsLimits) {
  Add(NamedDevice("a"));
  const auto refused = [&](const journal::Caller& caller, std::string field, Value value) {
    const auto status = store_->Change(caller, [&](Writer& writer) -> Status {
      const journal::FieldValue values[] = {{field, value}};
      return writer.AdjustWithoutFact(schema::Describe<Device>(), 1, values);
    });
    return status ? std::optional<ErrorCode>() : status.error().code();
  };
  EXPECT_EQ(refused(Everyone(), "version", std::int64_t{9}), ErrorCode::kInternal);
  EXPECT_EQ(refused(Everyone(), "agency_id", std::int64_t{2}), ErrorCode::kInternal);
  EXPECT_EQ(refused(Everyone(), "score", Value{}), ErrorCode::kInternal);
  EXPECT_EQ(refused(Officer(2), "score", std::int64_t{9}), ErrorCode::kNotFound);
  EXPECT_EQ(refused(Officer(1), "score", std::int64_t{9}), std::nullopt);
}

// ---- tenancy --------------------------------------------------------------------------------

TEST_P(RowsTest, EveryReadStaysWithinReach) {
  Add(NamedDevice("one", AgencyId{1}));
  Add(NamedDevice("two", AgencyId{2}));
  Add(NamedDevice("nobody's", std::nullopt));
  const auto& info = schema::Describe<Device>();
  const Reach own = Reach::Only({2});
  EXPECT_THAT(Names({}, own), ElementsAre("two"));
  EXPECT_THAT(Names({.text = "o"}, own), ElementsAre("two"));
  EXPECT_THAT(Names({.filters = {Equals("agency_id", std::int64_t{1})}}, own), IsEmpty());
  EXPECT_EQ(*Read(own)->Count(info, {}), 1);
  EXPECT_EQ(Read(own)->CountBy(info, "name", {})->size(), 1u);
  EXPECT_EQ(Read(own)->Group(info, {.fields = {"agency_id"}}, {})->size(), 1u);
  EXPECT_TRUE(Read(own)->Get(info, 2));
  for (const std::int64_t hidden : {1, 3, 99}) {
    const auto row = Read(own)->Get(info, hidden);
    ASSERT_FALSE(row);
    EXPECT_EQ(row.error().code(), ErrorCode::kNotFound) << "hidden and missing look alike";
  }
  EXPECT_THAT(Names({}, Reach{}), IsEmpty());
  EXPECT_THAT(Names({}, Reach::Only({0})), IsEmpty());
  EXPECT_THAT(Names({}, Reach{false, {{1}, {2}}}), ElementsAre("one", "two"));
}

TEST_P(RowsTest, EveryWriteStaysWithinReach) {
  const Device other = Add(NamedDevice("other", AgencyId{1}));
  const Device own = Add(NamedDevice("own", AgencyId{2}));
  const auto code = [&](const auto& change) {
    const auto status = store_->Change(Officer(2), change);
    return status ? std::optional<ErrorCode>() : status.error().code();
  };
  const auto insert = [&](std::optional<AgencyId> agency) {
    return code([&](Writer& writer) -> Status {
      LACHAN_TRY_DO(journal::Insert(writer, NamedDevice("n", agency), {.kind = "gadget.added"}));
      return {};
    });
  };
  const auto update = [&](const Device& device) {
    return code([&](Writer& writer) -> Status {
      LACHAN_TRY_DO(journal::Update(writer, device, {.kind = "gadget.changed"}));
      return {};
    });
  };
  EXPECT_EQ(insert(AgencyId{1}), ErrorCode::kDenied);
  EXPECT_EQ(insert(std::nullopt), ErrorCode::kDenied);
  EXPECT_EQ(insert(AgencyId{2}), std::nullopt);
  Device changed = other;
  changed.name = "taken";
  EXPECT_EQ(update(changed), ErrorCode::kNotFound);
  changed = own;
  changed.agency_id = AgencyId{1};
  EXPECT_EQ(update(changed), ErrorCode::kDenied) << "a row cannot be given away";
  changed = own;
  changed.name = "mine";
  EXPECT_EQ(update(changed), std::nullopt);
  const auto erased = journal::ChangeFor<std::int64_t>(*store_, Officer(2), [](Writer& writer) {
    return writer.EraseWithoutFact(schema::Describe<Device>(), {Equals("score", std::int64_t{0})},
                                   100);
  });
  EXPECT_EQ(erased.value(), 2);
  EXPECT_THAT(Names({}), ElementsAre("other"));
}

TEST_P(RowsTest, WhatWasInheritedIsReadAndNeverWritten) {
  const Device whole = Add(NamedDevice("of an ended agency", AgencyId{1}));
  Device about = NamedDevice("about a system that came", AgencyId{3});
  about.system_id = SystemId{7};
  about = Add(about);
  Add(NamedDevice("of another", AgencyId{3}));
  const Device own = Add(NamedDevice("own", AgencyId{2}));
  journal::Caller heir = Officer(2);
  heir.reach.inherited = {{AgencyId{1}}, {SystemId{7}}};
  EXPECT_THAT(Names({}, heir.reach),
              ElementsAre("of an ended agency", "about a system that came", "own"));
  const auto code = [&](const auto& change) {
    const auto status = store_->Change(heir, change);
    return status ? std::optional<ErrorCode>() : status.error().code();
  };
  for (const Device& device : {whole, about}) {
    for (const AgencyId agency : {*device.agency_id, AgencyId{2}}) {
      Device changed = device;
      changed.agency_id = agency;
      changed.name = "taken";
      EXPECT_EQ(code([&](Writer& writer) -> Status {
                  LACHAN_TRY_DO(journal::Update(writer, changed, {.kind = "gadget.changed"}));
                  return {};
                }),
                ErrorCode::kDenied);
    }
    EXPECT_EQ(code([&](Writer& writer) {
                const journal::FieldValue value{"score", std::int64_t{9}};
                return writer.AdjustWithoutFact(schema::Describe<Device>(), device.id, {&value, 1});
              }),
              ErrorCode::kNotFound);
  }
  EXPECT_EQ(code([&](Writer& writer) -> Status {
              LACHAN_TRY(const auto erased,
                         writer.EraseWithoutFact(schema::Describe<Device>(),
                                                 {Equals("active", std::int64_t{0})}, 100));
              EXPECT_EQ(erased, 1) << "its own only";
              return {};
            }),
            std::nullopt);
  EXPECT_FALSE(Read()->Get(schema::Describe<Device>(), own.id));
}

TEST_P(RowsTest, AnEntityThatIsTheAgencyIsComparedById) {
  Office office;
  office.name = "Sở A";
  const auto add = [&](const journal::Caller& caller) {
    return store_->Change(caller, [&](Writer& writer) -> Status {
      LACHAN_TRY_DO(journal::Insert(writer, office, {.kind = "office.added"}));
      return {};
    });
  };
  ASSERT_TRUE(add(Everyone()));
  ASSERT_TRUE(add(Everyone()));
  EXPECT_EQ(*Read(Reach::Only({2}))->Count(schema::Describe<Office>(), {}), 1);
  EXPECT_TRUE(Read(Reach::Only({2}))->Get(schema::Describe<Office>(), 2));
  EXPECT_FALSE(Read(Reach::Only({2}))->Get(schema::Describe<Office>(), 1));
  EXPECT_FALSE(add(Officer(2)));
}

TEST_P(RowsTest, SharedRowsAreSeenByAllAndNobodysByNone) {
  ASSERT_TRUE(store_->Change(Everyone(), [&](Writer& writer) -> Status {
    Holiday holiday;
    holiday.name = "Tết";
    LACHAN_TRY_DO(journal::Insert(writer, holiday, {.kind = "holiday.added"}));
    Ticket ticket;
    ticket.code = "T";
    LACHAN_TRY_DO(journal::Insert(writer, ticket, {.kind = "ticket.added"}));
    return {};
  }));
  EXPECT_EQ(*Read(Reach{})->Count(schema::Describe<Holiday>(), {}), 1);
  EXPECT_EQ(*Read(Reach::Only({1}))->Count(schema::Describe<Ticket>(), {}), 0);
  EXPECT_EQ(*Read()->Count(schema::Describe<Ticket>(), {}), 1);
}

}  // namespace
}  // namespace lachan::state_sql
