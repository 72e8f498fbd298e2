// SPDX-License-Identifier: Apache-2.0
/// \file
/// An indicator of compromise: a value that speaks of an attacker when it occurs in an event.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"

namespace lachan::indicators {

/// Names and numbers may reach disk: never changed.
enum class Kind : std::uint8_t {
  kAddress = 0,  ///< One IPv4 or IPv6 address: "192.0.2.1", "2001:db8::1".
  kNetwork = 1,  ///< CIDR, host bits zero: "192.0.2.0/24".
  kDomain = 2,   ///< Lower case, A-labels, without the final dot: "evil.example".
  kUrl = 3,      ///< As CanonicalUrl() writes it; "//host/path" stands for every scheme.
  kMd5 = 4,      ///< This and the next three: lower-case hex digits.
  kSha1 = 5,
  kSha256 = 6,
  kSha512 = 7,
  kEmail = 8,  ///< Lower case.
};
/// "address", "network", "domain", "url", "md5", "sha1", "sha256", "sha512", "email".
std::string_view ToString(Kind kind);

/// How far an indicator may be passed on, from open to closed.
/// \source FIRST, Traffic Light Protocol 2.0
enum class Tlp : std::uint8_t { kClear = 0, kGreen = 1, kAmber = 2, kAmberStrict = 3, kRed = 4 };
/// "clear", "green", "amber", "amber+strict", "red".
std::string_view ToString(Tlp tlp);
/// Any letter case, with or without "TLP:"; TLP 1.0's "white" is clear.
std::optional<Tlp> ParseTlp(std::string_view text);

struct Indicator {
  Kind kind = Kind::kAddress;
  std::string value;                   ///< Canonical, see Kind.
  std::string source;                  ///< Who says so: an organisation or a feed.
  std::string description;             ///< Of the indicator; may be empty.
  std::optional<Instant> valid_from;   ///< First instant at which it counts.
  std::optional<Instant> valid_until;  ///< First instant at which it counts no longer.
  Tlp tlp = Tlp::kAmber;               ///< Amber where nothing is said or the word is unknown.
  std::string id;  ///< As the document has it: STIX id, MISP uuid; may be empty.
};

/// True if `indicator` counts at `now`.
bool IsValidAt(const Indicator& indicator, Instant now);

}  // namespace lachan::indicators
