// SPDX-License-Identifier: Apache-2.0
/// \file
/// Which of very many indicators occur in a value of an event.
///
/// What counts as "occurs" (docs/formats/indicators.md has the fine points):
///  - address: the whole value is the address, in any spelling; a network holds it;
///  - domain: the value (253 bytes at most) is the domain or ends with "." and the domain;
///  - digest: a maximal run of exactly 32, 40, 64 or 128 hex digits in the value;
///  - URL: a URL in the value, as written, or up to its query;
///  - e-mail: an address in the value.
/// ASCII letter case does not count, but in paths and queries of URLs.
///
/// A value is looked at once and cheaply for what it could be at all; only that is hashed, asked of
/// a Bloom filter, and then of a table.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "core/flat_record.h"
#include "indicators/indicator.h"
#include "indicators/key_hash.h"

namespace lachan::indicators {

/// An indicator in a value.
struct Hit {
  std::uint32_t indicator = 0;  ///< Its index in the set.
  std::uint32_t at = 0;         ///< First byte of the value's part that met it,
  std::uint32_t size = 0;       ///< and its length.
  friend bool operator==(const Hit&, const Hit&) = default;
};

/// Indicators made ready. Immutable: any number of threads may ask one at once.
class IndicatorSet {
 public:
  /// Of all documents together.
  static constexpr std::size_t kMaximum = 50'000'000;
  /// Indicators with one and the same value that a value is told; those valid longest first.
  static constexpr std::size_t kHitsPerKey = 16;

  class Builder;
  struct Impl;  ///< Private to the module.

  /// Indices of hits are positions in `indicators`.
  /// \param key  Must not be known to who sends events; another one for every process.
  /// \error kInvalidInput  a value that is not as its kind has it; names the index
  /// \error kExhausted     more than kMaximum
  static Result<IndicatorSet> Build(std::span<const Indicator> indicators,
                                    const HashKey& key = HashKey::Random());

  IndicatorSet();  ///< Empty.
  IndicatorSet(IndicatorSet&&) noexcept;
  IndicatorSet& operator=(IndicatorSet&&) noexcept;
  ~IndicatorSet();

  std::size_t size() const;
  /// \param index  Below size().
  Indicator Get(std::size_t index) const;
  /// Bytes held, texts included.
  std::size_t MemoryBytes() const;

  /// Appends the indicators that occur in `value` (UTF-8) and are valid at `now`, each once, by
  /// ascending index. Time and memory grow with the length of the value, whatever it holds.
  void Match(std::string_view value, Instant now, std::vector<Hit>& out) const;
  /// The same whatever their validity.
  void MatchAny(std::string_view value, std::vector<Hit>& out) const;

  /// False if no indicator, whatever its validity, can occur in `value` once it is decoded. True is
  /// rarely wrong, but a guess for UTF-16 beyond ASCII.
  bool MayMatch(const RawValue& value) const {
    if (value.form == RawValue::Form::kNull || value.form == RawValue::Form::kBoolean) return false;
    if (value.form == RawValue::Form::kNumber && value.bytes.size() < 32) return false;
    return value.bytes.size() >= 2 && MayMatchText(value);
  }
  bool MayMatch(std::string_view value) const {
    return MayMatch(RawValue{RawValue::Form::kText, value});
  }

 private:
  explicit IndicatorSet(std::unique_ptr<const Impl> impl);
  bool MayMatchText(const RawValue& value) const;
  void Collect(std::string_view value, const Instant* now, std::vector<Hit>& out) const;

  std::unique_ptr<const Impl> impl_;
};

/// Makes a set of indicators that come one at a time, so that they need not be held twice.
class IndicatorSet::Builder {
 public:
  explicit Builder(const HashKey& key = HashKey::Random());
  Builder(Builder&&) noexcept;
  ~Builder();

  /// \error kInvalidInput, kExhausted  as Build(); the indicator is then not in the set
  Status Add(const Indicator& indicator);
  std::size_t size() const;
  IndicatorSet Build() &&;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace lachan::indicators
