// SPDX-License-Identifier: Apache-2.0
/// \file
/// Hands mails to a server over SMTP, through libcurl.
/// \source RFC 5321 (SMTP), RFC 3207 (STARTTLS), RFC 4954 (AUTH), RFC 8314 (TLS from the start)
#pragma once

#include <chrono>
#include <cstdint>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "notifications/mail_sender.h"

namespace lachan::notify_smtp {

enum class TlsMode : std::uint8_t {
  kStartTls,  ///< Plain greeting, then TLS or nothing (port 587 or 25).
  kTls,       ///< TLS from the first byte (port 465).
  kNone,      ///< No encryption: a relay on this machine.
};
/// "starttls", "tls" or "none". \error kInvalidInput
Result<TlsMode> ParseTlsMode(std::string_view text);

struct Options {
  std::string host;  ///< Name or address; never empty.
  std::uint16_t port = 587;
  TlsMode tls = TlsMode::kStartTls;
  std::string ca_file;  ///< PEM; empty: the system's certificates.
  std::string user;     ///< Empty: no sign-in.
  Secret<std::string> password;
  std::string helo;  ///< Name we greet with; empty: libcurl's choice.
  std::chrono::seconds connect_limit{20};
  std::chrono::seconds total_limit{300};  ///< Of one message.
  std::chrono::seconds idle_limit{60};    ///< Nothing sent and nothing received for this long.
};

/// Purpose      One connection a message; nothing is sent to anybody but the configured server.
/// Concurrency  Thread-safe.
/// Certificate  Always verified, and its name compared, when TLS is used. A sign-in is refused over
///              an unencrypted connection unless the server is on this machine.
class SmtpSender final : public notifications::MailSender {
 public:
  /// \error kInvalidInput  a setting that cannot be used, or a sign-in without encryption.
  static Result<std::unique_ptr<SmtpSender>> Make(Options options);

  notifications::Attempt Send(const notifications::Envelope& envelope, const std::string& message,
                              const std::function<Status()>& before_the_end,
                              const std::stop_token& stop) override;

 private:
  explicit SmtpSender(Options options) : options_(std::move(options)) {}
  Options options_;
};

}  // namespace lachan::notify_smtp
