// SPDX-License-Identifier: Apache-2.0
/// \file
/// Text in UTF-8: checking, repair, folding for accent-free search, small codecs.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace lachan {

/// True if `text` is well-formed UTF-8 (RFC 3629).
bool IsValidUtf8(std::string_view text);

/// `text` with each ill-formed sequence replaced by U+FFFD; returned unchanged when well-formed.
std::string RepairUtf8(std::string_view text);

/// Normalisation form C (Unicode TR15); ill-formed input is repaired first.
std::string ToNfc(std::string_view text);

/// Search key: NFD without marks, case-folded, đ → d, white space squeezed. "Đông  Sơn" → "dong
/// son". Equal for NFC, NFD and accent-free spellings of one name.
std::string FoldForSearch(std::string_view text);

/// Lower case of ASCII letters only; other bytes are kept.
std::string AsciiLower(std::string_view text);
bool AsciiEqualsIgnoringCase(std::string_view a, std::string_view b);

std::string_view Trim(std::string_view text);
std::vector<std::string_view> Split(std::string_view text, char separator);

/// Number of code points of well-formed UTF-8.
std::size_t CodePoints(std::string_view text);
/// At most `limit` code points, with "…" added when something was cut off.
std::string Ellipsis(std::string_view text, std::size_t limit);

std::string ToHex(std::span<const unsigned char> bytes);
std::optional<std::string> FromHex(std::string_view hex);
/// RFC 4648 §5, without padding.
std::string ToBase64Url(std::span<const unsigned char> bytes);
std::optional<std::string> FromBase64(std::string_view text);

/// Escapes & < > " ' for HTML text and attribute values.
std::string EscapeHtml(std::string_view text);

/// Replaces control characters (CR, LF, ESC, …) so that a value cannot forge a log line.
std::string PrintableForLog(std::string_view text, std::size_t limit = 200);

}  // namespace lachan
