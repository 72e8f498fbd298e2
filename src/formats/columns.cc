// SPDX-License-Identifier: Apache-2.0
#include "formats/columns.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "base/text.h"

namespace lachan::formats {
namespace {

constexpr std::string_view kW3c = "w3c ", kZeek = "zeek ";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

constexpr std::array<std::string_view, 8> kW3cDirectives = {
    "#Version:",  "#Fields:", "#Software:", "#Start-Date:",
    "#End-Date:", "#Date:",   "#Remark:",   "#Time Format:"};
constexpr std::array<std::string_view, 9> kZeekDirectives = {
    "#separator", "#set_separator", "#empty_field", "#unset_field", "#path",
    "#open",      "#fields",        "#types",       "#close"};

bool StartsWithAny(std::string_view line, std::span<const std::string_view> directives) {
  return std::ranges::any_of(directives, [&](auto name) { return line.starts_with(name); });
}

/// The next piece up to `separator`; moves `rest` behind it.
std::string_view Take(std::string_view& rest, char separator) {
  const std::size_t end = std::min(rest.find(separator), rest.size());
  const std::string_view piece = rest.substr(0, end);
  rest.remove_prefix(std::min(rest.size(), end + 1));
  return piece;
}

/// \xHH resolved, as Zeek writes tabs, line ends and bytes that are no text.
std::string_view Unescape(std::string_view value, TextArena& arena) {
  if (!value.contains("\\x")) return value;
  std::string out;
  for (std::size_t i = 0; i < value.size(); ++i) {
    if (value[i] == '\\' && i + 3 < value.size() && value[i + 1] == 'x' &&
        HexDigit(value[i + 2]) >= 0 && HexDigit(value[i + 3]) >= 0) {
      out += static_cast<char>(HexDigit(value[i + 2]) * 16 + HexDigit(value[i + 3]));
      i += 3;
    } else {
      out += value[i];
    }
  }
  return arena.Keep(RepairUtf8(out));
}

void AddZeek(std::string_view name, std::string_view value, TextArena& arena,
             std::vector<KeyValue>& out) {
  if (value == "-" || value == "(empty)" || value.empty()) return;
  if (!name.ends_with("[]")) {
    out.push_back({name, Unescape(value, arena)});
    return;
  }
  name.remove_suffix(2);
  while (!value.empty()) out.push_back({name, Unescape(Take(value, ','), arena)});
}

bool ReadZeek(std::string_view line, std::string_view declared, TextArena& arena,
              ColumnRecord& record) {
  record.path = Take(declared, '\t');
  bool is_last = false;
  while (!declared.empty()) {
    if (is_last) return false;
    const std::string_view name = Take(declared, '\t');
    is_last = !line.contains('\t');
    AddZeek(name, Take(line, '\t'), arena, record.fields);
  }
  return is_last;
}

/// Blanks within a value stand as '+'.
std::string_view Plain(std::string_view value, TextArena& arena) {
  if (!value.contains('+')) return value;
  char* const begin = arena.Room(value.size());
  std::ranges::replace_copy(value, begin, '+', ' ');
  return {begin, value.size()};
}

bool ReadW3c(std::string_view line, std::string_view declared, TextArena& arena,
             ColumnRecord& record) {
  const char separator = line.contains('\t') ? '\t' : ' ';
  bool is_last = false;
  while (!declared.empty()) {
    if (is_last) return false;
    const std::string_view name = Take(declared, ' ');
    is_last = !line.contains(separator);
    const std::string_view value = Take(line, separator);
    if (value == "-" || value.empty()) continue;
    record.fields.push_back({name, name == "cs(User-Agent)" ? Plain(value, arena) : value});
  }
  return is_last;
}

bool IsTextOf(std::string_view text, std::string_view shape) {
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (shape[i] == '0' ? !IsDigit(text[i]) : text[i] != shape[i]) return false;
  }
  return true;
}

bool IsNumber(std::string_view text) {
  return !text.empty() && text.size() <= 20 && std::ranges::all_of(text, IsDigit);
}

bool IsAddress(std::string_view text) {
  return text.size() >= 2 && text.size() <= 45 &&
         std::ranges::all_of(text,
                             [](char c) { return HexDigit(c) >= 0 || c == '.' || c == ':'; }) &&
         (text.contains('.') || text.contains(':'));
}

constexpr std::string_view kIis =
    "w3c date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) "
    "cs(Referer) sc-status sc-substatus sc-win32-status time-taken";
constexpr std::string_view kIis7 =
    "w3c date time s-ip cs-method cs-uri-stem cs-uri-query s-port cs-username c-ip cs(User-Agent) "
    "sc-status sc-substatus sc-win32-status time-taken";
constexpr std::string_view kConn =
    "zeek conn\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\t"
    "orig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\t"
    "orig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents[]";
constexpr std::string_view kConn7 =
    "zeek conn\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tduration\t"
    "orig_bytes\tresp_bytes\tconn_state\tlocal_orig\tlocal_resp\tmissed_bytes\thistory\torig_pkts\t"
    "orig_ip_bytes\tresp_pkts\tresp_ip_bytes\ttunnel_parents[]\tip_proto";
constexpr std::string_view kDns =
    "zeek dns\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\ttrans_id\trtt\tquery\t"
    "qclass\tqclass_name\tqtype\tqtype_name\trcode\trcode_name\tAA\tTC\tRD\tRA\tZ\tanswers[]\t"
    "TTLs[]\trejected";
constexpr std::string_view kHttp =
    "zeek http\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttrans_depth\tmethod\thost\t"
    "uri\treferrer\tversion\tuser_agent\torigin\trequest_body_len\tresponse_body_len\tstatus_code\t"
    "status_msg\tinfo_code\tinfo_msg\ttags[]\tusername\tpassword\tproxied[]\torig_fuids[]\t"
    "orig_filenames[]\torig_mime_types[]\tresp_fuids[]\tresp_filenames[]\tresp_mime_types[]";

std::string_view GuessIis(std::string_view line) {
  if (line.contains('\t')) return {};
  const auto words = Split(line, ' ');
  if (words.size() != 14 && words.size() != 15) return {};
  const bool is_iis = IsTextOf(words[0], "0000-00-00") && IsTextOf(words[1], "00:00:00") &&
                      IsAddress(words[2]) && words[4].starts_with('/') && IsNumber(words[6]) &&
                      IsAddress(words[8]) && IsTextOf(words[words.size() - 4], "000") &&
                      IsNumber(words.back());
  if (!is_iis) return {};
  return words.size() == 15 ? kIis : kIis7;
}

/// "1600000000.123456", "CHhAvVGS1DHFjwGM9", and two ends of a connection.
std::string_view GuessZeek(std::string_view line) {
  const auto words = Split(line, '\t');
  if (words.size() < 20 || !IsTextOf(words[0], "0000000000.000000")) return {};
  const bool has_ends = words[1].size() >= 14 && words[1].starts_with('C') && IsAddress(words[2]) &&
                        IsNumber(words[3]) && IsAddress(words[4]) && IsNumber(words[5]);
  if (!has_ends) return {};
  const bool has_protocol = words[6] == "tcp" || words[6] == "udp" || words[6] == "icmp";
  if (has_protocol && words.size() == 21) return kConn;
  if (has_protocol && words.size() == 22) return kConn7;
  if (has_protocol && words.size() == 24 && IsNumber(words[7])) return kDns;
  if (words.size() == 30 && IsNumber(words[6])) return kHttp;
  return {};
}

}  // namespace

bool IsColumnHeader(std::string_view line) {
  return line.starts_with('#') &&
         (StartsWithAny(line, kW3cDirectives) || StartsWithAny(line, kZeekDirectives));
}

bool ColumnHeader::Take(std::string_view line, const ColumnLimits& limits) {
  if (!IsColumnHeader(line)) return false;
  if (line.size() > limits.header_bytes) return true;
  const auto columns = [&](std::string_view names, char separator) {
    return std::ranges::count(names, separator) < static_cast<std::ptrdiff_t>(limits.columns);
  };
  if (line.starts_with("#Fields:")) {
    const std::string_view names = Trim(line.substr(8));
    const char separator = names.contains('\t') ? '\t' : ' ';
    declared_.clear();
    if (!columns(names, separator)) return true;
    declared_ = kW3c;
    for (const auto name : Split(names, separator)) {
      if (name.empty()) continue;
      if (declared_.size() > kW3c.size()) declared_ += ' ';
      declared_ += name;
    }
  } else if (line.starts_with("#path\t")) {
    path_ = Trim(line.substr(6, line.find('\t', 6) - 6));
  } else if (line.starts_with("#fields\t")) {
    const std::string_view names = Trim(line.substr(8));
    declared_.clear();
    if (!names.empty() && columns(names, '\t')) {
      declared_ = fmt::format("{}{}\t{}", kZeek, path_, names);
    }
  } else if (line.starts_with("#types\t") && declared_.starts_with(kZeek)) {
    const auto names = Split(std::string_view(declared_), '\t');
    const auto types = Split(line.substr(7), '\t');
    if (types.size() + 1 != names.size()) return true;
    std::string marked(names[0]);
    for (std::size_t i = 0; i < types.size(); ++i) {
      marked += '\t';
      marked += names[i + 1];
      const bool is_list = types[i].starts_with("vector[") || types[i].starts_with("set[");
      if (is_list && !names[i + 1].ends_with("[]")) marked += "[]";
    }
    declared_ = std::move(marked);
  }
  return true;
}

std::string ColumnHeader::Encode() const {
  return path_.empty() && declared_.empty() ? std::string() : path_ + '\n' + declared_;
}

ColumnHeader ColumnHeader::Decode(std::string_view text) {
  ColumnHeader header;
  const auto end = text.find('\n');
  if (end == std::string_view::npos) return header;
  header.path_ = text.substr(0, end);
  header.declared_ = text.substr(end + 1);
  return header;
}

bool ReadColumns(std::string_view line, std::string_view declared, TextArena& arena,
                 ColumnRecord& record) {
  record.fields.clear();
  record.path = {};
  if (declared.starts_with(kZeek))
    return ReadZeek(line, declared.substr(kZeek.size()), arena, record);
  if (declared.starts_with(kW3c)) return ReadW3c(line, declared.substr(kW3c.size()), arena, record);
  return false;
}

bool FitsColumns(std::string_view line, std::string_view declared) {
  if (declared.starts_with(kZeek)) {
    return std::ranges::count(line, '\t') + 1 == std::ranges::count(declared, '\t');
  }
  const char separator = line.contains('\t') ? '\t' : ' ';
  return std::ranges::count(line, separator) + 1 == std::ranges::count(declared, ' ');
}

std::string_view GuessColumns(std::string_view line) {
  if (line.size() < 40 || !IsDigit(line[0])) return {};
  if (line.size() > 10 && line[4] == '-' && line[10] == ' ') return GuessIis(line);
  return line[10] == '.' ? GuessZeek(line) : std::string_view{};
}

}  // namespace lachan::formats
