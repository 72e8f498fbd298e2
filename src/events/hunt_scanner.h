// SPDX-License-Identifier: Apache-2.0
/// \file
/// What the parsers of the search and of the commands share. For the .cc files of the language.
#pragma once

#include <cctype>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "events/hunt_parser.h"

namespace lachan::events {

std::unexpected<HuntProblem> HuntWrong(std::size_t at, std::string code, std::string vi,
                                       std::string en, std::string hint, std::size_t length = 0,
                                       std::string suggestion = "");

inline bool IsHuntSpace(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
inline bool IsFieldCharacter(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-' || c == '.' ||
         c == '@';
}

/// A place in the text of a query.
class HuntScanner {
 public:
  explicit HuntScanner(std::string_view text, std::size_t at = 0) : text_(text), at_(at) {}

  std::size_t at() const { return at_; }
  bool AtEnd() const { return at_ >= text_.size(); }
  char Peek(std::size_t ahead = 0) const {
    return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
  }
  void SkipSpace() {
    while (!AtEnd() && IsHuntSpace(text_[at_])) ++at_;
  }
  /// Text between quotation marks; the first one stands here.
  std::expected<std::string, HuntProblem> Quoted();

 protected:
  std::string_view text_;
  std::size_t at_ = 0;
};

/// The search, up to the first `|` or the end. \return where it ended.
std::expected<std::size_t, HuntProblem> ParseHuntSearch(std::string_view text, HuntNode& search);
/// The commands; text[at] is the first `|`.
std::expected<std::vector<HuntStep>, HuntProblem> ParseHuntSteps(std::string_view text,
                                                                 std::size_t at);

}  // namespace lachan::events
