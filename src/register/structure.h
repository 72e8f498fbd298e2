// SPDX-License-Identifier: Apache-2.0
/// \file
/// A structure of agencies and its reorganisations, from two CSV lists into the register.
/// docs/formats/structure.md has the columns.
#pragma once

#include <boost/describe/class.hpp>

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "register/reorganiser.h"

namespace lachan::registry {

struct StructureLimits {
  std::size_t bytes = 1 << 20;  ///< Of each list.
  std::size_t rows = 5'000;
  std::size_t problems = 100;  ///< Told; the rest is counted.
};

/// What a row of a list did, or why it could not.
struct StructureLine {
  std::string list;  ///< "agencies" or "reorganisations".
  std::int64_t line = 0;
  std::string action;  ///< "created", "present", "applied", "scheduled"; or the code of a problem.
  std::string what;    ///< Code and name, or title.
  std::string text, hint;  ///< Of a problem.
};
BOOST_DESCRIBE_STRUCT(StructureLine, (), (list, line, action, what, text, hint))

struct StructureReceipt {
  bool applied = false;
  std::int64_t created = 0, present = 0, reorganised = 0, moved = 0, problem_count = 0;
  std::vector<StructureLine> lines, problems;
};
BOOST_DESCRIBE_STRUCT(StructureReceipt, (),
                      (applied, created, present, reorganised, moved, problem_count, lines,
                       problems))

struct StructureDeps {
  journal::StateStore& store;
  const journal::Registers& registers;
  Reorganiser& reorganiser;
};

/// Reads the lists, makes agencies that are not there (by code) and carries the reorganisations out
/// in order of their dates. All or nothing: one problem and nothing is written.
/// \param apply  False: everything is tried and taken back, so that the receipt is what would be.
/// \error kInvalidInput  not CSV, or a column is missing; what is wrong in rows is in the receipt.
/// \error kDenied        not a caller of full reach.
Result<StructureReceipt> LoadStructure(const StructureDeps& deps, const journal::Caller& caller,
                                       std::string_view agencies, std::string_view reorganisations,
                                       bool apply, const StructureLimits& limits = {});

}  // namespace lachan::registry
