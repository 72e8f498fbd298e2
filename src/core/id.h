// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace lachan {

/// Identity of a `Tag`. Positive when it names something; 0 means "none yet".
template <class Tag>
struct Id {
  std::int64_t value = 0;
  constexpr explicit operator bool() const { return value > 0; }
  friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

// Entities named by identifiers across modules. The structs live in the modules that own them.
struct Agency;
struct System;
struct Source;
struct Account;
struct Alert;
struct Incident;
struct Fact;
using AgencyId = Id<Agency>;
using SystemId = Id<System>;
using SourceId = Id<Source>;
using AccountId = Id<Account>;
using AlertId = Id<Alert>;
using IncidentId = Id<Incident>;
using FactId = Id<Fact>;

/// Name of the entity that an Id<Tag> refers to, as the store and the API spell it.
template <class Tag>
inline constexpr const char* kReferenceName = "";
template <>
inline constexpr const char* kReferenceName<Agency> = "agency";
template <>
inline constexpr const char* kReferenceName<System> = "system";
template <>
inline constexpr const char* kReferenceName<Source> = "source";
template <>
inline constexpr const char* kReferenceName<Account> = "account";
template <>
inline constexpr const char* kReferenceName<Alert> = "alert";
template <>
inline constexpr const char* kReferenceName<Incident> = "incident";
template <>
inline constexpr const char* kReferenceName<Fact> = "fact";

}  // namespace lachan

template <class Tag>
struct std::hash<lachan::Id<Tag>> {
  std::size_t operator()(lachan::Id<Tag> id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
