// SPDX-License-Identifier: Apache-2.0
// What every text that a regular expression is found in must have, read without understanding more
// of the expression than its plain parts: what is not understood ends a literal, or gives up.
#include <cctype>

#include "hunts/rule_sql.h"

namespace lachan::hunts {
namespace {

constexpr std::size_t kShortest = 3;

class LiteralReader {
 public:
  explicit LiteralReader(std::string_view text) : text_(text) {}

  std::string Read() {
    while (at_ < text_.size()) {
      if (!Step()) return {};
    }
    End();
    return best_.size() >= kShortest ? best_ : std::string();
  }

 private:
  void End() {
    if (run_.size() > best_.size()) best_ = run_;
    run_.clear();
  }

  /// Reads a quantifier, if there is one: whether what it stands behind may be absent.
  /// \return 0 no quantifier, 1 at least once, 2 perhaps never.
  int Quantifier() {
    if (at_ >= text_.size()) return 0;
    const char c = text_[at_];
    if (c == '*' || c == '?') {
      ++at_;
      Lazy();
      return 2;
    }
    if (c == '+') {
      ++at_;
      Lazy();
      return 1;
    }
    if (c != '{') return 0;
    // Anything else between braces makes them characters like others.
    const auto end = text_.find_first_not_of("0123456789, \t", at_ + 1);
    if (end == std::string_view::npos || text_[end] != '}' || end == at_ + 1) return 0;
    const bool counts = at_ + 1 < text_.size() && std::isdigit(Byte(at_ + 1)) != 0;
    const bool may_be_none = !counts || text_[at_ + 1] == '0';
    at_ = end + 1;
    Lazy();
    return may_be_none ? 2 : 1;
  }
  void Lazy() {
    if (at_ < text_.size() && (text_[at_] == '?' || text_[at_] == '+')) ++at_;
  }
  unsigned char Byte(std::size_t at) const { return static_cast<unsigned char>(text_[at]); }

  void Take(char c) {
    const int quantified = Quantifier();
    if (quantified != 2) {
      run_ += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    if (quantified != 0) End();
  }

  /// One piece of the expression. False gives up.
  bool Step() {
    const char c = text_[at_];
    switch (c) {
      case '|':
        return false;  // An alternative may have nothing of the rest.
      case '*':
      case '+':
      case '?':
        return false;  // Of a quantifier, or of what one would be elsewhere.
      case '(':
        return Group();
      case '[':
        return Class();
      case '\\':
        return Escape();
      case '.':
      case '^':
      case '$':
        ++at_;
        End();
        Quantifier();
        return true;
      case '{':
        if (Quantifier() != 0) return false;
        break;
      default:
        break;
    }
    ++at_;
    if (static_cast<unsigned char>(c) >= 0x80) {  // A character of several bytes: not needed.
      while (at_ < text_.size() && (Byte(at_) & 0xC0U) == 0x80) ++at_;
      End();
      Quantifier();
      return true;
    }
    Take(c);
    return true;
  }

  bool Escape() {
    if (at_ + 1 >= text_.size()) return false;
    const char c = text_[at_ + 1];
    if (static_cast<unsigned char>(c) >= 0x80) return false;
    if (std::isalnum(static_cast<unsigned char>(c)) == 0) {
      at_ += 2;
      Take(c);
      return true;
    }
    constexpr std::string_view kOneCharacter = "dDsSwWbBAzZhHvVRN";
    if (kOneCharacter.find(c) == std::string_view::npos) return false;  // \Q, \x, \1, \p, …
    at_ += 2;
    End();
    Quantifier();
    return true;
  }

  bool Class() {
    std::size_t at = at_ + 1;
    if (at < text_.size() && text_[at] == '^') ++at;
    if (at < text_.size() && text_[at] == ']') ++at;
    for (; at < text_.size() && text_[at] != ']'; ++at) {
      if (text_[at] == '\\') {
        if (at + 1 < text_.size() && text_[at + 1] == 'Q') return false;
        ++at;
      } else if (text_[at] == '[' && at + 1 < text_.size() && text_[at + 1] == ':') {
        at = text_.find(":]", at);
        if (at == std::string_view::npos) return false;
        ++at;
      }
    }
    if (at >= text_.size()) return false;
    at_ = at + 1;
    End();
    Quantifier();
    return true;
  }

  /// Skips a group; options and comments may change what follows: those give up.
  bool Group() {
    if (at_ + 2 < text_.size() && text_[at_ + 1] == '?') {
      const char c = text_[at_ + 2];
      const bool plain_options = text_.substr(at_).starts_with("(?i)");
      if (plain_options) {
        at_ += 4;
        return true;
      }
      if (c == 'i') {
        const auto end = text_.find_first_of("):", at_);
        if (text_.substr(at_, end - at_).find('x') != std::string_view::npos) return false;
      } else if (c != ':' && c != '=' && c != '!' && c != '<' && c != 'P') {
        return false;
      }
    }
    if (at_ + 1 < text_.size() && text_[at_ + 1] == '*') return false;
    const std::size_t begin = at_;
    int depth = 0;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == '\\') {
        if (at_ + 1 < text_.size() && text_[at_ + 1] == 'Q') return false;
        at_ += 2;
      } else if (c == '[') {
        if (!Class()) return false;
      } else {
        if (at_ > begin && c == '(' && at_ + 1 < text_.size() && text_[at_ + 1] == '?' &&
            at_ + 2 < text_.size() && (text_[at_ + 2] == '#' || text_[at_ + 2] == 'x')) {
          return false;
        }
        depth += c == '(' ? 1 : c == ')' ? -1 : 0;
        ++at_;
        if (depth == 0) break;
      }
    }
    if (depth != 0) return false;
    End();
    Quantifier();
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::string run_, best_;
};

}  // namespace

std::string NecessaryLiteral(std::string_view regex) { return LiteralReader(regex).Read(); }

}  // namespace lachan::hunts
