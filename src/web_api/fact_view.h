// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

#include "journal/fact.h"
#include "schema/json.h"

namespace lachan::web_api {

/// A fact as the API shows it.
struct FactView {
  std::int64_t id = 0;
  std::string kind, subject_kind;
  std::int64_t subject_id = 0, agency_id = 0;
  std::string actor_name;
  Instant recorded_at, occurred_at;
  Origin origin = Origin::live;
  boost::json::object payload;
  std::string hash;
};
BOOST_DESCRIBE_STRUCT(FactView, (),
                      (id, kind, subject_kind, subject_id, agency_id, actor_name, recorded_at,
                       occurred_at, origin, payload, hash))

struct FactList {
  std::vector<FactView> rows;
  std::string next;  ///< Value of `before` for the next page; empty at the end.
};
BOOST_DESCRIBE_STRUCT(FactList, (), (rows, next))

FactView View(const Fact& fact);
std::vector<FactView> View(const std::vector<Fact>& facts);

}  // namespace lachan::web_api
