// SPDX-License-Identifier: Apache-2.0
#include "intake_kafka/taken.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>

#include "base/hash.h"

namespace lachan::intake_kafka {
namespace {

constexpr std::string_view kWord = "kafka:";
constexpr std::size_t kPrint = 16;

/// Takes a number and the character behind it off `text`.
template <class Number>
bool TakeNumber(std::string_view& text, char end, Number& out) {
  const auto [at, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc{}) return false;
  text.remove_prefix(static_cast<std::size_t>(at - text.data()));
  if (end == 0) return text.empty();
  if (text.empty() || text.front() != end) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace

std::string TopicPrint(std::string_view cluster, std::string_view topic) {
  return Sha256Hex(fmt::format("{}\n{}", cluster, topic)).substr(0, kPrint);
}

std::string EncodeKey(const PartitionName& name, const Stretch& stretch) {
  return fmt::format("{}{}:{}:{}-{}@{}", kWord, name.first, name.second, stretch.first,
                     stretch.last, stretch.newest_ms);
}

std::optional<std::pair<PartitionName, Stretch>> DecodeKey(std::string_view key) {
  const auto at = key.find(kWord);
  if (at == std::string_view::npos || (at != 0 && key[at - 1] != ':')) return std::nullopt;
  key.remove_prefix(at + kWord.size());
  if (key.size() <= kPrint || key[kPrint] != ':') return std::nullopt;
  PartitionName name{key.substr(0, kPrint), 0};
  key.remove_prefix(kPrint + 1);
  Stretch stretch;
  if (!TakeNumber(key, ':', name.second) || !TakeNumber(key, '-', stretch.first) ||
      !TakeNumber(key, '@', stretch.last) || !TakeNumber(key, 0, stretch.newest_ms) ||
      stretch.last < stretch.first) {
    return std::nullopt;
  }
  return std::pair{std::move(name), stretch};
}

void Taken::Add(const Stretch& stretch) {
  if (!stretches_.empty()) {
    Stretch& last = stretches_.back();
    if (stretch.first >= last.first && stretch.first <= last.last + 1) {
      last.last = std::max(last.last, stretch.last);
      last.newest_ms = std::max(last.newest_ms, stretch.newest_ms);
      return;
    }
  }
  stretches_.push_back(stretch);
  if (stretches_.size() > kMost) stretches_.pop_front();
}

bool Taken::Has(std::int64_t offset, std::int64_t timestamp_ms) const {
  return std::ranges::any_of(stretches_, [&](const Stretch& one) {
    return one.first <= offset && offset <= one.last && timestamp_ms <= one.newest_ms;
  });
}

std::map<PartitionName, Taken> TakenFrom(std::span<const std::string> keys) {
  std::map<PartitionName, Taken> taken;
  for (const std::string& key : keys) {
    if (const auto one = DecodeKey(key)) taken[one->first].Add(one->second);
  }
  return taken;
}

}  // namespace lachan::intake_kafka
