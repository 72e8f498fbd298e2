// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "intel/entities.h"
#include "intel/views.h"
#include "journal/state_store.h"

namespace lachan::intel {

/// Purpose      Values that raise nothing: made, ended, listed. Never erased.
/// Concurrency  Thread-safe.
/// Limits       10,000 in force.
class Exclusions {
 public:
  static constexpr std::size_t kInForce = 10'000;

  struct Deps {
    journal::StateStore& store;
    const Clock& clock;
    std::function<void()> on_change = {};
  };
  explicit Exclusions(Deps deps) : deps_(std::move(deps)) {}

  struct Draft {
    std::string value;  ///< In any spelling.
    std::string reason;
    std::optional<Instant> until;  ///< Absent: until a person ends it.
  };
  /// \error kInvalidInput  no indicator's value, no reason, or an end that is over
  /// \error kConflict      the value is excluded already
  /// \error kExhausted     too many
  Result<IndicatorExclusionView> Create(const journal::Caller& caller, const Draft& draft);
  /// \error kNotFound \error kFailedPrecondition  it has ended already
  Status End(const journal::Caller& caller, std::int64_t id);
  /// Newest first.
  Result<IndicatorExclusionList> List(const journal::Caller& caller, bool with_ended) const;
  Result<std::vector<IndicatorExclusion>> InForce() const;

 private:
  Result<std::vector<IndicatorExclusion>> InForce(journal::Reader& reader) const;
  IndicatorExclusionView ViewOf(const IndicatorExclusion& row) const;

  Deps deps_;
};

}  // namespace lachan::intel
