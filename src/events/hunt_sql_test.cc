// SPDX-License-Identifier: Apache-2.0
// What only the text of the SQL can show. Meaning is tested against the engine, in
// events_clickhouse.
#include "events/hunt_sql.h"

#include <gtest/gtest.h>

#include "events/event_sql.h"

namespace lachan::events {
namespace {

Statement Compile(std::string_view text) {
  Statement statement;
  const auto tree = ParseHunt(text);
  if (!tree) {
    ADD_FAILURE() << text;
    return statement;
  }
  auto sql = CompileHunt(*tree, statement);
  statement.sql = sql ? *sql : "error: " + sql.error().Text();
  return statement;
}

TEST(HuntSql, NothingThatAPersonTypedIsInTheSql) {
  for (const auto* text :
       {"EVIL", "\"EVIL\"", "EVIL:1", "User:EVIL", "User:*EVIL*", "User:E*VIL?EVIL", "cold:EVIL",
        "cold:EVIL*", "cold:[EVIL TO EVIL]", "User:>EVIL", "fields.EVIL:*", "host:EVIL", "EV*IL",
        "logsource.product:EVIL", "user:EVIL"}) {
    const auto statement = Compile(text);
    EXPECT_EQ(statement.sql.find("EVIL"), std::string::npos) << statement.sql;
    EXPECT_EQ(statement.sql.find("IL"), std::string::npos) << statement.sql;
    EXPECT_FALSE(statement.parameters.empty()) << text;
  }
}

TEST(HuntSql, HotFieldReadsItsColumnOnly) {
  const auto statement = Compile("Image:x");
  EXPECT_NE(statement.sql.find("`f_Image`"), std::string::npos);
  EXPECT_EQ(statement.sql.find("rest"), std::string::npos);
  EXPECT_NE(Compile("IMAGE:x").sql.find("rest"), std::string::npos)
      << "another spelling may also be a field of its own";
}

TEST(HuntSql, CoreNamesAreReachableAsFields) {
  EXPECT_EQ(Compile("host:x").sql.find("rest"), std::string::npos);
  EXPECT_NE(Compile("fields.host:x").sql.find("rest"), std::string::npos);
}

TEST(HuntSql, RegularExpressionCharactersAreTakenLiterally) {
  const auto statement = Compile(R"(User:a.+\(*)");
  ASSERT_FALSE(statement.parameters.empty());
  EXPECT_EQ(statement.parameters.front().second, R"((?is)^a\.\+\(.*$)");
}

TEST(HuntSql, WrongKindsOfValuesAreNamed) {
  EXPECT_NE(Compile("agency:abc").sql.find("hunt.value"), 0U);
  EXPECT_EQ(Compile("agency:abc").sql.substr(0, 5), "error");
  EXPECT_EQ(Compile("agency:[1 TO x]").sql.substr(0, 5), "error");
  EXPECT_EQ(Compile("time:>yesterday").sql.substr(0, 5), "error");
  EXPECT_EQ(Compile("agency:10.0.0.0/8").sql.substr(0, 5), "error");
}

struct Named : testing::Test {
  HuntNames names{.agencies = {{"SYT", 1, ""}, {"SNV", 2, ""}, {"XA-16591", 3, ""}},
                  .sources = {{"Tường lửa", 7, ""}, {"Cổng", 8, ""}, {"Cổng", 9, ""}}};
  /// The SQL and its parameters, or what is wrong.
  std::string Of(std::string_view text) const {
    Statement statement;
    const auto tree = ParseHunt(text);
    if (!tree) return "not parsed";
    const auto sql = CompileHunt(*tree, statement, {text, &names});
    if (!sql) {
      return sql.error().Text() + " " + sql.error().fields().front().message;
    }
    std::string out = *sql;
    for (const auto& [name, value] : statement.parameters) out += " " + value;
    return out;
  }
};

TEST_F(Named, ACodeOrANameStandsForItsIds) {
  EXPECT_EQ(Of("agency:SYT"), "agency = {p0:Int64} 1");
  EXPECT_EQ(Of("agency:snv"), "agency = {p0:Int64} 2");
  EXPECT_EQ(Of("agency:2"), "agency = {p0:Int64} 2") << "the number still works";
  EXPECT_EQ(Of("source:\"tường LỬA\""), "source = {p0:Int64} 7") << "whatever its case";
  EXPECT_EQ(Of("source:Cổng"), "has({p0:Array(Int64)}, source) [8,9]") << "both are called so";
  EXPECT_EQ(Of("agency:S*"), "has({p0:Array(Int64)}, agency) [1,2]");
  EXPECT_EQ(Of("agency:/^xa-/"), "agency = {p0:Int64} 3");
  EXPECT_EQ(Of("agency:(SYT OR 9)"), "(agency = {p0:Int64} OR agency = {p1:Int64}) 1 9");
  EXPECT_EQ(Of("agency!=SYT"), "(agency != 0 AND NOT agency = {p0:Int64}) 1");
  EXPECT_EQ(Of("agency:*"), "agency != 0");
}

TEST_F(Named, AnUnknownOneIsSaidWithItsPlaceAndTheNearest) {
  const std::string code = Of("đông agency:SYTE");
  EXPECT_NE(code.find("query, position 13: "), std::string::npos) << code;
  EXPECT_NE(code.find("hunt.value.agency@14+4=SYT"), std::string::npos) << code;
  EXPECT_NE(Of("source:\"tuong lua\"").find("hunt.value.source@7+11=\"Tường lửa\""),
            std::string::npos)
      << Of("source:\"tuong lua\"");
  const std::string none = Of("source:(Cổng OR zzzzzz)");
  EXPECT_NE(none.find("hunt.value.source@18+6"), std::string::npos) << none;
  EXPECT_EQ(none.find("hunt.value.source@18+6="), std::string::npos) << none;
  EXPECT_NE(Of("agency:Z*").find("hunt.value.agency"), std::string::npos);
  EXPECT_NE(Of("system:abc").find("hunt.value.number@7+3"), std::string::npos) << Of("system:abc");
  EXPECT_NE(Of("a time:>yesterday").find("position 8: "), std::string::npos)
      << Of("a time:>yesterday");
}

TEST(EventSql, EveryReadCarriesTheScope) {
  const Scope scope = Scope::Of({AgencyId{4}, AgencyId{7}});
  const Query query{.text = "agency:9 OR a"};
  const std::vector<Result<Statement>> statements = {
      SearchStatement(query, scope), GetStatement("x", scope),
      HistogramStatement(query, std::chrono::seconds(1), scope),
      TopValuesStatement("User", query, 5, scope)};
  for (const auto& statement : statements) {
    ASSERT_TRUE(statement);
    EXPECT_NE(statement->sql.find("WHERE has({p0:Array(Int64)}, agency) AND "), std::string::npos)
        << statement->sql;
    EXPECT_EQ(statement->parameters[0].second, "[4,7]");
  }
}

TEST(EventSql, AnEmptyScopeSeesNothing) {
  EXPECT_TRUE(SeesNothing({}));
  EXPECT_TRUE(SeesNothing(Scope::Of({AgencyId{0}})));
  EXPECT_FALSE(SeesNothing(Scope::All()));
  EXPECT_NE(SearchStatement({}, Scope{})->sql.find("WHERE 0"), std::string::npos);
}

TEST(EventSql, AnOrCannotWidenTheScope) {
  const auto statement = SearchStatement({.text = "a OR b"}, Scope::Of({AgencyId{1}}));
  ASSERT_TRUE(statement);
  EXPECT_NE(statement->sql.find(" AND (position"), std::string::npos) << statement->sql;
}

TEST(EventSql, CursorsAreChecked) {
  for (const auto* cursor : {"x", "12", ".a", "1x.a", "99999999999999999999.a"}) {
    Query query;
    query.after = cursor;
    EXPECT_FALSE(SearchStatement(query, Scope::All())) << cursor;
  }
  Event event;
  event.id = "01ABC";
  event.time = Instant(std::chrono::microseconds(5));
  EXPECT_EQ(MakeCursor(event), "5.01ABC");
}

TEST(EventSql, BucketsCoverTheRange) {
  Query query;
  EXPECT_FALSE(BucketWidth(query, 10));
  query.from = Instant(std::chrono::seconds(0));
  query.to = Instant(std::chrono::seconds(10));
  EXPECT_EQ(*BucketWidth(query, 3), Duration(3'333'334));
  EXPECT_FALSE(BucketWidth(query, 0));
  EXPECT_FALSE(BucketWidth(query, 1001));
}

}  // namespace
}  // namespace lachan::events
