// SPDX-License-Identifier: Apache-2.0
#include "teams/text_formats.h"

#include <fmt/chrono.h>

#include "base/text.h"

namespace lachan::teams {
namespace {

/// Escapes a text value of vCard and iCalendar: both have the same rules.
std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') {
      out += "\\n";
    } else if (c == '\\' || c == ',' || c == ';') {
      out += '\\';
      out += c;
    } else if (static_cast<unsigned char>(c) >= 0x20) {
      out += c;
    }
  }
  return out;
}

/// Appends a content line, folded at 75 octets without cutting a letter.
/// \source RFC 5545 section 3.1, RFC 6350 section 3.2
void AddLine(std::string& out, std::string_view line) {
  constexpr std::size_t kWidth = 75;
  std::size_t room = kWidth;
  while (line.size() > room) {
    std::size_t cut = room;
    while (cut > 1 && (static_cast<unsigned char>(line[cut]) & 0xC0) == 0x80) --cut;
    out += line.substr(0, cut);
    out += "\r\n ";
    line.remove_prefix(cut);
    room = kWidth - 1;
  }
  out += line;
  out += "\r\n";
}

void AddProperty(std::string& out, std::string_view name, std::string_view text) {
  if (!text.empty()) AddLine(out, fmt::format("{}:{}", name, Escaped(text)));
}

std::string BasicTime(Instant at) {
  return fmt::format("{:%Y%m%dT%H%M%S}Z", std::chrono::floor<std::chrono::seconds>(at));
}

/// "tel:+84-237-3721150" of a number of this country; other numbers keep their digits.
std::string TelUri(std::string_view phone) {
  std::string digits;
  const bool is_international = Trim(phone).starts_with('+');
  for (const char c : phone) {
    if (c >= '0' && c <= '9') digits += c;
  }
  if (is_international) return "tel:+" + digits;
  if (digits.starts_with('0') && digits.size() > 8) return "tel:+84" + digits.substr(1);
  return "tel:" + digits + ";phone-context=+84";
}

}  // namespace

std::string ToVCards(std::span<const Card> cards) {
  std::string out;
  for (const Card& card : cards) {
    AddLine(out, "BEGIN:VCARD");
    AddLine(out, "VERSION:4.0");
    AddLine(out, card.is_person ? "KIND:individual" : "KIND:org");
    AddLine(out, "UID:" + card.uid);
    AddProperty(out, "FN", card.name);
    AddProperty(out, "ORG", card.organisation);
    AddProperty(out, "TITLE", card.title);
    if (!card.phone.empty())
      AddLine(out, "TEL;VALUE=uri;TYPE=\"voice,work\":" + TelUri(card.phone));
    if (!card.mobile.empty())
      AddLine(out, "TEL;VALUE=uri;TYPE=\"cell,work\":" + TelUri(card.mobile));
    if (!card.email.empty()) AddLine(out, "EMAIL;TYPE=work:" + Escaped(card.email));
    if (!card.url.empty()) AddLine(out, "URL:" + card.url);
    AddLine(out, "LANG:vi");
    AddLine(out, "REV:" + BasicTime(card.revised_at));
    AddLine(out, "END:VCARD");
  }
  return out;
}

std::string ToICalendar(std::string_view name, std::span<const CalendarEntry> entries) {
  std::string out;
  AddLine(out, "BEGIN:VCALENDAR");
  AddLine(out, "VERSION:2.0");
  AddLine(out, "PRODID:-//La Chan//Roster//VI");
  AddLine(out, "CALSCALE:GREGORIAN");
  AddLine(out, "METHOD:PUBLISH");
  AddProperty(out, "X-WR-CALNAME", name);
  for (const CalendarEntry& entry : entries) {
    AddLine(out, "BEGIN:VEVENT");
    AddLine(out, "UID:" + entry.uid);
    AddLine(out, "DTSTAMP:" + BasicTime(entry.revised_at));
    AddLine(out, "DTSTART:" + BasicTime(entry.from));
    AddLine(out, "DTEND:" + BasicTime(entry.to));
    AddProperty(out, "SUMMARY", entry.summary);
    AddProperty(out, "DESCRIPTION", entry.description);
    AddLine(out, "TRANSP:OPAQUE");
    AddLine(out, "END:VEVENT");
  }
  AddLine(out, "END:VCALENDAR");
  return out;
}

std::string ToSecurityText(std::string_view base_url, std::span<const std::string> emails,
                           std::span<const std::string> phones, Instant expires) {
  std::string out;
  for (const auto& email : emails) out += fmt::format("Contact: mailto:{}\n", email);
  out += fmt::format("Contact: {}/bao-su-co\n", base_url);
  for (const auto& phone : phones) out += fmt::format("Contact: {}\n", TelUri(phone));
  out += fmt::format("Expires: {}\n",
                     FormatInstant(std::chrono::floor<std::chrono::seconds>(expires)));
  out += "Preferred-Languages: vi, en\n";
  out += fmt::format("Canonical: {}/.well-known/security.txt\n", base_url);
  out += fmt::format("Policy: {}/rfc2350\n", base_url);
  return out;
}

}  // namespace lachan::teams
