// SPDX-License-Identifier: Apache-2.0
#include "identity/password.h"

#include <sodium.h>

#include <set>

#include "base/text.h"

namespace lachan::identity {
namespace {

constexpr std::size_t kMinLength = 10, kMaxLength = 200;
constexpr std::size_t kMinDistinct = 5;

/// Words that make most of the commonest passwords, with digits or signs around them.
constexpr std::string_view kCommonWords[] = {
    "password",   "passw0rd",  "p@ssw0rd",  "matkhau",     "mat khau",      "qwerty",
    "qwertyuiop", "qwertyuio", "asdfghjkl", "admin",       "administrator", "root",
    "welcome",    "iloveyou",  "letmein",   "anhyeuem",    "emyeuanh",      "yeuemnhieu",
    "vietnam",    "viet nam",  "thanhhoa",  "thanh hoa",   "lachan",        "la chan",
    "football",   "dragon",    "monkey",    "sunshine",    "princess",      "changeme",
    "default",    "guest",     "test",      "abc",         "abcd",          "abcde",
    "a",          "q",         "qaz",       "1q2w3e4r5t",  "1qaz2wsx3edc",  "qazwsxedc",
    "zaq12wsx",   "zxcvbnm",   "khongbiet", "khongcopass", "hochiminh",     "hanoi",
    "saigon",
};

std::string WithoutOuterDigitsAndSigns(std::string_view text) {
  const auto is_letter = [](char c) { return (c >= 'a' && c <= 'z') || (c & 0x80) != 0; };
  while (!text.empty() && !is_letter(text.front())) text.remove_prefix(1);
  while (!text.empty() && !is_letter(text.back())) text.remove_suffix(1);
  return std::string(text);
}

/// "0123456789", "9876543210", "abcdefghij": each character one further than the one before.
bool IsRun(std::string_view text) {
  int up = 0, down = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    const int step = text[i] - text[i - 1];
    up += step == 1 || step == -9;
    down += step == -1 || step == 9;
  }
  const int all = static_cast<int>(text.size()) - 1;
  return up == all || down == all;
}

bool IsCommon(std::string_view password) {
  const std::string folded = FoldForSearch(password);
  if (std::set<char>(folded.begin(), folded.end()).size() < kMinDistinct || IsRun(folded)) {
    return true;
  }
  const std::string core = WithoutOuterDigitsAndSigns(folded);
  return core.empty()
             ? folded.find_first_not_of("0123456789") == std::string::npos && folded.size() <= 12
             : std::ranges::find(kCommonWords, core) != std::end(kCommonWords) ||
                   std::ranges::find(kCommonWords, folded) != std::end(kCommonWords);
}

Status Refuse(std::string_view key) {
  return std::unexpected(Error(ErrorCode::kInvalidInput, "this password cannot be chosen")
                             .WithField("password", std::string(key)));
}

}  // namespace

PasswordHasher Argon2id(unsigned long long operations, std::size_t memory) {
  if (operations == 0) operations = crypto_pwhash_argon2id_OPSLIMIT_INTERACTIVE;
  if (memory == 0) memory = crypto_pwhash_argon2id_MEMLIMIT_INTERACTIVE;
  PasswordHasher hasher;
  hasher.hash = [=](std::string_view password) -> Result<std::string> {
    char text[crypto_pwhash_STRBYTES];
    if (sodium_init() < 0 ||
        crypto_pwhash_str_alg(text, password.data(), password.size(), operations, memory,
                              crypto_pwhash_ALG_ARGON2ID13) != 0) {
      return Fail(ErrorCode::kExhausted, "no memory to hash a password");
    }
    return std::string(text);
  };
  hasher.verify = [](std::string_view hash, std::string_view password) {
    return sodium_init() >= 0 && crypto_pwhash_str_verify(std::string(hash).c_str(),
                                                          password.data(), password.size()) == 0;
  };
  hasher.is_outdated = [=](std::string_view hash) {
    return crypto_pwhash_str_needs_rehash(std::string(hash).c_str(), operations, memory) != 0;
  };
  return hasher;
}

Status CheckPassword(std::string_view login, std::string_view password) {
  if (!IsValidUtf8(password)) return Refuse("not_utf8");
  const std::size_t length = CodePoints(password);
  if (length < kMinLength) return Refuse(fmt::format("too_short:{}", kMinLength));
  if (length > kMaxLength) return Refuse(fmt::format("too_long:{}", kMaxLength));
  const std::string folded = AsciiLower(password);
  if (!login.empty() &&
      WithoutOuterDigitsAndSigns(folded) == WithoutOuterDigitsAndSigns(AsciiLower(login))) {
    return Refuse("is_login");
  }
  if (folded == AsciiLower(login)) return Refuse("is_login");
  if (IsCommon(password)) return Refuse("too_common");
  return {};
}

}  // namespace lachan::identity
