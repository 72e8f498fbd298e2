// SPDX-License-Identifier: Apache-2.0
/// \file
/// When a mail may go out: quiet hours and the morning's digest. Pure.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

#include "base/result.h"
#include "core/time.h"

namespace lachan::notifications {

/// A stretch of the day in Viet Nam's time; may run over midnight. Equal ends: never.
struct QuietHours {
  std::chrono::minutes from{21 * 60};
  std::chrono::minutes to{6 * 60 + 30};

  bool Contains(Instant instant) const;
  /// `instant` itself, or the end of the quiet stretch it lies in.
  Instant FirstAllowed(Instant instant) const;
};

/// "07:30". \error kInvalidInput
Result<std::chrono::minutes> ParseTimeOfDay(std::string_view text);
/// "21:00-06:30"; empty: never quiet. \error kInvalidInput
Result<QuietHours> ParseQuietHours(std::string_view text);

struct Delivery {
  QuietHours quiet;
  bool is_digest = false;
  std::chrono::minutes digest_at{7 * 60 + 30};
};

/// Earliest instant for the mail. Urgent ones go at once, whatever the hour.
Instant ReleaseAt(const Delivery& delivery, bool is_urgent, Instant now);

}  // namespace lachan::notifications
