// SPDX-License-Identifier: Apache-2.0
/// \file
/// The one spelling of an indicator's value.
#pragma once

#include <expected>
#include <optional>
#include <string>
#include <string_view>

#include "indicators/indicator.h"

namespace lachan::indicators {

/// What a document says that a value is.
enum class Said {
  kNothing,  ///< Find out.
  kAddress,  ///< An address or a network.
  kHost,     ///< An address, a network or a domain.
  kDomain,
  kUrl,
  kHash,  ///< Any digest; its length tells which.
  kMd5,
  kSha1,
  kSha256,
  kSha512,
  kEmail,
};

/// "ipv4-addr", "ip-dst", "FileHash-MD5", "SHA-256", "fqdn", … as feeds write it; letter case and
/// marks do not count. Nothing for a word that is not known.
std::optional<Said> ParseSaid(std::string_view type);

struct CanonicalValue {
  Kind kind = Kind::kAddress;
  std::string value;
  friend bool operator==(const CanonicalValue&, const CanonicalValue&) = default;
};

/// Why a text is not an indicator, and what to write instead.
struct Fault {
  std::string message;
  std::string hint;
};

/// Undoes the spellings that keep an indicator from being clicked: "hxxps[:]//", "192.0.2[.]1",
/// "evil(dot)example", "a[at]b.example".
std::string Refang(std::string_view text);

/// `text` (white space around it and defanged spellings are accepted) as the indicator it is said
/// to be. A port behind an address or domain, "*." before a domain and "mailto:" before an e-mail
/// address are taken off; a network of one address becomes that address.
std::expected<CanonicalValue, Fault> Canonicalise(std::string_view text,
                                                  Said said = Said::kNothing);

}  // namespace lachan::indicators
