// SPDX-License-Identifier: Apache-2.0
#include "documents/wording.h"

#include <fmt/format.h>
#include <utf8proc.h>

#include "base/text.h"

namespace lachan::documents {
namespace {

constexpr std::string_view kBlankNumber = "     ";
constexpr std::string_view kBlankDay = "     ";

/// Twenty-three letters; ă, â, ê, ô, ơ, ư are not used for points.
constexpr std::array<std::string_view, 23> kPointLetters = {"a", "b", "c", "d", "đ", "e", "g", "h",
                                                            "i", "k", "l", "m", "n", "o", "p", "q",
                                                            "r", "s", "t", "u", "v", "x", "y"};

}  // namespace

std::string ToUpper(std::string_view text) {
  const std::string composed = ToNfc(text);
  std::string out;
  out.reserve(composed.size());
  const auto* at = reinterpret_cast<const utf8proc_uint8_t*>(composed.data());
  auto left = static_cast<utf8proc_ssize_t>(composed.size());
  while (left > 0) {
    utf8proc_int32_t point = 0;
    const auto used = utf8proc_iterate(at, left, &point);
    if (used <= 0) break;  // ToNfc gives well-formed text.
    std::array<utf8proc_uint8_t, 4> bytes{};
    const auto length = utf8proc_encode_char(utf8proc_toupper(point), bytes.data());
    out.append(reinterpret_cast<const char*>(bytes.data()), static_cast<std::size_t>(length));
    at += used;
    left -= used;
  }
  return out;
}

std::string RegistryNumber(int number) { return fmt::format("{:02}", number); }

std::string NumberAndSymbol(const OfficialDocument& document) {
  const std::string number =
      document.number ? RegistryNumber(*document.number) : std::string(kBlankNumber);
  return fmt::format("{}/{}", number, document.symbol);
}

std::string DateInWords(const OfficialDocument& document) {
  const auto month = static_cast<unsigned>(document.date.month());
  const std::string day = document.day_open
                              ? std::string(kBlankDay)
                              : fmt::format("{:02}", static_cast<unsigned>(document.date.day()));
  return fmt::format("ngày {} tháng {} năm {}", day,
                     month <= 2 ? fmt::format("{:02}", month) : fmt::format("{}", month),
                     static_cast<int>(document.date.year()));
}

std::string Roman(int number) {
  static constexpr std::array<std::pair<int, std::string_view>, 13> kSigns = {{{1000, "M"},
                                                                               {900, "CM"},
                                                                               {500, "D"},
                                                                               {400, "CD"},
                                                                               {100, "C"},
                                                                               {90, "XC"},
                                                                               {50, "L"},
                                                                               {40, "XL"},
                                                                               {10, "X"},
                                                                               {9, "IX"},
                                                                               {5, "V"},
                                                                               {4, "IV"},
                                                                               {1, "I"}}};
  std::string out;
  for (const auto& [value, sign] : kSigns) {
    for (; number >= value; number -= value) out += sign;
  }
  return out;
}

std::string PointLetter(int number) {
  const auto index = static_cast<std::size_t>(std::max(number, 1) - 1);
  std::string out;
  for (std::size_t n = 0; n <= index / kPointLetters.size(); ++n) {
    out += kPointLetters[index % kPointLetters.size()];
  }
  return out;
}

std::string WithEndMark(std::string_view text, bool last) {
  text = Trim(text);
  while (!text.empty() && (text.back() == '.' || text.back() == ';' || text.back() == ',')) {
    text = Trim(text.substr(0, text.size() - 1));
  }
  return fmt::format("{}{}", text, last ? '.' : ';');
}

std::string AnnexReference(const OfficialDocument& document) {
  return fmt::format("(Kèm theo {} số {} {} của {})", Name(document.kind),
                     NumberAndSymbol(document), DateInWords(document), document.issuing_body);
}

}  // namespace lachan::documents
