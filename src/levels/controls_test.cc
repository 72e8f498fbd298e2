// SPDX-License-Identifier: Apache-2.0
#include "levels/controls.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>

namespace lachan::levels {
namespace {

constexpr const char* kHead =
    "id,group,family_vi,family_en,title_vi,title_en,L1,L2,L3,L4,L5,clause\n";

std::string Shipped(const char* name) {
  std::ifstream file(std::string(std::getenv("LACHAN_SOURCE")) + "/controls/" + name);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

Catalogue ShippedCatalogue() {
  auto all = ParseControls(Standard::tcvn11930, Shipped("tcvn11930.csv")).value();
  auto more = ParseControls(Standard::tcvn14423, Shipped("tcvn14423.csv")).value();
  all.insert(all.end(), more.begin(), more.end());
  return Catalogue(std::move(all));
}

TEST(ShippedControls, CountsAreThoseOfTheCircular) {
  const auto catalogue = ShippedCatalogue();
  const std::map<int, std::array<std::size_t, 4>> expected = {{1, {15, 14, 3, 3}},
                                                              {2, {18, 18, 5, 6}},
                                                              {3, {22, 22, 7, 16}},
                                                              {4, {22, 22, 8, 17}},
                                                              {5, {22, 22, 8, 19}}};
  for (const auto& [level, counts] : expected) {
    std::map<std::string, std::size_t> found;
    for (const auto& control : catalogue.Of(Standard::tcvn11930, level)) {
      ++found[control.control->group];
    }
    EXPECT_EQ(found["management"], counts[0]) << level;
    EXPECT_EQ(found["technical"], counts[1]) << level;
    EXPECT_EQ(found["zone"], counts[2]) << level;
    EXPECT_EQ(found["design"], counts[3]) << level;
  }
}

TEST(ShippedControls, EveryControlHasItsClauseAtEveryLevel) {
  const auto catalogue = ShippedCatalogue();
  for (const Standard standard : {Standard::tcvn11930, Standard::tcvn14423}) {
    for (int level = 1; level <= 5; ++level) {
      for (const auto& control : catalogue.Of(standard, level)) {
        EXPECT_FALSE(control.clause.empty()) << control.control->id << " at level " << level;
      }
    }
  }
}

std::string ClauseOf(const Catalogue& catalogue, Standard standard, int level, const char* id) {
  for (const auto& control : catalogue.Of(standard, level)) {
    if (control.control->id == id) return control.clause;
  }
  return "";
}

TEST(Catalogue, ClausesFollowTheLevel) {
  const auto catalogue = ShippedCatalogue();
  EXPECT_EQ(ClauseOf(catalogue, Standard::tcvn11930, 1, "M01"), "5.1.1.1");
  EXPECT_EQ(ClauseOf(catalogue, Standard::tcvn11930, 5, "M01"), "9.1.1.1");
  EXPECT_EQ(ClauseOf(catalogue, Standard::tcvn11930, 3, "M11"), "7.1.4.3");
  EXPECT_EQ(ClauseOf(catalogue, Standard::tcvn14423, 1, "G01"), "3.1");
  EXPECT_EQ(ClauseOf(catalogue, Standard::tcvn14423, 4, "G16"), "6.17");
}

TEST(Catalogue, LevelsHaveTheirValues) {
  const auto catalogue = ShippedCatalogue();
  const auto* scan = catalogue.Find(Standard::tcvn14423, "C01");
  ASSERT_NE(scan, nullptr);
  EXPECT_EQ(scan->at[0], "P1Y");
  EXPECT_EQ(scan->at[4], "P3M");
  EXPECT_EQ(catalogue.Find(Standard::tcvn14423, "none"), nullptr);
  EXPECT_TRUE(catalogue.Of(Standard::tcvn14423, 6).empty());
}

TEST(ParseControls, NamesTheRowThatIsWrong) {
  const auto short_row = ParseControls(Standard::tcvn11930, std::string(kHead) + "M1,a\n");
  ASSERT_FALSE(short_row);
  EXPECT_NE(short_row.error().Text().find("row 2"), std::string::npos);
  EXPECT_FALSE(ParseControls(Standard::tcvn11930, "a,b\n"));
  EXPECT_FALSE(ParseControls(Standard::tcvn11930, kHead));
  const std::string row = "M1,g,f,f,t,t,x,x,x,x,x,x.1\n";
  EXPECT_TRUE(ParseControls(Standard::tcvn11930, kHead + row));
  EXPECT_FALSE(ParseControls(Standard::tcvn11930, kHead + row + row));
}

}  // namespace
}  // namespace lachan::levels
