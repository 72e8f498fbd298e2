// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which addresses a scan may touch. Pure: what is not in the answer gets no packet.
#pragma once

#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "findings/scan_entities.h"
#include "register/entities.h"
#include "register/network_map.h"

namespace lachan::findings {

/// Networks of a scope: one a line, blanks and commas part as well.
/// \error kInvalidInput  names the line that is no network (field "scope").
Result<std::vector<registry::Network>> ParseScope(std::string_view scope);

/// Whether every network of the scope lies within one of the ranges.
/// \error kInvalidInput  field "scope": "not_registered:<network>".
Status CheckScope(std::string_view scope, std::span<const AddressRange> ranges);

BOOST_DEFINE_ENUM_CLASS(LeftOutReason, not_in_scope, other_owner, excluded)

struct LeftOut {
  std::string address;
  LeftOutReason reason = LeftOutReason::other_owner;
};

struct TargetList {
  std::vector<std::string> addresses;  ///< In order; each once.
  std::vector<LeftOut> left_out;       ///< The first thousand.
  std::size_t left_out_count = 0;
};

struct TargetInput {
  std::vector<registry::Network> wanted;  ///< Empty: the whole scope.
  std::vector<registry::Network> scope;
  std::vector<registry::Network> excluded;
  /// Whether the address belongs to the agency now, by the longest match.
  std::function<bool(const std::string& address)> is_owned;
  std::size_t most = 4096;  ///< Addresses, those left out counted.
};

/// Every single address that is wanted, in the scope, owned and not excluded.
/// \error kExhausted  more than `most` addresses.
Result<TargetList> ComputeTargets(const TargetInput& input);

/// "22,80,443,8000-8100" → the same, tidied. \error kInvalidInput  field "ports".
Result<std::string> CheckPorts(std::string_view ports);

/// The address as text: "10.0.0.1", "2001:db8::1".
std::string TextOf(const registry::Address& address);

}  // namespace lachan::findings
