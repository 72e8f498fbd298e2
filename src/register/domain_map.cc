// SPDX-License-Identifier: Apache-2.0
#include "register/domain_map.h"

#include <bit>
#include <cstring>

namespace lachan::registry {
namespace {

constexpr std::size_t kMaxName = 253;
constexpr std::uint64_t kOnes = 0x0101010101010101;
constexpr std::uint64_t kTops = 0x8080808080808080;

/// Eight letters at once: the upper ones become lower.
constexpr std::uint64_t Lower(std::uint64_t letters) {
  const std::uint64_t low = letters & ~kTops;
  const std::uint64_t from_a = low + kOnes * (128 - 'A');
  const std::uint64_t past_z = low + kOnes * (128 - 'Z' - 1);
  return letters | ((from_a & ~past_z & ~letters & kTops) >> 2);
}

/// The top bit of each octet that is a dot.
constexpr std::uint64_t Dots(std::uint64_t letters) {
  const std::uint64_t other = letters ^ (kOnes * '.');
  return ~(((other & ~kTops) + ~kTops) | other) & kTops;
}

std::uint64_t Eight(const char* at) {
  std::uint64_t letters = 0;
  std::memcpy(&letters, at, 8);
  return letters;
}

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t Mix(std::uint64_t a, std::uint64_t b) {
  const auto product = static_cast<Wide>(a) * b;
  return static_cast<std::uint64_t>(product) ^ static_cast<std::uint64_t>(product >> 64);
}

/// Hash of one label, eight letters a step. Labels do not wait for each other.
/// \param label  Seven octets after it may be read.
std::uint64_t HashOfLabel(const char* label, std::size_t size) {
  constexpr std::uint64_t kFactor = 0xD6E8FEB86659FD93;
  std::uint64_t hash = 0x9E3779B97F4A7C15 + size;
  for (; size >= 8; size -= 8, label += 8) hash = Mix(hash ^ Eight(label), kFactor);
  return Mix(hash ^ (Eight(label) & ((std::uint64_t{1} << (8 * size)) - 1)), kFactor);
}

/// Hash of a name from that of its parent and its first label.
constexpr std::uint64_t Under(std::uint64_t parent, std::uint64_t label) {
  return Mix(parent ^ label, 0xA0761D6478BD642F);
}

/// Bit of a name; by other bits of the hash than its slot.
constexpr std::uint64_t BitOf(std::uint64_t hash) { return hash >> 24; }

constexpr std::uint32_t TagOf(std::uint64_t hash) { return static_cast<std::uint32_t>(hash >> 32); }

std::string_view WithoutRoot(std::string_view name) {
  if (name.ends_with('.')) name.remove_suffix(1);
  return name;
}

/// A name in lower case, cut at its dots.
class Labels {
 public:
  /// \param name  1 to kMaxName octets.
  explicit Labels(std::string_view name) : size_(name.size()) {
    std::size_t at = 0;
    for (; at + 8 <= size_; at += 8) Take(at, Eight(name.data() + at));
    std::uint64_t rest = 0;
    std::memcpy(&rest, name.data() + at, size_ - at);
    Take(at, rest);
    std::memset(letters_ + at + 8, 0, 8);
  }
  /// Calls `take(hash, begin)` for the name's parents, the shortest first, and for the name itself.
  template <class F>
  void ForEachParent(F&& take) const {
    std::uint64_t hash = 0;
    std::size_t end = size_;
    for (std::size_t i = count_; i > 0; --i) {
      const std::size_t begin = dots_[i - 1] + std::size_t{1};
      hash = Under(hash, HashOfLabel(letters_ + begin, end - begin));
      take(hash, begin);
      end = begin - 1;
    }
    take(Under(hash, HashOfLabel(letters_, end)), std::size_t{0});
  }
  std::string_view From(std::size_t begin) const { return {letters_ + begin, size_ - begin}; }

 private:
  void Take(std::size_t at, std::uint64_t letters) {
    const std::uint64_t lower = Lower(letters);
    std::memcpy(letters_ + at, &lower, 8);
    for (std::uint64_t dots = Dots(lower); dots != 0; dots &= dots - 1) {
      dots_[count_++] =
          static_cast<std::uint8_t>(at + static_cast<std::size_t>(std::countr_zero(dots)) / 8);
    }
  }

  std::size_t size_;
  std::size_t count_ = 0;  // of dots
  char letters_[272];      // in lower case; eight octets more can be read
  std::uint8_t dots_[kMaxName];
};

}  // namespace

DomainMap::DomainMap(std::vector<Entry> entries) {
  std::size_t slots = 8;
  while (slots < entries.size() + entries.size() / 4 + 1) slots *= 2;
  if (entries.empty()) return;
  slots_.resize(slots);
  bits_.resize(slots / 4);
  for (const Entry& entry : entries) {
    const std::string_view given = WithoutRoot(entry.domain);
    if (given.empty() || given.size() > kMaxName) continue;
    const Labels labels(given);
    const std::string_view name = labels.From(0);
    std::uint64_t hash = 0;
    labels.ForEachParent([&](std::uint64_t one, std::size_t) { hash = one; });
    if (Known(hash, name) != nullptr) continue;
    std::size_t at = hash & (slots - 1);
    while (slots_[at].size != 0) at = (at + 1) & (slots - 1);
    Slot& slot = slots_[at];
    slot = {TagOf(hash), entry.value, static_cast<std::uint8_t>(name.size())};
    if (name.size() <= kInside) {
      name.copy(slot.letters, name.size());
    } else {
      const std::size_t begin = long_names_.size();
      std::memcpy(slot.letters, &begin, sizeof begin);
      long_names_ += name;
    }
    bits_[BitOf(hash) / 64 & (bits_.size() - 1)] |= std::uint64_t{1} << (BitOf(hash) % 64);
    ++size_;
  }
}

std::string_view DomainMap::NameOf(const Slot& slot) const {
  if (slot.size <= kInside) return {slot.letters, slot.size};
  std::size_t begin = 0;
  std::memcpy(&begin, slot.letters, sizeof begin);
  return {long_names_.data() + begin, slot.size};
}

bool DomainMap::MayKnow(std::uint64_t hash) const {
  const std::uint64_t bit = BitOf(hash);
  return (bits_[bit / 64 & (bits_.size() - 1)] >> (bit % 64) & 1) != 0;
}

const DomainMap::Slot* DomainMap::Known(std::uint64_t hash, std::string_view name) const {
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t at = hash & mask; slots_[at].size != 0; at = (at + 1) & mask) {
    if (slots_[at].tag == TagOf(hash) && NameOf(slots_[at]) == name) return &slots_[at];
  }
  return nullptr;
}

std::optional<std::uint32_t> DomainMap::Find(std::string_view host) const {
  if (size_ == 0) return std::nullopt;
  host = WithoutRoot(host);
  if (host.empty() || host.size() > kMaxName) return std::nullopt;
  struct Parent {
    std::uint64_t hash;
    std::size_t begin;
  };
  Parent parents[kMaxName + 1];
  std::size_t count = 0;
  const Labels labels(host);
  labels.ForEachParent([&](std::uint64_t hash, std::size_t begin) {
    // Memory is asked while the further labels are hashed.
    __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
    __builtin_prefetch(&bits_[BitOf(hash) / 64 & (bits_.size() - 1)]);
    parents[count++] = {hash, begin};
  });
  while (count > 0) {
    const Parent& parent = parents[--count];
    if (!MayKnow(parent.hash)) continue;
    if (const Slot* slot = Known(parent.hash, labels.From(parent.begin))) return slot->value;
  }
  return std::nullopt;
}

}  // namespace lachan::registry
