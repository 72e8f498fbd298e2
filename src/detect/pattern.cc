// SPDX-License-Identifier: Apache-2.0
#include "detect/pattern.h"

#include <cstdint>

#include "detect/fold.h"

namespace lachan::detect {
namespace {

using Kind = PatternPart::Kind;

PatternPart Literal(std::string_view text) { return {Kind::kLiteral, std::string(text)}; }
PatternPart Many() { return {Kind::kMany, {}}; }

std::string Base64(std::string_view bytes) {
  static constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t k) -> std::uint32_t {
      return i + k < bytes.size() ? static_cast<unsigned char>(bytes[i + k]) : 0U;
    };
    const std::uint32_t word = byte(0) << 16 | byte(1) << 8 | byte(2);
    out += kAlphabet[word >> 18 & 63];
    out += kAlphabet[word >> 12 & 63];
    out += i + 1 < bytes.size() ? kAlphabet[word >> 6 & 63] : '=';
    out += i + 2 < bytes.size() ? kAlphabet[word & 63] : '=';
  }
  return out;
}

std::string Utf16(std::string_view text, bool big_endian) {
  std::string out;
  const auto unit = [&](std::uint32_t value) {
    const char high = static_cast<char>(value >> 8 & 0xff), low = static_cast<char>(value & 0xff);
    out += big_endian ? high : low;
    out += big_endian ? low : high;
  };
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = CodePointAt(text, i);
    const auto value = point.value < 0 ? 0xFFFDU : static_cast<std::uint32_t>(point.value);
    if (value < 0x10000) {
      unit(value);
    } else {
      unit(0xD800 + ((value - 0x10000) >> 10));
      unit(0xDC00 + ((value - 0x10000) & 0x3ff));
    }
    i += point.bytes;
  }
  return out;
}

/// Offsets in `text` of each - or / that begins an option.
std::vector<std::size_t> OptionDashes(std::string_view text) {
  std::vector<std::size_t> found;
  bool previous_is_word = false;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = CodePointAt(text, i);
    const std::size_t next = i + point.bytes;
    if ((text[i] == '-' || text[i] == '/') && !previous_is_word && next < text.size() &&
        IsWordCharacter(CodePointAt(text, next).value)) {
      found.push_back(i);
    }
    previous_is_word = IsWordCharacter(point.value);
    i = next;
  }
  return found;
}

/// Glob of `parts` from `first_part` over the whole of `value`, with one point of return: linear in
/// practice, and never worse than parts × bytes.
bool GlobMatches(const PatternParts& parts, std::string_view value) {
  std::size_t part = 0, at = 0;
  std::size_t retry_part = parts.size() + 1, retry_at = 0;
  for (;;) {
    bool ok = true;
    if (part == parts.size()) {
      if (at == value.size()) return true;
      ok = false;
    } else if (parts[part].kind == Kind::kMany) {
      retry_part = ++part;
      retry_at = at;
      continue;
    } else if (parts[part].kind == Kind::kOne) {
      ok = at < value.size();
      if (ok) at += CodePointAt(value, at).bytes;
    } else {
      ok = value.substr(at).starts_with(parts[part].text);
      if (ok) at += parts[part].text.size();
    }
    if (ok) {
      ++part;
      continue;
    }
    if (retry_part > parts.size() || retry_at >= value.size()) return false;
    retry_at += CodePointAt(value, retry_at).bytes;
    part = retry_part;
    at = retry_at;
  }
}

}  // namespace

PatternParts ParsePattern(std::string_view text) {
  PatternParts parts;
  std::string literal;
  const auto flush = [&] {
    if (!literal.empty()) parts.push_back(Literal(literal));
    literal.clear();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\' && i + 1 < text.size() &&
        (text[i + 1] == '*' || text[i + 1] == '?' || text[i + 1] == '\\')) {
      literal += text[++i];
    } else if (c == '*' || c == '?') {
      flush();
      parts.push_back({c == '*' ? Kind::kMany : Kind::kOne, {}});
    } else {
      literal += c;
    }
  }
  flush();
  return parts;
}

std::optional<std::string> PlainText(const PatternParts& parts) {
  std::string text;
  for (const auto& part : parts) {
    if (part.kind != Kind::kLiteral) return std::nullopt;
    text += part.text;
  }
  return text;
}

PatternParts WithStartsWith(PatternParts parts) {
  if (parts.empty() || parts.back().kind != Kind::kMany) parts.push_back(Many());
  return parts;
}

PatternParts WithEndsWith(PatternParts parts) {
  if (parts.empty() || parts.front().kind != Kind::kMany) parts.insert(parts.begin(), Many());
  return parts;
}

PatternParts WithContains(PatternParts parts) {
  return WithStartsWith(WithEndsWith(std::move(parts)));
}

Result<std::vector<PatternParts>> WithWindash(const PatternParts& parts, std::size_t limit) {
  static constexpr std::string_view kDashes[] = {"-", "/", "\xe2\x80\x93", "\xe2\x80\x94",
                                                 "\xe2\x80\x95"};
  std::vector<PatternParts> spellings = {{}};
  const auto append = [&](std::string_view text) {
    for (auto& spelling : spellings) {
      if (!spelling.empty() && spelling.back().kind == Kind::kLiteral) {
        spelling.back().text += text;
      } else if (!text.empty()) {
        spelling.push_back(Literal(text));
      }
    }
  };
  for (const auto& part : parts) {
    if (part.kind != Kind::kLiteral) {
      for (auto& spelling : spellings) spelling.push_back(part);
      continue;
    }
    std::size_t begin = 0;
    for (const std::size_t dash : OptionDashes(part.text)) {
      append(std::string_view(part.text).substr(begin, dash - begin));
      begin = dash + 1;
      if (spellings.size() * std::size(kDashes) > limit) {
        return Fail(ErrorCode::kExhausted, "more than {} spellings", limit);
      }
      std::vector<PatternParts> all;
      for (const auto dash_text : kDashes) {
        auto copy = spellings;
        std::swap(copy, spellings);
        append(dash_text);
        std::swap(copy, spellings);
        for (auto& spelling : copy) all.push_back(std::move(spelling));
      }
      spellings = std::move(all);
    }
    append(std::string_view(part.text).substr(begin));
  }
  return spellings;
}

PatternParts WithUtf16(const PatternParts& parts, bool big_endian, bool bom) {
  PatternParts out;
  if (bom) out.push_back(Literal("\xff\xfe"));
  for (const auto& part : parts) {
    PatternPart encoded = part;
    if (part.kind == Kind::kLiteral) encoded.text = Utf16(part.text, big_endian);
    if (encoded.kind == Kind::kLiteral && !out.empty() && out.back().kind == Kind::kLiteral) {
      out.back().text += encoded.text;
    } else {
      out.push_back(std::move(encoded));
    }
  }
  return out;
}

Result<PatternParts> WithBase64(const PatternParts& parts) {
  const auto text = PlainText(parts);
  if (!text) return Fail(ErrorCode::kInvalidInput, "wildcards cannot be encoded in base64");
  return PatternParts{Literal(Base64(*text))};
}

Result<std::vector<PatternParts>> WithBase64Offsets(const PatternParts& parts) {
  static constexpr std::size_t kSkipFront[] = {0, 2, 3};
  static constexpr std::size_t kSkipBack[] = {0, 3, 2};
  const auto text = PlainText(parts);
  if (!text) return Fail(ErrorCode::kInvalidInput, "wildcards cannot be encoded in base64");
  std::vector<PatternParts> out;
  for (std::size_t offset = 0; offset < 3; ++offset) {
    const std::string encoded = Base64(std::string(offset, ' ') + *text);
    const std::size_t back = kSkipBack[(text->size() + offset) % 3];
    const std::size_t front = std::min(kSkipFront[offset], encoded.size());
    const std::size_t end = std::max(front, encoded.size() - std::min(back, encoded.size()));
    out.push_back({Literal(std::string_view(encoded).substr(front, end - front))});
  }
  return out;
}

TextPattern TextPattern::From(PatternParts parts, bool cased) {
  TextPattern pattern;
  pattern.cased = cased;
  if (!cased) {
    for (auto& part : parts) part.text = FoldCase(part.text);
  }
  std::size_t begin = 0, end = parts.size();
  while (begin < end && parts[begin].kind == Kind::kMany) ++begin;
  while (end > begin && parts[end - 1].kind == Kind::kMany) --end;
  const bool leading = begin > 0, trailing = end < parts.size();
  if (begin == end && (leading || trailing)) {
    pattern.shape = Shape::kAny;
    return pattern;
  }
  const PatternParts inner(parts.begin() + static_cast<std::ptrdiff_t>(begin),
                           parts.begin() + static_cast<std::ptrdiff_t>(end));
  if (auto text = PlainText(inner)) {
    pattern.literal = *std::move(text);
    pattern.shape = leading && trailing ? Shape::kContains
                    : leading           ? Shape::kEndsWith
                    : trailing          ? Shape::kStartsWith
                                        : Shape::kEquals;
    return pattern;
  }
  pattern.shape = Shape::kWild;
  pattern.parts = std::move(parts);
  return pattern;
}

bool TextPattern::Matches(std::string_view value) const {
  switch (shape) {
    case Shape::kAny:
      return true;
    case Shape::kEquals:
      return value == literal;
    case Shape::kContains:
      return value.contains(literal);
    case Shape::kStartsWith:
      return value.starts_with(literal);
    case Shape::kEndsWith:
      return value.ends_with(literal);
    case Shape::kWild:
      return GlobMatches(parts, value);
  }
  return false;
}

bool TextPattern::FoundIn(std::string_view value) const {
  if (shape == Shape::kAny) return true;
  if (shape == Shape::kWild) return GlobMatches(WithContains(parts), value);
  return value.contains(literal);
}

std::string_view TextPattern::LongestLiteral() const {
  std::string_view longest;
  for (const auto& part : parts) {
    if (part.text.size() > longest.size()) longest = part.text;
  }
  return longest;
}

std::string TextPattern::Text() const {
  switch (shape) {
    case Shape::kAny:
      return "*";
    case Shape::kEquals:
      return literal;
    case Shape::kContains:
      return "*" + literal + "*";
    case Shape::kStartsWith:
      return literal + "*";
    case Shape::kEndsWith:
      return "*" + literal;
    case Shape::kWild:
      break;
  }
  std::string text;
  for (const auto& part : parts) {
    text += part.kind == Kind::kLiteral ? part.text : part.kind == Kind::kMany ? "*" : "?";
  }
  return text;
}

}  // namespace lachan::detect
