// SPDX-License-Identifier: Apache-2.0
#include "indicators/indicator.h"

#include "base/text.h"

namespace lachan::indicators {

std::string_view ToString(Kind kind) {
  switch (kind) {
    case Kind::kAddress:
      return "address";
    case Kind::kNetwork:
      return "network";
    case Kind::kDomain:
      return "domain";
    case Kind::kUrl:
      return "url";
    case Kind::kMd5:
      return "md5";
    case Kind::kSha1:
      return "sha1";
    case Kind::kSha256:
      return "sha256";
    case Kind::kSha512:
      return "sha512";
    case Kind::kEmail:
      return "email";
  }
  return "";
}

std::string_view ToString(Tlp tlp) {
  switch (tlp) {
    case Tlp::kClear:
      return "clear";
    case Tlp::kGreen:
      return "green";
    case Tlp::kAmber:
      return "amber";
    case Tlp::kAmberStrict:
      return "amber+strict";
    case Tlp::kRed:
      return "red";
  }
  return "";
}

std::optional<Tlp> ParseTlp(std::string_view text) {
  const std::string lower = AsciiLower(Trim(text));
  std::string_view word = lower;
  if (word.starts_with("tlp:") || word.starts_with("tlp-")) word.remove_prefix(4);
  word = Trim(word);
  if (word == "white" || word == "clear") return Tlp::kClear;
  if (word == "green") return Tlp::kGreen;
  if (word == "amber") return Tlp::kAmber;
  if (word == "amber+strict" || word == "amber-strict" || word == "amber strict") {
    return Tlp::kAmberStrict;
  }
  if (word == "red") return Tlp::kRed;
  return std::nullopt;
}

bool IsValidAt(const Indicator& indicator, Instant now) {
  return (!indicator.valid_from || *indicator.valid_from <= now) &&
         (!indicator.valid_until || now < *indicator.valid_until);
}

}  // namespace lachan::indicators
