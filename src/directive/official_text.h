// SPDX-License-Identifier: Apache-2.0
/// \file
/// The official text of a directive, attached by an operator: cut into sentences, each known by its
/// hash, and matched to the clauses of our reading.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "directive/directive.h"

namespace lachan::directive {

struct Sentence {
  std::string text;    ///< One line, white space made single.
  std::string sha256;  ///< Of `text`; what a match is kept by, so that it survives other edits.
  std::string clause;  ///< Clause::id it belongs to; empty: none was found.
};

struct OfficialTextLimits {
  static constexpr std::size_t kMaxBytes = 400'000;
  static constexpr std::size_t kMaxSentences = 2'000;
};

/// White space made single, NFC expected: what the digest of a text is taken of.
std::string NormalisedText(std::string_view text);

/// Sentences in order. A sentence ends with its line, or at '.', ';', '!' or '?' before a blank and
/// a capital letter or a new line. Numbers of points ("1.", "a)", "đ)") open a clause: what follows
/// belongs to it until the next. Matches given by `fixed` (hash → clause id) go before.
std::vector<Sentence> Sentences(std::string_view text, const std::vector<Clause>& clauses,
                                const std::vector<std::pair<std::string, std::string>>& fixed);

}  // namespace lachan::directive
