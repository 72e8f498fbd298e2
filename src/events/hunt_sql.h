// SPDX-License-Identifier: Apache-2.0
/// \file
/// Query tree → condition for ClickHouse. What a person typed travels as parameters only.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "events/hunt_names.h"
#include "events/hunt_parser.h"

namespace lachan::events {

/// One statement with its parameters, ready for any ClickHouse client.
struct Statement {
  std::string sql;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< Values as they are, unescaped.

  /// Adds a parameter; gives its placeholder, "{p0:String}".
  std::string Bind(std::string_view type, std::string value);
  std::string Bind(std::string_view value) { return Bind("String", std::string(value)); }
};

/// What a condition is compiled with besides itself.
struct HuntContext {
  std::string_view text = {};  ///< Of the query, so that messages can say the place.
  const HuntNames* names = nullptr;
};

/// The condition for `node` over table `events`; its parameters go to `statement`.
/// \error kInvalidInput  a core field with a value it cannot have (agency:abc, where no name in
///                       `context` is "abc")
Result<std::string> CompileHunt(const HuntNode& node, Statement& statement,
                                const HuntContext& context = {});

/// An expression giving all values of `field` in one event as Array(String).
std::string ValuesOf(std::string_view field, Statement& statement);

}  // namespace lachan::events
