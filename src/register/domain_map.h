// SPDX-License-Identifier: Apache-2.0
/// \file
/// Host name → the registered domain that it is or lies under, built once and read by many.
///
/// The name is hashed once from its end; at each dot the hash so far is that of a parent domain. So
/// one pass gives the hashes of all parents, and the longest that is known wins. A bit table that
/// fits the cache tells most strangers apart before the table is asked. No allocation.
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
  static constexpr std::size_t kMaxLabels = 32;  ///< Further parents of a deeper name are not seen.

  DomainMap() = default;
  /// \param entries  In any order. Of equal domains the one that comes first counts; empty ones are
  ///   left out.
  explicit DomainMap(std::vector<Entry> entries);

  /// Value of the longest domain that is `host` or a parent of it.
  std::optional<std::uint32_t> Find(std::string_view host) const;
  std::size_t size() const { return size_; }

 private:
  struct Slot {
    std::uint64_t hash = 0;
    std::uint32_t name = kFree;  ///< Where the name begins in `names_`, behind its length.
    std::uint32_t value = 0;
  };
  static constexpr std::uint32_t kFree = UINT32_MAX;
  static constexpr std::size_t kMaxNames = std::size_t{1} << 31;  ///< Bytes of all names together.
  bool MayKnow(std::uint64_t hash) const;
  const Slot* Known(std::uint64_t hash, std::string_view name) const;

  std::string names_;                // length in one octet, then the name in lower case
  std::vector<Slot> slots_;          // open addressing; a power of two, at most half full
  std::vector<std::uint64_t> bits_;  // 16 bits a slot; one is set for each name
  std::size_t size_ = 0;
};

}  // namespace lachan::registry
