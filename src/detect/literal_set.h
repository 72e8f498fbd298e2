// SPDX-License-Identifier: Apache-2.0
/// \file
/// Private to the module: thousands of literals looked for in one short text.
///
/// Each literal is represented by a few of its bytes, chosen to be rare and its own; one look into
/// a bitmap per byte of the text tells that none of them is there. Literals for the beginning or
/// the end of a text are looked up by their first or last bytes. With eleven thousand literals this
/// took a third of Vectorscan's time, with three hundred four times as long.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace lachan::detect {

class LiteralSet {
 public:
  enum class Place : std::uint8_t { kAnywhere, kBegin, kEnd };
  struct Literal {
    std::string text;  ///< Not empty.
    Place place = Place::kAnywhere;
  };
  /// One thread's, for any number of sets.
  class Memory {
   private:
    friend class LiteralSet;
    std::vector<std::uint32_t> stamps_;
    std::uint32_t epoch_ = 0;
    std::vector<std::uint32_t> places_, slots_;  ///< Of a stretch of text: what may be there.
  };

  LiteralSet() = default;
  explicit LiteralSet(const std::vector<Literal>& literals);

  bool empty() const { return extents_.empty(); }
  /// Appends the index of each literal that is in `text` at its place, once. Bytes are compared as
  /// they are.
  void Scan(const std::string& text, Memory& memory, std::vector<std::uint32_t>& found) const;

 private:
  /// Literals by a key, which is some of their bytes.
  class Index {
   public:
    struct Entry {
      std::uint64_t key = 0;
      std::uint32_t literal = 0;
      std::uint32_t before = 0;  ///< Bytes of the literal before the key.
      /// Of windows: the up to four bytes of the literal behind the key, and which of them are its.
      std::uint32_t behind = 0, behind_mask = 0;
    };
    void Build(std::vector<Entry> entries);
    bool empty() const { return entries_.empty(); }
    template <class Visit>
    void ForEach(std::uint64_t key, Visit visit) const {
      ForEachIn(SlotOf(key), key, visit);
    }
    /// The same in steps, so that memory can be asked for ahead.
    std::uint32_t SlotOf(std::uint64_t key) const {
      return static_cast<std::uint32_t>(Mix(key) >> shift_);
    }
    void PrefetchSlot(std::uint32_t slot) const { __builtin_prefetch(&starts_[slot]); }
    void PrefetchEntries(std::uint32_t slot) const {
      __builtin_prefetch(entries_.data() + starts_[slot]);
    }
    template <class Visit>
    void ForEachIn(std::uint32_t slot, std::uint64_t key, Visit visit) const {
      for (std::uint32_t i = starts_[slot]; i != starts_[slot + 1]; ++i) {
        if (entries_[i].key == key) visit(entries_[i]);
      }
    }

   private:
    static std::uint64_t Mix(std::uint64_t key) { return key * 0x9E37'79B9'7F4A'7C15ULL; }
    int shift_ = 63;
    std::vector<std::uint32_t> starts_;
    std::vector<Entry> entries_;
  };
  /// An index of bytes inside literals, with the bitmap that is asked before it.
  struct Windows {
    Index index;
    std::vector<std::uint64_t> bitmap;
    int shift = 0;
  };
  /// An index of the first or last `size` bytes.
  struct Edge {
    std::size_t size = 0;
    Index index;
  };
  class Builder;
  class Finder;
  /// Where the text of a literal is in texts_.
  struct Extent {
    std::uint32_t begin = 0, size = 0;
  };

  std::string_view TextOf(std::uint32_t literal) const {
    return {texts_.data() + extents_[literal].begin, extents_[literal].size};
  }

  std::string texts_;
  std::vector<Extent> extents_;         ///< By literal.
  Windows fours_, threes_, twos_;       ///< By so many bytes, or all that the literal has.
  std::vector<std::uint32_t> singles_;  ///< Of one byte.
  std::vector<Edge> begins_, ends_;
};

}  // namespace lachan::detect
