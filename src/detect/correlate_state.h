// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: the bytes of a saved state. Numbers are LEB128, signed ones zigzag.
/// \source docs/formats/sigma.md, "The state of the correlations"
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "detect/correlate_entry.h"
#include "detect/correlate_hash.h"

namespace lachan::detect {

class StateWriter {
 public:
  explicit StateWriter(std::string_view begin = {}, std::size_t expected = 0) {
    bytes_.reserve(expected);
    bytes_ = begin;
  }

  void Number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7) bytes_ += static_cast<char>(value | 0x80);
    bytes_ += static_cast<char>(value);
  }
  void Signed(std::int64_t value) {
    Number((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
  }
  void Fixed(std::uint64_t value) {
    for (int i = 0; i < 8; ++i, value >>= 8) bytes_ += static_cast<char>(value);
  }
  void Double(double value) { Fixed(std::bit_cast<std::uint64_t>(value)); }
  void Hash(const Hash128& hash) {
    Fixed(hash.low);
    Fixed(hash.high);
  }
  void Text(std::string_view text) {
    Number(text.size());
    bytes_ += text;
  }
  void Id(const PackedId& id);
  /// A text that is yet to be written: End gives it its length.
  std::size_t BeginSection() {
    Fixed(0);
    return bytes_.size();
  }
  void EndSection(std::size_t begin);
  const std::string& bytes() const { return bytes_; }
  void Clear() { bytes_.clear(); }
  std::string Take() { return std::move(bytes_); }

 private:
  std::string bytes_;
};

/// Errors are kCorrupt with the place in the text.
class StateReader {
 public:
  explicit StateReader(std::string_view bytes, std::size_t offset = 0)
      : bytes_(bytes), offset_(offset) {}

  bool AtEnd() const { return at_ == bytes_.size(); }
  /// Of what is read next in the whole.
  std::size_t offset() const { return offset_ + at_; }
  std::size_t left() const { return bytes_.size() - at_; }
  Result<std::uint64_t> Number(std::uint64_t most = UINT64_MAX);
  Result<std::int64_t> Signed(std::int64_t most);  ///< Within ±most.
  Result<std::uint64_t> Fixed();
  Result<double> Double();  ///< NaN or within ±1e300.
  Result<Hash128> Hash();
  Result<std::string_view> Text();
  Result<std::string_view> Section();
  /// Allocates for a long text: see PackedId.
  Result<PackedId> Id(std::uint64_t kind);
  std::unexpected<Error> Damaged(std::string_view what) const;

 private:
  Result<std::string_view> Bytes(std::uint64_t size);

  std::string_view bytes_;
  std::size_t at_ = 0;
  std::size_t offset_;  ///< Of bytes_ in the whole.
};

/// What a saved state begins with; its last byte is the version.
inline constexpr std::string_view kStateMagic("LCcorr\0\x01", 8);

/// `state`, which begins with kStateMagic, with its checksum.
std::string SealState(std::string state);
/// What is between the magic and the checksum of a saved state.
/// \error kCorrupt      no saved state, cut short, or its checksum is wrong.
/// \error kUnsupported  written by a version that this one does not know.
Result<std::string_view> OpenState(std::string_view state);

}  // namespace lachan::detect
