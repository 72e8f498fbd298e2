// SPDX-License-Identifier: Apache-2.0
#include "scan/tally.h"

namespace lachan::scan {

void Tally::AddHost(std::string_view host, bool is_match) {
  const auto known = hosts.find(host);
  if (known != hosts.end()) {
    known->second += is_match ? 1 : 0;
  } else if (hosts.size() < kMaxHosts) {
    hosts.emplace(host, is_match ? 1 : 0);
  } else {
    has_more_hosts = true;
  }
}

void Tally::Add(const Tally& other) {
  events += other.events;
  events_outside += other.events_outside;
  without_time += other.without_time;
  events_matched += other.events_matched;
  events_with_indicators += other.events_with_indicators;
  abandoned_regexes += other.abandoned_regexes;
  for (const auto& [expression, count] : other.given_up) given_up[expression] += count;
  span.Add(other.span);
  if (rules.size() < other.rules.size()) rules.resize(other.rules.size());
  for (std::size_t i = 0; i < other.rules.size(); ++i) rules[i].Add(other.rules[i]);
  for (const auto& [indicator, count] : other.indicators) indicators[indicator].Add(count);
  for (const auto& [host, count] : other.hosts) {
    const auto known = hosts.find(host);
    if (known != hosts.end()) {
      known->second += count;
    } else if (hosts.size() < kMaxHosts) {
      hosts.emplace(host, count);
    } else {
      has_more_hosts = true;
    }
  }
  has_more_hosts = has_more_hosts || other.has_more_hosts;
}

}  // namespace lachan::scan
