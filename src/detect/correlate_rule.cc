// SPDX-License-Identifier: Apache-2.0
#include "detect/correlate_rule.h"

#include <algorithm>

#include "detect/correlate_windowed.h"

namespace lachan::detect {
namespace {

/// Least bytes of a rule: the tables of a few groups.
constexpr std::size_t kLeastRuleBytes = 64 << 10;

Micros SpanOf(Duration duration) { return std::clamp<Micros>(duration.count(), 0, kTimeLimit / 4); }

/// A bound beyond the limit could never be reached otherwise.
std::size_t MaxEntries(const CorrelationRule& rule, std::size_t wanted) {
  using Type = CorrelationRule::Type;
  std::size_t most = std::clamp<std::size_t>(wanted, 1, std::size_t{1} << 30);
  if (rule.type != Type::kEventCount && rule.type != Type::kValueCount) return most;
  for (const auto& limit : rule.limits) {
    if (limit.bound >= 0 && limit.bound < 1e6) {
      most = std::max(most, static_cast<std::size_t>(limit.bound) + 1);
    }
  }
  return most;
}

}  // namespace

void GroupKey::Append(std::string& key, std::string_view value) {
  std::size_t size = value.size();
  for (; size >= 0x80; size >>= 7) key += static_cast<char>(size | 0x80);
  key += static_cast<char>(size);
  key += value;
}

std::string_view GroupKey::TakeFirst(std::string_view& key) {
  StateReader reader(key);
  const auto value = reader.Text();
  if (!value) {
    key = {};
    return {};
  }
  key.remove_prefix(key.size() - reader.left());
  return *value;
}

bool GroupKey::IsValid(std::string_view key, std::size_t values) {
  StateReader reader(key);
  for (std::size_t i = 0; i < values; ++i) {
    if (!reader.Text()) return false;
  }
  return reader.AtEnd();
}

std::optional<std::string_view> GroupKeyReader::Read(std::string_view field) const {
  std::string_view rest = key_;
  for (const auto& group : rule_.groups) {
    const std::string_view value = GroupKey::TakeFirst(rest);
    if (group.name == field) return value;
  }
  return std::nullopt;
}

RuleState::RuleState(const CorrelationRule& rule, const CorrelatorOptions& options, Place place)
    : rule_(rule),
      options_(options),
      place_(place),
      span_(SpanOf(rule.timespan)),
      lateness_(SpanOf(options.lateness)) {
  options_.max_entries = MaxEntries(rule, options.max_entries);
  options_.max_rule_bytes = std::max(options.max_rule_bytes, kLeastRuleBytes);
}

CorrelationStats RuleState::stats() const {
  CorrelationStats stats;
  stats.rule = rule_.rule;
  stats.groups = groups();
  stats.entries = entries_;
  stats.bytes = bytes();
  stats.bytes_bound = options_.max_rule_bytes;
  stats.dropped_late = dropped_late_;
  stats.dropped_limit = dropped_limit_;
  return stats;
}

bool RuleState::ReadKey(const Fed& fed) {
  key_.clear();
  for (const auto& group : rule_.groups) {
    const std::string& field = group.fields[fed.target];
    if (field.empty()) return false;
    const auto value = fed.fields.Read(field);
    if (!value) return false;
    GroupKey::Append(key_, *value);
  }
  return true;
}

bool RuleState::Admit(const Fed& fed) {
  watermark_ = std::max(watermark_, fed.time);
  const bool is_late = fed.time < watermark_ - lateness_;
  const bool is_large = key_.size() + fed.event_id.size() > options_.max_rule_bytes / 8;
  dropped_late_ += is_late ? 1 : 0;
  dropped_limit_ += is_large && !is_late ? 1 : 0;
  return !is_late && !is_large;
}

CorrelationHit RuleState::MakeHit(Completed completed) const {
  CorrelationHit hit;
  hit.rule = rule_.rule;
  hit.time = Instant{Duration{completed.time}};
  hit.event_id = std::move(completed.event_id);
  hit.value = completed.value;
  hit.window_begin = Instant{Duration{completed.window_begin}};
  hit.repeated = completed.repeated;
  hit.group.reserve(rule_.groups.size());
  for (const auto& group : rule_.groups) {
    hit.group.emplace_back(group.name, GroupKey::TakeFirst(completed.key));
  }
  return hit;
}

std::unique_ptr<RuleState> MakeRuleState(const CorrelationRule& rule,
                                         const CorrelatorOptions& options, RuleState::Place place,
                                         const HashKey& key) {
  using Type = CorrelationRule::Type;
  switch (rule.type) {
    case Type::kEventCount:
      return std::make_unique<Windowed<CountWindow>>(rule, options, place, key);
    case Type::kValueCount:
      return std::make_unique<Windowed<DistinctWindow>>(rule, options, place, key, key);
    case Type::kTemporalOrdered:
      if (!rule.condition) {
        return std::make_unique<Windowed<OrderedWindow>>(rule, options, place, key);
      }
      [[fallthrough]];
    case Type::kTemporal:
      return std::make_unique<Windowed<PresentWindow>>(rule, options, place, key);
    case Type::kValueSum:
    case Type::kValueAverage:
      return std::make_unique<Windowed<SumWindow>>(rule, options, place, key);
    case Type::kValuePercentile:
      return std::make_unique<Windowed<RankWindow>>(rule, options, place, key);
  }
  return nullptr;
}

}  // namespace lachan::detect
