// SPDX-License-Identifier: Apache-2.0
#include "sources/alarm.h"

#include "sources/entities.h"

#include <algorithm>

LACHAN_ENTITY_CODE(lachan::SourceHealth);

namespace lachan::sources {
namespace {

/// Usual records below which an hour proves nothing.
constexpr double kTooFewForSlow = 20;
/// Usual records (of an hour, or in all) below which nothing is missed when nothing comes.
constexpr double kTooFewForSilence = 3;

/// Since when something is missed: the first moment after `from` at which the source usually sends,
/// or by which its rare records should have come. Nothing while the time up to `to` is usually
/// quiet.
std::optional<Instant> MissedSince(const Sight& sight, Instant from, Instant to) {
  double usual = 0;
  const std::int64_t known = HourOf(sight.first_seen.value_or(from)) + 1;
  for (std::int64_t hour = HourOf(from); hour <= HourOf(to); ++hour) {
    const Instant begin = std::max(from, BeginOfHour(hour));
    const auto learned = sight.hours->Usual(hour, known);
    if (!learned || *learned >= kTooFewForSilence) return begin;
    const Instant end = std::min(to, BeginOfHour(hour + 1));
    usual += *learned * std::chrono::duration<double, std::ratio<3600>>(end - begin).count();
    if (usual >= kTooFewForSilence) return end;
  }
  return std::nullopt;
}

/// Whether an hour stayed below `share` of the usual.
bool IsBelow(const Sight& sight, std::int64_t hour, double share) {
  const auto usual = UsualIn(sight, hour);
  return usual && *usual >= kTooFewForSlow &&
         static_cast<double>(sight.hours->At(hour)) < *usual * share;
}

bool IsSlow(const AlarmRules& rules, const Sight& sight, Instant now) {
  if (rules.slow_percent == 0) return false;
  const std::int64_t last = HourOf(now) - 1;
  const double share = rules.slow_percent / 100.0;
  if (sight.state == SourceState::slow) return IsBelow(sight, last, share * 1.5);
  const Instant heard = std::max(sight.listening_since, *sight.first_seen);
  if (heard > BeginOfHour(last - 1)) return false;
  return IsBelow(sight, last, share) && IsBelow(sight, last - 1, share);
}

}  // namespace

std::optional<double> UsualIn(const Sight& sight, std::int64_t hour) {
  const auto declared = static_cast<double>(sight.expected_per_hour);
  std::optional<double> learned;
  if (sight.first_seen) learned = sight.hours->Usual(hour, HourOf(*sight.first_seen) + 1);
  if (learned) return declared > 0 ? std::min(*learned, declared) : *learned;
  if (declared > 0) return declared;
  return std::nullopt;
}

SourceState Judge(const AlarmRules& rules, const Sight& sight, Instant now) {
  if (!sight.last_seen || !sight.first_seen) return SourceState::waiting;
  const auto limit = sight.own_limit.count() > 0 ? sight.own_limit : rules.silent_after;
  const Instant heard = std::max(*sight.last_seen, sight.listening_since);
  const bool is_beyond = now - heard >= limit;
  if (!is_beyond) {
    // Just started: what was found before stays until something is heard, or could have been.
    const bool has_spoken =
        *sight.last_seen >= sight.listening_since || now - *sight.last_seen < limit;
    if (!has_spoken && sight.state != SourceState::waiting) return sight.state;
    return IsSlow(rules, sight, now) ? SourceState::slow : SourceState::speaking;
  }
  if (sight.state == SourceState::silent) return SourceState::silent;
  const auto missed = MissedSince(sight, *sight.last_seen, now);
  return missed && now - *missed >= limit ? SourceState::silent : SourceState::resting;
}

}  // namespace lachan::sources
