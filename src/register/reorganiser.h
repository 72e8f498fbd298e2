// SPDX-License-Identifier: Apache-2.0
/// \file
/// Carries reorganisations out and takes them back.
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "journal/registers.h"
#include "journal/state_store.h"
#include "register/reorganisation_plan.h"

namespace lachan::registry {

/// What stands in the way of taking a reorganisation back.
struct Obstacle {
  std::string code;  ///< "changed_since", "new_rows", "later_reorganisation".
  std::string entity;
  std::int64_t id = 0;
  std::string title;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Obstacle, (), (code, entity, id, title, text))

/// Purpose      Reorganisations of agencies, each in one transaction with its facts.
/// Operation    What is dated ahead waits as `scheduled` and is carried out by ApplyDue(). Facts
///              are dated by the day the reorganisation takes effect.
/// Concurrency  Thread-safe; the store runs one change at a time.
/// Rights       Callers of full reach only; the route asks for the permission.
class Reorganiser {
 public:
  struct Deps {
    journal::StateStore& store;
    const journal::Registers& registers;
    const Clock& clock;
  };
  explicit Reorganiser(Deps deps) : deps_(deps) {}

  /// What it would do. Writes nothing.
  Result<ReorganisationPlan> Preview(const journal::Caller& caller,
                                     const ReorganisationRequest& request) const;
  /// Carries it out, or keeps it until its day.
  /// \error kFailedPrecondition  the plan has problems; each is a field of the error.
  /// \error kDenied              not a caller of full reach.
  Result<Reorganisation> Apply(const journal::Caller& caller, const ReorganisationRequest& request);
  /// The same inside a transaction that somebody has open, for lists of them.
  Result<Reorganisation> Apply(journal::Writer& writer, const journal::Caller& caller,
                               const ReorganisationRequest& request);
  /// Carries out what is scheduled for today or before. One that cannot be carried out stays
  /// scheduled with its problem.
  /// \return how many were carried out.
  Result<int> ApplyDue();

  /// What stands in the way of Undo(); empty when nothing does.
  Result<std::vector<Obstacle>> Obstacles(const journal::Caller& caller, ReorganisationId id) const;
  /// Takes an applied one back: every row as it was, agencies it made out of use.
  /// \error kFailedPrecondition  something was changed since; each obstacle is a field.
  Result<Reorganisation> Undo(const journal::Caller& caller, ReorganisationId id,
                              const std::string& reason);
  /// Takes a scheduled one off the list.
  /// \error kFailedPrecondition  it is not scheduled (any more).
  Result<Reorganisation> Cancel(const journal::Caller& caller, ReorganisationId id,
                                const std::string& reason);

 private:
  CivilDate Today() const { return CivilDateAt(deps_.clock.Now()); }
  Deps deps_;
};

/// The problems of a plan as an error.
Error AsError(const ReorganisationPlan& plan);

}  // namespace lachan::registry
