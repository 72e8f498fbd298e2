// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace lachan::identity {

/// How passwords become hashes. Both are slow on purpose; call them outside of transactions.
struct PasswordHasher {
  std::function<Result<std::string>(std::string_view password)> hash;
  std::function<bool(std::string_view hash, std::string_view password)> verify;
  /// Whether a hash was made with other costs than new ones are.
  std::function<bool(std::string_view hash)> is_outdated;
};

/// Argon2id. \source RFC 9106; OWASP ASVS 5 11.4.2
/// \param operations, memory  0 = libsodium's interactive limits (2 passes, 64 MiB).
PasswordHasher Argon2id(unsigned long long operations = 0, std::size_t memory = 0);

/// Whether a password may be chosen: 10 to 200 characters, not the login, not among the commonest.
/// \error kInvalidInput  field "password" with "too_short:10", "too_long:200", "is_login",
///   "too_common" or "not_utf8".
Status CheckPassword(std::string_view login, std::string_view password);

}  // namespace lachan::identity
