// SPDX-License-Identifier: Apache-2.0
#include "reports/vietnamese.h"

#include <algorithm>
#include <cstdlib>
#include <span>

#include "base/text.h"

namespace lachan::reports {
namespace {

struct Named {
  std::string_view name, words;
};

std::string_view Find(std::span<const Named> names, std::string_view name) {
  const auto at = std::ranges::find(names, name, &Named::name);
  return at == names.end() ? name : at->words;
}

/// Change in tenths of a percent, halves away from zero.
std::int64_t Tenths(std::int64_t value, std::int64_t previous) {
  const std::int64_t scaled = (value - previous) * 2000;
  return (scaled + (scaled >= 0 ? previous : -previous)) / (2 * previous);
}

std::string TenthsText(std::int64_t tenths) {
  const std::int64_t size = std::abs(tenths);
  if (size % 10 == 0) return Grouped(size / 10);
  return fmt::format("{},{}", Grouped(size / 10), size % 10);
}

}  // namespace

std::string Grouped(std::int64_t number) {
  std::string digits = std::to_string(std::abs(number));
  for (auto at = static_cast<std::ptrdiff_t>(digits.size()) - 3; at > 0; at -= 3) {
    digits.insert(static_cast<std::size_t>(at), ".");
  }
  return number < 0 ? "-" + digits : digits;
}

std::string InText(std::int64_t number) {
  if (number > 0 && number < 10) return fmt::format("0{}", number);
  return Grouped(number);
}

std::string Percent(std::int64_t centi) {
  std::string text = Grouped(centi / 100);
  if (centi % 100 != 0) text += fmt::format(",{:02}", centi % 100);
  if (text.ends_with('0') && centi % 100 != 0) text.pop_back();
  return text;
}

std::string ChangeInPercent(std::int64_t value, std::int64_t previous) {
  if (previous == 0) return value == 0 ? "0" : "-";
  const std::int64_t tenths = Tenths(value, previous);
  if (tenths == 0) return "0";
  return (tenths > 0 ? "+" : "-") + TenthsText(tenths);
}

std::string ChangeInWords(std::int64_t value, std::int64_t previous) {
  if (value == previous) return "không thay đổi so với tháng trước";
  if (previous == 0) return "tháng trước không ghi nhận";
  const std::int64_t tenths = Tenths(value, previous);
  if (tenths == 0) return "gần như không thay đổi so với tháng trước";
  return fmt::format("{} {}% so với tháng trước", tenths > 0 ? "tăng" : "giảm", TenthsText(tenths));
}

std::string Difference(std::int64_t value, std::int64_t previous) {
  if (value == previous) return "0";
  return (value > previous ? "+" : "") + Grouped(value - previous);
}

std::string MonthInWords(Month month) {
  return month.month < 3 ? fmt::format("tháng {:02} năm {}", month.month, month.year)
                         : fmt::format("tháng {} năm {}", month.month, month.year);
}

std::string InstantInWords(Instant instant) {
  const std::string text = FormatVietnamese(instant);  // "23/11/2026 11:05"
  return fmt::format("{} giờ {} phút ngày {}", text.substr(11, 2), text.substr(14, 2),
                     text.substr(0, 10));
}

std::string_view LevelName(std::string_view name) {
  static constexpr Named kNames[] = {{"critical", "Nghiêm trọng"},
                                     {"high", "Cao"},
                                     {"medium", "Trung bình"},
                                     {"low", "Thấp"},
                                     {"informational", "Thông tin"}};
  return Find(kNames, name);
}

std::string_view AlertStatusName(std::string_view name) {
  static constexpr Named kNames[] = {{"open", "chưa tiếp nhận"},
                                     {"in_progress", "đang xử lý"},
                                     {"escalated", "đã chuyển thành sự cố"},
                                     {"dismissed", "đã loại trừ"}};
  return Find(kNames, name);
}

std::string_view CategoryName(std::string_view name) {
  static constexpr Named kNames[] = {{"dos", "Tấn công từ chối dịch vụ"},
                                     {"spoofing", "Tấn công giả mạo"},
                                     {"malware", "Tấn công sử dụng mã độc"},
                                     {"intrusion", "Truy cập trái phép, chiếm quyền điều khiển"},
                                     {"defacement", "Thay đổi giao diện"},
                                     {"encryption", "Mã hóa phần mềm, dữ liệu, thiết bị"},
                                     {"sabotage", "Phá hoại thông tin, dữ liệu, phần mềm"},
                                     {"espionage", "Nghe trộm, gián điệp, lấy cắp thông tin"},
                                     {"combined", "Tấn công tổng hợp nhiều hình thức"},
                                     {"other", "Hình thức khác"}};
  return Find(kNames, name);
}

std::string_view SeverityName(std::string_view name) {
  static constexpr Named kNames[] = {
      {"m1", "Mức 1"}, {"m2", "Mức 2"}, {"m3", "Mức 3"}, {"m4", "Mức 4"}};
  return Find(kNames, name);
}

std::string_view IncidentStatusName(std::string_view name) {
  static constexpr Named kNames[] = {{"open", "đang xử lý"},
                                     {"contained", "đã ngăn chặn"},
                                     {"recovered", "đã khôi phục"},
                                     {"closed", "đã kết thúc"}};
  return Find(kNames, name);
}

std::string Clean(std::string_view text) {
  const std::string good = RepairUtf8(text);
  std::string clean;
  for (std::size_t i = 0; i < good.size(); ++i) {
    const auto byte = static_cast<unsigned char>(good[i]);
    const std::string_view three = std::string_view(good).substr(i, 3);
    const bool is_direction =
        three.size() == 3 &&
        ((three >= "\u202A" && three <= "\u202E") || (three >= "\u2066" && three <= "\u2069") ||
         three == "\u200E" || three == "\u200F" || three == "\u2028" || three == "\u2029" ||
         three == "\uFEFF" || three == "\xEF\xBF\xBE" || three == "\xEF\xBF\xBF");
    if (is_direction) {
      i += 2;
    } else if (byte == 0xC2 && i + 1 < good.size() &&
               static_cast<unsigned char>(good[i + 1]) < 0xA0) {
      ++i;  // C1 controls.
    } else if (byte < 0x20 || byte == 0x7F) {
      clean += ' ';
    } else {
      clean += good[i];
    }
  }
  return std::string(Trim(clean));
}

std::string LowerFirst(std::string_view text) {
  static constexpr std::string_view kCapitals[] = {"Đ", "Ủ", "Ư", "Ơ", "Ô", "Â", "Ă", "Ê"};
  static constexpr std::string_view kSmall[] = {"đ", "ủ", "ư", "ơ", "ô", "â", "ă", "ê"};
  for (std::size_t i = 0; i < std::size(kCapitals); ++i) {
    if (text.starts_with(kCapitals[i])) {
      return std::string(kSmall[i]) + std::string(text.substr(kCapitals[i].size()));
    }
  }
  std::string lower(text);
  if (!lower.empty() && lower[0] >= 'A' && lower[0] <= 'Z') lower[0] += 'a' - 'A';
  return lower;
}

}  // namespace lachan::reports
