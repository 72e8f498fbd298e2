// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <boost/json/parse.hpp>

#include "base/hash.h"
#include "journal/fact.h"
#include "journal/state_store.h"

namespace lachan::journal {
namespace {

Fact Sample() {
  Fact fact;
  fact.id = 7;
  fact.kind = "incident.closed";
  fact.subject_kind = "incident";
  fact.subject_id = 3;
  fact.agency = {12};
  fact.system = {4};
  fact.actor = {2};
  fact.actor_name = "Lê Thị B";
  fact.recorded_at = Instant{Duration{1'700'000'000'000'000}};
  fact.occurred_at = Instant{Duration{1'600'000'000'000'000}};
  fact.cause = {6};
  fact.payload = R"({"a":1})";
  return fact;
}

TEST(HashOf, FollowsTheDocumentedLayout) {
  const std::string bytes =
      "13:lachan.fact.1,"
      "64:" +
      std::string(64, '0') +
      ","
      "1:7,15:incident.closed,8:incident,1:3,2:12,1:4,1:2,11:Lê Thị B,"
      "16:1700000000000000,16:1600000000000000,4:live,1:6,7:{\"a\":1},";
  EXPECT_EQ(HashOf(Sample(), GenesisHash()), Sha256Hex(bytes));
}

TEST(HashOf, DependsOnEveryField) {
  using Change = void (*)(Fact&);
  const Change changes[] = {
      [](Fact& f) { ++f.id; },
      [](Fact& f) { f.kind += "x"; },
      [](Fact& f) { f.subject_kind = "task"; },
      [](Fact& f) { ++f.subject_id; },
      [](Fact& f) { ++f.agency.value; },
      [](Fact& f) { ++f.system.value; },
      [](Fact& f) { ++f.actor.value; },
      [](Fact& f) { f.actor_name = "Lê Thị C"; },
      [](Fact& f) { f.recorded_at += Duration{1}; },
      [](Fact& f) { f.occurred_at += Duration{1}; },
      [](Fact& f) { f.origin = Origin::exercise; },
      [](Fact& f) { ++f.cause.value; },
      [](Fact& f) { f.payload = R"({"a":2})"; },
  };
  const std::string before = HashOf(Sample(), GenesisHash());
  std::vector<std::string> seen{before};
  for (const Change change : changes) {
    Fact fact = Sample();
    change(fact);
    const std::string hash = HashOf(fact, GenesisHash());
    EXPECT_EQ(std::ranges::count(seen, hash), 0) << "field " << seen.size();
    seen.push_back(hash);
  }
  EXPECT_NE(HashOf(Sample(), before), before);
}

TEST(HashOf, TextMovedBetweenFieldsIsSeen) {
  Fact a = Sample(), b = Sample();
  a.kind = "ab", a.subject_kind = "c";
  b.kind = "a", b.subject_kind = "bc";
  EXPECT_NE(HashOf(a, GenesisHash()), HashOf(b, GenesisHash()));
}

TEST(CanonicalJson, SortsMembersAtEveryDepth) {
  const auto value = boost::json::parse(R"({"b": [ {"z":1, "y":null} ], "a": "đ\n", "ab": -5})");
  EXPECT_EQ(CanonicalJson(value.as_object()), R"({"a":"đ\n","ab":-5,"b":[{"y":null,"z":1}]})");
}

TEST(Reach, CoversOnlyNamedAgencies) {
  EXPECT_TRUE(Reach::Everything().Covers({5}));
  EXPECT_TRUE(Reach::Everything().Covers({0}));
  EXPECT_TRUE(Reach::Only({5}).Covers({5}));
  EXPECT_FALSE(Reach::Only({5}).Covers({6}));
  EXPECT_FALSE(Reach{}.Covers({5}));
}

TEST(Reach, NoAgencyIsNobodys) {
  EXPECT_FALSE(Reach::Only({0}).Covers({0}));
  EXPECT_FALSE(Reach::Only({5}).Covers({0}));
}

}  // namespace
}  // namespace lachan::journal
