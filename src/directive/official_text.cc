// SPDX-License-Identifier: Apache-2.0
#include "directive/official_text.h"

#include <algorithm>

#include "base/hash.h"
#include "base/text.h"

namespace lachan::directive {
namespace {

/// The number that opens a point: "1" of "1. …", "đ" of "đ) …"; empty when the line opens none.
struct Opening {
  std::string number;  ///< Digits.
  std::string letter;  ///< One Vietnamese small letter.
};

Opening OpeningOf(std::string_view line) {
  Opening opening;
  std::size_t digits = 0;
  while (digits < line.size() && digits < 3 && line[digits] >= '0' && line[digits] <= '9') ++digits;
  if (digits > 0 && digits < line.size() && (line[digits] == '.' || line[digits] == ')')) {
    // "13.10.2022" is a date, no point.
    if (digits + 1 == line.size() || line[digits + 1] == ' ') {
      opening.number = std::string(line.substr(0, digits));
    }
    return opening;
  }
  const std::size_t width = line.starts_with("đ") ? std::string_view("đ").size() : 1;
  if (line.size() > width && line[width] == ')' &&
      ((line[0] >= 'a' && line[0] <= 'z') || width > 1)) {
    opening.letter = std::string(line.substr(0, width));
  }
  return opening;
}

bool EndsSentence(std::string_view text, std::size_t i) {
  if (text[i] != '.' && text[i] != ';' && text[i] != '!' && text[i] != '?') return false;
  if (i + 1 >= text.size()) return true;
  if (text[i + 1] != ' ') return false;
  if (text[i] == ';') return true;
  if (i + 2 >= text.size()) return true;
  const auto next = static_cast<unsigned char>(text[i + 2]);
  // A capital letter, also one of two or three bytes; "TP. 2" and "tr. 5" go on.
  return (next >= 'A' && next <= 'Z') || next >= 0xC3;
}

std::vector<std::string> Cut(std::string_view line) {
  std::vector<std::string> pieces;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < line.size(); ++i) {
    // The number of a point is no sentence of its own.
    if (i - begin < 4 || !EndsSentence(line, i)) continue;
    pieces.emplace_back(Trim(line.substr(begin, i + 1 - begin)));
    begin = i + 1;
  }
  if (const auto rest = Trim(line.substr(begin)); !rest.empty()) pieces.emplace_back(rest);
  return pieces;
}

bool IsClause(const std::vector<Clause>& clauses, const std::string& id) {
  return std::ranges::find(clauses, id, &Clause::id) != clauses.end();
}

}  // namespace

std::string NormalisedText(std::string_view text) {
  std::string normal;
  bool blank = false;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      blank = !normal.empty();
      continue;
    }
    if (blank) normal += ' ';
    blank = false;
    normal += c;
  }
  return normal;
}

std::vector<Sentence> Sentences(std::string_view text, const std::vector<Clause>& clauses,
                                const std::vector<std::pair<std::string, std::string>>& fixed) {
  std::vector<Sentence> sentences;
  std::string number;
  std::string clause;
  for (const std::string_view raw : Split(text.substr(0, OfficialTextLimits::kMaxBytes), '\n')) {
    const std::string line = NormalisedText(raw);
    if (line.empty()) continue;
    const Opening opening = OpeningOf(line);
    if (!opening.number.empty()) {
      number = opening.number;
      clause = IsClause(clauses, number) ? number : std::string();
    } else if (!opening.letter.empty() && !number.empty()) {
      const std::string id = number + "." + opening.letter;
      clause = IsClause(clauses, id) ? id : std::string();
    }
    for (std::string& piece : Cut(line)) {
      if (sentences.size() == OfficialTextLimits::kMaxSentences) return sentences;
      Sentence sentence{std::move(piece), {}, clause};
      sentence.sha256 = Sha256Hex(sentence.text);
      const auto at = std::ranges::find(
          fixed, sentence.sha256, [](const auto& match) { return std::string_view(match.first); });
      if (at != fixed.end()) sentence.clause = at->second;
      sentences.push_back(std::move(sentence));
    }
  }
  return sentences;
}

}  // namespace lachan::directive
