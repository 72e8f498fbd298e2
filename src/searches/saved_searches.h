// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <boost/json/object.hpp>

#include <vector>

#include "journal/registers.h"
#include "journal/state_store.h"
#include "searches/entities.h"

namespace lachan::searches {

/// Saved searches: one's own, and those that colleagues of the same agency (or of the province)
/// share. Only the owner changes one. Thread-safe.
class SavedSearches {
 public:
  static constexpr std::size_t kOfOne = 200;  ///< Of one account.

  explicit SavedSearches(journal::StateStore& store);

  /// Pinned ones first, then by name.
  Result<std::vector<SavedSearch>> List(const journal::Caller& caller);
  /// \error kNotFound  none, or somebody's own
  Result<SavedSearch> Get(const journal::Caller& caller, std::int64_t id);
  /// \error kInvalidInput  a field is wrong, or the query is no query
  /// \error kExhausted     the account has kOfOne already
  Result<SavedSearch> Create(const journal::Caller& caller, const boost::json::object& body);
  /// \error kNotFound  none that one may see  \error kDenied  somebody else's
  /// \error kConflict  it was changed since
  Result<SavedSearch> Change(const journal::Caller& caller, std::int64_t id, std::int64_t version,
                             const boost::json::object& body);
  /// Takes it away. Errors as Change().
  Status Remove(const journal::Caller& caller, std::int64_t id);

 private:
  Status MayChange(const journal::Caller& caller, std::int64_t id);

  journal::StateStore& store_;
  journal::Registers registers_;  ///< Of this entity alone: it has no generic pages.
};

}  // namespace lachan::searches
