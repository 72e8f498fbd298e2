// SPDX-License-Identifier: Apache-2.0
/// \file
/// What an event store needs, as text for the people who run it: the statements that make the
/// tables of one engine or of a ClickHouse cluster, the part of the servers' configuration, the
/// account and its rights.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "events/event_schema.h"

namespace lachan::events {

struct PlanRequest {
  Layout layout = {};
  int shards = 1;    ///< 1–1,000; parts of the data, each on servers of its own.
  int replicas = 2;  ///< 1–10; copies of each part.
  std::string user = "lachan";
};

struct PlanStep {
  enum class Kind { kStatement, kConfiguration };
  Kind kind = Kind::kStatement;
  std::string title;
  std::string text;  ///< One SQL statement without semicolon, or XML.
};

/// \error kInvalidInput  a name or a number that cannot be
Result<std::vector<PlanStep>> PlanStore(const PlanRequest& request);

/// The plan as one SQL script; configuration stands in comments.
std::string PlanScript(const std::vector<PlanStep>& steps);

}  // namespace lachan::events
