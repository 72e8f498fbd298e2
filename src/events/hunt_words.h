// SPDX-License-Identifier: Apache-2.0
/// \file
/// Words of the hunt language, and the nearest one to what was typed.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "events/hunt_parser.h"

namespace lachan::events {

/// A command as it is written. `form` is an example for completion and help.
struct HuntCommandWord {
  std::string_view word;
  HuntVerb verb;
  std::string_view form;
};
std::span<const HuntCommandWord> HuntCommandWords();
std::string_view WordOf(HuntVerb verb);
std::optional<HuntVerb> FindVerb(std::string_view word);

/// Smallest number of characters to put in, leave out, change or swap; case does not count. At most
/// `limit` + 1 is told.
std::size_t EditDistance(std::string_view a, std::string_view b, std::size_t limit);
/// The nearest of `words` to `typed`, if one is near enough to be meant: at most one slip in four
/// letters, or it differs in nothing but case. Empty otherwise, or when it is there exactly.
std::string_view NearestWord(std::string_view typed, std::span<const std::string_view> words);
/// Whether a bound or a value is compared as a number.
bool IsHuntNumber(const std::string& text);
/// Whether `field` holds addresses, going by its name: "src_ip", "IpAddress", "peer", …
bool IsAddressField(std::string_view field);
/// Our command for one of another product's ("stats" → "count"), or the nearest one.
std::string_view NearestCommand(std::string_view typed);

}  // namespace lachan::events
