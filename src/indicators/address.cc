// SPDX-License-Identifier: Apache-2.0
#include "indicators/address.h"

#include <fmt/format.h>

#include <array>

namespace lachan::indicators {
namespace {

/// Value of a hex digit, or 16.
unsigned HexValue(char c) {
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
  const char lower = static_cast<char>(c | 0x20);
  if (lower >= 'a' && lower <= 'f') return static_cast<unsigned>(lower - 'a') + 10;
  return 16;
}

std::optional<std::uint32_t> ParseV4(std::string_view text) {
  if (text.size() < 7 || text.size() > 15) return std::nullopt;
  std::uint32_t value = 0;
  std::size_t at = 0;
  for (int part = 0; part < 4; ++part) {
    if (part > 0 && (at >= text.size() || text[at++] != '.')) return std::nullopt;
    const std::size_t begin = at;
    std::uint32_t number = 0;
    while (at < text.size() && at - begin < 3 && text[at] >= '0' && text[at] <= '9') {
      number = number * 10 + static_cast<std::uint32_t>(text[at++] - '0');
    }
    if (at == begin || number > 255 || (text[begin] == '0' && at - begin > 1)) return std::nullopt;
    value = value << 8 | number;
  }
  if (at != text.size()) return std::nullopt;
  return value;
}

using Groups = std::array<std::uint16_t, 8>;

/// Reads the groups of an IPv6 text.
class GroupReader {
 public:
  explicit GroupReader(std::string_view text) : text_(text) {}

  std::optional<Groups> Read() {
    if (text_.starts_with("::")) {
      gap_ = 0;
      at_ = 2;
    }
    while (at_ < text_.size()) {
      if (!Group()) return std::nullopt;
      if (at_ == text_.size()) break;
      if (text_[at_++] != ':' || at_ == text_.size()) return std::nullopt;
      if (text_[at_] != ':') continue;
      if (gap_ >= 0) return std::nullopt;
      gap_ = count_;
      ++at_;
    }
    if (gap_ < 0 ? count_ != 8 : count_ > 7) return std::nullopt;
    return Spread();
  }

 private:
  bool Group() {
    if (count_ == 8) return false;
    const std::size_t begin = at_;
    unsigned value = 0;
    while (at_ < text_.size() && at_ - begin < 4) {
      const unsigned digit = HexValue(text_[at_]);
      if (digit > 15) break;
      value = value << 4 | digit;
      ++at_;
    }
    if (at_ < text_.size() && text_[at_] == '.') return Tail(begin);
    if (at_ == begin) return false;
    groups_[static_cast<std::size_t>(count_++)] = static_cast<std::uint16_t>(value);
    return true;
  }

  /// The last two groups written as IPv4.
  bool Tail(std::size_t begin) {
    const auto v4 = ParseV4(text_.substr(begin));
    if (!v4 || count_ > 6) return false;
    groups_[static_cast<std::size_t>(count_++)] = static_cast<std::uint16_t>(*v4 >> 16);
    groups_[static_cast<std::size_t>(count_++)] = static_cast<std::uint16_t>(*v4);
    at_ = text_.size();
    return true;
  }

  Groups Spread() const {
    if (gap_ < 0) return groups_;
    Groups all{};
    const auto gap = static_cast<std::size_t>(gap_), count = static_cast<std::size_t>(count_);
    for (std::size_t i = 0; i < gap; ++i) all[i] = groups_[i];
    for (std::size_t i = gap; i < count; ++i) all[8 - count + i] = groups_[i];
    return all;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Groups groups_{};
  int count_ = 0;
  int gap_ = -1;  ///< Groups before "::".
};

/// The longest run of at least two zero groups: first and length.
std::pair<std::size_t, std::size_t> LongestZeros(const Groups& groups) {
  std::size_t best = 0, best_size = 0;
  for (std::size_t i = 0; i < 8;) {
    std::size_t end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i > best_size) {
      best = i;
      best_size = end - i;
    }
    i = end + 1;
  }
  return best_size < 2 ? std::pair<std::size_t, std::size_t>{8, 0} : std::pair{best, best_size};
}

std::string FormatV4(std::uint64_t value) {
  return fmt::format("{}.{}.{}.{}", value >> 24 & 255, value >> 16 & 255, value >> 8 & 255,
                     value & 255);
}

}  // namespace

std::optional<Address> ParseAddress(std::string_view text) {
  if (text.size() < 2 || text.size() > 45) return std::nullopt;
  // The first group tells the family: at most four digits, then a dot or a colon.
  std::size_t digits = 0;
  while (digits < text.size() && digits < 5 && HexValue(text[digits]) < 16) ++digits;
  if (digits == text.size() || digits == 5) return std::nullopt;
  if (text[digits] == '.') {
    const auto v4 = ParseV4(text);
    if (!v4) return std::nullopt;
    return Address{0, *v4, true};
  }
  if (text[digits] != ':') return std::nullopt;
  const auto groups = GroupReader(text).Read();
  if (!groups) return std::nullopt;
  Address address;
  for (std::size_t i = 0; i < 4; ++i) {
    address.high = address.high << 16 | (*groups)[i];
    address.low = address.low << 16 | (*groups)[i + 4];
  }
  return address;
}

std::string FormatAddress(const Address& address) {
  if (address.is_v4) return FormatV4(address.low);
  if (address.high == 0 && address.low >> 32 == 0xFFFF) {
    return "::ffff:" + FormatV4(address.low & 0xFFFFFFFF);
  }
  Groups groups{};
  for (std::size_t i = 0; i < 4; ++i) {
    groups[i] = static_cast<std::uint16_t>(address.high >> (48 - 16 * i));
    groups[i + 4] = static_cast<std::uint16_t>(address.low >> (48 - 16 * i));
  }
  const auto [zeros, count] = LongestZeros(groups);
  std::string text;
  for (std::size_t i = 0; i < 8; ++i) {
    if (i == zeros) {
      text += "::";
      i += count - 1;
      continue;
    }
    if (!text.empty() && !text.ends_with(':')) text += ':';
    text += fmt::format("{:x}", groups[i]);
  }
  return text;
}

Address Masked(const Address& address, int bits) {
  Address result = address;
  if (address.is_v4) {
    result.low = bits == 0 ? 0 : address.low & (0xFFFFFFFFULL << (32 - bits) & 0xFFFFFFFFULL);
    return result;
  }
  if (bits < 64) result.high = bits == 0 ? 0 : address.high & (~0ULL << (64 - bits));
  if (bits <= 64) {
    result.low = 0;
  } else if (bits < 128) {
    result.low = address.low & (~0ULL << (128 - bits));
  }
  return result;
}

std::optional<Network> ParseNetwork(std::string_view text) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  const auto address = ParseAddress(text.substr(0, slash));
  const auto digits = text.substr(slash + 1);
  if (!address || digits.empty() || digits.size() > 3) return std::nullopt;
  int bits = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return std::nullopt;
    bits = bits * 10 + (c - '0');
  }
  if (bits > (address->is_v4 ? 32 : 128) || (digits.size() > 1 && digits[0] == '0')) {
    return std::nullopt;
  }
  return Network{Masked(*address, bits), bits};
}

std::string FormatNetwork(const Network& network) {
  return fmt::format("{}/{}", FormatAddress(network.first), network.bits);
}

}  // namespace lachan::indicators
