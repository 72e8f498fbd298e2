// SPDX-License-Identifier: Apache-2.0
#include "register/cpe.h"

#include "base/text.h"

namespace lachan::registry {
namespace {

constexpr std::string_view kPrefix = "cpe:2.3:";

constexpr bool IsLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/// Letters, digits, "_", "-" and "."; other signs only escaped; one "*" or any number of "?" at the
/// ends.
bool IsAttribute(std::string_view text) {
  if (text.empty()) return false;
  if (text == "*" || text == "-") return true;
  const auto first = text.find_first_not_of(text[0] == '*' ? "*" : "?");
  if (text[0] == '*' && first != 1) return false;
  for (std::size_t i = first == std::string_view::npos ? text.size() : first; i < text.size();
       ++i) {
    const char c = text[i];
    if (c == '\\') {
      if (++i == text.size()) return false;
      continue;
    }
    if (IsLetterOrDigit(c) || c == '_' || c == '-' || c == '.') continue;
    if (c == '*' && i + 1 == text.size()) continue;
    return c == '?' && text.find_first_not_of('?', i) == std::string_view::npos;
  }
  return true;
}

}  // namespace

std::string Cpe::Text() const {
  std::string text = "cpe:2.3";
  for (const auto& attribute : attributes) text += ":" + attribute;
  return text;
}

std::string Cpe::Plain(std::size_t index) const {
  const std::string& attribute = attributes[index];
  if (attribute == "*" || attribute == "-") return "";
  std::string plain;
  for (std::size_t i = 0; i < attribute.size(); ++i) {
    if (attribute[i] == '\\' && i + 1 < attribute.size()) ++i;
    plain += attribute[i];
  }
  return plain;
}

Result<Cpe> ParseCpe(std::string_view given) {
  const std::string text = AsciiLower(Trim(given));
  if (!text.starts_with(kPrefix)) {
    return Fail(ErrorCode::kInvalidInput, "a CPE name begins with cpe:2.3:");
  }
  Cpe cpe;
  cpe.attributes.fill("*");
  std::size_t index = 0;
  std::string attribute;
  const auto finish = [&]() -> Status {
    if (index >= cpe.attributes.size()) {
      return Fail(ErrorCode::kInvalidInput, "a CPE name has eleven attributes after cpe:2.3");
    }
    if (!IsAttribute(attribute)) {
      return Fail(ErrorCode::kInvalidInput, "attribute {} of the CPE name cannot be '{}'",
                  index + 1, PrintableForLog(attribute, 60));
    }
    cpe.attributes[index++] = std::move(attribute);
    attribute.clear();
    return {};
  };
  for (std::size_t i = kPrefix.size(); i < text.size(); ++i) {
    if (text[i] == ':') {
      LACHAN_TRY_DO(finish());
      continue;
    }
    attribute += text[i];
    if (text[i] == '\\' && i + 1 < text.size()) attribute += text[++i];
  }
  LACHAN_TRY_DO(finish());
  const std::string& part = cpe.attributes[0];
  if (part != "a" && part != "o" && part != "h" && part != "*") {
    return Fail(ErrorCode::kInvalidInput,
                "the part of a CPE name is a (application), o (operating system) or h (hardware)");
  }
  return cpe;
}

}  // namespace lachan::registry
