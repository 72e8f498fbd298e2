// SPDX-License-Identifier: Apache-2.0
#include "formats/web_access.h"

#include <array>
#include <charconv>
#include <string>

#include "base/text.h"

namespace lachan::formats {
namespace {

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// What stands between quotes with its escapes resolved.
std::string_view Unescape(std::string_view text, TextArena& arena) {
  std::string out;
  bool has_bytes = false;  // That may be no UTF-8.
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) {
      ++i;
      if (text[i] == 'x' && i + 2 < text.size() && HexDigit(text[i + 1]) >= 0 &&
          HexDigit(text[i + 2]) >= 0) {
        out += static_cast<char>(HexDigit(text[i + 1]) * 16 + HexDigit(text[i + 2]));
        i += 2;
        has_bytes = true;
        continue;
      }
    }
    out += text[i];
  }
  return arena.Keep(has_bytes ? RepairUtf8(out) : out);
}

/// `"…"` off the front with escapes resolved.
bool TakeQuoted(std::string_view& rest, std::string_view& out, TextArena& arena,
                std::size_t limit) {
  if (!rest.starts_with('"')) return false;
  bool has_escapes = false;
  for (std::size_t i = 1; i < rest.size() && i <= limit; ++i) {
    if (rest[i] == '"') {
      out = rest.substr(1, i - 1);
      if (has_escapes) out = Unescape(out, arena);
      if (out == "-") out = {};
      rest.remove_prefix(i + 1);
      if (rest.starts_with(' ')) rest.remove_prefix(1);
      return true;
    }
    if (rest[i] == '\\' && i + 1 < rest.size()) {
      has_escapes = true;
      ++i;
    }
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

std::string_view WebAccess::stem() const { return target.substr(0, target.find('?')); }

std::string_view WebAccess::query() const {
  const std::size_t at = target.find('?');
  return at == std::string_view::npos ? std::string_view{} : target.substr(at + 1);
}

std::optional<WebAccess> ParseWebAccess(std::string_view line, TextArena& arena,
                                        const WebAccessLimits& limits) {
  // Everything hangs on " [time] \"request\" status": look for it before reading the front.
  const std::size_t bracket = line.find(" [");
  if (bracket == std::string_view::npos || bracket > 1024) return std::nullopt;
  const std::size_t close = line.find("] \"", bracket);
  if (close == std::string_view::npos || close - bracket > 40) return std::nullopt;
  WebAccess access;
  // "client identity user", with the virtual host before it or not.
  std::array<std::string_view, 4> front;
  std::size_t words = 0;
  for (std::string_view rest = line.substr(0, bracket); words < front.size(); ++words) {
    const std::size_t end = rest.find(' ');
    front[words] = rest.substr(0, end);
    if (end == std::string_view::npos) {
      ++words;
      break;
    }
    rest.remove_prefix(end + 1);
    if (words == front.size() - 1) return std::nullopt;
  }
  if (words < 3) return std::nullopt;
  if (words == 4) access.host = front[0];
  access.client = front[words - 3];
  if (front[words - 1] != "-") access.user = front[words - 1];
  access.time = Time(line.substr(bracket + 2, close - bracket - 2));
  std::string_view rest = line.substr(close + 2);
  if (!access.time || !TakeQuoted(rest, access.request, arena, limits.part_bytes)) {
    return std::nullopt;
  }
  access.status = TakeWord(rest);
  if (!IsStatus(access.status)) return std::nullopt;
  access.bytes = TakeWord(rest);
  if (TakeQuoted(rest, access.referer, arena, limits.part_bytes)) {
    TakeQuoted(rest, access.user_agent, arena, limits.part_bytes);
  }
  SplitRequest(access);
  return access;
}

}  // namespace lachan::formats
