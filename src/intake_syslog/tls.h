// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <openssl/ssl.h>

#include <chrono>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "core/time.h"
#include "intake_syslog/tls_options.h"

namespace lachan::intake_syslog {

struct SslFree {
  void operator()(SSL* ssl) const { ::SSL_free(ssl); }
  void operator()(SSL_CTX* context) const { ::SSL_CTX_free(context); }
};
using SslSession = std::unique_ptr<SSL, SslFree>;

/// Purpose      TLS 1.2 and 1.3 for connections of senders, with certificates that may be replaced
///              on disk at any time: a connection made later sees the new ones.
/// Concurrency  Thread-safe.
class TlsServer {
 public:
  /// \error kInvalidInput  a file cannot be read, or key and certificate do not match
  static Result<std::unique_ptr<TlsServer>> Open(TlsOptions options);

  /// A session on a connected socket, which stays the caller's; null when out of memory.
  SslSession NewSession(int socket);
  /// Looks whether the files changed, and reads them again then. When they cannot be read, the
  /// older ones stay in use and the problem is told.
  void Refresh();

  struct State {
    Instant expires_at;   ///< Of our certificate.
    std::string problem;  ///< Why newer files are not in use; empty when all is well.
  };
  State state() const;

 private:
  explicit TlsServer(TlsOptions options) : options_(std::move(options)) {}
  /// Size and time of all files: differs after any change.
  std::string Stamp() const;

  const TlsOptions options_;
  mutable std::mutex mutex_;
  std::shared_ptr<SSL_CTX> context_;  // all guarded by mutex_
  std::string stamp_, problem_;
  Instant expires_at_;
  std::chrono::steady_clock::time_point looked_at_;
};

/// Names of the certificate that the peer showed and that was verified: common name of the subject,
/// then DNS names. Empty without one.
std::vector<std::string> PeerNames(const SSL* session);
/// When the verified certificate of the other end expires; empty without one.
std::optional<Instant> PeerCertificateUntil(const SSL* session);

/// The newest OpenSSL error as text, for messages.
std::string OpenSslError();

}  // namespace lachan::intake_syslog
