// SPDX-License-Identifier: Apache-2.0
/// \file
/// What a reorganisation would do, worked out before anything is written.
#pragma once

#include <boost/describe/class.hpp>

#include <string>
#include <vector>

#include "base/result.h"
#include "journal/registers.h"
#include "journal/state_store.h"
#include "register/reorganisation_request.h"

namespace lachan::registry {

/// Why it cannot be done, or what one should know: a stable code for the console's texts, and the
/// same in English with what to do about it.
struct PlanRemark {
  std::string code;   ///< "date_before_agency"
  std::string place;  ///< Field of the request: "predecessors.0", "effective_on".
  std::vector<std::string> arguments;
  std::string text, hint;
};
BOOST_DESCRIBE_STRUCT(PlanRemark, (), (code, place, arguments, text, hint))

/// A row that changes hands.
struct PlannedMove {
  std::string entity;
  std::int64_t id = 0;
  std::string title;
  AgencyId from;
  std::size_t to = 0;  ///< Index of the successor.
};

struct ReorganisationPlan {
  ReorganisationRequest request;
  std::string title;  ///< "SKHDT + STC → STC".
  std::vector<Agency> predecessors;
  std::vector<Agency> successors;    ///< Existing as stored; new ones without id.
  std::vector<PlannedMove> moves;    ///< By register, then id.
  std::vector<PlannedMove> closing;  ///< Accounts that are disabled instead of passed.
  std::vector<Agency> children;      ///< Units below a predecessor that get a new parent.
  std::vector<PlanRemark> problems, notices;

  bool EndsPredecessors() const {
    return request.kind != ReorganisationKind::rename &&
           request.kind != ReorganisationKind::transfer;
  }
};

/// \param reader  Of full reach.
/// \param today   A later date is said to be scheduled.
/// \error (of the reader)  what the register says cannot be read; all else is in `problems`.
Result<ReorganisationPlan> PlanReorganisation(journal::Reader& reader,
                                              const journal::Registers& registers,
                                              const ReorganisationRequest& request,
                                              CivilDate today);

/// Whether the agency exists on a day.
inline bool ExistsOn(const Agency& agency, CivilDate day) {
  return !agency.archived.value && agency.valid_from <= day &&
         (!agency.valid_to || day <= *agency.valid_to);
}

}  // namespace lachan::registry
