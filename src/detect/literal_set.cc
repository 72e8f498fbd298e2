// SPDX-License-Identifier: Apache-2.0
#include "detect/literal_set.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <unordered_map>
#include <unordered_set>

#include "detect/letter_frequency.h"

namespace lachan::detect {
namespace {

constexpr std::size_t kEdgeSizes[] = {16, 8, 4, 2, 1};

/// What logs are full of: bytes inside say little about which literal is there.
constexpr std::string_view kCommonTexts[] = {"c:\\windows\\system32\\",
                                             "\\windows\\syswow64\\",
                                             "windowspowershell\\v1.0\\powershell.exe",
                                             "c:\\program files (x86)\\microsoft",
                                             "c:\\users\\",
                                             "\\appdata\\local\\temp\\",
                                             "\\appdata\\roaming\\",
                                             "\\programdata\\",
                                             "hklm\\system\\currentcontrolset\\services\\",
                                             "hklm\\software\\microsoft\\windows\\currentversion\\",
                                             "hkcu\\software\\",
                                             "\\registry\\machine\\",
                                             "windows nt",
                                             ".exe",
                                             ".dll",
                                             "cmd.exe /c ",
                                             "rundll32.exe ",
                                             "svchost.exe -k ",
                                             "http://",
                                             "https://www.",
                                             ".com/",
                                             "new-object system.",
                                             "invoke-",
                                             "get-",
                                             "set-",
                                             "string",
                                             "command",
                                             "network",
                                             "process",
                                             "service",
                                             "security",
                                             "local",
                                             "admin",
                                             "/usr/bin/",
                                             "/etc/",
                                             "config"};

template <class T>
T Load(const char* at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  return value;
}

/// The zero that ends a std::string may be read behind the last three bytes.
template <std::size_t kSize>
std::uint32_t LoadWindow(const char* at) {
  if constexpr (kSize == 2) return Load<std::uint16_t>(at);
  return kSize == 3 ? Load<std::uint32_t>(at) & 0xFF'FFFFU : Load<std::uint32_t>(at);
}

std::uint32_t LoadWindow(const char* at, std::size_t size) {
  return size == 2 ? LoadWindow<2>(at) : size == 3 ? LoadWindow<3>(at) : LoadWindow<4>(at);
}

std::uint32_t Hash(std::uint32_t window) { return window * 0x9E37'79B1U; }

/// A number for `size` bytes, one of kEdgeSizes; equal bytes have equal numbers.
std::uint64_t EdgeKey(const char* at, std::size_t size) {
  switch (size) {
    case 16:
      return Load<std::uint64_t>(at) * 0xFF51'AFD7'ED55'8CCDULL ^ Load<std::uint64_t>(at + 8);
    case 8:
      return Load<std::uint64_t>(at);
    case 4:
      return Load<std::uint32_t>(at);
    case 2:
      return Load<std::uint16_t>(at);
    default:
      return static_cast<unsigned char>(*at);
  }
}

}  // namespace

void LiteralSet::Index::Build(std::vector<Entry> entries) {
  const auto bits = static_cast<int>(std::bit_width(entries.size())) + 1;
  shift_ = 64 - bits;
  entries_ = std::move(entries);
  const auto place = [&](const Entry& entry) { return Mix(entry.key) >> shift_; };
  std::stable_sort(entries_.begin(), entries_.end(),
                   [&](const Entry& a, const Entry& b) { return place(a) < place(b); });
  starts_.assign((std::size_t{1} << bits) + 1, 0);
  for (const Entry& entry : entries_) ++starts_[place(entry) + 1];
  for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
}

/// Chooses the bytes that stand for each literal.
class LiteralSet::Builder {
 public:
  explicit Builder(const std::vector<Literal>& literals) : literals_(literals) {
    for (const auto text : kCommonTexts) {
      for (std::size_t i = 0; i + 4 <= text.size(); ++i) {
        common_.insert(Load<std::uint32_t>(text.data() + i));
      }
    }
  }

  /// \param longest  Of the literals; the shortest are as long as the window.
  Windows BuildWindows(std::size_t size, std::size_t longest) {
    std::vector<std::uint32_t> order;
    for (std::uint32_t i = 0; i < literals_.size(); ++i) {
      const std::size_t length = literals_[i].text.size();
      if (literals_[i].place != Place::kAnywhere || length < size || length > longest) continue;
      order.push_back(i);
    }
    // Those with the least choice first.
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return literals_[a].text.size() < literals_[b].text.size();
    });
    std::vector<Index::Entry> entries;
    taken_.clear();
    for (const std::uint32_t i : order) entries.push_back(Choose(i, size));
    Windows windows;
    if (entries.empty()) return windows;
    const int bits = std::clamp(static_cast<int>(std::bit_width(entries.size())) + 6, 12, 18);
    windows.shift = 32 - bits;
    windows.bitmap.assign(std::size_t{1} << (bits - 6), 0);
    for (const auto& entry : entries) {
      const std::uint32_t bit = Hash(static_cast<std::uint32_t>(entry.key)) >> windows.shift;
      windows.bitmap[bit >> 6] |= std::uint64_t{1} << (bit & 63U);
    }
    windows.index.Build(std::move(entries));
    return windows;
  }

  std::vector<Edge> BuildEdges(Place place) {
    std::vector<Edge> edges;
    for (const std::size_t size : kEdgeSizes) {
      std::vector<Index::Entry> entries;
      for (std::uint32_t i = 0; i < literals_.size(); ++i) {
        const std::string& text = literals_[i].text;
        const bool longer = size != kEdgeSizes[0] && text.size() >= 2 * size;
        if (literals_[i].place != place || text.size() < size || longer) continue;
        const char* at = place == Place::kBegin ? text.data() : text.data() + text.size() - size;
        entries.push_back({EdgeKey(at, size), i, 0, 0, 0});
      }
      if (entries.empty()) continue;
      edges.emplace_back().size = size;
      edges.back().index.Build(std::move(entries));
    }
    return edges;
  }

 private:
  Index::Entry Choose(std::uint32_t literal, std::size_t size) {
    const std::string& text = literals_[literal].text;
    Index::Entry best;
    double least = 1e300;
    for (std::size_t at = 0; at + size <= text.size(); ++at) {
      const std::uint32_t key = LoadWindow(text.data() + at, size);
      double cost = FrequencyOf(std::string_view(text).substr(at, size));
      if (size == 4 && common_.contains(key)) cost *= 1000;
      if (const auto taken = taken_.find(key); taken != taken_.end()) cost *= 1 + taken->second;
      if (cost >= least) continue;
      least = cost;
      best = {key, literal, static_cast<std::uint32_t>(at), 0, 0};
    }
    const std::string_view behind = std::string_view(text).substr(best.before + size, 4);
    std::memcpy(&best.behind, behind.data(), behind.size());
    std::memset(&best.behind_mask, 0xFF, behind.size());
    ++taken_[static_cast<std::uint32_t>(best.key)];
    return best;
  }

  const std::vector<Literal>& literals_;
  std::unordered_set<std::uint32_t> common_;
  std::unordered_map<std::uint32_t, int> taken_;
};

LiteralSet::LiteralSet(const std::vector<Literal>& literals) {
  for (const Literal& literal : literals) {
    extents_.push_back({static_cast<std::uint32_t>(texts_.size()),
                        static_cast<std::uint32_t>(literal.text.size())});
    texts_ += literal.text;
  }
  Builder builder(literals);
  fours_ = builder.BuildWindows(4, SIZE_MAX);
  threes_ = builder.BuildWindows(3, 3);
  twos_ = builder.BuildWindows(2, 2);
  for (std::uint32_t i = 0; i < literals.size(); ++i) {
    if (literals[i].place == Place::kAnywhere && literals[i].text.size() == 1) {
      singles_.push_back(i);
    }
  }
  begins_ = builder.BuildEdges(Place::kBegin);
  ends_ = builder.BuildEdges(Place::kEnd);
}

/// One scan.
class LiteralSet::Finder {
 public:
  Finder(const LiteralSet& set, const std::string& text, Memory& memory,
         std::vector<std::uint32_t>& found)
      : set_(set), text_(text), memory_(memory), found_(found) {
    if (memory.stamps_.size() < set.extents_.size()) memory.stamps_.resize(set.extents_.size());
    memory.places_.resize(kStretch);
    memory.slots_.resize(kStretch);
    if (++memory.epoch_ == 0) {
      std::fill(memory.stamps_.begin(), memory.stamps_.end(), 0);
      memory.epoch_ = 1;
    }
  }

  template <std::size_t kSize>
  void FindWindows(const Windows& windows) {
    if (windows.index.empty() || text_.size() < kSize) return;
    const std::size_t end = text_.size() - kSize + 1;
    for (std::size_t from = 0; from < end; from += kStretch) {
      FindIn<kSize>(windows, from, std::min(from + kStretch, end));
    }
  }

  void FindEdges(const std::vector<Edge>& edges, bool at_end) {
    for (const Edge& edge : edges) {
      if (text_.size() < edge.size) continue;
      const char* at = at_end ? text_.data() + text_.size() - edge.size : text_.data();
      edge.index.ForEach(EdgeKey(at, edge.size), [&](const Index::Entry& entry) {
        const std::size_t size = set_.extents_[entry.literal].size;
        if (size <= text_.size()) Check(entry.literal, at_end ? text_.size() - size : 0);
      });
    }
  }

  void FindSingles() {
    for (const std::uint32_t i : set_.singles_) {
      if (text_.contains(set_.TextOf(i)[0])) found_.push_back(i);
    }
  }

 private:
  static constexpr std::size_t kStretch = 256;

  /// First where the bitmap says that something may be, asking for the memory that tells; then
  /// what.
  template <std::size_t kSize>
  void FindIn(const Windows& windows, std::size_t from, std::size_t to) {
    const std::uint64_t* const bitmap = windows.bitmap.data();
    const char* const begin = text_.data();
    std::uint32_t* const places = memory_.places_.data();
    std::size_t count = 0;
    for (std::size_t at = from; at != to; ++at) {
      const std::uint32_t bit = Hash(LoadWindow<kSize>(begin + at)) >> windows.shift;
      places[count] = static_cast<std::uint32_t>(at);
      count += bitmap[bit >> 6] >> (bit & 63U) & 1U;
    }
    std::uint32_t* const slots = memory_.slots_.data();
    for (std::size_t i = 0; i < count; ++i) {
      slots[i] = windows.index.SlotOf(LoadWindow<kSize>(begin + places[i]));
      windows.index.PrefetchSlot(slots[i]);
    }
    for (std::size_t i = 0; i < count; ++i) windows.index.PrefetchEntries(slots[i]);
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = places[i];
      const bool has_behind = at + kSize + 4 <= text_.size();
      const std::uint32_t behind = has_behind ? Load<std::uint32_t>(begin + at + kSize) : 0;
      windows.index.ForEachIn(
          slots[i], LoadWindow<kSize>(begin + at), [&](const Index::Entry& entry) {
            if (has_behind && ((behind ^ entry.behind) & entry.behind_mask) != 0) return;
            if (at >= entry.before) Check(entry.literal, at - entry.before);
          });
    }
  }

  void Check(std::uint32_t literal, std::size_t at) {
    std::uint32_t& stamp = memory_.stamps_[literal];
    if (stamp == memory_.epoch_) return;
    const std::string_view wanted = set_.TextOf(literal);
    if (text_.size() - at < wanted.size() ||
        std::memcmp(text_.data() + at, wanted.data(), wanted.size()) != 0) {
      return;
    }
    stamp = memory_.epoch_;
    found_.push_back(literal);
  }

  const LiteralSet& set_;
  const std::string& text_;
  Memory& memory_;
  std::vector<std::uint32_t>& found_;
};

void LiteralSet::Scan(const std::string& text, Memory& memory,
                      std::vector<std::uint32_t>& found) const {
  Finder finder(*this, text, memory, found);
  finder.FindWindows<4>(fours_);
  finder.FindWindows<3>(threes_);
  finder.FindWindows<2>(twos_);
  finder.FindSingles();
  finder.FindEdges(begins_, false);
  finder.FindEdges(ends_, true);
}

}  // namespace lachan::detect
