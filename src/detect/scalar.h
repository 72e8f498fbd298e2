// SPDX-License-Identifier: Apache-2.0
/// \file
/// Numbers, times and addresses in the values of events and rules.
#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lachan::detect {

/// A decimal number in canonical text ("-12.5", no leading or trailing zeros), so that equality
/// does not depend on size or notation.
struct Decimal {
  std::string text;
  /// Plain decimals ("-4", "+04.50"); with `exponents` also "1e3", as JSON numbers may be.
  static std::optional<Decimal> Parse(std::string_view text, bool exponents = false);
  /// < 0, 0, > 0.
  static int Compare(const Decimal& a, const Decimal& b);
};

enum class TimePart { kMinute, kHour, kDay, kWeek, kMonth, kYear };

/// A part of a time as it is written, in its own zone: RFC 3339 and its ISO 8601 relatives, or a
/// Unix time in s, ms or µs (then UTC). `week` is the ISO week.
std::optional<int> PartOfTime(std::string_view text, TimePart part);

/// An IPv4 or IPv6 address. IPv4 inside IPv6 (::ffff:1.2.3.4) is IPv6.
struct Address {
  std::array<unsigned char, 16> bytes{};
  int family = 0;  ///< 4 or 6; 0 when the text was not an address.
  /// White space around it is ignored.
  static Address Parse(std::string_view text);
};

/// An IPv4 or IPv6 network.
class Network {
 public:
  /// "10.0.0.0/8", "10.0.0.0/255.0.0.0", "2001:db8::/32", or one address.
  static std::optional<Network> Parse(std::string_view text);
  /// False also for what is not an address.
  bool Contains(const Address& address) const;

 private:
  Address first_;
  int prefix_ = 0;
};

}  // namespace lachan::detect
