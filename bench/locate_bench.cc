// SPDX-License-Identifier: Apache-2.0
// What it costs to say whose an address or a host name is. Usage: locate_bench [RANGES]
// Half of the ranges are IPv4, half IPv6; as many domains. Every figure is the best of five rounds
// on one thread, in its processor time; the values looked up are in random order. As in a pipeline
// that has just parsed them, values are in the cache when they are looked up: they are taken in
// portions, each read once before the clock runs.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <random>
#include <string>
#include <vector>

#include "register/domain_map.h"
#include "register/network_map.h"

namespace {

using namespace lachan::registry;

constexpr std::size_t kLookups = 1'000'000;

double Now() {
  timespec time{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_nsec) / 1e9;
}

std::size_t Touch(const Address& address) { return address.low; }
std::size_t Touch(const std::string& text) {
  std::size_t sum = 0;
  for (const char c : text) sum += static_cast<unsigned char>(c);
  return sum;
}

template <class Values, class F>
void Measure(const char* what, const Values& values, F&& look) {
  constexpr std::size_t kPortion = 64;
  double best = 1e9;
  std::size_t found = 0;
  volatile std::size_t touched = 0;
  for (int round = 0; round < 5; ++round) {
    double spent = 0;
    for (std::size_t i = 0; i < kLookups; i += kPortion) {
      for (std::size_t k = 0; k < kPortion; ++k) {
        touched = touched + Touch(values[(i + k) % values.size()]);
      }
      const double begin = Now();
      for (std::size_t k = 0; k < kPortion; ++k) {
        found += look(values[(i + k) % values.size()]) ? 1 : 0;
      }
      spent += Now() - begin;
    }
    best = std::min(best, spent);
  }
  fmt::print("{:<34}{:>8.1f} ns   ({} % found)\n", what, best / kLookups * 1e9,
             found * 100 / (5 * kLookups));
}

class Maker {
 public:
  std::uint64_t Number(std::uint64_t below) { return random_() % below; }
  /// Networks of an office: 10.x, 172.16.x, 203.0.x of /20 to /30, so that they nest.
  Network V4() {
    static constexpr std::uint32_t kFirst[] = {10U << 24, 172U << 24 | 16U << 16, 203U << 24};
    const auto base = kFirst[Number(3)] | static_cast<std::uint32_t>(Number(1U << 24));
    return ParseNetwork(fmt::format("{}.{}.{}.{}/{}", base >> 24, base >> 16 & 255, base >> 8 & 255,
                                    base & 255, 20 + Number(11)))
        .value();
  }
  Network V6() {
    return ParseNetwork(fmt::format("2001:db8:{:x}:{:x}::/{}", Number(1U << 12), Number(1U << 16),
                                    48 + Number(17)))
        .value();
  }
  std::string Label() {
    std::string text;
    for (auto n = 3 + Number(8); n > 0; --n) text += static_cast<char>('a' + Number(26));
    return text;
  }

 private:
  std::mt19937_64 random_{11};
};

std::string TextOf(const Address& address) {
  const std::string text = Network{address, address.is_v6 ? 128 : 32}.Text();
  return text.substr(0, text.find('/'));
}

}  // namespace

int main(int argc, char** argv) {
  const auto ranges = static_cast<std::uint32_t>(argc > 1 ? std::atoi(argv[1]) : 100'000);
  Maker maker;
  std::vector<NetworkMap::Entry> entries;
  std::vector<Address> v4, v6;
  for (std::uint32_t i = 0; i < ranges; ++i) {
    const Network network = i % 2 == 0 ? maker.V4() : maker.V6();
    entries.push_back({network, i});
    Address inside = network.base;
    inside.low |= maker.Number(i % 2 == 0 ? 4 : 1U << 30);
    (i % 2 == 0 ? v4 : v6).push_back(inside);
  }
  std::shuffle(v4.begin(), v4.end(), std::mt19937(1));
  std::shuffle(v6.begin(), v6.end(), std::mt19937(2));
  double begin = Now();
  const NetworkMap map(entries);
  fmt::print("{} ranges, {} stretches, built in {:.0f} ms\n", ranges, map.stretches(),
             (Now() - begin) * 1e3);
  std::vector<std::string> text4, text6;
  for (const auto& address : v4) text4.push_back(TextOf(address));
  for (const auto& address : v6) text6.push_back(TextOf(address));
  Measure("IPv4 from the number", v4, [&](const Address& a) { return map.Find(a).has_value(); });
  Measure("IPv6 from the number", v6, [&](const Address& a) { return map.Find(a).has_value(); });
  const auto from_text = [&](const std::string& text) {
    const auto address = ParseAddress(text);
    return address && map.Find(*address).has_value();
  };
  Measure("IPv4 from text", text4, from_text);
  Measure("IPv6 from text", text6, from_text);

  std::vector<DomainMap::Entry> domains;
  std::vector<std::string> hosts, strangers;
  for (std::uint32_t i = 0; i < ranges; ++i) {
    domains.push_back({maker.Label() + "." + maker.Label() + ".gov.vn", i});
    hosts.push_back("www." + maker.Label() + "." + domains.back().domain);
    strangers.push_back("cdn." + maker.Label() + "." + maker.Label() + ".example.com");
  }
  std::shuffle(hosts.begin(), hosts.end(), std::mt19937(3));
  begin = Now();
  const DomainMap names(domains);
  fmt::print("{} domains, built in {:.0f} ms\n", names.size(), (Now() - begin) * 1e3);
  const auto look = [&](const std::string& host) { return names.Find(host).has_value(); };
  Measure("subdomain, two labels deeper", hosts, look);
  Measure("name of a stranger", strangers, look);
  return 0;
}
