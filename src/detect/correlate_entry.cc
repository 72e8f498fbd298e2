// SPDX-License-Identifier: Apache-2.0
#include "detect/correlate_entry.h"

#include <cstring>

namespace lachan::detect {
namespace {

constexpr std::string_view kDigits = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t kBase32Size = 26;

constexpr auto kValues = [] {
  std::array<std::uint8_t, 256> values{};
  values.fill(0xFF);
  for (std::size_t i = 0; i < kDigits.size(); ++i) {
    values[static_cast<unsigned char>(kDigits[i])] = static_cast<std::uint8_t>(i);
  }
  return values;
}();

// Most significant byte first, so that the bytes do not depend on the machine.
void StoreWord(std::uint64_t word, unsigned char* out) {
  for (int i = 8; i-- > 0; word >>= 8) out[i] = static_cast<unsigned char>(word);
}
std::uint64_t LoadWord(const unsigned char* bytes) {
  std::uint64_t word = 0;
  for (int i = 0; i < 8; ++i) word = (word << 8) | bytes[i];
  return word;
}

/// 26 digits: three bits, then 25 times five. False for any other text.
bool ReadBase32(std::string_view text, std::array<unsigned char, 16>& bytes) {
  if (text.size() != kBase32Size) return false;
  std::uint64_t high = 0, low = 0;
  std::uint8_t seen = 0;
  for (std::size_t i = 0; i < kBase32Size; ++i) {
    const std::uint8_t digit = kValues[static_cast<unsigned char>(text[i])];
    seen |= digit;
    high = (high << 5) | (low >> 59);
    low = (low << 5) | (digit & 31);
  }
  if (seen > 31 || text[0] > '7') return false;
  StoreWord(high, bytes.data());
  StoreWord(low, bytes.data() + 8);
  return true;
}

std::string WriteBase32(const std::array<unsigned char, 16>& bytes) {
  std::uint64_t high = LoadWord(bytes.data()), low = LoadWord(bytes.data() + 8);
  std::string text(kBase32Size, '0');
  for (std::size_t i = kBase32Size; i-- > 0;) {
    text[i] = kDigits[low & 31];
    low = (low >> 5) | (high << 59);
    high >>= 5;
  }
  return text;
}

struct LongText {
  char* data = nullptr;
  std::size_t size = 0;
};
static_assert(sizeof(LongText) == 16);

LongText Unpack(const std::array<unsigned char, 16>& bytes) {
  LongText text;
  std::memcpy(&text, bytes.data(), sizeof text);
  return text;
}

}  // namespace

PackedId PackedId::Of(std::string_view text) {
  PackedId id;
  if (ReadBase32(text, id.bytes)) {
    id.kind = kBase32;
  } else if (text.size() < id.bytes.size()) {
    id.kind = kShort;
    id.bytes[0] = static_cast<unsigned char>(text.size());
    std::memcpy(id.bytes.data() + 1, text.data(), text.size());
  } else {
    id.kind = kLong;
    const LongText copy{new char[text.size()], text.size()};
    std::memcpy(copy.data, text.data(), text.size());
    std::memcpy(id.bytes.data(), &copy, sizeof copy);
  }
  return id;
}

void PackedId::Free() {
  if (kind == kLong) delete[] Unpack(bytes).data;
  *this = {};
}

std::string_view PackedId::View() const {
  if (kind == kLong) {
    const LongText text = Unpack(bytes);
    return {text.data, text.size};
  }
  return {reinterpret_cast<const char*>(bytes.data()) + 1, bytes[0]};
}

std::string PackedId::Text() const {
  return kind == kBase32 ? WriteBase32(bytes) : std::string(View());
}

std::size_t PackedId::heap_bytes() const {
  return kind == kLong ? HeapBytes(Unpack(bytes).size) : 0;
}

}  // namespace lachan::detect
