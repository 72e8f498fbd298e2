// SPDX-License-Identifier: Apache-2.0
#include "contact_page/find.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/text.h"

namespace lachan::contact_page {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Bytes of what may stand between the digits of one number; 0 when a number ends here.
std::size_t SeparatorAt(std::string_view text, std::size_t at) {
  const char c = text[at];
  if (c == ' ' || c == '.' || c == '-' || c == '(' || c == ')' || c == '+' || c == '/') return 1;
  const auto rest = text.substr(at);
  if (rest.starts_with("\xC2\xA0")) return 2;                      // no-break space
  if (rest.size() >= 3 && rest.starts_with("\xE2\x80")) return 3;  // dashes and thin spaces
  return 0;
}

/// Digits that a number may be made of, with their places.
struct Run {
  std::string digits;
  std::vector<std::size_t> at;
};

bool TouchesBefore(const Run& run, std::size_t i) {
  return i > 0 && run.at[i - 1] + 1 == run.at[i];
}
bool TouchesAfter(const Run& run, std::size_t i) {
  return i + 1 < run.at.size() && run.at[i] + 1 == run.at[i + 1];
}

/// First digit of the number whose national digits begin at `i`; nothing when they are the middle
/// of another number.
std::optional<std::size_t> StartOf(const Run& run, std::size_t i, bool is_national) {
  if (!TouchesBefore(run, i)) return i;
  if (!is_national) return std::nullopt;
  for (const std::string_view prefix : {"0084", "840", "84", "0"}) {
    if (i < prefix.size()) continue;
    const std::size_t begin = i - prefix.size();
    if (std::string_view(run.digits).substr(begin, prefix.size()) != prefix) continue;
    if (!TouchesBefore(run, begin)) return begin;
  }
  return std::nullopt;
}

/// Takes a country code or 0 that stands apart into the find: "+84 237…".
std::size_t WithPrefix(const Run& run, std::size_t begin) {
  for (const std::string_view prefix : {"0084", "840", "84", "0"}) {
    if (begin < prefix.size()) continue;
    const std::size_t from = begin - prefix.size();
    if (std::string_view(run.digits).substr(from, prefix.size()) != prefix) continue;
    if (!TouchesBefore(run, from) && run.at[begin] - run.at[begin - 1] <= 3) return from;
  }
  return begin;
}

std::optional<std::pair<std::size_t, std::size_t>> FindIn(const Run& run,
                                                          const PhoneDigits& wanted) {
  for (std::size_t i = run.digits.find(wanted.digits); i != std::string::npos;
       i = run.digits.find(wanted.digits, i + 1)) {
    const std::size_t last = i + wanted.digits.size() - 1;
    if (TouchesAfter(run, last)) continue;
    const auto begin = StartOf(run, i, wanted.is_national);
    if (!begin) continue;
    const std::size_t from = wanted.is_national && *begin == i ? WithPrefix(run, i) : *begin;
    return std::pair(run.at[from], run.at[last] + 1);
  }
  return std::nullopt;
}

bool IsInside(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

Found FoundAt(std::string_view text, std::size_t from, std::size_t to, std::size_t around) {
  std::size_t begin = from > around ? from - around : 0;
  std::size_t end = std::min(text.size(), to + around);
  while (begin > 0 && begin < from && !IsBlank(text[begin])) ++begin;
  while (end < text.size() && end > to && !IsBlank(text[end])) --end;
  // Where there are no words to cut at, letters stay whole.
  while (begin < from && IsInside(text[begin])) ++begin;
  while (end > to && end < text.size() && IsInside(text[end])) --end;
  Found found{from, to - from, std::string(Trim(text.substr(begin, end - begin)))};
  std::ranges::replace(found.around, '\n', ' ');
  return found;
}

// ---- mail ---------------------------------------------------------------------------------------

/// A spelling of "@" or "." in words.
struct Word {
  std::string_view text;
  char stands_for;
};
constexpr Word kWords[] = {{"at", '@'}, {"@", '@'},     {"a còng", '@'}, {"a cong", '@'},
                           {"a", '@'},  {"dot", '.'},   {"chấm", '.'},   {"cham", '.'},
                           {".", '.'},  {"a móc", '@'}, {"a moc", '@'},  {"còng", '@'}};

struct Token {
  std::size_t size = 0;  ///< 0: none here.
  char stands_for = 0;
};

std::size_t SkipBlanks(std::string_view text, std::size_t at) {
  while (at < text.size() && IsBlank(text[at])) ++at;
  return at;
}

/// "[at]", " ( dot ) " and their like at `at`, with the blanks around.
Token BracketAt(std::string_view text, std::size_t at) {
  std::size_t i = SkipBlanks(text, at);
  if (i >= text.size()) return {};
  const char open = text[i];
  const char close = open == '['   ? ']'
                     : open == '(' ? ')'
                     : open == '{' ? '}'
                     : open == '<' ? '>'
                                   : 0;
  if (close == 0) return {};
  i = SkipBlanks(text, i + 1);
  for (const Word& word : kWords) {
    if (!text.substr(i).starts_with(word.text)) continue;
    const std::size_t end = SkipBlanks(text, i + word.text.size());
    if (end < text.size() && text[end] == close) {
      return {SkipBlanks(text, end + 1) - at, word.stands_for};
    }
  }
  return {};
}

/// " at ", " dot ", " @ " at `at`: words that stand alone.
Token BareAt(std::string_view text, std::size_t at) {
  if (!IsBlank(text[at])) return {};
  const std::size_t i = SkipBlanks(text, at);
  for (const Word& word : kWords) {
    if (word.text == "a" || word.text == "còng" || !text.substr(i).starts_with(word.text)) continue;
    const std::size_t end = i + word.text.size();
    if (end < text.size() && IsBlank(text[end]))
      return {SkipBlanks(text, end) - at, word.stands_for};
  }
  return {};
}

/// A text with hidden addresses made plain, and where each of its bytes stood.
struct Plain {
  std::string text;
  std::vector<std::uint32_t> at;
};

Plain MakePlain(std::string_view text, bool bare_words) {
  Plain plain;
  plain.text.reserve(text.size());
  plain.at.reserve(text.size() + 1);
  for (std::size_t i = 0; i < text.size();) {
    Token token;
    if (IsBlank(text[i]) || text[i] == '[' || text[i] == '(' || text[i] == '{' || text[i] == '<') {
      token = BracketAt(text, i);
      if (token.size == 0 && bare_words) token = BareAt(text, i);
    }
    plain.at.push_back(static_cast<std::uint32_t>(i));
    plain.text += token.size > 0 ? token.stands_for : text[i];
    i += token.size > 0 ? token.size : 1;
  }
  plain.at.push_back(static_cast<std::uint32_t>(text.size()));
  return plain;
}

bool IsLocal(char c) {
  return IsDigit(c) || (c >= 'a' && c <= 'z') || c == '.' || c == '_' || c == '%' || c == '+' ||
         c == '-';
}

std::optional<std::pair<std::size_t, std::size_t>> FindIn(const Plain& plain,
                                                          std::string_view email) {
  const std::string_view text = plain.text;
  for (auto i = text.find(email); i != std::string_view::npos; i = text.find(email, i + 1)) {
    const std::size_t end = i + email.size();
    const bool alone_before = i == 0 || !IsLocal(text[i - 1]);
    const bool goes_on =
        end < text.size() && (IsDigit(text[end]) || (text[end] >= 'a' && text[end] <= 'z') ||
                              text[end] == '-' || text[end] == '_' ||
                              (text[end] == '.' && end + 1 < text.size() &&
                               IsLocal(text[end + 1]) && text[end + 1] != '.'));
    if (alone_before && !goes_on)
      return std::pair<std::size_t, std::size_t>(plain.at[i], plain.at[end]);
  }
  return std::nullopt;
}

}  // namespace

PhoneDigits DigitsOf(std::string_view phone) {
  PhoneDigits wanted;
  for (const char c : phone) {
    if (IsDigit(c)) wanted.digits += c;
  }
  std::string& digits = wanted.digits;
  const auto cut = [&](std::string_view prefix, std::size_t at_least) {
    if (!digits.starts_with(prefix) || digits.size() < at_least) return false;
    digits.erase(0, prefix.size());
    return wanted.is_national = true;
  };
  if (cut("0084", 12) || cut("84", 10)) {
    if (digits.starts_with('0')) digits.erase(0, 1);
  } else {
    cut("0", 9);
  }
  if (digits.size() < 3) return {};
  return wanted;
}

std::optional<Found> FindPhone(std::string_view text, std::string_view phone,
                               const FindLimits& limits) {
  const PhoneDigits wanted = DigitsOf(phone);
  if (wanted.digits.empty()) return std::nullopt;
  text = text.substr(0, limits.text_bytes);
  Run run;
  for (std::size_t i = 0; i <= text.size();) {
    if (i < text.size() && IsDigit(text[i])) {
      run.digits += text[i];
      run.at.push_back(i++);
      continue;
    }
    const std::size_t separator = i < text.size() ? SeparatorAt(text, i) : 0;
    if (separator > 0) {
      i += separator;
      continue;
    }
    if (const auto place = FindIn(run, wanted)) {
      return FoundAt(text, place->first, place->second, limits.around);
    }
    run = {};
    ++i;
  }
  return std::nullopt;
}

std::optional<Found> FindEmail(std::string_view text, std::string_view email,
                               const FindLimits& limits) {
  const std::string wanted = AsciiLower(Trim(email));
  if (wanted.find('@') == std::string::npos) return std::nullopt;
  text = text.substr(0, limits.text_bytes);
  const std::string lower = AsciiLower(text);
  for (const bool bare_words : {false, true}) {
    const auto place = FindIn(MakePlain(lower, bare_words), wanted);
    if (place) return FoundAt(text, place->first, place->second, limits.around);
  }
  return std::nullopt;
}

}  // namespace lachan::contact_page
