// SPDX-License-Identifier: Apache-2.0
#include "formats/audit.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/text.h"

namespace lachan::formats {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

bool IsName(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || IsDigit(c) || c == '_' || c == '-' ||
         c == '[' || c == ']';
}

/// Types as the kernel's own log numbers them.
/// \source linux/audit.h
constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kTypes = {{
    {"1300", "SYSCALL"},
    {"1302", "PATH"},
    {"1305", "CONFIG_CHANGE"},
    {"1306", "SOCKADDR"},
    {"1307", "CWD"},
    {"1309", "EXECVE"},
    {"1325", "NETFILTER_CFG"},
    {"1326", "SECCOMP"},
    {"1327", "PROCTITLE"},
    {"1330", "KERN_MODULE"},
    {"1334", "BPF"},
    {"1400", "AVC"},
    {"1403", "MAC_POLICY_LOAD"},
    {"1420", "MAC_TASK_CONTEXTS"},
    {"1700", "ANOM_PROMISCUOUS"},
    {"1701", "ANOM_ABEND"},
}};

/// Fields that the kernel writes in hex where they hold blanks, quotes or control characters.
constexpr std::array<std::string_view, 20> kTexts = {
    "comm", "exe",  "name",   "cwd",  "proctitle", "cmd", "key", "acct", "path",     "data",
    "dir",  "file", "device", "unit", "grp",       "old", "vm",  "root", "new_path", "terminal"};

int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// `value` decoded, where it is hex; NULs are blanks, as between the words of a process title.
std::optional<std::string_view> FromHexText(std::string_view value, TextArena& arena) {
  if (value.size() < 2 || value.size() % 2 != 0) return std::nullopt;
  std::string out;
  out.reserve(value.size() / 2);
  for (std::size_t i = 0; i < value.size(); i += 2) {
    const int high = HexDigit(value[i]), low = HexDigit(value[i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out += high == 0 && low == 0 ? ' ' : static_cast<char>(high * 16 + low);
  }
  while (out.ends_with(' ')) out.pop_back();
  return arena.Keep(RepairUtf8(out));
}

/// Place of an argument in "a3" or "a3[1]"; empty for other names.
std::optional<std::size_t> Argument(std::string_view name) {
  if (name.size() < 2 || name[0] != 'a') return std::nullopt;
  std::size_t place = 0;
  const auto [end, error] = std::from_chars(name.data() + 1, name.data() + name.size(), place);
  if (error != std::errc() || place > 100'000) return std::nullopt;
  if (end != name.data() + name.size() && *end != '[') return std::nullopt;
  return place;
}

/// Reads the pairs of one part of a record.
class PairReader {
 public:
  PairReader(AuditRecord& record, TextArena& arena, const AuditLimits& limits)
      : record_(record), arena_(arena), limits_(limits), is_execve_(record.type == "EXECVE") {}

  void Read(std::string_view text) {
    std::size_t at = 0;
    while (at < text.size() && record_.fields.size() < limits_.fields) {
      while (at < text.size() && (text[at] == ' ' || text[at] == ',')) ++at;
      const std::size_t from = at;
      while (at < text.size() && IsName(text[at])) ++at;
      const std::size_t size = at - from;
      if (at < text.size() && text[at] == '=' && size > 0 && size <= limits_.name_bytes) {
        ++at;
        Value(text.substr(from, size), text, at);
      } else {
        while (at < text.size() && text[at] != ' ') ++at;
      }
    }
  }

 private:
  void Value(std::string_view name, std::string_view text, std::size_t& at) {
    const char quote = at < text.size() ? text[at] : ' ';
    if (quote == '"' || quote == '\'') {
      const std::size_t end = text.find(quote, at + 1);
      if (end != std::string_view::npos) {
        const std::string_view value = text.substr(at + 1, end - at - 1);
        at = end + 1;
        if (quote == '\'' && name == "msg") return Read(value);
        return Add(name, value);
      }
    }
    const std::size_t end = std::min(text.find(' ', at), text.size());
    std::string_view value = text.substr(at, end - at);
    at = end;
    while (value.ends_with(',')) value.remove_suffix(1);
    const bool may_be_hex = is_execve_
                                ? Argument(name).has_value()
                                : std::ranges::find(kTexts, name) != kTexts.end() && name != "a0";
    if (may_be_hex) {
      if (const auto decoded = FromHexText(value, arena_)) return Add(name, *decoded);
    }
    Add(name, value);
  }

  void Add(std::string_view name, std::string_view value) {
    if (value == "?") return;  // What the kernel does not know.
    // An argument that is too long for one record comes in pieces: a2[0]=… a2[1]=…
    if (const std::size_t bracket = name.find('['); bracket != std::string_view::npos) {
      const std::string_view whole = name.substr(0, bracket);
      if (!record_.fields.empty() && record_.fields.back().name == whole) {
        std::string& before = pieces_;
        before.assign(record_.fields.back().value);
        before += value;
        record_.fields.back().value = arena_.Keep(before);
        return;
      }
      name = whole;
    }
    if (name == "key" && value.contains('\x01')) {  // Several keys.
      for (const auto one : Split(value, '\x01')) record_.fields.push_back({name, one});
      return;
    }
    record_.fields.push_back({name, value});
  }

  AuditRecord& record_;
  TextArena& arena_;
  const AuditLimits& limits_;
  bool is_execve_;
  std::string pieces_;
};

bool Take(std::string_view& rest, std::string_view prefix) {
  if (!rest.starts_with(prefix)) return false;
  rest.remove_prefix(prefix.size());
  return true;
}

std::string_view TakeWord(std::string_view& rest) {
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string_view word = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), end + 1));
  return word;
}

/// "1604996384.965:93777): " off the front.
bool TakeStamp(std::string_view& rest, AuditRecord& record) {
  const std::size_t close = rest.find(')');
  if (close == std::string_view::npos || close > 64) return false;
  const std::string_view stamp = rest.substr(0, close);
  const std::size_t colon = stamp.find(':');
  std::int64_t seconds = 0;
  const char* const end = stamp.data() + std::min(colon, stamp.size());
  const auto [at, error] = std::from_chars(stamp.data(), end, seconds);
  if (error != std::errc() || colon == std::string_view::npos || seconds < 0 ||
      seconds > 9'000'000'000) {
    return false;
  }
  std::int64_t micros = 0, scale = 100'000;
  for (const char* digit = at + (at != end ? 1 : 0); digit < end; ++digit, scale /= 10) {
    if (!IsDigit(*digit)) return false;
    micros += (*digit - '0') * scale;
  }
  record.time = Instant{std::chrono::seconds{seconds} + std::chrono::microseconds{micros}};
  record.serial = stamp.substr(colon + 1);
  record.id = stamp;
  rest.remove_prefix(close + 1);
  Take(rest, ":");
  return true;
}

void AddCommandLine(AuditRecord& record, TextArena& arena, const AuditLimits& limits) {
  std::string line;
  for (const auto& field : record.fields) {
    if (!Argument(field.name)) continue;
    if (!line.empty()) line += ' ';
    line += field.value;
    if (line.size() > limits.value_bytes) break;
  }
  if (!line.empty()) record.fields.push_back({"CommandLine", arena.Keep(line)});
}

}  // namespace

std::optional<AuditRecord> ParseAudit(std::string_view text, TextArena& arena,
                                      const AuditLimits& limits) {
  AuditRecord record;
  if (Take(text, "node=")) record.node = TakeWord(text);
  Take(text, "audit: ");
  if (!Take(text, "type=")) return std::nullopt;
  record.type = TakeWord(text);
  Take(text, "msg=");
  if (record.type.empty() || !Take(text, "audit(") || !TakeStamp(text, record)) return std::nullopt;
  for (const auto& [number, name] : kTypes) {
    if (record.type == number) record.type = name;
  }
  const std::size_t added = text.find('\x1d');  // What auditd resolved itself.
  PairReader reader(record, arena, limits);
  reader.Read(text.substr(0, added));
  if (record.type == "EXECVE") AddCommandLine(record, arena, limits);
  if (added != std::string_view::npos) reader.Read(text.substr(added + 1));
  return record;
}

}  // namespace lachan::formats
