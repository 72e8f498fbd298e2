// SPDX-License-Identifier: Apache-2.0
/// \file
/// Letter case as Sigma's comparisons see it, and character classes for `windash`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace lachan::detect {

bool IsAscii(std::string_view text);

/// Lower case by Unicode's simple mapping (and İ → i + dot above). Bytes that are not well-formed
/// UTF-8 are kept, so that binary patterns (UTF-16, base64) survive.
std::string FoldCase(std::string_view text);
/// The same into `out`, reusing its memory.
void FoldCase(std::string_view text, std::string& out);

/// Letter, digit, mark-free number or underscore: what `\w` means for Unicode text.
bool IsWordCharacter(std::int32_t code_point);

/// Code point at `at` and its length in bytes; an ill-formed byte counts as one character, -1.
struct CodePoint {
  std::int32_t value = -1;
  std::size_t bytes = 1;
};
CodePoint CodePointAt(std::string_view text, std::size_t at);

}  // namespace lachan::detect
