// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "bodies/bulk.h"
#include "bodies/json_values.h"

namespace lachan::bodies {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

std::vector<std::string> Read(std::string_view body) {
  std::vector<std::string> items;
  BulkReader reader(body);
  for (;;) {
    const auto item = reader.Next();
    if (!item) {
      items.push_back("error: " + item.error().what);
      return items;
    }
    if (!*item) return items;
    items.push_back(fmt::format("{} {} {} {}", ToString((*item)->action), (*item)->index,
                                (*item)->id, (*item)->document));
  }
}

TEST(BulkReader, ReadsEachAction) {
  EXPECT_THAT(Read("{\"index\":{\"_index\":\"a\",\"_id\":\"1\"}}\n{\"m\":0}\n"
                   "{\"delete\":{\"_id\":\"2\"}}\n"
                   "{\"update\":{\"_id\":3}}\r\n{\"doc\":{}}\r\n"
                   "\n{ \"create\" : { } }\n{\"m\":1}"),
              ElementsAre("index a 1 {\"m\":0}", "delete  2 ", "update  3 {\"doc\":{}}",
                          "create   {\"m\":1}"));
}

TEST(BulkReader, KeepsNamesAsTheyWereWritten) {
  EXPECT_THAT(Read(R"({"index":{"_index":"a\u0062","_id":"x\"y","routing":{"a":[1]}}})"
                   "\n{}\n"),
              ElementsAre(R"(index a\u0062 x\"y {})"));
}

TEST(BulkReader, NamesTheLineThatIsNoAction) {
  const std::string good = "{\"index\":{}}\n{}\n";
  for (const std::string_view bad :
       {"{\"wrong\":{}}\n{}\n", "[1]\n", "text\n", "{}\n", "{\"index\":{}}}\n{}\n",
        "{\"index\":{},\"create\":{}}\n{}\n", "{\"index\":1}\n{}\n",
        "{\"index\":{\"_id\":\"\x01\"}}\n{}\n"}) {
    const auto items = Read(good + std::string(bad));
    ASSERT_EQ(items.size(), 2u) << bad;
    EXPECT_THAT(items[1], HasSubstr("[3]")) << bad;
  }
  EXPECT_THAT(Read("{\"index\":{}}"), ElementsAre(HasSubstr("no document")));
  EXPECT_THAT(Read("{\"index\":{\"_id\":\"" + std::string(10'000, 'x') + "\"}}\n{}\n"),
              ElementsAre(HasSubstr("8192")));
}

TEST(BulkReader, PassesOverNamesThatAreNone) {
  EXPECT_THAT(Read("{\"index\":{\"_index\":null,\"_id\":[1]}}\n{}\n"), ElementsAre("index   {}"));
  EXPECT_THAT(Read("{\"index\":{\"_id\":1.5,\"_index\":\"\\q\"}}\n{}\n"),
              ElementsAre(HasSubstr("index")));
}

std::vector<std::string> Values(std::string_view body) {
  std::vector<std::string> values;
  JsonValues reader(body);
  while (const auto value = reader.Next()) values.emplace_back(*value);
  if (!reader.rest().empty()) values.push_back("rest: " + std::string(reader.rest()));
  return values;
}

TEST(JsonValues, TellsObjectsApartHoweverTheyStand) {
  const std::vector<std::string> three{"{\"a\":\"}{\"}", "{\"b\":[{},{}]}", "{}"};
  const auto joined = [&](std::string_view by) {
    return fmt::format("{}{}{}{}{}", three[0], by, three[1], by, three[2]);
  };
  for (const std::string_view by : {"\n", "\r\n", "", " ", "\t \n", "\n\n"}) {
    EXPECT_EQ(Values(joined(by)), three) << by;
    EXPECT_EQ(Values(joined(by) + "\n"), three) << by;
  }
  for (const std::string_view by : {",", " ,\n", "\n,"}) {
    EXPECT_EQ(Values("[" + joined(by) + "]"), three) << by;
    EXPECT_EQ(Values(" [\n" + joined(by) + "\n]\n"), three) << by;
  }
  EXPECT_EQ(Values("{\n \"a\": {}\n,\n\"b\": {}\n}\n{}\n"),
            (std::vector<std::string>{"{\n \"a\": {}\n,\n\"b\": {}\n}", "{}"}));
}

TEST(JsonValues, LeavesWhatHasNoEnd) {
  EXPECT_THAT(Values("{}\n{\"a\":"), ElementsAre("{}", "rest: {\"a\":"));
  EXPECT_THAT(Values("[{},text"), ElementsAre("{}", "rest: text"));
  EXPECT_THAT(Values("text"), ElementsAre("rest: text"));
  EXPECT_THAT(Values(" \n"), ElementsAre());
}

}  // namespace
}  // namespace lachan::bodies
