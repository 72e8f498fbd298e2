// SPDX-License-Identifier: Apache-2.0
#include "detect/fold.h"

#include <utf8proc.h>

#include <cstring>

namespace lachan::detect {
namespace {

char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + ('a' - 'A')) : c; }

constexpr std::uint64_t kHighBits = 0x8080'8080'8080'8080ULL;

std::uint64_t Word(const char* at) {
  std::uint64_t word;
  std::memcpy(&word, at, sizeof word);
  return word;
}

/// Eight ASCII letters at once.
std::uint64_t LowerAscii(std::uint64_t word) {
  constexpr std::uint64_t kEach = 0x0101'0101'0101'0101ULL;
  const std::uint64_t from_a = word + kEach * (0x80 - 'A');    // High bit: 'A' or above.
  const std::uint64_t behind_z = word + kEach * (0x7F - 'Z');  // High bit: above 'Z'.
  return word + ((from_a & ~behind_z & kHighBits) >> 2);
}

void AppendLower(std::int32_t code_point, std::string& out) {
  if (code_point == 0x130) {  // İ: the full mapping has two code points.
    out += "i\xcc\x87";
    return;
  }
  utf8proc_uint8_t bytes[4];
  const auto length = utf8proc_encode_char(utf8proc_tolower(code_point), bytes);
  out.append(reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(length));
}

}  // namespace

bool IsAscii(std::string_view text) {
  std::size_t i = 0;
  for (; i + 32 <= text.size(); i += 32) {
    std::uint64_t words[4];
    std::memcpy(words, text.data() + i, sizeof words);
    if (((words[0] | words[1] | words[2] | words[3]) & kHighBits) != 0) return false;
  }
  unsigned char rest = 0;
  for (; i < text.size(); ++i) rest |= static_cast<unsigned char>(text[i]);
  return (rest & 0x80U) == 0;
}

CodePoint CodePointAt(std::string_view text, std::size_t at) {
  if ((static_cast<unsigned char>(text[at]) & 0x80U) == 0) {
    return {static_cast<unsigned char>(text[at]), 1};
  }
  utf8proc_int32_t value = -1;
  const auto length = utf8proc_iterate(reinterpret_cast<const utf8proc_uint8_t*>(text.data()) + at,
                                       static_cast<utf8proc_ssize_t>(text.size() - at), &value);
  if (length <= 0) return {};
  return {value, static_cast<std::size_t>(length)};
}

/// Copies ASCII in lower case from `at` on; returns where it ends.
std::size_t FoldAscii(std::string_view text, std::size_t at, std::string& out) {
  const std::size_t begin = at;
  std::size_t end = at;
  while (end + 8 <= text.size() && (Word(text.data() + end) & kHighBits) == 0) end += 8;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0x80U) == 0) ++end;
  out.resize(out.size() + (end - begin));
  char* to = out.data() + out.size() - (end - begin);
  for (; at + 8 <= end; at += 8, to += 8) {
    const std::uint64_t lower = LowerAscii(Word(text.data() + at));
    std::memcpy(to, &lower, sizeof lower);
  }
  for (; at < end; ++at) *to++ = LowerAscii(text[at]);
  return end;
}

void FoldCase(std::string_view text, std::string& out) {
  out.clear();
  for (std::size_t i = 0; i < text.size();) {
    i = FoldAscii(text, i, out);
    if (i == text.size()) break;
    const CodePoint point = CodePointAt(text, i);
    if (point.value < 0) {
      out.push_back(text[i]);
    } else {
      AppendLower(point.value, out);
    }
    i += point.bytes;
  }
}

std::string FoldCase(std::string_view text) {
  std::string out;
  FoldCase(text, out);
  return out;
}

bool IsWordCharacter(std::int32_t code_point) {
  if (code_point < 0) return false;
  if (code_point == '_') return true;
  switch (utf8proc_category(code_point)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_ND:
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return true;
    default:
      return false;
  }
}

}  // namespace lachan::detect
