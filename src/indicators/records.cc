// SPDX-License-Identifier: Apache-2.0
#include "indicators/records.h"

#include <algorithm>
#include <cstring>

namespace lachan::indicators {
namespace {

constexpr std::size_t kStep = 4;

enum Flag : std::uint8_t {
  kHasFrom = 1,
  kHasUntil = 2,
  kUuid = 4,       ///< The id's last 36 characters are kept as 16 bytes,
  kIndicator = 8,  ///< and "indicator--" stands before them.
};
constexpr std::string_view kPrefix = "indicator--";
constexpr std::size_t kUuidText = 36, kUuidBytes = 16;

struct Head {
  Kind kind;
  Tlp tlp;
  std::uint8_t flags;
  std::uint8_t unused;
  std::uint32_t source, description;
  std::uint16_t value_size, id_size;
};
static_assert(sizeof(Head) == 16);

bool IsDigest(Kind kind) {
  return kind == Kind::kMd5 || kind == Kind::kSha1 || kind == Kind::kSha256 ||
         kind == Kind::kSha512;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return -1;
}

/// Lower-case hex, an even number of digits; hyphens are passed over.
void AppendBinary(std::string_view hex, std::string& out) {
  int high = -1;
  for (const char c : hex) {
    const int value = HexValue(c);
    if (value < 0) continue;
    if (high < 0) {
      high = value;
    } else {
      out += static_cast<char>(high << 4 | value);
      high = -1;
    }
  }
}

void AppendHex(std::string_view binary, std::string& out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const char c : binary) {
    out += kDigits[static_cast<unsigned char>(c) >> 4];
    out += kDigits[static_cast<unsigned char>(c) & 15];
  }
}

constexpr bool IsHyphenPlace(std::size_t i) { return i == 8 || i == 13 || i == 18 || i == 23; }

/// True if `id` ends with a UUID in lower case.
bool EndsWithUuid(std::string_view id) {
  if (id.size() < kUuidText) return false;
  const auto uuid = id.substr(id.size() - kUuidText);
  for (std::size_t i = 0; i < kUuidText; ++i) {
    if (IsHyphenPlace(i) ? uuid[i] != '-' : HexValue(uuid[i]) < 0) return false;
  }
  return true;
}

template <class T>
void AppendBytes(const T& value, std::vector<char>& out) {
  const auto* at = reinterpret_cast<const char*>(&value);
  out.insert(out.end(), at, at + sizeof value);
}

template <class T>
T TakeBytes(const char*& at) {
  T value;
  std::memcpy(&value, at, sizeof value);
  at += sizeof value;
  return value;
}

void FillUp(std::vector<char>& bytes) { bytes.resize((bytes.size() + kStep - 1) / kStep * kStep); }

/// Reads the head and validity of a record; `at` is then at the value.
Head TakeHead(const char*& at, std::optional<Instant>& from, std::optional<Instant>& until) {
  const auto head = TakeBytes<Head>(at);
  if (head.flags & kHasFrom) from = Instant{Duration{TakeBytes<std::int64_t>(at)}};
  if (head.flags & kHasUntil) until = Instant{Duration{TakeBytes<std::int64_t>(at)}};
  return head;
}

}  // namespace

std::uint32_t TextPool::Intern(std::string_view text) {
  if ((count_ + 1) * 2 > table_.size()) Grow();
  const std::size_t mask = table_.size() - 1;
  std::size_t slot = SlotOf(text);
  for (; table_[slot] != 0; slot = (slot + 1) & mask) {
    if (At(table_[slot] - 1) == text) return table_[slot] - 1;
  }
  const auto id = static_cast<std::uint32_t>(bytes_.size() / kStep);
  AppendBytes(static_cast<std::uint32_t>(text.size()), bytes_);
  bytes_.insert(bytes_.end(), text.begin(), text.end());
  FillUp(bytes_);
  table_[slot] = id + 1;
  ++count_;
  return id;
}

std::string_view TextPool::At(std::uint32_t id) const {
  const char* at = bytes_.data() + std::size_t{id} * kStep;
  const auto size = TakeBytes<std::uint32_t>(at);
  return {at, size};
}

std::size_t TextPool::SlotOf(std::string_view text) const {
  return hasher_.Exact(Family::kUrl, text) & (table_.size() - 1);
}

void TextPool::Grow() {
  const std::vector<std::uint32_t> old = std::move(table_);
  table_.assign(std::max<std::size_t>(64, old.size() * 2), 0);
  const std::size_t mask = table_.size() - 1;
  for (const std::uint32_t entry : old) {
    if (entry == 0) continue;
    std::size_t slot = SlotOf(At(entry - 1));
    while (table_[slot] != 0) slot = (slot + 1) & mask;
    table_[slot] = entry;
  }
}

void TextPool::Freeze() {
  std::vector<std::uint32_t>().swap(table_);
  bytes_.shrink_to_fit();
}

bool Records::IsFull() const {
  constexpr std::size_t kLimit = std::size_t{15} << 30;
  return bytes_.size() > kLimit || texts_.size_bytes() > kLimit;
}

void Records::Add(const Indicator& indicator) {
  Head head{};
  head.kind = indicator.kind;
  head.tlp = indicator.tlp;
  head.source = texts_.Intern(indicator.source);
  head.description = texts_.Intern(indicator.description);
  std::string value, id = indicator.id;
  if (IsDigest(indicator.kind)) {
    AppendBinary(indicator.value, value);
  } else {
    value = indicator.value;
  }
  if (EndsWithUuid(id)) {
    std::string prefix = id.substr(0, id.size() - kUuidText);
    head.flags |= kUuid;
    if (prefix == kPrefix) {
      head.flags |= kIndicator;
      prefix.clear();
    }
    AppendBinary(std::string_view(id).substr(id.size() - kUuidText), prefix);
    id = std::move(prefix);
  }
  if (indicator.valid_from) head.flags |= kHasFrom;
  if (indicator.valid_until) head.flags |= kHasUntil;
  head.value_size = static_cast<std::uint16_t>(value.size());
  head.id_size = static_cast<std::uint16_t>(id.size());
  offsets_.push_back(static_cast<std::uint32_t>(bytes_.size() / kStep));
  AppendBytes(head, bytes_);
  const auto append_time = [&](const std::optional<Instant>& time) {
    if (time) AppendBytes(std::int64_t{time->time_since_epoch().count()}, bytes_);
  };
  append_time(indicator.valid_from);
  append_time(indicator.valid_until);
  bytes_.insert(bytes_.end(), value.begin(), value.end());
  bytes_.insert(bytes_.end(), id.begin(), id.end());
  FillUp(bytes_);
}

Records::View Records::At(std::size_t index) const {
  const char* at = bytes_.data() + std::size_t{offsets_[index]} * kStep;
  View view;
  const Head head = TakeHead(at, view.valid_from, view.valid_until);
  view.kind = head.kind;
  view.value = {at, head.value_size};
  return view;
}

Indicator Records::Get(std::size_t index) const {
  const char* at = bytes_.data() + std::size_t{offsets_[index]} * kStep;
  Indicator indicator;
  const Head head = TakeHead(at, indicator.valid_from, indicator.valid_until);
  indicator.kind = head.kind;
  indicator.tlp = head.tlp;
  indicator.source = texts_.At(head.source);
  indicator.description = texts_.At(head.description);
  const std::string_view value(at, head.value_size), id(at + head.value_size, head.id_size);
  if (IsDigest(head.kind)) {
    AppendHex(value, indicator.value);
  } else {
    indicator.value = value;
  }
  if (!(head.flags & kUuid)) {
    indicator.id = id;
    return indicator;
  }
  if (head.flags & kIndicator) indicator.id = kPrefix;
  indicator.id += id.substr(0, id.size() - kUuidBytes);
  std::string digits;
  AppendHex(id.substr(id.size() - kUuidBytes), digits);
  for (std::size_t i = 0; i < digits.size(); ++i) {
    if (i == 8 || i == 12 || i == 16 || i == 20) indicator.id += '-';
    indicator.id += digits[i];
  }
  return indicator;
}

void Records::Freeze() {
  offsets_.shrink_to_fit();
  bytes_.shrink_to_fit();
  texts_.Freeze();
}

}  // namespace lachan::indicators
