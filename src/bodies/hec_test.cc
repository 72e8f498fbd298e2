// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bodies/hec.h"
#include "bodies/trouble.h"

namespace lachan::bodies {
namespace {

using testing::ElementsAre;

struct Outcome {
  std::vector<std::string> records;
  HecCode fault;
  std::uint32_t number;
};

Outcome Read(std::string body) {
  const std::size_t size = body.size();
  body.append(kPadding, '}');  // What stands there must not matter.
  HecReader reader(std::string_view(body).substr(0, size));
  Outcome outcome;
  while (auto record = reader.Next()) outcome.records.push_back(*std::move(record));
  outcome.fault = reader.fault();
  outcome.number = reader.number();
  return outcome;
}

TEST(HecReader, PutsTheMembersOfAnEventBesideWhatIsSaidOfIt) {
  const auto outcome =
      Read(R"({"event":{"a":1,"b":{"c":"}"}},"time":1795406701.25,"host":"h","source":"s",)"
           R"("sourcetype":"t","index":"i","fields":{"r":"b","n":2,"list":["x",1]}})");
  EXPECT_EQ(outcome.fault, HecCode::kSuccess);
  EXPECT_THAT(outcome.records,
              ElementsAre(R"({"@timestamp":1795406701.25,"host":"h","source":"s","sourcetype":"t",)"
                          R"("index":"i","r":"b","n":2,"list":["x",1],"a":1,"b":{"c":"}"}})"));
}

TEST(HecReader, TakesTextsAsTheyAre) {
  EXPECT_THAT(Read(R"({"event":"a \"line\""}{"event":"a line","host":"h"}{"event":"{\"x\":1}"})"
                   R"({"event":"{\"x\":1}","time":"1.5"}{"event":"<34>1 - h a - - - m","host":"z"})"
                   R"({"event":"CEF:0|a|b|c|d|e|1|","host":"z"}{"event":"{broken","host":"h"})")
                  .records,
              ElementsAre("a \"line\"", R"({"host":"h","message":"a line"})", R"({"x":1})",
                          R"({"@timestamp":1.5,"x":1})", "<34>1 - h a - - - m",
                          "CEF:0|a|b|c|d|e|1|", R"({"host":"h","message":"{broken"})"));
}

TEST(HecReader, TakesOtherValues) {
  EXPECT_THAT(
      Read(R"({"event":[1,{"a":2}]}{"event":7,"host":"h"}{"event":true}{"event":{}})").records,
      ElementsAre(R"({"event":[1,{"a":2}]})", R"({"host":"h","event":7})", R"({"event":true})",
                  "{}"));
}

TEST(HecReader, WritesTimesThatAreNoNumberAsText) {
  EXPECT_THAT(Read(R"({"event":{},"time":"now"}{"event":{},"time":"00.5"}{"event":{},"time":null})")
                  .records,
              ElementsAre(R"({"@timestamp":"now"})", R"({"@timestamp":"00.5"})", "{}"));
}

TEST(HecReader, TellsWhichEventIsBroken) {
  struct Case {
    std::string body;
    HecCode fault;
    std::uint32_t number;
    std::size_t taken;
  };
  const std::string good = R"({"event":"a"})";
  for (const auto& one :
       std::vector<Case>{{"", HecCode::kNoData, 0, 0},
                         {" \n", HecCode::kNoData, 0, 0},
                         {"text", HecCode::kInvalidFormat, 0, 0},
                         {good + good + "x", HecCode::kInvalidFormat, 2, 2},
                         {good + R"({"event":)", HecCode::kInvalidFormat, 1, 1},
                         {good + R"({"event":"a"] })", HecCode::kInvalidFormat, 1, 1},
                         {R"({"event":"a"} x })", HecCode::kInvalidFormat, 0, 0},
                         {good + R"({"host":"h"})", HecCode::kEventRequired, 1, 1},
                         {R"({"event":""})", HecCode::kEventBlank, 0, 0},
                         {R"({"event":null})", HecCode::kEventBlank, 0, 0},
                         {R"({"event":"a","fields":[]})", HecCode::kBadFields, 0, 0},
                         {R"({"event":"a","fields":{"x":{}}})", HecCode::kBadFields, 0, 0},
                         {R"({"event":"a","host":{}})", HecCode::kInvalidFormat, 0, 0}}) {
    const auto outcome = Read(one.body);
    EXPECT_EQ(outcome.fault, one.fault) << one.body;
    EXPECT_EQ(outcome.number, one.number) << one.body;
    EXPECT_EQ(outcome.records.size(), one.taken) << one.body;
  }
}

}  // namespace
}  // namespace lachan::bodies
