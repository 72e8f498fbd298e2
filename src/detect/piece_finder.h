// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: tells in one pass over some bytes that none of a few short pieces is in
/// them, and whether they are ASCII.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lachan::detect {

/// Looks for three neighbouring letters of each piece, ignoring ASCII case, at 32 or 64 places at
/// once.
/// \source Qiao and others: "Teddy: an efficient SIMD-based literal matching engine", ICPP 2021
class PieceFinder {
 public:
  static constexpr std::size_t kMostPieces = 8;
  struct Seen {
    bool maybe = false;         ///< False: none of the pieces is there.
    bool beyond_ascii = false;  ///< There is a letter beyond ASCII.
  };

  /// \param pieces  ASCII, two letters at least.
  /// \param utf16   The bytes to look at are UTF-16LE, from the first byte of a letter on.
  /// \return nothing where the processor cannot, or there are too many or too short pieces.
  static std::optional<PieceFinder> For(const std::vector<std::string>& pieces, bool utf16);

  Seen Look(std::string_view bytes) const;
  /// The same on processors that can less.
  Seen LookWithAvx2(std::string_view bytes) const;

 private:
  static constexpr std::size_t kLetters = 3;
  using Table = std::array<std::uint8_t, 16>;

  void Add(std::string_view piece, std::uint8_t bit);
  Seen LookWithAvx512(std::string_view bytes) const;

  /// By letter and by half of the byte: which pieces it may belong to.
  std::array<Table, kLetters> low_{}, high_{};
  std::size_t stride_ = 1;  ///< Bytes from letter to letter.
};

}  // namespace lachan::detect
