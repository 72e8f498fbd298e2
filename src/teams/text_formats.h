// SPDX-License-Identifier: Apache-2.0
/// \file
/// What goes out as text for programs and people: vCard, iCalendar, security.txt, RFC 2350. Pure.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"

namespace lachan::teams {

/// A contact as a card. Empty texts are left out.
struct Card {
  std::string uid;   ///< Unique for good: "urn:lachan:contact:12".
  std::string name;  ///< Person or desk.
  std::string organisation, title, phone, mobile, email, url;
  bool is_person = true;  ///< Else a desk: KIND:group would need members, so KIND:org.
  Instant revised_at;
};
/// One vCard 4.0 a card, one after another. \source RFC 6350
std::string ToVCards(std::span<const Card> cards);

struct CalendarEntry {
  std::string uid;
  Instant from, to;
  std::string summary, description;
  Instant revised_at;
};
/// A calendar; times in UTC. \source RFC 5545
std::string ToICalendar(std::string_view name, std::span<const CalendarEntry> entries);

/// security.txt of the province's site.
/// \param base_url  "https://attt.thanhhoa.gov.vn", without a last slash.
/// \param emails    Of the hotline; each becomes a Contact line.
/// \param expires   Within a year. \source RFC 9116
std::string ToSecurityText(std::string_view base_url, std::span<const std::string> emails,
                           std::span<const std::string> phones, Instant expires);

/// What the text of RFC 2350 says about the team.
struct CsirtProfile {
  std::string base_url;
  std::string name, short_name;
  std::string host;  ///< Organisation that runs the team.
  std::string address, phone, hours, email, key_url;
  std::string constituency, authority;
  std::optional<CivilDate> established_on;
  std::string decision_number;
  std::size_t members = 0, experts = 0;
  bool is_around_the_clock = false;  ///< Somebody is on duty at every minute of the days to come.
  CivilDate revised_on{};
};
/// The description of the team in the order of RFC 2350, in Vietnamese or English. What is not
/// known is said to be so. \source RFC 2350 appendix
std::string ToRfc2350(const CsirtProfile& profile, bool in_english);

}  // namespace lachan::teams
