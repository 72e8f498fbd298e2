// SPDX-License-Identifier: Apache-2.0
#include "indicators/indicator_set.h"

#include <algorithm>
#include <cstring>

#include "base/hash.h"
#include "base/text.h"
#include "indicators/domain.h"
#include "indicators/indicator_set_impl.h"
#include "indicators/marks.h"
#include "indicators/url.h"
#include "indicators/value.h"

namespace lachan::indicators {
namespace {

Said SaidOf(Kind kind) {
  switch (kind) {
    case Kind::kAddress:
    case Kind::kNetwork:
      return Said::kAddress;
    case Kind::kDomain:
      return Said::kDomain;
    case Kind::kUrl:
      return Said::kUrl;
    case Kind::kMd5:
      return Said::kMd5;
    case Kind::kSha1:
      return Said::kSha1;
    case Kind::kSha256:
      return Said::kSha256;
    case Kind::kSha512:
      return Said::kSha512;
    case Kind::kEmail:
      return Said::kEmail;
  }
  return Said::kNothing;
}

/// "http://host/path" → "//host/path".
std::string_view RestOf(std::string_view url) {
  return url.starts_with("//") ? url : url.substr(url.find("://") + 1);
}

/// The host of a canonical URL without user and port.
std::string_view HostOf(std::string_view rest) {
  rest.remove_prefix(2);
  rest = rest.substr(0, rest.find_first_of("/?"));
  if (const auto user = rest.rfind('@'); user != std::string_view::npos) {
    rest.remove_prefix(user + 1);
  }
  return rest.substr(0, rest.find(':'));
}

/// Takes the last label off `domain`.
std::string_view TakeLabel(std::string_view& domain) {
  const auto dot = domain.rfind('.');
  const auto label = dot == std::string_view::npos ? domain : domain.substr(dot + 1);
  domain = dot == std::string_view::npos ? std::string_view() : domain.substr(0, dot);
  return label;
}

std::uint64_t DomainHash(const KeyHasher& hasher, std::string_view domain) {
  std::uint64_t hash = hasher.DomainSeed();
  while (!domain.empty()) hash = hasher.WithLabel(hash, TakeLabel(domain));
  return hash;
}

/// A quick yes for most; the others are made canonical again.
bool IsSurelyCanonical(const Indicator& indicator) {
  const auto digest = [&](std::size_t digits) {
    return indicator.value.size() == digits && std::ranges::all_of(indicator.value, [](char c) {
             return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
           });
  };
  switch (indicator.kind) {
    case Kind::kMd5:
      return digest(32);
    case Kind::kSha1:
      return digest(40);
    case Kind::kSha256:
      return digest(64);
    case Kind::kSha512:
      return digest(128);
    case Kind::kDomain:
      return IsDomain(indicator.value) &&
             std::ranges::none_of(indicator.value, [](char c) { return c >= 'A' && c <= 'Z'; });
    case Kind::kAddress:
    case Kind::kNetwork:
    case Kind::kUrl:
    case Kind::kEmail:
      break;
  }
  return false;
}

/// Of a canonical value.
std::uint64_t HashOf(const KeyHasher& hasher, Kind kind, std::string_view value) {
  switch (kind) {
    case Kind::kAddress:
      return hasher.Of(ParseAddress(value).value_or(Address{}));
    case Kind::kNetwork: {
      const auto network = ParseNetwork(value).value_or(Network{});
      return hasher.Of(network.first, network.bits);
    }
    case Kind::kDomain:
      return DomainHash(hasher, value);
    case Kind::kUrl:
      return hasher.Exact(Family::kUrl, RestOf(value));
    case Kind::kMd5:
    case Kind::kSha1:
    case Kind::kSha256:
    case Kind::kSha512:
      return hasher.Folded(Family::kDigest, value);
    case Kind::kEmail:
      return hasher.Folded(Family::kEmail, value);
  }
  return 0;
}

void NoteBits(const Address& first, int bits, Presence& there) {
  auto& lengths = first.is_v4 ? there.v4_bits : there.v6_bits;
  const auto place = std::ranges::lower_bound(lengths, bits);
  if (place == lengths.end() || *place != bits) lengths.insert(place, bits);
  if (!first.is_v4) return;
  const std::uint64_t last = first.low >> 16 | (bits < 16 ? 0xFFFFU >> bits : 0U);
  for (std::uint64_t root = first.low >> 16; root <= last; ++root) there.v4_roots.set(root);
}

void NoteDomain(std::string_view domain, Presence& there) {
  const auto labels = static_cast<std::size_t>(std::ranges::count(domain, '.')) + 1;
  const auto dot = domain.rfind('.');
  const auto tld = domain.substr(dot + 1);
  const bool foreign = tld.starts_with("xn--");
  there.domains = true;
  there.most_labels = std::max(there.most_labels, labels);
  there.idn_tlds = there.idn_tlds || foreign;
  there.longest_tld = std::max(there.longest_tld, foreign ? kDomainBytes : tld.size());
  there.tlds.set(TldSignature(domain, dot));
}

void Note(Kind kind, std::string_view value, Presence& there) {
  switch (kind) {
    case Kind::kAddress:
      (value.find(':') == std::string_view::npos ? there.v4 : there.v6) = true;
      break;
    case Kind::kNetwork: {
      const auto network = ParseNetwork(value).value_or(Network{});
      (network.first.is_v4 ? there.v4 : there.v6) = true;
      NoteBits(network.first, network.bits, there);
      break;
    }
    case Kind::kDomain:
      NoteDomain(value, there);
      break;
    case Kind::kUrl:
      there.urls = true;
      there.longest_url = std::max(there.longest_url, value.size());
      break;
    case Kind::kMd5:
    case Kind::kSha1:
    case Kind::kSha256:
    case Kind::kSha512:
      there.digests = true;
      there.digest[value.size()] = true;
      break;
    case Kind::kEmail:
      there.emails = true;
      break;
  }
}

int HexValue(char c) { return c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10; }

/// \param hex  Only hex digits.
bool EqualsHex(std::string_view binary, std::string_view hex) {
  if (binary.size() * 2 != hex.size()) return false;
  for (std::size_t i = 0; i < binary.size(); ++i) {
    const int byte = HexValue(hex[2 * i]) << 4 | HexValue(hex[2 * i + 1]);
    if (static_cast<unsigned char>(binary[i]) != byte) return false;
  }
  return true;
}

Family FamilyOf(Kind kind) {
  switch (kind) {
    case Kind::kAddress:
      return Family::kAddress;
    case Kind::kNetwork:
      return Family::kNetwork;
    case Kind::kDomain:
      return Family::kDomain;
    case Kind::kUrl:
      return Family::kUrl;
    case Kind::kMd5:
    case Kind::kSha1:
    case Kind::kSha256:
    case Kind::kSha512:
      return Family::kDigest;
    case Kind::kEmail:
      return Family::kEmail;
  }
  return Family::kAddress;
}

}  // namespace

HashKey HashKey::Random() {
  HashKey key;
  const std::string bytes = RandomBytes(sizeof key.words);
  std::memcpy(key.words.data(), bytes.data(), sizeof key.words);
  return key;
}

HashTable::HashTable(const std::vector<Entry>& sorted) {
  std::size_t distinct = 0;
  list_.reserve(sorted.size());
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    const bool last = i + 1 == sorted.size() || sorted[i + 1].hash != sorted[i].hash;
    list_.push_back(sorted[i].indicator | (last ? kLast : 0));
    distinct += last ? 1 : 0;
  }
  if (distinct == 0) return;
  slots_.resize(distinct + distinct / 2 + 1);
  for (std::size_t i = 0; i < sorted.size(); ++i) {
    if (i > 0 && sorted[i].hash == sorted[i - 1].hash) continue;
    std::size_t slot = SlotOf(sorted[i].hash);
    while (slots_[slot].first != kFree) slot = slot + 1 == slots_.size() ? 0 : slot + 1;
    slots_[slot] = {static_cast<std::uint32_t>(sorted[i].hash), static_cast<std::uint32_t>(i)};
  }
}

bool IndicatorSet::Impl::IsOf(const Records::View& record, const Key& key) const {
  if (FamilyOf(record.kind) != key.family) return false;
  switch (key.family) {
    case Family::kAddress:
      return ParseAddress(record.value) == key.address;
    case Family::kNetwork: {
      const auto network = ParseNetwork(record.value);
      return network && network->first == key.address && network->bits == key.bits;
    }
    case Family::kDomain:
    case Family::kEmail:
      return AsciiEqualsIgnoringCase(record.value, key.text);
    case Family::kUrlHost:
      return false;
    case Family::kUrl:
      return record.value == (record.value.starts_with("//") ? key.rest : key.text);
    case Family::kDigest:
      return EqualsHex(record.value, key.text);
  }
  return false;
}

struct IndicatorSet::Builder::State {
  explicit State(const HashKey& key) : impl(std::make_unique<Impl>(key)) {}

  /// \param indicator  With a canonical value.
  Status Add(const Indicator& indicator) {
    if (entries.size() >= kMaximum || impl->records.IsFull()) {
      return Fail(ErrorCode::kExhausted, "more than {} indicators, or too long ones",
                  entries.size());
    }
    const std::string_view value = indicator.value;
    const std::uint64_t hash = HashOf(impl->hasher, indicator.kind, value);
    entries.push_back({hash, static_cast<std::uint32_t>(entries.size())});
    HashesOf(FamilyOf(indicator.kind)).push_back(hash);
    Note(indicator.kind, value, impl->presence);
    if (indicator.kind == Kind::kUrl) {
      HashesOf(Family::kUrlHost)
          .push_back(impl->hasher.Folded(Family::kUrlHost, HostOf(RestOf(value))));
    }
    impl->records.Add(indicator);
    return {};
  }

  std::vector<std::uint64_t>& HashesOf(Family family) {
    return hashes[static_cast<std::size_t>(family)];
  }

  std::unique_ptr<Impl> impl;
  std::vector<HashTable::Entry> entries;
  std::array<std::vector<std::uint64_t>, kFamilies> hashes;  ///< For the filters.
};

IndicatorSet::Builder::Builder(const HashKey& key) : state_(std::make_unique<State>(key)) {}
IndicatorSet::Builder::Builder(Builder&&) noexcept = default;
IndicatorSet::Builder::~Builder() = default;
std::size_t IndicatorSet::Builder::size() const { return state_->entries.size(); }

Status IndicatorSet::Builder::Add(const Indicator& indicator) {
  if (indicator.id.size() > 0xFFFF) {
    return Fail(ErrorCode::kInvalidInput, "an id of {} bytes", indicator.id.size());
  }
  if (IsSurelyCanonical(indicator)) return state_->Add(indicator);
  const auto canonical = Canonicalise(indicator.value, SaidOf(indicator.kind));
  if (!canonical || canonical->kind != indicator.kind) {
    return Fail(ErrorCode::kInvalidInput, "not a value of an indicator of kind {}: '{}'",
                ToString(indicator.kind), PrintableForLog(indicator.value, 80));
  }
  if (canonical->value == indicator.value) return state_->Add(indicator);
  Indicator copy = indicator;
  copy.value = canonical->value;
  return state_->Add(copy);
}

IndicatorSet IndicatorSet::Builder::Build() && {
  Impl& impl = *state_->impl;
  impl.records.Freeze();
  auto& entries = state_->entries;
  // Of one value first what is valid longest: the rest is then out of date as a whole.
  const auto until = [&](const HashTable::Entry& entry) {
    return impl.records.At(entry.indicator).valid_until.value_or(Instant::max());
  };
  std::ranges::sort(entries, [&](const auto& a, const auto& b) {
    if (a.hash != b.hash) return a.hash < b.hash;
    const auto a_until = until(a), b_until = until(b);
    return a_until != b_until ? a_until > b_until : a.indicator < b.indicator;
  });
  impl.table = HashTable(entries);
  for (std::size_t i = 0; i < kFamilies; ++i) {
    Bloom& filter = impl.filters[i] = Bloom(state_->hashes[i].size());
    for (const auto hash : state_->hashes[i]) filter.Add(hash);
  }
  return IndicatorSet(std::move(state_->impl));
}

Result<IndicatorSet> IndicatorSet::Build(std::span<const Indicator> indicators,
                                         const HashKey& key) {
  Builder builder(key);
  for (std::size_t i = 0; i < indicators.size(); ++i) {
    LACHAN_TRY_DO(builder.Add(indicators[i]), fmt::format("indicator {}", i));
  }
  return std::move(builder).Build();
}

IndicatorSet::IndicatorSet() : IndicatorSet(std::make_unique<const Impl>(HashKey{})) {}
IndicatorSet::IndicatorSet(std::unique_ptr<const Impl> impl) : impl_(std::move(impl)) {}
IndicatorSet::IndicatorSet(IndicatorSet&&) noexcept = default;
IndicatorSet& IndicatorSet::operator=(IndicatorSet&&) noexcept = default;
IndicatorSet::~IndicatorSet() = default;

std::size_t IndicatorSet::size() const { return impl_->records.size(); }
Indicator IndicatorSet::Get(std::size_t index) const { return impl_->records.Get(index); }
std::size_t IndicatorSet::MemoryBytes() const {
  std::size_t filters = 0;
  for (const auto& filter : impl_->filters) filters += filter.MemoryBytes();
  return sizeof(Impl) + impl_->records.MemoryBytes() + impl_->table.MemoryBytes() + filters;
}

}  // namespace lachan::indicators
