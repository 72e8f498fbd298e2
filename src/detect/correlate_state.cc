// SPDX-License-Identifier: Apache-2.0
#include "detect/correlate_state.h"

#include <cmath>
#include <cstring>

#include "base/hash.h"

namespace lachan::detect {
namespace {

constexpr std::size_t kVersionAt = kStateMagic.size() - 1;
constexpr std::size_t kChecksumBytes = 4;
constexpr double kLargest = 1e300;

std::string ChecksumOf(std::string_view bytes) {
  std::uint32_t sum = Crc32c(bytes);
  std::string text;
  for (std::size_t i = 0; i < kChecksumBytes; ++i, sum >>= 8) text += static_cast<char>(sum);
  return text;
}

}  // namespace

void StateWriter::Id(const PackedId& id) {
  if (id.kind == PackedId::kBase32) {
    bytes_.append(reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size());
  } else {
    Text(id.View());
  }
}

void StateWriter::EndSection(std::size_t begin) {
  std::uint64_t size = bytes_.size() - begin;
  for (std::size_t at = begin - 8; at < begin; ++at, size >>= 8) {
    bytes_[at] = static_cast<char>(size);
  }
}

std::unexpected<Error> StateReader::Damaged(std::string_view what) const {
  return Fail(ErrorCode::kCorrupt,
              "correlation state is damaged at byte {}: {}; discard it, counting starts anew",
              offset(), what);
}

Result<std::uint64_t> StateReader::Number(std::uint64_t most) {
  std::uint64_t value = 0;
  for (unsigned shift = 0; shift < 64; shift += 7) {
    if (AtEnd()) return Damaged("cut short");
    const auto byte = static_cast<unsigned char>(bytes_[at_++]);
    const std::uint64_t part = byte & 0x7Fu;
    if (shift == 63 && part > 1) break;
    value |= part << shift;
    if (byte < 0x80) {
      if (value > most) return Damaged("a number is too large");
      return value;
    }
  }
  return Damaged("a number is too long");
}

Result<std::int64_t> StateReader::Signed(std::int64_t most) {
  LACHAN_TRY(const std::uint64_t raw, Number());
  const std::int64_t value =
      static_cast<std::int64_t>(raw >> 1) ^ -static_cast<std::int64_t>(raw & 1);
  if (value > most || value < -most) return Damaged("a number is too large");
  return value;
}

Result<std::uint64_t> StateReader::Fixed() {
  if (left() < 8) return Damaged("cut short");
  std::uint64_t value = 0;
  for (unsigned i = 0; i < 8; ++i) {
    value |= std::uint64_t{static_cast<unsigned char>(bytes_[at_++])} << (8 * i);
  }
  return value;
}

Result<double> StateReader::Double() {
  LACHAN_TRY(const std::uint64_t bits, Fixed());
  const auto value = std::bit_cast<double>(bits);
  if (std::abs(value) > kLargest) return Damaged("a value is too large");
  return value;
}

Result<Hash128> StateReader::Hash() {
  Hash128 hash;
  LACHAN_TRY(hash.low, Fixed());
  LACHAN_TRY(hash.high, Fixed());
  return hash;
}

Result<std::string_view> StateReader::Text() {
  LACHAN_TRY(const std::uint64_t size, Number());
  return Bytes(size);
}

Result<std::string_view> StateReader::Section() {
  LACHAN_TRY(const std::uint64_t size, Fixed());
  return Bytes(size);
}

Result<std::string_view> StateReader::Bytes(std::uint64_t size) {
  if (size > left()) return Damaged("a text reaches beyond the end");
  const std::string_view text = bytes_.substr(at_, size);
  at_ += size;
  return text;
}

Result<PackedId> StateReader::Id(std::uint64_t kind) {
  if (kind == PackedId::kBase32) {
    PackedId id;
    if (left() < id.bytes.size()) return Damaged("cut short");
    std::memcpy(id.bytes.data(), bytes_.data() + at_, id.bytes.size());
    at_ += id.bytes.size();
    id.kind = PackedId::kBase32;
    return id;
  }
  LACHAN_TRY(const std::string_view text, Text());
  return PackedId::Of(text);
}

std::string SealState(std::string state) {
  state += ChecksumOf(state);
  return state;
}

Result<std::string_view> OpenState(std::string_view state) {
  if (state.substr(0, kVersionAt) != kStateMagic.substr(0, kVersionAt)) {
    return Fail(ErrorCode::kCorrupt, "this is no correlation state: it begins otherwise");
  }
  if (state.size() < kStateMagic.size() + kChecksumBytes) {
    return Fail(ErrorCode::kCorrupt, "the correlation state is cut short");
  }
  if (state[kVersionAt] != kStateMagic[kVersionAt]) {
    return Fail(ErrorCode::kUnsupported, "correlation state of version {}; this program reads {}",
                static_cast<unsigned char>(state[kVersionAt]),
                static_cast<unsigned char>(kStateMagic[kVersionAt]));
  }
  const std::string_view sealed = state.substr(0, state.size() - kChecksumBytes);
  if (state.substr(sealed.size()) != ChecksumOf(sealed)) {
    return Fail(ErrorCode::kCorrupt,
                "the checksum of the correlation state is wrong: it was cut short or changed; "
                "discard it, counting starts anew");
  }
  return sealed.substr(kStateMagic.size());
}

}  // namespace lachan::detect
