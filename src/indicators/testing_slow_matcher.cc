// SPDX-License-Identifier: Apache-2.0
#include "indicators/testing_slow_matcher.h"

#include <array>
#include <vector>

#include "base/text.h"
#include "indicators/address.h"
#include "indicators/url.h"

namespace lachan::indicators::testing {
namespace {

bool IsIn(char c, std::string_view set) { return set.find(c) != std::string_view::npos; }

constexpr std::string_view kLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view kDigits = "0123456789";
constexpr std::string_view kHex = "0123456789abcdefABCDEF";

std::optional<Address> AddressOf(std::string_view value) {
  const auto percent = value.find('%');
  if (percent == std::string_view::npos) return ParseAddress(value);
  const auto zone = value.substr(percent + 1);
  for (const char c : zone) {
    if (!IsIn(c, kLetters) && !IsIn(c, kDigits) && !IsIn(c, "+-.")) return std::nullopt;
  }
  const auto address = ParseAddress(value.substr(0, percent));
  if (zone.empty() || zone.size() > 15 || !address || address->is_v4) return std::nullopt;
  return address;
}

/// Bit by bit.
bool Holds(const Network& network, const Address& address) {
  if (network.first.is_v4 != address.is_v4) return false;
  const auto bit = [](const Address& a, int i) {
    if (a.is_v4) return a.low >> (31 - i) & 1;
    return i < 64 ? a.high >> (63 - i) & 1 : a.low >> (127 - i) & 1;
  };
  for (int i = 0; i < network.bits; ++i) {
    if (bit(network.first, i) != bit(address, i)) return false;
  }
  return true;
}

bool EndsWithDomain(std::string_view value, std::string_view domain) {
  std::string lower = AsciiLower(value);
  if (lower.ends_with('.')) lower.pop_back();
  return lower.size() <= 253 && (lower == domain || lower.ends_with('.' + std::string(domain)));
}

bool HasDigest(std::string_view value, std::string_view digest) {
  const std::string lower = AsciiLower(value);
  for (auto at = lower.find(digest); at != std::string::npos; at = lower.find(digest, at + 1)) {
    const std::size_t end = at + digest.size();
    if ((at == 0 || !IsIn(lower[at - 1], kHex)) &&
        (end == lower.size() || !IsIn(lower[end], kHex))) {
      return true;
    }
  }
  return false;
}

/// The texts that stand for URLs in `value`.
std::vector<std::string_view> UrlsIn(std::string_view value) {
  std::vector<std::string_view> urls;
  for (auto mark = value.find("://"); mark != std::string_view::npos;
       mark = value.find("://", mark + 1)) {
    std::size_t begin = mark, end = mark + 3;
    while (begin > 0 && mark - begin < 16 &&
           (IsIn(value[begin - 1], kLetters) || IsIn(value[begin - 1], kDigits) ||
            IsIn(value[begin - 1], "+-."))) {
      --begin;
    }
    while (begin < mark && !IsIn(value[begin], kLetters)) ++begin;
    while (end < value.size() && static_cast<unsigned char>(value[end]) > 0x20 &&
           !IsIn(value[end], "\"'<>\\^`{|}\x7F")) {
      ++end;
    }
    if (begin == mark) continue;
    const auto url = value.substr(begin, end - begin);
    const auto bare = url.substr(0, url.find('#'));
    urls.push_back(bare);
    urls.push_back(bare.substr(0, bare.find('?')));
    urls.push_back(bare.substr(0, bare.find_last_not_of(".,;:!?)]*") + 1));
  }
  return urls;
}

bool HasUrl(std::string_view value, std::string_view wanted) {
  for (const auto url : UrlsIn(value)) {
    std::array<char, kFoundUrlBytes> room{};
    const auto canonical = CanonicalUrl(url, room);
    if (canonical.whole.empty()) continue;
    if (wanted == (wanted.starts_with("//") ? canonical.rest : canonical.whole)) return true;
  }
  return false;
}

bool HasEmail(std::string_view value, std::string_view wanted) {
  const std::string lower = AsciiLower(value);
  for (auto at = lower.find('@'); at != std::string::npos; at = lower.find('@', at + 1)) {
    std::size_t end = at + 1;
    while (end < lower.size() &&
           (IsIn(lower[end], kLetters) || IsIn(lower[end], kDigits) || IsIn(lower[end], "-_."))) {
      ++end;
    }
    while (end > at + 1 && IsIn(lower[end - 1], "-_.")) --end;
    for (const std::string_view marks : {".!#$%&*+-?^_~", ".!#$%&*+-?^_~='/|{}`"}) {
      std::size_t begin = at;
      while (begin > 0 && (IsIn(lower[begin - 1], kLetters) || IsIn(lower[begin - 1], kDigits) ||
                           IsIn(lower[begin - 1], marks))) {
        --begin;
      }
      if (lower.substr(begin, end - begin) == wanted) return true;
    }
  }
  return false;
}

bool Occurs(const Indicator& indicator, std::string_view value) {
  switch (indicator.kind) {
    case Kind::kAddress:
      return AddressOf(value) == ParseAddress(indicator.value);
    case Kind::kNetwork: {
      const auto address = AddressOf(value);
      return address && Holds(ParseNetwork(indicator.value).value(), *address);
    }
    case Kind::kDomain:
      return EndsWithDomain(value, indicator.value);
    case Kind::kUrl:
      return HasUrl(value, indicator.value);
    case Kind::kMd5:
    case Kind::kSha1:
    case Kind::kSha256:
    case Kind::kSha512:
      return HasDigest(value, indicator.value);
    case Kind::kEmail:
      return HasEmail(value, indicator.value);
  }
  return false;
}

}  // namespace

std::set<std::uint32_t> SlowMatch(std::span<const Indicator> indicators, std::string_view value,
                                  Instant now) {
  std::set<std::uint32_t> found;
  for (std::uint32_t i = 0; i < indicators.size(); ++i) {
    if (IsValidAt(indicators[i], now) && Occurs(indicators[i], value)) found.insert(i);
  }
  return found;
}

}  // namespace lachan::indicators::testing
