// SPDX-License-Identifier: Apache-2.0
#include "formats/web_access.h"

#include <charconv>

#include "base/text.h"

namespace lachan::formats {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// `"…"` off the front with escapes resolved.
bool TakeQuoted(std::string_view& rest, std::string& out, std::size_t limit) {
  if (!rest.starts_with('"')) return false;
  bool has_bytes = false;  // That may be no UTF-8.
  for (std::size_t i = 1; i < rest.size() && i <= limit; ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      if (rest.starts_with(' ')) rest.remove_prefix(1);
      if (out == "-") out.clear();
      if (has_bytes) out = RepairUtf8(out);
      return true;
    }
    if (rest[i] == '\\' && i + 1 < rest.size()) {
      ++i;
      if (rest[i] == 'x' && i + 2 < rest.size() && HexDigit(rest[i + 1]) >= 0 &&
          HexDigit(rest[i + 2]) >= 0) {
        out += static_cast<char>(HexDigit(rest[i + 1]) * 16 + HexDigit(rest[i + 2]));
        i += 2;
        has_bytes = true;
        continue;
      }
    }
    out += rest[i];
  }
  return false;
}

std::string_view TakeWord(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), end + 1));
  return word == "-" ? std::string_view{} : word;
}

template <class Number>
bool Read(std::string_view text, Number& value) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc{} && end == text.data() + text.size();
}

/// "23/Nov/2026:11:05:06 +0700".
std::optional<Instant> Time(std::string_view text) {
  static constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  if (text.size() != 26 || text[2] != '/' || text[6] != '/') return std::nullopt;
  const std::size_t month = kMonths.find(text.substr(3, 3));
  unsigned day = 0, hour = 0, minute = 0, second = 0, zone_hour = 0, zone_minute = 0;
  int year = 0;
  if (month == std::string_view::npos || month % 3 != 0 || !Read(text.substr(0, 2), day) ||
      !Read(text.substr(7, 4), year) || !Read(text.substr(12, 2), hour) ||
      !Read(text.substr(15, 2), minute) || !Read(text.substr(18, 2), second) ||
      !Read(text.substr(22, 2), zone_hour) || !Read(text.substr(24, 2), zone_minute)) {
    return std::nullopt;
  }
  const CivilDate date{std::chrono::year{year},
                       std::chrono::month{static_cast<unsigned>(month / 3 + 1)},
                       std::chrono::day{day}};
  if (!date.ok() || year < 1970 || year > 2261 || hour > 23 || minute > 59 || second > 60 ||
      zone_hour > 14 || zone_minute > 59) {
    return std::nullopt;
  }
  const auto zone = std::chrono::minutes{zone_hour * 60 + zone_minute} * (text[21] == '-' ? -1 : 1);
  return Instant{std::chrono::sys_days{date}} + std::chrono::hours{hour} +
         std::chrono::minutes{minute} + std::chrono::seconds{second} - zone;
}

bool IsStatus(std::string_view text) {
  return text.size() == 3 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

void SplitRequest(WebAccess& access) {
  const std::string_view request = access.request;
  const std::size_t first = request.find(' ');
  const std::size_t last = request.rfind(' ');
  if (first == std::string_view::npos) {
    access.target = request;
    return;
  }
  access.method = request.substr(0, first);
  if (last > first && request.substr(last + 1).starts_with("HTTP/")) {
    access.protocol = request.substr(last + 1);
    access.target = request.substr(first + 1, last - first - 1);
  } else {
    access.target = request.substr(first + 1);
  }
}

}  // namespace

std::string_view WebAccess::stem() const {
  return std::string_view(target).substr(0, target.find('?'));
}

std::string_view WebAccess::query() const {
  const std::size_t at = target.find('?');
  return at == std::string::npos ? std::string_view{} : std::string_view(target).substr(at + 1);
}

std::optional<WebAccess> ParseWebAccess(std::string_view line, const WebAccessLimits& limits) {
  // Everything hangs on " [time] \"request\" status": look for it before reading the front.
  const std::size_t bracket = line.find(" [");
  if (bracket == std::string_view::npos || bracket > 1024) return std::nullopt;
  const std::size_t close = line.find("] \"", bracket);
  if (close == std::string_view::npos || close - bracket > 40) return std::nullopt;
  WebAccess access;
  std::vector<std::string_view> front = Split(line.substr(0, bracket), ' ');
  if (front.size() == 4) {
    access.host = front[0];
    front.erase(front.begin());
  }
  if (front.size() != 3) return std::nullopt;
  access.client = front[0];
  if (front[2] != "-") access.user = front[2];
  access.time = Time(line.substr(bracket + 2, close - bracket - 2));
  std::string_view rest = line.substr(close + 2);
  if (!access.time || !TakeQuoted(rest, access.request, limits.part_bytes)) return std::nullopt;
  access.status = TakeWord(rest);
  if (!IsStatus(access.status)) return std::nullopt;
  access.bytes = TakeWord(rest);
  if (TakeQuoted(rest, access.referer, limits.part_bytes)) {
    if (!TakeQuoted(rest, access.user_agent, limits.part_bytes)) access.user_agent.clear();
  } else {
    access.referer.clear();
  }
  SplitRequest(access);
  return access;
}

}  // namespace lachan::formats
