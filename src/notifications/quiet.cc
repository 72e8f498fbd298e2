// SPDX-License-Identifier: Apache-2.0
#include "notifications/quiet.h"

#include <charconv>

#include "base/text.h"
#include "notifications/entities.h"

LACHAN_ENTITY_CODE(lachan::Notice);
LACHAN_ENTITY_CODE(lachan::Message);
LACHAN_ENTITY_CODE(lachan::NoticePreference);
LACHAN_ENTITY_CODE(lachan::NoticeProgress);

namespace lachan::notifications {
namespace {

using std::chrono::minutes;

Duration SinceMidnight(Instant instant) { return instant - StartOfDay(CivilDateAt(instant)); }

}  // namespace

bool QuietHours::Contains(Instant instant) const {
  const auto time = SinceMidnight(instant);
  if (from == to) return false;
  return from < to ? from <= time && time < to : from <= time || time < to;
}

Instant QuietHours::FirstAllowed(Instant instant) const {
  if (!Contains(instant)) return instant;
  const CivilDate today = CivilDateAt(instant);
  const bool is_evening = from > to && SinceMidnight(instant) >= from;
  return StartOfDay(is_evening ? AddDays(today, 1) : today) + to;
}

Result<minutes> ParseTimeOfDay(std::string_view text) {
  int hour = -1, minute = -1;
  if (text.size() == 5 && text[2] == ':') {
    const auto read = [](std::string_view two, int& value) {
      const auto [end, error] = std::from_chars(two.data(), two.data() + two.size(), value);
      return error == std::errc{} && end == two.data() + two.size();
    };
    if (!read(text.substr(0, 2), hour) || !read(text.substr(3), minute)) hour = -1;
  }
  if (hour < 0 || hour > 23 || minute < 0 || minute > 59) {
    return Fail(ErrorCode::kInvalidInput, "'{}' is not a time of day such as 07:30",
                PrintableForLog(text, 20));
  }
  return minutes(hour * 60 + minute);
}

Result<QuietHours> ParseQuietHours(std::string_view text) {
  if (Trim(text).empty()) return QuietHours{minutes(0), minutes(0)};
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) {
    return Fail(ErrorCode::kInvalidInput, "'{}' is not a stretch such as 21:00-06:30",
                PrintableForLog(text, 40));
  }
  QuietHours quiet;
  LACHAN_TRY(quiet.from, ParseTimeOfDay(Trim(text.substr(0, dash))));
  LACHAN_TRY(quiet.to, ParseTimeOfDay(Trim(text.substr(dash + 1))));
  return quiet;
}

Instant ReleaseAt(const Delivery& delivery, bool is_urgent, Instant now) {
  if (is_urgent) return now;
  if (!delivery.is_digest) return delivery.quiet.FirstAllowed(now);
  const CivilDate today = CivilDateAt(now);
  const Instant morning = StartOfDay(today) + delivery.digest_at;
  return now < morning ? morning : StartOfDay(AddDays(today, 1)) + delivery.digest_at;
}

}  // namespace lachan::notifications
