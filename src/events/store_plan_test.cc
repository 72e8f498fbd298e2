// SPDX-License-Identifier: Apache-2.0
#include "events/store_plan.h"

#include <gtest/gtest.h>

namespace lachan::events {
namespace {

TEST(StorePlan, ClusterHasReplicatedPartsADistributedTableAndNoTtl) {
  const auto steps = PlanStore({.layout = {.cluster = "tinh"}, .shards = 2, .replicas = 2});
  ASSERT_TRUE(steps) << steps.error().Text();
  const std::string script = PlanScript(*steps);
  EXPECT_NE(script.find("ReplicatedMergeTree('/clickhouse/tables/{shard}/lachan/events_local', "
                        "'{replica}')"),
            std::string::npos)
      << script;
  EXPECT_NE(script.find("Distributed('tinh', 'lachan', 'events_local', cityHash64(id))"),
            std::string::npos);
  EXPECT_NE(script.find("ON CLUSTER `tinh`"), std::string::npos);
  EXPECT_NE(script.find("events-2-2"), std::string::npos);
  EXPECT_NE(script.find("<method>zstd</method>"), std::string::npos);
  EXPECT_EQ(script.find("events-3-1"), std::string::npos);
  EXPECT_NE(script.find("GRANT ON CLUSTER `tinh` SELECT, INSERT, ALTER DELETE"), std::string::npos);
  EXPECT_EQ(script.find(" TTL "), std::string::npos) << "expiry drops whole parts";
}

TEST(StorePlan, OneEngineHasPlainTables) {
  const auto steps = PlanStore({});
  ASSERT_TRUE(steps) << steps.error().Text();
  for (const auto& step : *steps) {
    EXPECT_EQ(step.text.find("ON CLUSTER"), std::string::npos) << step.text;
    EXPECT_EQ(step.text.find("Replicated"), std::string::npos) << step.text;
  }
  EXPECT_NE(PlanScript(*steps).find("<method>zstd</method>"), std::string::npos)
      << "columns leave their codec to the server";
}

TEST(StorePlan, WrongNamesAndNumbersAreRefused) {
  EXPECT_FALSE(PlanStore({.layout = {.cluster = "a'b"}}));
  EXPECT_FALSE(PlanStore({.layout = {.cluster = "a"}, .shards = 0}));
  EXPECT_FALSE(PlanStore({.layout = {.cluster = "a"}, .replicas = 11}));
  EXPECT_FALSE(PlanStore({.user = "x y"}));
}

}  // namespace
}  // namespace lachan::events
