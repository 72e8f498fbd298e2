// SPDX-License-Identifier: Apache-2.0
// A page is cut into tags and text once, from left to right; nothing is nested.
#include "contact_page/html_text.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "base/text.h"

namespace lachan::contact_page {
namespace {

constexpr std::string_view kSkipped[] = {"script", "style", "template", "noscript", "svg"};
constexpr std::string_view kInline[] = {"a",   "abbr", "b", "bdi",   "em",   "font",
                                        "i",   "mark", "s", "small", "span", "strong",
                                        "sub", "sup",  "u", "wbr",   "code"};

struct Entity {
  std::string_view name, text;
};
constexpr Entity kEntities[] = {
    {"amp", "&"},    {"lt", "<"},     {"gt", ">"},     {"quot", "\""},  {"apos", "'"},
    {"nbsp", " "},   {"commat", "@"}, {"period", "."}, {"lpar", "("},   {"rpar", ")"},
    {"plus", "+"},   {"hyphen", "-"}, {"ndash", "-"},  {"mdash", "-"},  {"lowbar", "_"},
    {"colon", ":"},  {"sol", "/"},    {"ensp", " "},   {"emsp", " "},   {"thinsp", " "},
    {"zwnj", ""},    {"zwj", ""},     {"shy", ""},     {"num", "#"},    {"lsqb", "["},
    {"rsqb", "]"},   {"agrave", "à"}, {"aacute", "á"}, {"acirc", "â"},  {"atilde", "ã"},
    {"egrave", "è"}, {"eacute", "é"}, {"ecirc", "ê"},  {"igrave", "ì"}, {"iacute", "í"},
    {"ograve", "ò"}, {"oacute", "ó"}, {"ocirc", "ô"},  {"otilde", "õ"}, {"ugrave", "ù"},
    {"uacute", "ú"}, {"yacute", "ý"}, {"Agrave", "À"}, {"Aacute", "Á"}, {"Acirc", "Â"},
    {"Atilde", "Ã"}, {"Eacute", "É"}, {"Ecirc", "Ê"},  {"Oacute", "Ó"}, {"Ocirc", "Ô"},
    {"Otilde", "Õ"}, {"Uacute", "Ú"}, {"Yacute", "Ý"}, {"bull", "•"},   {"middot", "·"},
};

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == ':' || c == '_';
}
bool IsBlank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

void AppendCodePoint(std::uint32_t code, std::string& out) {
  if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return;
  if (code == 0xA0) code = ' ';
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | (code >> 6));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else if (code < 0x10000) {
    out += static_cast<char>(0xE0 | (code >> 12));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (code >> 18));
    out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

/// Appends what the entity at the head of `text` ("&…") stands for.
/// \return bytes read; 1 when it is no entity and stands for itself.
std::size_t AppendEntity(std::string_view text, std::string& out) {
  constexpr std::size_t kLongestName = 32;
  std::size_t end = 1;
  while (end < text.size() && end < kLongestName &&
         (IsNameCharacter(text[end]) || text[end] == '#')) {
    ++end;
  }
  const auto name = text.substr(1, end - 1);
  const std::size_t read = end < text.size() && text[end] == ';' ? end + 1 : end;
  if (name.starts_with('#') && name.size() > 1) {
    const bool is_hex = name[1] == 'x' || name[1] == 'X';
    const auto digits = name.substr(is_hex ? 2 : 1);
    std::uint32_t code = 0;
    const auto [at, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), code, is_hex ? 16 : 10);
    if (error == std::errc{} && at == digits.data() + digits.size()) {
      AppendCodePoint(code, out);
      return read;
    }
  }
  for (const Entity& entity : kEntities) {
    if (entity.name == name) {
      out += entity.text;
      return read;
    }
  }
  out += '&';
  return 1;
}

std::string Unescape(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    if (text[i] == '&') {
      i += AppendEntity(text.substr(i), out);
    } else {
      out += text[i++];
    }
  }
  return out;
}

std::string DecodePercent(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte =
        text[i] == '%' && i + 2 < text.size() ? FromHex(text.substr(i + 1, 2)) : std::nullopt;
    if (byte && byte->size() == 1) {
      out += *byte;
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

/// A mail address as Cloudflare hides it: the first byte is the key to the others.
std::string DecodeProtected(std::string_view hex) {
  const auto bytes = FromHex(hex);
  if (!bytes || bytes->size() < 2) return "";
  std::string out;
  for (std::size_t i = 1; i < bytes->size(); ++i)
    out += static_cast<char>((*bytes)[i] ^ (*bytes)[0]);
  return out;
}

class Reader {
 public:
  Reader(std::string_view html, const HtmlLimits& limits)
      : html_(html.substr(0, limits.bytes)), limits_(limits) {}

  std::string Read() {
    while (at_ < html_.size() && out_.size() < limits_.output_bytes) {
      if (html_[at_] == '<' && IsMarkup()) {
        Markup();
      } else if (html_[at_] == '&') {
        std::string text;
        at_ += AppendEntity(html_.substr(at_), text);
        for (const char c : text) Put(c);
      } else {
        Put(html_[at_++]);
      }
    }
    return RepairUtf8(Trim(out_));
  }

 private:
  bool IsMarkup() const {
    if (at_ + 1 >= html_.size()) return false;
    const char next = html_[at_ + 1];
    return next == '/' || next == '!' || next == '?' || (next >= 'a' && next <= 'z') ||
           (next >= 'A' && next <= 'Z');
  }

  void Put(char c) {
    if (IsBlank(c)) {
      if (!out_.empty() && out_.back() != ' ' && out_.back() != '\n') out_ += ' ';
      return;
    }
    if (static_cast<unsigned char>(c) < 0x20) return;
    out_ += c;
  }
  void Line() {
    while (!out_.empty() && out_.back() == ' ') out_.pop_back();
    if (!out_.empty() && out_.back() != '\n') out_ += '\n';
  }
  void Aside(std::string_view text) {
    Put(' ');
    for (const char c : text) Put(c);
    Put(' ');
  }

  /// Jumps behind `end`, or to the end of the page.
  void JumpBehind(std::string_view end) {
    const auto found = html_.find(end, at_);
    at_ = found == std::string_view::npos ? html_.size() : found + end.size();
  }

  void Markup() {
    if (html_.substr(at_).starts_with("<!--")) {
      at_ += 4;
      JumpBehind("-->");
      return;
    }
    const bool closes = html_[at_ + 1] == '/';
    std::size_t name_at = at_ + (closes ? 2 : 1);
    std::size_t end = name_at;
    while (end < html_.size() && IsNameCharacter(html_[end])) ++end;
    const std::string name =
        AsciiLower(html_.substr(name_at, std::min<std::size_t>(end - name_at, 20)));
    at_ = end;
    Attributes();
    if (std::ranges::find(kInline, name) == std::end(kInline)) Line();
    if (!closes && std::ranges::find(kSkipped, name) != std::end(kSkipped)) Skip(name);
  }

  /// Jumps over the content of an element that shows no text.
  void Skip(const std::string& name) {
    while (at_ < html_.size()) {
      const auto found = html_.find("</", at_);
      if (found == std::string_view::npos) {
        at_ = html_.size();
        return;
      }
      at_ = found + 2;
      if (AsciiEqualsIgnoringCase(html_.substr(at_, name.size()), name)) {
        JumpBehind(">");
        return;
      }
    }
  }

  /// Reads up to the ">" of the tag.
  void Attributes() {
    while (at_ < html_.size() && html_[at_] != '>') {
      if (!IsNameCharacter(html_[at_])) {
        ++at_;
        continue;
      }
      const std::size_t begin = at_;
      while (at_ < html_.size() && IsNameCharacter(html_[at_])) ++at_;
      const auto name = html_.substr(begin, std::min<std::size_t>(at_ - begin, 40));
      while (at_ < html_.size() && IsBlank(html_[at_])) ++at_;
      if (at_ >= html_.size() || html_[at_] != '=') continue;
      ++at_;
      Attribute(AsciiLower(name), Value());
    }
    if (at_ < html_.size()) ++at_;
  }

  std::string_view Value() {
    while (at_ < html_.size() && IsBlank(html_[at_])) ++at_;
    if (at_ >= html_.size()) return {};
    const char quote = html_[at_];
    std::size_t begin = at_;
    if (quote == '"' || quote == '\'') {
      begin = ++at_;
      while (at_ < html_.size() && html_[at_] != quote) ++at_;
      const auto value = html_.substr(begin, at_ - begin);
      if (at_ < html_.size()) ++at_;
      return value.substr(0, limits_.attribute_bytes);
    }
    while (at_ < html_.size() && !IsBlank(html_[at_]) && html_[at_] != '>') ++at_;
    return html_.substr(begin, std::min(at_ - begin, limits_.attribute_bytes));
  }

  void Attribute(const std::string& name, std::string_view value) {
    if (name == "data-cfemail") {
      Aside(DecodeProtected(value));
    } else if (name == "alt") {
      Aside(Unescape(value));
    } else if (name == "href") {
      const std::string target = Unescape(value);
      const auto colon = target.find(':');
      const std::string scheme = AsciiLower(Trim(std::string_view(target).substr(0, colon)));
      if (colon == std::string::npos || (scheme != "mailto" && scheme != "tel")) return;
      const auto rest = std::string_view(target).substr(colon + 1);
      Aside(DecodePercent(rest.substr(0, rest.find('?'))));
    }
  }

  std::string_view html_;
  const HtmlLimits& limits_;
  std::size_t at_ = 0;
  std::string out_;
};

}  // namespace

std::string HtmlToText(std::string_view html, const HtmlLimits& limits) {
  return Reader(html, limits).Read();
}

}  // namespace lachan::contact_page
