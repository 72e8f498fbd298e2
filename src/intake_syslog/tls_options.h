// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace lachan::intake_syslog {

/// What our side of TLS shows, and whose certificates it believes.
/// \source RFC 5425 §4 (syslog over TLS), RFC 9662 (its cipher suites)
struct TlsOptions {
  /// Whether a sender shows a certificate of its own.
  enum class Client : std::uint8_t { kNone, kOptional, kRequired };

  std::string certificate;  ///< PEM file, our chain.
  std::string key;          ///< PEM file.
  std::string client_ca;    ///< PEM file of the authorities of senders; needed unless kNone.
  std::string client_crl;   ///< PEM file of revoked certificates; empty: none are.
  Client client = Client::kOptional;
};

}  // namespace lachan::intake_syslog
