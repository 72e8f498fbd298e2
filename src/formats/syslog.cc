// SPDX-License-Identifier: Apache-2.0
#include "formats/syslog.h"

#include <algorithm>
#include <cctype>

namespace lachan::formats {
namespace {

using std::chrono::days;
using std::chrono::microseconds;

/// A time without a year may lie so far behind its receipt: clocks are ahead.
constexpr std::chrono::hours kAhead{48};

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// Neither a blank nor a control character; bytes of UTF-8 sequences are graphic.
bool IsGraphic(char c) { return static_cast<unsigned char>(c) > ' '; }

/// Cuts the leading token up to a blank off `rest`.
std::string_view Token(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view token = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), end + 1));
  return token;
}

void SkipBlanks(std::string_view& rest) {
  while (rest.starts_with(' ')) rest.remove_prefix(1);
}

std::string_view Nil(std::string_view token) { return token == "-" ? std::string_view{} : token; }

/// "<34>" off the front; false when there is none.
bool TakePri(std::string_view& rest, SyslogMessage& message) {
  if (rest.size() < 3 || rest[0] != '<') return false;
  int value = 0;
  std::size_t at = 1;
  for (; at < rest.size() && at <= 3 && IsDigit(rest[at]); ++at)
    value = value * 10 + rest[at] - '0';
  if (at == 1 || at >= rest.size() || rest[at] != '>' || value > 191) return false;
  message.facility = value / 8;
  message.severity = value % 8;
  rest.remove_prefix(at + 1);
  return true;
}

/// The value between quotes with \" \\ \] resolved; false when it does not end.
bool TakeQuoted(std::string_view& rest, std::string& value) {
  for (std::size_t i = 0; i < rest.size(); ++i) {
    if (rest[i] == '"') {
      rest.remove_prefix(i + 1);
      return true;
    }
    if (rest[i] == '\\' && i + 1 < rest.size() &&
        (rest[i + 1] == '"' || rest[i + 1] == '\\' || rest[i + 1] == ']')) {
      ++i;
    }
    value += rest[i];
  }
  return false;
}

/// "[id name="value" …]" off the front.
bool TakeElement(std::string_view& rest, const SyslogLimits& limits,
                 std::vector<SyslogMessage::Parameter>& out) {
  rest.remove_prefix(1);
  const std::size_t id_end = rest.find_first_of(" ]");
  if (id_end == std::string_view::npos || id_end == 0) return false;
  const std::string_view id = rest.substr(0, id_end);
  rest.remove_prefix(id_end);
  while (!rest.empty() && rest[0] == ' ') {
    rest.remove_prefix(1);
    const std::size_t name_end = rest.find('=');
    if (name_end == std::string_view::npos || name_end == 0 || name_end + 1 >= rest.size() ||
        rest[name_end + 1] != '"') {
      return false;
    }
    SyslogMessage::Parameter parameter{id, rest.substr(0, name_end), {}};
    rest.remove_prefix(name_end + 2);
    if (!TakeQuoted(rest, parameter.value)) return false;
    if (out.size() < limits.parameters) out.push_back(std::move(parameter));
  }
  if (rest.empty() || rest[0] != ']') return false;
  rest.remove_prefix(1);
  return true;
}

bool TakeStructuredData(std::string_view& rest, const SyslogLimits& limits,
                        std::vector<SyslogMessage::Parameter>& out) {
  if (rest.starts_with('-')) {
    rest.remove_prefix(1);
  } else {
    if (!rest.starts_with('[')) return false;
    while (rest.starts_with('[')) {
      if (!TakeElement(rest, limits, out)) return false;
    }
  }
  if (!rest.empty() && rest[0] != ' ') return false;
  if (!rest.empty()) rest.remove_prefix(1);
  return true;
}

std::optional<SyslogMessage> Rfc5424(std::string_view rest, SyslogMessage message,
                                     Instant received_at, std::chrono::minutes zone,
                                     const SyslogLimits& limits) {
  message.dialect = SyslogMessage::Dialect::kRfc5424;
  const std::string_view time = Token(rest);
  if (time != "-") {
    const auto parsed = ParseLeadingTime(time, received_at, zone);
    if (parsed && parsed->bytes == time.size()) {
      message.time = parsed->time;
    } else {
      message.wrong_time = time;
    }
  }
  message.host = Nil(Token(rest));
  message.program = Nil(Token(rest));
  message.pid = Nil(Token(rest));
  message.msgid = Nil(Token(rest));
  for (const auto part :
       {message.wrong_time, message.host, message.program, message.pid, message.msgid}) {
    if (part.size() > limits.header_field) return std::nullopt;
  }
  std::string_view before = rest;
  if (!TakeStructuredData(rest, limits, message.structured)) {
    // Neither a time nor structured data: some other text that begins with "1 ".
    if (!message.wrong_time.empty()) return std::nullopt;
    // Broken structured data: keep the header, leave the rest to the message.
    message.structured.clear();
    rest = before;
  }
  // rsyslog's templates leave the blank that stands between a tag and the text.
  SkipBlanks(rest);
  if (rest.starts_with("\xEF\xBB\xBF")) rest.remove_prefix(3);
  SkipBlanks(rest);
  message.message = rest;
  return message;
}

/// What a tag holds: no pair, no quote, no markup.
bool IsTag(char c) {
  return IsGraphic(c) && c != ':' && c != '[' && c != '=' && c != '"' && c != '<' && c != '{';
}

/// "tag[pid]: " off the front; leaves `rest` alone when it is not there. Cisco's "%SYS-5-CONFIG_I:
/// " is no program: it stays with the message.
void TakeTag(std::string_view& rest, SyslogMessage& message) {
  if (rest.starts_with('%')) return;
  std::size_t at = 0;
  while (at < rest.size() && at < 64 && IsTag(rest[at])) ++at;
  if (at == 0 || at >= rest.size()) return;
  const std::string_view tag = rest.substr(0, at);
  std::string_view pid;
  if (rest[at] == '[') {
    const std::size_t close = rest.find(']', at);
    if (close == std::string_view::npos || close - at > 32) return;
    pid = rest.substr(at + 1, close - at - 1);
    at = close + 1;
  }
  if (at < rest.size() && rest[at] == ':') {
    ++at;
  } else if (pid.empty()) {
    return;
  }
  // Old PAM: "sshd(pam_unix)[19937]".
  message.program = tag.substr(0, tag.starts_with('(') ? tag.size() : tag.find('('));
  message.pid = pid;
  rest.remove_prefix(at);
  if (rest.starts_with(' ')) rest.remove_prefix(1);
}

/// Content of another format, which must not be taken for a host or a tag.
bool IsContent(std::string_view rest) {
  return rest.starts_with('{') || rest.starts_with("CEF:") || rest.starts_with("LEEF:") ||
         rest.starts_with("<Event") || rest.starts_with("<?xml");
}

/// "*" and "." before a time: the clock is not set, or not in step.
std::string_view SkipClockMark(std::string_view rest) {
  if (rest.starts_with('*') || rest.starts_with('.')) rest.remove_prefix(1);
  return rest;
}

/// A time that names no zone is read in `zone`; in UTC where only that lies near the receipt, as on
/// the many machines that run in UTC.
std::optional<LeadingTime> TimeNearReceipt(std::string_view text, Instant received_at,
                                           std::chrono::minutes zone) {
  const auto is_near = [received_at](const LeadingTime& time) {
    return std::chrono::abs(time.time - received_at) <= std::chrono::minutes{10};
  };
  const auto local = ParseLeadingTime(text, received_at, zone);
  if (!local || is_near(*local)) return local;
  const auto utc = ParseLeadingTime(text, received_at, std::chrono::minutes{0});
  return utc && is_near(*utc) ? utc : local;
}

/// Cisco puts a number, a name, a card before the time: "45: ", "45: R1: 000046: ", ": ",
/// "RP/0/RSP0/CPU0:".
struct Dated {
  LeadingTime time;
  std::string_view host;
  std::string_view text;  ///< From the time on.
};
std::optional<Dated> FindTime(std::string_view rest, bool has_pri, Instant received_at,
                              std::chrono::minutes zone) {
  Dated found;
  for (int step = 0; step < 4; ++step) {
    const std::string_view dated = SkipClockMark(rest);
    if (const auto time = TimeNearReceipt(dated, received_at, zone)) {
      found.time = *time;
      found.text = dated;
      return found;
    }
    const std::size_t colon = rest.substr(0, 64).find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    const std::string_view word = rest.substr(0, colon);
    const bool is_card = word.contains('/') && word.contains("CPU");
    if (word.find_first_of(" =[\"%<{") != std::string_view::npos) return std::nullopt;
    if (!is_card && !rest.substr(colon + 1).starts_with(' ')) return std::nullopt;
    const bool is_number = word.find_first_not_of("0123456789") == std::string_view::npos;
    if (!is_number && !is_card) {
      if (!found.host.empty() || !has_pri) return std::nullopt;
      found.host = word;
    }
    rest.remove_prefix(colon + 1);
    SkipBlanks(rest);
  }
  return std::nullopt;
}

/// " ICT: %…" behind a Cisco time off the front. \return true if the zone is UTC; others are ours.
bool TakeCiscoZone(std::string_view& rest) {
  std::string_view word = rest;
  while (word.starts_with(' ')) word.remove_prefix(1);
  std::size_t letters = 0;
  while (letters < word.size() && letters < 6 && word[letters] >= 'A' && word[letters] <= 'Z') {
    ++letters;
  }
  if (letters < 2 || !word.substr(letters).starts_with(": %")) return false;
  rest = word.substr(letters);
  const std::string_view name = word.substr(0, letters);
  return name == "UTC" || name == "GMT";
}

/// "INFO", "[error]", "- ": what applications write behind a time, where syslog has a host.
bool IsNoHost(std::string_view word) {
  static constexpr std::string_view kLevels[] = {"INFO",  "WARN",  "WARNING", "ERROR",  "DEBUG",
                                                 "TRACE", "FATAL", "NOTICE",  "SEVERE", "CRITICAL"};
  const auto is_word = [](char c) {
    return IsDigit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
           static_cast<unsigned char>(c) >= 0x80 || c == ':' || c == '_';
  };
  return !is_word(word[0]) || std::ranges::find(kLevels, word) != std::end(kLevels);
}

/// The host, unless the next word is already the tag or the message.
void TakeHost(std::string_view& rest, SyslogMessage& message) {
  std::string_view after = rest;
  const std::string_view word = Token(after);
  if (word.empty() || IsContent(word) || word.size() > 255 || word.ends_with(':') ||
      IsNoHost(word) || after.empty() || word.find_first_of("[]={}\"") != std::string_view::npos) {
    return;
  }
  message.host = word;
  rest = after;
}

std::optional<SyslogMessage> Rfc3164(std::string_view rest, SyslogMessage message, bool has_pri,
                                     Instant received_at, std::chrono::minutes zone) {
  message.dialect = SyslogMessage::Dialect::kRfc3164;
  const auto found = FindTime(rest, has_pri, received_at, zone);
  if (!found && !has_pri) return std::nullopt;
  if (found) {
    rest = found->text.substr(found->time.bytes);
    message.time = found->time.time;
    if (TakeCiscoZone(rest)) {
      const auto utc = ParseLeadingTime(found->text, received_at, std::chrono::minutes{0});
      if (utc) message.time = utc->time;
    }
    message.host = found->host;
    while (rest.starts_with(':') || rest.starts_with(' ')) rest.remove_prefix(1);
    if (message.host.empty()) TakeHost(rest, message);
  }
  SkipBlanks(rest);
  if (rest.starts_with(": ")) rest.remove_prefix(2);
  if (!IsContent(rest)) TakeTag(rest, message);
  message.message = rest;
  return message;
}

int Number(std::string_view text, std::size_t at, std::size_t digits) {
  if (at + digits > text.size()) return -1;
  int value = 0;
  for (std::size_t i = at; i < at + digits; ++i) {
    if (!IsDigit(text[i])) return -1;
    value = value * 10 + (text[i] - '0');
  }
  return value;
}

/// "11:05:06[.123]" at `at`; moves `at` behind it.
std::optional<microseconds> TimeOfDay(std::string_view text, std::size_t& at) {
  const int h = Number(text, at, 2), m = Number(text, at + 3, 2), s = Number(text, at + 6, 2);
  if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 60) return std::nullopt;
  if (text[at + 2] != ':' || text[at + 5] != ':') return std::nullopt;
  at += 8;
  std::int64_t fraction = 0;
  if (at + 1 < text.size() && (text[at] == '.' || text[at] == ',') && IsDigit(text[at + 1])) {
    int digits = 0;
    for (++at; at < text.size() && IsDigit(text[at]); ++at) {
      if (digits < 6) {
        fraction = fraction * 10 + (text[at] - '0');
        ++digits;
      }
    }
    for (; digits < 6; ++digits) fraction *= 10;
  }
  return std::chrono::hours{h} + std::chrono::minutes{m} + std::chrono::seconds{s} +
         microseconds{fraction};
}

std::optional<Instant> OnDay(int year, int month, int day, microseconds time,
                             std::chrono::minutes zone) {
  const CivilDate date{std::chrono::year{year}, std::chrono::month{static_cast<unsigned>(month)},
                       std::chrono::day{static_cast<unsigned>(day)}};
  if (!date.ok() || year < 1970 || year > 2261) return std::nullopt;
  return Instant{std::chrono::sys_days{date}} + time - zone;
}

/// "2026-11-23T11:05:06[.123][Z|+07:00]", a blank in place of T.
std::optional<LeadingTime> Rfc3339(std::string_view text, std::chrono::minutes zone) {
  const int y = Number(text, 0, 4), m = Number(text, 5, 2), d = Number(text, 8, 2);
  if (y < 0 || m < 0 || d < 0 || (text[4] != '-' && text[4] != '/') || text[7] != text[4]) {
    return std::nullopt;
  }
  std::size_t at = 10;
  if (at >= text.size() || (text[at] != 'T' && text[at] != ' ' && text[at] != 't')) {
    return std::nullopt;
  }
  ++at;
  const auto time = TimeOfDay(text, at);
  if (!time) return std::nullopt;
  const std::string_view rest = text.substr(at);
  if (rest.starts_with('Z') || rest.starts_with('z')) {
    zone = std::chrono::minutes{0};
    ++at;
  } else if (rest.starts_with('+') || rest.starts_with('-')) {
    const bool colon = rest.size() > 3 && rest[3] == ':';
    const int zh = Number(rest, 1, 2), zm = Number(rest, colon ? 4 : 3, 2);
    if (zh >= 0 && zh <= 14 && zm >= 0 && zm <= 59) {
      zone = std::chrono::minutes{zh * 60 + zm} * (rest[0] == '-' ? -1 : 1);
      at += colon ? 6 : 5;
    }
  }
  const auto instant = OnDay(y, m, d, *time, zone);
  if (!instant) return std::nullopt;
  return LeadingTime{*instant, at};
}

int MonthOf(std::string_view name) {
  static constexpr std::string_view kNames = "JanFebMarAprMayJunJulAugSepOctNovDec";
  for (int month = 0; month < 12; ++month) {
    if (kNames.substr(static_cast<std::size_t>(month) * 3, 3) == name) return month + 1;
  }
  return 0;
}

/// "Nov 23 11:05:06", "Nov  3 2026 11:05:06".
std::optional<LeadingTime> Bsd(std::string_view text, Instant received_at,
                               std::chrono::minutes zone, int year = 0) {
  if (text.size() < 15 || text[3] != ' ') return std::nullopt;
  const int month = MonthOf(text.substr(0, 3));
  if (month == 0) return std::nullopt;
  std::size_t at = 4;
  if (text[at] == ' ') ++at;
  const std::size_t day_digits = at + 1 < text.size() && IsDigit(text[at + 1]) ? 2 : 1;
  const int day = Number(text, at, day_digits);
  at += day_digits;
  if (day < 1 || at >= text.size() || text[at] != ' ') return std::nullopt;
  ++at;
  if (Number(text, at, 4) > 0 && at + 4 < text.size() && text[at + 4] == ' ') {
    year = Number(text, at, 4);
    at += 5;
  }
  if (at >= text.size()) return std::nullopt;
  const auto time = TimeOfDay(text, at);
  if (!time) return std::nullopt;
  if (year > 0) {
    const auto instant = OnDay(year, month, day, *time, zone);
    if (!instant) return std::nullopt;
    return LeadingTime{*instant, at};
  }
  // The latest year that does not bring the time into the future; clocks may be ahead a little.
  const int received_year =
      static_cast<int>(CivilDate{std::chrono::floor<days>(received_at + zone)}.year());
  for (int candidate = received_year + 1; candidate >= received_year - 8; --candidate) {
    const auto instant = OnDay(candidate, month, day, *time, zone);
    if (instant && *instant <= received_at + kAhead) return LeadingTime{*instant, at};
  }
  return std::nullopt;
}

}  // namespace

std::optional<LeadingTime> ParseLeadingTime(std::string_view text, Instant received_at,
                                            std::chrono::minutes zone) {
  if (text.size() < 15) return std::nullopt;
  if (!IsDigit(text[0])) return Bsd(text, received_at, zone);
  if (text.size() < 19) return std::nullopt;
  if (text[4] != ' ') return Rfc3339(text, zone);
  // "2026 Nov 23 11:05:06", as Nexus writes it.
  const int year = Number(text, 0, 4);
  auto time = year > 0 ? Bsd(text.substr(5), received_at, zone, year) : std::nullopt;
  if (time) time->bytes += 5;
  return time;
}

std::optional<SyslogMessage> ParseSyslog(std::string_view text, Instant received_at,
                                         std::chrono::minutes zone, const SyslogLimits& limits) {
  SyslogMessage message;
  std::string_view rest = text;
  const bool has_pri = TakePri(rest, message);
  if (has_pri && rest.starts_with("1 ")) {
    if (auto parsed = Rfc5424(rest.substr(2), message, received_at, zone, limits)) return parsed;
  }
  return Rfc3164(rest, std::move(message), has_pri, received_at, zone);
}

std::string_view SeverityName(int severity) {
  static constexpr std::string_view kNames[] = {"emerg",   "alert",  "crit", "err",
                                                "warning", "notice", "info", "debug"};
  return severity >= 0 && severity < 8 ? kNames[severity] : std::string_view{};
}

std::string_view FacilityName(int facility) {
  static constexpr std::string_view kNames[] = {
      "kern",   "user",   "mail",     "daemon", "auth",   "syslog", "lpr",    "news",
      "uucp",   "cron",   "authpriv", "ftp",    "ntp",    "audit",  "alert",  "clock",
      "local0", "local1", "local2",   "local3", "local4", "local5", "local6", "local7"};
  return facility >= 0 && facility < 24 ? kNames[facility] : std::string_view{};
}

}  // namespace lachan::formats
