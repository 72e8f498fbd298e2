// SPDX-License-Identifier: Apache-2.0
#include "intake_syslog/tls.h"

#include <openssl/err.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>

#include <ctime>

namespace lachan::intake_syslog {
namespace {

constexpr std::chrono::seconds kLookEvery{1};
constexpr const char* kTls12Suites = "ECDHE+AESGCM:ECDHE+CHACHA20";

Result<Instant> NotAfter(const X509* certificate) {
  std::tm time{};
  if (::ASN1_TIME_to_tm(::X509_get0_notAfter(certificate), &time) != 1) {
    return Fail(ErrorCode::kInvalidInput, "the certificate has no readable end");
  }
  return Instant{std::chrono::seconds{::timegm(&time)}};
}

Status UseClients(SSL_CTX* context, const TlsOptions& options) {
  if (options.client == TlsOptions::Client::kNone) return {};
  if (options.client_ca.empty()) {
    return Fail(ErrorCode::kInvalidInput,
                "to check certificates of senders, the authority that issued them is needed");
  }
  STACK_OF(X509_NAME)* const names = ::SSL_load_client_CA_file(options.client_ca.c_str());
  if (names == nullptr ||
      ::SSL_CTX_load_verify_locations(context, options.client_ca.c_str(), nullptr) != 1) {
    sk_X509_NAME_pop_free(names, ::X509_NAME_free);
    return Fail(ErrorCode::kInvalidInput, "cannot read the senders' authority {}: {}",
                options.client_ca, OpenSslError());
  }
  ::SSL_CTX_set_client_CA_list(context, names);
  if (!options.client_crl.empty()) {
    X509_STORE* const store = ::SSL_CTX_get_cert_store(context);
    X509_LOOKUP* const lookup = ::X509_STORE_add_lookup(store, ::X509_LOOKUP_file());
    if (lookup == nullptr ||
        ::X509_load_crl_file(lookup, options.client_crl.c_str(), X509_FILETYPE_PEM) < 1) {
      return Fail(ErrorCode::kInvalidInput, "cannot read the list of revoked certificates {}: {}",
                  options.client_crl, OpenSslError());
    }
    ::X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK);
  }
  int mode = SSL_VERIFY_PEER;
  if (options.client == TlsOptions::Client::kRequired) mode |= SSL_VERIFY_FAIL_IF_NO_PEER_CERT;
  ::SSL_CTX_set_verify(context, mode, nullptr);
  return {};
}

Result<std::shared_ptr<SSL_CTX>> MakeContext(const TlsOptions& options) {
  std::shared_ptr<SSL_CTX> context(::SSL_CTX_new(::TLS_server_method()), SslFree{});
  if (!context) return Fail(ErrorCode::kUnavailable, "TLS does not start: {}", OpenSslError());
  ::SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  ::SSL_CTX_set_cipher_list(context.get(), kTls12Suites);
  // No resumption: each connection shows its certificate anew, so a withdrawn one ends.
  ::SSL_CTX_set_num_tickets(context.get(), 0);
  ::SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  ::SSL_CTX_set_options(context.get(), SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION |
                                           SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
                                           SSL_OP_IGNORE_UNEXPECTED_EOF);
  ::SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                        SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                        SSL_MODE_RELEASE_BUFFERS);
  if (::SSL_CTX_use_certificate_chain_file(context.get(), options.certificate.c_str()) != 1) {
    return Fail(ErrorCode::kInvalidInput, "cannot read the certificate {}: {}", options.certificate,
                OpenSslError());
  }
  if (::SSL_CTX_use_PrivateKey_file(context.get(), options.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return Fail(ErrorCode::kInvalidInput,
                "cannot read the key {}, or it does not belong to the certificate {}: {}",
                options.key, options.certificate, OpenSslError());
  }
  LACHAN_TRY_DO(UseClients(context.get(), options));
  return context;
}

/// Text of a name in a certificate; empty when it could be read in two ways.
std::string NameText(const ASN1_STRING* text) {
  if (text == nullptr) return {};
  unsigned char* utf8 = nullptr;
  const int size = ::ASN1_STRING_to_UTF8(&utf8, text);
  if (size <= 0) return {};
  std::string name(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(size));
  ::OPENSSL_free(utf8);
  return name.find('\0') == std::string::npos ? name : std::string();
}

}  // namespace

std::string OpenSslError() {
  const unsigned long code = ::ERR_peek_last_error();
  ::ERR_clear_error();
  if (code == 0) return "no reason given";
  char text[256];
  ::ERR_error_string_n(code, text, sizeof text);
  const char* const reason = ::ERR_reason_error_string(code);
  return reason != nullptr ? reason : text;
}

Result<std::unique_ptr<TlsServer>> TlsServer::Open(TlsOptions options) {
  std::unique_ptr<TlsServer> server(new TlsServer(std::move(options)));
  server->Refresh();
  if (!server->context_) return Fail(ErrorCode::kInvalidInput, "{}", server->problem_);
  return server;
}

std::string TlsServer::Stamp() const {
  std::string stamp;
  for (const std::string* path :
       {&options_.certificate, &options_.key, &options_.client_ca, &options_.client_crl}) {
    struct stat info{};
    if (!path->empty() && ::stat(path->c_str(), &info) == 0) {
      stamp += fmt::format("{}:{}:{}.{} ", info.st_ino, info.st_size, info.st_mtim.tv_sec,
                           info.st_mtim.tv_nsec);
    } else {
      stamp += "- ";
    }
  }
  return stamp;
}

void TlsServer::Refresh() {
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (context_ && now - looked_at_ < kLookEvery) return;
  looked_at_ = now;
  std::string stamp = Stamp();
  // While half of a pair is replaced it does not fit: looked at again until it does.
  if (context_ && stamp == stamp_ && problem_.empty()) return;
  auto context = MakeContext(options_);
  if (!context) {
    problem_ = context.error().Text();
    return;
  }
  const auto end = NotAfter(::SSL_CTX_get0_certificate(context->get()));
  if (!end) {
    problem_ = end.error().Text();
    return;
  }
  context_ = std::move(*context);
  expires_at_ = *end;
  stamp_ = std::move(stamp);
  problem_.clear();
}

SslSession TlsServer::NewSession(int socket) {
  Refresh();
  std::shared_ptr<SSL_CTX> context;
  {
    const std::lock_guard lock(mutex_);
    context = context_;
  }
  SslSession session(::SSL_new(context.get()));
  if (!session || ::SSL_set_fd(session.get(), socket) != 1) return nullptr;
  ::SSL_set_accept_state(session.get());
  return session;
}

TlsServer::State TlsServer::state() const {
  const std::lock_guard lock(mutex_);
  return {expires_at_, problem_};
}

std::optional<Instant> PeerCertificateUntil(const SSL* session) {
  if (session == nullptr || ::SSL_get_verify_result(session) != X509_V_OK) return std::nullopt;
  const std::unique_ptr<X509, decltype(&::X509_free)> certificate(
      ::SSL_get1_peer_certificate(session), ::X509_free);
  if (!certificate) return std::nullopt;
  const auto until = NotAfter(certificate.get());
  return until ? std::optional(*until) : std::nullopt;
}

std::vector<std::string> PeerNames(const SSL* session) {
  std::vector<std::string> names;
  if (session == nullptr || ::SSL_get_verify_result(session) != X509_V_OK) return names;
  const std::unique_ptr<X509, decltype(&::X509_free)> certificate(
      ::SSL_get1_peer_certificate(session), ::X509_free);
  if (!certificate) return names;
  const auto add = [&](std::string name) {
    if (!name.empty()) names.push_back(std::move(name));
  };
  const X509_NAME* const subject = ::X509_get_subject_name(certificate.get());
  for (int at = -1;
       (at = ::X509_NAME_get_index_by_NID(subject, NID_commonName, at)) >= 0 && names.size() < 4;) {
    add(NameText(::X509_NAME_ENTRY_get_data(::X509_NAME_get_entry(subject, at))));
  }
  auto* const others = static_cast<GENERAL_NAMES*>(
      ::X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr));
  for (int i = 0; i < sk_GENERAL_NAME_num(others) && names.size() < 32; ++i) {
    const GENERAL_NAME* const other = sk_GENERAL_NAME_value(others, i);
    if (other->type == GEN_DNS) add(NameText(other->d.dNSName));
  }
  ::GENERAL_NAMES_free(others);
  return names;
}

}  // namespace lachan::intake_syslog
