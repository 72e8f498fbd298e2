// SPDX-License-Identifier: Apache-2.0
#include "findings/scan_targets.h"

#include <algorithm>
#include <charconv>
#include <set>

#include "base/text.h"

namespace lachan::findings {
namespace {

using registry::Address;
using registry::Network;

bool Holds(const Network& network, const Address& address) {
  return network.base <= address && address <= network.Last();
}

bool Holds(const Network& outer, const Network& inner) {
  return Holds(outer, inner.base) && Holds(outer, inner.Last());
}

Address Next(Address address) {
  ++address.low;
  if (address.is_v6 && address.low == 0) ++address.high;
  return address;
}

std::unexpected<Error> WrongScope(std::string_view network, std::string_view message) {
  Error error(ErrorCode::kInvalidInput, fmt::format("scope: {}", PrintableForLog(network, 60)));
  return std::unexpected(std::move(error).WithField("scope", std::string(message)));
}

}  // namespace

std::string TextOf(const Address& address) {
  const auto text = Network{address, address.is_v6 ? 128 : 32}.Text();
  return text.substr(0, text.find('/'));
}

Result<std::vector<Network>> ParseScope(std::string_view scope) {
  std::vector<Network> networks;
  std::string text(scope);
  std::ranges::replace_if(
      text, [](char c) { return c == ',' || c == ';' || c == '\n' || c == '\r' || c == '\t'; },
      ' ');
  for (const auto part : Split(text, ' ')) {
    if (part.empty()) continue;
    const auto network = registry::ParseNetwork(part);
    if (!network)
      return WrongScope(part, fmt::format("not_a_network:{}", PrintableForLog(part, 60)));
    networks.push_back(*network);
    if (networks.size() > 500) return WrongScope("", "too_many:500");
  }
  if (networks.empty()) return WrongScope("", "required");
  return networks;
}

Status CheckScope(std::string_view scope, std::span<const AddressRange> ranges) {
  LACHAN_TRY(const auto networks, ParseScope(scope));
  for (const Network& network : networks) {
    const bool is_registered = std::ranges::any_of(ranges, [&](const AddressRange& range) {
      const auto registered = registry::ParseNetwork(range.network.value);
      return !range.archived.value && registered && Holds(*registered, network);
    });
    if (!is_registered) {
      return WrongScope(network.Text(), fmt::format("not_registered:{}", network.Text()));
    }
  }
  return {};
}

Result<TargetList> ComputeTargets(const TargetInput& input) {
  TargetList list;
  std::set<Address> looked_at;
  const auto in_any = [](const std::vector<Network>& networks, const Address& address) {
    return std::ranges::any_of(networks, [&](const Network& n) { return Holds(n, address); });
  };
  for (const Network& network : input.wanted.empty() ? input.scope : input.wanted) {
    const Address last = network.Last();
    for (Address at = network.base;; at = Next(at)) {
      if (looked_at.insert(at).second && looked_at.size() > input.most) {
        return Fail(ErrorCode::kExhausted,
                    "more than {} addresses in one scan: take a smaller network", input.most);
      }
      if (at == last) break;
    }
  }
  for (const Address& address : looked_at) {
    auto text = TextOf(address);
    std::optional<LeftOutReason> reason;
    if (!in_any(input.scope, address)) {
      reason = LeftOutReason::not_in_scope;
    } else if (!input.is_owned(text)) {
      reason = LeftOutReason::other_owner;
    } else if (in_any(input.excluded, address)) {
      reason = LeftOutReason::excluded;
    }
    if (!reason) {
      list.addresses.push_back(std::move(text));
    } else if (++list.left_out_count <= 1'000) {
      list.left_out.push_back({std::move(text), *reason});
    }
  }
  return list;
}

Result<std::string> CheckPorts(std::string_view ports) {
  std::string tidy;
  for (const auto part : Split(ports, ',')) {
    const auto range = Trim(part);
    const auto dash = range.find('-');
    int low = 0, high = 0;
    const auto read = [](std::string_view text, int& number) {
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      return error == std::errc{} && end == text.data() + text.size() && number >= 1 &&
             number <= 65'535;
    };
    const bool is_good =
        dash == std::string_view::npos
            ? read(range, low)
            : read(range.substr(0, dash), low) && read(range.substr(dash + 1), high) && low <= high;
    if (!is_good) {
      return std::unexpected(Error(ErrorCode::kInvalidInput, "ports: write 22,80,443,8000-8100")
                                 .WithField("ports", "not_ports"));
    }
    if (!tidy.empty()) tidy += ',';
    tidy += range;
  }
  if (tidy.size() > 500) {
    return std::unexpected(
        Error(ErrorCode::kInvalidInput, "ports: too many").WithField("ports", "too_long:500"));
  }
  return tidy;
}

}  // namespace lachan::findings
