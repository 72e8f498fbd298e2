// SPDX-License-Identifier: Apache-2.0
#include "indicators/domain.h"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include "base/text.h"

namespace lachan::indicators {
namespace {

bool IsAscii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::vector<std::int32_t> CodePointsOf(std::string_view text) {
  std::vector<std::int32_t> points;
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  for (std::size_t left = text.size(); left > 0;) {
    utf8proc_int32_t point = 0;
    const auto read = utf8proc_iterate(at, static_cast<utf8proc_ssize_t>(left), &point);
    if (read <= 0) return {};
    points.push_back(point);
    at += read;
    left -= static_cast<std::size_t>(read);
  }
  return points;
}

constexpr std::uint32_t kBase = 36, kMinimum = 1, kMaximum = 26;

std::uint32_t Adapt(std::uint32_t delta, std::uint32_t count, bool first) {
  delta = first ? delta / 700 : delta / 2;
  delta += delta / count;
  std::uint32_t k = 0;
  for (; delta > (kBase - kMinimum) * kMaximum / 2; k += kBase) delta /= kBase - kMinimum;
  return k + (kBase - kMinimum + 1) * delta / (delta + 38);
}

void AppendVariable(std::uint32_t value, std::uint32_t bias, std::string& out) {
  const auto digit = [](std::uint32_t d) {
    return static_cast<char>(d < 26 ? 'a' + d : '0' + (d - 26));
  };
  for (std::uint32_t k = kBase;; k += kBase) {
    const std::uint32_t threshold =
        k <= bias ? kMinimum : (k >= bias + kMaximum ? kMaximum : k - bias);
    if (value < threshold) break;
    out += digit(threshold + (value - threshold) % (kBase - threshold));
    value = (value - threshold) / (kBase - threshold);
  }
  out += digit(value);
}

/// A label of at most 253 bytes, so no sum overflows: 253 × 0x110000 < 2³².
std::string Punycode(const std::vector<std::int32_t>& points) {
  std::string out;
  for (const auto point : points) {
    if (point < 0x80) out += static_cast<char>(point);
  }
  const auto basic = static_cast<std::uint32_t>(out.size());
  if (basic > 0) out += '-';
  std::uint32_t n = 0x80, delta = 0, bias = 72, handled = basic;
  while (handled < points.size()) {
    std::uint32_t next = 0x110000;
    for (const auto point : points) {
      const auto value = static_cast<std::uint32_t>(point);
      if (value >= n) next = std::min(next, value);
    }
    delta += (next - n) * (handled + 1);
    n = next;
    for (const auto point : points) {
      const auto value = static_cast<std::uint32_t>(point);
      if (value < n) ++delta;
      if (value != n) continue;
      AppendVariable(delta, bias, out);
      bias = Adapt(delta, handled + 1, handled == basic);
      delta = 0;
      ++handled;
    }
    ++delta;
    ++n;
  }
  return out;
}

}  // namespace

std::optional<std::string> ToAsciiDomain(std::string_view text) {
  if (IsAscii(text)) return AsciiLower(text);
  if (text.size() > kDomainBytes || !IsValidUtf8(text)) return std::nullopt;
  const std::string copy(text);
  if (copy.find('\0') != std::string::npos) return std::nullopt;
  auto* folded = utf8proc_NFKC_Casefold(reinterpret_cast<const utf8proc_uint8_t*>(copy.c_str()));
  if (folded == nullptr) return std::nullopt;
  const std::string mapped(reinterpret_cast<const char*>(folded));
  std::free(folded);
  if (mapped.size() > kDomainBytes) return std::nullopt;
  std::string out;
  bool first = true;
  for (const auto label : Split(mapped, '.')) {
    if (!first) out += '.';
    first = false;
    if (IsAscii(label)) {
      out += label;
    } else {
      out += "xn--" + Punycode(CodePointsOf(label));
    }
  }
  if (out.size() > kDomainBytes) return std::nullopt;
  return out;
}

bool IsDomain(std::string_view text) {
  if (text.empty() || text.size() > kDomainBytes) return false;
  std::size_t labels = 1, label = 0;
  bool number = true;  // the label
  for (const char c : text) {
    if (c == '.') {
      if (label == 0) return false;
      ++labels;
      label = 0;
      number = true;
      continue;
    }
    if (!IsLabelByte(c) || ++label > kLabelBytes) return false;
    number = number && c >= '0' && c <= '9';
  }
  return labels >= 2 && label > 0 && !number && text.back() != '-' && text.back() != '_';
}

}  // namespace lachan::indicators
