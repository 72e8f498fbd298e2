// SPDX-License-Identifier: Apache-2.0
#include "notifications/mail.h"

#include <algorithm>

#include "base/text.h"

namespace lachan::notifications {
namespace {

constexpr std::size_t kLine = 76;       // RFC 2045: longest line of encoded text
constexpr std::size_t kWordBytes = 42;  // of an encoded word, so that the word stays under 75

bool IsPlain(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string Base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto part = bytes.substr(i, 3);
    std::uint32_t bits = 0;
    for (std::size_t k = 0; k < 3; ++k) {
      bits = bits << 8 | (k < part.size() ? static_cast<unsigned char>(part[k]) : 0U);
    }
    for (std::size_t k = 0; k < 4; ++k) {
      out += k <= part.size() ? kDigits[bits >> (18 - 6 * k) & 63] : '=';
    }
  }
  return out;
}

/// End of the character that starts at `at`.
std::size_t NextCharacter(std::string_view text, std::size_t at) {
  do {
    ++at;
  } while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80);
  return at;
}

/// Line ends and other controls have no place in a header.
std::string WithoutControls(std::string_view text) {
  std::string out = RepairUtf8(text);
  std::ranges::replace_if(
      out, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }, ' ');
  return out;
}

/// RFC 5322, 3.3: "Sun, 29 Nov 2026 08:00:00 +0700".
std::string DateHeader(Instant instant) {
  constexpr std::string_view kDays[] = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::string_view kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                          "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const CivilDate date = CivilDateAt(instant);
  const std::chrono::weekday day{std::chrono::sys_days{date}};
  const std::chrono::hh_mm_ss time{
      std::chrono::floor<std::chrono::seconds>(instant - StartOfDay(date))};
  return fmt::format("{}, {:02} {} {} {:02}:{:02}:{:02} +0700", kDays[day.c_encoding()],
                     static_cast<unsigned>(date.day()),
                     kMonths[static_cast<unsigned>(date.month()) - 1],
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

std::string Mailbox(std::string_view name, std::string_view address) {
  const auto clean = WithoutControls(name);
  if (Trim(clean).empty()) return std::string(address);
  if (!IsPlain(clean)) return fmt::format("{}\r\n <{}>", EncodeHeader(clean), address);
  std::string quoted;
  for (const char c : clean) {
    if (c == '"' || c == '\\') quoted += '\\';
    quoted += c;
  }
  return fmt::format("\"{}\"\r\n <{}>", quoted, address);
}

}  // namespace

bool IsMailAddress(std::string_view address) {
  constexpr std::string_view kLocal = "!#$%&'*+-/=?^_`{|}~.";
  const auto at = address.find('@');
  if (at == std::string_view::npos || at == 0 || at > 64 || address.size() > 254) return false;
  const auto local = address.substr(0, at), domain = address.substr(at + 1);
  const auto is_word = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  };
  const auto has_good_dots = [](std::string_view text) {
    return !text.starts_with('.') && !text.ends_with('.') &&
           text.find("..") == std::string_view::npos;
  };
  return !domain.empty() && has_good_dots(local) && has_good_dots(domain) &&
         !domain.starts_with('-') &&
         std::ranges::all_of(local, [&](char c) { return is_word(c) || kLocal.contains(c); }) &&
         std::ranges::all_of(domain, [&](char c) { return is_word(c) || c == '-' || c == '.'; });
}

std::string EncodeHeader(std::string_view text) {
  const auto clean = WithoutControls(text);
  // A text that looks like an encoded word must not be read as one.
  if (IsPlain(clean) && clean.find("=?") == std::string::npos && clean.size() <= kLine - 12) {
    return clean;
  }
  std::string out;
  for (std::size_t at = 0; at < clean.size();) {
    std::size_t end = at;
    while (end < clean.size()) {
      const auto next = NextCharacter(clean, end);
      if (next - at > kWordBytes) break;
      end = next;
    }
    if (end == at) end = NextCharacter(clean, at);
    if (!out.empty()) out += "\r\n ";
    out += fmt::format("=?UTF-8?B?{}?=", Base64(std::string_view(clean).substr(at, end - at)));
    at = end;
  }
  return out;
}

std::string QuotedPrintable(std::string_view text) {
  std::string out;
  std::size_t column = 0;
  const auto put = [&](std::string_view piece) {
    if (column + piece.size() > kLine - 1) {
      out += "=\r\n";
      column = 0;
    }
    out += piece;
    column += piece.size();
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {
      out += "\r\n";
      column = 0;
      continue;
    }
    const bool ends_line = i + 1 == text.size() || text[i + 1] == '\n';
    const bool is_blank = c == ' ' || c == '\t';
    // A dot alone on a line would end the message for a careless server.
    const bool is_plain =
        (c > ' ' && c <= '~' && c != '=' && !(c == '.' && column == 0)) || (is_blank && !ends_line);
    if (is_plain) {
      put({&c, 1});
    } else if (c != '\r') {
      put(fmt::format("={:02X}", static_cast<unsigned char>(c)));
    }
  }
  if (!text.empty() && text.back() != '\n') out += "\r\n";
  return out;
}

Result<std::string> ComposeMail(const Mail& mail) {
  for (const auto* address : {&mail.from_address, &mail.to_address, &mail.mail_id}) {
    if (!IsMailAddress(*address)) {
      return Fail(ErrorCode::kInvalidInput, "'{}' is not a mail address",
                  PrintableForLog(*address, 80));
    }
  }
  std::string out;
  const auto add = [&out](std::string_view name, std::string_view value) {
    out += fmt::format("{}: {}\r\n", name, value);
  };
  add("From", Mailbox(mail.from_name, mail.from_address));
  add("To", Mailbox(mail.to_name, mail.to_address));
  add("Subject", EncodeHeader(mail.subject));
  add("Date", DateHeader(mail.date));
  add("Message-ID", fmt::format("<{}>", mail.mail_id));
  add("Auto-Submitted", "auto-generated");
  add("X-Auto-Response-Suppress", "All");
  if (!mail.list_id.empty() && IsMailAddress("x@" + mail.list_id)) {
    add("List-Id", fmt::format("<{}>", mail.list_id));
  }
  add("MIME-Version", "1.0");
  add("Content-Type", "text/plain; charset=UTF-8");
  add("Content-Transfer-Encoding", "quoted-printable");
  return out + "\r\n" + QuotedPrintable(RepairUtf8(mail.text));
}

}  // namespace lachan::notifications
