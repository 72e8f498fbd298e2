// SPDX-License-Identifier: Apache-2.0
#include "scan/sniff.h"

#include <algorithm>
#include <array>

#include "formats/evtx.h"
#include "formats/json_extent.h"

namespace lachan::scan {
namespace {

using namespace std::string_view_literals;

struct Magic {
  std::size_t at;
  std::string_view bytes;
  std::string_view what;
  bool may_hold_logs = false;
};
constexpr std::array<Magic, 18> kMagics = {{
    {30, "[Content_Types].xml"sv, "an office document"},
    {30, "mimetypeapplication/"sv, "an office document"},
    {0, "PK\x03\x04"sv, "a ZIP archive: unpack it first", true},
    {0, "7z\xbc\xaf\x27\x1c"sv, "a 7z archive: unpack it first", true},
    {0, "Rar!\x1a\x07"sv, "a RAR archive: unpack it first", true},
    {257, "ustar"sv, "a tar archive: unpack it first", true},
    {0,
     "\xfd"
     "7zXZ\0"sv,
     "packed with xz: unpack it first", true},
    {0, "BZh"sv, "packed with bzip2: unpack it first", true},
    {0, "\x04\x22\x4d\x18"sv, "packed with lz4: unpack it first", true},
    {0, "\x1f\x8b\x08"sv, "packed twice: unpack it once first", true},
    {0, "\x28\xb5\x2f\xfd"sv, "packed twice: unpack it once first", true},
    {4, "LfLe"sv, "an event log of Windows XP or 2003 (.evt): not read, convert it to .evtx", true},
    {0, "SQLite format 3\0"sv, "an SQLite database"},
    {0, "\xd4\xc3\xb2\xa1"sv, "a packet capture: not read"},
    {0, "\x0a\x0d\x0d\x0a"sv, "a packet capture: not read"},
    {0, "regf"sv, "a registry hive: not read"},
    {0, "MZ"sv, "a program"},
    {0,
     "\x7f"
     "ELF"sv,
     "a program"},
}};

constexpr std::string_view kBlanks = " \t\r\n";

bool IsBinary(std::string_view head) {
  std::size_t odd = 0;
  for (const char c : head) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte == 0) return true;
    if ((byte < 0x20 && byte != '\t' && byte != '\n' && byte != '\r' && byte != '\f' &&
         byte != 0x1b) ||
        byte == 0x7f) {
      ++odd;
    }
  }
  return odd * 20 > head.size();
}

/// What stands behind white space, an XML declaration, comments.
std::string_view BehindProlog(std::string_view text) {
  while (true) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    const std::string_view end = text.starts_with("<?")     ? "?>"
                                 : text.starts_with("<!--") ? "-->"
                                                            : "";
    if (end.empty()) return text;
    const std::size_t at = text.find(end);
    if (at == std::string_view::npos) return {};
    text.remove_prefix(at + end.size());
  }
}

bool StartsWithTag(std::string_view text, std::string_view name) {
  if (!text.starts_with('<') || !text.substr(1).starts_with(name)) return false;
  const std::string_view rest = text.substr(1 + name.size());
  return !rest.empty() && " \t\r\n/>"sv.contains(rest.front());
}

Sniffed SniffXml(std::string_view text) {
  const std::string_view root = BehindProlog(text);
  if (StartsWithTag(root, "Event") || StartsWithTag(root, "Events"))
    return {Format::kWindowsXml, {}};
  if (root.size() == text.size()) return {Format::kText, {}};  // "<34>Oct 11 …"
  return {Format::kOther, "XML, but not of Windows events: not read"};
}

/// Of a text that begins with an object.
Format SniffJson(std::string_view text) {
  const std::size_t wrapper = formats::RecordsArrayIn(text);
  if (wrapper != 0 && wrapper != std::string_view::npos) return Format::kJsonDocument;
  formats::JsonExtent extent;
  const std::size_t end = extent.Find(text);
  const std::size_t line = text.find('\n');
  if (line < end && extent.newline_in_text()) return Format::kJsonLines;  // A broken line.
  if (line < end) {
    // Printed over several lines, unless this line is broken and the next begins a record.
    const std::string_view rest = text.substr(line + 1);
    return rest.starts_with("{\"") ? Format::kJsonLines : Format::kJsonDocument;
  }
  if (end == std::string_view::npos) return Format::kJsonLines;  // A long line.
  const std::string_view behind = text.substr(end, text.find('\n', end) - end);
  return behind.find_first_not_of(kBlanks) == std::string_view::npos ? Format::kJsonLines
                                                                     : Format::kJsonDocument;
}

}  // namespace

std::string_view ToString(Format format) {
  switch (format) {
    case Format::kJsonLines:
      return "json lines";
    case Format::kJsonDocument:
      return "json";
    case Format::kWindowsXml:
      return "windows xml";
    case Format::kEvtx:
      return "evtx";
    case Format::kText:
      return "text";
    case Format::kEmpty:
      return "empty";
    case Format::kOther:
      return "other";
  }
  return "";
}

Sniffed Sniff(std::string_view head, bool is_whole) {
  head = head.substr(0, kSniffBytes);
  if (head.starts_with("ElfFile\0"sv) || head.starts_with("ElfChnk\0"sv) ||
      (head.size() > formats::kEvtxHeader &&
       head.substr(formats::kEvtxHeader).starts_with("ElfChnk\0"sv))) {
    return {Format::kEvtx, {}};
  }
  const std::size_t first = head.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {is_whole ? Format::kEmpty : Format::kText, {}};
  const bool is_binary = IsBinary(head);
  for (const Magic& magic : kMagics) {
    if (head.size() < magic.at || !head.substr(magic.at).starts_with(magic.bytes)) continue;
    if (is_binary) return {Format::kOther, magic.what, magic.may_hold_logs};
  }
  if (is_binary) return {Format::kOther, "binary data: not read"};
  const std::string_view text = head.substr(first);
  if (text.front() == '{') return {SniffJson(text), {}};
  if (text.front() == '<') return SniffXml(text);
  if (text.front() == '[') {
    const std::size_t next = text.find_first_not_of(kBlanks, 1);
    const bool is_array =
        next != std::string_view::npos && (text[next] == '{' || text[next] == ']');
    return {is_array ? Format::kJsonDocument : Format::kText, {}};
  }
  return {Format::kText, {}};
}

}  // namespace lachan::scan
