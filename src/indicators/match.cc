// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <string>

#include "indicators/indicator_set.h"
#include "indicators/indicator_set_impl.h"
#include "indicators/walk.h"

namespace lachan::indicators {
namespace {

using Impl = IndicatorSet::Impl;

/// Looks a key up and notes the indicators that have it.
class Collector {
 public:
  /// \param now  Null: whatever their validity.
  Collector(const Impl& set, const Instant* now, std::vector<Hit>& out)
      : set_(set), now_(now), out_(out) {}

  bool operator()(const Key& key, std::size_t at, std::size_t size) {
    if (set_.filter(key.family).MayContain(key.hash)) LookUp(key, at, size);
    return false;
  }

 private:
  void LookUp(const Key& key, std::size_t at, std::size_t size) {
    std::size_t found = 0;
    set_.table.Find(key.hash, [&](std::uint32_t indicator) {
      const auto record = set_.records.At(indicator);
      if (!set_.IsOf(record, key)) return true;
      if (now_ != nullptr) {
        if (record.valid_until && *record.valid_until <= *now_) return false;  // as all that follow
        if (record.valid_from && *now_ < *record.valid_from) return true;
      }
      out_.push_back({indicator, static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(size)});
      return ++found < IndicatorSet::kHitsPerKey;
    });
  }

  const Impl& set_;
  const Instant* now_;
  std::vector<Hit>& out_;
};

/// The first key that the filter does not rule out ends the walk.
struct Ask {
  const Impl& set;
  bool operator()(const Key& key, std::size_t, std::size_t) const {
    return set.filter(key.family).MayContain(key.hash);
  }
};

bool HasLongHexRun(std::string_view text) {
  for (std::size_t at = 31; at < text.size(); at += 32) {
    if (MayBeInDigest(text, at) && HexEnd(text, at + 1) - HexBegin(text, at) >= 32) return true;
  }
  return false;
}

/// The end of a text in which 0xFF stands for each character beyond ASCII. What is known of the
/// domain decides; where letters may be hidden, it is true.
bool MayEndWithDomain(const Impl& set, std::string_view text) {
  const Presence& there = set.presence;
  if (text.ends_with('.')) text.remove_suffix(1);
  if (there.idn_tlds) return true;
  const std::size_t dot = LastDot(text, there.longest_tld);
  if (dot == text.size() || !there.tlds[TldSignature(text, dot)]) return false;
  std::uint64_t hash = set.hasher.WithLabel(set.hasher.DomainSeed(), text.substr(dot + 1));
  std::size_t begin = dot + 1;
  for (std::size_t labels = 2; labels <= there.most_labels && begin > 0; ++labels) {
    const std::size_t end = begin - 1;
    begin = end;
    while (begin > 0 && IsLabelByte(text[begin - 1])) --begin;
    const auto label = text.substr(begin, end - begin);
    const char before = begin > 0 ? text[begin - 1] : '.';
    if (before != '.') return IsBeyondAscii(before);
    hash = set.hasher.WithLabel(hash, label);
    if (set.filter(Family::kDomain).MayContain(hash)) return true;
  }
  return false;
}

bool MayHaveUrl(const Impl& set, std::string_view text, bool has_at) {
  for (auto mark = text.find("://"); mark != std::string_view::npos;
       mark = text.find("://", mark + 3)) {
    if (MayBeHost(set, text, mark + 3, has_at)) return true;
  }
  return false;
}

/// For texts in which 0xFF stands for each character beyond ASCII: true in doubt.
bool MayOccurIn(const Impl& set, std::string_view text) {
  const Presence& there = set.presence;
  const unsigned marks = MarksOf(text);
  if ((marks & kAt) != 0 && there.emails) return true;
  if ((marks & kColon) != 0 && there.urls && HasPair(text, ':', '/') &&
      MayHaveUrl(set, text, (marks & kAt) != 0)) {
    return true;
  }
  if ((marks & kDot) != 0 && there.domains && MayEndWithDomain(set, text)) return true;
  return there.digests && HasLongHexRun(text);
}

template <Written kWritten>
bool MayOccur(const Impl& set, std::string_view value) {
  Ask ask{set};
  return Walker<kWritten, Ask>(set, value, ask).Run();
}

/// UTF-16LE as bytes, 0xFF for what is not ASCII. \return whether all was ASCII
bool Narrow(std::string_view utf16, char* out) {
  const std::size_t units = utf16.size() / 2;
  std::size_t i = 0;
  bool ascii = true;
#if defined(__SSE2__)
  const __m128i beyond = _mm_set1_epi16(static_cast<short>(0xFF80));
  for (; i + 16 <= units; i += 16) {
    const auto* at = reinterpret_cast<const __m128i*>(utf16.data() + 2 * i);
    const __m128i low = _mm_loadu_si128(at), high = _mm_loadu_si128(at + 1);
    const __m128i wide = _mm_and_si128(_mm_or_si128(low, high), beyond);
    if (_mm_movemask_epi8(_mm_cmpeq_epi16(wide, _mm_setzero_si128())) != 0xFFFF) break;
    _mm_storeu_si128(reinterpret_cast<__m128i*>(out + i), _mm_packus_epi16(low, high));
  }
#endif
  for (; i < units; ++i) {
    const bool plain = utf16[2 * i + 1] == 0 && static_cast<unsigned char>(utf16[2 * i]) < 0x80;
    out[i] = plain ? utf16[2 * i] : static_cast<char>(0xFF);
    ascii = ascii && plain;
  }
  return ascii;
}

bool MayOccurUtf16(const Impl& set, std::string_view utf16) {
  constexpr std::size_t kRoom = 1'024;
  const std::size_t units = utf16.size() / 2;
  char room[kRoom];
  std::string long_room;
  char* out = room;
  if (units > kRoom) {
    long_room.resize(units);
    out = long_room.data();
  }
  const bool ascii = Narrow(utf16, out);
  const std::string_view narrow(out, units);
  return ascii ? MayOccur<Written::kPlainly>(set, narrow) : MayOccurIn(set, narrow);
}

}  // namespace

void IndicatorSet::Match(std::string_view value, Instant now, std::vector<Hit>& out) const {
  Collect(value, &now, out);
}

void IndicatorSet::MatchAny(std::string_view value, std::vector<Hit>& out) const {
  Collect(value, nullptr, out);
}

void IndicatorSet::Collect(std::string_view value, const Instant* now,
                           std::vector<Hit>& out) const {
  const std::size_t before = out.size();
  Collector collect(*impl_, now, out);
  Walker<Written::kPlainly, Collector>(*impl_, value, collect).Run();
  if (out.size() < before + 2) return;
  const auto begin = out.begin() + static_cast<std::ptrdiff_t>(before);
  std::sort(begin, out.end(), [](const Hit& a, const Hit& b) {
    return a.indicator != b.indicator ? a.indicator < b.indicator : a.at < b.at;
  });
  out.erase(std::unique(begin, out.end(),
                        [](const Hit& a, const Hit& b) { return a.indicator == b.indicator; }),
            out.end());
}

bool IndicatorSet::MayMatchText(const RawValue& value) const {
  switch (value.form) {
    case RawValue::Form::kNull:
    case RawValue::Form::kBoolean:
      return false;
    case RawValue::Form::kText:
    case RawValue::Form::kNumber:
      return MayOccur<Written::kPlainly>(*impl_, value.bytes);
    case RawValue::Form::kJsonString:
      return MayOccur<Written::kAsJson>(*impl_, value.bytes);
    case RawValue::Form::kUtf16:
      return MayOccurUtf16(*impl_, value.bytes);
  }
  return false;
}

}  // namespace lachan::indicators
