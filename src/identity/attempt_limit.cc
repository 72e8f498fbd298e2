// SPDX-License-Identifier: Apache-2.0
#include "identity/attempt_limit.h"

#include <arpa/inet.h>

#include <cmath>

namespace lachan::identity {

void AttemptLimit::Refill(Bucket& bucket, Instant now) const {
  const auto passed = static_cast<double>((now - bucket.at).count());
  bucket.left = std::min(
      burst_, bucket.left + std::max(0.0, passed) * burst_ / static_cast<double>(period_.count()));
  bucket.at = now;
}

void AttemptLimit::MakeRoom(Instant now) {
  std::erase_if(buckets_, [&](const auto& item) {
    Bucket bucket = item.second;
    Refill(bucket, now);
    return bucket.left >= burst_;
  });
  // Still full: an attack with many keys. Forgetting them all only gives each a fresh start.
  if (buckets_.size() >= max_keys_) buckets_.clear();
}

std::optional<std::chrono::seconds> AttemptLimit::Take(const std::string& key, Instant now) {
  const std::lock_guard lock(mutex_);
  if (buckets_.size() >= max_keys_ && !buckets_.contains(key)) MakeRoom(now);
  Bucket& bucket = buckets_.try_emplace(key, Bucket{burst_, now}).first->second;
  Refill(bucket, now);
  if (bucket.left >= 1) {
    bucket.left -= 1;
    return std::nullopt;
  }
  const double missing = (1 - bucket.left) * static_cast<double>(period_.count()) / burst_;
  return std::chrono::seconds(static_cast<std::int64_t>(std::ceil(missing / 1e6)));
}

void AttemptLimit::GiveBack(const std::string& key) {
  const std::lock_guard lock(mutex_);
  if (const auto found = buckets_.find(key); found != buckets_.end()) {
    found->second.left = std::min(burst_, found->second.left + 1);
  }
}

std::string NetworkOf(std::string_view peer) {
  const std::string text(peer);
  in_addr v4{};
  in6_addr v6{};
  char out[INET6_ADDRSTRLEN];
  if (inet_pton(AF_INET, text.c_str(), &v4) != 1) {
    if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return text;
    if (!IN6_IS_ADDR_V4MAPPED(&v6)) {
      std::fill(v6.s6_addr + 8, v6.s6_addr + 16, static_cast<unsigned char>(0));
      return std::string(inet_ntop(AF_INET6, &v6, out, sizeof out)) + "/64";
    }
    std::copy(v6.s6_addr + 12, v6.s6_addr + 16, reinterpret_cast<unsigned char*>(&v4.s_addr));
  }
  v4.s_addr &= htonl(0xffffff00u);
  return std::string(inet_ntop(AF_INET, &v4, out, sizeof out)) + "/24";
}

}  // namespace lachan::identity
