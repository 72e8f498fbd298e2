// SPDX-License-Identifier: Apache-2.0
#include "pipeline/event_id.h"

#include "base/hash.h"

namespace lachan::pipeline {

std::string BatchId::Text(std::uint32_t ordinal) const {
  static constexpr char kDigits[] = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
  // 128 bits, five at a time from the right; the first character carries three.
  __extension__ unsigned __int128 value = milliseconds & 0xFFFF'FFFF'FFFFu;
  value = (value << 56) | (nonce & 0xFF'FFFF'FFFF'FFFFu);
  value = (value << 24) | (ordinal & 0xFF'FFFFu);
  std::string text(26, '0');
  for (std::size_t i = text.size(); i-- > 0; value >>= 5) {
    text[i] = kDigits[static_cast<unsigned>(value & 31u)];
  }
  return text;
}

BatchIds::BatchIds() : process_(0) {
  for (const unsigned char byte : RandomBytes(4)) process_ = (process_ << 8) | byte;
}

BatchId BatchIds::Next(Instant now) {
  const auto since = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch().count();
  const std::uint64_t counter = counter_.fetch_add(1, std::memory_order_relaxed) & 0xFF'FFFFu;
  return {static_cast<std::uint64_t>(since), (process_ << 24) | counter};
}

}  // namespace lachan::pipeline
