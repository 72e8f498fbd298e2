// SPDX-License-Identifier: Apache-2.0
#include "request.h"

#include <gtest/gtest.h>

namespace lachan::eventd {
namespace {

TEST(ParseTarget, SplitsQueryParametersAndSettings) {
  const auto request = ParseTarget(
      "/?query=SELECT+%7Bx%3AString%7D&param_x=a%26b&max_threads=1&database=d&user=u"
      "&default_format=Native&wait_end_of_query=1");
  ASSERT_TRUE(request);
  EXPECT_EQ(request->path, "/");
  EXPECT_EQ(request->sql, "SELECT {x:String}");
  EXPECT_EQ(request->database, "d");
  EXPECT_EQ(request->format, "Native");
  ASSERT_EQ(request->parameters.size(), 1U);
  EXPECT_EQ(request->parameters[0].first, "x");
  EXPECT_EQ(request->parameters[0].second, "a&b");
  ASSERT_EQ(request->settings.size(), 1U);
  EXPECT_EQ(request->settings[0].first, "max_threads");
}

TEST(ParseTarget, RefusesWhatItCannotMean) {
  for (const auto* target : {"/?query=%4", "/?query=%zz", "/?a%20b=1", "/?a%3D1%2Cb=1",
                             "/?session_id=x", "/?readonly=1", "/?1x=2"}) {
    EXPECT_FALSE(ParseTarget(target)) << target;
  }
  EXPECT_TRUE(ParseTarget("/ping"));
  EXPECT_TRUE(ParseTarget("/?compress=0"));
}

TEST(SplitInsert, FindsTheFormatAtTheEndOnly) {
  const auto insert = SplitInsert("INSERT INTO t (a, b) FORMAT Native ;\n");
  EXPECT_EQ(insert.head, "INSERT INTO t (a, b)");
  EXPECT_EQ(insert.format, "Native");
  EXPECT_EQ(SplitInsert("/* x */ insert into t format TSV").format, "TSV");
  EXPECT_EQ(SplitInsert("INSERT INTO t VALUES (1)").head, "");
  EXPECT_EQ(SplitInsert("INSERT INTO t SELECT 1").head, "");
  EXPECT_EQ(SplitInsert("SELECT 1 FORMAT Native").head, "");
  EXPECT_EQ(SplitInsert("INSERT INTO reformat Native").head, "");
  EXPECT_EQ(SplitInsert("INSERT").head, "");
}

TEST(IsWrite, KnowsReadsByTheirFirstWord) {
  EXPECT_FALSE(IsWrite("-- note\n SELECT 1"));
  EXPECT_FALSE(IsWrite("WITH x AS (SELECT 1) SELECT 1"));
  EXPECT_TRUE(IsWrite("INSERT INTO t VALUES (1)"));
  EXPECT_TRUE(IsWrite("ALTER TABLE t MODIFY TTL x"));
}

TEST(Quote, CannotBeLeft) { EXPECT_EQ(Quote("a'b\\"), "'a\\'b\\\\'"); }

TEST(HttpStatus, BlamesTheCallerOnlyForItsErrors) {
  EXPECT_EQ(HttpStatus(62), 400U);
  EXPECT_EQ(HttpStatus(60), 404U);
  EXPECT_EQ(HttpStatus(516), 401U);
  EXPECT_EQ(HttpStatus(241), 500U);
}

}  // namespace
}  // namespace lachan::eventd
