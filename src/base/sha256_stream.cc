// SPDX-License-Identifier: Apache-2.0
#include "base/sha256_stream.h"

#include <openssl/evp.h>

#include "base/check.h"
#include "base/hash.h"
#include "base/text.h"

namespace lachan {

struct Sha256Stream::State {
  EVP_MD_CTX* context = EVP_MD_CTX_new();
};

Sha256Stream::Sha256Stream() : state_(std::make_unique<State>()) {
  LACHAN_CHECK(
      state_->context != nullptr && EVP_DigestInit_ex(state_->context, EVP_sha256(), nullptr) == 1,
      "the library of hashes gives none");
}

Sha256Stream::~Sha256Stream() { EVP_MD_CTX_free(state_->context); }

void Sha256Stream::Add(std::string_view bytes) {
  LACHAN_CHECK(EVP_DigestUpdate(state_->context, bytes.data(), bytes.size()) == 1,
               "the library of hashes takes no bytes");
}

std::string Sha256Stream::Finish() {
  Sha256Digest digest{};
  LACHAN_CHECK(EVP_DigestFinal_ex(state_->context, digest.data(), nullptr) == 1,
               "the library of hashes does not finish");
  return ToHex(digest);
}

}  // namespace lachan
