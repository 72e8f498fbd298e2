// SPDX-License-Identifier: Apache-2.0
/// \file
/// What is asked of a reorganisation, as data and as JSON (docs/formats/reorganisation.md).
#pragma once

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "register/reorganisation.h"

namespace lachan::registry {

/// Who goes on: an agency that exists, or one that is made.
struct Successor {
  AgencyId existing;  ///< 0: `fresh` is made, valid from the date of the reorganisation.
  Agency fresh = {};
};

/// A row that goes to another successor than the heir.
struct Assignment {
  std::string entity;  ///< "system"
  std::int64_t id = 0;
  std::size_t to = 0;  ///< Index of the successor.
};

struct ReorganisationRequest {
  ReorganisationKind kind = ReorganisationKind::merge;
  CivilDate effective_on{};
  std::string decision_number;
  std::optional<CivilDate> decision_date = {};
  std::string basis = {};
  std::string note = {};
  std::vector<AgencyId> predecessors = {};
  std::vector<Successor> successors = {};
  std::size_t heir = 0;  ///< Index of the successor that takes what is not assigned.
  std::vector<Assignment> assignments = {};
  bool disable_accounts = false;  ///< Accounts of ended agencies are closed instead of passed.
  // rename
  std::string new_name = {}, new_code = {}, new_short_name = {};
};

struct RequestLimits {
  std::size_t units = 200;  ///< Predecessors, and successors.
  std::size_t assignments = 20'000;
};

/// \error kInvalidInput  names each wrong field.
Result<ReorganisationRequest> ParseReorganisation(const boost::json::object& body,
                                                  const RequestLimits& limits = {});
boost::json::object ToJson(const ReorganisationRequest& request);

}  // namespace lachan::registry
