// SPDX-License-Identifier: Apache-2.0
#include "intake_syslog/authority.h"

#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <boost/asio/ip/address.hpp>

#include <array>
#include <filesystem>
#include <memory>

#include "intake_syslog/tls.h"

namespace lachan::intake_syslog {
namespace {

namespace fs = std::filesystem;

template <auto kFree>
struct Free {
  template <class T>
  void operator()(T* what) const {
    kFree(what);
  }
};
using Key = std::unique_ptr<EVP_PKEY, Free<::EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Free<::X509_free>>;
using Bio = std::unique_ptr<BIO, Free<::BIO_free_all>>;

constexpr int kAuthorityDays = 20 * 365;
constexpr long kBackdated = 3600;  ///< Seconds: clocks of senders are not all right.

Status OpenSslFailed(std::string_view what) {
  return Fail(ErrorCode::kUnavailable, "{}: {}", what, OpenSslError());
}

/// What the extensions of a certificate say.
struct Purpose {
  const char* basic = "critical,CA:FALSE";
  const char* usage = "critical,digitalSignature";
  const char* extended = nullptr;
  std::string names;  ///< subjectAltName; empty: none.
};

bool AddExtension(X509* certificate, X509V3_CTX* context, int kind, const char* value) {
  X509_EXTENSION* const extension = ::X509V3_EXT_conf_nid(nullptr, context, kind, value);
  const bool fine = extension != nullptr && ::X509_add_ext(certificate, extension, -1) == 1;
  ::X509_EXTENSION_free(extension);
  return fine;
}

bool SetSerial(X509* certificate) {
  std::array<unsigned char, 16> bytes{};
  if (::RAND_bytes(bytes.data(), bytes.size()) != 1) return false;
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 0x40);
  BIGNUM* const number = ::BN_bin2bn(bytes.data(), bytes.size(), nullptr);
  const bool fine = ::BN_to_ASN1_INTEGER(number, ::X509_get_serialNumber(certificate)) != nullptr;
  ::BN_free(number);
  return fine;
}

/// \param issuer  Null: signs itself.
Result<Certificate> Sign(EVP_PKEY* key, std::string_view name, const Purpose& purpose, int days,
                         Instant now, X509* issuer, EVP_PKEY* issuer_key) {
  Certificate certificate(::X509_new());
  X509* const raw = certificate.get();
  const std::int64_t seconds =
      std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
  bool fine = raw != nullptr && ::X509_set_version(raw, 2) == 1 && SetSerial(raw);
  fine = fine && ::ASN1_TIME_set(::X509_getm_notBefore(raw), seconds - kBackdated) != nullptr;
  fine = fine && ::ASN1_TIME_set(::X509_getm_notAfter(raw), seconds + days * 86400L) != nullptr;
  fine = fine && ::X509_set_pubkey(raw, key) == 1;
  X509_NAME* const subject = fine ? ::X509_get_subject_name(raw) : nullptr;
  fine = fine && ::X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8,
                                              reinterpret_cast<const unsigned char*>(name.data()),
                                              static_cast<int>(name.size()), -1, 0) == 1;
  fine = fine && ::X509_set_issuer_name(
                     raw, issuer != nullptr ? ::X509_get_subject_name(issuer) : subject) == 1;
  X509V3_CTX context{};
  ::X509V3_set_ctx(&context, issuer != nullptr ? issuer : raw, raw, nullptr, nullptr, 0);
  fine = fine && AddExtension(raw, &context, NID_basic_constraints, purpose.basic) &&
         AddExtension(raw, &context, NID_key_usage, purpose.usage) &&
         AddExtension(raw, &context, NID_subject_key_identifier, "hash") &&
         AddExtension(raw, &context, NID_authority_key_identifier, "keyid:always");
  if (purpose.extended != nullptr) {
    fine = fine && AddExtension(raw, &context, NID_ext_key_usage, purpose.extended);
  }
  if (!purpose.names.empty()) {
    fine = fine && AddExtension(raw, &context, NID_subject_alt_name, purpose.names.c_str());
  }
  fine = fine && ::X509_sign(raw, issuer_key, ::EVP_sha256()) > 0;
  if (!fine) return std::unexpected(OpenSslFailed("cannot make a certificate").error());
  return certificate;
}

/// Writes beside, flushes, then renames: a server that reads it meanwhile sees the old or the new.
Status WriteSecret(const std::string& path, std::string_view text, int mode) {
  const std::string beside = path + ".new";
  const int file = ::open(beside.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  bool fine = file >= 0;
  while (fine && !text.empty()) {
    const ssize_t put = ::write(file, text.data(), text.size());
    fine = put > 0;
    if (fine) text.remove_prefix(static_cast<std::size_t>(put));
  }
  fine = fine && ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  fine = fine && ::rename(beside.c_str(), path.c_str()) == 0;
  if (fine) return {};
  return Fail(ErrorCode::kUnavailable, "cannot write {}: {}", path,
              std::generic_category().message(errno));
}

std::string Contents(BIO* bio) {
  char* bytes = nullptr;
  const long size = ::BIO_get_mem_data(bio, &bytes);
  return {bytes, static_cast<std::size_t>(size)};
}

Status Write(const std::string& certificate_file, X509* certificate, X509* chain,
             const std::string& key_file, EVP_PKEY* key) {
  const Bio secret(::BIO_new(::BIO_s_mem())), open(::BIO_new(::BIO_s_mem()));
  if (::PEM_write_bio_PrivateKey(secret.get(), key, nullptr, nullptr, 0, nullptr, nullptr) != 1 ||
      ::PEM_write_bio_X509(open.get(), certificate) != 1 ||
      (chain != nullptr && ::PEM_write_bio_X509(open.get(), chain) != 1)) {
    return OpenSslFailed("cannot write a certificate");
  }
  LACHAN_TRY_DO(WriteSecret(key_file, Contents(secret.get()), 0600));
  return WriteSecret(certificate_file, Contents(open.get()), 0644);
}

Result<Key> NewKey() {
  Key key(::EVP_EC_gen("P-256"));
  if (!key) return std::unexpected(OpenSslFailed("cannot make a key").error());
  return key;
}

struct Authority {
  Certificate certificate;
  Key key;
};

Result<Authority> Load(const AuthorityFiles& files) {
  const Bio open(::BIO_new_file(files.authority().c_str(), "r"));
  const Bio secret(::BIO_new_file(files.authority_key().c_str(), "r"));
  Authority authority;
  if (open && secret) {
    authority.certificate.reset(::PEM_read_bio_X509(open.get(), nullptr, nullptr, nullptr));
    authority.key.reset(::PEM_read_bio_PrivateKey(secret.get(), nullptr, nullptr, nullptr));
  }
  if (!authority.certificate || !authority.key) {
    return Fail(ErrorCode::kFailedPrecondition,
                "there is no authority in {} ({}); make one with `lachan tls init --host NAME`",
                files.folder, OpenSslError());
  }
  return authority;
}

bool IsName(std::string_view name) {
  constexpr std::string_view kMore = ".-_";
  return !name.empty() && name.size() <= 64 && name[0] != '.' && name[0] != '-' &&
         std::ranges::all_of(name, [&](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                  kMore.find(c) != std::string_view::npos;
         });
}

Instant After(Instant now, int days) { return now + std::chrono::days{days}; }

}  // namespace

Status MakeAuthority(const AuthorityFiles& files, std::string_view title, Instant now) {
  std::error_code error;
  fs::create_directories(files.folder, error);
  if (error) {
    return Fail(ErrorCode::kUnavailable, "cannot make {}: {}", files.folder, error.message());
  }
  fs::permissions(files.folder, fs::perms::owner_all, error);
  if (fs::exists(files.authority()) || fs::exists(files.authority_key())) {
    return Fail(ErrorCode::kConflict,
                "there is an authority in {} already; with a new one, every sender would need a "
                "new certificate",
                files.folder);
  }
  LACHAN_TRY(const Key key, NewKey());
  const Purpose purpose{"critical,CA:TRUE,pathlen:0", "critical,keyCertSign,cRLSign", nullptr, ""};
  LACHAN_TRY(const Certificate certificate, Sign(key.get(), title.substr(0, 64), purpose,
                                                 kAuthorityDays, now, nullptr, key.get()));
  return Write(files.authority(), certificate.get(), nullptr, files.authority_key(), key.get());
}

Result<Issued> IssueServer(const AuthorityFiles& files, std::span<const std::string> hosts,
                           int days, Instant now) {
  Purpose purpose;
  purpose.extended = "serverAuth";
  for (const std::string& host : hosts) {
    boost::system::error_code none;
    boost::asio::ip::make_address(host, none);
    if (none && !IsName(host)) {
      return Fail(ErrorCode::kInvalidInput, "'{}' is neither a host name nor an address", host);
    }
    if (!purpose.names.empty()) purpose.names += ',';
    purpose.names += (none ? "DNS:" : "IP:") + host;
  }
  if (hosts.empty()) {
    return Fail(ErrorCode::kInvalidInput,
                "say under which name or address senders reach this server: --host "
                "log.example.gov.vn");
  }
  LACHAN_TRY(const Authority authority, Load(files));
  LACHAN_TRY(const Key key, NewKey());
  LACHAN_TRY(const Certificate certificate,
             Sign(key.get(), std::string_view(hosts[0]).substr(0, 64), purpose, days, now,
                  authority.certificate.get(), authority.key.get()));
  LACHAN_TRY_DO(Write(files.server(), certificate.get(), authority.certificate.get(),
                      files.server_key(), key.get()));
  return Issued{files.server(), files.server_key(), files.authority(), After(now, days)};
}

Result<Issued> IssueClient(const AuthorityFiles& files, std::string_view name,
                           const std::string& target, int days, Instant now) {
  if (!IsName(name)) {
    return Fail(ErrorCode::kInvalidInput,
                "'{}' cannot be the name of a certificate: up to 64 letters, digits, '.', '-', '_'",
                name);
  }
  Issued issued{fmt::format("{}/{}.pem", target, name), fmt::format("{}/{}.key", target, name),
                target + "/ca.pem", After(now, days)};
  LACHAN_TRY(const Authority authority, Load(files));
  std::error_code error;
  fs::create_directories(target, error);
  if (fs::exists(issued.certificate_file) || fs::exists(issued.key_file)) {
    return Fail(ErrorCode::kConflict, "{} or its key is there already; give another folder",
                issued.certificate_file);
  }
  LACHAN_TRY(const Key key, NewKey());
  Purpose purpose;
  purpose.extended = "clientAuth";
  purpose.names = "DNS:" + std::string(name);
  LACHAN_TRY(const Certificate certificate, Sign(key.get(), name, purpose, days, now,
                                                 authority.certificate.get(), authority.key.get()));
  LACHAN_TRY_DO(
      Write(issued.certificate_file, certificate.get(), nullptr, issued.key_file, key.get()));
  const Bio open(::BIO_new(::BIO_s_mem()));
  if (::PEM_write_bio_X509(open.get(), authority.certificate.get()) != 1) {
    return std::unexpected(OpenSslFailed("cannot write the authority").error());
  }
  LACHAN_TRY_DO(WriteSecret(issued.authority_file, Contents(open.get()), 0644));
  return issued;
}

}  // namespace lachan::intake_syslog
