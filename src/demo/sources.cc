// SPDX-License-Identifier: Apache-2.0
#include "demo/sources.h"

#include <string_view>

#include "demo/random.h"
#include "register/entities.h"
#include "sources/entities.h"
#include "sources/hours.h"

namespace lachan::demo {
namespace {

using std::chrono::hours;
using std::chrono::minutes;

constexpr std::string_view kSilent = "www.stp.thanhhoa.example";
constexpr std::string_view kWrongClock = "lan.stc.thanhhoa.example";
constexpr std::string_view kBroken = "lan.snv.thanhhoa.example";
constexpr hours kSilentFor{53};

/// Records that a source sends in an hour of the week, about.
int UsualIn(bool is_office, std::int64_t hour) {
  const std::int64_t local = (hour + kVietnamOffset.count()) % 24;
  const auto day = std::chrono::weekday(
      std::chrono::floor<std::chrono::days>(sources::BeginOfHour(hour) + kVietnamOffset));
  const bool is_weekend = day == std::chrono::Saturday || day == std::chrono::Sunday;
  const bool is_day = local >= 7 && local < 18;
  if (is_office) return is_day && !is_weekend ? 180 : 0;
  return is_day ? 150 : 60;
}

}  // namespace

Status TellSources(journal::StateStore& store, Instant now, std::uint64_t seed) {
  Random random(seed + 99);
  return store.Change(journal::Caller::System("demo"), [&](journal::Writer& writer) -> Status {
    LACHAN_TRY(const auto all, journal::ListAll<Source>(writer));
    std::vector<schema::Record> rows;
    for (const Source& source : all) {
      // What visitors send with, and what waits for its device, have no past.
      if (!source.system_id) continue;
      const bool is_silent = source.name.value.ends_with(kSilent);
      const bool is_office = source.name.value.contains(" lan.");
      const Instant last = is_silent ? now - kSilentFor : now - minutes{1};
      sources::Hours past;
      const std::int64_t end = sources::HourOf(last);
      for (std::int64_t hour = end - sources::Hours::kKept + 1; hour <= end; ++hour) {
        const int usual = UsualIn(is_office, hour);
        past.Add(hour, static_cast<std::uint64_t>(usual * random.Between(70, 130) / 100));
      }
      SourceHealth health;
      health.source_id = source.id.value;
      health.state = is_silent ? SourceState::silent : SourceState::speaking;
      health.since = is_silent ? last + hours{1} : now - hours{24 * 40};
      health.first_seen_at = now - hours{24 * 40};
      health.last_seen_at = last;
      health.hours = past.ToJson();
      health.hours_end = past.end();
      rows.push_back(schema::ToRecord(health));
    }
    return writer.InsertWithoutFact(schema::Describe<SourceHealth>(), rows);
  });
}

void SetFaults(Stage& stage) {
  std::erase_if(stage.actors, [](const Actor& actor) { return actor.host == kSilent; });
  for (Actor& actor : stage.actors) {
    if (actor.host == kWrongClock) actor.clock_error = -minutes{47};
    if (actor.host == kBroken) actor.broken_lines = 0.2;
  }
}

}  // namespace lachan::demo
