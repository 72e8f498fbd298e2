// SPDX-License-Identifier: Apache-2.0
/// \file
/// What in a value could be an indicator: its parts, cut out and hashed, in one pass.
#pragma once

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "indicators/domain.h"
#include "indicators/indicator_set_impl.h"
#include "indicators/marks.h"
#include "indicators/signs.h"
#include "indicators/url.h"

namespace lachan::indicators {

namespace walk {

inline constexpr std::size_t kLocalBytes = 64;  ///< Of an e-mail address before the @.
inline constexpr std::size_t kUrlsInUrl = 8;    ///< Beginnings looked at within one URL.
inline constexpr std::size_t kAddressBytes = 45, kZoneBytes = 16;

}  // namespace walk

/// False if no URL of the set has the host of the URL in `text` whose "://" ends at `begin`.
inline bool MayBeHost(const IndicatorSet::Impl& set, std::string_view text, std::size_t begin,
                      bool has_at) {
  std::size_t end = begin;
  for (; has_at && end < text.size() && Is(text[end], kUrlByte); ++end) {
    const char c = text[end];
    if (c == '/' || c == '?' || c == '#') break;
    if (c == '@') begin = end + 1;
  }
  end = begin;
  while (end < text.size() && Is(text[end], kHostByte)) ++end;
  if (end < text.size() && (IsBeyondAscii(text[end]) || text[end] == '[')) return true;
  while (end > begin && text[end - 1] == '.') --end;
  return set.filter(Family::kUrlHost)
      .MayContain(set.hasher.Folded(Family::kUrlHost, text.substr(begin, end - begin)));
}

/// How a value is written: as it is, or with escapes of one letter (RawValue::Form::kJsonString),
/// whose letter is no part of what follows and whose places are not those of the decoded value.
enum class Written : bool { kPlainly, kAsJson };

/// Calls `probe(key, at, size)` for every part of a value that could be an indicator of the set,
/// until it returns true.
template <Written kWritten, class Probe>
class Walker {
 public:
  Walker(const IndicatorSet::Impl& set, std::string_view value, Probe& probe)
      : set_(set), there_(set.presence), value_(value), probe_(probe) {}

  /// \return whether `probe` ended it
  bool Run() { return value_.size() < kLong ? RunShort() : RunLong(); }

 private:
  static constexpr bool kEscapes = kWritten == Written::kAsJson;

  bool RunShort() {
    const unsigned marks = MarksOf(value_);
    if ((marks & (kDot | kColon)) != 0) {
      if (MayBeAddress() && IsAddress()) return true;
      if ((marks & kDot) != 0 && there_.domains && IsDomainTail()) return true;
      if ((marks & kColon) != 0 && there_.urls && HasPair(value_, ':', '/') &&
          HasUrl((marks & kAt) != 0))
        return true;
    }
    if ((marks & kAt) != 0 && there_.emails && HasEmail()) return true;
    return there_.digests && value_.size() >= 32 && HasDigest(0);
  }

  /// No address is as long.
  bool RunLong() {
    static_assert(kLong > walk::kAddressBytes + walk::kZoneBytes);
    const Signs signs = SignsOf(value_);
    if (there_.domains && value_.size() <= kMostDomainBytes && IsDomainTail()) return true;
    if (signs.url && there_.urls && HasUrl(signs.at)) return true;
    if (signs.at && there_.emails && HasEmail()) return true;
    return signs.digest && there_.digests && HasDigest(signs.digest_from);
  }

  /// Where what seems to begin at `begin` does: behind the letter of an escape, and not behind
  /// `end` (a string that is not well-formed may end within an escape).
  std::size_t BehindEscape(std::size_t begin, std::size_t end) const {
    if constexpr (!kEscapes) return begin;
    std::size_t slashes = 0;
    while (slashes < begin && value_[begin - 1 - slashes] == '\\') ++slashes;
    return std::min(begin + slashes % 2, end);
  }

  /// Of a value with a domain at its end and a full stop, as written.
  static constexpr std::size_t kMostDomainBytes = (kDomainBytes + 1) * (kEscapes ? 2 : 1);

  /// The value's end as a domain, label by label from the right.
  bool IsDomainTail() {
    std::string_view text = value_;
    if (text.ends_with('.')) text.remove_suffix(1);
    if (text.size() > kMostDomainBytes - 1) return false;
    const std::size_t dot = LastDot(text, there_.longest_tld);
    const auto tld = text.substr(std::min(dot + 1, text.size()));
    if (tld.empty()) return false;
    if (there_.idn_tlds && std::ranges::any_of(tld, IsBeyondAscii)) return IsForeignTail(text);
    if (!there_.tlds[TldSignature(text, dot)]) return false;
    return Suffixes(text, dot + 1, true, std::nullopt);
  }

  /// The first group of an address: at most four hex digits, then a dot or a colon.
  bool MayBeAddress() const {
    std::size_t digits = 0;
    const std::size_t most = std::min<std::size_t>(value_.size(), 5);
    while (digits < most && Is(value_[digits], kHexByte)) ++digits;
    if (digits == most) return false;
    if (value_[digits] == '.') return there_.v4 && digits > 0 && digits <= 3 && value_.size() <= 15;
    if (value_[digits] != ':' || !there_.v6) return false;
    return value_.size() <= walk::kAddressBytes + walk::kZoneBytes && value_.size() > digits + 1 &&
           (Is(value_[digits + 1], kHexByte) || value_[digits + 1] == ':');
  }

  [[gnu::noinline]] bool IsAddress() {
    std::string_view text = value_;
    if (const auto zone = text.find('%'); zone != std::string_view::npos) {
      const auto name = text.substr(zone + 1);
      if (name.empty() || name.size() >= walk::kZoneBytes) return false;
      if (!std::ranges::all_of(name, [](char c) { return Is(c, kSchemeByte); })) {
        return false;
      }
      text = text.substr(0, zone);
    }
    const auto address = ParseAddress(text);
    if (!address || (text.size() < value_.size() && address->is_v4)) return false;
    Key key{.family = Family::kAddress, .hash = set_.hasher.Of(*address), .address = *address};
    if (probe_(key, 0, text.size())) return true;
    if (address->is_v4 && !there_.v4_roots[address->low >> 16]) return false;
    key.family = Family::kNetwork;
    for (const int bits : address->is_v4 ? there_.v4_bits : there_.v6_bits) {
      key.address = Masked(*address, bits);
      key.bits = bits;
      key.hash = set_.hasher.Of(key.address, bits);
      if (probe_(key, 0, text.size())) return true;
    }
    return false;
  }

  static std::size_t LabelBegin(std::string_view text, std::size_t end) {
    while (end > 0 && IsLabelByte(text[end - 1])) --end;
    return end;
  }

  /// \param begin     Of the last label of `text`.
  /// \param is_whole  The text's first label is complete.
  /// \param place     Begin and size of what stands in the value, if `text` was made of it.
  bool Suffixes(std::string_view text, std::size_t begin, bool is_whole,
                std::optional<std::pair<std::size_t, std::size_t>> place) {
    std::uint64_t hash = set_.hasher.WithLabel(set_.hasher.DomainSeed(), text.substr(begin));
    for (std::size_t labels = 2; labels <= there_.most_labels && begin > 0; ++labels) {
      const std::size_t end = begin - 1;
      begin = LabelBegin(text, end);
      if (begin == end || end - begin > kLabelBytes) return false;
      if (begin > 0 && text[begin - 1] != '.') {
        // "tiếng.vn": letters that a domain has as an A-label.
        return IsBeyondAscii(text[begin - 1]) && IsForeignTail(text);
      }
      if (begin == 0 && !is_whole) return false;
      hash = set_.hasher.WithLabel(hash, text.substr(begin, end - begin));
      const Key key{.family = Family::kDomain, .hash = hash, .text = text.substr(begin)};
      const auto [at, size] = place.value_or(std::pair{begin, text.size() - begin});
      if (probe_(key, at, size)) return true;
    }
    return false;
  }

  /// The value's end with A-labels.
  [[gnu::noinline]] bool IsForeignTail(std::string_view text) {
    std::size_t begin = text.size();
    while (begin > 0 && (Is(text[begin - 1], kHostByte) || IsBeyondAscii(text[begin - 1]))) {
      --begin;
    }
    begin = BehindEscape(begin, text.size());
    const auto tail = text.substr(begin);
    const auto ascii = ToAsciiDomain(tail);
    if (!ascii || !std::ranges::all_of(*ascii, [](char c) { return Is(c, kHostByte); })) {
      return false;
    }
    const std::size_t last = LabelBegin(*ascii, ascii->size());
    if (last == 0) return false;
    return Suffixes(*ascii, last, begin == 0, std::pair{begin, tail.size()});
  }

  /// Every run of 32 digits has one of every 32nd bytes: only these are looked at.
  /// \param from  No such run lies before.
  bool HasDigest(std::size_t from) {
    const std::size_t size = value_.size();
    for (std::size_t at = from / 32 * 32 + 31; at < size; at += 32) {
      if (!MayBeInDigest(value_, at)) continue;
      const std::size_t end = HexEnd(value_, at + 1);
      const std::size_t begin = BehindEscape(HexBegin(value_, at), end);
      const auto digits = value_.substr(begin, end - begin);
      if (digits.size() <= 128 && there_.digest[digits.size()]) {
        const Key key{.family = Family::kDigest,
                      .hash = set_.hasher.Folded(Family::kDigest, digits),
                      .text = digits};
        if (probe_(key, begin, digits.size())) return true;
      }
      at = end;
    }
    return false;
  }

  [[gnu::noinline]] bool HasEmail() {
    for (auto at = value_.find('@'); at != std::string_view::npos; at = value_.find('@', at + 1)) {
      std::size_t end = at + 1;
      const std::size_t most = std::min(value_.size(), end + kDomainBytes + 1);
      while (end < most && Is(value_[end], kHostByte)) ++end;
      while (end > at + 1 && !IsLetterOrDigit(value_[end - 1])) --end;
      if (end == at + 1) continue;
      const std::size_t plain = BehindEscape(LocalBegin(at, kPlainByte), at);
      const std::size_t wide = BehindEscape(LocalBegin(at, kWideByte), at);
      if (Email(plain, at, end) || (wide < plain && Email(wide, at, end))) return true;
    }
    return false;
  }

  static bool IsLetterOrDigit(char c) { return IsLetter(c) || Is(c, kHexByte); }

  std::size_t LocalBegin(std::size_t at, Class wanted) const {
    std::size_t begin = at;
    while (begin > 0 && at - begin <= walk::kLocalBytes && Is(value_[begin - 1], wanted)) {
      --begin;
    }
    return begin;
  }

  bool Email(std::size_t begin, std::size_t at, std::size_t end) {
    if (begin == at || at - begin > walk::kLocalBytes) return false;
    const auto text = value_.substr(begin, end - begin);
    const Key key{
        .family = Family::kEmail, .hash = set_.hasher.Folded(Family::kEmail, text), .text = text};
    return probe_(key, begin, text.size());
  }

  [[gnu::noinline]] bool HasUrl(bool has_at) {
    std::size_t end = 0, tried = 0;  // of the text without blanks that was last looked at
    for (auto mark = value_.find("://"); mark != std::string_view::npos;
         mark = value_.find("://", mark + 3)) {
      if (!MayBeHost(set_, value_, mark + 3, has_at)) continue;
      if (mark >= end) {
        tried = 0;
        end = mark + 3;
        while (end < value_.size() && Is(value_[end], kUrlByte)) ++end;
      }
      if (tried++ < walk::kUrlsInUrl && UrlAt(mark, end)) return true;
    }
    return false;
  }

  /// The URL whose "://" is at `mark`: as it stands, without the query, without the full stop or
  /// bracket of a sentence around it.
  bool UrlAt(std::size_t mark, std::size_t end) {
    std::size_t begin = mark;
    while (begin > 0 && mark - begin < kSchemeBytes && Is(value_[begin - 1], kSchemeByte)) {
      --begin;
    }
    begin = BehindEscape(begin, mark);
    while (begin < mark && !IsLetter(value_[begin])) ++begin;
    if (begin == mark) return false;
    auto url = value_.substr(begin, end - begin);
    url = url.substr(0, url.find('#'));
    if (Url(url, begin)) return true;
    const auto query = url.find('?');
    if (query != std::string_view::npos && Url(url.substr(0, query), begin)) return true;
    const auto kept = url.find_last_not_of(".,;:!?)]*") + 1;
    return kept < url.size() && kept > mark + 3 - begin && Url(url.substr(0, kept), begin);
  }

  bool Url(std::string_view text, std::size_t begin) {
    // Canonical spelling makes three bytes one at most, and drops a port.
    if (text.size() > 3 * there_.longest_url + 64) return false;
    std::array<char, kFoundUrlBytes> room;
    const CanonicalText url = CanonicalUrl(text, room);
    if (url.whole.empty()) return false;
    const Key key{.family = Family::kUrl,
                  .hash = set_.hasher.Exact(Family::kUrl, url.rest),
                  .text = url.whole,
                  .rest = url.rest};
    return probe_(key, begin, text.size());
  }

  const IndicatorSet::Impl& set_;
  const Presence& there_;
  std::string_view value_;
  Probe& probe_;
};

}  // namespace lachan::indicators
