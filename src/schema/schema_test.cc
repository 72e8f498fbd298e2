// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <boost/describe/class.hpp>
#include <boost/json/serialize.hpp>

#include "core/vocabulary.h"
#include "schema/json.h"

namespace lachan::schema {
namespace {

struct Sample : Row {
  AgencyId agency_id;
  Line<1, 10> name;
  Email email;
  std::optional<CivilDate> until;
  Number<1, 5> level;
  Level severity = Level::low;
  bool active = true;
  Json extra;
  SecretText hash;
  std::optional<Id<System>> system_id;
};
BOOST_DESCRIBE_STRUCT(Sample, (Row),
                      (agency_id, name, email, until, level, severity, active, extra, hash,
                       system_id))

struct Answer {
  std::vector<Sample> rows;
  std::string next;
  int total = 0;
};
BOOST_DESCRIBE_STRUCT(Answer, (), (rows, next, total))

}  // namespace

template <>
inline constexpr Naming kNaming<Sample>{
    .name = "sample", .path = "samples", .tenancy = Tenancy::kAgency};

namespace {

boost::json::object Body(std::string_view text) { return ParseJson(text).value().as_object(); }

TEST(SchemaTest, DescribesFieldsFromTypes) {
  const EntityInfo& info = Describe<Sample>();
  ASSERT_EQ(info.fields.size(), 15u);
  EXPECT_EQ(info.fields[0].name, "id");
  EXPECT_TRUE(info.fields[0].computed);
  const auto& agency = info.fields[static_cast<std::size_t>(info.Find("agency_id"))];
  EXPECT_EQ(agency.reference, "agency");
  EXPECT_TRUE(agency.required);
  const auto& until = info.fields[static_cast<std::size_t>(info.Find("until"))];
  EXPECT_TRUE(until.nullable);
  EXPECT_FALSE(until.required);
  EXPECT_EQ(info.fields[static_cast<std::size_t>(info.Find("severity"))].choices.size(), 5u);
}

TEST(SchemaTest, RecordRoundTrips) {
  Sample sample;
  sample.id = 7;
  sample.agency_id = AgencyId{3};
  sample.name = "Hạc Thành";
  sample.until = ParseDate("2026-12-31").value();
  sample.severity = Level::high;
  sample.extra = R"({"a":[1,2]})";
  const Sample back = FromRecord<Sample>(ToRecord(sample));
  EXPECT_EQ(back.id.value, 7);
  EXPECT_EQ(back.name.value, "Hạc Thành");
  EXPECT_EQ(back.until, sample.until);
  EXPECT_EQ(back.severity, Level::high);
  EXPECT_FALSE(back.system_id.has_value());
}

TEST(SchemaTest, JsonShowsNoSecretAndEmbedsJson) {
  Sample sample;
  sample.hash = "s3cret";
  sample.extra = R"({"a":1})";
  const std::string text = boost::json::serialize(Encode(sample));
  EXPECT_EQ(text.find("s3cret"), std::string::npos);
  EXPECT_NE(text.find(R"("extra":{"a":1})"), std::string::npos) << text;
}

TEST(SchemaTest, NamesEveryWrongField) {
  const EntityInfo& info = Describe<Sample>();
  const auto read = FromJson(info, Body(R"({"id":5,"name":"12345678901","email":"x@y",
      "until":"2026-02-30","level":9,"severity":"huge","colour":"red","hash":"x"})"),
                             Intent::kCreate, ToRecord(Sample{}));
  ASSERT_FALSE(read);
  std::map<std::string, std::string> wrong;
  for (const auto& field : read.error().fields()) wrong[field.name] = field.message;
  EXPECT_EQ(wrong["id"], "computed");
  EXPECT_EQ(wrong["hash"], "computed");
  EXPECT_EQ(wrong["name"], "too_long:10");
  EXPECT_EQ(wrong["email"], "not_an_email");
  EXPECT_EQ(wrong["until"], "not_a_date");
  EXPECT_EQ(wrong["level"], "too_large:5");
  EXPECT_EQ(wrong["severity"], "not_a_choice");
  EXPECT_EQ(wrong["colour"], "unknown");
  EXPECT_EQ(wrong["agency_id"], "required");
  EXPECT_EQ(wrong.size(), 9u);
}

TEST(SchemaTest, ChangeKeepsWhatIsNotGiven) {
  Sample sample;
  sample.agency_id = AgencyId{3};
  sample.name = "cũ";
  const auto read =
      FromJson(Describe<Sample>(), Body(R"({"active":false})"), Intent::kChange, ToRecord(sample));
  ASSERT_TRUE(read);
  const Sample changed = FromRecord<Sample>(*read);
  EXPECT_EQ(changed.name.value, "cũ");
  EXPECT_FALSE(changed.active);
}

TEST(SchemaTest, SchemasUseReferences) {
  Components components;
  const auto schema = SchemaOf<Answer>(components);
  EXPECT_EQ(boost::json::serialize(schema), R"({"$ref":"#/components/schemas/Answer"})");
  EXPECT_TRUE(components.contains("Sample"));
  EXPECT_FALSE(components.find("Sample")->second.at("properties").as_object().contains("hash"));
}

TEST(SchemaTest, RefusesDeepAndBrokenJson) {
  EXPECT_FALSE(ParseJson(std::string(100000, '[')));
  EXPECT_FALSE(ParseJson("{\"a\":1} x"));
  EXPECT_FALSE(ParseJson(""));
}

TEST(SchemaTest, FilterValuesAreTyped) {
  const EntityInfo& info = Describe<Sample>();
  const auto& severity = info.fields[static_cast<std::size_t>(info.Find("severity"))];
  EXPECT_TRUE(ParseFilterValue(severity, "high"));
  EXPECT_FALSE(ParseFilterValue(severity, "high' or 1=1"));
  EXPECT_FALSE(ParseFilterValue(info.fields[0], "12x"));
}

}  // namespace
}  // namespace lachan::schema
