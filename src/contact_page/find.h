// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace lachan::contact_page {

struct FindLimits {
  std::size_t text_bytes = 2u << 20;  ///< What comes later is not searched.
  std::size_t around = 120;           ///< Bytes of context on each side of a find.
};

/// Where something stands in a text.
struct Found {
  std::size_t at = 0, size = 0;  ///< Bytes of the text, as it was spelled there.
  std::string around;            ///< One line of text around it, cut at words.
};

/// The digits that make a phone number: without blanks, country code 84 and leading 0.
struct PhoneDigits {
  std::string digits;
  bool is_national = false;  ///< Had 0 or 84 in front, and may have either on a page.
};
/// \return empty digits when there are fewer than three.
PhoneDigits DigitsOf(std::string_view phone);

/// Looks for a phone number, whatever way it is written: "+84 (0)237 3721 150", "0237.372.1150".
/// The digits must stand alone. Nothing for a number of fewer than three digits.
std::optional<Found> FindPhone(std::string_view text, std::string_view phone,
                               const FindLimits& limits = {});

/// Looks for a mail address, also hidden from harvesters: "ten [at] coquan (dot) gov.vn",
/// "ten (a còng) coquan.gov.vn". Case does not matter. Nothing for an address without "@".
std::optional<Found> FindEmail(std::string_view text, std::string_view email,
                               const FindLimits& limits = {});

}  // namespace lachan::contact_page
