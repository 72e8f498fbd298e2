// SPDX-License-Identifier: Apache-2.0
/// \file
/// Host name → the registered domain that it is or lies under, built once and read by many.
///
/// Labels are hashed from the end of the name, eight letters a step; with each label the hash is
/// that of a parent domain. So one pass gives the hashes of all parents, and the longest that is
/// known wins. A bit table that fits the cache tells most strangers apart before the table is
/// asked. No allocation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lachan::registry {

/// Domain → number of the caller's choice. Immutable; safe from any thread.
class DomainMap {
 public:
  struct Entry {
    std::string
        domain;  ///< "thanhhoa.gov.vn"; letters of either case, a dot at the end is ignored.
    std::uint32_t value = 0;
  };

  DomainMap() = default;
  /// \param entries  In any order. Of equal domains the one that comes first counts; empty ones are
  ///   left out.
  explicit DomainMap(std::vector<Entry> entries);

  /// Value of the longest domain that is `host` or a parent of it.
  std::optional<std::uint32_t> Find(std::string_view host) const;
  std::size_t size() const { return size_; }

 private:
  static constexpr std::size_t kInside = 23;
  /// Half a line of the cache: a name is known with one look into memory.
  struct alignas(32) Slot {
    std::uint32_t tag = 0;  ///< Upper half of the hash.
    std::uint32_t value = 0;
    std::uint8_t size = 0;  ///< Octets of the name; 0: free.
    char letters[kInside] =
        {};  ///< The name in lower case; of a longer one, where it begins in `long_names_`.
  };
  static_assert(sizeof(Slot) == 32);
  bool MayKnow(std::uint64_t hash) const;
  const Slot* Known(std::uint64_t hash, std::string_view name) const;

  std::string_view NameOf(const Slot& slot) const;

  std::string long_names_;
  std::vector<Slot> slots_;          // open addressing; a power of two, at most four fifths full
  std::vector<std::uint64_t> bits_;  // 16 bits a slot; one is set for each name
  std::size_t size_ = 0;
};

}  // namespace lachan::registry
