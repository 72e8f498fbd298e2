// SPDX-License-Identifier: Apache-2.0
#include "schema/validate.h"

#include <arpa/inet.h>

#include <charconv>

#include "base/text.h"

namespace lachan::schema {
namespace {

bool IsAlnum(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool IsDomain(std::string_view text) {
  if (text.empty() || text.size() > 253) return false;
  for (const auto label : Split(text, '.')) {
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') {
      return false;
    }
    for (const char c : label) {
      if (!IsAlnum(c) && c != '-' && static_cast<unsigned char>(c) < 0x80) return false;
    }
  }
  return true;
}

bool IsEmail(std::string_view text) {
  const auto at = text.find('@');
  if (at == std::string_view::npos || at == 0 || text.rfind('@') != at) return false;
  if (text.find_first_of(" ,;<>()\"") != std::string_view::npos) return false;
  const auto domain = text.substr(at + 1);
  return IsDomain(domain) && domain.find('.') != std::string_view::npos;
}

bool IsPhone(std::string_view text) {
  int digits = 0;
  for (const char c : text) {
    if (c >= '0' && c <= '9') {
      ++digits;
    } else if (std::string_view(" +().-/;,").find(c) == std::string_view::npos) {
      return false;
    }
  }
  return digits >= 3;
}

bool IsUrl(std::string_view text) {
  std::string_view rest;
  if (text.starts_with("https://")) rest = text.substr(8);
  if (text.starts_with("http://")) rest = text.substr(7);
  if (rest.empty() || text.find_first_of(" \"<>") != std::string_view::npos) return false;
  auto host = rest.substr(0, rest.find_first_of("/?#"));
  host = host.substr(0, host.find(':'));
  return IsDomain(host);
}

bool IsNetwork(std::string_view text) {
  const auto slash = text.find('/');
  const std::string address(text.substr(0, slash));
  unsigned char bytes[16];
  const bool v6 = address.find(':') != std::string::npos;
  if (inet_pton(v6 ? AF_INET6 : AF_INET, address.c_str(), bytes) != 1) return false;
  if (slash == std::string_view::npos) return true;
  int length = -1;
  const auto digits = text.substr(slash + 1);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
  return error == std::errc{} && end == digits.data() + digits.size() && length >= 0 &&
         length <= (v6 ? 128 : 32);
}

/// Message key of a wrong format, or null.
const char* WrongFormat(TextFormat format, std::string_view text) {
  switch (format) {
    case TextFormat::kLine:
    case TextFormat::kParagraph:
      for (const char c : text) {
        const bool is_break = c == '\n' || c == '\t' || c == '\r';
        if ((static_cast<unsigned char>(c) < 0x20 || c == 0x7F) &&
            !(is_break && format == TextFormat::kParagraph)) {
          return "control_character";
        }
      }
      return nullptr;
    case TextFormat::kPhone:
      return IsPhone(text) ? nullptr : "not_a_phone";
    case TextFormat::kEmail:
      return IsEmail(text) ? nullptr : "not_an_email";
    case TextFormat::kUrl:
      return IsUrl(text) ? nullptr : "not_a_url";
    case TextFormat::kDomain:
      return IsDomain(text) ? nullptr : "not_a_domain";
    case TextFormat::kCidr:
      return IsNetwork(text) ? nullptr : "not_a_network";
    case TextFormat::kCode:
      for (const char c : text) {
        if (!IsAlnum(c) && std::string_view("-_./:").find(c) == std::string_view::npos) {
          return "not_a_code";
        }
      }
      return nullptr;
    case TextFormat::kJson:
    case TextFormat::kSecret:
      return nullptr;
  }
  return nullptr;
}

}  // namespace

std::expected<Value, std::string> CheckText(const FieldInfo& field, std::string_view text) {
  if (!IsValidUtf8(text)) return std::unexpected("not_utf8");
  std::string clean = ToNfc(Trim(text));
  if (field.type == FieldType::kEnum) {
    for (const auto choice : field.choices) {
      if (choice == clean) return Value{std::move(clean)};
    }
    return std::unexpected("not_a_choice");
  }
  if (field.type == FieldType::kDate) {
    if (!ParseDate(clean)) return std::unexpected(clean.empty() ? "required" : "not_a_date");
    return Value{std::move(clean)};
  }
  const std::size_t length = CodePoints(clean);
  if (length == 0 && field.min_length > 0) return std::unexpected("required");
  if (length < field.min_length) {
    return std::unexpected("too_short:" + std::to_string(field.min_length));
  }
  if (length > field.max_length) {
    return std::unexpected("too_long:" + std::to_string(field.max_length));
  }
  if (length > 0) {
    if (const char* wrong = WrongFormat(field.format, clean)) return std::unexpected(wrong);
  }
  return Value{std::move(clean)};
}

std::expected<Value, std::string> CheckNumber(const FieldInfo& field, std::int64_t number) {
  if (field.type == FieldType::kReference && number <= 0) return std::unexpected("required");
  if (number < field.minimum) return std::unexpected("too_small:" + std::to_string(field.minimum));
  if (number > field.maximum) return std::unexpected("too_large:" + std::to_string(field.maximum));
  return Value{number};
}

}  // namespace lachan::schema
